"""Promises that are not kept yet: callbacks, steps of appointments, promised answers.

See docs/rules.md#callback.
"""

from __future__ import annotations

from msgspec.structs import replace

from callcenter import policy
from callcenter.model import Instant, Obligation
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.transaction import Tx
from callcenter.storage.duties import lines
from callcenter.storage.people import people
from callcenter.storage.queue.pages import fold_all
from callcenter.storage.search.found_rows import CUSTOMER
from callcenter.storage.tables.plans import ObligationTable, PlacementTable
from callcenter.storage.tables.slim_peewee import peewee
from callcenter.views.worklists.promises import PromiseRow


class Promises(Service, subject="promises"):
    """Verbs on commitments."""

    def open(self, *, now: Instant, agent: str | None = None, until: Instant | None = None) -> tuple[PromiseRow, ...]:
        """The commitments that stand, broken ones too, first breach first. With ``until`` those alone that fall due
        after ``now`` and before it.

        With ``agent`` those made to their own customers, else to everybody. A call after a no-show is one until it
        breaches (docs/rules.md#appointment). Raises ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> tuple[PromiseRow, ...]:
            campaigns = campaign_rows.get_all(tx)
            of_plan = (PlacementTable.customer == ObligationTable.customer) & (
                PlacementTable.edition == ObligationTable.edition
            )
            counts = ObligationTable.edition.in_(campaign_rows.editions_of(campaigns.values()))
            over = ObligationTable.until_breach & (ObligationTable.breach_at <= now)
            promised = (
                lines.owed()
                # From the promises, which are few: CROSS JOIN keeps SQLite from beginning with everybody's plans.
                .join_from(ObligationTable, PlacementTable, peewee.JOIN.CROSS)
                .where(of_plan & ObligationTable.commitment & counts & ~over)
                .order_by(ObligationTable.breach_at, CUSTOMER.ref, ObligationTable.rule)
            )
            if agent is not None:
                promised = promised.where(PlacementTable.owner_key == people.agent_id(tx, agent))
            if until is not None:
                # Of what falls due within minutes there is less than of promises.
                promised = promised.where((ObligationTable.due_at > now) & (ObligationTable.due_at < until))
            return tuple(lines.lines(tx, PromiseRow, scopes.within(tx, promised, CUSTOMER), campaigns))

        return self._database.read(work)

    def open_as_of(
        self, *, as_of: Instant, agent: str | None = None, campaign: str | None = None
    ) -> tuple[PromiseRow, ...]:
        """The same at another moment, by a fresh fold of everybody (docs/rules.md#as-of).

        Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[PromiseRow, ...]:
            campaigns = campaign_rows.select(tx, campaign)
            owner = None if agent is None else people.agent_id(tx, agent)
            made: list[tuple[int, Obligation, str | None]] = []
            for one in fold_all(tx, campaigns, as_of, people.viewer_or_scope(tx, None)):
                if owner is not None and one.owner_id != owner:
                    continue
                kept = campaigns[one.campaign]
                plan = policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, as_of)
                made += [(one.id, owed, plan.tier) for owed in plan.obligations if owed.is_commitment(as_of)]
            shown = lines.shown(tx, (customer for customer, _owed, _tier in made))
            rows = [
                replace(lines.line(PromiseRow, one, campaigns[one.campaign], owed), tier=tier)
                for customer, owed, tier in made
                for one in (shown[customer],)
            ]
            return tuple(sorted(rows, key=_order))

        return self._database.read(work)


def _order(row: PromiseRow) -> tuple[Instant, bytes, bytes]:
    return row.obligation.breach_at, row.ref.encode(), row.obligation.rule.encode()
