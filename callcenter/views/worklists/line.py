"""Line of a customer in the lists of what is owed, whatever is owed."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

Spelt: TypeAlias = tuple[str, ...]
"""Spellings of a customer's name and company, in small letters: pinyin and initials of each."""


class CustomerLine(Struct, frozen=True):
    """A customer in a line. ``phone`` is the number to dial first, E.164, '' if none; ``owner`` None = in the pool;
    ``zone`` and ``country`` are the campaign's."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: str
    zone: str
    country: str
