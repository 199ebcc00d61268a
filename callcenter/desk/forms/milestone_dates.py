"""Key dates as people type them: of the past or of the future, with or without a time (docs/rules.md#milestone)."""

from __future__ import annotations

from datetime import timedelta

from callcenter.dates.imported import resolve
from callcenter.dates.words import DAYS_AHEAD
from callcenter.importing.values import BadValue, parse_moment
from callcenter.model import CampaignFrame, Instant, Milestone, MilestoneKind
from callcenter.views.worklists.typed_fields import Reader
from callcenter.workdays import local_date, midnight


def read(kind: MilestoneKind, text: str, frame: CampaignFrame, reader: Reader, now: Instant) -> Milestone | None:
    """Read what was typed; None for what is no date. ``reader``: of dates that lie ahead."""
    away = DAYS_AHEAD.get(text.strip().casefold())
    if away is not None:
        day = local_date(now, frame.zone) + timedelta(days=away)
        return Milestone(kind, midnight(day, frame.zone), True)
    try:
        at, date_only = resolve(parse_moment(text), frame.zone)
    except BadValue:
        reading = reader(text)
        if reading.at is None:
            return None
        if not reading.date_only:
            return Milestone(kind, reading.at)
        return Milestone(kind, midnight(local_date(reading.at, frame.zone), frame.zone), True)
    return Milestone(kind, at, date_only)
