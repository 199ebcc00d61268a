"""Cohorts, kept as facts: the yearly draw and the best by a column (RULES R15, R21).

What a cohort reads of a customer stands on their row (``cohort_key``). A fold that finds it changed marks the cohorts
that it bears upon as behind; the next tick draws those anew, once, however many rows changed meanwhile, and while no
import is publishing. A draw once made is kept: it is made again only where the stock of its year turns out to have
been another one, not because somebody in it is lost or dormant since.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias

from callcenter import policy
from callcenter.model import Candidate, Facts, History, Instant, Milestone, MilestoneKind, Place, Stage
from callcenter.records import frames
from callcenter.records.frames import Kept
from callcenter.records.loading import Loaded
from callcenter.records.working import Row, Tx
from callcenter.rulebook import AnyCohort, DrawCohort, Rulebook
from callcenter.workdays import local_date

_STANDING = 0  # the year under which a cohort is kept that is not drawn anew each year


Difference: TypeAlias = tuple[int, Place | None, str, int]
"""A place to be written: customer, new place or none, cohort, year."""


@dataclass(frozen=True, slots=True)
class Work:
    """A campaign whose cohorts are behind: what was missing when it was asked, and the changes known by then."""

    kept: Kept
    years: Mapping[str, Collection[int]]
    changes: Mapping[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a drawing found: the places of each cohort and year, by customer."""

    work: Work
    places: Mapping[tuple[str, int], Mapping[int, Place]]


def key_of(book: Rulebook, facts: Facts, history: History) -> str:
    """What the book's cohorts read of a customer, empty where there is nothing."""
    found: dict[str, Any] = {}
    for name, cohort in book.cohorts.items():
        one = policy.candidate(book, cohort, facts, history)
        if one is not None:
            found[name] = None if one.amount is None else str(one.amount), one.since, one.barred
    return json.dumps(found, separators=(",", ":")) if found else ""


def _candidate(ref: str, name: str, key: str) -> Candidate | None:
    entry = json.loads(key).get(name) if key else None
    if entry is None:
        return None
    amount, since, barred = entry
    spans = tuple((begun, ended) for begun, ended in barred)
    return Candidate(ref, None if amount is None else Decimal(amount), since, spans)


def changed(tx: Tx, changes: Sequence[tuple[int, str, str]]) -> None:
    """Mark the cohorts as behind that these changes of keys (campaign, before, after) bear upon."""
    if not changes:
        return
    campaigns = sorted({campaign for campaign, _, _ in changes})
    known: dict[int, list[tuple[str, int]]] = {}
    for campaign, name, year in tx.rows(
        f"SELECT campaign_id, name, year FROM cohort WHERE campaign_id IN ({tx.marks(campaigns)})", campaigns
    ):
        known.setdefault(campaign, []).append((name, year))
    if not known:
        return
    kept = frames.all_kept(tx)
    behind: set[tuple[int, str, int]] = set()
    for campaign, before, after in changes:
        for name, year in known.get(campaign, ()):
            zone = kept[campaign].frame.zone
            if (campaign, name, year) not in behind and _bears_upon(name, year, zone, before, after):
                behind.add((campaign, name, year))
    for campaign, name, year in sorted(behind):
        tx.sql(
            "UPDATE cohort SET changes = changes + 1 WHERE campaign_id = ? AND name = ? AND year = ?",
            (campaign, name, year),
        )


def _bears_upon(name: str, year: int, zone: str, before: str, after: str) -> bool:
    old, new = _candidate("", name, before), _candidate("", name, after)
    if year == _STANDING:
        return old != new
    return policy.in_stock(old, year, zone) is not policy.in_stock(new, year, zone)


def leave(tx: Tx, ids: Sequence[int]) -> None:
    """Take customers out of the cohorts of their campaigns, before they move to another or go."""
    if not ids:
        return
    rows = tx.rows(
        f"SELECT campaign_id, cohort_key, id FROM customer WHERE id IN ({tx.marks(ids)}) AND cohort_key <> ''", ids
    )
    changed(tx, [(campaign, key, "") for campaign, key, _ in rows])
    tx.many("UPDATE customer SET cohort_key = '' WHERE id = ?", [(row[2],) for row in rows])
    tx.many("DELETE FROM cohort_place WHERE customer_id = ?", [(row[2],) for row in rows])


def behind(tx: Tx, now: Instant, campaigns: Mapping[int, Kept]) -> list[Work]:
    """The campaigns whose cohorts are not what the facts say; one look at a small table where none are."""
    found = []
    for kept in campaigns.values():
        cohorts = tx.book(kept.version).cohorts
        if not cohorts:
            continue
        rows = tx.rows("SELECT name, year, changes, drawn FROM cohort WHERE campaign_id = ?", (kept.id,))
        standing = {(name, year): changes for name, year, changes, drawn in rows if changes == drawn}
        changes = {(name, year): count for name, year, count, _ in rows}
        this_year = local_date(now, kept.frame.zone).year
        years: dict[str, Collection[int]] = {}
        for name, cohort in cohorts.items():
            of_name = [year for known, year in changes if known == name]
            if isinstance(cohort, DrawCohort):
                wanted = {*of_name, *range(max(of_name, default=this_year) + 1, this_year + 1), this_year}
                # A first drawing, and one of a stock that was other than known, may reach further back.
                if not of_name or any((name, year) not in standing for year in of_name):
                    wanted |= set(_years(tx, kept, name, this_year))
            else:
                wanted = {_STANDING}
            missing = [year for year in sorted(wanted) if (name, year) not in standing]
            if missing:
                years[name] = missing
        if years:
            found.append(Work(kept, years, changes))
    return found


