"""`distributor`, dealers and end customers (docs/rules.md#r9)."""

from __future__ import annotations

from datetime import datetime

from tests.oracle.asking import at_least_every, newest_qualifying, on_day, recurring, window
from tests.oracle.classing import number
from tests.oracle.days import Every, end_of, plus_months
from tests.oracle.model import Book, Facts, Milestone, Obligation
from tests.oracle.touches import came_at, milestones

CONTACT = {"A": Every(days=10), "B": Every(days=15), "C": Every(days=30)}


def tier_of(f: Facts) -> str | None:
    """From `units_per_year`: A from 100, B from 50, C from 10, D below; else the given tier (docs/rules.md#r9)."""
    a_year = number(f.customer, "units_per_year")
    if a_year is None:
        return f.customer.tier
    return next((tier for tier, least in (("A", 100), ("B", 50), ("C", 10)) if a_year >= least), "D")


def dealer(f: Facts) -> list[Obligation]:
    """A a call every 10d, and the technical department every 3mo as a task; B every 15d; C every 30d; D free.

    See docs/rules.md#r9.
    """
    tier, begins = tier_of(f), came_at(f)
    found: list[Obligation] = []
    if tier in CONTACT:
        found += at_least_every(f, f"contact.{tier}", "call", begins, CONTACT[tier])
    if tier == "A":
        base = newest_qualifying(f, "any", begins, team="technical")
        found += recurring(f, "technical.A", "any", begins, base, Every(months=3), task=True)
    return found


def warranty_ends(f: Facts) -> datetime | None:
    """24:00 of `warranty_end`; a plan, so it counts before it has come."""
    end = milestones(f).get("warranty_end")
    return end_of(f.campaign, end.day) if end else None


def end_user(f: Facts, delivered: Milestone | None) -> list[Obligation]:
    """5 units and more: a call every 1mo from delivery to 24:00 of `warranty_end`, then every 3mo (delivery
    unknown: from the day the customer came); 1 to 4: on N+1mo, N+3mo and N+6mo (docs/rules.md#r9)."""
    units = number(f.customer, "units")
    if units is None or units < 1:
        return []
    if delivered is None:
        return at_least_every(f, "end_user.quarterly", "call", came_at(f), Every(months=3)) if units >= 5 else []
    if units < 5:
        return [
            o
            for months in (1, 3, 6)
            for o in on_day(f, f"end_user.month{months}", "call", delivered, plus_months(delivered.day, months))
        ]
    ends = warranty_ends(f)
    if ends is None or f.now < ends:
        return at_least_every(f, "end_user.monthly", "call", delivered.at, Every(months=1))
    return at_least_every(f, "end_user.quarterly", "call", max(ends, delivered.at), Every(months=3))


def rules(f: Facts) -> list[Obligation]:
    delivered = milestones(f).get("delivered")
    found = dealer(f)
    if delivered:
        found += window(f, "delivery", "call", delivered, 1, 5)
    return found + end_user(f, delivered)


def beginnings(f: Facts) -> list[datetime]:
    units = number(f.customer, "units")
    many = units is not None and units >= 5 and "delivered" not in milestones(f)
    return [came_at(f)] if tier_of(f) in CONTACT or many else []


BOOK = Book("distributor", rules, beginnings, tiers=("A", "B", "C", "D"), tier_of=tier_of)
