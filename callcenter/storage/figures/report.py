"""Reports: all figures of groups and periods by one path, and exactly the rows behind each (docs/figures.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from callcenter import policy
from callcenter.model import Instant
from callcenter.policy import Fact, Place, Sums
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.transaction import Tx
from callcenter.storage.figures import contacts, duties, leads, shift_time
from callcenter.storage.figures.span import ReportSpan
from callcenter.storage.figures.survivors import chunks
from callcenter.storage.people.units import TEAM
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.views.figures.reports import (
    Counted,
    CountedRow,
    Figure,
    Group,
    GroupKey,
    ReportPeriod,
    ReportRow,
)

_CONTACTS = frozenset(
    {
        Counted.ATTEMPTS,
        Counted.ATTEMPTS_REACHED,
        Counted.CALLS,
        Counted.EFFECTIVE_CALLS,
        Counted.FOLLOWED_UP,
        Counted.REACHED_CUSTOMERS,
        Counted.ANSWERS,
        Counted.TALKS,
        Counted.WRAP_UPS,
        Counted.HANDLED,
        Counted.AMOUNTS,
        Counted.ASKED,
    }
)
_DUTIES = frozenset({Counted.KEPT, Counted.SETTLED, Counted.BREACHED, Counted.KEPT_CALLBACKS, Counted.OWED_CALLBACKS})
_TIMES = frozenset({Counted.BUSY, Counted.PRESENT})
_LEADS = frozenset(
    {
        Counted.NEW_CUSTOMERS,
        Counted.SIGNED,
        Counted.LEADS,
        Counted.COMPLAINTS,
        Counted.FIRST_ATTEMPTS,
        Counted.QUICK_ATTEMPTS,
    }
)


class _Member(Struct, frozen=True):
    id: int
    name: str
    team: str


class _Customer(Struct, frozen=True):
    ref: str
    name: str


class Figures(Service, subject="figures"):
    """Verbs on figures: queries, which write nothing."""

    def report(
        self,
        since: date,
        until: date,
        *,
        period: ReportPeriod | None = None,
        by: Sequence[GroupKey] = (),
        figures: Sequence[Figure] = tuple(Figure),
        campaign: str | None = None,
        now: Instant,
    ) -> tuple[ReportRow, ...]:
        """The figures of each group in each period of some days, ``until`` left out; ``period`` None = one.

        A group is listed in a period where any of the figures counts something in it; without keys there is one.
        Figures that mean nothing in such groups are left out. Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[ReportRow, ...]:
            chosen = policy.groupable(figures, by)
            report = _Report(tx, policy.cut_periods(since, until, period), by, chosen, campaign, now)
            return tuple(report.values(chosen))

        return self._database.read(work)

    def rows(
        self,
        figure: Figure,
        group: Group,
        since: date,
        until: date,
        *,
        campaign: str | None = None,
        now: Instant,
    ) -> tuple[CountedRow, ...]:
        """The rows that a figure of a group counts in some days, those of its numerator first, each oldest first.

        Raises ``UNKNOWN_CAMPAIGN``.
        """
        by = tuple(key for key in GroupKey if getattr(group, key.value) is not None)

        def work(tx: Tx) -> tuple[CountedRow, ...]:
            if not policy.groupable((figure,), by):
                return ()
            report = _Report(tx, (since, until), by, (figure,), campaign, now)
            return report.rows(figure, group)

        return self._database.read(work)


