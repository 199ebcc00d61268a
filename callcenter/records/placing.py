"""The fold, written: plans become placement columns, obligations, breaches, cases and findings (DESIGN §3).

Every verb that changes a fact calls :func:`settle` before and :func:`refold` after it, in its own transaction; the
tick calls :func:`settle` for those whose ``valid_until`` has come.

While a campaign's rules change, plans stand under two editions: the one that counts, from which everything follows, and
the coming one, which is only written beside it (DESIGN §3, rulebook versions; :mod:`callcenter.records.changing`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct, field

from callcenter import policy
from callcenter.model import (
    Ahead,
    Because,
    CaseOwed,
    Channel,
    Facts,
    FindingOwed,
    Ground,
    Instant,
    Lane,
    MilestoneKind,
    Obligation,
    Placement,
    Plan,
)
from callcenter.records import cohorting, frames, loading, reopening
from callcenter.records.frames import EditionOf, Kept
from callcenter.records.futures import Futures
from callcenter.records.loading import Loaded
from callcenter.records.pacing import Pace
from callcenter.records.working import Row, Tx
from callcenter.rulebook import Rulebook
from callcenter.views.breaches import Ticked

BLOCK_LANES = (Lane.BREACHED, Lane.DUE)
"""Where the running block sorts (RULES §2.5)."""

_MAX_STEPS = 200
"""Instants that one catching-up replays for a customer; a store left alone for longer jumps to the present."""

OBLIGATION_COLUMNS = (
    "rule, due_at, breach_at, channel, commitment, until_breach, task, opening, retry, reason, team, ground"
)
OWED = ", ".join(f"o.{column}" for column in OBLIGATION_COLUMNS.split(", "))
"""The same of a table that goes by ``o`` in a query."""

_INSERT_OBLIGATION = (
    f"INSERT INTO obligation (customer_id, edition_id, {OBLIGATION_COLUMNS}, dialled)"
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_PLACED = (
    "ref",
    "zone",
    "owner_key",
    "lane",
    "k1",
    "k2",
    "segments",
    "block_set",
    "entry_rule",
    "entry_due_at",
    "inquiry_at",
    "due_commitment",
    "breached",
    "promised",
    "plan_tier",
    "cohort_key",
    "next_lane",
    "next_k1",
    "next_k2",
    "next_block_set",
    "next_until",
    "valid_until",
)
_PLACE = (
    f"INSERT INTO placement (customer_id, edition_id, {', '.join(_PLACED)}, folded_at)"
    f" VALUES ({','.join(['?'] * (3 + len(_PLACED)))}) ON CONFLICT (customer_id, edition_id)"
    f" DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in (*_PLACED, 'folded_at'))}"
)
_INSERT_BREACH = (
    "INSERT INTO breach_log (customer_id, rule, channel, due_at, breach_at, owner_id, rulebook_version_id, logged_at,"
    " closed_day, acknowledged_by) VALUES (?,?,?,?,?,?,?,?,?,'') ON CONFLICT (customer_id, rule, breach_at) DO NOTHING"
)
_INSERT_CASE = (
    "INSERT INTO kase (customer_id, kind, rule, caused_at, opened_at, state, raised_by, phone, handed_over)"
    " VALUES (?,?,?,?,?,'open','',?,?) ON CONFLICT (customer_id, rule, caused_at)"
    # One that was opened by a wrong clock, and closed before it was opened, opens now.
    " DO UPDATE SET state = 'open', closed_at = NULL, opened_at ="
    " CASE WHEN kase.opened_at > kase.closed_at THEN excluded.opened_at ELSE kase.opened_at END"
    " WHERE kase.state = 'withdrawn'"
)
_INSERT_FINDING = (
    "INSERT INTO finding (customer_id, rule, caused_at, agent, amount, rulebook_version_id, logged_at)"
    " VALUES (?,?,?,?,?,?,?) ON CONFLICT (customer_id, rule, caused_at)"
    # One that was voided and shows again counts again.
    " DO UPDATE SET voided_at = NULL, logged_at = excluded.logged_at WHERE finding.voided_at IS NOT NULL"
)
_INSERT_TIER = "INSERT INTO tier_change (customer_id, at, actor, old, new, reason) VALUES (?,?,?,?,?,'')"
_INSERT_FACT = (
    "INSERT INTO import_fact (import_id, customer_id, kind, rule, caused_at) VALUES (?,?,?,?,?)"
    " ON CONFLICT (customer_id, rule, caused_at) DO NOTHING"
)


def obligation_row(one: Obligation) -> Row:
    """An obligation as the columns of :data:`OBLIGATION_COLUMNS`."""
    ground = json.dumps({"code": one.ground.code.value, **one.ground.params}, ensure_ascii=False, separators=(",", ":"))
    return (
        one.rule,
        one.due_at,
        one.breach_at,
        one.channel.value,
        one.commitment,
        one.until_breach,
        one.task,
        one.opening,
        one.retry,
        one.reason,
        one.team,
        ground,
    )


def obligation_of(row: Sequence[object]) -> Obligation:
    """The obligation of a row of :data:`OBLIGATION_COLUMNS`."""
    rule, due_at, breach_at, channel, commitment, until_breach, task, opening, retry, reason, team, text = row
    params = json.loads(str(text))
    return Obligation(
        rule=str(rule),
        channel=Channel(str(channel)),
        due_at=int(str(due_at)),
        breach_at=int(str(breach_at)),
        ground=Ground(Because(params.pop("code")), params),
        commitment=bool(commitment),
        until_breach=bool(until_breach),
        task=bool(task),
        opening=bool(opening),
        retry=bool(retry),
        reason=str(reason),
        team=str(team),
    )


def inquiry_at(facts: Facts, now: Instant) -> Instant | None:
    """The inquiry that holds at ``now``: the newest recorded, else the customer's coming if nothing else is known."""
    inquiries = [one.at for one in facts.milestones if one.kind is MilestoneKind.INQUIRY and one.at <= now]
    if inquiries:
        return inquiries[-1]
    known = any(one.at <= now or one.kind.is_plan for one in facts.milestones)
    return None if known else facts.created.at


