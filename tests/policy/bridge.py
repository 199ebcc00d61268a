"""The policy, asked in the plain words of the oracle: so that the same cases and histories go through both."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from callcenter import policy
from callcenter.model import (
    CampaignFrame,
    Channel,
    Direction,
    Disposition,
    Facts,
    History,
    Instant,
    Milestone,
    MilestoneKind,
    Plan,
    Stage,
    Touch,
)
from callcenter.rulebook import Rulebook, shipped_text
from callcenter.rulebook_reader import load
from callcenter.workdays import instant, midnight, moment
from tests.oracle.oracle import OCampaign, OCustomer, OTouch, When


def book() -> Rulebook:
    return load(shipped_text("telesales"), "telesales")


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


def facts_of(campaign: OCampaign, customer: OCustomer) -> Facts:
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
        numbers=tuple(customer.numbers),
        milestones=tuple(_milestone(kind, value, campaign.timezone) for kind, value in customer.milestones),
    )


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


def folded(campaign: OCampaign, customer: OCustomer, touches: list[OTouch], now: datetime) -> Plan:
    facts, history = facts_of(campaign, customer), history_of(customer, touches)
    return policy.plan(book(), frame_of(campaign), facts, history, instant(now))


def obligations(campaign: OCampaign, customer: OCustomer, touches: list[OTouch], now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "rule": o.rule,
            "channel": o.channel.value,
            "due_at": aware(o.due_at),
            "breach_at": aware(o.breach_at),
            "state": o.state(instant(now)).value,
        }
        for o in folded(campaign, customer, touches, now).obligations
    ]


def why(campaign: OCampaign, customer: OCustomer, touches: list[OTouch], now: datetime) -> dict[str, Any]:
    group = policy.gates(book(), frame_of(campaign), customer.timezone or campaign.timezone, instant(now))
    said = policy.why(folded(campaign, customer, touches, now), group)
    return {
        "offered": said.offered,
        "gate": said.gate.value if said.gate else None,
        "opens_at": aware(said.opens_at) if said.opens_at is not None else None,
    }


def entry(campaign: OCampaign, customer: OCustomer, touches: list[OTouch], now: datetime) -> dict[str, Any] | None:
    plan = folded(campaign, customer, touches, now)
    group = policy.gates(book(), frame_of(campaign), customer.timezone or campaign.timezone, instant(now))
    if plan.placement is None or not policy.offered(plan.placement, group):
        return None
    shown = plan.placement.entry
    return {
        "lane": plan.placement.lane.id,
        "rule": shown.rule,
        "channel": shown.channel.value,
        "due_at": aware(shown.due_at),
        "breach_at": aware(shown.breach_at),
    }


def queue(members: list[tuple[OCampaign, OCustomer, list[OTouch]]], now: datetime) -> list[tuple[str, str, str]]:
    rows = []
    for campaign, customer, touches in members:
        plan = folded(campaign, customer, touches, now)
        group = policy.gates(book(), frame_of(campaign), customer.timezone or campaign.timezone, instant(now))
        if plan.placement is not None and policy.offered(plan.placement, group):
            key = (policy.order_key(plan.placement, group), customer.ref.encode())
            rows.append((key, (customer.ref, plan.placement.lane.id, plan.placement.entry.rule)))
    return [row for _, row in sorted(rows)]


__all__ = ["aware", "date", "entry", "folded", "obligations", "queue", "why"]
