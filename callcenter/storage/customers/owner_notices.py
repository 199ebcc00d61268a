"""Notices to the agents between whom customers go."""

from __future__ import annotations

from collections import Counter

from callcenter.model import Instant
from callcenter.storage.database import clean_text
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


class Moves:
    """Customers who go from owner to owner by a list: counted, and told in one notice a person and list."""

    def __init__(self) -> None:
        self._given: Counter[int] = Counter()
        self._taken: Counter[int] = Counter()

    def note(self, before: int | None, after: int | None) -> None:
        """Count a customer who goes from one owner to another, None = the pool."""
        if before != after:
            self._taken.update([] if before is None else [before])
            self._given.update([] if after is None else [after])

    def tell(self, tx: Tx, import_id: int, file: str, *, actor: str, now: Instant, undone: bool = False) -> None:
        """Tell the former and the new owners so far; a notice of this list that is unread counts on.

        Whoever brought the list knows. ``undone``: it was taken back.
        """
        said = {"file": clean_text.line(file), "import": str(import_id), "undone": "1" if undone else ""}
        both = ((NoticeKind.CUSTOMERS_GIVEN, self._given), (NoticeKind.CUSTOMERS_TAKEN, self._taken))
        by_themselves = known(tx, actor) if self._given or self._taken else None
        # By the ids of the readers, so that two imports cannot wait for each other.
        for kind, counts in both:
            for reader in sorted(counts.keys() - {by_themselves}):
                notices.send_counted(tx, reader, kind, {"count": counts[reader]}, actor=actor, now=now, **said)
        self._given.clear()
        self._taken.clear()


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
