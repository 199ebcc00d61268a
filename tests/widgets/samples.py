"""Rows as the store gives them, for widgets to show. All times are March 2026 in Shanghai."""

from __future__ import annotations

from msgspec.structs import replace

from callcenter.model import (
    Because,
    CampaignFrame,
    Channel,
    Direction,
    Disposition,
    Facts,
    Ground,
    GroupGates,
    History,
    Lane,
    Milestone,
    MilestoneKind,
    Obligation,
    Offer,
    Plan,
    Role,
    Touch,
    WhyNot,
)
from callcenter.views.customers.customer import CustomerView
from callcenter.views.customers.log import TouchRow
from callcenter.views.customers.timeline import TimelinePage
from callcenter.views.people.shift import AgentState, ShiftFigures
from callcenter.views.people.team import TeamRow
from callcenter.views.upkeep.campaigns import CampaignRow
from callcenter.views.worklists.breaches import BreachRow
from callcenter.views.worklists.promises import PromiseRow
from callcenter.views.worklists.queue import QueuePage, QueueRow
from tests.widgets.stage import ZONE, at

NOW = at(12, 10, 42)

CALLBACK = Obligation(
    "telesales.callback",
    Channel.CALL,
    at(12, 10, 30),
    at(12, 10, 45),
    Ground(Because.CALLBACK, {"at": at(12, 10, 30), "promised": at(10, 9), "agent": "王敏"}),
    commitment=True,
)
FIRST = Obligation(
    "telesales.first_call",
    Channel.CALL,
    at(12, 10, 38),
    at(13, 10, 38),
    Ground(Because.WITHIN, {"milestone": "inquiry", "at": at(12, 10, 38), "within": "24h"}),
    opening=True,
)
UNREACHED = Obligation(
    "telesales.unreached.A",
    Channel.CALL,
    at(11, 10, 30),
    at(12, 10, 30),
    Ground(Because.UNREACHED, {"interval": "7d", "base": at(5, 10, 30), "touched": True, "tier": "A"}),
)
LATER = Obligation(
    "telesales.maintenance.A",
    Channel.CALL,
    at(18, 9),
    at(19, 9),
    Ground(Because.EVERY, {"interval": "7d", "base": at(12, 9), "touched": True, "tier": "A"}),
)


def queue_row(ref: str, lane: Lane, owed: Obligation, name: str = "李雷", company: str = "北方动力") -> QueueRow:
    tier = None if lane is Lane.FRESH else "A"
    return QueueRow(ref, name, company, tier, "+8613812342231", None, "telesales", ZONE, "CN", lane, owed)


def queue_page(*rows: QueueRow, total: int | None = None, now: int = NOW) -> QueuePage:
    return QueuePage(now, rows, len(rows) if total is None else total, None, 0, Offer.EVERYTHING)


def breach(name: str, tier: str | None, breach_at: int) -> BreachRow:
    owed = Obligation(UNREACHED.rule, Channel.CALL, at(1, 9), breach_at, UNREACHED.ground)
    return BreachRow(name, name, tier, "王敏", "telesales", ZONE, owed)


def touch(
    id: int,
    when: int,
    disposition: Disposition | None = Disposition.INTERESTED,
    *,
    note: str = "要新报价",
    seconds: int = 380,
    effective: bool = True,
    withdrawn: bool = False,
    corrects: int | None = None,
    replaced: bool = False,
) -> TouchRow:
    return TouchRow(
        id=id,
        ref="C1",
        customer="李雷",
        campaign="telesales",
        at=when,
        agent="王敏",
        channel=Channel.CALL,
        direction=Direction.OUT,
        disposition=disposition,
        seconds=seconds,
        wrap_seconds=20,
        note=note,
        phone="+8613812342231",
        callback_at=None,
        effective=effective,
        corrects=corrects,
        withdrawn=withdrawn,
        replaced=replaced,
    )


def promise(name: str, due_at: int) -> PromiseRow:
    """A callback of an agent's own at ``due_at``."""
    owed = replace(CALLBACK, due_at=due_at, breach_at=due_at + 15 * 60_000)
    about = (name, name, "", "A", "+8613800138001", "王敏", "telesales", ZONE, "CN")
    return PromiseRow(*about, owed, "王敏")


FIGURES = ShiftFigures(
    calls=18,
    reached=9,
    effective=7,
    quota=35,
    talk=41 * 60,
    wrap_up=20 * 60,
    sla_met=46,
    sla_all=50,
    breaches=2,
    breaches_all=5,
    busy=70 * 60,
    on_shift=140 * 60,
)


def team_row(agent: str, state: AgentState, since: int | None, figures: ShiftFigures = FIGURES) -> TeamRow:
    return TeamRow(agent, "east", Role.AGENT, state, since, "C1", "李雷", figures)


def _counted(row: TouchRow) -> Touch:
    return Touch(row.at, row.channel, row.direction, row.disposition, row.agent, row.seconds, row.note)


def customer(touches: tuple[TouchRow, ...], owed: tuple[Obligation, ...], name: str = "李雷") -> CustomerView:
    return CustomerView(
        ref="C1",
        name=name,
        company="北方动力",
        campaign=CampaignRow(CampaignFrame("telesales"), "telesales", 1),
        facts=Facts("C1", ZONE, Milestone(MilestoneKind.INQUIRY, at(1, 9))),
        history=History(tuple(_counted(one) for one in touches[::-1] if not (one.withdrawn or one.replaced))),
        plan=Plan(NOW, None, owed, None, (), 0, False, (), (), None),
        why=WhyNot(True, None, None, None),
        gates=GroupGates(Offer.EVERYTHING, (), 0, None, at(12, 12)),
        timeline=TimelinePage(touches, zone=ZONE),
        cases=(),
        tiers=(),
        attributes={},
        revenue="",
        birthday=None,
        provisional_tier=False,
        tier_choices=(),
    )
