"""Likely duplicates on the screen: counted with the facts, compared, merged and split; the others of the company."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.access import Origin, Principal
from callcenter.model import Disposition
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.customers.duplicates import DuplicatesScreen
from callcenter.screens.frame.desk import CustomerWanted
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.widgets.lines.prompts import ConfirmBar
from callcenter.widgets.lists.comparison import Comparison
from tests.screens.office import CHEF, called, lead, office, toasts
from tests.widgets.stage import HOSTILE, assert_harmless
from tests.workstation.stage import BOSS, MONDAY, Stage, add, workstation

NUMBER = "+8613800138001"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def ref(store: Store) -> str:
    """李雷; the same number as 李 雷, and 韩梅 in the same company."""
    made = lead(store, "李雷", NUMBER, "2026-02-20 09:30", company="北方动力", tier="A")
    called(store, made, "2026-02-23 11:00", Disposition.INTERESTED, "wants a new price list")
    double = lead(store, "李 雷", NUMBER, "2026-02-28 09:30", tier="A")
    called(store, double, "2026-02-28 11:00", Disposition.BUSY)
    lead(store, "韩梅", "+8613800138003", "2026-02-20 09:30", company="北方动力")
    return made


async def show(stage: Stage, ref: str) -> DuplicatesScreen:
    stage.app.screen.post_message(CustomerWanted(ref))
    await stage.until(lambda: isinstance(stage.app.screen, CustomerScreen))
    await stage.settle()
    await stage.press("o")
    screen = stage.app.screen
    assert isinstance(screen, DuplicatesScreen)
    return screen


def compared(screen: DuplicatesScreen) -> list[tuple[object, ...]]:
    return [row.cells for row in screen.query_one(Comparison).rows]


async def test_a_supervisor_compares_merges_and_splits(store: Store, ref: str) -> None:
    (double,) = (row.customer.ref for row in store.duplicates.of(ref))
    async with workstation(store, agent=CHEF) as stage:
        screen = await show(stage, ref)
        text = stage.text()
        assert "李雷: 1 likely duplicate" in text
        assert "same number" in text
        cells = compared(screen)
        assert ("tier", "A", "=", "A") in cells
        assert ("company", "北方动力", "", "-") in cells
        assert any("wants a new price list" in str(one[1]) and "busy" in str(one[3]) for one in cells)
        await stage.press("x", "x", "enter")
        assert screen.query_one(ConfirmBar).asking, "the key that asks does not confirm"
        assert store.details.get(ref, now=MONDAY).merges == ()
        await stage.press("f9")
        (merge,) = store.details.get(ref, now=MONDAY).merges
        assert (merge.ref, merge.actor) == (double, CHEF)
        assert "Merged into this customer" in stage.text()
        assert screen.list.duplicate is None
        await stage.press("g")
        assert screen.list.merged is not None
        assert f"{double} is this customer too." in stage.text()
        await stage.press("s", "y")
        assert store.details.get(double, now=MONDAY).ref == double
        assert "same number" in stage.text()
        assert toasts(stage) == [f"{double} is a separate customer again."]


async def test_an_agent_sees_them_and_is_told_who_may(store: Store, ref: str) -> None:
    (double,) = (row.customer.ref for row in store.duplicates.of(ref))
    async with workstation(store) as stage:
        screen = await show(stage, ref)
        await stage.press("x")
        assert toasts(stage) == ["Only a supervisor can do this."]
        await stage.press("s")
        assert toasts(stage) == ["Only a supervisor can do this."]
        assert not screen.query_one(ConfirmBar).asking
        await stage.press("escape")
        assert "1 likely duplicate" in stage.text(), "with the facts"
        store.by(Principal(CHEF, Origin.COMMAND)).merges.merge(double, ref, now=MONDAY)
        await stage.until(lambda: "likely duplicate" not in stage.text())


async def test_the_others_of_the_company_are_opened_and_not_merged(store: Store, ref: str) -> None:
    async with workstation(store, agent=CHEF) as stage:
        screen = await show(stage, ref)
        assert "Others at 北方动力" in stage.text()
        await stage.press("G", "x")
        assert toasts(stage) == ["Select a likely duplicate first."]
        assert ("name", "李雷", "", "韩梅") in compared(screen)
        await stage.press("enter")
        assert isinstance(stage.app.screen, CustomerScreen)
        assert "韩梅" in stage.text()


async def test_one_of_another_campaign_is_shown_and_not_merged(store: Store) -> None:
    store.by(BOSS).campaigns.ensure_shipped("dealership", now=MONDAY)
    ref = add(store, "李雷", NUMBER, MONDAY)
    store.by(BOSS).customers.add(NewCustomer("李雷", NUMBER, campaign="dealership"), now=MONDAY)
    async with workstation(store, agent=CHEF) as stage:
        await show(stage, ref)
        assert "same number; in dealership" in stage.text()
        await stage.press("x")
        assert toasts(stage) == ["Only customers of the same campaign can be merged; this one is in dealership."]


async def test_nobody_alike(store: Store) -> None:
    ref = lead(store, "李雷", NUMBER, "2026-02-20 09:30")
    async with workstation(store, agent=CHEF) as stage:
        screen = await show(stage, ref)
        assert "No likely duplicates, and no other" in stage.text()
        await stage.press("x", "s", "enter")
        assert not screen.query_one(ConfirmBar).asking


async def test_hostile_customers_are_shown_as_they_are(store: Store) -> None:
    text = " ".join(HOSTILE)
    ref = lead(store, text, NUMBER, "2026-02-20 09:30", company=text)
    double = lead(store, text, NUMBER, "2026-02-20 09:30", company=text)
    called(store, double, "2026-02-23 11:00", Disposition.NEGATIVE, text)
    lead(store, "韩梅", "+8613800138003", "2026-02-20 09:30", company=text)
    async with workstation(store, lang="zh", agent=CHEF) as stage:
        await show(stage, ref)
        assert_harmless(stage.text().split("\n"), 80)
        await stage.press("x")
        assert_harmless(stage.text().split("\n"), 80)
        await stage.press("y", "g", "s")
        assert_harmless(stage.text().split("\n"), 80)


async def test_two_people_are_told_apart_and_perhaps_not(store: Store, ref: str) -> None:
    (double,) = (row.customer.ref for row in store.duplicates.of(ref))
    async with workstation(store, agent=CHEF) as stage:
        screen = await show(stage, ref)
        await stage.press("t")
        assert store.duplicates.of(ref) == ()
        assert [(row.customer.ref, row.actor) for row in store.two_people.all(ref)] == [(double, CHEF)]
        assert "Similar, but different people" in stage.text()
        assert "Mon 2 Mar, 陈静" in stage.text()
        await stage.press("g")
        assert screen.list.marked is not None
        assert ("tier", "A", "=", "A") in compared(screen), "compared as before"
        await stage.press("f3")
        assert store.two_people.all(ref) == ()
        assert "Undone: 李雷 and 李 雷 are likely duplicates again." in toasts(stage)
        await stage.press("G", "t")
        assert "Select a likely duplicate first." in toasts(stage)
    async with workstation(store) as stage:
        await show(stage, ref)
        await stage.press("t")
        assert toasts(stage) == ["Only a supervisor can do this."]
