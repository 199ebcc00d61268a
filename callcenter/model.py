"""Domain types that the rooms hand each other: the closed sets of docs/rules.md as enums, facts in, plans out.

Every instant is UTC epoch milliseconds (:data:`Instant`); every day is a local day of the campaign's zone.
Nothing here decides anything, reads a clock or knows a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import TypeAlias

from msgspec import Struct, field

Instant: TypeAlias = int
"""Milliseconds since 1970-01-01T00:00:00Z."""

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Channel(StrEnum):
    """Channel of a touch, or of one that is asked for. ``ANY`` is only ever asked for (docs/rules.md#qualifying)."""

    CALL = "call"
    SMS = "sms"
    VISIT = "visit"
    EMAIL = "email"
    LETTER = "letter"
    CHAT = "chat"
    ANY = "any"


class Direction(StrEnum):
    """Side that began a touch."""

    OUT = "out"
    IN = "in"


class Disposition(StrEnum):
    """Outcome of a call (docs/rules.md#dispositions)."""

    INTERESTED = "interested"
    NEUTRAL = "neutral"
    APPOINTMENT = "appointment"
    SIGNED = "signed"
    CALLBACK = "callback"
    NEGATIVE = "negative"
    REFUSED = "refused"
    DO_NOT_CALL = "do_not_call"
    HUNG_UP = "hung_up"
    WRONG_PERSON = "wrong_person"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    SWITCHED_OFF = "switched_off"
    VOICEMAIL = "voicemail"
    SUSPENDED = "suspended"
    INVALID_NUMBER = "invalid_number"

    @property
    def reached(self) -> bool:
        """Tell whether the customer was spoken to, by the table (docs/rules.md#dispositions)."""
        return self in _REACHED

    @property
    def kills_number(self) -> bool:
        """Tell whether the number is dead while this is its newest call (docs/rules.md#dead-numbers)."""
        return self in (Disposition.SUSPENDED, Disposition.INVALID_NUMBER)


_REACHED = frozenset(
    {
        Disposition.INTERESTED,
        Disposition.NEUTRAL,
        Disposition.APPOINTMENT,
        Disposition.SIGNED,
        Disposition.CALLBACK,
        Disposition.NEGATIVE,
        Disposition.REFUSED,
        Disposition.DO_NOT_CALL,
    }
)


class Contradiction(StrEnum):
    """Contradiction of the outcome that was chosen for a call."""

    TALKED = "talked"
    NUMBER_WORKS = "number_works"
    THEY_CALLED = "they_called"


SATISFACTION = range(1, 6)
"""The answers to how satisfied a customer is, the worst first (docs/rules.md#satisfaction)."""


class Result(StrEnum):
    """Result of a follow-up call that checks something (docs/rules.md#r15-results)."""

    PASSED = "passed"
    FAILED = "failed"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


class Stage(StrEnum):
    """Stage of a customer as a whole (docs/rules.md#stages)."""

    NONE = ""
    SIGNED = "signed"
    LOST = "lost"
    CLOSED = "closed"


class MilestoneKind(StrEnum):
    """The dated facts that rules start from (docs/rules.md#columns)."""

    INQUIRY = "inquiry"
    APPOINTMENT = "appointment"
    DELIVERED = "delivered"
    ACCOUNT_OPENED = "account_opened"
    SHIPPED = "shipped"
    CONNECTED = "connected"
    EXPO = "expo"
    CONTRACT_START = "contract_start"
    CONTRACT_END = "contract_end"
    QUOTED = "quoted"
    QUESTION = "question"
    SAMPLES_ARRIVED = "samples_arrived"
    COMPLAINT_RESOLVED = "complaint_resolved"
    REPAIR_DONE = "repair_done"
    HAND_ON_ANSWERED = "hand_on_answered"
    HANDED_OUT = "handed_out"
    REPORTED = "reported"
    WARRANTY_END = "warranty_end"
    EVENT = "event"

    @property
    def is_plan(self) -> bool:
        """Tell whether its value counts although it lies ahead (docs/rules.md#as-of)."""
        return self in (MilestoneKind.APPOINTMENT, MilestoneKind.CONTRACT_END, MilestoneKind.WARRANTY_END)

    @property
    def is_aside(self) -> bool:
        """Tell whether it says nothing of how a customer came: who has no other inquired (docs/rules.md#hand-on)."""
        return self in (MilestoneKind.HAND_ON_ANSWERED, MilestoneKind.HANDED_OUT, MilestoneKind.REPORTED)


class ContactRole(StrEnum):
    """The part that a contact person of a customer has in a purchase (docs/rules.md#r28)."""

    ECONOMIC = "economic"
    TECHNICAL = "technical"
    USER = "user"
    FINANCE = "finance"
    COACH = "coach"


class Stance(StrEnum):
    """The attitude of a contact person towards us (docs/rules.md#r28)."""

    SUPPORTS = "supports"
    NEUTRAL = "neutral"
    OPPOSES = "opposes"


class Lane(IntEnum):
    """The order in which customers are offered (docs/rules.md#lanes); the value is the order."""

    PROMISED = 1
    FRESH = 2
    BREACHED = 3
    RETRY = 4
    DUE = 5

    @property
    def id(self) -> str:
        """The name in JSON."""
        return self.name.lower()


class Segment(Enum):
    """Customers that a block is best for (docs/rules.md#segments). The value is a bit of the stored segment set."""

    HIGH_INTENT = 1
    LOW_INTENT = 2
    KEY = 4
    NEW = 8
    SIGNED = 16
    MAINTENANCE = 32

    @property
    def id(self) -> str:
        """The name in rulebooks."""
        return self.name.lower()


class Gate(StrEnum):
    """Reasons why a customer is not offered, in the order in which they are asked (docs/rules.md#why)."""

    CLOSED_STAGE = "closed_stage"
    DO_NOT_CALL = "do_not_call"
    NO_NUMBER = "no_number"
    DEAD_NUMBER = "dead_number"
    BRANCH_VISIT = "branch_visit"
    OPEN_CALL = "open_call"
    CLAIMED = "claimed"
    NOT_YOURS = "not_yours"
    NOTHING_OWED = "nothing_owed"
    NOT_DUE = "not_due"
    PROMISED_LATER = "promised_later"
    LEGAL_FRAME = "legal_frame"
    CLOSED_DAY = "closed_day"
    WINDOW = "window"
    GAP = "gap"
    DAILY_CAP = "daily_cap"
    NUMBER_CAP = "number_cap"


class State(StrEnum):
    """State of an obligation at an instant (docs/rules.md#obligations)."""

    UPCOMING = "upcoming"
    OPEN = "open"
    BREACHED = "breached"


class Offer(IntEnum):
    """Calls that a whole group of customers may be offered at an instant (docs/rules.md#windows)."""

    NOTHING = 0
    COMMITMENTS = 1
    EVERYTHING = 2


class Role(StrEnum):
    """Role of a person, which says what they may do (docs/rules.md#people)."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMIN = "admin"


class Mask(StrEnum):
    """The lists of a campaign in which numbers are masked: in no store, in a closed one, in every one."""

    NEVER = "never"
    DEFAULT = "default"
    ALWAYS = "always"


class UnitKind(StrEnum):
    """The kinds of units."""

    TEAM = "team"
    BRANCH = "branch"
    DEPARTMENT = "department"


class SalesLine(StrEnum):
    """The line of business of an agent (docs/rules.md#r15-callers)."""

    SALES = "sales"
    SERVICE = "service"


class CaseKind(StrEnum):
    """Kinds of cases, which need a person to work them (docs/rules.md#case)."""

    EXCEPTION = "exception"
    COMPLAINT = "complaint"
    REPAIR = "repair"
    NUMBER = "number"
    APPEAL = "appeal"
    SECOND_CALL = "second_call"
    HAND_ON = "hand_on"


class CaseState(StrEnum):
    """State of the work on a case: raised, with somebody, what was done last about it, settled, taken back.

    See docs/rules.md#case-ways.
    """

    OPEN = "open"
    ASSIGNED = "assigned"
    REPORTED = "reported"
    INVESTIGATED = "investigated"
    PROPOSED = "proposed"
    TOLD = "told"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class CaseRole(StrEnum):
    """The part that somebody has in a case (docs/rules.md#case-ways)."""

    AGENT = "agent"
    """Anybody who serves its customer."""
    WORKER = "worker"
    """The one who has it."""
    DEPUTY = "deputy"
    """The one who takes the worker's steps while that one is absent."""
    SUPERVISOR = "supervisor"
    """One with the right to settle cases."""
    DEPARTMENT = "department"
    """The department to which it was handed on."""
    BOOK = "book"
    """A rule of the rulebook, in nobody's name."""


class Because(StrEnum):
    """The kinds of ground that an obligation stands on; ``wording`` makes the sentence.

    Each may also have what its rule advises: best_days(str), best_within(str), personal(bool).
    """

    DAY = "day"  # milestone | after(rule id), at, day(int, days after) | months
    WITHIN = "within"  # milestone, at, within(str)
    WINDOW = "window"  # milestone, at, first(int), last(int)
    EVERY = "every"  # interval(str), base(Instant), touched(bool), tier(str|None)
    TIMES = "times"  # times(int), made(int), interval(str), base(Instant)
    UNREACHED = "unreached"  # interval(str), base(Instant), touched(bool), tier
    SURVEY = "survey"  # interval(str), base(Instant), touched(bool)
    RECORD = "record"  # interval(str), base(Instant), touched(bool), tier
    RENEWAL = "renewal"  # contract_end(Instant), base(Instant), touched(bool)
    CALLBACK = "callback"  # at(Instant), promised(Instant), agent(str)
    APPOINTMENT_CONFIRM = "appointment_confirm"  # at(Instant), timed(bool)
    APPOINTMENT_CALL = "appointment_call"  # at, timed
    APPOINTMENT_NO_SHOW = "appointment_no_show"  # at, timed
    RETRY = "retry"  # made(int), attempts(int), first(Instant), last(Instant)
    YEARLY = "yearly"  # year(int), group(str|None)
    DRAWN = "drawn"  # year(int), place(int, from 1), size(int)
    GREETING = "greeting"  # on(str), at(Instant, 00:00 of the day)
    POOL = "pool"  # base(Instant), touched(bool), days(int)
    ESCALATED = "escalated"  # at(Instant), dead(bool), within(str)
    NEGATIVE = "negative"  # at(Instant): an offer, no rule asks for it


Param: TypeAlias = str | int | bool | None


class Ground(Struct, frozen=True):
    """Reason for an obligation: a code and what the sentence needs. Instants are UTC milliseconds."""

    code: Because
    params: Mapping[str, Param] = field(default_factory=dict)


# --- facts in ---------------------------------------------------------------------------------------------------


class Milestone(Struct, frozen=True):
    """A dated fact. ``date_only`` = it came without a time and ``at`` is that day's 00:00 (docs/rules.md#date-only).

    See docs/rules.md#milestone.
    """

    kind: MilestoneKind
    at: Instant
    date_only: bool = False


class ContactPersonFacts(Struct, frozen=True):
    """Facts about a contact person.

    ``numbers`` are those of the customer's that are theirs; written with an extension where one is new.
    """

    name: str
    role: ContactRole | None = None
    stance: Stance | None = None
    numbers: tuple[str, ...] = ()
    remark: str = ""


class Touch(Struct, frozen=True):
    """One contact record, in force: corrections are already folded in.

    ``phone`` is the E.164 number that was dialled, resolved when the touch was written; empty where none is known.
    ``seconds`` is the talk time. ``callback_at`` is the time the customer asked to be called at. ``result`` is that
    of a follow-up call, where one is asked for, ``satisfaction`` the customer's answer, one of :data:`SATISFACTION`.
    ``on_case``: the case that it was made for, a second follow-up call. ``shown_number``: the company's number that the
    customer saw. ``recording``: the file or the address of what was recorded. ``amount``: the money that was signed
    for, a decimal number, and its ``currency`` (ISO 4217), '' where nobody said.

    See docs/rules.md#touch, #r15-results, docs/architecture.md#corrections.
    """

    at: Instant
    channel: Channel
    direction: Direction = Direction.OUT
    disposition: Disposition | None = None
    agent: str = ""
    seconds: int = 0
    note: str = ""
    callback_at: Instant | None = None
    team: str = ""
    phone: str = ""
    result: Result | None = None
    satisfaction: int | None = None
    on_case: int | None = None
    shown_number: str | None = None
    recording: str | None = None
    amount: str = ""
    currency: str = ""


class ForeignCall(Struct, frozen=True):
    """A call that another customer with one of the same numbers had (docs/architecture.md#nobody-twice): an outgoing
    one, or one in which they asked not to be called."""

    at: Instant
    phone: str
    disposition: Disposition
    effective: bool
    direction: Direction = Direction.OUT


class ListedNumber(Struct, frozen=True):
    """A number of another customer whom a list said at this instant not to call."""

    at: Instant
    phone: str


class CohortPlace(Struct, frozen=True):
    """A customer's place in a cohort of their campaign: ``place`` counts from 0, of ``size`` who are in it.

    ``year`` is the calendar year that a yearly draw was made for. A cohort that simply stands (docs/rules.md#r21) has
    no year, no places and no size: all three are 0.
    """

    cohort: str
    year: int
    place: int
    size: int


class CallerBudget(Struct, frozen=True):
    """Budget of a number of the company: calls in 24 hours and in an hour, None = any number of them, and the minutes
    for which it rests from the call on that spent one of them (docs/rules.md#caller-numbers)."""

    per_day: int | None = None
    per_hour: int | None = None
    rest_minutes: int = 0


class Snooze(Struct, frozen=True):
    """A due call that an agent put off at ``at`` until ``until``, and why; ``withdrawn_at``: when that was taken back,
    by whom, None while it holds."""

    at: Instant
    until: Instant
    agent: str
    reason: str
    withdrawn_at: Instant | None = None
    withdrawn_by: str = ""


class Facts(Struct, frozen=True):
    """One customer as the policy sees them. ``zone`` is their own IANA zone, already defaulted to the campaign's.

    ``created`` is the ``created_at`` column, else the time of the import (``created_given`` False). ``milestones``
    stand in the order in which they were recorded, older values included. ``lifted`` are the instants at which a
    supervisor lifted a do-not-call, ``listed`` those at which a list said one, ``listed_numbers`` the numbers of which
    one says it because of another customer; both hold whatever instant is asked about, as columns do. ``tier`` is the
    given one. ``attributes`` are the columns that rulebooks classify by, as they were written; ``places`` what the
    cohorts of the campaign say of the customer; ``snoozes`` the calls that were put off, in the order in which that was
    recorded. ``history_until``: what was breached before is history and not owed (docs/rules.md#from-today).
    ``updated_at``: when a person last changed the record by hand, None where nobody did (docs/rules.md#r6-record).
    For the pool (docs/rules.md#r33): ``owned_since`` the later of the owner's beginning and the import, None where it
    is off; ``pool_since`` when its terms began for them; ``away`` the owner's absences, ``worked`` the cases.
    """

    ref: str
    zone: str
    created: Milestone
    created_given: bool = True
    tier: str | None = None
    stage: Stage = Stage.NONE
    owner: str | None = None
    key: bool = False
    source: str = ""
    birthday: date | None = None
    numbers: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    lifted: tuple[Instant, ...] = ()
    listed: tuple[Instant, ...] = ()
    listed_numbers: tuple[ListedNumber, ...] = ()
    revenue: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    places: tuple[CohortPlace, ...] = ()
    snoozes: tuple[Snooze, ...] = ()
    history_until: Instant | None = None
    updated_at: Instant | None = None
    owned_since: Instant | None = None
    pool_since: Instant = 0
    away: tuple[tuple[Instant, Instant | None], ...] = ()
    worked: tuple[tuple[Instant, Instant | None], ...] = ()


class Candidate(Struct, frozen=True):
    """Customer as a candidate of a cohort (docs/rules.md#r15-draw, #r21).

    ``amount``: what they are ranked by, None where they have none. ``since``: the earliest instant at which they
    belong to the stock. ``barred``: the spans in which a do-not-call stood, an open one ending with None. ``left_out``
    and ``first`` are read as they are now: whom a draw passes over, and whom it begins with.
    """

    ref: str
    amount: Decimal | None = None
    since: Instant | None = None
    barred: tuple[tuple[Instant, Instant | None], ...] = ()
    left_out: bool = False
    first: bool = False


class History(Struct, frozen=True):
    """History of a customer: touches in force, oldest first, and calls of others at the same numbers."""

    touches: tuple[Touch, ...] = ()
    foreign: tuple[ForeignCall, ...] = ()


WORKING_HOURS = ((time(9), time(12)), (time(13, 30), time(18)))
"""The working hours of a campaign that has none of its own (docs/rules.md#working-hours)."""


class CampaignFrame(Struct, frozen=True):
    """The part of a campaign that decides: zone and country of its days, legal frame, working hours, closed days.

    ``hours`` are the spans of a working day, in their order. ``halted``: it is paused or closed, and nobody is offered.

    See docs/rules.md#days, #closed-days.
    """

    name: str
    zone: str = "Asia/Shanghai"
    country: str = "CN"
    legal_start: time = time(8)
    legal_end: time = time(21)
    closed_holidays: bool = False
    closed_days: frozenset[date] = frozenset()
    hours: tuple[tuple[time, time], ...] = WORKING_HOURS
    halted: bool = False


# --- plans out --------------------------------------------------------------------------------------------------


class Obligation(Struct, frozen=True):
    """A touch that a rule asks for and that is not closed: due from ``due_at``, at the latest ``breach_at``.

    ``rule`` is ``BOOK.ID``. ``commitment`` = an agent made it; ``task`` = never in the dial queue; ``opening`` = a
    call of the inquiry (lane fresh). ``until_breach`` marks a commitment that is one only until it breaches. With a
    ``team`` only its touches close it.
    """

    rule: str
    channel: Channel
    due_at: Instant
    breach_at: Instant
    ground: Ground
    commitment: bool = False
    until_breach: bool = False
    task: bool = False
    opening: bool = False
    retry: bool = False
    reason: str = ""
    team: str = ""

    def state(self, now: Instant) -> State:
        """Return its state at ``now``."""
        if now < self.due_at:
            return State.UPCOMING
        return State.BREACHED if now >= self.breach_at else State.OPEN

    def is_commitment(self, now: Instant) -> bool:
        """Tell whether it counts as a commitment at ``now``; ``no_show`` is one until it breaches.

        See docs/rules.md#appointment.
        """
        return self.commitment and not (self.until_breach and now >= self.breach_at)

    @property
    def dialled(self) -> bool:
        """Tell whether it stands in the dial queue: call and any, unless a task (docs/rules.md#tasks)."""
        return not self.task and self.channel in (Channel.CALL, Channel.ANY)


class Placement(Struct, frozen=True):
    """Place of a customer in the queue while every gate of their group is open. ``key`` sorts within the lane.

    See docs/architecture.md#group-gates.
    """

    lane: Lane
    key: tuple[int, int]
    segments: int
    entry: Obligation


class ShutGate(Struct, frozen=True):
    """A gate of the customer's own that is shut, and the instant at which it opens (None: nobody can know)."""

    gate: Gate
    opens_at: Instant | None


class CaseOwed(Struct, frozen=True):
    """A case that the rules ask for, under its natural key (customer, rule, causing instant).

    Where the customer has cases of the kinds ``reopens``, the newest of them is opened again in its place
    (docs/rules.md#r10-survey).
    """

    kind: CaseKind
    rule: str
    caused_at: Instant
    phone: str = ""
    reopens: tuple[CaseKind, ...] = ()


class FindingOwed(Struct, frozen=True):
    """A finding for the supervisor's ledger, under its natural key (customer, rule, causing instant).

    See docs/rules.md#r4-findings.
    """

    rule: str
    caused_at: Instant
    agent: str
    amount: int


class Plan(Struct, frozen=True):
    """One customer's history folded at an instant (docs/architecture.md#one-fold).

    ``obligations``: those whose rule applies and that are not closed, earliest ``breach_at`` first, then ``due_at``,
    then rule id. ``tier`` is the one that the book puts the customer into (docs/rules.md#r3, #r9, #r21), else the given
    one. ``held``: the customer's own shut gates in the order of :class:`Gate`, those of the group left out.
    ``placement`` is None where a gate of the customer's own is shut. ``valid_until`` is the next instant at which any
    of it changes by itself, None if never. ``snooze`` is the one that holds the customer back now. ``rules_ended_at``:
    the end of the last rules of a customer who is owed nothing any more, None where time ended none.
    """

    at: Instant
    tier: str | None
    obligations: tuple[Obligation, ...]
    placement: Placement | None
    held: tuple[ShutGate, ...]
    segments: int
    due_commitment: bool
    cases: tuple[CaseOwed, ...]
    findings: tuple[FindingOwed, ...]
    valid_until: Instant | None
    snooze: Snooze | None = None
    rules_ended_at: Instant | None = None


class Ahead(Struct, frozen=True):
    """Place of a customer once a plan's ``valid_until`` comes and no fact is added; ``until`` this holds.

    ``placement`` is None where they are not offered then; ``until`` is None where it never changes by itself.
    """

    placement: Placement | None
    until: Instant | None


class GroupGates(Struct, frozen=True):
    """Offer to the customers of one campaign in one zone at present (docs/architecture.md#group-gates).

    ``shut``: the group gates that hold back ordinary calls now (``legal_frame`` holds back commitments too), with
    the instants at which they open. ``preferred``: bits of :class:`Segment` that the running block is best for,
    0 = no block; ``block_ends`` its end. ``changes_at``: the next instant at which any of this changes.
    """

    offer: Offer
    shut: tuple[ShutGate, ...]
    preferred: int
    block_ends: Instant | None
    changes_at: Instant


class WhyNot(Struct, frozen=True):
    """The answer of ``why`` (docs/rules.md#why): offered, or the first gate that holds and when it opens."""

    offered: bool
    gate: Gate | None
    opens_at: Instant | None
    placement: Placement | None
