"""Scopes: whom the one who acts may see and work on (docs/rules.md#r6), in a closed store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from callcenter.access import Right
from callcenter.model import CaseRole, CaseState, Instant
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.access import CampaignUnitTable, MembershipTable, UnitTable
from callcenter.storage.tables.calls import ClaimTable, OpenCallTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.tables.shifts import StandInTable
from callcenter.storage.tables.slim_peewee import fn

Q = TypeVar("Q")


class UnitScope(Struct, frozen=True):
    """The people and the campaigns whose pools lie in a scope, by id; customers follow from them.

    ``everybodys``: campaigns in which agents never call their own (docs/rules.md#r15-callers), so all of their
    customers lie in the scope. ``colleagues``: the people of the same units, oneself among them, whose figures are
    shown beside one's own.
    """

    people: frozenset[int]
    colleagues: frozenset[int]
    campaigns: frozenset[int]
    everybodys: frozenset[int]
    units: frozenset[int]


class _Parent(Struct, frozen=True):
    id: int
    parent_id: int | None


@prepared
def _parents() -> Query:
    return UnitTable.select(UnitTable.id, UnitTable.parent)


@prepared
def _memberships_of(agent: int, now: Instant) -> Query:
    return MembershipTable.select(MembershipTable.unit).where((MembershipTable.agent == agent) & _in_force(now))


@prepared
def _members_of(units: list[int], now: Instant) -> Query:
    return MembershipTable.select(MembershipTable.agent).where(MembershipTable.unit.in_(units) & _in_force(now))


class _Campaign(Struct, frozen=True):
    id: int
    rulebook_version_id: int


@prepared
def _campaigns() -> Query:
    return CampaignTable.select(CampaignTable.id, CampaignTable.rulebook_version)


class _Belonging(Struct, frozen=True):
    campaign_id: int
    unit_id: int


@prepared
def _belongings() -> Query:
    return CampaignUnitTable.select(CampaignUnitTable.campaign, CampaignUnitTable.unit)


def _in_force(now: Instant) -> Condition:
    ends = MembershipTable.until
    return (MembershipTable.since <= now) & (ends.is_null() | (ends > now))


def below(tx: Tx, tops: Iterable[int]) -> frozenset[int]:
    """Units and all that belong to them, from branch to team."""
    children = defaultdict(list)
    for one in tx.all(_Parent, _parents()):
        children[one.parent_id].append(one.id)
    found, todo = set[int](), list(tops)
    while todo:
        unit = todo.pop()
        if unit not in found:
            found.add(unit)
            todo.extend(children[unit])
    return frozenset(found)


def above(tx: Tx, units: Iterable[int]) -> frozenset[int]:
    """Units and all to which they belong, from team to branch."""
    parents = {one.id: one.parent_id for one in tx.all(_Parent, _parents())}
    found = set[int]()
    for unit in units:
        up: int | None = unit
        while up is not None and up not in found:
            found.add(up)
            up = parents.get(up)
    return frozenset(found)


def of(tx: Tx) -> UnitScope | None:
    """The scope of the one who acts in this transaction, at its instant; None = everything."""
    grant = tx.grant
    if grant.sees_everything:
        return None
    own = memberships(tx)
    people = set() if grant.agent is None else {grant.agent}
    if grant.has(Right.SEE_ALL_CUSTOMERS):
        units = below(tx, own)
        people.update(tx.values(_members_of(sorted(units), grant.at)))
        reach, colleagues = units | above(tx, own), people
    else:
        units = reach = above(tx, own)
        colleagues = people.union(tx.values(_members_of(sorted(own), grant.at)))
    campaigns = _open_campaigns(tx, reach)
    everybodys = (one.id for one in campaigns if tx.book(one.rulebook_version_id).callers.never_own)
    return UnitScope(
        people=frozenset(people),
        colleagues=frozenset(colleagues),
        campaigns=frozenset(one.id for one in campaigns),
        everybodys=frozenset(everybodys),
        units=units,
    )


def memberships(tx: Tx) -> tuple[int, ...]:
    """The units that the one who acts is a member of, or stands for."""
    grant = tx.grant
    if grant.agent is None:
        return () if grant.unit is None else (grant.unit,)
    return tuple(tx.values(_memberships_of(grant.agent, grant.at)))


def pools_of(tx: Tx, agent: int) -> frozenset[int]:
    """The campaigns whose pools are an agent's."""
    units = above(tx, tx.values(_memberships_of(agent, tx.grant.at)))
    return frozenset(one.id for one in _open_campaigns(tx, units))


def _open_campaigns(tx: Tx, units: frozenset[int]) -> list[_Campaign]:
    """Campaigns of these units, and those that belong to none."""
    owners = defaultdict(set)
    for one in tx.all(_Belonging, _belongings()):
        owners[one.campaign_id].add(one.unit_id)
    return [one for one in tx.all(_Campaign, _campaigns()) if one.id not in owners or owners[one.id] & units]


def customers(tx: Tx, scope: UnitScope, table: Any = CustomerTable) -> Condition:
    """The condition that a customer lies in a scope: as :func:`_lasting`, or at hand as :func:`_at_hand` has it."""
    theirs: Condition = _lasting(scope, table) | table.id.in_(_at_hand(tx.grant.agent, memberships(tx), tx.grant.at))
    return theirs


def _lasting(scope: UnitScope, table: Any = CustomerTable) -> Condition:
    """The customers of its people, and the pool of its campaigns."""
    mine = table.owner.in_(sorted(scope.people))
    pool = table.owner.is_null() & table.campaign.in_(sorted(scope.campaigns))
    everybodys = table.campaign.in_(sorted(scope.everybodys))
    theirs: Condition = mine | pool | everybodys
    return theirs


def within(tx: Tx, query: Q, table: Any = CustomerTable) -> Q:
    """A query of customers without those who lie outside the scope of the one who acts."""
    scope = of(tx)
    if scope is None:
        return query
    narrowed: Q = query.where(customers(tx, scope, table))  # type: ignore[attr-defined]
    return narrowed


def lastingly(tx: Tx, condition: Condition, table: Any = CustomerTable) -> Condition:
    """A condition, and that the customer lies in the scope without a claim, a call or a case of the one who acts, whose
    deputy they may be."""
    scope = of(tx)
    if scope is None:
        return condition
    both: Condition = condition & (_lasting(scope, table) | table.id.in_(_lent(tx.grant.agent)))
    return both


def keep(tx: Tx, ids: Iterable[int]) -> frozenset[int]:
    """Return those of these customers who lie in the scope of the one who acts."""
    asked = frozenset(ids)
    scope = of(tx)
    if scope is None or not asked:
        return asked
    found = CustomerTable.select(CustomerTable.id).where(CustomerTable.id.in_(sorted(asked)) & customers(tx, scope))
    return frozenset(tx.values(found))


def holds(tx: Tx, customer: int) -> bool:
    """Tell whether a customer lies in the scope of the one who acts."""
    return customer in keep(tx, (customer,))


def holds_lastingly(tx: Tx, customer: int) -> bool:
    """Tell whether a customer lies in the scope as :func:`lastingly` has it."""
    one = CustomerTable.alias()
    standing = one.select(fn.COALESCE(one.survivor, one.id)).where(one.id == customer)
    found = CustomerTable.select(CustomerTable.id).where(lastingly(tx, CustomerTable.id.in_(standing)))
    return tx.value(found) is not None


def _at_hand(agent: int | None, units: Sequence[int], now: Instant) -> Query:
    """The customers whom one has claimed or on the line, of whom one has an open case, as its deputy too, or an own
    department's, and whose deputy one is."""
    held = (ClaimTable.agent == agent) & (ClaimTable.expires_at > now)
    claimed = ClaimTable.select(ClaimTable.customer).where(held)
    calling = OpenCallTable.select(OpenCallTable.customer).where(OpenCallTable.agent == agent)
    mine = (CaseTable.assignee == agent) | (CaseTable.deputy == agent)
    open_cases = mine & (CaseTable.state != CaseState.CLOSED.value)
    asked = (CaseTable.turn == CaseRole.DEPARTMENT.value) & CaseTable.department.in_(units)
    found = claimed.union_all(calling).union_all(CaseTable.select(CaseTable.customer).where(open_cases))
    found = found.union_all(_lent(agent))
    return found.union_all(CaseTable.select(CaseTable.customer).where(asked)) if units else found


def _lent(agent: int | None) -> Query:
    """The customers whom one works for their absent owner."""
    row, one = StandInTable, CustomerTable.alias()
    same = (one.id == row.customer) & (one.owner == row.owner)
    found: Query = row.select(row.customer).join(one, on=same).where((row.deputy == agent) & row.until.is_null())
    return found
