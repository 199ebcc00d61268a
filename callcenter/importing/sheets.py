"""XLSX: cells through ``python-calamine``, guarded against what would break it, with the formats that it does not tell.

A file whose parts say that they unpack to more than memory may be taken for is refused before any is read. Then the
packed XML is run through once: one whose cells span more than that is refused too; and the styles say which numbers are
dates without a time (docs/rules.md#date-only: the format of the cell decides, not whether its time happens to be 00:00)
and which are percentages. The first visible sheet is read unless another is named. What stands in several rows made one
stands in each of them.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NamedTuple
from xml.parsers import expat

from callcenter.dates.imported import Cell, LocalMoment, Since1904
from callcenter.importing.drafts import FileFault, ImportFileError, ReadRow, Row
from callcenter.importing.values import folded

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MAX_MEMORY = 1536 << 20
"""The bytes of memory that reading a workbook may take. ``calamine`` keeps a sheet and its texts whole: measured 2.6
bytes for each of the unpacked XML where the cells are numbers (80 to 90 a cell), 1.5 where they are texts."""

_BYTES_OF_XML = 3
_BYTES_OF_CELL = 96
_MAX_UNPACKED = 1 << 30  # bytes of all parts, pictures too: each is read once to see that it is as long as it says

_LONGEST_MERGED = 10_000  # rows
_MOST_MERGED = 200_000  # cells
_BEGINNING = 1 << 16  # bytes
_PROBLEM_SPACE = 2000  # parts in a package
_READ = (".xml", ".rels", ".bin")


class _Kind(Enum):
    DATE = "date"
    TIMED = "timed"
    PERCENT = "percent"


_BUILT_IN = (
    dict.fromkeys((14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), _Kind.DATE)
    | dict.fromkeys((18, 19, 20, 21, 22, 32, 33, 34, 35, 45, 46, 47, 55, 56), _Kind.TIMED)
    | dict.fromkeys((9, 10), _Kind.PERCENT)
)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def _kind_of(code: str) -> _Kind | None:
    """Return the kind of value that a number format shows."""
    shown = _LITERAL.sub("", code.partition(";")[0]).lower()
    if shown in ("general", "standard", "@"):
        return None
    if "h" in shown or "s" in shown:
        return _Kind.TIMED
    if "y" in shown or "d" in shown:
        return _Kind.DATE
    return _Kind.PERCENT if "%" in shown else None


def open_sheet(stream: BinaryIO, sheet: str = "") -> SheetBook:
    """Open a sheet of a workbook, the first visible one where none is named; raises :class:`ImportFileError`."""
    with _damage():
        inspected = _inspect(stream, sheet)
        stream.seek(0)
        from python_calamine import CalamineWorkbook

        # calamine reads the sheet into memory here; the stream is not needed after that.
        workbook = CalamineWorkbook.from_filelike(stream)
        return SheetBook(stream, workbook.get_sheet_by_name(inspected.sheet), inspected)


@contextmanager
def _damage() -> Iterator[None]:
    """Turn whatever a parser of a hostile file raises into one error: the file is damaged."""
    try:
        yield
    except (ImportFileError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic in Rust is no Exception
        raise ImportFileError(FileFault.DAMAGED) from error


@dataclass(slots=True)
class _Kinds:
    """Kinds of a sheet's cells by its styles: one kind a column, and the cells that differ from their column."""

    by_column: dict[int, _Kind | None] = field(default_factory=dict)
    apart: dict[tuple[int, int], _Kind | None] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """The cells in which a formula failed, and what stands there; ``calamine`` reads them as empty."""
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """The cells below the first one of several that were made one, and that first one."""

    def add(self, row: int, column: int, kind: _Kind | None) -> None:
        if self.by_column.setdefault(column, kind) is not kind:
            self.apart[row, column] = kind

    def of(self, row: int, column: int) -> _Kind | None:
        if self.apart and (row, column) in self.apart:
            return self.apart[row, column]
        return self.by_column.get(column)


class _Inspected(NamedTuple):
    """The sheet to read and the kinds of its cells; ``since_1904``: the workbook counts its days from 1904.

    ``others``: the names of the other visible sheets that hold anything.
    """

    sheet: str
    kinds: _Kinds
    since_1904: bool
    others: tuple[str, ...]


