"""Claims: nobody is dialled twice (DESIGN §3).

A claim is a row under the customer's key and a row under each of their numbers' keys. Whoever inserts them has them;
uniqueness does the rest, on both databases. The statements that find the next customer are plain SQL: they are asked
for at every ``n``, and Peewee's building of them costs more than the database's work.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from functools import partial

from callcenter import policy
from callcenter.model import SECOND, Gate, Instant
from callcenter.records import frames, heads, loading, people, placing
from callcenter.records.groups import Group, groups_of
from callcenter.records.people import Viewer
from callcenter.records.queueing import FOREVER, Queueing
from callcenter.records.working import Tx
from callcenter.rulebook import Callers
from callcenter.views.calls import Claim
from callcenter.views.people import Actor
from callcenter.views.queue import QueueRow
from callcenter.views.trouble import StoreError, Trouble

LEASE = 90 * SECOND
"""How long a claim lasts without being renewed or dialled."""

_ROUNDS = 25  # customers whom others may snatch away before one is found
_REFUSING = {
    Gate.CLOSED_STAGE: Trouble.CLOSED_STAGE,
    Gate.DO_NOT_CALL: Trouble.DO_NOT_CALL,
    Gate.NO_NUMBER: Trouble.NO_NUMBER,
    Gate.DEAD_NUMBER: Trouble.DEAD_NUMBER,
}


def take(tx: Tx, customer: int, agent: int, *, now: Instant, until: Instant) -> str | None:
    """Claim a customer and all their numbers; the token, or None where somebody has one of them."""
    token = uuid.uuid4().hex
    got = tx.row(
        "INSERT INTO claim (customer_id, agent_id, token, expires_at) VALUES (?,?,?,?) ON CONFLICT (customer_id)"
        " DO UPDATE SET agent_id = excluded.agent_id, token = excluded.token, expires_at = excluded.expires_at"
        " WHERE claim.expires_at <= ? RETURNING customer_id",
        (customer, agent, token, until, now),
    )
    if got is None:
        return None
    # In the order of numbers, so that two programs cannot wait for each other.
    for (number,) in tx.rows("SELECT DISTINCT e164 FROM phone WHERE customer_id = ? ORDER BY e164", (customer,)):
        if not take_number(tx, customer, number, token, now=now, until=until):
            give_back(tx, token)
            return None
    return token


def take_number(tx: Tx, customer: int, number: str, token: str, *, now: Instant, until: Instant) -> bool:
    """Claim a number for a claim that exists; False where another customer's claim has it."""
    got = tx.row(
        "INSERT INTO claim_number (e164, customer_id, token, expires_at) VALUES (?,?,?,?) ON CONFLICT (e164)"
        " DO UPDATE SET customer_id = excluded.customer_id, token = excluded.token, expires_at = excluded.expires_at"
        " WHERE claim_number.expires_at <= ? OR claim_number.customer_id = excluded.customer_id RETURNING e164",
        (number, customer, token, until, now),
    )
    return got is not None


def give_back(tx: Tx, token: str) -> None:
    """Let a claim go."""
    tx.sql("DELETE FROM claim_number WHERE token = ?", (token,))
    tx.sql("DELETE FROM claim WHERE token = ?", (token,))


def extend(tx: Tx, token: str, until: Instant) -> bool:
    """Let a claim last until an instant; False where it, or a number of it, has passed to somebody else."""
    held = tx.row("UPDATE claim SET expires_at = ? WHERE token = ? RETURNING customer_id", (until, token))
    if held is None:
        return False
    tx.sql("UPDATE claim_number SET expires_at = ? WHERE token = ?", (until, token))
    lost = tx.value(
        "SELECT 1 FROM phone p JOIN claim_number n ON n.e164 = p.e164 WHERE p.customer_id = ? AND n.token <> ? LIMIT 1",
        (held[0], token),
    )
    if lost is None:
        return True
    give_back(tx, token)
    return False


