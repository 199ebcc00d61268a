"""Keys that come in a burst, as a slow line delivers them: each acts where the one before it left the focus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.events import Event, Key
from textual.widgets import Input

from callcenter.model import Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.edit_customer import EditCustomerScreen
from callcenter.screens.shift.leave import LeaveScreen
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.workstation import departure, key_order
from tests.screens.office import CHEF, lead, office
from tests.workstation.stage import MONDAY, Stage, at, slow_store, typed, workstation
from tests.workstation.test_terminal import Terminal

_DOWN = "\x1b[B"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def ref(store: Store) -> str:
    return lead(store, "李雷", "+8613800138001", "2026-02-20 09:30")


def call_of(stage: Stage) -> CallScreen:
    assert isinstance(stage.app.screen, CallScreen)
    return stage.app.screen


@pytest.mark.parametrize(("on", "back"), [("down", "up"), ("tab", "shift+tab")])
async def test_text_lands_in_the_field_to_which_the_keys_before_it_led(
    store: Store, ref: str, on: str, back: str
) -> None:
    async with workstation(store) as stage:
        await stage.press("enter", "e")
        fields = [widget.id for widget in stage.app.screen.focus_chain]
        await stage.burst(*[on] * 13, "Q", *[back] * 8, "W")
        values = {one.id: one.value for one in stage.app.screen.query(Input)}
        assert (values[fields[13]], values[fields[5]]) == ("Q", "W")
        assert stage.app.screen.focused is stage.app.screen.query_one(f"#{fields[5]}")


async def test_enter_sends_all_that_was_typed_before_it(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        await stage.press("enter", "e")
        company = "Northern Power " * 10
        await stage.burst("down", *typed(company), "down", "down", "down", *"fair", "enter")
        await stage.until(lambda: not isinstance(stage.app.screen, EditCustomerScreen))
    view = store.details.get(ref, now=MONDAY)
    assert (view.company, view.facts.source) == (company.strip(), "fair")


async def test_a_wrap_up_typed_at_once_is_saved_as_it_was_meant(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        await stage.burst(*typed("wants a price"), "f3", *typed("Fri 10:00"), "enter")
    saved = store.lookup.log(LogFilter(), before=None, limit=1)[0]
    assert (saved.note, saved.disposition) == ("wants a price", Disposition.INTERESTED)
    owed = store.details.get(ref, now=MONDAY).plan.obligations
    assert [one.due_at for one in owed if one.commitment] == [at("2026-03-06 10:00")]


async def test_keys_behind_one_that_closes_its_own_line_reach_the_screen_below(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        await stage.burst("slash", "escape", "2", "1", "enter", "e", *["down"] * 3, "Q", "escape", "escape", "2")
        assert stage.app.current_mode == "log"


async def test_keys_wait_from_the_first_frame_on(store: Store, ref: str) -> None:
    """One that was typed before it was meant for nobody here; one behind it waits until the program can act."""
    routed = []

    async def route(event: Event) -> None:
        assert isinstance(event, Key)
        routed.append(event.key)

    async with workstation(store) as stage:
        keys, early = key_order.KeyOrder(stage.app, route), Key("a", "a")
        await keys.take(early)
        keys.begin()
        await keys.take(early)
        await keys.take(Key("b", "b"))
        assert routed == []
        keys.open()
        await stage.until(lambda: keys.idle)
        assert routed == ["b"]


async def test_keys_wait_for_the_call_that_the_store_begins(store: Store, ref: str) -> None:
    """In the queue they would go to another mode, take something back and add a customer."""
    async with workstation(store) as stage:
        with slow_store(stage):
            for key in ("d", "2", "u", "a"):
                await stage.pilot.press(key)
            assert stage.app.keys.held
        await stage.settle()
        assert call_of(stage).controller.note.made == "2ua"


async def test_keys_behind_a_store_that_does_not_answer_do_nothing(
    store: Store, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_order, "_LOST_SECONDS", 0.2)
    async with workstation(store) as stage:
        with slow_store(stage):
            for key in ("d", "2", "u", "a"):
                await stage.pilot.press(key)
            await stage.until(lambda: not stage.app.keys.held)
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        await stage.settle()
        assert call_of(stage).controller.note.made == ""


async def test_leaving_waits_for_no_answer(store: Store, ref: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(departure, "_PATIENCE_SECONDS", 0.0)
    async with workstation(store) as stage:
        with slow_store(stage):
            await stage.pilot.press("d")
            assert stage.app.keys.held
            await stage.pilot.press("ctrl+q", "ctrl+q")
            await stage.until(lambda: isinstance(stage.app.screen, LeaveScreen))


def test_the_owner_is_reached_and_saved_over_a_line_that_delivers_all_keys_at_once(
    store: Store, ref: str, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path / "shift.db", CHEF, tmp_path)
    try:
        terminal.until("? help")
        terminal.type("/李雷")
        terminal.until("李雷", "138****8001")
        terminal.type("\r")
        terminal.until("edit")
        terminal.type("e")
        terminal.until("Edit 李雷")
        terminal.type(f"{_DOWN * 13}赵磊\r")
        terminal.until("colleague's customer: 赵磊", gone="Edit 李雷")
    finally:
        terminal.close()
    assert store.details.get(ref, now=MONDAY).facts.owner == "赵磊"
