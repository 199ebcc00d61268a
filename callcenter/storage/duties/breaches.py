"""Breaches: what is open past its time, and the record of what was (docs/architecture.md#effects)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import NoneType

from msgspec import Struct

from callcenter import policy
from callcenter.model import CampaignFrame, Instant, Obligation, Plan, Role
from callcenter.policy import BreachStep
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.duties import lines
from callcenter.storage.history import loader, stand_ins
from callcenter.storage.history.loader import Loaded
from callcenter.storage.people import people
from callcenter.storage.plans.obligations import Owed
from callcenter.storage.queue.pages import fold_all
from callcenter.storage.search.found_rows import CUSTOMER, plan_tier
from callcenter.storage.tables.effects import AcknowledgementTable, BreachLogTable, BreachStepTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import SQL, fn, peewee
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.breaches import Acknowledgement, BreachRow, TeamBreaches

_NAMED = 20
"""Breaches that the banner may have room for."""


class _Breach(Owed, frozen=True, kw_only=True):
    ref: str
    name: str
    tier: str | None
    owner: str | None
    campaign: int
    id: int | None
    step_at: Instant | None
    company: str
    pinyin: str
    initials: str
    company_pinyin: str
    company_initials: str

    def row(self, frame: CampaignFrame, taken: list[BreachStep], seen: list[Acknowledgement]) -> BreachRow:
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
            id=self.id or 0,
            level=policy.breach_level(self.owner is not None, taken),
            step_at=self.step_at or None,
            acknowledgements=tuple(seen),
            company=self.company,
            spelt=tuple(filter(None, (self.pinyin, self.initials, self.company_pinyin, self.company_initials))),
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
                step_at=BreachLogTable.step_at,
                company=CUSTOMER.company,
                pinyin=CUSTOMER.pinyin,
                initials=CUSTOMER.initials,
                company_pinyin=CUSTOMER.company_pinyin,
                company_initials=CUSTOMER.company_initials,
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
    theirs = (CUSTOMER.owner == owner) | CUSTOMER.id.in_(stand_ins.of_deputy(owner))
    return _breached(editions, now).where(theirs & (ObligationTable.breach_at > since))


def _counted(broken: peewee.ModelSelect[ObligationTable]) -> Query:
    return peewee.Select([broken.order_by()], [fn.COUNT(SQL("*"))])


class _Seen(Struct, frozen=True):
    breach: int
    actor: str
    level: Role
    at: Instant
    remark: str


@prepared
def _seen(breaches: list[int]) -> Query:
    seen = AcknowledgementTable
    return seen.select(*columns(_Seen, seen)).where(seen.breach.in_(breaches)).order_by(seen.id)


class _Taken(Struct, frozen=True):
    breach: int
    level: Role
    at: Instant


@prepared
def _taken(breaches: list[int]) -> Query:
    return BreachStepTable.select(*columns(_Taken, BreachStepTable)).where(BreachStepTable.breach.in_(breaches))


def _rows(tx: Tx, broken: list[_Breach], campaigns: Mapping[int, StoredCampaign]) -> tuple[BreachRow, ...]:
    """Breaches as lists show them, with the steps that they took and who acknowledged them."""
    ids = [one.id for one in broken if one.id is not None]
    taken, seen = defaultdict[int, list[BreachStep]](list), defaultdict[int, list[Acknowledgement]](list)
    for start in range(0, len(ids), loader.CHUNK):
        chunk = ids[start : start + loader.CHUNK]
        for step in tx.all(_Taken, _taken(chunk)):
            taken[step.breach].append(BreachStep(step.level, step.at))
        for one in tx.all(_Seen, _seen(chunk)):
            seen[one.breach].append(Acknowledgement(one.actor, one.level, one.at, one.remark))
    return tuple(row.row(campaigns[row.campaign].frame, taken[row.id or 0], seen[row.id or 0]) for row in broken)


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
            return _rows(tx, tx.all(_Breach, broken), campaigns)

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
        """The breaches of an agent's customers, and of those whom they work for others, that came since an instant
        and are still open: the banner.

        Read as the tick left it: the timer that asks has just run it. Raises ``UNKNOWN_AGENT``.

        See docs/architecture.md#shift-start.
        """

        def work(tx: Tx) -> tuple[BreachRow, ...]:
            campaigns = campaign_rows.get_all(tx)
            editions = campaign_rows.editions_of(campaigns.values())
            broken = tx.all(_Breach, _newly_breached(people.agent_id(tx, agent), editions, since, now))
            return _rows(tx, broken, campaigns)

        return self._database.read(work)

    def of_team_since(self, *, since: Instant, now: Instant) -> TeamBreaches:
        """The same of everybody in the scope of the one who acts, the newest first: a supervisor's banner.

        See docs/rules.md#r22.
        """

        def work(tx: Tx) -> TeamBreaches:
            campaigns = campaign_rows.get_all(tx)
            editions = campaign_rows.editions_of(campaigns.values())
            broken = scopes.within(tx, _breached(editions, now).where(ObligationTable.breach_at > since), CUSTOMER)
            order = (ObligationTable.breach_at.desc(), CUSTOMER.ref, ObligationTable.rule)
            newest = tx.all(_Breach, broken.order_by(*order).limit(_NAMED))
            # Few as a rule: then there is nothing to count.
            count = len(newest) if len(newest) < _NAMED else tx.value(_counted(broken))
            return TeamBreaches(count, _rows(tx, newest, campaigns))

        return self._database.read(work)

    def acknowledge(self, breach_id: int, remark: str, *, key: str = "", now: Instant) -> None:
        """Note that the one who acts has seen a breach, and their remark; it ends only when the touch is done.

        Raises ``NO_REASON`` for an empty remark.

        See docs/rules.md#r22.
        """
        said = clean_text.line(remark)

        def work(tx: Tx) -> None:
            if not said:
                raise StoreError(Trouble.NO_REASON)
            seen = {"actor": self._principal.name, "level": tx.grant.role.value, "at": now, "remark": said}
            tx.insert(AcknowledgementTable, breach=breach_id, **seen)
            again = BreachLogTable.step_at.is_null(False) & (BreachLogTable.id == breach_id)
            tx.run(BreachLogTable.update(step_at=0).where(again))
            tx.mark_changed()

        self._once(key, "acknowledge", now, (breach_id, said), NoneType, work)


def _order(row: BreachRow) -> tuple[Instant, bytes, bytes]:
    return row.obligation.breach_at, row.ref.encode(), row.obligation.rule.encode()
