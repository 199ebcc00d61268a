"""Doubles: a customer merged into another and split again without losing a touch (DESIGN §3, corrections).

A merge is a record. Touches, dates and tiers stay with the ref for which they were written down, and the fold of the
survivor reads them all (:mod:`callcenter.records.loading`). What is on columns goes over: numbers and facts that the
survivor lacks, and the effects under natural keys (cases, findings, the breach log). The record keeps what went, so
that a split puts it back; what was written down since stays with the survivor, for whom it was meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from types import NoneType
from typing import Any

from callcenter.model import Instant, Role, Stage
from callcenter.records import (
    claiming,
    cohorting,
    customers,
    decided,
    fact_history,
    loading,
    phone_rows,
    placing,
    search_keys,
    touching,
    voiding,
)
from callcenter.records.decided import DecidedField
from callcenter.records.requests import Request, Requests
from callcenter.records.working import Tx
from callcenter.schema.customers import Merge
from callcenter.views.customer import MergeRow
from callcenter.views.people import Actor
from callcenter.views.timeline import Cause
from callcenter.views.trouble import StoreError, Trouble

_EFFECTS = ("kase", "case_reopening", "breach_log", "finding")
_KEYS = {"kase": "caused_at", "case_reopening": "caused_at", "breach_log": "breach_at", "finding": "caused_at"}
_BLANKS = ("company", "source", "birthday", "revenue", "pinned", "owner_id")
"""What the survivor takes over where theirs says nothing; tier, stage, key and attributes go in ways of their own."""

_MERGE_OF = "SELECT id, survivor_id, moved FROM customer_merge WHERE customer_id = ? AND withdrawn_at IS NULL"


class Merging(Requests):
    """Verbs on doubles; ``key`` is that of the form that asks."""

    def merge_customers(self, ref: str, survivor: str, *, key: str = "", actor: Actor, now: Instant) -> None:
        """``ref`` is the same as ``survivor``, who stands for both from now on; ``ref`` stays a name for them.

        A do-not-call of either holds. Raises ``UNKNOWN_REF``, ``NOT_ALLOWED`` for an agent, ``SAME_CUSTOMER``,
        ``OTHER_CAMPAIGN``, ``CLAIMED`` and ``ON_THE_LINE`` while somebody works with one of them, ``IMPORT_RUNNING``
        while an import is being taken back.
        """
        _supervisor(actor)
        search_keys.load()

        def work(tx: Tx) -> None:
            merged, into = loading.customer_id(tx, ref), loading.customer_id(tx, survivor)
            if merged == into:
                raise StoreError(Trouble.SAME_CUSTOMER, ref=ref)
            hit = _locked(tx, (merged, into))
            undoing = tx.value("SELECT id FROM import_batch WHERE state = 'undoing' LIMIT 1")
            if undoing is not None:
                raise StoreError(Trouble.IMPORT_RUNNING, id=undoing)
            if loading.campaign_of(tx, merged) != loading.campaign_of(tx, into):
                raise StoreError(Trouble.OTHER_CAMPAIGN, ref=survivor, campaign=_campaign_name(tx, into))
            for one in (merged, into):
                _nobody_works_with(tx, one, actor, now)
            placing.settle(tx, hit, now)
            on_record = voiding.on_record(tx, {one: _began(tx, one) for one in (merged, into)}, now)
            own = decided.of(tx, into)
            moved: dict[str, Any] = {
                "numbers": _bring_numbers(tx, merged, into),
                "facts": _fill(tx, merged, into, actor, now),
            }
            moved["decided"] = int(decided.of(tx, into) & ~own)
            for table in _EFFECTS:
                moved[table] = _move_effects(tx, table, merged, into)
            tx.insert(Merge, customer=merged, survivor=into, at=now, actor=actor.name, moved=json.dumps(moved))
            _forget_plans(tx, merged, now)
            # The undo of a call with the merged one would have to know of two customers.
            tx.sql(
                "DELETE FROM last_call WHERE touch_id IN (SELECT id FROM touch WHERE customer_id IN"
                " (SELECT id FROM customer WHERE id = ? OR survivor_id = ?))",
                (merged, merged),
            )
            tx.sql("UPDATE customer SET survivor_id = ? WHERE id = ? OR survivor_id = ?", (into, merged, merged))
            placing.refold(tx, {*hit, into} - {merged}, now)
            voiding.void(tx, on_record, now)
            tx.touch()

        self.write_once(Request(key, "merge_customers", now, (ref, survivor, actor.name), sets=True), NoneType, work)

    def split_customer(self, ref: str, *, key: str = "", actor: Actor, now: Instant) -> str:
        """``ref`` is nobody's double after all: they stand where they stood, with what was recorded for them.

        Returns the ref of who stood for them. Raises ``UNKNOWN_REF``, ``NOT_ALLOWED`` for an agent, ``NOT_MERGED``,
        ``CLAIMED`` and ``ON_THE_LINE`` as a merge does.
        """
        _supervisor(actor)
        search_keys.load()

        def work(tx: Tx) -> str:
            survivor = loading.customer_id(tx, ref)
            record = tx.row(
                "SELECT m.id, m.customer_id, m.survivor_id, m.at, m.moved FROM customer_merge m"
                " JOIN customer c ON c.id = m.customer_id WHERE c.ref = ? AND m.withdrawn_at IS NULL",
                (ref,),
            )
            if record is None:
                raise StoreError(Trouble.NOT_MERGED, ref=ref)
            key, merged, into, since, text = record
            moved: dict[str, Any] = json.loads(text)
            hit = _locked(tx, (survivor,))
            _nobody_works_with(tx, survivor, actor, now)
            placing.settle(tx, hit, now)
            cases = touching.owed_cases(tx, survivor, now)
            on_record = voiding.on_record(tx, {survivor: _began(tx, survivor)}, now)
            tx.sql("UPDATE customer_merge SET withdrawn_at = ?, withdrawn_by = ? WHERE id = ?", (now, actor.name, key))
            people = _under(tx, merged)
            marks = tx.marks(people)
            tx.sql(f"UPDATE customer SET survivor_id = ? WHERE id IN ({marks})", [merged, *people])
            tx.sql("UPDATE customer SET survivor_id = NULL WHERE id = ?", (merged,))
            tx.sql(
                f"UPDATE do_not_call_lift SET withdrawn = ? WHERE at >= ? AND customer_id IN ({marks})",
                [True, since, *people],
            )
            for one in dict.fromkeys((into, survivor)):
                _take_back_numbers(tx, one, moved["numbers"])
                _empty_again(tx, one, moved["facts"], DecidedField(moved.get("decided", 0)), actor, now)
            for table in _EFFECTS:
                tx.many(
                    f"UPDATE {table} SET customer_id = ? WHERE id = ? AND customer_id = ?",
                    [(merged, one, survivor) for one in moved[table]],
                )
            _leave_out(tx, into, moved)
            placing.refold(tx, {*hit, merged, *loading.sharers(tx, [merged])}, now)
            # What was voided because the two of them together had kept it.
            voiding.count_again(tx, {merged, survivor}, since)
            touching.retract_cases(tx, survivor, cases, now)
            voiding.void(tx, on_record, now)
            tx.touch()
            found: str = tx.value("SELECT ref FROM customer WHERE id = ?", (survivor,))
            return found

        return self.write_once(Request(key, "split_customer", now, (ref, actor.name), sets=True), str, work)


def merges_of(tx: Tx, customer: int) -> tuple[MergeRow, ...]:
    """The merges into a customer, and into those who are merged into them; oldest first, those taken back too."""
    people = loading.everybody_in(tx, customer)
    rows = tx.rows(
        "SELECT c.ref, c.name, m.at, m.actor, m.withdrawn_at, m.withdrawn_by FROM customer_merge m"
        f" JOIN customer c ON c.id = m.customer_id WHERE m.survivor_id IN ({tx.marks(people)}) ORDER BY m.id",
        people,
    )
    return tuple(MergeRow(*row) for row in rows)


def add_numbers(tx: Tx, merged: int, survivor: int, numbers: Iterable[str]) -> list[str]:
    """Numbers that a file brought for a merged customer: the survivor's, until a split. Returns the new ones, E.164."""
    text = tx.value("SELECT moved FROM customer_merge WHERE customer_id = ? AND withdrawn_at IS NULL", (merged,))
    moved: dict[str, Any] = json.loads(text)
    there = {e164 for e164, _ in phone_rows.stored(tx, survivor)}
    new = [number for number in numbers if phone_rows.bare(number) not in there]
    brought = [phone_rows.bare(number) for number in new]
    if new:
        phone_rows.replace(tx, survivor, [*phone_rows.written(phone_rows.stored(tx, survivor)), *new])
        moved["numbers"] += brought
        tx.sql(
            "UPDATE customer_merge SET moved = ? WHERE customer_id = ? AND withdrawn_at IS NULL",
            (json.dumps(moved), merged),
        )
    return brought


