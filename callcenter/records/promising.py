"""What was promised and is not kept yet: callbacks, steps of appointments, promised answers (RULES §2.3)."""

from __future__ import annotations

from msgspec.structs import replace

from callcenter import policy
from callcenter.model import Instant, Obligation
from callcenter.records import frames, lines, people, plan_rows
from callcenter.records.queueing import fold_all
from callcenter.records.working import Tx, Worker
from callcenter.views.promises import PromiseRow


class Promising(Worker):
    """Verbs on commitments."""

    def promises(
        self, *, now: Instant, agent: str | None = None, until: Instant | None = None
    ) -> tuple[PromiseRow, ...]:
        """The commitments that stand, broken ones too, first breach first. With ``until`` those alone that fall due
        after ``now`` and before it.

        With ``agent`` those made to their own customers, else to everybody. A call after a no-show is one until it
        breaches (RULES §2.3). Raises ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> tuple[PromiseRow, ...]:
            campaigns = frames.all_kept(tx)
            where = (
                f"o.commitment AND o.edition_id IN ({frames.counting(campaigns.values())})"
                " AND NOT (o.until_breach AND o.breach_at <= ?)"
            )
            params: list[object] = [now]
            if agent is not None:
                where += " AND p.owner_key = ?"
                params.append(people.agent_id(tx, agent))
            if until is not None:
                # Of what falls due within minutes there is less than of promises.
                where += " AND o.due_at > ? AND o.due_at < ?"
                params += (now, until)
            rows = tx.rows(
                f"SELECT {lines.COLUMNS}, {plan_rows.OWED} FROM obligation o"
                # From the promises, which are few: CROSS JOIN keeps SQLite from beginning with everybody's plans.
                " CROSS JOIN placement p JOIN customer c ON c.id = o.customer_id"
                " LEFT JOIN agent a ON a.id = c.owner_id"
                f" WHERE p.customer_id = o.customer_id AND p.edition_id = o.edition_id AND {where}"
                " ORDER BY o.breach_at, c.ref, o.rule",
                params,
            )
            return tuple(
                lines.line(PromiseRow, row, campaigns[row[lines.CAMPAIGN]], plan_rows.obligation_of(row[lines.WIDTH :]))
                for row in rows
            )

        return self.read(work)

    def promises_as_of(
        self, *, as_of: Instant, agent: str | None = None, campaign: str | None = None
    ) -> tuple[PromiseRow, ...]:
        """The same at another moment, by a fresh fold of everybody (RULES §3, ``--as-of``).

        Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[PromiseRow, ...]:
            campaigns = frames.selected(tx, campaign)
            owner = None if agent is None else people.agent_id(tx, agent)
            made: list[tuple[int, Obligation, str | None]] = []
            for one in fold_all(tx, campaigns, as_of):
                if owner is not None and one.owner_id != owner:
                    continue
                kept = campaigns[one.campaign]
                plan = policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, as_of)
                made += [(one.id, owed, plan.tier) for owed in plan.obligations if owed.is_commitment(as_of)]
            shown = lines.shown(tx, (customer for customer, _owed, _tier in made))
            rows = [
                replace(lines.line(PromiseRow, row, campaigns[row[lines.CAMPAIGN]], owed), tier=tier)
                for customer, owed, tier in made
                for row in (shown[customer],)
            ]
            return tuple(sorted(rows, key=_order))

        return self.read(work)


def _order(row: PromiseRow) -> tuple[Instant, bytes, bytes]:
    return row.obligation.breach_at, row.ref.encode(), row.obligation.rule.encode()
