"""What the rules of a campaign ask for right now: how many are open and breached, and whose they are (RULES §2.3).

Counted from the stored obligations of the edition that counts: an index keeps those of a rule together, by the time at
which they fall due, so that only what is due is looked at and never what lies ahead.
"""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.model import Instant
from callcenter.records import frames, people, plan_rows
from callcenter.records.viewing import PLAN_TIER
from callcenter.records.working import Row, Tx, Worker
from callcenter.views.rules import OwedPage, OwedRow, RuleCount


class RunningRules(Worker):
    """Verbs on the rules that a campaign runs under."""

    def rule_counts(
        self, campaign: str, rules: Sequence[str], *, now: Instant, agent: str | None = None
    ) -> tuple[RuleCount, ...]:
        """How each of these rules (``BOOK.ID``) stands in a campaign, in the order given.

        With ``agent`` of their own customers and the pool. Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> tuple[RuleCount, ...]:
            if not rules:
                return ()
            theirs, of = _customers(tx, campaign, agent)
            due = {
                rule: (open_, breached, next_breach)
                for rule, open_, breached, next_breach in tx.rows(
                    "SELECT o.rule, sum(CASE WHEN o.breach_at > ? THEN 1 ELSE 0 END),"
                    " sum(CASE WHEN o.breach_at > ? THEN 0 ELSE 1 END),"
                    f" min(CASE WHEN o.breach_at > ? THEN o.breach_at END) FROM obligation o {theirs}"
                    f" WHERE o.rule IN ({tx.marks(rules)}) AND o.due_at <= ? AND {of} GROUP BY o.rule",
                    [now, now, now, *rules, now],
                )
            }
            ahead = " UNION ALL ".join(
                f"SELECT * FROM (SELECT o.rule, o.due_at FROM obligation o {theirs}"
                f" WHERE o.rule = ? AND o.due_at > ? AND {of} ORDER BY o.due_at LIMIT 1) AS next{place}"
                for place in range(len(rules))
            )
            next_due: dict[str, Instant] = dict(tx.rows(ahead, [value for rule in rules for value in (rule, now)]))
            return tuple(
                RuleCount(rule, open_, breached, next_due.get(rule), next_breach)
                for rule in rules
                for open_, breached, next_breach in (due.get(rule, (0, 0, None)),)
            )

        return self.read(work)

    def owed_by_rule(
        self, campaign: str, rule: str, *, now: Instant, agent: str | None = None, limit: int = 200, offset: int = 0
    ) -> OwedPage:
        """The customers of a rule: what is due first, the earliest breach at the head; then what lies ahead.

        With ``agent`` their own customers and the pool. Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> OwedPage:
            theirs, of = _customers(tx, campaign, agent)
            of_rule = f"FROM obligation o {theirs} WHERE o.rule = ? AND {of}"
            ((total, due, breached),) = tx.rows(
                "SELECT count(*), coalesce(sum(CASE WHEN o.due_at <= ? THEN 1 ELSE 0 END), 0),"
                f" coalesce(sum(CASE WHEN o.due_at <= ? AND o.breach_at <= ? THEN 1 ELSE 0 END), 0) {of_rule}",
                (now, now, now, rule),
            )
            keys = tx.rows(
                f"SELECT o.customer_id, o.due_at {of_rule} AND o.due_at <= ?"
                " ORDER BY o.breach_at, o.due_at, o.customer_id LIMIT ? OFFSET ?",
                (rule, now, limit, offset),
            )
            if len(keys) < limit:
                keys += tx.rows(
                    f"SELECT o.customer_id, o.due_at {of_rule} AND o.due_at > ?"
                    " ORDER BY o.due_at, o.breach_at, o.customer_id LIMIT ? OFFSET ?",
                    (rule, now, limit - len(keys), max(offset - due, 0)),
                )
            return OwedPage(_rows(tx, rule, keys), breached, due - breached, total)

        return self.read(work)


def _customers(tx: Tx, campaign: str, agent: str | None) -> tuple[str, str]:
    """Which obligations count: the join with the placements of their customers, ``p``, and the condition.

    SQLite would look at the placements themselves unless it is told to take the index that has all that is asked of
    them; CROSS JOIN keeps it from beginning with them.
    """
    kept = frames.kept_named(tx, campaign)
    of = f"o.edition_id = {kept.edition.id}"
    if agent is None:
        return "", of
    mine = people.viewer(tx, agent).among(tx.book(kept.version), "+p.owner_key")
    theirs = "p.customer_id = o.customer_id AND p.edition_id = o.edition_id"
    by = "" if tx.postgres else " INDEXED BY placement_standing"
    return f"CROSS JOIN placement p{by}", f"{of} AND {theirs} AND {mine}"


def _rows(tx: Tx, rule: str, keys: Sequence[Row]) -> tuple[OwedRow, ...]:
    """The lines of these (customer, due) of a rule, in the order given."""
    campaigns = frames.all_kept(tx)
    found: dict[tuple[int, Instant], OwedRow] = {}
    ids = sorted({key[0] for key in keys})
    for row in tx.rows(
        f"SELECT c.id, c.ref, c.name, c.company, {PLAN_TIER}, a.name, c.campaign_id, {plan_rows.OWED} FROM customer c"
        " CROSS JOIN obligation o LEFT JOIN agent a ON a.id = c.owner_id"
        f" WHERE o.customer_id = c.id AND o.edition_id IN ({frames.counting(campaigns.values())})"
        f" AND o.rule = ? AND c.id IN ({tx.marks(ids) or 'NULL'})",
        [rule, *ids],
    ):
        owed = plan_rows.obligation_of(row[7:])
        frame = campaigns[row[6]].frame
        found[row[0], owed.due_at] = OwedRow(row[1], row[2], row[3], row[4], row[5], frame.name, frame.zone, owed)
    return tuple(found[customer, due_at] for customer, due_at in keys)
