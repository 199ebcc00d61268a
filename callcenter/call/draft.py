"""Everything that was typed, chosen or ticked off in a call and is not written as a touch yet."""

from __future__ import annotations

from msgspec import Struct, field

from callcenter.call.commands import Question
from callcenter.model import Disposition
from callcenter.views.worklists.typed_fields import WrapUpDraft


class ReferralDraft(Struct, frozen=True):
    """Customer whom this one recommends, as they are typed. ``open``: the line for them is on the screen."""

    name: str = ""
    phone: str = ""
    open: bool = False


class CallDraft(Struct):
    """Draft of a call. ``confirmed``: questions that were answered with yes.

    ``script``: the script that is shown, '' for none; ``whole``: all of it, over the customer's past.
    """

    disposition: Disposition | None = None
    fields: WrapUpDraft = WrapUpDraft()
    wrapping_up: bool = False
    """True once the form is on the screen."""
    confirmed: set[Question] = field(default_factory=set)
    referral: ReferralDraft = ReferralDraft()
    script: str = ""
    whole: bool = False
    win_back_written: bool = False
    """True once the SMS to win the customer back was written."""
