"""A PostgreSQL database as the store uses it: two connections for a program, and no waiting without an end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from callcenter.storage.database.address import without_secrets
from callcenter.storage.database.failures import BUSY_SECONDS, STATEMENT_SECONDS, is_lost, store_error
from callcenter.storage.database.usage import Usage
from callcenter.storage.tables.slim_peewee import peewee
from callcenter.views.upkeep.trouble import StoreError, Trouble

_CONNECTING_SECONDS = 4
"""Seconds for each address of the server: a host of two has been named within ten seconds."""

_SILENT_SECONDS = STATEMENT_SECONDS + 5
"""A living server has ended the statement itself by then."""

_PATIENCE: Any = {
    "connect_timeout": _CONNECTING_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
}
"""Time after which a silent connection is given up, as libpq takes it: seconds, and milliseconds for what was sent."""


class _Slot:
    """A place for one connection, which one thread at a time uses."""

    def __init__(self) -> None:
        self.free = threading.Lock()
        self.connection: Any = None


class Server(peewee.PostgresqlDatabase):
    """One connection for reading and one for writing, each lent to one thread at a time.

    With one for each thread a workstation held five to seven, and a server of default size took 14 to 19 people.
    """

    _state: Any
    """Peewee's: which connection this thread has."""

    def __init__(self, url: str) -> None:
        self.opened: list[Any] = []
        self.mended: tuple[str, ...] = ()
        self.using = Usage()
        self._reading, self._writing = _Slot(), _Slot()
        super().__init__(url, prefer_psycopg3=True)

    @property
    def local(self) -> bool:
        """True where all connections go through a socket of this machine: its operating system vouches for this end."""
        return all(one.info.host.startswith("/") for one in self.opened if not one.closed)

    def _connect(self) -> Any:
        """Connect, or raise :class:`StoreError`: a server that cannot be reached is not asked twice in a row."""
        import psycopg

        from callcenter.storage.database.link import Link

        try:
            link = Link.connect(
                str(self.database), autocommit=True, fallback_application_name="callcenter", **_PATIENCE
            )
            link.patience = _SILENT_SECONDS
            with link.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'; SET statement_timeout = '{STATEMENT_SECONDS}s'")
        except psycopg.Error as error:
            raise self.error(error) from None
        self.opened = [one for one in self.opened if not one.closed]
        self.opened.append(link)
        return link

    def error(self, error: BaseException) -> StoreError:
        """Translate an error of the server, without anything secret of the address."""
        found = store_error(error, "")
        if found.code is Trouble.BUSY:
            return found
        return StoreError(found.code, reason=without_secrets(str(found.params.get("reason", "")), str(self.database)))

    @contextmanager
    def lent(self, *, writing: bool) -> Iterator[None]:
        """Lend this thread the connection for reading or for writing; it is made where there is none."""
        if not self._state.closed:
            yield  # within another unit of work of this thread
            return
        slot = self._writing if writing else self._reading
        with slot.free:
            if slot.connection is not None and not slot.connection.closed:
                self._state.set_connection(slot.connection)
            lost = False
            try:
                yield
            except BaseException as error:
                lost = is_lost(error)
                raise
            finally:
                slot.connection = self._state.conn
                self._state.reset()
                if slot.connection is not None:
                    slot.connection.patience = _SILENT_SECONDS
                    if lost:
                        with suppress(Exception):
                            slot.connection.close()

    def take_time(self) -> None:
        """Let this thread's transaction take as long as it needs: a change of the schema."""
        for setting in ("lock_timeout", "statement_timeout"):
            self.execute_sql(f"SET LOCAL {setting} = 0")  # type: ignore[no-untyped-call]
        self._state.conn.patience = None
