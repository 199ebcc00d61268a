"""Rows of cells from the bytes of a file: CSV of every usual encoding and delimiter; XLSX through ``sheets``.

Where the rules are silent: the delimiter is the one of ``,`` ``;`` ``|`` and tab that stands most often in the
first line that has any (or what Excel's ``sep=`` line says). A quoted cell may run over lines if the row is then as
wide as the headings and most of the lines do not look like rows themselves; else its quote counts as unclosed: its
first line is a bad row and reading goes on with the next line.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from callcenter.importing.drafts import FileFault, ImportFileError, ReadRow, Rejection, Row, RowFault

MAX_LINE = 1_000_000
"""The characters that a line of text may have; a longer one is a bad row."""

_MAX_QUOTED_LINES = 500
_CUT = 1000
_CHUNK = 1 << 20
_SAMPLE = 4096
_DELIMITERS = ",\t;|"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_NO_TABLES = (
    b"%PDF",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"SQLite format 3",
    b"BZh",
    b"{\\rtf",
)
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")


class Book(Protocol):
    """An opened file. ``width`` is set by the reader of the headings once it knows them.

    ``sheet`` is the one that is read, '' where there are none; ``others`` those that hold something and are not.
    """

    width: int | None
    sheet: str
    others: tuple[str, ...]

    def rows(self) -> Iterator[ReadRow]:
        """Every row that is not wholly empty, one after another, once. May raise :class:`ImportFileError`."""
        ...

    def progress(self) -> float:
        """Return the share of the file that is read, from 0 to 1."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...

    def __enter__(self) -> Book: ...

    def __exit__(self, *exc: object) -> None: ...


def open_book(source: Path | BinaryIO, sheet: str = "") -> Book:
    """Open a CSV or XLSX file by what it holds, whatever it is called. A given stream must be seekable.

    ``sheet`` is the name of the one to read, '' = the first visible one.

    Raises :class:`ImportFileError` where it is neither, cannot be opened, or cannot be decoded.
    """
    if isinstance(source, Path):
        try:
            stream: BinaryIO = source.open("rb")
        except OSError as error:
            raise ImportFileError(FileFault.CANNOT_OPEN, {"reason": error.strerror or str(error)}) from error
    else:
        stream = source
    try:
        return _open(stream, sheet)
    except OSError as error:
        stream.close()
        raise ImportFileError(FileFault.CANNOT_OPEN, {"reason": error.strerror or str(error)}) from error
    except BaseException:
        stream.close()
        raise


def _open(stream: BinaryIO, sheet: str) -> Book:
    head = stream.read(128)
    stream.seek(0)
    if head.startswith(_OLE):
        encrypted = _ENCRYPTED_STREAM in stream.read()
        raise ImportFileError(FileFault.ENCRYPTED if encrypted else FileFault.OLD_EXCEL)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        if _OPEN_DOCUMENT in head:
            raise ImportFileError(FileFault.OTHER_SHEET)
        from callcenter.importing.sheets import open_sheet

        return open_sheet(stream, sheet)
    plain = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if plain.startswith(_MARKUP):
        raise ImportFileError(FileFault.WEB_PAGE)
    if head.startswith(_NO_TABLES):
        raise ImportFileError(FileFault.NOT_A_TABLE)
    encoding, mark = _encoding(stream, head)
    return TextBook(stream, encoding, skip=mark)


_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _encoding(stream: BinaryIO, head: bytes) -> tuple[str, int]:
    """The encoding in which the whole file can be decoded, and the length of its byte order mark.

    Raises :class:`ImportFileError` with ``UNDECODABLE`` and the line where none can.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), (b"", "utf-8"))
    if not mark:
        encoding = _unmarked_utf16(stream) or encoding
    fault = _first_fault(stream, encoding, len(mark))
    if fault is not None and not mark and not _mostly_utf8(stream):
        encoding = "cp1252" if _looks_western(stream) else "gb18030"
        fault = _first_fault(stream, encoding, 0)
    if fault is not None:
        line, byte = fault
        raise ImportFileError(FileFault.UNDECODABLE, {"line": line, "byte": byte, "encoding": encoding.upper()})
    return encoding, len(mark)


def _first_fault(stream: BinaryIO, encoding: str, skip: int) -> tuple[int, str] | None:
    """The line and the byte (hexadecimal) at which ``encoding`` cannot go on."""
    stream.seek(skip)
    decoder = codecs.getincrementaldecoder(encoding)()
    line, after_return = 1, False
    while True:
        chunk = stream.read(_CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(encoding, "ignore")
            return line + _breaks(good, after_return), error.object[error.start : error.start + 1].hex()
        line += _breaks(text, after_return)
        after_return = text.endswith("\r") if text else after_return
        if not chunk:
            return None


def _breaks(text: str, after_return: bool) -> int:
    """The line ends in ``text``; a ``\\r\\n`` that lies across two texts counts once."""
    count = text.count("\n") + text.count("\r") - text.count("\r\n")
    return count - (after_return and text.startswith("\n"))


def _mostly_utf8(stream: BinaryIO) -> bool:
    """Tell whether a file that is not wholly UTF-8 is UTF-8 with damage: GB18030 makes hardly any sequence of UTF-8."""
    stream.seek(0)
    text = stream.read(_CHUNK).decode("utf-8", "replace")
    bad = text.count("�")
    good = sum(character > "\x7f" for character in text) - bad
    return good > 2 * bad


def _unmarked_utf16(stream: BinaryIO) -> str | None:
    """UTF-16 without its mark: half of each plain character is a zero, at the same side throughout."""
    stream.seek(0)
    sample = stream.read(_SAMPLE)
    zeros = sample[1::2].count(0), sample[::2].count(0)
    if min(zeros) > 0 or max(zeros) < 2:
        return None
    encoding = "utf-16-le" if zeros[0] else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    return encoding if "\n" in text and "\x00" not in text and any(mark in text for mark in _DELIMITERS) else None


def _looks_western(stream: BinaryIO) -> bool:
    """Tell whether the bytes beyond ASCII are accented letters, one by one (``Müller``): Chinese has them in pairs."""
    stream.seek(0)
    runs = re.findall(rb"[\x80-\xff]+", stream.read(_CHUNK))
    letters = sum(run.decode("cp1252", "replace").isalpha() for run in runs)
    alone = sum(len(run) == 1 for run in runs)
    return alone * 2 > len(runs) and letters * 10 > len(runs) * 8


class _Lines:
    """The lines of a text with their numbers, some of which may be handed back. Overlong ones are cut."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._returned: deque[str] = deque()
        self.number = 0
        self.overlong: set[int] = set()
        """The numbers of the lines that were longer than :data:`MAX_LINE`."""

    def next(self) -> str | None:
        if self._returned:
            line = self._returned.popleft()
        else:
            line = self._read()
            if not line:
                return None
            if len(line) > MAX_LINE:
                self.overlong.add(self.number + 1)
                rest = line
                while rest and not rest.endswith(("\n", "\r")):
                    rest = self._read()
                line = line[:_CUT] + "\n"
        self.number += 1
        return line

    def _read(self) -> str:
        try:
            return self._text.readline(MAX_LINE + 1)
        except (OSError, UnicodeDecodeError) as error:  # the file was changed, or its disk went away, meanwhile
            raise ImportFileError(FileFault.CANNOT_OPEN, {"reason": str(error)}) from error

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)


