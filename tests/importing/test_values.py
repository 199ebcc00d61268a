"""Texts, numbers, yes and no, and words; expectations worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from callcenter.dates.imported import Cell, LocalMoment
from callcenter.importing import values, words
from callcenter.importing.drafts import RowFault
from callcenter.importing.values import BadValue
from callcenter.model import Channel, Direction, Disposition, Stage


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("  张伟 ", "张伟"),
        ("张　伟", "张 伟"),
        ("Ｗａｎｇ １号", "Ｗａｎｇ １号"),  # a name keeps its characters
        ("a\tb\r\nc", "a b c"),
        ("\x1b]52;c;aGk=\x07x", "]52;c;aGk=x"),
        ("\x9b31mred\x7f\x00", "31mred"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\ufeffref\u200b", "ref"),
        ("[VIP]洪萍 [/]", "[VIP]洪萍 [/]"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("a\u2028b\x85c", "a b c"),
    ],
)
def test_lines(raw: str, line: str) -> None:
    assert values.clean_line(raw) == line


def test_notes_keep_their_lines() -> None:
    assert values.clean_note(" one\r\ntwo\rthree\x07\n") == "one\ntwo\nthree"


def test_codes_are_made_plain() -> None:
    assert values.clean_code("Ｋ７００　００１") == "K700 001"


def test_texts_have_a_limit() -> None:
    assert values.clean_line("x" * 500) == "x" * 500
    for clean, limit in ((values.clean_line, 500), (values.clean_code, 100), (values.clean_note, 20_000)):
        with pytest.raises(BadValue) as raised:
            clean("x" * (limit + 1))
        assert (raised.value.code, raised.value.params) == (RowFault.VALUE_TOO_LONG, {"limit": limit})


@pytest.mark.parametrize(
    ("cell", "ref"),
    [(1001.0, "1001"), ("1001.0", "1001"), ("Ｋ１", "K1"), ("k1", "k1"), ("1.5", "1.5"), ("007", "007")],
)
def test_refs(cell: Cell, ref: str) -> None:
    assert values.parse_ref(cell) == ref


@pytest.mark.parametrize(
    "cell",
    [
        *["3.70102E+17", "3.70102e+17", "1.2E+5", "1.2E5", "1,2E+05", "2E+05", "-1.2E-5", "'3.70102E+17", " 3.7E+17 "],
        *["３．７０１０２Ｅ＋１７", '="3.70102E+17"', "370102199001011000", "370102199001011000.0"],
        *[3.70102199001011e17, 1e15, 1.2e300, -1e15],
    ],
)
def test_refs_that_a_spreadsheet_has_rounded(cell: Cell) -> None:
    with pytest.raises(BadValue) as raised:
        values.parse_ref(cell)
    assert raised.value.code is RowFault.ROUNDED_REF


@pytest.mark.parametrize(
    ("cell", "ref"),
    [
        # Codes that hold an E, and long numbers of which nothing is lost.
        *[("1E5", "1E5"), ("12e3", "12e3"), ("E+5", "E+5"), ("A1.2E+5", "A1.2E+5"), (120000.0, "120000")],
        *[("370102199001011234", "370102199001011234"), (999999999999999.0, "999999999999999")],
        # A spreadsheet's marks of text.
        *[("'0012", "0012"), ('="0013"', "0013"), ("’0014", "0014"), ("＇0015", "0015"), ("'", "")],
        *[("'370102199001011000", "370102199001011000"), ('="say ""hi"""', 'say "hi"'), ("O'Neil-7", "O'Neil-7")],
    ],
)
def test_refs_that_look_like_rounded_ones_and_marked_ones(cell: Cell, ref: str) -> None:
    assert values.parse_ref(cell) == ref


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("'=1+1", "=1+1"),
        ("'+86 138", "+86 138"),
        ("'@office", "@office"),
        ("'0012", "0012"),
        ('="0013"', "0013"),
        ("'t Hooft", "'t Hooft"),
        ("'", ""),
        ("''=x", "''=x"),
    ],
)
def test_marks_of_text_in_other_cells(text: str, read: str) -> None:
    assert values.unmarked(text, code=False) == read


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "plain", "'t Hooft", ""]
)
def test_a_harmless_cell_comes_back_as_it_was(text: str) -> None:
    written = values.harmless(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert values.unmarked(written, code=False) == text


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("60", 60),
        ("1,200", 1200),
        ("1,234,567.5", 1_234_567.5),
        ("65%", 65),
        ("65 %", 65),
        ("１２００", 1200),
        ("1.2万", 12_000),
        ("1.1万", 11_000),
        ("3亿", 300_000_000),
        ("500万元", 5_000_000),
        ("¥1,200.50", 1200.5),
        ("1.234.567,50", 1_234_567.5),
        ("1234,5", 1234.5),
        ("12,5%", 12.5),
        ("2000kVA", 2000),
        ("-5", -5),
        (".5", 0.5),
        ("1e3", 1000),
        (60.0, 60),
        (0.25, 0.25),
    ],
)
def test_numbers(cell: Cell, number: float) -> None:
    found = values.parse_number(cell)
    assert found == number
    assert isinstance(found, int) == isinstance(number, int)


