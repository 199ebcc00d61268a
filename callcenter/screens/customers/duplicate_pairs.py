"""Everybody who may be somebody else: the likely duplicates of whole campaigns, for whoever puts them in order."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult

from callcenter.access import Right
from callcenter.locale import N_, _, ngettext
from callcenter.model import Instant
from callcenter.screens.customers.duplicates import DuplicatesScreen
from callcenter.screens.frame.desk import Desk, StoreChanged
from callcenter.screens.frame.filtered import SAVED_FILTERS
from callcenter.screens.frame.list_screen import BACK, FILTER, HELP, NO_FILTER, ListScreen
from callcenter.store import Store
from callcenter.views.customers.duplicates import DuplicatePair
from callcenter.views.people.saved_filters import FilteredList
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.pair_list import PairList, pair_key
from callcenter.wording import alikes

_MOST = 1_000
"""More pairs are not worked through in one sitting; when these are gone, the next ones come."""


class _Found(Struct, frozen=True):
    """Pairs of a campaign, and where the reading goes on: place among the campaigns and customer; None = all read."""

    pairs: tuple[DuplicatePair, ...]
    next: tuple[int, int | None] | None


class DuplicatePairsScreen(ListScreen[None]):
    """Read once when it opens, page by page: what others do meanwhile makes few new pairs and would restart it."""

    CSS_PATH = "duplicate_pairs.tcss"
    AUTO_FOCUS = "#pairs"
    filtered_list = FilteredList.DUPLICATES
    offers: ClassVar[Offers] = (
        Mention("list.open", N_("compare")),
        Mention("entry.send", N_("back to list")),
        NO_FILTER,
        KeyCommand(
            "pairs.two_people",
            "t,f3",
            "two_people",
            N_("not the same"),
            N_("mark as different people for good (supervisor)"),
            right=Right.MERGE_CUSTOMERS,
        ),
        KeyCommand("pairs.undo", "u,f9", "undo", N_("undo"), N_("undo the last mark")),
        FILTER,
        SAVED_FILTERS,
        BACK,
        HELP,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._pairs: dict[str, DuplicatePair] = {}
        self._next: tuple[int, int | None] | None = (0, None)
        self._opened: DuplicatePair | None = None
        self._marked: list[DuplicatePair] = []

    def compose(self) -> ComposeResult:
        yield from self.top(PairList(id="pairs"), _("filter: part of a name, company, owner, reason or ref"))
        yield self.footer()

    @property
    def list(self) -> PairList:
        """The pairs."""
        return self.query_one(PairList)

    # --- reading --------------------------------------------------------------------------------------------------

    def on_store_changed(self, event: StoreChanged) -> None:
        """See the class."""

    def refill(self) -> None:
        if self._opened is not None:
            self._look_again(self._opened)
            self._opened = None
        elif not self._pairs and self._next is not None:
            self._read_on()

    def _read_on(self) -> None:
        if self._next is None or len(self._pairs) >= _MOST:
            self.draw()
            return
        store, (place, after), only = self.desk.store, self._next, self.desk.campaign

        def ask(_now: Instant) -> _Found:
            campaigns = [row.name for row in store.campaigns.all() if only in (None, row.name)]
            if place >= len(campaigns):
                return _Found((), None)
            page = store.duplicates.pairs(campaigns[place], after=after)
            return _Found(page.pairs, (place + 1, None) if page.after is None else (place, page.after))

        self.read(ask, self._arrived, group="pairs")

    def _arrived(self, found: _Found) -> None:
        self._pairs |= {pair_key(pair): pair for pair in found.pairs}
        self._next = found.next
        self.draw()
        if self._next is not None:
            self._read_on()

    def _look_again(self, opened: DuplicatePair) -> None:
        """Look again, after a pair was worked on, which of those with one of the two still are a question."""
        refs = {opened.first.ref, opened.second.ref}
        asked = [pair for pair in self._pairs.values() if refs & {pair.first.ref, pair.second.ref}]
        store = self.desk.store

        def settled(_now: Instant) -> frozenset[str]:
            return frozenset(pair_key(pair) for pair in asked if not _stands(store, pair))

        self.read(settled, self._drop, group="again")

    def _drop(self, keys: frozenset[str]) -> None:
        self._pairs = {key: pair for key, pair in self._pairs.items() if key not in keys}
        self._read_on()

    # --- drawing --------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        line, count = self.query_one(FilterLine), len(self._pairs)
        shown = [pair for pair in self._pairs.values() if line.fits(_searched(pair))]
        said = ngettext("{n} pair of likely duplicates", "{n} pairs of likely duplicates", count).format(n=count)
        if self._next is not None:
            more = _("more to come") if count >= _MOST else _("still searching")
            said = f"{said} | {more}"
        self.say_count(said, len(shown) if line.words else None)
        if line.words:
            self.list.set_empty(_("No pair matches the filter."))
        elif self._next is None:
            self.list.set_empty(_("No likely duplicates."))
        self.list.show_pairs(shown)

    # --- working on them ------------------------------------------------------------------------------------------

    @property
    def ref_here(self) -> str | None:
        return None  # a row is two customers

    def open_row(self) -> None:
        """Compare the two: there they are merged, the second into the first."""
        pair = self.list.current
        if pair is not None:
            self._opened = pair
            self.app.push_screen(DuplicatesScreen(self.desk, pair.first.ref, pair.second.ref))

    def action_two_people(self) -> None:
        """Mark a pair as two people: not proposed again until a name or number of theirs changes."""
        pair = self.list.current
        if pair is None:
            return
        store = self.desk.store

        def done(_none: None) -> None:
            self._marked.append(pair)
            said = _("{first} and {second} are marked as different people.").format(
                first=pair.first.name, second=pair.second.name
            )
            self.notify(said, markup=False, timeout=4)
            self._drop(frozenset((pair_key(pair),)))

        self.write_once(
            pair_key(pair),
            lambda now, key: store.two_people.mark(pair.first.ref, pair.second.ref, key=key, now=now),
            done,
        )

    def action_undo(self) -> None:
        """Take the last of one's marks here back."""
        if not self._marked:
            self.notify(_("Nothing marked here to undo."), markup=False, timeout=3)
            return
        pair = self._marked.pop()
        store = self.desk.store

        def done(_none: None) -> None:
            said = _("Undone: {first} and {second} are likely duplicates again.")
            self.notify(said.format(first=pair.first.name, second=pair.second.name), markup=False, timeout=4)
            self._pairs = {pair_key(pair): pair, **self._pairs}
            self.draw()
            self.list.show_key(pair_key(pair))

        self.write(lambda now: store.two_people.unmark(pair.first.ref, pair.second.ref, now=now), done)


def _stands(store: Store, pair: DuplicatePair) -> bool:
    """Tell whether each of the two still is somebody's likely duplicate: the other one's."""
    ways = ((pair.first.ref, pair.second.ref), (pair.second.ref, pair.first.ref))
    return all(other in {row.customer.ref for row in store.duplicates.of(one)} for one, other in ways)


def _searched(pair: DuplicatePair) -> str:
    rows = (pair.first, pair.second)
    said = [part for row in rows for part in (row.name, row.company, row.ref, row.owner or "", row.campaign)]
    return "\n".join((*said, alikes.likeness(pair.likeness))).casefold()