def _supervisor(actor: Actor) -> None:
    if actor.role is Role.AGENT:
        raise StoreError(Trouble.NOT_ALLOWED, actor=actor.name)


def _locked(tx: Tx, people: Iterable[int]) -> list[int]:
    """Customers and all who share a number with them, locked."""
    hit = sorted({one for person in people for one in touching.affected(tx, person)})
    tx.lock_customers(hit)
    return hit


def _campaign_name(tx: Tx, customer: int) -> str:
    found: str = tx.value("SELECT name FROM campaign WHERE id = ?", (loading.campaign_of(tx, customer),))
    return found


def _nobody_works_with(tx: Tx, customer: int, actor: Actor, now: Instant) -> None:
    """Raises ``ON_THE_LINE``, ``CLAIMED``; what the actor has claimed and not dialled goes back."""
    row = tx.row(
        "SELECT c.ref, a.name FROM open_call o JOIN customer c ON c.id = o.customer_id"
        " JOIN agent a ON a.id = o.agent_id WHERE o.customer_id = ?",
        (customer,),
    )
    if row is not None:
        raise StoreError(Trouble.ON_THE_LINE, ref=row[0], agent=row[1])
    for ref, holder, token, expires_at in tx.rows(
        "SELECT k.ref, a.name, c.token, c.expires_at FROM claim c JOIN customer k ON k.id = c.customer_id"
        " JOIN agent a ON a.id = c.agent_id WHERE c.customer_id = ?",
        (customer,),
    ):
        if expires_at > now and holder != actor.name:
            raise StoreError(Trouble.CLAIMED, ref=ref, agent=holder)
        claiming.give_back(tx, token)


