"""Ill today: the supervisor sees the deputies, the deputy is told at once and finds the promise in their queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from callcenter.access import Principal
from callcenter.model import HOUR, MINUTE, Channel, Disposition, Role, Touch
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.team.shifts import ShiftsScreen
from callcenter.store import Store
from tests.workstation.stage import BOSS, MONDAY, add, open_store, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """王敏 with a promise of this hour, 赵磊 without customers, 陈静 the supervisor."""
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, now=MONDAY)
    opened.by(BOSS).people.add("赵磊", now=MONDAY)
    ref = add(opened, "李雷", "13800138001", MONDAY - 2 * HOUR, owner="王敏")
    promised = Touch(
        MONDAY - HOUR,
        Channel.CALL,
        disposition=Disposition.CALLBACK,
        note="asks for a call [/x]",
        callback_at=MONDAY - MINUTE,
    )
    opened.by(Principal("王敏")).touches.record(ref, promised, now=MONDAY - HOUR)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("lang", "deputy", "told", "why"),
    [
        ("en", "赵磊 1 (promises: 1)", "王敏 is absent: you are the deputy for 1 customer", "for 王敏"),
        ("zh", "赵磊 1（约定：1）", "王敏缺勤，由你代班：1 位客户", "代王敏"),
    ],
)
async def test_ill_today_and_back_again(store: Store, lang: str, deputy: str, told: str, why: str) -> None:
    async with (
        workstation(store, agent="赵磊", lang=lang) as other,
        workstation(store, agent="陈静", lang=lang) as stage,
    ):
        assert "李雷" not in other.text()
        await stage.press("5", "h")
        await stage.until(lambda: isinstance(stage.app.screen, ShiftsScreen) and "王敏" in stage.text())
        screen = stage.app.screen
        assert isinstance(screen, ShiftsScreen)
        while screen.list.key != "王敏":
            await stage.press("j")
        await stage.press("t", "enter")
        await stage.until(lambda: deputy in stage.text())
        assert store.absences.all(now=MONDAY) == (), "asked first"
        await stage.press("y")
        await other.until(lambda: told in other.text())
        await other.until(lambda: "李雷" in other.text() and why in other.text())
        await stage.until(lambda: ("病假" if lang == "zh" else "ill from") in stage.text())
        await stage.press("u", "y")
        await other.until(lambda: why not in other.text())
        (promise,) = store.promises.open(now=MONDAY, agent="王敏")
        assert (promise.owner, promise.made_by) == ("王敏", "王敏")


@pytest.mark.parametrize(
    ("lang", "prompt", "end", "typed", "question", "said"),
    [
        (
            "en",
            "王敏 on leave until",
            "empty: until they are back",
            "fri",
            "王敏 on leave until Fri 6 Mar 24:00?",
            "on leave from 10:05 until Fri 6 Mar 24:00",
        ),
        (
            "zh",
            "王敏休假到",
            "不填：到返岗",
            "周五",
            "王敏休假，到 3月6日 周五 24:00？",
            "休假，10:05 至 3月6日 周五 24:00",
        ),
    ],
)
async def test_an_absence_is_asked_about_and_shown_with_its_last_day(
    store: Store, lang: str, prompt: str, end: str, typed: str, question: str, said: str
) -> None:
    async with workstation(store, agent="陈静", lang=lang) as stage:
        await stage.press("5", "h")
        await stage.until(lambda: isinstance(stage.app.screen, ShiftsScreen) and "王敏" in stage.text())
        screen = stage.app.screen
        assert isinstance(screen, ShiftsScreen)
        while screen.list.key != "王敏":
            await stage.press("j")
        await stage.press("l")
        await stage.until(lambda: prompt in stage.text() and end in stage.text())
        await stage.press("enter")
        await stage.until(lambda: ("到返岗为止？" if lang == "zh" else "until they are back?") in stage.text())
        await stage.press("escape", "l", *typed, "enter")
        await stage.until(lambda: question in stage.text())
        await stage.press("y")
        await stage.until(lambda: said in stage.text())


async def test_a_deputy_sees_for_whom_they_call_and_no_warning(store: Store) -> None:
    store.by(BOSS).absences.record("王敏", now=MONDAY)
    while store.absences.resume(now=MONDAY, budget=1_000):
        pass
    async with workstation(store, agent="赵磊") as stage:
        await stage.until(lambda: "李雷" in stage.text() and "for 王敏" in stage.text())
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, CustomerScreen) and "for 王敏" in stage.text())
        assert "colleague's customer" not in stage.text()
        await stage.press("d")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen) and "for 王敏" in stage.text())
        assert "colleague's customer" not in stage.text()


async def test_the_deputies_stand_there_as_long_as_the_question(store: Store) -> None:
    async with workstation(store, agent="赵磊"), workstation(store, agent="陈静") as stage:
        await stage.press("5", "h")
        await stage.until(lambda: isinstance(stage.app.screen, ShiftsScreen) and "王敏" in stage.text())
        screen = stage.app.screen
        assert isinstance(screen, ShiftsScreen)
        while screen.list.key != "王敏":
            await stage.press("j")
        await stage.press("t", "enter")
        await stage.until(lambda: "deputies: 赵磊 1" in stage.text())
        store.by(BOSS).shifts.set_week("王敏", frozenset(range(5)), ((time(9), time(18)),), now=MONDAY)
        screen.refill()
        await stage.until(lambda: "09:00-18:00" in stage.text())
        assert "deputies: 赵磊 1" in stage.text()
        await stage.press("escape")
        await stage.until(lambda: "deputies: 赵磊 1" not in stage.text())


async def test_who_is_absent_is_not_counted_at_work(store: Store) -> None:
    async with workstation(store, agent="赵磊"), workstation(store, agent="陈静") as stage:
        await stage.press("5", "h")
        await stage.until(lambda: "0 planned today, 2 at work, 0 absent" in stage.text())
        store.by(BOSS).absences.record("赵磊", now=MONDAY)
        await stage.press("escape", "h")
        await stage.until(lambda: "0 planned today, 1 at work, 1 absent" in stage.text())


async def test_what_is_no_day_is_asked_again(store: Store) -> None:
    async with workstation(store, agent="陈静") as stage:
        await stage.press("5", "h")
        await stage.until(lambda: isinstance(stage.app.screen, ShiftsScreen) and "王敏" in stage.text())
        await stage.press("t", *"nonsense", "enter")
        await stage.until(
            lambda: "Not a day from today on: nonsense" in str(list(stage.app._notifications)[-1].message)
        )
        await stage.press("escape")
        assert store.absences.all(now=MONDAY) == ()


@pytest.mark.parametrize(("lang", "off"), [("en", "off"), ("zh", "休息")])
async def test_the_hours_of_today_are_planned_from_the_list(store: Store, lang: str, off: str) -> None:
    def hours() -> tuple[tuple[time, time], ...]:
        (row,) = store.shifts.of("王敏", now=MONDAY)
        return row.hours

    week = ((time(9), time(18)),)
    store.by(BOSS).shifts.set_week("王敏", frozenset(range(5)), week, now=MONDAY)
    async with workstation(store, agent="陈静", lang=lang) as stage:
        await stage.press("5", "h")
        await stage.until(lambda: isinstance(stage.app.screen, ShiftsScreen) and "09:00-18:00" in stage.text())
        screen = stage.app.screen
        assert isinstance(screen, ShiftsScreen)
        while screen.list.key != "王敏":
            await stage.press("j")
        await stage.press("e", *"25:00", "enter")
        await stage.until(lambda: "25:00" in str(list(stage.app._notifications)[-1].message))
        assert hours() == week
        for typed, planned in ((off, ()), ("13:00-17:30", ((time(13), time(17, 30)),)), ("", week)):
            if screen.focused is screen.list:
                await stage.press("e")
            await stage.press("ctrl+u", *typed, "enter")
            await stage.until(lambda planned=planned: hours() == planned)  # type: ignore[misc]
