"""Click-to-call through an Asterisk exchange: it rings the agent's telephone, then the customer.

The sound stays with the agent's own telephone. ``python -m callcenter.telephony.ami JSON``, where JSON is
:class:`~callcenter.telephony.options.AmiOptions`.
The channel of the agent is called by an id of ours, which is in all events of the call.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress

from callcenter.handover import fill
from callcenter.telephony import child, numbers
from callcenter.telephony.manager import ManagerConnection, ManagerError, Message
from callcenter.telephony.options import AmiOptions
from callcenter.telephony.phone import EndCause, EndedBy
from callcenter.telephony.wire import LineEvent, LineOrder, LineReport, LineVerb

PLACEHOLDERS = ("e164", "number")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 30.0
_AGENT_SECONDS = 30  # for the agent to lift the receiver
_OTHER_LEG_SECONDS = 1.0  # between the ends of the two legs, which come in any order
_LINE_SECONDS = 5.0  # for the agent's telephone to be free again
_TONE_SECONDS = 0.25

_BY_SIP: Mapping[str, EndCause] = {
    "404": EndCause.INVALID,
    "410": EndCause.INVALID,
    "484": EndCause.INVALID,
    "604": EndCause.INVALID,
    "486": EndCause.BUSY,
    "600": EndCause.BUSY,
    "603": EndCause.DECLINED,
    "480": EndCause.UNREACHABLE,
}
# Q.850: no such number, changed, incomplete; rejected; absent, out of order; no response, no answer.
_BY_CAUSE: Mapping[int, EndCause] = {
    1: EndCause.INVALID,
    22: EndCause.INVALID,
    28: EndCause.INVALID,
    17: EndCause.BUSY,
    21: EndCause.DECLINED,
    20: EndCause.UNREACHABLE,
    27: EndCause.UNREACHABLE,
    18: EndCause.TIMEOUT,
    19: EndCause.TIMEOUT,
}
_BY_STATUS: Mapping[str, EndCause] = {
    "BUSY": EndCause.BUSY,
    "NOANSWER": EndCause.TIMEOUT,
    "CANCEL": EndCause.NORMAL,
}
_AGENT_NOT_REACHED: Mapping[str, str] = {"1": "no answer", "3": "no answer", "5": "busy", "8": "congestion"}


def outcome(status: str, cause: int, sip: str) -> EndCause:
    """Return the end of a call that nobody answered: dial status and cause together, for each alone says too little.

    A wrong number is NOANSWER with cause 1, and a call that rang out NOANSWER with 0. ``sip``: the answer code of the
    customer's side, which newer exchanges tell.
    """
    if sip in _BY_SIP:
        return _BY_SIP[sip]
    if cause in _BY_CAUSE:
        return _BY_CAUSE[cause]
    return _BY_STATUS.get(status, EndCause.GONE)


def _rings(event: Message) -> bool:
    return "RINGING" in (event.get("DialStatus"), event.get("ChannelStateDesc", "").upper())


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


class _Call:
    """The two legs of a call. ``over``: its end was reported; ``free``: the agent's telephone is free again."""

    def __init__(self, id: str, agent: str, *, comes_in: bool = False) -> None:
        self.id = id
        self.agent = agent
        self.comes_in = comes_in
        self.agent_channel = ""
        self.agent_rang = False
        self.customer = ""
        self.customer_channel = ""
        self.status = ""
        self.cause = 0
        self.cause_text = ""
        self.sip = ""
        self.by: EndedBy | None = None
        self.answered = False
        self.unwanted = False
        self.customer_left = False
        self.over = False
        self.free = asyncio.Event()
        self.timer: asyncio.TimerHandle | None = None
        self.silence: asyncio.TimerHandle | None = None

    @property
    def is_done(self) -> bool:
        return self.over and self.free.is_set()


