"""One customer with everything that the detail screen shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from msgspec import Struct, convert
from msgspec.structs import replace

from callcenter import policy
from callcenter.model import CaseState, Disposition, Gate, Instant
from callcenter.rulebook.book import Rulebook
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.customers import contact_persons, merges, tags
from callcenter.storage.database.prepared import Bound, Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import do_not_call_lists, loader, phone_rows, stand_ins, timeline
from callcenter.storage.people import people
from callcenter.storage.plans import cohorts
from callcenter.storage.search.found_rows import CUSTOMER, plan_tier
from callcenter.storage.tables.access import UnitTable
from callcenter.storage.tables.calls import ClaimTable, OpenCallTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, PhoneTable, ReferralTable, TierChangeTable
from callcenter.storage.tables.effects import CaseStepTable, CaseTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.customers.customer import CustomerView, ListedAs, Referral, TierChange
from callcenter.views.worklists.cases import CaseEvent, CaseRow


class _Case(CaseRow, frozen=True, kw_only=True):
    pinyin: str
    initials: str
    company_pinyin: str
    company_initials: str


_OWNER, _DEPUTY = AgentTable.alias("o"), AgentTable.alias("d")


def case_query() -> peewee.ModelSelect[CaseTable]:
    """The query of cases, of ``CaseTable`` with :data:`CUSTOMER`."""
    return (
        CaseTable.select(
            CaseTable.id,
            CaseTable.kind,
            CaseTable.rule,
            CUSTOMER.ref,
            CUSTOMER.name.alias("customer"),
            plan_tier(CUSTOMER).alias("tier"),
            CampaignTable.name.alias("campaign"),
            CampaignTable.zone,
            CaseTable.state,
            AgentTable.name.alias("assignee"),
            _DEPUTY.name.alias("deputy"),
            _OWNER.name.alias("owner"),
            CaseTable.raised_by,
            CaseTable.caused_at,
            CaseTable.opened_at,
            CaseTable.closed_at,
            CaseTable.phone,
            fn.COALESCE(CaseTable.close_by, CaseTable.opened_at).alias("due_at"),
            fn.COALESCE(CaseTable.act_by, CaseTable.close_by, CaseTable.opened_at).alias("act_by"),
            CaseTable.turn,
            CaseTable.cause,
            UnitTable.name.alias("department"),
            CUSTOMER.company,
            CUSTOMER.pinyin,
            CUSTOMER.initials,
            CUSTOMER.company_pinyin,
            CUSTOMER.company_initials,
        )
        .join_from(CaseTable, CUSTOMER, on=(CaseTable.customer == CUSTOMER.id))
        .join_from(CUSTOMER, CampaignTable, on=(CUSTOMER.campaign == CampaignTable.id))
        .join_from(CaseTable, AgentTable, peewee.JOIN.LEFT_OUTER, on=(CaseTable.assignee == AgentTable.id))
        .join_from(CaseTable, _DEPUTY, peewee.JOIN.LEFT_OUTER, on=(CaseTable.deputy == _DEPUTY.id))
        .join_from(CaseTable, UnitTable, peewee.JOIN.LEFT_OUTER, on=(CaseTable.department == UnitTable.id))
        .join_from(CUSTOMER, _OWNER, peewee.JOIN.LEFT_OUTER, on=(CUSTOMER.owner == _OWNER.id))
    )


@prepared
def _cases_of(customer: int) -> Query:
    own = (CaseTable.customer == customer) & (CaseTable.state != CaseState.WITHDRAWN.value)
    return case_query().where(own).order_by(CaseTable.opened_at.desc(), CaseTable.id.desc())


class _Step(CaseEvent, frozen=True, kw_only=True):
    case: int


@prepared
def _steps(cases: Sequence[int]) -> Query:
    return (
        CaseStepTable.select(
            CaseStepTable.kase.alias("case"),
            CaseStepTable.at,
            CaseStepTable.actor,
            CaseStepTable.action,
            CaseStepTable.remark,
            CaseStepTable.result,
        )
        .where(CaseStepTable.kase.in_(cases))
        .order_by(CaseStepTable.id)
    )


def case_rows(tx: Tx, query: Query | Bound) -> tuple[CaseRow, ...]:
    """The cases of a :func:`case_query`, with the steps of each."""
    cases = tx.all(_Case, query)
    events: dict[int, list[CaseEvent]] = {}
    for start in range(0, len(cases), loader.CHUNK):
        for step in tx.all(_Step, _steps([one.id for one in cases[start : start + loader.CHUNK]])):
            events.setdefault(step.case, []).append(convert(step, CaseEvent, from_attributes=True))
    return tuple(_case_row(one, tuple(events.get(one.id, ()))) for one in cases)


def _case_row(case: _Case, events: tuple[CaseEvent, ...]) -> CaseRow:
    spelt = (case.pinyin, case.initials, case.company_pinyin, case.company_initials)
    whole = replace(case, events=events, spelt=tuple(filter(None, spelt)))
    return convert(whole, CaseRow, from_attributes=True)


class Details(Service, subject="details"):
    """The verb that reads one customer."""

    def get(self, ref: str, *, now: Instant, agent: str | None = None, as_of: Instant | None = None) -> CustomerView:
        """A customer, folded at ``as_of`` (default ``now``); ``why`` is told to ``agent``, None = to anybody.

        With ``as_of`` claims and open calls are left aside. Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> CustomerView:
            customer = loader.customer_id(tx, ref)
            viewer = None if agent is None else people.viewer(tx, agent)
            at = now if as_of is None else as_of
            campaigns = campaign_rows.get_all(tx)
            (one,) = cohorts.complete(tx, loader.load(tx, [customer]), campaigns, at)
            kept = campaigns[one.campaign]
            book = tx.book(kept.version)
            plan = policy.plan(book, kept.frame, one.facts, one.history, at)
            gates = policy.gates(book, kept.frame, one.facts.zone, at)
            asking = None if viewer is None else viewer.id
            worker = one.worker_id if as_of is None else stand_ins.worker_then(tx, customer, as_of)
            stands_in = asking is not None and asking == worker != one.owner_id
            on_line, claimed = ("", "") if as_of is not None else _taken(tx, customer, asking, now)
            everybody = loader.everybody_in(tx, customer)
            texts = tx.one(_Texts, _texts(customer))
            assert texts is not None
            tiers = tuple(tx.all(TierChange, _tiers(everybody)))
            why = policy.why(
                plan,
                gates,
                open_call=bool(on_line),
                claimed=bool(claimed),
                not_yours=viewer is not None and not viewer.may_call(book, worker),
            )
            return CustomerView(
                ref=one.facts.ref,
                name=texts.name,
                company=texts.company,
                campaign=campaign_rows.row_of(kept, 0),
                facts=one.facts,
                history=one.history,
                plan=plan,
                why=why,
                barred_by=_barred_by(tx, one, everybody) if why.gate is Gate.DO_NOT_CALL else None,
                gates=gates,
                timeline=timeline.page(tx, customer, limit=timeline.RECENT),
                cases=case_rows(tx, _cases_of(customer)),
                tiers=tiers,
                attributes=json.loads(texts.attributes),
                revenue=texts.revenue,
                birthday=one.facts.birthday,
                provisional_tier=policy.is_provisional(
                    book, one.facts.tier, one.history, (change.at for change in tiers)
                ),
                tier_choices=book.tiers,
                pinned=texts.pinned,
                held_by=on_line or claimed,
                colleague="" if stands_in else _colleague(tx, one, book),
                stands_in_for=one.facts.owner or "" if stands_in else "",
                merges=merges.merges_of(tx, customer),
                tags=tags.names_of(tx, everybody),
                persons=contact_persons.of(tx, everybody, one.facts.numbers),
                referrer=next(_shown(tx, _referrers(everybody)), None),
                referred=tuple(_shown(tx, _referred(everybody))),
                dead_numbers=frozenset(policy.dead_numbers(t for t in one.history.touches if t.at <= at)),
                labels=phone_rows.labels_of(tx, customer),
                extensions=dict(one for one in phone_rows.stored(tx, customer) if one[1]),
            )

        return self._database.read(work)


