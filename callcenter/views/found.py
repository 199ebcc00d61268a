"""Customers as lists show them: hits of a search, an agent's own."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from callcenter.model import Lane, Obligation, Stage


class Match(StrEnum):
    """What of a customer fitted the text that was typed."""

    REF = "ref"
    NUMBER = "number"
    NAME = "name"
    PINYIN = "pinyin"
    INITIALS = "initials"
    COMPANY = "company"
    COMPANY_PINYIN = "company_pinyin"
    COMPANY_INITIALS = "company_initials"


class FoundRow(Struct, frozen=True):
    """A customer in a list. ``matches``: of a hit of the search, what fitted; where a number did, ``phone`` is that."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: str
    stage: Stage
    matches: tuple[Match, ...] = ()


class OwnRow(Struct, frozen=True):
    """A customer of an agent's own. ``lane`` None = not to be dialled now; ``owed`` breaches first, None = nothing."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    campaign: str
    zone: str
    country: str
    stage: Stage
    lane: Lane | None
    owed: Obligation | None
