"""Rights: who may carry out which verb of the store, and on whom (docs/security.md).

The store refuses and the screens hide by the same table, :data:`VERBS`. Rights hold inside the program; whoever can
open the database's file or has its password is past them.
"""

from __future__ import annotations

from enum import Enum, StrEnum, auto

from msgspec import Struct

from callcenter.model import Instant, Role

_RANKS = (Role.AGENT, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN)


class Origin(StrEnum):
    """The way by which an act comes to the store."""

    WORKSTATION = "workstation"
    COMMAND = "command"
    IMPORT = "import"
    RULE = "rule"


TOKEN_MARK = "cct_"
"""The beginning of every token, by which people and tools that look for secrets recognise one."""


class Principal(Struct, frozen=True):
    """The one who acts, as the caller hands it to the store: names, and nothing of what they may do.

    ``name`` is an agent's or a token's, each unique and never changed. ``sign_in`` is the secret that the store gave
    out at the sign-in, or the token itself; '' where the store is open, or where the operating system vouches.
    ``window``: the window that the act comes from, '' = none, as of a command.
    """

    name: str
    origin: Origin = Origin.WORKSTATION
    sign_in: str = ""
    window: str = ""

    @property
    def by_token(self) -> bool:
        """Tell whether a token signed them in."""
        return self.sign_in.startswith(TOKEN_MARK)

    def __repr__(self) -> str:
        return f"Principal({self.name!r}, {self.origin!r})"  # the secret is for no log


NOBODY = Principal("", Origin.RULE)
"""The program itself: before anybody has signed in, and where the rules or time are the cause."""


class Right(Enum):
    """A permission; see :data:`LOWEST`."""

    START = auto()
    """Right needed before and without a sign-in: the program's own upkeep."""
    WORK = auto()
    READ = auto()
    REASSIGN = auto()
    SETTLE_CASES = auto()
    LIFT_DO_NOT_CALL = auto()
    MERGE_CUSTOMERS = auto()
    END_CALL_OF_OTHERS = auto()
    ANNOUNCE = auto()
    SEE_ALL_CUSTOMERS = auto()
    CORRECT_OTHERS = auto()
    SEE_ALL_UNITS = auto()
    REVEAL = auto()
    IMPORT = auto()
    MANAGE_STAFF = auto()
    UNDO_IMPORT = auto()
    CHANGE_RULES = auto()
    ADMINISTER = auto()


LOWEST: dict[Right, Role] = {
    Right.START: Role.AGENT,
    Right.WORK: Role.AGENT,
    Right.READ: Role.AGENT,
    Right.REASSIGN: Role.SUPERVISOR,
    Right.SETTLE_CASES: Role.SUPERVISOR,
    Right.LIFT_DO_NOT_CALL: Role.SUPERVISOR,
    Right.MERGE_CUSTOMERS: Role.SUPERVISOR,
    Right.END_CALL_OF_OTHERS: Role.SUPERVISOR,
    Right.ANNOUNCE: Role.SUPERVISOR,
    Right.SEE_ALL_CUSTOMERS: Role.SUPERVISOR,
    Right.CORRECT_OTHERS: Role.SUPERVISOR,
    Right.SEE_ALL_UNITS: Role.MANAGER,
    Right.REVEAL: Role.SUPERVISOR,
    Right.IMPORT: Role.SUPERVISOR,
    Right.MANAGE_STAFF: Role.SUPERVISOR,
    Right.UNDO_IMPORT: Role.MANAGER,
    Right.CHANGE_RULES: Role.MANAGER,
    Right.ADMINISTER: Role.ADMIN,
}
"""The lowest role that has each right; those above have it too."""


def has_right(role: Role, right: Right) -> bool:
    """Tell whether a role has a right."""
    return _RANKS.index(role) >= _RANKS.index(LOWEST[right])


class Scope(Enum):
    """The one thing of a verb's arguments that must lie in the scope of the one who acts."""

    NONE = auto()
    """No customer and no person is named."""
    LIST = auto()
    """The verb gives back what lies in the scope, and leaves the rest out."""
    CUSTOMER = auto()
    """The customers of what is named: refs, a touch, a case, a breach."""
    DIAL = auto()
    """The customer whose ref is given; a colleague's too where the campaign lets agents dial these."""
    PERSON = auto()
    """A person: oneself, or one of the units that one supervises. None = everybody, for supervisors."""
    CALL = auto()
    """A call or claim, by its token: one's own."""


