"""A question that is answered by a line of text: a remark, a note. Out of sight until it is asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from callcenter.widgets.base.plain import plain
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lines.said_line import SaidLine


class AskLine(Horizontal):
    """Enter answers, Escape leaves it; both give the focus back to where it was."""

    DEFAULT_CSS = """
    AskLine { display: none; height: 1; background: $panel; }
    AskLine > SaidLine { width: auto; max-width: 50%; text-style: bold; color: $text-accent; }
    AskLine > Input { width: 1fr; }
    """

    class Answered(Message):
        """``question`` is what :meth:`ask` was given; ``text`` has no spaces at its ends."""

        def __init__(self, question: str, text: str, again: Callable[[], object]) -> None:
            """Take ``again``, which puts the question once more with the answer in it, for one that was not kept."""
            super().__init__()
            self.question = question
            self.text = text
            self.again = again

    class Blank(Message):
        """Enter on nothing where the answer must not be empty; the question stands."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._question = ""
        self._said = ""
        self._hint = ""
        self._required = False
        self._focused_before: Widget | None = None

    def compose(self) -> ComposeResult:
        yield SaidLine()
        yield FormInput()

    def ask(
        self, question: str, text: str, *, required: bool, answer: str = "", hint: str = "", typed_over: bool = True
    ) -> None:
        """Put a question, an ``answer`` to begin with in it. What was typed for the same question is still there.

        ``hint`` stands there while nothing does. ``typed_over``: the first key takes the place of the answer, else it
        goes on behind it.
        """
        entry = self.query_one(FormInput)
        entry.placeholder = plain(hint)
        if question != self._question:
            entry.begin(answer if typed_over else "")
            entry.value = plain(answer)
            entry.cursor_position = len(entry.value)
        entry.select_on_focus = typed_over
        self._question, self._said, self._hint, self._required = question, text, hint, required
        self.query_one(SaidLine).say(text)
        if not self.display:
            self._focused_before = self.screen.focused
        self.display = True
        entry.focus()

    @property
    def question(self) -> str:
        """Return the question that stands, '' for none."""
        return self._question if self.display else ""

    @property
    def asking(self) -> bool:
        """Tell whether a question stands."""
        return bool(self.display)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = " ".join(event.value.split())
        if self._required and not text:
            self.post_message(self.Blank(self._question))
            return
        question, self._question = self._question, ""
        # The line is free and the focus is back once this answer is dealt with.
        again = partial(
            self.call_after_refresh, self._once_more, question, self._said, text, self._hint, required=self._required
        )
        self._close()
        self.post_message(self.Answered(question, text, again))

    def _once_more(self, question: str, said: str, text: str, hint: str, *, required: bool) -> None:
        if not self.asking:
            self.ask(question, said, required=required, answer=text, hint=hint, typed_over=False)

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape" and self.display:
            event.stop()
            event.prevent_default()
            self._close()

    def _close(self) -> None:
        before, self._focused_before = self._focused_before, None
        self.display = False
        if before is not None and before.is_attached:
            before.focus()
