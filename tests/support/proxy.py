"""A server between a program and PostgreSQL that loses answers: the commit happens, the program does not hear of it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from psycopg.conninfo import conninfo_to_dict

_COMMITTED = b"C\0\0\0\x0bCOMMIT\0"
"""Message of the server about a transaction committed: the commit itself may come as a prepared statement."""


class Proxy:
    """Listens on the loopback for one database whose server has a Unix socket; see :func:`proxied`."""

    def __init__(self, address: str) -> None:
        parts = conninfo_to_dict(address)
        self._server = f"{parts['host']}/.s.PGSQL.{parts.get('port', 5432)}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.address = (
            f"postgresql://{parts['user']}@127.0.0.1:{port}/{parts['dbname']}?sslmode=disable&gssencmode=disable"
        )
        self.lost = 0
        """Number of answers lost so far."""
        self.is_down = False
        """New connections are closed at once, and those that there are when the next answer is lost."""
        self._losing = False
        self._goes_down = False
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_next(self, *, down: bool = False) -> None:
        """Lose the answer to the next commit and drop its connection; ``down``: nobody connects afterwards."""
        self._losing, self._goes_down = True, down

    def close(self) -> None:
        self.is_down = True
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                if self.is_down:
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
                threading.Thread(target=self._answer, args=(client, server), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                server.sendall(data)
        _close(client, server)

    def _answer(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if self._losing and _COMMITTED in data:
                    self._losing = False
                    self.lost += 1
                    self.is_down = self._goes_down
                    break
                client.sendall(data)
        _close(client, server)


@contextmanager
def proxied(address: str) -> Iterator[Proxy]:
    """A proxy in front of the database at ``address``."""
    proxy = Proxy(address)
    try:
        yield proxy
    finally:
        proxy.close()


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
