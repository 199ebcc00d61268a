"""Audiences: whom an agent is offered and may call (docs/rules.md#audience, #r15-callers)."""

from __future__ import annotations

from enum import Enum, auto

from callcenter.model import GroupGates, Lane, Offer, SalesLine, Stage
from callcenter.rulebook.book import Rulebook

OVER = frozenset({Stage.LOST, Stage.CLOSED})
"""Stages of customers to whom nothing is owed: they stand in no queue (docs/rules.md#stages)."""


class Audience(Enum):
    """The customers of a campaign whom an agent may call."""

    NOBODY = auto()
    OWN_AND_POOL = auto()
    ALL_BUT_OWN = auto()


def audience(book: Rulebook, line: SalesLine | None) -> Audience:
    """The customers whom a book lets an agent call; ``line`` is the agent's, None where none was given."""
    if line is not None and line is book.callers.never_line:
        return Audience.NOBODY
    return Audience.ALL_BUT_OWN if book.callers.never_own else Audience.OWN_AND_POOL


def may_call(book: Rulebook, *, own: bool, owned: bool, line: SalesLine | None) -> bool:
    """Tell whether the book lets an agent call a customer: their own and the pool's, or all but their own.

    ``own``: the agent is the owner; ``owned``: somebody is; ``line`` is the agent's, None where none was given.

    See docs/rules.md#r15-callers.
    """
    match audience(book, line):
        case Audience.NOBODY:
            return False
        case Audience.ALL_BUT_OWN:
            return not own
        case Audience.OWN_AND_POOL:
            return own or not owned


def open_lanes(group: GroupGates) -> tuple[Lane, ...]:
    """The lanes of which something is offered while a group's gates stand so (docs/rules.md#windows)."""
    match group.offer:
        case Offer.EVERYTHING:
            return tuple(Lane)
        case Offer.COMMITMENTS:
            return (Lane.PROMISED,)
        case Offer.NOTHING:
            return ()


def comes_first(lane: Lane) -> bool:
    """Tell whether a customer of this lane is called before one who stands ready already: a promise, a fresh lead."""
    return lane in (Lane.PROMISED, Lane.FRESH)
