"""The message that the cursor's task asks for: to whom it goes, and its text, whole and to be edited."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Paste
from textual.message import Message
from textual.widgets import TextArea

from callcenter.locale import N_
from callcenter.widgets.base.blink import blinking
from callcenter.widgets.base.commands import Commanded, KeyCommand, Offers
from callcenter.widgets.base.plain import plain_lines
from callcenter.widgets.lines.said_line import SaidLine


class MessageText(Commanded, TextArea):
    """The text. Escape is done with it; Enter begins a line."""

    offers: ClassVar[Offers] = (KeyCommand("message.done", "escape", "done", meaning=N_("finish the text")),)

    class Done(Message):
        """Escape."""

    def on_mount(self) -> None:
        self.cursor_blink = blinking(self.app)

    def action_done(self) -> None:
        self.post_message(self.Done())

    def on_resize(self) -> None:
        self.refresh()  # the base class breaks the lines anew when it was drawn in its new size already

    def on_paste(self, event: Paste) -> None:
        event.text = plain_lines(event.text)  # the base class inserts it next


class MessagePane(Vertical):
    """Pane that shows a text until :meth:`edit` puts the cursor into it; ``Left`` says that the cursor is out again."""

    DEFAULT_CSS = """
    MessagePane { height: auto; background: $surface; }
    MessagePane > MessageText {
        height: auto; min-height: 3; max-height: 40vh; border: none; padding: 0 1; background: $surface;
    }
    MessagePane > MessageText:focus { border: none; background: $boost; }
    """

    class Left(Message):
        """The text has been edited as far as it should be."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def compose(self) -> ComposeResult:
        yield SaidLine(style="bold", id="to")
        text = MessageText(read_only=True, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        text.can_focus = False
        yield text

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown = ""

    @property
    def typed(self) -> str:
        """The text while it is edited and another one than was shown."""
        return self.text if self.editing and self.text != self._shown else ""

    @property
    def text(self) -> str:
        """The text as it stands."""
        return self._area.text

    @property
    def editing(self) -> bool:
        """Tell whether the cursor is in the text."""
        return self._area.can_focus

    def show(self, to: str, text: str) -> None:
        """Show another message."""
        self.query_one("#to", SaidLine).say(to)
        self._shown = shown = plain_lines(text)
        if shown != self._area.text:
            self._area.text = shown
            self._area.scroll_home(animate=False)

    def edit(self, at: str = "") -> None:
        """Put the cursor into the text, ``at`` selected where it stands in it."""
        area = self._area
        area.can_focus, area.read_only = True, False
        area.focus()
        for row, line in enumerate(area.text.split("\n")):
            if at and (column := line.find(at)) >= 0:
                area.move_cursor((row, column))
                area.move_cursor((row, column + len(at)), select=True)
                return
        area.move_cursor(area.document.end)

    def leave(self) -> None:
        """Take the cursor out of the text."""
        if self.editing:
            self._area.can_focus, self._area.read_only = False, True
            self.post_message(self.Left(self._area.text))

    def turn(self, lines: int) -> None:
        """Show what has no room, so many lines further."""
        self._area.scroll_relative(y=lines, animate=False)

    def on_message_text_done(self, event: MessageText.Done) -> None:
        event.stop()
        self.leave()

    @property
    def _area(self) -> MessageText:
        return self.query_one(MessageText)
