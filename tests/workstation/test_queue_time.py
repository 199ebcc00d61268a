"""The queue as time passes: it fills by itself, its header agrees with it, and an empty one tells the truth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter import model
from callcenter.model import HOUR, SECOND, Disposition, Instant
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from tests.screens.office import AGENT, called, lead, office
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def shown(stage: Stage) -> list[str]:
    screen = stage.app.screen
    assert isinstance(screen, QueueScreen)
    return [row.key for row in screen.list.rows]


async def pass_to(stage: Stage, when: Instant) -> None:
    """Move the clock there; the second that the app draws then is all that happens."""
    stage.clock.advance(when - stage.clock.now())
    stage.app._second()


async def test_it_fills_by_itself_when_a_window_opens(store: Store) -> None:
    ref = lead(store, "李雷", "+8613800138001", "2026-02-27 09:30", owner=AGENT.name)
    opens = at("2026-03-02 14:00")
    async with workstation(store, now=opens - SECOND) as stage:
        await stage.until(lambda: "No one to call now. Next: 李雷, 14:00" in stage.text())
        before = store.changed_since("")
        await pass_to(stage, opens)
        await stage.until(lambda: shown(stage) == [ref])
        assert store.changed_since("") == before, "nobody wrote anything"


async def test_a_promise_of_ones_own_comes_to_the_head_at_its_second(store: Store) -> None:
    due = lead(store, "李雷", "+8613800138001", "2026-02-27 09:30", owner=AGENT.name)
    soon = lead(store, "韩梅", "+8613800138002", "2026-02-27 09:30", owner=AGENT.name)
    called(store, soon, "2026-03-02 10:01", Disposition.CALLBACK, "later please", callback_at=at("2026-03-02 10:30"))
    async with workstation(store) as stage:
        assert shown(stage) == [due]
        await pass_to(stage, at("2026-03-02 10:29") + 59 * SECOND)
        await stage.settle()
        assert shown(stage) == [due]
        await pass_to(stage, at("2026-03-02 10:30"))
        await stage.until(lambda: shown(stage) == [soon, due])


@pytest.mark.parametrize(
    ("lang", "said", "shut"), [("en", "open now: London", "no calls"), ("zh", "此时可打：London", "不可拨打")]
)
async def test_the_header_agrees_with_customers_in_another_zone(store: Store, lang: str, said: str, shut: str) -> None:
    """22:03 in Shanghai is 14:03 in London, where the legal frame and the window stand open."""
    for number in range(9):
        ref = lead(store, f"Smith {number}", f"+44207946000{number}", "2026-02-27 09:30", owner=AGENT.name)
        store.by(BOSS).customers.edit(ref, CustomerChanges(zone="Europe/London"), now=MONDAY)
    async with workstation(store, now=at("2026-03-02 22:03"), lang=lang) as stage:
        assert len(shown(stage)) == 9
        assert said in stage.text()
        assert shut not in stage.text()
        await pass_to(stage, at("2026-03-03 02:00"))
        await stage.until(lambda: shown(stage) == [])
        assert said not in stage.text()


def ended(store: Store) -> None:
    """Customers of 王敏 whom nobody calls any more, each for another reason, and one of a colleague's."""
    lost = lead(store, "李雷", "+8613800138001", "2026-02-27 09:30", owner=AGENT.name)
    store.by(AGENT).customers.set_stage(lost, model.Stage.LOST, now=MONDAY)
    never = lead(store, "韩梅", "+8613800138002", "2026-02-27 09:30", owner=AGENT.name)
    called(store, never, "2026-02-27 10:30", Disposition.DO_NOT_CALL, "never again")
    lead(store, "吴静", "", "2026-02-27 09:30")
    lead(store, "周航", "+8613800138004", "2026-02-27 09:30", owner="赵磊")


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "3 customers, no calls due: 1 marked do not call, 1 without a number, 1 lost or closed. Last call: Fri"
            " 27 Feb.",
        ),
        (
            "zh",
            "共 3 位客户，都没有应打的电话：1 位勿再致电、1 位没有号码、1 位已流失或已关闭。"
            "最近一次拨打：2月27日 周五。",
        ),
    ],
)
async def test_an_empty_queue_counts_its_customers(store: Store, lang: str, said: str, size: tuple[int, int]) -> None:
    ended(store)
    async with workstation(store, lang=lang, size=size) as stage:
        await stage.until(lambda: said.replace(" ", "") in "".join(stage.text().split()))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "2 customers, no calls due: 2 with no call required. The last rule ended on Fri 28 Aug."),
        ("zh", "共 2 位客户，都没有应打的电话：2 位按制度无须致电。最后一条规则于 8月28日 周五 结束。"),
    ],
)
async def test_an_empty_queue_says_when_the_last_rule_ended(store: Store, lang: str, said: str) -> None:
    """Inquiries of 27 and 28 Feb: all that they ask for ends at 24:00 of 27 and 28 Aug (docs/rules.md#r1)."""
    for number in (7, 8):
        lead(store, f"李{number}", f"+861380013800{number}", f"2026-02-2{number} 09:30", owner=AGENT.name)
    later = at("2026-08-29 10:00")
    store.plans.tick(at("2026-08-28 11:00"), budget=60_000)
    assert store.queue.page(now=at("2026-08-28 11:00"), agent=AGENT.name, limit=60).emptiness is None
    store.plans.tick(later, budget=60_000)
    async with workstation(store, now=later, lang=lang) as stage:
        await stage.until(lambda: said.replace(" ", "") in "".join(stage.text().split()))


