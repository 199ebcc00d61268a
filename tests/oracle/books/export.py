"""`export`, leads of a fair (docs/rules.md#r20)."""

from __future__ import annotations

from datetime import datetime

from tests.oracle.asking import at_least_every, within_days
from tests.oracle.days import Every, end_of, plus_months
from tests.oracle.model import DAY, Book, Facts, Milestone, Obligation
from tests.oracle.touches import milestones, qualifying


def after_fair(f: Facts, n: Milestone) -> list[Obligation]:
    """First follow-up within 7d (any); every lead within 14d; then every 1mo from the first follow-up to 24:00 of
    N+8mo (docs/rules.md#r20)."""
    found = [
        *within_days(f, "first", "any", n, n.day + 7 * DAY),
        *within_days(f, "lead", "any", n, n.day + 14 * DAY),
    ]
    followed = qualifying(f, "any", since=n.at)
    if followed and f.now < end_of(f.campaign, plus_months(n.day, 8)):
        found += at_least_every(f, "monthly", "any", followed[0], Every(months=1))
    return found


def rules(f: Facts) -> list[Obligation]:
    known = milestones(f)
    found: list[Obligation] = []
    if expo := known.get("expo"):
        found += after_fair(f, expo)
    if arrived := known.get("samples_arrived"):
        found += within_days(f, "samples", "call", arrived, arrived.day + 7 * DAY)
    return found


def beginnings(_: Facts) -> list[datetime]:
    return []


BOOK = Book("export", rules, beginnings, report=(7, 1))
