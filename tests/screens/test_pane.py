"""The customer beside the lists on a wide screen: who is under the cursor, with the whole of the newest notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Disposition
from callcenter.screens.customers.mine import MineScreen
from callcenter.screens.customers.pane.customer_pane import CustomerPane
from callcenter.screens.customers.pane.list_with_pane import ListWithPane
from callcenter.store import Store
from tests.screens.office import AGENT, called, lead, office
from tests.workstation.stage import Stage, at, workstation

NOTE = "wants the price list for two models and a visit of the engineer before the end of the month, budget is there"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    for number, name in enumerate(("李雷", "韩梅")):
        facts = {"company": "恒通电气", "tier": "A", "owner": AGENT.name}
        ref = lead(opened, name, f"+861380013800{number}", "2026-02-20 09:30", **facts)
        called(opened, ref, "2026-02-27 10:00", Disposition.NEUTRAL, f"{name} {NOTE}")
        called(
            opened, ref, "2026-03-01 10:00", Disposition.CALLBACK, "later", callback_at=at(f"2026-03-02 1{number}:00")
        )
    yield opened
    opened.close()


def pane(stage: Stage) -> str:
    """Return the words of the pane, in one line."""
    region = stage.app.screen.query_one(CustomerPane).region
    strips = stage.app.screen._compositor.render_strips()[region.y : region.bottom]
    lines = ("".join(part.text for part in strip.crop(region.x, region.right)) for strip in strips)
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("keys", [("m",), ("p",), ("slash", *"hengtong"), ("2",)])
async def test_each_list_has_who_is_under_its_cursor_beside_it(store: Store, keys: tuple[str, ...]) -> None:
    async with workstation(store, size=(200, 40)) as stage:
        await stage.press(*keys)
        await stage.until(lambda: bool(stage.app.screen.query(ListWithPane)) and NOTE in pane(stage))
        name = next(name for name in ("李雷", "韩梅") if pane(stage).startswith(name))
        await stage.press("down")
        await stage.until(lambda: NOTE in pane(stage) and not pane(stage).startswith(name))


async def test_at_120_columns_the_pane_says_each_reason_whole(store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        await stage.press("slash", *"hengtong")
        await stage.until(lambda: "inquiry Fri 20 Feb 09:30, the same day" in pane(stage))


async def test_where_the_list_needs_the_room_nobody_is_read(store: Store) -> None:
    async with workstation(store, size=(100, 40)) as stage:
        await stage.press("m")
        await stage.settle()
        assert not stage.app.screen.query_one(CustomerPane).display
        assert not stage.app.screen.query_one(CustomerPane).children
        await stage.pilot.resize_terminal(120, 40)
        await stage.until(lambda: bool(stage.app.screen.query_one(CustomerPane).children) and "later" in pane(stage))


async def test_what_changes_in_the_store_changes_beside_the_list(store: Store) -> None:
    async with workstation(store, size=(160, 40)) as stage:
        await stage.press("m")
        await stage.until(lambda: "later" in pane(stage))
        screen = stage.app.screen
        assert isinstance(screen, MineScreen)
        ref = screen.ref_here
        assert ref is not None
        called(store, ref, "2026-03-02 08:30", Disposition.INTERESTED, "sent by a colleague", agent="赵磊")
        stage.app.store_watch.tick()
        await stage.until(lambda: "sent by a colleague" in pane(stage))