@pytest.mark.parametrize(
    "cell",
    [
        "abc",
        "1,5,2",
        "12,34,567",
        "1 200",
        "--5",
        "约100",
        "1e99",
        True,
        float("nan"),
        float("inf"),
        LocalMoment(date(2026, 3, 9)),
    ],
)
def test_what_is_no_number(cell: Cell) -> None:
    with pytest.raises(BadValue) as raised:
        values.parse_number(cell)
    assert raised.value.code is RowFault.BAD_NUMBER


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("83", 83),
        (83.0, 83),
        ("83秒", 83),
        ("83s", 83),
        ("1:23", 83),
        ("00:01:23", 83),
        ("1分23秒", 83),
        ("1m 23s", 83),
        ("5分钟", 300),
        ("1小时2分", 3720),
        ("1,440", 1440),
        ("0", 0),
    ],
)
def test_seconds(cell: Cell, seconds: int) -> None:
    assert values.parse_seconds(cell) == seconds


@pytest.mark.parametrize("cell", ["abc", "-5", -5.0, "99999999", float("nan"), True, "1:2:3:4"])
def test_what_is_no_length_of_talk(cell: Cell) -> None:
    with pytest.raises(BadValue) as raised:
        values.parse_seconds(cell)
    assert raised.value.code is RowFault.BAD_NUMBER


@pytest.mark.parametrize("cell", ["yes", "Y", "是", "1", "１", 1.0, True, "TRUE", "√", "有"])
def test_yes(cell: Cell) -> None:
    assert values.parse_boolean(cell, "vip") is True


@pytest.mark.parametrize("cell", ["no", "N", "否", "0", 0.0, False, "false", "×", "无"])
def test_no(cell: Cell) -> None:
    assert values.parse_boolean(cell, "vip") is False


def test_what_a_column_holds_instead_of_yes_and_no() -> None:
    assert values.parse_boolean("高压", "high_voltage") is True
    assert values.parse_boolean("低压", "high_voltage") is False
    for cell, field in (("高压", "vip"), ("maybe", "vip"), (2.0, "key"), ("x", "key")):
        with pytest.raises(BadValue) as raised:
            values.parse_boolean(cell, field)
        assert raised.value.code is RowFault.BAD_BOOLEAN


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("call", (Channel.CALL, None)),
        ("CALL ", (Channel.CALL, None)),
        ("电话", (Channel.CALL, None)),
        ("来电", (Channel.CALL, Direction.IN)),
        ("外呼", (Channel.CALL, Direction.OUT)),
        ("短信", (Channel.SMS, None)),
        ("上门拜访", (Channel.VISIT, None)),
        ("到店", (Channel.VISIT, Direction.IN)),
        ("E-Mail", (Channel.EMAIL, None)),
        ("邮件", (Channel.EMAIL, None)),
        ("信函", (Channel.LETTER, None)),
        ("微信", (Channel.CHAT, None)),
    ],
)
def test_channels(word: str, expected: tuple[Channel, Direction | None]) -> None:
    assert values.parse_channel(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("no_answer", Disposition.NO_ANSWER),
        ("No answer", Disposition.NO_ANSWER),
        ("无人接听", Disposition.NO_ANSWER),
        ("占线", Disposition.BUSY),
        ("关机", Disposition.SWITCHED_OFF),
        ("停机", Disposition.SUSPENDED),
        ("空号", Disposition.INVALID_NUMBER),
        ("有意向", Disposition.INTERESTED),
        ("约定回电", Disposition.CALLBACK),
        ("DO NOT CALL", Disposition.DO_NOT_CALL),
        ("挂断", Disposition.HUNG_UP),
        ("已签约", Disposition.SIGNED),
        ("已接听", Disposition.NEUTRAL),
        ("ANSWERED", Disposition.NEUTRAL),
        ("客户拒接", Disposition.HUNG_UP),
    ],
)
def test_dispositions(word: str, expected: Disposition) -> None:
    assert values.parse_disposition(word) is expected


