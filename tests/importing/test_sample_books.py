"""The sample books, read row by row by a person: which lines are bad and why, and that the three books agree."""

from __future__ import annotations

import csv
from datetime import date, time

from callcenter.dates.imported import LocalMoment
from callcenter.importing.drafts import CustomerDraft, PhoneNumber, Rejection, RowFault, TouchDraft
from callcenter.model import Channel, Direction, Disposition, MilestoneKind
from tests.importing.helpers import DATA, customers, rejected, touches

OFFICE = DATA / "客户名单.csv"

# Read in the file itself, line by line.
IMPOSSIBLE_PHONE = [7, 76, 144, 212, 281, 349]  # 12345
IMPOSSIBLE_DATE = [11, 80, 148, 216, 285, 354]  # 30 February
SHORT = [35, 104, 173, 241, 309, 378]  # five cells
NAMELESS = [15, 84, 152, 153, 220, 289, 358]  # judged beside the store
TIER_Z = [23, 92, 161, 229, 297, 366]  # judged beside the store
EMPTY = [43, 135, 227, 319]
TWICE = [(54, "K700050"), (153, "K700147"), (252, "K700244"), (351, "K700341")]


def test_bad_lines_of_the_office_book() -> None:
    rows = customers(OFFICE)
    assert rejected(rows) == sorted(
        [(line, "bad_phone") for line in IMPOSSIBLE_PHONE]
        + [(line, "bad_date") for line in IMPOSSIBLE_DATE]
        + [(line, "too_few_cells") for line in SHORT]
    )
    lines = [row.line for row in rows]
    assert lines == [line for line in range(2, 410) if line not in EMPTY]
    assert len(rows) == 404
    assert sum(isinstance(row, CustomerDraft) for row in rows) == 386


def test_a_bad_line_shows_what_is_wrong() -> None:
    by_line = {row.line: row for row in customers(OFFICE)}
    phone, day, short = by_line[7], by_line[11], by_line[35]
    assert isinstance(phone, Rejection)
    assert phone.params == {"field": "phone", "heading": "手机", "value": "12345", "phone": "12345"}
    assert phone.cells == ("K700005", "李坤", "", "12345", "A", "来电", "李强", "2026-02-09T11:38", "1976/08/25")
    assert isinstance(day, Rejection)
    assert day.params == {"field": "inquiry_at", "heading": "来电时间", "value": "2026-02-30 10:00"}
    assert isinstance(short, Rejection)
    assert short.params == {"cells": 5, "headings": 9}
    assert short.cells == ("K700033", "张文", "华成育卓科技有限公司", "13792091340", "A")


def test_what_only_the_store_can_judge_is_a_draft() -> None:
    by_line = {row.line: row for row in customers(OFFICE)}
    for line in NAMELESS:
        row = by_line[line]
        assert isinstance(row, CustomerDraft)
        assert row.name is None
    for line in TIER_Z:
        row = by_line[line]
        assert isinstance(row, CustomerDraft)
        assert row.tier == "Z"
    for line, ref in TWICE:
        before, row = by_line[line - 1], by_line[line]
        assert isinstance(before, CustomerDraft)
        assert isinstance(row, CustomerDraft)
        assert before.ref == row.ref == ref


def test_a_row_of_each_style_of_date() -> None:
    by_line = {row.line: row for row in customers(OFFICE)}
    expected = {
        2: LocalMoment(date(2026, 2, 22), time(10, 25)),  # 2026-02-22T10:25
        3: LocalMoment(date(2026, 3, 14), time(16, 37)),  # 2026/3/14 16:37
        4: LocalMoment(date(2026, 3, 9), time(16, 4)),  # 2026年3月9日 16:04
        8: LocalMoment(date(2026, 2, 3), time(9, 50)),  # 2026/2/3 9:50
    }
    for line, moment in expected.items():
        row = by_line[line]
        assert isinstance(row, CustomerDraft)
        assert row.milestones == {MilestoneKind.INQUIRY: moment}
    leap, landline, spaced, dashed = by_line[9], by_line[13], by_line[5], by_line[24]
    assert isinstance(leap, CustomerDraft)
    assert leap.birthday == date(1976, 2, 29)
    assert leap.owner is None
    assert isinstance(landline, CustomerDraft)
    assert landline.phones == (PhoneNumber("+8657180193715"),)
    assert isinstance(spaced, CustomerDraft)
    assert spaced.phones == (PhoneNumber("+8618679774974"),)
    assert isinstance(dashed, CustomerDraft)
    assert (dashed.name, dashed.phones) == ("Kelly Williams", (PhoneNumber("+8615073417397"),))


