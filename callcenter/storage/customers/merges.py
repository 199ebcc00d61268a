"""Doubles: a customer merged into another and split again without losing a touch (docs/architecture.md#corrections).

A merge is a record. Touches, dates and tiers stay with the ref for which they were recorded, and the fold of the
survivor reads them all (``history/loader.py``). What is on columns goes over: numbers and facts that the
survivor lacks, and the effects under natural keys (cases, findings, the breach log). The record keeps what went, so
that a split puts it back; what was recorded since stays with the survivor, for whom it was meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from types import NoneType
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from callcenter.access import Principal
from callcenter.model import Instant, Stage
from callcenter.storage.access.service import Service
from callcenter.storage.customers import customers, owner_rows
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import decisions, fact_history, loader, phone_rows, retraction
from callcenter.storage.history.decisions import DecidedField
from callcenter.storage.plans import cohorts, placements
from callcenter.storage.queue import claims
from callcenter.storage.search import search_keys
from callcenter.storage.tables.calls import ClaimTable, LastCallTable, OpenCallTable, TouchTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, LiftTable, MergeTable, MilestoneTable
from callcenter.storage.tables.effects import BreachLogTable, CaseTable, FindingTable, ReopeningTable
from callcenter.storage.tables.imports import ImportBatchTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import CohortPlaceTable, ObligationTable, PlacementTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.storage.touches import touch_records
from callcenter.views.customers.customer import MergeRow
from callcenter.views.customers.timeline import Cause
from callcenter.views.upkeep.trouble import StoreError, Trouble

_EFFECTS: dict[str, Any] = {
    key.model._meta.table_name: key
    for key in (CaseTable.caused_at, ReopeningTable.caused_at, BreachLogTable.breach_at, FindingTable.caused_at)
}
"""Effects that move to the survivor, under the names of the tables, with the instant of the natural key."""

_BLANKS = ("company", "source", "birthday", "revenue", "pinned", "owner_id")
"""Facts that the survivor takes over where theirs say nothing; tier, stage, key and attributes go in ways of their
own."""


class _Merge(Struct, frozen=True):
    id: int
    customer: int
    survivor: int
    at: Instant
    moved: str


def _merge_of(tx: Tx, customer: int) -> _Merge | None:
    """The merge of a customer into another that holds."""
    return tx.one(
        _Merge,
        MergeTable.select(
            MergeTable.id,
            MergeTable.customer.alias("customer"),
            MergeTable.survivor.alias("survivor"),
            MergeTable.at,
            MergeTable.moved,
        ).where((MergeTable.customer == customer) & MergeTable.withdrawn_at.is_null()),
    )


def _keep(tx: Tx, merge: _Merge, moved: dict[str, Any]) -> None:
    """Record what moved with a merge."""
    tx.run(MergeTable.update(moved=json.dumps(moved)).where(MergeTable.id == merge.id))


class Merges(Service, subject="merges"):
    """Verbs on doubles; ``key`` is that of the form that asks."""

    def merge(self, ref: str, survivor: str, *, key: str = "", now: Instant) -> None:
        """Merge ``ref`` into ``survivor``, who stands for both from now on; ``ref`` stays a name for them.

        A do-not-call of either holds. Raises ``UNKNOWN_REF``, ``NOT_ALLOWED`` for an agent, ``SAME_CUSTOMER``,
        ``OTHER_CAMPAIGN``, ``CLAIMED`` and ``ON_THE_LINE`` while somebody works with one of them, ``IMPORT_RUNNING``
        while an import is being taken back.
        """
        search_keys.load()

        def work(tx: Tx) -> None:
            merged, into = loader.customer_id(tx, ref), loader.customer_id(tx, survivor)
            if merged == into:
                raise StoreError(Trouble.SAME_CUSTOMER, ref=ref)
            hit = _locked(tx, (merged, into))
            undoing = tx.value(ImportBatchTable.select(ImportBatchTable.id).where(ImportBatchTable.state == "undoing"))
            if undoing is not None:
                raise StoreError(Trouble.IMPORT_RUNNING, id=undoing)
            if loader.campaign_of(tx, merged) != loader.campaign_of(tx, into):
                raise StoreError(Trouble.OTHER_CAMPAIGN, ref=survivor, campaign=_campaign_name(tx, into))
            for one in (merged, into):
                _nobody_works_with(tx, one, self._principal, now)
            placements.settle(tx, hit, now)
            on_record = retraction.on_record(tx, {one: _began(tx, one) for one in (merged, into)}, now)
            own = decisions.of(tx, into)
            moved: dict[str, Any] = {
                "numbers": _bring_numbers(tx, merged, into),
                "facts": _fill(tx, merged, into, self._principal, now),
            }
            moved["decided"] = int(decisions.of(tx, into) & ~own)
            moved |= {name: _move_effects(tx, key, merged, into) for name, key in _EFFECTS.items()}
            tx.insert(
                MergeTable, customer=merged, survivor=into, at=now, actor=self._principal.name, moved=json.dumps(moved)
            )
            _forget_plans(tx, merged, now)
            # The undo of a call with the merged one would have to know of two customers.
            touches = TouchTable.select(TouchTable.id).where(TouchTable.customer.in_(loader.everybody_in(tx, merged)))
            tx.run(LastCallTable.delete().where(LastCallTable.touch.in_(touches)))
            theirs = (CustomerTable.id == merged) | (CustomerTable.survivor == merged)
            tx.run(CustomerTable.update(survivor=into).where(theirs))
            placements.refold(tx, {*hit, into} - {merged}, now)
            retraction.void(tx, on_record, now)
            tx.mark_changed()

        self._once(key, "merge_customers", now, (ref, survivor), NoneType, work, sets=True)

    def split(self, ref: str, *, key: str = "", now: Instant) -> str:
        """``ref`` is nobody's double after all: they stand where they stood, with what was recorded for them.

        Returns the ref of who stood for them. Raises ``UNKNOWN_REF``, ``NOT_ALLOWED`` for an agent, ``NOT_MERGED``,
        ``CLAIMED`` and ``ON_THE_LINE`` as a merge does.
        """
        search_keys.load()

        def work(tx: Tx) -> str:
            survivor = loader.customer_id(tx, ref)
            merged = tx.value(CustomerTable.select(CustomerTable.id).where(CustomerTable.ref == ref))
            merge = _merge_of(tx, merged)
            if merge is None:
                raise StoreError(Trouble.NOT_MERGED, ref=ref)
            moved: dict[str, Any] = json.loads(merge.moved)
            hit = _locked(tx, (survivor,))
            _nobody_works_with(tx, survivor, self._principal, now)
            placements.settle(tx, hit, now)
            cases = touch_records.owed_cases(tx, survivor, now)
            on_record = retraction.on_record(tx, {survivor: _began(tx, survivor)}, now)
            withdrawn = MergeTable.update(withdrawn_at=now, withdrawn_by=self._principal.name)
            tx.run(withdrawn.where(MergeTable.id == merge.id))
            people = _under(tx, merged)
            tx.run(CustomerTable.update(survivor=merged).where(CustomerTable.id.in_(people)))
            tx.run(CustomerTable.update(survivor=None).where(CustomerTable.id == merged))
            since = (LiftTable.at >= merge.at) & LiftTable.customer.in_(people)
            tx.run(LiftTable.update(withdrawn=True).where(since))
            for one in dict.fromkeys((merge.survivor, survivor)):
                _take_back_numbers(tx, one, moved["numbers"])
                _empty_again(tx, one, moved["facts"], DecidedField(moved.get("decided", 0)), self._principal, now)
            for name, key in _EFFECTS.items():
                went = key.model.id.in_(moved[name]) & (key.model.customer == survivor)
                tx.run(key.model.update(customer=merged).where(went))
            _leave_out(tx, merge.survivor, moved)
            placements.refold(tx, {*hit, merged, *loader.sharers(tx, [merged])}, now)
            # Breaches that were voided because the two of them together had kept the rule.
            retraction.count_again(tx, {merged, survivor}, merge.at)
            touch_records.retract_cases(tx, survivor, cases, now)
            retraction.void(tx, on_record, now)
            tx.mark_changed()
            found: str = tx.value(CustomerTable.select(CustomerTable.ref).where(CustomerTable.id == survivor))
            return found

        return self._once(key, "split_customer", now, (ref,), str, work, sets=True)


@prepared
def _merges_into(people: Sequence[int]) -> Query:
    columns = (MergeTable.at, MergeTable.actor, MergeTable.withdrawn_at, MergeTable.withdrawn_by)
    return (
        MergeTable.select(CustomerTable.ref, CustomerTable.name, *columns)
        .join(CustomerTable, on=(MergeTable.customer == CustomerTable.id))
        .where(MergeTable.survivor.in_(people))
        .order_by(MergeTable.id)
    )


def merges_of(tx: Tx, customer: int) -> tuple[MergeRow, ...]:
    """The merges into a customer, and into those who are merged into them; oldest first, those taken back too."""
    return tuple(tx.all(MergeRow, _merges_into(loader.everybody_in(tx, customer))))


def add_numbers(tx: Tx, merged: int, survivor: int, numbers: Iterable[str]) -> list[str]:
    """Numbers that a file brought for a merged customer: the survivor's, until a split. Returns the new ones, E.164."""
    merge = _merge_of(tx, merged)
    assert merge is not None
    moved: dict[str, Any] = json.loads(merge.moved)
    there = {e164 for e164, _ in phone_rows.stored(tx, survivor)}
    new = [number for number in numbers if phone_rows.bare(number) not in there]
    brought = [phone_rows.bare(number) for number in new]
    if new:
        phone_rows.replace(tx, survivor, [*phone_rows.written(phone_rows.stored(tx, survivor)), *new])
        moved["numbers"] += brought
        _keep(tx, merge, moved)
    return brought


