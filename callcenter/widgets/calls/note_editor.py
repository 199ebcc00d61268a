"""The note of a call: saved as it is typed, with a word on whether it counts (docs/rules.md#effective)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Paste
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import TextArea

from callcenter.locale import N_, _, ngettext
from callcenter.model import Instant
from callcenter.widgets.base.blink import blinking
from callcenter.widgets.base.commands import Commanded, KeyCommand, Offers
from callcenter.widgets.base.plain import plain_lines
from callcenter.widgets.lines.bar import Bar, shorten, spread, words

SAVE_AFTER = 0.4
"""Seconds after the first unsaved change. Typing on does not put it off: a crash costs no more than this."""


class NoteArea(Commanded, TextArea):
    """The text itself. Enter sends; Ctrl+N begins a line, because plain terminals send Alt+Enter as Enter. Escape and
    function keys are left to the screen, except F6 and F7, with which a text area selects."""

    offers: ClassVar[Offers] = (
        KeyCommand("note.send", "enter", "send", meaning=N_("finish the note and save"), priority=True),
        KeyCommand("note.line", "ctrl+n,shift+enter", "line", meaning=N_("new line in the note")),
    )

    class Sent(Message):
        """Enter."""

    def on_mount(self) -> None:
        self.cursor_blink = blinking(self.app)

    def action_send(self) -> None:
        self.post_message(self.Sent())

    def action_line(self) -> None:
        self.insert("\n")

    def on_resize(self) -> None:
        self.refresh()  # the base class breaks the lines anew when it was drawn in its new size already

    def on_paste(self, event: Paste) -> None:
        event.text = plain_lines(event.text)  # the base class inserts it next


class _NoteStatus(Bar):
    DEFAULT_CSS = "_NoteStatus { color: $text-muted; }"

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.counts: bool | None = None
        self.saved = True
        self.trouble = ""

    def line(self, width: int, now: Instant) -> Content:
        count = sum(not char.isspace() for char in self.text)
        left = words(" " + ngettext("{n} character", "{n} characters", count).format(n=count))
        if self.counts is not None:
            said = (
                (_("+ note counts"), "$text-success")
                if self.counts
                else (
                    _("- note too short to count"),
                    "$text-warning",
                )
            )
            left = Content.assemble(left, "  ", words(*said))
        if self.trouble and not self.saved:
            right = words(_("! not saved: {trouble}").format(trouble=self.trouble) + " ", "bold $text-error")
            # A fault is worth more than the count; its beginning says most.
            return spread(left, right, width) if right.cell_length < width // 2 else shorten(right, width)
        right = words((_("saved") if self.saved else _("not saved yet")) + " ") if self.text else Content("")
        return spread(left, right, width)


class NoteEditor(Vertical):
    """The note with a line about it below. Whoever owns the note answers ``SaveWanted`` with :meth:`mark_saved` and
    each ``Changed`` with :attr:`counts`."""

    DEFAULT_CSS = """
    NoteEditor { height: 6; }
    NoteEditor > NoteArea { height: 1fr; border: none; background: $surface; padding: 0 1; }
    NoteEditor > NoteArea:focus { border: none; background: $boost; }
    """

    counts: reactive[bool | None] = reactive(None)
    """True if the note passes the test of the rulebook; None = nothing is said about it."""

    class Changed(Message):
        """The text is another one."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class SaveWanted(Message):
        """The text is to be kept."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Sent(Message):
        """Enter: the agent is done with the note."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: str = "",
        save_after: float = SAVE_AFTER,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._placeholder = placeholder
        self._save_after = save_after
        self._known = plain_lines(text)
        self._kept = self._known
        self._trouble = ""
        self._timer: Timer | None = None

    @property
    def saved(self) -> bool:
        """Tell whether the note is safe as it stands."""
        return self._known == self._kept

    @property
    def text(self) -> str:
        """The note as it stands."""
        return self._known

    @property
    def typed(self) -> str:
        """The note while it is not safe as it stands, ``-`` for nothing left of it; '' while it is."""
        return "" if self.saved else self._known or "-"

    def compose(self) -> ComposeResult:
        yield NoteArea(self._known, placeholder=self._placeholder, show_line_numbers=False, tab_behavior="focus")
        yield _NoteStatus()

    def on_mount(self) -> None:
        area = self.query_one(NoteArea)
        area.move_cursor(area.document.end)
        self._report()

    def hint(self, placeholder: str) -> None:
        """Have something stand in the note while it is empty."""
        self.query_one(NoteArea).placeholder = placeholder

    def load(self, text: str, kept: str) -> None:
        """Load another note, of which ``kept`` is safe already: nothing is posted."""
        self._stop()
        self._known, self._kept = plain_lines(text), plain_lines(kept)
        self._trouble = ""
        area = self.query_one(NoteArea)
        area.text = self._known
        area.move_cursor(area.document.end)
        self._report()

    @property
    def cursor(self) -> tuple[int, int]:
        """Return the cursor's line and column, from 0."""
        return self.query_one(NoteArea).cursor_location

    def type(self, character: str) -> None:
        """Take the focus and write a character where the cursor stands."""
        self.focus_text()
        self.query_one(NoteArea).insert(character)

    def go_to(self, cursor: tuple[int, int]) -> None:
        """Put the cursor at a line and column."""
        self.query_one(NoteArea).move_cursor(cursor)

    def mark_saved(self, text: str) -> None:
        """Mark ``text`` as safe. What was typed since is not."""
        kept = plain_lines(text)
        if (kept, "") != (self._kept, self._trouble):
            self._kept, self._trouble = kept, ""
            self._report()

    def mark_unsaved(self, trouble: str) -> None:
        """Say that the text could not be kept, and why, in one line that stands until it is."""
        if trouble != self._trouble:
            self._trouble = trouble
            self._report()

    def flush(self) -> None:
        """Ask at once for what is not kept yet to be kept."""
        self._stop()
        if not self.saved:
            self.post_message(self.SaveWanted(self._known))

    def focus_text(self) -> None:
        """Put the cursor into the note."""
        self.query_one(NoteArea).focus()

    def watch_counts(self) -> None:
        if self.is_mounted:
            self._report()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        text = event.text_area.text
        if text == self._known:
            return
        self._known = text
        self.post_message(self.Changed(text))
        if self._timer is None:
            self._timer = self.set_timer(self._save_after, self.flush)
        self._report()

    def on_note_area_sent(self, event: NoteArea.Sent) -> None:
        event.stop()
        self.flush()
        self.post_message(self.Sent(self._known))

    def on_descendant_blur(self) -> None:
        self.flush()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _report(self) -> None:
        status = self.query_one(_NoteStatus)
        status.text, status.counts, status.saved = self._known, self.counts, self.saved
        status.trouble = self._trouble
        status.refresh()
