"""Messages and other contacts without a call: whether a text may go out, who sends it, what goes on record."""

from __future__ import annotations

from callcenter.handover import Handover, HandoverFault, hand_over
from callcenter.locale import _
from callcenter.model import Channel, Direction, Instant, Touch
from callcenter.settings import Settings
from callcenter.texts.drafts import Draft, signed
from callcenter.texts.library import Message
from callcenter.texts.templates import gaps
from callcenter.views.worklists.promises import PromiseRow
from callcenter.views.worklists.tasks import TaskRow

WRITTEN = (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.CHAT)
"""Channels of a message that may go any way."""


def why_not_sent(text: str, row: TaskRow, agent: str) -> str:
    """Say why a text cannot go out as it stands; '' where it can."""
    if left := gaps(text):
        return _("Fill in {gap} first.").format(gap=left[0])
    if not text.strip():
        return _("No text yet.")
    return "" if signed(text, row.obligation, agent) else _("Sign this one with your name first.")


def send(settings: Settings, row: TaskRow, channel: Channel, made: Draft, text: str, agent: str) -> str:
    """Hand a message to the program that the settings name; say why it was not taken, '' where it was.

    Blocks for up to ``message_seconds``.
    """
    message = Message.of(text)
    values = {
        "phone": made.phone,
        "email": made.email,
        "address": made.address,
        "subject": message.subject,
        "ref": row.ref,
        "channel": channel.value,
        "agent": agent,
    }
    seconds = settings.message_seconds
    went = hand_over(settings.message_command or (), message.body, values, seconds=seconds)
    if went.fault is None:
        return ""
    return _("Not sent to {name}. {why}").format(name=row.name, why=_fault(went, went.fault, seconds))


def contact(
    row: TaskRow | PromiseRow, channel: Channel, note: str, at: Instant, direction: Direction = Direction.OUT
) -> Touch:
    """The touch of a contact without a call. A number is a rule's business only where it was written to."""
    return Touch(at, channel, direction, note=note, phone=row.phone if channel is Channel.SMS else "")


def _fault(went: Handover, fault: HandoverFault, seconds: float) -> str:
    match fault:
        case HandoverFault.TIMED_OUT:
            return _("The program took longer than {n} s and was stopped.").format(n=seconds)
        case HandoverFault.CANNOT_START:
            return _("Cannot start the program: {reason}").format(reason=went.said)
        case HandoverFault.FAILED:
            said = _("The program exited with code {code}: {reason}")
            return said.format(code=went.code, reason=went.said or "-")
