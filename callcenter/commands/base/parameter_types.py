"""Parameter types for click that speak the person's language, also about a value that is not allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

import click
from msgspec import Struct

from callcenter.commands.base.context import holds_no_characters
from callcenter.locale import _
from callcenter.model import DAY, SECOND, Instant
from callcenter.views.people.audit import AuditHead
from callcenter.wording import listed

_Member = TypeVar("_Member", bound=StrEnum)

_LARGEST = 2**31 - 1  # the largest PostgreSQL integer
_YEARS = range(1900, 2200)
# Not compiled at every start: few commands are given a moment.
_MOMENT = (
    r"(\d{4}-\d\d-\d\d|\d{8})"
    r"(?:[T ](\d\d(?::?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?)?"
)


class Text(click.ParamType[str]):
    """A text that a database can hold: not empty, and made of characters."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if not text.strip():
            self.fail(_("it is empty"), param, ctx)
        if holds_no_characters(text):
            self.fail(_("it contains bytes that are not text"), param, ctx)
        return text


class File(click.ParamType[str]):
    """The path of a file, taken as it stands: who opens it says what is wrong with it."""

    name = "file"


class WholeNumber(click.ParamType[int]):
    """A whole number that a database can hold."""

    name = "number"

    def __init__(self, low: int) -> None:
        self._low = low

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if not re.fullmatch(r"[+-]?\d{1,12}", text, re.ASCII) or not self._low <= int(text) <= _LARGEST:
            self.fail(
                _('"{value}" is not a whole number of at least {low}').format(value=text, low=self._low), param, ctx
            )
        return int(text)


class Month(click.ParamType[date]):
    """A month, by its first day."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", str(value), re.ASCII)
        if found is None or int(found[1]) not in _YEARS:
            self.fail(_('"{value}" is not a month, such as 2026-03').format(value=value), param, ctx)
        return date(int(found[1]), int(found[2]), 1)


class Day(click.ParamType[date]):
    """A day, ``2026-10-01``. Years 1900 to 2199."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(str(value).strip())
        except ValueError:
            day = None
        if day is None or day.year not in _YEARS:
            self.fail(_('"{value}" is not a day; write 2026-10-01').format(value=value), param, ctx)
        return day


