"""What the store gives to screens, the command line and reports: plain frozen rows, ready to be shown.

Instants are UTC epoch milliseconds; ``zone`` names are IANA. Sentences are not made here: a row carries codes
(:class:`~callcenter.model.Ground`, :class:`~callcenter.model.Gate`), ``wording`` makes the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum

from callcenter.model import (
    CampaignFrame,
    CaseKind,
    Channel,
    Direction,
    Disposition,
    Facts,
    Gate,
    GroupGates,
    History,
    Instant,
    Lane,
    Line,
    Milestone,
    Obligation,
    Param,
    Plan,
    Result,
    Role,
    Stage,
    Touch,
    WhyNot,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: every verb that writes takes one. ``name`` is the agent's unique name."""

    name: str
    role: Role = Role.AGENT


@dataclass(frozen=True, slots=True)
class AgentRow:
    """A person who works here (``callcenter agent add``). ``can_sign_in`` is False for owners an import brought."""

    name: str
    role: Role
    team: str
    line: Line | None
    can_sign_in: bool


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign with the rulebook version it runs under. ``region`` is the country for phone numbers."""

    frame: CampaignFrame
    rulebook: str
    version: int
    customers: int = 0

    @property
    def name(self) -> str:
        """The campaign's name."""
        return self.frame.name


