"""Doubles: merged into one customer without losing a touch, and split again (docs/architecture.md#corrections)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from callcenter.model import Disposition, Gate, Milestone, MilestoneKind, Stage
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges, CustomerView
from callcenter.views.customers.timeline import TimelinePage
from callcenter.views.upkeep.imports import StagedCustomer, StagedTouch
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, lines, opened

NOON = "2026-03-03 10:30"
FIRST, SECOND = "+8613800000001", "+8613800000002"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    made = opened(database_url)
    yield made
    made.close()


@pytest.fixture
def pair(store: Store) -> tuple[str, str]:
    """李雷 twice: first with a call and an owner, then as a new lead of this morning."""
    old = customer(store, "李雷", FIRST, now="2026-03-01 09:00", tier="B", owner="王敏")
    store.by(WANG).touches.record(old, call("2026-03-01 10:05"), now=at("2026-03-01 10:05"))
    new = customer(store, "李 雷", SECOND, now="2026-03-03 09:00", tier=None)
    return old, new


def state(store: Store, ref: str, now: str) -> CustomerView:
    """Return what is known of a customer, but for the merges that are over."""
    return replace(store.details.get(ref, now=at(now)), merges=())


def refused(code: Trouble) -> pytest.RaisesExc[StoreError]:
    return pytest.raises(StoreError, check=lambda error: error.code is code)


def test_the_survivor_has_the_touches_dates_and_numbers_of_both(store: Store, pair: tuple[str, str]) -> None:
    old, new = pair
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    view = store.details.get(new, now=at(NOON))
    assert [touch.at for touch in view.touches] == [at("2026-03-01 10:05")]
    assert view.facts.numbers == (SECOND, FIRST)
    assert [one.at for one in view.facts.milestones] == [at("2026-03-01 09:00"), at("2026-03-03 09:00")]
    assert (view.facts.tier, view.facts.owner) == ("B", "王敏"), "what the survivor lacked"
    assert [(row.ref, row.actor) for row in view.merges] == [(old, CHEN.name)]


def test_the_old_ref_leads_to_the_survivor(store: Store, pair: tuple[str, str]) -> None:
    old, new = pair
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    assert store.details.get(old, now=at(NOON)) == store.details.get(new, now=at(NOON))
    assert {row.ref for row in store.search.find(old)} == {new}
    assert [row.ref for row in store.search.find("李雷")] == [new]
    assert [row.ref for row in store.lookup.by_phone(FIRST)] == [new]
    touch = store.by(WANG).touches.record(old, call(NOON), now=at(NOON))
    assert touch in {row.id for row in store.details.get(new, now=at(NOON)).touches}


def test_a_merged_customer_stands_in_no_list_or_count(store: Store, pair: tuple[str, str]) -> None:
    old, new = pair
    assert len(lines(store, NOON)) == 2
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    assert [row.ref for row in store.queue.page(now=at(NOON)).rows] == [new]
    assert store.queue.page(now=at(NOON)).rows == store.queue.page_as_of(as_of=at(NOON)).rows
    store.plans.tick(at("2026-03-20 10:30"))
    assert {row.ref for row in store.breaches.open(now=at("2026-03-20 10:30"))} == {new}
    assert all(row.id for row in store.breaches.open(now=at("2026-03-20 10:30"))), "each is on record"
    assert (
        [row.ref for row in store.lookup.customers_of("王敏")]
        == [row.ref for row in store.lookup.own_customers("王敏")]
        == [new]
    )
    assert store.campaigns.get("telesales").customers == 1


@pytest.mark.parametrize("which", [0, 1])
def test_a_do_not_call_of_either_holds(store: Store, pair: tuple[str, str], which: int) -> None:
    other = pair[1 - which]
    never = call("2026-03-03 10:00", Disposition.DO_NOT_CALL)
    store.by(WANG).touches.record(pair[which], never, now=at("2026-03-03 10:00"))
    store.by(WANG).touches.record(other, never, now=at("2026-03-03 10:00"))
    store.by(CHEN).customers.lift_do_not_call(other, now=at("2026-03-03 10:10"))
    store.by(CHEN).merges.merge(pair[0], pair[1], now=at(NOON))
    assert store.details.get(pair[1], now=at(NOON)).why.gate is Gate.DO_NOT_CALL, "lifted for the other one alone"
    store.by(CHEN).customers.lift_do_not_call(pair[1], now=at("2026-03-03 10:40"))
    assert store.details.get(pair[1], now=at("2026-03-03 10:40")).why.gate is not Gate.DO_NOT_CALL
    store.by(CHEN).merges.split(pair[0], now=at("2026-03-03 10:50"))
    gates = [store.details.get(ref, now=at("2026-03-03 10:50")).why.gate for ref in pair]
    assert gates[0] is (Gate.DO_NOT_CALL if which == 0 else gates[0]), "what was lifted for a double that was none"


def test_a_split_puts_back_what_was_before_and_keeps_what_came_since(store: Store, pair: tuple[str, str]) -> None:
    old, new = pair
    before = {ref: state(store, ref, NOON) for ref in pair}
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    assert store.by(CHEN).merges.split(old, now=at(NOON)) == new
    for ref in pair:
        after = state(store, ref, NOON)
        assert after.touches == before[ref].touches
        without = [replace(one, tiers=(), timeline=TimelinePage()) for one in (after, before[ref])]
        assert without[0] == without[1], "but for the history of tiers and of what was decided"
    store.by(CHEN).merges.merge(old, new, now=at("2026-03-03 11:00"))
    since = store.by(WANG).touches.record(new, call("2026-03-03 11:10"), now=at("2026-03-03 11:10"))
    store.by(WANG).customers.edit(new, CustomerChanges(company="北方动力"), now=at("2026-03-03 11:11"))
    store.by(CHEN).merges.split(old, now=at("2026-03-03 11:20"))
    view = store.details.get(new, now=at("2026-03-03 11:20"))
    assert (view.company, [touch.id for touch in view.touches]) == ("北方动力", [since])
    assert store.details.get(old, now=at("2026-03-03 11:20")).facts == before[old].facts


def test_merges_in_a_row_come_apart_in_any_order(store: Store, pair: tuple[str, str]) -> None:
    third = customer(store, "李雷", "+8613800000003", now="2026-03-03 09:30")
    before = {ref: state(store, ref, NOON).facts for ref in (*pair, third)}
    store.by(CHEN).merges.merge(pair[0], pair[1], now=at(NOON))
    store.by(CHEN).merges.merge(pair[0], third, now=at(NOON))
    assert store.details.get(pair[1], now=at(NOON)).ref == third, "the old ref stands for its survivor"
    assert len(store.details.get(third, now=at(NOON)).facts.numbers) == 3
    store.by(CHEN).merges.split(pair[0], now=at(NOON))
    assert store.details.get(pair[1], now=at(NOON)).ref == third
    store.by(CHEN).merges.split(pair[1], now=at(NOON))
    assert {ref: state(store, ref, NOON).facts for ref in (*pair, third)} == before


def test_what_a_double_took_through_two_merges_comes_back_to_it_alone(store: Store, pair: tuple[str, str]) -> None:
    """The older merge is split first and its customer merged again: the younger merge's split leaves them alone."""
    old, new = pair
    store.plans.tick(at(NOON))
    third = customer(store, "李雷", "+8613800000003", now="2026-03-03 09:30", tier=None)
    store.by(WANG).customers.edit(old, CustomerChanges(company="北方动力"), now=at(NOON))
    own = {(row.ref, row.obligation.rule) for row in store.breaches.open(now=at(NOON))}
    assert {ref for ref, _ in own} == {old}
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    store.by(CHEN).merges.merge(new, third, now=at(NOON))
    store.by(CHEN).merges.split(old, now=at(NOON))
    assert {(row.ref, row.obligation.rule) for row in store.breaches.open(now=at(NOON)) if row.id} == own
    store.by(CHEN).merges.merge(old, third, now=at(NOON))
    store.by(CHEN).merges.split(new, now=at(NOON))
    facts = store.details.get(third, now=at(NOON)).facts
    assert (facts.numbers, facts.tier, store.details.get(third, now=at(NOON)).company) == (
        ("+8613800000003", FIRST),
        "B",
        "北方动力",
    )
    store.by(CHEN).merges.split(old, now=at(NOON))
    assert {(row.ref, row.obligation.rule) for row in store.breaches.open(now=at(NOON)) if row.id} == own
    assert all(row.id for row in store.breaches.open(now=at(NOON))), "each is on record"


