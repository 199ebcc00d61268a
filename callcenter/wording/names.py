"""The words for the closed sets of docs/rules.md, in the current language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from callcenter.locale import NP_, Term, _, current, pgettext
from callcenter.model import (
    CaseKind,
    CaseRole,
    CaseState,
    Channel,
    ContactPersonFacts,
    ContactRole,
    Contradiction,
    Direction,
    Disposition,
    Lane,
    MilestoneKind,
    Result,
    Role,
    SalesLine,
    Segment,
    Stage,
    Stance,
    State,
    UnitKind,
)
from callcenter.views.people.absences import AbsenceReason
from callcenter.views.people.shift import AgentState, BreakReason
from callcenter.views.upkeep.campaigns import CampaignState

_LANES: Mapping[Lane, Term] = {
    Lane.PROMISED: NP_("lane", "promised"),
    Lane.FRESH: NP_("lane", "fresh"),
    Lane.BREACHED: NP_("lane", "overdue"),
    Lane.RETRY: NP_("lane", "retry"),
    Lane.DUE: NP_("lane", "due"),
}
_DISPOSITIONS: Mapping[Disposition, Term] = {
    Disposition.INTERESTED: NP_("disposition", "interested"),
    Disposition.NEUTRAL: NP_("disposition", "neutral"),
    Disposition.APPOINTMENT: NP_("disposition", "appointment"),
    Disposition.SIGNED: NP_("disposition", "signed"),
    Disposition.CALLBACK: NP_("disposition", "call back"),
    Disposition.NEGATIVE: NP_("disposition", "negative"),
    Disposition.REFUSED: NP_("disposition", "refused"),
    Disposition.DO_NOT_CALL: NP_("disposition", "do not call"),
    Disposition.HUNG_UP: NP_("disposition", "hung up"),
    Disposition.WRONG_PERSON: NP_("disposition", "wrong person"),
    Disposition.NO_ANSWER: NP_("disposition", "no answer"),
    Disposition.BUSY: NP_("disposition", "busy"),
    Disposition.SWITCHED_OFF: NP_("disposition", "switched off"),
    Disposition.VOICEMAIL: NP_("disposition", "voicemail"),
    Disposition.SUSPENDED: NP_("disposition", "suspended"),
    Disposition.INVALID_NUMBER: NP_("disposition", "invalid number"),
}
_CHANNELS: Mapping[Channel, Term] = {
    Channel.CALL: NP_("channel", "call"),
    Channel.SMS: NP_("channel", "SMS"),
    Channel.VISIT: NP_("channel", "visit"),
    Channel.EMAIL: NP_("channel", "e-mail"),
    Channel.LETTER: NP_("channel", "letter"),
    Channel.CHAT: NP_("channel", "chat"),
    Channel.ANY: NP_("channel", "any channel"),
}
_DIRECTIONS: Mapping[Direction, Term] = {
    Direction.OUT: NP_("direction", "out"),
    Direction.IN: NP_("direction", "in"),
}
_STAGES: Mapping[Stage, Term] = {
    Stage.NONE: NP_("stage", "in progress"),
    Stage.SIGNED: NP_("stage", "signed"),
    Stage.LOST: NP_("stage", "lost"),
    Stage.CLOSED: NP_("stage", "closed"),
}
_STATES: Mapping[State, Term] = {
    State.UPCOMING: NP_("obligation", "upcoming"),
    State.OPEN: NP_("obligation", "open"),
    State.BREACHED: NP_("obligation", "overdue"),
}
_SEGMENTS: Mapping[Segment, Term] = {
    Segment.HIGH_INTENT: NP_("segment", "high intent"),
    Segment.LOW_INTENT: NP_("segment", "low intent"),
    Segment.KEY: NP_("segment", "key customers"),
    Segment.NEW: NP_("segment", "new customers"),
    Segment.SIGNED: NP_("segment", "signed customers"),
    Segment.MAINTENANCE: NP_("segment", "maintenance"),
}
_UNIT_KINDS: dict[UnitKind, Term] = {
    UnitKind.TEAM: NP_("unit", "team"),
    UnitKind.BRANCH: NP_("unit", "branch"),
    UnitKind.DEPARTMENT: NP_("unit", "department"),
}
_ROLES: Mapping[Role, Term] = {
    Role.AGENT: NP_("role", "agent"),
    Role.SUPERVISOR: NP_("role", "supervisor"),
    Role.MANAGER: NP_("role", "manager"),
    Role.ADMIN: NP_("role", "administrator"),
}
_LINES: Mapping[SalesLine, Term] = {
    SalesLine.SALES: NP_("line", "sales"),
    SalesLine.SERVICE: NP_("line", "service"),
}
_CASE_KINDS: Mapping[CaseKind, Term] = {
    CaseKind.EXCEPTION: NP_("case", "exception"),
    CaseKind.COMPLAINT: NP_("case", "complaint"),
    CaseKind.REPAIR: NP_("case", "repair"),
    CaseKind.NUMBER: NP_("case", "dead number"),
    CaseKind.APPEAL: NP_("case", "appeal"),
    CaseKind.SECOND_CALL: NP_("case", "second follow-up call"),
    CaseKind.HAND_ON: NP_("case", "hand-on"),
}
_CAMPAIGN_STATES: Mapping[CampaignState, Term] = {
    CampaignState.OPEN: NP_("campaign state", "running"),
    CampaignState.PAUSED: NP_("campaign state", "paused"),
    CampaignState.CLOSED: NP_("campaign state", "closed"),
}
_CASE_STATES: Mapping[CaseState, Term] = {
    CaseState.OPEN: NP_("case state", "open"),
    CaseState.ASSIGNED: NP_("case state", "assigned"),
    CaseState.REPORTED: NP_("case state", "reported"),
    CaseState.INVESTIGATED: NP_("case state", "investigated"),
    CaseState.PROPOSED: NP_("case state", "proposed"),
    CaseState.TOLD: NP_("case state", "customer told"),
    CaseState.ANSWERED: NP_("case state", "answered"),
    CaseState.CLOSED: NP_("case state", "closed"),
    CaseState.WITHDRAWN: NP_("case state", "withdrawn"),
}
_CASE_ACTIONS: Mapping[str, Term] = {
    "opened": NP_("case event", "opened"),
    "assigned": NP_("case event", "assigned to"),
    "reported": NP_("case event", "reported"),
    "investigated": NP_("case event", "investigated"),
    "proposed": NP_("case event", "proposed"),
    "told": NP_("case event", "customer told"),
    "chased": NP_("case event", "chased"),
    "answered": NP_("case event", "answered"),
    "called": NP_("case event", "called"),
    "noted": NP_("case event", "noted"),
    "dissatisfied": NP_("case event", "not satisfied"),
    "reopened": NP_("case event", "reopened"),
    "taken_back": NP_("case event", "withdrawn"),
    "closed": NP_("case event", "closed"),
}
_CASE_RECORDS: Mapping[CaseState, Term] = {
    CaseState.REPORTED: NP_("case record", "progress"),
    CaseState.INVESTIGATED: NP_("case record", "cause found"),
    CaseState.PROPOSED: NP_("case record", "solution to propose"),
    CaseState.TOLD: NP_("case record", "reply given to the customer"),
    CaseState.ANSWERED: NP_("case record", "answer of the department"),
    CaseState.CLOSED: NP_("case record", "reply given to the customer"),
    CaseState.ASSIGNED: NP_("case record", "why the customer is not satisfied"),
}
_CASE_ROLES: Mapping[CaseRole, Term] = {
    CaseRole.AGENT: NP_("case role", "any agent"),
    CaseRole.WORKER: NP_("case role", "assignee"),
    CaseRole.SUPERVISOR: NP_("case role", "supervisor"),
    CaseRole.DEPARTMENT: NP_("case role", "department"),
}
_AGENT_STATES: Mapping[AgentState, Term] = {
    AgentState.OFFLINE: NP_("agent state", "offline"),
    AgentState.READY: NP_("agent state", "ready"),
    AgentState.DIALLING: NP_("agent state", "dialling"),
    AgentState.TALKING: NP_("agent state", "talking"),
    AgentState.WRAP_UP: NP_("agent state", "wrap-up"),
    AgentState.BREAK: NP_("agent state", "break"),
}
_ABSENCE_REASONS: Mapping[AbsenceReason, Term] = {
    AbsenceReason.ILL: NP_("absence", "ill"),
    AbsenceReason.LEAVE: NP_("absence", "on leave"),
    AbsenceReason.TRAINING: NP_("absence", "in training"),
    AbsenceReason.OTHER: NP_("absence", "absent"),
}
_BREAK_REASONS: Mapping[BreakReason, Term] = {
    BreakReason.LUNCH: NP_("break", "lunch"),
    BreakReason.SHORT: NP_("break", "short break"),
    BreakReason.TRAINING: NP_("break", "training"),
    BreakReason.MEETING: NP_("break", "meeting"),
    BreakReason.OTHER: NP_("break", "other"),
}
_MILESTONES: Mapping[MilestoneKind, Term] = {
    MilestoneKind.INQUIRY: NP_("milestone", "inquiry"),
    MilestoneKind.APPOINTMENT: NP_("milestone", "appointment"),
    MilestoneKind.DELIVERED: NP_("milestone", "delivery"),
    MilestoneKind.ACCOUNT_OPENED: NP_("milestone", "account opened"),
    MilestoneKind.SHIPPED: NP_("milestone", "shipped"),
    MilestoneKind.CONNECTED: NP_("milestone", "power connected"),
    MilestoneKind.EXPO: NP_("milestone", "trade fair"),
    MilestoneKind.CONTRACT_START: NP_("milestone", "contract start"),
    MilestoneKind.CONTRACT_END: NP_("milestone", "contract end"),
    MilestoneKind.QUOTED: NP_("milestone", "quotation"),
    MilestoneKind.QUESTION: NP_("milestone", "question"),
    MilestoneKind.SAMPLES_ARRIVED: NP_("milestone", "samples arrived"),
    MilestoneKind.COMPLAINT_RESOLVED: NP_("milestone", "complaint settled"),
    MilestoneKind.REPAIR_DONE: NP_("milestone", "repair done"),
    MilestoneKind.HAND_ON_ANSWERED: NP_("milestone", "department's answer"),
    MilestoneKind.HANDED_OUT: NP_("milestone", "lead handed out"),
    MilestoneKind.REPORTED: NP_("milestone", "report on the lead"),
    MilestoneKind.WARRANTY_END: NP_("milestone", "warranty end"),
    MilestoneKind.EVENT: NP_("milestone", "event"),
}
_TIERS: Mapping[str, Term] = {
    "VIP": NP_("tier", "VIP"),
    "regular": NP_("tier", "regular"),
    "small": NP_("tier", "small"),
}
_RESULTS: Mapping[Result, Term] = {
    Result.PASSED: NP_("result", "passed"),
    Result.FAILED: NP_("result", "failed"),
    Result.REFUSED: NP_("result", "refused"),
    Result.UNREACHABLE: NP_("result", "unreachable"),
}
_CONTACT_ROLES: Mapping[ContactRole, Term] = {
    ContactRole.ECONOMIC: NP_("contact person", "economic"),
    ContactRole.TECHNICAL: NP_("contact person", "technical"),
    ContactRole.USER: NP_("contact person", "user"),
    ContactRole.FINANCE: NP_("contact person", "finance"),
    ContactRole.COACH: NP_("contact person", "coach"),
}
_STANCES: Mapping[Stance, Term] = {
    Stance.SUPPORTS: NP_("contact person", "supports"),
    Stance.NEUTRAL: NP_("contact person", "neutral"),
    Stance.OPPOSES: NP_("contact person", "opposes"),
}
_REASONS: Mapping[str, Term] = {
    "service": NP_("reason", "service"),
    "conversion": NP_("reason", "conversion"),
    "long_term": NP_("reason", "long-term"),
}


def lane(value: Lane) -> str:
    """A lane of the dial queue (docs/rules.md#lanes)."""
    return pgettext(*_LANES[value])


def disposition(value: Disposition) -> str:
    """Return the name of a disposition (docs/rules.md#dispositions)."""
    return pgettext(*_DISPOSITIONS[value])


def channel(value: Channel) -> str:
    """Return the name of a channel."""
    return pgettext(*_CHANNELS[value])


def direction(value: Direction) -> str:
    """Return the name of a direction: ``out``, ``in``."""
    return pgettext(*_DIRECTIONS[value])


def result(value: Result) -> str:
    """Return the name of a follow-up call's result (docs/rules.md#r15-results)."""
    return pgettext(*_RESULTS[value])


def contact_role(value: ContactRole) -> str:
    """Return the name of a contact person's role (docs/rules.md#r28)."""
    return pgettext(*_CONTACT_ROLES[value])


def stance(value: Stance) -> str:
    """Return the name of a contact person's stance (docs/rules.md#r28)."""
    return pgettext(*_STANCES[value])


def contact_person(one: ContactPersonFacts) -> str:
    """A contact person with what matters when one asks for them: ``王芳 (finance, supports)``."""
    known = [] if one.role is None else [contact_role(one.role)]
    if one.stance is not None:
        known.append(stance(one.stance))
    return _("{name} ({facts})").format(name=one.name, facts=listed(known)) if known else one.name


def tags(values: Iterable[str]) -> str:
    """Tags with the sign by which they are looked for: ``#vip #renewal``."""
    return " ".join(f"#{value}" for value in values)


def stage(value: Stage) -> str:
    """Return the name of a stage; the empty stage is ``in progress``."""
    return pgettext(*_STAGES[value])


def state(value: State) -> str:
    """Return the name of an obligation's state."""
    return pgettext(*_STATES[value])


def segment(value: Segment) -> str:
    """A kind of customers that a block is best for (docs/rules.md#segments)."""
    return pgettext(*_SEGMENTS[value])


def segments(bits: int) -> str:
    """The segments of a stored set: ``high intent, key customers``; empty where there is none."""
    return listed(segment(value) for value in Segment if bits & value.value)


def role(value: Role) -> str:
    """Return the name of a role."""
    return pgettext(*_ROLES[value])


def unit_kind(value: UnitKind) -> str:
    """The kind of a unit."""
    return pgettext(*_UNIT_KINDS[value])


def line(value: SalesLine | None) -> str:
    """An agent's line of business, a stroke where none is known."""
    if value is None:
        return "-"
    return pgettext(*_LINES[value])


def case_kind(value: CaseKind) -> str:
    """Return the name of a kind of case."""
    return pgettext(*_CASE_KINDS[value])


def case_state(value: CaseState) -> str:
    """Return the name of a case's state."""
    return pgettext(*_CASE_STATES[value])


def campaign_state(value: CampaignState) -> str:
    """The state of a campaign."""
    return pgettext(*_CAMPAIGN_STATES[value])


def case_action(value: str) -> str:
    """A step of the work on a case; one of a newer program as it stands."""
    return pgettext(*_CASE_ACTIONS[value]) if value in _CASE_ACTIONS else value


def case_record(leads_to: CaseState) -> str:
    """The words for what is told about a case by the step that leads to this state."""
    return pgettext(*_CASE_RECORDS[leads_to])


def case_role(value: CaseRole, department: str | None = None) -> str:
    """The part of who takes the next step of a case; a department by its name."""
    return department if value is CaseRole.DEPARTMENT and department else pgettext(*_CASE_ROLES[value])


def agent_state(value: AgentState, reason: BreakReason | None = None) -> str:
    """Return the name of an agent's state; of a break its reason, where that is one word and says more."""
    if value is AgentState.BREAK and reason not in (None, BreakReason.SHORT, BreakReason.OTHER):
        return break_reason(reason)
    return pgettext(*_AGENT_STATES[value])


def absence_reason(value: AbsenceReason) -> str:
    """Return a reason to be away, as a state of somebody."""
    return pgettext(*_ABSENCE_REASONS[value])


def stood_in_for(owner: str) -> str:
    """Return for whom the reader stands in."""
    return pgettext("deputy", "for {owner}").format(owner=owner)


def for_whom(owner: str | None, deputy: str | None, reader: str = "") -> str:
    """Return for whom a customer is worked, '' where nobody stands in; ``reader`` knows that it is they who do."""
    if owner is None or deputy is None:
        return ""
    if deputy == reader:
        return stood_in_for(owner)
    return pgettext("deputy", "{deputy} for {owner}").format(deputy=deputy, owner=owner)


def case_actor(
    turn: CaseRole | None, assignee: str | None, deputy: str | None, department: str | None, reader: str = ""
) -> str:
    """Return who takes the next step of a case: the assignee or their deputy, a department, else a part; of a settled
    case who had it. ``reader`` knows that it is they who stand in."""
    if turn is None:
        return assignee or "-"
    if turn is CaseRole.WORKER:
        return for_whom(assignee, deputy, reader) or assignee or "-"
    return case_role(turn, department)


def with_deputy(said: str, owner: str | None, deputy: str | None, reader: str = "") -> str:
    """Return a reason to call somebody, behind the words for whom a deputy does."""
    return told(filter(None, (for_whom(owner, deputy, reader), said)))


def break_reason(value: BreakReason) -> str:
    """Return the name of a reason for a break."""
    return pgettext(*_BREAK_REASONS[value])


def milestone(value: MilestoneKind) -> str:
    """A key date, as a heading: ``contract end``."""
    return pgettext(*_MILESTONES[value])


def contradiction(against: Contradiction, outcome: Disposition, customer: str) -> str:
    """The question whether a contradictory outcome is meant."""
    text = {
        Contradiction.TALKED: _("This call was answered. Save as “{outcome}”?"),
        Contradiction.NUMBER_WORKS: _("You just talked on this number. Save as “{outcome}”?"),
        Contradiction.THEY_CALLED: _("{customer} called you. Save as “{outcome}”?"),
    }[against]
    return text.format(outcome=disposition(outcome), customer=customer)


def tier(value: str | None) -> str:
    """An importance class: the rulebook's own letter, or the word for one that is named in words; ``-`` for none."""
    if value is None:
        return "-"
    return pgettext(*_TIERS[value]) if value in _TIERS else value


def reason(value: str) -> str:
    """The kind of reason that a follow-up gives for calling (docs/rules.md#r8); empty for none."""
    return pgettext(*_REASONS[value]) if value else ""


def reason_hint(value: str) -> str:
    """Return a hint for the agent on what to call about (docs/rules.md#r8); empty for none."""
    match value:
        case "service":
            return _("ask if the information has arrived and what is still open")
        case "conversion":
            return _("find out what is holding up the decision and agree the next step")
        case "long_term":
            return _("keep in touch without pressing, and agree when to talk next")
        case _:
            return ""


def outside(owner: str | None) -> str:
    """Name a customer outside the scope, of whom the owner alone is told; None = in the pool."""
    return _("customer of {owner}").format(owner=owner or _("the pool"))


def listed(words: Iterable[str]) -> str:
    """Words one after the other, the way the language does it: ``a, b``, ``甲、乙``."""
    return ("、" if current() == "zh" else ", ").join(words)


def told(facts: Iterable[str]) -> str:
    """Facts of one thing one after the other: ``a, b``, ``甲，乙``."""
    return ("，" if current() == "zh" else ", ").join(facts)


def joined(clauses: Iterable[str]) -> str:
    """Clauses that could stand alone: ``a; b``, ``甲；乙``."""
    return ("；" if current() == "zh" else "; ").join(clauses)


def sentences(said: Iterable[str]) -> str:
    """Whole sentences one after the other."""
    return ("" if current() == "zh" else " ").join(said)


def colleagues(owner: str) -> str:
    """Warn before one dials a customer whom a colleague owns."""
    return _("! colleague's customer: {owner}").format(owner=owner)


def whose_promise(owner: str | None, made_by: str, reader: str) -> str:
    """Return in a cell whose customer it is and who made the promise, as far as ``reader`` did not; '' where both are
    theirs, or the customer is in the pool."""
    if made_by and made_by != reader:
        return pgettext("promise", "by {agent}").format(agent=made_by)
    return "" if owner in (None, reader) else pgettext("promise", "of {owner}").format(owner=owner)


def place(zone: str) -> str:
    """Name a time zone by its place: ``Europe/London`` is ``London``."""
    return zone.rpartition("/")[2].replace("_", " ")
