"""The program in line mode: the terminal as it is, the signals, the thread beside it, and the way out."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

from callcenter.clock import Clock
from callcenter.desk.desk import Desk
from callcenter.desk.shift_start import make_desk, open_line
from callcenter.desk.upkeep import Upkeep
from callcenter.linear.console import Console, LineGone
from callcenter.linear.shift import ShiftDialogue
from callcenter.linear.watch import Watch
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.upkeep.trouble import StoreError


def run(store: Store, clock: Clock, agent: str, settings: Settings, *, sign_in: str = "") -> int:
    """Hold a shift as a dialogue of lines; the exit code. Raises ``StoreError``.

    Arguments as of :func:`callcenter.desk.shift_start.make_desk`.
    """
    desk = make_desk(store, clock, agent, settings, sign_in=sign_in, phone=open_line(settings, clock))
    console = Console(sys.stdin.fileno(), sys.stdout, sys.stdin.encoding)
    try:
        with console.held(), _signals(console):
            hold(desk, console)
    finally:
        _close(desk)
        console.close()
    return 0


def hold(desk: Desk, console: Console) -> None:
    """Hold the shift to its end, or until nobody is there any more: an open call stays on record."""
    upkeep = Upkeep(desk)
    shift = ShiftDialogue(desk, console, upkeep)
    watch = Watch(
        desk,
        upkeep,
        lambda alerts: console.post(partial(shift.alerted, alerts)),
        lambda error: console.post(partial(shift.failed, error)),
        lambda error: console.post(partial(_raise, error)),
    )
    ends_hearing = desk.phone.listen(lambda event: console.post(partial(shift.heard, event)))
    watch.start()
    try:
        with suppress(LineGone):
            shift.run()
    finally:
        ends_hearing()
        watch.end()


@contextmanager
def _signals(console: Console) -> Iterator[None]:
    """Have Ctrl+C say how to leave, and a terminal that goes away end the program in order."""
    acts = {
        signal.SIGINT: lambda *_: console.interrupt(),
        signal.SIGHUP: lambda *_: console.end(),
        signal.SIGTERM: lambda *_: console.end(),
    }
    before = {name: signal.signal(name, act) for name, act in acts.items()}
    try:
        yield
    finally:
        for name, act in before.items():
            signal.signal(name, act)


def _raise(error: Exception) -> None:
    """Raise a mistake of the program, which must not vanish in another thread."""
    raise error


def _close(desk: Desk) -> None:
    with suppress(StoreError):
        desk.store.windows.close()
    with suppress(StoreError):  # nobody has the secret any more
        desk.store.sign_ins.end(now=desk.now)
    desk.close()
