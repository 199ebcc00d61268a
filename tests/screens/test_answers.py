"""Answers of customers in a call: the result of a follow-up call and the satisfaction, asked and corrected.

See docs/rules.md#r10-survey, #r15-results.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from callcenter.model import CaseKind, Channel, Disposition, Result, Touch
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.log.correction import CorrectScreen
from callcenter.screens.log.log import LogScreen
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.log import LogFilter
from tests.screens.office import AGENT, office
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def called(store: Store, book: str, result: Result | None = None, satisfaction: int | None = None) -> str:
    """吴静, of a list under this book, whom 王敏 called at nine."""
    store.by(BOSS).campaigns.ensure_shipped(book, now=MONDAY)
    new = NewCustomer("吴静", "+8613800138002", campaign=book, inquiry=False)
    ref = store.by(BOSS).customers.add(new, now=at("2026-02-20 10:00"))
    touch = Touch(
        at("2026-03-02 09:00"),
        Channel.CALL,
        disposition=Disposition.NEUTRAL,
        agent=AGENT.name,
        note="asked all questions",
        result=result,
        satisfaction=satisfaction,
    )
    store.by(AGENT).touches.record(ref, touch, now=MONDAY)
    return ref


def answers(store: Store) -> tuple[Result | None, int | None]:
    row = store.lookup.log(LogFilter())[0]
    return row.result, row.satisfaction


async def erase(stage: Stage) -> None:
    """Erase the field that has the focus."""
    field = stage.app.focused
    assert isinstance(field, Input)
    await stage.press("end", *["backspace"] * len(field.value))


@pytest.mark.parametrize(
    ("lang", "label", "was", "typed"),
    [("en", "result", "Failed", "passed"), ("zh", "结论", "不通过", "通过")],
)
async def test_the_result_is_corrected_by_a_record(store: Store, lang: str, label: str, was: str, typed: str) -> None:
    called(store, "brokerage", Result.FAILED)
    async with workstation(store, lang=lang) as stage:
        await stage.press("2", "c")
        assert isinstance(stage.app.screen, CorrectScreen)
        (line,) = [line for line in stage.text().splitlines() if line.split()[:1] == [label]]
        assert was.casefold() in line.casefold()
        await stage.press("ctrl+d", "tab")
        await erase(stage)
        await stage.press(*"maybe", "enter")
        assert isinstance(stage.app.screen, CorrectScreen), "there is no such result"
        assert answers(store) == (Result.FAILED, None)
        await erase(stage)
        await stage.press(*typed, "enter")
        await stage.until(lambda: isinstance(stage.app.screen, LogScreen))
    assert answers(store) == (Result.PASSED, None)
    row = store.lookup.log(LogFilter())[0]
    assert row.corrects is not None
    assert row.note == "asked all questions"
    assert store.cases.all() == (), "no second follow-up call is needed"


async def test_satisfaction_is_corrected_and_taken_back(store: Store) -> None:
    called(store, "service", satisfaction=1)
    assert [case.kind for case in store.cases.all()] == [CaseKind.COMPLAINT], "dissatisfied"
    async with workstation(store) as stage:
        await stage.press("2", "c", "ctrl+d", "tab")
        await erase(stage)
        await stage.press("9", "enter")
        assert "from 1 (very dissatisfied) to 5." in stage.text()
        await erase(stage)
        await stage.press("5", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, LogScreen))
        assert answers(store) == (None, 5)
        assert store.cases.all() == ()
        await stage.settle()
        await stage.press("c", "ctrl+d", "tab")
        await erase(stage)
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, LogScreen))
    assert answers(store) == (None, None)


async def test_a_book_that_asks_nothing_has_no_such_fields(store: Store) -> None:
    called(store, "telesales")
    async with workstation(store) as stage:
        await stage.press("2", "c")
        assert "satisfaction" not in stage.text()
        assert "result" not in stage.text()


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_wrap_up_asks_how_satisfied_the_customer_is(store: Store, size: tuple[int, int]) -> None:
    store.by(BOSS).campaigns.ensure_shipped("service", now=MONDAY)
    new = NewCustomer("吴静", "+8613800138002", campaign="service", inquiry=False)
    ref = store.by(BOSS).customers.add(new, now=at("2026-02-20 10:00"))
    async with workstation(store, size=size) as stage:
        await stage.press("slash", *"wujing", "f3", *"repair was late", "f3")
        assert "satisfaction 1-5" in stage.text()
        field = stage.app.screen.query_one("#satisfaction", Input)
        for _field in range(6):
            if stage.app.focused is field:
                break
            await stage.press("tab")
        assert stage.app.focused is field
        await stage.press("7", "enter")
        assert isinstance(stage.app.screen, CallScreen)
        assert "from 1 (very dissatisfied) to 5." in stage.text()
        await erase(stage)
        await stage.press("2", "enter")
        await stage.until(lambda: not isinstance(stage.app.screen, CallScreen))
    assert answers(store) == (None, 2)
    assert [(case.ref, case.kind) for case in store.cases.all()] == [(ref, CaseKind.COMPLAINT)]
