"""Calling windows, closed days, gaps (docs/rules.md#windows)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import holidays

from tests.oracle.asking import all_obligations, held_until, round_at
from tests.oracle.days import at_local, day_of, midnight
from tests.oracle.model import DAY, HOUR, Facts, Gate, Obligation, OCampaign, Window
from tests.oracle.touches import attempts, overtaken_by_inquiry


def customer_zone(f: Facts) -> str:
    """An empty `timezone` is the campaign's (docs/rules.md#cells)."""
    return f.customer.timezone or f.campaign.timezone


def customer_clock(f: Facts) -> datetime:
    return f.now.astimezone(ZoneInfo(customer_zone(f)))


def next_start(f: Facts, windows: Callable[[date], Sequence[Window]]) -> datetime:
    """The first instant after now at which one of the windows of the customer's days starts."""
    today = customer_clock(f).date()
    days = [today + n * DAY for n in range(9)]
    coming = [at_local(customer_zone(f), day, start) for day in days for start, _ in windows(day)]
    return min(instant for instant in coming if instant > f.now)


def is_closed_day(campaign: OCampaign, day: date) -> bool:
    """Closed on holidays or on given days (docs/rules.md#closed-days)."""
    on_holidays, given = campaign.closed
    return day in given or (on_holidays and day in holidays.country_holidays(campaign.country, years=[day.year]))


def tomorrow_after(f: Facts, instant: datetime) -> datetime:
    return midnight(f.campaign, day_of(f.campaign, instant) + DAY)


def gap_until(f: Facts) -> datetime | None:
    """2h after an attempt that did not reach; until the next campaign day after a reached outgoing call
    that was not effective.  Whatever followed, but a new inquiry (docs/rules.md#gap)."""
    ends = []
    for a in attempts(f):
        if not a.effective and not overtaken_by_inquiry(f, a.at):
            ends.append(tomorrow_after(f, a.at) if a.reached else a.at + 2 * HOUR)
    return max((end for end in ends if end > f.now), default=None)


def capped_until(f: Facts) -> datetime | None:
    """After the third failed attempt of a campaign day, or the first where a round is spent, until
    00:00 of the next.  Whatever followed, but a new inquiry (docs/rules.md#gap)."""
    failed = [a for a in attempts(f) if not a.reached]
    ends = []
    for a in failed:
        same_day = [b for b in failed if b.at <= a.at and day_of(f.campaign, b.at) == day_of(f.campaign, a.at)]
        spent = len(round_at(f, a.at)) >= 3
        if (len(same_day) >= 3 or spent) and not overtaken_by_inquiry(f, a.at):
            ends.append(tomorrow_after(f, a.at))
    return max((end for end in ends if end > f.now), default=None)


def gates_in_force(f: Facts) -> list[Gate]:
    """Hold, legal frame, closed day, window, gap: those that are in force now, in the order of docs/rules.md#why."""

    def ordinary(o: Obligation) -> bool:
        return not o.commitment

    def everything(_: Obligation) -> bool:
        return True

    def not_newly_promised(o: Obligation) -> bool:
        """Only a commitment that fell due after the last attempt passes the gap (docs/rules.md#gap)."""
        return not (o.commitment and o.due_at > attempts(f)[-1].at)

    def legal_frame(_: date) -> Sequence[Window]:
        return [(f.campaign.legal_start, f.campaign.legal_end)]

    local = customer_clock(f)
    found: list[Gate] = []
    held = held_until(f)
    if held is not None:
        promised = [o.due_at for o in all_obligations(f) if o.commitment and o.due_at > f.now]
        found.append(Gate("promised_later", min([held, *promised]), ordinary))
    if not f.campaign.legal_start <= local.time() < f.campaign.legal_end:
        found.append(Gate("legal_frame", next_start(f, legal_frame), everything))
    today = day_of(f.campaign, f.now)
    if is_closed_day(f.campaign, today):
        day = today
        while is_closed_day(f.campaign, day):
            day += DAY
        found.append(Gate("closed_day", midnight(f.campaign, day), ordinary))
    windows = f.book.windows
    if windows and not any(start <= local.time() < end for start, end in windows(local.date())):
        found.append(Gate("window", next_start(f, windows), ordinary))
    gap, cap = gap_until(f), capped_until(f)
    if gap is not None:
        found.append(Gate("gap", gap, not_newly_promised))
    if cap is not None:
        found.append(Gate("daily_cap", cap, not_newly_promised))
    return found
