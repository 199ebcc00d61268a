"""Drafts of customers and touches from the rows of a file, or rejections with their line and reason.

What the file alone can tell is judged here; what needs the store (a name for a new ref, the tiers of its rulebook)
is judged where the drafts are taken in. A row is rejected for the first thing that is wrong with it.

See docs/rules.md#bad-rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple, TypeAlias, TypeVar

from callcenter.dates.imported import Cell
from callcenter.importing import currencies, status_words, values, words
from callcenter.importing.countries import COUNTRY_HEADINGS
from callcenter.importing.countries import region_of as region_of_country
from callcenter.importing.drafts import (
    BookKind,
    CustomerDraft,
    FileFault,
    ImportFileError,
    PhoneNumber,
    ReadRow,
    Rejection,
    Row,
    RowFault,
    TouchDraft,
)
from callcenter.importing.file_reader import Book
from callcenter.importing.heading_words import CUSTOMER_WORDS, VAGUE_STAGES
from callcenter.importing.headings import (
    FLAG_ATTRIBUTES,
    MAX_TITLES,
    NUMBER_ATTRIBUTES,
    PERSON_FIELDS,
    FieldColumns,
    FileColumn,
    Layout,
    heading_form,
    is_title,
    read_layout,
)
from callcenter.importing.phones import parse_phones
from callcenter.importing.status_words import StatusMeaning
from callcenter.importing.values import BadValue, cell_text, clean_line
from callcenter.model import Channel, ContactPersonFacts, MilestoneKind
from callcenter.plain_text import MAX_LINE, MAX_NOTE, MAX_TAG, tags_of

RegionOf: TypeAlias = Callable[[str, str | None], str]
"""(ref, campaign cell or None) → the country whose numbers a phone without ``+`` is read in (ISO 3166 alpha-2)."""

_SHOWN = 80  # characters of a bad value

_Draft = TypeVar("_Draft")
_Parser: TypeAlias = Callable[[Cell], Any]


def read_customers(
    book: Book, region_of: RegionOf, mapping: FieldColumns | None = None
) -> tuple[Layout, Iterator[CustomerDraft | Rejection]]:
    """The columns and the rows of a customer list, each a draft or a rejection, in the order of the file.

    ``mapping`` is ``--map`` (field → heading, or number from 1). Raises :class:`ImportFileError`, here and while the
    rows are read.
    """
    layout, rows = _opened(book, BookKind.CUSTOMERS, mapping or {})
    status = [column for column in layout.columns if _says_status(column)]
    plan = [
        (column, _customer_parser(column))
        for column in layout.columns
        if column.field not in ("phone", *PERSON_FIELDS) and column not in status
    ]
    persons = [column for column in layout.columns if column.field in PERSON_FIELDS]
    apart = any(column.field == "person" for column in persons)
    phones = [column for column in layout.columns if column.field == "phone"]
    countries = [
        column for column in layout.columns if column.field is None and heading_form(column.heading) in COUNTRY_HEADINGS
    ]

    def draft(row: Row, cells: tuple[str, ...]) -> CustomerDraft:
        found, attributes = _values(row, plan)
        ref = found.pop("ref", "")
        if not ref:
            raise _Refused(RowFault.MISSING_REF, {})
        parts = [found.pop(name, "") for name in ("family_name", "given_name")]
        if any(parts) and "name" not in found:
            found["name"] = _joined(*parts)
        do_not_call = ""
        for column in status:
            do_not_call = _read_status(row, column, found, attributes) or do_not_call
        stones = {MilestoneKind(name[:-3]): found.pop(name) for name in tuple(found) if name in _MILESTONE_FIELDS}
        attributes.update({name: found.pop(name) for name in tuple(found) if name in _CLASSIFYING})
        abroad = _country(row, countries)

        def region() -> str:
            return abroad or region_of(ref, found.get("campaign"))

        numbers = _phones(row, phones, region)
        theirs = _phones(row, [column for column in persons if column.field == "person_phone"], region)
        # A person without a column of their own is called as the customer, and has the customer's numbers.
        known = theirs or (() if apart else numbers)
        person = _person(row, persons, found.get("name", ""), known, attributes)
        if person is not None:
            numbers = tuple(dict.fromkeys((*numbers, *theirs)))
        return CustomerDraft(
            row.line,
            ref,
            cells,
            phones=numbers or None,
            milestones=stones,
            attributes=attributes,
            do_not_call=do_not_call,
            person=person,
            **found,
        )

    return layout, _drafted(rows, layout, draft)


def read_touches(
    book: Book, region_of: RegionOf, mapping: FieldColumns | None = None
) -> tuple[Layout, Iterator[TouchDraft | Rejection]]:
    """The columns and the rows of a list of touches; otherwise as :func:`read_customers`.

    A touch has one number: of several in the cell the first counts.
    """
    layout, rows = _opened(book, BookKind.TOUCHES, mapping or {})
    plan = [(column, _TOUCH_PARSERS[column.field]) for column in layout.columns if column.field in _TOUCH_PARSERS]
    phones = [column for column in layout.columns if column.field == "phone"]

    def draft(row: Row, cells: tuple[str, ...]) -> TouchDraft:
        found, _ = _values(row, plan)
        ref = found.pop("customer_ref", "")
        if not ref:
            raise _Refused(RowFault.MISSING_REF, {})
        for name, code in (("at", RowFault.MISSING_AT), ("channel", RowFault.MISSING_CHANNEL)):
            if name not in found:
                raise _Refused(code, {"field": name})
        found["channel"], implied = found["channel"]
        if implied is not None:
            found.setdefault("direction", implied)
        if found["channel"] is Channel.CALL and "disposition" not in found:
            raise _Refused(RowFault.MISSING_DISPOSITION, {"field": "disposition"})
        numbers = _phones(row, phones, lambda: region_of(ref, None))
        return TouchDraft(row.line, ref, cells, phone=numbers[0] if numbers else None, **found)

    return layout, _drafted(rows, layout, draft)


class _Refused(Exception):
    """The row cannot be taken: the code and the parameters of its rejection."""

    def __init__(self, code: RowFault, params: Mapping[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class _Opened(NamedTuple):
    layout: Layout
    rows: Iterator[ReadRow]


def _opened(book: Book, kind: BookKind, mapping: FieldColumns) -> _Opened:
    """Read the headings, title lines above them skipped; the rows that follow, the first too if it is data.

    The headings are the first row that can be them. Where none can, the error is that of the first row that is no
    title of one cell.
    """
    rows = book.rows()
    fault: ImportFileError | None = None
    titled = False
    for _ in range(MAX_TITLES + 1):
        row = next(rows, None)
        if row is None:
            break
        if isinstance(row, Rejection):
            raise fault or ImportFileError(FileFault.BROKEN_HEADING, {"line": row.line})
        try:
            layout = read_layout(kind, row.cells, mapping)
        except ImportFileError as error:
            if error.code not in (FileFault.MISSING_HEADING, FileFault.UNKNOWN_COLUMN, FileFault.DOUBLED_HEADING):
                raise
            if fault is None or titled:
                fault, titled = error, is_title(kind, row.cells)
            continue
        if layout.has_heading:
            book.width = layout.width
            return _Opened(layout, rows)
        book.width = len(row.cells)
        return _Opened(layout, chain((row,), rows))
    raise fault or ImportFileError(FileFault.EMPTY)


def _drafted(
    rows: Iterator[ReadRow], layout: Layout, draft: Callable[[Row, tuple[str, ...]], _Draft]
) -> Iterator[_Draft | Rejection]:
    width = layout.width
    for row in rows:
        if isinstance(row, Rejection):
            yield Rejection(row.line, row.code, row.params, tuple(map(_shown, row.cells)))
            continue
        cells = tuple(map(_shown, row.cells))
        try:
            if len(cells) < width:
                raise _Refused(RowFault.TOO_FEW_CELLS, {"cells": len(cells), "headings": width})
            if layout.has_heading and (len(cells) > width or layout.nameless):
                _check_nameless(cells, layout)
            yield draft(row, cells)
        except _Refused as refused:
            yield Rejection(row.line, refused.code, dict(refused.params), cells)


def _check_nameless(cells: tuple[str, ...], layout: Layout) -> None:
    for index in (*layout.nameless, *range(layout.width, len(cells))):
        if cells[index]:
            raise _Refused(RowFault.TOO_MANY_CELLS, {"column": index + 1, "value": cells[index][:_SHOWN]})


def _shown(cell: Cell) -> str:
    """A cell for a list of rejected rows: as a person sees it, harmless, and long only where a note may be."""
    text = cell_text(cell)
    if len(text) <= MAX_LINE and text.isprintable():
        return text.strip()
    try:
        return values.clean_note(text)
    except BadValue:
        return values.clean_note(text[:MAX_NOTE])


def _values(row: Row, plan: list[tuple[FileColumn, _Parser]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of the cells that hold something: those of fields, and those of attributes."""
    found: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    cells = row.cells
    for column, parse in plan:
        cell = _unmarked(cells[column.index], column)
        if _is_empty(cell):
            continue
        if values.is_sheet_error(cell):
            if column.field is None:
                continue
            raise _refused(BadValue(RowFault.SHEET_ERROR), column, cell)
        try:
            value = parse(cell)
        except BadValue as bad:
            raise _refused(bad, column, cell) from None
        if column.field is None:
            attributes[column.heading] = value
        else:
            found[column.field] = value
    return found, attributes


