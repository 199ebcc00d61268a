"""Calls that are put off: append-only records, which the fold reads (docs/architecture.md#promises, #corrections)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import NoneType

from callcenter import policy
from callcenter.model import Instant
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.customers import customers
from callcenter.storage.database import clean_text
from callcenter.storage.database.transaction import Tx
from callcenter.storage.duties import lines
from callcenter.storage.history import loader
from callcenter.storage.history.loader import Loaded
from callcenter.storage.people import people
from callcenter.storage.plans import placements
from callcenter.storage.queue import claims
from callcenter.storage.tables.calls import ClaimTable, OpenCallTable
from callcenter.storage.tables.customers import CustomerTable, SnoozeTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.promises import SnoozeRow


class Snoozes(Service, subject="snoozes"):
    """Verbs that put calls off, take that back and list what is put off."""

    def put_off(self, ref: str, *, until: Instant, reason: str, key: str = "", now: Instant) -> None:
        """Put off the call that is due to a customer, never beyond the earliest breach, and never a promise.

        The actor's claim on them goes back, unless they are on the line. Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``,
        ``NO_REASON``; ``NOT_PUT_OFF`` where nothing is due, it was promised, or ``until`` is out of bounds.
        """
        said = clean_text.line(reason)
        if not said:
            raise StoreError(Trouble.NO_REASON)

        def work(tx: Tx) -> None:
            agent = people.agent_id(tx, self._principal.name)

            def write(customer: int) -> None:
                (one,) = loader.load(tx, [customer])
                end = policy.latest_snooze(placements.plan_of(tx, one, now))
                if end is None or not now < until <= end:
                    raise StoreError(Trouble.NOT_PUT_OFF, ref=ref)
                tx.insert(SnoozeTable, customer=customer, at=now, until=until, agent=self._principal.name, reason=said)

            customer = loader.customer_id(tx, ref)
            customers.change_facts(tx, customer, now, write)
            on_line = OpenCallTable.select(OpenCallTable.agent).where(OpenCallTable.token == ClaimTable.token)
            own = (ClaimTable.customer == customer) & (ClaimTable.agent == agent)
            token = tx.value(ClaimTable.select(ClaimTable.token).where(own & ~fn.EXISTS(on_line)))
            if token is not None:
                claims.give_back(tx, str(token))

        self._once(key, "put_off", now, (ref, until, said), NoneType, work, sets=True)

    def take_back(self, ref: str, *, key: str = "", now: Instant) -> None:
        """Make a put-off call due again. Before ``now`` it stays put off: the record is withdrawn, not deleted.

        Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``; ``NOTHING_PUT_OFF`` where no call to the customer is put off now.
        """

        def work(tx: Tx) -> None:
            people.agent_id(tx, self._principal.name)

            def write(customer: int) -> None:
                (one,) = loader.load(tx, [customer])
                if placements.plan_of(tx, one, now).snooze is None:
                    raise StoreError(Trouble.NOTHING_PUT_OFF, ref=ref)
                # The newest is the one that holds them back.
                before = (SnoozeTable.customer == customer) & (SnoozeTable.at <= now)
                newest = SnoozeTable.select(fn.MAX(SnoozeTable.id)).where(before)
                taken_back = SnoozeTable.update(withdrawn_at=now, withdrawn_by=self._principal.name)
                tx.run(taken_back.where(SnoozeTable.id == newest))

            customers.change_facts(tx, loader.customer_id(tx, ref), now, write)

        self._once(key, "take_back_snooze", now, (ref,), NoneType, work, sets=True)

    def all(self, *, now: Instant, agent: str | None = None) -> tuple[SnoozeRow, ...]:
        """The calls that are put off now, the first to come back first.

        With ``agent`` those that the agent put off and those to their own customers, else all. Raises
        ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> tuple[SnoozeRow, ...]:
            of_now = (SnoozeTable.until > now) & (SnoozeTable.at <= now) & SnoozeTable.withdrawn_at.is_null()
            put_off = (
                SnoozeTable.select(CustomerTable.id)
                .join(CustomerTable)
                .where(of_now & CustomerTable.survivor.is_null())
                .order_by(CustomerTable.id)
                .distinct()
            )
            if agent is not None:
                own = CustomerTable.owner == people.agent_id(tx, agent)
                put_off = put_off.where((SnoozeTable.agent == agent) | own)
            ids = tx.values(scopes.within(tx, put_off))
            found: list[SnoozeRow] = []
            for start in range(0, len(ids), loader.CHUNK):
                found += _rows(tx, loader.load(tx, ids[start : start + loader.CHUNK]), agent, now)
            return tuple(sorted(found, key=lambda row: (row.snooze.until, row.ref.encode())))

        return self._database.read(work)


def _rows(tx: Tx, loaded: Sequence[Loaded], agent: str | None, now: Instant) -> Iterator[SnoozeRow]:
    """Return those of them whose call is put off: whatever came since may have ended it."""
    campaigns = campaign_rows.get_all(tx)
    shown = lines.shown(tx, (one.id for one in loaded))
    for one in loaded:
        snooze = placements.plan_of(tx, one, now).snooze
        line = shown[one.id]
        if snooze is None or (agent is not None and agent not in (snooze.agent, line.owner)):
            continue
        frame = campaigns[one.campaign].frame
        yield SnoozeRow(
            ref=line.ref,
            name=line.name,
            company=line.company,
            tier=line.tier,
            phone=line.phone,
            owner=line.owner,
            campaign=frame.name,
            zone=frame.zone,
            country=frame.country,
            snooze=snooze,
            spelt=line.spelt,
        )
