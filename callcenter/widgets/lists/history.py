"""History of a customer and what is owed to them: the timeline of touches and of calls that were put off, the
open obligations."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget

from callcenter.locale import _
from callcenter.model import Instant, Obligation, Snooze, State
from callcenter.views.customers.log import TouchRow
from callcenter.views.customers.timeline import Decision, Entry, TimelinePage
from callcenter.widgets.base.line_breaks import wrapped
from callcenter.widgets.lines.bar import Bar, packed, words
from callcenter.widgets.lists.clock_cells import clock_cell
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import Drawn, LineList, LineRow, Tone, Toned
from callcenter.wording import clocks, decisions, names, reasons, rules, times


def touch_cells(touch: TouchRow, zone: str, now: Instant) -> tuple[Drawn, ...]:
    """Return the cells of :class:`Timeline`: when, how, how it ended, how long, by whom and what was noted."""
    how = f"{names.channel(touch.channel)} {names.direction(touch.direction)}"
    ended: Drawn = names.disposition(touch.disposition) if touch.disposition is not None else "-"
    if touch.effective and not touch.replaced:
        ended = Toned(f"{ended} +", Tone.GOOD)
    note = touch.note
    if touch.satisfaction is not None:
        note = _("({n} of 5) {note}").format(n=touch.satisfaction, note=note)
    if touch.result is not None:
        said = _("(second follow-up call: {result}) {note}") if touch.on_case is not None else _("({result}) {note}")
        note = said.format(result=names.result(touch.result), note=note)
    if touch.recording:
        note = _("(recorded) {note}").format(note=note)
    if touch.withdrawn:
        note = _("(withdrawn) {note}").format(note=note)
    elif touch.replaced:
        note = _("(replaced) {note}").format(note=note)
    elif touch.corrects is not None:
        note = _("(correction) {note}").format(note=note)
    return (
        times.stamp(touch.at, zone, now),
        how,
        ended,
        times.stopwatch(touch.seconds) if touch.seconds else "-",
        touch.agent or "-",
        note,
    )


def decision_cells(decision: Decision, zone: str, now: Instant) -> tuple[Drawn, ...]:
    """The same columns for what was decided about the customer."""
    return (
        times.stamp(decision.at, zone, now),
        decisions.happening(decision.what),
        decisions.outcome(decision),
        "-",
        decision.actor or "-",
        decisions.details(decision),
    )


def searched(entry: Entry) -> str:
    """Return the text for a filter, small letters: who, how, how it ended, the number, the note."""
    if isinstance(entry, Snooze):
        return snooze_searched(entry)
    if isinstance(entry, Decision):
        how, ended = decisions.happening(entry.what), decisions.outcome(entry)
        return "\n".join((entry.actor, how, ended, decisions.details(entry))).casefold()
    ended = names.disposition(entry.disposition) if entry.disposition is not None else ""
    how = f"{names.channel(entry.channel)} {names.direction(entry.direction)}"
    return "\n".join((entry.agent, how, ended, entry.phone, entry.note)).casefold()


def snooze_cells(snooze: Snooze, zone: str, now: Instant) -> tuple[Drawn, ...]:
    """Return the cells of :class:`Timeline`: when, that a call was put off, until when, by whom and why."""
    reason = snooze.reason
    if snooze.withdrawn_at is not None:
        reason = _("(cancelled) {note}").format(note=reason)
    until = times.stamp(snooze.until, zone, snooze.at)
    return (
        times.stamp(snooze.at, zone, now),
        _("postponed"),
        _("to {time}").format(time=until),
        "-",
        snooze.agent,
        reason,
    )


def snooze_searched(snooze: Snooze) -> str:
    """Return the text for a filter, small letters: that it was put off, by whom, why."""
    return "\n".join((snooze.agent, _("postponed"), snooze.reason)).casefold()


def entry_cells(entry: Entry, zone: str, now: Instant) -> tuple[Drawn, ...]:
    """Return the cells of :class:`Timeline` for whatever happened."""
    if isinstance(entry, Snooze):
        return snooze_cells(entry, zone, now)
    return decision_cells(entry, zone, now) if isinstance(entry, Decision) else touch_cells(entry, zone, now)


class ContactLines(Widget):
    """The newest of what happened, each with the whole of its note below it, as many as there is room for."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._entries: tuple[tuple[Drawn, ...], ...] = ()

    def show(self, page: TimelinePage, zone: str, now: Instant) -> None:
        """Show the entries of another page."""
        self._entries = tuple(entry_cells(entry, zone, now) for entry in page.entries)
        self.refresh()

    def render(self) -> Content:
        width, height = self.content_size
        lines = list[Content]()
        for *cells, note in self._entries:
            if len(lines) >= height:
                break
            parts = [_words(cell, "bold" if place == 0 else "") for place, cell in enumerate(cells)]
            lines += packed((part for part in parts if part.plain != "-"), "  ", width)
            said = _words(note, "$text-muted")
            lines += [Content.assemble("  ", line) for line in wrapped(said, width - 2) if line.plain]
        return Content("\n").join(lines[:height])


_TONES = {Tone.GOOD: "$text-success", Tone.DANGER: "$text-error"}


