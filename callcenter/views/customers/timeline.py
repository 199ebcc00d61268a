"""Timeline of a customer, in pages: contacts and what was decided about them between those."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from callcenter.model import Instant, Snooze
from callcenter.views.customers.log import TouchRow


class Happening(StrEnum):
    """Kinds of entries between the contacts of a timeline."""

    OWNER = "owner"
    STAGE = "stage"
    TIER = "tier"
    MERGED = "merged"
    SPLIT = "split"
    LIFTED = "lifted"
    LISTED = "listed"


class Cause(StrEnum):
    """Causes of a change of owner or stage."""

    HAND = ""
    CALL = "call"
    UNDONE = "undone"
    CASE = "case"
    CASE_CLOSED = "case_closed"
    IMPORT = "import"
    IMPORT_UNDONE = "import_undone"
    MERGE = "merge"
    SPLIT = "split"
    NEW = "new"
    """The customer was written down with it."""
    NAMED = "named"
    """The caller named them (docs/rules.md#r5)."""
    ROTATION = "rotation"
    """They were next in the rotation."""
    RECORD = "record"
    """The record of the one before had not been kept up to date (docs/rules.md#r6)."""

    POOL = "pool"
    """Nobody had reached them for so long that they returned to the pool (docs/rules.md#r33)."""
    TAKEN = "taken"
    """An agent took them from the pool."""


class Decision(Struct, frozen=True):
    """Decision about a customer at ``at`` by ``actor``.

    ``old`` and ``new`` are owners by name ('' the pool), stages, tiers; ``new`` of a merge or split is the ref of who
    was merged, of a do-not-call the word of the list that said so, whose file is the ``reason``.
    """

    what: Happening
    at: Instant
    actor: str
    old: str = ""
    new: str = ""
    reason: str = ""
    cause: Cause = Cause.HAND

    @property
    def key(self) -> str:
        """Return the key that tells it from the others of the customer."""
        return f"{self.what} {self.at} {self.new}"


Entry: TypeAlias = TouchRow | Decision | Snooze
"""A contact, a decision, a call that was put off."""


class Position(NamedTuple):
    """A place between two contacts: below the one of this instant and id, the newest standing on top."""

    at: Instant
    id: int


class TimelinePage(Struct, frozen=True):
    """A stretch of a timeline, the newest first. ``newer`` and ``older`` lead to the pages beside it, None = there is
    none; ``total`` counts all entries that were asked for, None where that is not known. The customer's campaign is in
    ``zone``."""

    entries: tuple[Entry, ...] = ()
    newer: Position | None = None
    older: Position | None = None
    total: int | None = 0
    zone: str = ""
