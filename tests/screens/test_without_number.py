"""Customers without a number (``N``): a list of their own, one key adds a number (docs/rules.md#never-offered)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Gate
from callcenter.screens.customers.without_number import WithoutNumberScreen
from callcenter.store import Store, StoreError, Trouble
from tests.screens.office import AGENT, lead, office, toasts
from tests.workstation.stage import MONDAY, Stage, workstation

CHEF = "陈静"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three without a number: the agent's, the pool's, a colleague's; one with a number; one who is lost."""
    opened = office(tmp_path)
    lead(opened, "李雷", "", "2026-02-27 09:30", owner=AGENT.name)
    lead(opened, "吴静", "", "2026-02-27 09:30")
    lead(opened, "韩梅", "", "2026-02-27 09:30", owner="赵磊")
    lead(opened, "赵铁", "+8613800138003", "2026-02-27 09:30")
    yield opened
    opened.close()


async def show(stage: Stage) -> WithoutNumberScreen:
    await stage.press("N")
    screen = stage.app.screen
    assert isinstance(screen, WithoutNumberScreen)
    await stage.until(lambda: bool(screen.list.rows))
    return screen


def names(screen: WithoutNumberScreen) -> set[str]:
    return {str(row.cells[1]).split("  ")[0].strip() for row in screen.list.rows}


def test_nobody_without_a_number_is_offered_or_claimed(store: Store) -> None:
    offered = store.by(AGENT).claims.take_next(now=MONDAY)
    assert offered is not None
    assert offered[1].name == "赵铁"
    store.claims.release(offered[0], now=MONDAY)
    assert {row.name for row in store.queue.page(now=MONDAY).rows} == {"赵铁"}
    (own,) = [row for row in store.lookup.without_number(agent=AGENT.name) if row.owner]
    assert store.details.get(own.ref, now=MONDAY).why.gate is Gate.NO_NUMBER
    with pytest.raises(StoreError) as refused:
        store.by(AGENT).claims.take(own.ref, now=MONDAY)
    assert refused.value.code is Trouble.NO_NUMBER


async def test_a_number_is_added_with_one_key(store: Store) -> None:
    async with workstation(store) as stage:
        screen = await show(stage)
        assert names(screen) == {"李雷", "吴静"}, "one's own and the pool's"
        assert "2 customers without a number" in stage.text()
        await stage.press("f", *"li", "escape")
        while "李雷" not in str(screen.list.rows[0].cells[1]) and screen.list.key != screen.list.rows[-1].key:
            await stage.press("down")
        ref = screen.list.key
        assert ref is not None
        await stage.press("e")
        assert "Enter save  Esc back  F1 help" in stage.text(), "only keys that do something while a number is typed"
        await stage.press(*"12", "enter")
        await stage.until(lambda: toasts(stage) == ["12 is not a valid phone number."])
        await stage.press("backspace", "backspace", *"138 0013 8001", "enter")
        await stage.until(lambda: len(screen.list.rows) == 1)
        assert store.details.get(ref, now=MONDAY).facts.numbers == ("+8613800138001",)
        assert store.details.get(ref, now=MONDAY).why.gate is not Gate.NO_NUMBER
        assert "1 customer without a number" in stage.text()
        await stage.press("e", "escape", "escape")
        assert not isinstance(stage.app.screen, WithoutNumberScreen)


async def test_a_supervisor_sees_everybody(store: Store) -> None:
    async with workstation(store, agent=CHEF) as stage:
        assert names(await show(stage)) == {"李雷", "吴静", "韩梅"}


async def test_an_empty_list_says_so_once(tmp_path: Path) -> None:
    store = office(tmp_path)
    async with workstation(store) as stage:
        await stage.press("N")
        assert "Every customer has a number." in stage.text()
        assert "without a number" not in stage.text()
    store.close()
