"""The only door to the database (DESIGN §3). Each verb is one transaction and gives back frozen structs.

A verb takes ``now`` (UTC epoch milliseconds) and, where it writes, the :class:`~callcenter.views.people.Actor` who does
it; nothing in here asks for the time. The only error that comes out is :class:`~callcenter.views.trouble.StoreError`. A
store may be used from any thread: each has a connection of its own.
"""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.records import connecting
from callcenter.records.breaching import Breaching
from callcenter.records.calling import Calling
from callcenter.records.casework import Casework
from callcenter.records.changing import Changing
from callcenter.records.claiming import Claiming
from callcenter.records.customers import Customers
from callcenter.records.duplicates import Duplicates
from callcenter.records.duties import Duties
from callcenter.records.finding import Finding
from callcenter.records.frames import Campaigns
from callcenter.records.importing import Importing
from callcenter.records.merging import Merging
from callcenter.records.people import People
from callcenter.records.presence import Presences
from callcenter.records.promising import Promising
from callcenter.records.quotas import Quotas
from callcenter.records.results import Results
from callcenter.records.running_rules import RunningRules
from callcenter.records.searching import Searching
from callcenter.records.snoozing import Snoozing
from callcenter.records.tasking import Tasking
from callcenter.records.team import Team
from callcenter.records.ticking import Ticking
from callcenter.records.touching import Touches
from callcenter.records.undoing import Undoing
from callcenter.records.viewing import Viewing
from callcenter.records.working import Tx
from callcenter.views.trouble import StoreError, Trouble

__all__ = ["Store", "StoreError", "Trouble"]


class Store(
    Campaigns,
    Changing,
    People,
    Customers,
    Merging,
    Duplicates,
    Touches,
    Claiming,
    Calling,
    Ticking,
    Undoing,
    Breaching,
    Viewing,
    Importing,
    Presences,
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
):
    """An open database with all its verbs; see the rooms of :mod:`callcenter.records` for each subject."""

    @classmethod
    def open(cls, address: str, now: Instant) -> Store:
        """Open a file's path or a ``postgresql://`` address; made on first use, brought forward where it is older.

        Raises :class:`StoreError`: ``CANNOT_OPEN``, ``NOT_A_DATABASE``, ``DAMAGED``, ``READ_ONLY``,
        ``NETWORK_SHARE``, ``NEWER_SCHEMA``, ``FOREIGN_DATABASE``, ``OLD_SQLITE``, ``NO_DRIVER``,
        ``LOST_CONNECTION``.
        """
        db = connecting.connect(address)
        store = cls(db, connecting.shown_address(db), postgres=connecting.is_server(address))
        connecting.prepare(db, store, now)
        return store

    def close(self) -> None:
        """Close the connections of all threads."""
        self._marks.close()
        connecting.close(self._db)

    @property
    def address(self) -> str:
        """Where the data lies, as it may be shown: without a password."""
        return self._path

    def changed_since(self, token: str = "") -> str:
        """The token of the store's present state: ``token`` itself while nothing worth showing has changed.

        Cheap enough to ask several times a second.
        """

        def work(tx: Tx) -> str:
            counter = "SELECT last_value FROM change_sequence" if tx.postgres else "SELECT n FROM change_counter"
            present = str(tx.value(counter))
            return token if token == present else present

        return self.read(work)
