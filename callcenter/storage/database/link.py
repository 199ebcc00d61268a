"""A connection to a PostgreSQL server that gives up on one that has fallen silent."""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import monotonic
from typing import Any

import psycopg
from psycopg.waiting import Ready


class Link(psycopg.Connection[Any]):
    """``patience``: seconds without a sign of the server after which a statement fails; None = no end."""

    patience: float | None = None

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        if self.patience is not None:
            gen = _heard(gen, self.patience, self.pgconn.finish)
        return super().wait(gen, *args, **kwargs)


def _heard(gen: Generator[Any, Any, Any], seconds: float, finish: Callable[[], None]) -> Generator[Any, Any, Any]:
    end = monotonic() + seconds
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready != Ready.NONE:
                end = monotonic() + seconds
            elif monotonic() >= end:
                finish()  # a late answer would be taken for that to something else
                raise psycopg.OperationalError(f"no answer for {seconds:.0f} seconds")
            wanted = gen.send(ready)
    except StopIteration as done:
        return done.value
