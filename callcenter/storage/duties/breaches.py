"""Breaches: what is open past its time, and the record of what was (docs/architecture.md#effects)."""

from __future__ import annotations

from callcenter import policy
from callcenter.model import CampaignFrame, Instant, Obligation, Plan
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.duties import lines
from callcenter.storage.history.loader import Loaded
from callcenter.storage.people import people
from callcenter.storage.plans.obligations import Owed
from callcenter.storage.queue.pages import fold_all
from callcenter.storage.search.found_rows import CUSTOMER, plan_tier
from callcenter.storage.tables.effects import BreachLogTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import peewee
from callcenter.views.worklists.breaches import BreachRow


class _Breach(Owed, frozen=True, kw_only=True):
    ref: str
    name: str
    tier: str | None
    owner: str | None
    campaign: int
    id: int | None
    acknowledged_at: Instant | None

    def row(self, frame: CampaignFrame) -> BreachRow:
        """The breach as lists show it."""
        owed = self.obligation
        return BreachRow(
            ref=self.ref,
            name=self.name,
            tier=self.tier,
            owner=self.owner,
            campaign=frame.name,
            zone=frame.zone,
            obligation=owed,
            closed_day=policy.closed_on(frame, owed.breach_at - 1),
            acknowledged=self.acknowledged_at is not None,
            id=self.id or 0,
        )


def _breached(editions: list[int], now: Instant) -> peewee.ModelSelect[ObligationTable]:
    """The query of breaches under these editions."""
    logged = (
        (BreachLogTable.customer == ObligationTable.customer)
        & (BreachLogTable.rule == ObligationTable.rule)
        & (BreachLogTable.breach_at == ObligationTable.breach_at)
    )
    return (
        ObligationTable.select(
            *columns(
                _Breach,
                ObligationTable,
                ref=CUSTOMER.ref,
                name=CUSTOMER.name,
                tier=plan_tier(CUSTOMER),
                owner=AgentTable.name,
                campaign=CUSTOMER.campaign,
                id=BreachLogTable.id,
                acknowledged_at=BreachLogTable.acknowledged_at,
            )
        )
        # From the breaches, which are few: CROSS JOIN keeps SQLite from beginning with everybody whom an agent owns.
        .join_from(ObligationTable, CUSTOMER, peewee.JOIN.CROSS)
        .join_from(CUSTOMER, AgentTable, peewee.JOIN.LEFT_OUTER, on=CUSTOMER.owner == AgentTable.id)
        .join_from(ObligationTable, BreachLogTable, peewee.JOIN.LEFT_OUTER, on=logged)
        .where((CUSTOMER.id == ObligationTable.customer) & (ObligationTable.breach_at <= now))
        .where(ObligationTable.edition.in_(editions))
        .order_by(ObligationTable.breach_at, CUSTOMER.ref, ObligationTable.rule)
    )


@prepared
def _newly_breached(owner: int, editions: list[int], since: Instant, now: Instant) -> Query:
    return _breached(editions, now).where((CUSTOMER.owner == owner) & (ObligationTable.breach_at > since))


class Breaches(Service, subject="breaches"):
    """Verbs on breaches."""

    def open(
        self, *, now: Instant, campaign: str | None = None, owner: str | None = None, limit: int | None = None
    ) -> tuple[BreachRow, ...]:
        """Every obligation open and breached now, all channels, oldest first, then ref, then rule.

        ``owner`` = only those of this agent's customers. Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.

        See docs/rules.md#breaches.
        """

        def work(tx: Tx) -> tuple[BreachRow, ...]:
            campaigns = campaign_rows.select(tx, campaign)
            broken = _breached(campaign_rows.editions_of(campaigns.values()), now).limit(limit)
            if owner is not None:
                broken = broken.where(CUSTOMER.owner == people.agent_id(tx, owner))
            broken = scopes.within(tx, broken, CUSTOMER)
            return tuple(one.row(campaigns[one.campaign].frame) for one in tx.all(_Breach, broken))

        return self._database.read(work)

    def open_as_of(self, *, as_of: Instant, campaign: str | None = None) -> tuple[BreachRow, ...]:
        """The same at another moment, by a fresh fold of everybody (docs/rules.md#as-of).

        Raises ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[BreachRow, ...]:
            campaigns = campaign_rows.select(tx, campaign)
            broken: list[tuple[Loaded, Plan, Obligation]] = []
            for one in fold_all(tx, campaigns, as_of, people.viewer_or_scope(tx, None)):
                kept = campaigns[one.campaign]
                plan = policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, as_of)
                broken += [(one, plan, owed) for owed in plan.obligations if max(owed.due_at, owed.breach_at) <= as_of]
            shown = lines.shown(tx, (one.id for one, _, _ in broken))
            found = [
                BreachRow(
                    ref=one.facts.ref,
                    name=shown[one.id].name,
                    tier=plan.tier,
                    owner=one.facts.owner,
                    campaign=campaigns[one.campaign].name,
                    zone=campaigns[one.campaign].frame.zone,
                    obligation=owed,
                    closed_day=policy.closed_on(campaigns[one.campaign].frame, owed.breach_at - 1),
                )
                for one, plan, owed in broken
            ]
            found.sort(key=_order)
            return tuple(found)

        return self._database.read(work)

    def since(self, agent: str, *, since: Instant, now: Instant) -> tuple[BreachRow, ...]:
        """An agent's own breaches that came since an instant and are still open: the banner.

        Read as the tick left it: the timer that asks has just run it. Raises ``UNKNOWN_AGENT``.

        See docs/architecture.md#shift-start.
        """

        def work(tx: Tx) -> tuple[BreachRow, ...]:
            campaigns = campaign_rows.get_all(tx)
            editions = campaign_rows.editions_of(campaigns.values())
            broken = tx.all(_Breach, _newly_breached(people.agent_id(tx, agent), editions, since, now))
            return tuple(one.row(campaigns[one.campaign].frame) for one in broken)

        return self._database.read(work)

    def acknowledge(self, breach_id: int, *, now: Instant) -> None:
        """Note that somebody has seen a breach; it ends only when the touch is done (docs/rules.md#r22)."""

        def work(tx: Tx) -> None:
            seen = BreachLogTable.update(acknowledged_at=now, acknowledged_by=self._principal.name)
            tx.run(seen.where((BreachLogTable.id == breach_id) & BreachLogTable.acknowledged_at.is_null()))
            tx.mark_changed()

        self._database.write(work)


def _order(row: BreachRow) -> tuple[Instant, bytes, bytes]:
    return row.obligation.breach_at, row.ref.encode(), row.obligation.rule.encode()
