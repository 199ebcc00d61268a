"""Queries that are built once: to build one with Peewee takes longer than to run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeAlias, cast

from msgspec import Struct, field

from callcenter.storage.tables.slim_peewee import peewee

P = ParamSpec("P")
Query: TypeAlias = peewee.BaseQuery
Condition: TypeAlias = peewee.ColumnBase

_LISTS = frozenset({list, tuple})


class _Argument(Struct, frozen=True):
    """Placeholder in a statement for an argument of its query, by position."""

    place: int


_TEXTS = 256
"""Number of texts of a statement that are kept, one for each length of its lists."""


class _Statement(Struct, frozen=True):
    """A statement as the driver takes it, with the pieces between its placeholders."""

    text: str
    params: Callable[[Sequence[object]], list[object]]
    mark: str
    pieces: list[str]
    texts: dict[tuple[int, ...], str] = field(default_factory=dict)

    def listed(self, values: list[object]) -> tuple[str, list[object]]:
        """The statement with a placeholder for each member of a list: nothing is in one without members."""
        params, lengths, since = list[object](), list[int](), 0
        for place, value in enumerate(values):
            if type(value) in _LISTS:
                members = cast("Sequence[object]", value)
                params += values[since:place]
                params += members
                lengths += (place, len(members))
                since = place + 1
        params += values[since:]
        key = tuple(lengths)
        text = self.texts.get(key)
        if text is None:
            if len(self.texts) >= _TEXTS:
                self.texts.clear()
            text = self.texts[key] = self._text(dict(zip(lengths[::2], lengths[1::2], strict=True)))
        return text, params

    def _text(self, lengths: Mapping[int, int]) -> str:
        text = self.pieces[0]
        for place, piece in enumerate(self.pieces[1:]):
            length = lengths.get(place)
            text += self.mark if length is None else f"({','.join([self.mark] * length) or 'NULL'})"
            text += piece
        return text


class Bound(Struct, frozen=True):
    """A prepared query with its arguments."""

    statement: Callable[[Any], _Statement]
    arguments: Sequence[object]

    def sql(self, driver: Any) -> tuple[str, list[object]]:
        """The statement as the driver takes it, and its parameters."""
        statement = self.statement(driver)
        values = statement.params(self.arguments)
        for one in self.arguments:
            if type(one) in _LISTS:
                return statement.listed(values)
        return statement.text, values


def _filled(params: Sequence[object]) -> Callable[[Sequence[object]], list[object]]:
    """Return how the parameters of a statement are made of the arguments of its query."""
    places = [one.place if isinstance(one, _Argument) else None for one in params]

    def fill(arguments: Sequence[object]) -> list[object]:
        return [known if place is None else arguments[place] for place, known in zip(places, params, strict=True)]

    known = [place for place in places if place is not None]
    return fill if len(known) < len(places) else lambda arguments: [arguments[place] for place in known]


def prepared(build: Callable[P, Query]) -> Callable[P, Bound]:
    """Have a query built once for each kind of database, and its arguments filled in later.

    The function may put its arguments into the query and nothing else: it sees stand-ins, whatever it is called with.
    A list or tuple fills an ``in_``; ``not_in`` takes none that is empty.
    """
    names = tuple(signature(build).parameters)
    make: Callable[..., Query] = build
    built: dict[type, _Statement] = {}

    def statement(driver: Any) -> _Statement:
        found = built.get(type(driver))
        if found is None:
            stand_ins = [peewee.Value(_Argument(place), converter=False) for place in range(len(names))]
            text, params = driver.get_sql_context().sql(make(*stand_ins)).query()
            found = built[type(driver)] = _Statement(text, _filled(params), driver.param, text.split(driver.param))
        return found

    @wraps(build)
    def bind(*args: P.args, **kwargs: P.kwargs) -> Bound:
        return Bound(statement, (*args, *(kwargs[name] for name in names[len(args) :])) if kwargs else args)

    return bind
