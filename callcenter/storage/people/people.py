"""The people who work here."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from callcenter import policy
from callcenter.model import Instant, Line, Role
from callcenter.rulebook.book import Rulebook
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.service import Service
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.driver import fn
from callcenter.storage.tables.people import AgentTable
from callcenter.views.people import Actor, AgentRow
from callcenter.views.trouble import StoreError, Trouble

_AGENT = (
    AgentTable.name,
    AgentTable.role,
    AgentTable.team,
    fn.NULLIF(AgentTable.line, "").alias("line"),
    AgentTable.can_sign_in,
)
"""The columns of an :class:`AgentRow`."""


@prepared
def _by_name(name: str) -> Query:
    return AgentTable.select(AgentTable.id, *_AGENT).where(AgentTable.name == name)


def agent_id(tx: Tx, name: str) -> int:
    """The id of an agent. Raises ``UNKNOWN_AGENT``."""
    found: int | None = _id_of(tx, name)
    if found is None:
        raise StoreError(Trouble.UNKNOWN_AGENT, agent=name)
    return found


def _id_of(tx: Tx, name: str) -> int | None:
    found: int | None = tx.value(_by_name(name))
    return found


class Viewer(Struct, frozen=True):
    """An agent who asks whom they may call: who they are, and their line of business where one is known."""

    id: int
    name: str
    line: Line | None

    def may_call(self, book: Rulebook, owner: int | None) -> bool:
        """Whether a book lets them call a customer of this owner (RULES §2.5, R15)."""
        return policy.may_call(book, own=owner == self.id, owned=owner is not None, line=self.line)

    def among(self, book: Rulebook, owner: str = "p.owner_key") -> str:
        """The same as a condition on the owner's key, 0 for the pool; of ``placement p`` unless another is named."""
        if not policy.may_call(book, own=False, owned=False, line=self.line):
            return "1 = 0"
        return f"{owner} <> {self.id}" if book.callers.never_own else f"{owner} IN (0, {self.id})"

    def may_call_those_of(self, book: Rulebook, owner: Any) -> Condition:
        """The same as a condition of a query on the key of an owner."""
        may = [0, self.id] if policy.may_call(book, own=False, owned=False, line=self.line) else []
        among: Condition = owner.in_(may)
        return owner != self.id if may and book.callers.never_own else among


def viewer(tx: Tx, name: str) -> Viewer:
    """An agent as one who asks whom they may call. Raises ``UNKNOWN_AGENT``."""
    found = tx.one(Viewer, _by_name(name))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_AGENT, agent=name)
    return found


def ensured_id(tx: Tx, name: str, *, now: Instant, can_sign_in: bool = False) -> int:
    """The id of an agent; an unknown name becomes one who cannot sign in yet (RULES §3). Raises ``EMPTY_NAME``."""
    name = clean_text.line(name)
    if not name:
        raise StoreError(Trouble.EMPTY_NAME)
    found = _id_of(tx, name)
    if found is not None:
        return found
    tx.mark_changed()
    return tx.insert(AgentTable, name=name, role=Role.AGENT.value, line="", can_sign_in=can_sign_in, created_at=now)


class People(Service):
    """Verbs on agents."""

    def add(
        self,
        name: str,
        *,
        role: Role = Role.AGENT,
        team: str = "",
        line: Line | None = None,
        actor: Actor,
        now: Instant,
    ) -> AgentRow:
        """Add a person who may sign in; an owner whom an import brought becomes one (RULES §3).

        ``line`` None = not known: no rule that keeps a line of business away concerns them (RULES R15).

        Raises ``EMPTY_NAME``, ``AGENT_EXISTS``.
        """
        name, team = clean_text.line(name), clean_text.line(team)

        def work(tx: Tx) -> AgentRow:
            known = tx.one(AgentRow, _by_name(name))
            if known is not None and known.can_sign_in:
                raise StoreError(Trouble.AGENT_EXISTS, agent=name)
            key = ensured_id(tx, name, now=now, can_sign_in=True)
            facts = {"role": role.value, "team": team, "line": "" if line is None else line.value}
            tx.run(AgentTable.update(**facts, can_sign_in=True).where(AgentTable.id == key))
            tx.mark_changed()
            return AgentRow(name, role, team, line, True)

        return self._database.write(work)

    def ensure(self, name: str, *, can_sign_in: bool = True, now: Instant) -> AgentRow:
        """The agent of this name, made if there is none: the user of the operating system who starts the program.

        Raises ``EMPTY_NAME``.
        """
        name = clean_text.line(name)

        def work(tx: Tx) -> AgentRow:
            key = ensured_id(tx, name, now=now, can_sign_in=can_sign_in)
            if can_sign_in:
                tx.run(AgentTable.update(can_sign_in=True).where(AgentTable.id == key))
            ensured = tx.one(AgentRow, _by_name(name))
            assert ensured is not None
            return ensured

        return self._database.write(work)

    def all(self) -> tuple[AgentRow, ...]:
        """Everybody, by name."""
        everybody = AgentTable.select(*_AGENT).order_by(AgentTable.name)
        return self._database.read(lambda tx: tuple(tx.all(AgentRow, everybody)))

    def get(self, name: str) -> AgentRow:
        """One person. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> AgentRow:
            found = tx.one(AgentRow, _by_name(name))
            if found is None:
                raise StoreError(Trouble.UNKNOWN_AGENT, agent=name)
            return found

        return self._database.read(work)
