"""The clock of the pool, its pauses worked out by hand (RULES R33)."""

from __future__ import annotations

import pytest

from callcenter.engine.customers.pool import (
    PoolLimits,
    PoolPause,
    PoolRefusal,
    PoolReturn,
    PoolTerms,
    pool_base,
    pool_refusal,
    pool_return,
)
from callcenter.model import DAY, HOUR
from tests.store.building import at

TERMS = PoolTerms(days=15, warning_days=3)
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
    assert pool_return(TERMS, BASE, pauses) == expected
    assert pool_return(TERMS, BASE, reversed(pauses)) == expected


def test_the_clock_begins_with_the_latest() -> None:
    first, second, third = BASE, BASE + DAY, BASE + 2 * DAY
    assert pool_base(first, None, None) == first
    assert pool_base(first, second, third) == third
    assert pool_base(third, second, first) == third
    assert pool_base(first, third, None) == third


def test_a_warning_of_all_days_is_given_at_once() -> None:
    for days in (15, 20):
        assert pool_return(PoolTerms(15, days), BASE, ()) == PoolReturn(BASE, BASE + 15 * DAY)


def test_taking_is_limited() -> None:
    limits = PoolLimits(holding=30, per_day=2, former_owner_days=7)

    def refused(held: int = 0, taken: int = 0, lost: int | None = None) -> PoolRefusal | None:
        return pool_refusal(limits, held=held, taken_today=taken, lost_at=lost, now=BASE)

    assert [refused(), refused(29, 1)] == [None, None]
    assert [refused(30), refused(0, 2)] == [PoolRefusal.HOLDING, PoolRefusal.PER_DAY]
    assert refused(lost=BASE - 7 * DAY + HOUR) is PoolRefusal.FORMER_OWNER
    assert refused(lost=BASE - 7 * DAY) is None
    assert pool_refusal(PoolLimits(), held=10_000, taken_today=500, lost_at=BASE, now=BASE) is None
