"""`abc`, the sales managers' three classes (docs/rules.md#r3)."""

from __future__ import annotations

from datetime import datetime

from tests.oracle.asking import at_least_every, cadence_day, newest_qualifying, recurring
from tests.oracle.classing import number
from tests.oracle.days import Every
from tests.oracle.model import DAY, Book, Facts, Obligation
from tests.oracle.touches import came_at, milestones


def tier_of(f: Facts) -> str:
    """A where `close_probability` is above 60, else the given B or C, else C (docs/rules.md#r3)."""
    probability = number(f.customer, "close_probability")
    if probability is not None and probability > 60:
        return "A"
    return "B" if f.customer.tier == "B" else "C"


def contact(f: Facts) -> list[Obligation]:
    """A 2 calls per 7d; B a call every 14d, due from 7d after the base; C every 1mo (docs/rules.md#r3)."""
    begins = came_at(f)
    if tier_of(f) == "A":
        second = newest_qualifying(f, "call", begins, nth=2)
        return recurring(f, "contact.A", "call", begins, second, Every(days=7), lead=3 * DAY)
    if tier_of(f) == "B":
        base = newest_qualifying(f, "call", begins)
        return recurring(f, "contact.B", "call", begins, base, Every(days=14), lead=14 * DAY - 7 * DAY)
    return at_least_every(f, "contact.C", "call", begins, Every(months=1))


def quote(f: Facts) -> list[Obligation]:
    """`quoted` + 5 days, a call (docs/rules.md#r3)."""
    quoted = milestones(f).get("quoted")
    return cadence_day(f, "quote", "call", quoted, 5) if quoted else []


def rules(f: Facts) -> list[Obligation]:
    return [*contact(f), *quote(f)]


def beginnings(f: Facts) -> list[datetime]:
    return [came_at(f)]


BOOK = Book("abc", rules, beginnings, tiers=("A", "B", "C"), tier_of=tier_of)
