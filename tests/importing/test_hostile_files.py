"""Hostile files: whatever the bytes, reading gives rows or its one error, and loses no line silently."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.importing.drafts import CustomerDraft, ImportFileError, Rejection, TouchDraft
from callcenter.importing.phones import parse_phones
from callcenter.importing.values import (
    BadValue,
    parse_birthday,
    parse_moment,
    parse_number,
    parse_ref,
    parse_satisfaction,
    parse_seconds,
)
from tests.importing.helpers import DATA, Workbook, customers, touches

PIECES = st.sampled_from(
    [
        *["ref", "name", "phone", "inquiry_at", "编号", "姓名", "手机", "来电时间"],
        *["customer_ref", "at", "channel", "disposition", "call", "电话", "K1"],
        *',;\t\n\r"\x00',
        "\r\n",
        '""',
        "sep=;",
        "2026-03-09",
        "2026年3月9日 下午2点",
        "13800138000",
        "\ufeff",
        "\u202e",
        "𠮷",
        "é",
        "１",
        "1e400",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "latin-1"])


def check(data: bytes) -> None:
    for read in (customers, touches):
        try:
            rows = read(data)
        except ImportFileError:
            continue
        for row in rows:
            assert isinstance(row, CustomerDraft | TouchDraft | Rejection)
            assert not any(
                unicodedata.category(character) == "Cc"
                for cell in row.cells
                for character in cell
                if character != "\n" and character != "\t"
            )
        assert [row.line for row in rows] == sorted({row.line for row in rows})


@given(st.binary(max_size=400))
def test_arbitrary_bytes(data: bytes) -> None:
    check(data)


@given(TEXTS, ENCODINGS)
def test_tables_gone_wrong(text: str, encoding: str) -> None:
    check(text.encode(encoding, "replace"))


@given(TEXTS, ENCODINGS, st.data())
def test_tables_with_damaged_bytes(text: str, encoding: str, data: st.DataObject) -> None:
    raw = bytearray(b"ref,name\n" + text.encode(encoding, "replace"))
    for _ in range(3):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(raw))


def workbook() -> bytes:
    book = Workbook()
    book.row(0, "编号", "姓名", "手机", "来电时间")
    book.row(1, "K1", "张", 13800138000, (46090.5, "yyyy-mm-dd hh:mm"))
    book.row(2, 1001, "王", "0571-80193715", (46090, "yyyy-mm-dd"))
    return book.data()


WORKBOOK = workbook()
with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as _package:
    PARTS = {name: _package.read(name) for name in _package.namelist()}
READ_PARTS = [
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/worksheets/sheet1.xml",
]


@given(st.data())
def test_workbooks_with_damaged_bytes(data: st.DataObject) -> None:
    raw = bytearray(WORKBOOK)
    for _ in range(4):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(raw[: data.draw(st.integers(0, len(raw)))]) if data.draw(st.booleans()) else bytes(raw))


@given(st.sampled_from(READ_PARTS), st.data())
def test_workbooks_with_damaged_parts(part: str, data: st.DataObject) -> None:
    """The package is whole, what lies in it is not."""
    content = bytearray(PARTS[part])
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(content)))
        content[start : start + data.draw(st.integers(0, 8))] = data.draw(
            st.binary(max_size=4) | st.sampled_from([b"<c/>", b"<row>", b'"', b"&", b"9" * 12, b"</row>", b'r="A1"'])
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, original in PARTS.items():
            package.writestr(name, bytes(content) if name == part else original)
    check(packed.getvalue())


WORDS = st.text(
    alphabet="0123456789-/.:年月日点分时秒上下午半 tTzZ+,eE%万amp转\u202e１'=\"零〇一二两三十百²①٣", max_size=30
)


@given(WORDS | st.text(max_size=30))
def test_cells_are_values_or_bad_values(text: str) -> None:
    for parse in (parse_moment, parse_birthday, parse_number, parse_seconds, parse_ref, parse_satisfaction):
        with suppress(BadValue):
            parse(text)
    try:
        numbers = parse_phones(text, "CN")
    except BadValue:
        return
    assert all(number.e164.startswith("+") for number in numbers)


@given(st.lists(st.tuples(st.text(alphabet='ab"\n, ', max_size=8), st.booleans()), max_size=12))
def test_no_line_is_lost_to_a_quote(cells: list[tuple[str, bool]]) -> None:
    """The first row is a good one and the last one is seen, whatever stands between them."""
    middle = "".join(f'M{index},"{text}{chr(34) if closed else ""}\n' for index, (text, closed) in enumerate(cells))
    rows = customers(f"ref,remark\nFIRST,x\n{middle}LAST,y\n")
    assert isinstance(rows[0], CustomerDraft)
    assert rows[0].ref == "FIRST"
    assert any("LAST" in cell for row in rows for cell in row.cells)


@pytest.mark.slow
def test_the_sample_books_cut_anywhere() -> None:
    for name in ("客户名单.csv", "customers.xlsx", "touches.csv"):
        data = (DATA / name).read_bytes()
        for end in range(0, len(data), len(data) // 40):
            check(data[:end])