def test_cases_follow_and_come_back(store: Store, pair: tuple[str, str]) -> None:
    old, new = pair
    store.by(WANG).touches.record(old, call("2026-03-03 09:40", Disposition.NEGATIVE), now=at("2026-03-03 09:40"))
    (case,) = store.cases.all()
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    assert [(row.id, row.ref) for row in store.cases.all()] == [(case.id, new)]
    store.by(CHEN).merges.split(old, now=at(NOON))
    assert [(row.id, row.ref) for row in store.cases.all()] == [(case.id, old)]


def test_who_is_worked_with_is_not_merged(store: Store, pair: tuple[str, str]) -> None:
    old, new = pair
    claim = store.by(ZHAO).claims.take(new, now=at(NOON))
    with refused(Trouble.CLAIMED):
        store.by(CHEN).merges.merge(old, new, now=at(NOON))
    call = store.by(ZHAO).calls.start(claim, now=at(NOON))
    with refused(Trouble.ON_THE_LINE):
        store.by(CHEN).merges.merge(old, new, now=at(NOON))
    store.calls.abandon(call.token, now=at(NOON))
    with refused(Trouble.NOT_ALLOWED):
        store.by(WANG).merges.merge(old, new, now=at(NOON))
    with refused(Trouble.NOT_MERGED):
        store.by(CHEN).merges.split(old, now=at(NOON))
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    with refused(Trouble.SAME_CUSTOMER):
        store.by(CHEN).merges.merge(old, new, now=at(NOON))


