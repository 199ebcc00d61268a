"""The outcome of an import beforehand: what would change of whom, and who would get whom."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from callcenter.views.customers.allocations import Allocated


class PreviewedField(Struct, frozen=True):
    """A field that an import would change: its name in a list, and the values as text. Of ``dates`` ``after`` names the
    new ones."""

    name: str
    before: str
    after: str


class PreviewedCustomer(Struct, frozen=True):
    """A known customer whom an import would change."""

    ref: str
    name: str
    fields: tuple[PreviewedField, ...]


class ImportPreview(Struct, frozen=True):
    """Outcome of rows, were they imported now: the counts of an import, and what would change of whom.

    ``allocated``: the new customers who would go round, in the order of the list, with whoever gets them and why;
    ``turns``: whose turn came last then, by campaign.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[PreviewedCustomer, ...] = ()
    allocated: tuple[Allocated, ...] = ()
    turns: Mapping[str, str] = field(default_factory=dict)
