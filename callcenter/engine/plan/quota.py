"""Shortfalls of the day's quota (docs/rules.md#r4-quota): pure arithmetic over an agent's days.

A working day at work is short at its end. On a working day of rest nobody calls, so its whole quota is made up
afterwards, beside what those days ask for themselves: on as many days at work as the book gives, the oldest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from callcenter.engine.plan.group_gates import closed_on
from callcenter.model import CampaignFrame, Instant
from callcenter.rulebook.book import Quota
from callcenter.workdays import worked_part


class AgentDay(Struct, frozen=True):
    """A campaign day of an agent, over. ``effective``: customers reached effectively on it, each once.

    See docs/rules.md#quota.
    """

    day: date
    is_working_day: bool
    at_work: bool
    effective: int


class Shortfall(Struct, frozen=True):
    """A day whose quota was not reached, found at the end of ``found_on``; ``missing`` calls are left of it."""

    day: date
    found_on: date
    missing: int


def wanted_by(quota: int, frame: CampaignFrame, now: Instant) -> int | None:
    """Return how many calls a quota has by ``now``, spread evenly over the working hours of its day, rounded down; None
    on a day that asks for none."""
    part = None if closed_on(frame, now) else worked_part(now, frame.zone, frame.country, frame.hours)
    return None if part is None or not part[1] else quota * part[0] // part[1]


def shortfalls(quota: Quota, days: Sequence[AgentDay]) -> list[Shortfall]:
    """Return the final shortfalls, oldest day first. ``days``: all that are over, one after another, none left out."""
    found: list[Shortfall] = []
    missing: dict[date, int] = {}
    days_back: dict[date, int] = {}
    for one in days:
        asked = quota.effective if one.is_working_day else 0
        if not one.at_work:
            if asked:
                missing[one.day], days_back[one.day] = asked, 0
            continue
        if one.effective < asked:
            found.append(Shortfall(one.day, one.day, asked - one.effective))
        over = max(0, one.effective - asked)
        for day in list(missing):
            made_up = min(over, missing[day])
            over -= made_up
            missing[day] -= made_up
            days_back[day] += 1
            if missing[day] and days_back[day] >= quota.make_up_days:
                found.append(Shortfall(day, one.day, missing[day]))
            if not missing[day] or days_back[day] >= quota.make_up_days:
                del missing[day]
    return sorted(found, key=lambda short: short.day)