def _locked(tx: Tx, people: Iterable[int]) -> list[int]:
    """Customers and all who share a number with them, locked."""
    hit = sorted({one for person in people for one in touch_records.affected(tx, person)})
    tx.lock_customers(hit)
    return hit


def _campaign_name(tx: Tx, customer: int) -> str:
    names = CampaignTable.select(CampaignTable.name)
    found: str = tx.value(names.where(CampaignTable.id == loader.campaign_of(tx, customer)))
    return found


class _Work(Struct, frozen=True):
    ref: str
    agent: str


class _Claim(_Work, frozen=True):
    token: str
    expires_at: Instant


def _nobody_works_with(tx: Tx, customer: int, actor: Principal, now: Instant) -> None:
    """Raise ``ON_THE_LINE`` or ``CLAIMED``; what the actor has claimed and not dialled goes back."""
    named = CustomerTable.ref, AgentTable.name.alias("agent")
    calls = OpenCallTable.select(*named).join(CustomerTable).join_from(OpenCallTable, AgentTable)
    call = tx.one(_Work, calls.where(OpenCallTable.customer == customer))
    if call is not None:
        raise StoreError(Trouble.ON_THE_LINE, ref=call.ref, agent=call.agent)
    held = ClaimTable.select(*named, ClaimTable.token, ClaimTable.expires_at)
    held = held.join(CustomerTable).join_from(ClaimTable, AgentTable).where(ClaimTable.customer == customer)
    for claim in tx.all(_Claim, held):
        if claim.expires_at > now and claim.agent != actor.name:
            raise StoreError(Trouble.CLAIMED, ref=claim.ref, agent=claim.agent)
        claims.give_back(tx, claim.token)


