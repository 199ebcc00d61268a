"""Numbers as a telephone is given them and as it shows them."""

from __future__ import annotations

import re


def dialled(e164: str, country: str) -> str:
    """Return the digits to dial from ``country`` (ISO 3166): ``+8657180193715`` is 057180193715 in China."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return re.sub(r"[^\d+]", "", phonenumbers.format_out_of_country_calling_number(number, country))


def shown(number: str, country: str) -> str:
    """Return a caller's number as E.164, where it can be read as one of ``country`` or abroad; else as it is."""
    import phonenumbers

    try:
        read = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_valid_number(read):
        return number
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
