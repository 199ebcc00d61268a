"""The loop of a shift by hand: next, dial, disposition, next (docs/architecture.md#people, #call-screen).

What holds on every kind of line is in `test_line_loops.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Channel, Disposition, Lane
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.frame.desk import StoreChanged
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.views.people.shift import AgentState
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, inquired, open_store, workstation

LI, WU, ZHAO = "+8613800138001", "+8613800138002", "+8613800138003"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three leads of this morning, the newest first in the queue: 吴静, 李雷, 赵铁."""
    opened = open_store(tmp_path, MONDAY)
    for name, phone, when in (
        ("赵铁", ZHAO, "2026-03-02 09:00"),
        ("李雷", LI, "2026-03-02 09:30"),
        ("吴静", WU, "2026-03-02 10:00"),
    ):
        inquired(opened, add(opened, name, phone, at(when)), at(when), MONDAY)
    yield opened
    opened.close()


def calls(store: Store) -> list[tuple[str, Disposition | None, str]]:
    """Customer, disposition and note of every touch, oldest first."""
    rows = store.lookup.log(LogFilter(), before=None, limit=50)
    return [(row.customer, row.disposition, row.note) for row in reversed(rows)]


def queue(stage: Stage) -> QueueScreen:
    assert isinstance(stage.app.screen, QueueScreen)
    return stage.app.screen


def call(stage: Stage) -> CallScreen:
    assert isinstance(stage.app.screen, CallScreen)
    return stage.app.screen


async def test_the_queue_shows_who_comes_first_and_why(store: Store) -> None:
    async with workstation(store) as stage:
        lines = stage.text().splitlines()
        places = {name: next(i for i, line in enumerate(lines) if name in line) for name in ("吴静", "李雷", "赵铁")}
        assert places["吴静"] < places["李雷"] < places["赵铁"]
        assert "fresh" in lines[places["吴静"]]
        assert "inquiry 5m ago, not called yet" in lines[places["吴静"]]
        assert lines[-5].startswith(" 138****8002 | first call: inquiry Mon 2 Mar 10:00, within 24 hours")


