"""The people who work here."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.access import Right
from callcenter.model import CaseState, Instant, Role, SalesLine
from callcenter.rulebook.book import Rulebook
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import credentials, units
from callcenter.storage.people.units import TEAM
from callcenter.storage.tables.access import TokenTable
from callcenter.storage.tables.calls import OpenCallTable, WaitingOwnerTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import CaseTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.shifts import AbsenceTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.people.people import AgentRow
from callcenter.views.upkeep.trouble import StoreError, Trouble

_AGENT = (
    AgentTable.name,
    AgentTable.role,
    TEAM,
    fn.NULLIF(AgentTable.line, "").alias("line"),
    AgentTable.can_sign_in,
    AgentTable.left_at.is_null(False).alias("left"),
    credentials.OS_USER,
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


class _Here(Struct, frozen=True):
    id: int
    left: bool


def _here(name: str) -> peewee.ModelSelect[AgentTable]:
    left = AgentTable.left_at.is_null(False).alias("left")
    return AgentTable.select(AgentTable.id, left).where(AgentTable.name == name)


@prepared
def _anybody(name: str) -> Query:
    return _here(name)


@prepared
def _anybody_locked(name: str) -> Query:
    return _here(name).for_update("FOR KEY SHARE")  # type: ignore[arg-type]


def _kept(tx: Tx, name: str) -> _Here | None:
    return tx.one(_Here, (_anybody_locked if tx.postgres else _anybody)(name))


def taker_id(tx: Tx, name: str) -> int:
    """The id of somebody who gets something, and does not leave until the transaction ends.

    Raises ``UNKNOWN_AGENT``, ``AGENT_LEFT``.
    """
    one = _kept(tx, name)
    if one is None:
        raise StoreError(Trouble.UNKNOWN_AGENT, agent=name)
    if one.left:
        raise StoreError(Trouble.AGENT_LEFT, agent=name)
    return one.id


def may_take(tx: Tx, name: str) -> bool:
    """Tell whether somebody of this name has not left, nor does until the transaction ends; nobody of it as well."""
    one = _kept(tx, name)
    return one is None or not one.left


def _id_of(tx: Tx, name: str) -> int | None:
    found: int | None = tx.value(_by_name(name))
    return found


class Viewer(Struct, frozen=True):
    """An agent who asks whom they may call: who they are, and their line of business where one is known.

    ``pools``: the campaigns whose pools are theirs, None = all. With ``people`` it is no agent who calls, but the
    customers of these people are looked at, by whoever supervises them.
    """

    id: int
    name: str
    line: SalesLine | None
    pools: frozenset[int] | None = None
    people: frozenset[int] | None = None

    def audience(self, book: Rulebook) -> policy.Audience:
        """The customers whom a book lets them call."""
        return policy.audience(book, self.line)

    def may_call(self, book: Rulebook, owner: int | None) -> bool:
        """Tell whether a book lets them call a customer of this owner (docs/rules.md#audience, #r15-callers)."""
        if self.people is not None:
            return True
        return policy.may_call(book, own=owner == self.id, owned=owner is not None, line=self.line)

    def has_pool(self, campaign: int) -> bool:
        """Tell whether the pool of a campaign is theirs."""
        return self.pools is None or campaign in self.pools

    def owners(self, campaign: int) -> list[int]:
        """The owners' keys of whom they may see in a campaign where everybody calls their own, 0 for the pool."""
        own = {self.id} if self.people is None else self.people
        return [*([0] if self.has_pool(campaign) else []), *sorted(own)]

    def sees(self, book: Rulebook, campaign: int, owner: int) -> bool:
        """Tell whether they see the customers with this owner's key."""
        if self.audience(book) is policy.Audience.OWN_AND_POOL:
            return owner in self.owners(campaign)
        return self.has_pool(campaign) and owner != self.id

    def among(self, book: Rulebook, campaign: int, owner: str = "p.owner_key") -> str:
        """The same as a condition on the owner's key; of ``placement p`` unless another column is named."""
        match self._among(book, campaign):
            case policy.Audience.NOBODY:
                return "1 = 0"
            case policy.Audience.ALL_BUT_OWN:
                return f"{owner} <> {self.id}"
            case policy.Audience.OWN_AND_POOL:
                return f"{owner} IN ({', '.join(map(str, self.owners(campaign)))})"

    def may_call_those_of(self, book: Rulebook, campaign: int, owner: Any) -> Condition:
        """The same as a condition of a query on the key of an owner."""
        among: Condition
        match self._among(book, campaign):
            case policy.Audience.NOBODY:
                among = owner.in_([])
            case policy.Audience.ALL_BUT_OWN:
                among = owner != self.id
            case policy.Audience.OWN_AND_POOL:
                among = owner.in_(self.owners(campaign))
        return among

    def _among(self, book: Rulebook, campaign: int) -> policy.Audience:
        whom = self.audience(book)
        foreign = whom is policy.Audience.ALL_BUT_OWN and not self.has_pool(campaign)
        return policy.Audience.NOBODY if foreign else whom


_NO_CALLER = -1


def viewer(tx: Tx, name: str) -> Viewer:
    """An agent as one who asks whom they may call. Raises ``UNKNOWN_AGENT``."""
    found = tx.one(Viewer, _by_name(name))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_AGENT, agent=name)
    return replace(found, pools=scopes.pools_of(tx, found.id)) if tx.grant.closed else found


