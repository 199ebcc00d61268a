"""Lines that the messages screen says about a message: to whom it goes, what was copied."""

from __future__ import annotations

from textual.app import App

from callcenter.locale import _, ngettext
from callcenter.model import Channel
from callcenter.texts.drafts import Draft
from callcenter.views.customer import CustomerView
from callcenter.views.tasks import TaskRow
from callcenter.wording import names, phones

LONGEST_COPY = 50_000
"""Bytes that are copied at most: longer OSC 52 sequences are cut or dropped by terminals and multiplexers."""

_PARTS = 160  # characters of an SMS are charged by parts; of Chinese ones hold 70
_CHINESE_PARTS = 70


def addressed(row: TaskRow, view: CustomerView, made: Draft, channel: Channel) -> str:
    """To whom a message goes, and where, as far as it is known; of an SMS its length."""
    match channel:
        case Channel.EMAIL:
            where = made.email or _("no e-mail address is known")
        case Channel.LETTER | Channel.VISIT:
            where = made.address or _("no address is known")
        case _:
            where = phones.masked(row.phone, row.country) if row.phone else _("no number is known")
    parts = [names.channel(channel), view.name, *([view.company] if view.company else []), where]
    if channel is Channel.SMS and made.message.body:
        parts.append(_length(made.message.body))
    return " | ".join(parts)


def _length(text: str) -> str:
    size = _PARTS if text.isascii() else _CHINESE_PARTS
    n = -(-len(text) // size)
    return ngettext("{chars} characters, {n} SMS", "{chars} characters, {n} SMS", n).format(chars=len(text), n=n)


def copied(app: App[object], text: str) -> str:
    """Copy over OSC 52, which also works over SSH; what to tell about it."""
    size = len(text.encode())
    if size > LONGEST_COPY:
        return _("Too long for the clipboard of a terminal: {n} bytes.").format(n=size)
    app.copy_to_clipboard(text)
    return ngettext("{n} character is copied.", "{n} characters are copied.", len(text)).format(n=len(text))
