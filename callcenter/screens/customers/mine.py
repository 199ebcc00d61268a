"""The agent's own customers (``m``), the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult

from callcenter.locale import N_, _, ngettext
from callcenter.model import Instant, Lane, Stage
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.filtered import SAVED_FILTERS
from callcenter.screens.frame.list_screen import (
    BACK,
    DIAL,
    FILTER,
    HELP,
    NO_FILTER,
    OPEN,
    SORT,
    TURN,
    WHY,
    ListScreen,
)
from callcenter.views.customers.hits import OwnRow
from callcenter.views.people.saved_filters import FilteredList
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.lists.clock_cells import clock_cell
from callcenter.widgets.lists.columns import Column, widest
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.line_list import Drawn, LineList, LineRow, Tone, Toned
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.widgets.lists.row_order import RowOrder, SortColumn
from callcenter.wording import clocks, names, phones, reasons
from callcenter.wording.typed_answers import changed_tags


class MineScreen(ListScreen[None]):
    """Agent's own customers, with what is owed to each first and its clock; a word narrows the list."""

    AUTO_FOCUS = "#found"
    filtered_list = FilteredList.MINE
    offers: ClassVar[Offers] = (
        OPEN,
        Mention("entry.send", N_("back to list")),
        NO_FILTER,
        DIAL,
        WHY,
        FILTER,
        SAVED_FILTERS,
        KeyCommand("mine.tags", "number_sign", "tags", N_("tags"), N_("tags of this customer: add and remove")),
        SORT,
        TURN,
        BACK,
        HELP,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._own: tuple[OwnRow, ...] = ()
        self.order: RowOrder[OwnRow] = RowOrder(_ORDERS)

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("state"), widest(map(names.lane, Lane))),
            Column(_("tier"), 1),
            Column(_("customer"), 13, flex=2, most=40),
            Column(_("phone"), 13, from_width=96),
            Column(_("tags"), 4, most=30, from_width=96),
            Column(_("due"), clocks.cells(), right=True),
            Column(_("why"), 18, flex=5, prior=True),
        )
        lines = LineList(columns, id="found")
        hint = _("filter: a part of name, company, campaign or ref, #tag")
        yield from self.top(lines, hint, within=ListWithPane(self, lines))
        yield AskLine(id="ask")
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The customers."""
        return self.query_one("#found", LineList)

    def refill(self) -> None:
        store, name = self.desk.store, self.desk.session.name
        self.read(lambda _now: store.lookup.own_customers(name), self._show, group="mine")
        self.query_one(ListWithPane).follow()

    def _show(self, own: tuple[OwnRow, ...]) -> None:
        self._own = own
        self.draw()

    def draw(self) -> None:
        line = self.query_one(FilterLine)
        shown = [row for row in self._own if line.fits(_searched(row))]
        said = ngettext("you have {n} customer", "you have {n} customers", len(self._own)).format(n=len(self._own))
        self.say_count(said, len(shown) if line.words else None)
        if self._own:
            self.list.set_empty(_("None of your customers match the filter."))
        else:
            self.list.set_empty(_("You have no customers yet: reach one and they are yours."))
        self.list.tick(self.desk.now)
        self.list.set_rows(_lines(self.order.rows(shown, self.list)))

    def action_tags(self) -> None:
        """Change the tags of the customer under the cursor: the line holds those that there are."""
        row = next((row for row in self._own if row.ref == self.list.key), None)
        if row is None:
            self.app.bell()
            return
        said = _("Tags of {name}, with spaces between").format(name=row.name)
        self.query_one(AskLine).ask(row.ref, said, required=False, answer=" ".join(row.tags), typed_over=False)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        store, ref = self.desk.store, event.question
        known = next((row.tags for row in self._own if row.ref == ref), ())
        add, remove = changed_tags(known, event.text)
        self.write_once(
            f"tags {ref}",
            lambda now, key: store.tags.change(ref, add=add, remove=remove, key=key, now=now),
            lambda _none: self.refill(),
            self.asking_again(event),
        )


_ORDERS = (
    SortColumn(5, lambda row: None if row.owed is None else (row.owed.breach_at, row.owed.due_at)),
    SortColumn(0, lambda row: None if row.lane is None and row.stage is Stage.NONE else (row.lane or 9, row.stage)),
    SortColumn(1, lambda row: row.tier),
    SortColumn(2, lambda row: (row.pinyin, row.name)),
)
"""By what is owed first, by state, tier and name; the number says nothing, the reason is the clock's."""


def _searched(row: OwnRow) -> str:
    return "\n".join((row.name, row.company, row.campaign, row.ref, names.tags(row.tags))).casefold()


def _lines(rows: Iterable[OwnRow]) -> Iterable[LineRow]:
    for row in rows:
        yield LineRow(
            row.ref,
            (
                _state(row),
                names.tier(row.tier),
                customer_cell(row.name, row.company),
                phones.masked(row.phone, row.country) if row.phone else "-",
                names.tags(row.tags),
                partial(_clock, row),
                partial(_why, row),
            ),
        )


def _state(row: OwnRow) -> Drawn:
    """The lane where there is one: they can be called. Else where the customer stands as a whole."""
    if row.lane is not None:
        return names.lane(row.lane)
    return Toned(names.stage(row.stage), Tone.MUTED) if row.stage is not Stage.NONE else "-"


def _clock(row: OwnRow, now: Instant) -> Drawn:
    owed = row.owed
    if owed is None:
        return "-"
    return clock_cell(owed)(now)


def _why(row: OwnRow, now: Instant) -> Drawn:
    return (
        _("nothing is owed")
        if row.owed is None
        else reasons.why_short(row.owed, row.lane, now, row.zone, beside=row.tier)
    )
