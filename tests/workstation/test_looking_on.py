"""A supervisor looks on at an agent's call; the agent sees by whom, and it is on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Role
from callcenter.screens.team.look import LookScreen
from callcenter.screens.team.team import TeamScreen
from callcenter.store import Store
from callcenter.widgets.base import textual_internals
from tests.workstation.stage import BOSS, MONDAY, Stage, add, open_store, workstation


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


async def test_nobody_looks_on_at_themselves_or_sends_themselves_a_note(store: Store) -> None:
    async with workstation(store, agent="陈静") as stage:
        await stage.press("5")
        team = stage.app.screen
        assert isinstance(team, TeamScreen)
        await stage.until(lambda: team.table.current is not None)
        await go_to(stage, "陈静")
        for key in "ot":
            await stage.press(key)
            assert stage.app.screen is team
            assert [one.message for one in textual_internals.notifications(stage.app)] == ["This is you."]
            stage.app.clear_notifications()
        await go_to(stage, "王敏")
        await stage.press("o")
        assert isinstance(stage.app.screen, LookScreen)


async def go_to(stage: Stage, agent: str) -> None:
    team = stage.app.screen
    assert isinstance(team, TeamScreen)
    await stage.press("home")
    for _ in range(3):
        if team.table.current is not None and team.table.current.agent == agent:
            return
        await stage.press("down")
    raise AssertionError(f"{agent} has no row")
