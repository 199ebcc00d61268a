"""Service: verbs of one subject, on a database, in the name of somebody."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from copy import copy
from functools import wraps
from types import UnionType
from typing import Any, ClassVar, TypeVar

from callcenter.access import NOBODY, VERBS, Principal
from callcenter.model import Instant
from callcenter.storage.access.door import Door, VerbCall
from callcenter.storage.database.requests import Request, write_once
from callcenter.storage.database.transaction import Database, Tx

T = TypeVar("T")


class Service:
    """Verbs on a database; each is a transaction of its own and may be called from any thread.

    A public method is a verb: it stands in :data:`callcenter.access.VERBS`, and nothing of it happens before its
    transaction has found that ``principal`` may do it.
    """

    subject: ClassVar[str]
    """The name under which the store has this service."""

    def __init_subclass__(cls, *, subject: str) -> None:
        cls.subject = subject
        for name, method in vars(cls).copy().items():
            if inspect.isfunction(method) and not name.startswith("_"):
                setattr(cls, name, _guarded(f"{subject}.{name}", method))

    def __init__(self, database: Database, principal: Principal = NOBODY) -> None:
        self._database = database
        self._principal = principal

    def _once(
        self,
        key: str,
        verb: str,
        now: Instant,
        content: tuple[object, ...],
        kind: type[Any] | UnionType,
        work: Callable[[Tx], T],
        *,
        sets: bool = False,
    ) -> T:
        """Write once for a form's key, in the principal's name; see :class:`Request`. ``kind``: the result's type."""
        request = Request(key, verb, now, (*content, self._principal.name), sets)
        return write_once(self._database, request, kind, work)


def _guarded(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """The verb of this name behind the door; a verb that it calls in turn is a part of it."""
    verb = VERBS[name]
    parameters = tuple(inspect.signature(method).parameters)
    missing = [one for one in verb.parameters if one not in parameters]
    assert not missing, f"{name} has no parameter {missing}"
    places = [(one, parameters.index(one) - 1) for one in verb.parameters]
    now = parameters.index("now") - 1 if "now" in parameters else len(parameters)

    @wraps(method)
    def guarded(self: Service, *args: Any, **named: Any) -> Any:
        if isinstance(self._database, Door):
            return method(self, *args, **named)
        about = tuple((one, _given(one, place, args, named)) for one, place in places)
        at = _given("now", now, args, named)
        entered = copy(self)
        entered._database = Door(self._database, VerbCall(name, verb, self._principal, about, at))
        return method(entered, *args, **named)

    return guarded


def _given(name: str, place: int, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """The argument of this name, or at this place; None where the call leaves it out."""
    return named[name] if name in named else args[place] if place < len(args) else None
