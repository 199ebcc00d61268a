"""The plain words in which the oracle is asked and answers, and what a rulebook supplies to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

When: TypeAlias = date | datetime
Window: TypeAlias = tuple[time, time]

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class OCampaign:
    """A list of customers under one rulebook; ``closed`` = (on public holidays too, the days given one by one).

    Two lists that are alike in everything else are told apart by ``name``: the cohorts of R15 and R21 are a list's.
    """

    timezone: str = "Asia/Shanghai"
    country: str = "CN"
    closed: tuple[bool, Sequence[date]] = (False, ())
    legal_start: time = time(8)
    legal_end: time = time(21)
    rulebook: str = "telesales"
    name: str = ""


@dataclass(frozen=True)
class OCustomer:
    """Customer as known; ``milestones`` stand in the order in which they were recorded.

    ``attributes`` are the columns that rulebooks classify by (docs/rules.md#columns), as they stand in the file.
    ``away`` and ``cases`` are stretches, None = it lasts; ``snoozes``: made, until, taken back.
    """

    ref: str
    tier: str | None
    stage: str
    owner: str | None
    timezone: str | None
    created_at: When | None
    imported_at: datetime
    key: bool = False
    milestones: Sequence[tuple[str, When]] = ()
    numbers: Sequence[str] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    birthday: date | None = None
    revenue: Decimal | None = None
    history_until: datetime | None = None
    updated_at: datetime | None = None
    owned_since: datetime | None = None
    pool_since: datetime | None = None
    away: Sequence[tuple[datetime, datetime | None]] = ()
    cases: Sequence[tuple[datetime, datetime | None]] = ()
    snoozes: Sequence[tuple[datetime, datetime, datetime | None]] = ()
    lifted: Sequence[datetime] = ()


@dataclass(frozen=True)
class OTouch:
    """One contact record."""

    at: datetime
    agent: str = ""
    channel: str = "call"
    direction: str = "out"
    disposition: str | None = None
    note: str = ""
    callback_at: datetime | None = None
    phone: str | None = None
    team: str | None = None


Member: TypeAlias = tuple[OCampaign, OCustomer, Sequence[OTouch]]


@dataclass(frozen=True)
class Milestone:
    """A milestone as an instant, with its campaign day and whether a time of day was given."""

    at: datetime
    day: date
    timed: bool


@dataclass(frozen=True)
class Attempt:
    """One attempt; several calls at different numbers within 10 minutes are one, standing at the last.

    See docs/rules.md#attempts.
    """

    first_at: datetime
    at: datetime
    reached: bool
    effective: bool


@dataclass(frozen=True)
class Obligation:
    """A touch that a rule asks for, as it stands at the instant that was asked about (docs/rules.md#obligations).

    ``task``: it never stands in the dial queue, whatever its channel.  ``stops_dialling``: R17, while it is owed the
    customer is not dialled.
    """

    rule: str
    channel: str
    due_at: datetime
    breach_at: datetime
    state: str
    commitment: bool = False
    task: bool = False
    stops_dialling: bool = False

    def plain(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "channel": self.channel,
            "due_at": self.due_at,
            "breach_at": self.breach_at,
            "state": self.state,
        }


@dataclass(frozen=True)
class Gate:
    """Something that keeps a customer from being offered, until when, and which obligations it keeps back.

    See docs/rules.md#why.
    """

    name: str
    opens_at: datetime | None
    keeps_back: Callable[[Obligation], bool]


@dataclass(frozen=True)
class Facts:
    """One customer as of T: touches after T do not count.  ``members``: the whole list, for cohorts.

    See docs/rules.md#as-of.
    """

    book: Book
    campaign: OCampaign
    customer: OCustomer
    now: datetime
    touches: Sequence[OTouch] = ()
    members: Sequence[Member] = ()


def no_tier(_: Facts) -> str | None:
    """A rulebook without tiers."""
    return None


def every_reach_counts(_: OTouch) -> bool:
    """A rulebook that sets no `effective` test: what reached is effective."""
    return True


def nobody(_: Facts) -> bool:
    """A rulebook without blocks prefers nobody."""
    return False


def theirs_and_the_pool(owner: str | None, agent: str) -> bool:
    """A's own customers and the pool (docs/rules.md#audience)."""
    return owner in (None, agent)


@dataclass(frozen=True)
class Pool:
    """Return to the pool: ``days`` of the tiers that are not named, None = never (docs/rules.md#r33)."""

    days: int | None
    tiers: Mapping[str, int]
    warning_days: int
    no_tier_as: str | None = None


@dataclass(frozen=True)
class Book:
    """Rules of one or two of docs/rules.md#rulebooks.

    ``rules``: what it asks for beside appointment, callback and retry; ``beginnings``: when rules that do not stand
    listed now will begin to ask for calls, as far as it can be known; ``counts``: its `effective` test beyond having
    reached; ``retries``: whether it sets `3 attempts within 48h`; ``report``: a lead is reported on within so many
    days, then every so many months; ``windows``: those of a day, none = the legal frame.
    """

    name: str
    rules: Callable[[Facts], list[Obligation]]
    beginnings: Callable[[Facts], list[datetime]]
    tiers: tuple[str, ...] = ()
    tier_of: Callable[[Facts], str | None] = no_tier
    windows: Callable[[date], Sequence[Window]] | None = None
    counts: Callable[[OTouch], bool] = every_reach_counts
    retries: bool = False
    report: tuple[int, int] | None = None
    pool: Pool | None = None
    is_preferred: Callable[[Facts], bool] = nobody
    is_offered_to: Callable[[str | None, str], bool] = theirs_and_the_pool
