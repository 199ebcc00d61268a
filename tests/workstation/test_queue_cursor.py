"""The cursor of the queue: on whoever comes next, until the agent moves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.screens.calls.call import CallScreen
from callcenter.store import Store
from tests.workstation.stage import MONDAY, Stage, add, at, inquired, open_store, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two leads of this morning: 吴静 comes before 李雷."""
    opened = open_store(tmp_path, MONDAY)
    for name, phone, when in (("李雷", "+8613800138001", "09:30"), ("吴静", "+8613800138002", "10:00")):
        inquired(opened, add(opened, name, phone, at(f"2026-03-02 {when}")), at(f"2026-03-02 {when}"), MONDAY)
    yield opened
    opened.close()


def here(stage: Stage) -> str:
    """The name in the row of the cursor."""
    row = stage.app.queue.list.current
    assert row is not None
    return row.name


async def come_in(stage: Stage, name: str) -> None:
    """A lead comes in, from another program."""
    when = MONDAY - 60_000
    inquired(stage.store, add(stage.store, name, "+8613800138009", when), when, MONDAY)
    stage.app.queue.refill()
    await stage.settle()


async def test_d_is_the_next_one_whoever_comes_in(store: Store) -> None:
    async with workstation(store) as stage:
        assert here(stage) == "吴静"
        await come_in(stage, "周航")
        assert here(stage) == "周航"
        assert "New at the top: 周航 (fresh)" in stage.text()
        await stage.press("d")
        assert isinstance(stage.app.screen, CallScreen)
        assert stage.app.screen.view.name == "周航"


async def test_a_moved_cursor_stays_looks_different_and_comes_home(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("j")
        assert here(stage) == "李雷"
        assert "*fresh" in stage.text()
        assert "Esc back to next" in stage.text()
        await come_in(stage, "周航")
        assert here(stage) == "李雷", "the agent put it there"
        await stage.press("escape")
        assert here(stage) == "周航"
        assert ">fresh" in stage.text()
        assert "back to next" not in stage.text()
        await stage.press("j", "j", "d", "f2")
        assert not stage.app.in_call
        assert here(stage) == "周航", "home after a call"
        assert not stage.app.queue.list.moved


async def test_the_claimed_customer_is_home_also_where_another_comes_in(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n")
        await come_in(stage, "周航")
        assert here(stage) == "吴静", "claimed: the next one"
        assert "New at the top: 周航 (fresh)" in stage.text()
        await stage.press("k")
        assert here(stage) == "周航"
        assert "*fresh" in stage.text()
        await stage.press("escape")
        assert here(stage) == "吴静"


async def test_from_120_columns_the_customer_stands_beside_the_queue(store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        assert "first call: inquiry Mon 2 Mar 10:00" in stage.text()
        assert "phone 138****8002" in stage.text()
        await stage.press("j")
        assert "phone 138****8001" in stage.text()
        await stage.pilot.resize_terminal(100, 36)
        await stage.settle()
        assert "phone 138****8001" not in stage.text()
        assert "李雷 | open: " in stage.text()
        await stage.pilot.resize_terminal(130, 36)
        await stage.settle()
        assert "phone 138****8001" in stage.text()