def plan_of(tx: Tx, one: Loaded, now: Instant) -> Plan:
    """A fresh fold of one customer."""
    kept = frames.all_kept(tx)[one.campaign]
    return policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, now)


class _Writes(Struct):
    """What the folds of a chunk change, gathered so that each table is written once."""

    gone: list[Row] = field(default_factory=list)
    new: list[Row] = field(default_factory=list)
    places: list[Row] = field(default_factory=list)
    left: list[tuple[int, int]] = field(default_factory=list)
    breaches: dict[tuple[int, str, Instant], Row] = field(default_factory=dict)
    cases: list[Row] = field(default_factory=list)
    reopenings: list[tuple[int, CaseOwed]] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    tiers: list[Row] = field(default_factory=list)
    cohort_keys: list[tuple[int, str, str]] = field(default_factory=list)


def refold(tx: Tx, ids: Iterable[int], now: Instant, *, import_id: int | None = None) -> int:
    """Fold these customers at ``now`` and write what follows; returns the number of new breaches.

    With ``import_id`` what would be a case or finding of the time before ``cases_since`` is listed as a fact of that
    import (RULES §3).
    """
    return _fold(tx, ids, now, import_id=import_id, replay=False)


def prepare(tx: Tx, ids: Iterable[int], now: Instant) -> None:
    """Write the plans of a coming edition beside those that count; nothing else follows from them yet."""
    _fold(tx, ids, now, import_id=None, replay=False, coming_only=True)


