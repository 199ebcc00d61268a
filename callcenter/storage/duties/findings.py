"""The supervisor's ledger."""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.effects import FindingTable
from callcenter.views.worklists.cases import FindingRow


class Findings(Service, subject="findings"):
    """Verbs on findings."""

    def all(self, *, campaign: str | None = None, since: Instant | None = None) -> tuple[FindingRow, ...]:
        """The supervisor's ledger, newest first: the findings that stand. Raises ``UNKNOWN_CAMPAIGN``.

        See docs/rules.md#r4-findings.
        """

        def work(tx: Tx) -> tuple[FindingRow, ...]:
            found = (
                FindingTable.select(
                    *columns(
                        FindingRow,
                        FindingTable,
                        ref=CustomerTable.ref,
                        customer=CustomerTable.name,
                        campaign=CampaignTable.name,
                        zone=CampaignTable.zone,
                    )
                )
                .join(CustomerTable)
                .join(CampaignTable)
                .where(FindingTable.voided_at.is_null())
                .order_by(FindingTable.caused_at.desc(), FindingTable.id.desc())
            )
            if since is not None:
                found = found.where(FindingTable.caused_at >= since)
            if campaign is not None:
                found = found.where(CustomerTable.campaign == campaign_rows.get(tx, campaign).id)
            return tuple(tx.all(FindingRow, scopes.within(tx, found)))

        return self._database.read(work)
