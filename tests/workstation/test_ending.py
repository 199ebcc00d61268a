"""A supervisor ends a break or frees what a program that is gone has claimed; the agent is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.access import Principal
from callcenter.model import Role
from callcenter.screens.shift.pause import BreakScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.people.shift import GONE_AFTER, AgentState
from callcenter.widgets.lists.team_table import TeamTable
from tests.workstation.stage import BOSS, MONDAY, Stage, add, open_store, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """王敏 with a customer, 陈静 the supervisor."""
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, team="一组", now=MONDAY)
    add(opened, "李雷", "13800138001", MONDAY, owner="王敏")
    yield opened
    opened.close()


def told(stage: Stage) -> str:
    return list(stage.app._notifications)[-1].message


async def go_to_wang(stage: Stage) -> None:
    await stage.press("5")
    assert stage.app.screen.query_one(TeamTable).show_key("王敏")
    await stage.settle()


async def test_a_break_is_ended_and_the_agent_works_on_and_knows_by_whom(store: Store) -> None:
    async with workstation(store) as agent:
        await agent.press("B")
        assert isinstance(agent.app.screen, BreakScreen)
        async with workstation(store, agent="陈静") as stage:
            await go_to_wang(stage)
            await stage.press("x")
            assert "End 王敏's break?" in stage.text()
            await stage.press("y")
            assert told(stage) == "王敏's break has ended."
        await agent.until(lambda: isinstance(agent.app.screen, QueueScreen))
        await agent.until(lambda: "陈静 ended your break, 10:05" in agent.text())
        await agent.settle()
        assert store.presence.get("王敏")[0] is AgentState.READY


async def test_claims_are_freed_once_their_program_is_gone(store: Store) -> None:
    store.presence.sign_in("王敏", now=MONDAY)
    ref = store.search.find("李雷")[0].ref
    wang = Principal("王敏")
    store.by(wang).claims.take(ref, now=MONDAY)
    later = MONDAY + GONE_AFTER + 60_000
    async with workstation(store, agent="陈静", now=later) as stage:
        await go_to_wang(stage)
        await stage.press("x", "y")
        await stage.until(lambda: told(stage) == "1 customer released.")
        await stage.press("x", "y")
        await stage.until(lambda: told(stage) == "0 customers released.")
