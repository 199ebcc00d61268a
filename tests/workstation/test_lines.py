"""A line that hears, at the desk: nobody says "answered" or "hung up", and the end is one key away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callcenter.access import Principal
from callcenter.model import CallerBudget, Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.telephony.lines import open_loopback
from callcenter.telephony.options import LoopbackCaller, LoopbackCustomer, LoopbackOptions, Reaction
from callcenter.telephony.process import LineProcess
from callcenter.views.customers.log import LogFilter
from tests.screens.office import toasts
from tests.telephony.benches import RINGS
from tests.telephony.telephones import direct
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, inquired, open_store, slow_store, workstation

NUMBER = "+8613800138001"
BERT = "+8613800138002"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path, MONDAY)
    for place, name in enumerate(("Anna", "Bert"), 1):
        inquired(opened, add(opened, name, f"+861380013800{place}", at("2026-03-02 09:00")), MONDAY - place, MONDAY)
    yield opened
    opened.close()


def line(**customers: LoopbackCustomer) -> LineProcess:
    """A line on which Anna does what is said of her; Bert lets it ring."""
    silent = LoopbackCustomer(Reaction.NOTHING)
    numbers = {NUMBER: customers.get("anna", silent), BERT: silent}
    return open_loopback(LoopbackOptions(numbers), lambda: MONDAY)


def touches(store: Store) -> tuple[Any, ...]:
    return tuple(store.lookup.log(LogFilter()))


async def dialled(stage: Stage) -> None:
    """Wait for the line, and dial Anna."""
    await stage.until(lambda: stage.app.desk.phone.is_up)
    await stage.press("n", "d")
    assert isinstance(stage.app.screen, CallScreen)
    assert stage.app.screen.call.phone == NUMBER


async def test_a_word_that_is_typed_while_the_call_saves_itself_dials_nobody(store: Store) -> None:
    store.by(BOSS).campaigns.change("telesales", {"outcome_by_itself": "yes"}, now=MONDAY)
    async with workstation(store, phone=line(anna=LoopbackCustomer(Reaction.BUSY))) as stage:
        await stage.until(lambda: stage.app.desk.phone.is_up)
        await stage.press("n", "d")
        await stage.until(lambda: bool(touches(store)) and isinstance(stage.app.screen, QueueScreen))
        await stage.press(*"drund")
        assert isinstance(stage.app.screen, QueueScreen)
        assert [touch.disposition for touch in touches(store)] == [Disposition.BUSY], "and nothing is taken back"
        assert "n next  d dial" in stage.text(), "the keys stay on the screen"
        stage.clock.advance(1_000)
        await stage.press("d")
        assert isinstance(stage.app.screen, CallScreen)


async def test_a_key_stops_the_countdown_and_nobody_is_dialled(store: Store) -> None:
    store.by(BOSS).campaigns.change("telesales", {"auto_dial": "yes"}, now=MONDAY)
    async with workstation(store, phone=line(anna=LoopbackCustomer(Reaction.BUSY))) as stage:
        await dialled(stage)
        await stage.press("f2")
        await stage.until(lambda: "Dialling Bert" in stage.text())
        await stage.press("2")
        assert stage.app.screen is stage.app.queue, "the key did nothing else"
        stage.clock.advance(10_000)
        stage.app.queue.tick(stage.clock.now())
        await stage.settle()
        assert "Dialling Bert" not in stage.text()
        assert stage.app.desk.phone.line is None
        assert stage.app.queue.claim is not None
        await stage.press("d")
        assert isinstance(stage.app.screen, CallScreen)


async def test_the_ring_budget_drops_the_line_and_proposes_no_answer(store: Store) -> None:
    store.by(BOSS).campaigns.change("telesales", {"ring_seconds": "20"}, now=MONDAY)
    async with workstation(store, phone=line()) as stage:
        await dialled(stage)
        await stage.until(lambda: "0:20 left" in stage.text())
        stage.clock.advance(21_000)
        stage.app.screen.tick(stage.clock.now())  # type: ignore[attr-defined]
        await stage.until(lambda: "Line reports no answer: Enter to save" in stage.text())
        assert stage.app.desk.phone.line is None
        await stage.press("enter")
        assert [touch.disposition for touch in touches(store)] == [Disposition.NO_ANSWER]


async def test_the_answer_and_the_end_are_heard(store: Store) -> None:
    async with workstation(store, phone=line(anna=LoopbackCustomer(Reaction.ANSWER, talk_ms=50))) as stage:
        await dialled(stage)
        screen = stage.app.screen
        assert isinstance(screen, CallScreen)
        await stage.until(lambda: screen.call.ended_at is not None)
        await stage.settle()
        assert screen.call.answered_at == MONDAY
        assert "The other side hung up" in stage.text()
        assert "answered" not in stage.text().splitlines()[-1], "no key for what the line hears"
        await stage.press(*"likes it", "f2")
        assert stage.app.screen is screen, "a note is typed into a call that was answered"
        opened = store.calls.open_call_of("王敏")
        assert opened is not None
        assert (opened.answered_at, opened.ended_at) == (MONDAY, MONDAY)


async def test_where_the_line_records_stands_on_the_contact(store: Store) -> None:
    talker = LoopbackCustomer(Reaction.ANSWER, recording="/srv/recordings/17.wav")
    async with workstation(store, phone=line(anna=talker)) as stage:
        await dialled(stage)
        await stage.until(lambda: store.calls.open_call_of("王敏").recording is not None)  # type: ignore[union-attr]
        await stage.press(*"likes it", "f3", "enter")
        (touch,) = touches(store)
        assert (touch.disposition, touch.recording) == (Disposition.INTERESTED, "/srv/recordings/17.wav")


async def test_typing_while_it_rings_answers_nothing(store: Store) -> None:
    async with workstation(store, phone=line()) as stage:
        await dialled(stage)
        await stage.press(*"rings long")
        opened = store.calls.open_call_of("王敏")
        assert opened is not None
        assert opened.answered_at is None
        await stage.press("f2")
        (touch,) = touches(store)
        assert (touch.disposition, touch.note) == (Disposition.NO_ANSWER, "rings long")


async def test_who_calls_is_told(store: Store) -> None:
    caller = LoopbackCaller(NUMBER)
    async with workstation(store, phone=open_loopback(LoopbackOptions(callers=(caller,)), lambda: MONDAY)) as stage:
        await stage.until(lambda: any("138 0013 8001 is calling" in toast for toast in toasts(stage)))


async def test_who_calls_at_the_moment_of_the_dial_rings_on_and_nobody_is_written_off(
    store: Store, tmp_path: Path
) -> None:
    """The store is still taking down the dial when it begins to ring here."""
    with direct(tmp_path) as (phone, customers, port):
        async with workstation(store, phone=phone) as stage:
            await stage.until(lambda: phone.is_up)
            await stage.press("n")
            with slow_store(stage):
                await stage.pilot.press("d")
                customers.order("call", RINGS, f"sip:agent@127.0.0.1:{port}")
                await stage.until(lambda: phone.line is not None)
            await stage.until(lambda: "Line lost (incoming call)" in stage.text())
            assert phone.line is not None
            assert phone.line.number == RINGS, "they are not cut off"
            await stage.press("escape", "y")
            assert touches(store) == ()
            assert store.calls.open_call_of("王敏") is None


async def test_a_line_holds_mutes_and_sends_tones(store: Store) -> None:
    async with workstation(store, phone=line(anna=LoopbackCustomer(Reaction.ANSWER))) as stage:
        await dialled(stage)
        screen = stage.app.screen
        assert isinstance(screen, CallScreen)
        await stage.until(lambda: screen.call.answered_at is not None)
        await stage.press("ctrl+f")
        assert "H hold or resume  M mute or unmute  T tones  X transfer" in stage.text()
        await stage.press("escape", *"no")
        await stage.press("ctrl+f", "h")
        assert "[on hold]" in stage.text()
        await stage.press("ctrl+f", "h")
        assert "[on hold]" not in stage.text()
        await stage.press("ctrl+f", "t")
        await stage.press(*"12#", "enter", *"te")
        assert screen.controller.note.made == "note"
        await stage.press("ctrl+f", "x")
        await stage.press(*BERT, "enter")
        await stage.until(lambda: f"Transfer to {BERT} failed: you are still connected. (not taken)" in stage.text())
        assert screen.call.ended_at is None
        await stage.press("ctrl+f", "x")
        await stage.press(*"8002", "enter")
        await stage.until(lambda: screen.call.ended_at is not None)
        await stage.until(lambda: "Transferred to 8002: choose a disposition." in stage.text())


@pytest.mark.parametrize(
    ("caller", "said"),
    [
        ("+8613800138002", "Bert (138 0013 8002) called while you were on a call, 10:05"),
        ("+8613999990000", "139 9999 0000 called while you were on a call, 10:05"),
        ("", "a withheld number called while you were on a call, 10:05"),
    ],
)
async def test_a_second_caller_is_told_and_kept(store: Store, caller: str, said: str) -> None:
    options = LoopbackOptions(callers=(LoopbackCaller(NUMBER), LoopbackCaller(caller, after_ms=1)))
    async with workstation(store, phone=open_loopback(options, lambda: MONDAY)) as stage:
        await stage.until(lambda: said in stage.text().splitlines()[1])
        await stage.press("ctrl+x")
        assert said not in stage.text()
        assert store.by(Principal("王敏")).notices.unread("王敏") == ()


@pytest.mark.parametrize(
    ("size", "label", "shown"),
    [
        ((160, 48), "Beijing", "caller ID: 010 8888 0000 (Beijing)"),
        ((160, 48), "", "caller ID: 010 8888 0000"),
        ((80, 24), "Beijing", "caller ID: 010 8888 0000"),
    ],
)
async def test_the_number_that_the_customer_sees_is_told(
    store: Store, size: tuple[int, int], label: str, shown: str
) -> None:
    store.by(BOSS).caller_numbers.add("+861088880000", label=label, budget=CallerBudget(), now=MONDAY)
    async with workstation(store, size=size, phone=line()) as stage:
        await dialled(stage)
        await stage.until(lambda: shown in stage.text())
        assert ("(Beijing)" in stage.text()) is ("(Beijing)" in shown)
