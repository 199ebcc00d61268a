"""A program on a loopback line that notes when the line's events reach it: ``python -m bench.line_program KIND …``.

``desk DATABASE FILE``: the workstation. ``label FILE``: a label that shows the event, and nothing else. The events
and their times, of ``time.perf_counter``, go into the file.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Label

from bench.starting import AGENT
from bench.world import NOW
from callcenter.clock import ShiftedClock
from callcenter.telephony import Phone, PhoneEvent
from callcenter.telephony.lines import open_loopback
from callcenter.telephony.options import LoopbackCustomer, LoopbackOptions, Reaction

AFTER_MS = 400
"""Milliseconds between two events: what one leaves to do is no part of the next one's answer."""

_BUSY = LoopbackCustomer(Reaction.BUSY, after_ms=AFTER_MS)
_TALKS = LoopbackCustomer(after_ms=AFTER_MS, talk_ms=AFTER_MS)
_CUSTOMERS = {"": _BUSY, **dict.fromkeys("13579", _TALKS)}


def main(kind: str, *arguments: str) -> None:
    """Run the program until it is left."""
    clock = ShiftedClock(NOW)
    phone = open_loopback(LoopbackOptions(_CUSTOMERS), clock.now)
    with Path(arguments[-1]).open("a", buffering=1, encoding="utf-8") as out:

        def note(event: PhoneEvent) -> None:
            print(type(event).__name__, time.perf_counter(), file=out)

        phone.listen(note)
        try:
            if kind == "label":
                _LineLabel(phone).run()
            else:
                _run_desk(arguments[0], clock, phone)
        finally:
            phone.close()


def _run_desk(database: str, clock: ShiftedClock, phone: Phone) -> None:
    from callcenter.app import Workstation
    from callcenter.desk.shift_start import make_desk
    from callcenter.settings import Settings
    from callcenter.store import Store

    desk = make_desk(Store.open(database, clock.now()), clock, AGENT, Settings(), phone=phone)
    Workstation(desk).run()
    desk.close()


class _LineLabel(App[None]):
    """A label that shows the line's last event; ``d`` dials, in turn somebody who talks and somebody who is busy."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "dial", show=False)]

    def __init__(self, phone: Phone) -> None:
        super().__init__()
        self._phone = phone
        self._dialled = 0
        phone.listen(self._hear)

    def compose(self) -> ComposeResult:
        yield Label("ready 0")

    def action_dial(self) -> None:
        self._dialled += 1
        self._phone.place(f"+861380013800{self._dialled % 10}", NOW)

    def _hear(self, event: PhoneEvent) -> None:
        self.call_later(self._show, event)

    def _show(self, event: PhoneEvent) -> None:
        self.query_one(Label).update(f"{type(event).__name__} {self._dialled}")


if __name__ == "__main__":
    main(*sys.argv[1:])
