"""Touches as the call log and the timeline show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from callcenter.model import Channel, Direction, Disposition, Instant, Result

if TYPE_CHECKING:
    from callcenter.views.work.scripts import ScriptUse


class TouchRow(Struct, frozen=True):
    """A touch as the call log and the timeline show it. ``corrects`` names the touch that it replaces;
    one that is ``replaced`` counts no longer, nor does one that is ``withdrawn``.

    ``result`` is what a call-back came to, ``on_case`` the case that it was made for as a second one (RULES R15);
    ``satisfaction`` the customer's answer from 1 to 5.
    """

    id: int
    ref: str
    customer: str
    campaign: str
    at: Instant
    agent: str
    channel: Channel
    direction: Direction
    disposition: Disposition | None
    seconds: int
    wrap_seconds: int
    note: str
    phone: str
    callback_at: Instant | None
    effective: bool
    corrects: int | None = None
    withdrawn: bool = False
    result: Result | None = None
    satisfaction: int | None = None
    on_case: int | None = None
    scripts: tuple[ScriptUse, ...] = ()
    replaced: bool = False


class LogFilter(Struct, frozen=True):
    """What the call log shows; empty fields do not filter. ``since``/``until`` are half-open instants."""

    since: Instant | None = None
    until: Instant | None = None
    agent: str = ""
    disposition: Disposition | None = None
    result: Result | None = None
    campaign: str = ""
    text: str = ""
    ref: str = ""
