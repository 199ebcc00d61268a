"""Looks: a supervisor sees what an agent works on, from the store; the agent sees who looks (docs/security.md)."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import asdict

from callcenter.model import SECOND, Disposition, Instant
from callcenter.storage.access.service import Service
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people
from callcenter.storage.tables.calls import OpenCallTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable, LookTable, PresenceTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.views.people.shift import AgentState, BreakReason
from callcenter.views.people.team import Glimpse

_LASTS = 15 * SECOND
"""Time after which a look whose program is silent has ended."""


class _Seen(Struct, frozen=True):
    state: AgentState
    since: Instant | None
    reason: BreakReason | None
    place: str
    ref: str
    customer: str
    dialled_at: Instant | None
    answered_at: Instant | None
    ended_at: Instant | None
    note: str
    disposition: Disposition | None


@prepared
def _seen(agent: int) -> Query:
    call = OpenCallTable
    return (
        PresenceTable.select(
            PresenceTable.state,
            PresenceTable.since,
            PresenceTable.reason,
            PresenceTable.place,
            fn.COALESCE(CustomerTable.ref, "").alias("ref"),
            fn.COALESCE(CustomerTable.name, "").alias("customer"),
            call.dialled_at,
            call.answered_at,
            call.ended_at,
            fn.COALESCE(call.note, "").alias("note"),
            call.disposition,
        )
        .join_from(PresenceTable, call, JOIN.LEFT_OUTER, on=(call.agent == PresenceTable.agent))
        .join_from(call, CustomerTable, JOIN.LEFT_OUTER, on=(call.customer == CustomerTable.id))
        .where(PresenceTable.agent == agent)
    )


@prepared
def _watchers(name: str, since: Instant) -> Query:
    watched, watcher = AgentTable.alias(), AgentTable
    return (
        watcher.select(watcher.name)
        .join_from(watcher, LookTable, on=(LookTable.watcher == watcher.id))
        .join_from(LookTable, watched, on=(LookTable.agent == watched.id))
        .where((watched.name == name) & (LookTable.heard_at > since))
        .order_by(watcher.name)
    )


class Looks(Service, subject="looks"):
    """Verbs on looks. Raise ``UNKNOWN_AGENT``."""

    def begin(self, agent: str, *, now: Instant) -> None:
        """Begin to look on at an agent's work; they see by whom as long as it lasts."""

        def work(tx: Tx) -> None:
            pair = {"agent": people.agent_id(tx, agent), "watcher": people.agent_id(tx, self._principal.name)}
            tx.insert_each(LookTable, [{**pair, "since": now, "heard_at": now}], replacing=("agent", "watcher"))
            tx.mark_changed()

        self._database.write(work)

    def get(self, agent: str, *, now: Instant) -> Glimpse | None:
        """Return what an agent works on, and go on looking; None where the one who asks has not begun to look."""

        def work(tx: Tx) -> Glimpse | None:
            watched = people.agent_id(tx, agent)
            own = (LookTable.agent == watched) & (LookTable.watcher == people.agent_id(tx, self._principal.name))
            if not tx.run(LookTable.update(heard_at=now).where(own)):
                return None
            seen = tx.one(_Seen, _seen(watched))
            if seen is None:
                return Glimpse(agent, AgentState.OFFLINE, None, None, "")
            return Glimpse(agent, **asdict(seen))

        return self._database.write(work, durable=False)

    def end(self, agent: str, *, now: Instant) -> None:
        """End the look of the one who acts at an agent's work; one that has ended stays so."""

        def work(tx: Tx) -> None:
            tx.delete_each(
                LookTable,
                [{"agent": people.agent_id(tx, agent), "watcher": people.agent_id(tx, self._principal.name)}],
            )
            tx.mark_changed()

        self._database.write(work, durable=False)

    def watchers(self, *, now: Instant) -> tuple[str, ...]:
        """Return who looks on at the work of the one who asks."""
        name = self._principal.name
        return self._database.read(lambda tx: tuple(tx.values(_watchers(name, now - _LASTS))))

    def report(self, place: str, *, now: Instant) -> None:
        """Keep which mode the one who acts has on the screen, while somebody looks on."""

        def work(tx: Tx) -> None:
            own = people.agent_id(tx, self._principal.name)
            tx.run(PresenceTable.update(place=place).where(PresenceTable.agent == own))

        self._database.write(work, durable=False)