def meaning(row: CustomerDraft) -> tuple[object, ...]:
    return (row.ref, row.name, row.company, row.phones, row.tier, row.source, row.owner, row.birthday, row.milestones)


def test_the_office_book_means_what_the_clean_book_means() -> None:
    clean = {row.ref: row for row in customers(DATA / "customers.csv") if isinstance(row, CustomerDraft)}
    spoilt = set(NAMELESS) | set(TIER_Z)
    compared = 0
    for row in customers(OFFICE):
        if isinstance(row, CustomerDraft) and row.line not in spoilt:
            assert meaning(row) == meaning(clean[row.ref])
            compared += 1
    assert compared == 386 - 7 - 6


def test_the_sheet_means_what_the_clean_book_means() -> None:
    clean = [row for row in customers(DATA / "customers.csv") if isinstance(row, CustomerDraft)]
    assert len(clean) == 1200
    sheet = customers(DATA / "customers.xlsx")
    assert len(sheet) == 400
    for row, expected in zip(sheet, clean[400:800], strict=True):
        assert isinstance(row, CustomerDraft)
        assert meaning(row) == meaning(expected)
        assert row.line == expected.line - 400


def test_the_touches() -> None:
    rows = touches(DATA / "touches.csv")
    assert rejected(rows) == []
    assert len(rows) == 3871
    first, sms, quoted = rows[0], rows[2], rows[4]
    assert isinstance(first, TouchDraft)
    assert first.cells == ("K700638", "2026-02-03T10:01:00", "周婷", "call", "out", "neutral", "849", "说现在很忙")
    assert (first.line, first.customer_ref, first.agent) == (2, "K700638", "周婷")
    assert first.at == LocalMoment(date(2026, 2, 3), time(10, 1))
    assert (first.channel, first.direction, first.disposition) == (Channel.CALL, Direction.OUT, Disposition.NEUTRAL)
    assert (first.seconds, first.note, first.callback_at, first.phone) == (849, "说现在很忙", None, None)
    assert isinstance(sms, TouchDraft)
    assert (sms.channel, sms.disposition, sms.seconds) == (Channel.SMS, None, 0)
    assert isinstance(quoted, TouchDraft)
    assert quoted.note == "负责人出差,月底回来"


def test_the_touches_against_the_plain_csv() -> None:
    with (DATA / "touches.csv").open(encoding="utf-8-sig", newline="") as file:
        plain = list(csv.DictReader(file))
    for row, expected in zip(touches(DATA / "touches.csv"), plain, strict=True):
        assert isinstance(row, TouchDraft)
        assert (row.customer_ref, str(row.at), row.channel.value) == (
            expected["customer_ref"],
            expected["at"],
            expected["channel"],
        )
        assert (row.disposition.value if row.disposition else "") == expected["disposition"]
        assert (str(row.seconds), row.note or "", row.agent) == (
            expected["seconds"],
            expected["note"],
            expected["agent"],
        )


def test_every_fault_of_a_row_is_known_by_its_code() -> None:
    codes = {row.code for row in customers(OFFICE) if isinstance(row, Rejection)}
    assert codes == {RowFault.BAD_PHONE, RowFault.BAD_DATE, RowFault.TOO_FEW_CELLS}
