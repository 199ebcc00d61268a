"""Figures of leads: who came, who signed, how soon a lead was called, complaints (docs/figures.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from callcenter.model import (
    MINUTE,
    SECOND,
    CaseKind,
    CaseState,
    Channel,
    Direction,
    Disposition,
    Instant,
    MilestoneKind,
)
from callcenter.policy import Fact
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.customers.rotation_rows import LEADS
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.figures.span import ReportSpan
from callcenter.storage.figures.survivors import Survivors, chunks
from callcenter.storage.history import signings
from callcenter.storage.history.signings import Signing
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable, MilestoneTable
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.tables.rotations import AllocationTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.views.figures.reports import Counted, RowKind
from callcenter.workdays import EVERY_DAY, Hours, time_within

_BEGINNING = -(2**62)
_QUICK = 5 * MINUTE
_ASIDE = [kind.value for kind in MilestoneKind if kind.is_aside]
_WHO = fn.COALESCE(CustomerTable.survivor, CustomerTable.id)


class _At(Struct, frozen=True, gc=False):
    at: Instant


class _Of(Struct, frozen=True, gc=False):
    at: Instant
    agent: int
    id: int


_CAME = fn.COALESCE(CustomerTable.created_at, CustomerTable.recorded_at)


@prepared
def _came_within(since: Instant, until: Instant) -> Query:
    table = CustomerTable
    came = fn.COALESCE(table.created_at, table.recorded_at)
    return table.select(_WHO).where((came >= since) & (came < until))


@prepared
def _contacted_before_they_came(since: Instant, until: Instant) -> Query:
    """Customers with a contact in the span whose own record is newer: an imported history."""
    at = TouchTable.at
    within = (at >= since) & (at < until) & TouchTable.in_force & (until <= _CAME)
    return TouchTable.select(_WHO).join(CustomerTable).where(within).distinct()


@prepared
def _dated_before_they_came(since: Instant, until: Instant) -> Query:
    at = MilestoneTable.at
    within = (at >= since) & (at < until) & ~MilestoneTable.withdrawn & (until <= _CAME)
    return MilestoneTable.select(_WHO).join(CustomerTable).where(within).distinct()


@prepared
def _first_contacts(customers: list[int]) -> Query:
    table = TouchTable
    first = table.select(table.customer.alias("customer"), fn.MIN(table.at).alias("at"))
    return first.where(table.customer.in_(customers) & table.in_force).group_by(table.customer)


@prepared
def _first_dates(customers: list[int]) -> Query:
    table = MilestoneTable
    first = table.select(table.customer.alias("customer"), fn.MIN(table.at).alias("at"))
    return first.where(table.customer.in_(customers) & ~table.withdrawn).group_by(table.customer)


@prepared
def _dated(customers: list[int]) -> Query:
    """Customers of whom a date is known that says more than that they came."""
    table = MilestoneTable
    known = ~table.withdrawn & table.kind.not_in(_ASIDE)
    return table.select(table.customer).where(table.customer.in_(customers) & known).distinct()


@prepared
def _inquired_within(since: Instant, until: Instant) -> Query:
    table = MilestoneTable
    within = (table.kind == MilestoneKind.INQUIRY.value) & ~table.withdrawn & (table.at >= since) & (table.at < until)
    return table.select(_WHO).join(CustomerTable).where(within).distinct()


@prepared
def _inquiries(customers: list[int]) -> Query:
    table = MilestoneTable
    asked = (table.kind == MilestoneKind.INQUIRY.value) & ~table.withdrawn
    found = table.select(*columns(_At, table, customer=table.customer))
    return found.where(table.customer.in_(customers) & asked)


@prepared
def _allocated_within(since: Instant, until: Instant) -> Query:
    table = AllocationTable
    leads = table.agent.is_null(False) & table.reason.in_(LEADS)
    within = (table.at >= since) & (table.at < until)
    return table.select(_WHO).join(CustomerTable, on=(CustomerTable.id == table.customer)).where(leads & within)


@prepared
def _allocations(customers: list[int]) -> Query:
    table = AllocationTable
    leads = table.agent.is_null(False) & table.reason.in_(LEADS)
    found = table.select(*columns(_Of, table, customer=table.customer, agent=table.agent))
    return found.where(table.customer.in_(customers) & leads).order_by(table.at, table.id)


@prepared
def _calls(customers: list[int]) -> Query:
    table = TouchTable
    made = (table.channel == Channel.CALL.value) & (table.direction == Direction.OUT.value) & table.in_force
    found = table.select(*columns(_Of, table, customer=table.customer, agent=fn.COALESCE(table.agent, 0)))
    return found.where(table.customer.in_(customers) & made).order_by(table.at, table.id)


@prepared
def _signed_within(since: Instant, until: Instant) -> Query:
    return signings.within(lambda table: table.customer.is_null(False), since, until)


@prepared
def _signed_before(customers: list[int], until: Instant) -> Query:
    return signings.within(lambda table: table.customer.in_(customers), _BEGINNING, until)


@prepared
def _who_stands(customers: list[int]) -> Query:
    return CustomerTable.select(_WHO).where(CustomerTable.id.in_(customers))


@prepared
def _signed_contacts(customers: list[int], since: Instant) -> Query:
    table = TouchTable
    said = (table.disposition == Disposition.SIGNED.value) & table.in_force & (table.at >= since)
    found = table.select(*columns(_Of, table, customer=table.customer, agent=fn.COALESCE(table.agent, 0)))
    return found.where(table.customer.in_(customers) & said)


class _Complaint(Struct, frozen=True):
    id: int
    at: Instant


@prepared
def _complaints(since: Instant, until: Instant) -> Query:
    table = CaseTable
    within = (table.opened_at >= since) & (table.opened_at < until)
    of_kind = (table.kind == CaseKind.COMPLAINT.value) & (table.state != CaseState.WITHDRAWN.value)
    found = table.select(*columns(_Complaint, table, customer=_WHO, at=table.opened_at))
    return found.join(CustomerTable).where(of_kind & within)


def facts(tx: Tx, span: ReportSpan, campaigns: dict[int, StoredCampaign]) -> dict[Counted, list[Fact]]:
    """The rows of all figures that count leads."""
    return {
        Counted.NEW_CUSTOMERS: list(_new(tx, span)),
        Counted.SIGNED: list(_signed(tx, span)),
        Counted.COMPLAINTS: list(_complained(tx, span)),
        **_leads(tx, span, campaigns),
    }


def _fact(span: ReportSpan, survivors: Survivors, customer: int, at: Instant, agent: int | None = None) -> Fact | None:
    """A customer as a row at an instant, of the owner at it unless an agent is named; None outside of the report."""
    one = survivors.known[customer]
    period = span.period(one.campaign, at)
    if period is None:
        return None
    whose = survivors.owner_at(customer, at) if agent is None else agent
    return Fact(period, whose, one.campaign, one.source, RowKind.CUSTOMER, customer, at, customer, once=customer)


def _new(tx: Tx, span: ReportSpan) -> Iterator[Fact]:
    candidates = set(tx.values(_came_within(span.since, span.until)))
    candidates.update(tx.values(_contacted_before_they_came(span.since, span.until)))
    candidates.update(tx.values(_dated_before_they_came(span.since, span.until)))
    survivors = Survivors(tx, candidates, span.since)
    came = dict(survivors.came)
    for chunk in chunks(survivors.members()):
        for query in (_first_contacts(chunk), _first_dates(chunk)):
            for customer, first in tx.owned(_At, query):
                who = survivors.standing(customer)
                came[who] = min(came[who], first.at)
    for customer, at in sorted(came.items()):
        fact = _fact(span, survivors, customer, at)
        if fact is not None:
            yield fact


def _signed(tx: Tx, span: ReportSpan) -> Iterator[Fact]:
    signed = sorted({one.customer_id for one in tx.all(Signing, _signed_within(span.since, span.until))})
    survivors = Survivors(tx, (who for chunk in chunks(signed) for who in tx.values(_who_stands(chunk))), span.since)
    first: dict[int, Instant] = {}
    signers: dict[tuple[int, Instant], int] = {}
    for chunk in chunks(survivors.members()):
        for one in tx.all(Signing, _signed_before(chunk, span.until)):
            who = survivors.standing(one.customer_id)
            first[who] = min(one.at, first.get(who, one.at))
        for customer, contact in tx.owned(_Of, _signed_contacts(chunk, span.since)):
            signers[survivors.standing(customer), contact.at] = contact.agent
    for customer, at in sorted(first.items()):
        fact = _fact(span, survivors, customer, at, signers.get((customer, at)))
        if fact is not None:
            yield fact


def _complained(tx: Tx, span: ReportSpan) -> Iterator[Fact]:
    cases = list(tx.owned(_Complaint, _complaints(span.since, span.until)))
    survivors = Survivors(tx, (customer for customer, _ in cases), span.since)
    for customer, case in cases:
        one = survivors.known[customer]
        period = span.period(one.campaign, case.at)
        if period is not None:
            whose = survivors.owner_at(customer, case.at)
            yield Fact(period, whose, one.campaign, one.source, RowKind.CASE, case.id, case.at, customer)


def _leads(tx: Tx, span: ReportSpan, campaigns: dict[int, StoredCampaign]) -> dict[Counted, list[Fact]]:
    candidates = set(tx.values(_came_within(span.since, span.until)))
    candidates.update(tx.values(_inquired_within(span.since, span.until)))
    candidates.update(tx.values(_allocated_within(span.since, span.until)))
    survivors = Survivors(tx, candidates, span.since)
    past = _history(tx, survivors)
    for customer, came in survivors.came.items():
        if customer not in past.dated:
            past.inquiries[customer].append(came)
    hours = {key: _hours(tx, kept) for key, kept in campaigns.items()}
    found: dict[Counted, list[Fact]] = {Counted.LEADS: [], Counted.FIRST_ATTEMPTS: [], Counted.QUICK_ATTEMPTS: []}
    for customer in sorted(survivors.known):
        given = [_fact(span, survivors, customer, one.at, one.agent) for one in past.allocations[customer]]
        periods = {fact.period for fact in given if fact is not None}
        asked = [_fact(span, survivors, customer, at) for at in sorted(set(past.inquiries[customer]))]
        # The lead is that of the agent to whom it was given, not of whose it was as it came in.
        leads = [fact for fact in asked if fact is not None and fact.period not in periods]
        leads += [fact for fact in given if fact is not None]
        found[Counted.LEADS] += leads
        of_campaign = hours.get(survivors.known[customer].campaign)
        if of_campaign is None:
            continue
        for attempt in _first_attempts(span, survivors, customer, past, of_campaign):
            found[Counted.FIRST_ATTEMPTS].append(attempt)
            if int(attempt.amount) * SECOND <= _QUICK:
                found[Counted.QUICK_ATTEMPTS].append(attempt)
    return found


class _History(Struct, frozen=True):
    """The past of leads, by who stands for each customer."""

    inquiries: defaultdict[int, list[Instant]]
    allocations: defaultdict[int, list[_Of]]
    calls: defaultdict[int, list[_Of]]
    dated: set[int]
    """Customers of whom a date is known that says more than that they came."""


def _history(tx: Tx, survivors: Survivors) -> _History:
    found = _History(defaultdict(list), defaultdict(list), defaultdict(list), set())
    for chunk in chunks(survivors.members()):
        for customer, one in tx.owned(_At, _inquiries(chunk)):
            found.inquiries[survivors.standing(customer)].append(one.at)
        for kept, query in (
            (found.allocations, _allocations(chunk)),
            (found.calls, _calls(chunk)),
        ):
            for customer, of_agent in tx.owned(_Of, query):
                kept[survivors.standing(customer)].append(of_agent)
        found.dated.update(map(survivors.standing, tx.values(_dated(chunk))))
    for kept in (found.allocations, found.calls):
        for rows in kept.values():
            rows.sort(key=lambda one: (one.at, one.id))
    return found


def _hours(tx: Tx, kept: StoredCampaign) -> tuple[Hours, ...]:
    """The windows of a campaign's rulebook, else its legal frame."""
    frame = kept.frame
    return tx.book(kept.version).windows or (Hours(EVERY_DAY, frame.legal_start, frame.legal_end),)


def _first_attempts(
    span: ReportSpan, survivors: Survivors, customer: int, past: _History, hours: tuple[Hours, ...]
) -> Iterator[Fact]:
    """Yield for each inquiry how long it, or its allocation, waited for the first attempt."""
    one, inquiries = survivors.known[customer], sorted(set(past.inquiries[customer]))
    for place, asked in enumerate(inquiries):
        ends = inquiries[place + 1] if place + 1 < len(inquiries) else span.now + 1
        first = next((call for call in past.calls[customer] if asked <= call.at < ends), None)
        if first is None or first.at > span.now:
            continue
        given = next((given.at for given in past.allocations[customer] if asked <= given.at <= first.at), asked)
        period = span.period(one.campaign, given)
        if period is not None:
            waited = time_within(given, first.at, one.zone, hours) // SECOND
            yield Fact(
                *(period, first.agent, one.campaign, one.source, RowKind.TOUCH, first.id, given, customer),
                amount=waited,
            )
