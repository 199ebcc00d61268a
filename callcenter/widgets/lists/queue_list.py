"""The dial queue as a list: lane, tier, customer, phone, owner, live clock and the reason.

See docs/architecture.md#queue-screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from rich.text import Text
from textual.message import Message

from callcenter.locale import _
from callcenter.model import Instant, Lane
from callcenter.views.worklists.queue import QueuePage, QueueRow
from callcenter.widgets.base.plain import plain
from callcenter.widgets.lists.clock_cells import clock_cell
from callcenter.widgets.lists.columns import Column, widest
from callcenter.widgets.lists.line_list import Drawn, LineList, LineRow, Tone, Toned
from callcenter.wording import clocks, names, reasons

_LANE_TONES = {
    Lane.PROMISED: Tone.WARNING,
    Lane.FRESH: Tone.GOOD,
    Lane.BREACHED: Tone.DANGER,
    Lane.RETRY: Tone.MUTED,
    Lane.DUE: Tone.PLAIN,
}

PhoneWriter: TypeAlias = Callable[[str, str], str]
"""Function that writes a number for a country (ISO code), masked where the reader may not see it whole."""


def customer_cell(name: str, company: str) -> Text:
    """A customer in one column: the name first, so that it stays when the column is narrow."""
    cell = Text(plain(name), style="bold", end="")
    if company:
        cell.append(f"  {plain(company)}", style="not bold")
    return cell


class QueueList(LineList):
    """The queue. Row keys are customer refs; the rows behind them stay available for screens (:meth:`row`).

    The cursor's home is the customer who comes next: the claimed one, else the first row. It stays there, whoever that
    is, until somebody moves it, and looks different then.
    """

    DEFAULT_CSS = """
    QueueList.-moved:focus > .line-list--cursor { background: $warning; color: $background; }
    """

    class Moved(Message):
        """The cursor left the customer who comes next, or came back to them."""

        def __init__(self, away: bool) -> None:
            super().__init__()
            self.away = away

    def __init__(
        self, phone: PhoneWriter, *, reader: str = "", id: str | None = None, classes: str | None = None
    ) -> None:
        """``reader`` is whose queue it is."""
        columns = (
            Column(_("lane"), widest(map(names.lane, Lane))),
            Column(_("tier"), 1),
            Column(_("customer"), 13, flex=2, most=40),
            Column(_("phone"), 13, from_width=96),
            Column(_("owner"), 6, from_width=128),
            Column(_("due"), clocks.cells(), right=True),
            Column(_("why"), 18, flex=5, prior=True),
        )
        super().__init__(columns, id=id, classes=classes)
        self._phone, self._reader = phone, reader
        self._queue: dict[str, QueueRow] = {}
        self._claimed: str | None = None

    @property
    def moved(self) -> bool:
        """Tell whether the cursor was moved away from the customer who comes next."""
        return self.has_class("-moved")

    def claim(self, ref: str | None) -> bool:
        """Make a claimed customer the cursor's home, None = the first row; False where their row is not loaded."""
        self._claimed = ref
        return ref is None or self.show_key(ref)

    def go_home(self) -> None:
        """Put the cursor on the customer who comes next."""
        if self._home is not None:
            self._move_to(self._home)

    @property
    def _home(self) -> int | None:
        if not self._rows:
            return None
        return 0 if self._claimed is None else self._places.get(self._claimed, 0)

    def _move_to(self, place: int) -> None:
        self._mark(moved=place != self._home)
        super()._move_to(place)

    def _mark(self, *, moved: bool) -> None:
        if moved != self.moved:
            self.set_class(moved, "-moved")
            self.mark = "*" if moved else ">"
            self.post_message(self.Moved(moved))

    def show_page(self, page: QueuePage, claimed: str | None = None) -> None:
        """Show the first rows of the queue, or all those loaded so far, read again. ``claimed``: see :meth:`claim`."""
        self._queue, self._claimed = {}, claimed
        self.tick(page.at)
        self.set_rows(
            self._lines(page.rows),
            after=len(page.rows) < page.total,
            total=None if page.more else page.total,
            at_least=page.behind.lags,
        )
        if not self.moved:
            self.go_home()
        elif self._cursor == self._home:
            self._mark(moved=False)

    def show_more(self, page: QueuePage) -> None:
        """Add the rows that follow, in answer to ``RowsWanted``."""
        self.add_after(self._lines(page.rows), more=bool(page.rows) and len(self.rows) + len(page.rows) < page.total)

    def row(self, ref: str | None) -> QueueRow | None:
        """The row of a customer, None where it is not loaded."""
        return self._queue.get(ref) if ref is not None else None

    @property
    def current(self) -> QueueRow | None:
        """The row that the cursor is on."""
        return self.row(self.key)

    def _lines(self, rows: Iterable[QueueRow]) -> Iterable[LineRow]:
        for row in rows:
            self._queue[row.ref] = row
            yield self._queue_line(row)

    def _queue_line(self, row: QueueRow) -> LineRow:
        owed = row.obligation

        def why(now: Instant) -> Drawn:
            said = reasons.why_short(owed, row.lane, now, row.zone, beside=row.tier)
            return names.with_deputy(said, row.owner, row.deputy, self._reader)

        return LineRow(
            row.ref,
            (
                Toned(names.lane(row.lane), _LANE_TONES[row.lane]),
                names.tier(row.tier),
                customer_cell(row.name, row.company),
                self._phone(row.phone, row.country) if row.phone else "-",
                row.owner or _("pool"),
                clock_cell(owed),
                why,
            ),
        )
