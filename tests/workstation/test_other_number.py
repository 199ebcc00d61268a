"""On to a customer's second number and back: reason, script and promise belong to the call.

See docs/architecture.md#call-screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Direction, Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.calls.script_panel import ScriptPanel
from tests.screens.office import AGENT, called, lead, office
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation

NUMBERS = ("+8613800138004", "+8613800138005", "+8613800138006")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def promised(store: Store) -> str:
    """周航 with three numbers, promised a call at 10:00 today."""
    ref = lead(store, "周航", "", "2026-02-20 09:30")
    store.by(BOSS).customers.edit(ref, CustomerChanges(phones=NUMBERS), now=MONDAY)
    called(
        store, ref, "2026-02-27 15:00", Disposition.CALLBACK, "on Monday morning", callback_at=at("2026-03-02 10:00")
    )
    return ref


def screen(stage: Stage) -> CallScreen:
    assert isinstance(stage.app.screen, CallScreen)
    return stage.app.screen


def shown(stage: Stage) -> tuple[str, str, tuple[str, ...]]:
    """Return what the call is for, its script, and which steps of it are ticked off."""
    panel = screen(stage).query_one(ScriptPanel)
    why = next(line for line in stage.text().splitlines() if "callback" in line)
    return why.strip(), panel.shown, tuple(step.name for use in panel.uses for step in use.ticked)


async def test_the_second_number_keeps_reason_script_and_steps(store: Store) -> None:
    ref = promised(store)
    async with workstation(store) as stage:
        await stage.press("n", "d", "f6", "f6")
        before = shown(stage)
        assert len(before[2]) == 2
        stage.pass_time(0.5)
        await stage.press("ctrl+r")
        assert screen(stage).call.phone == NUMBERS[1]
        assert shown(stage) == before
        stage.pass_time(0.5)
        await stage.press("ctrl+r")
        assert screen(stage).call.phone == NUMBERS[2]
        assert shown(stage) == before
        assert [row.disposition for row in store.lookup.log(LogFilter())[:2]] == [Disposition.NO_ANSWER] * 2
        await stage.press(*"wants a price", "f3", "enter")
    (touch, *failed) = store.lookup.log(LogFilter())[:3]
    assert touch.ref == ref
    assert [len(use.ticked) for use in touch.scripts] == [2]
    assert [one.scripts for one in failed] == [(), ()], "the steps are counted once"


async def test_a_script_that_was_chosen_stays(store: Store) -> None:
    promised(store)
    async with workstation(store) as stage:
        await stage.press("n", "d", "f8")
        before = screen(stage).query_one(ScriptPanel).shown
        await stage.press("ctrl+r")
        assert screen(stage).query_one(ScriptPanel).shown == before


async def test_after_a_restart_at_the_second_number_the_reason_is_there(store: Store) -> None:
    promised(store)
    async with workstation(store) as stage:
        await stage.press("n", "d", "f6")
        before = shown(stage)
        stage.pass_time(0.5)
        await stage.press("ctrl+r")
    async with workstation(store, now=MONDAY + 60_000) as stage:
        assert screen(stage).call.phone == NUMBERS[1]
        assert shown(stage) == before


async def test_escape_leads_back_number_by_number_and_the_promise_stays(store: Store) -> None:
    ref = promised(store)
    async with workstation(store) as stage:
        await stage.press("n", "d", "f6")
        before = shown(stage)
        for _ in range(2):
            stage.pass_time(0.5)
            await stage.press("ctrl+r")
        await stage.press("escape")
        assert "This number was not dialled: back to the previous one?" in stage.text()
        for number in (NUMBERS[1], NUMBERS[0]):
            await stage.press("f9")
            assert screen(stage).call.phone == number
            assert shown(stage) == before
            await stage.press("escape")
        assert "Nothing was dialled: cancel this call?" in stage.text()
        await stage.press("f9")
        assert isinstance(stage.app.screen, QueueScreen)
        assert "周航" in stage.text()
    assert [row.disposition for row in store.lookup.log(LogFilter())] == [Disposition.CALLBACK]
    assert store.calls.open_call_of(AGENT.name) is None
    assert [row.ref for row in store.queue.page(now=MONDAY, agent=AGENT.name).rows] == [ref]


async def test_who_went_back_to_the_first_number_can_say_that_nobody_answered_it(store: Store) -> None:
    promised(store)
    async with workstation(store) as stage:
        await stage.press("n", "d")
        stage.pass_time(0.5)
        await stage.press("ctrl+r", "escape", "f9", "f2")
    newest = store.lookup.log(LogFilter())[0]
    assert (newest.disposition, newest.at, newest.phone) == (Disposition.NO_ANSWER, MONDAY, NUMBERS[0])


@pytest.mark.parametrize("numbers", [1, 3])
async def test_another_number_is_offered_where_there_is_one(store: Store, numbers: int) -> None:
    ref = promised(store)
    store.by(BOSS).customers.edit(ref, CustomerChanges(phones=NUMBERS[:numbers]), now=MONDAY)
    async with workstation(store, size=(120, 30)) as stage:
        await stage.press("n", "d")
        assert ("^R next number" in stage.text()) is (numbers > 1)
        await stage.press("escape", "y", "i", *NUMBERS[0].removeprefix("+86"), "enter")
        assert screen(stage).call.direction is Direction.IN
        assert "next number  " not in stage.text()
        await stage.press("ctrl+r")
        assert screen(stage).call.phone == NUMBERS[0]
