"""Service: verbs of one subject, on a database."""

from __future__ import annotations

from callcenter.storage.database.transaction import Database


class Service:
    """Verbs on a database; each is a transaction of its own and may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
