"""Records of a time that has not come yet, left behind by a wrong clock (docs/architecture.md, Clocks).

A program whose clock is ahead folds plans for a day that has not come, logs breaches that have not happened, opens
cases and draws next year's cohorts. When the clock is right again every tick finds these by the instant at which they
were written, voids or mends them, and lets the plans fall due.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial, reduce
from operator import or_
from typing import Any, TypeAlias

from msgspec import Struct

from callcenter import clock, policy
from callcenter.model import DAY, HOUR, SECOND, CaseState, Instant
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Database, Tx
from callcenter.storage.history import loader, retraction
from callcenter.storage.plans import case_turns, pool_clocks
from callcenter.storage.tables.calls import WHILE_CALLED, ClaimNumberTable, ClaimTable
from callcenter.storage.tables.campaigns import CampaignTable, EditionTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import BreachLogTable, BreachStepTable, CaseStepTable, CaseTable, FindingTable
from callcenter.storage.tables.people import PresenceSpanTable, PresenceTable
from callcenter.storage.tables.plans import CohortPlaceTable, CohortTable, PlacementTable
from callcenter.storage.tables.programs import LeaseTable
from callcenter.storage.tables.slim_peewee import SQL, fn, peewee
from callcenter.workdays import local_date

_LONGEST_CLAIM = DAY
"""The longest that the settings allow: a claim that nobody has dialled and that ends later is a wrong clock's."""

_USUAL_CLAIM = HOUR
"""One that ends later than this is a wrong clock's if the presence of its agent is."""

_SHORTENED_CLAIM = 90 * SECOND

_Part: TypeAlias = Callable[[Tx, Instant, Instant, int], int]
"""Mend of at most so many records that were written later than the first instant; the second is the present."""


def limit_from(now: Instant) -> Callable[[], Instant]:
    """Return how late a record may have been written at the moment of the call: what other programs write while this
    one waits is not of the future."""
    began = clock.uptime() - now - clock.APART
    return lambda: clock.uptime() - began


def clear(database: Database, now: Instant, ends: float, limit: Callable[[], Instant]) -> bool:
    """Void or mend what was written later than now; whether all was done before ``ends`` (monotonic seconds).

    Plans fall due and are folded by the tick. Works in short transactions.
    """
    database.write(lambda tx: _mend_small(tx, limit(), now), durable=False)
    return all(_in_short_steps(database, part, limit, now, ends) for part in (_judge, _judge_cases, _let_fall_due))


def _in_short_steps(database: Database, part: _Part, limit: Callable[[], Instant], now: Instant, ends: float) -> bool:
    pace = Pace(loader.CHUNK)

    def step(tx: Tx, size: int) -> int:
        return part(tx, limit(), now, size)

    while time.monotonic() < ends:
        with pace.measured() as size:
            done = database.write(partial(step, size=size), durable=False)
        if not done:
            return True
    return False


def anything(tx: Tx, limit: Instant) -> bool:
    """Tell whether something was written later than ``limit``."""
    claims = limit - clock.APART + _LONGEST_CLAIM
    # No zone is more than a day ahead of UTC.
    newest_year = local_date(limit + DAY, "UTC").year
    return tx.value(_anything(limit, claims, newest_year)) is not None


_ONE = SQL("1")


def _large(limit: Instant) -> tuple[peewee.ModelSelect[Any], ...]:
    """Records of which there are many, each found by an index on the instant at which it was written."""
    log, found, case = BreachLogTable, FindingTable, CaseTable
    return (
        PlacementTable.select(_ONE).where(PlacementTable.folded_at > limit),
        log.select(_ONE).where((log.logged_at > limit) & log.voided_at.is_null()),
        found.select(_ONE).where((found.logged_at > limit) & found.voided_at.is_null()),
        case.select(_ONE).where((case.state == CaseState.OPEN.value) & (case.opened_at > limit)),
    )


@prepared
def _anything(limit: Instant, claims: Instant, year: int) -> Query:
    """Ask about the large tables by their indexes, and about those that have few rows."""
    seen, edition, claim = PresenceTable, EditionTable, ClaimTable
    small = (
        seen.select(_ONE).where((seen.heartbeat > limit) | (seen.since > limit) | (seen.signed_in_at > limit)),
        edition.select(_ONE).where((edition.worked_at > limit) | (edition.since > limit) | (edition.begun_at > limit)),
        LeaseTable.select(_ONE).where(LeaseTable.expires_at > limit),
        claim.select(_ONE).where((claim.expires_at > claims) & (claim.expires_at != WHILE_CALLED)),
        CohortTable.select(_ONE).where(CohortTable.year > year),
    )
    return peewee.Select(columns=[_ONE]).where(reduce(or_, map(fn.EXISTS, (*_large(limit), *small))))


