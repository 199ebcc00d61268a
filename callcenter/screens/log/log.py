"""Mode 2: every touch, newest first, filtered by days, agent, disposition, campaign, text.

See docs/architecture.md#log-screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from callcenter.access import Right
from callcenter.locale import N_, _
from callcenter.model import Channel, Disposition, Instant
from callcenter.screens.frame.desk import CustomerWanted, Desk, DeskScreen
from callcenter.screens.log.correction import CorrectScreen
from callcenter.screens.log.log_filter import FilterWords, filter_words, read_filter
from callcenter.views.customers.log import LogFilter, TouchRow
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers, Possible
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.forms.form import FilterEntry
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.history import touch_cells
from callcenter.widgets.lists.line_list import Column, Edge, LineList, LineRow
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.wording import script_words

_PAGE = 200
_NEW = 50  # more than anybody writes between two looks


class LogScreen(DeskScreen[None]):
    """Pages are fetched as one scrolls; a filter narrows while it is typed."""

    CSS_PATH = "log.tcss"
    AUTO_FOCUS = "#touches"
    mode = "log"
    offers: ClassVar[Offers] = (
        Mention("list.open", N_("open")),
        Mention("entry.send", N_("to the list")),
        Mention("filter.leave", N_("no filter")),
        KeyCommand("log.filter", "f,f12", "filter", N_("filter"), N_("filter")),
        KeyCommand(
            "log.correct",
            "c,f4",
            "correct",
            N_("correct"),
            N_("correct the result and the note of a contact"),
            when="correctable",
        ),
        KeyCommand(
            "log.appeal", "x,f3", "appeal", N_("appeal"), N_("appeal the result of a follow-up call"), when="appealable"
        ),
        Mention("app.find", N_("find")),
        Mention("app.help", N_("help")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: dict[str, TouchRow] = {}
        self._known = FilterWords()
        self._shown_filter = LogFilter()
        self._corrected: int | None = None

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("when"), 13, flex=1, most=14),
            Column(_("how"), 9),
            Column(_("ended"), 14),
            Column(_("talk"), 6, right=True),
            Column(_("agent"), 6, flex=1, most=12),
            Column(_("customer"), 10, flex=2, most=30),
            Column(_("note"), 10, flex=5),
            Column(_("campaign"), 10, flex=1, most=16, from_width=120),
        )
        yield self.header()
        yield self.banner()
        yield FilterEntry(hint=_("filter: today, 3/1..3/7, an agent, how it ended, words"), id="filter")
        yield SaidLine(style="$text-muted", id="understood")
        yield LineList(columns, id="touches")
        yield SaidLine(id="whole")
        yield AskLine(id="ask")
        yield self.footer()

    @property
    def touches(self) -> LineList:
        """The touches."""
        return self.query_one("#touches", LineList)

    @property
    def ref_here(self) -> str | None:
        return None if self._current is None else self._current.ref

    def refill(self) -> None:
        store, zone, typed = self.desk.store, self.desk.zone, self.query_one("#filter", Input).value
        wanted = max(_PAGE, len(self.touches.rows)) + _NEW

        def ask(now: Instant) -> tuple[FilterWords, LogFilter, tuple[TouchRow, ...]]:
            agents = frozenset(one.name for one in store.people.all())
            known = FilterWords(agents, {frame.name: frame.zone for frame in store.campaigns.frames()})
            chosen = read_filter(typed, now, zone, known)
            return known, chosen, store.lookup.log(chosen, before=None, limit=wanted)

        self.read(ask, self._show, group="log")

    def _show(self, found: tuple[FilterWords, LogFilter, tuple[TouchRow, ...]]) -> None:
        self._known, chosen, rows = found
        if chosen != self._shown_filter:
            # Other touches: the newest of them first, wherever the cursor was.
            self._shown_filter = chosen
            self.touches.set_rows(())
        said = filter_words(chosen, self.desk.now, self.desk.zone)
        understood = self.query_one("#understood", SaidLine)
        understood.display = bool(said)
        understood.say(f"= {said}")
        self.touches.set_empty(
            _("No contact fits the filter.") if said else _("No contact yet. Each call stands here once it is saved.")
        )
        kept = self._kept(rows)
        self._rows = {}
        self.touches.set_rows(self._lines(rows[:kept]), after=kept < len(rows))
        if self._corrected is not None and self.touches.show_key(str(self._corrected)):
            self._corrected = None
        self._show_whole()

    def _kept(self, rows: Sequence[TouchRow]) -> int:
        """Return how many to show: down to the last one that was loaded, which new ones above must not push out."""
        loaded = self.touches.rows
        last = loaded[-1].key if loaded else ""
        places = (place for place, row in enumerate(rows, 1) if str(row.id) == last)
        return max(next(places, len(loaded)), min(_PAGE, len(rows)))

    def _zone(self, row: TouchRow) -> str:
        return self._known.zones.get(row.campaign, self.desk.zone)

    def _lines(self, rows: Iterable[TouchRow]) -> list[LineRow]:
        lines = []
        for row in rows:
            self._rows[str(row.id)] = row
            when, how, ended, talk, agent, note = touch_cells(row, self._zone(row), self.desk.now)
            cells = (when, how, ended, talk, agent, customer_cell(row.customer, ""), note, row.campaign)
            lines.append(LineRow(str(row.id), cells))
        return lines

    def on_line_list_rows_wanted(self, event: LineList.RowsWanted) -> None:
        last = self._rows.get(self.touches.rows[-1].key) if self.touches.rows else None
        if event.edge not in (Edge.AFTER, Edge.LAST) or last is None:
            return
        store, chosen = self.desk.store, self._shown_filter
        self.read(
            lambda _now: store.lookup.log(chosen, before=(last.at, last.id), limit=_PAGE),
            lambda rows: self.touches.add_after(self._lines(rows), more=len(rows) >= _PAGE),
            group="log",
        )

    @property
    def _current(self) -> TouchRow | None:
        return self._rows.get(self.touches.key or "")

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        self._show_whole()

    def _show_whole(self) -> None:
        """Show the note of the touch under the cursor: the list shows only its beginning."""
        row = self._current
        note = str(touch_cells(row, self._zone(row), self.desk.now)[-1]) if row is not None else ""
        done = () if row is None else map(script_words.used, row.scripts)
        self.query_one("#whole", SaidLine).say(" | ".join(filter(None, (note, *done))))
        self.refresh_bindings()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        row = self._rows.get(event.key)
        if row is not None:
            self.post_message(CustomerWanted(row.ref))

    def action_filter(self) -> None:
        self.query_one("#filter", Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.refill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value and not self.touches.rows:
            # Nothing to go to: the filter is to be changed, or left by Escape.
            self.app.bell()
        else:
            self.touches.focus()

    @property
    def appealable(self) -> bool:
        row = self._current
        return row is not None and (row.result is not None or row.disposition is Disposition.REFUSED)

    def action_appeal(self) -> None:
        """Have another person look at the result of a follow-up call again (docs/rules.md#r15-results)."""
        row = self._current
        if row is not None:
            question = _("Why is the result wrong ({customer})?").format(customer=row.customer)
            self.query_one(AskLine).ask(str(row.id), question, required=True)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        store, touch, remark = self.desk.store, int(event.question), event.text

        def raised(_key: int) -> None:
            self.notify(_("The appeal stands among the cases: another person reviews it."), markup=False, timeout=4)

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
        if row is None:
            return False
        if row.agent != session.name and not session.may(Right.CORRECT_OTHERS):
            return _("Only a supervisor corrects what somebody else wrote.")
        if row.channel is Channel.CALL and row.disposition is None:
            return _("There is nothing here to correct.")
        return True

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
