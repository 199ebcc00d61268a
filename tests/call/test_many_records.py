"""A thousand calls over a loopback line: no call without a record, and each says what the line said."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

import pytest

from callcenter.access import Principal
from callcenter.call.commands import DropLine, FinishCall, PlaceCall, RecordAnswer, RecordEnd
from callcenter.call.context import CallContext
from callcenter.call.controller import CallController, Commands
from callcenter.desk.typed_dates import make_reader
from callcenter.model import SECOND, Disposition
from callcenter.store import Store
from callcenter.telephony import Phone, PhoneEvent
from callcenter.telephony.lines import open_loopback
from callcenter.telephony.options import LoopbackCustomer, LoopbackOptions, Reaction
from callcenter.views.customers.log import LogFilter
from callcenter.views.worklists.calls import Claim
from tests.telephony.ear import until
from tests.workstation.stage import BOSS, MONDAY, add, open_store

CALLS = 1_000
AGENT = Principal("王敏")
ENDS = {
    "0": (Reaction.BUSY, Disposition.BUSY),
    "1": (Reaction.DECLINE, Disposition.NO_ANSWER),
    "2": (Reaction.TIMEOUT, Disposition.NO_ANSWER),
    "3": (Reaction.UNREACHABLE, Disposition.SWITCHED_OFF),
    "4": (Reaction.INVALID, Disposition.INVALID_NUMBER),
}
"""Reactions of customers by the end of their number, and the record of each; all others answer and hang up."""


class Calls:
    """An agent's calls over a line, without a screen. ``dialled``: the numbers that the line was told to dial."""

    def __init__(self, store: Store, phone: Phone) -> None:
        self.dialled: list[str] = []
        self._store = store.by(AGENT)
        self._phone = phone
        self._now = MONDAY
        self._heard = SimpleQueue[PhoneEvent]()
        self._finished = False
        phone.listen(self._heard.put)

    def make(self, claim: Claim) -> None:
        """Have a call, from the claim to the touch."""
        store, self._now = self._store, self._now + SECOND
        call = store.calls.start(claim, now=self._now)
        view = store.details.get(call.ref, now=self._now)
        book = store.campaigns.book(view.campaign.name)
        reader = make_reader(self._clock, view.campaign.frame, book, view.facts.zone)
        controller = CallController(
            call, CallContext(view, book), self._clock, reader, hears=lambda: self._phone.hears, dial=True
        )
        self._finished = False
        self._carry_out(controller, controller.begin())
        while not self._finished:
            self._carry_out(controller, controller.hear(self._heard.get(timeout=20)))
            if controller.call.answered_at is not None and controller.call.ended_at is not None:
                controller.type_note("wants a price list")
                self._carry_out(controller, controller.choose(Disposition.NEUTRAL))
                self._carry_out(controller, controller.save())

    def _clock(self) -> int:
        return self._now

    def _carry_out(self, controller: CallController, commands: Commands) -> None:
        calls, token = self._store.calls, controller.call.token
        for command in commands:
            match command:
                case PlaceCall(number, at, line_id):
                    assert calls.open_call_of(AGENT.name) is not None, "it is on record before it rings"
                    self.dialled.append(number)
                    self._phone.place(number, at, line_id)
                case DropLine(at):
                    self._phone.hang_up(at)
                case RecordAnswer(at):
                    calls.mark_answered(token, now=at)
                case RecordEnd(at):
                    calls.mark_ended(token, now=at)
                case FinishCall(wrap_up):
                    calls.finish(token, wrap_up, now=self._now)
                    self._finished = True


@pytest.mark.slow
def test_no_call_is_without_a_record(tmp_path: Path) -> None:
    customers = {digit: LoopbackCustomer(reaction) for digit, (reaction, _ended) in ENDS.items()}
    with closing(open_store(tmp_path, MONDAY)) as store:
        store.by(BOSS).campaigns.change("telesales", {"outcome_by_itself": "yes"}, now=MONDAY)
        for place in range(CALLS):
            add(store, f"Lead {place}", f"+8613800{place:06}", MONDAY)
        with closing(
            open_loopback(LoopbackOptions({"": LoopbackCustomer(talk_ms=0), **customers}), lambda: MONDAY)
        ) as phone:
            until(lambda: phone.is_up)
            calls = Calls(store, phone)
            while (found := store.by(AGENT).claims.take_next(now=MONDAY)) is not None:
                calls.make(found[0])
        assert len(calls.dialled) == len(set(calls.dialled)) == CALLS
        assert store.calls.open_call_of(AGENT.name) is None
        rows = store.lookup.log(LogFilter(), limit=2 * CALLS)
        assert sorted(row.phone for row in rows) == sorted(calls.dialled)
        for row in rows:
            assert row.disposition is ENDS.get(row.phone[-1], (None, Disposition.NEUTRAL))[1], row
