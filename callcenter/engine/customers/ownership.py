"""Owners: who a customer belongs to after a call, and while and after a case is worked.

See docs/architecture.md#ownership, docs/rules.md#r1-exceptions, #r15-callers.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from callcenter.model import Direction, Disposition
from callcenter.rulebook.book import Rulebook


class HandedOver(Struct, frozen=True):
    """A case with which a customer is at a helper's: who has it, and whose the customer was at first. Ids of agents."""

    assignee: int | None
    first_owner: int | None


class Return(Struct, frozen=True):
    """A customer goes on at the close of a case; None = to the pool."""

    owner: int | None


def becomes_owner(
    book: Rulebook, *, own_pool: bool, direction: Direction, disposition: Disposition, owned: bool, promised: bool
) -> bool:
    """Tell whether the agent of a call gets its customer: from the pool, by a call placed here that reached.

    ``own_pool`` is the campaign's word; ``promised``: an owner waits for the end of the call. Where nobody calls their
    own customers, who calls becomes nobody's owner (docs/rules.md#r15-callers). Where the book has a pool its limits
    hold on top (:func:`~callcenter.engine.customers.pool.pool_refusal`).
    """
    if not own_pool or book.callers.never_own or owned or promised:
        return False
    return direction is Direction.OUT and disposition.reached


def first_owner(others: Sequence[HandedOver], owner: int | None) -> int | None:
    """The agent to whom a customer returns from a case with which they go now.

    Of several exceptions at a time all know whose the customer was at first; ``others``: those, the oldest first.
    """
    return others[0].first_owner if others else owner


def returns(case: HandedOver, others: Sequence[HandedOver], owner: int | None) -> Return | None:
    """The way of a customer at the close of a case; None where somebody else was made the owner meanwhile.

    ``others``: the cases with which they stay at a helper's, the oldest first.
    """
    if owner != case.assignee:
        return None
    return Return(others[-1].assignee if others else case.first_owner)
