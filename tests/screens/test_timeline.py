"""The timeline of a customer on the screen: read page by page, from both ends, filtered by words."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.model import MINUTE, Channel, Touch
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.frame.desk import CustomerWanted, StoreChanged
from callcenter.settings import Settings
from callcenter.storage.touches import touch_records
from callcenter.widgets.lists.history import Timeline
from tests.screens.office import AGENT, CHEF, lead, office
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation


def place(stage: Stage) -> str:
    """Return what the head of the timeline says of the cursor's place."""
    return stage.app.screen.query_one(Timeline).render_line(0).text.split()[-1]


@pytest.mark.parametrize(("agent", "listens"), [(AGENT.name, True), ("赵磊", False), (CHEF, True)])
async def test_a_recording_is_marked_and_played_by_who_may(tmp_path: Path, agent: str, listens: bool) -> None:
    store, played = office(tmp_path), tmp_path / "played"
    ref = lead(store, "李雷", "+8613800138001", "2026-02-01 09:00")
    touch = Touch(at("2026-02-02 09:00"), Channel.CALL, note="asked", agent=AGENT.name, recording="/srv/k1.wav")
    store.by(AGENT).touches.record(ref, touch, now=MONDAY)
    settings = Settings(recording_command=["sh", "-c", f'printf %s "$1" > {played}', "sh", "{recording}"])
    async with workstation(store, agent=agent, settings=settings, size=(120, 40)) as stage:
        stage.app.screen.post_message(CustomerWanted(ref))
        await stage.until(lambda: isinstance(stage.app.screen, CustomerScreen) and "(recorded) asked" in stage.text())
        await stage.settle()
        assert ("l listen" in stage.text()) is listens
        await stage.press("l")
        if listens:
            await stage.until(lambda: played.exists() and played.read_text() == "/srv/k1.wav")
        else:
            assert not played.exists()
    store.close()


async def test_a_second_key_ends_what_is_played(tmp_path: Path) -> None:
    store, began = office(tmp_path), tmp_path / "began"
    ref = lead(store, "李雷", "+8613800138001", "2026-02-01 09:00")
    touch = Touch(at("2026-02-02 09:00"), Channel.CALL, note="asked", agent=AGENT.name, recording="/srv/k1.wav")
    store.by(AGENT).touches.record(ref, touch, now=MONDAY)
    ended = tmp_path / "ended"
    code = f"trap 'touch {ended}; exit' TERM; touch {began}; while :; do sleep 0.01; done"
    async with workstation(store, settings=Settings(recording_command=["sh", "-c", code]), size=(120, 40)) as stage:
        stage.app.screen.post_message(CustomerWanted(ref))
        await stage.until(lambda: "l listen" in stage.text())
        await stage.pilot.press("l")
        await stage.until(began.exists)
        await stage.pilot.press("l")
        await stage.until(ended.exists)
    store.close()


async def test_a_long_past_is_read_as_far_as_one_goes(tmp_path: Path) -> None:
    store = office(tmp_path)
    ref = lead(store, "李雷", "+8613800138001", "2026-02-01 09:00")
    touches = [Touch(at("2026-02-02 09:00") + n * MINUTE, Channel.SMS, note=f"note {n}") for n in range(450)]
    store.database.write(lambda tx: [touch_records.write(tx, 1, one, actor=AGENT, now=one.at) for one in touches])
    store.by(BOSS).ownership.assign(ref, "赵磊", now=at("2026-02-02 09:10"))
    async with workstation(store, agent=CHEF, size=(120, 60)) as stage:
        stage.app.screen.post_message(CustomerWanted(ref))
        await stage.until(lambda: isinstance(stage.app.screen, CustomerScreen))
        await stage.settle()
        timeline = stage.app.screen.query_one(Timeline)
        assert len(timeline.rows) == 200
        assert timeline.rows[0].cells[-1] == "note 449"
        assert place(stage) == "1/451"
        timeline.action_cursor_last()
        await stage.pilot.pause(0)
        for _ in range(3):  # others have saved: the leap goes on
            stage.app.screen.post_message(StoreChanged())
        await stage.settle()
        assert len(timeline.rows) <= 201, "the oldest ones alone"
        assert timeline.key == timeline.rows[-1].key
        assert "note 0" in stage.text()
        assert place(stage) == "451/451"
        await stage.press("k")
        assert place(stage) == "450/451"
        assert any(row.cells[-1] == "before: the pool" for row in timeline.rows)
        while len(timeline.rows) < 451:
            await stage.press("pageup")
            there = next(n for n, row in enumerate(timeline.rows) if row.key == timeline.key)
            assert place(stage) == f"{451 - len(timeline.rows) + there + 1}/451"
        assert [row.cells[-1] for row in timeline.rows if row.cells[1] != "owner"] == [
            f"note {n}" for n in reversed(range(450))
        ]
        await stage.press("g")
        assert timeline.key == timeline.rows[0].key
        await stage.press("f")
        for key in "note":
            await stage.pilot.press(key)
        await stage.press("space", "7", "7", "enter")
        assert [str(row.cells[-1]) for row in timeline.rows] == ["note 377", "note 277", "note 177", "note 77"]
        await stage.press("f", *(["backspace"] * 7), *"owner", "enter")
        (only,) = timeline.rows
        assert only.cells[1:3] == ("owner", "赵磊")
        assert place(stage) == "1/1"
        await stage.press("f", *(["backspace"] * 5), *"note", "enter")
        assert place(stage) == "1/200+", "how many more have the word is not known yet"
        timeline.action_cursor_last()
        await stage.settle()
        assert place(stage) == "450/450"
    store.close()
