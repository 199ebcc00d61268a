"""Calls that are put off: append-only records, which the fold reads (DESIGN §2, §3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import NoneType

from callcenter import policy
from callcenter.model import Instant
from callcenter.records import claiming, cleaning, customers, frames, lines, loading, people, placing
from callcenter.records.loading import Loaded
from callcenter.records.requests import Request, Requests
from callcenter.records.working import Tx
from callcenter.schema.customers import Snooze
from callcenter.views.people import Actor
from callcenter.views.promises import SnoozeRow
from callcenter.views.trouble import StoreError, Trouble


class Snoozing(Requests):
    """Verbs that put calls off, take that back and list what is put off."""

    def put_off(self, ref: str, *, until: Instant, reason: str, key: str = "", actor: Actor, now: Instant) -> None:
        """Put off the call that is due to a customer, never beyond the earliest breach, and never a promise.

        The actor's claim on them goes back, unless they are on the line. Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``,
        ``NO_REASON``; ``NOT_PUT_OFF`` where nothing is due, it was promised, or ``until`` is out of bounds.
        """
        said = cleaning.line(reason)
        if not said:
            raise StoreError(Trouble.NO_REASON)

        def work(tx: Tx) -> None:
            agent = people.agent_id(tx, actor.name)

            def write(customer: int) -> None:
                (one,) = loading.load(tx, [customer])
                end = policy.latest_snooze(placing.plan_of(tx, one, now))
                if end is None or not now < until <= end:
                    raise StoreError(Trouble.NOT_PUT_OFF, ref=ref)
                tx.insert(Snooze, customer=customer, at=now, until=until, agent=actor.name, reason=said)

            customer = loading.customer_id(tx, ref)
            customers.change_facts(tx, customer, now, write)
            token = tx.value(
                "SELECT token FROM claim c WHERE customer_id = ? AND agent_id = ?"
                " AND NOT EXISTS (SELECT 1 FROM open_call o WHERE o.token = c.token)",
                (customer, agent),
            )
            if token is not None:
                claiming.give_back(tx, str(token))

        self.write_once(Request(key, "put_off", now, (ref, until, said, actor.name), sets=True), NoneType, work)

    def take_back_snooze(self, ref: str, *, key: str = "", actor: Actor, now: Instant) -> None:
        """The call that is put off is due again. Before ``now`` it stays put off: the record is withdrawn, not deleted.

        Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``; ``NOTHING_PUT_OFF`` where no call to the customer is put off now.
        """

        def work(tx: Tx) -> None:
            people.agent_id(tx, actor.name)

            def write(customer: int) -> None:
                (one,) = loading.load(tx, [customer])
                if placing.plan_of(tx, one, now).snooze is None:
                    raise StoreError(Trouble.NOTHING_PUT_OFF, ref=ref)
                # The newest is the one that holds them back.
                tx.sql(
                    "UPDATE snooze SET withdrawn_at = ?, withdrawn_by = ?"
                    " WHERE id = (SELECT max(id) FROM snooze WHERE customer_id = ? AND at <= ?)",
                    (now, actor.name, customer, now),
                )

            customers.change_facts(tx, loading.customer_id(tx, ref), now, write)

        self.write_once(Request(key, "take_back_snooze", now, (ref, actor.name), sets=True), NoneType, work)

    def snoozes(self, *, now: Instant, agent: str | None = None) -> tuple[SnoozeRow, ...]:
        """The calls that are put off now, the first to come back first.

        With ``agent`` those that the agent put off and those to their own customers, else all. Raises
        ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> tuple[SnoozeRow, ...]:
            where, params = "s.until > ? AND s.at <= ? AND s.withdrawn_at IS NULL", list[object]((now, now))
            if agent is not None:
                where += " AND (s.agent = ? OR c.owner_id = ?)"
                params += [agent, people.agent_id(tx, agent)]
            ids = [
                key
                for (key,) in tx.rows(
                    "SELECT DISTINCT c.id FROM snooze s JOIN customer c ON c.id = s.customer_id"
                    f" WHERE {where} AND c.survivor_id IS NULL ORDER BY c.id",
                    params,
                )
            ]
            found: list[SnoozeRow] = []
            for start in range(0, len(ids), loading.CHUNK):
                found += _rows(tx, loading.load(tx, ids[start : start + loading.CHUNK]), agent, now)
            return tuple(sorted(found, key=lambda row: (row.snooze.until, row.ref.encode())))

        return self.read(work)


def _rows(tx: Tx, loaded: Sequence[Loaded], agent: str | None, now: Instant) -> Iterator[SnoozeRow]:
    """Those of them whose call is put off: whatever came since may have ended it."""
    campaigns = frames.all_kept(tx)
    shown = lines.shown(tx, (one.id for one in loaded))
    for one in loaded:
        snooze = placing.plan_of(tx, one, now).snooze
        ref, name, company, tier, phone, owner = shown[one.id][: lines.CAMPAIGN]
        if snooze is None or (agent is not None and agent not in (snooze.agent, owner)):
            continue
        frame = campaigns[one.campaign].frame
        yield SnoozeRow(
            ref=ref,
            name=name,
            company=company,
            tier=tier,
            phone=phone or "",
            owner=owner,
            campaign=frame.name,
            zone=frame.zone,
            country=frame.country,
            snooze=snooze,
            spelt=lines.spelt(shown[one.id]),
        )
