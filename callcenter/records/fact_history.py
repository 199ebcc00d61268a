"""The history of a customer's owner and stage: whoever sets one of them keeps here what it was and what brought it."""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.model import Instant
from callcenter.records import decided
from callcenter.records.working import Tx
from callcenter.schema.customers import CustomerChange
from callcenter.views.timeline import Cause, Happening

_NO_DECISIONS = frozenset({Cause.IMPORT, Cause.IMPORT_UNDONE, Cause.UNDONE, Cause.SPLIT})
_KEPT = {"owner_id": Happening.OWNER, "stage": Happening.STAGE}


def put(
    tx: Tx, customer: int, columns: Mapping[str, object], *, actor: str, now: Instant, cause: Cause = Cause.HAND
) -> None:
    """Write columns of a customer, and keep the change of those that have a history; nothing is folded here.

    What neither an import writes nor somebody takes back is decided from then on.
    """
    note(tx, customer, columns, actor=actor, now=now, cause=cause)
    assignments = ", ".join(f"{name} = ?" for name in columns)
    tx.sql(f"UPDATE customer SET {assignments} WHERE id = ?", [*columns.values(), customer])
    if cause not in _NO_DECISIONS:
        decided.mark(tx, customer, decided.fields_of(columns))


def note(
    tx: Tx, customer: int, columns: Mapping[str, object], *, actor: str, now: Instant, cause: Cause = Cause.HAND
) -> None:
    """Keep the change of owner and stage that writing these columns is about to make."""
    if not columns.keys() & _KEPT.keys():
        return
    row = tx.row("SELECT owner_id, stage FROM customer WHERE id = ?", (customer,))
    assert row is not None
    for (column, what), old in zip(_KEPT.items(), row, strict=True):
        new = columns.get(column, old)
        if new == old:
            continue
        texts = (_owner(tx, old), _owner(tx, new)) if what is Happening.OWNER else (str(old), str(new))
        tx.insert(
            CustomerChange,
            customer=customer,
            at=now,
            actor=actor,
            what=what.value,
            old=texts[0],
            new=texts[1],
            cause=cause.value,
        )


def _owner(tx: Tx, agent: object) -> str:
    return "" if agent is None else str(tx.value("SELECT name FROM agent WHERE id = ?", (agent,)))
