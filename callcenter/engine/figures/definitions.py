"""The figures, each declared once: unit, numerator, denominator, and the keys by which it may be grouped.

Source: docs/figures.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, auto

from msgspec import Struct

from callcenter.views.figures.reports import Counted, Figure, GroupKey


class Formula(Enum):
    """The ways by which rows become a value."""

    COUNT = auto()
    RATIO = auto()
    MEAN = auto()
    MEDIAN = auto()
    TOTAL = auto()


class FigureUnit(Enum):
    """The units of values."""

    NUMBER = auto()
    SHARE = auto()
    SECONDS = auto()
    GRADE = auto()
    MONEY = auto()


class Definition(Struct, frozen=True):
    """A figure: the rows of its numerator, and of its denominator where it has one."""

    formula: Formula
    unit: FigureUnit
    numerator: Counted
    denominator: Counted | None
    keys: frozenset[GroupKey]


_PERSON = frozenset({GroupKey.AGENT, GroupKey.UNIT})
_CUSTOMER = _PERSON | {GroupKey.CAMPAIGN, GroupKey.SOURCE}
_DUTY = _CUSTOMER | {GroupKey.RULE}

DISTINCT = frozenset({Counted.FOLLOWED_UP, Counted.REACHED_CUSTOMERS, Counted.LEADS, Counted.SIGNED})
"""Kinds of rows of which a group counts each key once, however many it has."""

SUMMED = frozenset({Counted.ASKED, Counted.BUSY, Counted.PRESENT})
"""Kinds of rows whose amounts a share adds up, instead of counting them."""

CALLBACK_RULES = frozenset(
    {
        "service.complaint_resolved",
        "service.repair_done",
        "brokerage.new_account",
        "brokerage.key",
        "brokerage.event",
        "brokerage.sample",
    }
)
"""The rules of the call-back rate (docs/rules.md#r10, #r15)."""


def _count(rows: Counted, keys: frozenset[GroupKey] = _CUSTOMER) -> Definition:
    return Definition(Formula.COUNT, FigureUnit.NUMBER, rows, None, keys)


def _share(numerator: Counted, denominator: Counted, keys: frozenset[GroupKey] = _CUSTOMER) -> Definition:
    return Definition(Formula.RATIO, FigureUnit.SHARE, numerator, denominator, keys)


def _time(formula: Formula, rows: Counted) -> Definition:
    return Definition(formula, FigureUnit.SECONDS, rows, rows, _CUSTOMER)


DEFINITIONS: Mapping[Figure, Definition] = {
    Figure.SLA_ATTAINMENT: _share(Counted.KEPT, Counted.SETTLED, _DUTY),
    Figure.BREACHES: _count(Counted.BREACHED, _DUTY),
    Figure.ATTEMPTS: _count(Counted.ATTEMPTS),
    Figure.CALLS: _count(Counted.CALLS),
    Figure.REACH_RATE: _share(Counted.ATTEMPTS_REACHED, Counted.ATTEMPTS),
    Figure.EFFECTIVE_RATE: _share(Counted.EFFECTIVE_CALLS, Counted.ATTEMPTS),
    Figure.QUOTA: _share(Counted.FOLLOWED_UP, Counted.ASKED, _PERSON),
    Figure.NEW_CUSTOMERS: _count(Counted.NEW_CUSTOMERS),
    Figure.CONVERSION: _share(Counted.SIGNED, Counted.LEADS),
    Figure.CALLBACK_RATE: _share(Counted.KEPT_CALLBACKS, Counted.OWED_CALLBACKS, _DUTY),
    Figure.COMPLAINT_RATE: _share(Counted.COMPLAINTS, Counted.REACHED_CUSTOMERS),
    Figure.SATISFACTION: Definition(Formula.MEAN, FigureUnit.GRADE, Counted.ANSWERS, Counted.ANSWERS, _CUSTOMER),
    Figure.TALK_TIME: _time(Formula.MEDIAN, Counted.TALKS),
    Figure.TALK_TIME_MEAN: _time(Formula.MEAN, Counted.TALKS),
    Figure.WRAP_UP_TIME: _time(Formula.MEDIAN, Counted.WRAP_UPS),
    Figure.WRAP_UP_TIME_MEAN: _time(Formula.MEAN, Counted.WRAP_UPS),
    Figure.HANDLE_TIME: _time(Formula.MEDIAN, Counted.HANDLED),
    Figure.HANDLE_TIME_MEAN: _time(Formula.MEAN, Counted.HANDLED),
    Figure.OCCUPANCY: _share(Counted.BUSY, Counted.PRESENT, _PERSON),
    Figure.REVENUE: Definition(Formula.TOTAL, FigureUnit.MONEY, Counted.AMOUNTS, None, _CUSTOMER),
    Figure.SPEED_TO_LEAD: _time(Formula.MEDIAN, Counted.FIRST_ATTEMPTS),
    Figure.SPEED_TO_LEAD_5MIN: _share(Counted.QUICK_ATTEMPTS, Counted.FIRST_ATTEMPTS),
}


def groupable(figures: Iterable[Figure], keys: Iterable[GroupKey]) -> tuple[Figure, ...]:
    """Return those of the figures that mean something in groups by all of these keys."""
    wanted = frozenset(keys)
    return tuple(figure for figure in figures if wanted <= DEFINITIONS[figure].keys)


def counted_by(figures: Iterable[Figure]) -> frozenset[Counted]:
    """The kinds of rows that these figures count."""
    found = set[Counted]()
    for figure in figures:
        one = DEFINITIONS[figure]
        found.update({one.numerator} if one.denominator is None else {one.numerator, one.denominator})
    return frozenset(found)
