"""The typed rulebook: one organisation's written rules (docs/rules.md#rulebooks). ``reader`` makes it from TOML.

Rule ids in a loaded book are whole (``telesales.intro.N+1``); in the file they stand without the book's name.
"""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

from callcenter.model import DAY, CaseKind, Channel, Disposition, Instant, MilestoneKind, Result, SalesLine
from callcenter.workdays import CENTURY, Hours, Span, lead

Positive = Annotated[int, Meta(ge=1, le=1_000_000)]
Natural = Annotated[int, Meta(ge=0, le=1_000_000)]
Percent = Annotated[float, Meta(gt=0, le=100)]
Years = Annotated[int, Meta(ge=1, le=100)]
Months = Annotated[int, Meta(ge=1, le=1200)]
DayNumber = Annotated[int, Meta(ge=0, le=CENTURY)]
PoolDays = Annotated[int, Meta(ge=1, le=CENTURY)]
Identifier = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]*$")]


class Reason(StrEnum):
    """The kind of reason that a follow-up gives the agent for calling (docs/rules.md#r8)."""

    SERVICE = "service"
    CONVERSION = "conversion"
    LONG_TERM = "long_term"


class Counts(StrEnum):
    """Touches that a recurring rule counts.

    Those that qualify for its channel, every one that reached, or of the qualifying ones those in which the customer
    said how satisfied they are, or would not say it (docs/rules.md#r10-survey). ``RECORDED``: every touch there is, and
    a person's change of the customer's record (docs/rules.md#r6-record).
    """

    QUALIFYING = "qualifying"
    REACHED = "reached"
    ANSWERED = "answered"
    RECORDED = "recorded"


class Base(StrEnum):
    """Touches that a recurring rule may count from: the newest, whenever it was, or only since it began."""

    NEWEST = "newest"
    SINCE_START = "since_start"


BIRTHDAY = "birthday"
FESTIVALS = ("spring_festival", "mid_autumn")
"""Days of greetings that are neither a date nor a weekday (docs/rules.md#r11, #r12)."""


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class ContractTerm(Strict, frozen=True, kw_only=True):
    """Contracts of ``years`` and more: the phase begins ``months`` before their end (docs/rules.md#r2-renewal)."""

    years: Years
    months: Months


class Phase(Strict, frozen=True, kw_only=True):
    """A stretch of a customer's life in which rules apply.

    It begins at a milestone, at the signing, or when the customer came; at ``or_else`` where that fact is not known;
    with ``after_end_of`` not before 24:00 of another milestone's day, unless it begins at ``or_else``. ``lasts`` runs
    to 24:00 of that day; ``ends_on`` ends it at the instant of that fact if it lies at or after the beginning;
    ``until`` ends it at 24:00 of another milestone's day. With ``before_end`` it begins only so many months before
    ``until``, by the length of the contract; a recurring rule in it is due from its beginning until the first touch.
    """

    starts: str
    or_else: str | None = None
    after_end_of: MilestoneKind | None = None
    lasts: Span | None = None
    ends_on: tuple[str, ...] = ()
    until: MilestoneKind | None = None
    before_end: tuple[ContractTerm, ...] = ()
    unknown_length_months: Months | None = None


class Condition(Strict, frozen=True, kw_only=True):
    """Condition on one column, on the tier or on a cohort. A number that is not known fulfils no bound."""

    column: str | None = None
    yes: bool | None = None
    known: bool | None = None
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None
    tier: str | None = None
    cohort: str | None = None

    @property
    def bounded(self) -> bool:
        """Tell whether it asks for a number."""
        return any(bound is not None for bound in (self.above, self.at_least, self.below, self.at_most))


class CustomerGroup(Strict, frozen=True, kw_only=True):
    """Customers for whom one of these conditions holds, under a name that rules use."""

    any_of: Annotated[tuple[Condition, ...], Meta(min_length=1)]


class ClassifyStep(Strict, frozen=True, kw_only=True):
    """One step of the classification, the first that fits decides: ``tier``, or the given one if it is in ``given``."""

    tier: str | None = None
    given: tuple[str, ...] = ()
    when: Condition | None = None


class CohortRule(Strict, frozen=True, kw_only=True, tag_field="kind"):
    """Ranking of a whole campaign, or a draw from it (docs/rules.md#r15-draw, #r21)."""

    percent: Percent


