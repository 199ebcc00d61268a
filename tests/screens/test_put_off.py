"""``z``: a due call is put off to a typed time with a reason (docs/architecture.md#promises)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.customers.put_off import PutOffScreen
from callcenter.screens.worklists.promises import PromisesScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from tests.screens.office import AGENT, lead, office, toasts
from tests.workstation.stage import MONDAY, at, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("lang", "bounds", "why"),
    [
        ("en", "Tue 3 Mar 09:30 at the latest", "postponed by 王敏: [/x] in a meeting (until 11:05)"),
        ("zh", "最迟 3月3日 周二 09:30", "王敏已改期：[/x] in a meeting"),
    ],
)
async def test_put_off_from_the_queue_and_the_reason_is_told(store: Store, lang: str, bounds: str, why: str) -> None:
    ref = lead(store, "李雷", "+8613800138001", "2026-03-02 09:30", owner=AGENT.name)
    async with workstation(store, lang=lang) as stage:
        await stage.press("z")
        assert bounds in stage.text()
        await stage.press(*"wed 10:00", "enter")
        assert isinstance(stage.app.screen, PutOffScreen), "beyond the breach"
        for _key in range(9):
            await stage.press("backspace")
        await stage.press(*"+1h", "enter", "enter")
        assert isinstance(stage.app.screen, PutOffScreen), "enter a reason"
        await stage.press(*"[/x] in a meeting", "enter")
        assert isinstance(stage.app.screen, QueueScreen)
        snooze = store.details.get(ref, now=MONDAY).plan.snooze
        assert snooze is not None
        assert (snooze.until, snooze.reason) == (at("2026-03-02 11:05"), "[/x] in a meeting")
        assert store.queue.page(now=MONDAY).rows == ()
        await stage.press("slash", *"李雷", "enter")
        assert why in stage.text()


async def test_what_is_not_due_cannot_be_put_off(store: Store) -> None:
    lead(store, "李雷", "+8613800138001", "2026-02-20 09:30", owner=AGENT.name)
    async with workstation(store) as stage:
        await stage.press("z")
        assert "No call to postpone" in stage.text()
        await stage.press(*"+1h", "enter")
        assert isinstance(stage.app.screen, PutOffScreen)
        await stage.press("escape")
        assert isinstance(stage.app.screen, QueueScreen)


async def test_who_is_being_called_is_not_put_off_by_a_key_that_came_too_late(store: Store) -> None:
    lead(store, "李雷", "+8613800138001", "2026-03-02 09:30", owner=AGENT.name)
    async with workstation(store) as stage:
        stage.app.queue.action_dial()
        stage.app.queue.action_put_off()
        await stage.settle()
        assert isinstance(stage.app.screen, CallScreen)


async def test_the_one_just_put_off_is_taken_back_from_the_queue(store: Store) -> None:
    ref = lead(store, "李雷", "+8613800138001", "2026-03-02 09:30", owner=AGENT.name)
    async with workstation(store) as stage:
        await stage.press("z", *"+1h", "enter", *"lunch", "enter")
        assert toasts(stage) == ["Postponed until Mon 2 Mar 11:05; u to undo."]
        await stage.press("u")
        assert store.details.get(ref, now=MONDAY).why.offered
        assert isinstance(stage.app.screen, QueueScreen)
        stage.app.screen.refill()
        await stage.settle()
        assert stage.app.screen.list.key == ref
        await stage.press("u")
        assert "no longer postponed" not in toasts(stage)[-1], "only once: then it is the turn of the dispositions"


@pytest.mark.parametrize(
    ("lang", "row", "whole", "back"),
    [
        (
            "en",
            "postponed to 11:05",
            "王敏 postponed the call on Mon 2 Mar 10:05 until Mon 2 Mar 11:05: [/x] lunch",
            "(cancelled)",
        ),
        (
            "zh",
            "已改期    到 11:05",
            "王敏于 3月2日 周一 10:05 把电话改到 3月2日 周一 11:05：[/x] lunch",
            "（已取消）",
        ),
    ],
)
async def test_it_stands_among_the_contacts_and_is_taken_back_there(
    store: Store, lang: str, row: str, whole: str, back: str
) -> None:
    ref = lead(store, "李雷", "+8613800138001", "2026-03-02 09:30", owner=AGENT.name)
    store.by(AGENT).snoozes.put_off(ref, until=at("2026-03-02 11:05"), reason="[/x] lunch", now=MONDAY)
    async with workstation(store, lang=lang) as stage:
        await stage.press("slash", *"lilei", "enter")
        assert isinstance(stage.app.screen, CustomerScreen)
        assert row in stage.text()
        assert whole in stage.text()
        assert "u " in stage.text().splitlines()[-1]
        stage.pass_time(1)
        await stage.press("u")
        assert store.details.get(ref, now=at("2026-03-02 10:06")).why.offered
        assert back in stage.text()
        assert "撤回" not in stage.text().splitlines()[-1]
        await stage.press("f", *"lunch", "enter")
        assert back in stage.text()
        await stage.press("f", *"xyz", "enter")
        assert back not in stage.text()


async def test_it_stands_among_the_promises_by_its_day_and_is_taken_back_there(store: Store) -> None:
    ref = lead(store, "李雷", "+8613800138001", "2026-03-02 09:30", owner=AGENT.name)
    late = lead(store, "吴静", "+8613800138002", "2026-03-02 09:30", owner=AGENT.name)
    store.by(AGENT).snoozes.put_off(ref, until=at("2026-03-02 15:00"), reason="lunch", now=MONDAY)
    store.by(AGENT).snoozes.put_off(late, until=at("2026-03-03 09:10"), reason="travels", now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("p")
        assert isinstance(stage.app.screen, PromisesScreen)
        lines = [line.split() for line in stage.text().splitlines()]
        assert "0 open promises, 2 postponed calls" in stage.text()
        first = lines.index(["today,", "Mon", "2", "Mar"])
        assert lines[first + 1][:7] == [">", "in", "4h", "15:00", "李雷", "postponed:", "lunch"]
        assert lines[first + 2] == ["tomorrow,", "Tue", "3", "Mar"]
        assert "until Mon 2 Mar 15:00: lunch" in stage.text()
        await stage.press("w", "escape", "s", "u")
        assert store.details.get(ref, now=MONDAY).why.offered
        assert "lunch" not in stage.text()
        await stage.press("e")
        assert isinstance(stage.app.screen, PutOffScreen), "another time for it"
        await stage.press("escape", "enter")
        assert isinstance(stage.app.screen, CustomerScreen)
        assert stage.app.screen.ref == late
