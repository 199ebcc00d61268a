"""Settings of a campaign: the one table of what may be set, how it is written, and who may set it.

The store keeps what :func:`changed` makes of texts, the command line shows what the table says of each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, structs

from callcenter import workdays
from callcenter.access import Right
from callcenter.model import HOUR, MINUTE, SECOND, CampaignFrame, Mask
from callcenter.views.upkeep.attention import Limit, Watched
from callcenter.views.upkeep.campaigns import CallPace, CampaignSettings
from callcenter.views.upkeep.trouble import StoreError, Trouble

LEASE_SECONDS = 300
"""Time for which a claim lasts without a heartbeat where the campaign says nothing else."""

_LEASE_BOUNDS = range(30, 86_401)
_RING_BOUNDS = range(15, 181)
"""Seconds: nobody reaches the telephone sooner, and an exchange gives up by then."""
_RECORDING_YEARS = range(3, 101)
"""Years for which recordings are kept: three at least (docs/rules.md#r27)."""

_SIGNS = str.maketrans({"~": "-", "\N{EN DASH}": "-", "\N{EM DASH}": "-", "、": ","})
"""Signs that stand between times where somebody does not write ``-`` and a comma."""

ATTENTION = (
    "ready 10m/30m, dialling 2m/5m, talking 20m/40m, wrap_up 3m/10m, break 20m/45m, lunch 1h/2h, meeting 1h/2h,"
    " training 4h/8h, breaches 1/5, promises 1/3, behind 10/20"
)
"""Limits from which a row of the team needs attention, where the campaign says nothing else: amber/red
(docs/rules.md#attention)."""

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR}
_OFF = "off"
_NOTHING = ""
_YES = frozenset({"yes", "true", "on", "1", "是"})
_NO = frozenset({"no", "false", "off", "0", "否"})
_SPAN_OF_DAY = r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)"


class Setting(Struct, frozen=True):
    """A setting of a campaign; ``key`` is its field of :class:`CampaignSettings`.

    ``read`` makes a value of a text and raises ``ValueError`` or ``StoreError``, ``written`` the text of a value.
    ``default`` is a text, ``example`` shows in any language how one is written. ``of_frame``: plans are made by it, so
    that a change recomputes them all (docs/rules.md#days, #closed-days).
    """

    key: str
    default: str
    example: str
    right: Right
    read: Callable[[str], Any]
    written: Callable[[Any], str] = str
    of_frame: bool = False


def lease(settings: CampaignSettings) -> int:
    """Time for which a claim lasts in a campaign, in milliseconds."""
    return (settings.lease_seconds or LEASE_SECONDS) * SECOND


def pace(settings: CampaignSettings) -> CallPace:
    """The pace of a campaign's calls."""
    return CallPace(settings.ring_seconds, settings.outcome_by_itself, settings.auto_dial)


def frame(settings: CampaignSettings, *, halted: bool) -> CampaignFrame:
    """The frame of a campaign with these settings."""
    start, end = settings.legal_frame
    return CampaignFrame(
        name=settings.name,
        zone=settings.timezone,
        country=settings.country,
        legal_start=start,
        legal_end=end,
        closed_holidays=settings.closed_holidays,
        closed_days=settings.closed_days,
        hours=settings.hours,
        halted=halted,
    )


def setting(key: str) -> Setting:
    """The setting of a key. Raises ``UNKNOWN_SETTING``."""
    if key not in BY_KEY:
        raise StoreError(Trouble.UNKNOWN_SETTING, key=key, keys=", ".join(BY_KEY))
    return BY_KEY[key]


def changed(settings: CampaignSettings, values: Mapping[str, str]) -> CampaignSettings:
    """Return these settings with others for some keys.

    Raises ``UNKNOWN_SETTING``, ``BAD_SETTING``, ``UNKNOWN_ZONE``, ``UNKNOWN_COUNTRY``.
    """
    read: dict[str, object] = {}
    for key, text in values.items():
        one = setting(key)
        try:
            read[key] = one.read(text.strip())
        except ValueError:
            raise StoreError(Trouble.BAD_SETTING, key=key, found=text, example=one.example) from None
    return structs.replace(settings, **read)


def clock(at: time) -> str:
    """A time of the legal frame as it is written."""
    return "24:00" if at == time.max else f"{at:%H:%M}"


def span_of_day(text: str) -> tuple[time, time]:
    """The legal frame ``HH:MM-HH:MM``; 24:00 is the day's last moment. Raises ``ValueError``."""
    match = re.fullmatch(_SPAN_OF_DAY, text.strip(), re.ASCII)
    if match is None:
        raise ValueError(text)
    start = time(int(match[1]), int(match[2]))
    ends = (int(match[3]), int(match[4]))
    end = time.max if ends == (24, 0) else time(*ends)
    if start >= end:
        raise ValueError(text)
    return start, end


@lru_cache(maxsize=256)
def spans_of_day(text: str) -> tuple[tuple[time, time], ...]:
    """Working hours ``HH:MM-HH:MM,HH:MM-HH:MM``, in their order, in full-width signs too.

    Raises ``ValueError``, also where two overlap.
    """
    spans = tuple(sorted(map(span_of_day, _names(unicodedata.normalize("NFKC", text).translate(_SIGNS)))))
    if not spans or any(before[1] > after[0] for before, after in pairwise(spans)):
        raise ValueError(text)
    return spans


def written_spans(spans: tuple[tuple[time, time], ...]) -> str:
    """Working hours as they are written."""
    return ",".join(map(_said_span, spans))


