"""Every key at every screen, in a random order that a seed repeats: the program lives on and the store stays true."""

from __future__ import annotations

import random
import string
from contextlib import closing
from pathlib import Path

import pytest

from callcenter.access import Principal
from callcenter.model import Channel, Direction, Disposition, Role, Touch
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.lines.prompts import ChoiceBar, ConfirmBar
from tests.support.search import seeds
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, inquired, open_store, workstation

KEYS_PER_VISIT = 18
NAMED = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab", "enter", "escape"),
    *("backspace", "delete", "insert", "space", "shift+enter", "shift+up", "shift+end", "alt+enter"),
    *(f"f{number}" for number in range(1, 25)),
    *(f"ctrl+{letter}" for letter in string.ascii_lowercase if letter not in "cqz"),
    *("slash", "question_mark", "plus", "minus", "comma", "full_stop", "at", "left_square_bracket"),
)
TYPED = "周航é\u0301\u202e[x]{}$%'\"\\"
WAYS: tuple[tuple[str, ...], ...] = (
    ("1",),
    ("1", "n"),
    ("1", "enter"),
    ("1", "enter", "e"),
    ("1", "w"),
    ("1", "n", "d"),
    ("1", "n", "d", "a", "f3"),
    ("2",),
    ("2", "f"),
    ("3",),
    ("4",),
    ("5",),
    ("a",),
    ("i",),
    ("m",),
    ("slash",),
    ("f1",),
    ("ctrl+p",),
)
"""The keys that lead to each screen from the queue."""


def key_of(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.45:
        return chance.choice(NAMED)
    if kind < 0.9:
        return chance.choice(string.ascii_letters + string.digits)
    return chance.choice(TYPED)


def shift(path: Path) -> Store:
    """A small office with work in every list."""
    store = open_store(path, MONDAY)
    store.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, now=MONDAY)
    for number in range(12):
        ref = add(store, f"[b]客户{number}[/x]", f"+86138001380{number:02}", at("2026-02-20 09:00"))
        inquired(store, ref, at("2026-02-24 10:00") + number * 60_000, MONDAY)
        if number % 3 == 0:
            ended = (Disposition.NEGATIVE, Disposition.SUSPENDED)[number // 3 % 2]
            call = Touch(at("2026-02-25 10:00"), Channel.CALL, Direction.OUT, ended, note="looks elsewhere")
            store.by(Principal("王敏")).touches.record(ref, call, now=at("2026-02-25 10:05"))
    return store


async def home(stage: Stage) -> None:
    """Back to the queue, whatever is on the screen; a call is finished."""
    for _try in range(12):
        await stage.press("escape")
        if isinstance(stage.app.focused, ChoiceBar):
            await stage.press("enter")
        elif stage.app.in_call:
            # Of all outcomes the one that needs no time, on F2 for an outgoing call alone.
            await stage.press("f12", "o")
            if any(bar.asking for bar in stage.app.screen.query(ConfirmBar)):
                await stage.press("f9")
        elif len(stage.app.screen_stack) == 1:
            await stage.press("1")
            return
    raise AssertionError(f"no way out of {stage.app.screen_stack}:\n{stage.text()}")


def check(store: Store, stage: Stage, path: Path) -> None:
    """Check what must hold after any keys."""
    now = stage.clock.now()
    with closing(Store.open(str(path / "shift.db"), now)) as other:
        rows = other.database.read(
            lambda tx: (
                tx.rows("PRAGMA integrity_check"),
                tx.rows("PRAGMA foreign_key_check"),
                tx.rows("SELECT token FROM open_call WHERE held AND token NOT IN (SELECT token FROM claim)"),
                tx.rows("SELECT agent_id FROM claim GROUP BY agent_id HAVING count(*) > 1"),
                tx.rows("SELECT token FROM claim_number WHERE token NOT IN (SELECT token FROM claim)"),
            )
        )
        assert rows == ([("ok",)], [], [], [], [])
        free = [row.ref for row in other.queue.page(now=now, limit=1000).rows]
        fresh = [row.ref for row in other.queue.page_as_of(as_of=now, limit=1000).rows]
        assert free == [ref for ref in fresh if ref in free], "the stored order is the one of a fresh fold"
        assert len(fresh) - len(free) <= 1, "but for the customer whom the agent has claimed"
        assert all(row.at <= now for row in other.lookup.log(LogFilter()))


@pytest.mark.slow
@pytest.mark.parametrize("agent", ["王敏", "陈静"])
@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(1, 3))
async def test_any_keys_anywhere(tmp_path: Path, seed: int, agent: str) -> None:
    chance = random.Random(f"{seed} {agent}")
    store = shift(tmp_path)
    ways = chance.sample(WAYS, 6)
    pressed: list[str] = []
    size = chance.choice([(80, 24), (120, 36), (200, 60)])
    async with workstation(store, agent=agent, size=size, lang=chance.choice(["en", "zh"])) as stage:
        for way in ways:
            pressed.append(f"-> {' '.join(way)}:")
            await stage.press(*way)
            for _key in range(KEYS_PER_VISIT):
                key = key_of(chance)
                pressed.append(key)
                await stage.pilot.press(key)
                assert stage.app.is_running, pressed
                if chance.random() < 0.05:
                    stage.pass_time(chance.choice([0.1, 5, 130]))
                    stage.app.store_watch.tick()
            await stage.settle()
            assert stage.app._exception is None, pressed
            await home(stage)
        check(store, stage, tmp_path)
