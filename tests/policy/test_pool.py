"""The clock of the pool, its pauses worked out by hand (docs/rules.md#r33)."""

from __future__ import annotations

import pytest

from callcenter.engine.customers.pool import (
    PoolPause,
    PoolRefusal,
    PoolRefused,
    PoolReturn,
    pool_refusal,
    pool_return,
)
from callcenter.model import DAY, HOUR
from callcenter.rulebook.book import PoolRule
from tests.store.building import at

DAYS, WARNED = 15, 3
BASE = at("2026-03-02 10:00")


def pause(since: str, until: str | None) -> PoolPause:
    return PoolPause(at(since), None if until is None else at(until))


@pytest.mark.parametrize(
    ("pauses", "warned", "returns"),
    [
        ((), "2026-03-14 10:00", "2026-03-17 10:00"),
        # Ill for two days and six hours, before the warning: both move on by that much.
        ((pause("2026-03-05 09:00", "2026-03-07 15:00"),), "2026-03-16 16:00", "2026-03-19 16:00"),
        # A snooze between warning and return moves the return alone.
        ((pause("2026-03-15 10:00", "2026-03-16 10:00"),), "2026-03-14 10:00", "2026-03-18 10:00"),
        # A case from the 5th to the 8th and a promise from the 7th to the 10th stop it for five days, not six.
        (
            (pause("2026-03-07 10:00", "2026-03-10 10:00"), pause("2026-03-05 10:00", "2026-03-08 10:00")),
            "2026-03-19 10:00",
            "2026-03-22 10:00",
        ),
        # One within another, and two that meet.
        (
            (
                pause("2026-03-05 10:00", "2026-03-09 10:00"),
                pause("2026-03-06 10:00", "2026-03-07 10:00"),
                pause("2026-03-09 10:00", "2026-03-10 10:00"),
            ),
            "2026-03-19 10:00",
            "2026-03-22 10:00",
        ),
        # A pause before the beginning does not count, of one that began before it only the rest.
        ((pause("2026-02-01 10:00", "2026-02-20 10:00"),), "2026-03-14 10:00", "2026-03-17 10:00"),
        ((pause("2026-02-28 10:00", "2026-03-03 10:00"),), "2026-03-15 10:00", "2026-03-18 10:00"),
        # A do-not-call that stands: warned already, never returned; from the beginning on, neither.
        ((pause("2026-03-15 10:00", None),), "2026-03-14 10:00", None),
        ((pause("2026-03-03 10:00", None), pause("2026-03-04 10:00", "2026-03-05 10:00")), None, None),
        # A pause that begins at the very instant comes too late.
        ((pause("2026-03-17 10:00", None),), "2026-03-14 10:00", "2026-03-17 10:00"),
    ],
)
def test_the_clock_stands_still_in_pauses(
    pauses: tuple[PoolPause, ...], warned: str | None, returns: str | None
) -> None:
    expected = PoolReturn(*(None if text is None else at(text) for text in (warned, returns)))
    assert pool_return(DAYS, WARNED, BASE, pauses) == expected
    assert pool_return(DAYS, WARNED, BASE, reversed(pauses)) == expected


@pytest.mark.parametrize(
    ("not_before", "pauses", "warned", "returns"),
    [
        # The terms began before the warning would have come: nothing changes.
        ("2026-03-13 10:00", (), "2026-03-14 10:00", "2026-03-17 10:00"),
        # They began after it: warned then, and three days are left.
        ("2026-03-15 10:00", (), "2026-03-15 10:00", "2026-03-18 10:00"),
        ("2026-04-20 00:00", (), "2026-04-20 00:00", "2026-04-23 00:00"),
        # Absent for two of those days.
        ("2026-04-20 00:00", (pause("2026-04-21 00:00", "2026-04-23 00:00"),), "2026-04-20 00:00", "2026-04-25 00:00"),
        # A case without an end keeps the customer.
        ("2026-04-20 00:00", (pause("2026-04-21 00:00", None),), "2026-04-20 00:00", None),
    ],
)
def test_nobody_goes_unwarned_as_the_terms_begin(
    not_before: str, pauses: tuple[PoolPause, ...], warned: str, returns: str | None
) -> None:
    expected = PoolReturn(at(warned), None if returns is None else at(returns))
    assert pool_return(DAYS, WARNED, BASE, pauses, not_before=at(not_before)) == expected


def test_taking_is_limited() -> None:
    rule = PoolRule(days=15, holding=30, per_day=2, former_owner_days=7)
    tomorrow = at("2026-03-03 00:00")

    def refused(held: int = 0, taken: int = 0, lost: int | None = None) -> PoolRefused | None:
        return pool_refusal(rule, held=held, taken_today=taken, lost_at=lost, now=BASE, next_day=tomorrow)

    assert [refused(), refused(29, 1)] == [None, None]
    assert refused(30) == PoolRefused(PoolRefusal.HOLDING, None)
    assert refused(0, 2) == PoolRefused(PoolRefusal.PER_DAY, tomorrow)
    assert refused(lost=BASE - 7 * DAY + HOUR) == PoolRefused(PoolRefusal.FORMER_OWNER, BASE + HOUR)
    assert refused(lost=BASE - 7 * DAY) is None


def test_days_by_tier() -> None:
    some = PoolRule(tiers={"A": 7}, holding=1, per_day=1)
    assert [some.days_of(tier) for tier in ("A", "B", None)] == [7, None, None]
    everybody = PoolRule(days=30, tiers={"A": 7}, holding=1, per_day=1)
    assert [everybody.days_of(tier) for tier in ("A", "B", None)] == [7, 30, 30]
