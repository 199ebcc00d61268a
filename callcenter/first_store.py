"""The store as the first frame knows it: who signs in, and the head of their queue.

:class:`~callcenter.store.Store` has all the verbs; loading their rooms takes as long as drawing the frame.
"""

from __future__ import annotations

from typing import Self

from callcenter.model import Instant
from callcenter.records import connecting
from callcenter.records.address import is_server
from callcenter.records.frames import Campaigns
from callcenter.records.people import People
from callcenter.records.presence import Presences
from callcenter.records.programs import Programs
from callcenter.records.queueing import Queueing


class FirstStore(Campaigns, People, Presences, Programs, Queueing):
    """An open database with the verbs that come before the first frame."""

    @classmethod
    def open(cls, address: str, now: Instant, *, team: bool = False) -> Self:
        """Open a file's path or a ``postgresql://`` address; made on first use, brought forward where it is older.

        A file is its owner's alone, a ``team``'s also its group's.

        Raises :class:`StoreError`: ``CANNOT_OPEN``, ``NOT_A_DATABASE``, ``DAMAGED``, ``READ_ONLY``,
        ``NETWORK_SHARE``, ``NEWER_SCHEMA``, ``FOREIGN_DATABASE``, ``OLD_SQLITE``, ``NO_DRIVER``,
        ``LOST_CONNECTION``.
        """
        db = connecting.connect(address, team=team)
        store = cls(db, connecting.shown_address(db), postgres=is_server(address))
        connecting.prepare(db, store, now)
        return store

    def close(self) -> None:
        """Close the connections of all threads."""
        connecting.close(self._db)

    @property
    def address(self) -> str:
        """Where the data lies, as it may be shown: without a password."""
        return self._path

    @property
    def mended(self) -> tuple[str, ...]:
        """Files that others could read until this program opened the store."""
        mended: tuple[str, ...] = self._db.mended
        return mended

    def server_time(self) -> Instant | None:
        """What the server's clock shows, by which all who work on it go (DESIGN §3); None for a file.

        Claims would end early for a machine whose own clock is ahead, and two people dial one customer.
        """
        if not self._postgres:
            return None
        shown = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"
        return self.read(lambda tx: int(tx.value(shown)))