async def test_an_empty_queue_of_a_store_without_customers_and_of_an_agent_without(store: Store) -> None:
    async with workstation(store) as stage:
        assert "No customers yet. Import a list, or press a for a new customer." in stage.text()
        lead(store, "周航", "+8613800138004", "2026-02-27 09:30", owner="赵磊")
        await stage.until(lambda: "You have no customers, and the pool is empty." in stage.text())
        store.by(BOSS).campaigns.pause("telesales", now=MONDAY)
        await stage.until(lambda: "Paused or closed: telesales. No calls there." in stage.text())


def test_of_many_customers_the_count_is_told(store: Store) -> None:
    for number in range(201):
        ref = lead(store, f"李{number}", f"+86138001{number:05}", "2026-02-27 09:30", owner=AGENT.name)
        store.by(AGENT).customers.set_stage(ref, model.Stage.CLOSED if number else model.Stage.LOST, now=MONDAY)
    ground = store.queue.page(now=MONDAY, agent=AGENT.name, limit=60).emptiness
    assert ground is not None
    assert (ground.customers, dict(ground.held)) == (201, {model.Gate.CLOSED_STAGE: 201})
    later = store.queue.page(now=MONDAY + HOUR, agent="赵磊", limit=60).emptiness
    assert later is not None
    assert (later.customers, later.anybody) == (0, True)


@pytest.mark.parametrize(
    ("lang", "said", "later"),
    [
        ("en", "effective 0/35: 5 behind, next promise 10:45", "7 behind"),
        ("zh", "有效 0/35：落后 5，下一个约定 10:45", "落后 7"),
    ],
)
async def test_the_pace_stands_beside_the_quota_with_the_next_promise(
    store: Store, lang: str, said: str, later: str
) -> None:
    """Of 35 calls in seven and a half hours 5.06 are wanted by 10:05, 7.2 by 10:33."""
    ref = lead(store, "李雷", "+8613800138001", "2026-02-27 09:30", owner="赵磊")
    called(store, ref, "2026-02-27 10:01", Disposition.CALLBACK, "later please", callback_at=at("2026-03-02 10:45"))
    async with workstation(store, lang=lang) as stage:
        await stage.until(lambda: said in stage.text())
        await pass_to(stage, at("2026-03-02 10:33"))
        await stage.until(lambda: later in stage.text())
