"""Telephones: the protocol that screens use and the backends behind it (docs/architecture.md#rooms)."""

from callcenter.telephony.lines import open_phone
from callcenter.telephony.manual import ManualPhone
from callcenter.telephony.phone import (
    Ability,
    Answered,
    CallRecorded,
    CallWaiting,
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
    Refused,
    Ringing,
)

__all__ = [
    "Ability",
    "Answered",
    "CallRecorded",
    "CallWaiting",
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
    "Refused",
    "Ringing",
    "open_phone",
]
