"""Messages in passing: in a place and for a time that hide nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from callcenter.model import Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.forms.date_entry import DateEntry
from tests.screens.office import lead, office, toasts
from tests.workstation.stage import Stage, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One lead."""
    opened = office(tmp_path)
    lead(opened, "吴静", "+8613800138002", "2026-03-02 10:00")
    yield opened
    opened.close()


def last_line(stage: Stage) -> str:
    return stage.text().splitlines()[-1].strip()


async def test_a_call_says_what_is_missing_in_its_last_line(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", *"call me later", "escape")
        assert last_line(stage) == "! Choose a disposition: F2 to F9, or F12 for all."
        await stage.press("f5", "enter")
        assert last_line(stage) == "! Enter a time, such as +2h or Fri 10:00."
        assert toasts(stage) == [], "a notice would stand before the date"
        assert isinstance(stage.app.screen, CallScreen)
        assert stage.app.focused is stage.app.screen.query_one(DateEntry).query_one(Input)


async def test_what_the_rules_propose_says_that_it_promises_nothing(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price list", "f3")
        entry = stage.app.screen.query_one(DateEntry)
        # R2: the next call of a fresh lead is the one of day 1, due all day.
        assert entry.text == "2026-03-03"
        assert "(per rulebook)" in stage.text()
        await stage.press(*"2026-03-04")
        assert "= Wed 4 Mar 10:00" in stage.text()
        await stage.press("f4", "enter")
        (row,) = store.lookup.log(LogFilter(), before=None, limit=5)
        assert row.disposition is Disposition.NEUTRAL
        assert row.callback_at is None


async def test_enter_is_among_the_keys_while_a_date_or_a_line_is_typed(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("enter", "t")
        assert last_line(stage).startswith("Enter done")
        await stage.press("escape", "escape", "n", "d", *"call me later", "f5")
        assert last_line(stage).startswith("Enter save")


async def test_the_newest_notice_takes_the_place_of_the_one_before(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("5", "j", "x", "c", "c")
        assert toasts(stage) == ["Only a supervisor can see other agents' customers."]


async def test_a_notice_does_not_take_the_place_of_a_trouble(store: Store) -> None:
    async with workstation(store) as stage:
        stage.app.notify("the database is gone", severity="error")
        await stage.settle()
        await stage.press("5", "j", "c")
        assert toasts(stage) == ["the database is gone", "Only a supervisor can see other agents' customers."]


async def test_the_command_palette_speaks_the_language_of_the_program(store: Store) -> None:
    async with workstation(store, lang="zh") as stage:
        await stage.press("ctrl+p")
        await stage.until(lambda: "来电" in stage.text())
        assert "输入要做的事" in stage.text()
