"""Customers read in bulk, as the policy sees them: facts and history of many in a handful of queries.

The statements are plain SQL on purpose: this is what every fold of an import or a rulebook change runs through, and
Peewee's building of a query and its rows costs more than the database's work.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from callcenter.model import (
    Channel,
    Direction,
    Disposition,
    Facts,
    ForeignCall,
    History,
    Instant,
    ListedNumber,
    Milestone,
    MilestoneKind,
    Place,
    Result,
    Snooze,
    Stage,
    Touch,
)
from callcenter.records.working import Row, Tx
from callcenter.views.trouble import StoreError, Trouble

CHUNK = 400
"""Customers of one round of queries: below every driver's limit of parameters."""

_CHANNELS = {one.value: one for one in Channel}
_DIRECTIONS = {one.value: one for one in Direction}
_DISPOSITIONS: dict[str | None, Disposition | None] = {one.value: one for one in Disposition}
_DISPOSITIONS[None] = None
_KINDS = {one.value: one for one in MilestoneKind}
_STAGES = {one.value: one for one in Stage}

_CUSTOMERS = (
    "SELECT c.id, c.ref, c.campaign_id, c.zone, c.created_at, c.created_date_only, c.recorded_at, c.tier, c.stage,"
    " a.name, c.is_key, c.source, c.birthday, c.owner_id, c.cases_since, c.revenue, c.attributes, k.edition,"
    " c.survivor_id"
    " FROM customer c JOIN campaign k ON k.id = c.campaign_id LEFT JOIN agent a ON a.id = c.owner_id"
    " WHERE c.id IN ({})"
)
_TOUCHES = (
    "SELECT t.customer_id, t.at, t.channel, t.direction, t.disposition, a.name, t.seconds, t.note, t.callback_at,"
    " t.team, t.phone, t.result, t.satisfaction, t.on_case FROM touch t LEFT JOIN agent a ON a.id = t.agent_id"
    " WHERE t.customer_id IN ({}) AND t.in_force ORDER BY t.at, t.id"
)
# A do-not-call holds for the number (DESIGN §3), whoever called whom, until the other customer's is lifted.
_LIFTED = (
    "t.disposition = 'do_not_call' AND EXISTS (SELECT 1 FROM do_not_call_lift l"
    " WHERE l.customer_id = t.customer_id AND l.at >= t.at AND NOT l.withdrawn)"
)
_FOREIGN = (
    f"SELECT p.customer_id, t.at, t.phone, CASE WHEN {_LIFTED} THEN 'refused' ELSE t.disposition END, t.effective"
    " FROM phone p JOIN touch t ON t.phone = p.e164 AND t.phone <> '' AND t.customer_id <> p.customer_id"
    " AND NOT EXISTS (SELECT 1 FROM customer m WHERE m.id = t.customer_id AND m.survivor_id = p.customer_id)"
    " AND t.in_force AND t.channel = 'call' AND t.disposition IS NOT NULL"
    f" AND (t.direction = 'out' OR (t.disposition = 'do_not_call' AND NOT ({_LIFTED})))"
    " WHERE p.customer_id IN ({}) ORDER BY t.at, t.id"
)


# What a list says holds for the numbers that it named and for those the customer has, until it is lifted.
_LISTED_NUMBERS = (
    "SELECT p.customer_id, d.at, p.e164 FROM phone p JOIN do_not_call d ON d.phone = p.e164 AND d.phone <> ''"
    " WHERE p.customer_id IN ({0}) AND {1}"
    " UNION SELECT p.customer_id, d.at, p.e164 FROM phone p"
    " JOIN phone q ON q.e164 = p.e164 AND q.customer_id <> p.customer_id"
    " JOIN do_not_call d ON d.customer_id = q.customer_id WHERE p.customer_id IN ({0}) AND {1} ORDER BY 2, 3"
)
_STANDS = (
    "d.customer_id <> p.customer_id AND NOT d.withdrawn AND NOT EXISTS (SELECT 1 FROM customer m"
    " WHERE m.id = d.customer_id AND m.survivor_id = p.customer_id) AND NOT EXISTS (SELECT 1 FROM do_not_call_lift l"
    " WHERE l.customer_id = d.customer_id AND l.at >= d.at AND NOT l.withdrawn)"
)


