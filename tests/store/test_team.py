"""Figures for a supervisor count the rows of one campaign, or of all (docs/architecture.md#team-screen)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from callcenter.access import Principal
from callcenter.model import HOUR, MINUTE, Disposition, Milestone, MilestoneKind
from callcenter.store import Store
from callcenter.views.people.shift import AgentState
from callcenter.views.people.team import TeamView
from callcenter.views.upkeep.attention import Alarm, Level, Watched
from callcenter.views.upkeep.imports import StagedCustomer
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, opened

MORNING = "2026-03-04 10:00"
"""Of the third day: the first calls are overdue, those of day 4 and the SMS lie ahead."""


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Three customers of one campaign and two of another, all Wang's; one of each was called this morning."""
    opened_store = opened(database_url)
    opened_store.by(CHEN).campaigns.add("second", rulebook="telesales", now=at("2026-03-02 09:00"))
    for campaign, count in (("telesales", 3), ("second", 2)):
        refs = [
            customer(
                opened_store,
                f"{campaign} {place}",
                f"139000{len(campaign)}0{place:03}",
                owner=WANG.name,
                campaign=campaign,
            )
            for place in range(count)
        ]
        opened_store.by(WANG).touches.record(
            refs[0], call("2026-03-04 09:30", Disposition.INTERESTED), now=at("2026-03-04 09:35")
        )
    opened_store.plans.tick(at(MORNING), budget=60_000)
    yield opened_store
    opened_store.close()


def _ahead(view: TeamView) -> list[int]:
    return [span.calls for span in view.ahead]


def test_a_campaigns_numbers_and_the_others_make_up_all(store: Store) -> None:
    first, second, everything = (
        store.team.overview(now=at(MORNING), campaign=name) for name in ("telesales", "second", None)
    )
    assert first.breaches > second.breaches > 0
    assert first.breaches + second.breaches == everything.breaches
    assert [first.hours, second.hours, everything.hours] == [((9, 1, 1),), ((9, 1, 1),), ((9, 2, 2),)]
    assert sum(_ahead(second)) > 0
    assert [one + other for one, other in zip(_ahead(first), _ahead(second), strict=True)] == _ahead(everything)
    for figure in ("calls", "reached", "effective", "talk", "sla_all", "breaches", "breaches_all"):
        of_one, of_other, of_all = (
            getattr(store.team.figures(WANG.name, now=at(MORNING), campaign=name), figure)
            for name in ("telesales", "second", None)
        )
        assert of_one + of_other == of_all, figure


def test_an_hour_is_one_of_the_campaigns_zone(store: Store) -> None:
    """In Kathmandu it begins at a quarter past one of Shanghai."""
    store.by(CHEN).campaigns.add("nepal", rulebook="telesales", timezone="Asia/Kathmandu", now=at("2026-03-02 09:00"))
    for place, when in enumerate(("12:14:59", "12:15:00", "13:14:59", "13:15:00")):
        ref = customer(store, f"nepal {place}", campaign="nepal")
        reached = Disposition.NEUTRAL if place else Disposition.NO_ANSWER
        store.by(WANG).touches.record(ref, call(f"2026-03-04 {when}", reached), now=at("2026-03-04 13:15"))
    view = store.team.overview(now=at("2026-03-04 13:15"), campaign="nepal")
    assert view.hours == ((9, 1, 0), (10, 2, 2), (11, 1, 1))


def test_what_lies_ahead_is_what_will_be_dialled(store: Store) -> None:
    """Tasks that are no calls, as the SMS of day 6, are not in it."""
    view = store.team.overview(now=at(MORNING))
    refs = [row.ref for row in store.queue.page_as_of(as_of=at("2026-03-30 10:00")).rows]
    owed = [one for ref in refs for one in store.details.get(ref, now=at(MORNING)).plan.obligations]
    for span in view.ahead:
        dialled = [one for one in owed if span.start <= one.due_at < span.end and one.dialled]
        assert span.calls == len(dialled), span
        breaking = [one for one in owed if span.start < one.breach_at <= span.end]
        assert span.breaching == len(breaking), span
    assert any(not one.dialled for one in owed)
    assert (view.ahead[0].start, view.ahead[0].end) == (at(MORNING), at(MORNING) + HOUR)