def settle(tx: Tx, ids: Iterable[int], now: Instant) -> int:
    """Bring stored plans up to ``now`` before a fact changes, or because time passed; returns new breaches.

    Each instant at which the plan changes by itself is replayed in its order, so that what was breached for a moment
    or lapsed at its breach is on record although nobody looked.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return 0
    due = tx.rows(
        "SELECT DISTINCT p.customer_id FROM placement p JOIN campaign_edition e ON e.id = p.edition_id"
        f" WHERE p.valid_until <= ? AND e.state <> 'dropped' AND p.customer_id IN ({tx.marks(wanted)})",
        [now, *wanted],
    )
    return _fold(tx, [row[0] for row in due], now, import_id=None, replay=True)


def settle_all(tx: Tx, ids: Iterable[int], now: Instant) -> int:
    """Fold customers whose rules have just begun to count, and put on record what follows; returns new breaches."""
    return _fold(tx, ids, now, import_id=None, replay=True)


def _fold(
    tx: Tx, ids: Iterable[int], now: Instant, *, import_id: int | None, replay: bool, coming_only: bool = False
) -> int:
    wanted = sorted(set(ids))
    if not wanted:
        return 0
    campaigns = frames.all_kept(tx)
    live = {kept.edition.id for kept in campaigns.values()}
    breaches = 0
    for start in range(0, len(wanted), loading.CHUNK):
        chunk = wanted[start : start + loading.CHUNK]
        stored = _stored(tx, chunk)
        before = _have_counted(tx, {edition for plans in stored.values() for edition in plans} - live)
        writes = _Writes()
        for one in loading.load(tx, chunk):
            kept = campaigns[one.campaign]
            plans = stored.get(one.id, {})
            if not coming_only:
                old = plans.pop(kept.edition.id, _NOTHING)
                book, facts = tx.book(kept.version), one.under(kept.edition.id)
                if replay and old.place:
                    fold = _replay(writes, kept, book, one, facts, old, now)
                else:
                    fold = policy.Fold(book, kept.frame, facts, one.history, now)
                plan = fold.plan
                _gather_plan(writes, kept.edition, book, one, old, fold, now)
                _gather_effects(writes, kept, one, plan, now, import_id)
                if book.classify:
                    left = {edition: plans[edition] for edition in before.intersection(plans)}
                    _gather_tier(writes, book, one, old, left, plan, now)
            if kept.coming is not None:
                old = plans.pop(kept.coming.id, _NOTHING)
                book = tx.book(kept.coming.version)
                fold = policy.Fold(book, kept.frame, one.under(kept.coming.id), one.history, now)
                _gather_plan(writes, kept.coming, book, one, old, fold, now)
            # What is left is of editions that have gone, or of the campaign that they were in before.
            for edition, old in plans.items():
                if not (coming_only and edition == kept.edition.id):
                    writes.left.append((one.id, edition))
                    writes.cohort_keys.append((edition, old.cohort_key, ""))
        breaches += _write(tx, writes, now)
    return breaches


class _Stored(Struct):
    """What is stored of a customer's plan under one edition: the columns of :data:`_PLACED`, and its obligations."""

    place: Row = ()
    owed: dict[tuple[str, Instant], Row] = field(default_factory=dict)

    @property
    def tier(self) -> str | None:
        """The tier that the plan puts them into."""
        tier: str | None = self.place[_PLACED.index("plan_tier")] if self.place else None
        return tier

    @property
    def cohort_key(self) -> str:
        """What the edition's cohorts read of them."""
        return str(self.place[_PLACED.index("cohort_key")]) if self.place else ""


_NOTHING = _Stored()


