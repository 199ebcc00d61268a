"""Notices to the agents between whom customers go."""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import notices
from callcenter.storage.tables.people import AgentTable
from callcenter.views.people.notices import NoticeKind


def tell_given(
    tx: Tx, reader: int, given: list[int], *, actor: str, now: Instant, promises: int = 0, cases: int = 0
) -> None:
    """Tell an agent, by id, that customers are theirs now; who did it themselves knows.

    ``promises``, ``cases``: those that are open and come with them.
    """
    if reader != known(tx, actor):
        load = {"count": str(len(given)), "promises": str(promises), "cases": str(cases)}
        notices.send(tx, reader, NoticeKind.CUSTOMERS_GIVEN, _only(given), actor=actor, now=now, **load)


def tell_taken(tx: Tx, reader: int, taken: list[int], owners: set[int | None], *, actor: str, now: Instant) -> None:
    """Tell an agent, by id, that customers of theirs have gone to other ``owners``; who did it themselves knows."""
    if reader != known(tx, actor):
        names = ", ".join(sorted(name(tx, owner) for owner in owners))
        count = str(len(taken))
        notices.send(
            tx, reader, NoticeKind.CUSTOMERS_TAKEN, _only(taken), actor=actor, now=now, owner=names, count=count
        )


def _only(customers: list[int]) -> int | None:
    return customers[0] if len(customers) == 1 else None


def known(tx: Tx, actor: str) -> int | None:
    """The id of the agent who acted; None for a program."""
    found: int | None = tx.value(AgentTable.select(AgentTable.id).where(AgentTable.name == actor))
    return found


def name(tx: Tx, owner: int | None) -> str:
    """The name of an owner, '' for the pool."""
    found = AgentTable.select(AgentTable.name).where(AgentTable.id == owner)
    return "" if owner is None else str(tx.value(found))
