"""One call over several numbers of a customer: no answer at the first, on to the second, and back."""

from __future__ import annotations

from msgspec.structs import replace

from callcenter.model import Instant
from callcenter.records import attempt_chain, calling, claiming, people, presence, ticking, undoing
from callcenter.records.queueing import FOREVER
from callcenter.records.working import Tx, Worker
from callcenter.views.calls import OpenCall, WrapUp
from callcenter.views.people import Actor
from callcenter.views.shift import AgentState
from callcenter.views.trouble import StoreError, Trouble


class OtherNumbers(Worker):
    """Verbs that take a call to another number of the customer, and back."""

    def dial_other_number(self, token: str, wrap: WrapUp, phone: str, *, actor: Actor, now: Instant) -> OpenCall:
        """Write the unanswered attempt down and dial ``phone`` in the same call: its claim is kept all the while.

        The steps ticked off so far go on with the call. Nothing is written where the number may not be dialled:
        raises ``NO_OPEN_CALL``, ``CLAIM_LOST``, ``CLAIMED``, and what :meth:`claim` refuses.
        """

        def work(tx: Tx) -> OpenCall:
            row = calling.by_token(tx, token)
            call, (customer, agent, held) = calling.open_call(row), row[10:13]
            if not held:
                raise StoreError(Trouble.CLAIM_LOST, ref=call.ref)
            claiming.refuse(tx, customer, call.ref, people.viewer(tx, actor.name), now)
            if not claiming.take_number(tx, customer, phone, token, now=now, until=FOREVER):
                raise StoreError(Trouble.CLAIMED, ref=call.ref, agent="")
            over = now if call.ended_at is None else call.ended_at
            calling.record(
                tx,
                customer,
                agent,
                call,
                replace(wrap, scripts=()),
                wrap_seconds=max(0, now - over) // 1000,
                own_pool=False,
                actor=actor,
                now=now,
            )
            scripts = ticking.written(call.scripts if wrap.scripts is None else wrap.scripts)
            tx.sql(
                "UPDATE open_call SET phone = ?, dialled_at = ?, answered_at = NULL, ended_at = NULL, note = '',"
                " scripts = ? WHERE token = ?",
                (phone, now, scripts, token),
            )
            presence.set_state(tx, agent, AgentState.DIALLING, now=now, ref=call.ref)
            tx.touch()
            return attempt_chain.with_earlier(tx, calling.open_call(calling.by_token(tx, token)))

        return self.write(work)

    def back_to_number_before(self, token: str, *, actor: Actor, now: Instant) -> OpenCall:
        """Take back the present attempt, which was never placed: the call stands as before it, at the number before.

        The attempt there is withdrawn and open again. Raises ``NO_OPEN_CALL``; ``NOTHING_TO_UNDO`` at the first number.
        """

        def work(tx: Tx) -> OpenCall:
            row = calling.by_token(tx, token)
            call, agent = calling.open_call(row), row[11]
            before = next(iter(attempt_chain.earlier(tx, call)), None)
            if before is None:
                raise StoreError(Trouble.NOTHING_TO_UNDO)
            tx.sql("DELETE FROM open_call WHERE token = ?", (token,))
            claiming.give_back(tx, token)
            again = undoing.reopen(tx, agent, before.touch, None, undo=None, actor=actor, now=now)
            tx.sql("UPDATE open_call SET scripts = ? WHERE token = ?", (ticking.written(call.scripts), again.token))
            return replace(again, scripts=call.scripts)

        return self.write(work)
