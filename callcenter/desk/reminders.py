"""Reminders before a promise falls due: each told once, on the screen and to a program of the person's choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from callcenter.handover import hand_over
from callcenter.locale import _
from callcenter.model import Instant
from callcenter.views.worklists.promises import PromiseRow
from callcenter.wording import rules, times

_SECONDS = 10
"""Seconds that the program that is told may take: a notifier that hangs is left."""


class Reminders:
    """Memory of the reminders given. A promise that was moved is told again before its new time."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str, Instant]] = set()

    def fresh(self, soon: Iterable[PromiseRow]) -> tuple[PromiseRow, ...]:
        """Return those of ``soon`` that were not told yet; from now on they are."""
        rows = {(row.ref, row.obligation.rule, row.obligation.due_at): row for row in soon}
        found = tuple(row for key, row in rows.items() if key not in self._told)
        self._told.update(rows)
        return found


def sentence(row: PromiseRow, now: Instant) -> str:
    """Return the sentence about a promise: what, to whom, and when."""
    return _("{time} {customer}: {what}").format(
        time=times.near(row.obligation.due_at, row.zone, now), customer=row.name, what=rules.rule(row.obligation.rule)
    )


def tell(command: Sequence[str], said: Sequence[str], agent: str) -> None:
    """Run the program once for all that is new: the sentences on its standard input and as ``{subject}``.

    Blocks: call it from a thread. Whether it worked is nobody's business but the person's who set it up.
    """
    hand_over(command, "\n".join(said), {"subject": "; ".join(said), "agent": agent}, seconds=_SECONDS)
