"""Filters of lists that an agent keeps under a name: they go with the person, to whatever machine they sit at."""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.storage.access.service import Service
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people
from callcenter.storage.tables.people import SavedFilterTable
from callcenter.views.people.saved_filters import FilteredList, SavedFilter
from callcenter.views.upkeep.trouble import StoreError, Trouble

_LONGEST = 40
"""The characters of a name."""


class SavedFilters(Service, subject="saved_filters"):
    """Verbs on saved filters. Raise ``UNKNOWN_AGENT``."""

    def all(self, agent: str, place: FilteredList) -> tuple[SavedFilter, ...]:
        """Return the filters that somebody keeps for a list, by name."""
        return self._database.read(lambda tx: tuple(tx.all(SavedFilter, _of(people.agent_id(tx, agent), place.value))))

    def save(self, agent: str, place: FilteredList, kept: SavedFilter, *, now: Instant) -> None:
        """Keep a filter under a name, in the place of another of that name. Raises ``EMPTY_NAME``, ``TOO_LONG``."""
        name, text = clean_text.line(kept.name, _LONGEST), clean_text.line(kept.text)
        if not name:
            raise StoreError(Trouble.EMPTY_NAME)

        def work(tx: Tx) -> None:
            row = {"agent": people.agent_id(tx, agent), "place": place.value, "name": name, "text": text, "at": now}
            tx.insert_each(SavedFilterTable, [row], replacing=("agent", "place", "name"))

        self._database.write(work)

    def remove(self, agent: str, place: FilteredList, name: str, *, now: Instant) -> None:
        """Forget a filter; one that is not there stays so."""

        def work(tx: Tx) -> None:
            gone = {"agent": people.agent_id(tx, agent), "place": place.value, "name": clean_text.line(name)}
            tx.delete_each(SavedFilterTable, [gone])

        self._database.write(work)


@prepared
def _of(agent: int, place: str) -> Query:
    table = SavedFilterTable
    return (
        table.select(table.name, table.text).where((table.agent == agent) & (table.place == place)).order_by(table.name)
    )