class Loaded(Struct, frozen=True):
    """A customer with what decides about them, their places in cohorts those of the edition that counts."""

    id: int
    campaign: int
    facts: Facts
    history: History
    owner_id: int | None
    cases_since: Instant
    places: Mapping[int, tuple[Place, ...]]
    """Places in the cohorts of each edition of the campaign's rules."""

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
    marks = tx.marks(ids)
    merged: dict[int, int] = dict(tx.rows(f"SELECT id, survivor_id FROM customer WHERE survivor_id IN ({marks})", ids))
    everybody = [*ids, *merged]
    all_marks = tx.marks(everybody)
    numbers: dict[int, list[str]] = defaultdict(list)
    for customer, e164 in tx.rows(
        f"SELECT customer_id, e164 FROM phone WHERE customer_id IN ({marks}) ORDER BY customer_id, position", ids
    ):
        numbers[customer].append(e164)
    milestones: dict[int, list[tuple[Instant, Milestone]]] = defaultdict(list)
    for customer, kind, at, date_only, recorded_at in tx.rows(
        "SELECT customer_id, kind, at, date_only, recorded_at FROM milestone"
        f" WHERE customer_id IN ({all_marks}) AND NOT withdrawn ORDER BY id",
        everybody,
    ):
        milestones[customer].append((recorded_at, Milestone(_KINDS[kind], at, bool(date_only))))
    lifts: dict[int, list[Instant]] = defaultdict(list)
    for customer, at in tx.rows(
        f"SELECT customer_id, at FROM do_not_call_lift WHERE customer_id IN ({all_marks}) AND NOT withdrawn"
        " ORDER BY at",
        everybody,
    ):
        lifts[customer].append(at)
    snoozes: dict[int, list[Snooze]] = defaultdict(list)
    for customer, *snoozed in tx.rows(
        "SELECT customer_id, at, until, agent, reason, withdrawn_at, withdrawn_by FROM snooze"
        f" WHERE customer_id IN ({marks}) ORDER BY id",
        ids,
    ):
        snoozes[customer].append(Snooze(*snoozed))
    places: dict[int, dict[int, list[Place]]] = defaultdict(dict)
    for customer, edition, name, year, place, size in tx.rows(
        f"SELECT customer_id, edition_id, name, year, place, size FROM cohort_place WHERE customer_id IN ({marks})"
        " ORDER BY customer_id, edition_id, name, year",
        ids,
    ):
        places[customer].setdefault(edition, []).append(Place(name, year, place, size))
    touches, asked = _touches(tx, all_marks, everybody, merged)
    listed = _listed(tx, all_marks, everybody)
    for customer, said in listed.items():
        asked[customer] += said
    listed_numbers: dict[int, list[ListedNumber]] = defaultdict(list)
    for customer, at, phone in tx.rows(_LISTED_NUMBERS.format(marks, _STANDS), [*ids, *ids]):
        listed_numbers[customer].append(ListedNumber(at, phone))
    foreign = _foreign(tx, marks, ids)
    rows = {row[0]: row for row in tx.rows(_CUSTOMERS.format(all_marks), everybody)}
    doubles: dict[int, list[int]] = defaultdict(list)
    for customer, survivor in sorted(merged.items()):
        doubles[survivor].append(customer)
    found: list[Loaded] = []
    for key in sorted(set(ids) & set(rows)):
        if rows[key][_SURVIVOR] is not None:
            continue
        history = History(tuple(touches[key]), tuple(foreign[key]))
        held = {edition: tuple(of_edition) for edition, of_edition in places[key].items()}
        dated = [one for _, one in milestones[key]]
        one = _loaded(rows[key], numbers[key], dated, lifts[key], held, history)
        told = tuple(at for person in (key, *doubles[key]) for at in listed.get(person, ()))
        if told or listed_numbers[key]:
            one = replace(one, facts=replace(one.facts, listed=told, listed_numbers=tuple(listed_numbers[key])))
        if snoozes[key]:
            one = replace(one, facts=replace(one.facts, snoozes=tuple(snoozes[key])))
        if doubles[key]:
            people = [rows[part] for part in (key, *doubles[key])]
            one = replace(
                one,
                facts=_of_all(one.facts, people, milestones, lifts, asked),
                cases_since=max(row[_CASES_SINCE] for row in people),
            )
        found.append(one)
    return found


