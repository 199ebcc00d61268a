"""The fold, written: plans become placement columns, obligations, breaches, cases and findings.

Every verb that changes a fact calls :func:`settle` before and :func:`refold` after it, in its own transaction; the
tick calls :func:`settle` for those whose ``valid_until`` has come.

While a campaign's rules change, plans stand under two editions: the one that counts, from which everything follows, and
the coming one, which is only written beside it (``rulebooks/rule_changes.py``).

See docs/architecture.md#one-fold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import structs

from callcenter import policy
from callcenter.model import CaseOwed, Facts, FindingOwed, Instant, Plan
from callcenter.rulebook.book import Rulebook
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import EditionOf, StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.history.loader import Loaded
from callcenter.storage.plans import cohorts, plan_rows
from callcenter.storage.plans.obligations import ObligationRow
from callcenter.storage.plans.plan_rows import NOTHING_STORED, NewBreach, StoredPlan, Writes
from callcenter.storage.tables.campaigns import EditionTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.plans import ObligationTable, PlacementTable

_MAX_STEPS = 200
"""Instants that one catching-up replays for a customer; a store left alone for longer jumps to the present."""


def plan_of(tx: Tx, one: Loaded, now: Instant) -> Plan:
    """A fresh fold of one customer."""
    kept = campaign_rows.get_all(tx)[one.campaign]
    return policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, now)


def refold(tx: Tx, ids: Iterable[int], now: Instant, *, import_id: int | None = None) -> int:
    """Fold these customers at ``now`` and write what follows; returns the number of new breaches.

    With ``import_id`` what would be a case or finding of the time before ``cases_since`` is listed as a fact of that
    import (docs/rules.md#before-import).
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
    return _fold(tx, tx.values(_due(wanted, now)), now, import_id=None, replay=True)


@prepared
def _due(customers: list[int], now: Instant) -> Query:
    counts = (PlacementTable.valid_until <= now) & (EditionTable.state != "dropped")
    plans = PlacementTable.select(PlacementTable.customer).distinct()
    return plans.join(EditionTable, on=EditionTable.id == PlacementTable.edition).where(
        counts & PlacementTable.customer.in_(customers)
    )


def settle_all(tx: Tx, ids: Iterable[int], now: Instant) -> int:
    """Fold customers whose rules have just begun to count, and put on record what follows; returns new breaches."""
    return _fold(tx, ids, now, import_id=None, replay=True)


def _fold(
    tx: Tx, ids: Iterable[int], now: Instant, *, import_id: int | None, replay: bool, coming_only: bool = False
) -> int:
    wanted = sorted(set(ids))
    if not wanted:
        return 0
    campaigns = campaign_rows.get_all(tx)
    live = {kept.edition.id for kept in campaigns.values()}
    breaches = 0
    for start in range(0, len(wanted), loader.CHUNK):
        chunk = wanted[start : start + loader.CHUNK]
        stored = plan_rows.stored(tx, chunk)
        before = _have_counted(tx, {edition for plans in stored.values() for edition in plans} - live)
        writes = Writes()
        loaded = loader.load(tx, chunk)
        for one in loaded:
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
                book, then = tx.book(kept.coming.version), _living(one, kept, kept.coming)
                fold = policy.Fold(book, kept.coming.frame, then.under(kept.coming.id), one.history, now)
                _gather_plan(writes, kept.coming, book, then, old, fold, now)
            # The rest is of editions that have gone, or of the campaign that they were in before.
            for edition, old in plans.items():
                if not (coming_only and edition == kept.edition.id):
                    writes.left.append({"customer": one.id, "edition": edition})
                    writes.leavers.add(one.id)
                    writes.cohort_keys.append((edition, old.cohort_key, ""))
        breaches += plan_rows.write(tx, writes, now)
        again = _moved_in_the_pool(tx, writes, loaded)
        breaches += _fold(tx, again, now, import_id=None, replay=False) if again else 0
    return breaches


def _moved_in_the_pool(tx: Tx, writes: Writes, loaded: Iterable[Loaded]) -> list[int]:
    """Return whose clock of the pool goes otherwise by what their fold has brought: a case, a tier."""
    moved = {customer for customer, _case in (*writes.cases, *writes.reopenings)}.union(writes.retiered)
    concerned = [one for one in loaded if one.id in moved and one.facts.owned_since is not None]
    again = {one.id: one.facts for one in loader.load(tx, [one.id for one in concerned])}
    return [one.id for one in concerned if again[one.id] != one.facts]


def _living(one: Loaded, kept: StoredCampaign, edition: EditionOf) -> Loaded:
    """A customer under an edition: who has no zone of their own lives in that of its frame."""
    if edition.frame.zone == kept.frame.zone or one.facts.zone != kept.frame.zone:
        return one
    return structs.replace(one, facts=structs.replace(one.facts, zone=edition.frame.zone))


def differing(tx: Tx, ids: Sequence[int], now: Instant) -> list[int]:
    """Return the customers whose stored plans are not what a fold gives; a plan that is only behind is none."""
    campaigns, stored = campaign_rows.get_all(tx), plan_rows.stored(tx, ids)
    found: list[int] = []
    for one in loader.load(tx, ids):
        kept, plans = campaigns[one.campaign], stored.pop(one.id, {})
        for edition in (kept.edition, kept.coming):
            if edition is None or (edition == kept.coming and edition.id not in plans):
                continue  # the change of rules has not come to them
            old = plans.get(edition.id, NOTHING_STORED)
            until = None if old.place is None else old.place.valid_until
            if until is not None and until <= now:
                continue
            writes, book, then = Writes(), tx.book(edition.version), _living(one, kept, edition)
            fold = policy.Fold(book, edition.frame, then.under(edition.id), one.history, now)
            _gather_plan(writes, edition, book, then, old, fold, now)
            if writes.places or writes.new or writes.gone:
                found.append(one.id)
                break
    # A customer merged into another has no plan.
    return found + list(stored)


def fold_anew(tx: Tx, ids: Sequence[int], now: Instant) -> None:
    """Write the plans of these customers as a fold gives them; who is merged into another gets none."""
    people = CustomerTable.select(CustomerTable.id).where(CustomerTable.id.in_(ids))
    tx.lock_customers(tx.values(people.where(CustomerTable.survivor.is_null())))
    merged = people.where(CustomerTable.survivor.is_null(False))
    for table in (PlacementTable, ObligationTable):
        tx.run(table.delete().where(table.customer.in_(merged)))
    refold(tx, ids, now)
    tx.mark_changed()


def _replay(
    writes: Writes, kept: StoredCampaign, book: Rulebook, one: Loaded, facts: Facts, old: StoredPlan, now: Instant
) -> policy.Fold:
    """Fold at each instant at which the plan changed by itself, up to ``now``; note the breaches of each."""
    before = [(row.rule, row.due_at, row.breach_at, row.channel.value) for row in old.owed.values()]
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
    writes: Writes, kept: StoredCampaign, one: Loaded, rule: str, due_at: Instant, breach_at: Instant, channel: str
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
    new = {(row.rule, row.due_at): row for row in map(ObligationRow.of, plan.obligations)}
    whose = {"customer": one.id, "edition": edition.id}
    writes.gone += [
        {**whose, "rule": rule, "due_at": due_at}
        for (rule, due_at), row in old.owed.items()
        if new.get((rule, due_at)) != row
    ]
    writes.new += [
        {**whose, **structs.asdict(row), "channel": row.channel.value, "dialled": row.is_dialled}
        for key, row in new.items()
        if old.owed.get(key) != row
    ]
    read = cohorts.key_of(book, one.facts, one.history)
    columns = plan_rows.placement_row(one, plan, fold.ahead(), read, now)
    if columns != old.place:
        # A plan that is the same holds since it was first folded.
        writes.places.append({**whose, **structs.asdict(columns), "folded_at": now})
    if read != old.cohort_key:
        writes.cohort_keys.append((edition.id, old.cohort_key, read))


def _have_counted(tx: Tx, editions: Collection[int]) -> set[int]:
    """Return which of these editions counted at some time."""
    if not editions:
        return set()
    counted = EditionTable.since.is_null(False) & EditionTable.id.in_(sorted(editions))
    return set(tx.values(EditionTable.select(EditionTable.id).where(counted)))


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
        writes.retiered.add(one.id)
        writes.tiers.append({"customer": one.id, "at": now, "actor": book.name, "old": old.tier, "new": plan.tier})


def _gather_effects(
    writes: Writes, kept: StoredCampaign, one: Loaded, plan: Plan, now: Instant, import_id: int | None
) -> None:
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
            writes.cases.append((one.id, case))
    elif import_id is not None:
        writes.facts.append(_fact(import_id, one, case.kind.value, case.rule, case.caused_at))


def _fact(import_id: int, one: Loaded, kind: str, rule: str, caused_at: Instant) -> dict[str, object]:
    return {"import_id": import_id, "customer": one.id, "kind": kind, "rule": rule, "caused_at": caused_at}


def _gather_finding(
    writes: Writes, kept: StoredCampaign, one: Loaded, finding: FindingOwed, now: Instant, import_id: int | None
) -> None:
    if finding.caused_at >= one.cases_since:
        writes.findings.append((one.id, finding, kept.version))
    elif import_id is not None:
        writes.facts.append(_fact(import_id, one, "finding", finding.rule, finding.caused_at))
