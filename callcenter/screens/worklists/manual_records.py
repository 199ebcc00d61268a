"""Records of what was done by hand, made with one key and taken back: messages, visits.

See docs/architecture.md#messages-screen.
"""

from __future__ import annotations

from callcenter.desk import written_messages
from callcenter.locale import _
from callcenter.model import Channel, Direction, Instant
from callcenter.screens.frame.desk import Desk, DeskScreen, ResultT
from callcenter.store import StoreError
from callcenter.views.worklists.tasks import TaskRow
from callcenter.widgets.lists.task_list import task_key
from callcenter.wording import names, times


class TaskRecording(DeskScreen[ResultT]):
    """The part of a screen that writes tasks down. What is on its way to the store counts as done (:attr:`done`)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.done: dict[str, None] = {}
        self._last: tuple[int, str] | None = None

    @property
    def row_here(self) -> TaskRow | None:
        """The task that the keys are about."""
        raise NotImplementedError

    def marked(self) -> None:
        """Follow a change of :attr:`done`."""

    def recorded(self, row: TaskRow, said: str) -> None:
        """Follow a task into the store; ``said`` tells of it."""
        self.notify(said, markup=False, timeout=3)
        self.refill()

    def record(
        self,
        row: TaskRow,
        channel: Channel,
        note: str,
        *,
        at: Instant | None = None,
        direction: Direction = Direction.OUT,
    ) -> None:
        """Write it down once, however often the key is pressed. ``at`` None = just now."""
        key = task_key(row)
        if key in self.done:
            return
        self.done[key] = None
        self.marked()
        store = self.desk.store

        def work(now: Instant, request: str) -> int:
            touch = written_messages.contact(row, channel, note, now if at is None else at, direction)
            return store.touches.record(row.ref, touch, key=request, now=now)

        def written(touch: int) -> None:
            self._last = (touch, row.name)
            self.done.pop(key, None)
            said = _("{channel} to {name} recorded.").format(channel=names.channel(channel), name=row.name)
            if direction is Direction.IN:
                said = _("Visit by {name} recorded.").format(name=row.name)
            if at is not None:
                said = f"{said} {times.near(at, row.zone, self.desk.now)}"
            self.recorded(row, said)

        def failed(error: StoreError) -> None:
            self.done.pop(key, None)
            self.marked()
            self._failed(error)

        self.write_once(key, work, written, failed)

    def action_undo(self) -> None:
        """Take back what was marked last here: a record that says so, nothing is deleted.

        See docs/architecture.md#corrections.
        """
        if self._last is None:
            self.notify(_("Nothing marked here to undo."), markup=False, timeout=3)
            return
        (touch, name), self._last = self._last, None
        store = self.desk.store

        def undone(_none: None) -> None:
            self.notify(_("Undone: {name} is due again.").format(name=name), markup=False, timeout=3)
            self.refill()

        self.write_once(
            f"undo {touch}",
            lambda now, request: store.touches.withdraw(touch, key=request, now=now),
            undone,
        )
