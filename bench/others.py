"""The other agents of a team, in one process of their own: ``python -m bench.others DATABASE INSTANT AGENTS``.

Each makes a call every twenty seconds, two or three times what a person manages, and does to the store what an open
workstation does: it asks twice a second whether something changed, and ticks every five seconds.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random

from callcenter.access import Origin, Principal
from callcenter.clock import Clock, ShiftedClock
from callcenter.model import Disposition
from callcenter.store import Store
from callcenter.views.worklists.calls import WrapUp

CALL_SECONDS = 20
_TICK_SECONDS = 5
_LOOK_SECONDS = 0.5
_BUDGET = 40
_RINGING = 5
"""A call is finished when so many others were begun after it."""
_READY = "ready"


@contextmanager
def at_work(database: Path, now: int, agents: int) -> Iterator[None]:
    """The others work as long as the block."""
    command = [sys.executable, "-m", "bench.others", str(database), str(now), str(agents)]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert program.stdout is not None
        assert program.stdout.readline().strip() == _READY, "the other agents did not come to work"
        yield
        assert program.poll() is None, "the other agents went home early"
    finally:
        program.terminate()
        program.wait()


def _work(store: Store, clock: Clock, agents: int) -> None:
    random = Random(2)
    names = [f"agent {number}" for number in range(1, agents + 1)]
    # Everybody in turn, so that what all do is spread as it is among as many programs.
    step = _LOOK_SECONDS / agents
    looks_a_call, looks_a_tick = round(CALL_SECONDS / _LOOK_SECONDS), round(_TICK_SECONDS / _LOOK_SECONDS)
    for name in names:
        store.by(Principal("bench", Origin.COMMAND)).people.add(name, now=clock.now())
        store.presence.sign_in(name, now=clock.now())
    print(_READY, flush=True)
    open_calls: list[tuple[Principal, str]] = []
    seen = ""
    for look in count():
        began = time.monotonic()
        seen = store.changed_since(seen)
        if look % looks_a_tick == 0:
            store.plans.tick(clock.now(), budget=_BUDGET)
            store.presence.heartbeat(names[look // looks_a_tick % agents], now=clock.now())
        if look % looks_a_call == 0:
            _call(store, clock, Principal(names[look // looks_a_call % agents]), open_calls, random)
        time.sleep(max(0.0, step - (time.monotonic() - began)))


def _call(
    store: Store, clock: Clock, actor: Principal, open_calls: list[tuple[Principal, str]], random: Random
) -> None:
    """One more call begins, and the oldest one ends."""
    found = store.by(actor).claims.take_next(now=clock.now())
    if found is not None:
        open_calls.append((actor, store.by(actor).calls.start(found[0], now=clock.now()).token))
    if len(open_calls) > _RINGING:
        caller, token = open_calls.pop(0)
        disposition = random.choice((Disposition.NO_ANSWER, Disposition.BUSY, Disposition.NEUTRAL))
        wrap = WrapUp(disposition, note="asked for the price list" if disposition.reached else "")
        store.by(caller).calls.finish(token, wrap, now=clock.now())


if __name__ == "__main__":
    opened = Store.open(sys.argv[1], int(sys.argv[2]))
    _work(opened, ShiftedClock(int(sys.argv[2])), int(sys.argv[3]))
