"""The people who work here."""

from __future__ import annotations

from msgspec import Struct

from callcenter import policy
from callcenter.model import Instant, Line, Role
from callcenter.records import cleaning
from callcenter.records.working import Tx, Worker
from callcenter.rulebook import Rulebook
from callcenter.views.people import Actor, AgentRow
from callcenter.views.trouble import StoreError, Trouble

_COLUMNS = "SELECT name, role, team, line, can_sign_in FROM agent"


def agent_id(tx: Tx, name: str) -> int:
    """The id of an agent. Raises ``UNKNOWN_AGENT``."""
    found = tx.value("SELECT id FROM agent WHERE name = ?", (name,))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_AGENT, agent=name)
    return int(found)


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


def viewer(tx: Tx, name: str) -> Viewer:
    """An agent as one who asks whom they may call. Raises ``UNKNOWN_AGENT``."""
    found = tx.row("SELECT id, line FROM agent WHERE name = ?", (name,))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_AGENT, agent=name)
    return Viewer(int(found[0]), name, _line(found[1]))


def _line(text: object) -> Line | None:
    return Line(str(text)) if text else None


def ensured_id(tx: Tx, name: str, *, now: Instant, can_sign_in: bool = False) -> int:
    """The id of an agent; an unknown name becomes one who cannot sign in yet (RULES §3). Raises ``EMPTY_NAME``."""
    name = cleaning.line(name)
    if not name:
        raise StoreError(Trouble.EMPTY_NAME)
    found = tx.value("SELECT id FROM agent WHERE name = ?", (name,))
    if found is not None:
        return int(found)
    from callcenter.schema.people import Agent

    tx.touch()
    return tx.insert(Agent, name=name, role=Role.AGENT.value, line="", can_sign_in=can_sign_in, created_at=now)


def _row(row: tuple[object, ...]) -> AgentRow:
    name, role, team, line, can_sign_in = row
    return AgentRow(str(name), Role(str(role)), str(team), _line(line), bool(can_sign_in))


class People(Worker):
    """Verbs on agents."""

    def add_agent(
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
        name, team = cleaning.line(name), cleaning.line(team)

        def work(tx: Tx) -> AgentRow:
            known = tx.row(f"{_COLUMNS} WHERE name = ?", (name,))
            if known is not None and _row(known).can_sign_in:
                raise StoreError(Trouble.AGENT_EXISTS, agent=name)
            key = ensured_id(tx, name, now=now, can_sign_in=True)
            tx.sql(
                "UPDATE agent SET role = ?, team = ?, line = ?, can_sign_in = ? WHERE id = ?",
                (role.value, team, "" if line is None else line.value, True, key),
            )
            tx.touch()
            return AgentRow(name, role, team, line, True)

        return self.write(work)

    def ensure_agent(self, name: str, *, can_sign_in: bool = True, now: Instant) -> AgentRow:
        """The agent of this name, made if there is none: the user of the operating system who starts the program.

        Raises ``EMPTY_NAME``.
        """
        name = cleaning.line(name)

        def work(tx: Tx) -> AgentRow:
            key = ensured_id(tx, name, now=now, can_sign_in=can_sign_in)
            if can_sign_in:
                tx.sql("UPDATE agent SET can_sign_in = ? WHERE id = ?", (True, key))
            row = tx.row(f"{_COLUMNS} WHERE id = ?", (key,))
            assert row is not None
            return _row(row)

        return self.write(work)

    def agents(self) -> tuple[AgentRow, ...]:
        """Everybody, by name."""
        return self.read(lambda tx: tuple(map(_row, tx.rows(f"{_COLUMNS} ORDER BY name"))))

    def agent(self, name: str) -> AgentRow:
        """One person. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> AgentRow:
            found = tx.row(f"{_COLUMNS} WHERE name = ?", (name,))
            if found is None:
                raise StoreError(Trouble.UNKNOWN_AGENT, agent=name)
            return _row(found)

        return self.read(work)
