"""The line above a message: to whom it goes and where."""

from __future__ import annotations

from callcenter.locale import _, ngettext
from callcenter.model import Channel, Gate
from callcenter.texts.drafts import Draft
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.tasks import TaskRow
from callcenter.wording import names, phones

# Characters that one SMS holds, and each part of one that takes several.
_LATIN = (160, 153)
_CHINESE = (70, 67)


def addressed(row: TaskRow, view: CustomerView, made: Draft, channel: Channel) -> str:
    """Return to whom a message goes, and where, as far as it is known; of an SMS its length."""
    match channel:
        case Channel.EMAIL:
            where = made.email or _("no e-mail address on file")
        case Channel.LETTER | Channel.VISIT:
            where = made.address or _("no address on file")
        case _:
            where = phones.masked(row.phone, row.country) if row.phone else _("no number on file")
            if any(held.gate is Gate.DEAD_NUMBER for held in view.plan.held):
                where = _("{number}, but all of their numbers are dead").format(number=where)
    parts = [names.channel(channel), view.name, *([view.company] if view.company else []), where]
    if channel is Channel.SMS and made.message.body:
        parts.append(_length(made.message.body))
    return " | ".join(parts)


def _length(text: str) -> str:
    whole, part = _LATIN if text.isascii() else _CHINESE
    n = 1 if len(text) <= whole else -(-len(text) // part)
    return ngettext("{chars} characters, {n} SMS", "{chars} characters, {n} SMS", n).format(chars=len(text), n=n)
