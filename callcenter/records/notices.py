"""Notices: what happened to somebody's customers while they were busy, told until it is read."""

from __future__ import annotations

import json

from callcenter.model import DAY, Instant
from callcenter.records import people
from callcenter.records.working import Tx, Worker
from callcenter.views.notices import Notice, NoticeKind
from callcenter.views.people import Actor

_SHOWN = 20

KEPT = 30 * DAY
"""How long a notice that was read is kept, in milliseconds."""

_CLEARED_AT_ONCE = 20
"""How many old ones go with each new one."""


def send(tx: Tx, reader: int, kind: NoticeKind, customer: int, *, actor: str, now: Instant, **params: str) -> None:
    """Leave a notice about a customer for an agent, by id."""
    tx.sql(
        "INSERT INTO notice (agent_id, at, kind, params, customer_id, actor) VALUES (?,?,?,?,?,?)",
        (reader, now, kind.value, json.dumps(params, ensure_ascii=False), customer, actor),
    )
    _clear(tx, now)
    tx.touch()


def _clear(tx: Tx, now: Instant) -> None:
    """Remove some notices that were read long ago; those that another transaction removes are left to it."""
    unlocked = " FOR UPDATE SKIP LOCKED" if tx.postgres else ""
    tx.sql(
        "DELETE FROM notice WHERE id IN"
        f" (SELECT id FROM notice WHERE read_at < ? ORDER BY id LIMIT {_CLEARED_AT_ONCE}{unlocked})",
        (now - KEPT,),
    )


def void(tx: Tx, kind: NoticeKind, customer: int, *, now: Instant) -> None:
    """Mark notices about a customer as read that are true no more."""
    tx.sql(
        "UPDATE notice SET read_at = ? WHERE kind = ? AND customer_id = ? AND read_at IS NULL",
        (now, kind.value, customer),
    )


class Notices(Worker):
    """Verbs on notices."""

    def notices(self, agent: str) -> tuple[Notice, ...]:
        """What an agent has not read yet, the oldest first. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> tuple[Notice, ...]:
            rows = tx.rows(
                "SELECT n.id, n.at, n.kind, c.ref, c.name, c.zone, n.actor, n.params FROM notice n"
                " JOIN customer c ON c.id = n.customer_id WHERE n.agent_id = ? AND n.read_at IS NULL"
                " ORDER BY n.id LIMIT ?",
                (people.agent_id(tx, agent), _SHOWN),
            )
            return tuple(
                Notice(id, at, NoticeKind(kind), ref, name, zone, actor, json.loads(params))
                for id, at, kind, ref, name, zone, actor, params in rows
            )

        return self.read(work)

    def read_notice(self, notice: int, *, actor: Actor, now: Instant) -> None:
        """The actor has read one of their notices. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> None:
            tx.sql(
                "UPDATE notice SET read_at = ? WHERE id = ? AND agent_id = ? AND read_at IS NULL",
                (now, notice, people.agent_id(tx, actor.name)),
            )

        self.write(work, durable=False)
