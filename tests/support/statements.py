"""The statements that a store runs, seen as the driver gets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import peewee
import pytest

Seen: TypeAlias = Callable[[Any, str, Any], None]
"""A function of the connection, the text of a statement and its parameters, called before the statement runs."""


class _Watched:
    """Proxy of a connection."""

    def __init__(self, connection: Any, seen: Seen) -> None:
        self._connection = connection
        self._seen = seen

    def execute(self, text: str, params: Any = ()) -> Any:
        self._seen(self._connection, text, params)
        return self._connection.execute(text, params)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def watch(monkeypatch: pytest.MonkeyPatch, seen: Seen) -> None:
    """Have a function see every statement of every store from here to the end of the test."""
    really: Any = peewee.Database.connection
    monkeypatch.setattr(peewee.Database, "connection", lambda driver: _Watched(really(driver), seen))