def _words(cell: Drawn, style: str) -> Content:
    if isinstance(cell, Toned):
        return words(cell.text, _TONES.get(cell.tone, style))
    return words(str(cell), style)


class Timeline(LineList):
    """A stretch of what happened, newest first; a ``+`` marks an effective contact. Keys are those of the entries.

    ``zone`` may change until entries are shown: it is the campaign's.
    """

    def __init__(self, zone: str, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("when"), 12),
            Column(_("how"), 9, from_width=66),
            Column(_("ended"), 12),
            Column(_("talk"), 5, right=True, from_width=66),
            Column(_("agent"), 6, from_width=60),
            Column(_("note"), 10, flex=6),
        )
        super().__init__(columns, empty=_("no contacts yet"), id=id, classes=classes)
        self.zone = zone

    def show_page(self, page: TimelinePage, now: Instant) -> None:
        """Replace all by a page; rows beside it are asked for where it says that there are any."""
        self.tick(now)
        before, after = page.newer is not None, page.older is not None
        self.set_rows(self._lines(page, now), before=before, after=after, total=page.total)

    def show_older(self, page: TimelinePage, now: Instant) -> None:
        """Add the page below, in answer to ``RowsWanted``."""
        self.add_after(self._lines(page, now), more=page.older is not None)

    def show_newer(self, page: TimelinePage, now: Instant) -> None:
        """Add the page above, in answer to ``RowsWanted``."""
        self.add_before(self._lines(page, now), more=page.newer is not None)

    def _lines(self, page: TimelinePage, now: Instant) -> Iterable[LineRow]:
        for entry in page.entries:
            yield LineRow(entry_key(entry), entry_cells(entry, self.zone, now), _tone(entry))


def _tone(entry: Entry) -> Tone:
    if isinstance(entry, Snooze):
        return Tone.PLAIN if entry.withdrawn_at is None else Tone.MUTED
    return Tone.MUTED if isinstance(entry, Decision) or entry.withdrawn or entry.replaced else Tone.PLAIN


def entry_key(entry: Entry) -> str:
    """The key of an entry's row."""
    if isinstance(entry, Snooze):
        return f"snooze {entry.at}"
    return entry.key if isinstance(entry, Decision) else str(entry.id)


class ObligationList(LineList):
    """Obligations with live clocks. A key is a rule id and the instant at which the obligation falls due.

    ``zone`` may change until obligations are shown: it is the campaign's.
    """

    def __init__(self, zone: str, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("clock"), clocks.cells(), right=True),
            Column(_("state"), 8, from_width=90),
            Column(_("how"), 4, flex=1, most=11, from_width=72),
            Column(_("what"), 14, flex=1, most=30, prior=True),
            Column(_("why"), 14, flex=3),
        )
        super().__init__(columns, empty=_("nothing is owed"), id=id, classes=classes)
        self.zone = zone

    def show_obligations(self, obligations: Iterable[Obligation], tier: str | None, now: Instant) -> None:
        """Replace all; they stand in the order in which they are given. ``tier``: the customer's."""
        self.tick(now)
        self.set_rows(self._owed_line(owed, tier) for owed in obligations)

    def _owed_line(self, owed: Obligation, tier: str | None) -> LineRow:
        def state(now: Instant) -> Drawn:
            tones = {State.BREACHED: Tone.DANGER, State.OPEN: Tone.WARNING, State.UPCOMING: Tone.MUTED}
            at = owed.state(now)
            return Toned(names.state(at), tones[at])

        def why(now: Instant) -> Drawn:
            return reasons.why_short(owed, None, now, self.zone, beside=tier)

        cells = (clock_cell(owed), state, names.channel(owed.channel), rules.rule(owed.rule), why)
        return LineRow(f"{owed.rule} {owed.due_at}", cells)


class OwedLines(Bar):
    """Obligations with live clocks, each with the whole of its reason beside the clock."""

    DEFAULT_CSS = "OwedLines { height: auto; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._owed: tuple[Obligation, ...] = ()
        self._zone = ""
        self._tier: str | None = None

    def show(self, owed: Iterable[Obligation], zone: str, tier: str | None, now: Instant) -> None:
        """Show other obligations, of a customer of this ``tier``."""
        self._owed, self._zone, self._tier = tuple(owed), zone, tier
        self.tick(now)
        self.refresh(layout=True)

    def get_content_height(self, _container: object, _viewport: object, width: int) -> int:
        return len(self._lines(width, self._time))

    def line(self, width: int, now: Instant) -> Content:
        return Content("\n").join(self._lines(self.content_size.width or width, now))

    def _lines(self, width: int, now: Instant) -> list[Content]:
        lines, clock_cells = list[Content](), clocks.cells()
        for owed in self._owed:
            clock = _words(clock_cell(owed)(now), "")
            what = words(rules.rule(owed.rule), "bold")
            why = words(reasons.why_short(owed, None, now, self._zone, beside=self._tier), "$text-muted")
            begin = Content.assemble(" " * (clock_cells - clock.cell_length), clock)
            for line in wrapped(Content.assemble(what, "  ", why), max(width - clock_cells - 2, 1)):
                lines.append(Content.assemble(begin, "  ", line))
                begin = Content(" " * clock_cells)
        return lines or [words(_("nothing is owed"), "$text-muted")]
