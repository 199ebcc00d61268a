"""A supervisor looks on at an agent's call; the agent sees by whom, and it is on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Role
from callcenter.screens.team.look import LookScreen
from callcenter.store import Store
from tests.workstation.stage import BOSS, MONDAY, add, open_store, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """王敏 with a customer, 陈静 the supervisor."""
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, team="一组", now=MONDAY)
    add(opened, "李雷", "13800138001", MONDAY, owner="王敏")
    yield opened
    opened.close()


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_call_is_seen_and_the_agent_sees_who_looks(store: Store, size: tuple[int, int]) -> None:
    async with workstation(store, size=size) as agent:
        await agent.press("n", "d", *"wants")
        async with workstation(store, agent="陈静", size=size) as stage:
            stage.app.push_screen(LookScreen(stage.app.desk, "王敏"))
            await stage.until(lambda: "李雷" in stage.text() and "wants" in stage.text())
            await agent.until(lambda: "seen by 陈静" in agent.text())
            await stage.until(lambda: "on the screen: Queue" in stage.text())
            await agent.press("f3")
            await stage.until(lambda: "disposition: interested" in stage.text())
            await stage.press("escape")
        await agent.until(lambda: "seen by" not in agent.text())
    acts = [(row.verb, row.principal) for row in store.by(BOSS).audit.all()]
    assert ("looks.begin", "陈静") in acts