def test_what_is_breached_and_what_is_promised_are_counted_apart(store: Store) -> None:
    """Of customers with one of the two, with both and with neither; those of the pool are the team's alone."""
    now = "2026-03-04 10:05"
    names = {owner: [f"{owner or 'pool'} {place}" for place in range(4)] for owner in (ZHAO.name, None)}
    for owner, (promised, breached, both, neither) in names.items():
        for place, (name, came, callback) in enumerate(
            (
                (promised, "2026-03-04 09:45", "2026-03-04 10:00"),
                (breached, "2026-03-02 09:00", None),
                (both, "2026-03-02 09:00", "2026-03-04 10:00"),
                (neither, "2026-03-04 09:45", None),
            )
        ):
            ref = customer(store, name, f"+86138000{len(owner or ''):02}00{place}0", now=came, owner=owner)
            if callback is not None:
                touch = call("2026-03-04 09:50", Disposition.CALLBACK, callback_at=callback)
                store.by(ZHAO).touches.record(ref, touch, now=at("2026-03-04 09:50"))
    store.plans.tick(at(now), budget=60_000)
    plans = {
        row.name: (row.owner, store.details.get(row.ref, now=at(now)).plan.obligations)
        for row in store.queue.page_as_of(as_of=at("2026-03-30 10:00")).rows
    }
    counted = {
        name: (
            sum(one.breach_at <= at(now) for one in owed),
            sum(one.commitment and one.due_at <= at(now) for one in owed),
        )
        for name, (_owner, owed) in plans.items()
    }
    for of_one in names.values():
        assert [tuple(count > 0 for count in counted[name]) for name in of_one] == [
            *((False, True), (True, False), (True, True)),
            (False, False),
        ]
    for actor in (WANG, ZHAO):
        theirs = [counted[name] for name, (owner, _owed) in plans.items() if owner == actor.name]
        figures = store.team.figures(actor.name, now=at(now))
        assert (figures.breaches_all, figures.commitments_due) == tuple(map(sum, zip(*theirs, strict=True)))
    assert store.team.overview(now=at(now)).breaches == sum(breached for breached, _promised in counted.values())


def test_a_voided_breach_is_counted_no_more(store: Store) -> None:
    """A call of the time before is entered: the first call was made in time."""
    now = at("2026-03-03 10:00")
    ref = customer(store, "late", "+8613800138002", owner=ZHAO.name)
    store.plans.tick(now, budget=60_000)
    before = store.team.figures(ZHAO.name, now=now)
    assert (before.sla_met, before.sla_all, before.breaches) == (0, 2, 1)
    store.by(ZHAO).touches.record(ref, call("2026-03-02 10:00"), now=now)
    after = store.team.figures(ZHAO.name, now=now)
    assert (after.sla_met, after.sla_all, after.breaches) == (0, 1, 0)


def test_the_first_frame_needs_no_customers(store: Store) -> None:
    frame = store.campaigns.first_frame()
    assert frame is not None
    assert frame.name == "second"
    assert frame == store.campaigns.all()[0].frame


def test_what_was_late_before_its_import_counts_in_no_rate(database_url: str) -> None:
    """An inquiry of 1 March 12:00, imported on 2 March 15:00: the first call was late at 12:00, the call of N+1 is at
    24:00. The agent closes the latter in time: 1 of 1."""
    store = opened(database_url)
    inquiry = Milestone(MilestoneKind.INQUIRY, at("2026-03-01 12:00"))
    row = StagedCustomer(2, "K1", name="甲", phones=("+8613900000001",), owner=WANG.name, milestones=(inquiry,))
    key = store.by(CHEN).imports.stage_begin("customers", "名单.csv", "digest", now=at("2026-03-02 15:00"))
    store.imports.stage_rows(key, [row])
    store.imports.stage_ready(key, counts={})
    store.by(CHEN).imports.resume(now=at("2026-03-02 15:00"))
    assert [one.obligation.rule for one in store.breaches.open(now=at("2026-03-02 15:30"))] == [
        "telesales.thanks_sms",
        "telesales.first_call",
    ]
    before = store.team.figures(WANG.name, now=at("2026-03-02 15:30"))
    assert (before.sla_met, before.sla_all, before.breaches_all) == (0, 0, 2)
    store.by(WANG).touches.record("K1", call("2026-03-02 15:40"), now=at("2026-03-02 15:45"))
    after = store.team.figures(WANG.name, now=at("2026-03-02 15:45"))
    assert (after.sla_met, after.sla_all) == (1, 1)
    store.close()


