"""Breaches: what is open past its time, and the record of what was (DESIGN §3, effects have a home)."""

from __future__ import annotations

from callcenter import policy
from callcenter.model import CampaignFrame, Instant, Obligation
from callcenter.records import frames, people, plan_rows
from callcenter.records.queueing import fold_all
from callcenter.records.viewing import PLAN_TIER
from callcenter.records.working import NO_LIMIT, Row, Tx, Worker
from callcenter.views.breaches import BreachRow
from callcenter.views.people import Actor

# From the breaches, which are few: CROSS JOIN keeps SQLite from beginning with everybody whom an agent owns.
_SELECT = (
    f"SELECT c.ref, c.name, {PLAN_TIER}, a.name, c.campaign_id, b.id, b.acknowledged_at, {plan_rows.OWED}"
    " FROM obligation o CROSS JOIN customer c LEFT JOIN agent a ON a.id = c.owner_id"
    " LEFT JOIN breach_log b ON b.customer_id = o.customer_id AND b.rule = o.rule AND b.breach_at = o.breach_at"
)


class Breaching(Worker):
    """Verbs on breaches."""

    def breaches(
        self, *, now: Instant, campaign: str | None = None, owner: str | None = None, limit: int | None = None
    ) -> tuple[BreachRow, ...]:
        """Every obligation open and breached now, all channels, oldest first, then ref, then rule (RULES §3).

        ``owner`` = only those of this agent's customers. Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> tuple[BreachRow, ...]:
            campaigns = frames.selected(tx, campaign)
            chosen = f" AND o.edition_id IN ({frames.counting(campaigns.values())})"
            if owner is not None:
                chosen += f" AND c.owner_id = {people.agent_id(tx, owner)}"
            rows = tx.rows(
                f"{_SELECT} WHERE c.id = o.customer_id AND o.breach_at <= ?{chosen}"
                " ORDER BY o.breach_at, c.ref, o.rule LIMIT ?",
                (now, NO_LIMIT if limit is None else limit),
            )
            return tuple(_row(row, campaigns[row[4]].frame) for row in rows)

        return self.read(work)

    def breaches_as_of(self, *, as_of: Instant, campaign: str | None = None) -> tuple[BreachRow, ...]:
        """The same at another moment, by a fresh fold of everybody (RULES §3, ``--as-of``).

        Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[BreachRow, ...]:
            campaigns = frames.selected(tx, campaign)
            names: dict[str, str] = dict(tx.rows("SELECT ref, name FROM customer"))
            found: list[BreachRow] = []
            for one in fold_all(tx, campaigns, as_of):
                kept = campaigns[one.campaign]
                plan = policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, as_of)
                found += [
                    BreachRow(
                        ref=one.facts.ref,
                        name=names[one.facts.ref],
                        tier=plan.tier,
                        owner=one.facts.owner,
                        campaign=kept.name,
                        zone=kept.frame.zone,
                        obligation=owed,
                        closed_day=policy.closed_on(kept.frame, owed.breach_at - 1),
                    )
                    for owed in plan.obligations
                    if owed.due_at <= as_of and owed.breach_at <= as_of
                ]
            found.sort(key=_order)
            return tuple(found)

        return self.read(work)

    def breaches_since(self, agent: str, *, since: Instant, now: Instant) -> tuple[BreachRow, ...]:
        """An agent's own breaches that came since an instant and are still open: the banner (DESIGN §2).

        Read as the tick left it: the timer that asks has just run it. Raises ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> tuple[BreachRow, ...]:
            campaigns = frames.all_kept(tx)
            rows = tx.rows(
                f"{_SELECT} WHERE c.id = o.customer_id AND o.edition_id IN ({frames.counting(campaigns.values())})"
                " AND c.owner_id = ? AND o.breach_at > ? AND o.breach_at <= ?"
                " ORDER BY o.breach_at, c.ref, o.rule",
                (people.agent_id(tx, agent), since, now),
            )
            return tuple(_row(row, campaigns[row[4]].frame) for row in rows)

        return self.read(work)

    def acknowledge_breach(self, breach_id: int, *, actor: Actor, now: Instant) -> None:
        """Note that somebody has seen a breach; it ends only when the touch is done (RULES R22)."""

        def work(tx: Tx) -> None:
            tx.sql(
                "UPDATE breach_log SET acknowledged_at = ?, acknowledged_by = ?"
                " WHERE id = ? AND acknowledged_at IS NULL",
                (now, actor.name, breach_id),
            )
            tx.touch()

        self.write(work)


def _row(row: Row, frame: CampaignFrame) -> BreachRow:
    ref, name, tier, owner, _, key, acknowledged_at = row[:7]
    owed: Obligation = plan_rows.obligation_of(row[7:])
    return BreachRow(
        ref=ref,
        name=name,
        tier=tier,
        owner=owner,
        campaign=frame.name,
        zone=frame.zone,
        obligation=owed,
        closed_day=policy.closed_on(frame, owed.breach_at - 1),
        acknowledged=acknowledged_at is not None,
        id=key or 0,
    )


def _order(row: BreachRow) -> tuple[Instant, bytes, bytes]:
    return row.obligation.breach_at, row.ref.encode(), row.obligation.rule.encode()
