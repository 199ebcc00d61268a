"""An announcement in a box of its own, until it is confirmed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from callcenter.locale import N_, _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.people.notices import Notice
from callcenter.widgets.base.commands import KeyCommand, Offers
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.wording import times


class AnnouncementScreen(OverScreen[bool]):
    """The text, by whom and when. Closes with True where it was confirmed, by a key that nobody types by habit; put
    aside it stays in the line of notices."""

    CSS_PATH = "announcement.tcss"
    offers: ClassVar[Offers] = (
        KeyCommand("announcement.read", "f9", "dismiss(True)", N_("confirm"), N_("confirm: I have read it")),
        KeyCommand("announcement.later", "escape", "dismiss(False)", N_("later"), N_("read it later")),
    )

    def __init__(self, notice: Notice, zone: str) -> None:
        super().__init__()
        self.notice = notice
        self._zone = zone

    def compose(self) -> ComposeResult:
        by = SaidLine(style="bold", id="by")
        time = times.clock(self.notice.at, self._zone)
        by.say(_("{actor}, {time}").format(actor=self.notice.actor, time=time))
        with Vertical(id="box"):
            yield by
            yield Static(self.notice.params["text"], markup=False, id="text")
            yield self.footer()
