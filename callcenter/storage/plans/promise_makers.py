"""The agents who made promises, and notices to the owner where the customer is a colleague's.

See docs/architecture.md#promises.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from callcenter.model import Because, Instant, MilestoneKind, Obligation
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.storage.people import notices
from callcenter.storage.plans.obligations import Owed
from callcenter.storage.tables.calls import WaitingOwnerTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, MilestoneTable
from callcenter.storage.tables.notices import NoticeTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import JOIN, fn
from callcenter.views.people.notices import NoticeKind

_OF_APPOINTMENT = (Because.APPOINTMENT_CONFIRM, Because.APPOINTMENT_CALL, Because.APPOINTMENT_NO_SHOW)
_TOLD = {Because.CALLBACK: "callback", Because.APPOINTMENT_NO_SHOW: "appointment"}
"""Obligations that a notice tells of, with its word; the other steps of an appointment stand for the same promise."""
_ANSWER = "answer"

_STANDING = fn.COALESCE(CustomerTable.survivor, CustomerTable.id)


class _Made(Struct, frozen=True):
    kind: MilestoneKind
    at: Instant
    actor: str


@prepared
def _made(people: Sequence[int]) -> Query:
    """The key dates of some customers that somebody here recorded, those of the merged ones too, oldest first."""
    typed = ~MilestoneTable.withdrawn & MilestoneTable.import_id.is_null()
    return (
        MilestoneTable.select(*columns(_Made, MilestoneTable, customer=_STANDING))
        .join(CustomerTable)
        .where(CustomerTable.id.in_(people) | CustomerTable.survivor.in_(people))
        .where(typed)
        .order_by(MilestoneTable.id)
    )


def milestone_of(owed: Obligation) -> str | None:
    """The kind of key date by which a commitment was made; None for a callback."""
    if owed.ground.code in _OF_APPOINTMENT:
        return MilestoneKind.APPOINTMENT
    named = owed.ground.params.get("milestone")
    return None if named is None else str(named)


def makers(tx: Tx, promises: Iterable[tuple[int, Obligation]]) -> list[str]:
    """Return who made each of some commitments, of customers by id; '' where a list brought it.

    A callback is its contact's agent's, an appointment or a question whose record counts.
    """
    asked = list(promises)
    wanted = sorted({customer for customer, owed in asked if milestone_of(owed) is not None})
    found: dict[tuple[int, str, Instant], str] = {}
    for start in range(0, len(wanted), loader.CHUNK):
        for customer, one in tx.owned(_Made, _made(wanted[start : start + loader.CHUNK])):
            found[customer, one.kind, one.at] = one.actor
    return [_maker(customer, owed, found) for customer, owed in asked]


def _maker(customer: int, owed: Obligation, made: dict[tuple[int, str, Instant], str]) -> str:
    kind = milestone_of(owed)
    if kind is None:
        return str(owed.ground.params.get("agent") or "")
    at = owed.ground.params.get("at")
    return made.get((customer, kind, at), "") if isinstance(at, int) else ""


# --- notices ----------------------------------------------------------------------------------------------------


class _Owner(Struct, frozen=True):
    id: int
    name: str


@prepared
def _owner(customer: int) -> Query:
    """The owner to be: who waits for the end of a call takes over."""
    waiting = WaitingOwnerTable
    owner = AgentTable.id == CustomerTable.owner
    return (
        AgentTable.select(AgentTable.id, AgentTable.name)
        .join(CustomerTable, on=owner)
        .join_from(CustomerTable, waiting, JOIN.LEFT_OUTER, on=waiting.customer == CustomerTable.id)
        .where((CustomerTable.id == customer) & waiting.customer.is_null())
    )


@prepared
def _promises(customer: int) -> Query:
    counts = CampaignTable.select(CampaignTable.edition).join(CustomerTable).where(CustomerTable.id == customer)
    promised = (ObligationTable.customer == customer) & ObligationTable.commitment
    return ObligationTable.select(*columns(Owed, ObligationTable)).where(promised & (ObligationTable.edition == counts))


@prepared
def _told(customer: int, reader: int) -> Query:
    told = (NoticeTable.customer == customer) & (NoticeTable.agent == reader)
    return NoticeTable.select(NoticeTable.promise_at).where(told & NoticeTable.promise_at.is_null(False))


@prepared
def _agent(name: str) -> Query:
    return AgentTable.select(AgentTable.id).where(AgentTable.name == name)


def tell_of_move(tx: Tx, customer: int, maker: str, *, now: Instant) -> None:
    """Tell the ``maker`` of an appointment that somebody else has given it another time."""
    promises = [one.obligation for one in tx.all(Owed, _promises(customer))]
    moved = [owed for owed in promises if owed.ground.code is Because.APPOINTMENT_NO_SHOW]
    for owed, mover in zip(moved, makers(tx, ((customer, owed) for owed in moved)), strict=True):
        if mover not in ("", maker) and (reader := tx.value(_agent(maker))) is not None:
            _send(tx, reader, NoticeKind.PROMISE_MOVED, customer, owed, actor=mover, now=now)


def appointment_maker(tx: Tx, customer: int) -> str:
    """The agent who made the appointment that stands with a customer; '' where there is none, or a list brought it."""
    promises = (one.obligation for one in tx.all(Owed, _promises(customer)))
    standing = [owed for owed in promises if owed.ground.code is Because.APPOINTMENT_NO_SHOW]
    return next(iter(makers(tx, ((customer, owed) for owed in standing))), "")


def tell(tx: Tx, customer: int, *, now: Instant, knows: str = "", moved: Instant | None = None) -> None:
    """Tell the owner of each open promise that somebody else made to the customer, once.

    ``knows``: who acts, who needs no notice of it. ``moved``: the new time of a callback whose maker is told where
    ``knows`` is somebody else. While another owner waits for the end of a call it is told when they take over.
    """
    promises = [one.obligation for one in tx.all(Owed, _promises(customer))]
    if not promises:
        return
    promises = [owed for owed in promises if owed.is_commitment(now) and _word(owed) is not None]
    makers_of = makers(tx, ((customer, owed) for owed in promises))
    owner = tx.one(_Owner, _owner(customer))
    told = defaultdict[int, set[Instant]](set)
    for owed, maker in zip(promises, makers_of, strict=True):
        if not maker:
            continue
        if moved == owed.due_at and maker != knows and (reader := tx.value(_agent(maker))) is not None:
            _send(tx, reader, NoticeKind.PROMISE_MOVED, customer, owed, actor=knows, now=now)
        if owner is None or owner.name in (maker, knows):
            continue
        if owner.id not in told:
            told[owner.id] = set(tx.values(_told(customer, owner.id)))
        if owed.due_at not in told[owner.id]:
            _send(tx, owner.id, NoticeKind.PROMISED, customer, owed, actor=maker, now=now)


def _word(owed: Obligation) -> str | None:
    """The word for a promise in a notice; None for a step that is told of by another."""
    if owed.ground.code in _OF_APPOINTMENT or owed.ground.code is Because.CALLBACK:
        return _TOLD.get(owed.ground.code)
    return _ANSWER if milestone_of(owed) is not None else None


def _send(tx: Tx, reader: int, kind: NoticeKind, customer: int, owed: Obligation, *, actor: str, now: Instant) -> None:
    at = owed.breach_at if _word(owed) == _ANSWER else owed.due_at
    what = _word(owed) or ""
    notices.send_of_promise(tx, reader, kind, customer, owed.due_at, actor=actor, now=now, what=what, at=str(at))
