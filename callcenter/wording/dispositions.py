"""Dispositions as they are offered: the commonest first, each of the sixteen with its letter."""

from __future__ import annotations

from callcenter.model import Direction, Disposition

COMMON = (
    Disposition.NO_ANSWER,
    Disposition.INTERESTED,
    Disposition.NEUTRAL,
    Disposition.CALLBACK,
    Disposition.REFUSED,
)
INCOMING = (Disposition.APPOINTMENT, *COMMON[1:])
"""Commonest outcomes of an incoming call: somebody who calls is there, so "no answer" does not stand first."""
LETTERS = {
    "i": Disposition.INTERESTED,
    "n": Disposition.NEUTRAL,
    "a": Disposition.APPOINTMENT,
    "s": Disposition.SIGNED,
    "c": Disposition.CALLBACK,
    "g": Disposition.NEGATIVE,
    "r": Disposition.REFUSED,
    "x": Disposition.DO_NOT_CALL,
    "h": Disposition.HUNG_UP,
    "w": Disposition.WRONG_PERSON,
    "o": Disposition.NO_ANSWER,
    "b": Disposition.BUSY,
    "f": Disposition.SWITCHED_OFF,
    "v": Disposition.VOICEMAIL,
    "u": Disposition.SUSPENDED,
    "z": Disposition.INVALID_NUMBER,
}


def common_of(direction: Direction) -> tuple[Disposition, ...]:
    """The commonest outcomes of a call, the likeliest first."""
    return INCOMING if direction is Direction.IN else COMMON
