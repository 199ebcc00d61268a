"""Texts, numbers, yes and no, and words of closed sets, from one cell of a list (docs/rules.md#cells).

Customer text is hostile and untidy: it is cleaned as typed text is (:mod:`callcenter.plain_text`); full-width digits
and letters become plain ones where the cell is a code, a number or a date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import TypeVar

from callcenter import plain_text
from callcenter.dates.days import AmbiguousDate, BadDate
from callcenter.dates.imported import Cell, LocalMoment, Moment, read_birthday, read_moment
from callcenter.importing import status_words, words
from callcenter.importing.drafts import RowFault
from callcenter.importing.status_words import StatusMeaning
from callcenter.model import SATISFACTION, Channel, Direction, Disposition, Param, Result, Stage
from callcenter.plain_text import MAX_LINE, MAX_NOTE

_T = TypeVar("_T")

MAX_CODE = 100
_MAX_NUMBER = 1e15
_MAX_SECONDS = 7 * 24 * 3600


class BadValue(ValueError):
    """A cell cannot be what its column asks for. ``params`` are those beside field, heading and value."""

    def __init__(self, code: RowFault, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


_NOT_WORD = re.compile(r"[\W_]+")


def clean_note(text: str) -> str:
    """A text of several lines, cleaned. Raises :class:`BadValue` beyond :data:`MAX_NOTE` characters."""
    return _limited(plain_text.several_lines(text), MAX_NOTE)


def clean_line(text: str, limit: int = MAX_LINE) -> str:
    """A text of one line, cleaned. Raises :class:`BadValue` beyond ``limit`` characters."""
    return _limited(plain_text.one_line(text), limit)


def clean_code(text: str) -> str:
    """A code, number or date: one line, full-width characters made plain (NFKC). Raises :class:`BadValue` if long."""
    text = clean_line(text, MAX_CODE)
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def _limited(text: str, limit: int) -> str:
    if len(text) > limit:
        raise BadValue(RowFault.VALUE_TOO_LONG, limit=limit)
    return text


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The form in which words are compared: plain, lower case, letters and digits only (signs if nothing else)."""
    text = unicodedata.normalize("NFKC", plain_text.visible(text)).casefold()
    return _NOT_WORD.sub("", text) or text.strip()


def cell_text(cell: Cell) -> str:
    """A cell as a person sees it: whole numbers without ``.0``, dates in ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, LocalMoment):
        return str(cell)
    return "TRUE" if cell else "FALSE"


_SHEET_ERRORS = frozenset(
    ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)


def is_sheet_error(cell: Cell) -> bool:
    """Tell whether a formula of the sheet failed in a cell: what stands there is nobody's value."""
    return isinstance(cell, str) and cell.startswith("#") and cell.strip().upper() in _SHEET_ERRORS


_TEXT_MARK = re.compile(r'="((?:[^"]|"")*)"')
_RUNS = "=+-@\t\r＝＋－＠"
"""A spreadsheet takes a cell that begins with one of these for a formula, or skips it and looks at the next."""

_APOSTROPHES = ("'", "＇", "‘", "’")


def is_marked(text: str) -> bool:
    """Tell whether a cell carries one of a spreadsheet's marks of text: ``'0012``, ``="0013"``."""
    return text.startswith(_APOSTROPHES) or _TEXT_MARK.fullmatch(text) is not None


def unmarked(text: str, *, code: bool) -> str:
    """A cell without a spreadsheet's mark of text: ``'0012`` and ``="0013"`` are ``0012`` and ``0013``.

    The apostrophe goes from every ``code`` (a ref, a number, a date); from other texts only where it keeps a
    spreadsheet from reading a formula or a number, since a name may begin with one.
    """
    if text.startswith(_APOSTROPHES if code else "'") and (
        code or len(text) == 1 or text[1] in _RUNS or text[1].isdecimal()
    ):
        text = text[1:]
    match = _TEXT_MARK.fullmatch(text)
    return match[1].replace('""', '"') if match else text


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs; :func:`unmarked` gives it back as it was."""
    return f"'{text}" if text.startswith(tuple(_RUNS)) else text


_WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?(?:\d+[.,]\d*|\d*[.,]\d+)e[+-]?\d+|[+-]?\d+e[+-]\d+", re.ASCII | re.IGNORECASE)
_LOST_DIGITS = re.compile(r"[1-9]\d{14}0{3,}(?:\.0+)?", re.ASCII)
_LARGEST_EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number: from here on the last ones are zeros."""


