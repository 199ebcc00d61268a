"""`brokerage`, new accounts, key customers once a year, events, the yearly draw (docs/rules.md#r15)."""

from __future__ import annotations

from datetime import date, datetime

from tests.oracle.asking import once, within_days
from tests.oracle.classing import at_least, drawn, marked
from tests.oracle.days import as_milestone, day_of, midnight, plus_months
from tests.oracle.model import DAY, Book, Facts, Obligation
from tests.oracle.touches import came_at, milestones


def not_their_own(owner: str | None, agent: str) -> bool:
    """`--agent A` never offers A's own customers here, but everybody else's (docs/rules.md#r15)."""
    return owner != agent


def is_key(f: Facts) -> bool:
    """Marked, `assets_cny` or `turnover_cny` from 10,000,000, `vip`, `loss_gap` from 20 (docs/rules.md#r15)."""
    c = f.customer
    return (
        c.key
        or at_least(c, "assets_cny", 10_000_000)
        or at_least(c, "turnover_cny", 10_000_000)
        or marked(c, "vip")
        or at_least(c, "loss_gap", 20)
    )


def this_year(f: Facts) -> int:
    return day_of(f.campaign, f.now).year


def first_key_year(f: Facts) -> int:
    """The year after the opening; opening unknown: the year the customer came (docs/rules.md#r15)."""
    opened = milestones(f).get("account_opened")
    return opened.day.year + 1 if opened else day_of(f.campaign, came_at(f)).year


def key(f: Facts) -> list[Obligation]:
    """Once per calendar year, due 1 Jan, breached next 1 Jan.  A missed one stays open, and breached, until
    a call; so each year's stands for itself (docs/rules.md#r15)."""
    if not is_key(f) or f.now < came_at(f):
        return []
    return [
        o
        for year in range(first_key_year(f), this_year(f) + 1)
        for o in once(f, "key", "call", *(midnight(f.campaign, date(y, 1, 1)) for y in (year, year + 1)))
    ]


def sample(f: Facts) -> list[Obligation]:
    """Item i of n is due 00:00 of 1 Jan + floor(365 i / n), breached next 1 Jan, met by a call since due.

    See docs/rules.md#r15.
    """
    opened = [as_milestone(f.campaign, value).day for kind, value in f.customer.milestones if kind == "account_opened"]
    if not opened:
        return []
    found = []
    for year in range(min(opened).year + 1, this_year(f) + 1):
        refs = drawn(f, year)
        if f.customer.ref in refs:
            day = date(year, 1, 1) + 365 * refs.index(f.customer.ref) // len(refs) * DAY
            breach = midnight(f.campaign, date(year + 1, 1, 1))
            found += once(f, "sample", "call", midnight(f.campaign, day), breach)
    return found


def rules(f: Facts) -> list[Obligation]:
    known = milestones(f)
    found = [*key(f), *sample(f)]
    if opened := known.get("account_opened"):
        found += within_days(f, "new_account", "call", opened, plus_months(opened.day, 1))
    if event := known.get("event"):
        found += within_days(f, "event", "call", event, event.day + 3 * DAY)
    return found


def beginnings(f: Facts) -> list[datetime]:
    """A key customer's next call is asked for from the next 1 Jan; what next year draws nobody can know."""
    if not is_key(f):
        return []
    first = first_key_year(f)
    if f.now < came_at(f):
        return [max(came_at(f), midnight(f.campaign, date(first, 1, 1)))]
    return [midnight(f.campaign, date(max(first, this_year(f) + 1), 1, 1))]


BOOK = Book("brokerage", rules, beginnings, is_offered_to=not_their_own)
