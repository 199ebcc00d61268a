"""Keys of what was asked for."""

from __future__ import annotations

from callcenter.storage.access.service import Service
from callcenter.storage.database import requests


class Requests(Service, subject="requests"):
    """Verbs on the keys of what was asked for."""

    def is_done(self, key: str, verb: str) -> bool:
        """Tell whether a verb that adds something was carried out under this key."""
        stored = requests.stored_key(key, verb)
        return self._database.read(lambda tx: requests.known(tx, stored) is not None)
