"""Figures worked out by hand that no list can bring: obligations, people's time, scopes (docs/figures.md)."""

from __future__ import annotations

from datetime import date, time

import pytest
from msgspec.structs import replace

from callcenter.model import DAY, HOUR, MINUTE, Disposition, Instant
from callcenter.store import Store
from callcenter.views.figures.reports import Counted, Figure, Group, GroupKey, ReportPeriod
from callcenter.views.people.absences import AbsenceReason
from callcenter.views.people.shift import AgentState, BreakReason
from callcenter.views.upkeep.trouble import StoreError, Trouble
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, opened, ticked
from tests.store.closed import NOW as OFFICE_NOW
from tests.store.closed import office

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
BY_AGENT = (GroupKey.AGENT,)


def parts(
    store: Store, figure: Figure, since: date, until: date, *, now: Instant, period: ReportPeriod | None = None
) -> dict[tuple[str | None, date], tuple[object, object]]:
    """Numerator and denominator by agent and first day; those of nothing left out."""
    rows = store.by(CHEN).figures.report(since, until, period=period, by=BY_AGENT, figures=(figure,), now=now)
    return {(row.group.agent, row.since): (row.numerator, row.denominator) for row in rows}


def test_a_breach_counts_once_and_with_whose_it_was(database_url: str) -> None:
    """The first call of an inquiry of 30 March, 15:00, is due within 24 hours; the introduction on the days after."""
    store = opened(database_url)
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏", now="2026-03-30 15:00")
    broken = at("2026-03-31 15:01")
    ticked(store, broken)
    store.by(CHEN).ownership.assign(ref, "赵磊", now=broken + HOUR)
    # Closed in April, by another owner: the month and the owner of the breach have it.
    called = at("2026-04-01 10:30")
    ticked(store, called)
    store.by(ZHAO).touches.record(ref, call("2026-04-01 10:30"), now=called)
    now = ticked(store, at("2026-04-02 00:30"))
    rule = Group(rule="telesales.first_call")

    def of_rule(figure: Figure, since: date, until: date) -> list[tuple[str, str | None]]:
        rows = store.by(CHEN).figures.rows(figure, rule, since, until, now=now)
        return [(row.counted.value, row.group.agent) for row in rows]

    assert of_rule(Figure.BREACHES, MARCH, APRIL) == [("breached", "王敏")]
    assert of_rule(Figure.SLA_ATTAINMENT, MARCH, APRIL) == [("settled", "王敏")]
    assert of_rule(Figure.SLA_ATTAINMENT, APRIL, MAY) == []
    # The introduction of the second day was closed in time, and the thank-you SMS of the first day broke on it.
    rows = store.by(CHEN).figures.report(MARCH, MAY, by=(GroupKey.RULE,), figures=(Figure.SLA_ATTAINMENT,), now=now)
    assert {row.group.rule: (row.numerator, row.denominator) for row in rows} == {
        "telesales.first_call": (0, 1),
        "telesales.intro.N+1": (0, 1),
        "telesales.thanks_sms": (0, 1),
    }
    store.close()


def test_the_quota_asks_for_the_days_on_shift(database_url: str) -> None:
    """March 2026 begins on a Sunday. 王敏 is planned Monday to Friday, ill on 4 March, off on the 5th; 赵磊 is not."""
    store = opened(database_url)
    boss = store.by(CHEN)
    boss.campaigns.ensure_shipped("telesales", now=at("2026-03-01 09:00"))
    hours = ((time(9), time(18)),)
    boss.shifts.set_week("王敏", frozenset(range(5)), hours, since=MARCH, now=at("2026-03-01 09:00"))
    boss.shifts.set_day("王敏", date(2026, 3, 5), (), now=at("2026-03-01 09:00"))
    begins, ends = at("2026-03-04 00:00"), at("2026-03-05 00:00")
    boss.absences.record("王敏", since=begins, until=ends, reason=AbsenceReason.ILL, now=at("2026-03-03 18:00"))
    refs = [customer(store, f"客户{n}", f"+86138001380{n:02}", now="2026-03-01 09:00") for n in range(3)]
    for ref, when in zip(refs, ("2026-03-02 10:00", "2026-03-02 11:00", "2026-03-03 10:00"), strict=True):
        store.by(WANG).touches.record(ref, call(when), now=at(when))
    # Twice on one day is once; on a Sunday is beside what is asked.
    for when in ("2026-03-02 15:00", "2026-03-03 15:00", "2026-03-08 10:00"):
        store.by(WANG).touches.record(refs[0], call(when), now=at(when))
    store.by(ZHAO).touches.record(refs[1], call("2026-03-06 10:00", Disposition.BUSY), now=at("2026-03-06 10:00"))
    week = MARCH, date(2026, 3, 9)
    now = at("2026-03-09 09:00")
    assert parts(store, Figure.QUOTA, *week, now=now) == {
        ("王敏", MARCH): (5, 3 * 35),  # 2, 3 and 6 March
        ("赵磊", MARCH): (0, 35),
    }
    asked = store.by(CHEN).figures.rows(Figure.QUOTA, Group(agent="王敏"), *week, now=now)
    days = [row.at for row in asked if row.counted is Counted.ASKED]
    assert days == [at(f"2026-03-0{day} 00:00") for day in (2, 3, 6)]
    # Days that are not over yet: today counts, tomorrow does not.
    assert parts(store, Figure.QUOTA, MARCH, APRIL, now=at("2026-03-02 12:00")) == {("王敏", MARCH): (2, 35)}
    store.close()


