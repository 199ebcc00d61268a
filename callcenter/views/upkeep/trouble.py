"""Errors of the store: a code, and the parameters that its sentence needs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from callcenter.model import Param


class Trouble(StrEnum):
    """Reasons why the store refused; ``wording`` makes the sentence of one and the parameters beside it."""

    # The database as a whole.
    CANNOT_OPEN = "cannot_open"  # path, reason
    BAD_ADDRESS = "bad_address"  # of a server; what it says may be a password and stands nowhere
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
    FILE_EXISTS = "file_exists"  # path
    STORE_ITSELF = "store_itself"  # path: a backup is wanted, and this is the store
    IN_USE = "in_use"  # path: other programs have the store open
    NO_TOOL = "no_tool"  # program: one of PostgreSQL's that is not installed here
    TOOL_HANGS = "tool_hangs"  # program: one of PostgreSQL's; seconds: for how long it did nothing
    LOG_LOST = "log_lost"  # path: while it was open, the write-ahead log was deleted or replaced
    CLOCK_AHEAD = "clock_ahead"  # minutes: by which this program's clock is ahead of those of the others that run
    CLOCK_BEHIND = "clock_behind"  # minutes
    BROKEN_RULEBOOK = "broken_rulebook"  # rulebook, key: the one that is stored cannot be run
    LOST_CONNECTION = "lost_connection"  # reason
    ENDED = "ended"  # this program has closed it
    DATABASE = "database"  # reason: anything else that the database says
    # Names that were asked for.
    UNKNOWN_REF = "unknown_ref"  # ref
    UNKNOWN_AGENT = "unknown_agent"  # agent
    UNKNOWN_CAMPAIGN = "unknown_campaign"  # campaign
    UNKNOWN_RULEBOOK = "unknown_rulebook"  # rulebook
    UNKNOWN_TIER = "unknown_tier"  # tier, tiers
    UNKNOWN_ZONE = "unknown_zone"  # zone
    UNKNOWN_COUNTRY = "unknown_country"  # country
    UNKNOWN_SETTING = "unknown_setting"  # key, keys: those of a campaign
    BAD_SETTING = "bad_setting"  # key, found, example
    UNKNOWN_TOUCH = "unknown_touch"  # id
    NO_RECORDING = "no_recording"  # id: of a touch
    UNKNOWN_CASE = "unknown_case"  # id
    CASE_NOT_ASSIGNED = "case_not_assigned"  # id
    CASE_MOVED_ON = "case_moved_on"  # id: somebody else took a step
    NO_REPORT = "no_report"  # ref
    UNKNOWN_CAUSE = "unknown_cause"  # causes: those of the rulebook
    CASE_CLOSED = "case_closed"  # id
    SETTLED_ALREADY = "settled_already"  # id: a case that is to be closed
    NOT_A_SECOND_CALL = "not_a_second_call"  # id
    NOT_AN_APPEAL = "not_an_appeal"  # id
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_IMPORT = "unknown_import"  # id
    EMPTY_NAME = "empty_name"
    AGENT_EXISTS = "agent_exists"  # agent
    CAMPAIGN_EXISTS = "campaign_exists"  # campaign
    CALLER_NUMBER_EXISTS = "caller_number_exists"  # phone
    UNKNOWN_CALLER_NUMBER = "unknown_caller_number"  # phone
    CAMPAIGN_PAUSED = "campaign_paused"  # campaign
    CAMPAIGN_CLOSED = "campaign_closed"  # campaign
    SAVED_BEFORE = "saved_before"  # a form whose answer was lost was changed and sent again
    OTHER_CAMPAIGN = "other_campaign"  # ref, campaign
    NOT_ALLOWED = "not_allowed"  # actor
    NOT_SIGNED_IN = "not_signed_in"
    WRONG_PASSWORD = "wrong_password"
    LOCKED_OUT = "locked_out"  # minutes
    WEAK_PASSWORD = "weak_password"  # characters
    SAME_PASSWORD = "same_password"
    NOT_LOCAL = "not_local"  # the operating system cannot vouch over a network
    NOT_OWNER = "not_owner"  # path: only who owns the file may
    STORE_CLOSED = "store_closed"
    STORE_OPEN = "store_open"
    BAD_TOKEN = "bad_token"
    TOKEN_EXISTS = "token_exists"  # token
    UNKNOWN_TOKEN = "unknown_token"  # token
    NO_OWNER = "no_owner"  # ref
    UNKNOWN_UNIT = "unknown_unit"  # unit
    UNIT_EXISTS = "unit_exists"  # unit
    UNIT_CIRCLE = "unit_circle"  # unit
    STILL_OWNS = "still_owns"  # agent, customers, cases, calls
    LAST_ADMIN = "last_admin"  # agent
    NOT_TAKEN_OUT = "not_taken_out"  # agent
    REQUALIFIED_BEFORE = "requalified_before"  # agent
    AGENT_LEFT = "agent_left"  # agent
    OS_USER_TAKEN = "os_user_taken"  # os_user, agent
    SAME_CUSTOMER = "same_customer"  # ref: merged with themself, or merged already
    NOT_MERGED = "not_merged"  # ref
    ON_THE_LINE = "on_the_line"  # ref, agent
    NO_POOL = "no_pool"  # campaign: the rulebook has none
    NOT_IN_POOL = "not_in_pool"  # ref
    POOL_HOLDING = "pool_holding"  # agent, limit
    POOL_PER_DAY = "pool_per_day"  # agent, limit, time
    POOL_FORMER_OWNER = "pool_former_owner"  # agent, ref, time
    # Dialling.
    CLAIMED = "claimed"  # ref, agent
    NO_RESULT = "no_result"
    APPEALED = "appealed"
    ANOTHER_PERSON = "another_person"  # actor
    NOT_A_CALLER = "not_a_caller"  # agent
    CLAIM_LOST = "claim_lost"  # ref
    CALL_OPEN = "call_open"  # ref: the agent's own call that is not finished
    CALL_ELSEWHERE = "call_elsewhere"  # customer: the agent's own call, in another window of theirs
    NO_OPEN_CALL = "no_open_call"
    PROGRAM_LIVES = "program_lives"  # agent: whose claims are theirs
    NOT_ON_BREAK = "not_on_break"  # agent
    ABSENT_ALREADY = "absent_already"  # agent; another absence lies in that time
    NOT_ABSENT = "not_absent"  # agent
    NO_DEPUTY = "no_deputy"  # agent: who cannot be one
    ENDS_BEFORE = "ends_before"  # an absence that would end before it begins, or has ended
    CALL_GOES_ON = "call_goes_on"  # agent, minutes: without a heartbeat, after which it could be ended
    DO_NOT_CALL = "do_not_call"  # ref
    DEAD_NUMBER = "dead_number"  # ref, phone
    CLOSED_STAGE = "closed_stage"  # ref
    NO_NUMBER = "no_number"  # ref
    TOO_LONG = "too_long"  # limit, length (characters), begins: the first ones
    NO_REASON = "no_reason"
    NOT_PUT_OFF = "not_put_off"  # ref
    NOTHING_PUT_OFF = "nothing_put_off"  # ref
    LEGAL_FRAME = "legal_frame"  # ref, opens_at
    CALLER_NUMBERS_SPENT = "caller_numbers_spent"  # minutes, opens_at: all own numbers of the campaign
    NUMBER_CAP = "number_cap"  # ref, phone, opens_at: called as often as the rulebook allows
    NOTHING_TO_UNDO = "nothing_to_undo"
    # Imports.
    IMPORT_RUNNING = "import_running"  # id
    UNDONE_ALREADY = "undone_already"  # id
    LATER_TOUCHES = "later_touches"  # id, ref: an import whose customers were worked since cannot be undone
    MERGED_SINCE = "merged_since"  # id, ref: neither can one that brought somebody who is merged


class StoreError(Exception):
    """The store could not do what was asked; nothing was changed. The only error that its verbs raise."""

    def __init__(self, code: Trouble, **params: Param) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, Param] = params

    def __str__(self) -> str:
        return " ".join((self.code.value, *(f"{name}={value}" for name, value in self.params.items())))


REFUSALS = frozenset({Trouble.NOT_ALLOWED, Trouble.NOT_SIGNED_IN})
"""Acts that were refused for want of a right: each is written into the audit."""
