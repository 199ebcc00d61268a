"""The policy, asked in the plain words of the oracle: so that the same cases and histories go through both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from callcenter import policy
from callcenter.model import (
    CampaignFrame,
    Channel,
    CohortPlace,
    Direction,
    Disposition,
    Facts,
    GroupGates,
    History,
    Instant,
    Milestone,
    MilestoneKind,
    Plan,
    Snooze,
    Stage,
    Touch,
)
from callcenter.rulebook.book import DrawCohort, Rulebook
from callcenter.rulebook.reader import load
from callcenter.rulebook.shelf import shipped_text
from callcenter.workdays import instant, midnight, moment
from tests.oracle.oracle import Member, OCampaign, OCustomer, OTouch, When


def book(name: str = "telesales") -> Rulebook:
    return load(shipped_text(name), name)


def frame_of(campaign: OCampaign) -> CampaignFrame:
    holidays, days = campaign.closed
    return CampaignFrame(
        name="c",
        zone=campaign.timezone,
        country=campaign.country,
        legal_start=campaign.legal_start,
        legal_end=campaign.legal_end,
        closed_holidays=holidays,
        closed_days=frozenset(days),
    )


def _milestone(kind: str, value: When, zone: str) -> Milestone:
    if isinstance(value, datetime):
        return Milestone(MilestoneKind(kind), instant(value))
    return Milestone(MilestoneKind(kind), midnight(value, zone), date_only=True)


def facts_of(campaign: OCampaign, customer: OCustomer, places: tuple[CohortPlace, ...] = ()) -> Facts:
    created = customer.created_at if customer.created_at is not None else customer.imported_at
    return Facts(
        ref=customer.ref,
        zone=customer.timezone or campaign.timezone,
        created=_milestone("inquiry", created, campaign.timezone),
        created_given=customer.created_at is not None,
        tier=customer.tier,
        stage=Stage(customer.stage),
        owner=customer.owner,
        key=customer.key,
        birthday=customer.birthday,
        numbers=tuple(customer.numbers),
        milestones=tuple(_milestone(kind, value, campaign.timezone) for kind, value in customer.milestones),
        revenue="" if customer.revenue is None else str(customer.revenue),
        attributes=dict(customer.attributes),
        places=places,
        history_until=None if customer.history_until is None else instant(customer.history_until),
        updated_at=None if customer.updated_at is None else instant(customer.updated_at),
        lifted=tuple(sorted(instant(at) for at in customer.lifted)),
        snoozes=tuple(
            Snooze(instant(at), instant(until), "王敏", "", None if back is None else instant(back))
            for at, until, back in customer.snoozes
        ),
        owned_since=None if customer.owned_since is None else instant(max(customer.owned_since, customer.imported_at)),
        pool_since=0 if customer.pool_since is None else instant(customer.pool_since),
        away=_stretches(customer.away),
        worked=_stretches(customer.cases),
    )


def _stretches(known: Sequence[tuple[datetime, datetime | None]]) -> tuple[tuple[Instant, Instant | None], ...]:
    return tuple((instant(since), None if until is None else instant(until)) for since, until in known)


def places_of(member: Member, members: Sequence[Member], now: datetime) -> tuple[CohortPlace, ...]:
    """Return the member's places in the cohorts of their list, drawn for each year up to now."""
    campaign, customer, _ = member
    known = book(campaign.rulebook)
    if not known.cohorts:
        return ()
    listed = [one for one in members if one[0] == campaign and one[1].ref != customer.ref] + [member]
    years = range(1990, moment(instant(now), campaign.timezone).year + 1)
    found = []
    for name, cohort in known.cohorts.items():
        candidates = []
        for of_campaign, other, touches in listed:
            facts, history = facts_of(of_campaign, other), history_of(other, list(touches))
            one = policy.candidate(known, cohort, facts, history)
            if one is not None:
                candidates.append(one)
        for year in years if isinstance(cohort, DrawCohort) else (0,):
            place = policy.places(name, cohort, candidates, year, campaign.timezone).get(customer.ref)
            if place is not None:
                found.append(place)
    return tuple(found)


