"""What is done by hand and stands in no dial queue: messages, visits that were agreed, greetings that lapsed."""

from __future__ import annotations

from types import NoneType

from msgspec.structs import replace

from callcenter import policy
from callcenter.model import (
    Because,
    Channel,
    Ground,
    Instant,
    Obligation,
)
from callcenter.records import customers, frames, lines, loading, people, placing, plan_rows
from callcenter.records.frames import Kept
from callcenter.records.queueing import fold_all
from callcenter.records.requests import Request, Requests
from callcenter.records.working import NO_LIMIT, Row, Tx
from callcenter.rulebook import GreetingRule
from callcenter.views.people import Actor
from callcenter.views.tasks import TaskRow
from callcenter.workdays import local_date, midnight

_FROM_CUSTOMER = "FROM customer c LEFT JOIN agent a ON a.id = c.owner_id"
_OBLIGATIONS = (
    f"SELECT {lines.COLUMNS}, {plan_rows.OWED} FROM obligation o JOIN customer c ON c.id = o.customer_id"
    " LEFT JOIN agent a ON a.id = c.owner_id"
)
_LOGGED = (
    f"SELECT {lines.COLUMNS}, b.rule, b.channel, b.due_at, b.breach_at FROM breach_log b"
    " JOIN customer c ON c.id = b.customer_id LEFT JOIN agent a ON a.id = c.owner_id"
)


