"""The scripts for a customer, to be read outside a call: those that a call would begin with come first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from callcenter.locale import N_, _, current
from callcenter.model import Direction, Instant
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.views.worklists.scripts import FilledScript, ScriptShelf
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.calls.script_panel import ScriptPanel
from callcenter.widgets.lines.prompts import KeyHints
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.wording import names

_A_FEW = 4
"""Lines that a key reads on."""


class ScriptsScreen(DeskScreen[None]):
    """All titles, and beside them the script under the cursor, filled for this customer."""

    CSS_PATH = "scripts.tcss"
    AUTO_FOCUS = "LineList"
    offers: ClassVar[Offers] = (
        KeyCommand("scripts.read_on", "right", "read_on", N_("scroll on"), N_("scroll the script forward")),
        KeyCommand("scripts.read_back", "left", "read_back", N_("scroll back"), N_("scroll the script back")),
        Mention("app.back", N_("back")),
        Mention("app.help", N_("help")),
    )

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__(desk)
        self.ref = ref

    def compose(self) -> ComposeResult:
        yield self.header()
        yield SaidLine(style="bold", id="title")
        with Horizontal(id="body"):
            yield LineList((Column(_("script"), 20, flex=1),), id="titles")
            yield ScriptPanel(id="script")
        yield self.footer()

    def refill(self) -> None:
        desk, ref = self.desk, self.ref

        def ask(now: Instant) -> tuple[str, ScriptShelf]:
            from callcenter.desk import script_shelf

            view = desk.store.details.get(ref, now=now, agent=desk.session.name)
            return view.name, script_shelf.shelf(desk, view, Direction.OUT, now, language=current())

        self.read(ask, self._arrived, group="scripts")

    def _arrived(self, found: tuple[str, ScriptShelf]) -> None:
        name, shelf = found
        self.query_one("#title", SaidLine).say(_("Scripts for {name}").format(name=name))
        self.query_one(ScriptPanel).load(shelf.scripts)
        scripts = {one.id: one for one in shelf.scripts}
        first = [scripts.pop(key) for key in shelf.proposed]
        rows = [*_part(_("for this call"), first), *_part(_("others"), scripts.values())]
        titles = self.query_one("#titles", LineList)
        titles.set_rows(rows)
        self.query_one(ScriptPanel).show(titles.key or "")
        if shelf.refused:
            said = _("{files} in the scripts folder cannot be used; callcenter scripts check FOLDER says why")
            self.query_one(KeyHints).say(said.format(files=names.listed(shelf.refused)))

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        self.query_one(ScriptPanel).show(event.key or "")

    def action_read_on(self) -> None:
        self.query_one(ScriptPanel).scroll_lines(_A_FEW)

    def action_read_back(self) -> None:
        self.query_one(ScriptPanel).scroll_lines(-_A_FEW)


def _part(heading: str, scripts: Iterable[FilledScript]) -> list[LineRow]:
    rows = [LineRow(one.id, (one.title,)) for one in scripts]
    return [LineRow(f" {heading}", (heading,), section=True), *rows] if rows else []
