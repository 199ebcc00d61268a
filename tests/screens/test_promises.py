"""My promises (``p``): by day, dialled, moved, answered (docs/architecture.md#promises)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Channel, Disposition, Milestone, MilestoneKind
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.worklists.promises import PromisesScreen
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from tests.screens.office import AGENT, called, lead, office, toasts
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation

FRIDAY = Milestone(MilestoneKind.APPOINTMENT, at("2026-03-06 15:00"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A callback at 11:00 today, one that is over, an appointment on Friday, an answer that is owed."""
    opened = office(tmp_path)
    asked_for = Disposition.CALLBACK
    soon = lead(opened, "李雷", "+8613800138001", "2026-02-27 09:30", owner=AGENT.name)
    called(opened, soon, "2026-02-27 11:00", asked_for, "later please", callback_at=at("2026-03-02 11:00"))
    late = lead(opened, "[/x] 吴静", "+8613800138002", "2026-02-27 09:30", owner=AGENT.name)
    called(opened, late, "2026-02-27 11:00", asked_for, "later please", callback_at=at("2026-03-02 09:00"))
    comes = lead(opened, "赵铁", "+8613800138003", "2026-02-27 09:30", owner=AGENT.name)
    opened.by(AGENT).customers.set_milestone(comes, FRIDAY, now=MONDAY)
    opened.by(BOSS).campaigns.ensure_shipped("power", now=MONDAY)
    new = NewCustomer("钱多", "+8613800138004", owner=AGENT.name, campaign="power", inquiry=False)
    asks = opened.by(BOSS).customers.add(new, now=MONDAY)
    question = Milestone(MilestoneKind.QUESTION, at("2026-03-02 10:00"))
    opened.by(AGENT).customers.set_milestone(asks, question, now=MONDAY)
    yield opened
    opened.close()


def promises(store: Store) -> list[tuple[str, str, int]]:
    rows = store.promises.open(now=MONDAY, agent=AGENT.name)
    return [(row.name, row.obligation.rule.partition(".")[2], row.obligation.due_at) for row in rows]


async def to(stage: Stage, name: str) -> None:
    screen = stage.app.screen
    assert isinstance(screen, PromisesScreen)
    for _step in range(9):
        if screen.list.current is not None and screen.list.current.name == name:
            return
        await stage.press("down")
    raise AssertionError(name)


@pytest.mark.parametrize(
    ("lang", "headings"),
    [
        ("en", ["overdue", "today, Mon 2 Mar", "Thu 5 Mar", "Fri 6 Mar", "Wed 11 Mar"]),
        ("zh", ["已超时", "今天，3月2日 周一", "3月5日 周四", "3月6日 周五", "3月11日 周三"]),
    ],
)
async def test_by_day_with_live_clocks(store: Store, lang: str, headings: list[str]) -> None:
    async with workstation(store, lang=lang) as stage:
        await stage.press("p")
        lines = stage.text().splitlines()
        places = [next((i for i, line in enumerate(lines) if line.strip() == heading), None) for heading in headings]
        assert None not in places, lines
        assert places == sorted(places)  # type: ignore[type-var]
        assert "[/x] 吴静" in lines[(places[0] or 0) + 1]
        if lang == "zh":
            return
        stage.pass_time(71)
        stage.app._second()
        await stage.settle()
        assert "today, Mon 2 Mar" not in stage.text(), "the callback of 11:00 is overdue as well"


async def test_enter_opens_and_dials_and_a_broken_one_is_not_moved_away(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("p", "e")
        assert "This promise is overdue" in toasts(stage)[-1]
        await stage.press("s")
        assert "dial" in toasts(stage)[-1]
        await stage.press("enter")
        assert isinstance(stage.app.screen, CustomerScreen)
        await stage.press("escape", "d")
        assert isinstance(stage.app.screen, CallScreen)
        await stage.press("p")
        assert isinstance(stage.app.screen, CallScreen), "a letter of the note"


async def test_another_time_for_a_callback_and_for_an_appointment(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("p")
        await to(stage, "李雷")
        await stage.press("e", *"wed 16:00", "enter")
        await to(stage, "赵铁")
        await stage.press("e", *"thu 9:30", "enter")
        await to(stage, "钱多")
        await stage.press("e")
        assert "rules set" in toasts(stage)[-1]
    found = promises(store)
    assert ("李雷", "callback", at("2026-03-04 16:00")) in found
    assert ("赵铁", "appointment.no_show", at("2026-03-05 09:30")) in found
    assert len(found) == 6
    ref = next(row.ref for row in store.promises.open(now=MONDAY, agent=AGENT.name) if row.name == "李雷")
    corrected, first = store.details.get(ref, now=MONDAY).touches
    assert (corrected.corrects, corrected.note, first.callback_at) == (first.id, "later please", at("2026-03-02 11:00"))


async def test_a_time_nine_months_off_is_asked_about_by_another_key(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("p")
        await to(stage, "李雷")
        await stage.press("e", *"+9mo", "enter")
        assert "Wed 2 Dec 10:05: over three months ahead. Save anyway?" in stage.text()
        await stage.press("enter")
        assert ("李雷", "callback", at("2026-03-02 11:00")) in promises(store), "Enter asked, and does not confirm"
        await stage.press("escape")
        assert ("李雷", "callback", at("2026-03-02 11:00")) in promises(store)
        await stage.press("enter", "y")
        assert ("李雷", "callback", at("2026-12-02 10:05")) in promises(store)


async def test_an_answer_that_was_given_in_writing(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("p")
        await to(stage, "钱多")
        await stage.press("s", *"fax", "enter")
        assert "Choose from" in toasts(stage)[-1]
        await stage.press("s", *"e-mail", "enter", *"sent the plan", "enter")
        assert "钱多" not in stage.text().splitlines()[3:]
    assert "钱多" not in [name for name, *_ in promises(store)]
    ref = store.search.find("钱多")[0].ref
    (touch,) = store.details.get(ref, now=MONDAY).touches
    assert (touch.channel, touch.note, touch.agent) == (Channel.EMAIL, "sent the plan", AGENT.name)


@pytest.mark.parametrize(
    ("lang", "cell", "warning", "notice"),
    [
        ("en", "of 赵磊", "! colleague's customer: 赵磊", "王敏 promised your customer 韩梅 a callback: 11:30"),
        ("zh", "赵磊的客户", "! 同事的客户：赵磊", "王敏与你的客户韩梅约定回电：11:30"),
    ],
)
async def test_a_colleagues_customer_stands_out_before_one_dials(
    store: Store, lang: str, cell: str, warning: str, notice: str
) -> None:
    ref = lead(store, "韩梅", "+8613800138009", "2026-02-27 09:30", owner="赵磊")
    called(store, ref, "2026-03-02 09:50", Disposition.CALLBACK, "later please", callback_at=at("2026-03-02 11:30"))
    async with workstation(store, lang=lang) as stage:
        await stage.press("p")
        await to(stage, "韩梅")
        assert cell in stage.text()
        assert warning in stage.text()
        await stage.press("enter")
        assert warning in stage.text()
        await stage.press("escape", "escape", "slash", *"韩梅")
        assert "! 赵磊" in stage.text()
        await stage.press("escape", "p")
        await to(stage, "韩梅")
        await stage.press("d")
        assert isinstance(stage.app.screen, CallScreen)
        await stage.until(lambda: warning in stage.text())
    async with workstation(store, agent="赵磊", lang=lang) as stage:
        await stage.until(lambda: notice in "\n".join(stage.text().splitlines()[:2]))
        await stage.press("p")
        assert ("by 王敏" if lang == "en" else "王敏约定") in stage.text()
