"""History of a customer and what is owed to them: the timeline of touches and of calls that were put off, the
open obligations."""

from __future__ import annotations

from collections.abc import Iterable

from callcenter.locale import _
from callcenter.model import Instant, Obligation, Snooze, State
from callcenter.views.customers.log import TouchRow
from callcenter.views.customers.timeline import Decision, Entry, TimelinePage
from callcenter.widgets.lists.clock_cells import clock_cell
from callcenter.widgets.lists.line_list import Column, Drawn, LineList, LineRow, Tone, Toned
from callcenter.wording import decisions, names, reasons, rules, times


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


class Timeline(LineList):
    """A stretch of what happened, newest first; a ``+`` marks an effective contact. Keys are those of the entries.

    ``zone`` may change until entries are shown: it is the campaign's.
    """

    def __init__(self, zone: str, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("when"), 13, flex=1, most=14),
            Column(_("how"), 10, from_width=66),
            Column(_("ended"), 14),
            Column(_("talk"), 7, right=True, from_width=66),
            Column(_("agent"), 8, from_width=60),
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
            if isinstance(entry, Snooze):
                tone = Tone.PLAIN if entry.withdrawn_at is None else Tone.MUTED
                yield LineRow(entry_key(entry), snooze_cells(entry, self.zone, now), tone)
            elif isinstance(entry, Decision):
                yield LineRow(entry_key(entry), decision_cells(entry, self.zone, now), Tone.MUTED)
            else:
                tone = Tone.MUTED if entry.withdrawn or entry.replaced else Tone.PLAIN
                yield LineRow(entry_key(entry), touch_cells(entry, self.zone, now), tone)


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
            Column(_("clock"), 10, right=True),
            Column(_("state"), 9, from_width=60),
            Column(_("how"), 8, flex=1, most=11, from_width=60),
            Column(_("what"), 14, flex=1, most=30),
            Column(_("why"), 19, flex=3),
        )
        super().__init__(columns, empty=_("nothing is owed"), id=id, classes=classes)
        self.zone = zone

    def show_obligations(self, obligations: Iterable[Obligation], now: Instant) -> None:
        """Replace all; they stand in the order in which they are given."""
        self.tick(now)
        self.set_rows(self._owed_line(owed) for owed in obligations)

    def _owed_line(self, owed: Obligation) -> LineRow:
        def state(now: Instant) -> Drawn:
            tones = {State.BREACHED: Tone.DANGER, State.OPEN: Tone.WARNING, State.UPCOMING: Tone.MUTED}
            at = owed.state(now)
            return Toned(names.state(at), tones[at])

        def why(now: Instant) -> Drawn:
            return reasons.why_short(owed, None, now, self.zone)

        cells = (clock_cell(owed), state, names.channel(owed.channel), rules.rule(owed.rule), why)
        return LineRow(f"{owed.rule} {owed.due_at}", cells)
