"""The script of a call: its steps, ticked off one after another, beside the call or in a few lines above the note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.views.worklists.scripts import FilledPart, FilledScript, PartKind, ScriptUse, TickedStep
from callcenter.widgets.base.line_breaks import wrapped
from callcenter.widgets.lines.bar import shorten, spread, words

_INDENT = 4


class ScriptPanel(Widget):
    """Panel of scripts and what is ticked off in them; it never has the focus, the note keeps it.

    In its class ``-compact`` it shows the current step alone, with as many words as there is room for.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ScriptPanel { background: $surface; padding: 0 1; }
    """

    class Ticked(Message):
        """Change of the ticks, which are in :attr:`ScriptPanel.uses`."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._scripts: dict[str, FilledScript] = {}
        self._shown = ""
        self._ticked: dict[str, dict[int, TickedStep]] = {}
        self._before: dict[tuple[str, str], ScriptUse] = {}
        self._place: dict[str, int] = {}
        self._scrolled: int | None = None
        self._trouble = ""

    def load(self, scripts: Iterable[FilledScript], uses: Sequence[ScriptUse] = ()) -> None:
        """Load other scripts. ``uses`` is what was ticked off already, of older wordings too: kept as it was."""
        self._scripts = {one.id: one for one in scripts}
        self._ticked, self._place = {}, {}
        self._trouble = ""
        self._before = {(use.script, use.digest): use for use in uses}
        for use in uses:
            script = self._scripts.get(use.script)
            if script is not None and script.digest == use.digest:
                self._ticked[use.script] = {one.number: one for one in use.ticked}
                self._place[use.script] = self._next_open(use.script, 1)
        if self._shown not in self._scripts:
            self._shown = ""
        self._scrolled = None
        self.refresh()

    def show(self, script: str) -> None:
        """Show the script of this id; one that there is not shows nothing."""
        self._shown = script
        self._scrolled = None
        self.refresh()

    @property
    def shown(self) -> str:
        """The id of the script on the screen, '' for none."""
        return self._shown

    @property
    def uses(self) -> tuple[ScriptUse, ...]:
        """Return the ticks, in the order in which scripts were begun."""
        made = dict(self._before)
        for key, ticked in self._ticked.items():
            script = self._scripts[key]
            wording = (key, script.digest)
            if not ticked:
                made.pop(wording, None)
                continue
            steps = tuple(ticked[number] for number in sorted(ticked))
            made[wording] = ScriptUse(key, script.digest, script.title, len(script.steps), steps)
        return tuple(made.values())

    def mark_unsaved(self, trouble: str) -> None:
        """Show that the ticks could not be kept, and why, until they are ('')."""
        if trouble != self._trouble:  # to wrap its lines again takes longer than all else of a call
            self._trouble = trouble
            self.refresh()

    def tick_off(self, now: Instant) -> None:
        """Tick off the current step; the next one that is not done is the current one."""
        script, place = self._scripts.get(self._shown), self._current
        if script is None or place > len(script.steps):
            return
        self._ticked.setdefault(script.id, {})[place] = TickedStep(place, script.steps[place - 1], now)
        self._place[script.id] = self._next_open(script.id, place + 1)
        self._changed()

    def step_back(self) -> None:
        """Go to the step before; it is not done after all."""
        if self._shown not in self._scripts or self._current < 2:
            return
        place = self._place[self._shown] = self._current - 1
        self._ticked.get(self._shown, {}).pop(place, None)
        self._changed()

    def _changed(self) -> None:
        self._scrolled = None
        self.refresh()
        self.post_message(self.Ticked())

    @property
    def _current(self) -> int:
        """The current step, from 1; one more than there are when all is done."""
        return self._place.get(self._shown, 1)

    def _next_open(self, key: str, start: int) -> int:
        ticked, steps = self._ticked.get(key, {}), len(self._scripts[key].steps)
        return next((number for number in range(start, steps + 1) if number not in ticked), steps + 1)

    # --- drawing --------------------------------------------------------------------------------------------------

    def render(self) -> Content:
        script = self._scripts.get(self._shown)
        width, height = self.size.width, self.size.height
        if script is None:
            return words(_("no script"), "$text-muted")
        done = len(self._ticked.get(script.id, {}))
        count = _("{done} of {steps}").format(done=done, steps=len(script.steps))
        said = words(count, "$text-muted")
        if self._trouble:
            said = words(_("! not saved: {trouble}").format(trouble=self._trouble), "bold $text-error")
        head = spread(words(script.title, "bold"), said, width)
        if height < 2:
            return head
        if self.has_class("-compact"):
            return Content("\n").join([head, *self._compact(script, width, height - 1)])
        lines, current = self._lines(script, width)
        first = self._first(len(lines), current, height - 1)
        return Content("\n").join([head, *lines[first : first + height - 1]])

    def _compact(self, script: FilledScript, width: int, room: int) -> list[Content]:
        """The current step and its words; where they have no room, their beginning."""
        place = self._current
        if place > len(script.steps):
            return [words(_("all steps done"), "$text-success")]
        parts = _of_step(script, place)
        step = next(parts)
        texts = [words(f"{place}. {step.text}  ", "bold $text-accent")]
        texts += [words(part.text + " ", _style(part.kind)) for part in parts]
        lines = wrapped(Content("").join(texts).rstrip(), width)
        if len(lines) <= room:
            return lines
        return [*lines[: room - 1], shorten(Content.assemble(lines[room - 1].rstrip(), "  .."), width)]

    def _lines(self, script: FilledScript, width: int) -> tuple[list[Content], tuple[int, int]]:
        """The whole script, and where the current step begins and ends in it."""
        lines, number, span = list[Content](), 0, (0, 0)
        ticked, current = self._ticked.get(script.id, {}), self._current
        for part in script.parts:
            here, style, indent = number == current, _style(part.kind), " " * _INDENT if number else ""
            if part.kind is PartKind.STEP:
                number += 1
                here = number == current
                if here:
                    span = (len(lines), len(lines))
                mark = "[x]" if number in ticked else "[>]" if here else "[ ]"
                style = "bold $text-accent" if here else "$text-muted" if number in ticked else "bold"
                first, indent = words(f"{mark} ", style), " " * _INDENT
            else:
                first = Content(indent)
            if number in ticked and not here:
                style = "$text-muted"
            for place, line in enumerate(wrapped(words(part.text, style), max(width - len(indent), 8))):
                lines.append(Content.assemble(Content(indent) if place else first, line))
            if here:
                span = (span[0], len(lines))
        return lines, span

    def _first(self, count: int, current: tuple[int, int], room: int) -> int:
        """The first line that is shown: the mouse wheel says it, else the whole current step is to be seen."""
        last = max(count - room, 0)
        if self._scrolled is None:
            begin, end = current
            wanted = 0 if end <= room else min(begin, max(end - room, begin - 1))
            return min(max(wanted, 0), last)
        self._scrolled = min(max(self._scrolled, 0), last)
        return self._scrolled

    def scroll_lines(self, lines: int) -> None:
        """Read on, or back; the next step ticked off leads back to the current one."""
        if self._scrolled is None and self._shown in self._scripts:
            all_lines, current = self._lines(self._scripts[self._shown], self.size.width)
            self._scrolled = self._first(len(all_lines), current, self.size.height - 1)
        self._scrolled = (self._scrolled or 0) + lines
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_lines(2)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_lines(-2)


def _of_step(script: FilledScript, place: int) -> Iterator[FilledPart]:
    """The step of this number and what is said in it."""
    number = 0
    for part in script.parts:
        number += part.kind is PartKind.STEP
        if number == place:
            yield part


def _style(kind: PartKind) -> str:
    return "italic $text-muted" if kind is PartKind.ADVICE else ""
