"""Client of an Asterisk manager connection: login, actions and their answers, events. One connection, once."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from collections.abc import Callable, Mapping
from typing import TypeAlias

Message: TypeAlias = Mapping[str, str]

_BANNER = b"Asterisk Call Manager/"
_SECONDS = 5.0  # for an answer
_PING_SECONDS = 15.0
_MOST_FIELDS = 500


class ManagerError(Exception):
    """The exchange refused an action, said something else than it should, or is gone."""


class ManagerConnection:
    """A connection that logs in by challenge, so that the secret never goes over the network.

    ``hear`` is called for each event in its order, by the reader itself: where it is slow the exchange waits, and
    nothing piles up here.
    """

    def __init__(self, hear: Callable[[Message], None]) -> None:
        self._hear = hear
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[Message]] = {}
        self._reading: asyncio.Task[str] | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def log_in(self, host: str, port: int, user: str, secret: str) -> None:
        """Connect. Raises ``OSError`` and :class:`ManagerError`."""
        try:
            reader, self._writer = await asyncio.wait_for(asyncio.open_connection(host, port), _SECONDS)
            banner = await asyncio.wait_for(reader.readline(), _SECONDS)
        except (TimeoutError, ValueError):
            raise ManagerError(f"no answer from {host}:{port}") from None
        if not banner.startswith(_BANNER):
            raise ManagerError(f"no Asterisk manager at {host}:{port}")
        self._reading = asyncio.create_task(self._read(reader))
        challenge = (await self.act("Challenge", AuthType="MD5")).get("Challenge", "")
        key = hashlib.md5((challenge + secret).encode(), usedforsecurity=False).hexdigest()
        await self.act("Login", AuthType="MD5", Username=user, Key=key, Events="call")

    async def run(self) -> str:
        """Hear events until the connection ends; returns the reason. One that is silently dead is noticed by pings."""
        reading = self._reading
        assert reading is not None
        while not reading.done():
            await asyncio.wait({reading}, timeout=_PING_SECONDS)
            if not reading.done():
                try:
                    await self.act("Ping")
                except (ManagerError, OSError) as error:
                    return str(error)
        return reading.result()

    async def act(self, action: str, **fields: str) -> Message:
        """Have an action carried out. Raises :class:`ManagerError`, and ``OSError`` where the connection ends."""
        if self._writer is None or self._reading is None or self._reading.done():
            raise ManagerError("not connected")
        name = f"cc-{next(self._numbers)}"
        pairs = {"Action": action, "ActionID": name, **fields}
        if any(sign in f"{key}{value}" for key, value in pairs.items() for sign in "\r\n"):
            raise ManagerError(f"line break in {action}")  # it would begin an action of its own
        answer = self._waiting[name] = asyncio.get_running_loop().create_future()
        self._writer.write("".join(f"{key}: {value}\r\n" for key, value in pairs.items()).encode() + b"\r\n")
        try:
            await asyncio.wait_for(self._writer.drain(), _SECONDS)
            message: Message = await asyncio.wait_for(answer, _SECONDS)
        except TimeoutError:
            raise ManagerError(f"no answer to {action}") from None
        finally:
            del self._waiting[name]
        if message.get("Response") not in ("Success", "Goodbye"):
            raise ManagerError(message.get("Message", action))
        return message

    def close(self) -> None:
        """Give the connection up."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if self._reading is not None:
            self._reading.cancel()

    async def _read(self, reader: asyncio.StreamReader) -> str:
        reason, message = "connection closed", dict[str, str]()
        try:
            while line := await reader.readline():
                key, _colon, value = line.decode(errors="replace").strip("\r\n").partition(":")
                if key:
                    if len(message) < _MOST_FIELDS:
                        message.setdefault(key, value.strip())
                    continue
                if "Event" in message:
                    self._hear(message)
                elif (answer := self._waiting.get(message.get("ActionID", ""))) and not answer.done():
                    answer.set_result(message)
                message = {}
        except (OSError, ValueError) as error:  # reset, or a line longer than any
            reason = str(error)
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ManagerError(reason))
        return reason