def _forget_plans(tx: Tx, customer: int, now: Instant) -> None:
    """Remove a merged customer from every list, count and cohort."""
    cohorts.leave(tx, [customer], now)
    tables: tuple[Any, ...] = (ObligationTable, PlacementTable, CohortPlaceTable)
    for table in tables:
        tx.run(table.delete().where(table.customer == customer))


def _under(tx: Tx, customer: int) -> list[int]:
    """Return the customers merged into one, directly or through others, and that one."""
    found, last = [customer], [customer]
    while last:
        merges = MergeTable.select(MergeTable.customer).where(MergeTable.survivor.in_(last))
        last = tx.values(merges.where(MergeTable.withdrawn_at.is_null()))
        found += last
    return found


def _began(tx: Tx, customer: int) -> Instant:
    """An instant before which nothing is known of a customer."""
    people = loader.everybody_in(tx, customer)
    came = fn.MIN(fn.COALESCE(CustomerTable.created_at, CustomerTable.recorded_at))
    earliest = (
        CustomerTable.select(came).where(CustomerTable.id.in_(people)),
        TouchTable.select(fn.MIN(TouchTable.at)).where(TouchTable.customer.in_(people)),
        MilestoneTable.select(fn.MIN(MilestoneTable.at)).where(MilestoneTable.customer.in_(people)),
    )
    found: list[Instant | None] = [tx.value(query) for query in earliest]
    return min(at for at in found if at is not None)


def _bring_numbers(tx: Tx, merged: int, into: int) -> list[str]:
    """Put the merged one's numbers behind the survivor's; returns those that were new there."""
    own = phone_rows.stored(tx, into)
    there = {e164 for e164, _ in own}
    new = [one for one in phone_rows.stored(tx, merged) if one[0] not in there]
    if new:
        labels = phone_rows.labels_of(tx, merged) | phone_rows.labels_of(tx, into)
        phone_rows.replace(tx, into, phone_rows.written([*own, *new]), labels)
        decisions.mark(tx, into, DecidedField.PHONE)
    return [e164 for e164, _ in new]


def _leave_out(tx: Tx, customer: int, returned: dict[str, Any]) -> None:
    """Take what a split gives back out of the records of the merges that carried it further.

    Their own splits would otherwise give it to somebody whose it never was.
    """
    while (merge := _merge_of(tx, customer)) is not None:
        moved: dict[str, Any] = json.loads(merge.moved)
        for name in ("numbers", *_EFFECTS):
            moved[name] = [one for one in moved[name] if one not in returned[name]]
        moved["facts"] = _without(moved["facts"], returned["facts"])
        _keep(tx, merge, moved)
        customer = merge.survivor


