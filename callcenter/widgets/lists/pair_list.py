"""Pairs of customers who may be one and the same, a row a pair."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from callcenter.locale import _
from callcenter.views.customers.duplicates import DuplicatePair
from callcenter.views.customers.hits import FoundRow
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.wording import alikes, names


def pair_key(pair: DuplicatePair) -> str:
    """Return the key of a pair."""
    return f"{pair.first.ref} {pair.second.ref}"


class PairList(LineList):
    """Keys are those of :func:`pair_key`; the pair of the row with the cursor is :attr:`current`."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("customer"), 22, flex=2, most=50),
            Column(_("likely same as"), 22, flex=2, most=50),
            Column(_("why"), 20, flex=1, most=36),
            Column(_("owner"), 8, flex=1, most=16, from_width=100),
            Column(_("campaign"), 10, flex=1, most=20, from_width=100),
        )
        super().__init__(columns, id=id, classes=classes)
        self._pairs: dict[str, DuplicatePair] = {}

    def show_pairs(self, pairs: Iterable[DuplicatePair]) -> None:
        """Replace all."""
        self._pairs = {pair_key(pair): pair for pair in pairs}
        self.set_rows(_line(key, pair) for key, pair in self._pairs.items())

    @property
    def current(self) -> DuplicatePair | None:
        """The pair that the cursor is on."""
        return self._pairs.get(self.key or "")


def _line(key: str, pair: DuplicatePair) -> LineRow:
    first, second = pair.first, pair.second
    owners = dict.fromkeys(row.owner or _("pool") for row in (first, second))
    cells = (
        _customer(first),
        _customer(second),
        alikes.likeness(pair.likeness),
        names.listed(owners),
        first.campaign,
    )
    return LineRow(key, cells)


def _customer(row: FoundRow) -> Text:
    """Return the name with the ref: two of one name and one company look the same."""
    return customer_cell(row.name, f"{row.ref}  {row.company}".rstrip())