def _years(tx: Tx, kept: Kept, name: str, this_year: int) -> range:
    """The years in which a draw has a stock: from the one after the earliest that belongs to it."""
    since = [
        one.since
        for (key,) in tx.rows(
            "SELECT DISTINCT cohort_key FROM customer WHERE campaign_id = ? AND cohort_key <> ''", (kept.id,)
        )
        if (one := _candidate("", name, key)) is not None and one.since is not None
    ]
    return range(local_date(min(since), kept.frame.zone).year + 1, this_year + 1) if since else range(0)


def draw(tx: Tx, work: Work) -> Drawn:
    """Work out the cohorts that are behind, from the keys and from who is left out now; writes nothing."""
    book = tx.book(work.kept.version)
    rows = tx.rows(
        "SELECT id, ref, cohort_key, stage, is_key, revenue, attributes FROM customer"
        " WHERE campaign_id = ? AND cohort_key <> ''",
        (work.kept.id,),
    )
    ids = {row[1]: row[0] for row in rows}
    zone = work.kept.frame.zone
    places: dict[tuple[str, int], Mapping[int, Place]] = {}
    for name, years in work.years.items():
        candidates = [one for row in rows if (one := _ready(book, book.cohorts[name], name, row)) is not None]
        for year in years:
            found = policy.places(name, book.cohorts[name], candidates, year, zone)
            places[name, year] = {ids[ref]: place for ref, place in found.items()}
    return Drawn(work, places)


def _ready(book: Rulebook, cohort: AnyCohort, name: str, row: Row) -> Candidate | None:
    _, ref, key, stage, is_key, revenue, attributes = row
    bound = _candidate(ref, name, key)
    if bound is None or not isinstance(cohort, DrawCohort):
        return bound
    facts = Facts(
        ref,
        "",
        Milestone(MilestoneKind.INQUIRY, 0),
        stage=Stage(stage),
        key=bool(is_key),
        revenue=revenue,
        attributes=json.loads(attributes),
        milestones=(Milestone(cohort.since, bound.since or 0),),
    )
    now = policy.candidate(book, cohort, facts, History())
    assert now is not None
    return replace(bound, left_out=now.left_out, first=now.first)


def open_years(tx: Tx, work: Work) -> None:
    """Write down what is about to be drawn, so that a change meanwhile marks it as behind again."""
    tx.many(
        "INSERT INTO cohort (campaign_id, name, year, changes, drawn) VALUES (?,?,?,0,-1)"
        " ON CONFLICT (campaign_id, name, year) DO NOTHING",
        [(work.kept.id, name, year) for name, years in work.years.items() for year in years],
    )


def differences(tx: Tx, drawn: Drawn) -> list[Difference]:
    """What has to be written so that the kept places are those that were drawn."""
    found: list[Difference] = []
    for (name, year), wanted in drawn.places.items():
        held = {
            customer: Place(name, year, place, size)
            for customer, place, size in tx.rows(
                "SELECT p.customer_id, p.place, p.size FROM cohort_place p JOIN customer c ON c.id = p.customer_id"
                " WHERE p.name = ? AND p.year = ? AND c.campaign_id = ?",
                (name, year, drawn.work.kept.id),
            )
        }
        found += [(customer, place, name, year) for customer, place in wanted.items() if held.get(customer) != place]
        found += [(customer, None, name, year) for customer in held if customer not in wanted]
    return found


def write(tx: Tx, changes: Sequence[Difference], now: Instant) -> None:
    """Keep some of the differences; those customers are folded by the tick that follows."""
    tx.many(
        "DELETE FROM cohort_place WHERE customer_id = ? AND name = ? AND year = ?",
        [(customer, name, year) for customer, _, name, year in changes],
    )
    tx.many(
        "INSERT INTO cohort_place (customer_id, name, year, place, size)"
        " SELECT id, ?, ?, ?, ? FROM customer WHERE id = ?"
        " ON CONFLICT (customer_id, name, year) DO UPDATE SET place = excluded.place, size = excluded.size",
        [(name, year, place.place, place.size, customer) for customer, place, name, year in changes if place],
    )
    tx.many(
        "UPDATE customer SET valid_until = ? WHERE id = ? AND (valid_until IS NULL OR valid_until > ?)",
        [(now, customer, now) for customer, _, _, _ in changes],
    )


def close_years(tx: Tx, drawn: Drawn) -> None:
    """Write down that the years are drawn, as of the changes that were known before the drawing."""
    tx.many(
        "UPDATE cohort SET drawn = ? WHERE campaign_id = ? AND name = ? AND year = ?",
        [
            (drawn.work.changes.get((name, year), 0), drawn.work.kept.id, name, year)
            for name, years in drawn.work.years.items()
            for year in years
        ],
    )


def complete(tx: Tx, loaded: Iterable[Loaded], campaigns: Mapping[int, Kept], at: Instant) -> list[Loaded]:
    """The customers with the places that a drawing at this moment would give, where the kept ones are behind.

    For questions that may change nothing: ``--as-of`` another year, and what is asked before the next tick.
    """
    found = list(loaded)
    present = {one.campaign: campaigns[one.campaign] for one in found if one.campaign in campaigns}
    for work in behind(tx, at, present):
        drawn = draw(tx, work)
        again = [
            replace(one, facts=replace(one.facts, places=_with(drawn, one))) if one.campaign == work.kept.id else one
            for one in found
        ]
        found = again
    return found


def _with(drawn: Drawn, one: Loaded) -> tuple[Place, ...]:
    kept = [place for place in one.facts.places if (place.cohort, place.year) not in drawn.places]
    new = [places[one.id] for places in drawn.places.values() if one.id in places]
    return tuple(sorted([*kept, *new], key=lambda place: (place.cohort, place.year)))
