"""Announcements: a text for one person, a unit or everybody, with a receipt of each who has read it.

Each reader gets it as a notice, on whatever screen they are; the receipt is the notice's confirmation, kept for good.
"""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from callcenter import policy
from callcenter.model import Instant
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import notices, people, units
from callcenter.storage.tables.access import MembershipTable, UnitTable
from callcenter.storage.tables.notices import AnnouncementReaderTable, AnnouncementTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.views.people.notices import Addressee, Announcement, NoticeKind, Receipt
from callcenter.views.upkeep.trouble import StoreError, Trouble


@prepared
def _at_work() -> Query:
    """Everybody who can sign in."""
    return AgentTable.select(AgentTable.id).where(AgentTable.can_sign_in & AgentTable.left_at.is_null())


@prepared
def _members(units_of: list[int]) -> Query:
    lasting = MembershipTable.unit.in_(units_of) & MembershipTable.until.is_null()
    return MembershipTable.select(MembershipTable.agent).where(lasting)


class _Row(Struct, frozen=True):
    id: int
    at: Instant
    actor: str
    text: str
    unit: str
    agent: str


@prepared
def _rows(limit: int) -> Query:
    table = AnnouncementTable
    return (
        table.select(
            table.id,
            table.at,
            table.actor,
            table.text,
            fn.COALESCE(UnitTable.name, "").alias("unit"),
            fn.COALESCE(AgentTable.name, "").alias("agent"),
        )
        .join_from(table, UnitTable, JOIN.LEFT_OUTER)
        .join_from(table, AgentTable, JOIN.LEFT_OUTER)
        .order_by(table.id.desc())
        .limit(limit)
    )


class _Named(Struct, frozen=True):
    id: int
    name: str


class _Person(Struct, frozen=True):
    name: str
    team: str


class _Receipt(Struct, frozen=True):
    announcement: int
    agent_id: int
    agent: str
    read_at: Instant | None


@prepared
def _receipts(announcements: list[int]) -> Query:
    table = AnnouncementReaderTable
    return (
        table.select(
            table.announcement.alias("announcement"),
            table.agent.alias("agent_id"),
            AgentTable.name.alias("agent"),
            table.read_at,
        )
        .join(AgentTable)
        .where(table.announcement.in_(announcements))
        .order_by(AgentTable.name)
    )


class Announcements(Service, subject="announcements"):
    """Verbs on announcements."""

    def make(self, text: str, *, unit: str | None = None, agent: str | None = None, key: str = "", now: Instant) -> int:
        """Tell a text to an agent, to everybody in a unit, or to everybody in the scope of the one who acts.

        Returns the number of people who are told; not the one who acts. Raises ``NO_REASON`` for an empty text,
        ``UNKNOWN_AGENT``, ``UNKNOWN_UNIT``; ``NOT_ALLOWED`` for a person or unit outside of the scope.
        """
        said = clean_text.line(text)

        def work(tx: Tx) -> int:
            if not said:
                raise StoreError(Trouble.NO_REASON)
            actor = self._principal.name
            place = None if unit is None else units.unit_id(tx, unit)
            person = None if agent is None else people.agent_id(tx, agent)
            readers = _readers(tx, place, person)
            made = tx.insert(AnnouncementTable, at=now, actor=actor, text=said, unit=place, agent=person)
            params = {"text": said, "announcement": str(made), "unit": unit or "", "agent": agent or ""}
            for reader in readers:
                notices.send(tx, reader, NoticeKind.ANNOUNCED, None, actor=actor, now=now, **params)
            unread = {"announcement": made, "read_at": None}
            tx.insert_each(AnnouncementReaderTable, [{**unread, "agent": reader} for reader in readers])
            return len(readers)

        return self._once(key, "announce", now, (said, unit, agent), int, work)

    def addressees(self) -> tuple[Addressee, ...]:
        """Those whom the one who acts can tell something: everybody in their scope, its units, each person, by name.

        None of them where nobody would be told.
        """

        def work(tx: Tx) -> tuple[Addressee, ...]:
            scope = scopes.of(tx)
            everybody = _readers(tx, None, None)
            if not everybody:
                return ()
            known = tx.all(_Named, UnitTable.select(UnitTable.id, UnitTable.name))
            places = [
                Addressee(unit=one.name, people=len(_readers(tx, one.id, None)))
                for one in sorted(known, key=lambda one: policy.by_name(one.name))
                if scope is None or one.id in scope.units
            ]
            named = tx.all(_Person, AgentTable.select(AgentTable.name, units.TEAM).where(AgentTable.id.in_(everybody)))
            persons = [
                Addressee(agent=one.name, team=one.team)
                for one in sorted(named, key=lambda one: policy.by_name(one.name))
            ]
            return (Addressee(people=len(everybody)), *(one for one in places if one.people), *persons)

        return self._database.read(work)

    def all(self, *, limit: int = 100) -> tuple[Announcement, ...]:
        """Announcements, the newest first, with the receipts of whoever lies in the scope of the one who asks."""

        def work(tx: Tx) -> tuple[Announcement, ...]:
            scope = scopes.of(tx)
            rows = tx.all(_Row, _rows(limit))
            receipts = defaultdict[int, list[_Receipt]](list)
            for one in tx.all(_Receipt, _receipts([row.id for row in rows])):
                if scope is None or one.agent_id in scope.people:
                    receipts[one.announcement].append(one)
            found = []
            for row in rows:
                theirs = receipts[row.id]
                if theirs or row.actor == tx.grant.name:
                    given = tuple(Receipt(one.agent, one.read_at) for one in theirs)
                    found.append(Announcement(row.id, row.at, row.actor, row.text, row.unit, row.agent, given))
            return tuple(found)

        return self._database.read(work)


def _readers(tx: Tx, unit: int | None, agent: int | None) -> list[int]:
    """The people for whom an announcement is, without the one who acts."""
    scope = scopes.of(tx)
    if agent is not None:
        readers = {agent}
    elif unit is not None:
        if scope is not None and unit not in scope.units:
            raise grants.refusal(tx.grant)
        inside = tx.values(_members(sorted(scopes.below(tx, [unit]))))
        readers = set(tx.values(_at_work())).intersection(inside)
    else:
        readers = set(tx.values(_at_work()))
        if scope is not None:
            readers &= scope.people
    return sorted(readers - {tx.grant.agent})
