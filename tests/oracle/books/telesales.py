"""`telesales` (docs/rules.md#r1, #r2, #r4, #r8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from tests.oracle.asking import newest_qualifying, recurring
from tests.oracle.days import Every, end_of, midnight, plus_months
from tests.oracle.gates import customer_clock
from tests.oracle.model import DAY, Book, Facts, Milestone, Obligation, OTouch, Window
from tests.oracle.presale import TIERS, given_tier, interval, presale, presale_beginnings
from tests.oracle.touches import at, attempts, is_reached, is_signed, milestones, qualifying, signed_at

BLOCKS = (
    (time(9, 30), time(11, 30), ("high_intent", "key")),
    (time(11, 30), time(13, 30), ("maintenance", "low_intent")),
    (time(13, 30), time(14), ("new", "low_intent")),
    (time(14), time(17), ("high_intent", "key")),
)


def windows(_: date) -> Sequence[Window]:
    """Every day (docs/rules.md#r4)."""
    return (time(10), time(12)), (time(14), time(18))


def counts(touch: OTouch) -> bool:
    """Not refused, not do_not_call, and more than 5 characters of note, white space aside (docs/rules.md#effective)."""
    characters = [c for c in touch.note if not c.isspace()]
    return touch.disposition not in ("refused", "do_not_call") and len(characters) > 5


def signed_care(f: Facts) -> list[Obligation]:
    """Signed customers a call at least every 1mo, beginning at the signing, due from 1 week after the base, until
    24:00 of `contract_end` (docs/rules.md#r2)."""
    end = milestones(f).get("contract_end")
    if not is_signed(f) or (end and f.now >= end_of(f.campaign, end.day)):
        return []
    begins = signed_at(f)
    base = newest_qualifying(f, "call", begins)
    month = Every(months=1)
    lead = month.after(f.campaign, base) - (base + 7 * DAY)
    return recurring(f, "signed", "call", begins, base, month, lead=lead)


def renewal_begins(f: Facts, end: Milestone) -> datetime:
    """6, 3 or 2 months before `contract_end` by the length of the contract, or from `contract_start`; the length
    runs to the day after `contract_end` (docs/rules.md#r2)."""
    start = milestones(f).get("contract_start")
    if start is None:
        return midnight(f.campaign, plus_months(end.day, -2))
    for years, months in ((3, 6), (2, 3), (1, 2)):
        if plus_months(start.day, 12 * years) <= end.day + DAY:
            return midnight(f.campaign, plus_months(end.day, -months))
    return start.at


def renewal(f: Facts) -> list[Obligation]:
    """Open from its beginning, first breached 1mo later; then every 1mo from the newest call since,
    with the usual lead (docs/rules.md#r2)."""
    end = milestones(f).get("contract_end")
    if not is_signed(f) or end is None or f.now >= end_of(f.campaign, end.day):
        return []
    begins = renewal_begins(f, end)
    since = qualifying(f, "call", since=begins)
    month = Every(months=1)
    if since:
        return recurring(f, "renewal", "call", begins, since[-1], month)
    return recurring(f, "renewal", "call", begins, begins, month, lead=month.after(f.campaign, begins) - begins)


def rules(f: Facts) -> list[Obligation]:
    return [*presale(f), *signed_care(f), *renewal(f)]


def beginnings(f: Facts) -> list[datetime]:
    found = presale_beginnings(f)
    end = milestones(f).get("contract_end")
    if is_signed(f) and (end is None or f.now < end_of(f.campaign, end.day)):
        found.append(signed_at(f))
        if end is not None:
            found.append(renewal_begins(f, end))
    return found


def segments(f: Facts) -> set[str]:
    """The customer's segments (docs/rules.md#segments)."""
    tier, found = f.customer.tier, set()
    if tier in ("A", "B"):
        found.add("high_intent")
    if tier in ("C", "D", "E"):
        found.add("low_intent")
    if f.customer.key:
        found.add("key")
    if not attempts(f):
        found.add("new")
    if is_signed(f):
        found |= {"signed", "maintenance"}
    reaches = [at(f, t) for t in f.touches if is_reached(t)]
    if tier and reaches and f.now < interval(tier).after(f.campaign, reaches[-1]):
        found.add("maintenance")
    return found


def is_preferred(f: Facts) -> bool:
    """The blocks, in the customer's time zone; all segments of one rank alike (docs/rules.md#r2, #blocks)."""
    clock = customer_clock(f).time()
    running = {s for start, end, names in BLOCKS if start <= clock < end for s in names}
    return bool(running & segments(f))


BOOK = Book(
    "telesales",
    rules,
    beginnings,
    tiers=TIERS,
    tier_of=given_tier,
    windows=windows,
    counts=counts,
    retries=True,
    is_preferred=is_preferred,
)
