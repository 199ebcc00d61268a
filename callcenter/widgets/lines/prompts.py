"""The last line of a screen: which keys there are, or one question that a key answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from time import monotonic
from typing import Any
from unicodedata import normalize

from msgspec import Struct
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.widgets.base.commands import offered
from callcenter.widgets.lines.bar import Bar, Target, shorten, spread, words

_HELP = "app.help"
_SAID_SECONDS = 4.0
READING_SECONDS = 0.5
"""A key that comes sooner after a question was put was typed before anybody could read it."""


class Hint(Struct, frozen=True):
    """A key binding by its id, and the word for what it does."""

    binding: str
    label: str


def key_words(app: App[Any], binding: Binding) -> str:
    """Return a key's name on the screen: named keys with a capital, as they stand on the keyboard (``Esc``, ``F3``,
    ``^T``), and by no sign that some terminals draw two cells wide."""
    shown = app.get_key_display(binding)
    if not shown.isascii():
        return binding.key.replace("_", " ").title()
    if len(shown) == 1:
        return shown
    return shown.upper() if shown.startswith("^") else "+".join(part.capitalize() for part in shown.split("+"))


def live_key(screen: Screen[Any], binding: str) -> str:
    """Return the key of a binding that works on a screen now, '' where none does."""
    return next((key_words(screen.app, one) for _node, one in offered(screen) if one.id == binding), "")


class KeyHints(Bar):
    """Keys that work now, named as they are bound: a remapped key shows itself. The first ones matter most, and help
    is never left out: it names the others.

    A binding that is not active (another widget has the focus, its action is off) is left out.
    """

    DEFAULT_CSS = "KeyHints { background: $panel; color: $foreground; }"

    def __init__(self, hints: Sequence[Hint], *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._hints = tuple(hints)
        self._keys: dict[str, str] = {}
        self._said = ""
        self._silence: Timer | None = None

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def say(self, said: str) -> None:
        """Say something in the place of the keys, for a few seconds: it hides nothing that is worked on."""
        self._said = said
        if self._silence is not None:
            self._silence.stop()
        self._silence = self.set_timer(_SAID_SECONDS, lambda: self.say("")) if said else None
        self.refresh()

    def line(self, width: int, now: Instant) -> Content:
        if self._said:
            self._keys = {}
            self.targets()
            return shorten(words(f" ! {self._said}", "bold $text-warning"), width)
        shown = {}
        self._keys = {}
        for _node, binding in offered(self.screen):
            if binding.id and binding.id not in shown:
                shown[binding.id] = key_words(self.app, binding)
                self._keys[binding.id] = binding.key
        items = [
            (hint, Content.assemble(words(shown[hint.binding], "bold $text-accent"), words(f" {hint.label}")))
            for hint in self._hints
            if hint.binding in shown
        ]
        while _length(items) > width and (others := [item for item in items if item[0].binding != _HELP]):
            items.remove(others[-1])
        made, targets = Content(" "), list[Target]()
        for hint, item in items:
            start = made.cell_length
            targets.append(Target(start, start + item.cell_length, hint.binding))
            made = Content.assemble(made, item, "  ")
        self.targets(*targets)
        return made.rstrip()

    def clicked(self, name: str) -> None:
        self.app.simulate_key(self._keys[name])


def _length(items: Sequence[tuple[Hint, Content]]) -> int:
    return sum(item.cell_length + 2 for _hint, item in items) - 1


class ConfirmBar(Bar, can_focus=True):
    """One question in one line. It is out of sight until :meth:`ask`, and gives the focus back afterwards.

    The key that confirms is never the one that asked (docs/architecture.md#confirming), which is why every question
    names its own keys.
    """

    DEFAULT_CSS = """
    ConfirmBar { display: none; background: $warning-muted; color: $text-warning; text-style: bold; }
    """

    class Confirmed(Message):
        """Yes. ``question`` is what :meth:`ask` was given."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    class Declined(Message):
        """No: Escape, or the focus went elsewhere."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._question = ""
        self._words = ""
        self._yes = ""
        self._confirming: tuple[str, ...] = ()
        self._focused_before: Widget | None = None
        self._asked = -inf

    def ask(self, question: str, text: str, *, keys: Sequence[str], yes: str, expected: bool = True) -> None:
        """Put a question. ``question`` names it in the answer; ``yes`` is the word beside the first of ``keys``.

        ``keys`` are Textual key names; give one that is no letter too, for an input method left on. One that nobody
        ``expected`` (its key does something else as a rule) takes no answer sooner than it can be read.
        """
        if self._question:
            self.post_message(self.Declined(self._question))
        else:
            self._focused_before = self.screen.focused
        self._question, self._words, self._yes, self._confirming = question, text, yes, tuple(keys)
        self._asked = -inf if expected else monotonic()
        self.display = True
        self.refresh()
        self.focus()

    def withdraw(self) -> None:
        """Withdraw the question: nobody is told how it was answered."""
        self._question = ""
        self._focused_before = None
        self.display = False

    @property
    def asking(self) -> bool:
        """Tell whether a question stands."""
        return bool(self._question)

    def line(self, width: int, now: Instant) -> Content:
        keys = "/".join(key.upper() if len(key) > 1 else key for key in self._confirming)
        right = words(f"{keys} {self._yes}  Esc {_('no')} ")
        return spread(words(f" ? {self._words}"), right, width)

    def on_key(self, event: events.Key) -> None:
        if not self._question:
            return
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self._answer(self.Declined(self._question))
        elif event.key not in self._confirming or monotonic() < self._asked + READING_SECONDS:
            self.app.bell()
        else:
            self._answer(self.Confirmed(self._question))

    def on_blur(self) -> None:
        if self._question:
            self._answer(self.Declined(self._question))

    def _answer(self, message: Message) -> None:
        before, self._focused_before = self._focused_before, None
        self._question = ""
        had_focus = self.has_focus
        self.display = False
        if had_focus and before is not None and before.is_attached:
            before.focus()
        self.post_message(message)


class ChoiceBar(Bar, can_focus=True):
    """A question in a line of its own that takes one key of several. Out of sight until :meth:`ask`.

    Any other key rings and goes nowhere, Escape too, and so does one that comes too soon to be an answer: whatever is
    typed in the rhythm of the next step lands in nothing. A click elsewhere leaves the question.
    """

    DEFAULT_CSS = """
    ChoiceBar { display: none; background: $warning-muted; color: $text-warning; text-style: bold; }
    """

    class Chosen(Message):
        """``choice`` is what :meth:`ask` gave for the key."""

        def __init__(self, choice: str) -> None:
            super().__init__()
            self.choice = choice

    class Left(Message):
        """The question was left without an answer."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._choices: Mapping[str, str] = {}
        self._words = ""
        self._asked = 0.0

    def ask(self, text: str, choices: Mapping[str, str]) -> None:
        """Put a question; ``choices`` gives the answer for a key: a lower-case character or a Textual key name."""
        self._choices, self._words, self._asked = dict(choices), text, monotonic()
        self.display = True
        self.refresh()
        self.focus()

    def withdraw(self) -> None:
        """Withdraw the question."""
        self._choices = {}
        self.display = False

    @property
    def asking(self) -> bool:
        """Tell whether a question stands."""
        return bool(self._choices)

    def line(self, width: int, now: Instant) -> Content:
        return shorten(words(f" ? {self._words}"), width)

    def on_key(self, event: events.Key) -> None:
        if not self._choices:
            return
        event.stop()
        event.prevent_default()
        # An input method left on may send the wide form of a letter.
        character = normalize("NFKC", event.character or "").lower()
        choice = self._choices.get(event.key) or self._choices.get(character)
        if choice is None or monotonic() < self._asked + READING_SECONDS:
            self.app.bell()
        else:
            self.withdraw()
            self.post_message(self.Chosen(choice))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.app.bell()

    def on_blur(self) -> None:
        # Another window in front is no answer: the focus comes back with the terminal's own.
        if self._choices and self.app.app_focus:
            self.withdraw()
            self.post_message(self.Left())