def viewer_or_scope(tx: Tx, name: str | None) -> Viewer | None:
    """An agent as a viewer; without a name whoever lies in the scope of the one who acts, None = everybody.

    Raises ``UNKNOWN_AGENT``.
    """
    if name is not None:
        return viewer(tx, name)
    scope = scopes.of(tx)
    return None if scope is None else Viewer(_NO_CALLER, "", None, scope.campaigns, scope.people)


def ensured_id(tx: Tx, name: str, *, now: Instant, can_sign_in: bool = False) -> int:
    """The id of an agent; an unknown name becomes one who cannot sign in yet. Raises ``EMPTY_NAME``.

    See docs/rules.md#people.
    """
    name = clean_text.line(name)
    if not name:
        raise StoreError(Trouble.EMPTY_NAME)
    found = _id_of(tx, name)
    if found is not None:
        return found
    tx.mark_changed()
    return tx.insert(AgentTable, name=name, role=Role.AGENT.value, line="", can_sign_in=can_sign_in, created_at=now)


class People(Service, subject="people"):
    """Verbs on agents."""

    def add(
        self,
        name: str,
        *,
        role: Role = Role.AGENT,
        team: str = "",
        line: SalesLine | None = None,
        now: Instant,
    ) -> AgentRow:
        """Add a person who may sign in; an owner whom an import brought becomes one (docs/rules.md#people).

        ``line`` None = not known: no rule that keeps a line of business away concerns them (docs/rules.md#r15-callers).
        ``team`` becomes a unit where there is none of that name.

        Raises ``EMPTY_NAME``, ``AGENT_EXISTS``, ``TOKEN_EXISTS``; ``NOT_ALLOWED`` for a role or a team that is not the
        adder's to give.
        """
        name, team = clean_text.line(name), clean_text.line(team)

        def work(tx: Tx) -> AgentRow:
            known = tx.one(StaffMember, _standing(name))
            if known is not None and known.can_sign_in:
                raise StoreError(Trouble.AGENT_EXISTS, agent=name)
            if not tx.grant.may_give(role):
                raise grants.refusal(tx.grant)
            if tx.value(TokenTable.select(TokenTable.name).where(TokenTable.name == name)) is not None:
                raise StoreError(Trouble.TOKEN_EXISTS, token=name)  # one name would stand for both on record
            key = ensured_id(tx, name, now=now, can_sign_in=True)
            facts = {"role": role.value, "line": "" if line is None else line.value, "left_at": None}
            tx.run(AgentTable.update(**facts, can_sign_in=True).where(AgentTable.id == key))
            if team or not tx.grant.sees_everything:
                units.join(tx, key, team, now=now)
            tx.mark_changed()
            return _row(tx, name)

        return self._database.write(work)

    def set(
        self,
        name: str,
        *,
        role: Role | None = None,
        team: str | None = None,
        line: SalesLine | None = None,
        os_user: str | None = None,
        now: Instant,
    ) -> AgentRow:
        """Change a person: None = stays as it is, '' = no team, no user of the operating system.

        Raises ``UNKNOWN_AGENT``, ``AGENT_LEFT``, ``OS_USER_TAKEN``, ``LAST_ADMIN``; ``NOT_ALLOWED`` for somebody of
        another unit, for a role, theirs or the new one, that is not one's own to give, and for an ``os_user`` unless by
        an administrator.
        """

        def work(tx: Tx) -> AgentRow:
            one = staff(tx, name)
            if not tx.grant.may_give(one.role):
                raise grants.refusal(tx.grant)
            if role is not None and role is not one.role:
                if not tx.grant.may_give(role):
                    raise grants.refusal(tx.grant)
                if one.role is Role.ADMIN:
                    _keep_an_admin(tx, name)
                tx.run(AgentTable.update(role=role.value).where(AgentTable.id == one.id))
            if line is not None:
                tx.run(AgentTable.update(line=line.value).where(AgentTable.id == one.id))
            if team is not None:
                units.join(tx, one.id, clean_text.line(team), now=now)
            if os_user is not None:
                if not tx.grant.has(Right.ADMINISTER):
                    raise grants.refusal(tx.grant)
                credentials.bind(tx, one.id, clean_text.line(os_user))
            tx.mark_changed()
            return _row(tx, name)

        return self._database.write(work)

    def leave(self, name: str, *, now: Instant) -> None:
        """Bar a person from signing in for good; all that they did stays on record under their name.

        Raises ``UNKNOWN_AGENT``, ``AGENT_LEFT``, ``LAST_ADMIN``; ``STILL_OWNS`` while they have or are to get
        customers, have open cases or a call; ``NOT_ALLOWED`` for somebody of another unit.
        """

        def work(tx: Tx) -> None:
            one = staff(tx, name)
            if not tx.grant.may_give(one.role):
                raise grants.refusal(tx.grant)
            if one.role is Role.ADMIN:
                _keep_an_admin(tx, name)
            # A program that gives them something at this moment is waited for.
            lock(tx, one.id)
            held = tx.one(_Holdings, _holdings(one.id))
            assert held is not None
            customers = held.customers + held.waiting
            if customers or held.cases or held.calls:
                raise StoreError(
                    Trouble.STILL_OWNS, agent=name, customers=customers, cases=held.cases, calls=held.calls
                )
            tx.run(AgentTable.update(can_sign_in=False, left_at=now).where(AgentTable.id == one.id))
            units.leave_all(tx, one.id, now=now)
            away = (AbsenceTable.agent == one.id) & AbsenceTable.settled_at.is_null() & AbsenceTable.ended_at.is_null()
            tx.run(AbsenceTable.update(ended_at=now, ended_by=self._principal.name).where(away))
            credentials.forget(tx, one.id, now=now)
            tx.mark_changed()

        self._database.write(work)

    def ensure(self, name: str, *, now: Instant) -> AgentRow:
        """The first person of an open store: the user of the operating system who starts the program.

        Where there are people already, the one of this name. Raises ``EMPTY_NAME``, ``UNKNOWN_AGENT``;
        ``NOT_SIGNED_IN`` in a closed store, to whoever has not.
        """
        name = clean_text.line(name)

        def work(tx: Tx) -> AgentRow:
            if tx.grant.closed and not tx.grant.signed_in:
                raise grants.refusal(tx.grant)
            if not tx.grant.closed and tx.value(_somebody()) is None:
                key = ensured_id(tx, name, now=now, can_sign_in=True)
                tx.run(AgentTable.update(can_sign_in=True).where(AgentTable.id == key))
            return _row(tx, name)

        return self._database.write(work)

    def all(self) -> tuple[AgentRow, ...]:
        """Everybody, by name as people sort."""
        found = self._database.read(lambda tx: tx.all(AgentRow, AgentTable.select(*_AGENT)))
        return tuple(sorted(found, key=lambda one: (policy.by_name(one.name), one.name)))

    def get(self, name: str) -> AgentRow:
        """One person. Raises ``UNKNOWN_AGENT``."""
        return self._database.read(lambda tx: _row(tx, name))


