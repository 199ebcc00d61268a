"""Customers read in bulk, as the policy sees them: facts and history of many in a handful of queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import asdict, replace

from callcenter.model import CohortPlace, Disposition, Facts, ForeignCall, History, Instant, ListedNumber, Snooze, Touch
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import fact_rows, pool_facts
from callcenter.storage.history.fact_rows import NO_NUMBER
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable, DoNotCallTable, PhoneTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.views.upkeep.trouble import StoreError, Trouble

CHUNK = 400
"""Customers of one round of queries: below every driver's limit of parameters."""


class Loaded(Struct, frozen=True):
    """A customer with what decides about them, their places in cohorts those of the edition that counts."""

    id: int
    campaign: int
    facts: Facts
    history: History
    owner_id: int | None
    cases_since: Instant
    places: Mapping[int, tuple[CohortPlace, ...]]
    """Places in the cohorts of each edition of the campaign's rules."""
    deputy_id: int | None = None
    """The agent who works them for their absent owner."""

    @property
    def worker_id(self) -> int | None:
        """Return the id of the agent who works them: the deputy, else the owner; None in the pool."""
        return self.owner_id if self.deputy_id is None else self.deputy_id

    def under(self, edition: int) -> Facts:
        """The facts with the places of this edition."""
        places = self.places.get(edition, ())
        return self.facts if places == self.facts.places else replace(self.facts, places=places)


def load(tx: Tx, ids: Sequence[int]) -> list[Loaded]:
    """The customers of these ids, in the order of ids; at most :data:`CHUNK` of them.

    History and dates of those merged into them are theirs, and who is merged into another is left out.
    """
    if not ids:
        return []
    wanted = list(ids)
    merged = {one.id: one.survivor for one in tx.all(fact_rows.MergedRow, fact_rows.doubles(wanted))}
    everybody = [*wanted, *merged]
    touches, asked = defaultdict[int, list[Touch]](list), defaultdict[int, list[Instant]](list)
    for customer, touch in tx.owned(Touch, fact_rows.touches(everybody)):
        if touch.disposition is Disposition.DO_NOT_CALL:
            asked[customer].append(touch.at)
        touches[merged.get(customer, customer)].append(touch)
    records = _Records(
        people=dict(tx.owned(fact_rows.CustomerRow, fact_rows.people(everybody))),
        numbers=tx.grouped(fact_rows.PhoneRow, fact_rows.numbers(wanted)),
        milestones=tx.grouped(fact_rows.Recorded, fact_rows.milestones(everybody)),
        lifts=tx.grouped(fact_rows.Said, fact_rows.lifts(everybody)),
        listed=tx.grouped(fact_rows.Said, fact_rows.listed(everybody)),
        listed_numbers=tx.grouped(ListedNumber, fact_rows.listed_numbers(wanted)),
        snoozes=tx.grouped(Snooze, fact_rows.snoozes(wanted)),
        places=tx.grouped(fact_rows.CohortPlaceRow, fact_rows.places(wanted)),
        touches=touches,
        asked=asked,
        foreign=tx.grouped(ForeignCall, fact_rows.foreign(wanted)),
        pool={},
    )
    doubles = defaultdict[int, list[int]](list)
    for customer, survivor in sorted(merged.items()):
        doubles[survivor].append(customer)
    people = records.people
    keys = [key for key in sorted({*wanted} & people.keys()) if people[key].survivor is None]
    records.pool.update(pool_facts.load(tx, [owned for key in keys if (owned := people[key].owned(key)) is not None]))
    return [records.loaded(key, doubles[key]) for key in keys]


