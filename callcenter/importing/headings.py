"""Columns by their headings: English and Chinese, in any order, case and width (docs/rules.md#columns).

Where the rules are silent: a heading in brackets or with a star (``手机(必填)``, ``*姓名``) is the heading without
them. Several columns of telephone numbers (手机 and 电话) are read as one, in their order; any other field that stands
twice is an error, an unknown column twice is two attributes. 客户名称 beside 联系人 is the company. Title lines above
the headings are skipped.
With ``--map FIELD=NUMBER`` alone and a first row that holds neither a required heading nor two known ones, that row is
data and only the mapped columns are read. Unknown columns of a list of touches are left aside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from callcenter.dates.imported import Cell
from callcenter.importing.drafts import BookKind, FileFault, ImportFileError
from callcenter.importing.heading_words import (
    CUSTOMER_WORDS,
    MILESTONE_ENDINGS,
    MILESTONE_STEMS,
    SECOND_CHOICE,
    TOUCH_WORDS,
)
from callcenter.importing.values import BadValue, cell_text, clean_line, folded, unmarked

NUMBER_ATTRIBUTES = frozenset(
    {
        "units_per_year",
        "units",
        "capacity_kva",
        "annual_kwh",
        "close_probability",
        "assets_cny",
        "turnover_cny",
        "loss_gap",
    }
)
FLAG_ATTRIBUTES = frozenset({"high_voltage", "vip", "dormant", "margin"})
"""The attributes that rulebooks classify by: amounts, and yes or no."""

_SHOWN = 40  # of the headings seen, in an error
MAX_TITLES = 5
"""Number of title lines that may stand above the headings."""

_MERGED = frozenset({"phone"})
_ONCE = frozenset({"tags"})
PERSON_FIELDS = frozenset({"person", "person_role", "person_stance", "person_phone"})
"""Fields of a contact person: of several columns of one the first counts, and those of a stance or a number only beside
a name or a role; the others are attributes."""
_REQUIRED = {BookKind.CUSTOMERS: ("ref",), BookKind.TOUCHES: ("customer_ref", "at", "channel")}


def _table(fields: Mapping[str, str]) -> dict[str, str]:
    return {word: name for name, line in fields.items() for word in (folded(name), *map(folded, line.split()))}


def _milestones() -> dict[str, str]:
    return {
        folded(stem) + ending: f"{kind.value}_at"
        for kind, line in MILESTONE_STEMS.items()
        for stem in line.split()
        for ending in MILESTONE_ENDINGS
    }


_KNOWN = {
    BookKind.CUSTOMERS: _milestones() | _table(CUSTOMER_WORDS),
    BookKind.TOUCHES: _table(TOUCH_WORDS),
}
FIELDS = {kind: frozenset(table.values()) for kind, table in _KNOWN.items()}
"""The fields that ``--map`` may name."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】")


FieldColumns: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""``--map``: field → heading, or number from 1; a field of several columns has several."""


class FileColumn(Struct, frozen=True):
    """A column that is read: its place from 0, the field it holds (None = an attribute), its heading as it stands."""

    index: int
    field: str | None
    heading: str


class Layout(Struct, frozen=True):
    """The columns of a file. ``has_heading`` = the row that it was read from is no data.

    ``width`` = the cells that a row must have. ``ignored`` = the headings that nothing is
    read from; ``nameless`` = the places, from 0, of columns without a heading.
    """

    columns: tuple[FileColumn, ...]
    width: int
    has_heading: bool
    ignored: tuple[str, ...] = ()
    nameless: tuple[int, ...] = ()


def is_unknown_date(column: FileColumn) -> bool:
    """Tell whether a column of a customer list is named as a milestone's (``NAME_at``) and is that of none."""
    return column.field is None and column.heading.casefold().endswith("_at")


def heading_form(text: str) -> str:
    """The form in which headings are compared: without brackets, width, case, spaces and signs."""
    plain = unicodedata.normalize("NFKC", text)
    return folded(_BRACKETS.sub("", plain)) or folded(plain)


def is_title(kind: BookKind, cells: Sequence[Cell]) -> bool:
    """Tell whether a row above the headings is only a title: one filled cell that is no heading."""
    filled = [text for cell in cells if (text := cell_text(cell).strip())]
    return len(filled) == 1 and heading_form(filled[0]) not in _KNOWN[kind]


def read_layout(kind: BookKind, first_row: Sequence[Cell], mapping: FieldColumns) -> Layout:
    """The columns of a file by its first row and by ``mapping`` (``--map``: field → heading, or number from 1).

    Raises :class:`ImportFileError`: a doubled or a missing heading, a mapping that names what does not exist.
    """
    headings = [_heading(cell) for cell in first_row]
    while headings and not headings[-1]:
        headings.pop()
    fields = [_KNOWN[kind].get(heading_form(heading)) if heading else None for heading in headings]
    wanted = _mapped(kind, headings, mapping)
    given = [column for _, column in _pairs(mapping)]
    numbered = [int(column) for column in given if _is_number(column)]
    by_name = len(numbered) < len(given)
    known = {name for name in fields if name}
    if numbered and not by_name and len(known) < 2 and not known & set(_REQUIRED[kind]):
        return _without_headings(kind, wanted, headings)
    _yield_second_choices(kind, headings, fields)
    _yield_additions(fields, wanted)
    _check_doubled(headings, fields, wanted)
    for index, name in wanted.items():
        fields = [
            None if place != index and held == name and name not in _MERGED else held
            for place, held in enumerate(fields)
        ]
        fields += [None] * (index + 1 - len(fields))
        fields[index] = name
    headings += [""] * (len(fields) - len(headings))
    _check_required(kind, fields, headings)
    columns: list[FileColumn] = []
    ignored: list[str] = []
    named: dict[str, int] = {}
    for index, (heading, held) in enumerate(zip(headings, fields, strict=True)):
        if held is not None or (heading and kind is BookKind.CUSTOMERS):
            named[heading] = times = named.get(heading, 0) + 1
            # A second column of the same name is an attribute of its own.
            told = f"{heading} {times}" if held is None and times > 1 else heading
            columns.append(FileColumn(index, held, told or (held or "")))
        elif heading:
            ignored.append(heading)
    # Numbers stand in the order in which their columns were given, before those that nobody named.
    ranks = {index: rank for rank, index in enumerate(wanted)}
    places = [place for place, column in enumerate(columns) if column.field in _MERGED]
    ordered = sorted((columns[place] for place in places), key=lambda one: ranks.get(one.index, len(ranks)))
    for place, column in zip(places, ordered, strict=True):
        columns[place] = column
    nameless = tuple(
        index
        for index, (heading, held) in enumerate(zip(headings, fields, strict=True))
        if not heading and held is None
    )
    return Layout(tuple(columns), len(headings), True, tuple(ignored), nameless)