def free_undialled(tx: Tx, agent: int) -> None:
    """Let go what an agent has claimed and not dialled: one has at most one customer at a time."""
    for (token,) in tx.rows(
        "SELECT token FROM claim WHERE agent_id = ? AND token NOT IN (SELECT token FROM open_call)", (agent,)
    ):
        give_back(tx, token)


def no_open_call(tx: Tx, agent: int) -> None:
    """Raises ``CALL_OPEN`` while the agent has a call that is not finished."""
    ref = tx.value(
        "SELECT c.ref FROM open_call o JOIN customer c ON c.id = o.customer_id WHERE o.agent_id = ?", (agent,)
    )
    if ref is not None:
        raise StoreError(Trouble.CALL_OPEN, ref=ref)


class Claiming(Queueing):
    """Verbs on claims."""

    def claim_next(
        self, *, actor: Actor, campaign: str | None = None, now: Instant, lease: Instant = LEASE
    ) -> tuple[Claim, QueueRow] | None:
        """The head of the actor's queue, claimed for ``lease`` milliseconds; None where nobody is offered.

        What they had claimed without dialling goes back first. Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``,
        ``CALL_OPEN``.
        """

        def work(tx: Tx, lagging: bool) -> tuple[Claim, QueueRow] | None:
            viewer = people.viewer(tx, actor.name)
            agent = viewer.id
            no_open_call(tx, agent)
            free_undialled(tx, agent)
            for _ in range(_ROUNDS):
                campaigns = frames.selected(tx, campaign)
                groups = groups_of(tx, campaigns, now)
                rows = heads.heads(tx, groups, viewer, now, lagging=lagging)
                if rows is None:
                    if tx.postgres and frames.selected(tx, campaign) != campaigns:
                        continue  # a change of rules switched between two statements
                    return None
                if not rows:
                    continue  # worked by others between two statements
                row = min(rows, key=lambda one: (one.order, one.ref.encode()))
                customer = loading.customer_id(tx, row.ref)
                token = take(tx, customer, agent, now=now, until=now + lease)
                if token is None:
                    continue
                if not tx.postgres or _still(tx, customer, row, groups):
                    tx.touch()
                    return Claim(row.ref, actor.name, token, now + lease), row
                give_back(tx, token)
            return None

        if self._clock_apart:  # it folds nothing by its clock
            return self.write(partial(work, lagging=True), durable=False)
        tried: set[int] = set()
        for _ in range(_ROUNDS):
            way = self.read(partial(heads.in_the_way, campaign=campaign, agent=actor.name, now=now))
            fresh = set(way.customers) - tried
            if fresh:
                tried |= fresh
                self.write(partial(_fold, customers=fresh, now=now), durable=False)
                if not way.clear:
                    continue
            found = self.write(partial(work, lagging=way.lagging), durable=False)
            if found is not None or (way.clear and not fresh):
                return found
        # So many are due at one instant that they are not all folded yet: any of those that are will do.
        return self.write(partial(work, lagging=True), durable=False)

    def claim(self, ref: str, *, actor: Actor, now: Instant, lease: Instant = LEASE) -> Claim:
        """Claim one customer, to dial them from any screen.

        Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``, ``CALL_OPEN``; ``CLAIMED`` where somebody has them or a number of
        theirs; ``DO_NOT_CALL``, ``NO_NUMBER``, ``DEAD_NUMBER``, ``CLOSED_STAGE``; ``LEGAL_FRAME`` outside it, which
        nothing leaves; ``NOT_A_CALLER`` where the rulebook keeps the actor from calling them (RULES R15).
        """

        def work(tx: Tx) -> Claim:
            agent = people.agent_id(tx, actor.name)
            no_open_call(tx, agent)
            customer = loading.customer_id(tx, ref)
            tx.lock_customers([customer])
            refuse(tx, customer, ref, people.viewer(tx, actor.name), now)
            free_undialled(tx, agent)
            token = take(tx, customer, agent, now=now, until=now + lease)
            if token is None:
                raise StoreError(Trouble.CLAIMED, ref=ref, agent=holder(tx, customer) or "")
            tx.touch()
            return Claim(ref, actor.name, token, now + lease)

        return self.write(work, durable=False)

    def renew(self, claim: Claim, *, now: Instant, lease: Instant = LEASE) -> Claim:
        """Let a claim last longer, while the screen that took it lives. Raises ``CLAIM_LOST``."""

        def work(tx: Tx) -> Claim:
            if tx.value("SELECT 1 FROM open_call WHERE token = ?", (claim.token,)) is not None:
                return Claim(claim.ref, claim.agent, claim.token, FOREVER)
            if not extend(tx, claim.token, now + lease):
                raise StoreError(Trouble.CLAIM_LOST, ref=claim.ref)
            return Claim(claim.ref, claim.agent, claim.token, now + lease)

        return self.write(work, durable=False)

    def release(self, claim: Claim, *, now: Instant) -> None:
        """Let a claim go that was not dialled; nothing happens where it is gone already."""

        def work(tx: Tx) -> None:
            if tx.value("SELECT 1 FROM open_call WHERE token = ?", (claim.token,)) is None:
                give_back(tx, claim.token)
                tx.touch()

        self.write(work, durable=False)


