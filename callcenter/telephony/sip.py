"""A softphone: calls go through a SIP server, or directly to another telephone.

``python -m callcenter.telephony.sip JSON``, where JSON is :class:`~callcenter.telephony.options.SipOptions`.
Who ended a call is what was ordered here; a text of the library is only handed on.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from callcenter.handover import fill
from callcenter.telephony import child, numbers
from callcenter.telephony.options import SipOptions
from callcenter.telephony.phone import EndCause, EndedBy
from callcenter.telephony.sound import CallSound
from callcenter.telephony.wire import LineEvent, LineOrder, LineReport, LineVerb

try:
    from callcenter.telephony import softphone
    from callcenter.telephony.softphone import SipProgress, Softphone, SoftphoneError
except ModuleNotFoundError as missing:
    if missing.name != "baresip":
        raise
    raise SystemExit("a softphone needs the package baresip-python: pip install 'callcenter[sip]'") from None

if TYPE_CHECKING:
    from callcenter.telephony.softphone import CallListener, SipCall, SipNews

PLACEHOLDERS = ("e164", "number")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 30.0
_REFUSALS, _REFUSED_PAUSE = (401, 403, 404), 300.0  # servers bar who tries a wrong password again and again
_CLOSE_SECONDS = 0.4
_MOST_LETTERS = 200

_BY_CODE: Mapping[int, EndCause] = {
    404: EndCause.INVALID,
    410: EndCause.INVALID,
    484: EndCause.INVALID,
    604: EndCause.INVALID,
    486: EndCause.BUSY,
    600: EndCause.BUSY,
    603: EndCause.DECLINED,
    480: EndCause.UNREACHABLE,
}


def caller(uri: str, country: str) -> str:
    """Return who calls, from a SIP address: E.164 where it is a number, '' where it is withheld."""
    match = re.match(r"<?sips?:([^@]*)@", uri)
    name = plain(unquote(match[1])) if match else ""
    if name.lower() in ("anonymous", "unknown", "restricted", "unavailable"):
        return ""
    return numbers.shown(name, country)


def plain(text: str) -> str:
    """Return what somebody on the network wrote as it can be shown and handed on in a line."""
    return "".join(letter for letter in text if letter.isprintable())[:_MOST_LETTERS]


class _Call:
    """A call and what is known of it. ``over``: its end was reported."""

    def __init__(self, id: str, sound: CallSound, *, caller: str = "", comes_in: bool = False) -> None:
        self.id = id
        self.caller = caller
        self.comes_in = comes_in
        self.leg: SipCall | None = None
        self.sound = sound
        self.rang = False
        self.answered = False
        self.leaves = False
        self.over = False
        self.timer: asyncio.TimerHandle | None = None


class SipBackend:
    """The line. It has one call; one more can wait for its end, and whoever else calls is told that it is busy."""

    def __init__(self, options: SipOptions) -> None:
        self._options = options
        self._tasks = child.ChildTasks()
        self._phone = Softphone(self._come_in, self._lose)
        self._call: _Call | None = None
        self._waiting: _Call | None = None
        self._name, self._came = os.urandom(4).hex(), 0
        self._lost = asyncio.Event()
        self._trouble = ""

    async def start(self) -> None:
        options = self._options
        try:
            secret = child.secret(options.secret_file) if options.secret_file else ""
            account = softphone.account(options.server, options.user, secret, registers=not options.direct)
            await self._phone.start(account, softphone.config(options.listen, options.rtp_seconds))
        except (OSError, ValueError, SoftphoneError) as error:
            raise SystemExit(str(error)) from None
        if options.direct:
            child.report(LineReport(LineEvent.REGISTERED))
        else:
            self._tasks.start(self._stay_registered())

    def obey(self, order: LineOrder) -> None:
        call = self._call
        if order.do is LineVerb.DIAL:
            if call is not None:  # somebody began to call in this very moment: the agent was quicker
                self._leave(call)
            self._call = _Call(order.id, self._sound())
            self._tasks.start(self._dial(self._call, order.to))
        elif call is None or order.id != call.id or (call.leg is None and order.do is not LineVerb.HANG_UP):
            return
        elif order.do is LineVerb.HANG_UP:
            self._leave(call)
        else:
            self._tasks.start(self._carry_out(call, order))

    async def close(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._close(), _CLOSE_SECONDS)

    async def _close(self) -> None:
        for call in (self._call, self._waiting):
            if call is not None and call.leg is not None:
                await call.leg.hang_up()
        await self._phone.close()

    # --- the registration -----------------------------------------------------------------------------------------

    async def _stay_registered(self) -> None:
        pause, was_registered = _FIRST_PAUSE, False
        while True:
            self._lost.clear()
            try:
                await self._phone.register()
            except SoftphoneError as error:
                child.report(LineReport(LineEvent.LOST, reason=plain(str(error))))
                refused = error.code in _REFUSALS and not was_registered
                await asyncio.sleep(_REFUSED_PAUSE if refused else pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                pause, was_registered = _FIRST_PAUSE, True
                child.report(LineReport(LineEvent.REGISTERED))
                await self._lost.wait()
                child.report(LineReport(LineEvent.LOST, reason=plain(self._trouble)))

    def _lose(self, reason: str) -> None:
        self._trouble = reason
        self._lost.set()

    # --- orders ---------------------------------------------------------------------------------------------------

    async def _dial(self, call: _Call, number: str) -> None:
        self._limit(call, self._options.silent_seconds)
        try:
            leg = await self._phone.dial(self._uri(number), partial(self._hear, call))
        except SoftphoneError as error:
            self._end(call, EndCause.GONE, reason=plain(str(error)))
            return
        if call.over:
            await leg.hang_up()

    def _uri(self, number: str) -> str:
        options = self._options
        values = {"e164": number, "number": numbers.dialled(number, options.country)}
        user = fill([options.dial_as], values, PLACEHOLDERS)[0]
        return f"sip:{quote(user, safe='+*')}@{options.server}"

    def _leave(self, call: _Call) -> None:
        """End a call at the agent's wish. It is over at once, whatever the other side makes of it."""
        self._end(call, EndCause.NORMAL, EndedBy.AGENT)
        if call.leg is not None:
            self._tasks.start(call.leg.hang_up())

    async def _carry_out(self, call: _Call, order: LineOrder) -> None:
        assert call.leg is not None
        try:
            match order.do:
                case LineVerb.ANSWER:
                    await call.leg.answer()
                case LineVerb.HOLD:
                    await call.leg.hold(order.on)
                case LineVerb.MUTE:
                    call.sound.muted = order.on
                case LineVerb.DIGITS:
                    await call.leg.send_digits(order.digits)
                case LineVerb.TRANSFER:
                    await self._transfer(call, call.leg, order.to)
        except SoftphoneError as error:  # the call goes on as it was
            if not call.over:
                child.report(LineReport(LineEvent.REFUSED, call.id, reason=plain(str(error)), do=order.do))

    async def _transfer(self, call: _Call, leg: SipCall, to: str) -> None:
        call.leaves = True
        try:
            await leg.transfer(self._uri(to))
        except SoftphoneError:
            call.leaves = False
            raise

    def _sound(self) -> CallSound:
        return CallSound(self._options.microphone_command, self._options.speaker_command, self._tasks)

    # --- what happens ---------------------------------------------------------------------------------------------

    def _come_in(self, uri: str) -> CallListener | None:
        self._came += 1
        shown = caller(uri, self._options.country)
        call = _Call(f"in-{self._name}-{self._came}", self._sound(), caller=shown, comes_in=True)
        child.report(LineReport(LineEvent.INCOMING, call.id, caller=shown))
        if self._waiting is not None:
            return None
        if self._call is None:
            self._call = call
        else:
            self._waiting = call
        return partial(self._hear, call)

    def _let_in(self) -> None:
        """Put the call that waited on the line."""
        if self._waiting is not None:
            self._call, self._waiting = self._waiting, None
            child.report(LineReport(LineEvent.INCOMING, self._call.id, caller=self._call.caller))

    def _hear(self, call: _Call, leg: SipCall, news: SipNews) -> None:
        if call.over:
            return
        if news.progress in (SipProgress.EARLY, SipProgress.ANSWERED):
            call.sound.start(leg)
        match news.progress:
            case SipProgress.BEGUN:
                call.leg = leg
            case SipProgress.RINGING | SipProgress.EARLY:
                if not call.rang:
                    call.rang = True
                    self._limit(call, self._options.ring_seconds)
                    child.report(LineReport(LineEvent.RINGING, call.id))
            case SipProgress.ANSWERED:
                call.answered = True
                self._limit(call, None)
                child.report(LineReport(LineEvent.ANSWERED, call.id))
            case SipProgress.ENDED:
                self._hear_end(call, news)

    def _hear_end(self, call: _Call, news: SipNews) -> None:
        if call.answered and (news.silent or news.code is not None):
            self._end(call, EndCause.GONE, reason=plain(news.reason))
        elif call.answered:
            self._end(call, EndCause.NORMAL, EndedBy.AGENT if call.leaves else EndedBy.FAR)
        elif call.comes_in:
            self._end(call, EndCause.TIMEOUT)
        else:
            cause = EndCause.GONE if news.code is None else _BY_CODE.get(news.code, EndCause.GONE)
            self._end(call, cause, reason=plain(news.reason) if cause is EndCause.GONE else "")

    def _limit(self, call: _Call, seconds: float | None) -> None:
        if call.timer is not None:
            call.timer.cancel()
        call.timer = None if seconds is None else asyncio.get_running_loop().call_later(seconds, self._give_up, call)

    def _give_up(self, call: _Call) -> None:
        """End a call that nobody takes; one that never rang was not heard of at all."""
        if call.rang:
            self._end(call, EndCause.TIMEOUT)
        else:
            self._end(call, EndCause.GONE, reason=f"{self._options.server}: no answer")
        if call.leg is not None:
            self._tasks.start(call.leg.hang_up())

    def _end(self, call: _Call, cause: EndCause, by: EndedBy = EndedBy.FAR, reason: str = "") -> None:
        if call.over:
            return
        call.over = True
        call.sound.stop()
        self._limit(call, None)
        child.report(LineReport(LineEvent.ENDED, call.id, cause, by, reason=reason))
        if self._waiting is call:
            self._waiting = None
        elif self._call is call:
            self._call = None
            self._let_in()


if __name__ == "__main__":
    child.serve(SipBackend(child.options(SipOptions)))
