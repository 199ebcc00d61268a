"""The days of a report as instants: each campaign has those of its own zone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date

from callcenter.model import Instant
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.workdays import midnight


class ReportSpan:
    """Periods that begin on the days of ``edges``, the last of which ends them; nothing counts after ``now``."""

    def __init__(self, campaigns: Mapping[int, StoredCampaign], edges: Sequence[date], now: Instant) -> None:
        self.edges, self.now = tuple(edges), now
        zones = {kept.frame.zone for kept in campaigns.values()} or {"Asia/Shanghai"}
        of_zone = {zone: [midnight(day, zone) for day in edges] for zone in zones}
        self.zone = next((kept.frame.zone for kept in campaigns.values()), "Asia/Shanghai")
        """The zone of figures of people alone, whatever the campaign: that of the first one."""
        self.instants = of_zone[self.zone]
        self._of_campaign = {key: of_zone[kept.frame.zone] for key, kept in campaigns.items()}
        self.since = min(instants[0] for instants in of_zone.values())
        self.until = min(max(instants[-1] for instants in of_zone.values()), now + 1)

    def period(self, campaign: int, at: Instant) -> int | None:
        """The number of the period of a campaign in which an instant lies; None = in none, or the campaign is not
        asked for."""
        edges = self._of_campaign.get(campaign)
        if edges is None or not edges[0] <= at < edges[-1] or at > self.now:
            return None
        return bisect_right(edges, at) - 1

    def day(self, at: Instant) -> int:
        """The number of the period of people alone in which an instant lies."""
        return bisect_right(self.instants, at) - 1
