"""Campaigns, and how far a change of their rules has come."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from callcenter.model import CampaignFrame


class CampaignRow(Struct, frozen=True):
    """A campaign with the rulebook version it runs under. ``region`` is the country for phone numbers."""

    frame: CampaignFrame
    rulebook: str
    version: int
    customers: int = 0

    @property
    def name(self) -> str:
        """The campaign's name."""
        return self.frame.name


class ChangeStage(StrEnum):
    """How far a change of a campaign's rules has come (DESIGN §3, rulebook versions)."""

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
