"""Budgets of the company's own numbers: how often one may be shown, and its rest (docs/rules.md#caller-numbers)."""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.model import DAY, HOUR, MINUTE, CallerBudget, Instant


def free_at(budget: CallerBudget, newest_first: Sequence[Instant]) -> Instant | None:
    """Return the instant from which a number that was shown at these instants may be shown again; None: at any time.

    ``newest_first`` holds at least as many of the newest ones as the larger budget.
    """
    budgets = [(calls, length) for calls, length in ((budget.per_day, DAY), (budget.per_hour, HOUR)) if calls]
    reached = [(newest_first[calls - 1], length) for calls, length in budgets if calls <= len(newest_first)]
    ends = [at + length for at, length in reached]
    if any(newest_first[0] - at < length for at, length in reached):
        ends.append(newest_first[0] + budget.rest_minutes * MINUTE)  # the newest call spent a budget
    return max(ends, default=None)
