"""The fold, written: plans become placement columns, obligations, breaches, cases and findings (DESIGN §3).

Every verb that changes a fact calls :func:`settle` before and :func:`refold` after it, in its own transaction; the
tick calls :func:`settle` for those whose ``valid_until`` has come.

While a campaign's rules change, plans stand under two editions: the one that counts, from which everything follows, and
the coming one, which is only written beside it (DESIGN §3, rulebook versions; :mod:`callcenter.records.changing`).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from callcenter import policy
from callcenter.model import CaseOwed, Facts, FindingOwed, Instant, Plan
from callcenter.records import cohorting, frames, loading, plan_rows
from callcenter.records.frames import EditionOf, Kept
from callcenter.records.futures import Futures
from callcenter.records.loading import Loaded
from callcenter.records.pacing import Pace
from callcenter.records.plan_rows import NOTHING_STORED, NewBreach, StoredPlan, Writes
from callcenter.records.working import Tx
from callcenter.rulebook import Rulebook
from callcenter.views.breaches import Ticked

_MAX_STEPS = 200
"""Instants that one catching-up replays for a customer; a store left alone for longer jumps to the present."""


def plan_of(tx: Tx, one: Loaded, now: Instant) -> Plan:
    """A fresh fold of one customer."""
    kept = frames.all_kept(tx)[one.campaign]
    return policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, now)


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
    return _fold(tx, [customer for (customer,) in due], now, import_id=None, replay=True)


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
        stored = plan_rows.stored(tx, chunk)
        before = _have_counted(tx, {edition for plans in stored.values() for edition in plans} - live)
        writes = Writes()
        for one in loading.load(tx, chunk):
            kept = campaigns[one.campaign]
            plans = stored.get(one.id, {})
            if not coming_only:
                old = plans.pop(kept.edition.id, NOTHING_STORED)
                book, facts = tx.book(kept.version), one.under(kept.edition.id)
                if replay and old.place is not None:
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
                old = plans.pop(kept.coming.id, NOTHING_STORED)
                book = tx.book(kept.coming.version)
                fold = policy.Fold(book, kept.frame, one.under(kept.coming.id), one.history, now)
                _gather_plan(writes, kept.coming, book, one, old, fold, now)
            # What is left is of editions that have gone, or of the campaign that they were in before.
            for edition, old in plans.items():
                if not (coming_only and edition == kept.edition.id):
                    writes.left.append((one.id, edition))
                    writes.cohort_keys.append((edition, old.cohort_key, ""))
        breaches += plan_rows.write(tx, writes, now)
    return breaches


def differing(tx: Tx, ids: Sequence[int], now: Instant) -> list[int]:
    """Those of these customers whose stored plans are not what a fold gives; a plan that is only behind is none."""
    campaigns, stored = frames.all_kept(tx), plan_rows.stored(tx, ids)
    found: list[int] = []
    for one in loading.load(tx, ids):
        kept, plans = campaigns[one.campaign], stored.pop(one.id, {})
        for edition in (kept.edition, kept.coming):
            if edition is None or (edition == kept.coming and edition.id not in plans):
                continue  # the change of rules has not come to them
            old = plans.get(edition.id, NOTHING_STORED)
            until = None if old.place is None else old.place.valid_until
            if until is not None and until <= now:
                continue
            writes, book = Writes(), tx.book(edition.version)
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
    writes: Writes, kept: Kept, book: Rulebook, one: Loaded, facts: Facts, old: StoredPlan, now: Instant
) -> policy.Fold:
    """Fold at each instant at which the plan changed by itself, up to ``now``; note the breaches of each."""
    before = [(row.rule, row.due_at, row.breach_at, row.channel) for row in old.owed.values()]
    step = None if old.place is None else old.place.valid_until
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
    writes: Writes, kept: Kept, one: Loaded, rule: str, due_at: Instant, breach_at: Instant, channel: str
) -> None:
    key = (one.id, rule, breach_at)
    if key in writes.breaches:
        return
    # A time that ends at 24:00 ends on that day, not on the next.
    closed = policy.closed_on(kept.frame, breach_at - 1)
    writes.breaches[key] = NewBreach(one.id, rule, channel, due_at, breach_at, one.owner_id, kept.version, closed)


def _gather_plan(
    writes: Writes,
    edition: EditionOf,
    book: Rulebook,
    one: Loaded,
    old: StoredPlan,
    fold: policy.Fold,
    now: Instant,
) -> None:
    plan = fold.plan
    new = {(row.rule, row.due_at): row for row in map(plan_rows.obligation_row, plan.obligations)}
    writes.gone += [(one.id, edition.id, *key) for key, row in old.owed.items() if new.get(key) != row]
    writes.new += [
        (one.id, edition.id, *row, plan_rows.stands_in_queue(row))
        for key, row in new.items()
        if old.owed.get(key) != row
    ]
    read = cohorting.key_of(book, one.facts, one.history)
    columns = plan_rows.placement_row(one, plan, fold.ahead(), read, now)
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
    return {edition for (edition,) in rows}


def _gather_tier(
    writes: Writes,
    book: Rulebook,
    one: Loaded,
    old: StoredPlan,
    left: Mapping[int, StoredPlan],
    plan: Plan,
    now: Instant,
) -> None:
    """Note a tier that the rules changed; ``left`` are the plans of editions that counted before."""
    if left:
        old = left[max(left)]
    if plan.tier != old.tier:
        writes.tiers.append((one.id, now, book.name, old.tier, plan.tier))


def _gather_effects(writes: Writes, kept: Kept, one: Loaded, plan: Plan, now: Instant, import_id: int | None) -> None:
    for owed in plan.obligations:
        if owed.breach_at <= now:
            _note_breach(writes, kept, one, owed.rule, owed.due_at, owed.breach_at, owed.channel.value)
    for case in plan.cases:
        _gather_case(writes, one, case, now, import_id)
    for finding in plan.findings:
        _gather_finding(writes, kept, one, finding, now, import_id)


def _gather_case(writes: Writes, one: Loaded, case: CaseOwed, now: Instant, import_id: int | None) -> None:
    if case.caused_at >= one.cases_since:
        if case.reopens:
            writes.reopenings.append((one.id, case))
        else:
            writes.cases.append(plan_rows.case_row(one.id, case, now))
    elif import_id is not None:
        writes.facts.append((import_id, one.id, case.kind.value, case.rule, case.caused_at))


def _gather_finding(
    writes: Writes, kept: Kept, one: Loaded, finding: FindingOwed, now: Instant, import_id: int | None
) -> None:
    if finding.caused_at >= one.cases_since:
        writes.findings.append(
            (one.id, finding.rule, finding.caused_at, finding.agent, finding.amount, kept.version, now)
        )
    elif import_id is not None:
        writes.facts.append((import_id, one.id, "finding", finding.rule, finding.caused_at))


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
    return settle(tx, [customer for (customer,) in rows], now)


def _tick(tx: Tx, now: Instant, campaign: str | None, size: int) -> tuple[int, int]:
    ids = overdue(tx, now, campaign, size, locked=True)
    return len(ids), settle(tx, ids, now)
