"""Phone numbers as people write them; kept as E.164 everywhere else."""

from __future__ import annotations

import re
from functools import lru_cache

from callcenter.locale import _

_COUNTRY_CODE = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}")


def local(e164: str, region: str, extension: str = "", label: str = "") -> str:
    """A number as people of ``region`` write it: their own without the country code, others with it.

    With a ``label`` it is written as it is typed: ``mobile: 138 1234 5678``.
    """
    number = _local(e164, region)
    if extension:
        number = _("{number} ext. {extension}").format(number=number, extension=extension)
    return _("{label}: {number}").format(label=label, number=number) if label else number


@lru_cache(maxsize=16_384)
def _local(e164: str, region: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, region)
    except phonenumbers.NumberParseException:
        return e164
    home = region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(number.country_code or 0, ())
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def masked(e164: str, region: str) -> str:
    """A number for a list, its middle hidden: ``138****2231``, ``0571****3715``, ``+44 20***0958``.

    By arithmetic alone: the queue is drawn before the library of numbers is loaded. Away from China every number
    keeps its country code, and no number is wider than the columns of the lists.
    """
    if len(e164) < 8:
        return e164
    if region != "CN":
        return _abroad(e164)
    head, tail = e164[:-4], e164[-4:]
    mobile = e164.startswith("+861") and len(e164) == 14
    if mobile or e164.startswith(("+86400", "+86800")):
        return f"{head[3:6]}****{tail}"
    if e164.startswith("+86"):
        return f"0{head[3:6]}****{tail}"
    return _abroad(e164)


def _abroad(e164: str) -> str:
    """A number with its middle hidden and its country code apart."""
    found = _COUNTRY_CODE.match(e164, 1)
    end = found.end() if found else 1
    return f"{e164[:end]} {e164[end:5]}***{e164[-4:]}"
