"""Numbers as agents type them: checked, and turned into E.164 (RULES §3, phone)."""

from __future__ import annotations


def read_number(text: str, country: str) -> str:
    """The first number of a text, E.164; '' for an empty text. Raises ``ValueError`` for what is no number."""
    from callcenter.importing.phones import parse_phones

    if not text.strip():
        return ""
    found = parse_phones(text, country)
    return found[0].e164 if found else ""