_CAME, _RECORDED, _CASES_SINCE, _SURVIVOR = slice(4, 6), 6, 14, 18


def _of_all(
    facts: Facts,
    people: Sequence[Row],
    milestones: Mapping[int, Sequence[tuple[Instant, Milestone]]],
    lifts: Mapping[int, Sequence[Instant]],
    asked: Mapping[int, Sequence[Instant]],
) -> Facts:
    """The facts of a customer and those merged into them: every date counts, and a do-not-call of any of them."""
    dated: list[tuple[Instant, Milestone]] = []
    for row in people:
        # Who has no milestone inquired by coming; beside another's milestones that would be forgotten.
        dated += milestones[row[0]] or [(row[_RECORDED], _came(row))]
    dated.sort(key=lambda one: one[0])
    given = [_came(row) for row in people if row[4] is not None]

    def all_lifted(at: Instant) -> bool:
        return all(
            any(since < lift <= at for lift in lifts[row[0]]) for row in people for since in asked[row[0]] if since < at
        )

    return replace(
        facts,
        created=min(given or map(_came, people), key=lambda came: came.at),
        created_given=bool(given),
        milestones=tuple(one for _, one in dated),
        lifted=tuple(sorted({at for row in people for at in lifts[row[0]] if all_lifted(at)})),
    )


def _touches(
    tx: Tx, marks: str, ids: Sequence[int], merged: Mapping[int, int]
) -> tuple[defaultdict[int, list[Touch]], defaultdict[int, list[Instant]]]:
    """The touches of each, those of the merged ones among them; and when each of all asked not to be called."""
    asked: defaultdict[int, list[Instant]] = defaultdict(list)
    touches: defaultdict[int, list[Touch]] = defaultdict(list)
    for row in tx.rows(_TOUCHES.format(marks), ids):
        customer, at, channel, direction, disposition, agent, seconds, note, callback_at, team, phone = row[:11]
        result, satisfaction, on_case = row[11:]
        if disposition == Disposition.DO_NOT_CALL.value:
            asked[customer].append(at)
        touches[merged.get(customer, customer)].append(
            Touch(
                at,
                _CHANNELS[channel],
                _DIRECTIONS[direction],
                _DISPOSITIONS[disposition],
                agent or "",
                seconds,
                note,
                callback_at,
                team,
                phone,
                None if result is None else Result(result),
                satisfaction,
                on_case,
            )
        )
    return touches, asked


def _listed(tx: Tx, marks: str, ids: Sequence[int]) -> dict[int, list[Instant]]:
    """When lists said of each of these customers, of whom any did, that nobody may call them."""
    listed: dict[int, list[Instant]] = defaultdict(list)
    for customer, at in tx.rows(
        f"SELECT DISTINCT customer_id, at FROM do_not_call WHERE customer_id IN ({marks}) AND NOT withdrawn"
        " ORDER BY at",
        ids,
    ):
        listed[customer].append(at)
    return listed


def _came(row: Row) -> Milestone:
    created, date_only = row[_CAME]
    if created is None:
        return Milestone(MilestoneKind.INQUIRY, row[_RECORDED])
    return Milestone(MilestoneKind.INQUIRY, created, bool(date_only))


def _foreign(tx: Tx, marks: str, ids: Sequence[int]) -> defaultdict[int, list[ForeignCall]]:
    foreign: defaultdict[int, list[ForeignCall]] = defaultdict(list)
    for customer, at, phone, disposition, effective in tx.rows(_FOREIGN.format(marks), ids):
        foreign[customer].append(ForeignCall(at, phone, Disposition(disposition), bool(effective)))
    return foreign