class TopCohort(CohortRule, frozen=True, kw_only=True, tag="top"):
    """The first ``percent`` by ``column`` of the customers that have it, rounded up, ties by ref."""

    column: str


class DrawCohort(CohortRule, frozen=True, kw_only=True, tag="draw"):
    """A yearly draw from those whose milestone ``since`` lies before the year.

    Passed over are the lost, the closed, who then had asked not to be called, and the group ``passes_over``. First
    ``first_percent`` of the group ``first`` are drawn, then from all until ``percent`` of all are; both rounded up.
    """

    since: MilestoneKind
    passes_over: str | None = None
    first: str | None = None
    first_percent: Percent | None = None


AnyCohort = TopCohort | DrawCohort


class Callers(Strict, frozen=True, kw_only=True):
    """Permitted callers: with ``never_own`` everybody but the owner; nobody of the line ``never_line``.

    See docs/rules.md#r15-callers.
    """

    never_own: bool = False
    never_line: SalesLine | None = None


class Title(Strict, frozen=True, kw_only=True):
    """Words for people, in both languages: a book's name, how a rule is kept."""

    en: str
    zh: str


class Instead(Strict, frozen=True, kw_only=True):
    """Another channel for the customers of a group."""

    group: str
    channel: Channel


class Rule(Strict, frozen=True, kw_only=True, tag_field="kind"):
    """Fields of every kind of rule. ``tiers`` empty = all; ``opening`` = a call of the inquiry (lane fresh).

    ``only`` and ``unless`` name groups of customers; with a ``team`` only its touches count. ``task``: never in the
    dial queue; ``commitment``: a promise to the customer.

    ``best_days`` and ``best_within``, a time from ``due_at`` on, are advice to the agent and move no clock
    (docs/rules.md#r11, #r20). ``personal``: written to each customer, signed with the agent's name and sent one by one
    (docs/rules.md#r19). ``how`` is what else the regulation says of it, to be read by people alone.
    """

    id: Identifier
    channel: Channel
    phase: str
    tiers: tuple[str, ...] = ()
    only: str | None = None
    unless: str | None = None
    instead: Instead | None = None
    team: str = ""
    task: bool = False
    commitment: bool = False
    opening: bool = False
    reason: Reason | None = None
    best_days: tuple[str, ...] = ()
    best_within: Span | None = None
    personal: bool = False
    how: Title | None = None


class DayRule(Rule, frozen=True, kw_only=True, tag="day"):
    """A touch on day N+``day``, or so many ``months`` after N: due 00:00, breached 24:00 (docs/rules.md#cadence).

    With ``after`` N is the day of the touch that closed that other rule.
    """

    day: DayNumber | None = None
    months: Months | None = None
    after: str | None = None


class WindowRule(Rule, frozen=True, kw_only=True, tag="window"):
    """A touch on day N+``first`` to N+``last`` (docs/rules.md#day-window)."""

    first: DayNumber
    last: DayNumber


class WithinRule(Rule, frozen=True, kw_only=True, tag="within"):
    """A touch within a time of the phase's milestone (docs/rules.md#within)."""

    within: Span


class EveryRule(Rule, frozen=True, kw_only=True, tag="every"):
    """A touch at least every ``interval``, or ``times`` in it (docs/rules.md#recurring).

    It begins with its phase, or at 00:00 of day N+``from_day``, or with the customer's first touch of disposition
    ``from_touch``, or with the touch that closed the rule ``after``, whichever is the latest. ``due_after`` replaces
    the usual lead: due that long after the base.
    ``maintains``: a customer reached within the interval counts as in maintenance (docs/rules.md#segments).
    """

    interval: Span
    times: Positive = 1
    from_day: DayNumber | None = None
    from_touch: Disposition | None = None
    after: str | None = None
    due_after: Span | None = None
    counts: Counts = Counts.QUALIFYING
    base: Base = Base.NEWEST
    maintains: bool = False

    @property
    def lead(self) -> Instant | None:
        """Return the milliseconds from due to breach; None where ``due_after`` says when it falls due.

        See docs/rules.md#lead.
        """
        if self.due_after is not None:
            return None
        return 3 * DAY if self.times > 1 else lead(self.interval)


