"""One customer whole, and what can be changed of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from callcenter.model import Facts, GroupGates, History, Instant, Plan, WhyNot
from callcenter.views.customers.contact_persons import ContactPerson
from callcenter.views.customers.log import TouchRow

if TYPE_CHECKING:
    from callcenter.views.customers.timeline import TimelinePage
    from callcenter.views.upkeep.campaigns import CampaignRow
    from callcenter.views.worklists.cases import CaseRow


class TierChange(Struct, frozen=True):
    """A change of tier, kept for good."""

    at: Instant
    actor: str
    old: str | None
    new: str | None
    reason: str


class MergeRow(Struct, frozen=True):
    """A customer who was merged into another; ``withdrawn_at`` None while that holds, else when they were split."""

    ref: str
    name: str
    at: Instant
    actor: str
    withdrawn_at: Instant | None
    withdrawn_by: str


class CustomerView(Struct, frozen=True):
    """Everything the detail screen shows; of the timeline the newest page. ``attributes`` are the columns that the
    program has no field for."""

    ref: str
    name: str
    company: str
    campaign: CampaignRow
    facts: Facts
    history: History
    plan: Plan
    why: WhyNot
    gates: GroupGates
    timeline: TimelinePage
    cases: tuple[CaseRow, ...]
    tiers: tuple[TierChange, ...]
    attributes: Mapping[str, str]
    revenue: str
    birthday: date | None
    provisional_tier: bool
    tier_choices: tuple[str, ...]
    pinned: str = ""
    held_by: str = ""
    """The agent who has them, or one with a number of theirs, on the line or claimed; '' for nobody else."""
    colleague: str = ""
    """The owner where that is a colleague of the one who asks and the rulebook leaves them to the owner, else ''."""
    stands_in_for: str = ""
    """The absent owner for whom the one who asks stands in (docs/rules.md#absence), else ''."""
    merges: tuple[MergeRow, ...] = ()
    extensions: Mapping[str, str] = field(default_factory=dict)
    """People to ask for behind each of the numbers; several of one number with commas between."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Labels of the numbers: mobile, office."""
    tags: tuple[str, ...] = ()
    persons: tuple[ContactPerson, ...] = ()
    """Contact persons, in the order in which they were recorded."""
    referrer: Referral | None = None
    referred: tuple[Referral, ...] = ()
    """Customers whom this one recommended, the newest first."""
    dead_numbers: frozenset[str] = frozenset()
    """Numbers that their newest call found suspended or invalid (docs/rules.md#dead-numbers)."""
    barred_by: ListedAs | None = None
    """The list that keeps everybody from calling them; None where no list does, or a later call did."""

    @property
    def number(self) -> str:
        """The number that is dialled and written to unless somebody chooses another: the first that lives, the first
        where none does, '' without any."""
        numbers = self.facts.numbers
        return next((one for one in numbers if one not in self.dead_numbers), numbers[0] if numbers else "")

    def person_at(self, number: str) -> ContactPerson | None:
        """The contact person whose number this is, None for nobody's."""
        return next((one for one in self.persons if number in one.numbers), None)

    @property
    def touches(self) -> tuple[TouchRow, ...]:
        """The newest contacts, those that count no longer too; all of them are in the timeline's pages."""
        return tuple(entry for entry in self.timeline.entries if isinstance(entry, TouchRow))


class ListedAs(Struct, frozen=True):
    """The word by which a list, a file, said that nobody may call a customer or a number of theirs."""

    file: str
    word: str


class Referral(Struct, frozen=True):
    """The other one of two customers, of whom one recommended the other at ``at``.

    ``outside``: they lie outside the scope of the one who asked, who is told their ref and owner and nothing else.
    """

    ref: str
    name: str
    at: Instant
    owner: str | None = None
    outside: bool = False


class NewCustomer(Struct, frozen=True):
    """Data of ``a`` (new customer) and of an unknown incoming number. ``referrer``: the ref of who recommended us.

    ``allocate``: without an ``owner`` they go to the agent whom they ``named``, else to whose turn it is.
    """

    name: str
    phone: str
    company: str = ""
    tier: str | None = None
    source: str = ""
    owner: str | None = None
    campaign: str = ""
    inquiry: bool = True
    referrer: str = ""
    allocate: bool = False
    named: str | None = None


class Cleared(Enum):
    """Mark of a fact that is to be known no longer, where None says that it stays."""

    CLEARED = "cleared"


class CustomerChanges(Struct, frozen=True):
    """Changes of a customer; None = stays as it is. ``phones`` replaces all numbers:
    E.164, with an extension ``+862155551234;ext=8001``; ``labels`` by E.164 number what they are called.

    Texts are cleared by an empty one, numbers by none.
    """

    name: str | None = None
    company: str | None = None
    phones: tuple[str, ...] | None = None
    labels: Mapping[str, str] | None = None
    source: str | None = None
    zone: str | None = None
    birthday: date | Cleared | None = None
    key: bool | None = None
    revenue: str | None = None
    attributes: Mapping[str, str] | None = None
    pinned: str | None = None
