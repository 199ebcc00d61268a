"""`store`, thanks, a call after a week, greetings on holidays (docs/rules.md#r12)."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

import holidays

from tests.oracle.asking import birthday, cadence_day, greeting
from tests.oracle.days import day_of, midnight
from tests.oracle.model import Book, Facts, Obligation
from tests.oracle.touches import milestones


@cache
def festival(name: str, year: int) -> date:
    """The first day of that name in the Chinese calendar of holidays; the eve and observed days are others."""
    known = holidays.country_holidays("CN", years=[year], language="en_US")
    return min(day for day, names in known.items() if day.year == year and name in names.split("; "))


def holidays_of(year: int) -> dict[str, date]:
    """1 Jan, Spring Festival, 1 May, Mid-Autumn, 1 Oct (docs/rules.md#r12)."""
    return {
        "new_year": date(year, 1, 1),
        "spring_festival": festival("Chinese New Year (Spring Festival)", year),
        "labour_day": date(year, 5, 1),
        "mid_autumn": festival("Mid-Autumn Festival", year),
        "national_day": date(year, 10, 1),
    }


def rules(f: Facts) -> list[Obligation]:
    """All of it is asked for by `delivered` (docs/rules.md#r12)."""
    n = milestones(f).get("delivered")
    if n is None:
        return []
    found = [
        *cadence_day(f, "thanks_sms", "sms", n, 0),
        *cadence_day(f, "day7", "call", n, 7),
        *birthday(f, "sms", n.at),
    ]
    for name, day in holidays_of(day_of(f.campaign, f.now).year).items():
        found += greeting(f, f"holiday.{name}", "sms", n.at, midnight(f.campaign, day), day)
    return found


def beginnings(_: Facts) -> list[datetime]:
    return []


BOOK = Book("store", rules, beginnings)
