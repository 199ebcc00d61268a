"""Customers without a phone number (``N``): nobody can dial them until one is added (docs/rules.md#never-offered)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from callcenter.access import Right
from callcenter.desk.forms.customer_form import no_number
from callcenter.desk.typed_numbers import NoNumber, read_labelled
from callcenter.locale import N_, _, ngettext
from callcenter.model import Instant
from callcenter.screens.frame.desk import Desk
from callcenter.screens.frame.filtered import SAVED_FILTERS
from callcenter.screens.frame.list_screen import BACK, FILTER, HELP, NO_FILTER, OPEN, ListScreen
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.hits import FoundRow
from callcenter.views.people.saved_filters import FilteredList
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.forms.form import FormInput
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.wording import names


class _NumberEntry(FormInput):
    """The line for a number. Escape puts it away."""

    offers: ClassVar[Offers] = (
        KeyCommand("without_number.leave", "escape", "leave", meaning=N_("leave without adding a number")),
    )

    def action_leave(self) -> None:
        self.value = ""
        self.post_message(self.Submitted(self, ""))


class WithoutNumberScreen(ListScreen[None]):
    """An agent sees their own customers and the pool, a supervisor everybody."""

    CSS_PATH = "without_number.tcss"
    AUTO_FOCUS = "#customers"
    filtered_list = FilteredList.WITHOUT_NUMBER
    offers: ClassVar[Offers] = (
        Mention("entry.send", N_("save")),
        Mention("without_number.leave", N_("back")),
        NO_FILTER,
        KeyCommand("without_number.add", "e,f2", "add", N_("add number"), N_("add a number"), when="has_rows"),
        OPEN,
        FILTER,
        SAVED_FILTERS,
        BACK,
        HELP,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: dict[str, FoundRow] = {}
        self._adding: FoundRow | None = None

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("tier"), 1),
            Column(_("customer"), 20, flex=3, most=60),
            Column(_("owner"), 8, flex=1, most=14),
            Column(_("campaign"), 10, flex=1, most=20),
            Column(_("stage"), 11, from_width=100),
            Column(_("ref"), 10, flex=1, most=20),
        )
        yield from self.top(
            LineList(columns, empty=_("Every customer has a number."), id="customers"),
            _("filter: part of a name, company, campaign or ref"),
        )
        yield _NumberEntry(hint=_("number: 138 1234 5678"), id="number")
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The customers."""
        return self.query_one("#customers", LineList)

    @property
    def has_rows(self) -> bool:
        """Tell whether there is a customer to add a number to, and none is being added."""
        return bool(self._found) and self._adding is None

    @property
    def can_filter(self) -> bool:
        return self.has_rows

    def refill(self) -> None:
        store, session = self.desk.store, self.desk.session
        agent = None if session.may(Right.SEE_ALL_CUSTOMERS) else session.name
        campaign = self.desk.campaign
        self.read(
            lambda _now: store.lookup.without_number(agent=agent, campaign=campaign), self._show, group="customers"
        )

    def _show(self, found: tuple[FoundRow, ...]) -> None:
        self._found = {row.ref: row for row in found}
        self.refresh_bindings()
        self.draw()

    def draw(self) -> None:
        line, count = self.query_one(FilterLine), len(self._found)
        shown = [row for row in self._found.values() if line.fits(_searched(row))]
        # The empty list says it.
        said = ngettext("{n} customer without a number", "{n} customers without a number", count) if count else ""
        said = said.format(n=count)
        self.say_count(said, len(shown) if line.words else None)
        self.list.set_empty(_("None of them match the filter.") if self._found else _("Every customer has a number."))
        self.list.set_rows(
            LineRow(
                row.ref,
                (
                    names.tier(row.tier),
                    customer_cell(row.name, row.company),
                    row.owner or _("pool"),
                    row.campaign,
                    names.stage(row.stage),
                    row.ref,
                ),
            )
            for row in shown
        )

    def action_add(self) -> None:
        """Type a number for the customer under the cursor."""
        self._adding = self._found.get(self.list.key or "")
        if self._adding is None:
            self.app.bell()
            return
        entry = self.query_one(_NumberEntry)
        entry.display = True
        entry.focus()
        self.refresh_bindings()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        row = self._adding
        if not event.value.strip() or row is None:
            self._put_away()
            return
        store, typed = self.desk.store, event.value

        def save(now: Instant, key: str) -> str:
            country = store.details.get(row.ref, now=now).campaign.frame.country
            try:
                label, numbers = read_labelled(typed, country)
            except NoNumber as bad:
                return no_number(bad)
            labels = {number.partition(";")[0]: label for number in numbers if label}
            store.customers.edit(row.ref, CustomerChanges(phones=numbers, labels=labels), key=key, now=now)
            return ""

        def saved(refused: str) -> None:
            if refused:
                self.app.bell()
                self.notify(refused, markup=False, severity="warning", timeout=4)
                return
            self.notify(_("Number added for {customer}.").format(customer=row.name), markup=False, timeout=3)
            self._put_away()
            self.refill()

        self.write_once(f"number {row.ref}", save, saved)

    def _put_away(self) -> None:
        self._adding = None
        entry = self.query_one(_NumberEntry)
        entry.begin("")
        entry.display = False
        self.list.focus()
        self.refresh_bindings()


def _searched(row: FoundRow) -> str:
    return "\n".join((row.name, row.company, row.campaign, row.ref, row.owner or ""))