class ChangeStage(StrEnum):
    """How far a change of a campaign's rules has come (DESIGN §3, rulebook versions)."""

    PREPARING = "preparing"
    """The rules before still count; the plans under the coming ones are being worked out."""
    SETTLING = "settling"
    """The new rules count; what follows from them is being put on record."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class RulebookChange:
    """A change of a campaign's rules: the rulebook that comes, its version, and ``done`` of ``total`` customers."""

    campaign: str
    rulebook: str
    version: int
    stage: ChangeStage
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of the dial queue. ``zone`` is the campaign's; ``phone`` the first number, E.164, '' if none."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: str
    zone: str
    country: str
    lane: Lane
    obligation: Obligation
    inquiry_at: Instant | None = None
    order: tuple[int, int, int, int] = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The dial queue at ``at``. ``total`` counts all offered; if none, ``next_row`` is due soonest at ``next_at``."""

    at: Instant
    rows: tuple[QueueRow, ...]
    total: int
    block_ends: Instant | None
    preferred: int
    offer: int
    next_row: QueueRow | None = None
    next_at: Instant | None = None
    next_gate: Gate | None = None


@dataclass(frozen=True, slots=True)
class BreachRow:
    """An obligation open and breached (``callcenter breaches``, the banner). ``id`` grows with the breach log."""

    ref: str
    name: str
    tier: str | None
    owner: str | None
    campaign: str
    zone: str
    obligation: Obligation
    closed_day: bool = False
    acknowledged: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class TouchRow:
    """A touch as the call log and the timeline show it. ``corrects`` names the touch that it replaces."""

    id: int
    ref: str
    customer: str
    campaign: str
    at: Instant
    agent: str
    channel: Channel
    direction: Direction
    disposition: Disposition | None
    seconds: int
    wrap_seconds: int
    note: str
    phone: str
    callback_at: Instant | None
    effective: bool
    corrects: int | None = None
    withdrawn: bool = False
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """A step in the work on a case."""

    at: Instant
    actor: str
    action: str
    remark: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list of mode 4. ``state`` is ``open``, ``assigned`` or ``closed``."""

    id: int
    kind: CaseKind
    rule: str
    ref: str
    customer: str
    tier: str | None
    campaign: str
    zone: str
    state: str
    assignee: str | None
    raised_by: str
    caused_at: Instant
    opened_at: Instant
    closed_at: Instant | None
    phone: str
    events: tuple[CaseEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A line of the supervisor's ledger: a rule not kept, with the amount that the rule names (RULES R4)."""

    id: int
    ref: str
    customer: str
    campaign: str
    zone: str
    rule: str
    caused_at: Instant
    agent: str
    amount: int


@dataclass(frozen=True, slots=True)
class TierChange:
    """A change of tier, kept for good."""

    at: Instant
    actor: str
    old: str | None
    new: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class CustomerView:
    """Everything the detail screen shows. ``attributes`` are the columns that the program has no field for."""

    ref: str
    name: str
    company: str
    campaign: CampaignRow
    facts: Facts
    history: History
    plan: Plan
    why: WhyNot
    gates: GroupGates
    touches: tuple[TouchRow, ...]
    cases: tuple[CaseRow, ...]
    tiers: tuple[TierChange, ...]
    attributes: Mapping[str, str]
    revenue: str
    birthday: date | None
    provisional_tier: bool
    tier_choices: tuple[str, ...]
    pinned: str = ""
    extensions: Mapping[str, str] = field(default_factory=dict)
    """Behind which of the numbers one has to ask for whom; several of one number with commas between."""

    @property
    def standing(self) -> tuple[TouchRow, ...]:
        """The touches that count, newest first: neither taken back nor replaced by a correction."""
        replaced = {touch.corrects for touch in self.touches}
        return tuple(touch for touch in self.touches if not touch.withdrawn and touch.id not in replaced)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A hit of the search. ``placed`` = offered in some lane."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A customer of an agent's own. ``lane`` None = not to be dialled now; ``owed`` breaches first, None = nothing."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    campaign: str
    zone: str
    country: str
    stage: Stage
    lane: Lane | None
    owed: Obligation | None


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What ``a`` (new customer) and an unknown incoming number ask for."""

    name: str
    phone: str
    company: str = ""
    tier: str | None = None
    source: str = ""
    owner: str | None = None
    campaign: str = ""
    inquiry: bool = True


class Cleared(Enum):
    """Says of a fact that it is to be known no longer, where None says that it stays."""

    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class CustomerChanges:
    """What is to be changed of a customer; None = stays as it is. ``phones`` replaces all numbers:
    E.164, with an extension ``+862155551234;ext=8001``.

    Texts are cleared by an empty one, numbers by none.
    """

    name: str | None = None
    company: str | None = None
    phones: tuple[str, ...] | None = None
    source: str | None = None
    zone: str | None = None
    birthday: date | Cleared | None = None
    key: bool | None = None
    revenue: str | None = None
    attributes: Mapping[str, str] | None = None
    pinned: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A lease on a customer: every write in a call carries the ``token`` (DESIGN §3, nobody is dialled twice)."""

    ref: str
    agent: str
    token: str
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call that is on record from the moment it is dialled. ``answered_at``/``ended_at`` None = not yet."""

    ref: str
    customer: str
    agent: str
    token: str
    phone: str
    direction: Direction
    dialled_at: Instant
    answered_at: Instant | None
    ended_at: Instant | None
    note: str


@dataclass(frozen=True, slots=True)
class WrapUp:
    """What the agent decides at the end of a call.

    ``callback_at`` makes a promise; ``appointment_at`` a milestone; ``tier`` a change (with ``tier_reason``);
    ``stage`` a new one; ``result`` what a call-back came to.
    """

    disposition: Disposition
    note: str
    callback_at: Instant | None = None
    appointment: Milestone | None = None
    tier: str | None = None
    tier_reason: str = ""
    stage: Stage | None = None
    amount: str = ""
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A touch that was written. ``lost_lease``: it was saved although the claim had passed to somebody else."""

    touch_id: int
    ref: str
    lost_lease: bool = False


class AgentState(StrEnum):
    """What an agent does right now (DESIGN §2, team overview)."""

    OFFLINE = "offline"
    READY = "ready"
    DIALLING = "dialling"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class ShiftFigures:
    """An agent's figures of the campaign day (RULES §6); ``talk`` and ``wrap_up`` in seconds.

    ``breaches``: open ones that came since sign-in; ``breaches_all``: every open one of the agent's own customers.
    """

    calls: int = 0
    reached: int = 0
    effective: int = 0
    quota: int = 0
    talk: int = 0
    wrap_up: int = 0
    sla_met: int = 0
    sla_all: int = 0
    breaches: int = 0
    breaches_all: int = 0
    commitments_due: int = 0


@dataclass(frozen=True, slots=True)
class TeamRow:
    """An agent's row in the team overview; ``since`` is when the state began; ``ref`` whom they have on the line."""

    agent: str
    team: str
    role: Role
    state: AgentState
    since: Instant | None
    ref: str
    customer: str
    figures: ShiftFigures


@dataclass(frozen=True, slots=True)
class TeamView:
    """The team overview. ``hours``: (hour of the day, attempts, reached); ``ahead``: (from, until, obligations)."""

    at: Instant
    rows: tuple[TeamRow, ...]
    hours: tuple[tuple[int, int, int], ...]
    ahead: tuple[tuple[Instant, Instant, int], ...]
    breaches: int
    cases: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A due non-call obligation or task: SMS, visit, letter … (mode 3)."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: str
    zone: str
    country: str
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How a rule stands in a campaign: obligations open and breached; when one next falls due, and when one breaks.

    ``next_due`` None = nothing lies ahead, ``next_breach`` None = nothing is open that could break.
    """

    rule: str
    open: int
    breached: int
    next_due: Instant | None
    next_breach: Instant | None


@dataclass(frozen=True, slots=True)
class OwedRow:
    """What a rule asks for at a customer. ``owner`` None = in the pool; ``zone`` is the campaign's."""

    ref: str
    name: str
    company: str
    tier: str | None
    owner: str | None
    campaign: str
    zone: str
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class OwedPage:
    """A stretch of a rule's customers; how many are breached and open, and ``total`` with those that lie ahead."""

    rows: tuple[OwedRow, ...]
    breached: int
    open: int
    total: int


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the call log shows; empty fields do not filter. ``since``/``until`` are half-open instants."""

    since: Instant | None = None
    until: Instant | None = None
    agent: str = ""
    disposition: Disposition | None = None
    campaign: str = ""
    text: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class StagedCustomer:
    """A good row of a customer list, checked and with instants, waiting to be published.

    None = the cell was empty, the stored value stays. ``owner`` '' = to the pool. ``campaign`` '' = the one that the
    customer is in, for a new one the default; another one moves the customer. ``phones`` are E.164.
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


@dataclass(frozen=True, slots=True)
class StagedTouch:
    """A good row of a list of touches, waiting to be published."""

    line: int
    ref: str
    touch: Touch


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """What an import asks about a ref that is stored already."""

    ref: str
    campaign: str
    name: str
    tier: str | None


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import. ``state``: ``reading``, ``publishing``, ``done``, ``undoing``, ``undone``.

    ``counts``: ``new``, ``updated``, ``same`` (rows that changed nothing) and whatever the reader put beside them.
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


@dataclass(frozen=True, slots=True)
class ImportFact:
    """What an import brought that would have been a case (or ``finding``), had it happened here (RULES §3)."""

    ref: str
    name: str
    kind: str
    rule: str
    caused_at: Instant


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: plans refolded, breaches that are new; ``left`` = its time was up before all was done."""

    folded: int
    breaches: int
    left: bool


class Trouble(StrEnum):
    """Why the store could not do something; ``wording`` makes the sentence from it and the parameters beside it."""

    # The database as a whole.
    CANNOT_OPEN = "cannot_open"  # path, reason
    NOT_A_DATABASE = "not_a_database"  # path
    DAMAGED = "damaged"  # path, reason
    READ_ONLY = "read_only"  # path
    NETWORK_SHARE = "network_share"  # path, filesystem
    NEWER_SCHEMA = "newer_schema"  # found, known
    FOREIGN_DATABASE = "foreign_database"  # path: a database of another program
    OLD_SQLITE = "old_sqlite"  # found, needed
    NO_DRIVER = "no_driver"  # psycopg is missing
    BUSY = "busy"  # seconds waited
    DISK_FULL = "disk_full"  # path
    DISK_FAILS = "disk_fails"  # path, reason: the system refuses to read or write there
    MOVED = "moved"  # path: while it was open, the file was taken away or another one put in its place
    BROKEN_RULEBOOK = "broken_rulebook"  # rulebook, key: the one that is stored cannot be run
    LOST_CONNECTION = "lost_connection"  # reason
    DATABASE = "database"  # reason: anything else that the database says
    # What was asked for.
    UNKNOWN_REF = "unknown_ref"  # ref
    UNKNOWN_AGENT = "unknown_agent"  # agent
    UNKNOWN_CAMPAIGN = "unknown_campaign"  # campaign
    UNKNOWN_RULEBOOK = "unknown_rulebook"  # rulebook
    UNKNOWN_TIER = "unknown_tier"  # tier, tiers
    UNKNOWN_ZONE = "unknown_zone"  # zone
    UNKNOWN_COUNTRY = "unknown_country"  # country
    UNKNOWN_TOUCH = "unknown_touch"  # id
    UNKNOWN_CASE = "unknown_case"  # id
    UNKNOWN_IMPORT = "unknown_import"  # id
    EMPTY_NAME = "empty_name"
    AGENT_EXISTS = "agent_exists"  # agent
    CAMPAIGN_EXISTS = "campaign_exists"  # campaign
    OTHER_CAMPAIGN = "other_campaign"  # ref, campaign
    NOT_ALLOWED = "not_allowed"  # actor
    # Dialling.
    CLAIMED = "claimed"  # ref, agent
    NO_RESULT = "no_result"
    ANOTHER_PERSON = "another_person"  # actor
    NOT_A_CALLER = "not_a_caller"  # agent
    CLAIM_LOST = "claim_lost"  # ref
    CALL_OPEN = "call_open"  # ref: the agent's own call that is not finished
    NO_OPEN_CALL = "no_open_call"
    DO_NOT_CALL = "do_not_call"  # ref
    DEAD_NUMBER = "dead_number"  # ref, phone
    CLOSED_STAGE = "closed_stage"  # ref
    NO_NUMBER = "no_number"  # ref
    LEGAL_FRAME = "legal_frame"  # ref, opens_at
    NOTHING_TO_UNDO = "nothing_to_undo"
    # Imports.
    IMPORT_RUNNING = "import_running"  # id
    LATER_TOUCHES = "later_touches"  # id, ref: an import whose customers were worked since cannot be undone


class StoreError(Exception):
    """The store could not do what was asked; nothing was changed. The only error that its verbs raise."""

    def __init__(self, code: Trouble, **params: Param) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, Param] = params

    def __str__(self) -> str:
        return " ".join((self.code.value, *(f"{name}={value}" for name, value in self.params.items())))
