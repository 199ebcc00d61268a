"""Customers: added, edited, and the facts about them that are kept for good."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import NoneType

from callcenter.model import Instant, Milestone, MilestoneKind, Role, Stage
from callcenter.plain_text import MAX_NOTE
from callcenter.records import (
    cleaning,
    decided,
    fact_history,
    frames,
    loading,
    people,
    phone_rows,
    placing,
    search_keys,
    touching,
    voiding,
)
from callcenter.records.decided import DecidedField
from callcenter.records.frames import Kept
from callcenter.records.requests import Request, Requests
from callcenter.records.working import Tx
from callcenter.schema.customers import Customer, Lift, Referral, TierChange
from callcenter.schema.customers import Milestone as MilestoneTable
from callcenter.views.customer import Cleared, CustomerChanges, NewCustomer
from callcenter.views.people import Actor
from callcenter.views.trouble import StoreError, Trouble


def insert(
    tx: Tx,
    kept: Kept,
    *,
    ref: str,
    name: str,
    now: Instant,
    company: str = "",
    phones: Iterable[str] = (),
    tier: str | None = None,
    stage: Stage = Stage.NONE,
    source: str = "",
    owner: int | None = None,
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
        Customer,
        ref=ref,
        campaign=kept.id,
        name=name,
        company=company,
        tier=tier,
        stage=stage.value,
        source=source,
        owner=owner,
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
    if import_id is None:
        given = DecidedField.OWNER if owner is not None else decided.NOTHING
        given |= DecidedField.TIER if tier is not None else decided.NOTHING
        given |= DecidedField.STAGE if stage is not Stage.NONE else decided.NOTHING
        decided.mark(tx, customer, given)
    search_keys.insert(tx, [(customer, keys)])
    phone_rows.replace(tx, customer, phones)
    if import_id is None and phone_rows.stored(tx, customer):
        decided.mark(tx, customer, DecidedField.PHONE)
    ensure_zone(tx, kept.id, zone)
    return customer


def ensure_zone(tx: Tx, campaign: int, zone: str) -> None:
    """Keep that the campaign has customers in this zone: a claim asks the gates for each."""
    tx.sql(
        "INSERT INTO zone_group (campaign_id, zone) VALUES (?, ?) ON CONFLICT (campaign_id, zone) DO NOTHING",
        (campaign, zone),
    )


def write_milestone(
    tx: Tx, customer: int, milestone: Milestone, *, actor: Actor, now: Instant, import_id: int | None = None
) -> int:
    """Append a milestone; nothing is folded here."""
    return tx.insert(
        MilestoneTable,
        customer=customer,
        kind=milestone.kind.value,
        at=milestone.at,
        date_only=milestone.date_only,
        recorded_at=now,
        actor=actor.name,
        import_id=import_id,
    )


def check_tier(tx: Tx, customer: int, tier: str | None) -> None:
    """Raises ``UNKNOWN_TIER`` where the rules that a customer is under have no such tier."""
    book = tx.book(frames.all_kept(tx)[loading.campaign_of(tx, customer)].version)
    if tier is not None and tier not in book.tiers:
        raise StoreError(Trouble.UNKNOWN_TIER, tier=tier, tiers=", ".join(book.tiers))


def write_tier(
    tx: Tx, customer: int, tier: str | None, *, reason: str, actor: Actor, now: Instant, decides: bool = True
) -> None:
    """Set a tier and keep the change; the same tier again is its confirmation (RULES R1).

    ``decides`` False: an import writes it, or somebody takes back what was written.
    One that was good once is taken whatever the rules have become meanwhile: who enters one has it checked.
    """
    tx.insert(
        TierChange,
        customer=customer,
        at=now,
        actor=actor.name,
        old=tx.value("SELECT tier FROM customer WHERE id = ?", (customer,)),
        new=tier,
        reason=cleaning.line(reason),
    )
    tx.sql("UPDATE customer SET tier = ? WHERE id = ?", (tier, customer))
    if decides:
        decided.mark(tx, customer, DecidedField.TIER)


class Customers(Requests):
    """Verbs on customers. ``key``: of the form that asks, so that the same form sent again writes nothing twice."""

    def add_customer(self, new: NewCustomer, *, key: str = "", actor: Actor, now: Instant) -> str:
        """Add a customer under a ref of the program's own; an inquiry of this moment where ``inquiry`` says so.

        Returns the ref. Raises ``EMPTY_NAME``, ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``, ``UNKNOWN_TIER``;
        ``UNKNOWN_REF`` where nobody is the ``referrer``.
        """
        name = cleaning.line(new.name)
        if not name:
            raise StoreError(Trouble.EMPTY_NAME)
        search_keys.load()

        def work(tx: Tx) -> str:
            kept = frames.ensure_shipped(tx, new.campaign, actor=actor, now=now)
            tiers = tx.book(kept.version).tiers
            if new.tier is not None and new.tier not in tiers:
                raise StoreError(Trouble.UNKNOWN_TIER, tier=new.tier, tiers=", ".join(tiers))
            ref = _free_ref(tx)
            customer = insert(
                tx,
                kept,
                ref=ref,
                name=name,
                now=now,
                company=cleaning.line(new.company),
                phones=[cleaning.line(new.phone)],
                tier=new.tier,
                source=cleaning.line(new.source),
                owner=None if new.owner is None else people.agent_id(tx, new.owner),
                created=Milestone(MilestoneKind.INQUIRY, now),
            )
            if new.inquiry:
                write_milestone(tx, customer, Milestone(MilestoneKind.INQUIRY, now), actor=actor, now=now)
            if new.referrer:
                referrer = loading.customer_id(tx, new.referrer)
                tx.run(Referral.insert(customer=customer, referrer=referrer, at=now, actor=actor.name))
            placing.refold(tx, [customer], now)
            tx.touch()
            return ref

        return self.write_once(Request(key, "add_customer", now, (new, actor.name)), str, work)

    def edit_customer(self, ref: str, changes: CustomerChanges, *, key: str = "", actor: Actor, now: Instant) -> None:
        """Change what is known of a customer. Raises ``UNKNOWN_REF``, ``EMPTY_NAME``, ``UNKNOWN_ZONE``."""
        if changes.zone is not None:
            frames.check_zone(changes.zone)
        if changes.name is not None and not cleaning.line(changes.name):
            raise StoreError(Trouble.EMPTY_NAME)
        if changes.name is not None or changes.company is not None:
            search_keys.load()

        def change(tx: Tx, customer: int) -> None:
            row = tx.row("SELECT name, company, campaign_id FROM customer WHERE id = ?", (customer,))
            assert row is not None
            columns: dict[str, object] = {}
            if changes.name is not None or changes.company is not None:
                name = row[0] if changes.name is None else cleaning.line(changes.name)
                company = row[1] if changes.company is None else cleaning.line(changes.company)
                columns |= {"name": name, "company": company}
                search_keys.rewrite(tx, customer, name, company)
            if changes.zone is not None:
                columns["zone"] = changes.zone
                ensure_zone(tx, row[2], changes.zone)
            if changes.birthday is not None:
                columns["birthday"] = None if isinstance(changes.birthday, Cleared) else changes.birthday.isoformat()
            if changes.key is not None:
                columns["is_key"] = changes.key
            if changes.attributes is not None:
                clean = {
                    cleaning.line(name): cleaning.line(text, MAX_NOTE) for name, text in changes.attributes.items()
                }
                columns["attributes"] = json.dumps(clean, ensure_ascii=False)
            for column, text in (("source", changes.source), ("revenue", changes.revenue)):
                if text is not None:
                    columns[column] = cleaning.line(text)
            if changes.pinned is not None:
                columns["pinned"] = cleaning.note(changes.pinned)
            if columns:
                assignments = ", ".join(f"{column} = ?" for column in columns)
                tx.sql(f"UPDATE customer SET {assignments} WHERE id = ?", [*columns.values(), customer])
            if changes.phones is not None or changes.labels is not None:
                stored = phone_rows.stored(tx, customer)
                numbers = phone_rows.written(stored)
                labels = {number: cleaning.line(label) for number, label in (changes.labels or {}).items()}
                given = numbers if changes.phones is None else map(cleaning.line, changes.phones)
                phone_rows.replace(tx, customer, given, labels)
                if changes.phones is not None:
                    decided.drop_numbers(
                        tx, customer, phone_rows.e164(stored), phone_rows.e164(phone_rows.stored(tx, customer))
                    )

        self.write_once(
            Request(key, "edit_customer", now, (ref, changes, actor.name), sets=True),
            NoneType,
            lambda tx: change_facts(tx, loading.customer_id(tx, ref), now, lambda one: change(tx, one)),
        )

    def set_milestone(self, ref: str, milestone: Milestone, *, key: str = "", actor: Actor, now: Instant) -> None:
        """Record a dated fact; it replaces the older value of its kind (RULES §1). Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> None:
            customer = loading.customer_id(tx, ref)
            since = milestone.at if milestone.at < now else None
            change_facts(
                tx, customer, now, lambda one: write_milestone(tx, one, milestone, actor=actor, now=now), since=since
            )

        self.write_once(Request(key, "set_milestone", now, (ref, milestone, actor.name), sets=True), NoneType, work)

    def withdraw_milestone(self, ref: str, kind: MilestoneKind, *, key: str = "", actor: Actor, now: Instant) -> None:
        """Take back the newest value of a dated fact, which never was; the one before it counts again (RULES §1).

        Nothing is deleted. A kind of which nothing is known stays so. Raises ``UNKNOWN_REF``.
        """

        def work(tx: Tx) -> None:
            customer = loading.customer_id(tx, ref)
            newest = _newest_milestone(tx, customer, kind)
            if newest is None:
                return
            newest_id, at = newest

            def take_back(_customer: int) -> None:
                tx.sql("UPDATE milestone SET withdrawn = ?, actor = ? WHERE id = ?", (True, actor.name, newest_id))

            change_facts(tx, customer, now, take_back, since=at if at < now else None)

        self.write_once(Request(key, "withdraw_milestone", now, (ref, kind, actor.name), sets=True), NoneType, work)

    def set_tier(
        self, ref: str, tier: str | None, *, reason: str = "", key: str = "", actor: Actor, now: Instant
    ) -> None:
        """Set a tier, or confirm it by setting the same again (RULES R1). Raises ``UNKNOWN_REF``, ``UNKNOWN_TIER``."""

        def work(tx: Tx) -> None:
            customer = loading.customer_id(tx, ref)
            check_tier(tx, customer, tier)
            change_facts(tx, customer, now, lambda one: write_tier(tx, one, tier, reason=reason, actor=actor, now=now))

        self.write_once(Request(key, "set_tier", now, (ref, tier, reason, actor.name), sets=True), NoneType, work)

    def set_stage(self, ref: str, stage: Stage, *, key: str = "", actor: Actor, now: Instant) -> None:
        """Set where a customer stands as a whole: lost and closed owe nothing (RULES §2.3). Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> None:
            customer = loading.customer_id(tx, ref)
            change_facts(
                tx,
                customer,
                now,
                lambda one: fact_history.put(tx, one, {"stage": stage.value}, actor=actor.name, now=now),
            )

        self.write_once(Request(key, "set_stage", now, (ref, stage, actor.name), sets=True), NoneType, work)

    def lift_do_not_call(self, ref: str, *, key: str = "", actor: Actor, now: Instant) -> None:
        """A supervisor lifts a do-not-call (RULES §2.2). Raises ``UNKNOWN_REF``; ``NOT_ALLOWED`` for an agent."""
        if actor.role is Role.AGENT:
            raise StoreError(Trouble.NOT_ALLOWED, actor=actor.name)

        def work(tx: Tx) -> None:
            customer = loading.customer_id(tx, ref)

            def lift(one: int) -> None:
                # One a person, so that a split can take back what was lifted for somebody else.
                for person in loading.everybody_in(tx, one):
                    tx.insert(Lift, customer=person, at=now, actor=actor.name)

            change_facts(tx, customer, now, lift)

        self.write_once(Request(key, "lift_do_not_call", now, (ref, actor.name), sets=True), NoneType, work)


def change_facts(
    tx: Tx, customer: int, now: Instant, change: Callable[[int], object], *, since: Instant | None = None
) -> None:
    """Bring the plan up to ``now``, change a fact, fold again, those who share a number with the customer too.

    ``since``: the instant of the past from which the fact counts; what it takes back on record is voided.
    """
    before = touching.affected(tx, customer)
    tx.lock_customers(before)
    placing.settle(tx, before, now)
    on_record = voiding.on_record(tx, {} if since is None else {customer: since}, now)
    change(customer)
    placing.refold(tx, {*before, *touching.affected(tx, customer)}, now)
    voiding.void(tx, on_record, now)
    tx.touch()


def _newest_milestone(tx: Tx, customer: int, kind: MilestoneKind) -> tuple[int, Instant] | None:
    """Id and instant of the value that counts: the newest of a customer and of those merged into them, as folded."""
    people = loading.everybody_in(tx, customer)
    rows = tx.rows(
        f"SELECT id, at FROM milestone WHERE customer_id IN ({tx.marks(people)}) AND kind = ? AND NOT withdrawn"
        " ORDER BY recorded_at DESC, id DESC LIMIT 1",
        [*people, kind.value],
    )
    return rows[0] if rows else None


def _free_ref(tx: Tx) -> str:
    if tx.postgres:
        tx.sql("SELECT pg_advisory_xact_lock(727002)")  # two programs must not find the same one free
    number = int(tx.value("SELECT max(id) FROM customer") or 0) + 1
    while tx.value("SELECT 1 FROM customer WHERE ref = ?", (f"W{number:06d}",)) is not None:
        number += 1
    return f"W{number:06d}"
