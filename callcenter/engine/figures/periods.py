"""Periods of a report: half-open spans of days, cut as the calendar cuts them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from callcenter.views.figures.reports import ReportPeriod


def begins(day: date, period: ReportPeriod) -> date:
    """The first day of the period in which a day lies."""
    match period:
        case ReportPeriod.DAY:
            return day
        case ReportPeriod.WEEK:
            return day - timedelta(days=day.weekday())
        case ReportPeriod.MONTH:
            return day.replace(day=1)
        case ReportPeriod.QUARTER:
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
        case ReportPeriod.YEAR:
            return day.replace(month=1, day=1)


def follows(first: date, period: ReportPeriod) -> date:
    """The first day of the period after the one that begins on ``first``."""
    longest = {ReportPeriod.DAY: 1, ReportPeriod.WEEK: 7, ReportPeriod.MONTH: 31, ReportPeriod.QUARTER: 92}
    return begins(first + timedelta(days=longest.get(period, 366)), period)


def cut(since: date, until: date, period: ReportPeriod | None) -> Sequence[date]:
    """The first days of the periods from ``since`` on, and ``until`` as the last; None = one period.

    The first and the last are as long as the span lets them.
    """
    edges = [since]
    if period is not None:
        edge = follows(begins(since, period), period)
        while edge < until:
            edges.append(edge)
            edge = follows(edge, period)
    return [*edges, until]
