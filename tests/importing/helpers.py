"""Books made in the test, and what reading them gives."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from callcenter.importing.books import read_customers, read_touches
from callcenter.importing.drafts import CustomerDraft, ReadRow, Rejection, TouchDraft
from callcenter.importing.file_reader import open_book
from callcenter.importing.headings import FieldColumns

DATA = Path(__file__).parent.parent / "data"


def china(ref: str, campaign: str | None) -> str:
    return "CN"


def rows_of(data: bytes) -> list[ReadRow]:
    with open_book(io.BytesIO(data)) as book:
        return list(book.rows())


def cells_of(data: bytes) -> list[tuple[int, tuple[object, ...]]]:
    return [(row.line, row.cells) for row in rows_of(data)]


def customers(source: bytes | str | Path, mapping: FieldColumns | None = None) -> list[CustomerDraft | Rejection]:
    data = source.encode() if isinstance(source, str) else source
    with open_book(io.BytesIO(data) if isinstance(data, bytes) else data) as book:
        _, rows = read_customers(book, china, mapping)
        return list(rows)


def touches(source: bytes | str | Path, mapping: FieldColumns | None = None) -> list[TouchDraft | Rejection]:
    data = source.encode() if isinstance(source, str) else source
    with open_book(io.BytesIO(data) if isinstance(data, bytes) else data) as book:
        _, rows = read_touches(book, china, mapping)
        return list(rows)


def customer(source: bytes | str, mapping: FieldColumns | None = None) -> CustomerDraft:
    (draft,) = customers(source, mapping)
    assert isinstance(draft, CustomerDraft), draft
    return draft


def touch(source: bytes | str) -> TouchDraft:
    (draft,) = touches(source)
    assert isinstance(draft, TouchDraft), draft
    return draft


def rejected(rows: list[Any]) -> list[tuple[int, str]]:
    return [(row.line, row.code.value) for row in rows if isinstance(row, Rejection)]


@dataclass
class Sheet:
    """A sheet of a :class:`Workbook`: rows from 0 to columns from 0 to ready cells."""

    name: str
    state: str = "visible"
    rows: dict[int, dict[int, str]] = field(default_factory=dict)


class Workbook:
    """An XLSX as Excel packs it: shared texts, styles by index, one part a sheet."""

    def __init__(self, *, date_1904: bool = False) -> None:
        self._date_1904 = date_1904
        self._texts: dict[str, int] = {}
        self._formats: dict[str, int] = {}
        self.sheets = [Sheet("客户")]

    def put(self, row: int, column: int, value: object, sheet: int = 0) -> None:
        """Write a text, a number, a (number, number format), a truth value, or an error such as ``#N/A``."""
        letters, left = "", column + 1
        while left:
            left, digit = divmod(left - 1, 26)
            letters = chr(65 + digit) + letters
        place = f'r="{letters}{row + 1}"'
        if isinstance(value, bool):
            cell = f'<c {place} t="b"><v>{int(value)}</v></c>'
        elif isinstance(value, tuple):
            number, code = value
            style = self._formats.setdefault(code, len(self._formats) + 1)
            cell = f'<c {place} s="{style}"><v>{number!r}</v></c>'
        elif isinstance(value, str) and value.startswith("#"):
            cell = f'<c {place} t="e"><v>{value}</v></c>'
        elif isinstance(value, str):
            cell = f'<c {place} t="s"><v>{self._texts.setdefault(value, len(self._texts))}</v></c>'
        else:
            cell = f"<c {place}><v>{value!r}</v></c>"
        self.sheets[sheet].rows.setdefault(row, {})[column] = cell

    def row(self, index: int, *values: object) -> None:
        for column, value in enumerate(values):
            self.put(index, column, value)

    def data(self) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self._parts().items():
                package.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}')
        return buffer.getvalue()

    def _parts(self) -> dict[str, str]:
        main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006"
        sheets = "".join(
            f'<sheet name="{sheet.name}" sheetId="{number}" state="{sheet.state}" r:id="rId{number}"/>'
            for number, sheet in enumerate(self.sheets, start=1)
        )
        relations = "".join(
            f'<Relationship Id="rId{number}" Type="{office}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in range(1, len(self.sheets) + 1)
        )
        for number, (name, kind) in enumerate((("styles", "styles"), ("sharedStrings", "sharedStrings")), start=50):
            relations += f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{name}.xml"/>'
        codes = "".join(
            f'<numFmt numFmtId="{163 + index}" formatCode={quoteattr(code)}/>' for code, index in self._formats.items()
        )
        styles = "".join(f'<xf numFmtId="{163 + index}"/>' for index in self._formats.values())
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><workbookPr date1904="{int(self._date_1904)}"/>'
            f"<sheets>{sheets}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
            "xl/styles.xml": f"<styleSheet {main}><numFmts>{codes}</numFmts>"
            f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
            "xl/sharedStrings.xml": f"<sst {main}>"
            + "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self._texts)
            + "</sst>",
        }
        for number, sheet in enumerate(self.sheets, start=1):
            rows = "".join(
                f'<row r="{row + 1}">{"".join(cells[column] for column in sorted(cells))}</row>'
                for row, cells in sorted(sheet.rows.items())
            )
            parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>"
        return parts


def repacked(data: bytes, part: str, pattern: bytes, replacement: bytes) -> bytes:
    """An XLSX with one of its parts changed, packed again."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                content = re.sub(pattern, lambda _: replacement, content, flags=re.DOTALL)
            packed.writestr(name, content)
    return target.getvalue()