class Verb(Struct, frozen=True):
    """A verb's row: its right, what must be in scope, and the parameters that name it.

    ``audited``: a permitted act is written into the audit, as denied ones always are. ``masks``: it gives back rows of
    lists, whose numbers are masked.
    """

    right: Right
    scope: Scope = Scope.NONE
    parameters: tuple[str, ...] = ()
    audited: bool = False
    masks: bool = False


class Grant(Struct, frozen=True):
    """The rights of a principal in one transaction, as the store found them.

    ``agent`` None = no person of the store: a token, a command in an open store, the program. ``closed``: the store
    has been closed (``callcenter secure``); in an open one everybody's scope is everything. ``unit``: a token's, None =
    the whole store. ``at``: the instant of the act, UTC epoch milliseconds. ``signed_in`` is False for the program
    itself, which in a closed store only looks after it.
    """

    name: str
    origin: Origin
    role: Role
    agent: int | None
    closed: bool
    at: Instant
    unit: int | None = None
    signed_in: bool = True

    @property
    def sees_everything(self) -> bool:
        """True where no customer lies outside of the scope."""
        return not self.closed or (self.unit is None and has_right(self.role, Right.SEE_ALL_UNITS))

    def has(self, right: Right) -> bool:
        """Tell whether this grant includes a right."""
        return right is Right.START or (self.signed_in and has_right(self.role, right))

    def may_give(self, role: Role) -> bool:
        """Tell whether this grant lets one give somebody a role: a lower one, to administrators any."""
        return self.role is Role.ADMIN or _RANKS.index(self.role) > _RANKS.index(role)