def _unmarked(cell: Cell, column: FileColumn) -> Cell:
    """A cell without a spreadsheet's mark of text; refs, which tell a marked text from a number, keep it."""
    if not isinstance(cell, str) or column.field in _REFS:
        return cell.strip() if isinstance(cell, str) else cell
    return values.unmarked(cell.strip(), code=column.field is not None and column.field not in _TEXTS).strip()


def _is_empty(cell: Cell) -> bool:
    return isinstance(cell, str) and (not cell or not (cell.isprintable() or values.clean_note(cell[:_SHOWN])))


def _says_status(column: FileColumn) -> bool:
    """Tell whether a column may say of a customer that nobody may call them."""
    form = heading_form(column.heading)
    return column.field in ("stage", "tags") or (column.field is None and form in _STATUS_HEADINGS)


def _read_status(row: Row, column: FileColumn, found: dict[str, Any], attributes: dict[str, Any]) -> str:
    """The word that means do-not-call, '' where the cell has none; any other becomes the stage or an attribute."""
    cell = _unmarked(row.cells[column.index], column)
    if _is_empty(cell):
        return ""
    if values.is_sheet_error(cell):
        raise _refused(BadValue(RowFault.SHEET_ERROR), column, cell)
    try:
        text = clean_line(cell_text(cell))
    except BadValue as bad:
        raise _refused(bad, column, cell) from None
    form, said = heading_form(column.heading), status_words.meaning(text)
    if form in status_words.DO_NOT_CALL_HEADINGS:
        said = _of_flag(text, said)
    if column.field == "tags":
        _read_tags(cell, column, found, attributes)
    if said is StatusMeaning.DO_NOT_CALL:
        return text
    if column.field == "tags":
        return ""
    if said is StatusMeaning.UNCLEAR and form not in status_words.TAG_HEADINGS:
        raise _refused(BadValue(RowFault.UNCLEAR_STATUS), column, cell)
    if column.field is None:
        attributes[column.heading] = _attribute(cell)
        return ""
    try:
        found[column.field] = values.parse_stage(cell)
    except BadValue as bad:
        if form not in VAGUE_STAGES:
            raise _refused(bad, column, cell) from None
        attributes[column.heading] = _attribute(cell)
    return ""


