"""Write transactions take on as much as fits into a few milliseconds (docs/architecture.md#short-writes)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from callcenter.storage.database.pace import Pace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The seconds that the next transactions take, and how the work sees them pass."""
    takes: list[float] = []
    now = [0.0]
    asked = [0]

    def monotonic() -> float:
        asked[0] += 1
        if asked[0] % 2 == 0:
            now[0] += takes.pop(0)
        return now[0]

    monkeypatch.setattr(time, "monotonic", monotonic)
    yield takes
    assert takes == []


def sizes(clock: list[float], pace: Pace, *taken: float) -> list[int]:
    clock.extend(taken)
    found = []
    for _ in taken:
        with pace.measured() as size:
            found.append(size)
    return [*found, pace.size]


def test_quick_ones_grow_step_by_step_to_the_largest(clock: list[float]) -> None:
    assert sizes(clock, Pace(100), 0.0, 0.0, 0.001, 0.001) == [16, 32, 64, 100, 100]


def test_slow_ones_shrink_at_once_down_to_one(clock: list[float]) -> None:
    assert sizes(clock, Pace(400), 0.027, 0.0135, 10.0, 10.0) == [16, 8, 8, 1, 1]
    assert sizes(clock, Pace(400, least=5), 0.027, 10.0, 10.0) == [16, 8, 5, 5], (
        "what it costs anyhow is not paid for each"
    )


def test_each_aims_at_the_same_time(clock: list[float]) -> None:
    """A row takes half a millisecond: 28 of them fit."""
    pace = Pace(400)
    assert sizes(clock, pace, 0.008) == [16, 28]
    assert pace.seconds == pytest.approx(0.008)
