"""Subjects: the customers, people and calls that a verb is about, and their place in the scope of the one who acts."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from callcenter.access import Right, Scope
from callcenter.storage.access import scopes
from callcenter.storage.database.prepared import Bound, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import ClaimTable, OpenCallTable, TouchTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import BreachLogTable, CaseTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import fn

About = tuple[tuple[str, Any], ...]

_SURVIVOR = fn.COALESCE(CustomerTable.survivor, CustomerTable.id)


@prepared
def _by_ref(ref: str) -> Query:
    return CustomerTable.select(_SURVIVOR).where(CustomerTable.ref == ref)


@prepared
def _of_touch(touch: int) -> Query:
    of = CustomerTable.select(_SURVIVOR).join(TouchTable, on=(TouchTable.customer == CustomerTable.id))
    return of.where(TouchTable.id == touch)


@prepared
def _of_case(case: int) -> Query:
    of = CustomerTable.select(_SURVIVOR).join(CaseTable, on=(CaseTable.customer == CustomerTable.id))
    return of.where(CaseTable.id == case)


@prepared
def _of_breach(breach: int) -> Query:
    of = CustomerTable.select(_SURVIVOR).join(BreachLogTable, on=(BreachLogTable.customer == CustomerTable.id))
    return of.where(BreachLogTable.id == breach)


_CUSTOMERS = {"touch_id": _of_touch, "case_id": _of_case, "breach_id": _of_breach}


class _Held(Struct, frozen=True):
    """A claim or an open call: whose it is, and of which customer."""

    agent_id: int
    customer_id: int


@prepared
def _claimed(token: str) -> Query:
    return ClaimTable.select(ClaimTable.agent, ClaimTable.customer).where(ClaimTable.token == token)


@prepared
def _on_the_line(token: str) -> Query:
    return OpenCallTable.select(OpenCallTable.agent, OpenCallTable.customer).where(OpenCallTable.token == token)


@prepared
def _person(name: str) -> Query:
    return AgentTable.select(AgentTable.id).where(AgentTable.name == name)


@prepared
def _dial_colleagues(customer: int) -> Query:
    """The campaign of a customer, where it lets agents dial each other's customers."""
    of = CampaignTable.select(CampaignTable.id)
    of = of.join(CustomerTable, on=(CustomerTable.campaign == CampaignTable.id))
    return of.where((CustomerTable.id == customer) & CampaignTable.dial_colleagues)


def in_scope(tx: Tx, scope: Scope, about: About) -> bool:
    """Tell whether all that a verb is about lies in the scope of the grant; what does not exist lies in any."""
    if tx.grant.sees_everything or scope in (Scope.NONE, Scope.LIST):
        return True
    if scope is Scope.PERSON:
        return all(_is_person_in_scope(tx, name) for _, name in about)
    if scope is Scope.CALL:
        return all(_is_own_call(tx, call) for _, call in about)
    found = [key for one, value in about for key in _customers(tx, one, value)]
    inside = scopes.keep(tx, found)
    return all(key in inside or (scope is Scope.DIAL and _is_dialled_by_all(tx, key)) for key in found)


def _is_dialled_by_all(tx: Tx, customer: int) -> bool:
    """Tell whether a customer outside the scope belongs to one of its campaigns in which all may be dialled."""
    scope = scopes.of(tx)
    return scope is None or tx.value(_dial_colleagues(customer)) in scope.campaigns


@prepared
def _by_refs(refs: list[str]) -> Query:
    return CustomerTable.select(_SURVIVOR).where(CustomerTable.ref.in_(refs)).distinct()


def _customers(tx: Tx, parameter: str, value: Any) -> list[int]:
    """The customers of a parameter's value: those of several refs, or one."""
    if parameter == "refs":
        return sorted(tx.values(_by_refs(list(value))))
    found = _customer(tx, parameter, value)
    return [] if found is None else [found]


def _customer(tx: Tx, parameter: str, value: Any) -> int | None:
    query: Bound = _CUSTOMERS.get(parameter, _by_ref)(value)
    found: int | None = tx.value(query)
    return found


def _is_person_in_scope(tx: Tx, name: str | None) -> bool:
    if name is None:
        return tx.grant.has(Right.SEE_ALL_CUSTOMERS)
    if name == tx.grant.name:
        return True
    key = tx.value(_person(name))
    scope = scopes.of(tx)
    return tx.grant.has(Right.SEE_ALL_CUSTOMERS) and (scope is None or key is None or key in scope.people)


def _is_own_call(tx: Tx, call: Any) -> bool:
    """Tell whether a call or claim is one's own, and of the customer whom it names; one that is no more is judged by
    the verb."""
    token = call if isinstance(call, str) else call.token
    held = {*tx.all(_Held, _claimed(token)), *tx.all(_Held, _on_the_line(token))}
    if getattr(call, "agent", tx.grant.name) != tx.grant.name or {one.agent_id for one in held} - {tx.grant.agent}:
        return False
    ref = getattr(call, "ref", None)
    return ref is None or {one.customer_id for one in held} <= {tx.value(_by_ref(ref))}


def named(tx: Tx, about: About) -> str:
    """The subject of an act as the audit names it: by internal ids, without a word about anybody."""
    said = []
    for parameter, value in about:
        if parameter in _CUSTOMERS or parameter in ("ref", "other", "survivor"):
            key = _customer(tx, parameter, value)
            said.append("customer:?" if key is None else f"customer:{key}")
            if parameter == "touch_id":
                said.append(f"touch:{value}")
        elif parameter == "refs":
            said += [f"customer:{key}" for key in _customers(tx, parameter, value)]
        elif parameter == "act":
            said.append(f"reassignment:{value}")
        elif parameter in ("agent", "owner", "name") and value is not None:
            key = tx.value(_person(value))
            said.append("agent:?" if key is None else f"agent:{key}")
    return " ".join(said)
