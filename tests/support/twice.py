"""A plugin of pytest (``-p tests.support.twice``): every unit of work runs twice, and the first run is rolled back.

The store may run a unit again: a server rolls it back, a connection is lost, another program was quicker. Whatever a
unit does outside of its transaction shows as a failure of some test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from callcenter.storage.database.transaction import Database, Tx

T = TypeVar("T")

_write = Database._write


class _RolledBack(Exception):
    """Ends a first run."""


def _write_twice(database: Database, work: Callable[[Tx], T], durable: bool) -> T:
    def first(tx: Tx) -> Any:
        work(tx)
        raise _RolledBack

    try:
        _write(database, first, durable)
    except _RolledBack:
        return _write(database, work, durable)
    raise AssertionError


@pytest.fixture(autouse=True)
def _twice(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("counts_units") is None:
        monkeypatch.setattr(Database, "_write", _write_twice)