def parse_ref(cell: Cell) -> str:
    """A customer's ref; ``1001.0``, which a sheet made of it, is ``1001``.

    Raises :class:`BadValue`: ``VALUE_TOO_LONG``; ``ROUNDED_REF`` where a spreadsheet took digits away, so that the refs
    of several customers may have become one: ``3.70102E+17``, or a number whose digits after the 15th are zeros. A cell
    that is marked as text (``'370102199001010000``) is taken as it stands.
    """
    raw = cell_text(cell)
    text = clean_code(unmarked(raw, code=True))
    if isinstance(cell, float) and abs(cell) >= _LARGEST_EXACT:
        raise BadValue(RowFault.ROUNDED_REF)
    if _SCIENTIFIC.fullmatch(text) or (_LOST_DIGITS.fullmatch(text) and not is_marked(raw)):
        raise BadValue(RowFault.ROUNDED_REF)
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


_NUMBER = re.compile(
    r"(?:[¥￥$€£]|rmb|cny|usd)? ?([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+)(e[+-]?\d{1,2})? ?(%|万|亿|千)?"
    r" ?(?:元|人民币|rmb|cny|usd|kva|kwh|度|千伏安|千瓦时|台|辆|件|个|套|年|/年)*",
    re.ASCII,
)
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2})(?![\d.,])", re.ASCII)
"""Numbers that only a comma before the decimals explains: ``1.234.567,50``, ``1234,5``."""

_SCALE = {"万": 1e4, "亿": 1e8, "千": 1e3}


def parse_number(cell: Cell) -> float:
    """``1,200``, ``1.200,50``, ``65%`` (65), ``1.2万`` (12000), ``2000kVA``; whole ones as ``int``.

    Raises :class:`BadValue`.
    """
    if isinstance(cell, bool | LocalMoment):
        raise BadValue(RowFault.BAD_NUMBER)
    if isinstance(cell, float):
        value = cell
    else:
        text = clean_code(cell).casefold()
        comma = _DECIMAL_COMMA.search(text)
        if comma is not None:
            text = text.replace(comma[0], comma[0].replace(".", "").replace(",", "."))
        match = _NUMBER.fullmatch(text)
        if match is None:
            raise BadValue(RowFault.BAD_NUMBER)
        value = float(match[1].replace(",", "") + (match[2] or "")) * _SCALE.get(match[3], 1)
        # 1.2万 is 12000 and not 11999.999999999998.
        value = round(value, 9)
    if not abs(value) <= _MAX_NUMBER:
        raise BadValue(RowFault.BAD_NUMBER)
    return int(value) if value.is_integer() else value


def parse_moment(cell: Cell) -> Moment:
    """A cell as a moment: local, or an instant where an offset stands there.

    Raises :class:`BadValue` with ``BAD_DATE``, ``AMBIGUOUS_DATE`` or ``VALUE_TOO_LONG``.
    """
    return _dated(read_moment, cell)


def parse_birthday(cell: Cell) -> date:
    """A cell as a birthday; raises as :func:`parse_moment`."""
    return _dated(read_birthday, cell)


def _dated(read: Callable[[Cell], _T], cell: Cell) -> _T:
    try:
        return read(clean_code(cell) if isinstance(cell, str) and len(cell) > MAX_CODE else cell)
    except AmbiguousDate:
        raise BadValue(RowFault.AMBIGUOUS_DATE) from None
    except BadDate:
        raise BadValue(RowFault.BAD_DATE) from None


def parse_percentage(cell: Cell) -> float:
    """A number from 0 to 100, with ``%`` or without. Raises :class:`BadValue`."""
    value = parse_number(cell)
    if not 0 <= value <= 100:
        raise BadValue(RowFault.BAD_NUMBER)
    return value


_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})(?:\.\d+)?", re.ASCII)
_SPELT = re.compile(
    r"(?:(\d+) ?(?:小时|时|h|hours?) ?)?"
    r"(?:(\d+) ?(?:分钟|分|m|mins?|minutes?) ?)?"
    r"(?:(\d+)(?:\.\d+)? ?(?:秒钟?|s|secs?|seconds?|''|\")?)?",
    re.ASCII,
)


def parse_seconds(cell: Cell) -> int:
    """A length of talk in seconds: ``83``, ``1:23``, ``0:01:23``, ``1分23秒``, ``83s``. Raises :class:`BadValue`."""
    if isinstance(cell, float):
        value = cell
        if not 0 <= value <= _MAX_SECONDS:
            raise BadValue(RowFault.BAD_NUMBER)
        return round(value)
    if isinstance(cell, str):
        text = clean_code(cell).casefold()
        match = _CLOCK.fullmatch(text) or (_SPELT.fullmatch(text.replace(",", "")) if text else None)
        if match is not None and any(match.groups()):
            hours, minutes, seconds = (int(part or 0) for part in match.groups())
            total = hours * 3600 + minutes * 60 + seconds
            if total <= _MAX_SECONDS:
                return total
    raise BadValue(RowFault.BAD_NUMBER)


def parse_boolean(cell: Cell, field: str) -> bool:
    """Yes or no, or what the column ``field`` holds instead (``高压``). Raises :class:`BadValue`."""
    if isinstance(cell, bool):
        return cell
    word = folded(clean_code(cell_text(cell)))
    value = words.BOOLEANS.get(word)
    if value is None:
        value = words.FLAG_WORDS.get(field, {}).get(word)
    if value is None:
        raise BadValue(RowFault.BAD_BOOLEAN)
    return value


