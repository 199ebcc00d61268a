"""The sheet for the meeting: what went overdue, what is promised, which exceptions were raised, per agent.

See docs/rules.md#r30.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from callcenter import policy
from callcenter.model import CaseKind, CaseState, Instant, Role
from callcenter.policy import MeetingDays
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows, lag
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.customers.customer_view import case_query, case_rows
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.duties import promises
from callcenter.storage.history import loader
from callcenter.storage.people import units
from callcenter.storage.search.found_rows import CUSTOMER, plan_tier
from callcenter.storage.tables.access import CampaignUnitTable, MembershipTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import BreachLogTable, CaseTable, ClosureTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.views.worklists.cases import CaseRow
from callcenter.views.worklists.meeting_sheets import MeetingSheet, SheetBreach, SheetPart
from callcenter.views.worklists.promises import PromiseRow

_T = TypeVar("_T", SheetBreach, PromiseRow, CaseRow)

_STANDING_CASES = [state.value for state in CaseState if state is not CaseState.WITHDRAWN]


class MeetingSheets(Service, subject="meeting_sheets"):
    """Verbs on sheets for meetings."""

    def get(
        self, *, now: Instant, evening: bool = False, unit: str | None = None, campaign: str | None = None
    ) -> MeetingSheet:
        """The sheet of the morning, or of the ``evening``, of who and what lies in the scope of the one who acts.

        ``unit``: its people alone, and the pool of its campaigns. Every agent has a part, also where there is nothing
        to tell. Read as the last tick left it. Raises ``UNKNOWN_UNIT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> MeetingSheet:
            campaigns = campaign_rows.select(tx, campaign)
            days: dict[MeetingDays, list[int]] = defaultdict(list)
            for kept in campaigns.values():
                days[policy.meeting_days(kept.frame, now, evening=evening)].append(kept.id)
            first, zone = next(iter(days), MeetingDays(now, now, now)), _zone(campaigns)
            broken = [one for of, ids in days.items() for one in _breaches(tx, of, ids, campaigns)]
            promised = [one for of, ids in days.items() for one in _promises(tx, of, ids, campaigns, now)]
            raised = [one for of, ids in days.items() for one in _exceptions(tx, of, ids)]
            parts = _parts(_agents(tx), broken, promised, raised)
            if unit is not None:
                parts = _narrowed(parts, *_of_unit(tx, unit, now))
            behind = lag.behind(tx, campaigns, now)
            return MeetingSheet(now, evening, zone, first.since, first.until, first.ahead, parts, behind)

        return self._database.read(work)


def _zone(campaigns: Mapping[int, StoredCampaign]) -> str:
    return next((kept.frame.zone for kept in campaigns.values()), "Asia/Shanghai")


def _parts(
    agents: Iterable[str], broken: list[SheetBreach], promised: list[PromiseRow], raised: list[CaseRow]
) -> tuple[SheetPart, ...]:
    """The parts of these agents and of whoever else there is something to tell of, by name; the pool's stands last."""
    breaches = _by(broken, lambda one: one.agent)
    promises_of = _by(promised, lambda one: one.made_by or one.owner)
    exceptions = _by(raised, lambda one: one.raised_by or one.owner)
    named = {*agents, *breaches, *promises_of, *exceptions}
    order = sorted((name for name in named if name is not None), key=policy.by_name)
    return tuple(
        SheetPart(name, tuple(breaches[name]), tuple(promises_of[name]), tuple(exceptions[name]))
        for name in (*order, *({None} & named))
    )


def _by(rows: Iterable[_T], of: Callable[[_T], str | None]) -> defaultdict[str | None, list[_T]]:
    found = defaultdict[str | None, list[_T]](list)
    for row in rows:
        found[of(row)].append(row)
    return found


def _narrowed(parts: Iterable[SheetPart], people: frozenset[str], pools: frozenset[str]) -> tuple[SheetPart, ...]:
    """The parts of these people, and of the pool what is of these campaigns."""
    found = list[SheetPart]()
    for part in parts:
        if part.agent in people:
            found.append(part)
        elif part.agent is None:
            of_pool = SheetPart(
                None,
                tuple(one for one in part.breaches if one.campaign in pools),
                tuple(one for one in part.promises if one.campaign in pools),
                tuple(one for one in part.exceptions if one.campaign in pools),
            )
            found += [of_pool] if of_pool != SheetPart(None) else []
    return tuple(found)


@prepared
def _agents_of(role: str) -> Query:
    return AgentTable.select(AgentTable.id, AgentTable.name).where(AgentTable.can_sign_in & (AgentTable.role == role))


class _Agent(Struct, frozen=True):
    id: int
    name: str


