"""Lines to try the one contract on: each with customers who do the same things."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from callcenter.telephony import ManualPhone, Phone
from callcenter.telephony.lines import open_ami, open_command, open_loopback
from callcenter.telephony.options import (
    AmiOptions,
    CommandOptions,
    LoopbackCaller,
    LoopbackCustomer,
    LoopbackOptions,
    Reaction,
)
from callcenter.telephony.process import LineProcess
from tests.telephony.ear import until
from tests.telephony.exchange import AGENT, SECRET, Exchange
from tests.telephony.telephones import direct

ANSWERS = "+8613800000001"
"""Answers, and hangs up soon after."""
BUSY = "+8613800000002"
RINGS = "+8613800000003"
"""Never answers."""
TALKS = "+8613800000004"
"""Answers, and stays."""
INVALID = "+8613800000005"

NOW = 1_000_000

CUSTOMERS = {
    ANSWERS: LoopbackCustomer(talk_ms=20),
    BUSY: LoopbackCustomer(Reaction.BUSY),
    RINGS: LoopbackCustomer(Reaction.NOTHING),
    TALKS: LoopbackCustomer(),
    INVALID: LoopbackCustomer(Reaction.INVALID),
}


class Bench(Struct, frozen=True):
    """A phone under test. ``pid`` None = it is no process."""

    phone: Phone

    @property
    def pid(self) -> int | None:
        return self.phone.pid if isinstance(self.phone, LineProcess) else None

    def customer_answers(self) -> None:
        """Let the customer answer: where the line does not hear it, the agent marks it."""
        if not self.phone.hears:
            self.phone.answer(NOW)

    def customer_hangs_up(self) -> None:
        """Let the customer hang up."""
        if not self.phone.hears:
            self.phone.hang_up(NOW)


Maker: TypeAlias = Callable[[Path], AbstractContextManager[Bench]]


@contextmanager
def by_hand(folder: Path) -> Iterator[Bench]:
    yield Bench(ManualPhone())


@contextmanager
def loopback(folder: Path) -> Iterator[Bench]:
    with _looped(LoopbackOptions(CUSTOMERS)) as phone:
        yield Bench(phone)


@contextmanager
def loopback_rings(folder: Path) -> Iterator[Bench]:
    with _looped(LoopbackOptions(CUSTOMERS, (LoopbackCaller(RINGS),))) as phone:
        yield Bench(phone)


@contextmanager
def _looped(options: LoopbackOptions) -> Iterator[LineProcess]:
    phone = open_loopback(options, lambda: NOW)
    try:
        yield phone
    finally:
        phone.close()


DIALLER = [sys.executable, "-S", str(Path(__file__).with_name("dialler.py"))]


@contextmanager
def command(folder: Path) -> Iterator[Bench]:
    """A line whose command tells what it hears."""
    dial = [*DIALLER, str(folder), "{e164}", "{id}"]
    phone = open_command(CommandOptions(dial, [*DIALLER, str(folder), "hang up", "{id}"]), lambda: NOW)
    try:
        yield Bench(phone)
    finally:
        phone.close()


@contextmanager
def deaf_command(folder: Path) -> Iterator[Bench]:
    """A line whose command dials and says nothing."""
    phone = open_command(CommandOptions(["true", "{number}"]), lambda: NOW)
    try:
        yield Bench(phone)
    finally:
        phone.close()


@contextmanager
def opened_exchange(
    folder: Path,
    exchange: Exchange,
    extension: str = AGENT,
    *,
    dial_as: str = "{number}",
    caller_id: str = "",
    silent_seconds: float = 8.0,
) -> Iterator[LineProcess]:
    """A line through an exchange."""
    secret = folder / "secret"
    if not secret.exists():
        secret.write_text(f"{SECRET}\n")
        secret.chmod(0o600)
    where = ("127.0.0.1", exchange.port, "callcenter", str(secret), extension, "outbound")
    options = AmiOptions(*where, dial_as, caller_id, silent_seconds=silent_seconds)
    phone = open_ami(options, lambda: NOW)
    try:
        yield phone
    finally:
        phone.close()


@contextmanager
def ami(folder: Path) -> Iterator[Bench]:
    exchange = Exchange()
    with opened_exchange(folder, exchange) as phone:
        yield Bench(phone)
    exchange.close()


@contextmanager
def sip(folder: Path) -> Iterator[Bench]:
    """A softphone that calls customers with telephones of their own."""
    with direct(folder) as (phone, _customers, _port):
        yield Bench(phone)


@contextmanager
def sip_rings(folder: Path) -> Iterator[Bench]:
    with direct(folder) as (phone, customers, port):
        until(lambda: phone.is_up)
        customers.order("call", RINGS, f"sip:agent@127.0.0.1:{port}")
        yield Bench(phone)


MAKERS: dict[str, Maker] = {
    "manual": by_hand,
    "loopback": loopback,
    "command": command,
    "deaf command": deaf_command,
    "ami": ami,
    "sip": sip,
}

CALLED: dict[str, Maker] = {"loopback": loopback_rings, "sip": sip_rings}
"""Lines that tell of a call that comes in: ``RINGS`` calls the agent."""
