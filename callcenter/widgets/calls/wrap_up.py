"""The form of a call's wrap-up: rows of short fields, dates read back in words, Enter in any of them sends the whole.

What the fields are and what their texts mean is said by whoever owns the form: a new question of the wrap-up is a
:class:`WrapField` there, and nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from callcenter.views.worklists.typed_fields import WrapField, WrapUpDraft
from callcenter.widgets.base.plain import plain
from callcenter.widgets.forms.date_entry import DateEntry
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lines.said_line import SaidLine


class WrapUpForm(Vertical):
    """See the module. Out of sight until :meth:`open`."""

    DEFAULT_CSS = """
    WrapUpForm { height: auto; display: none; }
    WrapUpForm.-open { display: block; }
    WrapUpForm > Horizontal { height: 1; }
    WrapUpForm DateEntry { width: 1fr; }
    WrapUpForm SaidLine { width: auto; padding: 0 1; }
    WrapUpForm .-rest { width: 1fr; }
    WrapUpForm > #told { width: 1fr; display: none; }
    WrapUpForm > #told.-told { display: block; }
    """

    class Sent(Message):
        """Enter in the field of this name."""

        def __init__(self, field: str, draft: WrapUpDraft) -> None:
            super().__init__()
            self.field = field
            self.draft = draft

    class Changed(Message):
        """Something else stands in a field."""

        def __init__(self, draft: WrapUpDraft) -> None:
            super().__init__()
            self.draft = draft

    def __init__(self, rows: Sequence[Sequence[WrapField]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = tuple(tuple(row) for row in rows)
        self._fields = {field.name: field for row in self._rows for field in row}

    def compose(self) -> ComposeResult:
        for row in self._rows:
            with Horizontal():
                for field in row:
                    if field.reader is not None:
                        yield DateEntry(field.label, field.reader, placeholder=field.hint, id=field.name)
                        continue
                    label = SaidLine(id=f"{field.name}_label")
                    # Named before it is mounted: a program that ends meanwhile may have taken it away by then.
                    label.say(field.label)
                    yield label
                    entry = FormInput(field.value, hint=field.hint, id=field.name)
                    if field.cells:
                        entry.styles.width = field.cells
                    else:
                        entry.add_class("-rest")
                    yield entry
        yield SaidLine(id="told", style="$text-accent")

    def load(self, rows: Sequence[Sequence[WrapField]]) -> bool:
        """Put the same questions about something else, out of sight again and with nothing in them that was typed.

        False, and nothing is done, where the questions are others: they need another form.
        """
        if _shape(rows) != _shape(self._rows):
            return False
        self.remove_class("-open")
        self._rows = tuple(tuple(row) for row in rows)
        self._fields = {field.name: field for row in self._rows for field in row}
        for name, field in self._fields.items():
            if field.reader is not None:
                self._date(name).load(field.reader, field.hint)
                continue
            entry = self._entry(name)
            entry.begin(field.value)
            entry.placeholder = plain(field.hint)
        self._name_fields()
        self.tell("")
        return True

    @property
    def draft(self) -> WrapUpDraft:
        """Return the contents of the form."""
        dates = {name: self._date(name) for name, field in self._fields.items() if field.reader is not None}
        texts = {name: self._entry(name).value for name in self._fields if name not in dates}
        return WrapUpDraft(
            {**texts, **{name: date.text for name, date in dates.items()}},
            {name: date.reading for name, date in dates.items()},
        )

    def fill(self, texts: Mapping[str, str]) -> None:
        """Put texts into fields, as if they had always stood there."""
        for name, text in texts.items():
            if name not in self._fields:
                continue
            if self._fields[name].reader is not None:
                self._date(name).fill(text)
                continue
            entry = self._entry(name)
            with entry.prevent(Input.Changed):
                entry.value = plain(text)

    def open(self) -> None:
        """Bring the form up; also before it is mounted."""
        self.add_class("-open")

    def propose(self, name: str, text: str) -> None:
        """Put a text into a date; the agent types over it."""
        self._date(name).propose(text)

    def focus_field(self, name: str) -> None:
        """Go to a field; what stands there is selected, to be typed over."""
        if self._fields[name].reader is not None:
            self._date(name).focus_text()
            return
        entry = self._entry(name)
        entry.focus()
        entry.select_all()

    def put(self, name: str, text: str) -> None:
        """Have a field that is no date say this."""
        self._entry(name).value = plain(text)

    def _report(self, name: str, text: str) -> None:
        told = self._fields[name].told
        self.tell("" if told is None else told(text))
        self.post_message(self.Changed(self.draft))

    def tell(self, said: str) -> None:
        """Say something under the form, until a field has something to say; '' for nothing."""
        line = self.query_one("#told", SaidLine)
        line.say(said)
        line.set_class(bool(said), "-told")

    def _name_fields(self) -> None:
        for name, field in self._fields.items():
            if field.reader is None:
                label = self.query_one(f"#{name}_label", SaidLine)
                label.say(field.label)

    def _date(self, name: str) -> DateEntry:
        return self.query_one(f"#{name}", DateEntry)

    def _entry(self, name: str) -> FormInput:
        return self.query_one(f"#{name}", FormInput)

    def on_date_entry_changed(self, event: DateEntry.Changed) -> None:
        event.stop()
        self._report(event.entry.id or "", event.text)

    def on_date_entry_sent(self, event: DateEntry.Sent) -> None:
        event.stop()
        self.post_message(self.Sent(event.entry.id or "", self.draft))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._report(event.input.id or "", event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Sent(event.input.id or "", self.draft))


def _shape(rows: Sequence[Sequence[WrapField]]) -> Sequence[Sequence[tuple[str, str, int, bool]]]:
    """Return the layout of the fields, whatever is in them."""
    return [[(field.name, field.label, field.cells, field.reader is not None) for field in row] for row in rows]
