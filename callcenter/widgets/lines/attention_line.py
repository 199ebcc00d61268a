"""Line of those in the team who need attention, the most urgent first, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.views.people.team import TeamRow
from callcenter.views.upkeep.attention import Level
from callcenter.widgets.lines.bar import Bar, shorten, words
from callcenter.wording import cells, shifts

_NAME_CELLS = 12
_STYLES = {Level.AMBER: "$text-warning", Level.RED: "bold $text-error"}


class AttentionLine(Bar):
    """Names as many as there is room for, and counts the others."""

    DEFAULT_CSS = "AttentionLine { padding: 0 1; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._known = False
        self._rows: tuple[TeamRow, ...] = ()

    def show_team(self, rows: Sequence[TeamRow]) -> None:
        """Show those rows that need attention, in their order."""
        self._known = True
        self._rows = tuple(row for row in rows if row.alarms)
        self.refresh()

    def line(self, width: int, now: Instant) -> Content:
        room = self.content_size.width or width
        if not self._rows:
            return shorten(words(_("no one needs attention") if self._known else "", "$text-muted"), room)
        made = Content("")
        for place, row in enumerate(self._rows):
            alarm, left = row.alarms[0], len(self._rows) - place - 1
            said = f"{shifts.sign(row.level)} {cells.cut(row.agent, _NAME_CELLS)} {shifts.reason(alarm, row)}"
            longer = Content.assemble(made, "  " if made.plain else "", words(said, _STYLES[row.level]))
            more = words(f"  +{left}", "bold") if left else Content("")
            if place and longer.cell_length + more.cell_length > room:
                return Content.assemble(made, words(f"  +{left + 1}", "bold"))
            made = longer
        return shorten(made, room)
