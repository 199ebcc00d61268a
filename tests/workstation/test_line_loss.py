"""A line that fails in the middle of a call: the agent is told and asked, the note stays, the next dial works."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.call.controller import CallPhase
from callcenter.model import Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.telephony.process import LineProcess
from callcenter.views.customers.log import LogFilter
from tests.screens.office import toasts
from tests.telephony.benches import BUSY, RINGS, TALKS, loopback
from tests.telephony.sip_server import SipServer
from tests.telephony.telephones import direct, registered
from tests.workstation.stage import BOSS, MONDAY, Stage, add, inquired, open_store, slow_store, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A campaign that writes by itself what the line says, and there is nothing to be said of a lost line."""
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).campaigns.change("telesales", {"outcome_by_itself": "yes"}, now=MONDAY)
    yield opened
    opened.close()


def leads(store: Store, *numbers: str) -> None:
    for place, number in enumerate(numbers):
        inquired(store, add(store, f"Lead {place + 1}", number, MONDAY), MONDAY - place, MONDAY)


def touches(store: Store) -> list[tuple[str, Disposition | None, str]]:
    return [(row.customer, row.disposition, row.note) for row in reversed(tuple(store.lookup.log(LogFilter())))]


def call(stage: Stage) -> CallScreen:
    assert isinstance(stage.app.screen, CallScreen)
    return stage.app.screen


def phase(stage: Stage) -> CallPhase:
    return call(stage).controller.phase


async def dialled(stage: Stage) -> CallScreen:
    await stage.until(lambda: stage.app.desk.phone.is_up)
    await stage.press("n", "d")
    return call(stage)


def kill(phone: LineProcess) -> None:
    assert phone.pid is not None
    os.kill(phone.pid, signal.SIGKILL)


async def told_of_both(stage: Stage) -> None:
    """Wait until the agent has been told that the line came back, which is said only where its loss was."""
    await stage.until(lambda: "The line is back up." in toasts(stage))


async def next_is_dialled(store: Store, stage: Stage) -> None:
    """Dial the second lead, of whom the line says that they are busy."""
    await stage.press("d")
    await stage.until(lambda: touches(store)[-1] == ("Lead 2", Disposition.BUSY, ""))
    await stage.settle()
    assert isinstance(stage.app.screen, QueueScreen)


@pytest.mark.parametrize("state", ["dialling", "ringing", "talking"])
async def test_a_line_that_is_killed_with_a_call_on_it(store: Store, tmp_path: Path, state: str) -> None:
    leads(store, TALKS if state == "talking" else RINGS, BUSY)
    with loopback(tmp_path) as bench:
        phone = bench.phone
        assert isinstance(phone, LineProcess)
        async with workstation(store, phone=phone) as stage:
            await stage.until(lambda: phone.is_up)
            if state == "dialling":  # stopped, it takes the order and says nothing
                assert phone.pid is not None
                os.kill(phone.pid, signal.SIGSTOP)
            screen = await dialled(stage)
            if state == "talking":
                await stage.until(lambda: screen.call.answered_at is not None)
            await stage.press(*"first note")
            kill(phone)
            await stage.until(lambda: "Line lost (exit -9): choose a disposition." in stage.text())
            await told_of_both(stage)
            assert touches(store) == [], "nobody is written off"
            await stage.press("enter")
            assert call(stage) is screen, "the agent is asked"
            await stage.press("escape")
            assert screen.controller.note.made == "first note"
            await stage.press("f3", "enter")
            assert touches(store) == [("Lead 1", Disposition.INTERESTED, "first note")]
            await next_is_dialled(store, stage)


async def test_a_line_that_is_killed_after_a_call(store: Store, tmp_path: Path) -> None:
    """Once while the form is filled in, and once while the store writes it down."""
    leads(store, TALKS, BUSY)
    with loopback(tmp_path) as bench:
        phone = bench.phone
        assert isinstance(phone, LineProcess)
        async with workstation(store, phone=phone) as stage:
            screen = await dialled(stage)
            await stage.until(lambda: screen.call.answered_at is not None)
            await stage.press(*"first note", "f3")
            kill(phone)
            await told_of_both(stage)
            assert phase(stage) is CallPhase.WRAP_UP
            assert "Line lost" not in stage.text(), "the call was over"
            with slow_store(stage):
                await stage.pilot.press("enter")
                kill(phone)
                await stage.until(lambda: not phone.is_up)
                await stage.until(lambda: phone.is_up)
                assert phase(stage) is CallPhase.SAVING
                assert "Line lost" not in stage.text()
            await stage.settle()
            assert touches(store) == [("Lead 1", Disposition.INTERESTED, "first note")]
            await next_is_dialled(store, stage)


async def test_a_softphone_whose_customer_is_gone_without_a_word(store: Store, tmp_path: Path) -> None:
    """No sound for a second, and nobody hung up."""
    leads(store, TALKS)
    with direct(tmp_path, rtp_seconds=1) as (phone, customers, _port):
        async with workstation(store, phone=phone) as stage:
            screen = await dialled(stage)
            await stage.until(lambda: screen.call.answered_at is not None)
            await stage.press(*"half a")
            customers.process.kill()
            await stage.until(lambda: "Line lost (" in stage.text())
            assert (touches(store), phone.line, phone.is_up) == ([], None, True)
            await stage.press(*" word", "f3", "enter")
            assert touches(store) == [("Lead 1", Disposition.INTERESTED, "half a word")]


async def test_a_softphone_that_is_no_longer_registered(store: Store, tmp_path: Path) -> None:
    """Nobody is dialled by itself meanwhile, and the agent is told when it is registered again."""
    leads(store, "+8613800000486", "+8613800001486")
    store.by(BOSS).campaigns.change("telesales", {"auto_dial": "yes"}, now=MONDAY)
    server = SipServer(seconds=2)
    with registered(tmp_path, server) as phone:
        async with workstation(store, phone=phone) as stage:
            await stage.until(lambda: phone.is_up)
            server.refuses = True
            await stage.until(lambda: any("The line is down: " in toast and "503" in toast for toast in toasts(stage)))
            await stage.press("n", "d")
            await stage.until(lambda: touches(store) == [("Lead 1", Disposition.BUSY, "")])
            await stage.settle()
            assert "Dialling" not in stage.text()
            assert "! line down | 王敏" in stage.text(), "it stands there until it is up again"
            server.refuses = False
            await stage.until(lambda: "The line is back up." in toasts(stage))
            assert "line down" not in stage.text()
            stage.clock.advance(1_000)  # the call before saved itself: no key dials in the same second
            await stage.press("d")
            await stage.until(lambda: touches(store)[1:] == [("Lead 2", Disposition.BUSY, "")])
    server.close()