class GreetingRule(Rule, frozen=True, kw_only=True, tag="greeting"):
    """A greeting that lapses when its day is over: due 00:00 of it, or at the clock time ``from``.

    ``on``: ``birthday``, a weekday (the next one), a date (``05-01``), or one of :data:`FESTIVALS`.

    See docs/rules.md#greeting.
    """

    on: str
    start: str = field(name="from", default="00:00")

    @property
    def begins(self) -> time:
        """The clock time from which it is due."""
        hour, _, minute = self.start.partition(":")
        return time(int(hour), int(minute))


class YearlyRule(Rule, frozen=True, kw_only=True, tag="yearly"):
    """A touch in every calendar year from that of the phase's beginning, due 1 Jan, breached next 1 Jan.

    Where the milestone ``skips_year_of`` is known, from the year after it.

    See docs/rules.md#r15-key.
    """

    skips_year_of: MilestoneKind | None = None


class DrawnRule(Rule, frozen=True, kw_only=True, tag="drawn"):
    """A touch with each customer of a yearly draw, spread over the year in drawing order (docs/rules.md#r15-draw)."""

    cohort: str


class EscalationRule(Rule, frozen=True, kw_only=True, tag="escalation"):
    """A touch of another kind when calling leads nowhere: a retry round is spent, or all numbers are dead.

    Due at that instant, within ``within``; ended by any reach. While it is owed the customer is not dialled.

    See docs/rules.md#r17.
    """

    within: Span


OnceRule = DayRule | WindowRule | WithinRule
AnyRule = DayRule | WindowRule | WithinRule | EveryRule | GreetingRule | YearlyRule | DrawnRule | EscalationRule


class CaseRule(Strict, frozen=True, kw_only=True, tag_field="kind"):
    """Fields of every kind of exception case (docs/rules.md#r1-exceptions)."""

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
    """A case when a retry round is spent (docs/rules.md#retry)."""


class ResultCase(CaseRule, frozen=True, kw_only=True, tag="result"):
    """A second follow-up call by the branch for each one with such a result (docs/rules.md#r15-results)."""

    results: Annotated[tuple[Result, ...], Meta(min_length=1)]


class DissatisfiedCase(CaseRule, frozen=True, kw_only=True, tag="dissatisfied"):
    """An answer of at most ``at_most`` opens the newest case of these kinds again, or a new one.

    See docs/rules.md#r10-survey.
    """

    at_most: Annotated[int, Meta(ge=1, le=4)]
    reopens: Annotated[tuple[CaseKind, ...], Meta(min_length=1)]


AnyCase = NoTouchCase | DispositionCase | RetrySpentCase | ResultCase | DissatisfiedCase


CASE_TIME = Span.parse("2wd")
"""Time for a case to be closed where the book does not say."""


class Closing(Strict, frozen=True, kw_only=True):
    """Closing of cases of a kind: ``within`` what time, and which milestone that ``records``, at that instant.

    Rules may begin with the milestone (docs/rules.md#r10).
    """

    case: CaseKind
    records: MilestoneKind | None = None
    within: Span | None = None


class FindingRule(Strict, frozen=True, kw_only=True, tag_field="kind"):
    """Fields of all kinds of findings; ``amount`` is the rule's, not to be charged, 0 where it names none.

    See docs/rules.md#r4-findings.
    """

    id: Identifier
    amount: Natural


class NoReminderFinding(FindingRule, frozen=True, kw_only=True, tag="no_reminder"):
    """The first touch that reached a new customer left no reminder: no callback, and no call in the plan."""


class UntouchedFinding(FindingRule, frozen=True, kw_only=True, tag="untouched"):
    """A customer of one of these sources without any touch within a time of the phase's beginning."""

    phase: str
    within: Span
    sources: tuple[str, ...]


class MissedFinding(FindingRule, frozen=True, kw_only=True, tag="missed"):
    """A rule of the book that was not kept in time (docs/rules.md#r9)."""


class NoRecordingFinding(FindingRule, frozen=True, kw_only=True, tag="no_recording"):
    """A follow-up call with this result that has no recording (docs/rules.md#r27)."""

    result: Result


AnyFinding = NoReminderFinding | UntouchedFinding | MissedFinding | NoRecordingFinding


class Effective(Strict, frozen=True, kw_only=True):
    """Test of a reached call for ``effective``: not one of ``never``, and a note longer than ``note_longer_than``.

    See docs/rules.md#effective.
    """

    never: tuple[Disposition, ...] = ()
    note_longer_than: Natural | None = None


