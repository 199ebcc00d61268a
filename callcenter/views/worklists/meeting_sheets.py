"""The sheet for the morning and the evening meeting."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant
from callcenter.views.upkeep.lag import Behind
from callcenter.views.worklists.cases import CaseRow
from callcenter.views.worklists.promises import PromiseRow


class SheetBreach(Struct, frozen=True):
    """Something that went overdue in the days looked back upon.

    ``agent``: whose customer it was then, None = nobody's; ``closed_at``: the contact that ended it, None where there
    is none: it is still open, or its rule has ended.
    """

    ref: str
    name: str
    tier: str | None
    campaign: str
    zone: str
    rule: str
    breach_at: Instant
    agent: str | None
    is_open: bool
    closed_at: Instant | None


class SheetPart(Struct, frozen=True):
    """The part of one ``agent``, None = of the pool: breaches, promises ahead, exceptions raised."""

    agent: str | None
    breaches: tuple[SheetBreach, ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    exceptions: tuple[CaseRow, ...] = ()


class MeetingSheet(Struct, frozen=True):
    """The sheet as of an instant.

    ``since`` to ``until`` are the days looked back upon, ``ahead`` the end of those ahead: of the first campaign, in
    its ``zone``.
    """

    at: Instant
    evening: bool
    zone: str
    since: Instant
    until: Instant
    ahead: Instant
    parts: tuple[SheetPart, ...]
    behind: Behind = Behind()
