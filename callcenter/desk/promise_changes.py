"""Changes of promises: which of them may be moved, and by which channels an answer goes."""

from __future__ import annotations

from callcenter.locale import _
from callcenter.model import Because, Channel, Instant, Obligation

ANSWERED_BY = (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.CHAT, Channel.VISIT)
"""Channels of an answer that may go any way. One by telephone is a call, which is dialled."""
_APPOINTMENT = (Because.APPOINTMENT_CONFIRM, Because.APPOINTMENT_CALL, Because.APPOINTMENT_NO_SHOW)


def why_not_moved(promise: Obligation, now: Instant) -> str:
    """Say why a promise cannot be given another time; '' where it can.

    A broken promise is kept by a call and not moved away.
    """
    if promise.ground.code is not Because.CALLBACK and promise.ground.code not in _APPOINTMENT:
        return _("The rules set the deadline for an answer.")
    return _("This promise is overdue: call now, it cannot be moved.") if now >= promise.breach_at else ""
