"""Telephone numbers in a cell; expectations worked by hand."""

from __future__ import annotations

from datetime import date

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter import locale
from callcenter.dates.imported import Cell, LocalMoment
from callcenter.importing.drafts import PhoneNumber, RowFault
from callcenter.importing.phones import parse_phones
from callcenter.importing.values import BadValue
from callcenter.wording import phones

MOBILE = PhoneNumber("+8613800138000")
OTHER = PhoneNumber("+8613900139000")
OFFICE = PhoneNumber("+8657180193715")
DESK = PhoneNumber("+8657180193715", "802")


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("13800138000", (MOBILE,)),
        ("138-0013-8000", (MOBILE,)),
        ("+86 138 0013 8000", (MOBILE,)),
        ("008613800138000", (MOBILE,)),
        ("8613800138000", (MOBILE,)),
        ("１３８００１３８０００", (MOBILE,)),
        ("'13800138000", (MOBILE,)),
        ("13800138000.0", (MOBILE,)),
        (13800138000.0, (MOBILE,)),
        ("1.3800138E+10", (MOBILE,)),
        ("\u202d138 0013 8000\u202c", (MOBILE,)),
        ("0571-80193715", (OFFICE,)),
        ("(0571)8019 3715", (OFFICE,)),
        ("0571－80193715", (OFFICE,)),
        ("0571—80193715", (OFFICE,)),
        (57180193715.0, (OFFICE,)),  # the sheet ate the zero
        ("0571-80193715转802", (DESK,)),
        ("0571-80193715 分机：802", (DESK,)),
        ("0571-80193715-802", (DESK,)),
        ("0571-80193715 ext. 802", (DESK,)),
        ("tel:+86-571-80193715;ext=802", (DESK,)),
        ("0571-8019 3715 转 802", (DESK,)),
        ("0571-80193715 x802", (DESK,)),
        ("0571-80193715转802;0571-80193715转803", (DESK, PhoneNumber("+8657180193715", "803"))),
        ("+1 202 555 0143", (PhoneNumber("+12025550143"),)),
        ("13800138000;13900139000", (MOBILE, OTHER)),
        ("13800138000,13900139000", (MOBILE, OTHER)),
        ("13800138000/13900139000", (MOBILE, OTHER)),
        ("13800138000、13900139000", (MOBILE, OTHER)),
        ("13800138000；13900139000，0571-80193715", (MOBILE, OTHER, OFFICE)),
        ("13800138000／13900139000\n0571-80193715", (MOBILE, OTHER, OFFICE)),
        ("13800138000; +86 138 0013 8000 ;;", (MOBILE,)),
        ("13800138000 13900139000", (MOBILE, OTHER)),
        *((word, ()) for word in ("无", "-", "——", "/", "N/A", "暂无", "none")),
        ("13800138000（微信同号）", (MOBILE,)),
        ("13800138000(本人,微信)；13900139000 家", (MOBILE, OTHER)),
        ("13800138000\u3000+8613900139000\t057180193715", (MOBILE, OTHER, OFFICE)),
        ("0571-80193715; 13800138000 13900139000", (OFFICE, MOBILE, OTHER)),
        ("13800138000\r13900139000", (MOBILE, OTHER)),
        ("0571-80193715;0571-80193715转802", (OFFICE, DESK)),
        (" ; ", ()),
    ],
)
def test_numbers_of_a_cell(cell: Cell, numbers: tuple[PhoneNumber, ...]) -> None:
    assert parse_phones(cell, "CN") == numbers


def test_the_region_decides_what_a_national_number_is() -> None:
    assert parse_phones("020 7946 0958", "GB") == (PhoneNumber("+442079460958"),)
    assert parse_phones("(202) 555-0143", "US") == (PhoneNumber("+12025550143"),)


@pytest.mark.parametrize(
    ("cell", "piece"),
    [
        ("12345", "12345"),  # at most a number within one town
        ("110", "110"),
        ("abc", "abc"),
        ("(微信)", "(微信)"),
        ("13800138000;无", "无"),
        ("1.38E+10", "1.38E+10"),  # the sheet rounded the number away
        ("13800138000;12345", "12345"),
        ("13800138000 139001", "13800138000 139001"),  # one part is none
        ("010 88886666 010 88886667", "010 88886666 010 88886667"),
        ("13800138000; 13900139000 12", "13900139000 12"),
        ("1" * 40, "1" * 40),
        ("+999 123456789", "+999 123456789"),
        (True, "TRUE"),
        (-13800138000.5, "-13800138000.5"),
    ],
)
def test_impossible_numbers(cell: Cell, piece: str) -> None:
    with pytest.raises(BadValue) as raised:
        parse_phones(cell, "CN")
    assert raised.value.code is RowFault.BAD_PHONE
    assert raised.value.params == {"phone": piece}


def test_a_date_is_no_number() -> None:
    with pytest.raises(BadValue):
        parse_phones(LocalMoment(date(2026, 3, 9)), "CN")


@pytest.mark.parametrize(
    ("e164", "region", "shown", "masked"),
    [
        ("+8613812342231", "CN", "138 1234 2231", "138****2231"),
        ("+8613812342231", "US", "+86 138 1234 2231", "+86 13***2231"),
        ("+8657180193715", "CN", "0571 8019 3715", "0571****3715"),
        ("+864008001234", "CN", "400 800 1234", "400****1234"),
        ("+12025550143", "CN", "+1 202-555-0143", "+1 202***0143"),
        ("+12025550143", "CA", "(202) 555-0143", "+1 202***0143"),
        ("+442071838750", "GB", "020 7183 8750", "+44 20***8750"),
        ("+85221234567", "CN", "+852 2123 4567", "+852 2***4567"),
    ],
)
def test_numbers_shown(e164: str, region: str, shown: str, masked: str) -> None:
    assert phones.local(e164, region) == shown
    assert phones.masked(e164, region) == masked


def test_what_is_no_number_is_shown_as_it_stands() -> None:
    assert phones.local("nonsense", "CN") == "nonsense"


@given(st.integers(13_000_000_000, 19_999_999_999), st.sampled_from(["{}", "+86{}", "+86 {}"]), st.booleans())
def test_the_short_way_to_a_chinese_mobile_agrees_with_the_library(digits: int, style: str, dashed: bool) -> None:
    text = str(digits)
    text = style.format(f"{text[:3]}-{text[3:7]}-{text[7:]}" if dashed else text)
    number = phonenumbers.parse(text, "CN")
    assert phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert parse_phones(text, "CN") == (PhoneNumber(e164),)


@pytest.mark.parametrize(("language", "shown"), [("en", "021 5555 1234 ext. 8001"), ("zh", "021 5555 1234 转 8001")])
def test_an_extension_is_shown_in_the_local_way_and_read_back(language: locale.Language, shown: str) -> None:
    locale.use(language)
    (number,) = parse_phones("021-5555 1234 转 8001", "CN")
    assert number.written == "+862155551234;ext=8001"
    assert phones.local(number.e164, "CN", number.extension) == shown
    assert parse_phones(shown, "CN") == (number,)
