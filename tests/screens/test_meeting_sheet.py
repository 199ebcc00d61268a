"""The sheet for the meeting on the screen (docs/rules.md#r30)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import CaseKind, Disposition
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.team.meeting_sheet import MeetingSheetScreen
from callcenter.screens.team.team import TeamScreen
from callcenter.store import Store
from tests.screens.office import AGENT, CHEF, called, lead, office, toasts
from tests.workstation.stage import BOSS, at, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """On Monday 2 March: of Saturday, a working day, and Sunday 王敏 has 李雷 overdue; a call is promised for 11:00."""
    opened = office(tmp_path)
    ref = lead(opened, "李雷", "+8613800138001", "2026-02-27 09:30", owner=AGENT.name)
    called(opened, ref, "2026-02-27 11:00", Disposition.CALLBACK, "call me Monday", callback_at=at("2026-03-02 11:00"))
    lead(opened, "吴静", "+8613800138002", "2026-02-27 09:00", owner="赵磊")
    opened.by(AGENT).cases.open(ref, CaseKind.EXCEPTION, "angry", now=at("2026-03-01 10:00"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            [
                "Morning meeting, Mon 2 Mar",
                "overdue, exceptions: Sat 28 Feb to Sun 1 Mar | promises: Mon 2 Mar",
                "王敏: overdue 2 (2 still open), promises 1 (0 not kept), exceptions 1",
                "callback 11:00",
                "raised by hand (open)",
                "s morning/evening",
            ],
        ),
        (
            "zh",
            [
                "早会，3月2日 周一",
                "超时、异常：2月28日 周六 至 3月1日 周日 | 约定：3月2日 周一",
                "合计：超时 5 项（5 项仍未完成），约定 1 项（0 项未兑现），异常 1 项",
                "约定回电 11:00",
                "s 早会/夕会",
            ],
        ),
    ],
)
async def test_the_sheet_is_read_from_the_team_overview(store: Store, lang: str, words: list[str]) -> None:
    async with workstation(store, agent=CHEF, lang=lang) as stage:
        await stage.press("5", "s")
        assert isinstance(stage.app.screen, MeetingSheetScreen)
        await stage.until(lambda: words[0] in stage.text())
        for word in words:
            assert word in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, CustomerScreen)
        await stage.press("escape", "s")
        evening = {"en": "Evening meeting, Mon 2 Mar", "zh": "夕会，3月2日 周一"}[lang]
        await stage.until(lambda: evening in stage.text())


async def test_the_customer_beside_the_sheet_is_that_under_the_cursor(store: Store) -> None:
    store.by(BOSS).people.add("Amy Lee", now=at("2026-02-27 08:00"))
    lead(store, "周航", "+8613800138003", "2026-02-27 09:00", owner="Amy Lee")
    async with workstation(store, agent=CHEF, size=(160, 48)) as stage:
        await stage.press("5", "s")
        await stage.until(lambda: "138****8003" in stage.text())
        await stage.press("enter")
        assert isinstance(stage.app.screen, CustomerScreen)
        assert "周航" in stage.text()


async def test_agents_are_told_that_it_is_a_supervisors(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("5", "s")
        assert isinstance(stage.app.screen, TeamScreen)
        assert toasts(stage)[-1] == "Only a supervisor can do this."
