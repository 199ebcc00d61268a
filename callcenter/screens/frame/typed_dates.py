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

_FAULTS: Mapping[DateFault, str] = {
    DateFault.UNREADABLE: N_("such as +3d, Fri 10:00, 3/15 14:30"),
    DateFault.NO_SUCH_DAY: N_("there is no such day"),
    DateFault.NO_SUCH_TIME: N_("there is no such time"),
    DateFault.OVER: N_("that time has passed"),
    DateFault.TOO_FAR: N_("too far ahead"),
}
_WARNINGS: Mapping[Gate, str] = {
    Gate.LEGAL_FRAME: N_("no calls at that hour"),
    Gate.CLOSED_DAY: N_("closed on that day"),
    Gate.WINDOW: N_("outside calling hours"),
}


def make_reader(now: Callable[[], Instant], frame: CampaignFrame, book: Rulebook, zone: str) -> Reader:
    """A reader for ``DateEntry``: what is typed are times of the campaign; ``zone`` is where the customer lives.

    It warns and takes the time all the same: a promise passes windows and closed days (docs/rules.md#windows), and who
    types an hour at which nobody may be called is told so.
    """

    def starts(day: date) -> Sequence[time]:
        if zone != frame.zone:
            return typed.STARTS
        weekday = day.weekday()
        return sorted(hours.start for hours in book.windows if weekday in hours.weekdays) or typed.STARTS

    def read(text: str) -> Reading:
        present = now()
        entry = typed.read(text, present, frame.zone, starts=starts)
        if entry.at is None:
            return Reading(None, _(_FAULTS[entry.fault or DateFault.UNREADABLE]), wrong=True)
        said = times.moment(entry.at, frame.zone, present)
        if zone != frame.zone:
            said = _("{time}, {local} there").format(time=said, local=times.clock(entry.at, zone))
        shut = policy.gates(book, frame, zone, entry.at).shut
        warning = next((held.gate for gate in _WARNINGS for held in shut if held.gate is gate), None)
        if warning is not None:
            said = _("{time} ! {warning}").format(time=said, warning=_(_WARNINGS[warning]))
        return Reading(entry.at, said, date_only=entry.date_only)

    return read