def _inspect(stream: BinaryIO, wanted: str) -> _Inspected:
    """Read the facts of a workbook that are needed before its rows."""
    with zipfile.ZipFile(stream) as package:
        parts = package.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise ImportFileError(FileFault.ENCRYPTED)
        if "xl/workbook.xml" not in package.namelist():
            binary = "xl/workbook.bin" in package.namelist()
            raise ImportFileError(FileFault.OTHER_SHEET if binary else FileFault.NOT_A_TABLE)
        if len(parts) > _PROBLEM_SPACE or sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise ImportFileError(FileFault.TOO_LARGE, {"limit": _MAX_UNPACKED >> 20, "unit": "MB"})
        _check_memory(_BYTES_OF_XML * sum(part.file_size for part in parts if part.filename.endswith(_READ)))
        # Reading everything once also proves that no part is longer than it says.
        if package.testzip() is not None:
            raise ImportFileError(FileFault.DAMAGED)
        contents = _contents(package)
        chosen = _chosen(contents, wanted)
        others = tuple(name for name, part in contents.sheets.items() if name != chosen and _holds_cells(package, part))
        styles = _styles(package)
        with package.open(contents.sheets[chosen]) as sheet:
            return _Inspected(chosen, _scan(sheet, styles), contents.since_1904, others)


def _check_memory(need: int) -> None:
    """Raise :class:`ImportFileError` where reading would take more memory than it may."""
    if need > MAX_MEMORY:
        raise ImportFileError(FileFault.TOO_MUCH_MEMORY, {"need": need >> 20, "limit": MAX_MEMORY >> 20})


def _parse(file: IO[bytes], start: Any, end: Any = None) -> None:
    parser = _parser()
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    parser.ParseFile(file)


def _parser() -> expat.XMLParserType:
    return expat.ParserCreate(namespace_separator=" ")


def _tag(name: str) -> str:
    return name.rpartition(" ")[2]


class _Contents(NamedTuple):
    """The visible worksheets in their order, by name: their parts of the package."""

    sheets: dict[str, str]
    since_1904: bool


def _chosen(contents: _Contents, wanted: str) -> str:
    """The name of the sheet to read; raises :class:`ImportFileError` where there is none."""
    if not contents.sheets:
        raise ImportFileError(FileFault.NO_SHEET)
    if not wanted:
        return next(iter(contents.sheets))
    fitting = [name for name in contents.sheets if folded(name) == folded(wanted)]
    if not fitting:
        raise ImportFileError(FileFault.UNKNOWN_SHEET, {"sheet": wanted, "seen": ", ".join(contents.sheets)})
    return wanted if wanted in fitting else fitting[0]


def _holds_cells(package: zipfile.ZipFile, part: str) -> bool:
    """Tell whether a sheet holds anything, by its beginning."""
    with package.open(part) as sheet:
        return re.search(rb"<(?:\w+:)?(?:v|is)[ >]", sheet.read(_BEGINNING)) is not None


