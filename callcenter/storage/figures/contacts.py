"""Figures of contacts: attempts, calls, talk and wrap-up, answers, amounts (docs/figures.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy, workdays
from callcenter.model import MINUTE, Channel, Direction, Disposition, Instant
from callcenter.policy import Fact
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.figures.span import ReportSpan
from callcenter.storage.history import loader
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.figures.reports import Counted, RowKind

_ONE_ATTEMPT = 10 * MINUTE
_QUARTER = 15 * MINUTE
_FAILED = [one.value for one in Disposition if not one.reached]


class _Contact(Struct, frozen=True, gc=False):
    """A contact, of whoever stands for the customer."""

    id: int
    at: Instant
    campaign: int
    source: str
    agent: int
    channel: Channel
    direction: Direction
    disposition: Disposition | None
    seconds: int
    wrap_seconds: int
    effective: bool
    phone: str
    satisfaction: int | None
    amount: str
    currency: str


_STANDING = CustomerTable.alias("standing")
_WHO = fn.COALESCE(CustomerTable.survivor, CustomerTable.id)


def _contacts() -> peewee.ModelSelect[TouchTable]:
    of_standing = {"campaign": _STANDING.campaign, "source": _STANDING.source, "customer": _STANDING.id}
    agent = fn.COALESCE(TouchTable.agent, 0)
    chosen = columns(_Contact, TouchTable, agent=agent, **of_standing)
    found = TouchTable.select(*chosen).join(CustomerTable).join(_STANDING, on=(_STANDING.id == _WHO))
    return found.where(TouchTable.in_force)


@prepared
def _within(since: Instant, until: Instant) -> Query:
    return _contacts().where((TouchTable.at >= since) & (TouchTable.at < until))


@prepared
def _before(customers: list[int], until: Instant) -> Query:
    theirs = CustomerTable.id.in_(customers) | CustomerTable.survivor.in_(customers)
    return _contacts().where(theirs & (TouchTable.at < until))


@prepared
def _tried_before(since: Instant, until: Instant) -> Query:
    """Customers of calls that did not reach just before a span: its first calls may belong to their attempts."""
    failed = (TouchTable.channel == Channel.CALL.value) & TouchTable.disposition.in_(_FAILED) & TouchTable.in_force
    found = TouchTable.select(_WHO).join(CustomerTable)
    return found.where(failed & (TouchTable.at >= since) & (TouchTable.at < until)).distinct()


class Contacts(Struct, frozen=True):
    """The rows of all figures that count contacts, and the days on which each agent had one."""

    facts: dict[Counted, list[Fact]]
    days: frozenset[tuple[int, date]]


def read(tx: Tx, span: ReportSpan, campaigns: dict[int, StoredCampaign]) -> Contacts:
    """Read the contacts of a report."""
    # An attempt stands at its last call, so a call just after the span may take one out of it.
    rows = list(tx.owned(_Contact, _within(span.since, min(span.until + _ONE_ATTEMPT, span.now + 1))))
    tried = tx.values(_tried_before(span.since - _ONE_ATTEMPT, span.since))
    for start in range(0, len(tried), loader.CHUNK):
        rows += tx.owned(_Contact, _before(tried[start : start + loader.CHUNK], span.since))
    rows.sort(key=lambda one: (one[0], one[1].at, one[1].id))
    day_of = _Days({key: kept.frame.zone for key, kept in campaigns.items()})
    found, days = defaultdict[Counted, list[Fact]](list), set[tuple[int, date]]()
    for customer, theirs in groupby(rows, key=lambda one: one[0]):
        contacts = [contact for _, contact in theirs]
        for calls in policy.failed_calls(contacts):
            last = calls[-1]
            if (period := span.period(last.campaign, last.at)) is not None:
                found[Counted.ATTEMPTS].append(_fact(customer, last, period))
        for one in contacts:
            if (period := span.period(one.campaign, one.at)) is not None:
                day = day_of(one.campaign, one.at)
                days.add((one.agent, day))
                _count(found, customer, one, period, day)
    return Contacts(found, frozenset(days))


class _Days:
    """The campaign days of instants; those of one hour are looked up once."""

    def __init__(self, zones: dict[int, str]) -> None:
        self._zones = zones
        self._known: dict[tuple[str, int], date] = {}

    def __call__(self, campaign: int, at: Instant) -> date:
        zone = self._zones[campaign]
        # No zone is apart from another by less than a quarter of an hour.
        key = zone, at // _QUARTER
        if key not in self._known:
            self._known[key] = workdays.local_date(at, zone)
        return self._known[key]


def _fact(customer: int, contact: _Contact, period: int, amount: int | Decimal = 1, once: object = None) -> Fact:
    return Fact(
        period, contact.agent, contact.campaign, contact.source, RowKind.TOUCH, contact.id, contact.at, customer,
        "", amount, once,
    )  # fmt: skip


def _count(found: defaultdict[Counted, list[Fact]], customer: int, one: _Contact, period: int, day: date) -> None:
    """Add the rows that a contact is, but for the attempts that did not reach."""
    if policy.reached(one):
        found[Counted.REACHED_CUSTOMERS].append(_fact(customer, one, period, once=customer))
    if one.satisfaction is not None:
        found[Counted.ANSWERS].append(_fact(customer, one, period, one.satisfaction))
    if one.disposition is Disposition.SIGNED and one.amount:
        found[Counted.AMOUNTS] += _money(customer, one, period)
    if one.channel is not Channel.CALL:
        return
    for counted, seconds in (
        (Counted.TALKS, one.seconds),
        (Counted.WRAP_UPS, one.wrap_seconds),
        (Counted.HANDLED, one.seconds + one.wrap_seconds),
    ):
        if seconds:
            found[counted].append(_fact(customer, one, period, seconds))
    if not policy.is_outgoing_call(one):
        return
    fact = _fact(customer, one, period)
    found[Counted.CALLS].append(fact)
    if policy.reached(one):
        found[Counted.ATTEMPTS].append(fact)
        found[Counted.ATTEMPTS_REACHED].append(fact)
    if one.effective:
        found[Counted.EFFECTIVE_CALLS].append(fact)
        found[Counted.FOLLOWED_UP].append(_fact(customer, one, period, once=(one.agent, customer, day)))


def _money(customer: int, contact: _Contact, period: int) -> Iterator[Fact]:
    try:
        amount = Decimal(contact.amount)
    except InvalidOperation:
        return
    yield replace(_fact(customer, contact, period, amount), currency=contact.currency)
