"""Calls that are put off: append-only records, which the fold reads (DESIGN §2, §3)."""

from __future__ import annotations

from callcenter import policy
from callcenter.model import Instant
from callcenter.records import claiming, cleaning, customers, loading, people, placing
from callcenter.records.working import Tx, Worker
from callcenter.schema.customers import Snooze
from callcenter.views.people import Actor
from callcenter.views.trouble import StoreError, Trouble


class Snoozing(Worker):
    """The verb that puts a call off."""

    def put_off(self, ref: str, *, until: Instant, reason: str, actor: Actor, now: Instant) -> None:
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

        self.write(work)
