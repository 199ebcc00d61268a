"""An agent's open call in another window of theirs, and its way into this one (docs/architecture.md#windows)."""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.storage.access.service import Service
from callcenter.storage.calls import open_calls
from callcenter.storage.database import clean_text
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import attempt_chain
from callcenter.storage.people import people, windows
from callcenter.storage.team import presence
from callcenter.views.people.shift import AgentState
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import CallElsewhere, OpenCall


def _state(call: OpenCall) -> AgentState:
    """Return the state of an agent in a call."""
    if call.ended_at is not None:
        return AgentState.WRAP_UP
    return AgentState.DIALLING if call.answered_at is None else AgentState.TALKING


class MovedCalls(Service, subject="moved_calls"):
    """Verbs on a call that one window has and another one wants."""

    def elsewhere(self, *, now: Instant) -> CallElsewhere | None:
        """Return the actor's open call where it is not in their window; None without one."""

        def work(tx: Tx) -> CallElsewhere | None:
            row = open_calls.row_of_agent(tx, people.agent_id(tx, self._principal.name))
            if row is None or row.window_id == self._principal.window:
                return None
            living = windows.lives(tx, row.window_id, now)
            return CallElsewhere(row.ref, row.customer, row.token, row.ended_at, living)

        return self._database.read(work)

    def take_over(self, *, from_living: bool = False, now: Instant) -> OpenCall | None:
        """Take the actor's open call into their window; None without one.

        Raises ``CALL_ELSEWHERE`` where another window of theirs lives and has it, unless it is taken ``from_living``.
        """

        def work(tx: Tx) -> OpenCall | None:
            agent, window = people.agent_id(tx, self._principal.name), self._principal.window
            row = open_calls.row_of_agent(tx, agent, locked=True)
            if row is None:
                return None
            if row.window_id != window:
                if not from_living and windows.lives(tx, row.window_id, now):
                    raise StoreError(Trouble.CALL_ELSEWHERE, customer=row.customer)
                open_calls.change(tx, row.token, window_id=window)
                tx.mark_changed()
            call = attempt_chain.with_earlier(tx, row.call)
            presence.set_state(tx, agent, _state(call), now=now, ref=call.ref)
            return call

        return self._database.write(work)

    def leave_note(self, call: OpenCall, note: str, *, now: Instant) -> None:
        """Add to the note of a call that another window of the actor has taken over what was typed in theirs.

        It goes into the touch when the call is finished, or with a correction where it is. Raises ``NO_OPEN_CALL``
        where the call was taken back.
        """

        def work(tx: Tx) -> None:
            text = clean_text.note(note)
            try:
                row = open_calls.by_token(tx, call.token, "")
            except StoreError:
                if open_calls.add_note(tx, call, text, self._principal, now) is None:
                    raise
            else:
                if text not in row.note_beside:
                    open_calls.change(tx, call.token, note_beside=f"{row.note_beside}\n{text}".strip())

        self._database.write(work)