def _without(facts: dict[str, Any], gone: dict[str, Any]) -> dict[str, Any]:
    """Facts that a merge filled, but for those that another one filled with the same; attributes one by one."""
    left = {name: value for name, value in facts.items() if name == "attributes" or gone.get(name) != value}
    if "attributes" in left:
        theirs = gone.get("attributes", {})
        left["attributes"] = {name: text for name, text in left["attributes"].items() if theirs.get(name) != text}
    return left


def _take_back_numbers(tx: Tx, customer: int, numbers: Iterable[str]) -> None:
    gone = set(numbers)
    own = phone_rows.stored(tx, customer)
    left = [one for one in own if one[0] not in gone]
    if left != own:
        phone_rows.replace(tx, customer, phone_rows.written(left))


class _Facts(Struct, frozen=True):
    company: str
    source: str
    birthday: str | None
    revenue: str
    pinned: str
    owner_id: int | None
    tier: str | None
    stage: str
    is_key: bool
    attributes: str


def _facts(tx: Tx, customer: int) -> dict[str, Any]:
    """The facts of a customer that a merge may fill, by column."""
    found = tx.one(_Facts, CustomerTable.select().where(CustomerTable.id == customer))
    assert found is not None
    return {**asdict(found), "attributes": json.loads(found.attributes)}


def _fill(tx: Tx, merged: int, into: int, actor: Principal, now: Instant) -> dict[str, Any]:
    """Give the survivor the facts that only the merged one has; returns them."""
    theirs, own = _facts(tx, merged), _facts(tx, into)
    filled: dict[str, Any] = {name: theirs[name] for name in (*_BLANKS, "tier") if theirs[name] and not own[name]}
    # Lost and closed are said of a record that may have been given up because of its double.
    if theirs["stage"] == Stage.SIGNED.value and not own["stage"]:
        filled["stage"] = theirs["stage"]
    if theirs["is_key"] and not own["is_key"]:
        filled["is_key"] = True
    attributes = {name: text for name, text in theirs["attributes"].items() if not own["attributes"].get(name)}
    if attributes:
        filled["attributes"] = attributes
    columns = filled | ({"attributes": own["attributes"] | attributes} if attributes else {})
    _put(tx, into, own, columns, actor, now, Cause.MERGE)
    return filled


def _empty_again(
    tx: Tx, customer: int, filled: dict[str, Any], by_merge: DecidedField, actor: Principal, now: Instant
) -> None:
    """Take from the survivor what the merge gave, and so decided, and nobody has changed since."""
    own = _facts(tx, customer)
    blank: dict[str, Any] = {"stage": "", "is_key": False, "tier": None, "owner_id": None, "birthday": None}
    changed = {name: blank.get(name, "") for name, value in filled.items() if own[name] == value}
    if "attributes" in filled:
        given = filled["attributes"]
        changed["attributes"] = {
            name: text for name, text in own["attributes"].items() if name not in given or given[name] != text
        }
    _put(tx, customer, own, changed, actor, now, Cause.SPLIT)
    decisions.restore(tx, customer, decisions.fields_of(changed) & by_merge, decisions.NOTHING)


def _put(
    tx: Tx, customer: int, own: dict[str, Any], facts: dict[str, Any], actor: Principal, now: Instant, cause: Cause
) -> None:
    columns = {name: value for name, value in facts.items() if name != "tier" and own[name] != value}
    if "tier" in facts:
        decides = cause is not Cause.SPLIT
        customers.write_tier(tx, customer, facts["tier"], reason="", actor=actor, now=now, decides=decides)
    if "attributes" in columns:
        columns["attributes"] = json.dumps(columns["attributes"], ensure_ascii=False)
    if "company" in columns:
        name = tx.value(CustomerTable.select(CustomerTable.name).where(CustomerTable.id == customer))
        search_keys.rewrite(tx, customer, name, columns["company"])
    if "owner_id" in columns:
        owner_rows.write(tx, {customer: columns.pop("owner_id")}, actor=actor.name, now=now, cause=cause)
    fact_history.put(tx, customer, columns, actor=actor.name, now=now, cause=cause)


def _move_effects(tx: Tx, key: Any, merged: int, into: int) -> list[int]:
    """Cases, findings and breaches follow to the survivor, but for those who have the same already."""
    moving, there = key.model, key.model.alias()
    same = (there.rule == moving.rule) & (getattr(there, key.name) == key)
    others = fn.EXISTS(there.select(there.id).where((there.customer == into) & same))
    ids = tx.values(moving.select(moving.id).where((moving.customer == merged) & ~others).order_by(moving.id))
    tx.run(moving.update(customer=into).where(moving.id.in_(ids)))
    return ids
