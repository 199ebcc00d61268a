"""Lists sorted by a column: one's own customers, an agent's, the call log (docs/architecture.md#long-lists)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Disposition
from callcenter.screens.customers.mine import MineScreen
from callcenter.screens.team.customers_of import CustomersOfScreen
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter, TouchRow
from callcenter.widgets.lists.line_list import LineList
from tests.screens.office import AGENT, CHEF, called, lead, office
from tests.workstation.stage import Stage, workstation

PEOPLE = (("赵铁", "B", "2026-02-27 09:00"), ("李雷", "A", "2026-03-02 09:30"), ("[/x]", "C", "2026-02-26 09:00"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    for number, (name, tier, came) in enumerate(PEOPLE):
        ref = lead(opened, name, f"+861380013800{number}", came, tier=tier, owner=AGENT.name)
        called(opened, ref, f"2026-02-2{7 + number % 2} 1{number}:00", Disposition.BUSY)
    yield opened
    opened.close()


def names(stage: Stage, place: int) -> list[str]:
    return [str(row.cells[place]) for lines in stage.app.screen.query(LineList) for row in lines.rows]


def header(stage: Stage) -> str:
    return next(line for line in stage.text().splitlines() if "tier" in line or "when" in line)


async def test_ones_own_are_sorted_by_tier_and_name_either_way(store: Store) -> None:
    async with workstation(store, size=(120, 32)) as stage:
        await stage.press("m")
        await stage.until(lambda: isinstance(stage.app.screen, MineScreen) and len(names(stage, 2)) == 3)
        by_urgency = names(stage, 2)
        assert "^due" in header(stage)
        await stage.press("s", "s")
        assert "^tier" in header(stage)
        assert names(stage, 1) == ["A", "B", "C"]
        await stage.press("v")
        assert "vtier" in header(stage)
        assert names(stage, 1) == ["C", "B", "A"]
        await stage.press("s")
        assert "^customer" in header(stage)
        assert names(stage, 2) == ["李雷", "[/x]", "赵铁"], "by pinyin: lilei, x, zhaotie"
        await stage.press("f7")
        assert names(stage, 2) == by_urgency


async def test_an_agents_customers_are_sorted(store: Store) -> None:
    async with workstation(store, agent=CHEF, size=(120, 32)) as stage:
        stage.app.push_screen(CustomersOfScreen(stage.app.desk, AGENT.name))
        await stage.until(lambda: len(names(stage, 2)) == 3)
        assert "^customer" in header(stage)
        await stage.press("v")
        assert names(stage, 2) == ["赵铁", "[/x]", "李雷"]
        await stage.press("s")
        assert names(stage, 1) == ["A", "B", "C"]


async def test_the_log_is_read_from_either_end(store: Store) -> None:
    async with workstation(store, size=(120, 32)) as stage:
        await stage.press("2")
        await stage.until(lambda: len(names(stage, 5)) == 3)
        newest_first = names(stage, 5)
        assert "vwhen" in header(stage)
        await stage.press("s")
        await stage.until(lambda: "^when" in header(stage))
        assert names(stage, 5) == newest_first[::-1]
        await stage.press("s")
        await stage.until(lambda: names(stage, 5) == newest_first)


def test_pages_of_the_log_follow_each_other_from_the_oldest_on(store: Store) -> None:
    newest = store.by(AGENT).lookup.log(LogFilter())
    assert len(newest) == 3
    oldest: list[TouchRow] = []
    before = None
    while page := store.by(AGENT).lookup.log(LogFilter(), before=before, oldest_first=True, limit=1):
        oldest += page
        before = page[-1].at, page[-1].id
    assert [row.id for row in oldest] == [row.id for row in newest][::-1]
