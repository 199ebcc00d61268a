"""Slips of clumsy hands, bad moments: a paste, a year of four nines, a key too many, a store that refuses a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input

from callcenter.model import CaseState, Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.log.log import LogScreen
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.lists.filter_line import FilterLine
from tests.screens.office import CHEF, called, lead, office, toasts
from tests.widgets.stage import assert_harmless
from tests.workstation.stage import BOSS, MONDAY, Stage, workstation
from tests.workstation.test_bad_days import taken_away

NUMBERS = ("+8613800138001", "+861062345678")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """李雷 with two numbers."""
    opened = office(tmp_path)
    ref = lead(opened, "李雷", NUMBERS[0], "2026-03-02 09:30")
    opened.by(BOSS).customers.edit(ref, CustomerChanges(phones=NUMBERS), now=MONDAY)
    yield opened
    opened.close()


async def paste(stage: Stage, text: str) -> None:
    stage.app.post_message(Paste(text))
    await stage.settle()


async def test_a_paste_is_one_harmless_line_and_what_has_no_room_is_cut(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("a")
        await paste(stage, "李\x1b]0;owned\x07雷\r\n恒通\x00电气\n")
        name = stage.app.screen.query_one("#name", Input)
        assert name.value == "李?]0;owned?雷 恒通?电气"
        assert_harmless(stage.text().split("\n"), 80)
        name.select_all()
        await paste(stage, "x" * 10_000)
        assert name.value == "x" * 500


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "0001-1-1..9999-12-31"])
async def test_a_year_that_no_calendar_has_is_a_word_to_look_for(store: Store, typed: str) -> None:
    called(store, "W000001", "2026-03-02 09:40", Disposition.NO_ANSWER)
    async with workstation(store) as stage:
        await stage.press("2", "f")
        stage.app.screen.query_one(FilterLine).put(typed)
        await stage.settle()
        assert isinstance(stage.app.screen, LogScreen)
        assert f'= with "{typed}"' in stage.text()
        await stage.press("escape")
        assert "李雷" in stage.text()


async def test_a_key_too_many_does_not_hang_up_on_who_answered(store: Store) -> None:
    """Ctrl+R draws a shell's line anew: whoever is used to that must not lose the customer."""
    async with workstation(store) as stage:
        await stage.press("n", "d", "ctrl+t", "ctrl+r")
        assert isinstance(stage.app.screen, CallScreen)
        assert "This number was answered" in stage.text().splitlines()[-1]
        assert store.lookup.log(LogFilter()) == ()
        call = store.calls.open_call_of("王敏")
        assert call is not None
        assert (call.ended_at, call.phone) == (None, NUMBERS[0])


async def test_what_was_typed_into_a_line_stands_there_again_where_the_store_refused_it(
    store: Store, tmp_path: Path
) -> None:
    async with workstation(store, agent=CHEF) as stage:
        await stage.press("enter", "x", "enter", *"wants the boss")
        with taken_away(tmp_path / "shift.db"):
            await stage.press("enter")
            assert len(toasts(stage)) == 1
            assert stage.app.screen.query_one(AskLine).asking
            assert "wants the boss" in stage.text()
        await stage.press("enter")
        (case,) = store.cases.all()
        assert [event.remark for event in case.events] == ["wants the boss"]
        await stage.press("escape", "4", "c", *"it is settled")
        with taken_away(tmp_path / "shift.db"):
            await stage.press("enter")
        await stage.press(*" now", "enter")
        (case,) = store.cases.all(state=CaseState.CLOSED)
        assert case.events[-1].remark == "it is settled now"