def test_occupancy_leaves_breaks_out_and_is_cut_at_midnight(database_url: str) -> None:
    store = opened(database_url)
    store.by(CHEN).campaigns.ensure_shipped("telesales", now=at("2026-03-02 08:00"))
    wang = store.by(WANG).presence
    began = at("2026-03-02 23:00")
    wang.sign_in("王敏", now=began)
    for minutes, state, reason in (
        (30, AgentState.TALKING, None),
        (90, AgentState.WRAP_UP, None),
        (100, AgentState.BREAK, BreakReason.LUNCH),
        (160, AgentState.READY, None),
    ):
        wang.heartbeat("王敏", now=began + minutes * MINUTE)
        wang.change("王敏", state, reason=reason, now=began + minutes * MINUTE)
    wang.heartbeat("王敏", now=began + 180 * MINUTE)
    wang.sign_out("王敏", now=began + 180 * MINUTE)
    days = MARCH, date(2026, 3, 4)
    found = parts(store, Figure.OCCUPANCY, *days, period=ReportPeriod.DAY, now=began + 2 * DAY)
    assert found == {
        ("王敏", date(2026, 3, 2)): (30 * 60, 60 * 60),
        ("王敏", date(2026, 3, 3)): (40 * 60, (30 + 10 + 20) * 60),
    }
    store.close()


def test_the_overview_and_the_report_have_the_same_figures(database_url: str) -> None:
    store = opened(database_url)
    refs = [customer(store, f"客户{n}", f"+86138001380{n:02}", now="2026-03-02 09:00") for n in range(4)]
    for place, ref in enumerate(refs):
        for how, minute in ((Disposition.BUSY, 0), (Disposition.NEUTRAL, 30), (Disposition.REFUSED, 45)):
            when = at("2026-03-02 10:00") + (60 * place + minute) * MINUTE
            made = replace(call("2026-03-02 10:00", how), at=when, seconds=60)
            store.by((WANG, ZHAO)[place % 2]).touches.record(ref, made, now=when)
    now = at("2026-03-02 18:00")
    shown = {row.agent: row.figures for row in store.by(CHEN).team.overview(now=now).rows}
    days = date(2026, 3, 2), date(2026, 3, 3)
    rows = store.by(CHEN).figures.report(*days, by=BY_AGENT, now=now)
    told = {(row.group.agent, row.figure): row.numerator for row in rows}
    for name in ("王敏", "赵磊"):
        figures = shown[name]
        assert (figures.calls, figures.reached, figures.effective, figures.talk) == tuple(
            told[name, one] for one in (Figure.CALLS, Figure.REACH_RATE, Figure.QUOTA, Figure.TALK_TIME)
        )
        assert figures.effective == 2
    store.close()


def test_a_supervisor_sees_the_figures_of_their_units_and_an_agent_none(database_url: str) -> None:
    """陈主管 leads 一组, 王敏's; 赵磊 is of 二组. The pool of a campaign without units is everybody's."""
    closed = office(database_url)
    for name in ("王敏", "陈主管", "刘经理"):
        closed.sign_in(name)
    for ref, by in ((closed.own, "王敏"), (closed.other, "赵磊")):
        if by == "赵磊":
            closed.sign_in(by)
        closed.by(by).touches.record(ref, call("2026-03-02 10:00"), now=OFFICE_NOW)
    days = date(2026, 3, 2), date(2026, 3, 3)
    with pytest.raises(StoreError) as refused:
        closed.by("王敏").figures.report(*days, now=OFFICE_NOW)
    assert refused.value.code is Trouble.NOT_ALLOWED
    seen = {
        name: [
            (row.group.agent, row.value)
            for row in closed.by(name).figures.report(*days, by=BY_AGENT, figures=(Figure.CALLS,), now=OFFICE_NOW)
        ]
        for name in ("陈主管", "刘经理")
    }
    assert seen == {"陈主管": [("王敏", 1)], "刘经理": [("王敏", 1), ("赵磊", 1)]}
    rows = closed.by("陈主管").figures.rows(Figure.CALLS, Group(), *days, now=OFFICE_NOW)
    assert [row.ref for row in rows] == [closed.own]
    closed.store.close()
