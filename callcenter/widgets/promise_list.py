"""What was promised, by the day on which it has to be kept, with live clocks (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from callcenter.locale import _
from callcenter.model import DAY, Because, Instant, Obligation
from callcenter.views.promises import PromiseRow
from callcenter.widgets.line_list import Column, Drawn, LineList, LineRow, Tone, Toned
from callcenter.widgets.queue_list import PhoneWriter, customer_cell
from callcenter.wording import names, reasons, times

_AT_ITS_TIME = (Because.CALLBACK, Because.APPOINTMENT_NO_SHOW)
"""What is to be done when it falls due; all else is to be done until its breach."""


def promise_key(row: PromiseRow) -> str:
    """What a promise is known by: a customer may have several."""
    return f"{row.obligation.rule} {row.obligation.due_at} {row.ref}"


class PromiseList(LineList):
    """Overdue, today, tomorrow, the days after; the rows behind the lines stay at hand (:attr:`current`)."""

    def __init__(self, phone: PhoneWriter, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("clock"), 8, right=True),
            Column(_("time"), 8),
            Column(_("how"), 8),
            Column(_("customer"), 14, flex=2, most=40),
            Column(_("phone"), 11, flex=1, most=16, from_width=96),
            Column(_("why"), 20, flex=5),
        )
        super().__init__(columns, id=id, classes=classes)
        self._phone = phone
        self._promises: dict[str, PromiseRow] = {}
        self._sections: tuple[str, ...] = ()

    def show_promises(self, promises: Iterable[PromiseRow], now: Instant) -> None:
        """Replace all."""
        self._promises = {promise_key(row): row for row in promises}
        self._draw(now)

    @property
    def current(self) -> PromiseRow | None:
        """The promise that the cursor is on."""
        return self._promises.get(self.key) if self.key is not None else None

    def tick(self, now: Instant) -> None:
        super().tick(now)
        if self._sections != tuple(_section(row, now) for row in self._promises.values()):
            self._draw(now)

    def _draw(self, now: Instant) -> None:
        self._sections = tuple(_section(row, now) for row in self._promises.values())
        super().tick(now)
        sections: dict[str, list[LineRow]] = {}
        for (key, row), section in zip(self._promises.items(), self._sections, strict=True):
            sections.setdefault(section, []).append(self._promise_line(key, row))
        lines: list[LineRow] = []
        for section, rows in sections.items():
            lines += [LineRow(section, (section,), section=True), *rows]
        self.set_rows(lines)

    def _promise_line(self, key: str, row: PromiseRow) -> LineRow:
        owed = row.obligation
        return LineRow(
            key,
            (
                partial(_clock, owed),
                _time(owed, row.zone),
                names.channel(owed.channel),
                customer_cell(row.name, row.company),
                self._phone(row.phone, row.country) if row.phone else "-",
                lambda now: reasons.why_short(owed, None, now, row.zone),
            ),
        )


def _section(row: PromiseRow, now: Instant) -> str:
    """Under which heading it stands. Promises come first breach first, so the headings come in their order."""
    owed, zone = row.obligation, row.zone
    if now >= owed.breach_at:
        return _("overdue")
    last = times.day_of(owed.breach_at - 1, zone, now)
    if last == times.day_of(now, zone, now):
        return _("today, {day}").format(day=last)
    if last == times.day_of(now + DAY, zone, now):
        return _("tomorrow, {day}").format(day=last)
    return last


def _clock(owed: Obligation, now: Instant) -> Drawn:
    said = times.countdown(owed.due_at, owed.breach_at, now, promised=owed.ground.code in _AT_ITS_TIME)
    return Toned(said, Tone.DANGER) if now >= owed.breach_at else said


def _time(owed: Obligation, zone: str) -> str:
    """At what time of its day it is to be kept; nothing where it has all of the day."""
    if owed.ground.code in _AT_ITS_TIME:
        clock = times.clock(owed.due_at, zone)
        return clock if clock != "00:00" else ""
    clock = times.clock(owed.breach_at, zone)
    return _("by {time}").format(time=clock) if clock != "00:00" else ""
