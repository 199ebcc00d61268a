"""The words for figures, and their values as people read them (docs/figures.md)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from callcenter.locale import NP_, Term, _, pgettext
from callcenter.views.figures.reports import Counted, Figure, GroupKey, ReportRow
from callcenter.wording import times

_FIGURES: Mapping[Figure, Term] = {
    Figure.SLA_ATTAINMENT: NP_("figure", "SLA attainment"),
    Figure.BREACHES: NP_("figure", "breaches"),
    Figure.ATTEMPTS: NP_("figure", "attempts"),
    Figure.CALLS: NP_("figure", "calls"),
    Figure.REACH_RATE: NP_("figure", "reach rate"),
    Figure.EFFECTIVE_RATE: NP_("figure", "effective rate"),
    Figure.QUOTA: NP_("figure", "quota"),
    Figure.NEW_CUSTOMERS: NP_("figure", "new customers"),
    Figure.CONVERSION: NP_("figure", "conversion"),
    Figure.CALLBACK_RATE: NP_("figure", "follow-up call rate"),
    Figure.COMPLAINT_RATE: NP_("figure", "complaint rate"),
    Figure.SATISFACTION: NP_("figure", "satisfaction"),
    Figure.TALK_TIME: NP_("figure", "talk time, median"),
    Figure.TALK_TIME_MEAN: NP_("figure", "talk time, mean"),
    Figure.WRAP_UP_TIME: NP_("figure", "wrap-up time, median"),
    Figure.WRAP_UP_TIME_MEAN: NP_("figure", "wrap-up time, mean"),
    Figure.HANDLE_TIME: NP_("figure", "handle time, median"),
    Figure.HANDLE_TIME_MEAN: NP_("figure", "handle time, mean"),
    Figure.OCCUPANCY: NP_("figure", "occupancy"),
    Figure.REVENUE: NP_("figure", "revenue"),
    Figure.SPEED_TO_LEAD: NP_("figure", "speed to lead, median"),
    Figure.SPEED_TO_LEAD_5MIN: NP_("figure", "leads called within 5 minutes"),
}
_KEYS: Mapping[GroupKey, Term] = {
    GroupKey.AGENT: NP_("column", "agent"),
    GroupKey.UNIT: NP_("column", "unit"),
    GroupKey.CAMPAIGN: NP_("column", "campaign"),
    GroupKey.RULE: NP_("column", "rule"),
    GroupKey.SOURCE: NP_("column", "source"),
}
_COUNTED: Mapping[Counted, Term] = {
    Counted.KEPT: NP_("counted", "closed in time"),
    Counted.SETTLED: NP_("counted", "closed in time or breached"),
    Counted.BREACHED: NP_("counted", "breached"),
    Counted.OWED_CALLBACKS: NP_("counted", "follow-up call owed"),
    Counted.KEPT_CALLBACKS: NP_("counted", "follow-up call made in time"),
    Counted.ATTEMPTS: NP_("counted", "attempt"),
    Counted.ATTEMPTS_REACHED: NP_("counted", "attempt that reached"),
    Counted.CALLS: NP_("counted", "call"),
    Counted.EFFECTIVE_CALLS: NP_("counted", "effective call"),
    Counted.FOLLOWED_UP: NP_("counted", "customer of a day"),
    Counted.ASKED: NP_("counted", "asked of a day"),
    Counted.REACHED_CUSTOMERS: NP_("counted", "customer reached"),
    Counted.COMPLAINTS: NP_("counted", "complaint"),
    Counted.ANSWERS: NP_("counted", "answer"),
    Counted.TALKS: NP_("counted", "talk"),
    Counted.WRAP_UPS: NP_("counted", "wrap-up"),
    Counted.HANDLED: NP_("counted", "talk and wrap-up"),
    Counted.BUSY: NP_("counted", "busy"),
    Counted.PRESENT: NP_("counted", "signed in"),
    Counted.NEW_CUSTOMERS: NP_("counted", "new customer"),
    Counted.LEADS: NP_("counted", "lead"),
    Counted.SIGNED: NP_("counted", "signed"),
    Counted.AMOUNTS: NP_("counted", "amount"),
    Counted.FIRST_ATTEMPTS: NP_("counted", "first attempt"),
    Counted.QUICK_ATTEMPTS: NP_("counted", "within 5 minutes"),
}
_SHARES = frozenset(
    {
        Figure.SLA_ATTAINMENT,
        Figure.REACH_RATE,
        Figure.EFFECTIVE_RATE,
        Figure.QUOTA,
        Figure.CONVERSION,
        Figure.CALLBACK_RATE,
        Figure.COMPLAINT_RATE,
        Figure.OCCUPANCY,
        Figure.SPEED_TO_LEAD_5MIN,
    }
)
_COUNTS = frozenset({Figure.BREACHES, Figure.ATTEMPTS, Figure.CALLS, Figure.NEW_CUSTOMERS})


def figure(which: Figure) -> str:
    """The name of a figure."""
    return pgettext(*_FIGURES[which])


def key(which: GroupKey) -> str:
    """The heading of a column of groups."""
    return pgettext(*_KEYS[which])


def counted(which: Counted) -> str:
    """The word for a row that is counted."""
    return pgettext(*_COUNTED[which])


def group_part(which: GroupKey, part: str) -> str:
    """A part of a group: its name, or the word for nobody."""
    if part:
        return part
    return _("the pool") if which is GroupKey.AGENT else "-"


def value(row: ReportRow) -> str:
    """The value of a figure: ``92.5%``, ``6m 20s``, ``1,200.50 CNY``; ``-`` where there is nothing to divide by."""
    if row.value is None:
        return "-"
    if row.figure in _SHARES:
        return f"{times.number(100 * float(row.value), 1)}%"
    if row.figure in _COUNTS:
        return times.number(float(row.value))
    if row.figure is Figure.SATISFACTION:
        return times.number(float(row.value), 2)
    if row.figure is Figure.REVENUE:
        return f"{times.number(float(row.value), 2)} {row.currency}".rstrip()
    return times.duration(round(row.value))


def parts(row: ReportRow) -> str:
    """The numerator and denominator of a figure, '' where it is a count."""
    if row.denominator is None:
        return ""
    return f"{_plain(row.numerator)} / {_plain(row.denominator)}"


def _plain(number: Decimal | float | int) -> str:
    return times.number(float(number))
