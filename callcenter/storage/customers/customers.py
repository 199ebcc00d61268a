"""Customers: added, edited, and the facts about them that are kept for good."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import NoneType
from typing import Any

from msgspec import Struct

from callcenter import campaign_settings
from callcenter.access import Principal, Right
from callcenter.model import Instant, Milestone, MilestoneKind, Stage
from callcenter.plain_text import MAX_NOTE
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.customers import owner_notices, owner_rows
from callcenter.storage.customers.rotation_rows import Turns
from callcenter.storage.database import clean_text
from callcenter.storage.database.transaction import Change, Tx
from callcenter.storage.history import decisions, fact_history, loader, phone_rows, retraction
from callcenter.storage.history.decisions import DecidedField
from callcenter.storage.people import people
from callcenter.storage.plans import placements, promise_makers
from callcenter.storage.search import search_keys
from callcenter.storage.tables.campaigns import ZoneGroupTable
from callcenter.storage.tables.customers import CustomerTable, LiftTable, MilestoneTable, ReferralTable, TierChangeTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.storage.touches import touch_records
from callcenter.views.customers.allocations import AllocationReason
from callcenter.views.customers.customer import Cleared, CustomerChanges, NewCustomer
from callcenter.views.customers.timeline import Cause
from callcenter.views.upkeep.trouble import StoreError, Trouble

_REF_LOCK = 727002
"""The lock of PostgreSQL that whoever looks for a free ref holds."""


_CAUSES = {
    AllocationReason.NAMED: Cause.NAMED,
    AllocationReason.ROTATION: Cause.ROTATION,
    AllocationReason.OWNER: Cause.NEW,
    AllocationReason.NOBODY: Cause.NEW,
}


class _Names(Struct, frozen=True):
    name: str
    company: str


def insert(
    tx: Tx,
    kept: StoredCampaign,
    *,
    ref: str,
    name: str,
    actor: str,
    now: Instant,
    company: str = "",
    phones: Iterable[str] = (),
    tier: str | None = None,
    stage: Stage = Stage.NONE,
    source: str = "",
    owner: int | None = None,
    cause: Cause = Cause.NEW,
    zone: str = "",
    birthday: date | None = None,
    created: Milestone | None = None,
    key: bool = False,
    revenue: str = "",
    attributes: Mapping[str, str] | None = None,
    import_id: int | None = None,
    cases_since: Instant = 0,
) -> int:
    """Write a new customer; nothing is folded here. Everything is taken as it stands: clean it before."""
    zone = zone or kept.frame.zone
    keys = search_keys.of(name, company)
    customer = tx.insert(
        CustomerTable,
        ref=ref,
        campaign=kept.id,
        name=name,
        company=company,
        tier=tier,
        stage=stage.value,
        source=source,
        zone=zone,
        birthday=None if birthday is None else birthday.isoformat(),
        created_at=None if created is None else created.at,
        created_date_only=created is not None and created.date_only,
        recorded_at=now,
        is_key=key,
        revenue=revenue,
        attributes=json.dumps(attributes or {}, ensure_ascii=False),
        import_id=import_id,
        cases_since=cases_since,
        **keys.columns(),
    )
    owner_rows.write(tx, {} if owner is None else {customer: owner}, actor=actor, now=now, cause=cause)
    if import_id is None:
        given = DecidedField.TIER if tier is not None else decisions.NOTHING
        given |= DecidedField.STAGE if stage is not Stage.NONE else decisions.NOTHING
        decisions.mark(tx, customer, given)
    search_keys.insert(tx, [(customer, keys)])
    phone_rows.replace(tx, customer, phones)
    if import_id is None and phone_rows.stored(tx, customer):
        decisions.mark(tx, customer, DecidedField.PHONE)
    ensure_zone(tx, kept.id, zone)
    return customer


def ensure_zone(tx: Tx, campaign: int, zone: str) -> None:
    """Keep that the campaign has customers in this zone: a claim asks the gates for each."""
    tx.insert_each(ZoneGroupTable, [{"campaign": campaign, "zone": zone}], unless_there=True)


def check_tier(tx: Tx, customer: int, tier: str | None) -> None:
    """Raise ``UNKNOWN_TIER`` where the rules that a customer is under have no such tier."""
    book = tx.book(campaign_rows.get_all(tx)[loader.campaign_of(tx, customer)].version)
    if tier is not None and tier not in book.tiers:
        raise StoreError(Trouble.UNKNOWN_TIER, tier=tier, tiers=", ".join(book.tiers))


def write_tier(
    tx: Tx, customer: int, tier: str | None, *, reason: str, actor: Principal, now: Instant, decides: bool = True
) -> None:
    """Set a tier and keep the change; the same tier again is its confirmation (docs/rules.md#r1-tier).

    ``decides`` False: an import writes it, or somebody takes back what was written.
    One that was good once is taken whatever the rules have become meanwhile: who enters one has it checked.
    """
    tx.insert(
        TierChangeTable,
        customer=customer,
        at=now,
        actor=actor.name,
        old=tx.value(CustomerTable.select(CustomerTable.tier).where(CustomerTable.id == customer)),
        new=tier,
        reason=clean_text.line(reason),
    )
    fact_history.note_for_audit(tx, customer, {"tier": tier})
    tx.run(CustomerTable.update(tier=tier).where(CustomerTable.id == customer))
    if decides:
        decisions.mark(tx, customer, DecidedField.TIER)


class Customers(Service, subject="customers"):
    """Verbs on customers. ``key``: of the form that asks, so that the same form sent again writes nothing twice."""

    def add(self, new: NewCustomer, *, key: str = "", now: Instant) -> str:
        """Add a customer under a ref of the program's own; an inquiry of this moment where ``inquiry`` says so.

        Returns the ref. Raises ``EMPTY_NAME``, ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``, ``UNKNOWN_TIER``,
        ``CAMPAIGN_CLOSED``;
        ``UNKNOWN_REF`` where nobody is the ``referrer``; ``NOT_ALLOWED`` where they lie outside the scope.
        """
        name = clean_text.line(new.name)
        if not name:
            raise StoreError(Trouble.EMPTY_NAME)
        search_keys.load()

        def work(tx: Tx) -> str:
            if new.owner not in (None, tx.grant.name) and not tx.grant.has(Right.REASSIGN):
                raise grants.refusal(tx.grant)
            kept = campaign_rows.ensure_allowed(tx, new.campaign, actor=self._principal, now=now)
            campaign_rows.require_not_closed(kept)
            tiers = tx.book(kept.version).tiers
            if new.tier is not None and new.tier not in tiers:
                raise StoreError(Trouble.UNKNOWN_TIER, tier=new.tier, tiers=", ".join(tiers))
            owner, turns, choice = None if new.owner is None else people.agent_id(tx, new.owner), None, None
            if new.allocate and owner is None:
                named = None if new.named is None else people.agent_id(tx, new.named)
                turns = Turns(tx, kept, now)
                choice = turns.choose(named=named)
                owner = choice.agent
            ref = _free_ref(tx)
            customer = insert(
                tx,
                kept,
                ref=ref,
                name=name,
                actor=self._principal.name,
                now=now,
                company=clean_text.line(new.company),
                phones=[clean_text.line(new.phone)],
                tier=new.tier,
                source=clean_text.line(new.source),
                owner=owner,
                cause=Cause.NEW if choice is None else _CAUSES[choice.reason],
                created=Milestone(MilestoneKind.INQUIRY, now),
            )
            if turns is not None and choice is not None and (turns.is_there or owner is not None):
                turns.keep([(customer, choice)], actor=self._principal.name)
                if owner is not None:
                    owner_notices.tell_given(tx, owner, [customer], actor=self._principal.name, now=now)
            if new.inquiry:
                fact_history.write_milestone(
                    tx, customer, Milestone(MilestoneKind.INQUIRY, now), actor=self._principal.name, now=now
                )
            if new.referrer:
                referrer = loader.customer_id(tx, new.referrer)
                if not scopes.holds(tx, referrer):
                    raise grants.refusal(tx.grant)
                tx.run(ReferralTable.insert(customer=customer, referrer=referrer, at=now, actor=self._principal.name))
            placements.refold(tx, [customer], now)
            tx.mark_changed()
            return ref

        return self._once(key, "add_customer", now, (new,), str, work)

    def reveal(self, ref: str, *, now: Instant) -> tuple[str, ...]:
        """The numbers of a customer, whole where lists mask them; on record in the audit. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> tuple[str, ...]:
            return tuple(phone_rows.e164(phone_rows.stored(tx, loader.customer_id(tx, ref))))

        return self._database.write(work)

    def edit(self, ref: str, changes: CustomerChanges, *, key: str = "", now: Instant) -> None:
        """Change what is known of a customer. Raises ``UNKNOWN_REF``, ``EMPTY_NAME``, ``UNKNOWN_ZONE``."""
        if changes.zone is not None:
            campaign_settings.zone(changes.zone)
        if changes.name is not None and not clean_text.line(changes.name):
            raise StoreError(Trouble.EMPTY_NAME)
        if changes.name is not None or changes.company is not None:
            search_keys.load()

        def change(tx: Tx, customer: int) -> None:
            this = CustomerTable.id == customer
            known = tx.one(_Names, CustomerTable.select(CustomerTable.name, CustomerTable.company).where(this))
            assert known is not None
            columns: dict[str, Any] = {}
            if changes.name is not None or changes.company is not None:
                name = known.name if changes.name is None else clean_text.line(changes.name)
                company = known.company if changes.company is None else clean_text.line(changes.company)
                columns |= {"name": name, "company": company}
                search_keys.rewrite(tx, customer, name, company)
            if changes.zone is not None:
                columns["zone"] = changes.zone
                ensure_zone(tx, loader.campaign_of(tx, customer), changes.zone)
            if changes.birthday is not None:
                columns["birthday"] = None if isinstance(changes.birthday, Cleared) else changes.birthday.isoformat()
            if changes.key is not None:
                columns["is_key"] = changes.key
            if changes.attributes is not None:
                clean = {
                    clean_text.line(name): clean_text.line(text, MAX_NOTE) for name, text in changes.attributes.items()
                }
                columns["attributes"] = json.dumps(clean, ensure_ascii=False)
            for column, text in (("source", changes.source), ("revenue", changes.revenue)):
                if text is not None:
                    columns[column] = clean_text.line(text)
            if changes.pinned is not None:
                columns["pinned"] = clean_text.note(changes.pinned)
            if columns:
                fact_history.note_for_audit(tx, customer, columns)
                tx.run(CustomerTable.update(**columns).where(this))
            if changes.phones is not None or changes.labels is not None:
                stored = phone_rows.stored(tx, customer)
                numbers = phone_rows.written(stored)
                labels = {number: clean_text.line(label) for number, label in (changes.labels or {}).items()}
                given = numbers if changes.phones is None else map(clean_text.line, changes.phones)
                phone_rows.replace(tx, customer, given, labels)
                if changes.phones is not None:
                    decide_numbers(tx, customer, stored)

        self._once(
            key,
            "edit_customer",
            now,
            (ref, changes),
            NoneType,
            lambda tx: update_record(tx, loader.customer_id(tx, ref), now, lambda one: change(tx, one)),
            sets=True,
        )

    def set_milestone(self, ref: str, milestone: Milestone, *, key: str = "", now: Instant) -> None:
        """Record a dated fact; it replaces the older value of its kind. Raises ``UNKNOWN_REF``.

        See docs/rules.md#milestone.
        """

        def work(tx: Tx) -> None:
            customer = loader.customer_id(tx, ref)
            since = milestone.at if milestone.at < now else None
            maker = promise_makers.appointment_maker(tx, customer)
            update_record(
                tx,
                customer,
                now,
                lambda one: fact_history.write_milestone(tx, one, milestone, actor=self._principal.name, now=now),
                since=since,
            )
            if maker and milestone.kind is MilestoneKind.APPOINTMENT:
                promise_makers.tell_of_move(tx, customer, maker, now=now)

        self._once(key, "set_milestone", now, (ref, milestone), NoneType, work, sets=True)

    def withdraw_milestone(self, ref: str, kind: MilestoneKind, *, key: str = "", now: Instant) -> None:
        """Take back the newest value of a dated fact, which never was; the one before it counts again.

        Nothing is deleted. A kind of which nothing is known stays so. Raises ``UNKNOWN_REF``.

        See docs/rules.md#milestone.
        """

        def work(tx: Tx) -> None:
            customer = loader.customer_id(tx, ref)
            newest = _newest_milestone(tx, customer, kind)
            if newest is None:
                return

            def take_back(_customer: int) -> None:
                withdrawn = MilestoneTable.update(withdrawn=True, actor=self._principal.name)
                tx.run(withdrawn.where(MilestoneTable.id == newest.id))

            update_record(tx, customer, now, take_back, since=newest.at if newest.at < now else None)

        self._once(key, "withdraw_milestone", now, (ref, kind), NoneType, work, sets=True)

    def set_tier(self, ref: str, tier: str | None, *, reason: str = "", key: str = "", now: Instant) -> None:
        """Set a tier, or confirm it by setting the same again. Raises ``UNKNOWN_REF``, ``UNKNOWN_TIER``.

        See docs/rules.md#r1-tier.
        """

        def work(tx: Tx) -> None:
            customer = loader.customer_id(tx, ref)
            check_tier(tx, customer, tier)
            update_record(
                tx, customer, now, lambda one: write_tier(tx, one, tier, reason=reason, actor=self._principal, now=now)
            )

        self._once(key, "set_tier", now, (ref, tier, reason), NoneType, work, sets=True)

    def set_stage(self, ref: str, stage: Stage, *, key: str = "", now: Instant) -> None:
        """Set where a customer stands as a whole: lost and closed owe nothing. Raises ``UNKNOWN_REF``.

        See docs/rules.md#stages.
        """

        def work(tx: Tx) -> None:
            customer = loader.customer_id(tx, ref)
            update_record(
                tx,
                customer,
                now,
                lambda one: fact_history.put(tx, one, {"stage": stage.value}, actor=self._principal.name, now=now),
            )

        self._once(key, "set_stage", now, (ref, stage), NoneType, work, sets=True)

    def lift_do_not_call(self, ref: str, *, key: str = "", now: Instant) -> None:
        """Lift a do-not-call, as a supervisor. Raises ``UNKNOWN_REF``; ``NOT_ALLOWED`` for an agent.

        See docs/rules.md#do-not-call.
        """

        def work(tx: Tx) -> None:
            customer = loader.customer_id(tx, ref)

            def lift(one: int) -> None:
                # One a person, so that a split can take back what was lifted for somebody else.
                for person in loader.everybody_in(tx, one):
                    tx.insert(LiftTable, customer=person, at=now, actor=self._principal.name)

            change_facts(tx, customer, now, lift)

        self._once(key, "lift_do_not_call", now, (ref,), NoneType, work, sets=True)


def decide_numbers(tx: Tx, customer: int, before: Iterable[tuple[str, str]]) -> None:
    """Note that somebody gave a customer other numbers than those rows of before."""
    old, new = phone_rows.e164(before), phone_rows.e164(phone_rows.stored(tx, customer))
    tx.changes.append(Change(customer, "phones", old, new))
    decisions.drop_numbers(tx, customer, old, new)


def change_facts(
    tx: Tx, customer: int, now: Instant, change: Callable[[int], object], *, since: Instant | None = None
) -> None:
    """Bring the plan up to ``now``, change a fact, fold again, those who share a number with the customer too.
    The owner hears of promises that others made.

    ``since``: the instant of the past from which the fact counts; what it takes back on record is voided.
    """
    before = touch_records.affected(tx, customer)
    tx.lock_customers(before)
    placements.settle(tx, before, now)
    on_record = retraction.on_record(tx, {} if since is None else {customer: since}, now)
    change(customer)
    placements.refold(tx, {*before, *touch_records.affected(tx, customer)}, now)
    retraction.void(tx, on_record, now)
    promise_makers.tell(tx, loader.standing(tx, customer), now=now)
    tx.mark_changed()


def update_record(
    tx: Tx, customer: int, now: Instant, change: Callable[[int], object], *, since: Instant | None = None
) -> None:
    """Change a fact as a person who brings the record up to date by it (docs/rules.md#r6-record)."""

    def updated(one: int) -> None:
        change(one)
        tx.run(CustomerTable.update(updated_at=now).where(CustomerTable.id == one))

    change_facts(tx, customer, now, updated, since=since)


class _Dated(Struct, frozen=True):
    id: int
    at: Instant


def _newest_milestone(tx: Tx, customer: int, kind: MilestoneKind) -> _Dated | None:
    """The value that counts: the newest of a customer and of those merged into them, as folded."""
    theirs = MilestoneTable.customer.in_(loader.everybody_in(tx, customer)) & (MilestoneTable.kind == kind.value)
    dated = MilestoneTable.select(MilestoneTable.id, MilestoneTable.at).where(theirs & ~MilestoneTable.withdrawn)
    return tx.one(_Dated, dated.order_by(MilestoneTable.recorded_at.desc(), MilestoneTable.id.desc()).limit(1))


def _free_ref(tx: Tx) -> str:
    if tx.postgres:
        # Two programs must not find the same one free.
        tx.value(peewee.Select(columns=[fn.pg_advisory_xact_lock(_REF_LOCK)]))
    number = (tx.value(CustomerTable.select(fn.MAX(CustomerTable.id))) or 0) + 1
    while tx.value(CustomerTable.select(CustomerTable.id).where(CustomerTable.ref == f"W{number:06d}")) is not None:
        number += 1
    return f"W{number:06d}"
