"""Allocation: the agent who gets a new lead or a caller, and who is out of the rotation (docs/rules.md#r5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from msgspec import Struct

from callcenter.views.customers.allocations import AllocationReason, Skip

LEAST_LEADS = 10
"""Leads of a month from which its conversion counts."""
_WANTED_TENTHS = 1
"""Tenths of the leads of a month that have to sign."""

Month: TypeAlias = tuple[int, int]
"""Year and month."""


class MonthResult(Struct, frozen=True):
    """Leads allocated to an agent in a month, and those of them that signed until the end of the month after."""

    leads: int
    signed: int

    @property
    def is_low(self) -> bool:
        """Tell whether the conversion is too low to stay in the rotation."""
        return self.leads >= LEAST_LEADS and self.signed * 10 < self.leads * _WANTED_TENTHS


class LeadTaker(Struct, frozen=True):
    """Agent who may be given a lead. ``qualified``: they may work the campaign; ``requalified``: on which day."""

    id: int
    left: bool = False
    qualified: bool = True
    on_shift: bool = True
    results: Mapping[Month, MonthResult] = {}
    requalified: date | None = None


class LeadChoice(Struct, frozen=True):
    """Agent who gets a lead, None = nobody, and who was passed over for it, in order."""

    agent: int | None
    reason: AllocationReason
    skipped: tuple[tuple[int, Skip], ...] = ()


def months_on(month: Month, count: int) -> Month:
    """The month so many months later."""
    years, rest = divmod(month[0] * 12 + month[1] - 1 + count, 12)
    return years, rest + 1


def low_month(candidate: LeadTaker, today: date) -> Month | None:
    """The newest month whose conversion keeps somebody out today, None = none does.

    Its leads sign until the end of the month after; from the month after that they are out, until they are requalified.
    """
    out = [month for month, result in candidate.results.items() if result.is_low]
    begun = [month for month in out if date(*months_on(month, 2), 1) <= today]
    since = candidate.requalified
    return max((month for month in begun if since is None or date(*months_on(month, 2), 1) > since), default=None)


def skip(candidate: LeadTaker, today: date) -> Skip | None:
    """The first reason for which somebody is passed over in the rotation, None = they are not."""
    if candidate.left:
        return Skip.LEFT
    if not candidate.qualified:
        return Skip.NOT_QUALIFIED
    if low_month(candidate, today) is not None:
        return Skip.CONVERSION
    return None if candidate.on_shift else Skip.ABSENT


def allocate(
    order: Sequence[LeadTaker],
    last: int | None,
    today: date,
    *,
    owner: int | None = None,
    named: LeadTaker | None = None,
) -> LeadChoice:
    """Choose who gets a lead: its owner, whom the caller names, else the next in ``order`` after the ``last`` one.

    Who is named gets it whether on shift and in the rotation or not, as long as they may work the campaign.
    """
    if owner is not None:
        return LeadChoice(owner, AllocationReason.OWNER)
    skipped: list[tuple[int, Skip]] = []
    if named is not None:
        if not named.left and named.qualified:
            return LeadChoice(named.id, AllocationReason.NAMED)
        skipped.append((named.id, Skip.LEFT if named.left else Skip.NOT_QUALIFIED))
    ids = [one.id for one in order]
    start = ids.index(last) + 1 if last in ids else 0
    for candidate in (*order[start:], *order[:start]):
        why = skip(candidate, today)
        if why is None:
            return LeadChoice(candidate.id, AllocationReason.ROTATION, tuple(skipped))
        if candidate.id not in dict(skipped):
            skipped.append((candidate.id, why))
    return LeadChoice(None, AllocationReason.NOBODY, tuple(skipped))


def proposed(order: Sequence[int], signed: Mapping[int, int]) -> tuple[int, ...]:
    """The order that a week's results propose: who signed most first, at equality as it was."""
    return tuple(sorted(order, key=lambda agent: -signed.get(agent, 0)))