def _table() -> dict[str, Verb]:
    customer, person, call = (Scope.CUSTOMER, ("ref",)), (Scope.PERSON, ("agent",)), (Scope.CALL, ("token",))
    case, touch, claim = (Scope.CUSTOMER, ("case_id",)), (Scope.CUSTOMER, ("touch_id",)), (Scope.CALL, ("claim",))
    customers = (Scope.CUSTOMER, ("refs",))
    pair = (Scope.CUSTOMER, ("ref", "other"))
    upkeep = Verb(Right.START)
    return {
        "absences.all": Verb(Right.SEE_ALL_CUSTOMERS, Scope.LIST),
        "absences.back": Verb(Right.MANAGE_STAFF, *person, audited=True),
        "absences.preview": Verb(Right.MANAGE_STAFF, *person),
        "absences.record": Verb(Right.MANAGE_STAFF, *person, audited=True),
        "absences.resume": upkeep,
        "announcements.addressees": Verb(Right.ANNOUNCE, Scope.LIST),
        "announcements.all": Verb(Right.ANNOUNCE, Scope.LIST),
        "announcements.make": Verb(Right.ANNOUNCE, *person, audited=True),
        "appeals.appeal": Verb(Right.WORK, *touch),
        "appeals.record_second_call": Verb(Right.WORK, *case),
        "appeals.review": Verb(Right.SETTLE_CASES, *case, audited=True),
        "attempts.back_to_number_before": Verb(Right.WORK, *call),
        "attempts.dial_other_number": Verb(Right.WORK, *call),
        "audit.all": Verb(Right.ADMINISTER),
        "audit.head": Verb(Right.READ),
        "audit.verify": Verb(Right.ADMINISTER),
        "backups.make": Verb(Right.ADMINISTER, audited=True),
        "backups.make_daily": Verb(Right.WORK),
        "breaches.acknowledge": Verb(Right.WORK, Scope.CUSTOMER, ("breach_id",)),
        "breaches.of_team_since": Verb(Right.SEE_ALL_CUSTOMERS, Scope.LIST),
        "breaches.open": Verb(Right.READ, Scope.PERSON, ("owner",)),
        "breaches.open_as_of": Verb(Right.READ, Scope.LIST),
        "breaches.since": Verb(Right.READ, *person),
        "caller_numbers.add": Verb(Right.CHANGE_RULES, audited=True),
        "caller_numbers.all": Verb(Right.READ),
        "caller_numbers.set": Verb(Right.CHANGE_RULES, audited=True),
        "calls.abandon": Verb(Right.WORK, *call),
        "calls.end_for": Verb(Right.END_CALL_OF_OTHERS, *person, audited=True),
        "calls.finish": Verb(Right.WORK, *call),
        "calls.keep_ended": Verb(Right.WORK, Scope.CALL, ("call",)),
        "calls.mark_answered": Verb(Right.WORK, *call),
        "calls.mark_ended": Verb(Right.WORK, *call),
        "calls.note_disposition": Verb(Right.WORK, *call),
        "calls.note_recording": Verb(Right.WORK, *call),
        "calls.open_call_of": Verb(Right.READ, *person),
        "calls.receive": Verb(Right.WORK, Scope.NONE),
        "calls.save_note": Verb(Right.WORK, *call),
        "calls.start": Verb(Right.WORK, *claim),
        "calls.unmark_answered": Verb(Right.WORK, *call),
        "campaigns.add": Verb(Right.CHANGE_RULES, audited=True),
        "campaigns.all": Verb(Right.READ),
        "campaigns.book": Verb(Right.READ),
        "campaigns.change": Verb(Right.CHANGE_RULES, audited=True),
        "campaigns.close": Verb(Right.CHANGE_RULES, audited=True),
        "campaigns.ensure_shipped": Verb(Right.WORK),
        "campaigns.first_frame": upkeep,
        "campaigns.frames": Verb(Right.READ),
        "campaigns.get": Verb(Right.READ),
        "campaigns.pause": Verb(Right.CHANGE_RULES, audited=True),
        "campaigns.resume": Verb(Right.CHANGE_RULES, audited=True),
        "campaigns.settings": Verb(Right.READ),
        "cases.all": Verb(Right.READ, Scope.LIST, masks=True),
        "cases.analysis": Verb(Right.SEE_ALL_CUSTOMERS, Scope.LIST),
        "cases.assign": Verb(Right.WORK, *case, audited=True),
        "cases.close": Verb(Right.SETTLE_CASES, *case, audited=True),
        "cases.get": Verb(Right.READ, *case, masks=True),
        "cases.must_act": Verb(Right.READ, Scope.LIST, masks=True),
        "cases.must_act_count": Verb(Right.READ, Scope.LIST),
        "cases.open": Verb(Right.WORK, *customer),
        "cases.reopen": Verb(Right.SETTLE_CASES, *case, audited=True),
        "cases.report": Verb(Right.WORK, *case),
        "catch_up.run": upkeep,
        "catch_up.stop": upkeep,
        "claims.release": Verb(Right.WORK, *claim),
        "claims.renew": Verb(Right.WORK, *claim),
        "claims.take": Verb(Right.WORK, Scope.DIAL, ("ref",)),
        "claims.take_next": Verb(Right.WORK, Scope.LIST),
        "conflicts.look": Verb(Right.WORK),
        "conflicts.take": Verb(Right.WORK, audited=True),
        "contact_persons.add": Verb(Right.WORK, *customer, audited=True),
        "contact_persons.change": Verb(Right.WORK, *customer, audited=True),
        "contact_persons.remove": Verb(Right.WORK, *customer, audited=True),
        "customers.add": Verb(Right.WORK),
        "customers.edit": Verb(Right.WORK, *customer, audited=True),
        "customers.lift_do_not_call": Verb(Right.LIFT_DO_NOT_CALL, *customer, audited=True),
        "customers.reveal": Verb(Right.REVEAL, *customer, audited=True),
        "customers.set_milestone": Verb(Right.WORK, *customer, audited=True),
        "customers.set_stage": Verb(Right.WORK, *customer, audited=True),
        "customers.set_tier": Verb(Right.WORK, *customer, audited=True),
        "customers.withdraw_milestone": Verb(Right.WORK, *customer, audited=True),
        "details.get": Verb(Right.READ, *customer),
        "duplicates.colleagues_of": Verb(Right.READ, *customer, masks=True),
        "duplicates.of": Verb(Right.READ, *customer, masks=True),
        "duplicates.pairs": Verb(Right.READ, Scope.LIST, masks=True),
        "figures.report": Verb(Right.SEE_ALL_CUSTOMERS, Scope.LIST),
        "figures.rows": Verb(Right.SEE_ALL_CUSTOMERS, Scope.LIST),
        "findings.all": Verb(Right.SEE_ALL_CUSTOMERS, Scope.LIST),
        "imports.all": Verb(Right.READ),
        "imports.close": upkeep,
        "imports.facts": Verb(Right.IMPORT),
        "imports.known_customers": Verb(Right.IMPORT),
        "imports.known_numbers": Verb(Right.IMPORT),
        "imports.preview": Verb(Right.IMPORT),
        "imports.resume": upkeep,
        "imports.stage_begin": Verb(Right.IMPORT, audited=True),
        "imports.stage_drop": Verb(Right.IMPORT),
        "imports.stage_publish_chunk": Verb(Right.IMPORT),
        "imports.stage_ready": Verb(Right.IMPORT),
        "imports.stage_rows": Verb(Right.IMPORT),
        "imports.touches_like": Verb(Right.IMPORT),
        "imports.undo": Verb(Right.UNDO_IMPORT, audited=True),
        "integrity.check": Verb(Right.ADMINISTER),
        "last_calls.undo": Verb(Right.WORK),
        "looks.begin": Verb(Right.SEE_ALL_CUSTOMERS, *person, audited=True),
        "looks.end": Verb(Right.WORK, *person),
        "looks.get": Verb(Right.SEE_ALL_CUSTOMERS, *person),
        "looks.report": Verb(Right.WORK),
        "looks.watchers": Verb(Right.READ),
        "lookup.by_phone": Verb(Right.READ, Scope.LIST, masks=True),
        "lookup.customers_of": Verb(Right.READ, *person, masks=True),
        "lookup.log": Verb(Right.READ, Scope.LIST, masks=True),
        "lookup.own_customers": Verb(Right.READ, *person, masks=True),
        "lookup.without_number": Verb(Right.READ, *person, masks=True),
        "meeting_sheets.get": Verb(Right.SEE_ALL_CUSTOMERS, Scope.LIST, masks=True),
        "merges.merge": Verb(Right.MERGE_CUSTOMERS, Scope.CUSTOMER, ("ref", "survivor"), audited=True),
        "merges.split": Verb(Right.MERGE_CUSTOMERS, *customer, audited=True),
        "moved_calls.elsewhere": Verb(Right.READ),
        "moved_calls.leave_note": Verb(Right.WORK, Scope.CALL, ("call",)),
        "moved_calls.take_over": Verb(Right.WORK),
        "notices.leave": Verb(Right.WORK),
        "notices.mark_read": Verb(Right.WORK),
        "notices.note_caller": Verb(Right.WORK),
        "notices.unread": Verb(Right.READ, *person),
        "ownership.assign": Verb(Right.REASSIGN, *customer, audited=True),
        "people.add": Verb(Right.MANAGE_STAFF, Scope.NONE, ("name",), audited=True),
        "people.all": Verb(Right.READ),
        "people.leave": Verb(Right.MANAGE_STAFF, Scope.PERSON, ("name",), audited=True),
        "people.set": Verb(Right.MANAGE_STAFF, Scope.PERSON, ("name",), audited=True),
        "people.ensure": upkeep,
        "people.get": Verb(Right.READ),
        "plans.tick": upkeep,
        "pool.page": Verb(Right.READ, *person, masks=True),
        "pool.resume": upkeep,
        "pool.take": Verb(Right.WORK, *customer, audited=True),
        "presence.change": Verb(Right.WORK, *person),
        "presence.end_break": Verb(Right.END_CALL_OF_OTHERS, *person, audited=True),
        "presence.free_claims": Verb(Right.END_CALL_OF_OTHERS, *person, audited=True),
        "presence.get": Verb(Right.READ, *person),
        "presence.heartbeat": Verb(Right.WORK, *person),
        "presence.sign_in": Verb(Right.WORK, *person),
        "presence.sign_out": Verb(Right.WORK, *person),
        "programs.compare_clocks": upkeep,
        "promises.open": Verb(Right.READ, *person, masks=True),
        "promises.open_as_of": Verb(Right.READ, *person, masks=True),
        "queue.behind": Verb(Right.READ),
        "queue.page": Verb(Right.READ, *person, masks=True),
        "queue.page_as_of": Verb(Right.READ, *person, masks=True),
        "quotas.findings": Verb(Right.SEE_ALL_CUSTOMERS, Scope.LIST),
        "reassignments.begin": Verb(Right.REASSIGN, *customers, audited=True),
        "reassignments.begin_all": Verb(Right.REASSIGN, *person, audited=True),
        "reassignments.go_on": Verb(Right.START, Scope.NONE, ("act",), audited=True),
        "reassignments.last": Verb(Right.REASSIGN),
        "reassignments.preview": Verb(Right.REASSIGN, *customers),
        "reassignments.resume": Verb(Right.START, audited=True),
        "reassignments.undo": Verb(Right.REASSIGN, Scope.NONE, ("act",), audited=True),
        "recordings.expired": Verb(Right.SEE_ALL_CUSTOMERS, Scope.LIST),
        "recordings.listen": Verb(Right.WORK, *touch, audited=True),
        "requests.is_done": Verb(Right.READ),
        "rotations.allocation_of": Verb(Right.READ, *customer),
        "rotations.get": Verb(Right.READ),
        "rotations.register": Verb(Right.SEE_ALL_CUSTOMERS, masks=True),
        "rotations.register_non_customer": Verb(Right.WORK),
        "rotations.requalify": Verb(Right.REASSIGN, audited=True),
        "rotations.set": Verb(Right.REASSIGN, audited=True),
        "rule_counts.all": Verb(Right.READ, *person),
        "rule_counts.owed": Verb(Right.READ, *person, masks=True),
        "rulebooks.begin": Verb(Right.CHANGE_RULES, audited=True),
        "rulebooks.changes": Verb(Right.READ),
        "rulebooks.go_on": upkeep,
        "rulebooks.put": Verb(Right.CHANGE_RULES, audited=True),
        "rulebooks.resume": upkeep,
        "saved_filters.all": Verb(Right.READ, *person),
        "saved_filters.remove": Verb(Right.WORK, *person),
        "saved_filters.save": Verb(Right.WORK, *person),
        "script_ticks.save": Verb(Right.WORK, *call),
        "search.fill": upkeep,
        "search.find": Verb(Right.READ, Scope.LIST, masks=True),
        "shifts.all": Verb(Right.SEE_ALL_CUSTOMERS, Scope.LIST),
        "shifts.of": Verb(Right.READ, *person),
        "shifts.set_day": Verb(Right.MANAGE_STAFF, *person, audited=True),
        "shifts.set_week": Verb(Right.MANAGE_STAFF, *person, audited=True),
        "sign_ins.change_password": upkeep,
        "sign_ins.doorway": upkeep,
        "sign_ins.end": upkeep,
        "sign_ins.remember": Verb(Right.START, Scope.NONE, ("agent",), audited=True),
        "sign_ins.reopen": Verb(Right.START, audited=True),
        "sign_ins.secure": Verb(Right.ADMINISTER, Scope.NONE, audited=True),
        "sign_ins.set_password": Verb(Right.MANAGE_STAFF, *person, audited=True),
        "sign_ins.unlock": Verb(Right.READ),
        "sign_ins.with_password": upkeep,
        "sign_ins.with_token": upkeep,
        "snoozes.all": Verb(Right.READ, *person, masks=True),
        "snoozes.put_off": Verb(Right.WORK, *customer),
        "snoozes.take_back": Verb(Right.WORK, *customer),
        "tags.all": Verb(Right.READ),
        "tags.change": Verb(Right.WORK, *customer, audited=True),
        "tasks.cancel_appointment": Verb(Right.WORK, *customer),
        "tasks.lapsed": Verb(Right.READ, *person, masks=True),
        "tasks.open": Verb(Right.READ, *person, masks=True),
        "tasks.open_as_of": Verb(Right.READ, *person, masks=True),
        "tasks.report": Verb(Right.WORK, *customer),
        "tasks.reports": Verb(Right.READ, *customer),
        "tasks.visits": Verb(Right.READ, *person, masks=True),
        "tasks.win_backs": Verb(Right.READ, *person, masks=True),
        "team.figures": Verb(Right.READ, *person),
        "team.overview": Verb(Right.READ, Scope.LIST),
        "team.pulse": Verb(Right.READ, Scope.LIST),
        "team.shift_summary": Verb(Right.READ, *person),
        "timelines.page": Verb(Right.READ, *customer),
        "timelines.promised_by": Verb(Right.READ, *customer),
        "tokens.all": Verb(Right.ADMINISTER),
        "tokens.create": Verb(Right.ADMINISTER, audited=True),
        "tokens.create_for": Verb(Right.ADMINISTER, audited=True),
        "tokens.revoke": Verb(Right.ADMINISTER, audited=True),
        "touches.correct": Verb(Right.WORK, *touch, audited=True),
        "touches.record": Verb(Right.WORK, *customer),
        "touches.withdraw": Verb(Right.WORK, *touch, audited=True),
        "two_people.all": Verb(Right.READ, *customer, masks=True),
        "two_people.mark": Verb(Right.MERGE_CUSTOMERS, *pair, audited=True),
        "two_people.unmark": Verb(Right.MERGE_CUSTOMERS, *pair, audited=True),
        "units.add": Verb(Right.ADMINISTER, audited=True),
        "units.all": Verb(Right.READ),
        "units.set": Verb(Right.ADMINISTER, audited=True),
        "windows.close": upkeep,
        "windows.others": Verb(Right.READ),
    }


VERBS = _table()
"""All verbs of the store, by service and name."""
