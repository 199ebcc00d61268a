"""Subjects: the customers, people and calls that a verb is about, and their place in the scope of the one who acts."""

from __future__ import annotations

from typing import Any

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


@prepared
def _claimed(token: str) -> Query:
    return ClaimTable.select(ClaimTable.agent).where(ClaimTable.token == token)


@prepared
def _on_the_line(token: str) -> Query:
    return OpenCallTable.select(OpenCallTable.agent).where(OpenCallTable.token == token)


@prepared
def _person(name: str) -> Query:
    return AgentTable.select(AgentTable.id).where(AgentTable.name == name)


@prepared
def _dial_colleagues(customer: int) -> Query:
    of = CampaignTable.select(CampaignTable.dial_colleagues)
    return of.join(CustomerTable, on=(CustomerTable.campaign == CampaignTable.id)).where(CustomerTable.id == customer)


def in_scope(tx: Tx, scope: Scope, about: About) -> bool:
    """Tell whether all that a verb is about lies in the scope of the grant; what does not exist lies in any."""
    if tx.grant.sees_everything or scope in (Scope.NONE, Scope.LIST):
        return True
    if scope is Scope.PERSON:
        return all(_is_person_in_scope(tx, name) for _, name in about)
    if scope is Scope.CALL:
        return all(_is_own_call(tx, call) for _, call in about)
    found = [key for one, value in about if (key := _customer(tx, one, value)) is not None]
    return all(
        scopes.holds(tx, key) or (scope is Scope.DIAL and bool(tx.value(_dial_colleagues(key)))) for key in found
    )


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
    token = call if isinstance(call, str) else call.token
    whose = {*tx.values(_claimed(token)), *tx.values(_on_the_line(token))}
    return whose <= {tx.grant.agent} and getattr(call, "agent", tx.grant.name) == tx.grant.name


def named(tx: Tx, about: About) -> str:
    """The subject of an act as the audit names it: by internal ids, without a word about anybody."""
    said = []
    for parameter, value in about:
        if parameter in _CUSTOMERS or parameter in ("ref", "other", "survivor"):
            key = _customer(tx, parameter, value)
            said.append("customer:?" if key is None else f"customer:{key}")
        elif parameter in ("agent", "owner", "name") and value is not None:
            key = tx.value(_person(value))
            said.append("agent:?" if key is None else f"agent:{key}")
    return " ".join(said)
