"""The history of a customer's owner and stage: whoever sets one of them keeps here what it was and what brought it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from callcenter.model import Instant
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Change, Tx
from callcenter.storage.history import decisions
from callcenter.storage.tables.customers import CustomerChangeTable, CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.views.customers.timeline import Cause, Happening

_NO_DECISIONS = frozenset({Cause.IMPORT, Cause.IMPORT_UNDONE, Cause.UNDONE, Cause.SPLIT})
_KEPT = {"owner_id": Happening.OWNER, "stage": Happening.STAGE}


class _Before(Struct, frozen=True):
    owner_id: int | None
    stage: str


@prepared
def _before(customer: int) -> Query:
    return CustomerTable.select(CustomerTable.owner, CustomerTable.stage).where(CustomerTable.id == customer)


def put(
    tx: Tx, customer: int, columns: Mapping[str, object], *, actor: str, now: Instant, cause: Cause = Cause.HAND
) -> None:
    """Write columns of a customer, and keep the change of those that have a history; nothing is folded here.

    What neither an import writes nor somebody takes back is decided from then on.
    """
    note(tx, customer, columns, actor=actor, now=now, cause=cause)
    note_for_audit(tx, customer, columns)
    tx.update_each(CustomerTable, [{**columns, "id": customer}])
    if cause not in _NO_DECISIONS:
        decisions.mark(tx, customer, decisions.fields_of(columns))


def note_for_audit(tx: Tx, customer: int, columns: Mapping[str, object]) -> None:
    """Note the columns of a customer that are about to change, where the act stands in the audit."""
    if not tx.audits:
        return
    fields = CustomerTable._meta.combined
    before = CustomerTable.select(*(fields[name].alias(name) for name in columns))
    known = tx.one(dict, before.where(CustomerTable.id == customer))
    assert known is not None
    tx.changes += [Change(customer, name, known[name], new) for name, new in columns.items() if known[name] != new]


def note(
    tx: Tx, customer: int, columns: Mapping[str, object], *, actor: str, now: Instant, cause: Cause = Cause.HAND
) -> None:
    """Keep the change of owner and stage that writing these columns is about to make."""
    if not columns.keys() & _KEPT.keys():
        return
    before = tx.one(_Before, _before(customer))
    assert before is not None
    for column, what in _KEPT.items():
        old = getattr(before, column)
        new = columns.get(column, old)
        if new == old:
            continue
        texts = (_owner(tx, old), _owner(tx, new)) if what is Happening.OWNER else (str(old), str(new))
        tx.insert(
            CustomerChangeTable,
            customer=customer,
            at=now,
            actor=actor,
            what=what.value,
            old=texts[0],
            new=texts[1],
            cause=cause.value,
        )


def _owner(tx: Tx, agent: object) -> str:
    return "" if agent is None else str(tx.value(_name(agent)))


@prepared
def _name(agent: object) -> Query:
    return AgentTable.select(AgentTable.name).where(AgentTable.id == agent)
