"""Signing in to a closed store: by name and password, with another one in the place of the first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerFailed

from callcenter import locale
from callcenter.access import Origin, Principal
from callcenter.clock import FixedClock
from callcenter.model import MINUTE
from callcenter.screens.frame.person_choice import PersonScreen
from callcenter.screens.shift.sign_in import NewPasswordScreen, SignInScreen
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.people.people import SignedIn
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.workstation.entrance import Entrance
from tests.workstation.stage import MONDAY

SIZES = [((80, 24), "en"), ((80, 24), "zh"), ((160, 48), "en"), ((160, 48), "zh")]


@dataclass(slots=True)
class Door:
    """The application that a test drives."""

    app: Entrance
    pilot: Pilot[SignedIn | str]
    clock: FixedClock

    async def type(self, *texts: str) -> None:
        """Press the keys of texts and keys that have a name, such as enter, one after another."""
        for text in texts:
            for key in (text,) if text in ("enter", "tab", "escape", "up", "ctrl+q") else text:
                await self.pilot.press("space" if key == " " else key)
        await self.pilot.pause()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for an answer of the store; the test's own limit ends a wait in vain."""
        for _round in range(400):
            if holds():
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"waited in vain at\n{self.text()}")

    async def sees(self, *wanted: str) -> None:
        """Wait until all that is wanted stands on the screen."""
        await self.until(lambda: all(one in self.text() for one in wanted))

    def text(self) -> str:
        width, height = self.app.size
        return "\n".join(strip.text[:width] for strip in self.app.screen._compositor.render_strips()[:height])


@asynccontextmanager
async def door(screen: Any, clock: FixedClock, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Door]:
    app = Entrance(screen, Settings())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Door(app, pilot, clock)


