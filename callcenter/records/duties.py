"""What waits beside cases and the dial queue: the supervisor's ledger."""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.records import frames
from callcenter.records.working import Tx, Worker
from callcenter.views.cases import FindingRow


class Duties(Worker):
    """Verbs on findings."""

    def findings(self, *, campaign: str | None = None, since: Instant | None = None) -> tuple[FindingRow, ...]:
        """The supervisor's ledger, newest first (RULES R4): the findings that stand. Raises ``UNKNOWN_CAMPAIGN``."""

        def work(tx: Tx) -> tuple[FindingRow, ...]:
            where, params = ["f.voided_at IS NULL", "f.caused_at >= ?"], [-(2**62) if since is None else since]
            if campaign is not None:
                where.append("c.campaign_id = ?")
                params.append(frames.kept_named(tx, campaign).id)
            rows = tx.rows(
                "SELECT f.id, c.ref, c.name, k.name, k.zone, f.rule, f.caused_at, f.agent, f.amount FROM finding f"
                " JOIN customer c ON c.id = f.customer_id JOIN campaign k ON k.id = c.campaign_id"
                f" WHERE {' AND '.join(where)} ORDER BY f.caused_at DESC, f.id DESC",
                params,
            )
            return tuple(FindingRow(*row) for row in rows)

        return self.read(work)