def history_of(customer: OCustomer, touches: list[OTouch]) -> History:
    default = customer.numbers[0] if customer.numbers else ""
    plain = [
        Touch(
            at=instant(t.at),
            channel=Channel(t.channel),
            direction=Direction(t.direction),
            disposition=Disposition(t.disposition) if t.disposition else None,
            agent=t.agent,
            note=t.note,
            callback_at=instant(t.callback_at) if t.callback_at else None,
            team=t.team or "",
            phone=t.phone or default,
        )
        for t in touches
    ]
    return History(tuple(sorted(plain, key=lambda t: t.at)))


def aware(at: Instant) -> datetime:
    return moment(at, "UTC").astimezone(UTC)


def folded(
    campaign: OCampaign, customer: OCustomer, touches: list[OTouch], now: datetime, members: Sequence[Member] = ()
) -> Plan:
    places = places_of((campaign, customer, touches), members, now)
    facts, history = facts_of(campaign, customer, places), history_of(customer, touches)
    return policy.plan(book(campaign.rulebook), frame_of(campaign), facts, history, instant(now))


def obligations(
    campaign: OCampaign, customer: OCustomer, touches: list[OTouch], now: datetime, members: Sequence[Member] = ()
) -> list[dict[str, Any]]:
    return [
        {
            "rule": o.rule,
            "channel": o.channel.value,
            "due_at": aware(o.due_at),
            "breach_at": aware(o.breach_at),
            "state": o.state(instant(now)).value,
        }
        for o in folded(campaign, customer, touches, now, members).obligations
    ]


def _gates(campaign: OCampaign, customer: OCustomer, now: datetime) -> GroupGates:
    zone = customer.timezone or campaign.timezone
    return policy.gates(book(campaign.rulebook), frame_of(campaign), zone, instant(now))


def may_call(campaign: OCampaign, customer: OCustomer, agent: str | None) -> bool:
    if agent is None:
        return True
    owned = customer.owner is not None
    return policy.may_call(book(campaign.rulebook), own=customer.owner == agent, owned=owned, line=None)


def why(
    campaign: OCampaign,
    customer: OCustomer,
    touches: list[OTouch],
    now: datetime,
    members: Sequence[Member] = (),
    agent: str | None = None,
) -> dict[str, Any]:
    plan = folded(campaign, customer, touches, now, members)
    said = policy.why(plan, _gates(campaign, customer, now), not_yours=not may_call(campaign, customer, agent))
    return {
        "offered": said.offered,
        "gate": said.gate.value if said.gate else None,
        "opens_at": aware(said.opens_at) if said.opens_at is not None else None,
    }


def entry(
    campaign: OCampaign, customer: OCustomer, touches: list[OTouch], now: datetime, members: Sequence[Member] = ()
) -> dict[str, Any] | None:
    plan = folded(campaign, customer, touches, now, members)
    if plan.placement is None or not policy.offered(plan.placement, _gates(campaign, customer, now)):
        return None
    shown = plan.placement.entry
    return {
        "lane": plan.placement.lane.id,
        "rule": shown.rule,
        "channel": shown.channel.value,
        "due_at": aware(shown.due_at),
        "breach_at": aware(shown.breach_at),
    }


def queue(members: Sequence[Member], now: datetime, agent: str | None = None) -> list[tuple[str, str, str]]:
    rows = []
    for campaign, customer, touches in members:
        plan = folded(campaign, customer, list(touches), now, members)
        group = _gates(campaign, customer, now)
        if plan.placement is None or not policy.offered(plan.placement, group):
            continue
        if may_call(campaign, customer, agent):
            key = (policy.order_key(plan.placement, group), customer.ref.encode())
            rows.append((key, (customer.ref, plan.placement.lane.id, plan.placement.entry.rule)))
    return [row for _, row in sorted(rows)]
