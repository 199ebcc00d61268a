"""Recorder of what a real Asterisk says to the line `ami`: ``python -m tests.telephony.recorder``, as root.

Into `recorded/` it writes a file for each version and course, one message a line, those of the line (``Action``) among
those of the exchange. Fields that name a place in the dial plan or describe a channel beside it are left out.
"""

from __future__ import annotations

import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from threading import Lock, Thread

from callcenter.telephony.process import LineProcess
from tests.telephony.asterisk import SUITES, Office, install, office, workstation
from tests.telephony.courses import AGENT, COURSES, follow
from tests.telephony.ear import until
from tests.telephony.exchange import BETWEEN, RECORDED

_LEFT_OUT = frozenset(
    f"{prefix}{name}"
    for prefix in ("", "Dest")
    for name in (
        *("AccountCode", "CallerIDName", "ConnectedLineName", "ConnectedLineNum", "ChannelState"),
        *("Context", "Exten", "Language", "Priority", "Privilege", "DialString"),
    )
)
_QUIET_SECONDS = 1.5
"""After the end of a call: by then both legs have ended."""


class Relay:
    """A port that hands everything on to another. ``messages``: what went through, in its order."""

    def __init__(self, port: int) -> None:
        self.messages: list[str] = []
        self._to = port
        self._lock = Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            line, _address = self._server.accept()
            exchange = socket.create_connection(("127.0.0.1", self._to))
            for here, there in ((line, exchange), (exchange, line)):
                Thread(target=self._hand_on, args=(here, there), daemon=True).start()

    def _hand_on(self, here: socket.socket, there: socket.socket) -> None:
        rest = b""
        with suppress(OSError), closing(here):
            while chunk := here.recv(65_536):
                *complete, rest = (rest + chunk).split(b"\r\n\r\n")
                with self._lock:
                    self.messages.extend(message.decode() for message in complete)
                    there.sendall(chunk)
            there.shutdown(socket.SHUT_RDWR)


def _record(path: Path, office: Office, relay: Relay, extension: str, calls: Callable[[LineProcess], object]) -> None:
    with workstation(relay.port, office.secret_file, extension) as line:
        relay.messages.clear()
        calls(line)
        until(office.is_quiet)
        time.sleep(_QUIET_SECONDS)
        lines = [_shortened(message) for message in relay.messages if not message.startswith("Action: Ping")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _shortened(message: str) -> str:
    fields = [line for line in message.split("\r\n") if line.partition(":")[0] not in _LEFT_OUT]
    return BETWEEN.join(fields)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for version in SUITES:
            (RECORDED / version).mkdir(parents=True, exist_ok=True)
            with office(install(version, Path(folder))) as there:
                relay = Relay(there.exchange.port)
                for name, extension, calls in _calls(there, version):
                    _record(RECORDED / version / f"{name}.txt", there, relay, extension, calls)


def _calls(there: Office, version: str) -> Iterator[tuple[str, str, Callable[[LineProcess], object]]]:
    for course in COURSES:
        if version in course.versions:
            yield course.name, course.extension, partial(follow, course, put_down=there.put_down)
    yield "incoming", AGENT, partial(there.call_in, taken=True)
    yield "incoming-missed", AGENT, partial(there.call_in, taken=False)
    yield "hand-over", AGENT, there.hand_over


if __name__ == "__main__":
    main()