def _agents(tx: Tx) -> list[str]:
    """Return the agents at work here, in the scope of the one who acts."""
    scope = scopes.of(tx)
    found = tx.all(_Agent, _agents_of(Role.AGENT.value))
    return [one.name for one in found if scope is None or one.id in scope.people]


@prepared
def _members(units: list[int], now: Instant) -> Query:
    ends = MembershipTable.until
    in_force = (MembershipTable.since <= now) & (ends.is_null() | (ends > now))
    of_units = AgentTable.select(AgentTable.name).join(MembershipTable, on=MembershipTable.agent == AgentTable.id)
    return of_units.where(MembershipTable.unit.in_(units) & in_force)


@prepared
def _campaigns_of(units: list[int]) -> Query:
    names = CampaignTable.select(CampaignTable.name)
    return names.join(CampaignUnitTable, on=CampaignUnitTable.campaign == CampaignTable.id).where(
        CampaignUnitTable.unit.in_(units)
    )


def _of_unit(tx: Tx, unit: str, now: Instant) -> tuple[frozenset[str], frozenset[str]]:
    """The people of a unit and of those below it, and the campaigns that are theirs."""
    below = sorted(scopes.below(tx, [units.unit_id(tx, unit)]))
    return frozenset(tx.values(_members(below, now))), frozenset(tx.values(_campaigns_of(below)))


class _Broken(Struct, frozen=True):
    ref: str
    name: str
    tier: str | None
    campaign: int
    rule: str
    breach_at: Instant
    agent: str | None
    is_open: bool
    closed_at: Instant | None


def _breaches(
    tx: Tx, days: MeetingDays, ids: list[int], campaigns: Mapping[int, StoredCampaign]
) -> Iterator[SheetBreach]:
    """Breaches of these days, the earliest first; not those from before the import that brought its customer."""
    log, closed, owed = BreachLogTable, ClosureTable, ObligationTable
    stands = CUSTOMER.id == loader.STANDING
    of_log = (closed.customer == log.customer) & (closed.rule == log.rule) & (closed.breach_at == log.breach_at)
    still = (owed.customer == CUSTOMER.id) & (owed.rule == log.rule) & (owed.breach_at == log.breach_at)
    # The sum keeps SQLite from reading all plans of an edition for these few.
    editions = (owed.edition + 0).in_(campaign_rows.editions_of(campaigns[id] for id in ids))
    came_later = CustomerTable.import_id.is_null(False) & (CustomerTable.recorded_at > log.breach_at)
    query = (
        log.select(
            *columns(
                _Broken,
                log,
                ref=CUSTOMER.ref,
                name=CUSTOMER.name,
                tier=plan_tier(CUSTOMER),
                campaign=CUSTOMER.campaign,
                agent=AgentTable.name,
                is_open=fn.EXISTS(owed.select(owed.rule).where(still & editions)),
                closed_at=closed.select(fn.MAX(closed.closed_at)).where(of_log),
            )
        )
        .join_from(log, CustomerTable, on=log.customer == CustomerTable.id)
        .join_from(CustomerTable, CUSTOMER, on=stands)
        .join_from(log, AgentTable, JOIN.LEFT_OUTER, on=log.owner == AgentTable.id)
        .where((log.breach_at >= days.since) & (log.breach_at < days.until) & log.voided_at.is_null() & ~came_later)
        .where(CUSTOMER.campaign.in_(ids))
        .order_by(log.breach_at, CUSTOMER.ref, log.rule)
    )
    for one in tx.all(_Broken, scopes.within(tx, query, CUSTOMER)):
        frame = campaigns[one.campaign].frame
        yield SheetBreach(**{**asdict(one), "campaign": frame.name}, zone=frame.zone)


def _promises(
    tx: Tx, days: MeetingDays, ids: list[int], campaigns: Mapping[int, StoredCampaign], now: Instant
) -> tuple[PromiseRow, ...]:
    """Promises that fall due in the days ahead, and those that are due and not kept."""
    return promises.until(tx, {id: campaigns[id] for id in ids}, now, days.ahead)


def _exceptions(tx: Tx, days: MeetingDays, ids: list[int]) -> tuple[CaseRow, ...]:
    """Exceptions that were raised in these days, by somebody or by a rule, the earliest first."""
    raised = (CaseTable.opened_at >= days.since) & (CaseTable.opened_at < days.until)
    stands = CaseTable.state.in_(_STANDING_CASES) & (CaseTable.kind == CaseKind.EXCEPTION.value)
    found = case_query().where(stands & raised & CUSTOMER.campaign.in_(ids))
    return case_rows(tx, scopes.within(tx, found.order_by(CaseTable.opened_at, CaseTable.id), CUSTOMER))
