"""The one place that knows the SIP library (baresip): an account, its registration, and calls.

The library tells of a call before it hands the call out; what it told meanwhile is kept and told then.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import TypeAlias

from baresip import (
    Account,
    AudioNotActive,
    AudioRestarted,
    BaresipError,
    Call,
    Config,
    Event,
    RegistrationError,
    Runtime,
    StackEvent,
    TransferFailed,
    UserAgent,
)
from baresip.errors import split_status
from msgspec import Struct

_REGISTER_SECONDS = 5.0
_REGISTERED_SECONDS = 60  # the library registers again before they are over
_TRANSFER_SECONDS = 20.0
_AGAIN_SECONDS, _TRIES = 0.1, 30  # while the two sides are still agreeing on something else
_TONE_SECONDS = 0.25  # until the last tone has ended on the wire
_MOST_CALLS = 4  # one, and those that are still ending or being refused
_SILENT = "rtp stream error"  # the library's documented reason for a call without sound; it gives no code


class SoftphoneError(Exception):
    """The library refused something, or nobody answered it. ``code``: SIP status of the refusal, None = none came."""

    def __init__(self, said: str, code: int | None = None) -> None:
        super().__init__(said)
        self.code = code


class SipProgress(StrEnum):
    """Steps of a call. ``BEGUN``: it is there, to be answered or ended. ``EARLY``: sound before the answer."""

    BEGUN = "begun"
    RINGING = "ringing"
    EARLY = "early"
    ANSWERED = "answered"
    ENDED = "ended"


_PROGRESS = {
    Event.CALL_RINGING: SipProgress.RINGING,
    Event.CALL_PROGRESS: SipProgress.EARLY,
    Event.CALL_ESTABLISHED: SipProgress.ANSWERED,
    Event.CALL_CLOSED: SipProgress.ENDED,
}


class SipNews(Struct, frozen=True):
    """A step of a call. ``code``: SIP status that ended it, None = none did; ``silent``: no sound came any more."""

    progress: SipProgress
    code: int | None = None
    reason: str = ""
    silent: bool = False


class SipCall:
    """A call of the library. Verbs raise :class:`SoftphoneError`, and one waits for the other."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._turn = asyncio.Lock()

    async def answer(self) -> None:
        """Take a call that comes in."""
        with _refused():
            await self._call.answer()

    async def hang_up(self) -> None:
        """End the call, or refuse it as busy. One that is over already is none to complain of."""
        with suppress(BaresipError):
            await self._call.hangup()

    async def hold(self, on: bool) -> None:
        """Put the other side on hold or take it back."""
        async with self._turn:
            for again in range(_TRIES, 0, -1):
                try:
                    await (self._call.hold() if on else self._call.resume())
                except BaresipError as error:
                    if again == 1:
                        raise SoftphoneError(str(error)) from None
                    await asyncio.sleep(_AGAIN_SECONDS)
                else:
                    return

    async def send_digits(self, digits: str) -> None:
        """Send tones."""
        async with self._turn:
            with _refused():
                await self._call.send_dtmf(digits)
            await asyncio.sleep(_TONE_SECONDS)

    async def transfer(self, uri: str) -> None:
        """Hand the other side over to ``uri``, which ends the call; where that fails the call goes on."""
        async with self._turn:
            with _refused():
                await self._call.transfer(uri, timeout=_TRANSFER_SECONDS)

    def waiting_sound(self) -> int:
        """Return the bytes of sound that were written and not sent yet."""
        try:
            return int(self._call.audio.info().tx_buffered)
        except AudioNotActive:
            return 0

    def write_sound(self, pcm: bytes) -> None:
        """Send 16-bit sound to the other side; what there is no room for is left out."""
        with suppress(AudioNotActive, AudioRestarted):
            self._call.audio.write(pcm)

    def read_sound(self, most: int) -> bytes:
        """Return the sound that came since the last time, at most so many bytes."""
        try:
            return bytes(self._call.audio.read(most))
        except (AudioNotActive, AudioRestarted):
            return b""


CallListener: TypeAlias = Callable[[SipCall, SipNews], None]


