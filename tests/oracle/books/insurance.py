"""`insurance`, a review every year; a visit by the branch where calls do not reach (docs/rules.md#r14, #r17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tests.oracle.asking import at_least_every, once, round_at
from tests.oracle.days import Every, day_of, end_of, working_days_after
from tests.oracle.model import Book, Facts, Obligation
from tests.oracle.touches import all_numbers_dead, at, attempts, came_at, is_reached, milestones


def review_begins(f: Facts) -> datetime:
    """From `contract_start`, else from the beginning (docs/rules.md#r14)."""
    start = milestones(f).get("contract_start")
    return start.at if start else came_at(f)


def as_of(f: Facts, moment: datetime) -> Facts:
    return replace(f, now=moment, touches=[t for t in f.touches if at(f, t) <= moment])


def visit_asked_for(f: Facts) -> datetime | None:
    """From the third failed attempt of a round, or when a call leaves all numbers dead; any reach ends it, nothing
    else does (docs/rules.md#r17)."""
    reaches = [at(f, t) for t in f.touches if is_reached(t)]

    def still_counts(moment: datetime) -> bool:
        return not reaches or moment > reaches[-1]

    third = [
        a.at for a in attempts(f) if not a.reached and still_counts(a.at) and len(round_at(as_of(f, a.at), a.at)) >= 3
    ]
    dead = [
        at(f, t)
        for t in f.touches
        if t.channel == "call" and still_counts(at(f, t)) and all_numbers_dead(as_of(f, at(f, t)))
    ]
    return min([*third, *dead], default=None)


def branch_visit(f: Facts) -> list[Obligation]:
    """A visit by the branch within 10 working days; while it is owed the customer is not dialled.

    See docs/rules.md#r17.
    """
    since = visit_asked_for(f)
    if since is None:
        return []
    breach = end_of(f.campaign, working_days_after(f.campaign, day_of(f.campaign, since), 10))
    return once(f, "branch_visit", "visit", since, breach, stops_dialling=True)


def rules(f: Facts) -> list[Obligation]:
    return [*at_least_every(f, "review", "call", review_begins(f), Every(months=12)), *branch_visit(f)]


def beginnings(f: Facts) -> list[datetime]:
    return [review_begins(f)]


BOOK = Book("insurance", rules, beginnings, retries=True)
