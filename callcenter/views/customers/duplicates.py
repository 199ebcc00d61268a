"""Customers who may be one and the same."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from callcenter.model import Instant
from callcenter.views.customers.hits import FoundRow


class Likeness(Enum):
    """Reasons why two customers may be the same; the surest first."""

    NUMBER = "number"
    NAME_AND_COMPANY = "name_and_company"
    SIMILAR = "similar"


class DuplicateRow(Struct, frozen=True):
    """A likely duplicate of somebody. Only customers of one campaign are ``mergeable``."""

    customer: FoundRow
    likeness: Likeness
    mergeable: bool


class DuplicatePair(Struct, frozen=True):
    """Two customers of a campaign who may be the same; ``first`` is the one who was there first."""

    first: FoundRow
    second: FoundRow
    likeness: Likeness


class MarkedRow(Struct, frozen=True):
    """Somebody who looks like a customer and is another one, as ``actor`` said at ``at``."""

    customer: FoundRow
    at: Instant
    actor: str


class DuplicatePage(Struct, frozen=True):
    """Pairs in the order of the first one's arrival; ``after`` leads to the next page, None = there is none."""

    pairs: tuple[DuplicatePair, ...]
    after: int | None
