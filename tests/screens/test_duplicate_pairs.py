"""The likely duplicates of everybody: listed, narrowed, merged in the comparison, told apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.screens.customers.duplicate_pairs import DuplicatePairsScreen
from callcenter.screens.customers.duplicates import DuplicatesScreen
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from tests.screens.office import CHEF, lead, office, toasts
from tests.widgets.stage import HOSTILE, assert_harmless
from tests.workstation.stage import BOSS, MONDAY, Stage, workstation

NUMBER, OFFICE = "+8613800138001", "+861062345678"
PAIRS = {("李雷", "李 雷"), ("韩梅", "韩美"), ("孙丽", "孙 丽")}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two pairs in one campaign, a third in another; 吴刚 is like nobody."""
    opened = office(tmp_path)
    lead(opened, "李雷", NUMBER, "2026-02-20 09:30", company="北方动力")
    lead(opened, "李 雷", NUMBER, "2026-02-21 09:30")
    lead(opened, "韩梅", OFFICE, "2026-02-20 09:30", company="恒通电气")
    lead(opened, "韩美", "+8613800138002", "2026-02-20 09:30", company="恒通电气")
    lead(opened, "吴刚", "+8613800138003", "2026-02-20 09:30")
    opened.by(BOSS).campaigns.ensure_shipped("dealership", now=MONDAY)
    for name in ("孙丽", "孙 丽"):
        opened.by(BOSS).customers.add(NewCustomer(name, "+8613800138009", campaign="dealership"), now=MONDAY)
    yield opened
    opened.close()


async def show(stage: Stage) -> DuplicatePairsScreen:
    await stage.press("D")
    screen = stage.app.screen
    assert isinstance(screen, DuplicatePairsScreen)
    await stage.until(lambda: "still searching" not in stage.text())
    return screen


def names(screen: DuplicatePairsScreen) -> set[tuple[str, str]]:
    rows = [row.cells[:2] for row in screen.list.rows]
    return {(str(first).split("  ")[0], str(second).split("  ")[0]) for first, second in rows}


def refs(screen: DuplicatePairsScreen) -> list[str]:
    return [ref for row in screen.list.rows for ref in row.key.split()]


async def test_pairs_of_all_campaigns_are_listed_and_narrowed(store: Store) -> None:
    async with workstation(store, agent=CHEF) as stage:
        screen = await show(stage)
        assert names(screen) == PAIRS
        shown = [str(cell) for row in screen.list.rows for cell in row.cells[:2]]
        assert all(ref in cell for ref, cell in zip(refs(screen), shown, strict=True)), "two of one name"
        assert "3 pairs of likely duplicates" in stage.text()
        await stage.press("f", *"similar", "enter")
        assert names(screen) == {("韩梅", "韩美")}
        assert "3 pairs of likely duplicates, 1 shown" in stage.text()
        await stage.press("f", *"xyz", "enter")
        assert "No pair matches the filter." in stage.text()
        await stage.press("escape")
        assert names(screen) == PAIRS
        await stage.press("escape")
        assert not isinstance(stage.app.screen, DuplicatePairsScreen)


async def test_a_pair_is_opened_and_merged_and_gone(store: Store) -> None:
    async with workstation(store, agent=CHEF) as stage:
        screen = await show(stage)
        first = screen.list.current
        assert first is not None
        await stage.press("enter")
        compared = stage.app.screen
        assert isinstance(compared, DuplicatesScreen)
        assert compared.list.duplicate is not None
        assert compared.list.duplicate.customer.ref == first.second.ref, "the cursor stands on the other one"
        await stage.press("x", "y", "escape")
        assert stage.app.screen is screen
        assert store.details.get(first.second.ref, now=MONDAY).ref == first.first.ref
        assert names(screen) == PAIRS - {(first.first.name, first.second.name)}
        await stage.press("enter", "escape")
        assert len(screen.list.rows) == 2, "only looked at, it is a question still"


async def test_two_people_are_told_apart_and_taken_back(store: Store) -> None:
    async with workstation(store, agent=CHEF) as stage:
        screen = await show(stage)
        pair = screen.list.current
        assert pair is not None
        await stage.press("t")
        assert len(screen.list.rows) == 2
        assert [mark.customer.ref for mark in store.two_people.all(pair.first.ref)] == [pair.second.ref]
        await stage.press("u")
        assert names(screen) == PAIRS
        assert screen.list.current == pair, "the cursor is on it again"
        assert store.two_people.all(pair.first.ref) == ()
        await stage.press("f9")
        assert "Nothing marked here to undo." in toasts(stage)


async def test_an_agent_looks_and_tells_nobody_apart(store: Store) -> None:
    async with workstation(store) as stage:
        screen = await show(stage)
        await stage.press("t")
        assert toasts(stage) == ["Only a supervisor can do this."]
        assert names(screen) == PAIRS


async def test_nobody_alike_and_hostile_names(tmp_path: Path) -> None:
    store = office(tmp_path)
    async with workstation(store, agent=CHEF) as stage:
        await show(stage)
        assert "No likely duplicates." in stage.text()
        await stage.press("t", "u", "enter")
    text = " ".join(HOSTILE)
    for _ in range(2):
        lead(store, text, NUMBER, "2026-02-20 09:30", company=text)
    async with workstation(store, lang="zh", agent=CHEF) as stage:
        await show(stage)
        assert_harmless(stage.text().split("\n"), 80)
        await stage.press("t")
        assert_harmless(stage.text().split("\n"), 80)
    store.close()