def _heading(cell: Cell) -> str:
    try:
        return clean_line(unmarked(cell_text(cell), code=True))
    except BadValue:
        # A cell longer than any heading: the first row of a file without headings may hold one.
        return clean_line(cell_text(cell)[:_SHOWN])


def _pairs(mapping: FieldColumns) -> Iterator[tuple[str, str]]:
    """Field and column, one after the other."""
    for field, columns in mapping.items():
        for column in (columns,) if isinstance(columns, str) else columns:
            yield field, column


def _is_number(column: str) -> bool:
    return column.strip().isascii() and column.strip().isdigit()


def _mapped(kind: BookKind, headings: Sequence[str], mapping: FieldColumns) -> dict[int, str]:
    """Column index → field, as ``--map`` says."""
    forms = [heading_form(heading) if heading else "" for heading in headings]
    wanted: dict[int, str] = {}
    for given, column in _pairs(mapping):
        name = given.strip() if given.strip() in FIELDS[kind] else _KNOWN[kind].get(heading_form(given))
        if name is None:
            raise ImportFileError(FileFault.UNKNOWN_FIELD, {"field": given})
        if _is_number(column):
            index = int(column) - 1
            known = 0 <= index < max(len(headings), 1)
        else:
            exact = [place for place, heading in enumerate(headings) if heading == column.strip()]
            alike = [place for place, form in enumerate(forms) if form and form == heading_form(column)]
            index = (exact or alike or [-1])[0]
            known = index >= 0
        if not known:
            raise ImportFileError(FileFault.UNKNOWN_COLUMN, {"field": name, "column": column, "seen": _seen(headings)})
        if wanted.get(index, name) != name:
            raise ImportFileError(FileFault.DOUBLE_MAPPING, {"column": column})
        wanted[index] = name
    return wanted


def _without_headings(kind: BookKind, wanted: Mapping[int, str], cells: Sequence[str]) -> Layout:
    fields = list(wanted.values())
    for name in fields:
        if fields.count(name) > 1 and name not in _MERGED:
            raise ImportFileError(FileFault.DOUBLED_HEADING, {"field": name, "headings": name, "seen": ""})
    _check_required(kind, fields, cells)
    columns = tuple(FileColumn(index, wanted[index], wanted[index]) for index in sorted(wanted))
    return Layout(columns, max(wanted) + 1, False)


def _yield_second_choices(kind: BookKind, headings: Sequence[str], fields: list[str | None]) -> None:
    """Give a vague heading its second meaning where a plain one stands for the same field."""
    vague = SECOND_CHOICE[kind]
    for index, heading in enumerate(headings):
        form = heading_form(heading) if heading else ""
        name = fields[index]
        if name is None or form not in vague or name in _MERGED:
            continue
        rivals = [place for place, held in enumerate(fields) if held == name and place != index]
        if rivals and all(heading_form(headings[place]) != form for place in rivals):
            second = vague[form] or None
            fields[index] = second if second in _MERGED or second not in fields else None


def _yield_additions(fields: list[str | None], wanted: Mapping[int, str]) -> None:
    """Leave further columns of tags, and those that say nothing of a contact person, to the attributes."""
    named = {"person", "person_role"} & {*fields, *wanted.values()}
    seen: set[str] = set()
    for index, name in enumerate(fields):
        doubled = name in seen or name in wanted.values()
        if (name in PERSON_FIELDS and (doubled or not named)) or (name in _ONCE and doubled):
            fields[index] = None
        elif name is not None:
            seen.add(name)


def _check_doubled(headings: Sequence[str], fields: Sequence[str | None], wanted: Mapping[int, str]) -> None:
    places: dict[str, int] = {}
    for index, (heading, name) in enumerate(zip(headings, fields, strict=True)):
        if not heading or index in wanted or name in wanted.values():
            continue
        if not name or name in _MERGED:
            continue
        if name in places:
            both = f"{headings[places[name]]}, {heading}"
            raise ImportFileError(FileFault.DOUBLED_HEADING, {"field": name, "headings": both, "seen": _seen(headings)})
        places[name] = index


def _check_required(kind: BookKind, fields: Sequence[str | None], headings: Sequence[str]) -> None:
    missing = [name for name in _REQUIRED[kind] if name not in fields]
    if missing:
        raise ImportFileError(FileFault.MISSING_HEADING, {"fields": ", ".join(missing), "seen": _seen(headings)})


def _seen(headings: Sequence[str]) -> str:
    shown = [heading[:_SHOWN] for heading in headings if heading]
    return ", ".join(shown[:_SHOWN]) + (" …" if len(shown) > _SHOWN else "")