class _refused:
    """Turn errors of the library into ours."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (BaresipError, TransferFailed, ValueError)):
            code = error.status if isinstance(error, RegistrationError) else None
            raise SoftphoneError(str(error), code) from None


class Softphone:
    """An account of a SIP server. ``comes_in`` is told who calls, and returns who hears of the call, None = refused."""

    def __init__(self, comes_in: Callable[[str], CallListener | None], lost: Callable[[str], None]) -> None:
        self._comes_in = comes_in
        self._lost = lost
        self._runtime = Runtime()
        self._agent: UserAgent
        self._calls: dict[int, tuple[SipCall, CallListener]] = {}
        self._dialling = 0
        self._early: list[StackEvent] = []
        self._refusals: set[asyncio.Task[None]] = set()

    async def start(self, account: Account, config: Config) -> None:
        """Make ready to dial and to be called. Raises :class:`SoftphoneError`."""
        logging.getLogger("baresip").addHandler(logging.NullHandler())  # else warnings stand for the line's last words
        folder = tempfile.mkdtemp(prefix="callcenter-sip-")
        tempfile.tempdir = folder
        try:
            with _refused():
                await self._runtime.start(config)
                self._runtime.on_dead = _die
                self._runtime.subscribe(self._hear)
                self._agent = await UserAgent.create(self._runtime, account, transfer_policy="reject")
                self._agent.on_incoming(self._receive)
        finally:
            tempfile.tempdir = None
            shutil.rmtree(folder, ignore_errors=True)  # its own empty one would stay after a kill

    async def register(self) -> None:
        """Register at the server. Raises :class:`SoftphoneError`."""
        with _refused():
            await self._agent.register(timeout=_REGISTER_SECONDS)

    async def dial(self, uri: str, listener: CallListener) -> SipCall:
        """Call ``uri``; ``listener`` hears all of it. Raises :class:`SoftphoneError`."""
        self._dialling += 1
        try:
            with _refused():
                call = await self._agent.dial(uri)
            known = self._take(call, listener)
            for event in [event for event in self._early if event.call == call.handle]:
                call._on_stack_event(event)  # the library missed it too, and would refuse what needs an answered call
                self._tell(event)
        finally:
            self._dialling -= 1
            if not self._dialling:
                self._early.clear()
        return known

    async def close(self) -> None:
        """Give the account up."""
        with suppress(BaresipError):
            await self._runtime.close()

    def _hear(self, event: StackEvent) -> None:
        if event.event is Event.REGISTER_FAIL:
            self._lost(event.text or "")
        elif event.call in self._calls:
            self._tell(event)
        elif event.call and self._dialling:
            self._early.append(event)

    def _tell(self, event: StackEvent) -> None:
        if (progress := _PROGRESS.get(event.event)) is None:
            return
        (call, listener), text = self._calls[event.call], event.text or ""
        if progress is not SipProgress.ENDED:
            listener(call, SipNews(progress))
            return
        del self._calls[event.call]
        code, _reason = split_status(text)
        listener(call, SipNews(progress, code, text, text == _SILENT))

    def _receive(self, call: Call) -> None:
        listener = self._comes_in(call.peer or "")
        if listener is not None:
            self._take(call, listener)
            return
        refusal = asyncio.get_running_loop().create_task(SipCall(call).hang_up())
        self._refusals.add(refusal)
        refusal.add_done_callback(self._refusals.discard)

    def _take(self, call: Call, listener: CallListener) -> SipCall:
        known = SipCall(call)
        self._calls[call.handle] = known, listener
        listener(known, SipNews(SipProgress.BEGUN))
        return known


def account(server: str, user: str, secret: str, *, registers: bool) -> Account:
    """Return an account at ``server`` (host or host:port). Raises ``ValueError``."""
    every = _REGISTERED_SECONDS if registers else 0
    return Account(user, server, secret, reg_interval=every, dtmf_mode="auto")


def config(listen: str, rtp_seconds: int) -> Config:
    """Return how the library runs. ``listen``: address[:port] or a network interface, '' = any.

    Raises ``ValueError``.
    """
    address, colon, port = listen.partition(":")
    if colon and not port.isdecimal():
        raise ValueError(f"listen: {listen!r} is no address with a port")
    return Config(
        net_interface=address or None,
        max_concurrent_calls=_MOST_CALLS,
        rtp_timeout=rtp_seconds,
        extra_config_text=f"sip_listen {listen}\n" if colon else "",
    )


def _die() -> None:
    """End the process: the library cannot start again in it."""
    sys.stderr.write("the SIP library died\n")
    sys.stderr.flush()
    os._exit(1)
