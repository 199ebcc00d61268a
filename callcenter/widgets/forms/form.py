"""A plain form: a line a field, Enter sends the whole from any of them, one sentence says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input

from callcenter.locale import N_
from callcenter.views.worklists.typed_fields import FormField
from callcenter.widgets.base.blink import blinking
from callcenter.widgets.base.commands import Commanded, KeyCommand, Offers
from callcenter.widgets.base.plain import plain, plain_lines
from callcenter.widgets.lines.said_line import SaidLine

_LONGEST = 500


class FormInput(Commanded, Input):
    """A line of text whose Enter can be named among the keys of a screen."""

    offers: ClassVar[Offers] = (KeyCommand("entry.send", "enter", "submit", meaning=N_("finish this line")),)

    def __init__(self, value: str = "", *, hint: str = "", secret: bool = False, id: str | None = None) -> None:
        super().__init__(
            plain(value), placeholder=plain(hint), password=secret, compact=True, max_length=_LONGEST, id=id
        )
        self._begun_with = self.value

    def on_mount(self) -> None:
        self.cursor_blink = blinking(self.app)

    def begin(self, value: str) -> None:
        """Put a text there that nobody typed: a proposal, what is on record."""
        with self.prevent(Input.Changed):
            self.value = plain(value)
        self._begun_with = self.value

    @property
    def typed(self) -> str:
        """Return what was typed in place of the first value, ``-`` for nothing left of it; '' while it is unchanged."""
        if self.value.strip() == self._begun_with.strip() or not all(node.display for node in self.ancestors_with_self):
            return ""
        return self.value.strip() or "-"

    def on_paste(self, event: Paste) -> None:
        """Make one line of what the base class inserts after this, so that nothing moves the terminal; the rest without
        room is cut, with a bell."""
        text = plain_lines(event.text.strip()).replace("\n", " ")
        room = _LONGEST - len(self.value) + len(self.selected_text)
        if len(text) > room:
            self.app.bell()
        event.text = text[:room]

    def action_copy(self) -> None:
        """Copy what is selected; of what is not shown nothing."""
        if self.password:
            self.app.bell()
        else:
            super().action_copy()

    def action_cut(self) -> None:
        """Cut what is selected; what is not shown stays."""
        if self.password:
            self.app.bell()
        else:
            super().action_cut()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Tell whether the key types: Textual has no character for the slash, which would be named as a way to find."""
        return key == "slash" or super().check_consume_key(key, character)


class FilterEntry(FormInput):
    """A line that narrows a list. Enter goes to the list, Escape too and takes the filter away."""

    offers: ClassVar[Offers] = (
        KeyCommand("filter.leave", "escape", "leave", meaning=N_("clear the filter, back to the list")),
    )

    @property
    def typed(self) -> str:
        return ""  # a search is no work that could be lost

    def action_leave(self) -> None:
        self.value = ""
        self.post_message(self.Submitted(self, ""))


class _FormEntry(FormInput):
    offers: ClassVar[Offers] = (
        KeyCommand("form.next", "down", "app.focus_next", meaning=N_("next field")),
        KeyCommand("form.previous", "up", "app.focus_previous", meaning=N_("previous field")),
    )


class Form(Vertical):
    """See the module. What a field says is checked by whoever owns the form, in answer to :class:`Sent`."""

    DEFAULT_CSS = """
    Form { height: 1fr; }
    Form > VerticalScroll { height: 1fr; }
    Form Horizontal { height: 1; margin: 0 0 1 0; }
    Form Horizontal > SaidLine { width: 16; color: $text-muted; }
    Form Horizontal > Input { width: 1fr; max-width: 72; background: $surface; }
    Form Horizontal > Input:focus { background: $panel; }
    Form > #wrong { color: $text-error; text-style: bold; }
    """

    class Sent(Message):
        """Enter in any field; ``values`` by field name, without spaces at the ends unless they are secret."""

        def __init__(self, values: Mapping[str, str]) -> None:
            super().__init__()
            self.values = values

    class Changed(Message):
        """A field says something else than before."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, fields: Sequence[FormField], *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._fields = tuple(fields)

    def compose(self) -> ComposeResult:
        yield SaidLine(id="wrong")
        with VerticalScroll(can_focus=False):
            for field in self._fields:
                with Horizontal():
                    yield SaidLine(id=f"label_{field.name}")
                    yield _FormEntry(field.value, hint=field.hint, secret=field.secret, id=field.name)

    def on_mount(self) -> None:
        for field in self._fields:
            self.query_one(f"#label_{field.name}", SaidLine).say(field.label)

    @property
    def values(self) -> Mapping[str, str]:
        """Return the texts of the fields."""
        said = {field.name: self.entry(field.name).value for field in self._fields}
        return {field.name: said[field.name] if field.secret else said[field.name].strip() for field in self._fields}

    def entry(self, name: str) -> FormInput:
        """The line of a field."""
        return self.query_one(f"#{name}", FormInput)

    def begin(self, name: str, value: str = "") -> None:
        """Put a text into a field that nobody typed."""
        self.entry(name).begin(value)

    def hint(self, name: str, hint: str) -> None:
        """Show another hint for a field."""
        self.entry(name).placeholder = plain(hint)

    def send(self) -> None:
        """Send, as Enter does."""
        self.post_message(self.Sent(self.values))

    def wait(self) -> None:
        """Take no key until the form is refused or goes: what is typed meanwhile is for nobody."""
        self.disabled = True

    def refuse(self, name: str, said: str) -> None:
        """Say what is wrong and go to the field."""
        self.disabled = False
        self.query_one("#wrong", SaidLine).say(said)
        self.entry(name).focus()
        self.app.bell()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#wrong", SaidLine).say("")
        self.post_message(self.Changed(event.input.id or ""))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.send()