def _stored(tx: Tx, ids: Sequence[int]) -> dict[int, dict[int, _Stored]]:
    stored: dict[int, dict[int, _Stored]] = {}
    marks = tx.marks(ids)
    for row in tx.rows(
        f"SELECT customer_id, edition_id, {', '.join(_PLACED)} FROM placement WHERE customer_id IN ({marks})", ids
    ):
        stored.setdefault(row[0], {})[row[1]] = _Stored(row[2:])
    for row in tx.rows(
        f"SELECT customer_id, edition_id, {OBLIGATION_COLUMNS} FROM obligation WHERE customer_id IN ({marks})", ids
    ):
        stored.setdefault(row[0], {}).setdefault(row[1], _Stored()).owed[row[2], row[3]] = row[2:]
    return stored


def differing(tx: Tx, ids: Sequence[int], now: Instant) -> list[int]:
    """Those of these customers whose stored plans are not what a fold gives; a plan that is only behind is none."""
    campaigns, stored = frames.all_kept(tx), _stored(tx, ids)
    found: list[int] = []
    for one in loading.load(tx, ids):
        kept, plans = campaigns[one.campaign], stored.pop(one.id, {})
        for edition in (kept.edition, kept.coming):
            if edition is None or (edition == kept.coming and edition.id not in plans):
                continue  # the change of rules has not come to them
            old = plans.get(edition.id, _NOTHING)
            until = old.place[-1] if old.place else None
            if until is not None and until <= now:
                continue
            writes, book = _Writes(), tx.book(edition.version)
            fold = policy.Fold(book, kept.frame, one.under(edition.id), one.history, now)
            _gather_plan(writes, edition, book, one, old, fold, now)
            if writes.places or writes.new or writes.gone:
                found.append(one.id)
                break
    # Who is merged into another has no plan.
    return [*found, *stored]


def fold_anew(tx: Tx, ids: Sequence[int], now: Instant) -> None:
    """Write the plans of these customers as a fold gives them; who is merged into another gets none."""
    tx.lock_customers(
        key for (key,) in tx.rows(f"SELECT id FROM customer WHERE id IN ({tx.marks(ids)}) AND survivor_id IS NULL", ids)
    )
    for table in ("placement", "obligation"):
        tx.sql(
            f"DELETE FROM {table} WHERE customer_id IN"
            f" (SELECT id FROM customer WHERE id IN ({tx.marks(ids)}) AND survivor_id IS NOT NULL)",
            ids,
        )
    refold(tx, ids, now)
    tx.touch()


def _replay(
    writes: _Writes, kept: Kept, book: Rulebook, one: Loaded, facts: Facts, old: _Stored, now: Instant
) -> policy.Fold:
    """Fold at each instant at which the plan changed by itself, up to ``now``; note the breaches of each."""
    before = [(row[0], row[1], row[2], row[3]) for row in old.owed.values()]
    step = old.place[-1]
    since = kept.edition.since or 0
    fold: policy.Fold | None = None
    for _ in range(_MAX_STEPS):
        if step is None or step > now:
            break
        fold = policy.Fold(book, kept.frame, facts, one.history, step)
        plan = fold.plan
        for rule, due_at, breach_at, channel in before:
            # Open until its breach and gone at that very instant: it lapsed there. What lapsed before these rules
            # counted was judged by those before them.
            if breach_at == step and step >= since:
                _note_breach(writes, kept, one, rule, due_at, breach_at, channel)
        for owed in plan.obligations:
            if owed.breach_at <= step:
                _note_breach(writes, kept, one, owed.rule, owed.due_at, owed.breach_at, owed.channel.value)
        before = [(owed.rule, owed.due_at, owed.breach_at, owed.channel.value) for owed in plan.obligations]
        step = plan.valid_until
    if fold is not None and (step is None or step > now):
        return fold  # it holds until then
    return policy.Fold(book, kept.frame, facts, one.history, now)


def _note_breach(
    writes: _Writes, kept: Kept, one: Loaded, rule: str, due_at: Instant, breach_at: Instant, channel: str
) -> None:
    key = (one.id, rule, breach_at)
    if key in writes.breaches:
        return
    # A time that ends at 24:00 ends on that day, not on the next.
    closed = policy.closed_on(kept.frame, breach_at - 1)
    writes.breaches[key] = (one.id, rule, channel, due_at, breach_at, one.owner_id, kept.version, closed)


