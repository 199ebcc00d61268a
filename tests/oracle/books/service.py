"""`service`, follow-up calls after complaints and repairs (docs/rules.md#r10)."""

from __future__ import annotations

from datetime import datetime

from tests.oracle.asking import within_working_days
from tests.oracle.model import Book, Facts, Obligation
from tests.oracle.touches import milestones


def rules(f: Facts) -> list[Obligation]:
    """`complaint_resolved` and `repair_done`: a call within 2 working days (docs/rules.md#r10)."""
    known = milestones(f)
    return [
        o
        for kind in ("complaint_resolved", "repair_done")
        if kind in known
        for o in within_working_days(f, kind, "call", known[kind], 2)
    ]


def beginnings(_: Facts) -> list[datetime]:
    return []


BOOK = Book("service", rules, beginnings)
