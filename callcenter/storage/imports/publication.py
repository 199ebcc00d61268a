"""Rows of an import written into the tables, a handful at a time, in as few statements as it takes."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy, workdays
from callcenter.access import Principal
from callcenter.model import Channel, Instant, Milestone, Touch
from callcenter.plain_text import MAX_NOTE
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.customers import contact_persons, customers, merges, owner_notices, owner_rows, ownership, tags
from callcenter.storage.customers.rotation_rows import Turns
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import decisions, do_not_call_lists, fact_history, loader, phone_rows, retraction
from callcenter.storage.history.decisions import DecidedField
from callcenter.storage.people import people
from callcenter.storage.plans import placements
from callcenter.storage.search import search_keys
from callcenter.storage.search.search_keys import SearchKeys
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, MilestoneTable, PhoneTable
from callcenter.storage.tables.imports import ImportChangeTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.storage.touches import listed_closures
from callcenter.views.customers.allocations import Allocated
from callcenter.views.customers.timeline import Cause
from callcenter.views.upkeep.imports import ImportRow, StagedCustomer, StagedTouch

COLUMNS = [
    "name",
    "company",
    "tier",
    "stage",
    "source",
    "owner_id",
    "zone",
    "birthday",
    "created_at",
    "created_date_only",
    "is_key",
    "revenue",
    "attributes",
    "campaign_id",
    "decided",
    "dropped_numbers",
]
"""Columns of a customer that a file can fill, and that taking it back restores."""

LISTED = {"zone": "timezone"}
"""Fields of a row that have another name in a list."""

FIELDS = {
    "name": "name",
    "company": "company",
    "tier": "tier",
    "stage": "stage",
    "source": "source",
    "owner_id": "owner",
    "zone": "zone",
    "birthday": "birthday",
    "is_key": "key",
    "revenue": "revenue",
    "attributes": "attributes",
}
"""Columns that a row's fields are written to, those that one customer can have of another."""
_DIALLED = (Channel.CALL, Channel.SMS)


class _Id(Struct, frozen=True):
    ref: str
    id: int


class _Person(_Id, frozen=True):
    rulebook_version_id: int


class _Contact(Struct, frozen=True):
    """A touch as an import tells it from others."""

    customer: int
    at: Instant
    channel: Channel


class _Number(Struct, frozen=True):
    customer: int
    e164: str


@prepared
def _milestones_of(customer: int) -> Query:
    one = MilestoneTable
    return (
        one.select(one.kind, one.at, one.date_only).where((one.customer == customer) & ~one.withdrawn).order_by(one.id)
    )


@prepared
def _stored(refs: list[str]) -> Query:
    fields = [getattr(CustomerTable, name) for name in ("id", "ref", *COLUMNS)]
    return CustomerTable.select(*fields).where(CustomerTable.ref.in_(refs))


@prepared
def _ids(refs: list[str]) -> Query:
    return CustomerTable.select(CustomerTable.ref, CustomerTable.id).where(CustomerTable.ref.in_(refs))


@prepared
def _overdue(customers: list[int], now: Instant) -> Query:
    owed = ObligationTable
    late = owed.customer.in_(customers) & (owed.breach_at <= now)
    return owed.select(fn.COUNT(owed.customer.distinct())).where(late)


@prepared
def _noted(import_id: int, customer: int) -> Query:
    change = ImportChangeTable
    return change.select(change.before).where((change.import_id == import_id) & (change.customer == customer))


def load() -> None:
    """Load what publishing needs and what is slow to load: before a transaction, not while others wait for it."""
    search_keys.load()
    workdays.add_months(date(2000, 1, 31), 1)


