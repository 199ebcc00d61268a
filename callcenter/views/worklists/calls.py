"""A call from the claim to the wrap-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from callcenter.model import Direction, Disposition, Instant, Milestone, Result, Stage

if TYPE_CHECKING:
    from callcenter.views.worklists.scripts import ScriptUse


class Claim(Struct, frozen=True):
    """A lease on a customer: every write in a call carries the ``token`` (docs/architecture.md#nobody-twice)."""

    ref: str
    agent: str
    token: str
    expires_at: Instant


class OpenCall(Struct, frozen=True):
    """A call that is on record from the moment it is dialled. ``answered_at``/``ended_at`` None = not yet.

    ``earlier``: when other numbers of the customer were dialled in this call and did not answer, newest first.
    ``shown_number``: the number of the company that the customer sees, None where none is set up. ``recording``: the
    file or the address of what is recorded.
    """

    ref: str
    customer: str
    agent: str
    token: str
    phone: str
    direction: Direction
    dialled_at: Instant
    answered_at: Instant | None
    ended_at: Instant | None
    note: str
    scripts: tuple[ScriptUse, ...] = ()
    earlier: tuple[Instant, ...] = ()
    shown_number: str | None = None
    recording: str | None = None

    @classmethod
    def waiting(cls, ref: str, agent: str, phone: str, now: Instant) -> OpenCall:
        """None yet, and on no record: what a screen that is built ahead is made for."""
        return cls(ref, "", agent, "", phone, Direction.OUT, now, None, None, "")


class CallElsewhere(Struct, frozen=True):
    """The agent's open call that is not in this window. ``living``: another window has it; else the one that had it is
    gone."""

    ref: str
    customer: str
    token: str
    ended_at: Instant | None
    living: bool


class WrapUp(Struct, frozen=True):
    """Decisions of the agent at the end of a call.

    ``callback_at`` makes a promise; ``appointment`` a milestone; ``question``: something was asked that is still to be
    answered; ``tier`` a change (with ``tier_reason``); ``stage`` a new one; ``result`` what a follow-up call came to;
    ``satisfaction`` the customer's answer from 1 to 5. ``scripts``: the steps that were ticked off; None = as they
    were last saved in the open call.
    """

    disposition: Disposition
    note: str
    callback_at: Instant | None = None
    appointment: Milestone | None = None
    question: bool = False
    tier: str | None = None
    tier_reason: str = ""
    stage: Stage | None = None
    amount: str = ""
    currency: str = ""
    result: Result | None = None
    satisfaction: int | None = None
    scripts: tuple[ScriptUse, ...] | None = None


class Saved(Struct, frozen=True):
    """A touch that was written. ``lost_lease``: it was saved although the claim had passed to somebody else."""

    touch_id: int
    ref: str
    lost_lease: bool = False