def _colleague(tx: Tx, one: loader.Loaded, book: Rulebook) -> str:
    """The owner who is not the one who acts; '' where agents call each other's (docs/rules.md#r15-callers)."""
    owner = one.facts.owner or ""
    return "" if book.callers.never_own or owner == tx.grant.name else owner


def _barred_by(tx: Tx, one: loader.Loaded, people: Sequence[int]) -> ListedAs | None:
    """The list that bars a customer; None where none does, or a call did later."""
    told = do_not_call_lists.newest(tx, people, one.facts.numbers)
    if told is None:
        return None
    at, listed = told
    calls = (touch.at for touch in one.history.touches if touch.disposition is Disposition.DO_NOT_CALL)
    return None if max(calls, default=at) > at else listed


class _Texts(Struct, frozen=True):
    name: str
    company: str
    attributes: str
    revenue: str
    pinned: str


@prepared
def _texts(customer: int) -> Query:
    texts = (CustomerTable.name, CustomerTable.company, CustomerTable.attributes)
    return CustomerTable.select(*texts, CustomerTable.revenue, CustomerTable.pinned).where(CustomerTable.id == customer)


@prepared
def _tiers(people: Sequence[int]) -> Query:
    tiers = TierChangeTable.select(
        TierChangeTable.at, TierChangeTable.actor, TierChangeTable.old, TierChangeTable.new, TierChangeTable.reason
    )
    return tiers.where(TierChangeTable.customer.in_(people)).order_by(TierChangeTable.id)


