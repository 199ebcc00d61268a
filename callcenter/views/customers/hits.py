"""Customers as lists show them: hits of a search, an agent's own."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from callcenter.model import Lane, Obligation, Stage


class Match(StrEnum):
    """Parts of a customer that may fit the text that was typed."""

    REF = "ref"
    NUMBER = "number"
    NAME = "name"
    PINYIN = "pinyin"
    INITIALS = "initials"
    COMPANY = "company"
    COMPANY_PINYIN = "company_pinyin"
    COMPANY_INITIALS = "company_initials"
    PERSON = "person"
    TAG = "tag"


class FoundRow(Struct, frozen=True):
    """A customer in a list. ``matches``: of a hit of the search, what fitted; where a number did, ``phone`` is that.

    ``outside``: they lie outside the scope of the one who asked, who is told their ref and owner and nothing else.
    """

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: str
    stage: Stage
    pinyin: str = ""
    matches: tuple[Match, ...] = ()
    tags: tuple[str, ...] = ()
    """Tags of a hit of the search; other lists do not tell."""
    outside: bool = False

    @property
    def bare(self) -> FoundRow:
        """The row as it is shown to somebody in whose scope the customer does not lie."""
        return FoundRow(self.ref, "", "", None, "", self.owner, "", Stage.NONE, outside=True)


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
    pinyin: str = ""
    tags: tuple[str, ...] = ()
