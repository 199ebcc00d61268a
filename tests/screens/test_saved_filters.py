"""``F``: a filter is kept under a name and looked for again, in every list that has a filter line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import CaseKind, Disposition
from callcenter.screens.customers.duplicate_pairs import DuplicatePairsScreen
from callcenter.screens.customers.without_number import WithoutNumberScreen
from callcenter.screens.frame.filtered import FilteredScreen
from callcenter.screens.frame.saved_filters import SavedFiltersScreen
from callcenter.store import Store
from callcenter.views.people.saved_filters import FilteredList, SavedFilter
from callcenter.widgets.forms.form import FilterEntry
from callcenter.widgets.lists.line_list import LineList
from tests.screens.office import AGENT, called, lead, office
from tests.workstation.stage import MONDAY, Stage, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    for number, name in enumerate(("李雷", "韩梅", "赵铁")):
        ref = lead(opened, name, f"+861380013800{number}", "2026-02-27 09:30", tier="A", owner=AGENT.name)
        called(opened, ref, "2026-02-27 11:00", Disposition.BUSY)
        opened.by(AGENT).cases.open(ref, CaseKind.COMPLAINT, "late", now=MONDAY)
    yield opened
    opened.close()


def filters(stage: Stage) -> list[str]:
    return [entry.value for entry in stage.app.screen.query(FilterEntry)]


def rows(stage: Stage) -> int:
    return len([row for row in stage.app.screen.query(LineList).first().rows if not row.section])


async def test_a_filter_is_saved_with_one_key_and_used_with_another(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("m")
        await stage.until(lambda: rows(stage) == 3)
        await stage.press("f", *"lei", "backspace", "backspace", "backspace")
        stage.app.screen.query_one(FilterEntry).value = "李"
        await stage.press("enter", "F", *"Mr Li", "enter")
        await stage.settle()
        assert store.saved_filters.all(AGENT.name, FilteredList.MINE) == (SavedFilter("Mr Li", "李"),)
        await stage.press("f", "escape")
        await stage.until(lambda: rows(stage) == 3)
        await stage.press("F")
        await stage.until(lambda: "Mr Li" in stage.text())
        await stage.press("enter")
        await stage.until(lambda: rows(stage) == 1)
        assert filters(stage) == ["李"]
        await stage.press("F", "tab")
        await stage.until(lambda: "x remove" in stage.text())
        await stage.press("x")
        await stage.settle()
        assert store.saved_filters.all(AGENT.name, FilteredList.MINE) == ()


@pytest.mark.parametrize(
    ("keys", "place", "text", "left"),
    [
        ("", FilteredList.QUEUE, "李雷", 1),
        ("2", FilteredList.LOG, "busy 李雷", 1),
        ("4", FilteredList.CASES, "韩梅", 1),
        ("p", FilteredList.PROMISES, "nobody", 0),
        ("3", FilteredList.MESSAGES, "nobody", 0),
    ],
)
async def test_every_list_uses_its_own(store: Store, keys: str, place: FilteredList, text: str, left: int) -> None:
    store.by(AGENT).saved_filters.save(AGENT.name, place, SavedFilter("kept", text), now=MONDAY)
    async with workstation(store) as stage:
        await stage.press(*keys)
        await stage.settle()
        screen = stage.app.screen
        assert isinstance(screen, FilteredScreen)
        await stage.press("F")
        await stage.until(lambda: isinstance(stage.app.screen, SavedFiltersScreen) and "kept" in stage.text())
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is screen and filters(stage) == [text] and rows(stage) == left)
        assert isinstance(stage.app.focused, LineList)


async def test_what_is_not_saved_says_how(store: Store) -> None:
    async with workstation(store) as stage:
        for made in (WithoutNumberScreen, DuplicatePairsScreen):
            stage.app.push_screen(made(stage.app.desk))
            await stage.settle()
            await stage.press("F")
            assert "No saved filters yet: type one with f, then F saves it." in stage.text()
            await stage.press("escape", "escape")
