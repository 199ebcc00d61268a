"""The record of a potential customer: what brings it up to date, and what does not (docs/rules.md#r6-record)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from callcenter.model import (
    Channel,
    ContactPersonFacts,
    Direction,
    Disposition,
    Instant,
    Milestone,
    MilestoneKind,
    Touch,
)
from callcenter.storage.tables.effects import ClosureTable
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from tests.store.building import CHEN, WANG, at, call, opened
from tests.store.building import customer as added

MADE, CHANGED, LATER = at("2026-03-02 09:00"), at("2026-03-05 11:00"), at("2026-03-05 12:00")
FROM_MADE, FROM_CHANGED = at("2026-04-02 09:00"), at("2026-04-05 11:00")


@pytest.fixture
def store(database_url: str) -> Store:
    return opened(database_url)


def potential(store: Store, name: str = "北方电气", phone: str = "+8613800138001") -> str:
    return added(store, name, phone, tier="A1", owner=WANG.name, campaign="electrical")


def breach(store: Store, ref: str, now: Instant = LATER) -> Instant:
    plan = store.details.get(ref, now=now).plan
    (one,) = (one for one in plan.obligations if one.rule == "electrical.record")
    return one.breach_at


CHANGES: dict[str, Callable[[Store, str], object]] = {
    "a column": lambda s, ref: s.by(WANG).customers.edit(ref, CustomerChanges(source="展会"), now=CHANGED),
    "numbers": lambda s, ref: s.by(WANG).customers.edit(ref, CustomerChanges(phones=("+8613800138009",)), now=CHANGED),
    "a date": lambda s, ref: s.by(WANG).customers.set_milestone(
        ref, Milestone(MilestoneKind.QUOTED, CHANGED), now=CHANGED
    ),
    "a date taken back": lambda s, ref: s.by(WANG).customers.withdraw_milestone(
        ref, MilestoneKind.INQUIRY, now=CHANGED
    ),
    "the class": lambda s, ref: s.by(WANG).customers.set_tier(ref, "B2", now=CHANGED),
    "the class, confirmed": lambda s, ref: s.by(WANG).customers.set_tier(ref, "A1", now=CHANGED),
    "a new number of a person": lambda s, ref: s.by(WANG).contact_persons.add(
        ref, ContactPersonFacts("王芳", numbers=("+8613800138008",)), now=CHANGED
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_by_hand_brings_the_record_up_to_date(store: Store, change: str) -> None:
    ref = potential(store)
    assert breach(store, ref) == FROM_MADE
    CHANGES[change](store, ref)
    assert breach(store, ref) == FROM_CHANGED
    store.close()


def test_another_owner_is_no_change_of_the_record(store: Store) -> None:
    ref = potential(store)
    store.by(CHEN).ownership.assign(ref, "赵磊", now=CHANGED)
    assert breach(store, ref) == FROM_MADE
    store.close()


def test_a_call_that_reached_nobody_closes_it_on_record(store: Store) -> None:
    ref = potential(store)
    due = at("2026-03-31 10:00")
    store.by(WANG).touches.record(ref, call("2026-03-31 10:00", Disposition.NO_ANSWER), now=due)
    assert breach(store, ref, due) == at("2026-04-30 10:00")
    kept = store.database.read(lambda tx: tx.values(ClosureTable.select(ClosureTable.rule)))
    assert kept == ["electrical.record"]
    store.close()


def test_of_two_records_that_are_one_the_later_change_counts(store: Store) -> None:
    kept, double = potential(store), potential(store, "北方电气公司", "+8613800138002")
    store.by(WANG).customers.edit(double, CustomerChanges(source="展会"), now=CHANGED)
    store.by(CHEN).merges.merge(double, kept, now=LATER)
    assert breach(store, kept) == FROM_CHANGED
    store.close()


def test_an_email_that_came_in_counts(store: Store) -> None:
    ref = potential(store)
    store.by(WANG).touches.record(ref, Touch(CHANGED, Channel.EMAIL, Direction.IN, None), now=CHANGED)
    assert breach(store, ref) == FROM_CHANGED
    store.close()
