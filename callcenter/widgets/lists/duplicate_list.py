"""List of a customer's possible duplicates, of those merged into them already, and of others in their company."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.views.customers.customer import MergeRow
from callcenter.views.customers.duplicates import DuplicateRow, MarkedRow
from callcenter.views.customers.hits import FoundRow
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.wording import alikes, names, phones, times


class DuplicateList(LineList):
    """Four sections; the rows stay available (:attr:`duplicate`, :attr:`merged`, :attr:`marked`, :attr:`colleague`)."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("customer"), 20, flex=3, most=50),
            Column(_("ref"), 8, flex=1, most=20, from_width=100),
            Column(_("phone"), 13),
            Column(_("tier"), 1),
            Column(_("owner"), 8, flex=1, most=16),
            Column(_("why"), 20, flex=2, prior=True),
        )
        super().__init__(columns, id=id, classes=classes)
        self._duplicates: dict[str, DuplicateRow] = {}
        self._merged: dict[str, MergeRow] = {}
        self._colleagues: dict[str, FoundRow] = {}
        self._marked: dict[str, MarkedRow] = {}

    def show(
        self,
        duplicates: Iterable[DuplicateRow],
        merged: Iterable[MergeRow],
        colleagues: Sequence[FoundRow],
        marked: Iterable[MarkedRow],
        *,
        company: str,
        zone: str,
        country: str,
        now: Instant,
    ) -> None:
        """Replace all. ``zone`` and ``country`` are the campaign's."""
        self._duplicates = {f"duplicate {row.customer.ref}": row for row in duplicates}
        self._merged = {f"merged {row.ref}": row for row in merged}
        self._marked = {f"marked {row.customer.ref}": row for row in marked}
        self._colleagues = {f"colleague {row.ref}": row for row in colleagues}
        self.set_rows(self._lines(company, zone, country, now))

    def _lines(self, company: str, zone: str, country: str, now: Instant) -> Iterator[LineRow]:
        if self._duplicates:
            yield LineRow("duplicates", (_("Likely duplicates"),), section=True)
        for key, row in self._duplicates.items():
            why = alikes.likeness(row.likeness)
            if not row.mergeable:
                why = _("{why}; in {campaign}").format(why=why, campaign=row.customer.campaign)
            yield _line(key, row.customer, why, country)
        if self._merged:
            yield LineRow("merged", (_("Merged into this customer"),), section=True)
        for key, merge in self._merged.items():
            when = names.told((times.day_of(merge.at, zone, now), merge.actor))
            yield LineRow(key, (customer_cell(merge.name, merge.ref), merge.ref, "", "", "", when))
        if self._marked:
            yield LineRow("marked", (_("Similar, but different people"),), section=True)
        for key, mark in self._marked.items():
            yield _line(key, mark.customer, names.told((times.day_of(mark.at, zone, now), mark.actor)), country)
        if self._colleagues:
            yield LineRow("colleagues", (_("Others at {company}").format(company=company),), section=True)
        for key, colleague in self._colleagues.items():
            yield _line(key, colleague, names.stage(colleague.stage), country)

    @property
    def duplicate(self) -> DuplicateRow | None:
        """The likely duplicate that the cursor is on."""
        return self._duplicates.get(self.key or "")

    @property
    def merged(self) -> MergeRow | None:
        """The merged customer that the cursor is on."""
        return self._merged.get(self.key or "")

    @property
    def marked(self) -> MarkedRow | None:
        """The one under the cursor who was said to be somebody else."""
        return self._marked.get(self.key or "")

    def go_to(self, ref: str) -> bool:
        """Put the cursor on a likely duplicate; False where they are none."""
        return self.show_key(f"duplicate {ref}")

    @property
    def colleague(self) -> FoundRow | None:
        """The colleague that the cursor is on."""
        return self._colleagues.get(self.key or "")

    @property
    def other(self) -> FoundRow | None:
        """The customer of their own that the cursor is on: a likely duplicate, one marked as none, a colleague."""
        alike = self.duplicate or self.marked
        return alike.customer if alike is not None else self.colleague


def _line(key: str, row: FoundRow, why: str, country: str) -> LineRow:
    phone = phones.masked(row.phone, country) if row.phone else "-"
    cells = (customer_cell(row.name, row.company), row.ref, phone, names.tier(row.tier), row.owner or _("pool"), why)
    return LineRow(key, cells)