async def test_a_reached_call_counts_and_makes_the_agent_the_owner(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        await stage.press(*"wants a price")
        stage.pass_time(2)
        await stage.press("f3", "enter")
        assert calls(store) == [("吴静", Disposition.INTERESTED, "wants a price")]
        row = store.lookup.log(LogFilter(), before=None, limit=1)[0]
        assert row.effective
        assert row.seconds == 120
        assert row.callback_at is None
        claim = queue(stage).claim
        assert claim is not None
        assert store.details.get(claim.ref, now=MONDAY).name == "李雷"
        assert store.details.get(row.ref, now=MONDAY).facts.owner == "王敏"


async def test_the_note_is_in_the_store_while_it_is_typed(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", *"half a")
        call(stage).query_one("#note").flush()  # type: ignore[attr-defined]
        await stage.settle()
        opened = store.calls.open_call_of("王敏")
        assert opened is not None
        assert opened.note == "half a"
        assert opened.answered_at == MONDAY


async def test_a_callback_needs_its_time_and_becomes_a_promise(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", *"later please", "f5")
        await stage.press("enter")
        assert calls(store) == [], "without a time nothing is saved"
        await stage.press(*"+2h", "enter")
        row = store.lookup.log(LogFilter(), before=None, limit=1)[0]
        assert row.disposition is Disposition.CALLBACK
        assert row.callback_at == at("2026-03-02 12:05")
        plan = store.details.get(row.ref, now=MONDAY).plan
        assert [o.due_at for o in plan.obligations if o.rule == "telesales.callback"] == [at("2026-03-02 12:05")]


async def test_a_note_that_will_not_count_is_asked_about_once(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", "o", "k", "f3", "enter")
        assert calls(store) == []
        assert "will not count" in stage.text()
        await stage.press("f9")
        assert calls(store) == [("吴静", Disposition.INTERESTED, "ok")]


async def test_do_not_call_is_asked_about_with_another_key(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", *"never again", "f12", "x")
        assert calls(store) == []
        await stage.press("escape")
        assert calls(store) == []
        await stage.press("f12", "x", "f9")
        assert calls(store) == [("吴静", Disposition.DO_NOT_CALL, "never again")]


async def test_the_last_disposition_can_be_undone(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price", "f9", "enter")
        assert calls(store)[0][1] is Disposition.REFUSED
        await stage.press("u")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        await stage.settle()
        assert "wants a price" in stage.text()
        await stage.press("f3", "enter")
        rows = [row for row in store.lookup.log(LogFilter(), before=None, limit=9) if not row.withdrawn]
        assert [row.disposition for row in rows if row.corrects is None or row.disposition][:1] == [
            Disposition.INTERESTED
        ]


async def test_nobody_else_gets_a_claimed_customer(store: Store) -> None:
    store.by(BOSS).people.add("赵磊", now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("n")
        claim = queue(stage).claim
        assert claim is not None
        other = store.queue.page(now=MONDAY, agent="赵磊")
        assert claim.ref not in [row.ref for row in other.rows]
        assert [row.lane for row in other.rows] == [Lane.FRESH, Lane.FRESH]


async def test_what_the_agent_does_is_seen_by_others(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        assert store.presence.get("王敏")[0] is AgentState.DIALLING
        await stage.press("x")
        assert store.presence.get("王敏")[0] is AgentState.TALKING
        await stage.press("f3")
        assert store.presence.get("王敏")[0] is AgentState.WRAP_UP


async def test_a_breach_shows_within_a_tick_also_when_another_program_found_it(store: Store) -> None:
    async with workstation(store) as stage:
        stage.app.store_watch.tick()
        await stage.settle()
        assert "nothing overdue" in stage.text()
        ref = store.queue.page(now=MONDAY).rows[0].ref
        store.by(BOSS).ownership.assign(ref, "王敏", now=MONDAY)
        stage.clock.advance(at("2026-03-03 10:05") - MONDAY)
        store.plans.tick(stage.clock.now(), budget=2_000)
        stage.app.store_watch.tick()
        await stage.settle()
        assert "吴静" in stage.text().splitlines()[1]


async def test_changes_by_others_show_without_a_key(store: Store) -> None:
    async with workstation(store) as stage:
        add(store, "孙小美", "+8613800138009", MONDAY)
        await stage.until(lambda: "孙小美" in stage.text())


async def test_what_changes_elsewhere_leaves_the_cursor_where_the_agent_moved_it(store: Store) -> None:
    """It jumped back to the claimed customer whenever anybody saved anything."""
    async with workstation(store) as stage:
        await stage.press("n")
        claimed = queue(stage).list.key
        await stage.press("down")
        chosen = queue(stage).list.key
        assert chosen not in (None, claimed)
        stage.app.screen.post_message(StoreChanged())
        await stage.settle()
        assert queue(stage).list.key == chosen


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_hostile_names_are_only_text(store: Store, lang: str, size: tuple[int, int]) -> None:
    hostile = ["[/x]", "[@click=app.quit]x[/]", "[VIP]王", "\x1b]52;c;aGk=\x07a", "\u202eabc\u202c"]
    for number, name in enumerate(hostile):
        add(store, name, f"+861380013810{number}", MONDAY)
    async with workstation(store, lang=lang, size=size) as stage:
        await stage.until(lambda: "[VIP]王" in stage.text())
        text = stage.text()
        assert "[/x]" in text
        assert "[@click" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        await stage.press("n", "d", *"[/x] note", "f3", "enter")
        assert calls(store)[-1][2] == "[/x] note"
        assert store.lookup.log(LogFilter(), before=None, limit=1)[0].channel is Channel.CALL