def _read_tags(cell: Cell, column: FileColumn, found: dict[str, Any], attributes: dict[str, Any]) -> None:
    """Take the tags of a cell but for those that bar the customer; a text too long for a tag is an attribute."""
    tags = [tag for tag in tags_of(_note(cell)) if status_words.meaning(tag) is not StatusMeaning.DO_NOT_CALL]
    if any(len(tag) > MAX_TAG for tag in tags):
        attributes[column.heading] = _attribute(cell)
    elif tags:
        found["tags"] = tuple(tags)


def _of_flag(text: str, said: StatusMeaning) -> StatusMeaning:
    """Return the meaning of a cell in a column that asks whether somebody must not be called."""
    word = values.folded(text)
    answer = words.BOOLEANS.get(word, False if word in status_words.NOT_LISTED else None)
    if answer is not None:
        return StatusMeaning.DO_NOT_CALL if answer else StatusMeaning.CALLABLE
    return said if said is not StatusMeaning.PLAIN else StatusMeaning.UNCLEAR


def _refused(bad: BadValue, column: FileColumn, cell: Cell) -> _Refused:
    shown = clean_line(cell_text(cell)[: 2 * _SHOWN])[:_SHOWN]
    params = {"field": column.field or column.heading, "heading": column.heading, "value": shown}
    return _Refused(bad.code, params | bad.params)


def _phones(row: Row, columns: list[FileColumn], region: Callable[[], str]) -> tuple[PhoneNumber, ...]:
    """The numbers of all telephone columns, each once."""
    found: tuple[PhoneNumber, ...] = ()
    for column in columns:
        cell = row.cells[column.index]
        if isinstance(cell, str):
            cell = values.unmarked(cell.strip(), code=True)
        if cell == "":
            continue
        if values.is_sheet_error(cell):
            raise _refused(BadValue(RowFault.SHEET_ERROR), column, cell)
        try:
            found += parse_phones(cell, region())
        except BadValue as bad:
            raise _refused(bad, column, cell) from None
    return tuple(dict.fromkeys(found)) if len(columns) > 1 else found


