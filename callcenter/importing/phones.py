"""Telephone numbers: cells to E.164, E.164 to what a person reads. ``phonenumbers`` is loaded when needed.

A number that can only be dialled within its own town (``12345``: `possible local only`) is bad: without its area it
has no E.164 form that reaches anybody.

See docs/rules.md#cells.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache

from callcenter.dates.imported import Cell, LocalMoment
from callcenter.importing.drafts import PhoneNumber, RowFault
from callcenter.importing.values import BadValue, cell_text, clean_line, folded
from callcenter.importing.words import NO_NUMBER

_MAX_CELL = 500
_SEPARATORS = re.compile(r"[;,/、|\r\n]+")
_RFC3966 = re.compile(r";\s*ext\s*=", re.IGNORECASE)
_DASHES = str.maketrans("—–―‐‑−", "------")
_EXTENSION = re.compile(r"\s*(?:转|轉|分机号?|分機|内线)\s*[:：]?\s*(?=\d)")
_FLOAT = re.compile(r"(\d+)\.0+|(\d(?:\.\d+)?e\+?\d{1,2})", re.ASCII | re.IGNORECASE)
_CHINESE_MOBILE = re.compile(r"(?:\+86)?(1[3-9][0-9]{9})")
_SPACING = str.maketrans("", "", " -")
_REMARK = re.compile(r"[(\[【][^()\[\]【】\d]*[)\]】]|(?<=\d)\s*[\u4e00-\u9fff]+(?=\s*(?:[;,/、|\r\n]|$))")
"""Remarks that people write behind a number: ``(微信同号)``, ``微信``; the digits of an extension are none."""

_TAIL = re.compile(r"(.*\d)\s*-\s*(\d{1,6})", re.ASCII)


def parse_phones(cell: Cell, region: str) -> tuple[PhoneNumber, ...]:
    """The numbers of a cell, each once, in their order; national ones are read in ``region`` (ISO 3166 alpha-2).

    Raises :class:`BadValue` with ``BAD_PHONE`` and the ``phone`` that ``phonenumbers`` finds impossible.
    """
    if isinstance(cell, bool | LocalMoment) or (isinstance(cell, float) and not (cell > 0 and cell.is_integer())):
        raise BadValue(RowFault.BAD_PHONE, phone=cell_text(cell))
    text = cell_text(cell)
    if len(text) > _MAX_CELL:
        raise BadValue(RowFault.VALUE_TOO_LONG, limit=_MAX_CELL)
    return _parse_cell(text, region)


@lru_cache(maxsize=16_384)
def _parse_cell(text: str, region: str) -> tuple[PhoneNumber, ...]:
    if region == "CN":
        # Nearly all there is: read at a tenth of what the library takes, and to the same number.
        mobile = _CHINESE_MOBILE.fullmatch(text.translate(_SPACING))
        if mobile is not None:
            return (PhoneNumber(f"+86{mobile[1]}"),)
    text = unicodedata.normalize("NFKC", _RFC3966.sub(" ext. ", text)).translate(_DASHES)
    if folded(text) in NO_NUMBER or not text.strip("-/\\ "):
        return ()
    bare = _REMARK.sub("", text)
    text = bare if bare.strip() else text
    pieces = (clean_line(piece) for piece in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(number for piece in pieces if piece for number in _parse_piece(piece, region)))


def _parse_piece(text: str, region: str) -> tuple[PhoneNumber, ...]:
    """A number, or several with white space between them, where the whole is none and each part is one."""
    try:
        return (_parse(text, region),)
    except BadValue:
        parts = text.split()
        if len(parts) > 1:
            with suppress(BadValue):
                return tuple(_parse(part, region) for part in parts)
        raise


def _parse(text: str, region: str) -> PhoneNumber:
    number = _unfloated(text)
    if number is not None:
        number = _EXTENSION.sub(" ext. ", number)
        found = _possible(number, region)
        if found is None:
            # 0571-80193715-802 is how a Chinese office writes an extension.
            tail = _TAIL.fullmatch(number)
            found = _possible(f"{tail[1]} ext. {tail[2]}", region) if tail else None
        if found is not None:
            return found
    raise BadValue(RowFault.BAD_PHONE, phone=text)


def is_of(number: PhoneNumber, region: str) -> bool:
    """Tell whether a number begins with the country code of ``region`` (ISO 3166 alpha-2)."""
    return number.e164.startswith(_code(region))


@lru_cache(maxsize=64)
def _code(region: str) -> str:
    if region == "CN":
        return "+86"
    import phonenumbers

    return f"+{phonenumbers.country_code_for_region(region) or ''}"


def _unfloated(text: str) -> str | None:
    """The digits behind ``13800138000.0`` and ``1.3800138E+10``; None where a sheet rounded the last ones away."""
    match = _FLOAT.fullmatch(text)
    if match is None:
        return text
    if match[1]:
        return match[1]
    value = Decimal(match[2])
    digits, exponent = value.as_tuple().digits, value.as_tuple().exponent
    # A sheet shows six digits or fewer when it rounds: 1.38E+10 stands for millions of numbers.
    if not isinstance(exponent, int) or exponent < 0 or exponent > 20 or len(digits) < 8:
        return None
    return str(int(value))


def _possible(text: str, region: str) -> PhoneNumber | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return PhoneNumber(e164, number.extension or "")
