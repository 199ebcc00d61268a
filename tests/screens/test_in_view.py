"""Things that an agent must see without asking: whole sentences, keys that work, labels where the rows are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.shift.pause import BreakScreen
from callcenter.screens.shift.sign_off import SignOffScreen
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from tests.screens.office import called, lead, office
from tests.workstation.stage import BOSS, MONDAY, at, workstation

NUMBERS = ("+8613800138001", "+861062345678")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """李雷 with two numbers, who asked on Friday to be called today at 10:00; 王敏 owns him."""
    opened = office(tmp_path)
    ref = lead(opened, "李雷", NUMBERS[0], "2026-02-24 09:30")
    opened.by(BOSS).customers.edit(ref, CustomerChanges(phones=NUMBERS), now=MONDAY)
    opened.by(BOSS).ownership.assign(ref, "王敏", now=at("2026-02-24 09:30"))
    note = "in a meeting, asked to be called back on Monday morning"
    called(opened, ref, "2026-02-27 15:20", Disposition.CALLBACK, note, callback_at=at("2026-03-02 10:00"))
    yield opened
    opened.close()


async def test_a_call_shows_what_was_noted_last_and_the_other_number(store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        await stage.press("n", "d")
        assert isinstance(stage.app.screen, CallScreen)
        lines = stage.text().splitlines()
        (row,) = [line for line in lines if "call out" in line]
        assert "in a meeting, asked to be called back on Monday morning" in row
        assert any("telesales" not in line and "callback" in line and "late 5m" in line for line in lines)
        assert any("other numbers: 010 6234 5678" in line for line in lines)


async def test_the_header_follows_the_call_at_once(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        seen = [stage.text().splitlines()[0]]
        stage.pass_time(1)
        await stage.press("a")
        seen.append(stage.text().splitlines()[0])
        stage.pass_time(2)
        await stage.press("f3")
        seen.append(stage.text().splitlines()[0])
        assert ["dialling 0:00" in seen[0], "talking 0:00" in seen[1], "wrap-up 0:00" in seen[2]] == [True] * 3, seen


async def test_a_promise_says_to_its_end_until_when_it_is_kept(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("p")
        assert "deadline Mon 2 Mar 10:15" in " ".join(stage.text().split())


async def test_scripts_name_the_keys_that_read_on(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("enter", "r")
        last = stage.text().splitlines()[-1]
        assert "Right scroll on" in last
        assert "Left scroll back" in last


async def test_a_break_names_no_key_that_does_nothing(store: Store) -> None:
    async with workstation(store) as stage:
        stage.pass_time(30)
        stage.app.store_watch.tick()
        await stage.settle()
        assert "F8 go" in stage.text()
        await stage.press("B")
        assert isinstance(stage.app.screen, BreakScreen)
        box = stage.text().splitlines()[8:16]
        assert any("1 overdue since sign-in" in line for line in box)
        assert not any("F8" in line for line in box)


async def test_the_letters_of_the_jump_follow_the_rows_into_another_size(store: Store) -> None:
    for number in range(24):
        lead(store, f"客户{number}", f"+86138001390{number:02}", "2026-03-02 09:30")
    async with workstation(store) as stage:
        await stage.until(lambda: "now yours" in stage.text())
        await stage.press("ctrl+x")
        await stage.until(lambda: "now yours" not in stage.text())
        await stage.press("ctrl+g")
        await stage.pilot.resize_terminal(80, 30)
        await stage.settle()
        labels = [line[0] for line in stage.text().splitlines() if "客户" in line]
        assert len(labels) == 20
        assert " " not in labels


async def test_the_sum_of_a_shift_is_no_list_to_go_over(store: Store) -> None:
    called(store, "W000001", "2026-03-02 10:05", Disposition.INTERESTED, "wants a price list")
    async with workstation(store) as stage:
        await stage.press("ctrl+q")
        assert isinstance(stage.app.screen, SignOffScreen)
        box = [line for line in stage.text().splitlines() if "│" in line]
        assert any("calls today" in line for line in box)
        assert not any(">calls" in line or "1/" in line for line in box)
        assert "sign off" in box[-1]