def test_every_id_is_a_word_for_itself() -> None:
    for disposition in Disposition:
        assert values.parse_disposition(disposition.value) is disposition
    for channel in set(Channel) - {Channel.ANY}:
        assert values.parse_channel(channel.value)[0] is channel
    for direction in Direction:
        assert values.parse_direction(direction.value) is direction
    for stage in set(Stage) - {Stage.NONE}:
        assert values.parse_stage(stage.value) is stage


@pytest.mark.parametrize(
    "table",
    [words.CHANNELS, words.DIRECTIONS, words.DISPOSITIONS, words.STAGES, words.BOOLEANS, *words.FLAG_WORDS.values()],
)
def test_every_word_stands_in_the_form_in_which_it_is_looked_up(table: dict[str, object]) -> None:
    assert [word for word in table if values.folded(word) != word] == []


def test_words_that_mean_nothing_here() -> None:
    for parse, code in (
        (values.parse_channel, RowFault.BAD_CHANNEL),
        (values.parse_direction, RowFault.BAD_DIRECTION),
        (values.parse_disposition, RowFault.BAD_DISPOSITION),
        (values.parse_stage, RowFault.BAD_STAGE),
        (values.parse_timezone, RowFault.BAD_TIMEZONE),
    ):
        for cell in ("any", "什么", 5.0):
            with pytest.raises(BadValue) as raised:
                parse(cell)
            assert raised.value.code is code


def test_stages_owners_and_zones() -> None:
    assert values.parse_stage("已成交") is Stage.SIGNED
    assert values.parse_stage("战败") is Stage.LOST
    assert values.parse_stage("跟进中") is Stage.NONE
    assert values.parse_owner(" Alice  Wong ") == "Alice  Wong"
    assert [values.parse_owner(word) for word in ("公海", "Pool", "-", "—")] == ["", "", "", ""]
    assert values.parse_timezone("asia/shanghai") == "Asia/Shanghai"
    assert values.parse_timezone("America/New York") == "America/New_York"
    assert values.parse_timezone("北京时间") == "Asia/Shanghai"
    for offset in ("UTC+8", "GMT+08:00", "+8", "东八区"):
        assert values.parse_timezone(offset) == "Etc/GMT-8"
    assert values.parse_timezone("gmt-5") == values.parse_timezone("西五区") == "Etc/GMT+5"
    assert values.parse_timezone("New York") == "America/New_York"
    for wrong in ("UTC+5:30", "GMT+99", "东十五区", "Asia/Atlantis", "localtime"):
        with pytest.raises(BadValue):
            values.parse_timezone(wrong)


@pytest.mark.parametrize(
    ("text", "tiers", "tier"),
    [
        ("a", "ABCDE", "A"),
        ("Ａ", "ABCDE", "A"),
        ("a类", "ABCDE", "A"),
        ("B级", "ABCDE", "B"),
        ("Tier C", "ABCDE", "C"),
        ("Z", "ABCDE", None),
        ("客户", "ABCDE", None),
        ("a1", ["A1", "A2", "B1"], "A1"),
        ("vip客户", ["VIP", "regular", "small"], "VIP"),
        ("普通", ["VIP", "regular", "small"], "regular"),
        ("小客户", ["VIP", "regular", "small"], "small"),
    ],
)
def test_tiers(text: str, tiers: list[str], tier: str | None) -> None:
    assert values.match_tier(text, tiers) == tier
