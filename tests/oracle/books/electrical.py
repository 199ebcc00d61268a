"""`electrical`, the records of the electrical sales company (docs/rules.md#r6)."""

from __future__ import annotations

from datetime import datetime

from tests.oracle.asking import recurring
from tests.oracle.days import Every, utc
from tests.oracle.model import Book, Facts, Obligation
from tests.oracle.touches import at, came_at, is_signed

TIERS = ("A1", "A2", "B1", "B2", "B3", "B4")


def rules(f: Facts) -> list[Obligation]:
    """The record of who has not signed is brought up to date every 1mo, a task: base is the newest touch of any kind
    or a person's change of the record, whichever is the later (docs/rules.md#r6-record)."""
    if is_signed(f):
        return []
    changes = [at(f, touch) for touch in f.touches]
    if f.customer.updated_at is not None and f.customer.updated_at <= f.now:
        changes.append(utc(f.campaign, f.customer.updated_at))
    came = came_at(f)
    return recurring(f, "record", "any", came, max(changes, default=came), Every(months=1), task=True)


def tier_of(f: Facts) -> str | None:
    """The given class; the book derives none."""
    return f.customer.tier if f.customer.tier in TIERS else None


def beginnings(_: Facts) -> list[datetime]:
    return []


BOOK = Book("electrical", rules, beginnings, tiers=TIERS, tier_of=tier_of)
