"""XLSX: what a cell holds and how it is shown, and files that must not hurt."""

from __future__ import annotations

import io
import zipfile
from datetime import date, time

import pytest

from callcenter.dates.imported import LocalMoment
from callcenter.importing import sheets
from callcenter.importing.drafts import CustomerDraft, FileFault, ImportFileError
from callcenter.importing.file_reader import open_book
from callcenter.model import MilestoneKind
from tests.importing.helpers import Sheet, Workbook, cells_of, customer, customers, repacked, rows_of


def fault(data: bytes) -> FileFault:
    with pytest.raises(ImportFileError) as raised:
        rows_of(data)
    return raised.value.code


def simple() -> bytes:
    book = Workbook()
    book.row(0, "ref", "name")
    book.row(1, "K1", "张伟")
    return book.data()


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        (46090, "yyyy-mm-dd", LocalMoment(date(2026, 3, 9))),
        (46090.604, "yyyy-mm-dd", LocalMoment(date(2026, 3, 9))),  # the time does not show
        (46090.604, 'yyyy"年"m"月"d"日"', LocalMoment(date(2026, 3, 9))),
        (46090, "yyyy-mm-dd hh:mm", LocalMoment(date(2026, 3, 9), time(0))),  # shown as 00:00
        (46090 + (14 * 60 + 50) / 1440, "yyyy-mm-dd hh:mm", LocalMoment(date(2026, 3, 9), time(14, 50))),
        (46090 + (9 * 60 + 5) / 1440, "[$-409]d/m/yyyy h:mm AM/PM", LocalMoment(date(2026, 3, 9), time(9, 5))),
        (46090, "General", 46090.0),
        (0.65, "0%", "65%"),
        (0.123, "0.00%", "12.3%"),
        (13800138000, "0", 13800138000.0),
        (13800138000, "[Red]0;@", 13800138000.0),
        (0.5, "hh:mm", "12:00:00"),
        (83 / 86400, "[h]:mm:ss", "0:01:23"),
    ],
)
def test_the_format_of_a_cell_decides(number: float, code: str, expected: object) -> None:
    book = Workbook()
    book.row(0, "ref", "value")
    book.row(1, "K1", (number, code))
    assert cells_of(book.data())[1] == (2, ("K1", expected))


def test_formats_may_differ_within_a_column() -> None:
    book = Workbook()
    book.row(0, "编号", "姓名", "来电时间")
    book.row(1, "K1", "张", (46090, "yyyy-mm-dd"))
    book.row(2, "K2", "王", (46090, "yyyy-mm-dd hh:mm"))
    book.row(3, "K3", "李", "2026年3月9日 14:50")
    book.row(4, "K4", "赵", 46090.5)
    moments = [
        row.milestones[MilestoneKind.INQUIRY] for row in customers(book.data()) if isinstance(row, CustomerDraft)
    ]
    assert moments == [
        LocalMoment(date(2026, 3, 9)),
        LocalMoment(date(2026, 3, 9), time(0)),
        LocalMoment(date(2026, 3, 9), time(14, 50)),
        LocalMoment(date(2026, 3, 9), time(12)),
    ]


def test_the_other_date_system() -> None:
    book = Workbook(date_1904=True)
    book.row(0, "ref", "birthday")
    book.row(1, "K1", (44628, "yyyy-mm-dd"))  # 46090 less the 1462 days from 1900 to 1904
    assert cells_of(book.data())[1] == (2, ("K1", LocalMoment(date(2026, 3, 9))))


def test_a_number_of_the_other_date_system_that_shows_as_none() -> None:
    book = Workbook(date_1904=True)
    book.row(0, "ref", "name", "inquiry_at")
    book.row(1, "K1", "甲", 44624)  # 46086 less the 1462 days from 1900 to 1904
    assert customer(book.data()).milestones == {MilestoneKind.INQUIRY: LocalMoment(date(2026, 3, 5))}


def test_several_rows_made_one_cell_have_its_value() -> None:
    book = Workbook()
    book.row(0, "ref", "company", "owner")
    book.row(1, "K1", "恒通电气", "王敏")
    book.row(2, "K2")
    book.row(3, "K3", "", "李雷")
    merged = repacked(
        book.data(),
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b'</sheetData><mergeCells count="2"><mergeCell ref="B2:B4"/><mergeCell ref="C2:D3"/></mergeCells>',
    )
    assert [cells for _, cells in cells_of(merged)[1:]] == [
        ("K1", "恒通电气", "王敏"),
        ("K2", "恒通电气", "王敏"),
        ("K3", "恒通电气", "李雷"),
    ]


def test_numbers_that_a_sheet_made_of_codes_and_telephones() -> None:
    book = Workbook()
    book.row(0, "编号", "姓名", "手机", "重点", "年用电量")
    book.row(1, 1001, "张", 13800138000, True, 5000000)
    draft = customer(book.data())
    assert (draft.ref, draft.phones[0].e164 if draft.phones else "") == ("1001", "+8613800138000")
    assert (draft.key, draft.attributes) == (True, {"annual_kwh": 5_000_000})
    assert draft.cells == ("1001", "张", "13800138000", "TRUE", "5000000")


