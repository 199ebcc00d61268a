"""Programs that have the store open, and whether their clocks agree (docs/architecture.md, Clocks).

On an SQLite file all programs run on one machine. Each records once how far its clock is from the time for which
the machine has been running, which nobody can set; a program whose clock is set records it again. Whether another
program lives is asked of the system, by its process id and start: no clock has to be right for that. On PostgreSQL all
go by the server's clock, and there is nothing to compare.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from callcenter import clock
from callcenter.model import MINUTE, Instant
from callcenter.storage.access.service import Service
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.programs import ProgramTable
from callcenter.views.upkeep.trouble import StoreError, Trouble

_NOT_RUNNING = frozenset("TtZX")
"""Stopped, traced, ended: as the system tells it."""

_NO_CLOCK = 0
"""The ``clock_at`` of a program whose clock is wrong: it is known to run, and its clock is compared with nobody's."""


class Process(Struct, frozen=True):
    """A process of this machine; ``started_at`` is in milliseconds after the machine's own start."""

    host: str
    pid: int
    started_at: int

    @property
    def id(self) -> str:
        """The same for all stores that a process has open."""
        return f"{self.host}/{self.pid}/{self.started_at}"

    @property
    def runs(self) -> bool:
        """Tell whether it is there, and not stopped."""
        return started_at(self.pid) == self.started_at


_PROCESS = (ProgramTable.host, ProgramTable.pid, ProgramTable.started_at)


class _Clock(Struct, frozen=True):
    """A program's clock as it was recorded; ``offset`` is how far it was from the machine's running time."""

    pid: int
    started_at: int
    clock_at: Instant
    offset: int


_CLOCK = (
    ProgramTable.pid,
    ProgramTable.started_at,
    ProgramTable.clock_at,
    (ProgramTable.clock_at - ProgramTable.uptime_at).alias("offset"),
)


@prepared
def _clock_of(program: str) -> Query:
    return ProgramTable.select(*_CLOCK).where(ProgramTable.id == program)


@prepared
def _clocks_of_others(host: str, mine: str) -> Query:
    others = (ProgramTable.host == host) & (ProgramTable.id != mine)
    return ProgramTable.select(*_CLOCK).where(others & (ProgramTable.clock_at != _NO_CLOCK))


class Programs(Service, subject="programs"):
    """Verbs on running programs."""

    def compare_clocks(self, now: Instant, *, agent: str | None = None) -> None:
        """Compare this program's clock with those of the others that live.

        Raises ``CLOCK_AHEAD`` or ``CLOCK_BEHIND`` where they differ: until it is asked again, nothing is folded here
        then. An ``agent``'s program counts for the others from now on, as long as its clock is right. One look at a
        few rows where nothing has changed.
        """
        if self._database.postgres:
            return
        mine, offset = this_process(), now - clock.uptime()

        def look(tx: Tx) -> tuple[Instant | None, bool]:
            others = [offset - other for other in _offsets(tx, mine)]
            apart = [one for one in others if abs(one) > clock.APART]
            # With as many in agreement with this one, it is right.
            wrong = max(apart, key=abs) if 2 * len(apart) > len(others) else None
            return wrong, _stands(tx, mine, None if wrong is not None else offset)

        apart, stands = self._database.read(look)
        if not stands and agent is not None:
            self._database.write(
                lambda tx: _write_down(tx, mine, agent, None if apart is not None else now), durable=False
            )
        self._database.clock_apart = apart is not None
        if apart is not None:
            code = Trouble.CLOCK_AHEAD if apart > 0 else Trouble.CLOCK_BEHIND
            raise StoreError(code, minutes=round(abs(apart) / MINUTE))


def lives(tx: Tx, agent: str) -> bool | None:
    """Tell whether a program of this agent runs on this machine; None where no program of theirs is known."""
    everywhere = tx.all(Process, ProgramTable.select(*_PROCESS).where(ProgramTable.agent == agent))
    here = [one for one in everywhere if one.host == this_process().host]
    return any(one.runs for one in here) if here else None


def _offsets(tx: Tx, mine: Process) -> Iterator[int]:
    """Yield the offsets of the other living programs' clocks from the time for which the machine has been running."""
    for one in tx.all(_Clock, _clocks_of_others(mine.host, mine.id)):
        if Process(mine.host, one.pid, one.started_at).runs:
            yield one.offset


def _stands(tx: Tx, mine: Process, offset: int | None) -> bool:
    """Tell whether this program is on record with this offset of its clock, None = with a clock that is wrong."""
    stored = tx.one(_Clock, _clock_of(mine.id))
    if stored is None:
        return False
    if offset is None or stored.clock_at == _NO_CLOCK:
        return offset is None and stored.clock_at == _NO_CLOCK
    return abs(stored.offset - offset) <= clock.APART // 4


def _write_down(tx: Tx, mine: Process, agent: str, now: Instant | None) -> None:
    """Record this program with its clock; ``now`` is None where the clock is wrong: it then counts for nobody."""
    for one in tx.all(Process, ProgramTable.select(*_PROCESS)):
        # All programs on a file run on one machine: what ran before its last start has ended.
        ended = one.pid == mine.pid or started_at(one.pid) is None
        if boot(one.host) != boot(mine.host) or (one.host == mine.host and ended):
            process = (ProgramTable.host == one.host) & (ProgramTable.pid == one.pid)
            tx.run(ProgramTable.delete().where(process & (ProgramTable.started_at == one.started_at)))
    tx.run(
        ProgramTable.insert(
            id=mine.id,
            host=mine.host,
            pid=mine.pid,
            agent=agent,
            started_at=mine.started_at,
            clock_at=now or _NO_CLOCK,
            uptime_at=clock.uptime(),
        )
    )


def this_process() -> Process:
    """The process that asks."""
    return Process(_host(), os.getpid(), started_at(os.getpid()) or 0)


def boot(host: str) -> str:
    """The part of :func:`_host` that changes with every start of the machine."""
    return host.partition("/")[0]


@cache
def _host() -> str:
    """Return this machine since it was started, and the part of it whose processes can be seen from here."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return os.uname().nodename


def started_at(pid: int) -> int | None:
    """Return when a process began, in milliseconds after the machine's start; None where it has ended or stands still.

    0 where the system does not tell more than that it is there.
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None if Path("/proc/self/stat").exists() or not _is_there(pid) else 0
    state, *fields = told.rpartition(")")[2].split()  # the name before it may hold anything
    if state in _NOT_RUNNING:
        return None
    return int(fields[18]) * 1000 // os.sysconf("SC_CLK_TCK")


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