class Retry(Strict, frozen=True, kw_only=True):
    """A round of attempts after one that did not reach (docs/rules.md#retry). ``within`` is in hours."""

    attempts: Annotated[int, Meta(ge=2, le=1_000)]
    within: Span


class Quota(Strict, frozen=True, kw_only=True):
    """Effective calls an agent owes per working day; a shortfall costs ``amount`` if not made up in time.

    See docs/rules.md#r4-findings.
    """

    effective: Positive
    make_up_days: Natural = 0
    amount: Natural = 0


class BreachSteps(Strict, frozen=True, kw_only=True):
    """Working time after which a breach goes to the ``supervisor``, and from there to the ``manager``, None = never.

    In working hours or working days (docs/rules.md#escalation).
    """

    supervisor: Span
    manager: Span | None = None


BREACH_STEPS = BreachSteps(supervisor=Span.parse("4wh"), manager=Span.parse("2wd"))
"""Steps of a breach where the book does not say."""


class Complaint(Strict, frozen=True, kw_only=True):
    """``causes`` of complaints, of which one is named when a complaint was investigated; none = nobody asks."""

    causes: tuple[str, ...] = ()


class ReportTimes(Strict, frozen=True, kw_only=True):
    """Report on a lead that was handed out: the first ``within`` a time, the next ``every`` so often, None = no other.

    See docs/rules.md#r32.
    """

    within: Span
    every: Span | None = None


class PoolRule(Strict, frozen=True, kw_only=True):
    """Return of customers to the pool (docs/rules.md#r33): after so many ``days`` without a reached follow-up, by tier
    where ``tiers`` names it, None = never; ``warning_days`` of them are left when the owner is warned.

    An agent has at most ``holding`` customers of a campaign by taking, and takes ``per_day`` of them on a day; who lost
    one waits ``former_owner_days``.
    """

    days: PoolDays | None = None
    tiers: dict[str, PoolDays] = field(default_factory=dict)
    warning_days: DayNumber = 3
    holding: Positive
    per_day: Positive
    former_owner_days: DayNumber = 7

    def days_of(self, tier: str | None) -> int | None:
        """The days of a tier; None where its customers never return."""
        return self.days if tier is None else self.tiers.get(tier, self.days)


class NumberCap(Strict, frozen=True, kw_only=True):
    """At most so many outgoing ``calls`` to one number in any stretch of ``per`` (docs/rules.md#number-cap)."""

    calls: Positive
    per: Span

    @property
    def length(self) -> Instant:
        """Return ``per`` in milliseconds; it is in hours, days or weeks."""
        return round(self.per.nominal_days * DAY)


class Block(Struct, frozen=True):
    """A stretch of the day and the segments it is best for, as bits of :class:`~callcenter.model.Segment`."""

    hours: Hours
    prefers: int


class Rulebook(Struct, frozen=True):
    """One organisation's rules, checked. ``text`` is the source; ``tiers`` stand best first.

    ``includes`` names the books whose rules stand among these.
    """

    name: str
    title: Title
    tiers: tuple[str, ...]
    no_tier_as: str | None
    high_intent: frozenset[str]
    low_intent: frozenset[str]
    windows: tuple[Hours, ...]
    blocks: tuple[Block, ...]
    groups: dict[str, CustomerGroup]
    classify: tuple[ClassifyStep, ...]
    cohorts: dict[str, AnyCohort]
    callers: Callers
    phases: dict[str, Phase]
    rules: tuple[AnyRule, ...]
    cases: tuple[AnyCase, ...]
    closing: tuple[Closing, ...]
    findings: tuple[AnyFinding, ...]
    effective: Effective
    retry: Retry | None
    number_caps: tuple[NumberCap, ...]
    quota: Quota | None
    breaches: BreachSteps
    complaint: Complaint
    report: ReportTimes | None
    pool: PoolRule | None
    provisional_tier_until_reached: int | None
    includes: tuple[str, ...]
    text: str

    @property
    def asks_result(self) -> bool:
        """Tell whether something follows from what a follow-up call came to (docs/rules.md#r15-results)."""
        return any(isinstance(case, ResultCase) for case in self.cases)

    @property
    def asks_satisfaction(self) -> bool:
        """Tell whether something follows from how satisfied a customer says to be (docs/rules.md#r10-survey)."""
        surveys = (isinstance(rule, EveryRule) and rule.counts is Counts.ANSWERED for rule in self.rules)
        return any(surveys) or any(isinstance(case, DissatisfiedCase) for case in self.cases)

    def recorded_by_closing(self, kind: CaseKind) -> MilestoneKind | None:
        """The milestone that closing a case of this kind records."""
        return next((one.records for one in self.closing if one.case is kind and one.records is not None), None)

    def settled_within(self, kind: CaseKind) -> Span:
        """Return the time for a case of this kind to be closed: as the book says, else two working days."""
        return next((one.within for one in self.closing if one.case is kind and one.within is not None), CASE_TIME)

    def tier_rank(self, tier: str | None) -> int:
        """The place of a tier, best 0; no tier sorts last (docs/rules.md#ties)."""
        return self.tiers.index(tier) if tier in self.tiers else _NO_TIER

    def duties_of(self, tier: str | None) -> str | None:
        """The tier whose rules a customer is under: their own, else the book's ``no_tier_as`` (docs/rules.md#ties)."""
        return tier if tier in self.tiers else self.no_tier_as