def _row(tx: Tx, name: str) -> AgentRow:
    found = tx.one(AgentRow, _by_name(name))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_AGENT, agent=name)
    return found


class StaffMember(Struct, frozen=True):
    """A person as staff: their role, and their time here."""

    id: int
    role: Role
    can_sign_in: bool
    left_at: Instant | None


@prepared
def _standing(name: str) -> Query:
    chosen = (AgentTable.id, AgentTable.role, AgentTable.can_sign_in, AgentTable.left_at)
    return AgentTable.select(*chosen).where(AgentTable.name == name)


@prepared
def _somebody() -> Query:
    return AgentTable.select(AgentTable.id).where(AgentTable.can_sign_in).limit(1)


@prepared
def _admins() -> Query:
    return AgentTable.select(AgentTable.name).where((AgentTable.role == Role.ADMIN.value) & AgentTable.can_sign_in)


def has_left(tx: Tx, agent: int) -> bool:
    """Tell whether a person has left for good."""
    gone = AgentTable.select(AgentTable.id).where((AgentTable.id == agent) & AgentTable.left_at.is_null(False))
    return tx.value(gone) is not None


@prepared
def _locked(agent: int) -> Query:
    return AgentTable.select(AgentTable.id).where(AgentTable.id == agent).for_update()


