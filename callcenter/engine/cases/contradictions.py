"""Contradictions between the outcome of a call and what happened in it."""

from __future__ import annotations

from callcenter.model import Contradiction, Direction, Disposition

_NOBODY_THERE = frozenset(
    {
        Disposition.NO_ANSWER,
        Disposition.BUSY,
        Disposition.SWITCHED_OFF,
        Disposition.VOICEMAIL,
        Disposition.SUSPENDED,
        Disposition.INVALID_NUMBER,
    }
)
"""Outcomes of a call that nobody took."""


def contradiction(
    disposition: Disposition, direction: Direction, *, answered: bool, seconds: int, note: str
) -> Contradiction | None:
    """Return what speaks against an outcome, None where nothing does. ``seconds``: length of the talk.

    A call that was marked as answered by mistake, without talk and without a note, contradicts nothing.
    """
    if disposition not in _NOBODY_THERE:
        return None
    if answered and (seconds > 0 or note.strip()):
        return Contradiction.NUMBER_WORKS if disposition.kills_number else Contradiction.TALKED
    return Contradiction.THEY_CALLED if direction is Direction.IN else None