class TextBook:
    """A CSV file that is known to decode."""

    def __init__(self, stream: BinaryIO, encoding: str, skip: int) -> None:
        self.width: int | None = None
        self.sheet = ""
        self.others: tuple[str, ...] = ()
        self._stream = stream
        self._size = max(stream.seek(0, io.SEEK_END), 1)
        stream.seek(skip)
        self._text = io.TextIOWrapper(stream, encoding=encoding, newline="")

    def __enter__(self) -> TextBook:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._text.close()

    def progress(self) -> float:
        """Return the share of the file that is read, from 0 to 1."""
        return 1.0 if self._stream.closed else min(self._stream.tell() / self._size, 1.0)

    def rows(self) -> Iterator[ReadRow]:
        """Every row that is not wholly empty, one after another, once. May raise :class:`ImportFileError`."""
        lines = _Lines(self._text)
        delimiter = _delimiter(lines)
        taken: list[str] = []

        def record() -> Iterator[str]:
            while len(taken) < _MAX_QUOTED_LINES and (line := lines.next()) is not None:
                taken.append(line)
                yield line
                if lines.number in lines.overlong:
                    return

        reader = csv.reader(record(), delimiter=delimiter, strict=True)
        while True:
            taken.clear()
            start = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                whole = False
            else:
                whole = len(taken) == 1 or (self._fits(cells) and not _swallows(cells, taken[1:], delimiter))
            if start in lines.overlong:
                yield Rejection(start, RowFault.VALUE_TOO_LONG, {"limit": MAX_LINE}, (taken[0].rstrip("\n"),))
                reader = csv.reader(record(), delimiter=delimiter, strict=True)
                continue
            if whole and not lines.overlong.intersection(range(start, lines.number + 1)):
                if any(cells) and any(not _is_blank(cell) for cell in cells):
                    yield Row(start, tuple(cells))
                continue
            lines.give_back(taken[1:])
            yield _broken(taken[0], delimiter, start)
            reader = csv.reader(record(), delimiter=delimiter, strict=True)

    def _fits(self, cells: list[str]) -> bool:
        return self.width is None or (len(cells) >= self.width and not any(cells[self.width :]))


def _swallows(cells: list[str], lines: list[str], delimiter: str) -> bool:
    """Tell whether a row that runs over these lines has swallowed others: most of them look like rows of its width.

    A comma of a sentence has a space behind it, the one between two cells has none.
    """
    width = len(cells)
    if width < 2:
        return False
    alike = sum(line.count(delimiter) - line.count(f"{delimiter} ") >= width - 1 for line in lines)
    return alike * 2 > len(lines)


def _is_blank(cell: str) -> bool:
    return not cell.strip("\x00\ufeff\u200b \t\r\n\x0b\x0c\xa0\u3000")


def _broken(line: str, delimiter: str, number: int) -> ReadRow:
    """A line at which the strict reader stopped, read leniently: text behind a closing quote is taken as it stands."""
    try:
        cells = next(csv.reader([line.rstrip("\r\n") + "\n"], delimiter=delimiter))
    except csv.Error:
        return Rejection(number, RowFault.VALUE_TOO_LONG, {"limit": csv.field_size_limit()}, (line[:_CUT],))
    if cells and cells[-1].endswith("\n"):
        return Rejection(number, RowFault.UNCLOSED_QUOTE, {}, (*cells[:-1], cells[-1].rstrip("\n")))
    return Row(number, tuple(cells))


def _delimiter(lines: _Lines) -> str:
    seen: list[str] = []
    found = ","
    while len(seen) < 20 and (line := lines.next()) is not None:
        seen.append(line)
        hint = line.strip("\r\n \x00")
        if len(seen) == 1 and hint[:4].lower() == "sep=" and hint[4:] in tuple(_DELIMITERS):
            return hint[4:]
        counts = {delimiter: _outside_quotes(line).count(delimiter) for delimiter in _DELIMITERS}
        if any(counts.values()):
            found = max(_DELIMITERS, key=counts.__getitem__)
            break
    lines.give_back(seen)
    return found


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
