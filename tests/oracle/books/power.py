"""`power`, the power company's contacts (docs/rules.md#r7)."""

from __future__ import annotations

from datetime import datetime

from tests.oracle.asking import at_least_every, on_day, within_working_days
from tests.oracle.classing import at_least, marked
from tests.oracle.days import Every, plus_months
from tests.oracle.model import Book, Facts, Obligation
from tests.oracle.touches import came_at, milestones


def is_key(f: Facts) -> bool:
    """Marked, from 2,000 kVA, or from 5,000,000 kWh a year (docs/rules.md#r7)."""
    c = f.customer
    return c.key or at_least(c, "capacity_kva", 2_000) or at_least(c, "annual_kwh", 5_000_000)


def rules(f: Facts) -> list[Obligation]:
    """A visit or call on N+1mo (a high-voltage customer is visited); an answer within 7 working days; a call within
    2 working days after a complaint; key customers a visit every 1y (docs/rules.md#r7)."""
    known = milestones(f)
    found: list[Obligation] = []
    if n := known.get("connected"):
        channel = "visit" if marked(f.customer, "high_voltage") else "call"
        found += on_day(f, "connected", channel, n, plus_months(n.day, 1))
    if question := known.get("question"):
        found += within_working_days(f, "answer", "any", question, 7, answer=True)
    if resolved := known.get("complaint_resolved"):
        found += within_working_days(f, "complaint_resolved", "call", resolved, 2)
    if is_key(f):
        found += at_least_every(f, "key_visit", "visit", came_at(f), Every(months=12))
    return found


def beginnings(_: Facts) -> list[datetime]:
    return []


BOOK = Book("power", rules, beginnings)