def _gather_plan(
    writes: _Writes, edition: EditionOf, book: Rulebook, one: Loaded, old: _Stored, fold: policy.Fold, now: Instant
) -> None:
    plan = fold.plan
    new = {(row[0], row[1]): row for row in map(obligation_row, plan.obligations)}
    writes.gone += [(one.id, edition.id, *key) for key, row in old.owed.items() if new.get(key) != row]
    writes.new += [
        (one.id, edition.id, *row, _stands_in_queue(row)) for key, row in new.items() if old.owed.get(key) != row
    ]
    read = cohorting.key_of(book, one.facts, one.history)
    columns = _placed(one, plan, fold.ahead(), read, now)
    if columns != old.place:
        # A plan that is the same holds since it was first folded.
        writes.places.append((one.id, edition.id, *columns, now))
    if read != old.cohort_key:
        writes.cohort_keys.append((edition.id, old.cohort_key, read))


def _have_counted(tx: Tx, editions: Collection[int]) -> set[int]:
    """Which of these editions counted at some time."""
    if not editions:
        return set()
    wanted = sorted(editions)
    rows = tx.rows(f"SELECT id FROM campaign_edition WHERE id IN ({tx.marks(wanted)}) AND since IS NOT NULL", wanted)
    return {row[0] for row in rows}


def _gather_tier(
    writes: _Writes, book: Rulebook, one: Loaded, old: _Stored, left: Mapping[int, _Stored], plan: Plan, now: Instant
) -> None:
    """Note a tier that the rules changed; ``left`` are the plans of editions that counted before."""
    if left:
        old = left[max(left)]
    if plan.tier != old.tier:
        writes.tiers.append((one.id, now, book.name, old.tier, plan.tier))


def _gather_effects(writes: _Writes, kept: Kept, one: Loaded, plan: Plan, now: Instant, import_id: int | None) -> None:
    for owed in plan.obligations:
        if owed.breach_at <= now:
            _note_breach(writes, kept, one, owed.rule, owed.due_at, owed.breach_at, owed.channel.value)
    for case in plan.cases:
        _gather_case(writes, one, case, now, import_id)
    for finding in plan.findings:
        _gather_finding(writes, kept, one, finding, now, import_id)


def _stands_in_queue(row: Row) -> bool:
    return not row[6] and row[3] in (Channel.CALL.value, Channel.ANY.value)


def _placed(one: Loaded, plan: Plan, ahead: Ahead | None, cohort_key: str, now: Instant) -> Row:
    place = plan.placement
    owner = one.owner_id or 0
    inquiry = inquiry_at(one.facts, now)
    breached = sum(owed.breach_at <= now for owed in plan.obligations)
    promised = sum(owed.due_at <= now and owed.is_commitment(now) for owed in plan.obligations)
    of_whom = (one.facts.ref, one.facts.zone, owner)
    then = (
        *_ordered(None if ahead is None else ahead.placement),
        None if ahead is None else ahead.until,
        plan.valid_until,
    )
    standing = (inquiry, plan.due_commitment, breached, promised, plan.tier, cohort_key, *then)
    lane, k1, k2, block_set = _ordered(place)
    entry = ("", 0) if place is None else (place.entry.rule, place.entry.due_at)
    return (*of_whom, lane, k1, k2, plan.segments, block_set, *entry, *standing)


def _ordered(place: Placement | None) -> tuple[int, int, int, int]:
    """Lane, key and segment set of a placement, as they sort."""
    if place is None:
        return 0, 0, 0, 0
    return place.lane.value, *place.key, place.segments if place.lane in BLOCK_LANES else 0