def test_those_who_need_attention_come_first(database_url: str) -> None:
    """坐席2 is on a break for 45 minutes, 王敏's program ended on a call, 坐席10 waits, 赵磊 was never here."""
    store = opened(database_url)
    for name in ("坐席10", "坐席2"):
        store.by(CHEN).people.add(name, now=at("2026-03-02 09:00"))
        store.presence.sign_in(name, now=at("2026-03-02 09:00"))
    store.by(Principal("坐席2")).presence.change("坐席2", AgentState.BREAK, now=at("2026-03-02 09:15"))
    ref = customer(store, "李雷", "13800138001")
    store.presence.sign_in(WANG.name, now=at("2026-03-02 09:50"))
    claim = store.by(WANG).claims.take(ref, now=at("2026-03-02 09:58"))
    store.by(WANG).calls.start(claim, now=at("2026-03-02 09:58"))
    now = at("2026-03-02 10:00")
    for name in ("坐席10", "坐席2"):
        store.presence.heartbeat(name, now=now)
    store.plans.tick(now, budget=60_000)
    rows = store.team.overview(now=now).rows
    assert [(row.agent, row.level, row.lost) for row in rows] == [
        (WANG.name, Level.RED, True),
        ("坐席2", Level.RED, False),
        ("坐席10", Level.RED, False),  # ready for an hour: nobody gave them anybody to call
        (CHEN.name, Level.CALM, False),
        (ZHAO.name, Level.CALM, False),
    ]
    assert rows[0].since == at("2026-03-02 09:58")
    assert (rows[0].customer, rows[0].alarms[0]) == ("李雷", Alarm(Level.RED, None, 2 * MINUTE))
    assert rows[1].alarms == (Alarm(Level.RED, Watched.BREAK, 45 * MINUTE),)
    pulse = store.team.pulse(now=now)
    assert (pulse.people, pulse.at_work, pulse.on_call, pulse.on_break) == (5, 2, 0, 1)
    assert (pulse.red, pulse.amber) == (3, 0)
    # The campaign decides.
    store.by(CHEN).campaigns.change("telesales", {"attention": "break 1h/2h, ready 50m/90m"}, now=now)
    levels = {row.agent: row.level for row in store.team.overview(now=now).rows}
    assert levels == {WANG.name: Level.RED, "坐席2": 0, "坐席10": Level.AMBER, ZHAO.name: 0, CHEN.name: 0}
    # Another day, with the call put away: merely not at work.
    store.by(CHEN).calls.end_for(WANG.name, now=at("2026-03-02 10:10"))
    assert not any(row.lost for row in store.team.overview(now=at("2026-03-03 09:00")).rows)
    store.close()


def test_occupancy_is_the_time_in_calls_of_that_at_work(database_url: str) -> None:
    """王敏: 40 minutes ready around half an hour of break, then 2 dialling, 10 talking, 8 in wrap-up: 20 of 60 minutes.
    赵磊 worked from 23:00 to 01:00, one hour of it today."""
    store = opened(database_url, "2026-03-01 09:00")
    store.presence.sign_in(ZHAO.name, now=at("2026-03-01 23:00"))
    store.presence.heartbeat(ZHAO.name, now=at("2026-03-02 01:00"))
    store.presence.sign_out(ZHAO.name, now=at("2026-03-02 01:00"))
    ref = customer(store, "李雷", "13800138001")
    store.presence.sign_in(WANG.name, now=at("2026-03-02 09:00"))
    for state, when in ((AgentState.BREAK, "09:30"), (AgentState.READY, "10:00")):
        store.presence.heartbeat(WANG.name, now=at(f"2026-03-02 {when}"))
        store.by(WANG).presence.change(WANG.name, state, now=at(f"2026-03-02 {when}"))
    store.presence.heartbeat(WANG.name, now=at("2026-03-02 10:10"))
    claim = store.by(WANG).claims.take(ref, now=at("2026-03-02 10:10"))
    call_of = store.by(WANG).calls.start(claim, now=at("2026-03-02 10:10"))
    store.presence.heartbeat(WANG.name, now=at("2026-03-02 10:12"))
    store.calls.mark_answered(call_of.token, now=at("2026-03-02 10:12"))
    store.presence.heartbeat(WANG.name, now=at("2026-03-02 10:22"))
    store.calls.mark_ended(call_of.token, now=at("2026-03-02 10:22"))
    now = at("2026-03-02 10:30")
    store.presence.heartbeat(WANG.name, now=now)
    figures = {row.agent: row.figures for row in store.team.overview(now=now).rows}
    assert (figures[WANG.name].busy, figures[WANG.name].on_shift) == (20 * 60, 60 * 60)
    assert (figures[ZHAO.name].busy, figures[ZHAO.name].on_shift) == (0, 60 * 60)
    # A program that ended without a word is at work until its last sign of life.
    lost = store.team.figures(WANG.name, now=now + HOUR)
    assert (lost.busy, lost.on_shift) == (20 * 60, 60 * 60)
    store.close()
