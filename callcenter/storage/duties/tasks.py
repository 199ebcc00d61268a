"""Work by hand that stands in no dial queue: messages, visits that were agreed, greetings that lapsed."""

from __future__ import annotations

from types import NoneType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.model import (
    Because,
    Channel,
    Disposition,
    Ground,
    Instant,
    Milestone,
    MilestoneKind,
    Obligation,
)
from callcenter.rulebook.book import GreetingRule
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.customers import customers
from callcenter.storage.database import clean_text
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.duties import lines
from callcenter.storage.history import fact_history, loader, stand_ins
from callcenter.storage.history.loader import Loaded
from callcenter.storage.people import people
from callcenter.storage.plans import placements
from callcenter.storage.queue.pages import fold_all
from callcenter.storage.search.found_rows import CUSTOMER
from callcenter.storage.tables.calls import TouchTable
from callcenter.storage.tables.customers import LeadReportTable, MilestoneTable
from callcenter.storage.tables.effects import BreachLogTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.tasks import LeadReport, TaskRow
from callcenter.workdays import local_date, midnight


class _Logged(Struct, frozen=True):
    """A line of the breach log."""

    customer: int
    rule: str
    channel: Channel
    due_at: Instant
    breach_at: Instant


class Tasks(Service, subject="tasks"):
    """Verbs on what is no call. With ``agent`` each lists that agent's own customers and the pool's, else everybody's;
    all raise ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``."""

    def open(
        self,
        *,
        now: Instant,
        agent: str | None = None,
        campaign: str | None = None,
        until: Instant | None = None,
        limit: int | None = None,
    ) -> tuple[TaskRow, ...]:
        """Due obligations that stand in no dial queue: SMS, visits, letters, answers; first breach first.

        ``until``: what falls due after ``now`` and before then comes too.

        See docs/rules.md#tasks.
        """

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            campaigns = campaign_rows.select(tx, campaign)
            falls_due = ObligationTable.due_at < (now + 1 if until is None else max(until, now + 1))
            counts = ObligationTable.edition.in_(campaign_rows.editions_of(campaigns.values()))
            due = (
                lines.owed()
                .where(~ObligationTable.dialled & falls_due & counts)
                .order_by(ObligationTable.breach_at, CUSTOMER.ref, ObligationTable.rule)
                .limit(limit)
            )
            return tuple(lines.lines(tx, TaskRow, _whose(tx, due, agent), campaigns))

        return self._database.read(work)

    def open_as_of(
        self, *, as_of: Instant, agent: str | None = None, campaign: str | None = None
    ) -> tuple[TaskRow, ...]:
        """Return tasks as of another moment, by a fresh fold of everybody (docs/rules.md#as-of)."""

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            campaigns = campaign_rows.select(tx, campaign)
            who = None if agent is None else people.agent_id(tx, agent)
            due: list[tuple[int, StoredCampaign, Obligation, str | None]] = []
            for one in fold_all(tx, campaigns, as_of, people.viewer_or_scope(tx, None)):
                if who is not None and who not in (one.owner_id, one.deputy_id) and one.owner_id is not None:
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

        return self._database.read(work)

    def visits(self, *, now: Instant, agent: str | None = None, campaign: str | None = None) -> tuple[TaskRow, ...]:
        """Visits that were agreed and not made yet, by their time; those that were missed and not followed up come
        first.

        An agreed visit is an appointment (docs/rules.md#appointment): what would be owed were it missed stands for it,
        as a visit.
        """

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            campaigns = campaign_rows.select(tx, campaign)
            found: list[TaskRow] = []
            for kept in campaigns.values():
                rule = f"{tx.book(kept.version).name}.appointment.no_show"
                agreed = lines.owed().where(
                    (ObligationTable.edition == kept.edition.id) & (ObligationTable.rule == rule)
                )
                found += [
                    replace(one, obligation=replace(one.obligation, channel=Channel.VISIT))
                    for one in lines.lines(tx, TaskRow, _whose(tx, agreed, agent), campaigns)
                ]
            return tuple(sorted(found, key=lambda row: (row.appointed_at or 0, row.ref.encode())))

        return self._database.read(work)

    def lapsed(
        self, *, now: Instant, since: Instant, agent: str | None = None, campaign: str | None = None
    ) -> tuple[TaskRow, ...]:
        """Greetings whose time ended in ``[since, now]`` without their being sent, the newest first.

        See docs/rules.md#greeting.
        """

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            found: list[TaskRow] = []
            for kept in campaign_rows.select(tx, campaign).values():
                greetings = {rule.id: rule for rule in tx.book(kept.version).rules if isinstance(rule, GreetingRule)}
                if not greetings:
                    continue
                log = BreachLogTable
                logged = (
                    log.select(*columns(_Logged, log))
                    .join_from(log, CUSTOMER, on=CUSTOMER.id == log.customer)
                    .where((log.breach_at >= since) & (log.breach_at <= now) & log.voided_at.is_null())
                    .where((CUSTOMER.campaign == kept.id) & log.rule.in_(list(greetings)))
                )
                rows = tx.all(_Logged, _whose(tx, logged, agent))
                shown = lines.shown(tx, (row.customer for row in rows))
                found += [
                    lines.line(TaskRow, shown[row.customer], kept, _lapsed(row, greetings[row.rule], kept))
                    for row in rows
                ]
            found.sort(key=lambda row: (-row.obligation.breach_at, row.ref.encode(), row.obligation.rule))
            return tuple(found)

        return self._database.read(work)

    def win_backs(self, *, now: Instant, agent: str | None = None, campaign: str | None = None) -> tuple[TaskRow, ...]:
        """Customers to whom an SMS is offered to win them back (``policy.win_back``), the newest talk first.

        An offer, no obligation: its ``breach_at`` says how long it makes sense.
        """

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            campaigns = campaign_rows.select(tx, campaign)
            negative = TouchTable.select(TouchTable.customer).where(
                TouchTable.in_force
                & (TouchTable.disposition == Disposition.NEGATIVE.value)
                & TouchTable.at.between(now - policy.WIN_BACK_OFFERED, now)
            )
            chosen = CUSTOMER.id.in_(negative) & CUSTOMER.campaign.in_(list(campaigns))
            ids = sorted(tx.values(_whose(tx, CUSTOMER.select(CUSTOMER.id).where(chosen), agent)))
            offers: list[tuple[Loaded, Obligation]] = []
            for start in range(0, len(ids), loader.CHUNK):
                for one in loader.load(tx, ids[start : start + loader.CHUNK]):
                    plan = placements.plan_of(tx, one, now)
                    book = tx.book(campaigns[one.campaign].version)
                    offer = policy.win_back(book, plan, one.history, now)
                    if offer is not None:
                        offers.append((one, offer))
            shown = lines.shown(tx, (one.id for one, _ in offers))
            found = [lines.line(TaskRow, shown[one.id], campaigns[one.campaign], offer) for one, offer in offers]
            return tuple(sorted(found, key=lambda row: (-row.obligation.due_at, row.ref.encode())))

        return self._database.read(work)

    def report(self, ref: str, text: str, *, key: str = "", now: Instant) -> None:
        """Record a report on a customer's lead, which asks for the next one (docs/rules.md#r32).

        Raises ``UNKNOWN_REF``; ``NO_REPORT`` where nothing is to be reported: no lead was handed out, or it is over.
        """

        def work(tx: Tx) -> None:
            customer = loader.customer_id(tx, ref)
            (one,) = loader.load(tx, [customer])
            rule = f"{tx.book(campaign_rows.get_all(tx)[one.campaign].version).name}.report"
            if all(owed.rule != rule for owed in placements.plan_of(tx, one, now).obligations):
                raise StoreError(Trouble.NO_REPORT, ref=ref)

            def write(whose: int) -> None:
                told = Milestone(MilestoneKind.REPORTED, now)
                milestone = fact_history.write_milestone(tx, whose, told, actor=self._principal.name, now=now)
                tx.insert(LeadReportTable, milestone=milestone, actor=self._principal.name, text=clean_text.note(text))

            customers.change_facts(tx, customer, now, write)

        self._once(key, "report_lead", now, (ref, text), NoneType, work)

    def reports(self, ref: str) -> tuple[LeadReport, ...]:
        """The reports on a customer's lead, the newest first. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> tuple[LeadReport, ...]:
            people = loader.everybody_in(tx, loader.customer_id(tx, ref))
            found = LeadReportTable.select(*columns(LeadReport, LeadReportTable, at=MilestoneTable.at))
            found = found.join(MilestoneTable).where(MilestoneTable.customer.in_(people) & ~MilestoneTable.withdrawn)
            return tuple(tx.all(LeadReport, found.order_by(MilestoneTable.id.desc())))

        return self._database.read(work)

    def cancel_appointment(self, ref: str, *, key: str = "", now: Instant) -> None:
        """Cancel the customer's appointment: nothing is owed for it any more. Raises ``UNKNOWN_REF``.

        The values before it stay replaced. What was missed until now stays on record.
        """

        def work(tx: Tx) -> None:
            customer = loader.customer_id(tx, ref)

            def cancel(one: int) -> None:
                for person in loader.everybody_in(tx, one):
                    stands = (MilestoneTable.customer == person) & ~MilestoneTable.withdrawn
                    appointed = MilestoneTable.kind == MilestoneKind.APPOINTMENT.value
                    tx.run(MilestoneTable.update(withdrawn=True, actor=self._principal.name).where(stands & appointed))

            customers.change_facts(tx, customer, now, cancel)

        self._once(key, "cancel_appointment", now, (ref,), NoneType, work, sets=True)


def _whose(tx: Tx, query: Any, agent: str | None) -> Any:
    """A query of customers' duties, narrowed to an agent's own customers and the pool's."""
    query = scopes.within(tx, query, CUSTOMER)
    if agent is None:
        return query
    own = people.agent_id(tx, agent)
    return query.where(CUSTOMER.owner.is_null() | (CUSTOMER.owner == own) | CUSTOMER.id.in_(stand_ins.of_deputy(own)))


def _lapsed(row: _Logged, rule: GreetingRule, kept: StoredCampaign) -> Obligation:
    """A line of the breach log as the obligation that it was."""
    day = midnight(local_date(row.breach_at - 1, kept.frame.zone), kept.frame.zone)
    ground = Ground(Because.GREETING, {"on": rule.on, "at": day})
    return Obligation(rule.id, row.channel, row.due_at, row.breach_at, ground)
