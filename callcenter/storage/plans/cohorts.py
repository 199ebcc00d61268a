"""Cohorts, kept as facts: the yearly draw and the best by a column (docs/rules.md#r15-draw, #r21).

Cohorts belong to an edition of a campaign's rules. What they read of a customer stands beside the plan under it
(``placement.cohort_key``). A fold that finds it changed marks the cohorts that it bears upon as behind; the next tick
draws those again, once, however many rows changed meanwhile, and while no import is publishing. A draw once made is
kept: it is made again only where the stock of the running year turns out to have been another one, not because
somebody in it is lost or dormant since. A year that is over is not drawn again, and one that was over before the
rules came is not drawn at all: nobody could call any more. Those of a coming edition are taken over
where it means the same by them, else drawn, by whoever works at the change, when its plans are there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.model import Candidate, CohortPlace, Facts, History, Instant, Milestone, MilestoneKind, Stage
from callcenter.rulebook.book import AnyCohort, DrawCohort, Rulebook
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import EditionOf, StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history.loader import Loaded
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.plans import CohortPlaceTable, CohortTable, PlacementTable
from callcenter.workdays import local_date

_STANDING = 0  # the year under which a cohort is kept that is not redrawn each year


Difference: TypeAlias = tuple[int, CohortPlace | None, str, int]
"""A place to be written: customer, new place or none, cohort, year."""


class Work(Struct, frozen=True):
    """An edition whose cohorts are behind: what was missing when it was asked, and the changes known by then.

    ``taken_over`` is what of it another edition has already, whose places are taken over.
    """

    zone: str
    edition: EditionOf
    years: Mapping[str, Collection[int]]
    changes: Mapping[tuple[str, int], int]
    taken_over: Collection[tuple[str, int]] = ()
    origin: EditionOf | None = None


class Drawn(Struct, frozen=True):
    """Result of a draw: the places of each cohort and year, by customer."""

    work: Work
    places: Mapping[tuple[str, int], Mapping[int, CohortPlace]]


def key_of(book: Rulebook, facts: Facts, history: History) -> str:
    """Return what the book's cohorts read of a customer, empty where there is nothing."""
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


def changed(tx: Tx, changes: Sequence[tuple[int, str, str]], now: Instant) -> None:
    """Mark the cohorts as behind that these changes of keys (edition, before, after) bear upon.

    Those of a year that is over stay as they are.
    """
    real = [change for change in changes if change[1] != change[2]]
    if not real:
        return
    zones = {
        edition.id: edition.frame.zone
        for kept in campaign_rows.get_all(tx).values()
        for edition in (kept.edition, kept.coming)
        if edition is not None
    }
    # Nobody asks any more for cohorts of an edition that has gone.
    editions = sorted({edition for edition, _, _ in real if edition in zones})
    known: dict[int, list[tuple[str, int]]] = {}
    if editions:
        for row in tx.all(_Row, CohortTable.select().where(CohortTable.edition.in_(editions))):
            known.setdefault(row.edition_id, []).append((row.name, row.year))
    behind: set[tuple[int, str, int]] = set()
    for edition, before, after in real:
        for name, year in known.get(edition, ()):
            over = year != _STANDING and year < local_date(now, zones[edition]).year
            if over or (edition, name, year) in behind:
                continue
            if _bears_upon(name, year, zones[edition], before, after):
                behind.add((edition, name, year))
    for edition, name, year in sorted(behind):
        of_year = (CohortTable.edition == edition) & (CohortTable.name == name) & (CohortTable.year == year)
        tx.run(CohortTable.update(changes=CohortTable.changes + 1).where(of_year))


def _bears_upon(name: str, year: int, zone: str, before: str, after: str) -> bool:
    old, new = _candidate("", name, before), _candidate("", name, after)
    if year == _STANDING:
        return old != new
    return policy.in_stock(old, year, zone) is not policy.in_stock(new, year, zone)


def leave(tx: Tx, ids: Sequence[int], now: Instant) -> None:
    """Mark the cohorts as behind that customers are in who are about to go."""
    if not ids:
        return
    keys = PlacementTable.select(PlacementTable.edition, PlacementTable.cohort_key)
    read = keys.where(PlacementTable.customer.in_(ids) & (PlacementTable.cohort_key != ""))
    changed(tx, [(one.edition_id, one.cohort_key, "") for one in tx.all(_Key, read)], now)