def _loaded(
    row: Row,
    numbers: list[str],
    milestones: list[Milestone],
    lifts: list[Instant],
    places: Mapping[int, tuple[Place, ...]],
    history: History,
) -> Loaded:
    key, ref, campaign, zone, created = row[:5]
    tier, stage, owner, is_key, source, birthday, owner_id, cases_since, revenue, attributes, edition = row[7:18]
    facts = Facts(
        ref=ref,
        zone=zone,
        created=_came(row),
        created_given=created is not None,
        tier=tier,
        stage=_STAGES[stage],
        owner=owner,
        key=bool(is_key),
        source=source,
        birthday=None if birthday is None else date.fromisoformat(birthday),
        numbers=tuple(numbers),
        milestones=tuple(milestones),
        lifted=tuple(lifts),
        revenue=revenue,
        attributes={} if attributes == "{}" else json.loads(attributes),
        places=places.get(edition, ()),
    )
    return Loaded(key, campaign, facts, history, owner_id, cases_since, places)


def campaign_of(tx: Tx, customer: int) -> int:
    """The campaign of a customer."""
    return int(tx.value("SELECT campaign_id FROM customer WHERE id = ?", (customer,)))


def customer_id(tx: Tx, ref: str) -> int:
    """The id of a customer, of the survivor where they are merged into another. Raises ``UNKNOWN_REF``."""
    found = tx.value("SELECT coalesce(survivor_id, id) FROM customer WHERE ref = ?", (ref,))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_REF, ref=ref)
    return int(found)


def standing(tx: Tx, customer: int) -> int:
    """Who stands for a customer: the survivor of a merge, or the customer."""
    return int(tx.value("SELECT coalesce(survivor_id, id) FROM customer WHERE id = ?", (customer,)))


def all_standing(tx: Tx, ids: Sequence[int]) -> list[int]:
    """Who stands for these customers, each once."""
    if not ids:
        return []
    rows = tx.rows(f"SELECT DISTINCT coalesce(survivor_id, id) FROM customer WHERE id IN ({tx.marks(ids)})", ids)
    return sorted(row[0] for row in rows)


def everybody_in(tx: Tx, customer: int) -> list[int]:
    """A customer and those who are merged into them."""
    return [customer, *(row[0] for row in tx.rows("SELECT id FROM customer WHERE survivor_id = ?", (customer,)))]


def owners_of(tx: Tx, numbers: Sequence[str]) -> list[int]:
    """Who stands for the customers who have one of these numbers."""
    if not numbers:
        return []
    rows = tx.rows(
        "SELECT DISTINCT coalesce(c.survivor_id, c.id) FROM phone p JOIN customer c ON c.id = p.customer_id"
        f" WHERE p.e164 IN ({tx.marks(numbers)})",
        numbers,
    )
    return sorted(row[0] for row in rows)


def sharers(tx: Tx, ids: Sequence[int], numbers: Sequence[str] = ()) -> list[int]:
    """The other customers who have a number of one of these, one that was called for them, or one of ``numbers``.

    A call holds back everybody who has its number (DESIGN §3): they are folded again with the customer.
    """
    if not ids:
        return []
    marks = tx.marks(ids)
    given = f" UNION SELECT e164 FROM phone WHERE e164 IN ({tx.marks(numbers)})" if numbers else ""
    rows = tx.rows(
        "SELECT DISTINCT coalesce(c.survivor_id, c.id) FROM phone p JOIN customer c ON c.id = p.customer_id"
        f" WHERE p.e164 IN (SELECT e164 FROM phone WHERE customer_id IN ({marks})"
        f" UNION SELECT phone FROM touch WHERE customer_id IN ({marks}) AND phone <> ''"
        f" UNION SELECT phone FROM do_not_call WHERE customer_id IN ({marks}) AND phone <> ''"
        " UNION SELECT t.phone FROM customer m JOIN touch t ON t.customer_id = m.id"
        f" WHERE m.survivor_id IN ({marks}) AND t.phone <> ''{given})"
        f" AND coalesce(c.survivor_id, c.id) NOT IN ({marks})",
        [*ids, *ids, *ids, *ids, *numbers, *ids],
    )
    return [row[0] for row in rows]
