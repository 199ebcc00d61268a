"""The typed rulebook: one organisation's written rules (RULES §1, §4). ``rulebook_reader`` makes it from TOML.

Rule ids in a loaded book are whole (``telesales.intro.N+1``); in the file they stand without the book's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from callcenter.model import Channel, Disposition, MilestoneKind
from callcenter.workdays import CENTURY, Hours, Span

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_T = TypeVar("_T")

Positive = Annotated[int, Meta(ge=1, le=1_000_000)]
Natural = Annotated[int, Meta(ge=0, le=1_000_000)]
Years = Annotated[int, Meta(ge=1, le=100)]
Months = Annotated[int, Meta(ge=1, le=1200)]
DayNumber = Annotated[int, Meta(ge=0, le=CENTURY)]
Identifier = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]*$")]


class Reason(StrEnum):
    """The kind of reason that a follow-up gives the agent for calling (RULES R8)."""

    SERVICE = "service"
    CONVERSION = "conversion"
    LONG_TERM = "long_term"


class Counts(StrEnum):
    """Which touches a recurring rule counts: those that qualify for its channel, or every one that reached."""

    QUALIFYING = "qualifying"
    REACHED = "reached"


class Base(StrEnum):
    """Which touches a recurring rule may count from: the newest, whenever it was, or only since it began."""

    NEWEST = "newest"
    SINCE_START = "since_start"


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Term(Strict, frozen=True, kw_only=True):
    """Contracts of ``years`` and more: the phase begins ``months`` before their end (RULES R2, renewal)."""

    years: Years
    months: Months


class Phase(Strict, frozen=True, kw_only=True):
    """A stretch of a customer's life in which rules apply.

    It begins at a milestone, or at the signing; ``lasts`` runs to 24:00 of that day; ``ends_on`` ends it at the
    instant of that fact if it lies at or after the beginning; ``until`` ends it at 24:00 of another milestone's
    day. With ``before_end`` it begins only so many months before ``until``, by the length of the contract.
    """

    starts: str
    lasts: Span | None = None
    ends_on: tuple[str, ...] = ()
    until: MilestoneKind | None = None
    before_end: tuple[Term, ...] = ()
    unknown_length_months: Months | None = None


class Rule(Strict, frozen=True, kw_only=True, tag_field="kind"):
    """What every kind of rule has. ``tiers`` empty = all; ``opening`` = a call of the inquiry (lane fresh)."""

    id: Identifier
    channel: Channel
    phase: str
    tiers: tuple[str, ...] = ()
    task: bool = False
    opening: bool = False
    reason: Reason | None = None


class DayRule(Rule, frozen=True, kw_only=True, tag="day"):
    """A touch on day N+``day``: due 00:00, breached 24:00 (RULES §2.3, cadence day)."""

    day: DayNumber


class WindowRule(Rule, frozen=True, kw_only=True, tag="window"):
    """A touch on day N+``first`` to N+``last`` (RULES §2.3, window)."""

    first: DayNumber
    last: DayNumber


class WithinRule(Rule, frozen=True, kw_only=True, tag="within"):
    """A touch within a time of the phase's milestone (RULES §2.3, within)."""

    within: Span


class EveryRule(Rule, frozen=True, kw_only=True, tag="every"):
    """A touch at least every ``interval``, or ``times`` in it (RULES §2.3, recurring).

    It begins with its phase, or at 00:00 of day N+``from_day``, or with the customer's first touch of disposition
    ``from_touch``, whichever is the latest. ``due_after`` replaces the usual lead: due that long after the base.
    ``maintains``: a customer reached within the interval counts as in maintenance (RULES §2.4, segments).
    """

    interval: Span
    times: Positive = 1
    from_day: DayNumber | None = None
    from_touch: Disposition | None = None
    due_after: Span | None = None
    counts: Counts = Counts.QUALIFYING
    base: Base = Base.NEWEST
    maintains: bool = False


AnyRule = DayRule | WindowRule | WithinRule | EveryRule


class CaseRule(Strict, frozen=True, kw_only=True, tag_field="kind"):
    """What every kind of exception case has (RULES R1)."""

    id: Identifier


class NoTouchCase(CaseRule, frozen=True, kw_only=True, tag="no_touch"):
    """A case when no touch of ``channel`` came within a time of the phase's beginning."""

    phase: str
    channel: Channel
    within: Span
    tiers: tuple[str, ...] = ()


class DispositionCase(CaseRule, frozen=True, kw_only=True, tag="disposition"):
    """A case for each call that ended so."""

    disposition: Disposition


class RetrySpentCase(CaseRule, frozen=True, kw_only=True, tag="retry_spent"):
    """A case when a retry round is spent (RULES §2.3, retry)."""


AnyCase = NoTouchCase | DispositionCase | RetrySpentCase


class FindingRule(Strict, frozen=True, kw_only=True, tag_field="kind"):
    """What every kind of finding has; ``amount`` is the rule's, nobody has to charge it (RULES R4)."""

    id: Identifier
    amount: Positive


class NoReminderFinding(FindingRule, frozen=True, kw_only=True, tag="no_reminder"):
    """The first touch of a new customer left no callback and no appointment."""