class Tasking(Requests):
    """Verbs on what is no call. With ``agent`` each lists that agent's own customers and the pool's, else everybody's;
    all raise ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``."""

    def tasks(
        self,
        *,
        now: Instant,
        agent: str | None = None,
        campaign: str | None = None,
        until: Instant | None = None,
        limit: int | None = None,
    ) -> tuple[TaskRow, ...]:
        """Due obligations that stand in no dial queue: SMS, visits, letters, answers (RULES §2.3); first breach first.

        ``until``: what falls due after ``now`` and before then comes too.
        """

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            campaigns = frames.selected(tx, campaign)
            whose, params = _whose(tx, agent)
            rows = tx.rows(
                f"{_OBLIGATIONS} WHERE NOT o.dialled AND o.due_at < ?"
                f" AND o.edition_id IN ({frames.counting(campaigns.values())}){whose}"
                " ORDER BY o.breach_at, c.ref, o.rule LIMIT ?",
                [now + 1 if until is None else max(until, now + 1), *params, NO_LIMIT if limit is None else limit],
            )
            return tuple(
                lines.line(TaskRow, row, campaigns[row[lines.CAMPAIGN]], plan_rows.obligation_of(row[lines.WIDTH :]))
                for row in rows
            )

        return self.read(work)

    def tasks_as_of(
        self, *, as_of: Instant, agent: str | None = None, campaign: str | None = None
    ) -> tuple[TaskRow, ...]:
        """What is due and no call at another moment, by a fresh fold of everybody (RULES §3, ``--as-of``)."""

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            campaigns = frames.selected(tx, campaign)
            who = None if agent is None else people.agent_id(tx, agent)
            due: list[tuple[int, Kept, Obligation, str | None]] = []
            for one in fold_all(tx, campaigns, as_of):
                if who is not None and one.owner_id not in (None, who):
                    continue
                kept = campaigns[one.campaign]
                plan = policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, as_of)
                due += [
                    (one.id, kept, owed, plan.tier)
                    for owed in plan.obligations
                    if not owed.dialled and owed.due_at <= as_of
                ]
            shown = lines.shown(tx, (customer for customer, *_ in due))
            found = [
                replace(lines.line(TaskRow, shown[customer], kept, owed), tier=tier)
                for customer, kept, owed, tier in due
            ]
            found.sort(key=lambda row: (row.obligation.breach_at, row.ref.encode(), row.obligation.rule.encode()))
            return tuple(found)

        return self.read(work)

    def visits(self, *, now: Instant, agent: str | None = None, campaign: str | None = None) -> tuple[TaskRow, ...]:
        """Visits that were agreed and not made yet, by their time; those that were missed and not followed up come
        first.

        An agreed visit is an appointment (RULES §2.3): what would be owed were it missed stands for it, as a visit.
        """

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            found: list[TaskRow] = []
            whose, params = _whose(tx, agent)
            for kept in frames.selected(tx, campaign).values():
                rule = f"{tx.book(kept.version).name}.appointment.no_show"
                rows = tx.rows(
                    f"{_OBLIGATIONS} WHERE o.edition_id = ? AND o.rule = ?{whose}", [kept.edition.id, rule, *params]
                )
                found += [
                    lines.line(
                        TaskRow, row, kept, replace(plan_rows.obligation_of(row[lines.WIDTH :]), channel=Channel.VISIT)
                    )
                    for row in rows
                ]
            return tuple(sorted(found, key=lambda row: (row.appointed_at or 0, row.ref.encode())))

        return self.read(work)

    def lapsed(
        self, *, now: Instant, since: Instant, agent: str | None = None, campaign: str | None = None
    ) -> tuple[TaskRow, ...]:
        """Greetings whose time ended in ``[since, now]`` without their being sent, the newest first (RULES §2.3)."""

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            found: list[TaskRow] = []
            whose, params = _whose(tx, agent)
            for kept in frames.selected(tx, campaign).values():
                greetings = {rule.id: rule for rule in tx.book(kept.version).rules if isinstance(rule, GreetingRule)}
                if not greetings:
                    continue
                rows = tx.rows(
                    f"{_LOGGED} WHERE b.breach_at >= ? AND b.breach_at <= ? AND b.voided_at IS NULL"
                    f" AND c.campaign_id = ? AND b.rule IN ({tx.marks(list(greetings))}){whose}",
                    [since, now, kept.id, *greetings, *params],
                )
                found += [
                    lines.line(TaskRow, row, kept, _lapsed(row[lines.WIDTH :], greetings[row[lines.WIDTH]], kept))
                    for row in rows
                ]
            found.sort(key=lambda row: (-row.obligation.breach_at, row.ref.encode(), row.obligation.rule))
            return tuple(found)

        return self.read(work)

    def win_backs(self, *, now: Instant, agent: str | None = None, campaign: str | None = None) -> tuple[TaskRow, ...]:
        """Customers to whom an SMS is offered to win them back (``policy.win_back``), the newest talk first.

        An offer, no obligation: its ``breach_at`` says how long it makes sense.
        """

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            campaigns = frames.selected(tx, campaign)
            whose, params = _whose(tx, agent)
            rows = {
                row[0]: row[1:]
                for row in tx.rows(
                    f"SELECT c.id, {lines.COLUMNS} {_FROM_CUSTOMER} WHERE c.id IN (SELECT t.customer_id FROM touch t"
                    f" WHERE t.in_force AND t.disposition = 'negative' AND t.at >= ? AND t.at <= ?){whose}",
                    [now - policy.WIN_BACK_OFFERED, now, *params],
                )
                if row[1 + lines.CAMPAIGN] in campaigns
            }
            found: list[TaskRow] = []
            ids = sorted(rows)
            for start in range(0, len(ids), loading.CHUNK):
                for one in loading.load(tx, ids[start : start + loading.CHUNK]):
                    kept = campaigns[one.campaign]
                    plan = placing.plan_of(tx, one, now)
                    offer = policy.win_back(tx.book(kept.version), plan, one.history, now)
                    if offer is not None:
                        found.append(lines.line(TaskRow, rows[one.id], kept, offer))
            return tuple(sorted(found, key=lambda row: (-row.obligation.due_at, row.ref.encode())))

        return self.read(work)

    def cancel_appointment(self, ref: str, *, key: str = "", actor: Actor, now: Instant) -> None:
        """The customer's appointment is off: nothing is owed for it any more. Raises ``UNKNOWN_REF``.

        The values before it stay replaced. What was missed until now stays on record.
        """

        def work(tx: Tx) -> None:
            customer = loading.customer_id(tx, ref)

            def cancel(one: int) -> None:
                for person in loading.everybody_in(tx, one):
                    tx.sql(_CANCEL, (True, actor.name, person))

            customers.change_facts(tx, customer, now, cancel)

        self.write_once(Request(key, "cancel_appointment", now, (ref, actor.name), sets=True), NoneType, work)


_CANCEL = (
    "UPDATE milestone SET withdrawn = ?, actor = ? WHERE customer_id = ? AND kind = 'appointment' AND NOT withdrawn"
)


def _whose(tx: Tx, agent: str | None) -> tuple[str, list[object]]:
    if agent is None:
        return "", []
    return " AND (c.owner_id IS NULL OR c.owner_id = ?)", [people.agent_id(tx, agent)]


def _lapsed(row: Row, rule: GreetingRule, kept: Kept) -> Obligation:
    """A line of the breach log as the obligation that it was."""
    _, channel, due_at, breach_at = row
    day = midnight(local_date(breach_at - 1, kept.frame.zone), kept.frame.zone)
    return Obligation(
        rule.id, Channel(channel), due_at, breach_at, Ground(Because.GREETING, {"on": rule.on, "at": day})
    )
