"""Phone numbers as people write them; kept as E.164 everywhere else."""

from __future__ import annotations

from functools import lru_cache

from callcenter.locale import _


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
    """A number for a list, its middle hidden: ``138****2231``, ``0571****3715``, ``+4420****0958``.

    By arithmetic alone: the queue is drawn before the library of numbers is loaded. Away from China a Chinese number
    keeps its country code.
    """
    if region != "CN":
        return f"{e164[:5]}****{e164[-4:]}" if e164 else ""
    if len(e164) < 8:
        return e164
    head, tail = e164[:-4], e164[-4:]
    mobile = e164.startswith("+861") and len(e164) == 14
    if mobile or e164.startswith(("+86400", "+86800")):
        return f"{head[3:6]}****{tail}"
    if e164.startswith("+86"):
        return f"0{head[3:6]}****{tail}"
    return f"{head[:5]}****{tail}"