def _mend_small(tx: Tx, limit: Instant, now: Instant) -> None:
    """Mend leases, claims, presence, changes of rules, cohorts of years that have not come, and steps of breaches."""
    tx.run(LeaseTable.update(expires_at=0, holder="").where(LeaseTable.expires_at > limit))
    wrong = (PresenceTable.heartbeat > limit) | (PresenceTable.since > limit) | (PresenceTable.signed_in_at > limit)
    concerned = PresenceTable.select(PresenceTable.agent).where(wrong)
    present = limit - clock.APART
    of_them = (ClaimTable.expires_at > present + _USUAL_CLAIM) & ClaimTable.agent.in_(concerned)
    too_long = (ClaimTable.expires_at > present + _LONGEST_CLAIM) | of_them
    tokens = tx.values(ClaimTable.select(ClaimTable.token).where((ClaimTable.expires_at != WHILE_CALLED) & too_long))
    shortened = [{"expires_at": now + _SHORTENED_CLAIM, "token": token} for token in tokens]
    for claims in (ClaimTable, ClaimNumberTable):
        tx.update_each(claims, shortened, by=("token",))
    for field in (PresenceSpanTable.since, PresenceSpanTable.until):
        ahead = (field > limit) & PresenceSpanTable.agent.in_(concerned)
        tx.run(PresenceSpanTable.update({field: now}).where(ahead))
    for table, fields in (
        (PresenceTable, (PresenceTable.heartbeat, PresenceTable.since, PresenceTable.signed_in_at)),
        (CampaignTable, (CampaignTable.created_at,)),
        (EditionTable, (EditionTable.worked_at, EditionTable.since, EditionTable.begun_at)),
    ):
        for field in fields:
            tx.run(table.update({field: now}).where(field > limit))
    for kept in campaign_rows.get_all(tx).values():
        editions = EditionTable.select(EditionTable.id).where(EditionTable.campaign == kept.id)
        year = local_date(limit, kept.frame.zone).year
        for places in (CohortPlaceTable, CohortTable):
            tx.run(places.delete().where(places.edition.in_(editions) & (places.year > year)))
    early = BreachStepTable.at > limit
    stepped = BreachStepTable.select(BreachStepTable.breach).where(early)
    tx.run(BreachLogTable.update(step_at=0).where(BreachLogTable.id.in_(stepped)))
    tx.run(BreachStepTable.delete().where(early))
    tx.mark_changed()


def _judge(tx: Tx, limit: Instant, now: Instant, size: int) -> int:
    done = retraction.judge_again(tx, limit, now, size)
    if done:
        tx.mark_changed()
    return done


def _judge_cases(tx: Tx, limit: Instant, now: Instant, size: int) -> int:
    """Cases that were opened later than ``limit``: those that a fold asks for, and those that somebody raised or has
    worked on, are open since now; the others are withdrawn."""
    worked = (CaseTable.raised_by != "") | fn.EXISTS(
        CaseStepTable.select(CaseStepTable.id).where(CaseStepTable.kase == CaseTable.id)
    )
    cases = CaseTable.select(*columns(_Case, CaseTable, customer=loader.STANDING, worked=worked)).join(CustomerTable)
    ahead = cases.where((CaseTable.state == CaseState.OPEN.value) & (CaseTable.opened_at > limit))
    found = tx.all(_Case, ahead.order_by(CaseTable.opened_at).limit(size))
    campaigns = campaign_rows.get_all(tx)
    owed: set[tuple[int, str, Instant]] = set()
    for one in loader.load(tx, sorted({case.customer for case in found})):
        kept = campaigns[one.campaign]
        plan = policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, now)
        owed.update((one.id, case.rule, case.caused_at) for case in plan.cases)
    stands = [case for case in found if case.worked or (case.customer, case.rule, case.caused_at) in owed]
    gone = [case for case in found if case not in stands]
    tx.update_each(CaseTable, [{"opened_at": now, "id": case.id} for case in stands])
    withdrawn = {"state": CaseState.WITHDRAWN.value, "closed_at": now, "turn": None, "act_by": None}
    tx.update_each(CaseTable, [{**withdrawn, "id": case.id} for case in gone])
    case_turns.write(tx, [case.id for case in stands])
    pool_clocks.moved_by_cases(tx, sorted({case.customer for case in found}), now)
    return len(found)


class _Case(Struct, frozen=True):
    id: int
    customer: int
    rule: str
    caused_at: Instant
    worked: bool


class _Plan(Struct, frozen=True):
    customer: int
    edition: int


def _let_fall_due(tx: Tx, limit: Instant, now: Instant, size: int) -> int:
    """Plans that were folded later than ``limit`` end now."""
    plans = PlacementTable.select(*columns(_Plan, PlacementTable)).where(PlacementTable.folded_at > limit)
    found = tx.all(_Plan, plans.order_by(PlacementTable.folded_at).limit(size))
    tx.lock_customers(plan.customer for plan in found)
    ended = {"valid_until": now, "folded_at": now}
    rows = [{**ended, "customer": plan.customer, "edition": plan.edition} for plan in found]
    tx.update_each(PlacementTable, rows, by=("customer", "edition"))
    return len(found)


def count(tx: Tx, limit: Instant) -> int:
    """Count plans, breaches, findings and cases written later than ``limit``; at least 1 where anything was."""
    if not anything(tx, limit):
        return 0
    counted = (peewee.Select([records], [fn.COUNT(_ONE)]) for records in _large(limit))
    return max(1, sum(int(tx.value(query)) for query in counted))