def _gather_case(writes: _Writes, one: Loaded, case: CaseOwed, now: Instant, import_id: int | None) -> None:
    if case.caused_at >= one.cases_since:
        if case.reopens:
            writes.reopenings.append((one.id, case))
        else:
            writes.cases.append(_case_row(one.id, case, now))
    elif import_id is not None:
        writes.facts.append((import_id, one.id, case.kind.value, case.rule, case.caused_at))


def _case_row(customer: int, case: CaseOwed, now: Instant) -> Row:
    return (customer, case.kind.value, case.rule, case.caused_at, now, case.phone, False)


def _gather_finding(
    writes: _Writes, kept: Kept, one: Loaded, finding: FindingOwed, now: Instant, import_id: int | None
) -> None:
    if finding.caused_at >= one.cases_since:
        writes.findings.append(
            (one.id, finding.rule, finding.caused_at, finding.agent, finding.amount, kept.version, now)
        )
    elif import_id is not None:
        writes.facts.append((import_id, one.id, "finding", finding.rule, finding.caused_at))


def _write(tx: Tx, writes: _Writes, now: Instant) -> int:
    tx.many("DELETE FROM obligation WHERE customer_id = ? AND edition_id = ? AND rule = ? AND due_at = ?", writes.gone)
    tx.many("DELETE FROM obligation WHERE customer_id = ? AND edition_id = ?", writes.left)
    tx.many("DELETE FROM placement WHERE customer_id = ? AND edition_id = ?", writes.left)
    tx.many("DELETE FROM cohort_place WHERE customer_id = ? AND edition_id = ?", writes.left)
    tx.many(_INSERT_OBLIGATION, writes.new)
    tx.many(_PLACE, writes.places)
    for customer, case in reopening.open_again(tx, writes.reopenings, now):
        writes.cases.append(_case_row(customer, case, now))
    tx.many(_INSERT_CASE, writes.cases)
    tx.many(_INSERT_FINDING, writes.findings)
    tx.many(_INSERT_FACT, writes.facts)
    tx.many(_INSERT_TIER, writes.tiers)
    cohorting.changed(tx, writes.cohort_keys, now)
    fresh = _new_breaches(tx, writes.breaches, now)
    tx.many(_INSERT_BREACH, [(*row[:7], now, row[7]) for row in fresh])
    if writes.gone or writes.new or writes.places or fresh:
        tx.touch()
    return len(fresh)


def _new_breaches(tx: Tx, breaches: dict[tuple[int, str, Instant], Row], now: Instant) -> list[Row]:
    """Those that are not on record yet. One that was voided and shows again counts again."""
    if not breaches:
        return []
    ids = sorted({key[0] for key in breaches})
    known = {
        (customer, rule, breach_at): (key, voided_at)
        for key, customer, rule, breach_at, voided_at in tx.rows(
            "SELECT id, customer_id, rule, breach_at, voided_at FROM breach_log"
            f" WHERE customer_id IN ({tx.marks(ids)})",
            ids,
        )
    }
    again = [known[key][0] for key in breaches if key in known and known[key][1] is not None]
    tx.many("UPDATE breach_log SET voided_at = NULL, logged_at = ? WHERE id = ?", [(now, key) for key in again])
    return [row for key, row in breaches.items() if key not in known]


