"""The turn of each case as it is stored: a part in it, until when (docs/rules.md#case-ways).

It is written with each step, by a fold for the cases that it opens, and anew where other rules count for the customer.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import Struct

from callcenter import policy
from callcenter.model import CaseKind, CaseState, Instant
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Database, Tx
from callcenter.storage.history import loader
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import CaseStepTable, CaseTable


class _Case(Struct, frozen=True):
    """A case and what is stored of its times."""

    id: int
    campaign: int
    kind: CaseKind
    state: CaseState
    opened_at: Instant
    turn: str | None
    act_by: Instant | None
    close_by: Instant | None


class _Move(Struct, frozen=True):
    kase: int
    action: str
    at: Instant


@prepared
def _cases(ids: list[int]) -> Query:
    found = CaseTable.select(*columns(_Case, CaseTable, campaign=CustomerTable.campaign))
    return found.join(CustomerTable, on=CaseTable.customer == CustomerTable.id).where(CaseTable.id.in_(ids))


@prepared
def _moves(ids: list[int]) -> Query:
    moves = CaseStepTable.select(*columns(_Move, CaseStepTable))
    return moves.where(CaseStepTable.kase.in_(ids)).order_by(CaseStepTable.id)


@prepared
def _new_of(customers: list[int]) -> Query:
    return CaseTable.select(CaseTable.id).where(CaseTable.close_by.is_null() & CaseTable.customer.in_(customers))


@prepared
def _standing_of(customers: list[int]) -> Query:
    people = CustomerTable.select(CustomerTable.id)
    everybody = people.where(CustomerTable.id.in_(customers) | CustomerTable.survivor.in_(customers))
    return CaseTable.select(CaseTable.id).where(CaseTable.turn.is_null(False) & CaseTable.customer.in_(everybody))


@prepared
def _unknown(limit: int) -> Query:
    return CaseTable.select(CaseTable.id).where(CaseTable.close_by.is_null()).limit(limit)


def write(tx: Tx, ids: Sequence[int]) -> None:
    """Work out the turns and the times of cases, and store those that changed.

    A settled case keeps the time in which it was to be closed.
    """
    for start in range(0, len(ids), loader.CHUNK):
        chunk, campaigns = list(ids[start : start + loader.CHUNK]), campaign_rows.get_all(tx)
        moves: dict[int, list[policy.CaseMove]] = {}
        for one in tx.all(_Move, _moves(chunk)):
            moves.setdefault(one.kase, []).append(policy.CaseMove(one.action, one.at))
        found = tx.all(_Case, _cases(chunk))
        now = {case.id: _worked_out(tx, campaigns[case.campaign], case, moves.get(case.id, ())) for case in found}
        tx.update_each(CaseTable, [{"id": case.id, **now[case.id]} for case in found if now[case.id] != _stored(case)])


def _worked_out(tx: Tx, kept: StoredCampaign, case: _Case, moves: Sequence[policy.CaseMove]) -> dict[str, object]:
    """The turn and the times of a case after its ``moves``, by column."""
    turn = policy.case_turn(case.kind, case.state)
    if turn is None and case.close_by is not None:
        return {"turn": None, "act_by": None, "close_by": case.close_by}
    times = policy.case_times(tx.book(kept.version), kept.frame, case.kind, case.state, case.opened_at, moves)
    if turn is None:
        return {"turn": None, "act_by": None, "close_by": times.close_by}
    return {"turn": turn.by.value, "act_by": times.act_by, "close_by": times.close_by}


def _stored(case: _Case) -> dict[str, object]:
    return {"turn": case.turn, "act_by": case.act_by, "close_by": case.close_by}


def write_new(tx: Tx, customers: Iterable[int]) -> None:
    """Store the turns of the cases that a fold of these customers has just opened."""
    wanted = sorted(set(customers))
    if wanted:
        write(tx, tx.values(_new_of(wanted)))


def write_anew(tx: Tx, customers: Sequence[int]) -> None:
    """Store the turns of all open cases of these customers anew: under rules that have just begun to count for them."""
    for start in range(0, len(customers), loader.CHUNK):
        write(tx, tx.values(_standing_of(list(customers[start : start + loader.CHUNK]))))


def work_out_unknown(database: Database, ends: float) -> bool:
    """Store the turns of cases of which an earlier version knew none, until the monotonic time ``ends``.

    True = some are left. None of them costs one look at an index.
    """
    pace = Pace(loader.CHUNK)
    while database.read(lambda tx: tx.value(_unknown(1))) is not None:
        if time.monotonic() >= ends:
            return True
        with pace.measured() as size:
            database.write(partial(_work_out, size=size), durable=False)
    return False


def _work_out(tx: Tx, size: int) -> None:
    write(tx, tx.values(_unknown(size)))
    tx.mark_changed()
