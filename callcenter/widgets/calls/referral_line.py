"""Somebody whom the customer recommends: name and number in one line, without leaving the call (docs/rules.md#r14)."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from callcenter.locale import _
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lines.said_line import SaidLine


class ReferralLine(Horizontal):
    """Line for a referral, hidden until :meth:`open`. Enter goes from name to number and sends; Escape leaves."""

    DEFAULT_CSS = """
    ReferralLine { display: none; height: 1; background: $panel; }
    ReferralLine > SaidLine { width: auto; color: $text-accent; }
    ReferralLine > Input { width: 1fr; }
    """

    class Sent(Message):
        """Name and number as they were typed; whoever owns the line closes it, or says what is wrong."""

        def __init__(self, name: str, phone: str) -> None:
            super().__init__()
            self.name = name
            self.phone = phone

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._focused_before: Widget | None = None

    def compose(self) -> ComposeResult:
        yield SaidLine(id="referral_name_label")
        yield FormInput(id="referral_name")
        yield SaidLine(id="referral_phone_label")
        yield FormInput(id="referral_phone")

    def on_mount(self) -> None:
        self.query_one("#referral_name_label", SaidLine).say(_("they recommend: name"))
        self.query_one("#referral_phone_label", SaidLine).say(_("number"))

    def open(self) -> None:
        """Take the keys; what was typed before is still there."""
        if not self.display:
            self._focused_before = self.screen.focused
        self.display = True
        self.focus_field("referral_name")

    def focus_field(self, name: str) -> None:
        """Go on in this field."""
        self.query_one(f"#{name}", Input).focus()

    def clear(self) -> None:
        """Close it once it is saved, with nothing in it."""
        for entry in self.query(Input):
            entry.value = ""
        self.close()

    def close(self) -> None:
        """Hide it; the focus goes where it was."""
        before, self._focused_before = self._focused_before, None
        self.display = False
        if before is not None and before.is_attached:
            before.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "referral_name":
            self.focus_field("referral_phone")
            return
        name, phone = (" ".join(entry.value.split()) for entry in self.query(Input))
        self.post_message(self.Sent(name, phone))

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape" and self.display:
            event.stop()
            event.prevent_default()
            self.close()
