"""Bytes to rows: encodings, delimiters, quotes, line numbers, and files that are no tables."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from callcenter.importing.drafts import FileFault, ImportFileError, Rejection, RowFault
from callcenter.importing.file_reader import MAX_LINE, open_book
from tests.importing.helpers import cells_of, customers, rejected, rows_of

TEXT = "编号,姓名\r\nK1,张伟\r\nK2,王芳\r\n"
ROWS = [(1, ("编号", "姓名")), (2, ("K1", "张伟")), (3, ("K2", "王芳"))]


def fault(data: bytes) -> ImportFileError:
    with pytest.raises(ImportFileError) as raised:
        rows_of(data)
    return raised.value


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "utf-16-le", "utf-16-be"],
)
def test_encodings(data: bytes) -> None:
    assert cells_of(data) == ROWS


def test_a_rare_character_of_gb18030_takes_four_bytes() -> None:
    assert cells_of("ref,name\nK1,𠮷田\n".encode("gb18030"))[1] == (2, ("K1", "𠮷田"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark(encoding: str) -> None:
    text = "编号\t姓名\t手机\nM1\t上\t13812340001\n"
    assert cells_of(text.encode(encoding))[1] == (2, ("M1", "上", "13812340001"))


def test_letters_of_western_europe_are_no_chinese() -> None:
    text = "ref;name;company\nM1;Jürgen Müller;Müller GmbH\nM2;José;Café\n"
    assert [cells for _, cells in cells_of(text.encode("cp1252"))[1:]] == [
        ("M1", "Jürgen Müller", "Müller GmbH"),
        ("M2", "José", "Café"),
    ]
    # One character behind a letter is Chinese all the same.
    assert cells_of("ref,name,tier\nM1,甲,A类\n".encode("gb18030"))[1] == (2, ("M1", "甲", "A类"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    text = f"ref{delimiter}name{delimiter}phone\nK1{delimiter}张伟{delimiter}13800138000\n"
    assert cells_of(text.encode())[1] == (2, ("K1", "张伟", "13800138000"))


def test_a_delimiter_within_quotes_does_not_count() -> None:
    assert cells_of(b'"name; with, commas, inside";ref\nA;K1\n')[1] == (2, ("A", "K1"))


def test_the_line_with_which_excel_names_the_delimiter() -> None:
    assert cells_of(b"sep=;\r\nref;name\r\nK1;A,B,C\r\n") == [(2, ("ref", "name")), (3, ("K1", "A,B,C"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_numbered_as_an_editor_numbers_them(end: str) -> None:
    text = end.join(["ref,name", "", 'K1,"two', 'lines"', ",", "K2,x", ""])
    assert cells_of(text.encode()) == [(1, ("ref", "name")), (3, ("K1", f"two{end}lines")), (6, ("K2", "x"))]


def test_rows_of_nothing_are_left_out() -> None:
    assert cells_of("ref,name\n,\n  , \t\n\n\u3000,\xa0\nK1,x".encode()) == [(1, ("ref", "name")), (6, ("K1", "x"))]


def test_zero_bytes_do_not_stop_the_reader() -> None:
    rows = customers(b"ref,name\nK\x001,Wang\x00 Fang\n")
    assert rejected(rows) == []
    assert (rows[0].ref, rows[0].name) == ("K1", "Wang Fang")  # type: ignore[union-attr]


def test_an_unclosed_quote_costs_its_own_line_only() -> None:
    rows = customers('ref,name,note\nK1,张,"no end\nK2,王,b\nK3,李,"c, d"\nK4,赵,e\n')
    assert rejected(rows) == [(2, "unclosed_quote")]
    assert rows[0].cells == ("K1", "张", "no end")
    assert [(row.line, row.cells[0]) for row in rows] == [(2, "K1"), (3, "K2"), (4, "K3"), (5, "K4")]


def test_an_unclosed_quote_that_a_later_line_happens_to_close() -> None:
    rows = customers('ref,name,note\nK1,张,"no end\nK2,王,b\nK3,李,","\nK4,赵,e\n')
    assert rejected(rows)[0] == (2, "unclosed_quote")
    assert [(row.line, row.cells[0]) for row in rows][1:] == [(3, "K2"), (4, "K3"), (5, "K4")]


def test_an_unclosed_quote_in_the_last_line_and_without_an_end_of_line() -> None:
    assert rejected(customers('ref,name\nK1,"张')) == [(2, "unclosed_quote")]


def test_an_unclosed_quote_before_thousands_of_lines() -> None:
    body = "".join(f"K{number},x\n" for number in range(5000))
    rows = customers('ref,name\nK,"x\n' + body)
    assert rejected(rows) == [(2, "unclosed_quote")]
    assert len(rows) == 5001


def test_an_unclosed_quote_that_the_end_of_a_later_row_closes() -> None:
    def rows(first: int, last: int) -> str:
        return "".join(f"K{number},x,13812340000,y\n" for number in range(first, last))

    text = "ref,name,phone,note\n" + rows(1, 9) + 'K9,x,13812340000,"y\n' + rows(10, 300)
    for end in ('K300,x,13812340000,y"\n', 'K300,x,13812340000,"y"\n', 'K300,x,"13812340000",y'):
        read = customers(text + end)
        assert rejected(read) == [(10, "unclosed_quote")]
        assert [row.line for row in read] == list(range(2, 302))
    assert rejected(customers('ref,name\nK1,"x\nK2,y\nK3,z"\nK4,a\n')) == [(2, "unclosed_quote")]


def test_a_quote_that_the_headings_leave_open_is_an_error_of_the_file() -> None:
    with pytest.raises(ImportFileError) as raised:
        customers('ref,"name,phone\nK1,x,13812340000\nK2,y",13812340001\n')
    assert (raised.value.code, raised.value.params) == (FileFault.BROKEN_HEADING, {"line": 1})


def test_a_quoted_cell_of_several_lines_stays_one_row() -> None:
    rows = customers('ref,name,remark\nK1,张,"one\ntwo, three\n"\nK2,王,b\n')
    assert rejected(rows) == []
    assert rows[0].attributes == {"remark": "one\ntwo, three"}  # type: ignore[union-attr]
    assert rows[1].line == 5


def test_text_behind_a_closing_quote_is_taken_as_it_stands() -> None:
    assert cells_of(b'ref,name\nK1,"Wang" Fang\nK2,5" pipe\n')[1:] == [(2, ("K1", "Wang Fang")), (3, ("K2", '5" pipe'))]


@pytest.mark.parametrize("long", ["x", '"x', "x,", "x\u20ac"])
def test_an_overlong_line_is_a_bad_row(long: str) -> None:
    text = "ref,name\nK1," + long * MAX_LINE + '\nK2,y\nK3,"two\n' + "z" * (MAX_LINE + 1) + '\nK4,z"\n'
    rows = customers(text)
    assert rejected(rows) == [
        (2, "value_too_long"),
        (4, "unclosed_quote"),
        (5, "value_too_long"),
    ]
    assert [row.line for row in rows] == [2, 3, 4, 5, 6]
    assert len(rows[0].cells[0]) <= 1000
    with pytest.raises(ImportFileError) as raised:
        customers("x" * (MAX_LINE + 1))
    assert raised.value.code is FileFault.BROKEN_HEADING


def test_a_cell_longer_than_the_reader_takes() -> None:
    rows = rows_of(b"ref,name\nK1," + b"x" * 140_000 + b"\nK2,y\n")
    assert isinstance(rows[1], Rejection)
    assert (rows[1].line, rows[1].code) == (2, RowFault.VALUE_TOO_LONG)
    assert rows[2].cells == ("K2", "y")


@pytest.mark.parametrize(
    ("data", "line", "encoding"),
    [
        ("ref,name\nK1,张伟\nK2,王芳芳芳\nK3,".encode() + b"\xff\xfe" + "李明\n".encode(), 4, "UTF-8"),
        ("ref,name\r\n编号,".encode("gb18030") + b"\xe9,x\r\n", 2, "GB18030"),
        (b"\xef\xbb\xbfref,name\rK1,x\rK2,\xff\r", 3, "UTF-8"),
        (b"\xff\xfe" + "ref,name\nK1,".encode("utf-16-le") + b"\x00\xd8\x41\x00", 2, "UTF-16-LE"),
    ],
    ids=["damaged utf-8", "half a character", "damaged utf-8 with mark", "half a pair"],
)
def test_bytes_that_are_no_text_are_named_by_line(data: bytes, line: int, encoding: str) -> None:
    error = fault(data)
    assert error.code is FileFault.UNDECODABLE
    assert (error.params["line"], error.params["encoding"]) == (line, encoding)


def test_a_fault_far_into_the_file_has_the_right_line() -> None:
    lines = b"".join(b"K%06d,\xe5\xbc\xa0\xe4\xbc\x9f\r\n" % number for number in range(150_000))
    error = fault(b"ref,name\r\n" + lines + b"K,\xff\r\n")
    assert error.params["line"] == 150_002


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileFault.OLD_EXCEL),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            FileFault.ENCRYPTED,
        ),
        (b"\x1f\x8b\x08\x00rest", FileFault.NOT_A_TABLE),
        (b"%PDF-1.7\n", FileFault.NOT_A_TABLE),
        (b"\xef\xbb\xbf <HTML><table><tr><td>ref</td></tr></table></html>", FileFault.WEB_PAGE),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", FileFault.OTHER_SHEET),
        (b"PK\x03\x04 and nothing more", FileFault.DAMAGED),
    ],
)
def test_files_that_are_no_tables(data: bytes, code: FileFault) -> None:
    assert fault(data).code is code


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(ImportFileError) as raised:
            open_book(path)
        assert raised.value.code is FileFault.CANNOT_OPEN
        assert raised.value.params["reason"]


def test_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(TEXT.encode())
    with open_book(path) as book:
        assert next(book.rows()).cells == ("编号", "姓名")


def test_progress_runs_from_nothing_to_all() -> None:
    data = b"ref,name\n" + b"K1,someone with a name\n" * 50_000
    book = open_book(io.BytesIO(data))
    assert book.progress() == 0
    seen = []
    for index, _ in enumerate(book.rows()):
        if index % 10_000 == 0:
            seen.append(book.progress())
    assert seen == sorted(seen)
    assert 0 < seen[2] < 1
    assert book.progress() == 1
