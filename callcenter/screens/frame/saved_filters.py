"""The filters that somebody keeps for a list: one is looked for again, the present one kept under a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from callcenter.locale import N_, _
from callcenter.screens.frame.overlay import OverScreen
from callcenter.views.people.saved_filters import SavedFilter
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow


class SavedFiltersScreen(OverScreen[str | None]):
    """Closes with the text of the filter to look for, None for none.

    Where the list is filtered, a line asks for a name, and Enter keeps the filter; Tab goes to those that are kept.
    """

    CSS_PATH = "saved_filters.tcss"
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("save")),
        Mention("list.open", N_("use")),
        KeyCommand(
            "saved_filters.next_part",
            "tab",
            "next_part",
            N_("saved filters"),
            N_("go to the saved filters"),
            when="has_two_parts",
        ),
        KeyCommand(
            "saved_filters.remove", "x,f8", "remove", N_("remove"), N_("delete the saved filter"), when="can_remove"
        ),
        KeyCommand("saved_filters.back", "escape", "dismiss(None)", N_("back")),
    )

    def __init__(self, present: str, save: Callable[[str], None], remove: Callable[[str], None]) -> None:
        """``present``: the filter of the list now, '' = none."""
        super().__init__()
        self._present = present
        self._save = save
        self._remove = remove
        self._kept: dict[str, str] = {}
        self._known = False

    def compose(self) -> ComposeResult:
        columns = (Column(_("name"), 14, flex=1, most=24), Column(_("filter"), 20, flex=2))
        how = _("No saved filters yet: type one with f, then F saves it.")
        empty = _("No other saved filters.") if self._present else how
        with Vertical(id="box"):
            yield SaidLine(style="bold", id="title")
            if self._present:
                yield FormInput(hint=_("a name for this filter"), id="text")
            yield LineList(columns, empty=empty, id="filters")
            yield self.footer()

    def on_mount(self) -> None:
        said = _("Save the filter: {filter}").format(filter=self._present) if self._present else _("Saved filters")
        self.query_one("#title", SaidLine).say(said)
        (self.query_one("#text", FormInput) if self._present else self.query_one(LineList)).focus()
        if self._known:  # they may be quicker than the box
            self._draw()

    def show_filters(self, kept: Sequence[SavedFilter]) -> None:
        """Show those that are kept."""
        self._kept, self._known = {one.name: one.text for one in kept}, True
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        self.query_one(LineList).set_rows(LineRow(name, (name, text)) for name, text in self._kept.items())
        self.refresh_bindings()

    @property
    def can_remove(self) -> bool:
        """Tell whether the cursor is in the list, on a filter."""
        return bool(self._kept) and isinstance(self.focused, LineList)

    @property
    def has_two_parts(self) -> bool:
        """Tell whether there is a line beside the list."""
        return bool(self._present)

    def action_next_part(self) -> None:
        """Go to the filters that are kept, and back."""
        self.focus_next()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        name = event.value.strip()
        if not name:
            self.app.bell()
            return
        self._save(name)
        self.dismiss(None)

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        event.stop()
        self.dismiss(self._kept[event.key])

    def action_remove(self) -> None:
        """Forget the filter under the cursor."""
        name = self.query_one(LineList).key
        if name is not None:
            self._remove(name)
            del self._kept[name]
            self._draw()
