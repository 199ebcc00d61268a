"""Deadlines of cases: the time that the rulebook gives their kind.

See docs/architecture.md#cases-screen.
"""

from __future__ import annotations

from datetime import timedelta

from callcenter.model import CampaignFrame, CaseKind, Instant
from callcenter.rulebook.book import Rulebook
from callcenter.workdays import Unit, add_exact, add_working_hours, local_date, midnight, shift_day

_ONE_DAY = timedelta(days=1)


def deadline(book: Rulebook, frame: CampaignFrame, kind: CaseKind, since: Instant) -> Instant:
    """The end of a case's time, counted as from a milestone; ``since``: when it was opened, last.

    See docs/rules.md#spans.
    """
    span = book.settled_within(kind)
    if span.unit is Unit.WORKING_HOURS:
        return add_working_hours(since, span.count, frame.zone, frame.country, frame.hours)
    if span.unit is Unit.HOURS:
        return add_exact(since, span, frame.zone)
    return midnight(shift_day(local_date(since, frame.zone), span, frame.country) + _ONE_DAY, frame.zone)