def parse_stage(cell: Cell) -> Stage:
    """The stage; a word of a customer still being worked is the empty one. Raises :class:`BadValue`."""
    try:
        return words.STAGES[folded(clean_code(cell_text(cell)))]
    except KeyError:
        raise BadValue(RowFault.BAD_STAGE) from None


def parse_channel(cell: Cell) -> tuple[Channel, Direction | None]:
    """The channel, and the direction where the word says it (``来电``). Raises :class:`BadValue`."""
    try:
        return words.CHANNELS[folded(clean_code(cell_text(cell)))]
    except KeyError:
        raise BadValue(RowFault.BAD_CHANNEL) from None


def parse_direction(cell: Cell) -> Direction:
    """Read the side that began the touch. Raises :class:`BadValue`."""
    try:
        return words.DIRECTIONS[folded(clean_code(cell_text(cell)))]
    except KeyError:
        raise BadValue(RowFault.BAD_DIRECTION) from None


def parse_disposition(cell: Cell) -> Disposition:
    """Read the outcome of a call (docs/rules.md#dispositions). Raises :class:`BadValue`."""
    text = clean_code(cell_text(cell))
    found = words.DISPOSITIONS.get(folded(text))
    if found is None and status_words.meaning(text) is StatusMeaning.DO_NOT_CALL:
        found = Disposition.DO_NOT_CALL
    if found is None:
        raise BadValue(RowFault.BAD_DISPOSITION)
    return found


def parse_result(cell: Cell) -> Result:
    """Read the result of a follow-up call (docs/rules.md#r15-results). Raises :class:`BadValue`."""
    try:
        return words.RESULTS[folded(clean_code(cell_text(cell)))]
    except KeyError:
        raise BadValue(RowFault.BAD_RESULT) from None


def parse_satisfaction(cell: Cell) -> int:
    """Read the customer's satisfaction, from 1 to 5, in figures or words. Raises :class:`BadValue`.

    See docs/rules.md#satisfaction.
    """
    text = folded(clean_code(cell_text(cell)))
    answer = words.SATISFACTION.get(text)
    if answer is None:
        try:
            number = float(text)
        except ValueError:
            number = 0.0
        answer = int(number) if number.is_integer() else 0
    if answer not in SATISFACTION:
        raise BadValue(RowFault.BAD_SATISFACTION)
    return answer


def parse_owner(cell: Cell) -> str:
    """An agent's name, empty where the cell says that nobody owns the customer."""
    text = clean_line(cell_text(cell))
    return "" if folded(text) in words.NOBODY or not text.strip("-—–/\\") else text


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    from zoneinfo import available_timezones

    names = available_timezones() - {"localtime", "Factory", "posixrules"}
    cities: dict[str, set[str]] = {}
    for name in names:
        if name.partition("/")[0] in _CONTINENTS:
            cities.setdefault(name.rpartition("/")[2].casefold(), set()).add(name)
    alone = {city: named.pop() for city, named in cities.items() if len(named) == 1}
    return alone | {name.casefold(): name for name in names} | words.ZONES


_CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-]) ?0?(\d{1,2})(?::?00)?|([东西])([一二三四五六七八九十]{1,2})区")
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def _offset(text: str) -> str:
    """An offset of whole hours as a name of the database, whose signs are the other way round: GMT+8 is Etc/GMT-8."""
    match = _OFFSET.fullmatch(text)
    if match is None:
        return ""
    sign, hours, side, numeral = match.groups()
    if numeral and numeral not in _NUMERALS:
        return ""
    ahead = sign == "+" or side == "东"
    return f"etc/gmt{'-' if ahead else '+'}{int(hours) if hours else _NUMERALS.index(numeral) + 1}"


def parse_timezone(cell: Cell) -> str:
    """A name of the IANA time zone database, whatever its case, its city alone, or an offset of whole hours (``GMT+8``,
    ``东八区``). Raises :class:`BadValue`.
    """
    text = clean_code(cell_text(cell)).casefold()
    name = _zones().get(text.replace(" ", "_")) or _zones().get(_offset(text))
    if name is None:
        raise BadValue(RowFault.BAD_TIMEZONE)
    return name


_TIER_FILLING = re.compile(r"^(?:tier|class|grade|level)|(?:类客户|级客户|客户|类|级|等|tier|class|grade)$")


def match_tier(text: str, tiers: Iterable[str]) -> str | None:
    """The tier of a rulebook that a cell means, whatever its case and width (``ａ类`` is ``A``), else None."""
    by_form = {folded(tier): tier for tier in tiers}
    form = folded(text)
    bare = _TIER_FILLING.sub("", form)
    return by_form.get(form) or by_form.get(bare) or by_form.get(words.TIERS.get(bare, ""))
