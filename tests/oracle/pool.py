"""The return of customers to the pool, worked out a second time from the text (docs/rules.md#r33).

- The clock begins with the latest of the owner's beginning, the newest touch that reached and the import.
- It stands still while the owner is absent, a call is put off, a case is open, a promise lies ahead, a do-not-call
  stands. A day is 24 hours in which it ran.
- After the days of the tier the customer returns; so many days before, the owner is warned.
- Nobody is warned before the terms began, and from then on the days of the warning are left.

The clock is asked at each edge whether it runs, nothing is merged or sorted into stretches.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.oracle.days import as_milestone, end_of, utc
from tests.oracle.model import DAY, MINUTE, Facts, Obligation
from tests.oracle.touches import at, is_attempt_call, is_reached, milestones

Stretch = tuple[datetime, datetime | None]
LONG_AGO = datetime.fromisoformat("1900-01-01T00:00+00:00")


def pool_warning(f: Facts) -> list[Obligation]:
    """A task of the owner; nothing where the clock stands still for nobody knows how long."""
    pool, customer = f.book.pool, f.customer
    if pool is None or customer.owner is None or customer.owned_since is None:
        return []
    tier = f.book.tier_of(f) or pool.no_tier_as
    days = pool.days if tier is None else pool.tiers.get(tier, pool.days)
    began = max(utc(f.campaign, customer.owned_since), utc(f.campaign, customer.imported_at))
    if days is None or began > f.now:
        return []
    base = max([began, *(at(f, t) for t in f.touches if is_reached(t))])
    floors = [when for when in (customer.pool_since, customer.history_until) if when is not None]
    floor = max((utc(f.campaign, when) for when in floors), default=LONG_AGO)
    stretches = standing_still(f)
    warned = run(base, (days - pool.warning_days) * DAY, stretches)
    gone = run(base, days * DAY, stretches)
    not_sooner = run(floor, pool.warning_days * DAY, stretches)
    if warned is None or gone is None or not_sooner is None:
        return []
    due, breach = max(warned, floor), max(gone, not_sooner)
    state = "upcoming" if f.now < due else "breached" if f.now >= breach else "open"
    return [Obligation(f"{f.book.name}.pool_warning", "any", due, breach, state, task=True)]


def run(begins: datetime, length: timedelta, stretches: list[Stretch]) -> datetime | None:
    """The first instant by which the clock has run so long since it began; None where it stands for ever before."""
    edges = sorted({edge for stretch in stretches for edge in stretch if edge is not None and edge > begins})
    left, now = length, begins
    for edge in edges:
        if not any(stands(stretch, now) for stretch in stretches):
            if left <= edge - now:
                return now + left
            left -= edge - now
        elif left == timedelta(0):
            return now
        now = edge
    if left > timedelta(0) and any(stands(stretch, now) for stretch in stretches):
        return None
    return now + left


def stands(stretch: Stretch, moment: datetime) -> bool:
    since, until = stretch
    return since <= moment and (until is None or moment < until)


def standing_still(f: Facts) -> list[Stretch]:
    customer, c = f.customer, f.campaign

    def known(when: datetime | None) -> datetime | None:
        """An instant after T is not known yet."""
        return when if when is not None and when <= f.now else None

    found: list[Stretch] = list(customer.away)  # absences are read as they are now
    found += [(opened, known(closed)) for opened, closed in customer.cases if opened <= f.now]
    for asked in (at(f, t) for t in f.touches if t.disposition == "do_not_call"):
        found.append((asked, min((lifted for lifted in customer.lifted if asked < lifted <= f.now), default=None)))
    inquiries = [as_milestone(c, value).at for kind, value in customer.milestones if kind == "inquiry"]
    for made, until, withdrawn in customer.snoozes:
        if made <= f.now:
            others = [*(one for one, _, _ in customer.snoozes), *(at(f, t) for t in f.touches), *inquiries]
            over = [when for when in (*others, withdrawn) if when is not None and made < when <= f.now]
            found.append((made, min([until, *over])))
    for t in f.touches:
        if t.callback_at is not None:
            promised = utc(c, t.callback_at)
            later = [one for one in f.touches if at(f, one) > at(f, t)]
            kept = [one for one in later if is_reached(one) or one.callback_at is not None]
            kept += [one for one in later if is_attempt_call(one) and at(f, one) >= promised - 15 * MINUTE]
            found.append((at(f, t), min([promised, *(at(f, one) for one in kept)])))
    meeting = milestones(f).get("appointment")
    if meeting is not None:  # a plan is known at any T
        found.append((LONG_AGO, meeting.at if meeting.timed else end_of(c, meeting.day)))
    return found
