"""The record of a customer: key dates, columns, the pinned note, a filtered timeline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Channel, Disposition, MilestoneKind, Touch
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.milestones import MilestonesScreen
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.widgets.lists.history import Timeline
from tests.screens.office import called, lead, office, toasts
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One customer with two contacts of last week."""
    opened = office(tmp_path)
    ref = lead(opened, "李雷", "+8613800138001", "2026-02-23 09:30", company="恒通电气")
    called(opened, ref, "2026-02-24 10:00", Disposition.NO_ANSWER)
    called(opened, ref, "2026-02-25 10:00", Disposition.INTERESTED, "wants a price list")
    yield opened
    opened.close()


def ref_of(store: Store) -> str:
    store.plans.tick(MONDAY)
    return store.queue.page(now=MONDAY).rows[0].ref


def dates(store: Store, kind: MilestoneKind) -> list[tuple[int, bool]]:
    return [
        (one.at, one.date_only)
        for one in store.details.get(ref_of(store), now=MONDAY).facts.milestones
        if one.kind is kind
    ]


async def choose(stage: Stage, kind: MilestoneKind) -> None:
    screen = stage.app.screen
    assert isinstance(screen, MilestonesScreen)
    assert screen.list.show_key(kind.value)
    await stage.press("enter")


async def test_a_dated_fact_is_set_changed_and_taken_back(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("enter", "M")
        await choose(stage, MilestoneKind.QUOTED)
        await stage.press(*"yesterday", "enter")
        assert dates(store, MilestoneKind.QUOTED) == [(at("2026-03-01 00:00"), True)]
        await choose(stage, MilestoneKind.QUOTED)
        await stage.press(*"2026-02-20 15:30", "enter")
        assert dates(store, MilestoneKind.QUOTED)[-1] == (at("2026-02-20 15:30"), False)
        assert "Fri 20 Feb 15:30" in stage.text()
        stage.app.screen.query_one("#milestones").show_key("quoted")  # type: ignore[attr-defined]
        await stage.press("x", "f9")
        assert dates(store, MilestoneKind.QUOTED) == [(at("2026-03-01 00:00"), True)]
        await choose(stage, MilestoneKind.APPOINTMENT)
        await stage.press(*"fri 10:00", "enter")
        assert dates(store, MilestoneKind.APPOINTMENT) == [(at("2026-03-06 10:00"), False)]


async def test_what_is_no_date_is_asked_again(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("enter", "M")
        await choose(stage, MilestoneKind.QUOTED)
        await stage.press(*"soonish", "enter")
        assert dates(store, MilestoneKind.QUOTED) == []
        assert toasts(stage) == ["soonish is not a date."]
        await stage.press("ctrl+u", *"today", "enter")
        assert dates(store, MilestoneKind.QUOTED) == [(at("2026-03-02 00:00"), True)]


async def test_columns_are_changed_added_and_emptied(store: Store) -> None:
    ref = ref_of(store)
    store.by(BOSS).customers.edit(ref, CustomerChanges(attributes={"units": "3", "city": "Wuhan"}), now=MONDAY)
    async with workstation(store, size=(100, 50)) as stage:
        await stage.press("enter", "e")
        form = stage.app.screen
        form.query_one("#column_0").value = "5"  # type: ignore[attr-defined]
        form.query_one("#column_1").value = ""  # type: ignore[attr-defined]
        form.query_one("#columns").value = "vip=yes；annual_kwh＝20000"  # type: ignore[attr-defined]
        form.query_one("#pinned").value = "deaf in one ear"  # type: ignore[attr-defined]
        await stage.press("f2")
        view = store.details.get(ref, now=MONDAY)
        assert dict(view.attributes) == {"units": "5", "vip": "yes", "annual_kwh": "20000"}
        assert view.pinned == "deaf in one ear"
        await stage.press("e")
        stage.app.screen.query_one("#columns").value = "nonsense"  # type: ignore[attr-defined]
        await stage.press("f2")
        assert "Write a new field as" in stage.text()


async def test_a_pinned_note_stands_above_the_record_and_the_call(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("enter", "P", *"speak up", "enter")
        lines = stage.text().splitlines()
        assert "speak up" in "\n".join(lines[:7])
        await stage.press("P", "end", *" please", "enter")
        assert store.details.get(ref_of(store), now=MONDAY).pinned == "speak up please"
        await stage.press("d")
        assert isinstance(stage.app.screen, CallScreen)
        assert "speak up please" in stage.text()


async def test_the_timeline_shows_only_what_is_asked_for(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("enter", "f", *"price 王敏", "enter")
        timeline = stage.app.screen.query_one(Timeline)
        assert len(timeline.rows) == 1
        assert "wants a price list" in stage.text()
        await stage.press("f", "ctrl+u", *"fax", "enter")
        assert "No contacts with: fax" in stage.text()
        await stage.press("f", "ctrl+u", "enter")
        assert len(timeline.rows) == 2


async def test_hundreds_of_contacts_are_there_at_once(store: Store) -> None:
    ref = ref_of(store)
    for number in range(300):
        touch = Touch(at("2026-02-24 10:00") + number * 60_000, Channel.CHAT, note=f"contact {number}")
        store.by(BOSS).touches.record(ref, touch, now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("enter")
        timeline = stage.app.screen.query_one(Timeline)
        assert "contact 299" in stage.text()
        await stage.press("G")
        assert timeline.key == timeline.rows[-1].key
        assert "contact 0 " in stage.text()
