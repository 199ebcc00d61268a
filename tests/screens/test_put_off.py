"""``z``: a due call is put off to a typed time with a reason (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.screens.put_off import PutOffScreen
from callcenter.screens.queue import QueueScreen
from callcenter.store import Store
from tests.screens.office import AGENT, lead, office
from tests.workstation.stage import MONDAY, at, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("lang", "bounds", "why"),
    [
        ("en", "at the latest until Tue 3 Mar 09:30", "the call was put off by 王敏: [/x] in a meeting (until 11:05)"),
        ("zh", "最迟推后到 3月3日 周二 09:30", "王敏 推后了电话：[/x] in a meeting"),
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
        assert isinstance(stage.app.screen, PutOffScreen), "a reason is needed"
        await stage.press(*"[/x] in a meeting", "enter")
        assert isinstance(stage.app.screen, QueueScreen)
        snooze = store.customer(ref, now=MONDAY).plan.snooze
        assert snooze is not None
        assert (snooze.until, snooze.reason) == (at("2026-03-02 11:05"), "[/x] in a meeting")
        assert store.queue(now=MONDAY).rows == ()
        await stage.press("slash", *"李雷", "enter")
        assert why in stage.text()


async def test_what_is_not_due_cannot_be_put_off(store: Store) -> None:
    lead(store, "李雷", "+8613800138001", "2026-02-20 09:30", owner=AGENT.name)
    async with workstation(store) as stage:
        await stage.press("z")
        assert "Nothing is due that could be put off" in stage.text()
        await stage.press(*"+1h", "enter")
        assert isinstance(stage.app.screen, PutOffScreen)
        await stage.press("escape")
        assert isinstance(stage.app.screen, QueueScreen)
