"""The sheet for the morning and the evening meeting (``s`` in the team overview), on the screen.

See docs/rules.md#r30.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult

from callcenter.locale import N_, _
from callcenter.model import Instant
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.list_screen import BACK, DIAL, FIND, HELP, OPEN, WHY, ListScreen
from callcenter.views.worklists.meeting_sheets import MeetingSheet, SheetPart
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import Cell, LineList, LineRow, Tone, Toned
from callcenter.wording import shifts, times


class MeetingSheetScreen(ListScreen[None]):
    """Part of each agent, the customers of whom it tells below their name."""

    AUTO_FOCUS = "#sheet"
    offers: ClassVar[Offers] = (
        OPEN,
        DIAL,
        KeyCommand(
            "sheet.other",
            "s,f9",
            "other_meeting",
            N_("morning/evening"),
            N_("sheet for the morning or evening meeting"),
        ),
        WHY,
        BACK,
        FIND,
        HELP,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._evening = False

    def compose(self) -> ComposeResult:
        columns = (
            Column("", 10),
            Column(_("customer"), 14, flex=2, most=40),
            Column(_("what"), 30, flex=5),
        )
        lines = LineList(columns, id="sheet")
        yield from self.top(lines, above=(SaidLine(id="days"),), within=ListWithPane(self, lines))
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The lines of the sheet."""
        return self.query_one("#sheet", LineList)

    @property
    def ref_here(self) -> str | None:
        return None if self.list.key is None else self.list.key.rpartition("\n")[2]

    def refill(self) -> None:
        store, campaign, evening = self.desk.store, self.desk.campaign, self._evening

        def ask(now: Instant) -> MeetingSheet:
            return store.meeting_sheets.get(now=now, evening=evening, campaign=campaign)

        self.read(ask, self._show, group="sheet")
        self.query_one(ListWithPane).follow()

    def _show(self, sheet: MeetingSheet) -> None:
        parts, lags = sheet.parts, sheet.behind.lags
        counted = [shifts.sheet_counts(part, sheet.at) for part in parts]
        totals = [times.number(sum(of), at_least=lags) for of in zip(*counted, strict=True)]
        self.say_count(shifts.sheet_title(sheet))
        self.query_one("#days", SaidLine).say(shifts.sheet_days(sheet))
        self.say_empty(_("Nothing to report."), lags=lags)
        rows = [row for part in parts for row in _rows(part, sheet.at)]
        self.list.set_rows([_heading(_("total"), totals), *rows] if parts else [])

    def action_other_meeting(self) -> None:
        """Show the sheet of the other meeting of the day."""
        self._evening = not self._evening
        self.refill()


def _heading(who: str, counts: Sequence[str]) -> LineRow:
    overdue, still, promises, broken, exceptions = counts
    if (overdue, promises, exceptions) == ("0", "0", "0"):
        return LineRow(f"of {who}", (_("{who}: nothing to report").format(who=who), "", ""), section=True)
    said = _("{who}: overdue {overdue} ({still} still open), promises {promises} ({broken} not kept), exceptions {n}")
    said = said.format(who=who, overdue=overdue, still=still, promises=promises, broken=broken, n=exceptions)
    return LineRow(f"of {who}", (said, "", ""), section=True)


def _rows(part: SheetPart, now: Instant) -> Iterator[LineRow]:
    who = shifts.sheet_who(part.agent)
    yield _heading(who, [times.number(one) for one in shifts.sheet_counts(part, now)])
    rows: list[tuple[str, str, str, Cell]] = [
        *(
            (one.ref, _("overdue"), one.name, _toned(shifts.sheet_breach(one, now), bad=one.is_open))
            for one in part.breaches
        ),
        *(
            (
                one.ref,
                _("promises"),
                one.name,
                _toned(shifts.sheet_promise(one, now), bad=one.obligation.breach_at <= now),
            )
            for one in part.promises
        ),
        *((one.ref, _("exceptions"), one.customer, shifts.sheet_exception(one)) for one in part.exceptions),
    ]
    for number, (ref, kind, name, what) in enumerate(rows):
        yield LineRow(f"{who} {number}\n{ref}", (kind, name, what))


def _toned(said: str, *, bad: bool) -> Cell:
    return Toned(said, Tone.DANGER) if bad else said
