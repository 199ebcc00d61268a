"""A line for a date and time: what was typed at the left, how it is understood at the right, at every key."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from callcenter.model import Instant
from callcenter.views.worklists.typed_fields import Reader, Reading
from callcenter.widgets.base.plain import plain
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lines.bar import Bar, shorten, words


class _ReadBack(Bar):
    DEFAULT_CSS = "_ReadBack { padding: 0 1; }"

    reading = Reading(None, "")

    def line(self, width: int, now: Instant) -> Content:
        if self.reading.wrong:
            return shorten(words(f"? {self.reading.words}", "bold $text-error"), width)
        return shorten(words(f"= {self.reading.words}" if self.reading.words else ""), width)


class _Label(Bar):
    DEFAULT_CSS = "_Label { width: auto; padding: 0 1; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._words = words(text)

    def get_content_width(self, *args: object) -> int:
        return self._words.cell_length

    def line(self, width: int, now: Instant) -> Content:
        return self._words


class DateEntry(Horizontal):
    """See the module. The reader comes from outside: it alone knows the time and the zone."""

    DEFAULT_CSS = """
    DateEntry { height: 1; }
    DateEntry > Input { width: 20; }
    """

    class Changed(Message):
        """Another text; ``reading`` says how it is understood."""

        def __init__(self, entry: DateEntry, text: str, reading: Reading) -> None:
            super().__init__()
            self.entry = entry
            self.text = text
            self.reading = reading

        @property
        def control(self) -> DateEntry:
            return self.entry

    class Sent(Message):
        """Enter on a text that is understood, or on none at all (``at`` None)."""

        def __init__(self, entry: DateEntry, at: Instant | None) -> None:
            super().__init__()
            self.entry = entry
            self.at = at

        @property
        def control(self) -> DateEntry:
            return self.entry

    def __init__(
        self,
        label: str,
        reader: Reader,
        *,
        placeholder: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._label = label
        self._reader = reader
        self._placeholder = placeholder
        self._reading = Reading(None, "")

    @property
    def reading(self) -> Reading:
        """Return the reading of the text that stands there."""
        return self._reading

    @property
    def text(self) -> str:
        """Return the text that stands there."""
        return self.query_one(Input).value

    def compose(self) -> ComposeResult:
        yield _Label(self._label)
        yield FormInput(hint=self._placeholder)
        yield _ReadBack()

    def propose(self, text: str) -> None:
        """Put a text there, such as the date that the policy proposes; the agent types over it."""
        entry = self.query_one(FormInput)
        entry.begin(text)
        entry.select_all()
        self._read(entry.value)

    def load(self, reader: Reader, placeholder: str) -> None:
        """Read texts in another way from now on, beginning with none."""
        self._reader, self._placeholder = reader, placeholder
        self.query_one(Input).placeholder = plain(placeholder)
        self.propose("")

    def fill(self, text: str) -> None:
        """Put a text there as if it had always stood there; it is read as of now: ``+3d`` means another instant."""
        entry = self.query_one(Input)
        with entry.prevent(Input.Changed):
            entry.value = plain(text)
        self._read(entry.value)

    def focus_text(self) -> None:
        """Put the cursor there; what stands there is selected, to be typed over."""
        self.query_one(Input).select_all()
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._read(event.value)
        self.post_message(self.Changed(self, event.value, self._reading))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._read(event.value)
        if self._reading.wrong:
            self.app.bell()
        else:
            self.post_message(self.Sent(self, self._reading.at))

    def _read(self, text: str) -> None:
        self._reading = self._reader(text) if text.strip() else Reading(None, "")
        shown = self.query_one(_ReadBack)
        shown.reading = self._reading
        shown.refresh()
