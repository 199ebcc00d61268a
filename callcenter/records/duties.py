"""What waits beside cases and the dial queue: the supervisor's ledger, and tasks that are no calls."""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.records import frames, people, placing
from callcenter.records.placing import Placing
from callcenter.records.viewing import PLAN_TIER
from callcenter.records.working import NO_LIMIT, Tx
from callcenter.views.cases import FindingRow
from callcenter.views.tasks import TaskRow

_CATCH_UP = 600_000
_PHONE = "(SELECT p.e164 FROM phone p WHERE p.customer_id = c.id ORDER BY p.position LIMIT 1)"


class Duties(Placing):
    """Verbs on findings and tasks."""

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

    def tasks(
        self, *, now: Instant, agent: str | None = None, campaign: str | None = None, limit: int | None = None
    ) -> tuple[TaskRow, ...]:
        """Due obligations that stand in no dial queue: SMS, visits, letters, answers (RULES §2.3); first breach first.

        With ``agent`` those of their own customers and the pool. Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """
        self.tick(now, budget=_CATCH_UP, campaign=campaign)

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            campaigns = frames.selected(tx, campaign)
            where = f"NOT o.dialled AND o.due_at <= ? AND o.edition_id IN ({frames.counting(campaigns.values())})"
            params: list[object] = [now]
            if agent is not None:
                where += " AND (c.owner_id IS NULL OR c.owner_id = ?)"
                params.append(people.agent_id(tx, agent))
            rows = tx.rows(
                f"SELECT c.ref, c.name, c.company, {PLAN_TIER}, {_PHONE}, a.name, c.campaign_id, {placing.OWED}"
                " FROM obligation o JOIN customer c ON c.id = o.customer_id LEFT JOIN agent a ON a.id = c.owner_id"
                f" WHERE {where} ORDER BY o.breach_at, c.ref, o.rule LIMIT ?",
                [*params, NO_LIMIT if limit is None else limit],
            )
            return tuple(
                TaskRow(
                    ref=row[0],
                    name=row[1],
                    company=row[2],
                    tier=row[3],
                    phone=row[4] or "",
                    owner=row[5],
                    campaign=campaigns[row[6]].name,
                    zone=campaigns[row[6]].frame.zone,
                    country=campaigns[row[6]].frame.country,
                    obligation=placing.obligation_of(row[7:]),
                )
                for row in rows
            )

        return self.read(work)
