"""Mode 2: every touch, newest first, filtered by days, agent, disposition, campaign, text.

See docs/architecture.md#log-screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult

from callcenter.desk.forms.corrections import is_appealable, why_not_corrected
from callcenter.desk.forms.log_filter import FilterWords, filter_words, read_filter
from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.filtered import SAVED_FILTERS
from callcenter.screens.frame.list_screen import FILTER, FIND, HELP, NO_FILTER, OPEN, ListScreen
from callcenter.screens.log.correction import CorrectScreen
from callcenter.views.customers.log import LogFilter, TouchRow
from callcenter.views.people.saved_filters import FilteredList
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers, Possible
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.history import touch_cells
from callcenter.widgets.lists.line_list import Edge, LineList, LineRow
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.wording import script_words

_BROAD = 180
"""Columns from which the customer of a contact stands beside the log, whose notes take room."""
_PAGE = 200
_NEW = 50  # more than anybody writes between two looks


class LogScreen(ListScreen[None]):
    """Pages are fetched as one scrolls; a filter narrows while it is typed."""

    CSS_PATH = "log.tcss"
    AUTO_FOCUS = "#touches"
    mode = "log"
    filtered_list = FilteredList.LOG
    offers: ClassVar[Offers] = (
        OPEN,
        Mention("entry.send", N_("back to list")),
        NO_FILTER,
        FILTER,
        SAVED_FILTERS,
        KeyCommand(
            "log.correct",
            "c,f4",
            "correct",
            N_("correct"),
            N_("correct a contact's disposition and note"),
            when="correctable",
        ),
        KeyCommand(
            "log.appeal", "x,f3", "appeal", N_("appeal"), N_("appeal the result of a follow-up call"), when="appealable"
        ),
        KeyCommand("log.sort", "s,f7", "sort", N_("reverse"), N_("newest or oldest first")),
        FIND,
        HELP,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: dict[str, TouchRow] = {}
        self._known = FilterWords()
        self._shown_filter = LogFilter()
        self._corrected: int | None = None
        self._oldest_first = False

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("when"), 12),
            Column(_("how"), 9),
            Column(_("ended"), 12),
            Column(_("talk"), 5, right=True),
            Column(_("agent"), 6, flex=1, most=16),
            Column(_("customer"), 10, flex=1, most=30),
            Column(_("campaign"), 8, most=16, from_width=130),
            Column(_("note"), 10, flex=12),
        )
        lines, hint = LineList(columns, id="touches"), _("filter: today, 3/1..3/7, an agent, a disposition, words")
        yield from self.top(lines, hint, within=ListWithPane(self, lines, from_width=_BROAD))
        yield SaidLine(id="whole")
        yield AskLine(id="ask")
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The touches."""
        return self.query_one("#touches", LineList)

    @property
    def ref_here(self) -> str | None:
        return None if self._current is None else self._current.ref

    def refill(self) -> None:
        store, zone, typed = self.desk.store, self.desk.zone, " ".join(self.query_one(FilterLine).words)
        wanted, oldest_first = max(_PAGE, len(self.list.rows)) + _NEW, self._oldest_first

        def ask(now: Instant) -> tuple[FilterWords, LogFilter, tuple[TouchRow, ...]]:
            agents = frozenset(one.name for one in store.people.all())
            known = FilterWords(agents, {frame.name: frame.zone for frame in store.campaigns.frames()})
            chosen = read_filter(typed, now, zone, known)
            return known, chosen, store.lookup.log(chosen, oldest_first=oldest_first, limit=wanted)

        self.read(ask, self._show, group="log")
        self.query_one(ListWithPane).follow()

    def _show(self, found: tuple[FilterWords, LogFilter, tuple[TouchRow, ...]]) -> None:
        self._known, chosen, rows = found
        if chosen != self._shown_filter:
            # Other touches: the newest of them first, wherever the cursor was.
            self._shown_filter = chosen
            self.list.set_rows(())
        said = filter_words(chosen, self.desk.now, self.desk.zone)
        order = _("oldest first") if self._oldest_first else _("newest first")
        self.say_count(f"= {said} | {order}" if said else order)
        self.list.set_empty(
            _("No contacts match the filter.") if said else _("No contacts yet. Calls appear here once they are saved.")
        )
        self.list.show_order(0, down=not self._oldest_first)
        kept = self._kept(rows)
        self._rows = {}
        self.list.set_rows(self._lines(rows[:kept]), after=kept < len(rows))
        if self._corrected is not None and self.list.show_key(str(self._corrected)):
            self._corrected = None
        self.explain()

    def _kept(self, rows: Sequence[TouchRow]) -> int:
        """Return how many to show: down to the last one that was loaded, which new ones above must not push out."""
        loaded = self.list.rows
        last = loaded[-1].key if loaded else ""
        places = (place for place, row in enumerate(rows, 1) if str(row.id) == last)
        return max(next(places, len(loaded)), min(_PAGE, len(rows)))

    def _zone(self, row: TouchRow) -> str:
        return self._known.zones.get(row.campaign, self.desk.zone)

    def _lines(self, rows: Iterable[TouchRow]) -> Iterator[LineRow]:
        for row in rows:
            self._rows[str(row.id)] = row
            when, how, ended, talk, agent, note = touch_cells(row, self._zone(row), self.desk.now)
            cells = (when, how, ended, talk, agent, customer_cell(row.customer, ""), row.campaign, note)
            yield LineRow(str(row.id), cells)

    def on_line_list_rows_wanted(self, event: LineList.RowsWanted) -> None:
        last = self._rows.get(self.list.rows[-1].key) if self.list.rows else None
        if event.edge not in (Edge.AFTER, Edge.LAST) or last is None:
            return
        store, chosen, oldest_first = self.desk.store, self._shown_filter, self._oldest_first
        self.read(
            lambda _now: store.lookup.log(chosen, before=(last.at, last.id), oldest_first=oldest_first, limit=_PAGE),
            lambda rows: self.list.add_after(self._lines(rows), more=len(rows) >= _PAGE),
            group="log",
        )

    @property
    def _current(self) -> TouchRow | None:
        return self._rows.get(self.list.key or "")

    def explain(self) -> None:
        """Show the note of the touch under the cursor: the list shows only its beginning."""
        row = self._current
        note = str(touch_cells(row, self._zone(row), self.desk.now)[-1]) if row is not None else ""
        done = () if row is None else map(script_words.used, row.scripts)
        self.query_one("#whole", SaidLine).say(" | ".join(filter(None, (note, *done))))
        self.refresh_bindings()

    def action_sort(self) -> None:
        """Show the oldest first, or the newest again."""
        self._oldest_first = not self._oldest_first
        self.list.set_rows(())
        self.refill()

    def draw(self) -> None:
        self.refill()

    @property
    def appealable(self) -> bool:
        row = self._current
        return row is not None and is_appealable(row)

    def action_appeal(self) -> None:
        """Have another person look at the result of a follow-up call again (docs/rules.md#r15-results)."""
        row = self._current
        if row is not None:
            question = _("Reason for the appeal ({customer}):").format(customer=row.customer)
            self.query_one(AskLine).ask(str(row.id), question, required=True)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        store, touch, remark = self.desk.store, int(event.question), event.text

        def raised(_key: int) -> None:
            self.notify(_("Appeal filed among the cases: another person reviews it."), markup=False, timeout=4)

        self.write_once(
            f"appeal {touch}",
            lambda now, key: store.appeals.appeal(touch, remark, key=key, now=now),
            raised,
            self.asking_again(event),
        )

    @property
    def correctable(self) -> Possible:
        """Tell whether this person may correct the contact under the cursor."""
        row, session = self._current, self.desk.session
        return row is not None and (why_not_corrected(row, session) or True)

    def action_correct(self) -> None:
        """Correct what one wrote oneself; a supervisor whatever anybody did (docs/architecture.md#corrections)."""
        row = self._current
        if row is None:
            return

        def corrected(touch: int | None) -> None:
            # Another record stands in its place: the cursor goes there.
            self._corrected = touch

        self.app.push_screen(CorrectScreen(self.desk, row, self._zone(row)), corrected)

    def _say(self, said: str) -> None:
        self.notify(said, markup=False, severity="warning", timeout=4)
