"""Windows: the workstations that agents have open, each with a name of its own (docs/architecture.md#windows).

One agent may have several, on several machines. A window of this machine lives while its process runs; one of another
machine while it sends heartbeats.
"""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import SECOND, Instant
from callcenter.storage.access.service import Service
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people, programs
from callcenter.storage.people.programs import Process
from callcenter.storage.tables.programs import DeskWindowTable

_SILENT = 60 * SECOND
"""Time without a heartbeat after which a window of another machine is gone."""


class _Window(Struct, frozen=True):
    id: str
    host: str
    pid: int
    started_at: int
    opened_at: Instant
    heard_at: Instant


@prepared
def _of_id(window: str) -> Query:
    return DeskWindowTable.select().where(DeskWindowTable.id == window)


@prepared
def _others(agent: int, window: str) -> Query:
    others = (DeskWindowTable.agent == agent) & (DeskWindowTable.id != window)
    return DeskWindowTable.select().where(others).order_by(DeskWindowTable.opened_at)


@prepared
def _closing(window: str) -> Query:
    return DeskWindowTable.delete().where(DeskWindowTable.id == window)


@prepared
def _heartbeat(window: str, now: Instant) -> Query:
    beat = DeskWindowTable.update(heard_at=now).where(DeskWindowTable.id == window)
    return beat.returning(DeskWindowTable.id)


class Windows(Service, subject="windows"):
    """Verbs on windows."""

    def others(self, *, now: Instant) -> Instant | None:
        """Return when the oldest other window of the actor was opened; None where there is no other."""

        def work(tx: Tx) -> Instant | None:
            living = others(tx, people.agent_id(tx, self._principal.name), self._principal.window, now)
            return living[0] if living else None

        return self._database.read(work)

    def close(self) -> None:
        """Close the actor's window: a call that it has is any other window's to take up."""
        self._database.write(lambda tx: close(tx, self._principal.window), durable=False)


def open_window(tx: Tx, agent: int, window: str, now: Instant) -> None:
    """Record a window of an agent as open; '' is none. Those of theirs that are gone are removed."""
    if not window:
        return
    for one in tx.all(_Window, _others(agent, window)):
        if not _lives(tx, one, now):
            close(tx, one.id)
    if tx.value(_heartbeat(window, now)) is not None:
        return
    mine = programs.this_process()
    instants = {"opened_at": now, "heard_at": now}
    process = {"host": mine.host, "pid": mine.pid, "started_at": mine.started_at}
    tx.insert_each(DeskWindowTable, [{"id": window, "agent": agent, **process, **instants}])


def close(tx: Tx, window: str) -> None:
    """Remove a window."""
    tx.run(_closing(window))


def beat(tx: Tx, agent: int, window: str, now: Instant) -> None:
    """Record a heartbeat of a window; one that was taken for gone is back."""
    if window and tx.value(_heartbeat(window, now)) is None:
        open_window(tx, agent, window, now)


def others(tx: Tx, agent: int, window: str, now: Instant) -> list[Instant]:
    """Return when the other living windows of an agent were opened, in that order."""
    return [one.opened_at for one in tx.all(_Window, _others(agent, window)) if _lives(tx, one, now)]


def lives(tx: Tx, window: str, now: Instant) -> bool:
    """Tell whether a window is open, and its program lives; '' is none."""
    found = tx.one(_Window, _of_id(window)) if window else None
    return found is not None and _lives(tx, found, now)


def _lives(tx: Tx, window: _Window, now: Instant) -> bool:
    mine, process = programs.this_process(), Process(window.host, window.pid, window.started_at)
    if process.host == mine.host:
        return process.runs
    # All programs on a file run on one machine: what ran before its last start has ended.
    same_start = tx.postgres or programs.boot(process.host) == programs.boot(mine.host)
    return same_start and now - window.heard_at <= _SILENT
