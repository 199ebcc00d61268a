"""One call over several numbers of a customer: no answer at the first, on to the second, and back."""

from __future__ import annotations

from types import NoneType

from msgspec.structs import replace

from callcenter.access import Principal
from callcenter.model import Instant
from callcenter.storage.access.service import Service
from callcenter.storage.calls import called_numbers, open_calls, undo
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import attempt_chain, script_ticks
from callcenter.storage.people import people
from callcenter.storage.queue import claims
from callcenter.storage.tables.calls import WHILE_CALLED
from callcenter.storage.team import presence
from callcenter.views.people.shift import AgentState
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import OpenCall, WrapUp


class Attempts(Service, subject="attempts"):
    """Verbs that take a call to another number of the customer, and back."""

    def dial_other_number(self, token: str, wrap: WrapUp, phone: str, *, key: str = "", now: Instant) -> OpenCall:
        """Write the unanswered attempt down and dial ``phone`` in the same call: its claim is kept all the while.

        The steps ticked off so far go on with the call. Nothing is written where the number may not be dialled:
        raises ``NO_OPEN_CALL``, ``CALL_ELSEWHERE``, ``CLAIM_LOST``, ``CLAIMED``, ``NUMBER_CAP``,
        ``CALLER_NUMBERS_SPENT``, and what :meth:`claim` refuses.
        """

        def work(tx: Tx) -> None:
            row = open_calls.by_token(tx, token, self._principal.window)
            call, customer, agent = row.call, row.customer_id, row.agent_id
            if not row.held:
                raise StoreError(Trouble.CLAIM_LOST, ref=call.ref)
            claims.refuse(tx, customer, call.ref, people.viewer(tx, self._principal.name), now)
            if not claims.take_number(tx, customer, phone, token, now=now, until=WHILE_CALLED):
                raise StoreError(Trouble.CLAIMED, ref=call.ref, agent="")
            over = now if call.ended_at is None else call.ended_at
            open_calls.record(
                tx,
                customer,
                agent,
                call,
                replace(open_calls.with_beside(row, wrap), scripts=()),
                wrap_seconds=max(0, now - over) // 1000,
                actor=self._principal,
                now=now,
            )
            shown = called_numbers.ends(tx, customer, call.ref, phone, token, now).shown
            scripts = script_ticks.written(call.scripts if wrap.scripts is None else wrap.scripts)
            fresh = {"answered_at": None, "ended_at": None, "note": "", "shown_number": shown, "recording": None}
            open_calls.change(tx, token, phone=phone, dialled_at=now, scripts=scripts, note_beside="", **fresh)
            presence.set_state(tx, agent, AgentState.DIALLING, now=now, ref=call.ref)
            tx.mark_changed()

        # The note may have grown meanwhile; the number is dialled once all the same.
        self._once(key, "dial_other_number", now, (token, phone), NoneType, work)
        return self._open_call(self._principal)

    def back_to_number_before(self, token: str, *, key: str = "", now: Instant) -> OpenCall:
        """Take back the present attempt, which was never placed: the call stands as before it, at the number before.

        The attempt there is withdrawn and open again. Raises ``NO_OPEN_CALL``; ``NOTHING_TO_UNDO`` at the first number.
        """

        def work(tx: Tx) -> None:
            row = open_calls.by_token(tx, token, self._principal.window)
            call = row.call
            before = next(iter(attempt_chain.earlier(tx, call)), None)
            if before is None:
                raise StoreError(Trouble.NOTHING_TO_UNDO)
            open_calls.forget(tx, token)
            again = undo.reopen(tx, row.agent_id, before.touch, None, undo=None, actor=self._principal, now=now)
            ticked = script_ticks.written(call.scripts)
            open_calls.change(tx, again.token, scripts=ticked, note_beside=row.note_beside)

        self._once(key, "back_to_number_before", now, (token,), NoneType, work)
        return self._open_call(self._principal)

    def _open_call(self, actor: Principal) -> OpenCall:
        call = self._database.read(lambda tx: open_calls.of_agent(tx, people.agent_id(tx, actor.name)))
        if call is None:
            raise StoreError(Trouble.NO_OPEN_CALL)
        return call