def _contents(package: zipfile.ZipFile) -> _Contents:
    sheets: list[tuple[str, str]] = []
    targets: dict[str, str] = {}
    since_1904 = False

    def on_sheet(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        if _tag(tag) == "workbookPr":
            since_1904 = attributes.get("date1904", "0") in ("1", "true")
        if _tag(tag) == "sheet" and attributes.get("state", "visible") == "visible":
            relation = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            sheets.append((attributes.get("name", ""), relation))

    def on_relation(tag: str, attributes: dict[str, str]) -> None:
        if _tag(tag) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    with package.open("xl/workbook.xml") as file:
        _parse(file, on_sheet)
    with package.open("xl/_rels/workbook.xml.rels") as file:
        _parse(file, on_relation)
    parts = {
        name: posixpath.normpath(posixpath.join("/xl", targets[relation])).lstrip("/")
        for name, relation in sheets
        if relation in targets
    }
    return _Contents(parts, since_1904)


def _styles(package: zipfile.ZipFile) -> list[_Kind | None]:
    """The kind of each cell style, by its index."""
    if "xl/styles.xml" not in package.namelist():
        return []
    codes: dict[int, _Kind | None] = dict(_BUILT_IN)
    numbers: list[int] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        match _tag(tag):
            case "numFmt":
                codes[int(attributes["numFmtId"])] = _kind_of(attributes.get("formatCode", ""))
            case "cellXfs":
                inside = True
            case "xf" if inside:
                numbers.append(int(attributes.get("numFmtId", "0")))

    def end(tag: str) -> None:
        nonlocal inside
        if _tag(tag) == "cellXfs":
            inside = False

    with package.open("xl/styles.xml") as file:
        _parse(file, start, end)
    return [codes.get(number) for number in numbers]


def _scan(sheet: IO[bytes], styles: list[_Kind | None]) -> _Kinds:
    """Run through the cells that hold something: their kinds, and the rectangle that they span."""
    kinds = _Kinds()
    columns: dict[str, int] = {}
    row = column = -1
    style, numeric, failed, heard = "0", False, False, False
    top = left = 1 << 30
    bottom = right = -1

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, style, numeric, failed, heard, top, left, bottom, right
        name = tag[tag.rfind(" ") + 1 :]
        if heard:
            parser.CharacterDataHandler = None
            heard = False
        if name == "c":
            place = attributes.get("r")
            if place is None:
                column += 1
            else:
                letters = place.rstrip("0123456789")
                if letters not in columns:
                    columns[letters] = _column(letters)
                column = columns[letters]
                row = int(place[len(letters) :]) - 1
            style = attributes.get("s", "0")
            kind = attributes.get("t", "n")
            numeric, failed = kind in ("n", "d"), kind == "e"
        elif name in ("v", "is"):
            if failed:
                parser.CharacterDataHandler = hear
                heard = True
            if row > bottom:
                bottom = row
            if row < top:
                top = row
            if column > right:
                right = column
            if column < left:
                left = column
            need = _BYTES_OF_CELL * ((bottom - top + 1) * (right - left + 1) + 2 * len(kinds.apart))
            if need > MAX_MEMORY:
                _check_memory(need)
            if styles and numeric:
                kinds.add(row, column, styles[int(style)])
        elif name == "mergeCell":
            _note_merged(kinds, attributes.get("ref", ""))
        elif name == "row":
            row = int(attributes["r"]) - 1 if "r" in attributes else row + 1
            column = -1

    def hear(text: str) -> None:
        # A cell of its own, up to the next tag that begins.
        kinds.errors[row, column] = (kinds.errors.get((row, column), "") + text).strip()

    parser = _parser()
    parser.StartElementHandler = start
    parser.ParseFile(sheet)
    return kinds


def _note_merged(kinds: _Kinds, area: str) -> None:
    """Note the cells of the first column of an area that show what its first cell holds: those of the rows below."""
    first, _, last = area.partition(":")
    places = [_PLACE.fullmatch(place) for place in (first, last)]
    if places[0] is None or places[1] is None or len(kinds.merged) > _MOST_MERGED:
        return
    top, bottom, column = int(places[0][2]) - 1, int(places[1][2]) - 1, _column(places[0][1])
    for row in range(top + 1, min(bottom, top + _LONGEST_MERGED) + 1):
        kinds.merged[row, column] = (top, column)


def _column(letters: str) -> int:
    if _PLACE.fullmatch(letters + "1") is None:
        raise ImportFileError(FileFault.DAMAGED)
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class SheetBook:
    """A sheet whose cells lie in memory."""

    def __init__(self, stream: BinaryIO, sheet: CalamineSheet, inspected: _Inspected) -> None:
        self.width: int | None = None
        self.sheet = inspected.sheet
        self.others = inspected.others
        self._stream = stream
        self._sheet = sheet
        self._kinds = inspected.kinds
        self._since_1904 = inspected.since_1904
        self._done = 0

    def __enter__(self) -> SheetBook:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def progress(self) -> float:
        """Return the share of the sheet that is read, from 0 to 1."""
        last = self._sheet.end
        return 1.0 if last is None else self._done / (last[0] + 1)

    def rows(self) -> Iterator[ReadRow]:
        """Every row that is not wholly empty, one after another, once. May raise :class:`ImportFileError`."""
        if self._sheet.start is None:
            return
        left = self._sheet.start[1]
        padding: tuple[Cell, ...] = ("",) * left
        merged = self._kinds.merged
        heads = set(merged.values())
        shown: dict[tuple[int, int], Cell] = {}
        with _damage():
            for index, values in enumerate(self._sheet.iter_rows()):
                self._done = index + 1
                if any(value != "" and not (isinstance(value, str) and value.isspace()) for value in values):
                    cells = [self._cell(value, index, left + place) for place, value in enumerate(values)]
                    if merged:
                        for place, cell in enumerate(cells):
                            here = index, left + place
                            if here in heads:
                                shown[here] = cell
                            elif cell == "" and here in merged:
                                cells[place] = shown.get(merged[here], "")
                    yield Row(index + 1, (*padding, *cells))

    def _cell(self, value: object, row: int, column: int) -> Cell:
        if isinstance(value, str | bool):
            return self._kinds.errors.get((row, column), "") if value == "" else value
        if isinstance(value, float | int):
            if self._kinds.of(row, column) is _Kind.PERCENT:
                return f"{round(value * 100, 9):.15g}%"
            return Since1904(value) if self._since_1904 else float(value)
        if isinstance(value, datetime):
            # The binary fraction of a day misses the typed second by some milliseconds.
            value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
            dated = self._kinds.of(row, column) is _Kind.DATE
            return LocalMoment(value.date(), None if dated else value.time())
        if isinstance(value, date):
            timed = self._kinds.of(row, column) is _Kind.TIMED
            return LocalMoment(value, time(0) if timed else None)
        if isinstance(value, timedelta):
            seconds = round(value.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        return str(value)
