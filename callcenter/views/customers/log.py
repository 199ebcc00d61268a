"""Touches as the call log and the timeline show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, convert

from callcenter.model import Disposition, Instant, Result, Touch

if TYPE_CHECKING:
    from callcenter.views.worklists.scripts import ScriptUse


class StoredTouch(Touch, frozen=True):
    """A touch and its place on record: a column of a touch is read wherever the model names it.

    ``corrects`` names the touch that it replaces; one that is ``withdrawn`` counts no longer.
    """

    id: int = 0
    ref: str = ""
    customer: str = ""
    campaign: str = ""
    wrap_seconds: int = 0
    effective: bool = False
    corrects: int | None = None
    withdrawn: bool = False

    @property
    def entered(self) -> Touch:
        """Return what it says, without its place."""
        return convert(self, Touch, from_attributes=True)


class TouchRow(StoredTouch, frozen=True):
    """A touch as the call log and the timeline show it; one that is ``replaced`` counts no longer."""

    scripts: tuple[ScriptUse, ...] = ()
    replaced: bool = False


class LogFilter(Struct, frozen=True):
    """Filter of the call log; empty fields do not filter. ``since``/``until`` are half-open instants."""

    since: Instant | None = None
    until: Instant | None = None
    agent: str = ""
    disposition: Disposition | None = None
    result: Result | None = None
    campaign: str = ""
    text: str = ""
    ref: str = ""