def _forget_plans(tx: Tx, customer: int, now: Instant) -> None:
    """Who is merged stands in no list, count or cohort."""
    cohorting.leave(tx, [customer], now)
    for table in ("obligation", "placement", "cohort_place"):
        tx.sql(f"DELETE FROM {table} WHERE customer_id = ?", (customer,))


def _under(tx: Tx, customer: int) -> list[int]:
    """Who is merged into a customer, directly or through others, and the customer."""
    found, last = [customer], [customer]
    while last:
        rows = tx.rows(
            f"SELECT customer_id FROM customer_merge WHERE withdrawn_at IS NULL AND survivor_id IN ({tx.marks(last)})",
            last,
        )
        last = [row[0] for row in rows]
        found += last
    return found


def _began(tx: Tx, customer: int) -> Instant:
    """An instant before which nothing is known of a customer."""
    people = loading.everybody_in(tx, customer)
    marks = tx.marks(people)
    earliest = tx.value(
        f"SELECT min(at) FROM (SELECT at FROM touch WHERE customer_id IN ({marks})"
        f" UNION ALL SELECT at FROM milestone WHERE customer_id IN ({marks})"
        f" UNION ALL SELECT coalesce(created_at, recorded_at) FROM customer WHERE id IN ({marks})) AS known",
        [*people, *people, *people],
    )
    return int(earliest)


