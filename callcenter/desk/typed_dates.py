"""Dates as an agent types them, read back in words, with a warning where nobody may or should be called then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time

from callcenter import policy
from callcenter.dates import typed
from callcenter.dates.days import DateFault
from callcenter.locale import N_, _
from callcenter.model import CampaignFrame, Gate, Instant
from callcenter.rulebook.book import Rulebook
from callcenter.views.worklists.typed_fields import Reader, Reading
from callcenter.wording import times
from callcenter.workdays import add_months, local_date

_FAULTS: Mapping[DateFault, str] = {
    DateFault.UNREADABLE: N_("such as +3d, Fri 10:00, 3/15 14:30"),
    DateFault.NO_SUCH_DAY: N_("no such day"),
    DateFault.NO_SUCH_TIME: N_("no such time"),
    DateFault.OVER: N_("time is in the past"),
    DateFault.TOO_FAR: N_("too far ahead"),
}
_WARNINGS: Mapping[Gate, str] = {
    Gate.LEGAL_FRAME: N_("outside legal hours"),
    Gate.CLOSED_DAY: N_("closed that day"),
    Gate.WINDOW: N_("outside calling hours"),
}

_FAR_MONTHS = 3
"""Months after which a date is more often a slip than meant."""


def make_reader(now: Callable[[], Instant], frame: CampaignFrame, book: Rulebook, zone: str) -> Reader:
    """A reader for ``DateEntry``: what is typed are times of the campaign, or with ``there`` behind it of ``zone``, the
    customer's. It is read back in both.

    It warns and takes the time all the same: a promise passes windows and closed days (docs/rules.md#windows), and who
    types an hour at which nobody may be called is told so.
    """

    def of_windows(day: date) -> Sequence[time]:
        weekday = day.weekday()
        return sorted(hours.start for hours in book.windows if weekday in hours.weekdays) or typed.STARTS

    def of_hours(_day: date) -> Sequence[time]:
        return typed.STARTS

    def read(text: str) -> Reading:
        present = now()
        bare, there = typed.without_there(text)
        where = zone if there else frame.zone
        # Windows are read where the customer is.
        entry = typed.read(bare, present, where, starts=of_windows if where == zone else of_hours)
        if entry.at is None:
            return Reading(None, _fault(entry.fault or DateFault.UNREADABLE, abroad=zone != frame.zone), wrong=True)
        said = times.moment(entry.at, frame.zone, present)
        if zone != frame.zone:
            same_day = local_date(entry.at, zone) == local_date(entry.at, frame.zone)
            local = times.clock(entry.at, zone) if same_day else times.moment(entry.at, zone, present)
            said = _("{time}, {local} there").format(time=said, local=local)
        shut = policy.gates(book, frame, zone, entry.at).shut
        warning = next((held.gate for gate in _WARNINGS for held in shut if held.gate is gate), None)
        if warning is not None:
            said = _("{time} ! {warning}").format(time=said, warning=_(_WARNINGS[warning]))
        far = local_date(entry.at, frame.zone) > add_months(local_date(present, frame.zone), _FAR_MONTHS)
        return Reading(entry.at, said, date_only=entry.date_only, far=far)

    return read


def _fault(fault: DateFault, *, abroad: bool) -> str:
    if fault is DateFault.UNREADABLE and abroad:
        return _("such as +3d, Fri 10:00, Fri 10:00 there")
    return _(_FAULTS[fault])
