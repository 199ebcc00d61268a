"""Figures for a supervisor count the rows of one campaign, or of all (docs/architecture.md#team-screen)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from callcenter.model import HOUR, Disposition, Milestone, MilestoneKind
from callcenter.store import Store
from callcenter.views.people.team import TeamView
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
    return [count for _begin, _end, count in view.ahead]


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
    for begin, end, count in view.ahead:
        dialled = [one for one in owed if begin <= one.due_at < end and one.dialled]
        assert count == len(dialled), (begin, end)
    assert any(not one.dialled for one in owed)
    assert view.ahead[0][:2] == (at(MORNING), at(MORNING) + HOUR)


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
