"""Notes and announcements, the newest first, and who has confirmed them."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from callcenter.locale import _, ngettext
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.list_screen import BACK, FIND, HELP, ListScreen
from callcenter.views.people.notices import Announcement
from callcenter.widgets.base.commands import Offers
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow, Tone
from callcenter.wording import names, times
from callcenter.wording.notices import addressee


class AnnouncementsScreen(ListScreen[None]):
    """One row an announcement; below the list the people who have not confirmed the one under the cursor."""

    AUTO_FOCUS = "#announcements"
    mode = "team"
    offers: ClassVar[Offers] = (BACK, FIND, HELP)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: dict[str, Announcement] = {}

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("time"), 11),
            Column(_("by"), 8, flex=1, most=16),
            Column(_("to"), 8, flex=1, most=16),
            Column(_("read"), 7, right=True),
            Column(_("text"), 20, flex=5, prior=True),
        )
        yield from self.top(LineList(columns, empty=_("Nothing announced yet."), id="announcements"))
        yield SaidLine(id="unread")
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The announcements."""
        return self.query_one("#announcements", LineList)

    def refill(self) -> None:
        store = self.desk.store
        self.read(lambda now: store.announcements.all(), self._show, group="announcements")

    def _show(self, found: tuple[Announcement, ...]) -> None:
        self._found = {str(one.id): one for one in found}
        self.say_count(ngettext("{n} announcement", "{n} announcements", len(found)).format(n=len(found)))
        self.draw()

    def draw(self) -> None:
        self.list.set_rows(
            LineRow(
                str(one.id),
                (
                    times.near(one.at, self.desk.zone, self.desk.now),
                    one.actor,
                    addressee(one),
                    f"{one.read}/{len(one.receipts)}",
                    one.text,
                ),
                Tone.PLAIN if one.read < len(one.receipts) else Tone.MUTED,
            )
            for one in self._found.values()
        )
        self.explain()

    def explain(self) -> None:
        one = self._found.get(self.list.key or "")
        said = ""
        if one is not None:
            unread = [receipt.agent for receipt in one.receipts if receipt.read_at is None]
            said = _("not read by: {names}").format(names=names.listed(unread)) if unread else _("read by everybody")
        self.query_one("#unread", SaidLine).say(said)

    def open_row(self) -> None:
        """See the class: the row says all that there is."""
