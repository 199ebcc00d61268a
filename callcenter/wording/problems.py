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
    "unclosed_quote": N_("a quotation mark is opened and never closed"),
    "too_few_cells": N_("only {cells} cells for {headings} headings"),
    "too_many_cells": N_('"{value}" in column {column} stands under no heading'),
    "value_too_long": N_("longer than {limit} characters"),
    "missing_ref": N_("the customer's ref is missing"),
    "rounded_ref": N_('a spreadsheet has rounded "{value}"; format the column as text there and save the list again'),
    "missing_at": N_("the time of the contact is missing"),
    "missing_channel": N_("the channel is missing"),
    "missing_disposition": N_("a call needs a disposition"),
    "sheet_error": N_("a formula of the sheet failed here: {value}"),
    "bad_date": N_('"{value}" is not a date'),
    "ambiguous_date": N_('"{value}": day first or month first? Write it as 2026-03-09'),
    "bad_phone": N_('"{phone}" cannot be a phone number'),
    "bad_number": N_('"{value}" is not a number'),
    "bad_boolean": N_('"{value}" is neither yes nor no'),
    "bad_timezone": N_('"{value}" is not a time zone; write it as Asia/Shanghai or UTC+8'),
    "unclear_status": N_('"{value}" may or may not mean do not call; write "do not call", or a status that is clear'),
    "bad_stage": N_('"{value}" is not a stage'),
    "bad_channel": N_('"{value}" is not a channel'),
    "bad_direction": N_('"{value}" is not a direction'),
    "bad_result": N_('"{value}" is not a result of a follow-up call'),
    "bad_satisfaction": N_('"{value}" is not an answer from 1 to 5'),
    "bad_disposition": N_('"{value}" is not a disposition'),
    "missing_name": N_("a new customer needs a name"),
    "unknown_campaign": N_('there is no campaign "{value}"'),
    "closed_campaign": N_('the campaign "{value}" is closed'),
    "unknown_tier": N_('tier "{value}" is not in the rulebook, which has {tiers}'),
    "other_campaign": N_("the customer is in campaign {campaign}; --move brings them here"),
    "unknown_customer": N_('there is no customer "{value}"'),
    "touch_differs": N_("the same contact is on record with other contents"),
}

_FILE_FAULTS: Mapping[str, str] = {
    "cannot_open": N_("the file cannot be opened: {reason}"),
    "not_a_file": N_("this is a pipe or a device; save what it gives in a file"),
    "empty": N_("the file is empty"),
    "not_a_table": N_("the file is neither CSV nor XLSX"),
    "old_excel": N_("the file is in the old Excel format; save it as .xlsx"),
    "other_sheet": N_("the file is a workbook of another format; save it as .xlsx"),
    "web_page": N_("the file is a web page, whatever its name says; open it in Excel and save it as .xlsx"),
    "encrypted": N_("the file is protected by a password"),
    "damaged": N_("the file is damaged"),
    "too_large": N_("the file unpacks to more than {limit} {unit}"),
    "too_much_memory": N_(
        "reading the workbook would take some {need} MB of memory, and {limit} MB is the most; split it, or save the"
        " sheet as CSV"
    ),
    "no_sheet": N_("the workbook has no sheet"),
    "unknown_sheet": N_("there is no sheet {sheet}; the file has: {seen}"),
    "undecodable": N_("line {line}: byte {byte} is not a character of {encoding}; save the file as UTF-8"),
    "broken_heading": N_("the headings in line {line} are broken off"),
    "doubled_heading": N_("two columns are {field}: {headings}"),
    "missing_heading": N_("no column for {fields}; the file has: {seen}. --map FIELD=COLUMN says which it is"),
    "unknown_field": N_("--map: there is no field {field}"),
    "unknown_column": N_("--map: no column {column} for {field}; the file has: {seen}"),
    "double_mapping": N_("--map: column {column} is given to two fields"),
}