class ProblemCode(StrEnum):
    """The kinds of mistakes and warnings; ``wording`` makes the sentences."""

    SYNTAX = "syntax"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    WRONG_VALUE = "wrong_value"
    UNKNOWN_VALUE = "unknown_value"
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
    WARNED_TOO_SOON = "warned_too_soon"
    POOL_OF_NOBODY = "pool_of_nobody"
    NOT_TEXT = "not_text"
    TIER_WITHOUT_RULE = "tier_without_rule"
    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_COHORT = "unknown_cohort"
    UNKNOWN_RULE = "unknown_rule"
    UNKNOWN_BOOK = "unknown_book"
    DOUBLE_BOOK = "double_book"
    UNFIT_CONDITION = "unfit_condition"
    ONE_OF = "one_of"
    BAD_GREETING = "bad_greeting"
    ENDLESS = "endless"
    BLOCK_OUTSIDE_WINDOWS = "block_outside_windows"
    CAP_BELOW_CADENCE = "cap_below_cadence"
    NUMBER_CAP_BELOW_CADENCE = "number_cap_below_cadence"
    UNUSED_PHASE = "unused_phase"
    UNUSED_GROUP = "unused_group"
    UNUSED_COHORT = "unused_cohort"
    OUTSIDE_LEGAL_FRAME = "outside_legal_frame"
    AFTER_PHASE = "after_phase"
    IMPOSSIBLE = "impossible"
    TIER_NEVER_GIVEN = "tier_never_given"
    NEVER_REACHED = "never_reached"
    NOT_WRITTEN = "not_written"
    BEST_IS_ALL = "best_is_all"
    BEST_NEVER = "best_never"

    @property
    def is_warning(self) -> bool:
        """Tell whether it is a warning alone: something can never happen, and the book runs all the same."""
        return self in (
            ProblemCode.TIER_WITHOUT_RULE,
            ProblemCode.BLOCK_OUTSIDE_WINDOWS,
            ProblemCode.CAP_BELOW_CADENCE,
            ProblemCode.NUMBER_CAP_BELOW_CADENCE,
            ProblemCode.UNUSED_PHASE,
            ProblemCode.UNUSED_GROUP,
            ProblemCode.UNUSED_COHORT,
            ProblemCode.OUTSIDE_LEGAL_FRAME,
            ProblemCode.AFTER_PHASE,
            ProblemCode.IMPOSSIBLE,
            ProblemCode.TIER_NEVER_GIVEN,
            ProblemCode.NEVER_REACHED,
            ProblemCode.BEST_IS_ALL,
            ProblemCode.BEST_NEVER,
        )


class Problem(Struct, frozen=True):
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


_NO_TIER = 1_000  # a place behind every tier of every book: several campaigns merge by place (docs/rules.md#ties)
COMMON_RULES = (
    "appointment.confirm",
    "appointment.call",
    "appointment.no_show",
    "callback",
    "hand_on",
    "pool_warning",
    "report",
    "retry",
)
"""The ids of the rules that every book has (docs/rules.md#rule-ids); no rule of a book may take one of them."""

DAILY_CAP = 3
"""Attempts that did not reach after which a customer rests until the next campaign day (docs/rules.md#gap)."""
