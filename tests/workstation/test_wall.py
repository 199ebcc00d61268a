"""The wall: the team's sums in digits that are read from across a room, and nobody's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.access import Principal
from callcenter.clock import FixedClock
from callcenter.model import MINUTE, Channel, Disposition, Role, Touch
from callcenter.screens.team.wall import WallScreen
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.widgets.lines.big_figures import ROWS, drawing, short
from callcenter.workstation.entrance import Room
from tests.workstation.stage import BOSS, MONDAY, add, at, inquired, open_store

DIGITS = {"2": ["#####", "   ##", "#####", "##   ", "#####"], "1": [" ### ", "  ## ", "  ## ", "  ## ", "#####"]}


def shown(app: Room) -> list[str]:
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    assert len(strips) == height
    return ["".join(segment.text for segment in strip).rstrip()[:width] for strip in strips]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """王敏 at work with two calls, one reached; 陈静 the supervisor is not there."""
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, team="一组", now=MONDAY)
    ref = add(opened, "赵铁", "13800138003", at("2026-03-02 09:00"), owner="王敏")
    inquired(opened, ref, at("2026-03-02 09:00"), MONDAY)
    for minute, disposition in ((15, Disposition.NO_ANSWER), (45, Disposition.INTERESTED)):
        touch = Touch(at(f"2026-03-02 09:{minute}"), Channel.CALL, disposition=disposition, note="要一份新的报价单")
        opened.by(Principal("王敏")).touches.record(ref, touch, now=at(f"2026-03-02 09:{minute}"))
    opened.presence.sign_in("王敏", now=MONDAY - MINUTE)
    return opened


@pytest.mark.parametrize(("size", "rows"), [((80, 23), 5), ((80, 24), 5), ((160, 48), 15)])
async def test_figures_are_read_from_across_the_room(store: Store, size: tuple[int, int], rows: int) -> None:
    screen = WallScreen(store, FixedClock(MONDAY), campaign=None, zone="Asia/Shanghai")
    app = Room(screen, Settings())
    async with app.run_test(size=size) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        lines = shown(app)
        assert "1 of 2 at work, 0 on break" in lines[0]
        words = next(place for place, line in enumerate(lines) if "calls" in line)
        assert "reached" in lines[words]
        first = [line[: size[0] // 3].rstrip() for line in lines[words + 1 : words + 1 + rows]]
        two = drawing("2", rows // ROWS)
        assert [line.strip() for line in first] == [line.strip() for line in two]
        assert sum("#" in line for line in lines) == 2 * rows
        assert not any(name in line for line in lines for name in ("王敏", "陈静", "赵铁"))


async def test_what_changes_is_seen(store: Store) -> None:
    clock = FixedClock(MONDAY)
    app = Room(WallScreen(store, clock, campaign="telesales", zone="Asia/Shanghai"), Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "no one needs attention" in shown(app)[-2]
        store.presence.heartbeat("王敏", now=clock.advance(31 * MINUTE))
        screen = app.screen
        assert isinstance(screen, WallScreen)
        screen.refill()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "! 1 needs attention, 1 of them red" in shown(app)[-2]
        await pilot.press("ctrl+q")
    assert app.return_code == 0


def test_digits_are_five_rows_or_a_multiple() -> None:
    for char, rows in DIGITS.items():
        assert drawing(char, 1) == rows
    assert drawing("21", 1)[0] == "#####  ### "
    assert drawing("1", 2)[:2] == ["  ######  "] * 2
    assert [short(n) for n in (0, 9_999, 10_000, 123_456, 5_000_000)] == ["0", "9999", "10k", "123k", "999k"]