class _Records(Struct, frozen=True):
    """The rows of customers and of those who are merged into them, by customer."""

    people: dict[int, fact_rows.CustomerRow]
    numbers: defaultdict[int, list[fact_rows.PhoneRow]]
    milestones: defaultdict[int, list[fact_rows.Recorded]]
    lifts: defaultdict[int, list[fact_rows.Said]]
    listed: defaultdict[int, list[fact_rows.Said]]
    listed_numbers: defaultdict[int, list[ListedNumber]]
    snoozes: defaultdict[int, list[Snooze]]
    places: defaultdict[int, list[fact_rows.CohortPlaceRow]]
    touches: defaultdict[int, list[Touch]]
    """The touches of each, those of the merged ones among them."""
    asked: defaultdict[int, list[Instant]]
    """The instants at which each of all asked not to be called."""
    foreign: defaultdict[int, list[ForeignCall]]
    pool: dict[int, pool_facts.PoolFacts]

    def loaded(self, key: int, doubles: Sequence[int]) -> Loaded:
        """A customer, and those who are merged into them."""
        person = self.people[key]
        places: dict[int, tuple[CohortPlace, ...]] = {}
        for one in self.places[key]:
            place = CohortPlace(one.cohort, one.year, one.place, one.size)
            places[one.edition] = (*places.get(one.edition, ()), place)
        facts = Facts(
            ref=person.ref,
            zone=person.zone,
            created=person.came,
            created_given=person.created_at is not None,
            tier=person.tier,
            stage=person.stage,
            owner=person.owner,
            key=person.is_key,
            source=person.source,
            birthday=person.birthday,
            numbers=tuple(one.e164 for one in self.numbers[key]),
            milestones=tuple(one.milestone for one in self.milestones[key]),
            lifted=tuple(one.at for one in self.lifts[key]),
            listed=tuple(one.at for part in (key, *doubles) for one in self.listed[part]),
            listed_numbers=tuple(self.listed_numbers[key]),
            revenue=person.revenue,
            attributes={} if person.attributes == "{}" else json.loads(person.attributes),
            places=places.get(person.edition, ()),
            snoozes=tuple(self.snoozes[key]),
            history_until=person.history_until,
            updated_at=person.updated_at,
        )
        if (of_pool := self.pool.get(key)) is not None:
            facts = replace(facts, **asdict(of_pool))
        since = person.cases_since
        if doubles:
            facts = self._of_all(facts, [key, *doubles])
            since = max(self.people[part].cases_since for part in (key, *doubles))
        history = History(tuple(self.touches[key]), tuple(self.foreign[key]))
        return Loaded(key, person.campaign, facts, history, person.owner_id, since, places, person.deputy_id)

    def _of_all(self, facts: Facts, keys: Sequence[int]) -> Facts:
        """The facts of a customer and those merged into them: every date counts, and a do-not-call of any of them."""
        people = [self.people[key] for key in keys]
        given = [person.came for person in people if person.created_at is not None]
        dated = sorted((one for key in keys for one in self._dated(key)), key=lambda one: one.recorded_at)
        lifts = sorted({lift.at for key in keys for lift in self.lifts[key]})
        since = [person.history_until for person in people if person.history_until is not None]
        updates = [person.updated_at for person in people if person.updated_at is not None]
        return replace(
            facts,
            created=min(given or [person.came for person in people], key=lambda came: came.at),
            created_given=bool(given),
            milestones=tuple(one.milestone for one in dated),
            lifted=tuple(at for at in lifts if self._all_lifted(keys, at)),
            history_until=max(since, default=None),
            updated_at=max(updates, default=None),
        )

    def _dated(self, key: int) -> Sequence[fact_rows.Recorded]:
        """A person's milestones. Who has none of how they came inquired by coming; another's would hide that."""
        person = self.people[key]
        came = person.came
        known = self.milestones[key]
        if not all(one.kind.is_aside for one in known):
            return known
        return [*known, fact_rows.Recorded(came.kind, came.at, came.date_only, person.recorded_at)]

    def _all_lifted(self, keys: Sequence[int], at: Instant) -> bool:
        """Tell whether by then every do-not-call of these people had been lifted."""
        return all(
            any(since < lift.at <= at for lift in self.lifts[key])
            for key in keys
            for since in (*self.asked[key], *(said.at for said in self.listed[key]))
            if since < at
        )


def campaign_of(tx: Tx, customer: int) -> int:
    """The campaign of a customer."""
    return int(tx.value(_campaign_of(customer)))


@prepared
def _campaign_of(customer: int) -> Query:
    return CustomerTable.select(CustomerTable.campaign).where(CustomerTable.id == customer)


STANDING = fn.COALESCE(CustomerTable.survivor, CustomerTable.id)
"""The customer who stands for one of ``CustomerTable``: the survivor of a merge, or they themselves."""


def customer_id(tx: Tx, ref: str) -> int:
    """The id of a customer, of the survivor where they are merged into another. Raises ``UNKNOWN_REF``."""
    found = tx.value(_standing_for_ref(ref))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_REF, ref=ref)
    return int(found)


@prepared
def _standing_for_ref(ref: str) -> Query:
    return CustomerTable.select(STANDING).where(CustomerTable.ref == ref)


def standing(tx: Tx, customer: int) -> int:
    """Return who stands for a customer: the survivor of a merge, or the customer."""
    return int(tx.value(_standing([customer])))


def all_standing(tx: Tx, ids: Sequence[int]) -> list[int]:
    """Return who stands for these customers, each once."""
    return sorted(tx.values(_standing(ids))) if ids else []


@prepared
def _standing(ids: Sequence[int]) -> Query:
    return CustomerTable.select(STANDING).where(CustomerTable.id.in_(ids)).distinct()


def everybody_in(tx: Tx, customer: int) -> list[int]:
    """A customer and those who are merged into them."""
    return [customer, *(one.id for one in tx.all(fact_rows.MergedRow, fact_rows.doubles([customer])))]


def owners_of(tx: Tx, numbers: Sequence[str]) -> list[int]:
    """Return who stands for the customers who have one of these numbers."""
    return sorted(tx.values(_owners_of(numbers))) if numbers else []


@prepared
def _owners_of(numbers: Sequence[str]) -> Query:
    return PhoneTable.select(STANDING).join(CustomerTable).where(PhoneTable.e164.in_(numbers)).distinct()


def sharers(tx: Tx, ids: Sequence[int], numbers: Sequence[str] = ()) -> list[int]:
    """The other customers who have a number of one of these, one that was called for them, or one of ``numbers``.

    A call holds back everybody who has its number (docs/architecture.md#nobody-twice): they are folded again with the
    customer.
    """
    return tx.values(_sharers(list(ids), list(numbers))) if ids else []


@prepared
def _sharers(ids: list[int], numbers: list[str]) -> Query:
    own, double = PhoneTable.alias(), CustomerTable.alias()
    of_doubles = TouchTable.select(TouchTable.phone).join(double, on=TouchTable.customer == double.id)
    theirs = (
        own.select(own.e164).where(own.customer.in_(ids) | own.e164.in_(numbers))
        | TouchTable.select(TouchTable.phone).where(TouchTable.customer.in_(ids) & (TouchTable.phone != NO_NUMBER))
        | DoNotCallTable.select(DoNotCallTable.phone).where(
            DoNotCallTable.customer.in_(ids) & (DoNotCallTable.phone != NO_NUMBER)
        )
        | of_doubles.where(double.survivor.in_(ids) & (TouchTable.phone != NO_NUMBER))
    )
    return (
        PhoneTable.select(STANDING)
        .join(CustomerTable)
        .where(PhoneTable.e164.in_(theirs) & STANDING.not_in(ids))
        .distinct()
    )
