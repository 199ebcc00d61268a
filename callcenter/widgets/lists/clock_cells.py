"""Cells with a clock that runs."""

from __future__ import annotations

from collections.abc import Callable

from callcenter.model import Instant, Obligation
from callcenter.widgets.lists.line_list import Drawn, Tone, Toned
from callcenter.wording import clocks


def clock_cell(owed: Obligation) -> Callable[[Instant], Drawn]:
    """The clock of an obligation, in the colour of danger once it is breached."""

    def clock(now: Instant) -> Drawn:
        said = clocks.obligation(owed, now)
        return Toned(said, Tone.DANGER) if now >= owed.breach_at else said

    return clock
