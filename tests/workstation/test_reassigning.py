"""A supervisor gives several customers away at once and takes it back; whoever gets them is told on their screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Role
from callcenter.screens.frame.person_choice import PersonScreen
from callcenter.screens.team.customers_of import CustomersOfScreen
from callcenter.store import Store
from tests.workstation.stage import BOSS, MONDAY, Stage, add, open_store, workstation

NAMES = ("吴静", "李雷", "韩梅", "赵铁")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """王敏 with four customers, 赵磊 with none, 陈静 the supervisor."""
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, team="一组", now=MONDAY)
    opened.by(BOSS).people.add("赵磊", team="一组", now=MONDAY)
    for n, name in enumerate(NAMES):
        add(opened, name, f"1380013800{n}", MONDAY, owner="王敏")
    yield opened
    opened.close()


def owned(store: Store, agent: str) -> set[str]:
    return {row.name for row in store.lookup.customers_of(agent)}


def told(stage: Stage) -> str:
    return list(stage.app._notifications)[-1].message


async def customers_of_wang(stage: Stage) -> None:
    stage.app.push_screen(CustomersOfScreen(stage.app.desk, "王敏"))
    await stage.until(lambda: "王敏: 4 customers" in stage.text())


async def test_ticked_customers_go_together_and_come_back(store: Store) -> None:
    async with workstation(store, agent="赵磊") as other, workstation(store, agent="陈静") as stage:
        await customers_of_wang(stage)
        # By pinyin: 韩梅, 李雷, 吴静, 赵铁.
        await stage.press("space", "space")
        assert "王敏: 4 customers, 2 ticked" in stage.text()
        await stage.press("r")
        await stage.until(lambda: isinstance(stage.app.screen, PersonScreen))
        assert "Give 2 customers to" in stage.text()
        await stage.press(*"赵磊", "enter")
        await stage.until(lambda: owned(store, "赵磊") == {"韩梅", "李雷"})
        assert told(stage) == "2 customers now belong to 赵磊."
        await other.until(lambda: "2 customers are now yours (decided by 陈静)" in other.text())
        await stage.until(lambda: "王敏: 2 customers" in stage.text() and "ticked" not in stage.text())
        await stage.press("u")
        await stage.until(lambda: "Undo: 2 customers given to 赵磊, 10:05?" in stage.text())
        await stage.press("y")
        await stage.until(lambda: owned(store, "王敏") == set(NAMES))
        assert told(stage) == "2 customers given back."
        await stage.press("u")
        await stage.until(lambda: told(stage) == "No reassignment of yours to undo.")


async def test_a_filter_and_all_that_are_shown_to_the_pool(store: Store) -> None:
    async with workstation(store, agent="陈静") as stage:
        await customers_of_wang(stage)
        await stage.press("f", *"li", "enter")
        assert "王敏: 4 customers, 1 shown" in stage.text()
        await stage.press("*", "escape", "*", "*")
        assert "ticked" not in stage.text(), "all, then none"
        await stage.press("f", *"li", "enter", "*", "escape", "r", "pagedown", "enter")
        await stage.until(lambda: owned(store, "王敏") == set(NAMES) - {"李雷"})
        assert told(stage) == "李雷 is in the pool now."


async def test_agents_have_no_ticks(store: Store) -> None:
    async with workstation(store) as stage:
        await customers_of_wang(stage)
        await stage.press("space")
        assert told(stage) == "Only a supervisor can do this."
        assert "ticked" not in stage.text()
