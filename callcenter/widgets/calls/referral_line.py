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

    class Changed(Message):
        """Another name or number stands in the line, or it was opened or closed."""

        def __init__(self, name: str, phone: str, *, open: bool) -> None:
            super().__init__()
            self.name = name
            self.phone = phone
            self.open = open

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._focused_before: Widget | None = None

    def compose(self) -> ComposeResult:
        yield SaidLine(id="referral_name_label")
        yield FormInput(id="referral_name")
        yield SaidLine(id="referral_phone_label")
        yield FormInput(id="referral_phone")

    def on_mount(self) -> None:
        self.query_one("#referral_name_label", SaidLine).say(_("referral: name"))
        self.query_one("#referral_phone_label", SaidLine).say(_("number"))

    def open(self) -> None:
        """Take the keys; what was typed before is still there."""
        if not self.display:
            self._focused_before = self.screen.focused
        self.display = True
        self._report()
        self.focus_field("referral_name")

    def focus_field(self, name: str) -> None:
        """Go on in this field."""
        self.query_one(f"#{name}", Input).focus()

    def load(self, name: str, phone: str) -> None:
        """Put a name and a number there, out of sight."""
        for entry, value in zip(self.query(Input), (name, phone), strict=True):
            with entry.prevent(Input.Changed):
                entry.value = value
        self._focused_before = None
        self.display = False

    def clear(self) -> None:
        """Close it once it is saved, with nothing in it."""
        for entry in self.query(Input):
            entry.value = ""
        self.close()

    def close(self) -> None:
        """Hide it; the focus goes where it was."""
        before, self._focused_before = self._focused_before, None
        self.display = False
        self._report()
        if before is not None and before.is_attached:
            before.focus()

    def _report(self) -> None:
        name, phone = (entry.value for entry in self.query(Input))
        self.post_message(self.Changed(name, phone, open=self.display))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._report()

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
