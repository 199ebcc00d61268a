"""The only door to the database (DESIGN §3). Each verb is one transaction and gives back frozen structs.

A verb takes ``now`` (UTC epoch milliseconds) and, where it writes, the :class:`~callcenter.views.people.Actor` who does
it; nothing in here asks for the time. The only error that comes out is :class:`~callcenter.views.trouble.StoreError`. A
store may be used from any thread: on a file each has a connection of its own, on a server they take turns with two.
"""

from __future__ import annotations

from pathlib import Path

from callcenter.first_store import FirstStore
from callcenter.model import Instant
from callcenter.records import address as addresses
from callcenter.records import backup
from callcenter.records.backup import Backups
from callcenter.records.breaching import Breaching
from callcenter.records.calling import Calling
from callcenter.records.casework import Casework
from callcenter.records.catch_up import CatchUp
from callcenter.records.changing import Changing
from callcenter.records.claiming import Claiming
from callcenter.records.customers import Customers
from callcenter.records.duplicates import Duplicates
from callcenter.records.duties import Duties
from callcenter.records.finding import Finding
from callcenter.records.importing import Importing
from callcenter.records.integrity import Integrity
from callcenter.records.merging import Merging
from callcenter.records.notices import Notices
from callcenter.records.other_numbers import OtherNumbers
from callcenter.records.ownership import Ownership
from callcenter.records.promising import Promising
from callcenter.records.quotas import Quotas
from callcenter.records.results import Results
from callcenter.records.running_rules import RunningRules
from callcenter.records.searching import Searching
from callcenter.records.snoozing import Snoozing
from callcenter.records.tasking import Tasking
from callcenter.records.team import Team
from callcenter.records.ticking import Ticking
from callcenter.records.timelines import Timelines
from callcenter.records.touching import Touches
from callcenter.records.two_people import TwoPeople
from callcenter.records.undoing import Undoing
from callcenter.records.viewing import Viewing
from callcenter.records.working import Tx
from callcenter.views.trouble import StoreError, Trouble

__all__ = ["Store", "StoreError", "Trouble"]


class Store(
    FirstStore,
    Integrity,
    Changing,
    Customers,
    Merging,
    Duplicates,
    TwoPeople,
    Touches,
    Claiming,
    CatchUp,
    Calling,
    OtherNumbers,
    Ownership,
    Notices,
    Ticking,
    Undoing,
    Breaching,
    Viewing,
    Timelines,
    Importing,
    Casework,
    Results,
    Duties,
    Tasking,
    Finding,
    Searching,
    Team,
    Quotas,
    RunningRules,
    Promising,
    Snoozing,
    Backups,
):
    """An open database with all its verbs; see the rooms of :mod:`callcenter.records` for each subject."""

    @classmethod
    def of(cls, first: FirstStore) -> Store:
        """The same open database with all its verbs, and the rulebooks that were read; ``first`` is done with."""
        if isinstance(first, Store):
            return first
        store = cls(first._db, first._path, postgres=first._postgres)
        store._books = first._books
        store._clock_apart = first._clock_apart
        return store

    @staticmethod
    def shown(address: str) -> str:
        """An address as it may be shown: without a password. Raises ``BAD_ADDRESS``."""
        return addresses.shown(address)

    @staticmethod
    def is_there(address: str) -> bool:
        """Whether there is something at an address that a restored store would take the place of."""
        return addresses.is_server(address) or Path(address).exists()

    @staticmethod
    def restore(address: str, file: Path, *, force: bool = False, now: Instant) -> Path | None:
        """Put a backup in the place of a store; see :func:`callcenter.records.backup.restore`."""
        return backup.restore(address, file, force=force, now=now)

    def close(self) -> None:
        """Close the connections of all threads."""
        self._marks.close()
        super().close()

    def changed_since(self, token: str = "") -> str:
        """The token of the store's present state: ``token`` itself while nothing worth showing has changed.

        Cheap enough to ask several times a second.
        """

        def work(tx: Tx) -> str:
            counter = "SELECT last_value FROM change_sequence" if tx.postgres else "SELECT n FROM change_counter"
            present = str(tx.value(counter))
            return token if token == present else present

        return self.read(work)
