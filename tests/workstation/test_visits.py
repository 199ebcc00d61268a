"""Mode 3: visits are agreed, moved, called off and put on record with their own time and direction."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.desk.forms.visit_line import read
from callcenter.model import Channel, Direction, Milestone, MilestoneKind
from callcenter.screens.worklists.messages import MessagesScreen
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, inquired, open_store, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path, MONDAY)
    inquired(opened, add(opened, "赵铁", "+8613800138003", MONDAY), MONDAY, MONDAY)
    yield opened
    opened.close()


def appointments(stage: Stage) -> list[int | None]:
    return [row.appointed_at for row in stage.store.tasks.visits(now=stage.clock.now())]


@pytest.mark.parametrize(
    ("text", "when", "direction", "note"),
    [
        ("saw two machines", "2026-03-02 10:05", Direction.OUT, "saw two machines"),
        ("9:30 saw two", "2026-03-02 09:30", Direction.OUT, "saw two"),
        ("< 昨天 14:30 看了两台", "2026-03-01 14:30", Direction.IN, "看了两台"),
        ("2/27 16点 看了两台", "2026-02-27 16:00", Direction.OUT, "看了两台"),
        ("Yesterday 9:00 x", "2026-03-01 09:00", Direction.OUT, "x"),
        # Ahead, too far back, no such day: part of what is told.
        ("15:00 call them", "2026-03-02 10:05", Direction.OUT, "15:00 call them"),
        ("2/3 9:00 x", "2026-03-02 10:05", Direction.OUT, "2/3 9:00 x"),
        ("2/30 9:00 x", "2026-03-02 10:05", Direction.OUT, "2/30 9:00 x"),
        ("3:1 for us", "2026-03-02 10:05", Direction.OUT, "3:1 for us"),
        ("9:30", "2026-03-02 09:30", Direction.OUT, ""),
    ],
)
def test_the_line_about_a_visit(text: str, when: str, direction: Direction, note: str) -> None:
    found = read(text, MONDAY, "Asia/Shanghai")
    assert (found.at, found.direction, found.note) == (at(when), direction, note)


async def test_agreed_moved_and_called_off(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3", "A", *"3/5 15:00")
        assert "Thu 5 Mar 15:00" in stage.text()
        await stage.press("enter")
        assert appointments(stage) == [at("2026-03-05 15:00")]
        await stage.press("tab", "tab", "tab")
        assert "Thu 5 Mar" in stage.text()
        await stage.press("A", *"3/6 9:00", "enter")
        assert appointments(stage) == [at("2026-03-06 09:00")]
        await stage.press("X", "n")
        assert appointments(stage) == [at("2026-03-06 09:00")]
        await stage.press("escape", "X", "y")
        assert appointments(stage) == []
        assert "No scheduled visits" in stage.text()


async def test_agreed_visits_stand_under_their_days(store: Store) -> None:
    """As promises do: those that were missed first, then today, tomorrow, and the days after."""
    for name, phone, when in (
        ("李雷", "+8613800138001", "2026-03-02 09:30"),
        ("吴静", "+8613800138002", "2026-03-02 10:30"),
        ("孙小美", "+8613800138005", "2026-03-02 16:00"),
        ("钱多", "+8613800138004", "2026-03-03 09:00"),
        ("周航", "+8613800138006", "2026-03-05 15:00"),
    ):
        ref = add(store, name, phone, at("2026-03-01 09:00"))
        visit = Milestone(MilestoneKind.APPOINTMENT, at(when))
        store.by(BOSS).customers.set_milestone(ref, visit, now=at("2026-03-01 09:00"))
    async with workstation(store) as stage:
        await stage.press("3", "tab", "tab", "tab")
        order = ["missed", "李雷", "today, Mon 2 Mar", "吴静", "孙小美"]
        order += ["tomorrow, Tue 3 Mar", "钱多", "Thu 5 Mar", "周航"]
        assert headings_and_names(stage, order) == order
        # Rows that time passes stand under another heading, the cursor stays on its customer.
        await stage.press("j")
        stage.pass_time(30)
        stage.app.screen.tick(stage.clock.now())  # type: ignore[attr-defined]
        await stage.settle()
        order = ["missed", "李雷", "吴静", "today, Mon 2 Mar", "孙小美"]
        assert headings_and_names(stage, order) == order
        assert screen(stage).ref_here == store.search.find("吴静")[0].ref
    async with workstation(store, lang="zh") as stage:
        await stage.press("3", "tab", "tab", "tab")
        order = ["已错过", "李雷", "今天，3月2日 周一", "吴静", "孙小美"]
        assert headings_and_names(stage, order) == order


def headings_and_names(stage: Stage, wanted: list[str]) -> list[str]:
    """Those of ``wanted`` that begin a line of the list or stand in it as its customer, from above."""
    lines = [row.cells[0 if row.section else 3] for row in screen(stage).list.rows]
    return [one for line in lines for one in wanted if one in str(line)][: len(wanted)]


def screen(stage: Stage) -> MessagesScreen:
    assert isinstance(stage.app.screen, MessagesScreen)
    return stage.app.screen


async def test_a_visit_of_yesterday_by_the_customer(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3", "v", *"< yesterday 14:30 two machines", "enter")
        (touch,) = store.lookup.log(LogFilter())
        assert (touch.channel, touch.direction, touch.at, touch.note) == (
            Channel.VISIT,
            Direction.IN,
            at("2026-03-01 14:30"),
            "two machines",
        )
        assert "Visit by 赵铁 recorded" in list(stage.app._notifications)[-1].message
        # A time alone says nothing of what came of it.
        await stage.press("v", *"9:30", "enter")
        assert "Enter a line" in list(stage.app._notifications)[-1].message
        assert len(store.lookup.log(LogFilter())) == 1
        assert isinstance(stage.app.screen, MessagesScreen)