def test_rows_are_numbered_as_in_the_sheet_and_may_begin_anywhere() -> None:
    book = Workbook()
    book.put(3, 2, "ref")
    book.put(3, 3, "name")
    book.put(6, 2, "K1")
    book.put(6, 3, "张")
    data = book.data()
    assert cells_of(data) == [(4, ("", "", "ref", "name")), (7, ("", "", "K1", "张"))]
    draft = customer(data)
    assert (draft.line, draft.ref, draft.name) == (7, "K1", "张")


def test_the_first_visible_sheet_is_read() -> None:
    book = Workbook()
    book.sheets = [Sheet("说明", state="hidden"), Sheet("名单"), Sheet("其他")]
    for index, text in enumerate(["hidden", "ref", "later"]):
        book.put(0, 0, text, sheet=index)
    assert cells_of(book.data()) == [(1, ("ref",))]


def test_an_empty_sheet() -> None:
    assert cells_of(Workbook().data()) == []


def test_error_cells_show_what_stands_there() -> None:
    book = Workbook()
    book.row(0, "ref", "name", "phone")
    book.row(1, "K1", "#DIV/0!", "#N/A")
    book.row(2, "K2", "b", "13800138000")
    assert cells_of(book.data())[1:] == [(2, ("K1", "#DIV/0!", "#N/A")), (3, ("K2", "b", "13800138000"))]


def test_a_sheet_that_spans_more_than_memory_holds() -> None:
    book = Workbook()
    book.row(0, "ref")
    book.put(1_048_575, 16_383, "stray")
    assert fault(book.data()) is FileFault.TOO_MUCH_MEMORY


def test_a_workbook_that_says_it_unpacks_to_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet of 950 MB took 2.3 GB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", bytes(1000))
        package.getinfo("xl/worksheets/sheet1.xml").file_size = 950 << 20
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("a part was read"))
    with pytest.raises(ImportFileError) as raised, open_book(io.BytesIO(packed.getvalue())):
        pass
    assert (raised.value.code, raised.value.params) == (FileFault.TOO_MUCH_MEMORY, {"need": 2850, "limit": 1536})


def test_a_workbook_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", bytes(3 << 20))
    monkeypatch.setattr(sheets, "MAX_MEMORY", 8 << 20)
    assert len(packed.getvalue()) < 10_000
    assert fault(packed.getvalue()) is FileFault.TOO_MUCH_MEMORY


def test_a_package_that_lies_about_its_size() -> None:
    data = bytearray(repacked(simple(), "xl/worksheets/sheet1.xml", rb"</worksheet>", b"</worksheet>" + b" " * 100_000))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    # Every place that states the size says ten bytes instead.
    lying = bytes(data).replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != bytes(data)
    assert fault(lying) is FileFault.DAMAGED


@pytest.mark.parametrize(
    ("part", "pattern", "replacement", "code"),
    [
        ("xl/worksheets/sheet1.xml", rb"</sheetData>.*", b"", FileFault.DAMAGED),
        ("xl/worksheets/sheet1.xml", rb'r="B2"', b'r="??"', FileFault.DAMAGED),
        ("xl/worksheets/sheet1.xml", rb'<c r="A2" t="s"', b'<c r="A2" s="999"', FileFault.DAMAGED),
        ("xl/workbook.xml", rb'r:id="rId1"', b'r:id="rId99"', FileFault.NO_SHEET),
        ("xl/workbook.xml", rb".*", b"", FileFault.DAMAGED),
        ("xl/styles.xml", rb'numFmtId="0"', b'numFmtId="x"', FileFault.DAMAGED),
        ("xl/sharedStrings.xml", rb".*", b"<sst", FileFault.DAMAGED),
    ],
)
def test_damaged_parts(part: str, pattern: bytes, replacement: bytes, code: FileFault) -> None:
    data = repacked(simple(), part, pattern, replacement)
    assert data != simple()
    assert fault(data) is code


def test_other_packages_and_locked_ones() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    assert fault(packed.getvalue()) is FileFault.NOT_A_TABLE
    locked = bytearray(simple())
    # The flag that says "encrypted", in the first entry of the directory.
    entry = locked.index(b"PK\x01\x02")
    locked[entry + 8] |= 1
    assert fault(bytes(locked)) is FileFault.ENCRYPTED


def test_a_truncated_workbook() -> None:
    data = simple()
    assert fault(data[: len(data) // 2]) is FileFault.DAMAGED


def test_progress_of_a_sheet() -> None:
    book = Workbook()
    for index in range(10):
        book.row(index, f"K{index}")
    opened = open_book(io.BytesIO(book.data()))
    rows = opened.rows()
    assert opened.progress() == 0
    for _ in range(5):
        next(rows)
    assert opened.progress() == 0.5
    assert len(list(rows)) == 5
    assert opened.progress() == 1
