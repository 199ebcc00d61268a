"""Rows on their way from a file into the store, and imports under way and done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from callcenter.model import ContactPersonFacts, Instant, Milestone, Stage, Touch

FIELDS = (
    "name",
    "company",
    "phone",
    "tier",
    "stage",
    "source",
    "owner",
    "timezone",
    "birthday",
    "created_at",
    "key",
    "revenue",
    "dates",
    "attributes",
)
"""The fields of a customer that a list may be told to fill only where they are empty: ``dates`` are the milestones,
``attributes`` all columns that mean nothing to the program."""


class StagedCustomer(Struct, frozen=True):
    """A good row of a customer list, checked and with instants, waiting to be published.

    None = the cell was empty, the stored value stays. ``owner`` '' = to the pool. ``campaign`` '' = the one that the
    customer is in, for a new one the default; another one moves the customer. ``phones`` are E.164. ``do_not_call``:
    the word of the list that says so, '' = it says nothing of it. ``persons``: contact persons, by name; what they lack
    is filled, what is known of them stays.
    """

    line: int
    ref: str
    campaign: str = ""
    name: str | None = None
    company: str | None = None
    phones: tuple[str, ...] | None = None
    tier: str | None = None
    stage: Stage | None = None
    source: str | None = None
    owner: str | None = None
    zone: str | None = None
    birthday: date | None = None
    created: Milestone | None = None
    key: bool | None = None
    revenue: str | None = None
    milestones: tuple[Milestone, ...] = ()
    attributes: Mapping[str, str] | None = None
    do_not_call: str = ""
    persons: tuple[ContactPersonFacts, ...] = ()
    tags: tuple[str, ...] = ()


class StagedTouch(Struct, frozen=True):
    """A good row of a list of touches, waiting to be published."""

    line: int
    ref: str
    touch: Touch


class KnownCustomer(Struct, frozen=True):
    """Stored customer, as an import looks a ref up."""

    ref: str
    campaign: str
    name: str
    tier: str | None


class ImportRow(Struct, frozen=True):
    """An import. ``state``: ``reading``, ``publishing``, ``done``, ``undoing``, ``undone``.

    ``counts``: ``new``, ``updated``, ``same`` (rows that changed nothing), ``do_not_call``, ``kept_owner``,
    ``kept_tier``, ``kept_stage``, ``kept_phone`` (rows that say otherwise of what was decided here) and whatever the
    reader put beside them, ``overdue`` (new customers who owe something that is late). ``overwrite``: the fields that
    it changes all the same. ``from_today``: what lies before it is history for its new customers. ``only_empty``: the
    fields of known customers that it fills only where they are empty; ``left_FIELD`` counts the values it left.
    ``allocate``: new customers without an owner go round in the rotation.
    """

    id: int
    kind: str
    filename: str
    digest: str
    actor: str
    state: str
    started_at: Instant
    finished_at: Instant | None
    left: int
    counts: Mapping[str, int]
    overwrite: tuple[str, ...] = ()
    from_today: bool = False
    only_empty: tuple[str, ...] = ()
    allocate: bool = False

    @property
    def under_way(self) -> bool:
        """Tell whether its rows are being published or taken back, by whatever program."""
        return self.state in ("publishing", "undoing")


class ImportFact(Struct, frozen=True):
    """Fact of an import that would have been a case (or ``finding``), had it happened here.

    See docs/rules.md#before-import.
    """

    ref: str
    name: str
    kind: str
    rule: str
    caused_at: Instant
