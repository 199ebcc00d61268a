"""List of tasks, which are in no dial queue (docs/rules.md#tasks): SMS, visits, letters, answers, with live clocks."""

from __future__ import annotations

from collections.abc import Iterable

from callcenter.locale import _
from callcenter.model import Channel, Instant
from callcenter.views.worklists.tasks import TaskRow
from callcenter.widgets.lists.clock_cells import clock_cell
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.day_list import DayList
from callcenter.widgets.lists.line_list import Drawn, LineRow
from callcenter.widgets.lists.queue_list import PhoneWriter, customer_cell
from callcenter.wording import clocks, names, reasons, rules, times


def task_key(row: TaskRow) -> str:
    """Return the key of a task: a customer may owe several."""
    return f"{row.obligation.rule} {row.obligation.due_at} {row.ref}"


class TaskList(DayList[TaskRow]):
    """The tasks in the order in which they come; agreed visits under the headings of their days."""

    def __init__(self, phone: PhoneWriter, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("due"), clocks.cells(), right=True),
            Column(_("how"), 3),
            Column(_("tier"), 1),
            Column(_("customer"), 14, flex=1, most=40),
            Column(_("phone"), 13, from_width=112),
            Column(_("what"), 12, flex=1, most=26, prior=True),
            Column(_("why"), 18, flex=4),
            Column(_("owner"), 8, flex=1, most=14, from_width=96),
        )
        super().__init__(columns, id=id, classes=classes)
        self._phone = phone
        self._by_day = False

    def show_tasks(self, tasks: Iterable[TaskRow], now: Instant, *, by_day: bool = False) -> None:
        """Replace all. ``by_day``: these are visits, each under the day that was agreed."""
        self._by_day = by_day
        self.show_rows({task_key(row): row for row in tasks}, now)

    def heading(self, row: TaskRow, now: Instant) -> str:
        if not self._by_day or row.appointed_at is None:
            return ""
        if now >= row.obligation.due_at:
            return _("missed")
        return times.day_heading(row.appointed_at, row.zone, now)

    def line_of(self, key: str, row: TaskRow) -> LineRow:
        owed = row.obligation

        def why(now: Instant) -> Drawn:
            return reasons.why_short(owed, None, now, row.zone, beside=row.tier)

        def what(now: Instant) -> Drawn:
            if row.appointed_at is not None and owed.channel is Channel.VISIT:
                return times.near(row.appointed_at, row.zone, now)
            return rules.rule(owed.rule)

        return LineRow(
            key,
            (
                clock_cell(owed),
                names.channel(owed.channel),
                names.tier(row.tier),
                customer_cell(row.name, row.company),
                self._phone(row.phone, row.country) if row.phone else "-",
                what,
                why,
                row.owner or _("pool"),
            ),
        )