@asynccontextmanager
async def sign_in(store: Store, *, name: str = "", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Door]:
    clock = FixedClock(MONDAY)
    async with door(SignInScreen(store, clock, name=name), clock, size) as at_it:
        yield at_it


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A closed store: the boss has a password, 王敏 the first one, which the boss chose."""
    opened = Store.open(str(tmp_path / "shift.db"), MONDAY)
    opened.by(Principal("boss", Origin.COMMAND)).sign_ins.secure("boss", "right horse", now=MONDAY)
    boss = opened.by(opened.sign_ins.with_password("boss", "right horse", now=MONDAY).principal)
    boss.people.add("王敏", now=MONDAY)
    boss.sign_ins.set_password("王敏", "first horse", now=MONDAY)
    yield opened
    opened.close()
    locale.use("en")


def signed_in(app: Entrance, store: Store) -> str:
    """The person whose sign-in the program ended with, and which the store knows."""
    entered = app.return_value
    assert isinstance(entered, SignedIn)
    store.by(entered.principal).presence.get(entered.principal.name)
    return entered.principal.name


async def test_name_and_password_let_in(store: Store) -> None:
    async with sign_in(store) as at_it:
        await at_it.type("boss", "enter", "right horse")
        assert "horse" not in at_it.text()
        assert "•" * len("right horse") in at_it.text()
        await at_it.type("enter")
        await at_it.until(lambda: at_it.app.return_value is not None)
    assert signed_in(at_it.app, store) == "boss"


async def test_whoever_is_named_types_the_password_alone(store: Store) -> None:
    async with sign_in(store, name="boss") as at_it:
        await at_it.type("right horse", "enter")
        await at_it.until(lambda: at_it.app.return_value is not None)
    assert signed_in(at_it.app, store) == "boss"


@pytest.mark.parametrize("name", ["boss", "王敏", "nobody"])
async def test_a_wrong_password_says_one_thing_whoever_it_was(store: Store, name: str) -> None:
    async with sign_in(store, name=name) as at_it:
        await at_it.type("wrong horse", "enter")
        await at_it.sees("wrong name or password")
        assert at_it.app.screen.query_one("#password", Input).value == ""
        assert at_it.app.focused is at_it.app.screen.query_one("#password", Input)


@pytest.mark.parametrize("name", ["boss", "nobody"])
async def test_after_five_wrong_ones_every_name_is_told_the_same(store: Store, name: str) -> None:
    async with sign_in(store, name=name) as at_it:
        for _time in range(5):
            await at_it.type("wrong horse", "enter")
            await at_it.sees("wrong name or password")
            await at_it.type("x")
        await at_it.type("enter")
        await at_it.sees("wrong name or password", "after five", "15 minutes")
        if name == "nobody":
            return
        at_it.clock.advance(15 * MINUTE)
        await at_it.type("right horse", "enter")
        await at_it.until(lambda: at_it.app.return_value is not None)
    assert signed_in(at_it.app, store) == "boss"


async def test_the_first_password_is_changed_at_once(store: Store) -> None:
    async with sign_in(store, name="王敏") as at_it:
        await at_it.type("first horse", "enter")
        await at_it.until(lambda: isinstance(at_it.app.screen, NewPasswordScreen))
        await at_it.type("my own horse", "enter", "my own house", "enter")
        await at_it.sees("the passwords do not match")
        await at_it.type("short", "enter", "short", "enter")
        await at_it.sees("a password needs at least 8 characters")
        await at_it.type("first horse", "enter", "first horse", "enter")
        await at_it.sees("this is your current password")
        assert at_it.app.return_value is None
        await at_it.type("my own horse", "enter", "my own horse", "enter")
        await at_it.until(lambda: at_it.app.return_value is not None)
    assert signed_in(at_it.app, store) == "王敏"
    assert not store.sign_ins.with_password("王敏", "my own horse", now=MONDAY).first_password


async def test_whoever_keeps_the_first_password_is_not_let_in(store: Store) -> None:
    async with sign_in(store, name="王敏") as at_it:
        await at_it.type("first horse", "enter")
        await at_it.until(lambda: isinstance(at_it.app.screen, NewPasswordScreen))
        await at_it.type("escape")
        await at_it.sees("Nothing changed: sign in again.")
        await at_it.type("ctrl+q")
    assert at_it.app.return_value is None
    assert store.sign_ins.with_password("王敏", "first horse", now=MONDAY).first_password


async def test_a_password_is_not_copied_nor_cut(store: Store) -> None:
    async with sign_in(store, name="boss") as at_it:
        await at_it.type("right horse")
        for key in ("ctrl+a", "ctrl+c", "ctrl+x"):
            await at_it.pilot.press(key)
        line = at_it.app.screen.query_one("#password", Input)
        line.select_all()
        await at_it.pilot.press("ctrl+c", "ctrl+x")
        assert at_it.app.clipboard == ""
        assert line.value == "right horse"


async def test_an_error_of_the_program_shows_no_password(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(name: str, password: str, *, now: int) -> SignedIn:
        raise ZeroDivisionError(f"{len(password)} characters")

    monkeypatch.setattr(store.sign_ins, "with_password", broken)
    app = Entrance(SignInScreen(store, FixedClock(MONDAY), name="boss"), Settings())

    async def crash() -> None:
        async with app.run_test() as pilot:
            await Door(app, pilot, FixedClock(MONDAY)).type("right horse", "enter")
            while app.return_code is None:
                await pilot.pause(0.02)

    with pytest.raises(WorkerFailed):
        await crash()
    said = capsys.readouterr()
    assert "ZeroDivisionError" in said.err + said.out
    assert "right horse" not in said.err + said.out


def test_a_sign_in_tells_its_secret_to_nobody(store: Store) -> None:
    entered = store.sign_ins.with_password("boss", "right horse", now=MONDAY)
    assert entered.principal.sign_in
    assert entered.principal.sign_in not in repr(entered)


@pytest.mark.parametrize(("size", "lang"), SIZES)
async def test_all_of_it_has_room_in_both_languages(store: Store, size: tuple[int, int], lang: locale.Language) -> None:
    locale.use(lang)
    async with sign_in(store, name="王敏", size=size) as at_it:
        wanted = {
            "en": ("Sign in to callcenter", "name", "password", "Enter sign in", "^Q leave"),
            "zh": ("登录 callcenter", "姓名", "密码", "Enter 登录", "^Q 退出"),
        }
        assert [one for one in wanted[lang] if one not in at_it.text()] == []
        await at_it.type("first horse", "enter")
        await at_it.until(lambda: isinstance(at_it.app.screen, NewPasswordScreen))
        wanted = {
            "en": ("Choose your own password, 王敏", "new password", "password again", "Enter save", "Esc back"),
            "zh": ("请设置自己的密码，王敏", "新密码", "再输一次", "Enter 保存", "Esc 返回"),
        }
        await at_it.sees(*wanted[lang])


async def test_several_people_of_an_open_store_choose(tmp_path: Path) -> None:
    opened = Store.open(str(tmp_path / "open.db"), MONDAY)
    boss = opened.by(Principal("boss", Origin.COMMAND))
    for name in ("王敏", "赵铁"):
        boss.people.add(name, now=MONDAY)
    people = boss.people.all()
    async with door(PersonScreen("Choose who works here.", people), FixedClock(MONDAY)) as at_it:
        await at_it.type("赵", "enter")
    assert at_it.app.return_value == "赵铁"
    async with door(PersonScreen("Choose who works here.", people), FixedClock(MONDAY)) as at_it:
        await at_it.type("ctrl+q")
    assert at_it.app.return_value is None
    opened.close()


def test_a_sign_in_ends_for_good(store: Store) -> None:
    entered = store.sign_ins.with_password("boss", "right horse", now=MONDAY).principal
    store.by(entered).sign_ins.end(now=MONDAY)
    with pytest.raises(StoreError) as refused:
        store.by(entered).presence.get("boss")
    assert refused.value.code is Trouble.NOT_SIGNED_IN