def lock(tx: Tx, agent: int) -> None:
    """Have nobody else write of this agent until the transaction ends. SQLite has one writer anyway."""
    if tx.postgres:
        tx.value(_locked(agent))


def staff(tx: Tx, name: str) -> StaffMember:
    """A person whom the one who acts may change.

    Raises ``UNKNOWN_AGENT``, ``AGENT_LEFT``, ``NOT_ALLOWED``.
    """
    one = tx.one(StaffMember, _standing(name))
    if one is None:
        raise StoreError(Trouble.UNKNOWN_AGENT, agent=name)
    if one.left_at is not None:
        raise StoreError(Trouble.AGENT_LEFT, agent=name)
    scope = scopes.of(tx)
    if scope is not None and one.id not in scope.people:
        raise grants.refusal(tx.grant)
    return one


def _keep_an_admin(tx: Tx, name: str) -> None:
    if tx.grant.closed and set(tx.values(_admins())) <= {name}:
        raise StoreError(Trouble.LAST_ADMIN, agent=name)


class _Holdings(Struct, frozen=True):
    """Holdings of a person; ``waiting``: customers who are to be theirs once a call with them is saved."""

    customers: int
    waiting: int
    cases: int
    calls: int


@prepared
def _holdings(agent: int) -> Query:
    owned = (CustomerTable.owner == agent) & CustomerTable.survivor.is_null()
    waiting = WaitingOwnerTable.select(fn.COUNT(WaitingOwnerTable.customer)).where(WaitingOwnerTable.owner == agent)
    cases = (CaseTable.assignee == agent) & (CaseTable.state != CaseState.CLOSED.value)
    return AgentTable.select(
        CustomerTable.select(fn.COUNT(CustomerTable.id)).where(owned).alias("customers"),
        waiting.alias("waiting"),
        CaseTable.select(fn.COUNT(CaseTable.id)).where(cases).alias("cases"),
        OpenCallTable.select(fn.COUNT(OpenCallTable.customer)).where(OpenCallTable.agent == agent).alias("calls"),
    ).where(AgentTable.id == agent)