class _Report:
    """The rows that a report has read, summed by its groups."""

    def __init__(
        self,
        tx: Tx,
        edges: Sequence[date],
        by: Sequence[GroupKey],
        figures: Sequence[Figure],
        campaign: str | None,
        now: Instant,
    ) -> None:
        self._tx = tx
        self._by = tuple(key for key in GroupKey if key in by)
        self._campaigns = campaign_rows.select(tx, campaign)
        self._span = ReportSpan(self._campaigns, edges, now)
        members = AgentTable.select(AgentTable.id, AgentTable.name, TEAM)
        self._members = {one.id: one for one in tx.all(_Member, members)}
        facts = _facts(tx, self._span, self._campaigns, policy.counted_by(figures))
        scope = scopes.of(tx)
        if scope is not None:
            people, pools = scope.people, scope.campaigns
            facts = {
                counted: [row for row in rows if (row.agent in people if row.agent else row.campaign in pools)]
                for counted, rows in facts.items()
            }
        self._sums = Sums(facts, self._place())

    def _place(self) -> Callable[[Fact], Place]:
        """Return how a row is put into its period and group."""
        teams = {key: one.team for key, one in self._members.items()}
        match self._by:
            case ():
                return lambda row: (row.period,)
            case (GroupKey.AGENT,):
                return lambda row: (row.period, row.agent)
        parts: dict[GroupKey, Callable[[Fact], int | str]] = {
            GroupKey.AGENT: lambda row: row.agent,
            GroupKey.UNIT: lambda row: teams.get(row.agent, ""),
            GroupKey.CAMPAIGN: lambda row: row.campaign,
            GroupKey.RULE: lambda row: row.rule,
            GroupKey.SOURCE: lambda row: row.source,
        }
        chosen = [parts[key] for key in self._by]
        return lambda row: (row.period, *(part(row) for part in chosen))

    def _named(self, place: Place) -> Group:
        """The group of a place, by the names that people know."""
        said = dict[str, str]()
        for key, part in zip(self._by, place[1:], strict=True):
            if isinstance(part, str):
                said[key.value] = part
            elif key is GroupKey.CAMPAIGN:
                said[key.value] = self._campaigns[part].name
            else:
                said[key.value] = self._members[part].name if part else ""
        return Group(**said)

    def values(self, figures: Sequence[Figure]) -> Iterable[ReportRow]:
        """Yield the figures of each place, by period, then group, then figure."""
        places = self._sums.places()
        if not self._by:
            places.update((period,) for period in range(len(self._span.edges) - 1))
        named = [(place, self._named(place)) for place in places]
        for place, group in sorted(named, key=_order):
            period = int(place[0])
            days = self._span.edges[period], self._span.edges[period + 1]
            for figure in figures:
                for one in self._sums.values(figure, place):
                    yield ReportRow(figure, group, *days, one.value, one.numerator, one.denominator, one.currency)

    def rows(self, figure: Figure, group: Group) -> tuple[CountedRow, ...]:
        """The rows of a figure in the only period."""
        definition = policy.DEFINITIONS[figure]
        place = next((one for one in self._sums.places() if self._named(one) == group), None)
        if place is None:
            return ()
        kinds = dict.fromkeys(one for one in (definition.numerator, definition.denominator) if one is not None)
        chosen = [
            (counted, row)
            for counted in kinds
            for row in sorted(self._sums.rows(counted, place), key=lambda row: (row.at, row.id))
        ]
        customers = self._customers({row.customer for _, row in chosen})
        return tuple(self._shown(counted, row, customers, group) for counted, row in chosen)

    def _customers(self, ids: set[int]) -> dict[int, _Customer]:
        table = CustomerTable
        found: dict[int, _Customer] = {}
        for chunk in chunks(sorted(ids)):
            chosen = table.select(table.id.alias("customer"), table.ref, table.name).where(table.id.in_(chunk))
            found.update(self._tx.owned(_Customer, chosen))
        return found

    def _shown(self, counted: Counted, row: Fact, customers: dict[int, _Customer], group: Group) -> CountedRow:
        who = customers.get(row.customer, _Customer("", ""))
        kept = self._campaigns.get(row.campaign)
        member = self._members.get(row.agent)
        return CountedRow(
            counted=counted,
            kind=row.kind,
            id=row.id,
            at=row.at,
            zone=self._span.zone if kept is None else kept.frame.zone,
            ref=who.ref,
            customer=who.name,
            group=Group(
                agent="" if member is None else member.name,
                unit="" if member is None else member.team,
                campaign="" if kept is None else kept.name,
                rule=row.rule,
                source=row.source,
            ),
            amount=row.amount,
            currency=row.currency if isinstance(row.amount, Decimal) else None,
        )


def _order(named: tuple[Place, Group]) -> tuple[object, ...]:
    place, group = named
    parts = (group.agent, group.unit, group.campaign, group.rule, group.source)
    return (place[0], *((part == "", policy.by_name(part)) for part in parts if part is not None))


def _facts(
    tx: Tx, span: ReportSpan, campaigns: dict[int, StoredCampaign], wanted: frozenset[Counted]
) -> dict[Counted, list[Fact]]:
    """The rows of these kinds; each record is read once for all of them."""
    found: dict[Counted, list[Fact]] = {}
    if wanted & _CONTACTS:
        made = contacts.read(tx, span, campaigns)
        found.update(made.facts)
        if Counted.ASKED in wanted:
            found[Counted.ASKED] = shift_time.asked(tx, span, list(campaigns.values()), made.days)
    if wanted & _DUTIES:
        found.update(duties.facts(tx, span))
    if wanted & _LEADS:
        found.update(leads.facts(tx, span, campaigns))
    if wanted & _TIMES:
        found.update(shift_time.occupied(tx, span))
    return {counted: rows for counted, rows in found.items() if counted in wanted}
