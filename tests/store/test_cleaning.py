"""Cleaning at the store's door: what people and files write is cleaned and bounded the same way.

See docs/architecture.md#hostile-text.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callcenter import plain_text
from callcenter.importing import values
from callcenter.model import Disposition
from callcenter.storage.database import clean_text
from callcenter.store import StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import WANG, at, customer, opened


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
    assert clean_text.note(written) == kept


def test_a_line_is_one_line() -> None:
    assert clean_text.line(" two\nlines\u2028and\x85tabs\there\x00 ") == "two lines and tabs here"
    assert clean_text.line("张\u3000三") == "张 三"


@pytest.mark.parametrize(
    "mark",
    [
        *(
            "\u200b",
            "\u200c",
            "\u200d",
            "\u2060",
            "\ufeff",
            "\u00ad",
            "\u034f",
            "\u180e",
            "\u3164",
            "\uffa0",
        ),  # no width
        *("\u200e", "\u202e", "\u2066", "\u061c", "\u206a"),  # direction
        *("\U000e0041", "\U000e0001", "\U000e007f"),  # tags
        *("\ufe0f", "\ufe00", "\U000e0100"),  # selectors behind what is no sign
        *("\x00", "\x1b", "\x7f", "\x9b", "\ud800", "\ufff9", "\ufffe"),  # controls, halves, no characters
    ],
)
def test_what_is_not_shown_goes_from_typed_and_imported_text(mark: str) -> None:
    for text in (f"李{mark}雷", f"{mark}李雷", f"李雷{mark}", f"{mark * 3}李{mark}{mark}雷"):
        assert clean_text.line(text) == values.clean_line(text) == "李雷"
        assert clean_text.note(text) == values.clean_note(text) == "李雷"
    assert clean_text.line(f"Wang{mark} Fang") == "Wang Fang"


@pytest.mark.parametrize(
    "text",
    [
        *("👩\u200d💻", "👨\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "❤\ufe0f", "☎\ufe0e", "1\ufe0f\u20e3", "👍🏽", "🇨🇳"),
        *("می\u200cخواهم", "क्\u200dष", "é", "e\u0301", "Nguyễn", "𠮷野家", "ﾃﾞ", "\ue000"),
    ],
)
def test_invisible_characters_stay_where_they_do_something(text: str) -> None:
    assert clean_text.line(text) == text


def test_of_a_flag_of_tags_the_flag_stays_and_of_stacked_marks_four() -> None:
    assert clean_text.line("🏴\U000e0067\U000e0062\U000e007f") == "🏴"
    assert clean_text.line("e" + "\u0301" * 500) == "e" + "\u0301" * 4
    assert clean_text.line("❤\ufe0f\ufe0f\ufe0f") == "❤\ufe0f"


NEIGHBOURS = (
    " \t\r\n\x1b\u3000\ue000\U00018cd6a1e\u0301\u061c\u17b4\u180b\u200b\u200c\u200d\ufe0e\ufe0f❤💻مक🏴\U000e0067"
)
"""Characters some of which stay, or go, because of those beside them."""


@given(st.text(max_size=60) | st.text(NEIGHBOURS, max_size=12))
@example("0 \x1b\r\U00018cd6")
@example("a\ufe0f\u200d💻")
@example("a\u061c\u200dक")
def test_cleaning_again_changes_nothing_and_leaves_no_control(text: str) -> None:
    for clean, kept in ((plain_text.one_line, ""), (plain_text.several_lines, "\n")):
        once = clean(text)
        assert clean(once) == once
        assert not any(unicodedata.category(char) in ("Cc", "Cs") and char not in kept for char in once)


def test_a_text_without_end_is_refused_with_its_length(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    now = at("2026-03-02 10:05")
    for changes in (
        CustomerChanges(name="甲" * 1_000_000),
        CustomerChanges(company="甲" * 501),
        CustomerChanges(pinned="甲" * 20_001),
    ):
        with pytest.raises(StoreError) as raised:
            store.by(WANG).customers.edit(ref, changes, now=now)
        assert raised.value.code is Trouble.TOO_LONG
    assert raised.value.params == {"limit": 20_000, "length": 20_001, "begins": "甲" * 20}
    with pytest.raises(StoreError):
        customer(store, "甲" * 501)
    store.by(WANG).customers.edit(ref, CustomerChanges(name="甲" * 500, attributes={"备注": "乙" * 20_000}), now=now)
    # A note that is typed goes on being saved; what cannot be kept is said when it is finished.
    call = store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=now), now=now)
    store.calls.save_note(call.token, "丙" * 30_000, now=now)
    with pytest.raises(StoreError) as raised:
        store.by(WANG).calls.finish(call.token, WrapUp(Disposition.NEUTRAL, "丙" * 20_001), now=now)
    assert raised.value.code is Trouble.TOO_LONG
    store.by(WANG).calls.finish(call.token, WrapUp(Disposition.NEUTRAL, "丙" * 20_000), now=now)
    assert store.search.find("丁" * 2_000_000) == ()
    store.close()
