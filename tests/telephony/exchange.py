"""An Asterisk exchange that says again what a real one said (`recorder.py`): the number tells in which course.

Ids and channels are those of the new call, all else is as it came.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import re
from collections import deque
from pathlib import Path
from threading import Thread

SECRET = "open sesame"
AGENT = "PJSIP/1001"
RECORDED = Path(__file__).with_name("recorded")
BETWEEN = " | "
"""Between the fields of a recorded message."""

_COURSES = {
    "1": "customer-ends",
    "2": "busy",
    "3": "agent-gives-up",
    "4": "agent-ends",
    "5": "wrong-number",
}
_CHANNEL = re.compile(r"\b(PJSIP/\w+)-[0-9a-f]{4}")
_LEG = re.compile(r"\b(\d{10}\.\d+)\b")


class Exchange:
    """A manager server on the loopback interface, in a thread of its own. ``actions``: what it was asked, in order.

    ``version``: of the Asterisk whose words it has; ``courses``: those of numbers by their last digits.
    ``agent_first``: the end of the customer's leg comes after that of the agent's, whose order is not fixed.
    """

    def __init__(
        self,
        version: str = "22",
        courses: dict[str, str] | None = None,
        *,
        banner: str = "Asterisk Call Manager/11.0.0",
        agent_first: bool = False,
    ) -> None:
        self.actions: list[dict[str, str]] = []
        self.port = 0
        self._banner = banner
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()
        self._recorded = RECORDED / version
        self._courses = _COURSES if courses is None else courses
        self._agent_first = agent_first
        self._count = itertools.count(1)
        self._rest = deque[str]()
        self._names: dict[str, str] = {}
        """Names in the record, and those of the new call in their place."""
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        opening = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(opening, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]

    def asked(self, action: str) -> list[dict[str, str]]:
        """Return the actions of a kind, without their ids."""
        found = [dict(fields) for fields in self.actions if fields["Action"] == action]
        for fields in found:
            del fields["ActionID"], fields["Action"]
        return found

    def hang_up_on(self) -> None:
        """Let every connection end without a word, and take new ones."""
        for writer in tuple(self._writers):
            self._loop.call_soon_threadsafe(writer.transport.abort)

    def play(self, course: str, **other: str) -> None:
        """Tell who listens of a course in which nothing is asked. ``other``: values of fields that are to differ."""
        messages = self._load(course)
        for field, value in other.items():
            messages = [re.sub(rf"\b{field}: [^|]*", f"{field}: {value} ", message) for message in messages]
        for message in messages:
            self._loop.call_soon_threadsafe(self._say, self._renamed(message))

    def close(self) -> None:
        """End the server."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        writer.write(f"{self._banner}\r\n".encode())
        fields: dict[str, str] = {}
        try:
            while line := await reader.readline():
                key, _colon, value = line.decode().strip().partition(": ")
                if key:
                    fields[key] = value
                else:
                    self.actions.append(fields)
                    self._answer(writer, fields)
                    fields = {}
        except ConnectionError:
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    def _answer(self, writer: asyncio.StreamWriter, fields: dict[str, str]) -> None:
        answer, more = "Success", ""
        match fields["Action"]:
            case "Challenge":
                more = "Challenge: 123456\r\n"
            case "Login" if fields["Key"] != hashlib.md5(f"123456{SECRET}".encode()).hexdigest():
                answer, more = "Error", "Message: Authentication failed\r\n"
            case "Redirect" if fields["Exten"].endswith("000"):
                answer, more = "Error", "Message: Redirect failed\r\n"
            case "Originate":
                self._begin(fields)
        if self._rest and self._rest[0].startswith(f"Action: {fields['Action']}"):
            self._go_on(fields["ActionID"])
            return
        if fields["Action"] == "Hangup":
            answer, more = "Error", "Message: No such channel\r\n"
        writer.write(f"Response: {answer}\r\nActionID: {fields['ActionID']}\r\n{more}\r\n".encode())

    def _load(self, course: str) -> list[str]:
        count = next(self._count)
        self._names.clear()
        messages = (self._recorded / f"{course}.txt").read_text(encoding="utf-8").splitlines()
        if self._agent_first:
            messages.sort(key=lambda message: message.startswith("Event: Hangup") and "Channel: PJSIP/trunk" in message)
        return [_LEG.sub(rf"\g<1>{count:03}", _CHANNEL.sub(rf"\g<1>-{count:04x}", message)) for message in messages]

    def _begin(self, fields: dict[str, str]) -> None:
        """Take up the course that the number stands for."""
        digits = max((digits for digits in self._courses if fields["Exten"].endswith(digits)), key=len)
        self._rest = deque(self._load(self._courses[digits]))
        self._names[_field(self._rest[0], "ChannelId")] = fields["ChannelId"]

    def _go_on(self, action: str) -> None:
        """Say what comes after an action, until the next one."""
        self._names[_field(self._rest.popleft(), "ActionID")] = action
        while self._rest and not self._rest[0].startswith("Action: "):
            self._say(self._renamed(self._rest.popleft()))

    def _renamed(self, message: str) -> str:
        for old, new in self._names.items():
            message = re.sub(rf"(?<=: ){re.escape(old)}(?= \||$)", new, message)
        return message

    def _say(self, message: str) -> None:
        for writer in self._writers:
            writer.write(("\r\n".join(field.rstrip() for field in message.split(BETWEEN)) + "\r\n\r\n").encode())


def _field(message: str, name: str) -> str:
    match = re.search(rf"\b{name}: ([^ |]*)", message)
    return "" if match is None else match[1]
