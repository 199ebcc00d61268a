"""One line about a visit: when it was, who came to whom, what came of it."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from msgspec import Struct

from callcenter.dates.words import DAYS_AHEAD, any_of
from callcenter.model import DAY, Direction, Instant
from callcenter.workdays import local_date, local_instant

LONGEST_BACK = 7 * DAY
"""Longest time ago for which a visit is recorded here; what is older is a matter of the log."""

_DAYS_AGO = {word: -ahead for word, ahead in DAYS_AHEAD.items() if ahead <= 0}
_WHEN = re.compile(
    rf"(?:(?P<day>{any_of(_DAYS_AGO)})|(?P<month>\d{{1,2}})(?:[-/]|月)(?P<number>\d{{1,2}})日?)?"
    r"\s*(?P<hour>[01]?\d|2[0-3])[:：点](?P<minute>[0-5]\d)?(?:\s+|$)",
    re.IGNORECASE,
)
_THEY_CAME = re.compile(r"[<＜]\s*")


class VisitLine(Struct, frozen=True):
    """``at`` is when the visit was; ``direction`` IN = the customer came."""

    at: Instant
    direction: Direction
    note: str


def read(text: str, now: Instant, zone: str) -> VisitLine:
    """``< 昨天 14:30 看了两台``: all but the note may be missing; then it was just now, and the agent went.

    A time that lies ahead, or more than a week back, is part of the note.
    """
    came = _THEY_CAME.match(text)
    rest = text[came.end() :] if came else text
    direction = Direction.IN if came else Direction.OUT
    when = _WHEN.match(rest)
    at = None if when is None else _instant(when, now, zone)
    if when is None or at is None:
        return VisitLine(now, direction, rest)
    return VisitLine(at, direction, rest[when.end() :])


def _instant(when: re.Match[str], now: Instant, zone: str) -> Instant | None:
    today = local_date(now, zone)
    day = today - timedelta(days=_DAYS_AGO.get((when["day"] or "today").lower(), 0))
    try:
        if when["month"]:
            day = date(today.year, int(when["month"]), int(when["number"]))
            if day > today:
                day = day.replace(year=today.year - 1)
    except ValueError:
        return None
    at = local_instant(day, time(int(when["hour"]), int(when["minute"] or 0)), zone)
    return at if now - LONGEST_BACK <= at <= now else None