def test_customers_of_two_campaigns_are_no_doubles(store: Store, pair: tuple[str, str]) -> None:
    other = customer(store, "李雷", FIRST, campaign="dealership")
    with refused(Trouble.OTHER_CAMPAIGN):
        store.by(CHEN).merges.merge(other, pair[0], now=at(NOON))


def test_a_claim_has_the_numbers_of_both(store: Store, pair: tuple[str, str]) -> None:
    old, new = pair
    third = customer(store, "韩梅", FIRST)
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    store.by(WANG).claims.take(new, now=at(NOON))
    with refused(Trouble.CLAIMED):
        store.by(ZHAO).claims.take(third, now=at(NOON))


def imported(store: Store, *rows: StagedCustomer | StagedTouch, now: str) -> int:
    key = store.by(CHEN).imports.stage_begin("rows", "f", "d", now=at(now))
    store.imports.stage_rows(key, rows)
    store.imports.stage_ready(key, counts={})
    store.by(CHEN).imports.resume(now=at(now))
    return key


def test_what_a_file_newly_says_of_the_old_ref_holds_for_the_survivor(store: Store, pair: tuple[str, str]) -> None:
    old, new = pair
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    same = StagedCustomer(1, old, name="李雷", phones=(FIRST,), tier="B")
    imported(store, same, now="2026-03-03 11:00")
    assert store.details.get(new, now=at("2026-03-03 11:00")).name == "李 雷", "the file says nothing new"
    inquiry = Milestone(MilestoneKind.INQUIRY, at("2026-03-03 10:55"))
    changed = replace(same, company="北方动力", phones=(FIRST, "+8613800000009"), milestones=(inquiry,))
    touch = StagedTouch(2, old, call("2026-03-03 11:10"))
    key = imported(store, changed, touch, now="2026-03-03 11:20")
    view = store.details.get(new, now=at("2026-03-03 11:20"))
    assert (view.company, view.name) == ("北方动力", "李 雷")
    assert view.facts.numbers == (SECOND, FIRST, "+8613800000009")
    assert view.facts.milestones[-1] == inquiry
    assert view.touches[0].at == at("2026-03-03 11:10")
    store.by(CHEN).imports.undo(key, now=at("2026-03-03 11:30"))
    view = store.details.get(new, now=at("2026-03-03 11:30"))
    assert (view.company, view.facts.numbers, len(view.history.touches)) == ("", (SECOND, FIRST), 1)


def test_an_import_that_brought_a_merged_customer_is_not_undone(store: Store, pair: tuple[str, str]) -> None:
    key = imported(store, StagedCustomer(1, "K1", campaign="telesales", name="李雷"), now="2026-03-03 11:00")
    store.by(CHEN).merges.merge("K1", pair[0], now=at("2026-03-03 11:10"))
    with refused(Trouble.MERGED_SINCE):
        store.by(CHEN).imports.undo(key, now=at("2026-03-03 11:20"))


def test_a_signed_double_makes_the_survivor_signed_and_a_lost_one_changes_nothing(
    store: Store, pair: tuple[str, str]
) -> None:
    old, new = pair
    store.by(WANG).customers.set_stage(old, Stage.LOST, now=at(NOON))
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    assert store.details.get(new, now=at(NOON)).facts.stage is Stage.NONE
    store.by(CHEN).merges.split(old, now=at(NOON))
    store.by(WANG).customers.set_stage(old, Stage.SIGNED, now=at(NOON))
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    assert store.details.get(new, now=at(NOON)).facts.stage is Stage.SIGNED


def test_what_was_dated_for_the_double_is_taken_back_as_well(store: Store, pair: tuple[str, str]) -> None:
    old, new = pair
    friday = Milestone(MilestoneKind.APPOINTMENT, at("2026-03-06 15:00"))
    quoted = Milestone(MilestoneKind.QUOTED, at("2026-03-03 09:30"))
    for one in (friday, quoted):
        store.by(WANG).customers.set_milestone(old, one, now=at("2026-03-03 09:30"))
    store.by(CHEN).merges.merge(old, new, now=at(NOON))
    assert [row.ref for row in store.tasks.visits(now=at(NOON))] == [new]
    store.by(WANG).tasks.cancel_appointment(new, now=at(NOON))
    assert store.tasks.visits(now=at(NOON)) == ()
    store.by(WANG).customers.withdraw_milestone(new, MilestoneKind.QUOTED, now=at(NOON))
    kinds = {one.kind for one in store.details.get(new, now=at(NOON)).facts.milestones}
    assert kinds == {MilestoneKind.INQUIRY}
