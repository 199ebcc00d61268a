"""Instants, days, clocks, lengths of time and numbers in the current language.

Instants are UTC epoch milliseconds; ``zone`` is the IANA zone in which they are shown, the campaign's as a rule
(docs/rules.md#days). Nothing here asks what time it is.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from callcenter.dates.words import WEEKDAYS
from callcenter.locale import NP_, _, ngettext, pgettext
from callcenter.model import DAY, HOUR, MINUTE, SECOND, Instant

Zone: TypeAlias = str

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_DAY = timedelta(days=1)

_WEEKDAYS = (
    NP_("weekday", "Mon"),
    NP_("weekday", "Tue"),
    NP_("weekday", "Wed"),
    NP_("weekday", "Thu"),
    NP_("weekday", "Fri"),
    NP_("weekday", "Sat"),
    NP_("weekday", "Sun"),
)
_MONTHS = (
    NP_("month", "Jan"),
    NP_("month", "Feb"),
    NP_("month", "Mar"),
    NP_("month", "Apr"),
    NP_("month", "May"),
    NP_("month", "Jun"),
    NP_("month", "Jul"),
    NP_("month", "Aug"),
    NP_("month", "Sep"),
    NP_("month", "Oct"),
    NP_("month", "Nov"),
    NP_("month", "Dec"),
)


def iso(at: Instant, zone: Zone) -> str:
    """ISO 8601 with the zone's offset, for JSON: ``2026-03-03T09:00:00+08:00``. Milliseconds only if any.

    See docs/rules.md#queue.
    """
    return _local(at, zone).isoformat(timespec="milliseconds" if at % SECOND else "seconds")


def clock(at: Instant, zone: Zone) -> str:
    """The time of day: ``10:30``."""
    return f"{_local(at, zone):%H:%M}"


def day(value: date, today: date) -> str:
    """A day: ``Sun 15 Mar``, with its year when that is not the year of ``today``."""
    words = {
        "weekday": pgettext(*_WEEKDAYS[value.weekday()]),
        "month": pgettext(*_MONTHS[value.month - 1]),
        "day": value.day,
        "year": value.year,
    }
    if value.year == today.year:
        return _("{weekday} {day} {month}").format(**words)
    return _("{weekday} {day} {month} {year}").format(**words)


def day_of_year(month: int, number: int) -> str:
    """A day that comes every year: ``1 May``, ``5月1日``."""
    return _("{day} {month}").format(day=number, month=pgettext(*_MONTHS[month - 1]))


def day_of(at: Instant, zone: Zone, now: Instant) -> str:
    """The local day of an instant, as :func:`day` shows it."""
    return day(_local(at, zone).date(), _local(now, zone).date())


def day_heading(at: Instant, zone: Zone, now: Instant) -> str:
    """A day above what falls on it: ``today, Mon 2 Mar``, ``Thu 5 Mar``."""
    day = day_of(at, zone, now)
    if day == day_of(now, zone, now):
        return _("today, {day}").format(day=day)
    if day == day_of(now + DAY, zone, now):
        return _("tomorrow, {day}").format(day=day)
    return day


def moment(at: Instant, zone: Zone, now: Instant) -> str:
    """A local date and time: ``Sun 15 Mar 10:30``, ``3月15日 周日 10:30``; with the year when it is not this year."""
    return f"{day_of(at, zone, now)} {clock(at, zone)}"


def stamp(at: Instant, zone: Zone, now: Instant) -> str:
    """Return a time for a table: ``10:30`` today, ``15 Mar 10:30`` this year, else the day with its year."""
    local, today = _local(at, zone), _local(now, zone)
    if local.date() == today.date():
        return clock(at, zone)
    words = {"month": pgettext(*_MONTHS[local.month - 1]), "day": local.day, "year": local.year}
    if local.year == today.year:
        return f"{_('{day} {month}').format(**words)} {clock(at, zone)}"
    return _("{day} {month} {year}").format(**words)


def near(at: Instant, zone: Zone, now: Instant) -> str:
    """Return a time as short as can be: the time alone today, ``tomorrow 10:30``, else the whole :func:`moment`."""
    away = (_local(at, zone).date() - _local(now, zone).date()).days
    time = clock(at, zone)
    match away:
        case 0:
            return time
        case 1:
            return _("tomorrow {time}").format(time=time)
        case -1:
            return _("yesterday {time}").format(time=time)
        case _:
            return moment(at, zone, now)


def end(at: Instant, zone: Zone, now: Instant) -> str:
    """The end of a span, half-open: as :func:`moment`, but 00:00 is said as 24:00 of the day that it ends."""
    local = _local(at, zone)
    if (local.hour, local.minute) != (0, 0):
        return moment(at, zone, now)
    return f"{day(local.date() - _ONE_DAY, _local(now, zone).date())} 24:00"


def rough(milliseconds: int) -> str:
    """A length of time in its largest unit, rounded down: ``40s``, ``12m``, ``23h``, ``3d``. The sign is left aside."""
    length = abs(milliseconds)
    if length < MINUTE:
        return _("{n}s").format(n=length // SECOND)
    if length < HOUR:
        return _("{n}m").format(n=length // MINUTE)
    if length < 2 * DAY:
        return _("{n}h").format(n=length // HOUR)
    return _("{n}d").format(n=length // DAY)


def duration(seconds: int) -> str:
    """A length in its two largest units: ``45s``, ``6m 20s``, ``1h 05m``."""
    if seconds < 60:
        return _("{n}s").format(n=seconds)
    if seconds < 3600:
        return _("{m}m {s}s").format(m=seconds // 60, s=seconds % 60)
    return _("{h}h {m}m").format(h=seconds // 3600, m=f"{seconds // 60 % 60:02}")


def stopwatch(seconds: int) -> str:
    """A running clock: ``0:42``, ``12:05``, ``1:02:03``."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


