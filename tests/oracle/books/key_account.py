"""`key-account`, weekly touches, the Friday SMS, answers, a call or visit every half month.

See docs/rules.md#r19, #r21.
"""

from __future__ import annotations

from datetime import datetime, time

from tests.oracle.asking import at_least_every, greeting, within_hours
from tests.oracle.classing import top_by_revenue
from tests.oracle.days import Every, at_local, day_of
from tests.oracle.model import DAY, Book, Facts, Obligation
from tests.oracle.touches import came_at, milestones

TIERS = ("VIP", "regular", "small")
FRIDAY = 4


def tier_of(f: Facts) -> str:
    """VIP the top 20 % by `revenue`; below the top small if given so, else regular; without revenue the given
    tier, else regular (docs/rules.md#r21)."""
    given = f.customer.tier
    if f.customer.revenue is None:
        return given or "regular"
    if f.customer.ref in top_by_revenue(f, 20):
        return "VIP"
    return "small" if given == "small" else "regular"


def friday_sms(f: Facts) -> list[Obligation]:
    """Friday 18:00-24:00; the Friday of today or the next one (docs/rules.md#r19)."""
    day = day_of(f.campaign, f.now)
    while day.weekday() != FRIDAY:
        day += DAY
    return greeting(f, "friday_sms", "sms", came_at(f), at_local(f.campaign.timezone, day, time(18)), day)


def rules(f: Facts) -> list[Obligation]:
    tier, begins = tier_of(f), came_at(f)
    found: list[Obligation] = []
    if f.customer.key or tier == "VIP":
        found += at_least_every(f, "weekly", "any", begins, Every(days=7))
        found += friday_sms(f)
    if tier in ("VIP", "regular"):
        found += at_least_every(f, "halfmonth", "call", begins, Every(days=15))
    if question := milestones(f).get("question"):
        found += within_hours(f, "answer", "any", question, 24, answer=True)
    return found


def beginnings(f: Facts) -> list[datetime]:
    return [came_at(f)] if f.customer.key or tier_of(f) != "small" else []


BOOK = Book("key-account", rules, beginnings, tiers=TIERS, tier_of=tier_of)
