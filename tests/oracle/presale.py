"""Obligations of an inquiry, in `telesales` and before the sale in `dealership` (docs/rules.md#r1, #r8)."""

from __future__ import annotations

from datetime import datetime

from tests.oracle.asking import at_least_every, cadence_day, newest_qualifying, recurring, within_hours
from tests.oracle.days import Every, end_of, midnight, plus_months
from tests.oracle.model import DAY, Facts, Milestone, Obligation
from tests.oracle.touches import at, inquiry, is_reached, milestones, sold_at

TIERS = ("A", "B", "C", "D", "E")


def given_tier(f: Facts) -> str | None:
    """The tier that the agent confirmed (docs/rules.md#r1-tier)."""
    return f.customer.tier


def interval(tier: str) -> Every:
    """The interval of each tier (docs/rules.md#r1)."""
    if tier == "E":
        return Every(months=1)
    return Every(days=7) if tier in ("A", "B") else Every(days=14)


def presale_runs(f: Facts, n: Milestone) -> bool:
    """All of it until 24:00 of N+6mo, or until signed or delivered at or after the inquiry (docs/rules.md#r1)."""
    if f.customer.stage == "signed" or f.now >= end_of(f.campaign, plus_months(n.day, 6)):
        return False
    delivered = milestones(f).get("delivered")
    return all(instant < n.at for instant in sold_at(f) + ([delivered.at] if delivered else []))


def presale(f: Facts) -> list[Obligation]:
    """Return the obligations of an inquiry (docs/rules.md#r1, #r8)."""
    n = inquiry(f)
    if n is None or not presale_runs(f, n):
        return []
    return [
        *within_hours(f, "first_call", "call", n, 24),
        *cadence_day(f, "thanks_sms", "sms", n, 0),
        *cadence_day(f, "intro.N+1", "call", n, 1),
        *cadence_day(f, "intro.N+4", "call", n, 4),
        *cadence_day(f, "promo_sms", "sms", n, 5),
        *cadence_day(f, "intro.N+7", "call", n, 7),
        *maintenance(f, n),
        *unreached(f, n),
    ]


def maintenance(f: Facts, n: Milestone) -> list[Obligation]:
    """The calls from N+8; without a tier the duties are D's (docs/rules.md#r1, #ties)."""
    tier = f.customer.tier or "D"
    begins = midnight(f.campaign, n.day + 8 * DAY)
    if tier == "E":
        return maintenance_e(f, begins)
    return at_least_every(f, f"maintenance.{tier}", "call", begins, interval(tier))


def maintenance_e(f: Facts, n8: datetime) -> list[Obligation]:
    """E a call every 1mo and 2 SMS per 1mo, only with an `interested` touch, from the later of the first such
    touch and N+8.  The bracket is read as speaking of all that E asks for, as the regulation behind it does
    (docs/rules.md#r1).
    """
    interested = [at(f, t) for t in f.touches if t.disposition == "interested"]
    if not interested:
        return []
    begins = max(interested[0], n8)
    sms = newest_qualifying(f, "sms", begins, nth=2)
    return [
        *at_least_every(f, "maintenance.E", "call", begins, interval("E")),
        *recurring(f, "maintenance_sms.E", "sms", begins, sms, Every(months=1), lead=3 * DAY),
    ]


def unreached(f: Facts, n: Milestone) -> list[Obligation]:
    """An A customer not reached at all for 7d, from the later of the inquiry and the newest touch that reached.

    See docs/rules.md#r1.
    """
    if f.customer.tier != "A":
        return []
    base = max([n.at, *(at(f, t) for t in f.touches if is_reached(t))])
    return recurring(f, "unreached.A", "call", n.at, base, Every(days=7))


def presale_beginnings(f: Facts) -> list[datetime]:
    """E's rules only once there is interest (docs/rules.md#r1)."""
    n = inquiry(f)
    if n is None or not presale_runs(f, n) or (f.customer.tier == "E" and not maintenance_e(f, f.now)):
        return []
    return [midnight(f.campaign, n.day + 8 * DAY)]
