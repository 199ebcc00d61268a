"""The rules of a campaign change while somebody sits at the workstation (docs/architecture.md#rule-changes)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.rulebook import reader, shelf
from callcenter.store import Store
from tests.screens.office import lead, office
from tests.workstation.stage import BOSS, MONDAY, workstation

HASTY = reader.load(shelf.shipped_text("telesales").replace('within = "24h"', 'within = "20h"', 1), "telesales")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


async def test_the_workstation_goes_on_with_a_change_that_was_left_alone(store: Store) -> None:
    for number in range(40):
        lead(store, f"客户{number}", f"+86138001380{number:02d}", "2026-03-02 08:30")
    async with workstation(store) as stage:
        store.by(BOSS).rulebooks.begin("telesales", HASTY, now=MONDAY)
        store.rulebooks.go_on("telesales", now=MONDAY, budget=0)
        assert [change.done for change in store.rulebooks.changes()] == [16]
        stage.pass_time(1)
        stage.app.store_watch.tick()
        await stage.until(lambda: store.rulebooks.changes() == ())
        assert store.campaigns.get("telesales").version == 2
        await stage.settle()
        assert stage.app.desk.alerts.trouble == ""
