"""Everything overdue (``F8``): one list for agent and supervisor, acknowledged with a remark (docs/rules.md#r22)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Channel, Disposition, Touch
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.worklists.breaches import BreachesScreen
from callcenter.store import Store
from callcenter.widgets.lists.line_list import LineList
from tests.screens.office import AGENT, CHEF, lead, office
from tests.workstation.stage import MONDAY, Stage, typed, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """On Monday at 10:05 王敏's 李雷 has one call that is late, 赵磊's 吴静 another; 王敏's 孙小美 breaks at 10:06."""
    opened = office(tmp_path)
    lead(opened, "李雷", "+8613800138001", "2026-03-01 09:30", owner=AGENT.name, tier="A")
    lead(opened, "[/x] 吴静", "+8613800138002", "2026-03-01 09:00", owner="赵磊")
    lead(opened, "孙小美", "+8613800138003", "2026-03-01 10:06", owner=AGENT.name, tier="B")
    yield opened
    opened.close()


def names(stage: Stage) -> list[str]:
    return [str(row.cells[2]) for lines in stage.app.screen.query(LineList) for row in lines.rows]


async def look(stage: Stage) -> None:
    """Have the program look for what others did, as its timers do."""
    stage.app.store_watch.tick()
    await stage.settle()


async def test_agent_and_supervisor_see_one_breach_at_the_same_time(store: Store) -> None:
    async with workstation(store) as stage, workstation(store, agent=CHEF, size=(120, 30)) as boss:
        for one in (stage, boss):
            await look(one)
            assert "nothing overdue since sign-in" in one.text()
        for one in (stage, boss):
            one.pass_time(2)
            await look(one)
        assert " ! 1 overdue since sign-in (4 of yours in all)  B 孙小美" in stage.text()
        await boss.until(lambda: " ! 1 overdue in the team since sign-in  B 孙小美 late 1m (王敏)" in boss.text())
        await stage.press("f8")
        await boss.press("f8")
        # Each of the three has a text that broke at midnight, and a first call: 吴静's and then 李雷's, then 孙小美's.
        assert names(stage) == ["李雷", "孙小美", "李雷", "孙小美"]
        assert names(boss) == ["李雷", "[/x] 吴静", "孙小美", "[/x] 吴静", "李雷", "孙小美"]


async def test_each_acknowledges_with_a_remark_that_the_other_sees_at_once(store: Store) -> None:
    async with workstation(store, size=(120, 30)) as stage, workstation(store, agent=CHEF, size=(120, 30)) as boss:
        for one in (stage, boss):
            one.pass_time(25)
            await look(one)
            await one.press("f8")
        # Four working hours from 10:05.
        await stage.until(lambda: "escalates to the supervisor 15:35" in stage.text())
        assert "! 4 overdue, 4 not acknowledged" in stage.text()
        await stage.press("G", "c")
        assert "Remark on 孙小美, first call" in stage.text()
        await stage.press("enter")
        assert "Remark on 孙小美, first call" in stage.text(), "a remark has to stand with it"
        await stage.press(*typed("he is away until two"), "enter")
        await stage.until(lambda: "! 4 overdue, 3 not acknowledged" in stage.text())
        await boss.until(lambda: "! 6 overdue, 5 not acknowledged" in boss.text())
        await boss.press("G", "f2", *typed("call his desk"), "enter")
        await boss.until(lambda: f"{CHEF} (supervisor), 10:30: call his desk" in boss.text())
        assert "王敏 (agent), 10:30: he is away until two" in boss.text()
        # Whichever of the two keeps the plans up to date works out the next step.
        for one in (stage, boss):
            await look(one)
        # Four working hours from the first of them.
        await boss.until(lambda: "escalates to the supervisor 16:00" in boss.text())
        await stage.until(lambda: "call his desk" in stage.text())


async def test_only_the_contact_ends_it(store: Store) -> None:
    async with workstation(store, agent=CHEF, size=(120, 30)) as boss:
        await boss.press("f8")
        await boss.press("c", *typed("seen"), "enter")
        assert len(names(boss)) == 5
        store.by(AGENT).touches.record(
            next(row.ref for row in store.breaches.open(now=MONDAY) if row.name == "李雷"),
            Touch(MONDAY, Channel.CALL, disposition=Disposition.NEUTRAL, note="talked about the new offer"),
            now=MONDAY,
        )
        await boss.until(lambda: len(names(boss)) == 4)


async def test_rows_are_filtered_sorted_opened_and_dialled(store: Store) -> None:
    async with workstation(store, agent=CHEF, size=(120, 30)) as boss:
        await boss.press("f8", "f", *"王敏", "enter")
        assert names(boss) == ["李雷", "孙小美", "李雷"]
        await boss.press("escape", "s", "s")
        assert names(boss)[:2] == ["李雷", "李雷"]
        await boss.press("g", "enter")
        assert isinstance(boss.app.screen, CustomerScreen)
        await boss.press("escape")
        assert isinstance(boss.app.screen, BreachesScreen)
        await boss.press("d")
        assert isinstance(boss.app.screen, CallScreen)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["! 3 overdue, 3 not acknowledged", "now with", "escalates to the supervisor 15:35", "c acknowledge"]),
        ("zh", ["! 3 项超时，3 项未确认", "处理人", "15:35 上报主管", "c 确认知悉"]),
    ],
)
async def test_it_fits_a_small_terminal_in_both_languages(store: Store, lang: str, words: list[str]) -> None:
    async with workstation(store, lang=lang) as stage:
        await stage.press("f8")
        for word in words:
            assert word in stage.text()
