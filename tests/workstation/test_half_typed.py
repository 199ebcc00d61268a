"""Half-typed text in a form: no key that takes its place throws it away without a word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from callcenter import locale
from callcenter.model import Disposition
from callcenter.screens.calls.incoming_call import IncomingScreen
from callcenter.screens.customers.find import FindScreen
from callcenter.screens.customers.new_customer import NewCustomerScreen
from callcenter.screens.shift.leave import LeaveScreen
from callcenter.screens.worklists.messages import MessagesScreen
from callcenter.store import Store
from callcenter.widgets.lines.bars import HeaderBar
from tests.screens.office import called, lead, office, toasts
from tests.workstation.stage import workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    lead(opened, "李雷", "+8613800138001", "2026-03-02 09:30", owner="王敏")
    called(
        opened, lead(opened, "吴静", "+8613800138002", "2026-03-02 09:00"), "2026-03-02 09:40", Disposition.BUSY, "x"
    )
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "keys",
    [
        ("a", "H", "a", "n"),
        ("enter", "e", "H", "a", "n"),
        ("enter", "p", "1", "5"),
        ("z", "1", "5"),
        ("2", "c", "H", "a", "n"),
        ("3", "v", "H", "a", "n"),
        ("3", "e", "H", "a", "n"),
    ],
    ids=["new customer", "edit", "appointment", "put off", "correct", "visit", "message"],
)
async def test_the_language_and_an_incoming_call_wait_for_a_form(store: Store, keys: tuple[str, ...]) -> None:
    async with workstation(store) as stage:
        await stage.press(*keys)
        form, shown = stage.app.screen, stage.text().splitlines()[1:-4]
        await stage.press("ctrl+l")
        await stage.app.run_action("app.incoming")  # in a correction F5 says how the call ended
        await stage.settle()
        assert stage.app.screen is form
        assert stage.text().splitlines()[1:-4] == shown
        assert locale.current() == "en"
        assert toasts(stage)[-1].startswith("Unsaved text here:")
        await stage.press("escape", "ctrl+l")
        assert locale.current() == "zh", "left, nothing is in the way any more"
        await stage.press("f5")
        assert isinstance(stage.app.screen, IncomingScreen)


async def test_neither_the_mouse_nor_the_end_of_the_shift_throws_a_form_away(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("a", *"Han")
        form = stage.app.screen
        stage.app.screen.query_one(HeaderBar).post_message(HeaderBar.ModeChosen("log"))
        await stage.settle()
        assert stage.app.screen is form
        await stage.press("ctrl+q", "f9")
        assert isinstance(stage.app.screen, LeaveScreen)
        assert "lost if you leave now: Han" in stage.text()
        await stage.press("n")
        assert form.query_one("#name", Input).value == "Han"


async def test_an_untouched_form_and_a_search_stand_in_nobodys_way(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("a", "x", "backspace", "f5")
        assert isinstance(stage.app.screen, IncomingScreen)
        await stage.press("escape")
        assert isinstance(stage.app.screen, NewCustomerScreen)
        await stage.press("escape", "slash", *"li")
        assert isinstance(stage.app.screen, FindScreen)
        await stage.press("f5")
        assert isinstance(stage.app.screen, IncomingScreen)
        await stage.press(*"138", "f5", "ctrl+l")
        assert stage.app.screen.query_one("#text", Input).value == "138"
        assert locale.current() == "en"


async def test_an_edited_message_is_still_there_in_the_other_language(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3", "e", *"Dear Han, ", "escape")
        edited = stage.app.screen.query_one("MessagePane").text  # type: ignore[attr-defined]
        assert "Dear Han, " in edited
        await stage.press("ctrl+l")
        assert isinstance(stage.app.screen, MessagesScreen)
        assert "Dear Han, " in stage.text()