class Placing(Futures):
    """The tick."""

    def tick(self, now: Instant, *, budget: int = 1_000, campaign: str | None = None) -> Ticked:
        """Refold those whose plan changed by itself (DESIGN §3). ``budget``: milliseconds after which it stops.

        Runs in write transactions under 50 ms each; nothing new costs one look without a lock. ``left`` = stopped
        with work to do. Raises ``UNKNOWN_CAMPAIGN``.
        """
        folded = breaches = 0
        ends = time.monotonic() + budget / 1000
        if self._clock_apart:
            return Ticked(folded, breaches, False)
        if not self.clear_future(now, ends):
            return Ticked(folded, breaches, True)
        self._draw_cohorts(now, campaign)
        pace = Pace(loading.CHUNK)
        while self.read(lambda tx: overdue(tx, now, campaign, 1)):
            if time.monotonic() >= ends:
                return Ticked(folded, breaches, True)
            with pace.measured() as size:
                done, found = self.write(partial(_tick, now=now, campaign=campaign, size=size), durable=False)
            folded += done
            breaches += found
            if done == 0:
                # PostgreSQL: what is left is being folded by somebody else at this moment.
                return Ticked(folded, breaches, False)
        return Ticked(folded, breaches, False)

    def _draw_cohorts(self, now: Instant, campaign: str | None) -> None:
        """Bring the cohorts up to the facts (RULES R15, R21); those whom it concerns are folded next."""
        for work in self.read(lambda tx: cohorts_behind(tx, now, campaign)):
            self.draw(work, now)

    def draw(self, work: cohorting.Work, now: Instant) -> None:
        """Draw the cohorts of one edition that are behind; those whom it concerns fall due under it."""
        self.write(partial(cohorting.open_years, work=work), durable=False)

        def found(tx: Tx) -> tuple[cohorting.Drawn, list[cohorting.Difference]]:
            drawn = cohorting.draw(tx, work)
            return drawn, cohorting.differences(tx, drawn)

        drawn, changes = self.read(found)
        pace, done = Pace(loading.CHUNK), 0
        while done < len(changes):
            with pace.measured() as size:
                self.write(
                    partial(cohorting.write, work=work, changes=changes[done : done + size], now=now), durable=False
                )
            done += size
        self.write(partial(cohorting.close_years, drawn=drawn), durable=False)


def cohorts_behind(tx: Tx, now: Instant, campaign: str | None) -> list[cohorting.Work]:
    campaigns = [kept for kept in frames.selected(tx, campaign).values() if tx.book(kept.version).cohorts]
    if not campaigns or tx.value("SELECT 1 FROM import_batch WHERE state IN ('publishing', 'undoing') LIMIT 1"):
        return []  # rows still come in: once when all are there
    # Those of a coming edition are drawn when its plans are there, by whoever works at the change.
    found = [cohorting.behind(tx, now, kept, kept.edition) for kept in campaigns]
    return [work for work in found if work is not None]


def overdue(tx: Tx, now: Instant, campaign: str | None, limit: int, *, locked: bool = False) -> list[int]:
    """Customers with a plan that is behind, those first that have been so the longest.

    ``locked``: on PostgreSQL they are locked, and those whom another transaction has locked are left out.
    """
    lock = " FOR UPDATE OF c SKIP LOCKED" if tx.postgres and locked else ""
    found: list[tuple[Instant, int]] = []
    for kept in frames.selected(tx, campaign).values():
        for edition in (kept.edition, kept.coming):
            if edition is not None:
                found += tx.rows(
                    "SELECT p.valid_until, c.id FROM placement p JOIN customer c ON c.id = p.customer_id"
                    " WHERE p.edition_id = ? AND p.valid_until <= ?"
                    f" ORDER BY p.valid_until LIMIT {limit}{lock}",
                    (edition.id, now),
                )
    return list(dict.fromkeys(key for _, key in sorted(found)))[:limit]


def settle_free(tx: Tx, ids: Collection[int], now: Instant) -> int:
    """The same as :func:`settle`, on PostgreSQL of those alone whom no other transaction has locked."""
    if not tx.postgres:
        return settle(tx, ids, now)
    wanted = sorted(ids)
    rows = tx.rows(
        f"SELECT id FROM customer WHERE id IN ({tx.marks(wanted)}) ORDER BY id FOR UPDATE SKIP LOCKED", wanted
    )
    return settle(tx, [row[0] for row in rows], now)


def _tick(tx: Tx, now: Instant, campaign: str | None, size: int) -> tuple[int, int]:
    ids = overdue(tx, now, campaign, size, locked=True)
    return len(ids), settle(tx, ids, now)
