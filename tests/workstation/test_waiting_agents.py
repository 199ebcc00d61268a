"""No dial without a waiting agent: a shift of random keys, hasty callers and customers, at the fastest pace."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from callcenter.call.controller import CallPhase
from callcenter.model import Instant
from callcenter.screens.calls.call import CallScreen
from callcenter.store import Store
from callcenter.telephony.lines import open_loopback
from callcenter.telephony.options import LoopbackCaller, LoopbackCustomer, LoopbackOptions, Reaction
from callcenter.views.people.shift import AgentState
from tests.support.search import seeds
from tests.workstation.stage import BOSS, MONDAY, Stage, add, inquired, open_store, workstation

AGENT = "王敏"
STEPS = 100
REACTIONS = {
    "0": LoopbackCustomer(Reaction.BUSY),
    "1": LoopbackCustomer(Reaction.BUSY, after_ms=30),
    "2": LoopbackCustomer(Reaction.NOTHING),
    "3": LoopbackCustomer(Reaction.ANSWER, talk_ms=20),
    "4": LoopbackCustomer(Reaction.ANSWER),
    "5": LoopbackCustomer(Reaction.CRASH),
    "6": LoopbackCustomer(Reaction.TIMEOUT, after_ms=10),
}
AT_THE_QUEUE = ("d", "d", "d", "d", "n", "B", "i", "2", "u", "enter", "z")
IN_A_CALL = ("f2", "f2", "f3", "enter", "escape", "f9", "x", "ctrl+r", "f12", "f12 o y", "f12 o y")
ELSEWHERE = ("escape", "escape", "1")
"""Keys that a hasty hand may hit. None of them ends the program."""


class Dials:
    """Dials of a shift. ``wrong``: what was not as it has to be when one was made."""

    def __init__(self, stage: Stage, place: Callable[[str, Instant, str, str], None]) -> None:
        self.count = 0
        self.wrong: list[str] = []
        self._stage = stage
        self._place = place

    def place(self, number: str, now: Instant, call: str = "", shown: str = "") -> None:
        """Dial, where somebody waits for the answer."""
        self.count += 1
        app, store = self._stage.app, self._stage.store
        opened = store.calls.open_call_of(AGENT)
        ready = {
            "the call is on record": opened is not None and opened.phone == number and opened.ended_at is None,
            "nobody is in a break": store.presence.get(AGENT)[0] not in (AgentState.BREAK, AgentState.OFFLINE),
            "the agent is signed in": not app.desk.signed_out and not app.covered,
        }
        self._check(ready)
        placed: list[str] = []
        app.call_later(self._look, placed)
        self._place(number, now, call, shown)  # nobody is dialled where somebody has just begun to call
        placed.append(number)

    def _look(self, placed: Sequence[str]) -> None:
        """Look at the screen that comes up with the dial of a number; none where the line was taken."""
        if not placed:
            return
        (number,), screen = placed, self._stage.app.screen
        self._check(
            {
                "the call is on the screen": isinstance(screen, CallScreen) and screen.call.phone == number,
                "it is dialled": isinstance(screen, CallScreen) and screen.controller.phase is CallPhase.DIALLING,
            }
        )

    def _check(self, ready: Mapping[str, bool]) -> None:
        self.wrong += [f"not so: {what}" for what, holds in ready.items() if not holds]


def shift(path: Path) -> Store:
    store = open_store(path, MONDAY)
    pace = {"outcome_by_itself": "yes", "auto_dial": "yes", "ring_seconds": "15"}
    store.by(BOSS).campaigns.change("telesales", pace, now=MONDAY)
    for number in range(40):
        phone = f"+8613800138{number // len(REACTIONS):02}{number % len(REACTIONS)}"
        inquired(store, add(store, f"Lead {number}", phone, MONDAY), MONDAY - number, MONDAY)
    return store


async def step(stage: Stage, chance: random.Random) -> str:
    """Press a key, or let time go by, until a countdown is over or a line has had its say; returns which."""
    key, screen = "…", stage.app.screen
    if chance.random() < 0.35:
        stage.clock.advance(chance.choice([1_000, 4_000, 16_000]))
        for one in stage.app.desk_screens:
            one.tick(stage.clock.now())
        await stage.pause(chance.choice([0.0, 0.05]))
    else:
        calling = isinstance(screen, CallScreen)
        key = chance.choice(IN_A_CALL if calling else AT_THE_QUEUE if screen is stage.app.queue else ELSEWHERE)
        await stage.pilot.press(*key.split())
    if chance.random() < 0.5:
        await stage.settle()
    return key


@pytest.mark.slow
@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(3, 8))
async def test_nobody_is_dialled_for_whom_no_agent_waits(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, pressed = random.Random(seed), list[str]()
    callers = tuple(LoopbackCaller("+8613800138003", after, patience_ms=300) for after in range(1_000, 30_000, 2_500))
    phone = open_loopback(LoopbackOptions(REACTIONS, callers), lambda: MONDAY)
    store = shift(tmp_path)
    try:
        async with workstation(store, phone=phone) as stage:
            dials = Dials(stage, phone.place)
            monkeypatch.setattr(phone, "place", dials.place)
            await stage.until(lambda: phone.is_up)
            for _step in range(STEPS):
                pressed.append(await step(stage, chance))
                assert stage.app._exception is None, pressed
                assert dials.wrong == [], pressed
            await stage.settle()
        assert dials.count > 2, pressed
    finally:
        phone.close()
        store.close()
