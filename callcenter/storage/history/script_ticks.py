"""Steps of call scripts that were ticked off: kept in the open call as they are ticked, then with its touch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from callcenter.model import Instant
from callcenter.storage.access.service import Service
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import OpenCallTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import PresenceTable
from callcenter.views.upkeep.trouble import StoreError, Trouble

if TYPE_CHECKING:
    from callcenter.views.worklists.scripts import ScriptUse


@lru_cache(maxsize=1)
def _decoder() -> Any:
    # Loaded with the first call that has something ticked off: no start waits for it.
    import msgspec

    from callcenter.views.worklists.scripts import ScriptUse

    return msgspec.json.Decoder(tuple[ScriptUse, ...])


def written(uses: Sequence[ScriptUse]) -> str:
    """The uses of scripts as a column holds them; '' for none."""
    import msgspec

    return msgspec.json.encode([_cleaned(use) for use in uses]).decode() if uses else ""


def stored(column: str) -> tuple[ScriptUse, ...]:
    """Read what :func:`written` made."""
    uses: tuple[ScriptUse, ...] = _decoder().decode(column) if column else ()
    return uses


def _cleaned(use: ScriptUse) -> ScriptUse:
    ticked = tuple(replace(one, name=clean_text.line(one.name)) for one in use.ticked)
    return replace(use, script=clean_text.line(use.script), title=clean_text.line(use.title), ticked=ticked)


class _Ticked(Struct, frozen=True):
    """The call whose steps are ticked off."""

    agent_id: int
    customer: str
    window_id: str


@prepared
def _call_of(token: str) -> Query:
    columns = (OpenCallTable.agent, CustomerTable.name.alias("customer"), OpenCallTable.window_id)
    return OpenCallTable.select(*columns).join(CustomerTable).where(OpenCallTable.token == token)


class ScriptTicks(Service, subject="script_ticks"):
    """The verb of the steps."""

    def save(self, token: str, uses: Sequence[ScriptUse], *, now: Instant) -> None:
        """Keep what of the scripts is ticked off in an open call. Raises ``NO_OPEN_CALL``, ``CALL_ELSEWHERE``."""

        def work(tx: Tx) -> None:
            call = OpenCallTable.token == token
            found = tx.one(_Ticked, _call_of(token))
            if found is None:
                raise StoreError(Trouble.NO_OPEN_CALL)
            if self._principal.window and found.window_id not in ("", self._principal.window):
                raise StoreError(Trouble.CALL_ELSEWHERE, customer=found.customer)
            tx.run(OpenCallTable.update(scripts=written(uses)).where(call))
            tx.run(PresenceTable.update(heartbeat=now).where(PresenceTable.agent == found.agent_id))

        self._database.write(work, durable=False)