def _person(
    row: Row, columns: list[FileColumn], name: str, numbers: tuple[PhoneNumber, ...], attributes: dict[str, Any]
) -> ContactPersonFacts | None:
    """Return the contact person whom a row tells of: by their own name, else by the customer's; None without any.

    ``numbers``: theirs. A word that is no role or stance is an
    attribute.
    """
    texts: dict[str, str] = {}
    for column in columns:
        cell = _unmarked(row.cells[column.index], column)
        if column.field is None or column.field == "person_phone" or _is_empty(cell) or values.is_sheet_error(cell):
            continue
        try:
            texts[column.field] = clean_line(cell_text(cell))
        except BadValue as bad:
            raise _refused(bad, column, cell) from None
    role = words.CONTACT_ROLES.get(values.folded(texts.get("person_role", "")))
    stance = words.STANCES.get(values.folded(texts.get("person_stance", "")))
    unknown = {field for field, meaning in (("person_role", role), ("person_stance", stance)) if meaning is None}
    attributes.update({one.heading: texts[one.field] for one in columns if one.field in unknown & texts.keys()})
    called = texts.get("person") or (name if role is not None else "")
    return ContactPersonFacts(called, role, stance, tuple(one.e164 for one in numbers)) if called else None


def _joined(family: str, given: str) -> str:
    """A name of two columns, the way its script writes it: 林悦, Ada Example."""
    if any(letter.isascii() and letter.isalpha() for letter in family + given):
        return f"{given} {family}".strip()
    return family + given


def _country(row: Row, columns: list[FileColumn]) -> str | None:
    """The country that the row names, whose numbers are meant where none begins with ``+``."""
    texts = (cell_text(row.cells[column.index]).strip() for column in columns)
    return next((region for text in texts if text and (region := region_of_country(text))), None)


def _text(cell: Cell) -> str:
    return clean_line(cell_text(cell))


def _note(cell: Cell) -> str:
    return values.clean_note(cell_text(cell))


def _code(cell: Cell) -> str:
    return values.clean_code(cell_text(cell))


def _flag(field: str) -> _Parser:
    return lambda cell: values.parse_boolean(cell, field)


_MILESTONE_FIELDS = frozenset(f"{kind.value}_at" for kind in MilestoneKind)
_STATUS_HEADINGS = (
    frozenset(values.folded(word) for word in CUSTOMER_WORDS["stage"].split())
    | status_words.DO_NOT_CALL_HEADINGS
    | status_words.TAG_HEADINGS
)
_REFS = frozenset({"ref", "customer_ref"})
_NAMES = ("name", "family_name", "given_name")
_TEXTS = frozenset({*_NAMES, "person", "company", "source", "owner", "campaign", "agent", "note", "team"})
_CLASSIFYING = NUMBER_ATTRIBUTES | FLAG_ATTRIBUTES

_CUSTOMER_PARSERS: dict[str, _Parser] = {
    "ref": values.parse_ref,
    **dict.fromkeys(_NAMES, _text),
    "company": _text,
    "tier": _code,
    "source": _text,
    "owner": values.parse_owner,
    "campaign": _text,
    "timezone": values.parse_timezone,
    "birthday": values.parse_birthday,
    "created_at": values.parse_moment,
    "key": _flag("key"),
    "revenue": values.parse_number,
    **dict.fromkeys(_MILESTONE_FIELDS, values.parse_moment),
    **dict.fromkeys(NUMBER_ATTRIBUTES, values.parse_number),
    "close_probability": values.parse_percentage,
    **{name: _flag(name) for name in FLAG_ATTRIBUTES},
}

_TOUCH_PARSERS: dict[str | None, _Parser] = {
    "customer_ref": values.parse_ref,
    "at": values.parse_moment,
    "agent": _text,
    "channel": values.parse_channel,
    "direction": values.parse_direction,
    "disposition": values.parse_disposition,
    "seconds": values.parse_seconds,
    "note": _note,
    "callback_at": values.parse_moment,
    "team": _text,
    "callback_result": values.parse_result,
    "satisfaction": values.parse_satisfaction,
    "amount": currencies.parse_amount,
    "currency": currencies.parse_currency,
    "recording": _text,
}


def _attribute(cell: Cell) -> str | float | bool:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    return _note(cell) if isinstance(cell, str) else cell_text(cell)


def _customer_parser(column: FileColumn) -> _Parser:
    return _attribute if column.field is None else _CUSTOMER_PARSERS[column.field]
