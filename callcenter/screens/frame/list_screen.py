"""The base of the screens that are a list: its count, its filter, the row under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.widget import Widget

from callcenter.locale import N_, _
from callcenter.screens.frame.desk import CustomerWanted, DialWanted, ResultT, WhyWanted
from callcenter.screens.frame.filtered import FilteredScreen
from callcenter.widgets.base.commands import KeyCommand, Mention
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.line_list import LineList
from callcenter.widgets.lists.row_order import RowOrder

OPEN = Mention("list.open", N_("open"))
BACK = Mention("app.back", N_("back"))
FIND = Mention("app.find", N_("find"))
HELP = Mention("app.help", N_("help"))
DONE = Mention("entry.send", N_("done"))
FILTER = KeyCommand("list.filter", "f,f12", "filter", N_("filter"), N_("filter"), when="can_filter")
NO_FILTER = KeyCommand(
    "filter.leave", "escape", "no_filter", N_("show all"), N_("clear the filter, back to the list"), when="filtered"
)
DIAL = KeyCommand("list.dial", "d,f3", "dial", N_("dial"), N_("dial"))
WHY = KeyCommand("list.why", "w,f4", "why", N_("show why"), N_("show why this customer is (not) callable now"))

SORT = KeyCommand("list.sort", "s,f7", "sort", N_("sort"), N_("sort by the next column"))
TURN = KeyCommand("list.turn", "v", "turn", N_("reverse"), N_("reverse the order"))


class ListScreen(FilteredScreen[ResultT]):
    """Subclasses name their :attr:`list`, fill it in :meth:`draw`, and take the commands above that they want."""

    order: RowOrder[Any]
    """The order of the rows, of a list that can be sorted."""

    @property
    def list(self) -> LineList:
        """The list that the keys are about."""
        raise NotImplementedError

    @property
    def ref_here(self) -> str | None:
        return self.list.key

    def top(
        self, lines: LineList, hint: str = "", *, above: Sequence[Widget] = (), within: Widget | None = None
    ) -> ComposeResult:
        """Compose the list and all above it, with a filter where there is a ``hint`` for it. ``within``: a container
        that composes the list, and more beside it."""
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="count")
        yield from above
        if hint:
            yield FilterLine(lines, hint=hint)
        yield lines if within is None else within

    def draw(self) -> None:
        """Show what was read, as far as the filter lets it through."""

    def explain(self) -> None:
        """Tell of the row under the cursor."""

    def say_count(self, said: str, shown: int | None = None) -> None:
        """Say above the list what was counted; ``shown``: how many of them a filter leaves, None = there is none."""
        if shown is not None:
            said = _("{count}, {shown} shown").format(count=said, shown=shown)
        self.query_one("#count", SaidLine).say(said)

    def say_empty(self, said: str, *, lags: bool = False) -> None:
        """Say in the empty list that there is nothing, or that nobody knows yet while plans lag."""
        later = _("Plans are being updated. What is due appears shortly.")
        self.list.set_empty(later if lags else said)

    # --- the filter ---------------------------------------------------------------------------------------------

    @property
    def filtered(self) -> bool:
        """Tell whether a filter narrows the list."""
        return any(line.narrows for line in self.query(FilterLine))

    @property
    def can_filter(self) -> bool:
        """Tell whether there is anything to filter."""
        return True

    def action_filter(self) -> None:
        self.query_one(FilterLine).open()

    def action_no_filter(self) -> None:
        self.query_one(FilterLine).clear()

    def on_filter_line_changed(self, event: FilterLine.Changed) -> None:
        self.draw()

    # --- the order ----------------------------------------------------------------------------------------------

    def action_sort(self) -> None:
        """Sort by the next column."""
        self.order.step()
        self._sorted()

    def action_turn(self) -> None:
        """Turn the order round."""
        self.order.turn()
        self._sorted()

    def _sorted(self) -> None:
        self.draw()
        self.list.action_cursor_first()

    # --- the row under the cursor -------------------------------------------------------------------------------

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        if event.line_list is self.list:
            self.explain()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        if event.line_list is self.list:
            self.open_row()

    def open_row(self) -> None:
        """Open the row under the cursor: its customer."""
        if self.ref_here is not None:
            self.post_message(CustomerWanted(self.ref_here))

    def action_dial(self) -> None:
        if self.ref_here is not None:
            self.post_message(DialWanted(self.ref_here))

    def action_why(self) -> None:
        if self.ref_here is not None:
            self.post_message(WhyWanted(self.ref_here))
