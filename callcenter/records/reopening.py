"""Facts that open a case again (RULES R10): an effect of the fold, under its natural key like every other.

Folding again changes nothing; a fact that is taken back closes the case again, unless somebody has worked on it since.
"""

from __future__ import annotations

from collections.abc import Iterable

from callcenter.model import CaseOwed, CaseState, Instant
from callcenter.records import case_steps
from callcenter.records.working import Row, Tx

_KEY = "customer_id = ? AND rule = ? AND caused_at = ?"


def open_again(tx: Tx, owed: Iterable[tuple[int, CaseOwed]], now: Instant) -> list[tuple[int, CaseOwed]]:
    """Open the newest case of the kinds that each names; returns those for which there is none, by customer."""
    left = []
    for customer, case in owed:
        key = (customer, case.rule, case.caused_at)
        known = tx.row(f"SELECT id, withdrawn FROM case_reopening WHERE {_KEY}", key)
        if known is not None and not known[1]:
            continue
        newest = _newest(tx, customer, case)
        if newest is None:
            left.append((customer, case))
            continue
        kase, state, closed_at = newest
        agent, note = _said(tx, customer, case.caused_at)
        step = case_steps.note(tx, kase, "dissatisfied", note, actor=agent, now=now)
        if state == CaseState.CLOSED.value:
            tx.sql("UPDATE kase SET state = 'open', closed_at = NULL WHERE id = ?", (kase,))
        if known is not None:
            tx.sql("DELETE FROM case_reopening WHERE id = ?", (known[0],))
        from callcenter.schema.effects import Reopening

        tx.insert(
            Reopening,
            customer=customer,
            rule=case.rule,
            caused_at=case.caused_at,
            kase=kase,
            step=step,
            was=state,
            was_closed_at=closed_at,
        )
    return left


def _newest(tx: Tx, customer: int, owed: CaseOwed) -> Row | None:
    """The newest case; None where the fact has opened one of its own, which no other takes the place of."""
    if tx.value(f"SELECT 1 FROM kase WHERE {_KEY}", (customer, owed.rule, owed.caused_at)) is not None:
        return None
    kinds = [kind.value for kind in owed.reopens]
    return tx.row(
        f"SELECT id, state, closed_at FROM kase WHERE customer_id = ? AND kind IN ({tx.marks(kinds)})"
        " AND state <> 'withdrawn' ORDER BY opened_at DESC, id DESC LIMIT 1",
        [customer, *kinds],
    )


def _said(tx: Tx, customer: int, at: Instant) -> tuple[str, str]:
    """Who heard the answer, and what they noted."""
    row = tx.row(
        "SELECT a.name, t.note FROM touch t JOIN customer c ON c.id = t.customer_id"
        " LEFT JOIN agent a ON a.id = t.agent_id"
        " WHERE (c.id = ? OR c.survivor_id = ?) AND t.at = ? AND t.in_force AND t.satisfaction IS NOT NULL"
        " ORDER BY t.id DESC LIMIT 1",
        (customer, customer, at),
    )
    return ("", "") if row is None else (row[0] or "", row[1])


def retract(tx: Tx, customer: int, rule: str, caused_at: Instant, now: Instant) -> None:
    """Take a reopening back: the case is as it was, unless somebody has worked on it since."""
    row = tx.row(
        f"SELECT id, kase_id, step_id, was, was_closed_at FROM case_reopening WHERE {_KEY} AND NOT withdrawn",
        (customer, rule, caused_at),
    )
    if row is None:
        return
    key, kase, step, was, was_closed_at = row
    tx.sql("UPDATE case_reopening SET withdrawn = ? WHERE id = ?", (True, key))
    if was == CaseState.CLOSED.value:
        tx.sql(
            "UPDATE kase SET state = 'closed', closed_at = ? WHERE id = ? AND state = 'open'"
            " AND NOT EXISTS (SELECT 1 FROM case_event s WHERE s.kase_id = kase.id AND s.id > ?)",
            (was_closed_at, kase, step),
        )
    case_steps.note(tx, kase, "taken_back", "", actor="", now=now)
