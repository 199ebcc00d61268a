"""A line that narrows the list below it; out of sight while there is nothing in it and nobody types."""

from __future__ import annotations

from collections.abc import Container, Iterable

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from callcenter.widgets.forms.form import FilterEntry
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.line_list import LineList


def _begins(word: str, spelt: Iterable[str]) -> bool:
    letters = word.replace("'", "").replace("ü", "v")
    return letters.isalpha() and letters.isascii() and any(one.startswith(letters) for one in spelt)


class FilterLine(Vertical):
    """Enter goes to the list, Escape too and takes the filter away. It stands as long as the list is narrowed; there
    Escape is the screen's: it should :meth:`clear` the filter before it leads anywhere else."""

    DEFAULT_CSS = """
    FilterLine { display: none; height: auto; background: $surface; }
    FilterLine > Input { margin: 0 1; }
    FilterLine > SaidLine { display: none; color: $text-muted; }
    """

    class Changed(Message):
        """Change of what is looked for."""

        def __init__(self, filter_line: FilterLine) -> None:
            super().__init__()
            self.filter_line = filter_line

        @property
        def control(self) -> FilterLine:
            return self.filter_line

    def __init__(self, lines: LineList, *, hint: str, id: str | None = None, classes: str | None = None) -> None:
        """Narrow ``lines``. ``hint`` stands in it while nothing is typed."""
        super().__init__(id=id, classes=classes)
        self._lines = lines
        self._hint = hint

    def compose(self) -> ComposeResult:
        yield FilterEntry(hint=self._hint)
        yield SaidLine()

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words looked for, as they were typed."""
        return tuple(self.query_one(Input).value.split())

    def fits(self, text: str, spelt: Iterable[str] = (), *, but: Container[str] = ()) -> bool:
        """Tell whether each of the words is a part of the text, in upper or lower case, or begins one of the ``spelt``.

        These are names in letters, pinyin and initials, which are typed with apostrophes or without. ``but``: words, in
        lower case, that say something else than what is looked for.
        """
        folded = text.casefold()
        words = (word for word in map(str.casefold, self.words) if word not in but)
        return all(word in folded or _begins(word, spelt) for word in words)

    def open(self) -> None:
        """Type there."""
        self.display = True
        self.query_one(Input).focus()

    def put(self, text: str) -> None:
        """Look for what was kept, with the focus in the list."""
        self.query_one(Input).value = text
        self.display = bool(self.words)
        self._lines.focus()

    def clear(self) -> None:
        """Look at the whole list again."""
        self.query_one(Input).value = ""
        if self.has_focus_within:
            self._lines.focus()
        self.display = False

    @property
    def narrows(self) -> bool:
        """Tell whether something is looked for, and the list has the focus again."""
        return bool(self.words) and not self.has_focus_within

    def say(self, said: str) -> None:
        """Show what the filter does, beneath it; nothing where ``said`` is empty."""
        line = self.query_one(SaidLine)
        line.display = bool(said)
        line.say(said)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value and not self._lines.rows:
            # Nothing to go to: the filter is to be changed, or left by Escape.
            self.app.bell()
        else:
            self._lines.focus()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self.display = bool(self.words)
