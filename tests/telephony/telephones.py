"""Processes of `customer.py`, and softphones that call them directly or register at a server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from threading import Thread

from callcenter.telephony.lines import open_sip
from callcenter.telephony.options import SipOptions
from callcenter.telephony.process import LineProcess
from tests.telephony.ear import until
from tests.telephony.sip_server import PASSWORD, USER, SipServer

_NOW = 1_000_000
_PORTS = count(20_000 + os.getpid() % 100 * 100, 2)


def free_port() -> int:
    """Return a port of which the one above is free as well: a telephone listens there too."""
    for port in _PORTS:
        with ExitStack() as held:
            try:
                for number in (port, port + 1):
                    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                        held.enter_context(socket.socket(socket.AF_INET, kind)).bind(("127.0.0.1", number))
            except OSError:
                continue
            return port
    raise AssertionError


class Customers:
    """The customers. ``told``: what they said so far."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.told: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("customer.py")), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(folder)},
            text=True,
            bufsize=1,
        )
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()
        until(lambda: "ready" in self.told)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(line.strip())

    def order(self, *words: str) -> None:
        """Have the customers do something."""
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(words) + "\n")

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self._thread.join()
        self.process.stdout.close()


@contextmanager
def softphone(options: SipOptions) -> Iterator[LineProcess]:
    phone = open_sip(options, lambda: _NOW)
    try:
        yield phone
    finally:
        phone.close()


@contextmanager
def registered(folder: Path, server: SipServer, password: str = PASSWORD) -> Iterator[LineProcess]:
    """A softphone that registers at a server, and gives up soon where that says nothing."""
    secret = folder / "secret"
    secret.write_text(password + "\n")
    options = SipOptions(
        f"127.0.0.1:{server.port}", USER, str(secret), listen="127.0.0.1", ring_seconds=0.3, silent_seconds=0.3
    )
    with softphone(options) as phone:
        yield phone


@contextmanager
def direct(
    folder: Path, *, rtp_seconds: int = 30, microphone: Sequence[str] = (), speaker: Sequence[str] = ()
) -> Iterator[tuple[LineProcess, Customers, int]]:
    """A softphone that calls without a server in between; its port is the third."""
    customers = Customers(folder)
    port = free_port()
    options = SipOptions(
        f"127.0.0.1:{customers.port}",
        "agent",
        direct=True,
        listen=f"127.0.0.1:{port}",
        dial_as="{e164}",
        rtp_seconds=rtp_seconds,
        microphone_command=microphone,
        speaker_command=speaker,
    )
    try:
        with softphone(options) as phone:
            yield phone, customers, port
    finally:
        customers.close()
