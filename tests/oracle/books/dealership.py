"""`dealership`, R1 before the sale, five calls after the delivery, the birthday (docs/rules.md#r11)."""

from __future__ import annotations

from datetime import date, datetime

from tests.oracle.asking import birthday, cadence_day, on_day, once, window, within_hours
from tests.oracle.days import day_of, end_of, midnight, plus_months
from tests.oracle.model import DAY, Book, Facts, Obligation, OTouch
from tests.oracle.presale import TIERS, given_tier, presale, presale_beginnings
from tests.oracle.touches import came_at, milestones, qualifying


def counts(touch: OTouch) -> bool:
    """R1 without R4's windows and note test; a refusal still does not count (docs/rules.md#r11)."""
    return touch.disposition not in ("refused", "do_not_call")


def followed_by_sms(f: Facts, call: str, due: datetime) -> list[Obligation]:
    """An SMS due at the call that closed another rule, breached 24:00 of its day (docs/rules.md#r11)."""
    calls = qualifying(f, "call", since=due)
    if not calls:
        return []
    return once(f, f"{call}_sms", "sms", calls[0], end_of(f.campaign, day_of(f.campaign, calls[0])))


def after_delivery(f: Facts) -> list[Obligation]:
    """Within 2h; day 1 to day 3; N+7; N+1mo; N+3mo; the 2h, day-7 and 3-month calls each followed by an SMS.

    See docs/rules.md#r11.
    """
    n = milestones(f).get("delivered")
    if n is None:
        return []
    return [
        *within_hours(f, "delivered.2h", "call", n, 2),
        *window(f, "delivered.day1-3", "call", n, 1, 3),
        *cadence_day(f, "delivered.day7", "call", n, 7),
        *on_day(f, "delivered.1mo", "call", n, plus_months(n.day, 1)),
        *on_day(f, "delivered.3mo", "call", n, plus_months(n.day, 3)),
        *followed_by_sms(f, "delivered.2h", n.at),
        *followed_by_sms(f, "delivered.day7", midnight(f.campaign, n.day + 7 * DAY)),
        *followed_by_sms(f, "delivered.3mo", midnight(f.campaign, plus_months(n.day, 3))),
    ]


def rules(f: Facts) -> list[Obligation]:
    return [*presale(f), *after_delivery(f), *birthday(f, "any", came_at(f))]


def beginnings(f: Facts) -> list[datetime]:
    """The next birthday is listed from the beginning of its year, or from when the customer came in that year."""
    found = presale_beginnings(f)
    if f.customer.birthday is not None:
        year = midnight(f.campaign, date(day_of(f.campaign, f.now).year + 1, 1, 1))
        found += [came_at(f), max(came_at(f), year)]
    return found


BOOK = Book("dealership", rules, beginnings, tiers=TIERS, tier_of=given_tier, counts=counts, retries=True)
