"""What happened with a customer and what is owed to them: the timeline of touches and of calls that were put off, the
open obligations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from callcenter.locale import _
from callcenter.model import Instant, Obligation, Snooze, State
from callcenter.views.log import TouchRow
from callcenter.widgets.line_list import Column, Drawn, LineList, LineRow, Tone, Toned
from callcenter.wording import names, reasons, rules, times


def touch_cells(touch: TouchRow, zone: str, now: Instant, *, replaced: bool = False) -> tuple[Drawn, ...]:
    """When, how, how it ended, how long, by whom and what was noted: the cells of :class:`Timeline`.

    ``replaced``: another touch stands for this one.
    """
    how = f"{names.channel(touch.channel)} {names.direction(touch.direction)}"
    ended: Drawn = names.disposition(touch.disposition) if touch.disposition is not None else "-"
    if touch.effective and not replaced:
        ended = Toned(f"{ended} +", Tone.GOOD)
    note = touch.note
    if touch.satisfaction is not None:
        note = _("({n} of 5) {note}").format(n=touch.satisfaction, note=note)
    if touch.result is not None:
        said = _("(second call-back: {result}) {note}") if touch.on_case is not None else _("({result}) {note}")
        note = said.format(result=names.result(touch.result), note=note)
    if touch.withdrawn:
        note = _("(withdrawn) {note}").format(note=note)
    elif replaced:
        note = _("(no longer valid) {note}").format(note=note)
    elif touch.corrects is not None:
        note = _("(corrected) {note}").format(note=note)
    return (
        times.stamp(touch.at, zone, now),
        how,
        ended,
        times.stopwatch(touch.seconds) if touch.seconds else "-",
        touch.agent or "-",
        note,
    )


def searched(touch: TouchRow) -> str:
    """What a filter looks for its words in, small letters: who, how, how it ended, the number, the note."""
    ended = names.disposition(touch.disposition) if touch.disposition is not None else ""
    how = f"{names.channel(touch.channel)} {names.direction(touch.direction)}"
    return "\n".join((touch.agent, how, ended, touch.phone, touch.note)).casefold()


def snooze_cells(snooze: Snooze, zone: str, now: Instant) -> tuple[Drawn, ...]:
    """When, that a call was put off, until when, by whom and why: the cells of :class:`Timeline`."""
    reason = snooze.reason
    if snooze.withdrawn_at is not None:
        reason = _("(taken back) {note}").format(note=reason)
    until = times.stamp(snooze.until, zone, snooze.at)
    return (
        times.stamp(snooze.at, zone, now),
        _("put off"),
        _("to {time}").format(time=until),
        "-",
        snooze.agent,
        reason,
    )


def snooze_searched(snooze: Snooze) -> str:
    """What a filter looks for its words in, small letters: that it was put off, by whom, why."""
    return "\n".join((snooze.agent, _("put off"), snooze.reason)).casefold()


class Timeline(LineList):
    """Touches, newest first, and the calls that were put off among them. Keys are touch ids, and those that the latter
    come with; a ``+`` marks an effective touch.

    ``zone`` may change until touches are shown: it is the campaign's.
    """

    def __init__(self, zone: str, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("when"), 13, flex=1, most=14),
            Column(_("how"), 10),
            Column(_("ended"), 14),
            Column(_("talk"), 7, right=True),
            Column(_("agent"), 8, from_width=60),
            Column(_("note"), 10, flex=6),
        )
        super().__init__(columns, empty=_("no contact so far"), id=id, classes=classes)
        self.zone = zone

    def show_touches(
        self, touches: Iterable[TouchRow], now: Instant, *, snoozes: Mapping[str, Snooze] | None = None
    ) -> None:
        """Replace all. ``snoozes``: calls that were put off, each with a key that is no number."""
        self.tick(now)
        lines = self._touch_lines(touches, now)
        for key, snooze in (snoozes or {}).items():
            tone = Tone.PLAIN if snooze.withdrawn_at is None else Tone.MUTED
            lines.append((snooze.at, LineRow(key, snooze_cells(snooze, self.zone, now), tone)))
        self.set_rows(line for _at, line in sorted(lines, key=lambda one: -one[0]))

    def _touch_lines(self, touches: Iterable[TouchRow], now: Instant) -> list[tuple[Instant, LineRow]]:
        shown = tuple(touches)
        replacing = {touch.corrects for touch in shown}
        lines = []
        for touch in shown:
            replaced = touch.id in replacing
            tone = Tone.MUTED if touch.withdrawn or replaced else Tone.PLAIN
            line = LineRow(str(touch.id), touch_cells(touch, self.zone, now, replaced=replaced), tone)
            lines.append((touch.at, line))
        return lines


class ObligationList(LineList):
    """What is owed, with live clocks. A key is a rule id and the instant at which the obligation falls due.

    ``zone`` may change until obligations are shown: it is the campaign's.
    """

    def __init__(self, zone: str, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("clock"), 10, right=True),
            Column(_("state"), 9),
            Column(_("how"), 8, flex=1, most=11),
            Column(_("what"), 16, flex=1, most=30),
            Column(_("why"), 20, flex=3),
        )
        super().__init__(columns, empty=_("nothing is owed"), id=id, classes=classes)
        self.zone = zone

    def show_obligations(self, obligations: Iterable[Obligation], now: Instant) -> None:
        """Replace all; they stand in the order in which they are given."""
        self.tick(now)
        self.set_rows(self._owed_line(owed) for owed in obligations)

    def _owed_line(self, owed: Obligation) -> LineRow:
        def clock(now: Instant) -> Drawn:
            said = times.countdown(owed.due_at, owed.breach_at, now, promised=owed.is_commitment(now))
            return Toned(said, Tone.DANGER) if owed.state(now) is State.BREACHED else said

        def state(now: Instant) -> Drawn:
            tones = {State.BREACHED: Tone.DANGER, State.OPEN: Tone.WARNING, State.UPCOMING: Tone.MUTED}
            at = owed.state(now)
            return Toned(names.state(at), tones[at])

        def why(now: Instant) -> Drawn:
            return reasons.why_short(owed, None, now, self.zone)

        cells = (clock, state, names.channel(owed.channel), rules.rule(owed.rule), why)
        return LineRow(f"{owed.rule} {owed.due_at}", cells)
