"""Absences as they are stored: those that are to come, run, or are over and not given back (docs/rules.md#absence)."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people.units import TEAM
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.shifts import AbsenceDeputyTable, AbsenceTable, StandInTable
from callcenter.views.people.absences import AbsenceReason


class StoredAbsence(Struct, frozen=True):
    """An absence with its agent."""

    id: int
    agent_id: int
    agent: str
    team: str
    since: Instant
    until: Instant | None
    reason: AbsenceReason
    actor: str
    ended_at: Instant | None

    def is_over(self, now: Instant) -> bool:
        """Tell whether the absent one is back."""
        return self.ended_at is not None or (self.until is not None and self.until <= now)

    def runs(self, now: Instant) -> bool:
        """Tell whether it has begun and is not over."""
        return self.since <= now and not self.is_over(now)


@prepared
def _unsettled() -> Query:
    one = AbsenceTable
    known = (one.id, one.agent, AgentTable.name.alias("agent"), TEAM, one.since, one.until, one.reason, one.actor)
    found = one.select(*known, one.ended_at).join(AgentTable)
    return found.where(one.settled_at.is_null()).order_by(one.id)


def unsettled(tx: Tx) -> list[StoredAbsence]:
    """The absences that are to come or run, or of which not everything is back."""
    return tx.all(StoredAbsence, _unsettled())


class _Ends(Struct, frozen=True):
    ended_at: Instant | None
    until: Instant | None


@prepared
def _ends(absence: int) -> Query:
    one = AbsenceTable
    return one.select(one.ended_at, one.until).where((one.id == absence) & one.settled_at.is_null())


@prepared
def _ends_locked(absence: int) -> Query:
    one = AbsenceTable
    found = one.select(one.ended_at, one.until).where((one.id == absence) & one.settled_at.is_null())
    return found.for_update()


def hold(tx: Tx, absence: int) -> _Ends | None:
    """The ends of an absence that is not settled, which nobody else works at until the transaction ends."""
    return tx.one(_Ends, (_ends_locked if tx.postgres else _ends)(absence))


def still_runs(tx: Tx, absence: int, now: Instant) -> bool:
    """Tell whether an absence still runs; who says otherwise meanwhile waits for this transaction."""
    ends = hold(tx, absence)
    return ends is not None and ends.ended_at is None and (ends.until is None or now < ends.until)


class Named(Struct, frozen=True):
    """A person with their name."""

    id: int
    name: str


@prepared
def _named(absence: int) -> Query:
    named = AgentTable.select(AgentTable.id, AgentTable.name).join(AbsenceDeputyTable)
    return named.where(AbsenceDeputyTable.absence == absence)


def named(tx: Tx, absence: int) -> list[Named]:
    """The deputies who were named with an absence."""
    return tx.all(Named, _named(absence))


@prepared
def _left() -> Query:
    stands = StandInTable.select(StandInTable.deputy).where(StandInTable.until.is_null())
    takes = CaseTable.select(CaseTable.deputy).where(CaseTable.deputy.is_null(False))
    deputies = AgentTable.id.in_(stands) | AgentTable.id.in_(takes)
    return AgentTable.select(AgentTable.id).where(AgentTable.left_at.is_null(False) & deputies)


def away(tx: Tx, now: Instant) -> set[int]:
    """The agents whose absence runs, and the deputies who have left."""
    absent = {one.agent_id for one in unsettled(tx) if one.runs(now)}
    return absent.union(tx.values(_left()))
