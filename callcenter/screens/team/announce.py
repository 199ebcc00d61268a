"""Announcing a text from the team overview: to everybody, a unit or one person of one's scope.

The text has the focus and everybody is chosen: arrows choose somebody else, a part of a name narrows the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from callcenter.locale import N_, _, ngettext
from callcenter.screens.frame.desk import DeskScreen
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.people.notices import Addressee
from callcenter.views.upkeep.trouble import StoreError
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.wording import problems
from callcenter.wording.notices import addressee


class Announced(Struct, frozen=True):
    """A text and the one for whom it is."""

    to: Addressee
    text: str


class AnnounceScreen(OverScreen[Announced | None]):
    """The text, and below it those who can be told. Closes with both, None where it was left."""

    CSS_PATH = "announce.tcss"
    AUTO_FOCUS = "#text"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("announce")),
        KeyCommand("announcement.next", "down", "move('down')", N_("next"), N_("next unit or person")),
        KeyCommand("announcement.narrow", "tab,shift+tab", "narrow", N_("search"), N_("search for a unit or person")),
        KeyCommand("announcement.back", "escape", "dismiss(None)", N_("back")),
        KeyCommand("announcement.previous", "up", "move('up')", meaning=N_("previous unit or person")),
        KeyCommand("announcement.page_down", "pagedown", "move('page_down')", meaning=N_("page down")),
        KeyCommand("announcement.page_up", "pageup", "move('page_up')", meaning=N_("page up")),
    )

    def __init__(self, found: Sequence[Addressee], again: Announced | None = None, trouble: str = "") -> None:
        """``again``: what was typed before, and did not reach the store; ``trouble``: the reason in words."""
        super().__init__()
        self._found = {_key(one): one for one in found}
        self._again = again
        self._trouble = trouble

    def compose(self) -> ComposeResult:
        columns = (Column(_("to"), 12, flex=2), Column(_("unit"), 8, flex=1), Column(_("people"), 7, right=True))
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="question")
            yield FormInput("" if self._again is None else self._again.text, hint=_("text"), id="text")
            yield FormInput(hint=_("part of the name of a unit or person"), id="part")
            yield LineList(columns, empty=_("No match."), id="addressees")
            yield SaidLine(style="bold", id="trouble")
            yield self.footer()

    def on_mount(self) -> None:
        self._show("")
        self.query_one("#text", FormInput).select_on_focus = False  # back in it, one goes on typing
        if self._again is not None and not self.query_one(LineList).show_key(_key(self._again.to)):
            # Gone meanwhile: nobody is chosen, as everybody must not get what was for one.
            self.query_one("#part", FormInput).value = addressee(self._again.to)
        self._say()
        self.query_one("#trouble", SaidLine).say(self._trouble)

    def _show(self, part: str) -> None:
        rows = ((one, LineRow(key, (addressee(one), one.team, str(one.people)))) for key, one in self._found.items())
        listed = self.query_one(LineList)
        listed.set_rows(())
        listed.set_rows(row for one, row in rows if part in addressee(one).casefold())

    def _say(self) -> None:
        to = self._found.get(self.query_one(LineList).key or "")
        said = _("Announcement to: {who}").format(who=addressee(to)) if to is not None else _("Announcement to no one")
        self.query_one("#question", SaidLine).say(said)

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        event.stop()
        self._say()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        event.stop()
        self.query_one("#text").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "part":
            self._show(event.value.strip().casefold())
            self._say()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        to, text = self._found.get(self.query_one(LineList).key or ""), self.query_one("#text", FormInput)
        if event.input.id == "part" and to is not None:
            text.focus()
        elif to is None or not text.value.strip():
            self.app.bell()
        else:
            self.dismiss(Announced(to, text.value.strip()))

    def action_move(self, way: str) -> None:
        getattr(self.query_one(LineList), f"action_cursor_{way}")()

    def action_narrow(self) -> None:
        """Go from the text to the search, and back."""
        self.query_one("#text" if self.query_one("#part").has_focus else "#part").focus()


def announce(screen: DeskScreen[Any], again: Announced | None = None, trouble: str = "") -> None:
    """Ask for a text and for whom it is, and announce it; what the store refuses stands in the form again."""
    store = screen.desk.store

    def answered(asked: Announced | None) -> None:
        if asked is None:
            return

        def told(readers: int) -> None:
            said = ngettext("Sent to {n} person.", "Sent to {n} people.", readers)
            screen.notify(said.format(n=readers), markup=False, timeout=3)

        def refused(error: StoreError) -> None:
            if screen.is_open:
                announce(screen, asked, problems.trouble(error.code, error.params))

        to = asked.to
        screen.write_once(
            f"announce {_key(to)} {asked.text}",
            lambda now, key: store.announcements.make(
                asked.text, unit=to.unit or None, agent=to.agent or None, key=key, now=now
            ),
            told,
            refused,
        )

    def ask(found: tuple[Addressee, ...]) -> None:
        if found:
            screen.app.push_screen(AnnounceScreen(found, again, trouble), answered)
        else:
            screen.notify(_("There is no one to tell."), markup=False, severity="warning", timeout=4)

    screen.read(lambda _now: store.announcements.addressees(), ask, group="addressees")


def _key(one: Addressee) -> str:
    return f"u {one.unit}" if one.unit else f"a {one.agent}"
