"""Choice of the disposition: the five commonest on function keys, all sixteen behind one more.

See docs/architecture.md#call-screen, docs/rules.md#dispositions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from callcenter.locale import N_, _
from callcenter.model import Disposition, Instant
from callcenter.widgets.base.commands import Commanded, KeyCommand, Offers
from callcenter.widgets.lines.bar import Bar, Target, words
from callcenter.wording import names
from callcenter.wording.cells import fit, width
from callcenter.wording.dispositions import COMMON, LETTERS

KEYS = ("f2", "f3", "f4", "f5", "f9")
"""F1 is help, F6 and F7 are a text area's, F10 and F11 a terminal's."""
ALL_KEY = "f12"
_COLUMNS = 4


_PLACES = (
    N_("disposition: the first one on the bar"),
    N_("disposition: the second"),
    N_("disposition: the third"),
    N_("disposition: the fourth"),
    N_("disposition: the fifth"),
)


def disposition_commands() -> tuple[KeyCommand, ...]:
    """Commands for a screen that has a :class:`DispositionBar`: they act while the note has the focus.

    The screen offers ``action_disposition(number)`` → ``bar.choose_common(number)`` and ``action_dispositions`` →
    ``bar.open()``.
    """
    common = [
        KeyCommand(f"call.disposition.{place}", key, f"disposition({place - 1})", meaning=said)
        for place, (key, said) in enumerate(zip(KEYS, _PLACES, strict=True), 1)
    ]
    every = N_("show all sixteen dispositions")
    return *common, KeyCommand("call.dispositions", ALL_KEY, "dispositions", meaning=every)


class DispositionBar(Commanded, Bar, can_focus=False):
    """A line with the commonest; :meth:`open` unfolds it to all sixteen, chosen by letter, or arrows and Enter."""

    DEFAULT_CSS = """
    DispositionBar { background: $panel; }
    DispositionBar.-open { height: 5; }
    """
    offers: ClassVar[Offers] = (
        KeyCommand("dispositions.up", "up", "move(-4)", meaning=N_("up")),
        KeyCommand("dispositions.down", "down", "move(4)", meaning=N_("down")),
        KeyCommand("dispositions.left", "left", "move(-1)", meaning=N_("left")),
        KeyCommand("dispositions.right", "right", "move(1)", meaning=N_("right")),
        KeyCommand("dispositions.take", "enter", "take", meaning=N_("choose")),
        KeyCommand("dispositions.close", f"escape,{ALL_KEY}", "close", meaning=N_("go back one level")),
    )

    class Chosen(Message):
        """The call ended like this."""

        def __init__(self, disposition: Disposition) -> None:
            super().__init__()
            self.disposition = disposition

    def __init__(
        self, common: Sequence[Disposition] = COMMON, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._common = tuple(common[: len(KEYS)])
        self._chosen: Disposition | None = None
        self._cursor = 0
        self._open = False
        self._focused_before: Widget | None = None

    def offer(self, common: Sequence[Disposition]) -> None:
        """Put others on the function keys."""
        self._common = tuple(common[: len(KEYS)])
        self.refresh()

    @property
    def is_open(self) -> bool:
        """Tell whether all sixteen are on the screen."""
        return self._open

    def mark(self, disposition: Disposition | None) -> None:
        """Show which one is chosen."""
        if disposition is not self._chosen:
            self._chosen = disposition
            self.refresh()

    def choose_common(self, place: int) -> None:
        """Choose the one on the function key at ``place``, counted from 0."""
        if place < len(self._common):
            self._choose(self._common[place])

    def open(self) -> None:
        """Show all sixteen and take the keys until one is chosen."""
        if self._open:
            self.action_close()
            return
        self._focused_before = self.screen.focused
        self._open = True
        self.can_focus = True
        order = list(LETTERS.values())
        self._cursor = order.index(self._chosen) if self._chosen is not None else 0
        self.add_class("-open")
        self.focus()
        self.refresh(layout=True)

    def action_close(self) -> None:
        if not self._open:
            return
        before, self._focused_before = self._focused_before, None
        had_focus = self.has_focus
        self._open = False
        self.remove_class("-open")
        if had_focus and before is not None and before.is_attached:
            before.focus()
        self.can_focus = False
        self.refresh(layout=True)

    def action_move(self, places: int) -> None:
        if 0 <= self._cursor + places < len(LETTERS):
            self._cursor += places
            self.refresh()

    def action_take(self) -> None:
        self._choose(list(LETTERS.values())[self._cursor])

    def on_key(self, event: events.Key) -> None:
        if self._open and event.is_printable:
            event.stop()
            event.prevent_default()
            if found := LETTERS.get((event.character or "").lower()):
                self._choose(found)

    def on_blur(self) -> None:
        self.action_close()

    def clicked(self, name: str) -> None:
        if name == ALL_KEY:
            self.open()
        else:
            self._choose(Disposition(name))

    def hit(self, x: int, y: int) -> str | None:
        if not self._open:
            return super().hit(x, y)
        column = min(x * _COLUMNS // max(self.size.width, 1), _COLUMNS - 1)
        place = (y - 1) * _COLUMNS + column
        return list(LETTERS.values())[place].value if 0 <= place < len(LETTERS) else None

    def line(self, width: int, now: Instant) -> Content:
        return self._all(width) if self._open else self._few(width)

    def _choose(self, disposition: Disposition) -> None:
        self._chosen = disposition
        self.action_close()
        self.refresh()
        self.post_message(self.Chosen(disposition))

    def _few(self, cells: int) -> Content:
        items = [
            (key.upper(), names.disposition(one), one.value, one is self._chosen)
            for key, one in zip(KEYS, self._common, strict=False)
        ]
        last = (ALL_KEY.upper(), _("all"), ALL_KEY, False)
        if self._chosen is not None and self._chosen not in self._common:
            last = (ALL_KEY.upper(), names.disposition(self._chosen), ALL_KEY, True)
        # The chosen one is always seen: where there is little room, the last of the other keys give way.
        while _length([*items, last], " ") > cells and (others := [item for item in items if not item[3]]):
            items.remove(others[-1])
        items.append(last)
        gap = "  " if _length(items, "  ") <= cells else " "
        made, targets = Content(" "), list[Target]()
        for key, label, name, chosen in items:
            start = made.cell_length
            # Brackets say without colour which one it is.
            said = words(f"[{label}]", "bold") if chosen else words(label)
            made = Content.assemble(made, words(f"{key} ", "bold $text-accent"), said)
            targets.append(Target(start, made.cell_length, name))
            made = Content.assemble(made, gap)
        self.targets(*targets)
        return made.rstrip()

    def _all(self, cells: int) -> Content:
        self.targets()
        head = _("Which disposition?  press a letter, or arrows and Enter;  Esc back")
        lines = [words(f" {head}", "$text-muted")]
        room = max(cells // _COLUMNS, 8)
        items = list(LETTERS.items())
        for row in range(0, len(items), _COLUMNS):
            parts = []
            for place in range(row, row + _COLUMNS):
                letter, disposition = items[place]
                here = place == self._cursor
                label = fit(names.disposition(disposition), room - 6)
                mark = words((">" if here else " ") + f" {letter} ", "bold reverse" if here else "bold $text-accent")
                parts.append(Content.assemble(mark, words(f" {label} ", "bold reverse" if here else "")))
            lines.append(Content("").join(parts))
        return Content("\n").join(lines)


def _length(items: Sequence[tuple[str, str, str, bool]], gap: str) -> int:
    each = (width(key) + 1 + width(label) + 2 * chosen + len(gap) for key, label, _name, chosen in items)
    return 1 + sum(each) - len(gap)