class AmiBackend:
    """The line. Connects again whenever the connection ends."""

    def __init__(self, options: AmiOptions) -> None:
        self._options = options
        self._tasks = child.ChildTasks()
        self._manager: ManagerConnection | None = None
        self._call: _Call | None = None
        self._before: _Call | None = None
        self._trouble = ""

    async def start(self) -> None:
        self._tasks.start(self._stay_connected())

    def obey(self, order: LineOrder) -> None:
        call = self._call
        if order.do is LineVerb.DIAL:
            self._before, self._call = call, _Call(order.id, f"cc-{order.id}")
            self._tasks.start(self._dial(self._call, order, self._before))
        elif call is None or order.id != call.id:
            return
        elif order.do is LineVerb.HANG_UP:
            self._tasks.start(self._hang_up(call))
        elif order.do is LineVerb.DIGITS:
            self._tasks.start(self._send_digits(call, order.digits))
        elif order.do is LineVerb.TRANSFER:
            self._tasks.start(self._transfer(call, order.to))

    async def close(self) -> None:
        if self._call is not None and not self._call.over:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hang_up(self._call), 0.4)

    # --- the connection -------------------------------------------------------------------------------------------

    async def _stay_connected(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            manager, options = ManagerConnection(self._hear), self._options
            try:
                await manager.log_in(options.host, options.port, options.user, child.secret(options.secret_file))
            except (ManagerError, OSError) as error:
                self._trouble = str(error)
            else:
                pause, self._manager = _FIRST_PAUSE, manager
                child.report(LineReport(LineEvent.REGISTERED))
                self._trouble = await manager.run()
            self._manager = None
            manager.close()
            for call in self._calls:  # they may go on, unheard
                self._end(call, EndCause.GONE, reason=self._trouble)
                call.free.set()
            child.report(LineReport(LineEvent.LOST, reason=self._trouble))
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _act(self, action: str, **fields: str) -> str:
        """Have an action carried out; returns what went wrong, or ''."""
        if self._manager is None:
            return self._trouble or "not connected"
        try:
            await self._manager.act(action, **fields)
        except (ManagerError, OSError) as error:
            return str(error)
        return ""

    # --- orders ---------------------------------------------------------------------------------------------------

    async def _dial(self, call: _Call, order: LineOrder, before: _Call | None) -> None:
        if before is not None and self._manager is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(before.free.wait(), _LINE_SECONDS)
        if call.unwanted:
            call.over = True
            call.free.set()
            return
        options = self._options
        shown = numbers.dialled(order.shown, options.country) if order.shown else options.caller_id
        caller = {"CallerID": shown} if shown else {}
        trouble = await self._act(
            "Originate",
            Channel=options.extension,
            Context=options.context,
            Exten=self._number(order.to),
            Priority="1",
            Async="true",
            ChannelId=call.agent,
            Timeout=str(_AGENT_SECONDS * 1000),
            **caller,
        )
        if trouble:
            self._end(call, EndCause.GONE, reason=trouble)
            call.free.set()
        elif not call.over and not call.agent_rang:
            call.silence = asyncio.get_running_loop().call_later(options.silent_seconds, self._give_up, call)

    def _give_up(self, call: _Call) -> None:
        """End a call at which the agent's own telephone says nothing: the exchange would go on asking for long."""
        self._end(call, EndCause.GONE, reason=f"{self._options.extension}: does not ring")
        self._tasks.start(self._hang_up(call))

    def _number(self, number: str) -> str:
        values = {"e164": number, "number": numbers.dialled(number, self._options.country)}
        return fill([self._options.dial_as], values, PLACEHOLDERS)[0]

    async def _hang_up(self, call: _Call) -> None:
        call.unwanted, call.by = True, EndedBy.AGENT
        await self._act("Hangup", Channel=call.agent_channel or call.agent)  # again where it is only being made

    async def _send_digits(self, call: _Call, digits: str) -> None:
        for digit in digits:
            if trouble := await self._act("PlayDTMF", Channel=call.customer_channel, Digit=digit):
                self._refuse(call, LineVerb.DIGITS, trouble)
                return
            await asyncio.sleep(_TONE_SECONDS)

    async def _transfer(self, call: _Call, to: str) -> None:
        where = {"Context": self._options.context, "Exten": self._number(to), "Priority": "1"}
        by, call.by = call.by, EndedBy.AGENT  # the end of the agent's leg may be told before the answer
        if trouble := await self._act("Redirect", Channel=call.customer_channel, **where):
            call.by = by
            self._refuse(call, LineVerb.TRANSFER, trouble)
        else:
            self._end(call, EndCause.NORMAL, EndedBy.AGENT)

    def _refuse(self, call: _Call, verb: LineVerb, trouble: str) -> None:
        if not call.over:
            child.report(LineReport(LineEvent.REFUSED, call.id, reason=trouble, do=verb))

    # --- events ---------------------------------------------------------------------------------------------------

    @property
    def _calls(self) -> tuple[_Call, ...]:
        """The call, and the one before it, whose legs may still be ending."""
        return tuple(call for call in (self._call, self._before) if call is not None and not call.is_done)

    def _hear(self, event: Message) -> None:
        if event["Event"] == "DialBegin" and event.get("DestChannel", "").startswith(f"{self._options.extension}-"):
            # Without a channel that calls it is the exchange itself, at our order.
            if event.get("Channel") and (self._call is None or self._call.is_done):
                self._come_in(event)
            elif event.get("Channel"):
                child.report(LineReport(LineEvent.INCOMING, f"in-{event['DestUniqueid']}", caller=self._caller(event)))
            return
        for call in self._calls:
            self._hear_of(call, event)

    def _hear_of(self, call: _Call, event: Message) -> None:
        kind, leg, other = event["Event"], event.get("Uniqueid", ""), event.get("DestUniqueid", "")
        if other == call.agent and kind in ("DialState", "DialEnd"):
            call.agent_rang = True
            _cancel(call.silence)
        if leg == call.agent:
            self._hear_of_agent(call, kind, event)
        elif leg and leg == call.customer and kind in ("HangupRequest", "Hangup"):
            self._note_cause(call, event)
            if kind == "Hangup":
                call.customer_left = True
                self._end_leg(call)
            else:
                call.by = call.by or EndedBy.FAR
        elif kind == "DialEnd" and other == call.agent and call.comes_in:
            self._end_dial(call, event.get("DialStatus", ""))
        if call.customer and call.customer in (leg, other) and _rings(event) and not call.over:
            child.report(LineReport(LineEvent.RINGING, call.id))

    def _hear_of_agent(self, call: _Call, kind: str, event: Message) -> None:
        match kind:
            case "Newchannel":
                call.agent_channel = event.get("Channel", "")
                if call.unwanted:
                    self._tasks.start(self._hang_up(call))
            case "OriginateResponse" if event.get("Response") == "Failure":
                said = _AGENT_NOT_REACHED.get(event.get("Reason", ""), "not reached")
                self._end(call, EndCause.GONE, reason=f"{self._options.extension}: {said}")
                call.free.set()
            case "DialBegin":
                self._begin_leg(call, event)
            case "DialEnd":
                self._end_dial(call, event.get("DialStatus", ""))
            case "HangupRequest":  # a SoftHangupRequest is the dial plan's own
                call.by = call.by or EndedBy.AGENT
            case "Hangup":
                call.free.set()
                self._end_leg(call)

    def _come_in(self, event: Message) -> None:
        call = self._call = _Call(f"in-{event['DestUniqueid']}", event["DestUniqueid"], comes_in=True)
        call.agent_channel = event["DestChannel"]
        call.customer, call.customer_channel = event.get("Uniqueid", ""), event.get("Channel", "")
        child.report(LineReport(LineEvent.INCOMING, call.id, caller=self._caller(event)))

    def _caller(self, event: Message) -> str:
        caller = event.get("CallerIDNum", "")
        return "" if caller.startswith("<") else numbers.shown(caller, self._options.country)

    def _begin_leg(self, call: _Call, event: Message) -> None:
        """Note the customer's leg: the first, or another one where the dial plan tries a second way."""
        call.customer, call.customer_channel = event.get("DestUniqueid", ""), event.get("DestChannel", "")
        call.customer_left, call.cause, call.cause_text, call.sip = False, 0, "", ""
        _cancel(call.timer)
        call.timer = None

    def _end_dial(self, call: _Call, status: str) -> None:
        call.status = status
        if status == "ANSWER":
            call.answered = True
            child.report(LineReport(LineEvent.ANSWERED, call.id))
        elif call.comes_in:  # the caller may go on to somebody else
            by_agent = status == "BUSY"
            cause, by = (EndCause.DECLINED, EndedBy.AGENT) if by_agent else (EndCause.TIMEOUT, EndedBy.FAR)
            self._end(call, cause, by)
            call.free.set()

    def _note_cause(self, call: _Call, event: Message) -> None:
        """Take the cause from whichever event tells it."""
        code = event.get("Cause", "")
        if code.isdecimal() and int(code):
            call.cause, call.cause_text = int(code), event.get("Cause-txt", call.cause_text)
        if found := re.search(r"\b\d{3}\b", event.get("TechCause", "")):
            call.sip = found[0]

    def _end_leg(self, call: _Call) -> None:
        if call.free.is_set() and (call.customer_left or call.unwanted or not call.customer):
            self._finish(call)
        elif call.timer is None:
            call.timer = asyncio.get_running_loop().call_later(_OTHER_LEG_SECONDS, self._finish, call)

    def _finish(self, call: _Call) -> None:
        _cancel(call.timer)
        if call.over:
            return
        if call.answered:
            self._end(call, EndCause.NORMAL, call.by or EndedBy.FAR)
        elif call.by is EndedBy.AGENT:
            self._end(call, EndCause.NORMAL, EndedBy.AGENT)
        else:
            cause = outcome(call.status, call.cause, call.sip)
            said = f"{call.status} {call.cause_text}".strip() or f"{self._options.context}: nothing was dialled"
            self._end(call, cause, reason=said if cause is EndCause.GONE else "")
        if not call.free.is_set():  # the dial plan may play a tone to the agent
            self._tasks.start(self._hang_up(call))

    def _end(self, call: _Call, cause: EndCause, by: EndedBy = EndedBy.FAR, reason: str = "") -> None:
        _cancel(call.silence)
        if not call.over:
            call.over = True
            child.report(LineReport(LineEvent.ENDED, call.id, cause, by, reason=reason))


if __name__ == "__main__":
    child.serve(AmiBackend(child.options(AmiOptions)))