class OneOf(click.ParamType[_Member]):
    """A member of a closed set, by its value."""

    name = "choice"

    def __init__(self, kind: type[_Member]) -> None:
        self._kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> _Member:
        try:
            return self._kind(value)
        except ValueError:
            self.fail(not_among(str(value), [member.value for member in self._kind]), param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "|".join(member.value for member in self._kind)


def not_among(value: str, choices: Sequence[str]) -> str:
    """Return the message about a value that is none of the choices."""
    return _('"{value}" is not one of {choices}').format(value=value, choices=listed(choices))


class AsOf(Struct, frozen=True):
    """A moment that somebody named: an instant, or a local time that becomes one in a campaign's zone.

    See docs/rules.md#as-of.
    """

    at: Instant | None
    local: datetime | None

    def in_zone(self, zone: str) -> Instant:
        """The instant for a campaign of this IANA zone; a changed clock as in docs/rules.md#clock-change."""
        if self.at is not None:
            return self.at
        from callcenter import workdays

        assert self.local is not None
        return workdays.local_instant(self.local.date(), self.local.time(), zone)


class Moment(click.ParamType[AsOf]):
    """ISO 8601, with an offset or local to the campaign; a day alone is its 00:00. Years 1900 to 2199."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> AsOf:
        if isinstance(value, AsOf):
            return value
        read = _read_moment(str(value).strip())
        if read is None:
            self.fail(
                _('"{value}" is not a time; write it as 2026-03-02 10:05 or 2026-03-02T10:05+08:00').format(
                    value=value
                ),
                param,
                ctx,
            )
        return read


def _read_moment(text: str) -> AsOf | None:
    match = re.fullmatch(_MOMENT, text, re.ASCII | re.IGNORECASE)
    if match is None:
        return None
    day, clock, offset = match.groups()
    clock = (clock or "00:00").replace(",", ".")
    # ISO 8601 lets a day end at 24:00, the reader of Python 3.11 does not.
    ends = re.fullmatch(r"24(:?00){0,2}", clock) is not None
    try:
        read = datetime.fromisoformat(f"{day}T{'00:00' if ends else clock}{(offset or '').upper()}")
    except ValueError:
        return None
    if read.year not in _YEARS:
        return None
    read += timedelta(days=ends)
    if read.tzinfo is None:
        return AsOf(None, read)
    return AsOf((read - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1), None)


class Closed(Struct, frozen=True):
    """A day on which a campaign is closed; None = every public holiday (docs/rules.md#closed-days)."""

    day: date | None


class ClosedDay(click.ParamType[Closed]):
    """``holidays``, or a day."""

    name = "closed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Closed:
        if value == "holidays":
            return Closed(None)
        try:
            return Closed(date.fromisoformat(str(value)))
        except ValueError:
            self.fail(
                _('"{value}" is not a day; write 2026-10-01, or holidays for all of them').format(value=value),
                param,
                ctx,
            )


class LegalFrame(click.ParamType[tuple[time, time]]):
    """``HH:MM-HH:MM``; 24:00 is the day's last moment, which the store knows as the end."""

    name = "hours"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[time, time]:
        if isinstance(value, tuple):
            return value
        from callcenter import campaign_settings

        try:
            return campaign_settings.span_of_day(str(value))
        except ValueError:
            self.fail(_('"{value}" is not a time span; write 08:00-21:00').format(value=value), param, ctx)


class ColumnOfField(click.ParamType[tuple[str, str]]):
    """``FIELD=COLUMN``: which column of a file holds a field."""

    name = "mapping"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        field, equals, column = str(value).partition("=")
        if not equals or not field.strip() or not column.strip():
            self.fail(_('"{value}" is not FIELD=COLUMN; write phone=Mobile or phone=3').format(value=value), param, ctx)
        return field.strip(), column.strip()


class SettingValue(click.ParamType[tuple[str, str]]):
    """``KEY=VALUE``: a setting, and what it is to be; nothing behind the sign = as it is by itself."""

    name = "setting"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        key, equals, given = str(value).partition("=")
        if not equals or not key.strip() or holds_no_characters(str(value)):
            self.fail(_('"{value}" is not KEY=VALUE; write timezone=Asia/Shanghai').format(value=value), param, ctx)
        return key.strip(), given


class FieldNames(click.ParamType[frozenset[str]]):
    """Names of some fields with commas between; ``also`` has other names for them."""

    name = "fields"

    def __init__(self, known: Sequence[str], also: Mapping[str, str]) -> None:
        self._known = known
        self._also = also

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[str]:
        if isinstance(value, frozenset):
            return value
        parts = [part.strip().lower() for part in str(value).split(",")]
        found = [self._also.get(part, part) for part in parts]
        for name in found:
            if name not in self._known:
                self.fail(not_among(name, self._known), param, ctx)
        return frozenset(found)


def mapped(pairs: Sequence[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """All ``--map`` options together: of telephone numbers there may be several columns.

    Raises ``ValueError`` with the field that was given twice.
    """
    found: dict[str, tuple[str, ...]] = {}
    for field, column in pairs:
        if field in found and field != "phone":
            raise ValueError(field)
        found[field] = (*found.get(field, ()), column)
    return found


Expires: TypeAlias = Callable[[Instant], Instant]
"""The end of something, by the present."""


class Expiry(click.ParamType[Expires]):
    """A number of days from now on, or the last day (UTC)."""

    name = "expiry"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Expires:
        text = str(value)
        if re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII):
            return lambda now: now + int(text) * DAY
        try:
            end = datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), UTC)
        except (ValueError, OverflowError):
            self.fail(
                _('"{value}" is neither a number of days nor a day; write 90 or 2027-03-31').format(value=text),
                param,
                ctx,
            )
        return lambda now: int(end.timestamp()) * SECOND


class HeadText(click.ParamType[AuditHead]):
    """A head of the audit, as ``audit head`` prints it."""

    name = "head"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> AuditHead:
        found = re.fullmatch(r"(\d{1,12}):([0-9a-f]{64})", str(value), re.ASCII)
        if found is None:
            self.fail(_("not a head as printed by callcenter audit head"), param, ctx)
        return AuditHead(int(found[1]), found[2])
