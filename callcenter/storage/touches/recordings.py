"""Recordings of contacts: listened to on record, and kept for the years of their campaign (docs/rules.md#r27)."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from callcenter import workdays
from callcenter.access import Right
from callcenter.model import Instant
from callcenter.storage.access import grants, scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.customers.recordings import ExpiredRecording
from callcenter.views.upkeep.trouble import StoreError, Trouble

_AGENT = fn.COALESCE(AgentTable.name, "")


class _Recorded(Struct, frozen=True):
    agent: str
    recording: str | None


@prepared
def _recorded(touch_id: int) -> Query:
    touch = TouchTable.select(TouchTable.recording, _AGENT.alias("agent"))
    return touch.join(AgentTable, peewee.JOIN.LEFT_OUTER).where(TouchTable.id == touch_id)


class _Old(Struct, frozen=True):
    touch_id: int
    ref: str
    customer: str
    at: Instant
    agent: str
    recording: str


class Recordings(Service, subject="recordings"):
    """Verbs on recordings."""

    def listen(self, touch_id: int, *, now: Instant) -> str:
        """The file or the address of a contact's recording, for somebody who listens to it; on record in the audit.

        Agents listen to their own calls, supervisors to everybody's. Raises ``UNKNOWN_TOUCH``, ``NO_RECORDING``,
        ``NOT_ALLOWED``.
        """

        def work(tx: Tx) -> str:
            found = tx.one(_Recorded, _recorded(touch_id))
            if found is None:
                raise StoreError(Trouble.UNKNOWN_TOUCH, id=touch_id)
            if found.agent != tx.grant.name and not tx.grant.has(Right.REVEAL):
                raise grants.refusal(tx.grant)
            if not found.recording:
                raise StoreError(Trouble.NO_RECORDING, id=touch_id)
            return found.recording

        return self._database.write(work)

    def expired(self, *, now: Instant) -> tuple[ExpiredRecording, ...]:
        """The recordings that were kept for the years of their campaign, the oldest first; none is removed here."""

        def work(tx: Tx) -> tuple[ExpiredRecording, ...]:
            scope = scopes.of(tx)
            within = None if scope is None else scopes.customers(tx, scope)
            kept = campaign_rows.get_all(tx).values()
            rows = (row for campaign in kept for row in _expired(tx, campaign, within, now))
            return tuple(sorted(rows, key=lambda row: (row.at, row.touch_id)))

        return self._database.read(work)


def _expired(tx: Tx, campaign: StoredCampaign, within: Any, now: Instant) -> list[ExpiredRecording]:
    zone, months = campaign.frame.zone, 12 * campaign.settings.recording_years
    first_kept = workdays.midnight(workdays.add_months(workdays.local_date(now, zone), -months), zone)
    recorded = TouchTable.recording.is_null(False) & ~TouchTable.withdrawn & TouchTable.in_force
    old = recorded & (TouchTable.at < first_kept) & (CustomerTable.campaign == campaign.id)
    selected = columns(
        _Old, TouchTable, touch_id=TouchTable.id, ref=CustomerTable.ref, customer=CustomerTable.name, agent=_AGENT
    )
    rows = (
        TouchTable.select(*selected)
        .join(CustomerTable)
        .join_from(TouchTable, AgentTable, peewee.JOIN.LEFT_OUTER)
        .where(old if within is None else old & within)
    )
    return [
        ExpiredRecording(
            row.touch_id,
            row.ref,
            row.customer,
            campaign.name,
            zone,
            row.at,
            row.agent,
            row.recording,
            workdays.midnight(workdays.add_months(workdays.local_date(row.at, zone), months), zone),
        )
        for row in tx.all(_Old, rows)
    ]
