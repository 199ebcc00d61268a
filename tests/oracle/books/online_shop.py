"""`online-shop`, three calls after the shipment (docs/rules.md#r13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from tests.oracle.asking import cadence_day, once
from tests.oracle.days import day_of, end_of, midnight
from tests.oracle.model import DAY, Book, Facts, Obligation, Window
from tests.oracle.touches import milestones, qualifying

SATURDAY = 5


def windows(day: date) -> Sequence[Window]:
    """Mon-Fri 10:00-11:30 and 15:00-16:30, Sat-Sun 15:00-17:00 (docs/rules.md#r13)."""
    if day.weekday() >= SATURDAY:
        return ((time(15), time(17)),)
    return (time(10), time(11, 30)), (time(15), time(16, 30))


def rules(f: Facts) -> list[Obligation]:
    """First call N+5; second on the 7th day after the call that closed the first; third N+28 (docs/rules.md#r13)."""
    n = milestones(f).get("shipped")
    if n is None:
        return []
    found = [*cadence_day(f, "first", "call", n, 5), *cadence_day(f, "third", "call", n, 28)]
    closing = qualifying(f, "call", since=midnight(f.campaign, n.day + 5 * DAY))
    if closing:
        day = day_of(f.campaign, closing[0]) + 7 * DAY
        found += once(f, "second", "call", midnight(f.campaign, day), end_of(f.campaign, day))
    return found


def beginnings(_: Facts) -> list[datetime]:
    return []


BOOK = Book("online-shop", rules, beginnings, windows=windows)
