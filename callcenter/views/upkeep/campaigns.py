"""Campaigns, and how far a change of their rules has come."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum

from msgspec import Struct

from callcenter.model import CampaignFrame, Mask
from callcenter.views.upkeep.attention import Limit


class CampaignState(StrEnum):
    """The state of a campaign: a paused or closed one offers nobody, and a closed one takes no import."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class CallPace(Struct, frozen=True):
    """Pace of a campaign's calls. ``ring_seconds``: how long a customer's telephone rings, None = as long as it does.

    ``outcome_by_itself``: what the line tells of a call that nobody answered is written without a key. ``auto_dial``:
    the next customer is dialled a moment after a call is saved, unless a key stops that.
    """

    ring_seconds: int | None = None
    outcome_by_itself: bool = False
    auto_dial: bool = False


class CampaignRow(Struct, frozen=True):
    """A campaign with the rulebook version it runs under. ``region`` is the country for phone numbers."""

    frame: CampaignFrame
    rulebook: str
    version: int
    customers: int = 0
    state: CampaignState = CampaignState.OPEN
    pace: CallPace = CallPace()

    @property
    def name(self) -> str:
        """The campaign's name."""
        return self.frame.name


class CampaignSettings(Struct, frozen=True):
    """The settings of a campaign; :mod:`callcenter.campaign_settings` says how.

    ``dial_colleagues`` None = as the store is: yes in an open one, no in a closed one. ``lease_seconds`` None = the
    program's own. ``recording_years``: for how long recordings are kept. The pace of calls as in :class:`CallPace`.
    ``attention``: limits from which a row of the team needs attention. ``units`` are names; none = the campaign is
    everybody's.
    """

    name: str
    timezone: str
    country: str
    closed_holidays: bool
    closed_days: frozenset[date]
    legal_frame: tuple[time, time]
    hours: tuple[tuple[time, time], ...]
    mask: Mask
    dial_colleagues: bool | None
    lease_seconds: int | None
    own_pool_on_reach: bool
    recording_years: int
    ring_seconds: int | None
    outcome_by_itself: bool
    auto_dial: bool
    attention: tuple[Limit, ...]
    units: tuple[str, ...] = ()


class ChangeStage(StrEnum):
    """Progress of a change of a campaign's rules (docs/architecture.md#rule-changes)."""

    PREPARING = "preparing"
    """The rules before still count; the plans under the coming ones are being worked out."""
    SETTLING = "settling"
    """The new rules count; what follows from them is being put on record."""
    DONE = "done"


class RulebookChange(Struct, frozen=True):
    """A change of a campaign's rules: the rulebook that comes, its version, and ``done`` of ``total`` customers."""

    campaign: str
    rulebook: str
    version: int
    stage: ChangeStage
    done: int
    total: int