_SPAN = re.compile(r"(\d+)(h|d|wd|wh|w|mo|y)")


def span(text: str) -> str:
    """A rulebook's span in words: ``24h`` is ``24 hours``, ``1mo`` is ``1 month``. Other texts stay as they are."""
    match = _SPAN.fullmatch(text)
    if match is None:
        return text
    n = int(match[1])
    match match[2]:
        case "h":
            words = ngettext("{n} hour", "{n} hours", n)
        case "d":
            words = ngettext("{n} day", "{n} days", n)
        case "w":
            words = ngettext("{n} week", "{n} weeks", n)
        case "mo":
            words = ngettext("{n} month", "{n} months", n)
        case "y":
            words = ngettext("{n} year", "{n} years", n)
        case "wh":
            words = ngettext("{n} working hour", "{n} working hours", n)
        case _:
            words = ngettext("{n} working day", "{n} working days", n)
    return words.format(n=n)


def every(text: str) -> str:
    """Return a recurrence in words, from a rulebook's span: ``every 7 days``, ``every month``."""
    match text:
        case "1h":
            return _("every hour")
        case "1d":
            return _("every day")
        case "1w":
            return _("every week")
        case "1mo":
            return _("every month")
        case "1y":
            return _("every year")
        case _:
            return _("every {span}").format(span=span(text))


def weekday(name: str) -> str:
    """A weekday by the name that rulebooks write: ``fri`` is ``Fri``."""
    return pgettext(*_WEEKDAYS[WEEKDAYS.index(name)])


def number(value: float, places: int | None = None, *, at_least: bool = False) -> str:
    """A number or an amount with its thousands apart: ``12,345``, ``0.5``; with ``places`` always so many decimals.

    ``at_least``: there may be more, ``≥ 12,345``; where nothing is known yet ``..``.
    """
    if at_least:
        return f"≥ {number(value, places)}" if value else ".."
    if places is not None:
        return f"{value:,.{places}f}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def percent(part: int, whole: int) -> str:
    """A rate in whole per cent, ``92%``; ``-`` where there is nothing to divide by."""
    return f"{(200 * part + whole) // (2 * whole)}%" if whole else "-"


def _local(at: Instant, zone: Zone) -> datetime:
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(ZoneInfo(zone))
