"""List of promises and of calls put off, by the day on which one comes back to them, with live clocks.

See docs/architecture.md#promises.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from rich.text import Text

from callcenter.locale import _
from callcenter.model import MINUTE, Because, Channel, Instant, Obligation
from callcenter.views.worklists.promises import PromiseRow, SnoozeRow
from callcenter.widgets.base.plain import plain
from callcenter.widgets.lists.clock_cells import clock_cell
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.day_list import DayList
from callcenter.widgets.lists.line_list import LineRow
from callcenter.widgets.lists.queue_list import PhoneWriter, customer_cell
from callcenter.wording import clocks, names, reasons, times

_AT_ITS_TIME = (Because.CALLBACK, Because.APPOINTMENT_NO_SHOW)
"""Reasons for an act at the due time; all else is to be done until its breach."""


_TOLERANCE = 15 * MINUTE
"""A callback breaks so long after its time: beside it what is put off stands by its own time.

See docs/rules.md#callback.
"""


def promise_key(row: PromiseRow) -> str:
    """Return the key of a promise: a customer may have several."""
    return f"{row.obligation.rule} {row.obligation.due_at} {row.ref}"


def snooze_key(row: SnoozeRow) -> str:
    """Return the key of a put-off call: a customer has one at most."""
    return f"snooze {row.ref}"


class PromiseList(DayList[PromiseRow | SnoozeRow]):
    """Overdue, today, tomorrow, the days after; what is behind the lines stays available (:attr:`current`,
    :attr:`put_off`)."""

    def __init__(self, phone: PhoneWriter, reader: str, *, id: str | None = None, classes: str | None = None) -> None:
        """Take the ``reader``, an agent: what is a colleague's of a promise stands beside it."""
        columns = (
            Column(_("clock"), clocks.cells(), right=True),
            Column(_("time"), 8),
            Column(_("how"), 4, most=12, from_width=88),
            Column(_("customer"), 15, flex=2, most=40),
            Column(_("phone"), 13, from_width=96),
            Column(_("why"), 20, flex=5, prior=True),
        )
        super().__init__(columns, id=id, classes=classes)
        self._phone = phone
        self._reader = reader

    def show_promises(self, promises: Iterable[PromiseRow], now: Instant, *, put_off: Iterable[SnoozeRow] = ()) -> None:
        """Replace all; each in the order of its end."""
        shown: list[tuple[Instant, str, PromiseRow | SnoozeRow]] = [
            *((row.obligation.breach_at, promise_key(row), row) for row in promises),
            *((row.snooze.until + _TOLERANCE, snooze_key(row), row) for row in put_off),
        ]
        self.show_rows({key: row for _end, key, row in sorted(shown, key=lambda one: one[0])}, now)

    @property
    def current(self) -> PromiseRow | None:
        """The promise that the cursor is on; None on a call that is put off."""
        row = super().current
        return row if isinstance(row, PromiseRow) else None

    @property
    def put_off(self) -> SnoozeRow | None:
        """The put-off call that the cursor is on; None on a promise."""
        row = super().current
        return row if isinstance(row, SnoozeRow) else None

    def heading(self, row: PromiseRow | SnoozeRow, now: Instant) -> str:
        """Rows come in the order of their ends, so the headings do too."""
        end = row.obligation.breach_at if isinstance(row, PromiseRow) else max(row.snooze.until, now + 1)
        return _("overdue") if now >= end else times.day_heading(end - 1, row.zone, now)

    def line_of(self, key: str, row: PromiseRow | SnoozeRow) -> LineRow:
        return self._promise_line(key, row) if isinstance(row, PromiseRow) else self._snooze_line(key, row)

    def _promise_line(self, key: str, row: PromiseRow) -> LineRow:
        owed = row.obligation
        return LineRow(
            key,
            (
                clock_cell(owed),
                _time(owed, row.zone),
                names.channel(owed.channel),
                self._customer_cell(row),
                self._phone(row.phone, row.country) if row.phone else "-",
                lambda now: reasons.why_short(owed, None, now, row.zone),
            ),
        )

    def _customer_cell(self, row: PromiseRow) -> Text:
        """Name, company, and between them what a colleague has to do with the promise."""
        if not (whose := names.whose_promise(row.owner, row.made_by, self._reader)):
            return customer_cell(row.name, row.company)
        cell = customer_cell(row.name, "")
        cell.append(f"  {plain(f'! {whose}')}", style="bold")
        return cell.append(f"  {plain(row.company)}", style="not bold") if row.company else cell

    def _snooze_line(self, key: str, row: SnoozeRow) -> LineRow:
        snooze = row.snooze
        return LineRow(
            key,
            (
                partial(clocks.put_off, snooze.until),
                times.clock(snooze.until, row.zone),
                names.channel(Channel.CALL),
                customer_cell(row.name, row.company),
                self._phone(row.phone, row.country) if row.phone else "-",
                _("postponed: {reason}").format(reason=snooze.reason),
            ),
        )


def _time(owed: Obligation, zone: str) -> str:
    """Return the time of its day at which it is to be kept; nothing where it has all of the day."""
    if owed.ground.code in _AT_ITS_TIME:
        clock = times.clock(owed.due_at, zone)
        return clock if clock != "00:00" else ""
    clock = times.clock(owed.breach_at, zone)
    return _("by {time}").format(time=clock) if clock != "00:00" else ""
