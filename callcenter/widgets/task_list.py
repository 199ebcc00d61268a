"""What is due and stands in no dial queue (RULES §2.3): SMS, visits, letters, answers, with live clocks."""

from __future__ import annotations

from collections.abc import Iterable

from callcenter.locale import _
from callcenter.model import Channel, Instant
from callcenter.views.tasks import TaskRow
from callcenter.widgets.line_list import Column, Drawn, LineList, LineRow, Tone, Toned
from callcenter.widgets.queue_list import PhoneWriter, customer_cell
from callcenter.wording import names, reasons, rules, times


def task_key(row: TaskRow) -> str:
    """What a task is known by: a customer may owe several."""
    return f"{row.obligation.rule} {row.obligation.due_at} {row.ref}"


class TaskList(LineList):
    """The tasks in the order in which they come; the rows behind the lines stay at hand (:attr:`current`)."""

    def __init__(self, phone: PhoneWriter, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("due"), 10, right=True),
            Column(_("how"), 6),
            Column(_("tier"), 4),
            Column(_("customer"), 14, flex=2, most=40),
            Column(_("phone"), 11, flex=1, most=16),
            Column(_("what"), 14, flex=1, most=26),
            Column(_("why"), 12, flex=4),
            Column(_("owner"), 8, flex=1, most=14, from_width=96),
        )
        super().__init__(columns, id=id, classes=classes)
        self._phone = phone
        self._tasks: dict[str, TaskRow] = {}

    def show_tasks(self, tasks: Iterable[TaskRow], now: Instant) -> None:
        """Replace all."""
        self._tasks = {task_key(row): row for row in tasks}
        self.tick(now)
        self.set_rows([self._task_line(key, row) for key, row in self._tasks.items()])

    @property
    def current(self) -> TaskRow | None:
        """The task that the cursor is on."""
        return self._tasks.get(self.key) if self.key is not None else None

    def _task_line(self, key: str, row: TaskRow) -> LineRow:
        owed = row.obligation

        def due(now: Instant) -> Drawn:
            clock = times.countdown(owed.due_at, owed.breach_at, now)
            return Toned(clock, Tone.DANGER) if now >= owed.breach_at else clock

        def why(now: Instant) -> Drawn:
            return reasons.why_short(owed, None, now, row.zone)

        def what(now: Instant) -> Drawn:
            if row.appointed_at is not None and owed.channel is Channel.VISIT:
                return times.near(row.appointed_at, row.zone, now)
            return rules.rule(owed.rule)

        return LineRow(
            key,
            (
                due,
                names.channel(owed.channel),
                names.tier(row.tier),
                customer_cell(row.name, row.company),
                self._phone(row.phone, row.country) if row.phone else "-",
                what,
                why,
                row.owner or _("pool"),
            ),
        )
