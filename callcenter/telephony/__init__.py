"""Telephones: the protocol that screens use and the backends behind it (docs/architecture.md#rooms)."""

from callcenter.telephony.manual import ManualPhone
from callcenter.telephony.phone import (
    Answered,
    Ended,
    EndedBy,
    LineBusyError,
    LineState,
    Listener,
    Phone,
    PhoneEvent,
    Ringing,
)

__all__ = [
    "Answered",
    "Ended",
    "EndedBy",
    "LineBusyError",
    "LineState",
    "Listener",
    "ManualPhone",
    "Phone",
    "PhoneEvent",
    "Ringing",
]
