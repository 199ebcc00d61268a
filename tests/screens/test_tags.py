"""Tags on the screens: given and taken in the customer and among one's own, shown, filtered by, found by ``#``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.screens.customers.mine import MineScreen
from callcenter.store import Store
from callcenter.widgets.lists.line_list import LineList
from tests.screens.office import AGENT, lead, office
from tests.workstation.stage import MONDAY, Stage, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    for number, name in enumerate(("李雷", "韩梅")):
        lead(opened, name, f"+861380013800{number}", "2026-03-02 09:30", tier="A", owner=AGENT.name)
    yield opened
    opened.close()


def tags(store: Store) -> list[tuple[str, ...]]:
    return [row.tags for row in sorted(store.lookup.own_customers(AGENT.name), key=lambda row: row.ref)]


def shown(stage: Stage) -> list[str]:
    return [row.key for row in stage.app.screen.query_one("#found", LineList).rows]


async def test_tags_are_changed_in_one_line_and_shown(store: Store) -> None:
    async with workstation(store, size=(160, 48)) as stage:
        await stage.press("j", "enter", "number_sign", *"vip", "enter")
        await stage.until(lambda: "tags #vip" in stage.text())
        await stage.press("number_sign")
        await stage.settle()
        assert "Tags (in use: vip)" in stage.text()
        await stage.press("space", *"old", "enter")
        await stage.until(lambda: "tags #old #vip" in stage.text())
        await stage.press("number_sign")
        await stage.settle()
        await stage.press(*["backspace"] * 3, *"hot", "enter")
        await stage.until(lambda: "tags #hot #old" in stage.text())
        await stage.press("escape")
        await stage.until(lambda: "tags #hot #old" in stage.text())  # in the pane beside the queue
    assert sorted(tags(store)) == [(), ("hot", "old")]


async def test_ones_own_customers_are_tagged_and_filtered_by_tag(store: Store) -> None:
    store.by(AGENT).tags.change("W000002", add=["续约"], now=MONDAY)
    async with workstation(store, size=(160, 48)) as stage:
        await stage.press("m")
        await stage.until(lambda: isinstance(stage.app.screen, MineScreen) and "#续约" in stage.text())
        assert shown(stage) == ["W000001", "W000002"]
        await stage.press("number_sign", *"vip", "enter")
        await stage.until(lambda: "#vip" in stage.text())
        assert tags(store) == [("vip",), ("续约",)]
        await stage.press("f", "number_sign", *"vip", "enter")
        assert shown(stage) == ["W000001"]


async def test_a_tag_is_typed_where_one_finds(store: Store) -> None:
    store.by(AGENT).tags.change("W000002", add=["VIP"], now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("slash", "number_sign", *"vi")
        await stage.until(lambda: shown(stage) == ["W000002"])
        assert "tag" in next(line for line in stage.text().splitlines() if "韩梅" in line)