def _referrals(wanted: peewee.ForeignKeyField, known: peewee.ForeignKeyField, people: Sequence[int]) -> Query:
    columns = (
        CustomerTable.id,
        CustomerTable.ref,
        CustomerTable.name,
        ReferralTable.at,
        AgentTable.name.alias("owner"),
    )
    referrals = ReferralTable.select(*columns).join_from(ReferralTable, CustomerTable, on=(wanted == CustomerTable.id))
    referrals = referrals.join_from(CustomerTable, AgentTable, peewee.JOIN.LEFT_OUTER).where(known.in_(people))
    return referrals.order_by(ReferralTable.at.desc(), CustomerTable.id.desc())


@prepared
def _referrers(people: Sequence[int]) -> Query:
    return _referrals(ReferralTable.referrer, ReferralTable.customer, people)


@prepared
def _referred(people: Sequence[int]) -> Query:
    return _referrals(ReferralTable.customer, ReferralTable.referrer, people)


class _Referral(Referral, frozen=True, kw_only=True):
    id: int


def _shown(tx: Tx, query: Bound) -> Iterator[Referral]:
    """The other ones of referrals; of whoever lies outside the scope the ref and the owner."""
    found = tx.all(_Referral, query)
    inside = scopes.keep(tx, (one.id for one in found))
    for one in found:
        shown = one if one.id in inside else replace(one, name="", outside=True)
        yield convert(shown, Referral, from_attributes=True)


def _numbers_of(customer: int) -> peewee.ModelSelect[PhoneTable]:
    """Everybody who has a number of a customer's."""
    own, theirs = PhoneTable.alias("p"), PhoneTable.alias("q")
    numbers = own.select(own.e164).where(own.customer == customer)
    return theirs.select(theirs.customer).where(theirs.e164.in_(numbers))


@prepared
def _on_line(customer: int) -> Query:
    same = (OpenCallTable.customer == customer) | OpenCallTable.customer.in_(_numbers_of(customer))
    return OpenCallTable.select(AgentTable.name).join(AgentTable).where(OpenCallTable.held & same).limit(1)


@prepared
def _claimed(customer: int, viewer: int, now: Instant) -> Query:
    same = (ClaimTable.customer == customer) | ClaimTable.customer.in_(_numbers_of(customer))
    others = (ClaimTable.expires_at > now) & (ClaimTable.agent != viewer)
    return ClaimTable.select(AgentTable.name).join(AgentTable).where(others & same).limit(1)


def _taken(tx: Tx, customer: int, viewer: int | None, now: Instant) -> tuple[str, str]:
    """Return who has the customer, or one with a number of theirs, on the line; else who has a claim. '' for nobody."""
    return tx.value(_on_line(customer)) or "", tx.value(_claimed(customer, viewer or 0, now)) or ""