def _fold(tx: Tx, customers: Collection[int], now: Instant) -> None:
    """Bring plans up to date; those whom another program is just folding are waited for."""
    tx.lock_customers(customers)
    placing.settle(tx, customers, now)


def holder(tx: Tx, customer: int) -> str | None:
    """Who has the customer, or a number of theirs."""
    found: str | None = tx.value(
        "SELECT a.name FROM claim c JOIN agent a ON a.id = c.agent_id WHERE c.customer_id = ? OR c.token IN"
        " (SELECT n.token FROM claim_number n JOIN phone p ON p.e164 = n.e164 WHERE p.customer_id = ?)"
        " ORDER BY c.expires_at DESC LIMIT 1",
        (customer, customer),
    )
    return found


def _still(tx: Tx, customer: int, row: QueueRow, groups: Sequence[Group]) -> bool:
    """Whether the customer stands where they were found: another may have worked them before the claim was taken."""
    tx.lock_customers([customer])
    # The edition is asked for again: the rules may have changed since the groups were read.
    place = tx.row(
        "SELECT p.lane, p.k1, p.k2, p.entry_rule FROM placement p JOIN customer c ON c.id = p.customer_id"
        " JOIN campaign k ON k.id = c.campaign_id AND k.edition = p.edition_id"
        f" WHERE p.customer_id = ? AND p.edition_id IN ({frames.counting(group.kept for group in groups)})",
        (customer,),
    )
    return place == (row.lane.value, row.order[2], row.order[3], row.obligation.rule)


def refuse(tx: Tx, customer: int, ref: str, viewer: Viewer, now: Instant) -> None:
    """Raise the trouble that keeps this viewer from dialling a customer now; see :meth:`Claiming.claim`."""
    (one,) = loading.load(tx, [customer])
    kept = frames.all_kept(tx)[one.campaign]
    book = tx.book(kept.version)
    if book.callers != Callers() and not viewer.may_call(book, one.owner_id):
        raise StoreError(Trouble.NOT_A_CALLER, agent=viewer.name)
    plan = policy.plan(book, kept.frame, one.facts, one.history, now)
    for held in plan.held:
        if held.gate in _REFUSING:
            raise StoreError(_REFUSING[held.gate], ref=ref, phone=", ".join(one.facts.numbers))
    for held in policy.gates(book, kept.frame, one.facts.zone, now).shut:
        if held.gate is Gate.LEGAL_FRAME:
            raise StoreError(Trouble.LEGAL_FRAME, ref=ref, opens_at=held.opens_at)