class Publication:
    """State of one transaction of an import: campaigns, agents by name, and what it counted.

    Without ``folds`` no plan is worked out anew: for a transaction that is rolled back. ``after``: whose turn came last
    in the rotations of campaigns, where transactions before this one were rolled back.
    """

    def __init__(
        self,
        tx: Tx,
        batch: ImportRow,
        actor: Principal,
        now: Instant,
        *,
        folds: bool = True,
        after: Mapping[str, str] | None = None,
    ) -> None:
        self._tx = tx
        self._folds = folds
        self._import = batch.id
        self._history_until = batch.started_at if batch.from_today else None
        self._allocate = batch.allocate
        self._takers: dict[str, bool] = {}
        self._turns: dict[int, Turns] = {}
        self._after = after or {}
        self.allocated: list[Allocated] = []
        self.moves = owner_notices.Moves()
        self._overwrite = decisions.NOTHING
        for name in batch.overwrite:
            self._overwrite |= decisions.BY_NAME[name]
        self._only_empty = frozenset(batch.only_empty)
        self._actor = actor
        self._now = now
        self._agents: dict[str, int] = {}
        self._campaigns: dict[str, StoredCampaign] = {}
        self._stored: dict[str, dict[str, Any]] = {}
        self.counts: Counter[str] = Counter()

    def customers(self, rows: Sequence[StagedCustomer]) -> None:
        """Write new customers and change known ones; the same again changes nothing."""
        if not rows:
            return
        tx = self._tx
        rows = [self._without_leaver(row) for row in rows]
        refs = [row.ref for row in rows]
        known = self._known(refs)
        standing = loader.all_standing(tx, [entry["id"] for entry in known.values()])
        barred = [row for row in rows if row.do_not_call]
        shared: list[int] = []
        if barred:  # it holds for the number, whoever else has it
            named = sorted({phone_rows.bare(number) for row in barred for number in row.phones or ()})
            own = loader.all_standing(tx, [known[row.ref]["id"] for row in barred if row.ref in known])
            shared = sorted({*loader.sharers(tx, own), *loader.owners_of(tx, named)} - set(standing))
        tx.lock_customers(sorted({*standing, *shared}))
        # Read again where somebody may have changed them before they were locked.
        self._stored = known = self._known(refs) if tx.postgres else known
        if self._folds:
            placements.settle(tx, [*standing, *shared], self._now)
        fresh: dict[str, StagedCustomer] = {}
        changed: set[int] = set()
        for row in rows:
            if row.ref in known:
                key = known[row.ref]["id"]
                updated = self._update(known[row.ref], row)
                told = bool(row.do_not_call) and self._do_not_call(key, row)
                added = self._persons_and_tags(key, row)
                if updated or told:
                    changed.add(key)
                if (told or added) and not updated:
                    self.counts["same"] -= 1
                    self.counts["updated"] += 1
            elif row.ref in fresh:
                fresh[row.ref] = _over(fresh[row.ref], row)
                self.counts["updated"] += 1
            else:
                fresh[row.ref] = row
        new = self._insert(list(fresh.values()))
        changed |= new
        changed |= set(shared)
        if not self._folds:
            return
        placements.refold(tx, loader.all_standing(tx, sorted(changed)), self._now, import_id=self._import)
        if new and (late := tx.value(_overdue(sorted(new), self._now))):
            self.counts["overdue"] += late

    def touches(self, rows: Sequence[StagedTouch]) -> None:
        """Write touches; the same (customer, instant, channel) again is skipped."""
        if not rows:
            return
        tx = self._tx
        refs = sorted({row.ref for row in rows})
        of_refs = CustomerTable.select(CustomerTable.ref, CustomerTable.id, CampaignTable.rulebook_version)
        people_of = {
            one.ref: one for one in tx.all(_Person, of_refs.join(CampaignTable).where(CustomerTable.ref.in_(refs)))
        }
        numbers = [one.id for one in people_of.values()]
        called = sorted({row.touch.phone for row in rows if row.touch.phone})
        standing = loader.all_standing(tx, numbers)
        hit = [*standing, *loader.sharers(tx, standing, called)]
        tx.lock_customers(hit)
        placements.settle(tx, hit, self._now)
        there = self._there(numbers)
        first = self._first_numbers(numbers)
        written: list[dict[str, object]] = []
        oldest: dict[int, Instant] = {}
        for row in rows:
            person = people_of.get(row.ref)
            if person is None:  # gone since it was checked: an undo of the import that brought it
                self.counts["skipped"] += 1
                continue
            touch = _clean(row.touch)
            key = _Contact(person.id, touch.at, touch.channel)
            if key in there:
                self.counts["same"] += 1
                continue
            there.add(key)
            written.append(self._touch_row(person, touch, first))
            oldest[person.id] = min(touch.at, oldest.get(person.id, touch.at))
            self.counts["new"] += 1
        before = retraction.on_record(tx, oldest, self._now)
        tx.insert_each(TouchTable, written)
        # Touches from before the import open no case (docs/rules.md#before-import).
        tx.update_each(CustomerTable, [{"cases_since": self._now, "id": key} for key in oldest])
        standing = loader.all_standing(tx, list(oldest))
        placements.refold(tx, [*standing, *loader.sharers(tx, standing)], self._now, import_id=self._import)
        retraction.void(tx, before, self._now)
        listed_closures.note(tx, standing, self._import)

    def _known(self, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
        return {row["ref"]: row for row in self._tx.all(dict[str, Any], _stored(list(refs)))}

    def _campaign(self, name: str) -> StoredCampaign:
        if name not in self._campaigns:
            self._campaigns[name] = campaign_rows.ensure_shipped(self._tx, name, actor=self._actor, now=self._now)
        return self._campaigns[name]

    def _without_leaver(self, row: StagedCustomer) -> StagedCustomer:
        """The row as if it named no owner, where that one has left: they own nothing any more."""
        if row.owner and row.owner not in self._takers:
            self._takers[row.owner] = people.may_take(self._tx, row.owner)
        if not row.owner or self._takers[row.owner]:
            return row
        self.counts["owner_gone"] += 1
        return replace(row, owner=None)

    def _agent(self, name: str) -> int:
        if name not in self._agents:
            self._agents[name] = people.ensured_id(self._tx, name, now=self._now)
        return self._agents[name]

    def _owner(self, owner: str | None) -> int | None:
        return self._agent(owner) if owner else None

    def _insert(self, rows: Sequence[StagedCustomer]) -> set[int]:
        if not rows:
            return set()
        tx = self._tx
        written: list[dict[str, object]] = []
        found: dict[str, SearchKeys] = {}
        for row in rows:
            kept = self._campaign(row.campaign)
            name, company = clean_text.line(row.name or ""), clean_text.line(row.company or "")
            keys = found[row.ref] = search_keys.of(name, company)
            owner = self._owner(row.owner)
            written.append(
                {
                    "ref": row.ref,
                    "recorded_at": self._now,
                    "import_id": self._import,
                    "cases_since": self._now,
                    "history_until": self._history_until,
                    **keys.columns(),
                    "name": name,
                    "company": company,
                    "tier": row.tier,
                    "stage": "" if row.stage is None else row.stage.value,
                    "source": clean_text.line(row.source or ""),
                    "owner": owner,
                    "zone": row.zone or kept.frame.zone,
                    "birthday": None if row.birthday is None else row.birthday.isoformat(),
                    "created_at": None if row.created is None else row.created.at,
                    "created_date_only": row.created is not None and row.created.date_only,
                    "is_key": bool(row.key),
                    "revenue": clean_text.line(row.revenue or ""),
                    "attributes": _attributes({}, row),
                    "campaign": kept.id,
                }
            )
        owner_rows.insert(tx, written)
        ids = {one.ref: one.id for one in tx.all(_Id, _ids([row.ref for row in rows]))}
        search_keys.insert(tx, [(ids[ref], keys) for ref, keys in found.items()])
        phone_rows.insert(tx, [(ids[row.ref], row.phones or ()) for row in rows])
        self._milestones([(ids[row.ref], one) for row in rows for one in row.milestones])
        for pair in sorted(
            {(self._campaign(row.campaign).id, row.zone or self._campaign(row.campaign).frame.zone) for row in rows}
        ):
            customers.ensure_zone(tx, *pair)
        self._note_changes([(ids[row.ref], "") for row in rows])
        if self._allocate:
            self._give_round([(ids[row.ref], row) for row in rows if _is_lead(row)])
        for row in rows:
            self._persons_and_tags(ids[row.ref], row)
            if row.do_not_call:
                self._do_not_call(ids[row.ref], row)
        self.counts["new"] += len(rows)
        return set(ids.values())

    def _persons_and_tags(self, customer: int, row: StagedCustomer) -> bool:
        """Take in the contact persons and tags of a row; whether one of them is new."""
        if not (row.persons or row.tags):
            return False
        by: dict[str, Any] = {"import_id": self._import, "actor": self._actor.name, "now": self._now}
        new, filled = tags.bring(self._tx, customer, row.tags, **by), dict[str, str]()
        for facts in row.persons:
            brought = contact_persons.bring(self._tx, customer, facts, **by)
            new = new or brought is not None
            filled |= brought or {}
        if new:
            numbers = phone_rows.written(phone_rows.stored(self._tx, customer))
            self._note_before(customer, {"phones": numbers, "brought": [], "persons": filled})
        return new

    def _do_not_call(self, customer: int, row: StagedCustomer) -> bool:
        """Record what the list says; whether that is new."""
        new = do_not_call_lists.record(
            self._tx, customer, row.do_not_call, import_id=self._import, actor=self._actor.name, now=self._now
        )
        self.counts["do_not_call"] += 1
        return new

    def _milestones(self, milestones: Iterable[tuple[int, Milestone]]) -> None:
        written = {"recorded_at": self._now, "actor": self._actor.name, "import_id": self._import}
        self._tx.insert_each(
            MilestoneTable,
            [
                {"customer": key, "kind": one.kind.value, "at": one.at, "date_only": one.date_only, **written}
                for key, one in milestones
            ],
        )

    def _note_changes(self, changes: Iterable[tuple[int, str]]) -> None:
        rows = [{"import_id": self._import, "customer": key, "before": before} for key, before in changes]
        self._tx.insert_each(ImportChangeTable, rows, unless_there=True)

    def _note_before(self, customer: int, before: dict[str, Any]) -> None:
        """Note the values before this import; of several rows of one ref, those before the first that changed them."""
        noted = self._tx.value(_noted(self._import, customer))
        if noted is None:
            self._note_changes([(customer, json.dumps(before, ensure_ascii=False))])
        elif noted:  # else the customer is new, and goes as a whole
            first: dict[str, Any] = json.loads(noted)
            brought = [*first.get("brought", ()), *before.get("brought", ())]
            persons = first.get("persons", {}) | before.get("persons", {})
            text = json.dumps(before | first | {"brought": brought, "persons": persons}, ensure_ascii=False)
            change = {"import_id": self._import, "customer": customer, "before": text}
            self._tx.update_each(ImportChangeTable, [change], by=("import_id", "customer"))

    def _give_round(self, customers: Sequence[tuple[int, StagedCustomer]]) -> None:
        """Give new customers to the agents of their campaign's rotation, in the order of the list."""
        tx, actor = self._tx, self._actor.name
        by_campaign = defaultdict[str, list[tuple[int, StagedCustomer]]](list)
        for customer, row in customers:
            by_campaign[row.campaign].append((customer, row))
        # Always in the order of ids, so that two imports cannot wait for each other's rotations.
        for name in sorted(by_campaign, key=lambda one: self._campaign(one).id):
            turns = self._turns_of(self._campaign(name))
            if not turns.is_there:
                continue
            chosen = [(customer, row, turns.choose()) for customer, row in by_campaign[name]]
            turns.keep([(customer, choice) for customer, _row, choice in chosen], actor=actor)
            self.allocated += [turns.told(choice, row.ref, row.name or "", actor) for _customer, row, choice in chosen]
            owners = {customer: choice.agent for customer, _row, choice in chosen if choice.agent is not None}
            owner_rows.write(tx, owners, actor=actor, now=self._now, cause=Cause.ROTATION)
            for owner in owners.values():
                self.moves.note(None, owner)
            self.counts["allocated"] += len(owners)

    @property
    def last_turns(self) -> dict[str, str]:
        """The agents whose turn came last in the rotations, by campaign."""
        turns = {kept.name: self._turns[kept.id].last for kept in self._campaigns.values() if kept.id in self._turns}
        return {campaign: agent for campaign, agent in turns.items() if agent}

    def _turns_of(self, kept: StoredCampaign) -> Turns:
        if kept.id not in self._turns:
            turns = self._turns[kept.id] = Turns(self._tx, kept, self._now)
            if kept.name in self._after:
                turns.begin_after(self._after[kept.name])
        return self._turns[kept.id]

    def _update(self, stored: dict[str, Any], row: StagedCustomer) -> bool:
        tx = self._tx
        key = stored["id"]
        new = self._new_values(stored, row)
        self._leave_filled(stored, new)
        numbers = phone_rows.stored(tx, key)
        phones = self._new_numbers(stored, row, numbers, new)
        changed = {name: value for name, value in new.items() if value != stored[name]}
        held = {one.kind: one for one in tx.all(Milestone, _milestones_of(key))}
        milestones = [one for one in row.milestones if held.get(one.kind) != one]
        if "dates" in self._only_empty and any(one.kind in held for one in milestones):
            milestones = [one for one in milestones if one.kind not in held]
            self.counts["left_dates"] += 1
        if not changed and not milestones and phones == numbers:
            self.counts["same"] += 1
            return False
        there = set(phone_rows.e164(numbers))
        brought = [number for number in phone_rows.e164(phones) if number not in there]
        before = {name: stored[name] for name in changed} | {"phones": phone_rows.written(numbers), "brought": brought}
        self._note_before(key, before)
        stored |= new  # a later row of the same ref builds on this one
        if "tier" in changed:
            customers.write_tier(tx, key, row.tier, reason="", actor=self._actor, now=self._now, decides=False)
        if {"name", "company"} & set(changed):
            search_keys.rewrite(tx, key, new["name"], new["company"])
        changed["cases_since"] = self._now
        actor, now, cause = self._actor.name, self._now, Cause.IMPORT
        facts = {name: value for name, value in changed.items() if name != "owner_id"}
        if "owner_id" in changed:
            if ownership.defer(tx, key, new["owner_id"], actor=actor, now=now, cause=cause):
                del changed["owner_id"]
            else:
                owner_rows.write(tx, {key: new["owner_id"]}, actor=actor, now=now, cause=cause)
                if loader.standing(tx, key) == key:  # the survivor of a merge is told of by itself
                    self.moves.note(before["owner_id"], new["owner_id"])
        fact_history.put(tx, key, facts, actor=actor, now=now, cause=cause)
        if phones != numbers:
            phone_rows.replace(tx, key, phone_rows.written(phones))
        self._milestones([(key, one) for one in milestones])
        customers.ensure_zone(tx, new["campaign_id"], new["zone"])
        survivor = loader.standing(tx, key)
        if survivor != key:
            self._pass_on(key, survivor, row, changed)
        self.counts["updated"] += 1
        return True

    def _pass_on(self, merged: int, survivor: int, row: StagedCustomer, changed: Mapping[str, object]) -> None:
        """Pass what a file newly says of a merged customer on to the survivor; what it said before does not hold."""
        if loader.campaign_of(self._tx, survivor) != loader.campaign_of(self._tx, merged):
            return
        ref: str = self._tx.value(CustomerTable.select(CustomerTable.ref).where(CustomerTable.id == survivor))
        new = {field: getattr(row, field) for column, field in FIELDS.items() if column in changed}
        stored = self._stored.setdefault(ref, self._known([ref])[ref])
        counted = self.counts.copy()
        self._update(stored, StagedCustomer(row.line, ref, **new))
        self.counts = counted  # one row of the file, whomever it concerns
        numbers = phone_rows.written(phone_rows.stored(self._tx, survivor))
        dropped = decisions.dropped(self._tx, survivor)
        given = [number for number in row.phones or () if phone_rows.bare(number) not in dropped]
        if brought := merges.add_numbers(self._tx, merged, survivor, given):
            self._note_before(survivor, {"phones": numbers, "brought": brought})

    def _new_values(self, stored: dict[str, Any], row: StagedCustomer) -> dict[str, Any]:
        new = {name: stored[name] for name in COLUMNS}
        for name, text in (
            ("name", row.name),
            ("company", row.company),
            ("source", row.source),
            ("revenue", row.revenue),
        ):
            if text is not None:
                new[name] = clean_text.line(text)
        given: dict[str, object] = {}
        if row.tier is not None:
            given["tier"] = row.tier
        if row.stage is not None:
            given["stage"] = row.stage.value
        if row.owner is not None:
            given["owner_id"] = self._owner(row.owner)
        for name, value in given.items():
            if value != stored[name] and not self._may_write(stored["id"], decisions.BY_COLUMN[name], new):
                continue
            new[name] = value
        if row.birthday is not None:
            new["birthday"] = row.birthday.isoformat()
        if row.created is not None:
            new["created_at"], new["created_date_only"] = row.created.at, row.created.date_only
        if row.key is not None:
            new["is_key"] = row.key
        if row.attributes:
            new["attributes"] = _attributes(json.loads(stored["attributes"]), row)
        if row.campaign and self._campaign(row.campaign).id != stored["campaign_id"]:
            old = campaign_rows.get_all(self._tx)[stored["campaign_id"]]
            moved = self._campaign(row.campaign)
            new["campaign_id"] = moved.id
            if stored["zone"] == old.frame.zone:
                new["zone"] = moved.frame.zone
        if row.zone is not None:
            new["zone"] = row.zone
        return new

    def _leave_filled(self, stored: dict[str, Any], new: dict[str, Any]) -> None:
        """Give back the stored values of fields that this list fills only where they are empty."""
        for column, field in FIELDS.items():
            name = LISTED.get(field, field)
            if name not in self._only_empty or not stored[column] or new[column] == stored[column]:
                continue
            if name == "attributes":
                before, after = json.loads(stored[column]), json.loads(new[column])
                filled = {one: before.get(one) or text for one, text in after.items()}
                if filled != after:
                    self.counts["left_attributes"] += 1
                    new[column] = json.dumps(filled, ensure_ascii=False)
                continue
            new[column] = stored[column]
            new["decided"] |= stored["decided"] & decisions.fields_of([column])
            self.counts[f"left_{name}"] += 1
        created = ("created_at", "created_date_only")
        given = any(new[one] != stored[one] for one in created)
        if given and "created_at" in self._only_empty and stored["created_at"] is not None:
            self.counts["left_created_at"] += 1
            new.update({one: stored[one] for one in created})

    def _may_write(self, customer: int, field: DecidedField, new: dict[str, Any]) -> bool:
        """Tell whether a list may change a field; a decision made here stays, and counts, unless it overwrites it."""
        held = new["decided"]
        if field is DecidedField.OWNER and ownership.decided_to_come(self._tx, customer):
            held |= field
        if field & held and not field & self._overwrite:
            self.counts[f"kept_{str(field.name).lower()}"] += 1
            return False
        new["decided"] &= ~field
        return True

    def _new_numbers(
        self, stored: dict[str, Any], row: StagedCustomer, numbers: list[tuple[str, str]], new: dict[str, Any]
    ) -> list[tuple[str, str]]:
        """The numbers after this row: those of the list; where they were decided here its new ones behind them."""
        given = [] if row.phones is None else phone_rows.rows_of(row.phones)
        if not given or given == numbers:
            return numbers
        if numbers and "phone" in self._only_empty:
            self.counts["left_phone"] += 1
            return numbers
        if not stored["decided"] & DecidedField.PHONE or self._overwrite & DecidedField.PHONE:
            listed = set(phone_rows.e164(given))
            theirs = contact_persons.numbers_of(self._tx, stored["id"]) - listed
            given = [*given, *(one for one in numbers if one[0] in theirs)]
            new["decided"] &= ~DecidedField.PHONE
            new["dropped_numbers"] = ""
            return given
        known = {*phone_rows.e164(numbers), *stored["dropped_numbers"].split(",")}
        after = [*numbers, *(one for one in given if one[0] not in known)]
        if after != given:
            self.counts["kept_phone"] += 1
        return after

    def _there(self, ids: Sequence[int]) -> set[_Contact]:
        touch = TouchTable
        there = touch.select(touch.customer.alias("customer"), touch.at, touch.channel)
        return set(self._tx.all(_Contact, there.where(touch.customer.in_(ids) & ~touch.withdrawn))) if ids else set()

    def _first_numbers(self, ids: Sequence[int]) -> dict[int, str]:
        numbers = PhoneTable.select(PhoneTable.customer.alias("customer"), PhoneTable.e164)
        first = numbers.where(PhoneTable.customer.in_(ids) & (PhoneTable.position == 0))
        return {one.customer: one.e164 for one in self._tx.all(_Number, first)} if ids else {}

    def _touch_row(self, person: _Person, touch: Touch, first: dict[int, str]) -> dict[str, object]:
        phone = touch.phone or (first.get(person.id, "") if touch.channel in _DIALLED else "")
        return {
            "customer": person.id,
            "at": touch.at,
            "agent": self._agent(touch.agent) if touch.agent else None,
            "channel": touch.channel.value,
            "direction": touch.direction.value,
            "disposition": None if touch.disposition is None else touch.disposition.value,
            "seconds": touch.seconds,
            "note": touch.note,
            "callback_at": touch.callback_at,
            "team": touch.team,
            "phone": phone,
            "result": None if touch.result is None else touch.result.value,
            "satisfaction": touch.satisfaction,
            "recording": clean_text.line(touch.recording or "") or None,
            "amount": touch.amount,
            "currency": touch.currency,
            "recorded_at": self._now,
            "actor": self._actor.name,
            "rulebook_version": person.rulebook_version_id,
            "import_id": self._import,
            "effective": policy.effective(self._tx.book(person.rulebook_version_id), touch),
        }


def _is_lead(row: StagedCustomer) -> bool:
    """Tell whether a new customer goes round in the rotation: nobody's yet, and to be called."""
    return not row.owner and not row.stage and not row.do_not_call


def _attributes(stored: dict[str, str], row: StagedCustomer) -> str:
    new = {clean_text.line(name): clean_text.line(text, MAX_NOTE) for name, text in (row.attributes or {}).items()}
    return json.dumps({**stored, **new}, ensure_ascii=False)


def _clean(touch: Touch) -> Touch:
    return replace(
        touch, note=clean_text.note(touch.note), team=clean_text.line(touch.team), agent=clean_text.line(touch.agent)
    )


def _over(first: StagedCustomer, second: StagedCustomer) -> StagedCustomer:
    """Two rows of one new ref in a file: the later one updates the earlier (docs/rules.md#same-again)."""
    given = {
        name: value
        for name in StagedCustomer.__struct_fields__
        if name not in ("milestones", "attributes", "campaign", "do_not_call", "persons", "tags")
        and (value := getattr(second, name)) is not None
    }
    # One row a contact person: the numbers of each are the customer's.
    if first.persons or second.persons:
        given["phones"] = tuple(dict.fromkeys((*(first.phones or ()), *(second.phones or ()))))
    return replace(
        first,
        **given,
        campaign=second.campaign or first.campaign,
        do_not_call=second.do_not_call or first.do_not_call,
        persons=(*first.persons, *second.persons),
        tags=(*first.tags, *second.tags),
        milestones=(*first.milestones, *second.milestones),
        attributes={**(first.attributes or {}), **(second.attributes or {})},
    )
