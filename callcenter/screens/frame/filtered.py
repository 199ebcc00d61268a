"""Base of the screens whose list can be filtered: filters are kept under a name, and looked for again."""

from __future__ import annotations

from typing import ClassVar

from callcenter.locale import N_
from callcenter.screens.frame.desk import DeskScreen, ResultT
from callcenter.views.people.saved_filters import FilteredList, SavedFilter
from callcenter.widgets.base.commands import KeyCommand

SAVED_FILTERS = KeyCommand("filters.open", "F", "saved_filters", meaning=N_("saved filters: use one, or save this one"))


class FilteredScreen(DeskScreen[ResultT]):
    """A screen with one filter line. ``filtered_list``: the list whose filters are kept; None = none are."""

    filtered_list: ClassVar[FilteredList | None] = None

    def action_saved_filters(self) -> None:
        """Keep the present filter under a name, or look for one that is kept."""
        from callcenter.screens.frame.saved_filters import SavedFiltersScreen
        from callcenter.widgets.forms.form import FilterEntry

        store, agent, place = self.desk.store, self.desk.session.name, self.filtered_list
        if place is None:
            return
        present = next((entry.value for entry in self.query(FilterEntry)), "").strip()

        async def chosen(text: str | None) -> None:
            if text is not None:
                await self.put_filter(text)

        def save(name: str) -> None:
            kept = SavedFilter(name, present)
            self.write(lambda now: store.saved_filters.save(agent, place, kept, now=now))

        def remove(name: str) -> None:
            self.write(lambda now: store.saved_filters.remove(agent, place, name, now=now))

        box = SavedFiltersScreen(present, save, remove)
        self.app.push_screen(box, chosen)
        # The box is there at once, for whoever types on; the filters come to it.
        self.read(lambda _now: store.saved_filters.all(agent, place), box.show_filters, group="filters")

    async def put_filter(self, text: str) -> None:
        """Look for something that nobody typed here."""
        from callcenter.widgets.lists.filter_line import FilterLine

        self.query_one(FilterLine).put(text)
