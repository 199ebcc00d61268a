"""Arithmetic of figures: counted rows, summed by period and group, become values. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import TypeAlias

from msgspec import Struct

from callcenter.engine.figures.definitions import DEFINITIONS, DISTINCT, SUMMED, Formula
from callcenter.views.figures.reports import Counted, Figure, RowKind

Number: TypeAlias = int | float | Decimal
Place: TypeAlias = tuple[int | str, ...]
"""A period by its number, then the group's part for each key that was asked for."""


class Fact(Struct, frozen=True, gc=False):
    """A row that figures count: in which period, of which agent (0 = nobody), campaign, source and rule.

    ``once``: the key that a group counts once, for the kinds of rows in :data:`DISTINCT`.
    """

    period: int
    agent: int
    campaign: int
    source: str
    kind: RowKind
    id: int
    at: int
    customer: int
    rule: str = ""
    amount: Number = 1
    once: Hashable = None
    currency: str = ""


class Value(Struct, frozen=True):
    """A value with its numerator and denominator; None where there is nothing to divide by, or nothing divided."""

    value: Number | None
    numerator: Number
    denominator: int | None
    currency: str | None = None


class Sums:
    """The rows of a report, summed by place for all figures that count them."""

    def __init__(self, facts: Mapping[Counted, Sequence[Fact]], place_of: Callable[[Fact], Place]) -> None:
        self._placed: dict[Counted, dict[Place, list[Fact]]] = {}
        for counted, rows in facts.items():
            placed = defaultdict[Place, list[Fact]](list)
            for row in rows:
                placed[place_of(row)].append(row)
            self._placed[counted] = dict(placed)

    def places(self) -> set[Place]:
        """All places in which something is counted."""
        return {place for placed in self._placed.values() for place in placed}

    def rows(self, counted: Counted, place: Place) -> Sequence[Fact]:
        """The rows of a place, of those with the same key the earliest."""
        rows = self._placed.get(counted, {}).get(place, [])
        if counted not in DISTINCT:
            return rows
        first: dict[Hashable, Fact] = {}
        for row in sorted(rows, key=lambda one: (one.at, one.id)):
            first.setdefault(row.once, row)
        return list(first.values())

    def values(self, figure: Figure, place: Place) -> list[Value]:
        """The value of a figure in a place; of money one for each currency."""
        one = DEFINITIONS[figure]
        rows = self.rows(one.numerator, place)
        match one.formula:
            case Formula.COUNT:
                return [Value(len(rows), len(rows), None)]
            case Formula.RATIO:
                assert one.denominator is not None
                above, below = _size(one.numerator, rows), _size(one.denominator, self.rows(one.denominator, place))
                return [Value(above / below if below else None, above, below)]
            case Formula.MEAN:
                total = _sum(rows)
                return [Value(total / len(rows) if rows else None, total, len(rows))]
            case Formula.MEDIAN:
                amounts = [row.amount for row in rows]
                return [Value(median(amounts) if amounts else None, _sum(rows), len(rows))]  # type: ignore[type-var]
            case Formula.TOTAL:
                return _totals(rows)


def _size(counted: Counted, rows: Sequence[Fact]) -> int:
    return _sum(rows) if counted in SUMMED else len(rows)


def _sum(rows: Iterable[Fact]) -> int:
    return sum(int(row.amount) for row in rows)


def _totals(rows: Iterable[Fact]) -> list[Value]:
    sums = defaultdict[str, Decimal](Decimal)
    for row in rows:
        sums[row.currency] += Decimal(row.amount)
    return [Value(total, total, None, currency) for currency, total in sorted(sums.items())]