class UntouchedFinding(FindingRule, frozen=True, kw_only=True, tag="untouched"):
    """A customer of one of these sources without any touch within a time of the phase's beginning."""

    phase: str
    within: Span
    sources: tuple[str, ...]


AnyFinding = NoReminderFinding | UntouchedFinding


class Effective(Strict, frozen=True, kw_only=True):
    """When a reached call counts (RULES §2.2): not one of ``never``, and a note longer than ``note_longer_than``."""

    never: tuple[Disposition, ...] = ()
    note_longer_than: Natural | None = None


class Retry(Strict, frozen=True, kw_only=True):
    """A round of attempts after one that did not reach (RULES §2.3, retry). ``within`` is in hours."""

    attempts: Annotated[int, Meta(ge=2, le=1_000)]
    within: Span


class Quota(Strict, frozen=True, kw_only=True):
    """Effective calls an agent owes per working day; a shortfall costs ``amount`` if not made up in time (R4)."""

    effective: Positive
    make_up_days: Natural = 0
    amount: Natural = 0


class Title(Strict, frozen=True, kw_only=True):
    """The book's name for people."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the day and the segments it is best for, as bits of :class:`~callcenter.model.Segment`."""

    hours: Hours
    prefers: int


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One organisation's rules, checked. ``text`` is the source; ``tiers`` stand best first."""

    name: str
    title: Title
    tiers: tuple[str, ...]
    no_tier_as: str | None
    high_intent: frozenset[str]
    low_intent: frozenset[str]
    windows: tuple[Hours, ...]
    blocks: tuple[Block, ...]
    phases: dict[str, Phase]
    rules: tuple[AnyRule, ...]
    cases: tuple[AnyCase, ...]
    findings: tuple[AnyFinding, ...]
    effective: Effective
    retry: Retry | None
    quota: Quota | None
    provisional_tier_until_reached: int | None
    text: str

    def tier_rank(self, tier: str | None) -> int:
        """The place of a tier, best 0; no tier sorts last (RULES §2.5)."""
        return self.tiers.index(tier) if tier in self.tiers else len(self.tiers)

    def duties_of(self, tier: str | None) -> str | None:
        """The tier whose rules a customer is under: their own, else the book's ``no_tier_as`` (RULES §2.5)."""
        return tier if tier in self.tiers else self.no_tier_as


class ProblemCode(StrEnum):
    """The kinds of mistakes and warnings; ``wording`` makes the sentences."""

    SYNTAX = "syntax"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    WRONG_VALUE = "wrong_value"
    BAD_SPAN = "bad_span"
    BAD_TIME = "bad_time"
    BAD_DAY = "bad_day"
    EMPTY_HOURS = "empty_hours"
    UNKNOWN_PHASE = "unknown_phase"
    UNKNOWN_START = "unknown_start"
    UNKNOWN_TIER = "unknown_tier"
    UNKNOWN_SEGMENT = "unknown_segment"
    DOUBLE_ID = "double_id"
    DOUBLE_TIER = "double_tier"
    BACKWARD_WINDOW = "backward_window"
    UNFIT_SPAN = "unfit_span"
    NOT_TEXT = "not_text"
    TIER_WITHOUT_RULE = "tier_without_rule"
    BLOCK_OUTSIDE_WINDOWS = "block_outside_windows"
    CAP_BELOW_CADENCE = "cap_below_cadence"
    UNUSED_PHASE = "unused_phase"

    @property
    def is_warning(self) -> bool:
        """Whether the book still runs: something in it can never happen."""
        return self in (
            ProblemCode.TIER_WITHOUT_RULE,
            ProblemCode.BLOCK_OUTSIDE_WINDOWS,
            ProblemCode.CAP_BELOW_CADENCE,
            ProblemCode.UNUSED_PHASE,
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake or warning: the line (1-based, 0 = unknown), the key's path, and what the sentence needs.

    ``params``: ``found`` what stands there, ``expected`` what would be right, ``choices`` the known names, ``span``
    a part of a day.
    """

    code: ProblemCode
    line: int
    key: str
    params: tuple[tuple[str, str], ...] = ()


class RulebookError(Exception):
    """A rulebook cannot run. ``source`` is the file's name, ``problems`` all that was found, warnings left out."""

    def __init__(self, source: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{source}: {', '.join(f'{p.line}:{p.key}:{p.code}' for p in problems)}")
        self.source = source
        self.problems = problems


COMMON_RULES = ("appointment.confirm", "appointment.call", "appointment.no_show", "callback", "retry")
"""The ids of the rules that every book has (RULES §4); no rule of a book may take one of them."""

DAILY_CAP = 3
"""Attempts that did not reach after which a customer rests until the next campaign day (RULES §2.4)."""


def shipped() -> tuple[str, ...]:
    """The names of the rulebooks that ship with the program, sorted."""
    folder = resources.files("callcenter") / "rulebooks"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def shipped_text(name: str) -> str:
    """The text of a shipped rulebook. Raises ``KeyError`` when none has this name."""
    if name not in shipped():
        raise KeyError(name)
    return (resources.files("callcenter") / "rulebooks" / f"{name}.toml").read_text(encoding="utf-8")