_RULEBOOK_PROBLEMS: Mapping[str, str] = {
    "syntax": N_("this is not TOML: {found}"),
    "unknown_key": N_("no such key: {found}; take it out or mend its name"),
    "missing_key": N_("{expected} is missing; add it"),
    "wrong_value": N_("wrong value: {found}"),
    "unknown_value": N_('"{found}" is not known here; choose from {choices}'),
    "bad_span": N_('"{found}" is not a length of time; write 24h, 7d, 2w, 1mo, 1y or 7wd'),
    "bad_time": N_('"{found}" is not a time of day; write 09:30'),
    "bad_day": N_('"{found}" is not a weekday; choose from {choices}'),
    "empty_hours": N_("{found} ends before it begins; let it end later"),
    "unknown_phase": N_('there is no phase "{found}"; choose from {choices}'),
    "unknown_start": N_('"{found}" is not something that a phase can start or end with; choose from {choices}'),
    "unknown_tier": N_('there is no tier "{found}"; choose from {choices}'),
    "unknown_segment": N_('there is no segment "{found}"; choose from {choices}'),
    "double_id": N_('the id "{found}" is there twice; give each its own'),
    "double_tier": N_('the tier "{found}" is there twice; take one out'),
    "backward_window": N_("{found} ends before it begins; let the last day come after the first"),
    "unfit_span": N_("{found} does not fit here; possible units: {expected}"),
    "not_text": N_("this is not UTF-8 text; save it as UTF-8"),
    "tier_without_rule": N_('no rule names tier "{found}": nobody in it is followed up by a rule of its own'),
    "block_outside_windows": N_("{span} of this block lies outside the calling windows: nobody is offered then"),
    "cap_below_cadence": N_("{found} calls in that time can never be made: three failed attempts a day are the most"),
    "number_cap_below_cadence": N_(
        "{found} calls in that time can never be made to one number: {expected} in {span} are the most"
    ),
    "unknown_group": N_('there is no group "{found}"; choose from {choices}'),
    "unknown_cohort": N_('there is no ranking or draw "{found}" that fits; choose from {choices}'),
    "unknown_rule": N_('there is no rule "{found}" that one contact closes; choose from {choices}'),
    "unknown_book": N_(
        'no rulebook "{found}" that can stand here ships or lies beside this file as {found}.toml (a book cannot'
        " include one that includes it); what ships: {choices}"
    ),
    "double_book": N_('two of these books are named "{found}", and so are the ids of their rules; give each its own'),
    "unfit_condition": N_("this asks for nothing that can be told; use one of {expected}"),
    "one_of": N_("exactly one of these must stand here: {choices}"),
    "bad_greeting": N_('"{found}" is not a day for a greeting; write 05-01 or choose from {choices}'),
    "endless": N_('it waits in the end for itself, through "{found}"; let one of them start by itself'),
    "unused_phase": N_("no rule uses this phase"),
    "unused_group": N_("no rule uses this group"),
    "unused_cohort": N_("no rule, group or tier uses this ranking or draw"),
    "outside_legal_frame": N_("{span} lies outside the usual legal frame of 08:00-21:00: nobody is offered then"),
    "after_phase": N_("this comes when the phase, which lasts {found}, is over: nobody ever owes it"),
    "impossible": N_("no {found} can fulfil this: the lower bound lies above the upper one"),
    "tier_never_given": N_('no step puts anybody into tier "{found}"'),
    "not_written": N_("a {found} cannot be signed and sent; take this out or choose one of {choices} as channel"),
    "best_is_all": N_("the preferred time of {found} is no shorter than all the time that the rule gives; shorten it"),
    "best_never": N_("the greeting never falls on one of these days: {found}"),
    "never_reached": N_('nobody comes this far: the step above puts all others into tier "{found}"'),
}

_SETTINGS_FAULTS: Mapping[str, str] = {
    "not_found": N_("CALLCENTER_SETTINGS names a file that is not there"),
    "unreadable": N_("the file cannot be read: {found}"),
    "not_utf8": N_("this is not UTF-8 text; save it as UTF-8"),
    "syntax": N_("this is not TOML: {found}"),
    "unknown_key": N_("no such setting; there are {choices}"),
    "unknown_binding": N_("no such key binding; there are {choices}"),
    "no_path": N_('"{found}" cannot be a path: there is no such home folder, or such a character'),
    "needed": N_('needed where kind = "{found}"'),
    "no_key": N_('there is no key "{found}"; write such as f2, ctrl+d or esc'),
}

