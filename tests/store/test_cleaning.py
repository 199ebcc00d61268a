"""What people and files write is cleaned at the store's door (DESIGN §5)."""

import pytest

from callcenter.records import cleaning


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("one\r\ntwo\rthree\u2028four\u2029five", "one\ntwo\nthree\nfour\nfive"),
        ("a\tb", "a b"),
        (r"C:\new\temp\r", r"C:\new\temp\r"),
        ("\x1b]52;c;aGk=\x07 \u202ehello\u2069", "]52;c;aGk= hello"),
    ],
)
def test_a_note_keeps_its_lines_and_its_backslashes(written: str, kept: str) -> None:
    assert cleaning.note(written) == kept


def test_a_line_is_one_line() -> None:
    assert cleaning.line(" two\nlines\u2028and\x85tabs\there\x00 ") == "two lines and tabs here"