def _bring_numbers(tx: Tx, merged: int, into: int) -> list[str]:
    """Put the merged one's numbers behind the survivor's; returns those that were new there."""
    own = phone_rows.stored(tx, into)
    there = {e164 for e164, _ in own}
    new = [one for one in phone_rows.stored(tx, merged) if one[0] not in there]
    if new:
        labels = phone_rows.labels_of(tx, merged) | phone_rows.labels_of(tx, into)
        phone_rows.replace(tx, into, phone_rows.written([*own, *new]), labels)
        decided.mark(tx, into, DecidedField.PHONE)
    return [e164 for e164, _ in new]


def _leave_out(tx: Tx, customer: int, returned: dict[str, Any]) -> None:
    """Take what a split gives back out of the records of the merges that carried it further.

    Their own splits would otherwise give it to somebody whose it never was.
    """
    while (record := tx.row(_MERGE_OF, (customer,))) is not None:
        key, customer, text = record
        moved: dict[str, Any] = json.loads(text)
        for name in ("numbers", *_EFFECTS):
            moved[name] = [one for one in moved[name] if one not in returned[name]]
        moved["facts"] = _without(moved["facts"], returned["facts"])
        tx.sql("UPDATE customer_merge SET moved = ? WHERE id = ?", (json.dumps(moved), key))


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


def _facts(tx: Tx, customer: int) -> dict[str, Any]:
    names = (*_BLANKS, "tier", "stage", "is_key", "attributes")
    row = tx.row(f"SELECT {', '.join(names)} FROM customer WHERE id = ?", (customer,))
    assert row is not None
    facts: dict[str, Any] = dict(zip(names, row, strict=True))
    facts["is_key"] = bool(facts["is_key"])
    facts["attributes"] = json.loads(facts["attributes"])
    return facts


def _fill(tx: Tx, merged: int, into: int, actor: Actor, now: Instant) -> dict[str, Any]:
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
    tx: Tx, customer: int, filled: dict[str, Any], by_merge: DecidedField, actor: Actor, now: Instant
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
    decided.restore(tx, customer, decided.fields_of(changed) & by_merge, decided.NOTHING)


def _put(
    tx: Tx, customer: int, own: dict[str, Any], facts: dict[str, Any], actor: Actor, now: Instant, cause: Cause
) -> None:
    columns = {name: value for name, value in facts.items() if name != "tier" and own[name] != value}
    if "tier" in facts:
        decides = cause is not Cause.SPLIT
        customers.write_tier(tx, customer, facts["tier"], reason="", actor=actor, now=now, decides=decides)
    if "attributes" in columns:
        columns["attributes"] = json.dumps(columns["attributes"], ensure_ascii=False)
    if "company" in columns:
        name = tx.value("SELECT name FROM customer WHERE id = ?", (customer,))
        search_keys.rewrite(tx, customer, name, columns["company"])
    if columns:
        fact_history.put(tx, customer, columns, actor=actor.name, now=now, cause=cause)


def _move_effects(tx: Tx, table: str, merged: int, into: int) -> list[int]:
    """Cases, findings and breaches follow to the survivor, but for those who have the same already."""
    rows = tx.rows(
        f"SELECT e.id FROM {table} e WHERE e.customer_id = ? AND NOT EXISTS (SELECT 1 FROM {table} o"
        f" WHERE o.customer_id = ? AND o.rule = e.rule AND o.{_KEYS[table]} = e.{_KEYS[table]}) ORDER BY e.id",
        (merged, into),
    )
    ids = [row[0] for row in rows]
    tx.many(f"UPDATE {table} SET customer_id = ? WHERE id = ?", [(into, one) for one in ids])
    return ids
