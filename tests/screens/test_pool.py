"""The pool (``O``): customers without an owner, one key takes one within the limits (docs/rules.md#r33)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import DAY
from callcenter.screens.worklists.pool import PoolScreen
from callcenter.store import Store
from tests.screens.office import AGENT, lead, office, toasts
from tests.store.building import CHEN, ticked
from tests.store.test_pool_clock import POOL, pooled
from tests.workstation.stage import MONDAY, Stage, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three in the pool, one of them with a hostile name; one is a colleague's."""
    opened = office(tmp_path)
    lead(opened, "李雷", "+8613800138001", "2026-02-27 09:30")
    lead(opened, "[red]吴静[/]", "+8613800138002", "2026-02-27 09:30")
    lead(opened, "孙美", "+8613800138003", "2026-02-27 09:30")
    lead(opened, "韩梅", "+8613800138004", "2026-02-27 09:30", owner="赵磊")
    yield opened
    opened.close()


def with_rules(store: Store) -> None:
    store.by(CHEN).rulebooks.put("telesales", pooled(POOL), now=MONDAY)
    ticked(store, MONDAY)


async def show(stage: Stage) -> PoolScreen:
    await stage.press("O")
    screen = stage.app.screen
    assert isinstance(screen, PoolScreen)
    await stage.until(lambda: bool(screen.list.rows))
    return screen


def owner(store: Store, ref: str) -> str | None:
    return store.details.get(ref, now=MONDAY).facts.owner


async def test_customers_are_taken_with_one_key_until_the_limit(store: Store) -> None:
    with_rules(store)
    async with workstation(store) as stage:
        screen = await show(stage)
        assert "3 customers in the pool" in stage.text()
        assert "telesales: 0 of 3 customers held, 0 of 2 taken today" in stage.text()
        assert "[red]吴静[/]" in stage.text()
        for left in (2, 1):
            ref = screen.list.key
            assert ref is not None
            await stage.press("t")
            await stage.until(lambda left=left: len(screen.list.rows) == left)  # type: ignore[misc]
            assert owner(store, ref) == AGENT.name
        assert "2 of 3 customers held, 2 of 2 taken today" in stage.text()
        await stage.press("t")
        await stage.until(
            lambda: any("has taken as many customers today as allowed (2)" in one for one in toasts(stage))
        )
        assert len(store.pool.page(now=MONDAY).rows) == 1
        await stage.press("f", *"nobody")
        await stage.until(lambda: "None of them match the filter." in stage.text())


async def test_without_a_pool_in_the_rulebook_the_key_says_so(store: Store) -> None:
    async with workstation(store) as stage:
        screen = await show(stage)
        await stage.press("t")
        await stage.until(lambda: any("dial them instead" in one for one in toasts(stage)))
        assert len(screen.list.rows) == 3
        assert "t take them" not in stage.text()


async def test_who_lost_a_customer_sees_it_and_waits(store: Store) -> None:
    with_rules(store)
    ref = lead(store, "周航", "+8613800138005", "2026-03-02 09:30", owner=AGENT.name, tier="C")
    later = ticked(store, MONDAY + 11 * DAY)
    store.pool.resume(now=later, budget=60_000)
    async with workstation(store, now=later) as stage:
        screen = await show(stage)
        await stage.until(lambda: "周航 is back in the pool: not reached in time" in stage.text())
        while screen.list.key != ref:
            await stage.press("down")
        assert AGENT.name in str(next(row for row in screen.list.rows if row.key == ref).cells[-1])
        await stage.press("t")
        await stage.until(lambda: any("went back to the pool from" in one for one in toasts(stage)))
        assert store.details.get(ref, now=later).facts.owner is None


async def test_the_warning_is_a_task_that_no_message_ends(store: Store) -> None:
    with_rules(store)
    ref = lead(store, "周航", "+8613800138005", "2026-03-02 09:30", owner=AGENT.name, tier="C")
    later = ticked(store, MONDAY + 9 * DAY)
    async with workstation(store, now=later) as stage:
        await stage.press("3")
        await stage.until(lambda: "follow-up before the" in stage.text())
        await stage.press("G")
        await stage.until(lambda: "to the pool if not reached for 10" in stage.text())
        for key in ("s", "x"):
            await stage.press(key)
            await stage.until(lambda: any("ends this: dial them" in one for one in toasts(stage)))
        assert store.details.get(ref, now=later).history.touches == ()
