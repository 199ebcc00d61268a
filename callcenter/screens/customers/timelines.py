"""A customer's timeline on a screen, page by page: so many contacts are in the list as somebody goes to see.

Somebody with thousands of contacts opens as fast as one with ten, and the first and the last of them are a key away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from callcenter.model import Instant
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.store import Store
from callcenter.views.customers.log import TouchRow
from callcenter.views.customers.timeline import Entry, Position, TimelinePage
from callcenter.widgets.lists.history import Timeline, entry_key, searched
from callcenter.widgets.lists.line_list import Edge

PAGE = 200
_EVERYTHING = 1_000_000
_MOST_LEAPS = 5
"""Times that an end is asked for: one that cannot be read holds up nothing for good."""

_Reading: TypeAlias = Callable[[Store, str, list[str]], TimelinePage]


class TimelinePages:
    """Pages of the one timeline of a screen."""

    def __init__(self, screen: DeskScreen[Any], ref: str) -> None:
        self.ref = ref
        self.wanted = ""
        """Words; an entry is shown where it has them all."""
        self.entries: Mapping[str, Entry] = {}
        """Entries in the list, by the key of their row."""
        self._screen = screen
        self._desk: Desk = screen.desk
        self._leap: Edge | None = None
        self._leaps = 0
        self._newer: Position | None = None
        self._older: Position | None = None

    @property
    def _timeline(self) -> Timeline:
        return self._screen.query_one(Timeline)

    def refill(self) -> None:
        """Read again the stretch that is shown."""
        if self._leap is not None and self._leaps < _MOST_LEAPS:
            self._go_to_end(self._leap)
            return
        contacts = sum(isinstance(entry, TouchRow) for entry in self.entries.values())
        below, loaded = self._newer, max(1, -(-contacts // PAGE)) * PAGE
        self._read(lambda store, ref, words: _page(store, ref, words, below=below, limit=loaded), self.show)

    def begin(self, ref: str, wanted: str = "") -> None:
        """Begin with somebody else, or other words: from the newest on."""
        if self.entries:
            self._timeline.set_rows(())
        self.ref, self.wanted, self.entries, self._newer, self._older = ref, wanted, {}, None, None
        self.refill()

    def wants(self, edge: Edge) -> None:
        """Read on where the list has come near an edge, or goes to an end of what there is."""
        newer, older = self._newer, self._older
        if edge in (Edge.FIRST, Edge.LAST):
            self._leaps = 0
            self._go_to_end(edge)
        elif self._leap is not None:
            return  # the end that is on its way takes the place of all this
        elif edge is Edge.AFTER and older is not None:
            self._read(lambda store, ref, words: _page(store, ref, words, below=older), self._show_older)
        elif edge is Edge.BEFORE and newer is not None:
            self._read(lambda store, ref, _words: store.timelines.page(ref, above=newer), self._show_newer)

    def _go_to_end(self, edge: Edge) -> None:
        """Read an end of what there is; asked again where something is saved before the answer comes."""
        self._leap = edge
        self._leaps += 1
        if edge is Edge.FIRST:
            self._read(_page, self._show_first)
        elif self.wanted:
            limit = _EVERYTHING
            self._read(lambda store, ref, words: _page(store, ref, words, limit=limit), self._show_last)
        else:
            self._read(lambda store, ref, _words: store.timelines.page(ref, oldest=True), self._show_last)

    def _read(
        self, work: Callable[[Store, str, list[str]], TimelinePage], then: Callable[[TimelinePage], None]
    ) -> None:
        store, ref, words = self._desk.store, self.ref, self.wanted.casefold().split()
        self._screen.read(lambda _now: work(store, ref, words), then, group="timeline")

    def show(self, page: TimelinePage) -> None:
        """Replace what is in the list by a page."""
        self._place(page.newer, page.older)
        self._leap = None
        self.entries = _by_key(page)
        self._timeline.zone = page.zone
        self._timeline.show_page(page, self._now)

    def _show_first(self, page: TimelinePage) -> None:
        self.show(page)
        self._timeline.action_cursor_first()

    def _show_last(self, page: TimelinePage) -> None:
        self.show(page)
        self._timeline.action_cursor_last()

    def _show_older(self, page: TimelinePage) -> None:
        self._place(self._newer, page.older)
        self.entries = {**self.entries, **_by_key(page)}
        self._timeline.show_older(page, self._now)

    def _show_newer(self, page: TimelinePage) -> None:
        self._place(page.newer, self._older)
        self.entries = {**_by_key(page), **self.entries}
        self._timeline.show_newer(page, self._now)

    def _place(self, newer: Position | None, older: Position | None) -> None:
        self._newer, self._older = newer, older

    @property
    def _now(self) -> Instant:
        return self._desk.now


def _by_key(page: TimelinePage) -> dict[str, Entry]:
    return {entry_key(entry): entry for entry in page.entries}


def _page(
    store: Store, ref: str, words: list[str], *, below: Position | None = None, limit: int = PAGE
) -> TimelinePage:
    """The entries with these words below a place; as many pages are read as it takes to find so many."""
    page = store.timelines.page(ref, below=below, limit=limit if not words else PAGE)
    if not words:
        return page
    found = _having(page, words)
    while len(found) < limit and page.older is not None:
        page = store.timelines.page(ref, below=page.older)
        found += _having(page, words)
    # Further down there may be more with these words.
    total = len(found) if page.older is None else None
    return TimelinePage(tuple(found), below, page.older, total, page.zone)


def _having(page: TimelinePage, words: list[str]) -> list[Entry]:
    return [entry for entry in page.entries if all(word in searched(entry) for word in words)]
