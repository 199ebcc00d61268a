"""Mode 2: every touch, newest first, filtered by day, agent, disposition, text (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from callcenter.locale import _
from callcenter.model import Disposition
from callcenter.screens.desk import CustomerWanted, Desk, DeskScreen
from callcenter.views import LogFilter, TouchRow
from callcenter.widgets.history import touch_cells
from callcenter.widgets.line_list import Column, Edge, LineList, LineRow
from callcenter.widgets.prompts import Hint, KeyHints
from callcenter.widgets.queue_list import customer_cell
from callcenter.wording import names
from callcenter.workdays import local_date, midnight

_PAGE = 200


def read_filter(text: str, today: date, zone: str, agents: Iterable[str]) -> LogFilter:
    """A filter line: ``today``, ``yesterday``, a day ``2026-03-02``, an agent's name, a disposition; the rest is text.

    Words stand in any order. Days are those of ``zone``.
    """
    known = {**{one.value: one for one in Disposition}, **{names.disposition(one): one for one in Disposition}}
    people = set(agents)
    since = until = None
    agent, disposition, rest = "", None, list[str]()
    for word in text.split():
        day = _day(word, today)
        if day is not None:
            since, until = midnight(day, zone), midnight(day + timedelta(days=1), zone)
        elif word in people:
            agent = word
        elif word in known:
            disposition = known[word]
        else:
            rest.append(word)
    return LogFilter(since=since, until=until, agent=agent, disposition=disposition, text=" ".join(rest))


def _day(word: str, today: date) -> date | None:
    if word in ("today", "今天"):
        return today
    if word in ("yesterday", "昨天"):
        return today - timedelta(days=1)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


class LogScreen(DeskScreen[None]):
    """Pages are fetched as one scrolls; a filter narrows while it is typed."""

    CSS_PATH = "log.tcss"
    AUTO_FOCUS = "#touches"
    mode = "log"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f,f2", "filter", show=False, id="log.filter")]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._typed = ""
        self._rows: dict[str, TouchRow] = {}
        self._agents: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("when"), 16, flex=1, most=22),
            Column(_("how"), 8),
            Column(_("ended"), 14),
            Column(_("talk"), 7, right=True),
            Column(_("agent"), 8),
            Column(_("customer"), 14, flex=2, most=30),
            Column(_("note"), 10, flex=4),
        )
        yield self.header()
        yield self.banner()
        hint = _("filter: today, 2026-03-02, an agent, how it ended, words")
        yield Input(placeholder=hint, compact=True, id="filter")
        yield LineList(columns, empty=_("No call on record here."), id="touches")
        yield KeyHints(
            (
                Hint("list.open", _("open")),
                Hint("log.filter", _("filter")),
                Hint("app.find", _("find")),
                Hint("app.help", _("help")),
            ),
            id="hints",
        )

    @property
    def touches(self) -> LineList:
        """The touches."""
        return self.query_one("#touches", LineList)

    def _filter(self) -> LogFilter:
        return read_filter(self._typed, local_date(self.desk.now, self.desk.zone), self.desk.zone, self._agents)

    def refill(self) -> None:
        store, typed = self.desk.store, self._typed
        wanted = max(_PAGE, len(self.touches.rows))

        def ask(now: int) -> tuple[tuple[str, ...], tuple[TouchRow, ...]]:
            agents = tuple(one.name for one in store.agents())
            chosen = read_filter(typed, local_date(now, self.desk.zone), self.desk.zone, agents)
            return agents, store.log(chosen, before=None, limit=wanted)

        self.read(ask, self._show, group="log")

    def _show(self, found: tuple[tuple[str, ...], tuple[TouchRow, ...]]) -> None:
        self._agents, rows = found
        self._rows = {}
        self.touches.set_rows(self._lines(rows), after=len(rows) >= _PAGE)

    def _lines(self, rows: Iterable[TouchRow]) -> list[LineRow]:
        lines = []
        for row in rows:
            self._rows[str(row.id)] = row
            when, how, ended, talk, agent, *rest = touch_cells(row, self.desk.zone, self.desk.now)
            lines.append(LineRow(str(row.id), (when, how, ended, talk, agent, customer_cell(row.customer, ""), *rest)))
        return lines

    def on_line_list_rows_wanted(self, event: LineList.RowsWanted) -> None:
        last = self._rows.get(self.touches.rows[-1].key) if self.touches.rows else None
        if event.edge is not Edge.AFTER or last is None:
            return
        store, chosen = self.desk.store, self._filter()
        self.read(
            lambda _now: store.log(chosen, before=(last.at, last.id), limit=_PAGE),
            lambda rows: self.touches.add_after(self._lines(rows), more=len(rows) >= _PAGE),
            group="more",
        )

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        row = self._rows.get(event.key)
        if row is not None:
            self.post_message(CustomerWanted(row.ref))

    def action_filter(self) -> None:
        self.query_one("#filter", Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._typed = event.value
        self.refill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.touches.focus()