def behind(tx: Tx, now: Instant, kept: StoredCampaign, edition: EditionOf) -> Work | None:
    """Return what of an edition's cohorts lags behind the facts; one query of a small table where nothing does.

    Asked of a moment before the campaign came into the store it is answered as though it had been there.
    """
    book = tx.book(edition.version)
    if not book.cohorts:
        return None
    known = _known(tx, edition)
    zone = edition.frame.zone
    this_year = local_date(now, zone).year
    before_it_came = now < kept.created_at
    first = _EVER if before_it_came else local_date(edition.begun_at, zone).year
    origin = None if edition == kept.edition else kept.edition
    others = {} if origin is None else _known_alike(tx, origin, book)
    years: dict[str, Collection[int]] = {}
    for name, cohort in book.cohorts.items():
        of_name = [year for one, year in known if one == name]
        if isinstance(cohort, DrawCohort):
            wanted = {*of_name, *range(max(of_name, default=this_year) + 1, this_year + 1), this_year}
            if not of_name or before_it_came:
                wanted |= {year for year in _years(tx, zone, edition, name, this_year) if year >= first}
            wanted |= {year for one, year in others if one == name}
        else:
            wanted = {_STANDING}
        missing = [year for year in sorted(wanted) if not _stands(known, (name, year))]
        if missing:
            years[name] = missing
    if not years:
        return None
    # A cohort drawn here already is behind because its stock has changed since.
    asked = [(name, year) for name in years for year in years[name]]
    taken_over = [one for one in asked if _stands(others, one) and known.get(one, _NEVER).drawn < 0]
    changes = {key: one.changes for key, one in known.items()}
    return Work(zone, edition, years, changes, taken_over, origin)


_EVER = 0


class _Row(Struct, frozen=True):
    """Number of changes of what a cohort of a year is drawn from, and that at which it was drawn; -1 = never."""

    edition_id: int
    name: str
    year: int
    changes: int
    drawn: int


_NEVER = _Row(0, "", 0, 0, -1)


class _Key(Struct, frozen=True):
    """The facts of a customer that the cohorts of an edition read."""

    edition_id: int
    cohort_key: str


class _Member(Struct, frozen=True):
    """A customer of whom a cohort may read something."""

    id: int
    ref: str
    cohort_key: str
    stage: Stage
    is_key: bool
    revenue: str
    attributes: str


class _Place(Struct, frozen=True):
    customer_id: int
    place: int
    size: int


@prepared
def _known_of(edition: int) -> Query:
    return CohortTable.select().where(CohortTable.edition == edition)


def _known(tx: Tx, edition: EditionOf) -> dict[tuple[str, int], _Row]:
    return {(row.name, row.year): row for row in tx.all(_Row, _known_of(edition.id))}


def _known_alike(tx: Tx, edition: EditionOf, book: Rulebook) -> dict[tuple[str, int], _Row]:
    """Return what is known of an edition's cohorts that mean the same under a rulebook."""
    other = tx.book(edition.version)
    known = _known(tx, edition)
    alike = {name for name, _ in known if _meaning(other, name) == _meaning(book, name)}
    return {key: one for key, one in known.items() if key[0] in alike}


def _stands(known: Mapping[tuple[str, int], _Row], key: tuple[str, int]) -> bool:
    return key in known and known[key].changes == known[key].drawn


def _meaning(book: Rulebook, name: str) -> object:
    """All that a rulebook says of a cohort: who is in it follows from this and from the facts."""
    cohort = book.cohorts.get(name)
    if not isinstance(cohort, DrawCohort):
        return cohort
    groups = [None if one is None else book.groups[one] for one in (cohort.passes_over, cohort.first)]
    ranked = {one.cohort for group in groups if group is not None for one in group.any_of if one.cohort is not None}
    return cohort, groups, [(one, book.cohorts.get(one)) for one in sorted(ranked)]


def _years(tx: Tx, zone: str, edition: EditionOf, name: str, this_year: int) -> range:
    """The years in which a draw has a stock: from the one after the earliest that belongs to it."""
    some = (PlacementTable.edition == edition.id) & (PlacementTable.cohort_key != "")
    keys = tx.values(PlacementTable.select(PlacementTable.cohort_key).distinct().where(some))
    candidates = [_candidate("", name, key) for key in keys]
    since = [one.since for one in candidates if one is not None and one.since is not None]
    return range(local_date(min(since), zone).year + 1, this_year + 1) if since else range(0)


def draw(tx: Tx, work: Work) -> Drawn:
    """Work out the cohorts that are behind, from the keys and from who is left out now; writes nothing."""
    places: dict[tuple[str, int], Mapping[int, CohortPlace]] = {}
    if work.origin is not None:
        places.update({key: _held(tx, work.origin, *key) for key in work.taken_over})
    left = {name: [year for year in years if (name, year) not in places] for name, years in work.years.items()}
    if not any(left.values()):
        return Drawn(work, places)
    book = tx.book(work.edition.version)
    some = (PlacementTable.edition == work.edition.id) & (PlacementTable.cohort_key != "")
    read = CustomerTable.select(*columns(_Member, CustomerTable, cohort_key=PlacementTable.cohort_key))
    members = tx.all(_Member, read.join(PlacementTable, on=PlacementTable.customer == CustomerTable.id).where(some))
    ids = {member.ref: member.id for member in members}
    for name, years in left.items():
        ready = (_ready(book, book.cohorts[name], name, member) for member in members)
        candidates = [one for one in ready if one is not None]
        for year in years:
            found = policy.places(name, book.cohorts[name], candidates, year, work.zone)
            places[name, year] = {ids[ref]: place for ref, place in found.items()}
    return Drawn(work, places)


