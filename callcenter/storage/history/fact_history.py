"""The history of a customer's facts: milestones, and the stage with what it was and what brought it.

The owner's is kept where owners are written (``customers/owner_rows.py``).
"""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.model import Instant, Milestone
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Change, Tx
from callcenter.storage.history import decisions
from callcenter.storage.tables.customers import CustomerChangeTable, CustomerTable, MilestoneTable
from callcenter.views.customers.timeline import Cause, Happening

NO_DECISIONS = frozenset({Cause.IMPORT, Cause.IMPORT_UNDONE, Cause.UNDONE, Cause.SPLIT})


@prepared
def _stage(customer: int) -> Query:
    return CustomerTable.select(CustomerTable.stage).where(CustomerTable.id == customer)


def put(
    tx: Tx, customer: int, columns: Mapping[str, object], *, actor: str, now: Instant, cause: Cause = Cause.HAND
) -> None:
    """Write columns of a customer but the owner, and keep the change of the stage; nothing is folded here.

    What neither an import writes nor somebody takes back is decided from then on.
    """
    assert "owner_id" not in columns, "owners are written by ownership"
    if not columns:
        return
    _note(tx, customer, columns, actor=actor, now=now, cause=cause)
    note_for_audit(tx, customer, columns)
    tx.update_each(CustomerTable, [{**columns, "id": customer}])
    if cause not in NO_DECISIONS:
        decisions.mark(tx, customer, decisions.fields_of(columns))


def write_milestone(
    tx: Tx, customer: int, milestone: Milestone, *, actor: str, now: Instant, import_id: int | None = None
) -> int:
    """Append a milestone; nothing is folded here."""
    return tx.insert(
        MilestoneTable,
        customer=customer,
        kind=milestone.kind.value,
        at=milestone.at,
        date_only=milestone.date_only,
        recorded_at=now,
        actor=actor,
        import_id=import_id,
    )


def note_for_audit(tx: Tx, customer: int, columns: Mapping[str, object]) -> None:
    """Note the columns of a customer that are about to change, where the act stands in the audit."""
    if not tx.audits:
        return
    fields = CustomerTable._meta.combined
    before = CustomerTable.select(*(fields[name].alias(name) for name in columns))
    known = tx.one(dict, before.where(CustomerTable.id == customer))
    assert known is not None
    tx.changes += [Change(customer, name, known[name], new) for name, new in columns.items() if known[name] != new]


def _note(tx: Tx, customer: int, columns: Mapping[str, object], *, actor: str, now: Instant, cause: Cause) -> None:
    """Keep the change of stage that writing these columns is about to make."""
    if "stage" not in columns:
        return
    old, new = tx.value(_stage(customer)), columns["stage"]
    if new != old:
        change = {"customer": customer, "at": now, "actor": actor, "what": Happening.STAGE.value, "cause": cause.value}
        tx.insert(CustomerChangeTable, **change, old=old, new=new)
