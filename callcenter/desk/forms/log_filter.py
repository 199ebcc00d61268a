"""The filter line of the call log, read: days, an agent, how it ended, a campaign; what is left is searched for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct, field

from callcenter.locale import _
from callcenter.model import Disposition, Instant, Result
from callcenter.views.customers.log import LogFilter
from callcenter.wording import names, times
from callcenter.workdays import local_date, midnight

_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_SPAN = re.compile(r"(.*?)(?:\.\.|~|至|到)(.*)")
_NAMED_DAYS = {"today": 0, "yesterday": 1, "今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_MOST_WORDS = 4
_YEARS = range(1900, 2200)
"""Years that may be meant: beyond them it is a slip, and the days beside the first and the last cannot be told."""


class FilterWords(Struct, frozen=True):
    """The words that a filter line may mean: agents and campaigns by name, with the campaigns' zones."""

    agents: frozenset[str] = frozenset()
    zones: Mapping[str, str] = field(default_factory=dict)


def read_filter(text: str, now: Instant, zone: str, known: FilterWords) -> LogFilter:
    """Read a filter line; words stand in any order, days are those of ``zone``.

    ``today``, ``yesterday``, ``2026-03-02``, ``3/2`` (the last one), ``3/1..3/7`` (open at either end too), names of
    agents and campaigns, how a call ended and what a follow-up call came to, in words or as scripts write it. Anything
    else is looked for in notes, names and numbers.
    """
    today = local_date(now, zone)
    ended = {
        **{one.value: one for one in Disposition},
        **{one.value.replace("_", " "): one for one in Disposition},
        **{names.disposition(one).casefold(): one for one in Disposition},
    }
    came_to = {**{one.value: one for one in Result}, **{names.result(one).casefold(): one for one in Result}}
    result: Result | None = None
    days: tuple[date | None, date | None] | None = None
    agent, campaign, disposition, rest = "", "", None, list[str]()
    tokens = text.split()
    while tokens:
        for count in range(min(_MOST_WORDS, len(tokens)), 0, -1):
            words = " ".join(tokens[:count])
            if not agent and words in known.agents:
                agent = words
            elif not campaign and words in known.zones:
                campaign = words
            elif disposition is None and words.casefold() in ended:
                disposition = ended[words.casefold()]
            elif result is None and words.casefold() in came_to:
                result = came_to[words.casefold()]
            elif days is None and (found := _days(words, today)) is not None:
                days = found
            elif count == 1:
                rest.append(words)
            else:
                continue
            del tokens[:count]
            break
    first, last = days or (None, None)
    return LogFilter(
        since=None if first is None else midnight(first, zone),
        until=None if last is None else midnight(last + timedelta(days=1), zone),
        agent=agent,
        disposition=disposition,
        result=result,
        campaign=campaign,
        text=" ".join(rest),
    )


def filter_words(chosen: LogFilter, now: Instant, zone: str) -> str:
    """Return a filter as it was understood: ``Mon 2 Mar; by 王敏; no answer; with "price"``."""
    said = []
    if chosen.since is not None and chosen.until is not None:
        first, last = times.day_of(chosen.since, zone, now), times.day_of(chosen.until - 1, zone, now)
        said.append(first if first == last else _("{first} to {last}").format(first=first, last=last))
    elif chosen.since is not None:
        said.append(_("from {day}").format(day=times.day_of(chosen.since, zone, now)))
    elif chosen.until is not None:
        said.append(_("until {day}").format(day=times.day_of(chosen.until - 1, zone, now)))
    if chosen.agent:
        said.append(_("by {agent}").format(agent=chosen.agent))
    if chosen.disposition is not None:
        said.append(names.disposition(chosen.disposition))
    if chosen.result is not None:
        said.append(_("result {result}").format(result=names.result(chosen.result)))
    if chosen.campaign:
        said.append(_("campaign {campaign}").format(campaign=chosen.campaign))
    if chosen.text:
        said.append(_('with "{text}"').format(text=chosen.text))
    return names.told(said)


def _days(word: str, today: date) -> tuple[date | None, date | None] | None:
    """First and last day, None = open; None altogether for what is neither a day nor a span of days."""
    day = _day(word, today)
    if day is not None:
        return day, day
    span = _SPAN.fullmatch(word)
    if span is None or not (span[1] or span[2]):
        return None
    ends = [_day(part, today) if part else None for part in span.groups()]
    if any(part and end is None for part, end in zip(span.groups(), ends, strict=True)):
        return None
    first, last = ends
    if first is not None and last is not None and last < first:
        first, last = last, first
    return first, last


def _day(word: str, today: date) -> date | None:
    back = _NAMED_DAYS.get(word.casefold())
    if back is not None:
        return today - timedelta(days=back)
    match = _DAY.fullmatch(word)
    if match is None:
        return None
    try:
        if match[1]:
            day = date(int(match[1]), int(match[2]), int(match[3]))
            return day if day.year in _YEARS else None
        this_year = date(today.year, int(match[2]), int(match[3]))
        return this_year if this_year <= today else this_year.replace(year=today.year - 1)
    except ValueError:
        return None