def _ready(book: Rulebook, cohort: AnyCohort, name: str, member: _Member) -> Candidate | None:
    bound = _candidate(member.ref, name, member.cohort_key)
    if bound is None or not isinstance(cohort, DrawCohort):
        return bound
    facts = Facts(
        member.ref,
        "",
        Milestone(MilestoneKind.INQUIRY, 0),
        stage=member.stage,
        key=member.is_key,
        revenue=member.revenue,
        attributes=json.loads(member.attributes),
        milestones=(Milestone(cohort.since, bound.since or 0),),
    )
    now = policy.candidate(book, cohort, facts, History())
    assert now is not None
    return replace(bound, left_out=now.left_out, first=now.first)


def open_years(tx: Tx, work: Work) -> None:
    """Record what is about to be drawn, so that a change meanwhile marks it as behind again."""
    fresh = {"edition": work.edition.id, "changes": 0, "drawn": -1}
    rows = [{"name": name, "year": year, **fresh} for name, years in work.years.items() for year in years]
    tx.insert_each(CohortTable, rows, unless_there=True)


def differences(tx: Tx, drawn: Drawn) -> list[Difference]:
    """Return the writes that turn the kept places into those that were drawn."""
    found: list[Difference] = []
    for (name, year), wanted in drawn.places.items():
        held = _held(tx, drawn.work.edition, name, year)
        found += [(customer, place, name, year) for customer, place in wanted.items() if held.get(customer) != place]
        found += [(customer, None, name, year) for customer in held if customer not in wanted]
    return found


def _held(tx: Tx, edition: EditionOf, name: str, year: int) -> dict[int, CohortPlace]:
    """The places that are kept of a cohort of a year, by customer."""
    kept = CohortPlaceTable.select(CohortPlaceTable.customer, CohortPlaceTable.place, CohortPlaceTable.size)
    of_year = (CohortPlaceTable.name == name) & (CohortPlaceTable.year == year)
    rows = tx.all(_Place, kept.where((CohortPlaceTable.edition == edition.id) & of_year))
    return {row.customer_id: CohortPlace(name, year, row.place, row.size) for row in rows}


def write(tx: Tx, work: Work, changes: Sequence[Difference], now: Instant) -> None:
    """Keep some of the differences; the plans of those customers under this edition fall due."""
    edition = work.edition.id
    concerned = sorted({customer for customer, _, _, _ in changes})
    tx.lock_customers(concerned)
    keys = [
        {"customer": customer, "edition": edition, "name": name, "year": year} for customer, _, name, year in changes
    ]
    tx.delete_each(CohortPlaceTable, keys)
    # A customer who went to another campaign since has no plan under this edition, and no place.
    planned = (PlacementTable.edition == edition) & PlacementTable.customer.in_(concerned)
    here = set(tx.values(PlacementTable.select(PlacementTable.customer).where(planned)))
    placed = [
        {**key, "place": place.place, "size": place.size}
        for key, (customer, place, _, _) in zip(keys, changes, strict=True)
        if place is not None and customer in here
    ]
    tx.insert_each(CohortPlaceTable, placed)
    later = PlacementTable.valid_until.is_null() | (PlacementTable.valid_until > now)
    tx.run(PlacementTable.update(valid_until=now).where(planned & later))


def close_years(tx: Tx, drawn: Drawn) -> None:
    """Record that the years are drawn, as of the changes that were known before the drawing."""
    work = drawn.work
    years = [(name, year) for name, some in work.years.items() for year in some]
    rows = [
        {"edition": work.edition.id, "name": name, "year": year, "drawn": work.changes.get((name, year), 0)}
        for name, year in years
    ]
    tx.update_each(CohortTable, rows, by=("edition", "name", "year"))


def complete(tx: Tx, loaded: Iterable[Loaded], campaigns: Mapping[int, StoredCampaign], at: Instant) -> list[Loaded]:
    """The customers with the places that a drawing at this moment would give, where the kept ones are behind.

    For questions that may change nothing: ``--as-of`` another year, and what is asked before the next tick.
    """
    found = list(loaded)
    for campaign in sorted({one.campaign for one in found if one.campaign in campaigns}):
        kept = campaigns[campaign]
        work = behind(tx, at, kept, kept.edition)
        if work is not None:
            drawn = draw(tx, work)
            found = [
                replace(one, facts=replace(one.facts, places=_with(drawn, one))) if one.campaign == campaign else one
                for one in found
            ]
    return found


def _with(drawn: Drawn, one: Loaded) -> tuple[CohortPlace, ...]:
    kept = [place for place in one.facts.places if (place.cohort, place.year) not in drawn.places]
    new = [places[one.id] for places in drawn.places.values() if one.id in places]
    return tuple(sorted([*kept, *new], key=lambda place: (place.cohort, place.year)))
