"""The company's own numbers as rooms outside the store see them."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import CallerBudget, Instant


class CallerNumber(Struct, frozen=True):
    """A number of the company that customers see when they are called (docs/rules.md#caller-numbers).

    ``campaign`` None = for the campaigns that have none of their own. ``used_at``: its newest call, None without one;
    ``free_at``: from then on it may be shown again, None = now.
    """

    number: str
    label: str
    campaign: str | None
    budget: CallerBudget
    paused: bool
    used_at: Instant | None
    free_at: Instant | None
