"""Commands of a call: what its controller has done by the telephone, the store and the screen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from callcenter.model import Instant
from callcenter.telephony import LineState
from callcenter.views.worklists.calls import WrapUp
from callcenter.views.worklists.scripts import ScriptUse


class Question(StrEnum):
    """Questions that are asked before something is done."""

    TIER = "tier"
    SHORT_NOTE = "short_note"
    OUTCOME = "outcome"
    FAR_DATE = "far_date"
    DO_NOT_CALL = "do_not_call"
    TAKE_BACK = "take_back"


class PlaceCall(Struct, frozen=True):
    """Dial a number. ``line_id``: the id that the events of this call carry; ``shown``: the number that the customer is
    to see, '' = as the line has it."""

    number: str
    at: Instant
    line_id: str
    shown: str = ""


class HoldLine(Struct, frozen=True):
    """Have the telephone know of the call that is on its line."""

    line: LineState


class TakeLine(Struct, frozen=True):
    """Take the call on the line, or mark it as taken."""

    at: Instant


class DropLine(Struct, frozen=True):
    """End the call on the line."""

    at: Instant


class HoldCustomer(Struct, frozen=True):
    """Put the customer on hold, or take them back."""

    on: bool


class MuteLine(Struct, frozen=True):
    """Keep the agent's voice from the customer, or let it through again."""

    on: bool


class SendDigits(Struct, frozen=True):
    """Send tones."""

    digits: str


class TransferCall(Struct, frozen=True):
    """Hand the customer over to a number."""

    to: str


class RecordAnswer(Struct, frozen=True):
    """Have the store note the answer."""

    at: Instant


class ForgetAnswer(Struct, frozen=True):
    """Have the store take the answer back: it was marked by mistake."""


class RecordEnd(Struct, frozen=True):
    """Have the store note the end of the talk."""

    at: Instant


class SaveNote(Struct, frozen=True):
    """Have the store keep the note."""

    text: str


class SaveTicks(Struct, frozen=True):
    """Have the store keep the steps that were ticked off."""

    uses: tuple[ScriptUse, ...]


class KeepRecording(Struct, frozen=True):
    """Have the store keep where the call is recorded."""

    recording: str


class ClaimNext(Struct, frozen=True):
    """Claim the next customer while this call is being written down."""


class FinishCall(Struct, frozen=True):
    """Write the touch, and claim the next customer."""

    wrap_up: WrapUp


class DialOtherNumber(Struct, frozen=True):
    """Write down that this number did not answer, and dial another one of the customer."""

    wrap_up: WrapUp
    number: str


class TakeBack(Struct, frozen=True):
    """Take back a dial that nobody answered. ``to_number_before``: another number was dialled before it."""

    to_number_before: bool


class Ask(Struct, frozen=True):
    """Ask a question: yes or no, or where there are ``choices`` the answers by their keys."""

    question: Question
    text: str
    choices: Mapping[str, str] = {}


class Say(Struct, frozen=True):
    """Say something in the last line."""

    text: str


class Ring(Struct, frozen=True):
    """Ring the terminal's bell."""


class GoToNote(Struct, frozen=True):
    """Put the cursor into the note."""


class GoToField(Struct, frozen=True):
    """Put the cursor into a field of the wrap-up form."""

    field: str


class ProposeDate(Struct, frozen=True):
    """Put a date into the form, to be typed over."""

    text: str


class ListDispositions(Struct, frozen=True):
    """Show all ways in which a call can end."""


Command: TypeAlias = (
    PlaceCall
    | HoldLine
    | TakeLine
    | DropLine
    | HoldCustomer
    | MuteLine
    | SendDigits
    | TransferCall
    | RecordAnswer
    | ForgetAnswer
    | RecordEnd
    | SaveNote
    | SaveTicks
    | KeepRecording
    | ClaimNext
    | FinishCall
    | DialOtherNumber
    | TakeBack
    | Ask
    | Say
    | Ring
    | GoToNote
    | GoToField
    | ProposeDate
    | ListDispositions
)
