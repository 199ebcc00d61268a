"""Problems in words: rows and files of an import, rulebooks, settings, the store.

The codes are the values of the enums in the rooms that find the faults; parameters that a room left out are shown as
``?`` rather than turning one error into another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from callcenter.locale import N_, NP_, Term, _, pgettext
from callcenter.model import Param
from callcenter.views.upkeep.trouble import Trouble
from callcenter.wording import cells

_CELL_WIDTH = 60
_OF_A_CELL = ("value", "heading", "phone")

_ROW_FAULTS: Mapping[str, str] = {
    "unclosed_quote": N_("a quotation mark is never closed"),
    "too_few_cells": N_("too few cells: {cells} for {headings} columns"),
    "too_many_cells": N_('"{value}" in column {column} has no heading'),
    "value_too_long": N_("longer than {limit} characters"),
    "missing_ref": N_("the customer's ref is missing"),
    "rounded_ref": N_('a spreadsheet has rounded "{value}"; format the column as text and save the list again'),
    "missing_at": N_("the time of the contact is missing"),
    "missing_channel": N_("the channel is missing"),
    "missing_disposition": N_("a call needs a disposition"),
    "sheet_error": N_("a formula failed here: {value}"),
    "bad_date": N_('"{value}" is not a date'),
    "ambiguous_date": N_('"{value}": day or month first? Write it as 2026-03-09'),
    "bad_phone": N_('"{phone}" is not a valid phone number'),
    "bad_number": N_('"{value}" is not a number'),
    "bad_boolean": N_('"{value}" is not yes or no'),
    "bad_timezone": N_('"{value}" is not a time zone; write it as Asia/Shanghai or UTC+8'),
    "unclear_status": N_('"{value}" may or may not mean do not call; write "do not call", or a clear status'),
    "bad_stage": N_('"{value}" is not a stage'),
    "bad_channel": N_('"{value}" is not a channel'),
    "bad_direction": N_('"{value}" is not a direction'),
    "bad_result": N_('"{value}" is not a follow-up call result'),
    "bad_satisfaction": N_('"{value}" is not a rating from 1 to 5'),
    "bad_currency": N_('"{value}" is not a currency; write CNY or USD'),
    "bad_disposition": N_('"{value}" is not a disposition'),
    "missing_name": N_("a new customer needs a name"),
    "unknown_campaign": N_('no campaign "{value}"'),
    "closed_campaign": N_('the campaign "{value}" is closed'),
    "unknown_tier": N_('no tier "{value}" in the rulebook, which has {tiers}'),
    "other_campaign": N_("the customer is in campaign {campaign}; --move moves them here"),
    "unknown_customer": N_('no customer "{value}"'),
    "touch_differs": N_("the same contact is on record with different details"),
}

_FILE_FAULTS: Mapping[str, str] = {
    "cannot_open": N_("the file cannot be opened: {reason}"),
    "not_a_file": N_("this is a pipe or a device; save its output to a file first"),
    "empty": N_("the file is empty"),
    "not_a_table": N_("the file is neither CSV nor XLSX"),
    "old_excel": N_("the file is in the old Excel format; save it as .xlsx"),
    "other_sheet": N_("the file is a workbook in another format; save it as .xlsx"),
    "web_page": N_("the file is really a web page; open it in Excel and save it as .xlsx"),
    "encrypted": N_("the file is password-protected"),
    "damaged": N_("the file is damaged"),
    "too_large": N_("the file unpacks to more than {limit} {unit}"),
    "too_much_memory": N_(
        "reading the workbook would take about {need} MB of memory, the limit is {limit} MB; split it, or save the"
        " sheet as CSV"
    ),
    "no_sheet": N_("the workbook has no sheets"),
    "unknown_sheet": N_("no sheet {sheet}; the file has: {seen}"),
    "undecodable": N_("line {line}: byte {byte} is not valid {encoding}; save the file as UTF-8"),
    "broken_heading": N_("the headings in line {line} are incomplete"),
    "doubled_heading": N_("two columns map to {field}: {headings}"),
    "missing_heading": N_("no column for {fields}; the file has: {seen}. Use --map FIELD=COLUMN"),
    "unknown_field": N_("--map: no field {field}"),
    "unknown_column": N_("--map: no column {column} for {field}; the file has: {seen}"),
    "double_mapping": N_("--map: column {column} is mapped twice"),
}

_RULEBOOK_PROBLEMS: Mapping[str, str] = {
    "syntax": N_("this is not TOML: {found}"),
    "unknown_key": N_("unknown key {found}; remove it or fix its name"),
    "missing_key": N_("{expected} is missing; add it"),
    "wrong_value": N_("wrong value: {found}"),
    "unknown_value": N_('unknown "{found}"; choose from {choices}'),
    "bad_span": N_('"{found}" is not a duration; write 24h, 7d, 2w, 1mo, 1y or 7wd'),
    "bad_time": N_('"{found}" is not a time of day; write 09:30'),
    "bad_day": N_('"{found}" is not a weekday; choose from {choices}'),
    "empty_hours": N_("{found} ends before it begins; move its end later"),
    "unknown_phase": N_('no phase "{found}"; choose from {choices}'),
    "unknown_start": N_('a phase cannot start or end with "{found}"; choose from {choices}'),
    "unknown_tier": N_('no tier "{found}"; choose from {choices}'),
    "unknown_segment": N_('no segment "{found}"; choose from {choices}'),
    "double_id": N_('duplicate id "{found}"; give each its own'),
    "double_tier": N_('duplicate tier "{found}"; remove one'),
    "backward_window": N_("{found} ends before it begins; the last day must follow the first"),
    "unfit_span": N_("{found} does not fit here; possible units: {expected}"),
    "warned_too_soon": N_("a warning {found} days before leaves no day without one; write fewer than {expected}"),
    "pool_of_nobody": N_("agents never call their own customers under this rulebook; remove this"),
    "not_text": N_("this is not UTF-8 text; save it as UTF-8"),
    "tier_without_rule": N_('no rule names tier "{found}": its customers have no follow-up rule of their own'),
    "block_outside_windows": N_("{span} of this block lies outside calling hours: no customers then"),
    "cap_below_cadence": N_("{found} calls are impossible in that time: at most three failed attempts a day"),
    "number_cap_below_cadence": N_(
        "{found} calls to one number are impossible in that time: at most {expected} in {span}"
    ),
    "unknown_group": N_('no group "{found}"; choose from {choices}'),
    "unknown_cohort": N_('no suitable ranking or sample "{found}"; choose from {choices}'),
    "unknown_rule": N_('no rule "{found}" that a single contact closes; choose from {choices}'),
    "unknown_book": N_(
        'no usable rulebook "{found}": not built in, and no {found}.toml beside this file (a book cannot include one'
        " that includes it); built in: {choices}"
    ),
    "double_book": N_('two of these books are named "{found}", so their rule ids clash; give each its own name'),
    "unfit_condition": N_("nothing can be decided from this; use one of {expected}"),
    "one_of": N_("exactly one of these is required: {choices}"),
    "bad_greeting": N_('"{found}" is not a day for a greeting; write 05-01 or choose from {choices}'),
    "endless": N_('it waits for itself by way of "{found}"; let one of them start independently'),
    "unused_phase": N_("no rule uses this phase"),
    "unused_group": N_("no rule uses this group"),
    "unused_cohort": N_("no rule, group or tier uses this ranking or sample"),
    "outside_legal_frame": N_("{span} lies outside the usual legal calling hours of 08:00-21:00: no customers then"),
    "after_phase": N_("this falls after the end of the phase, which lasts {found}: it is never required"),
    "impossible": N_("no {found} can satisfy this: the lower bound is above the upper one"),
    "tier_never_given": N_('no step leads to tier "{found}"'),
    "not_written": N_("a {found} cannot be signed and sent; remove this, or choose one of {choices} as channel"),
    "best_is_all": N_("the preferred time of {found} is no shorter than the whole time allowed; shorten it"),
    "best_never": N_("the greeting never falls on one of these days: {found}"),
    "never_reached": N_('never reached: the step above puts everyone else into tier "{found}"'),
}

_SETTINGS_FAULTS: Mapping[str, str] = {
    "not_found": N_("CALLCENTER_SETTINGS names a file that does not exist"),
    "unreadable": N_("the file cannot be read: {found}"),
    "not_utf8": N_("this is not UTF-8 text; save it as UTF-8"),
    "syntax": N_("this is not TOML: {found}"),
    "unknown_key": N_("no such setting; available: {choices}"),
    "unknown_binding": N_("no such key binding; available: {choices}"),
    "no_path": N_('"{found}" is not a valid path: unknown home folder, or a character that is not allowed'),
    "needed": N_('required when kind = "{found}"'),
    "no_key": N_('no key "{found}"; write such as f2, ctrl+d or esc'),
}

_EXPECTED: Mapping[str, str] = {
    "text": N_("wrong value {found}; write a text in quotation marks"),
    "yes_no": N_("wrong value {found}; write true or false"),
    "whole_number": N_("wrong value {found}; write a whole number from {low} to {high}"),
    "one_of": N_("wrong value {found}; choose from {choices}"),
    "keys": N_('wrong value {found}; write keys in quotation marks: "f2,ctrl+d"'),
    "command": N_('wrong value {found}; write the program and its arguments as a list: ["sms-send", "{{phone}}"]'),
    "country": N_('wrong value {found}; write the two letters of a country, such as "CN"'),
    "table": N_("wrong value {found}; write its keys one per line, under [line]"),
}

_TROUBLES: Mapping[Trouble, str] = {
    Trouble.CANNOT_OPEN: N_("cannot open the database {path}: {reason}"),
    Trouble.BAD_ADDRESS: N_(
        "malformed PostgreSQL address; write postgresql://user@host:port/name. In a password write @ as %40, / as"
        " %2F, a space as %20"
    ),
    Trouble.NOT_A_DATABASE: N_("{path} is not a database"),
    Trouble.DAMAGED: N_("the database {path} is damaged: {reason}. Restore a backup: callcenter restore FILE"),
    Trouble.READ_ONLY: N_("cannot write to {path}; ask for write access, or choose another with --database"),
    Trouble.NETWORK_SHARE: N_(
        "{path} is on a network share ({filesystem}), where use from two computers would damage it; put it on a"
        " local disk, or use PostgreSQL"
    ),
    Trouble.NEWER_SCHEMA: N_(
        "the database was created by a newer version of the program (schema {found}, this one knows {known});"
        " install the newer version"
    ),
    Trouble.FOREIGN_DATABASE: N_("{path} is another program's database"),
    Trouble.OLD_SQLITE: N_("this Python's SQLite {found} is too old; {needed} is needed"),
    Trouble.NO_DRIVER: N_("PostgreSQL needs the package psycopg: pip install 'callcenter[postgres]'"),
    Trouble.BUSY: N_("the database was busy for {seconds} seconds; nothing was changed, try again"),
    Trouble.DISK_FULL: N_("the disk with {path} is full; nothing was changed"),
    Trouble.DISK_FAILS: N_("the disk with {path} is failing or full ({reason}); nothing was changed"),
    Trouble.FILE_EXISTS: N_("{path} already exists; choose another name, or add --force"),
    Trouble.STORE_ITSELF: N_("{path} is the store itself; name a backup file"),
    Trouble.IN_USE: N_("{path} is open in other programs; close them first"),
    Trouble.TOOL_HANGS: N_(
        "{program} made no progress for {seconds} seconds and was stopped: the server does not answer, or a table is"
        " locked"
    ),
    Trouble.NO_TOOL: N_(
        "the database is on a PostgreSQL server, and {program} is not installed here. Install PostgreSQL's client"
        " programs, or use the server's own backup (docs/operations.md)"
    ),
    Trouble.LOG_LOST: N_(
        "the write-ahead log {path} was deleted or replaced while the program ran. Check that your latest work is"
        " there before you go on"
    ),
    Trouble.MOVED: N_("the database {path} was removed or replaced by another file; put it back"),
    Trouble.CLOCK_AHEAD: N_(
        "this computer's clock is {minutes} minutes ahead of the other programs on this database; nothing is updated"
        " from here until it is corrected"
    ),
    Trouble.CLOCK_BEHIND: N_(
        "this computer's clock is {minutes} minutes behind the other programs on this database; nothing is updated"
        " from here until it is corrected"
    ),
    Trouble.BROKEN_RULEBOOK: N_(
        'the rulebook "{rulebook}" in the database is broken at {key}; restore a backup of the database'
    ),
    Trouble.LOST_CONNECTION: N_("the connection to the database was lost: {reason}"),
    Trouble.ENDED: N_("the program is closing and saves nothing more"),
    Trouble.DATABASE: N_("database error: {reason}"),
    Trouble.SAVED_BEFORE: N_("already saved when first sent; later changes are not saved: close the form and check"),
    Trouble.UNKNOWN_REF: N_('no customer "{ref}"'),
    Trouble.UNKNOWN_AGENT: N_('no agent "{agent}"; callcenter agent add creates one'),
    Trouble.UNKNOWN_CAMPAIGN: N_('no campaign "{campaign}"; callcenter campaign add creates one'),
    Trouble.UNKNOWN_RULEBOOK: N_('no rulebook "{rulebook}"; callcenter rulebook list shows all'),
    Trouble.UNKNOWN_TIER: N_('no tier "{tier}" in this rulebook; choose from {tiers}'),
    Trouble.UNKNOWN_ZONE: N_('no time zone "{zone}"; write it as Asia/Shanghai'),
    Trouble.UNKNOWN_COUNTRY: N_('no holidays known for country "{country}"; write its two letters, as CN'),
    Trouble.UNKNOWN_UNIT: N_('no unit "{unit}"'),
    Trouble.UNKNOWN_SETTING: N_('no campaign setting "{key}"; choose from {keys}'),
    Trouble.BAD_SETTING: N_('"{found}" is not a value for {key}; write {example}'),
    Trouble.UNKNOWN_TOUCH: N_("no record {id}"),
    Trouble.NO_RECORDING: N_("record {id} has no recording"),
    Trouble.UNKNOWN_PERSON: N_("the contact person has been removed in the meantime"),
    Trouble.UNKNOWN_CASE: N_("no case {id}"),
    Trouble.UNKNOWN_IMPORT: N_("no import {id}"),
    Trouble.EMPTY_NAME: N_("enter a name"),
    Trouble.AGENT_EXISTS: N_('agent "{agent}" already exists'),
    Trouble.CAMPAIGN_EXISTS: N_('campaign "{campaign}" already exists'),
    Trouble.CALLER_NUMBER_EXISTS: N_("caller ID {phone} already exists"),
    Trouble.UNKNOWN_CALLER_NUMBER: N_("no caller ID {phone}; callcenter number add creates one"),
    Trouble.CAMPAIGN_PAUSED: N_('campaign "{campaign}" is paused: no calls'),
    Trouble.CAMPAIGN_CLOSED: N_('campaign "{campaign}" is closed; callcenter campaign resume reopens it'),
    Trouble.OTHER_CAMPAIGN: N_("customer {ref} belongs to campaign {campaign}"),
    Trouble.NOT_ALLOWED: N_("{actor} may not do this; ask a supervisor"),
    Trouble.NOT_SIGNED_IN: N_("this store is closed: sign in, or set a token in CALLCENTER_TOKEN"),
    Trouble.WRONG_PASSWORD: N_("wrong name or password; after five wrong attempts none is accepted for 15 minutes"),
    Trouble.LOCKED_OUT: N_("too many wrong passwords: try again in {minutes} min, or ask your supervisor"),
    Trouble.WEAK_PASSWORD: N_("a password needs at least {characters} characters"),
    Trouble.SAME_PASSWORD: N_("this is your current password; choose another"),
    Trouble.NOT_LOCAL: N_("over a network the operating system cannot verify who you are; choose a password"),
    Trouble.NOT_OWNER: N_("only the owner of {path} can open it again"),
    Trouble.STORE_CLOSED: N_("the store is already closed"),
    Trouble.STORE_OPEN: N_("the store is already open"),
    Trouble.BAD_TOKEN: N_("this token is unknown, revoked or expired"),
    Trouble.TOKEN_EXISTS: N_('token "{token}" exists or existed; choose another name'),
    Trouble.NO_OWNER: N_("customer {ref} is in the pool: there is no owner to tell"),
    Trouble.NOT_TAKEN_OUT: N_("{agent} is not out of this rotation for too few signings: nothing to requalify"),
    Trouble.REQUALIFIED_BEFORE: N_("{agent} was requalified once already; that is granted once only"),
    Trouble.UNKNOWN_TOKEN: N_('no valid token "{token}"'),
    Trouble.UNKNOWN_UNIT: N_('no unit "{unit}"; callcenter unit add creates one'),
    Trouble.UNIT_EXISTS: N_('unit "{unit}" already exists'),
    Trouble.UNIT_CIRCLE: N_('"{unit}" cannot belong to itself or to a unit below it'),
    Trouble.STILL_OWNS: N_(
        "{agent} still has work (customers: {customers}, open cases: {cases}, calls in progress: {calls}); "
        "reassign it first"
    ),
    Trouble.LAST_ADMIN: N_("{agent} is the last administrator; appoint another first"),
    Trouble.AGENT_LEFT: N_("{agent} has left; callcenter agent add reinstates them"),
    Trouble.OS_USER_TAKEN: N_('the system user "{os_user}" already signs in as {agent}'),
    Trouble.SAME_CUSTOMER: N_("{ref} is already the same customer"),
    Trouble.NOT_MERGED: N_("customer {ref} is not merged with another"),
    Trouble.ON_THE_LINE: N_("{agent} is on a call with customer {ref}; try again afterwards"),
    Trouble.CLAIMED: N_("claimed by {agent}"),
    Trouble.CASE_NOT_ASSIGNED: N_("case {id} is not assigned: there is nothing to report back"),
    Trouble.CASE_MOVED_ON: N_("case {id} cannot take this step now; check its history"),
    Trouble.NO_REPORT: N_("{ref} has no lead to report on"),
    Trouble.UNKNOWN_CAUSE: N_("name the cause of the complaint: {causes}"),
    Trouble.CASE_CLOSED: N_("case {id} is closed"),
    Trouble.SETTLED_ALREADY: N_("case {id} is already closed"),
    Trouble.NOT_A_SECOND_CALL: N_("case {id} needs no second follow-up call"),
    Trouble.NOT_AN_APPEAL: N_("case {id} is not an appeal"),
    Trouble.NO_RESULT: N_("this contact has no result to appeal"),
    Trouble.APPEALED: N_("the result has been appealed: the review decides"),
    Trouble.ANOTHER_PERSON: N_("{actor} is involved in this appeal; another person has to review it"),
    Trouble.NO_POOL: N_("the rulebook of {campaign} lets nobody take customers from the pool; call them instead"),
    Trouble.NOT_IN_POOL: N_("{ref} is no longer in the pool"),
    Trouble.POOL_HOLDING: N_(
        "{agent} has as many customers of this campaign as allowed ({limit}); no more until one goes"
    ),
    Trouble.POOL_PER_DAY: N_("{agent} has taken as many customers today as allowed ({limit}); more from {time}"),
    Trouble.POOL_FORMER_OWNER: N_("{ref} went back to the pool from {agent}, who can take them again from {time}"),
    Trouble.NOT_A_CALLER: N_("under this campaign's rulebook {agent} may not call this customer"),
    Trouble.CLAIM_LOST: N_("your claim on this customer has expired: notes are still saved, but you cannot dial"),
    Trouble.CALL_OPEN: N_("your call with {ref} is not finished; finish it first"),
    Trouble.CALL_ELSEWHERE: N_("you are on a call with {customer} in another window"),
    Trouble.NO_OPEN_CALL: N_("no call in progress"),
    Trouble.PROGRAM_LIVES: N_("{agent}'s program is running: ask them to release the customer"),
    Trouble.NOT_ON_BREAK: N_("{agent} is not on a break"),
    Trouble.ABSENT_ALREADY: N_("{agent} is already recorded as absent in that time"),
    Trouble.NOT_ABSENT: N_("{agent} is not recorded as absent"),
    Trouble.NO_DEPUTY: N_("{agent} cannot be the deputy: absent, has left, or is the absent person"),
    Trouble.ENDS_BEFORE: N_("the absence would be over before it begins"),
    Trouble.CALL_GOES_ON: N_(
        "{agent} is on this call: ask them to finish it. A reassignment takes effect once they save it. A call can"
        " be ended for them only after its program has not responded for {minutes} minutes."
    ),
    Trouble.TOO_LONG: N_('"{begins}..." is too long: {length} characters, the limit is {limit}; shorten it'),
    Trouble.NO_REASON: N_("enter a reason"),
    Trouble.NOTHING_PUT_OFF: N_("no call to {ref} is postponed"),
    Trouble.NOT_PUT_OFF: N_("the call to {ref} cannot be postponed that far: it is promised, overdue or not due"),
    Trouble.DO_NOT_CALL: N_("this customer is marked do not call"),
    Trouble.DEAD_NUMBER: N_("the number {phone} is dead"),
    Trouble.CLOSED_STAGE: N_("this customer is lost or closed"),
    Trouble.NO_NUMBER: N_("no phone number for this customer; add one first"),
    Trouble.LEGAL_FRAME: N_("outside legal calling hours in the customer's time zone"),
    Trouble.CALLER_NUMBERS_SPENT: N_("all caller IDs are at their call limit; the next is free in {minutes} min"),
    Trouble.NUMBER_CAP: N_("{phone} has reached the rulebook's call limit"),
    Trouble.NOTHING_TO_UNDO: N_("nothing to undo"),
    Trouble.IMPORT_RUNNING: N_("import {id} is still being written; wait until it is done"),
    Trouble.UNDONE_ALREADY: N_("import {id} has already been undone"),
    Trouble.LATER_TOUCHES: N_("import {id} cannot be undone: customer {ref} has been worked since"),
    Trouble.MERGED_SINCE: N_("import {id} cannot be undone: customer {ref} is merged with another; split them first"),
}


def row_fault(code: str, params: Mapping[str, Param]) -> str:
    """Return why a row is bad (a ``RowFault``), without its line; begins with the heading where a cell is meant."""
    reason = _(_ROW_FAULTS[code]).format_map(_Shown(params))
    if not params.get("heading"):
        return reason
    return _("{heading}: {reason}").format(heading=_cell(params["heading"]), reason=reason)


def rejection(line: int, code: str, params: Mapping[str, Param]) -> str:
    """A bad row with its line: the line of a text editor or the row of the sheet (docs/rules.md#bad-rows)."""
    return _("line {line}: {reason}").format(line=line, reason=row_fault(code, params))


def file_fault(code: str, params: Mapping[str, Param]) -> str:
    """Return why a file cannot be imported at all (a ``FileFault``)."""
    return _(_FILE_FAULTS[code]).format_map(_Shown(params))


def rulebook_problem(code: str, line: int, key: str, params: Mapping[str, Param]) -> str:
    """A mistake or warning of a rulebook (a ``ProblemCode``): line, key and mend (docs/rules.md#rulebook-command)."""
    shown = _Shown(params)
    if code == "wrong_value":
        shown["found"] = _mismatch(shown["found"])
    return _placed(line, key, _(_RULEBOOK_PROBLEMS[code]).format_map(shown))


def settings_problem(code: str, line: int, key: str, params: Mapping[str, Param]) -> str:
    """A mistake in the settings file (a ``Fault``): line, key and mend."""
    said = _EXPECTED[str(params["expected"])] if code == "wrong_value" else _SETTINGS_FAULTS[code]
    sentence = _(said).format_map(_Shown(params))
    if params.get("nearest"):
        sentence = _("{sentence}. Did you mean {nearest}?").format(sentence=sentence, nearest=params["nearest"])
    return _placed(line, key, sentence)


def trouble(code: Trouble, params: Mapping[str, Param]) -> str:
    """Return why the store refused (a ``StoreError``). When a gate opens again is for ``why_not`` to say."""
    return _(_TROUBLES[code]).format_map(_Shown(params))


def trouble_in_short(code: Trouble, params: Mapping[str, Param]) -> str:
    """Return :func:`trouble` for half a line: of a path only the file's name, or nothing else would have room."""
    return trouble(code, {**params, "path": str(params["path"]).rpartition("/")[2]} if "path" in params else params)


def _placed(line: int, key: str, sentence: str) -> str:
    if key:
        sentence = _("{key}: {sentence}").format(key=_plain(key), sentence=sentence)
    return _("line {line}, {sentence}").format(line=line, sentence=sentence) if line else sentence


_TYPES: Mapping[str, Term] = {
    "int": NP_("type", "a whole number"),
    "float": NP_("type", "a number"),
    "str": NP_("type", "a text"),
    "bool": NP_("type", "true or false"),
    "array": NP_("type", "a list"),
    "object": NP_("type", "a table"),
}
_EXPECTATION = re.compile(r"Expected `(\w+)(?: \| null)?`(?:, got `(\w+)`| (>=|<=) (\d+))?")
_UNKNOWN = re.compile(r"Invalid (?:enum )?value (.+)")


def _mismatch(said: str) -> str:
    """Return what the reader of typed data says of a value, in words."""
    if match := _UNKNOWN.fullmatch(said):
        return _("unknown {found}").format(found=match[1])
    if "matching regex" in said:
        return _("expected a name of letters, digits and the signs _ . + -")
    match = _EXPECTATION.fullmatch(said)
    if match is None or match[1] not in _TYPES:
        return said
    expected = pgettext(*_TYPES[match[1]])
    if match[3]:
        bound = (
            _("expected {expected} of at least {n}") if match[3] == ">=" else _("expected {expected} of at most {n}")
        )
        return bound.format(expected=expected, n=match[4])
    if match[2] in _TYPES:
        return _("expected {expected}, not {found}").format(expected=expected, found=pgettext(*_TYPES[match[2]]))
    return _("expected {expected}").format(expected=expected)


class _Shown(dict[str, str]):
    """Parameters as a message shows them: foreign text without control characters, and what stood in a cell cut."""

    def __init__(self, params: Mapping[str, Param]) -> None:
        super().__init__(
            (name, _cell(value) if name in _OF_A_CELL else _plain(value)) for name, value in params.items()
        )

    def __missing__(self, name: str) -> str:
        return "?"


def _cell(value: Param) -> str:
    return cells.cut(_plain(value), _CELL_WIDTH)


def _plain(value: Param) -> str:
    return "".join(char if char.isprintable() else " " for char in str(value))