_EXPECTED: Mapping[str, str] = {
    "text": N_("wrong value {found}; write a text in quotation marks"),
    "yes_no": N_("wrong value {found}; write true or false"),
    "whole_number": N_("wrong value {found}; write a whole number from {low} to {high}"),
    "one_of": N_("wrong value {found}; choose from {choices}"),
    "keys": N_('wrong value {found}; write keys in quotation marks: "f2,ctrl+d"'),
    "command": N_('wrong value {found}; write the program and its arguments as a list: ["sms-send", "{{phone}}"]'),
    "country": N_('wrong value {found}; write the two letters of a country, such as "CN"'),
    "table": N_("wrong value {found}; write its keys one a line, under [line]"),
}

_TROUBLES: Mapping[Trouble, str] = {
    Trouble.CANNOT_OPEN: N_("the database {path} cannot be opened: {reason}"),
    Trouble.BAD_ADDRESS: N_(
        "this address of a PostgreSQL server is malformed; write postgresql://user@host:port/name."
        " In a password @ is %40, / is %2F, a space %20"
    ),
    Trouble.NOT_A_DATABASE: N_("{path} is not a database"),
    Trouble.DAMAGED: N_("the database {path} is damaged: {reason}. Put a backup in its place: callcenter restore FILE"),
    Trouble.READ_ONLY: N_(
        "{path} cannot be written to; ask for the right to write there, or choose another with --database"
    ),
    Trouble.NETWORK_SHARE: N_(
        "{path} lies on a network share ({filesystem}), where two computers would damage it; "
        "put it on a local disk, or use PostgreSQL"
    ),
    Trouble.NEWER_SCHEMA: N_(
        "the database was made by a newer version of the program (schema {found}, this one knows {known}); "
        "install the newer version"
    ),
    Trouble.FOREIGN_DATABASE: N_("{path} is a database of another program"),
    Trouble.OLD_SQLITE: N_("this Python's SQLite {found} is too old; {needed} is needed"),
    Trouble.NO_DRIVER: N_("PostgreSQL needs the package psycopg: pip install 'callcenter[postgres]'"),
    Trouble.BUSY: N_("the database was busy for {seconds} seconds; nothing was changed, try again"),
    Trouble.DISK_FULL: N_("the disk with {path} is full; nothing was changed"),
    Trouble.DISK_FAILS: N_("the disk with {path} does not work or is full ({reason}); nothing was changed"),
    Trouble.FILE_EXISTS: N_("{path} is there already; choose another name, or add --force"),
    Trouble.STORE_ITSELF: N_("{path} is the store itself; name a backup"),
    Trouble.IN_USE: N_("{path} is open in other programs; close them first"),
    Trouble.TOOL_HANGS: N_(
        "{program} did nothing for {seconds} seconds and was stopped: the server does not answer, or a table is locked"
    ),
    Trouble.NO_TOOL: N_(
        "the database lies on a PostgreSQL server, and {program} is not installed here. Install PostgreSQL's client"
        " programs, or have the server's own backup do it (docs/operations.md)"
    ),
    Trouble.LOG_LOST: N_(
        "the write-ahead log {path} was deleted or replaced while the program ran."
        " Check that what was saved last is there before you go on"
    ),
    Trouble.MOVED: N_("the database {path} was taken away, or another file put in its place; put it back"),
    Trouble.CLOCK_AHEAD: N_(
        "this computer's clock is {minutes} minutes ahead of the other programs on this database;"
        " nothing is brought up to date here until it is right"
    ),
    Trouble.CLOCK_BEHIND: N_(
        "this computer's clock is {minutes} minutes behind the other programs on this database;"
        " nothing is brought up to date here until it is right"
    ),
    Trouble.BROKEN_RULEBOOK: N_(
        'the rulebook "{rulebook}" in the database is broken at {key}; put a backup of the database in its place'
    ),
    Trouble.LOST_CONNECTION: N_("the connection to the database was lost: {reason}"),
    Trouble.ENDED: N_("the program is ending and saves nothing more"),
    Trouble.DATABASE: N_("the database says: {reason}"),
    Trouble.SAVED_BEFORE: N_(
        "it was saved when it was sent the first time; what was changed since is not saved: close the form and look"
    ),
    Trouble.UNKNOWN_REF: N_('there is no customer "{ref}"'),
    Trouble.UNKNOWN_AGENT: N_('there is no agent "{agent}"; callcenter agent add makes one'),
    Trouble.UNKNOWN_CAMPAIGN: N_('there is no campaign "{campaign}"; callcenter campaign add makes one'),
    Trouble.UNKNOWN_RULEBOOK: N_('there is no rulebook "{rulebook}"; callcenter rulebook list shows what there is'),
    Trouble.UNKNOWN_TIER: N_('there is no tier "{tier}" in this rulebook; choose from {tiers}'),
    Trouble.UNKNOWN_ZONE: N_('there is no time zone "{zone}"; write it as Asia/Shanghai'),
    Trouble.UNKNOWN_COUNTRY: N_('no holidays are known for country "{country}"; write its two letters, as CN'),
    Trouble.UNKNOWN_UNIT: N_('there is no unit "{unit}"'),
    Trouble.UNKNOWN_SETTING: N_('a campaign has no setting "{key}"; choose from {keys}'),
    Trouble.BAD_SETTING: N_('"{found}" is not a value for {key}; write {example}'),
    Trouble.UNKNOWN_TOUCH: N_("there is no record {id}"),
    Trouble.NO_RECORDING: N_("record {id} has no recording"),
    Trouble.UNKNOWN_PERSON: N_("the contact person was removed meanwhile"),
    Trouble.UNKNOWN_CASE: N_("there is no case {id}"),
    Trouble.UNKNOWN_IMPORT: N_("there is no import {id}"),
    Trouble.EMPTY_NAME: N_("a name is needed"),
    Trouble.AGENT_EXISTS: N_('the agent "{agent}" exists already'),
    Trouble.CAMPAIGN_EXISTS: N_('the campaign "{campaign}" exists already'),
    Trouble.CALLER_NUMBER_EXISTS: N_("the caller number {phone} is there already"),
    Trouble.UNKNOWN_CALLER_NUMBER: N_("there is no caller number {phone}; callcenter number add makes one"),
    Trouble.CAMPAIGN_PAUSED: N_('the campaign "{campaign}" is paused: nobody is called'),
    Trouble.CAMPAIGN_CLOSED: N_('the campaign "{campaign}" is closed; callcenter campaign resume opens it again'),
    Trouble.OTHER_CAMPAIGN: N_("customer {ref} belongs to campaign {campaign}"),
    Trouble.NOT_ALLOWED: N_("{actor} may not do this; ask a supervisor"),
    Trouble.NOT_SIGNED_IN: N_("this store is closed: sign in, or give a token in CALLCENTER_TOKEN"),
    Trouble.WRONG_PASSWORD: N_(
        "the name or the password is wrong; after five wrong ones no password is taken for 15 minutes"
    ),
    Trouble.LOCKED_OUT: N_("too many wrong passwords: try again in {minutes} minutes, or ask your supervisor"),
    Trouble.WEAK_PASSWORD: N_("a password needs {characters} characters at least"),
    Trouble.SAME_PASSWORD: N_("this is the password that you have; choose another one"),
    Trouble.NOT_LOCAL: N_("over a network the operating system cannot vouch for anybody; choose a password"),
    Trouble.NOT_OWNER: N_("only the owner of {path} can open it again"),
    Trouble.STORE_CLOSED: N_("the store is closed already"),
    Trouble.STORE_OPEN: N_("the store is open already"),
    Trouble.BAD_TOKEN: N_("this token is unknown, revoked, or has expired"),
    Trouble.TOKEN_EXISTS: N_('there is or was a token "{token}"; choose another name'),
    Trouble.NO_OWNER: N_("customer {ref} is in the pool: there is nobody to tell"),
    Trouble.UNKNOWN_TOKEN: N_('no token "{token}" is in force'),
    Trouble.UNKNOWN_UNIT: N_('there is no unit "{unit}"; callcenter unit add makes one'),
    Trouble.UNIT_EXISTS: N_('the unit "{unit}" exists already'),
    Trouble.UNIT_CIRCLE: N_('"{unit}" cannot belong to itself or to a unit below it'),
    Trouble.STILL_OWNS: N_(
        "{agent} still has {customers} customers, {cases} open cases and {calls} calls under way; reassign them first"
    ),
    Trouble.LAST_ADMIN: N_("{agent} is the last administrator; name another one first"),
    Trouble.AGENT_LEFT: N_("{agent} has left; callcenter agent add brings them back"),
    Trouble.OS_USER_TAKEN: N_('the user "{os_user}" of this system signs in as {agent} already'),
    Trouble.SAME_CUSTOMER: N_("customer {ref} is the same already"),
    Trouble.NOT_MERGED: N_("customer {ref} is not merged with another"),
    Trouble.ON_THE_LINE: N_("{agent} has customer {ref} on the line; try again after the call"),
    Trouble.CLAIMED: N_("{agent} has taken this customer"),
    Trouble.CASE_NOT_ASSIGNED: N_("nobody has case {id}: there is nothing to report back"),
    Trouble.CASE_CLOSED: N_("case {id} is closed"),
    Trouble.SETTLED_ALREADY: N_("case {id} is closed already"),
    Trouble.NOT_A_SECOND_CALL: N_("case {id} does not ask for a second follow-up call"),
    Trouble.NOT_AN_APPEAL: N_("case {id} is not an appeal"),
    Trouble.NO_RESULT: N_("this contact has no result that could be appealed"),
    Trouble.APPEALED: N_("the result was appealed: the review decides about it"),
    Trouble.ANOTHER_PERSON: N_("{actor} is involved in this appeal; another person has to review it"),
    Trouble.NOT_A_CALLER: N_("by the rulebook of this campaign {agent} may not call this customer"),
    Trouble.CLAIM_LOST: N_("your claim on this customer has expired: what you write is saved, but you cannot dial"),
    Trouble.CALL_OPEN: N_("your call with {ref} is not finished; finish it first"),
    Trouble.CALL_ELSEWHERE: N_("you are on a call with {customer} in another window"),
    Trouble.NO_OPEN_CALL: N_("there is no open call"),
    Trouble.CALL_GOES_ON: N_(
        "{agent} is in this call: ask them to finish it. A reassignment takes effect when they save it. Only a call"
        " whose program has given no sign of life for {minutes} minutes can be ended."
    ),
    Trouble.TOO_LONG: N_('"{begins}..." is too long: {length} characters, of which {limit} can be kept; shorten it'),
    Trouble.NO_REASON: N_("a reason is needed"),
    Trouble.NOTHING_PUT_OFF: N_("no call to {ref} is put off"),
    Trouble.NOT_PUT_OFF: N_("the call to {ref} cannot be put off that far: it is promised, overdue, or not due"),
    Trouble.DO_NOT_CALL: N_("this customer is marked do not call"),
    Trouble.DEAD_NUMBER: N_("the number {phone} is dead"),
    Trouble.CLOSED_STAGE: N_("this customer is lost or closed"),
    Trouble.NO_NUMBER: N_("this customer has no phone number; add one on their screen first"),
    Trouble.LEGAL_FRAME: N_("nobody may be called at this hour where the customer is"),
    Trouble.CALLER_NUMBERS_SPENT: N_(
        "every caller number has used up its calls; the next one is free in {minutes} minutes"
    ),
    Trouble.NUMBER_CAP: N_("{phone} has been called as often as the rulebook allows"),
    Trouble.NOTHING_TO_UNDO: N_("there is nothing to undo"),
    Trouble.IMPORT_RUNNING: N_("import {id} is still being published; wait until it is done"),
    Trouble.UNDONE_ALREADY: N_("import {id} was taken back already"),
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
        sentence = _("{sentence}. Is {nearest} meant?").format(sentence=sentence, nearest=params["nearest"])
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
        return _("{found} is not known here").format(found=match[1])
    if "matching regex" in said:
        return _("a name of letters, digits and the signs _ . + - is expected")
    match = _EXPECTATION.fullmatch(said)
    if match is None or match[1] not in _TYPES:
        return said
    expected = pgettext(*_TYPES[match[1]])
    if match[3]:
        bound = (
            _("{expected} of at least {n} is expected")
            if match[3] == ">="
            else _("{expected} of at most {n} is expected")
        )
        return bound.format(expected=expected, n=match[4])
    if match[2] in _TYPES:
        return _("{expected} is expected, not {found}").format(expected=expected, found=pgettext(*_TYPES[match[2]]))
    return _("{expected} is expected").format(expected=expected)


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
