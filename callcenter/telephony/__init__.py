"""Telephones: the protocol that screens use and the backends behind it (docs/architecture.md#rooms)."""

from callcenter.telephony.lines import open_phone
from callcenter.telephony.manual import ManualPhone
from callcenter.telephony.phone import (
    Ability,
    Answered,
    EndCause,
    Ended,
    EndedBy,
    LineBusyError,
    LineDown,
    LineState,
    LineUp,
    Listener,
    Phone,
    PhoneEvent,
    Recorded,
    Ringing,
)

__all__ = [
    "Ability",
    "Answered",
    "EndCause",
    "Ended",
    "EndedBy",
    "LineBusyError",
    "LineDown",
    "LineState",
    "LineUp",
    "Listener",
    "ManualPhone",
    "Phone",
    "PhoneEvent",
    "Recorded",
    "Ringing",
    "open_phone",
]
