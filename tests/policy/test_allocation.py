"""Leads go to owner, named agent or rotation; too few signings take somebody out of it (R5, worked out by hand)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter import policy
from callcenter.engine.customers.allocation import low_month
from callcenter.policy import LeadTaker, MonthResult
from callcenter.views.customers.allocations import AllocationReason, Skip

TODAY = date(2026, 5, 4)
A, B, C = LeadTaker(1), LeadTaker(2), LeadTaker(3)


def test_who_works_the_customer_comes_before_the_named_one_and_the_named_before_the_rotation() -> None:
    assert policy.allocate([A, B], 1, TODAY, owner=3, named=B) == policy.LeadChoice(3, AllocationReason.OWNER)
    assert policy.allocate([A, B], 1, TODAY, named=C) == policy.LeadChoice(3, AllocationReason.NAMED)
    assert policy.allocate([A, B], 1, TODAY) == policy.LeadChoice(2, AllocationReason.ROTATION)


def test_an_absent_one_gets_who_names_them_and_is_skipped_in_the_rotation() -> None:
    away = LeadTaker(2, on_shift=False)
    assert policy.allocate([A, away, C], 1, TODAY, named=away).agent == 2
    found = policy.allocate([A, away, C], 1, TODAY)
    assert (found.agent, found.skipped) == (3, ((2, Skip.ABSENT),))


def test_who_may_not_work_the_campaign_is_not_given_who_names_them() -> None:
    foreign = LeadTaker(9, qualified=False)
    found = policy.allocate([A, B], None, TODAY, named=foreign)
    assert found == policy.LeadChoice(1, AllocationReason.ROTATION, ((9, Skip.NOT_QUALIFIED),))
    gone = LeadTaker(1, left=True)
    assert policy.allocate([gone, B], None, TODAY, named=gone).skipped == ((1, Skip.LEFT),)


def test_with_nobody_there_it_goes_to_the_pool_with_the_reasons() -> None:
    order = [LeadTaker(1, on_shift=False), LeadTaker(2, qualified=False), LeadTaker(3, left=True)]
    found = policy.allocate(order, None, TODAY)
    assert (found.agent, found.reason) == (None, AllocationReason.NOBODY)
    assert found.skipped == ((1, Skip.ABSENT), (2, Skip.NOT_QUALIFIED), (3, Skip.LEFT))
    assert policy.allocate([], None, TODAY) == policy.LeadChoice(None, AllocationReason.NOBODY)


def test_whose_turn_was_last_may_be_gone_from_the_order() -> None:
    assert policy.allocate([A, B], 7, TODAY).agent == 1


@pytest.mark.parametrize(
    ("leads", "signed", "low"),
    [(9, 0, False), (10, 0, True), (10, 1, False), (19, 1, True), (20, 2, False), (21, 2, True), (0, 0, False)],
)
def test_a_conversion_under_a_tenth_of_ten_leads_is_too_low(leads: int, signed: int, low: bool) -> None:
    assert MonthResult(leads, signed).is_low is low


@pytest.mark.parametrize(
    ("today", "out"),
    [
        (date(2026, 4, 30), False),  # the leads of March may still sign
        (date(2026, 5, 1), True),
        (date(2026, 5, 31), True),
        (date(2026, 9, 1), True),  # nobody has requalified them
    ],
)
def test_a_low_month_takes_out_from_the_month_after_the_next(today: date, out: bool) -> None:
    seat = LeadTaker(1, results={(2026, 3): MonthResult(10, 0)})
    assert (low_month(seat, today) == (2026, 3)) is out
    assert (policy.allocate([seat], None, today).agent is None) is out


def test_the_turn_of_the_year() -> None:
    seat = LeadTaker(1, results={(2025, 11): MonthResult(12, 1), (2025, 12): MonthResult(12, 2)})
    assert low_month(seat, date(2025, 12, 31)) is None
    assert low_month(seat, date(2026, 1, 1)) == (2025, 11)


def test_who_was_requalified_is_in_until_a_later_month_is_low_too() -> None:
    results = {(2026, 3): MonthResult(10, 0), (2026, 4): MonthResult(10, 0)}
    seat = LeadTaker(1, results=results, requalified=date(2026, 5, 1))
    assert low_month(seat, date(2026, 5, 31)) is None, "on the first day already"
    assert low_month(seat, date(2026, 6, 1)) == (2026, 4)


def test_last_weeks_signings_propose_the_order() -> None:
    assert policy.proposed_order([1, 2, 3, 4], {3: 2, 2: 1, 4: 1}) == (3, 2, 4, 1)
    assert policy.proposed_order([2, 1], {}) == (2, 1)


@given(st.lists(st.booleans(), min_size=1, max_size=6).filter(any), st.integers(1, 40))
def test_everybody_there_has_as_many_turns_as_the_others_in_the_order(here: list[bool], leads: int) -> None:
    order = [LeadTaker(n, on_shift=there) for n, there in enumerate(here)]
    present = [n for n, there in enumerate(here) if there]
    last, got = None, []
    for _ in range(leads):
        last = policy.allocate(order, last, TODAY).agent
        assert last is not None
        got.append(last)
    assert got == [present[n % len(present)] for n in range(leads)]