@lru_cache(maxsize=256)
def limits(text: str) -> tuple[Limit, ...]:
    """The limits ``talking 20m/40m, breaches 1/5``; what is not named keeps its default, ``off`` is never past a limit.

    Raises ``ValueError``, also where red comes before amber.
    """
    found = {} if text == ATTENTION else {one.watched: one for one in limits(ATTENTION)}
    for part in _names(text):
        name, _space, values = part.partition(" ")
        watched = Watched(name)
        if values.strip() == _OFF:
            found.pop(watched, None)
            continue
        amber, slash, red = values.partition("/")
        one = Limit(watched, _limit(watched, amber.strip()), _limit(watched, red.strip() if slash else amber.strip()))
        if one.red < one.amber:
            raise ValueError(text)
        found[watched] = one
    return tuple(found[watched] for watched in Watched if watched in found)


def written_limits(value: tuple[Limit, ...]) -> str:
    """Limits as they are written, all of them."""
    known = {one.watched: one for one in value}
    return ", ".join(
        f"{watched} {_said_limit(known[watched])}" if watched in known else f"{watched} {_OFF}" for watched in Watched
    )


def _limit(watched: Watched, text: str) -> int:
    match = re.fullmatch(r"(\d{1,4})([smh]?)", text, re.ASCII)
    if match is None or int(match[1]) == 0 or bool(match[2]) is watched.counted:
        raise ValueError(text)
    return int(match[1]) * _UNITS.get(match[2], 1)


def _said_limit(one: Limit) -> str:
    return "/".join(str(value) if one.watched.counted else _said_length(value) for value in (one.amber, one.red))


def _said_length(value: int) -> str:
    unit = next(unit for unit in ("h", "m", "s") if value % _UNITS[unit] == 0)
    return f"{value // _UNITS[unit]}{unit}"


def zone(text: str) -> str:
    """An IANA time zone. Raises ``UNKNOWN_ZONE``."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise StoreError(Trouble.UNKNOWN_ZONE, zone=text) from error
    return text


def country(text: str) -> str:
    """A country whose holidays are known, by its two letters. Raises ``UNKNOWN_COUNTRY``."""
    if not workdays.knows_country(text.upper()):
        raise StoreError(Trouble.UNKNOWN_COUNTRY, country=text)
    return text.upper()


def _yes_no(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ValueError(text)


def _said_yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _seconds(text: str) -> int:
    seconds = int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else 0
    if seconds not in _LEASE_BOUNDS:
        raise ValueError(text)
    return seconds


def _ring_seconds(text: str) -> int:
    seconds = int(text) if re.fullmatch(r"\d{1,3}", text, re.ASCII) else 0
    if seconds not in _RING_BOUNDS:
        raise ValueError(text)
    return seconds


def _recording_years(text: str) -> int:
    years = int(text) if re.fullmatch(r"\d{1,3}", text, re.ASCII) else 0
    if years not in _RECORDING_YEARS:
        raise ValueError(text)
    return years


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in re.split("[,，]", text) if name.strip()))


def _days(text: str) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, _names(text)))


def _optional(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: read(text) if text else None


def _said_optional(written: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: _NOTHING if value is None else written(value)


def _said_span(value: tuple[time, time]) -> str:
    return "-".join(map(clock, value))


def _said_days(value: frozenset[date]) -> str:
    return ",".join(sorted(day.isoformat() for day in value))


SETTINGS = (
    Setting("timezone", "Asia/Shanghai", "Asia/Shanghai", Right.CHANGE_RULES, zone, of_frame=True),
    Setting("country", "CN", "CN", Right.CHANGE_RULES, country, of_frame=True),
    Setting("closed_holidays", "no", "yes | no", Right.CHANGE_RULES, _yes_no, _said_yes_no, of_frame=True),
    Setting("closed_days", "", "2026-10-01,2026-10-02", Right.CHANGE_RULES, _days, _said_days, of_frame=True),
    Setting("legal_frame", "08:00-21:00", "08:00-21:00", Right.CHANGE_RULES, span_of_day, _said_span, of_frame=True),
    Setting(
        "hours",
        "09:00-12:00,13:30-18:00",
        "09:00-12:00,13:30-18:00",
        Right.CHANGE_RULES,
        spans_of_day,
        written_spans,
        of_frame=True,
    ),
    Setting("mask", "default", " | ".join(Mask), Right.CHANGE_RULES, Mask),
    Setting("dial_colleagues", "", "yes | no", Right.CHANGE_RULES, _optional(_yes_no), _said_optional(_said_yes_no)),
    Setting("lease_seconds", "", "30 … 86400", Right.CHANGE_RULES, _optional(_seconds), _said_optional(str)),
    Setting("own_pool_on_reach", "yes", "yes | no", Right.CHANGE_RULES, _yes_no, _said_yes_no),
    Setting("recording_years", "3", "3 … 100", Right.CHANGE_RULES, _recording_years),
    Setting("ring_seconds", "", "15 … 180", Right.CHANGE_RULES, _optional(_ring_seconds), _said_optional(str)),
    Setting("outcome_by_itself", "no", "yes | no", Right.CHANGE_RULES, _yes_no, _said_yes_no),
    Setting("auto_dial", "no", "yes | no", Right.CHANGE_RULES, _yes_no, _said_yes_no),
    Setting("attention", ATTENTION, "talking 20m/40m, breaches 1/5", Right.CHANGE_RULES, limits, written_limits),
    Setting("units", "", "华东,华南", Right.CHANGE_RULES, _names, ",".join),
)
"""All settings of a campaign, in the order in which they are shown. '' = as the program or the store has it."""

BY_KEY: Mapping[str, Setting] = {one.key: one for one in SETTINGS}
