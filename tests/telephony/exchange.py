"""An Asterisk exchange that speaks the manager's protocol by script: the last digit says what the customer does.

The events, their order and their fields are those that Asterisk 16.28 and 22.10 sent in the same cases; whatever a line
does not look at is left out.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from threading import Thread

SECRET = "open sesame"
AGENT, TRUNK = "PJSIP/1001", "PJSIP/trunk"


class Exchange:
    """A manager server on the loopback interface, in a thread of its own. ``actions``: what it was asked, in order."""

    def __init__(self, *, banner: str = "Asterisk Call Manager/5.0.4") -> None:
        self.actions: list[dict[str, str]] = []
        self.port = 0
        self._banner = banner
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()
        self._customers = itertools.count(1)
        self._legs: dict[str, tuple[str, str]] = {}
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

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

    def tell(self, *events: str) -> None:
        """Send events to who listens: ``Name Field=value Field=value``, values without blanks."""
        self._loop.call_soon_threadsafe(self._tell, events)

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

    def _tell(self, events: tuple[str, ...]) -> None:
        for event in events:
            name, *fields = event.split()
            lines = [f"Event: {name}", *(field.replace("=", ": ", 1).replace("_", " ") for field in fields)]
            for writer in self._writers:
                writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())

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
            case "Hangup" if fields["Channel"] not in self._legs:
                answer, more = "Error", "Message: No such channel\r\n"
        writer.write(f"Response: {answer}\r\nActionID: {fields['ActionID']}\r\n{more}\r\n".encode())
        match fields["Action"]:
            case "Originate":
                self._originate(fields["ChannelId"], fields["Exten"])
            case "Hangup" if answer == "Success":
                agent, customer = self._legs.pop(fields["Channel"])
                self._tell((f"SoftHangupRequest Uniqueid={agent} Cause=16",))
                self._end(agent, customer, 16, "DialStatus=CANCEL")

    def _end(self, agent: str, customer: str, cause: int, status: str = "", *, agent_first: bool = False) -> None:
        legs = [
            f"Hangup Uniqueid={leg} Linkedid={agent} Cause={code} Cause-txt=x"
            for leg, code in ((customer, cause), (agent, 16))
        ]
        ended = (f"DialEnd Uniqueid={agent} DestUniqueid={customer} {status}",) if status else ()
        asked = f"SoftHangupRequest Uniqueid={agent} Cause=16"
        self._tell((*ended, asked, *(reversed(legs) if agent_first else legs)))

    def _originate(self, agent: str, number: str) -> None:
        count = next(self._customers)
        customer, channel = f"1700000000.{count}", f"{AGENT}-{count:08x}"
        legs = f"Uniqueid={agent} Linkedid={agent} DestUniqueid={customer} DestChannel={TRUNK}-{count:08x}"
        self._legs[channel] = (agent, customer)
        digit = number[-1]
        if digit == "0":
            self._tell((f"OriginateResponse Response=Failure Uniqueid={agent} Reason=0",))
            return
        self._tell(
            (
                f"Newchannel Channel={channel} Uniqueid={agent} Linkedid={agent}",
                f"DialBegin DestUniqueid={agent} DestChannel={channel}",
                f"DialState DestUniqueid={agent} DestChannel={channel} DialStatus=RINGING",
                f"DialEnd DestUniqueid={agent} DestChannel={channel} DialStatus=ANSWER",
                f"OriginateResponse Response=Success Uniqueid={agent} Reason=4",
                f"DialBegin Channel={channel} {legs}",
                "Newchannel Channel=PJSIP/2002-0000abcd Uniqueid=17.5 Linkedid=17.5",
                f"DialState Channel={channel} {legs} DialStatus=RINGING",
            )
        )
        match digit:
            case "1":
                self._tell((f"DialEnd {legs} DialStatus=ANSWER", f"HangupRequest Uniqueid={customer} Cause=16"))
                self._end(agent, customer, 16)
            case "2":
                self._end(agent, customer, 17, "DialStatus=BUSY")
            case "4":
                self._tell((f"DialEnd {legs} DialStatus=ANSWER",))
            case "5":
                self._end(agent, customer, 1, "DialStatus=NOANSWER")
            case "6":
                self._end(agent, customer, 17, "DialStatus=NOANSWER", agent_first=True)
            case "7":
                self._tell((f"HangupRequest Uniqueid={agent} Cause=16",))
                self._end(agent, customer, 0, "DialStatus=CANCEL")
            case "8":
                self._end(agent, customer, 38, "DialStatus=CHANUNAVAIL")
            case "9":  # the dial plan ends without a Dial of its own
                self._tell((f"Hangup Uniqueid={agent} Cause=16",))
