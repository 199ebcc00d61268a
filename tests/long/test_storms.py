"""Storms of 20 and 40 programs that are killed at random, on both databases."""

from __future__ import annotations

import pytest

from tests.store.test_storm import after_a_storm
from tests.support.search import SEED

_SECONDS = 25


@pytest.mark.stress
@pytest.mark.parametrize("agents", [20, 40])
def test_a_storm(request: pytest.FixtureRequest, database_url: str, agents: int) -> None:
    report = after_a_storm(database_url, customers=1500, agents=agents, seconds=_SECONDS, seed=SEED or agents)
    kind = request.node.callspec.params["database_url"]
    print(
        f"\nstorm: {kind}, {agents} programs, {_SECONDS} s: {report.calls} calls, {report.kills} kills,"
        f" claim p99 {report.claim_p99} ms, finish p99 {report.finish_p99} ms, refused {report.refused}"
    )
    assert report.calls > 100
