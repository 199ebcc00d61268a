"""Promises that are not kept yet: callbacks, steps of appointments, promised answers.

See docs/rules.md#callback.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from callcenter import policy
from callcenter.model import Instant, Obligation
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Condition
from callcenter.storage.database.transaction import Tx
from callcenter.storage.duties import lines
from callcenter.storage.people import people
from callcenter.storage.plans import promise_makers
from callcenter.storage.plans.obligations import Owed
from callcenter.storage.queue.pages import fold_all
from callcenter.storage.search.found_rows import CUSTOMER
from callcenter.storage.tables.customers import CustomerTable, MilestoneTable
from callcenter.storage.tables.plans import ObligationTable, PlacementTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.worklists.promises import PromiseRow


class Promises(Service, subject="promises"):
    """Verbs on commitments."""

    def open(self, *, now: Instant, agent: str | None = None, until: Instant | None = None) -> tuple[PromiseRow, ...]:
        """The commitments that stand, broken ones too, first breach first. With ``until`` those alone that fall due
        after ``now`` and before it.

        With ``agent`` those that they made, and those that anybody made to their own customers; else all. A call after
        a no-show is one until it breaches (docs/rules.md#appointment). Raises ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> tuple[PromiseRow, ...]:
            campaigns = campaign_rows.get_all(tx)
            promised = _promised(campaigns, now)
            if agent is not None:
                own = PlacementTable.owner_key == people.agent_id(tx, agent)
                promised = promised.where(own | _may_be_made_by(agent))
            if until is not None:
                # Of what falls due within minutes there is less than of promises.
                promised = promised.where((ObligationTable.due_at > now) & (ObligationTable.due_at < until))
            owed = tx.all(Owed, scopes.within(tx, promised, CUSTOMER))
            return _rows(tx, ((one.customer, one.obligation) for one in owed), campaigns, agent)

        return self._database.read(work)

    def open_as_of(
        self, *, as_of: Instant, agent: str | None = None, campaign: str | None = None
    ) -> tuple[PromiseRow, ...]:
        """The same at another moment, by a fresh fold of everybody (docs/rules.md#as-of).

        Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[PromiseRow, ...]:
            campaigns = campaign_rows.select(tx, campaign)
            if agent is not None:
                people.agent_id(tx, agent)
            found: list[tuple[int, Obligation]] = []
            tiers: dict[str, str | None] = {}
            for one in fold_all(tx, campaigns, as_of, people.viewer_or_scope(tx, None)):
                kept = campaigns[one.campaign]
                plan = policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, as_of)
                tiers[one.facts.ref] = plan.tier
                found += [(one.id, owed) for owed in plan.obligations if owed.is_commitment(as_of)]
            rows = (replace(row, tier=tiers[row.ref]) for row in _rows(tx, found, campaigns, agent))
            return tuple(sorted(rows, key=_order))

        return self._database.read(work)


def until(tx: Tx, campaigns: Mapping[int, StoredCampaign], now: Instant, ends: Instant) -> tuple[PromiseRow, ...]:
    """The commitments of these campaigns that stand and are due before ``ends``, first breach first."""
    promised = _promised(campaigns, now).where(ObligationTable.due_at < ends)
    owed = tx.all(Owed, scopes.within(tx, promised, CUSTOMER))
    return _rows(tx, ((one.customer, one.obligation) for one in owed), campaigns, None)


def _promised(campaigns: Mapping[int, StoredCampaign], now: Instant) -> peewee.ModelSelect[ObligationTable]:
    """The query of the commitments that stand."""
    of_plan = (PlacementTable.customer == ObligationTable.customer) & (
        PlacementTable.edition == ObligationTable.edition
    )
    counts = ObligationTable.edition.in_(campaign_rows.editions_of(campaigns.values()))
    over = ObligationTable.until_breach & (ObligationTable.breach_at <= now)
    return (
        lines.owed()
        # From the promises, which are few: CROSS JOIN keeps SQLite from beginning with everybody's plans.
        .join_from(ObligationTable, PlacementTable, peewee.JOIN.CROSS)
        .where(of_plan & ObligationTable.commitment & counts & ~over)
        .order_by(ObligationTable.breach_at, CUSTOMER.ref, ObligationTable.rule)
    )


def _may_be_made_by(agent: str) -> Condition:
    """The condition that an agent may have made a promise: few are read whose maker then turns out to be another."""
    named = json.dumps(agent, ensure_ascii=False)
    double = CustomerTable.alias()
    of_customer = (double.id == ObligationTable.customer) | (double.survivor == ObligationTable.customer)
    dated = (
        MilestoneTable.select(MilestoneTable.id)
        .join(double, on=double.id == MilestoneTable.customer)
        .where(of_customer & (MilestoneTable.actor == agent) & ~MilestoneTable.withdrawn)
    )
    may: Condition = ObligationTable.ground.contains(named) | fn.EXISTS(dated)
    return may


def _rows(
    tx: Tx, found: Iterable[tuple[int, Obligation]], campaigns: Mapping[int, StoredCampaign], agent: str | None
) -> tuple[PromiseRow, ...]:
    """Commitments of customers by id as rows, in their order; with ``agent`` the agent's, made or owned."""
    promises = list(found)
    shown = lines.shown(tx, (customer for customer, _owed in promises))
    made = zip(promises, promise_makers.makers(tx, promises), strict=True)
    return tuple(
        replace(lines.line(PromiseRow, one, campaigns[one.campaign], owed), made_by=maker)
        for (customer, owed), maker in made
        for one in (shown[customer],)
        if agent is None or agent in (one.owner, one.deputy, maker)
    )


def _order(row: PromiseRow) -> tuple[Instant, bytes, bytes]:
    return row.obligation.breach_at, row.ref.encode(), row.obligation.rule.encode()
