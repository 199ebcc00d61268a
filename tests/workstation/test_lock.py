"""The lock of a workstation that was signed in to with a password: nothing is read, nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callcenter import locale
from callcenter.app import Workstation
from callcenter.clock import FixedClock
from callcenter.desk.shift_start import make_desk
from callcenter.model import DAY, HOUR, MINUTE
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.frame.too_small import TooSmallScreen
from callcenter.screens.shift.lock import LockScreen
from callcenter.screens.shift.sign_in import NewPasswordScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.upkeep.trouble import StoreError, Trouble
from tests.workstation.stage import BOSS, MONDAY, Stage, add, inquired, open_store, slow_store, workstation

SIZES = [((80, 24), "en"), ((80, 24), "zh"), ((160, 48), "en"), ((160, 48), "zh")]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of 王敏 with a customer, closed: her password is her own."""
    opened = open_store(tmp_path, MONDAY)
    inquired(opened, add(opened, "李雷", "+8613800138001", MONDAY, owner="王敏"), MONDAY, MONDAY)
    opened.by(BOSS).sign_ins.secure("boss", "right horse", now=MONDAY)
    yield opened
    opened.close()
    locale.use("en")


def boss_of(store: Store) -> Store:
    return store.by(store.sign_ins.with_password("boss", "right horse", now=MONDAY).principal)


@asynccontextmanager
async def signed_in(
    store: Store, *, size: tuple[int, int] = (80, 24), settings: Settings | None = None, sign_in: str = ""
) -> AsyncIterator[Stage]:
    """王敏's workstation, after she gave her password; ``sign_in``: her token, where that let her in."""
    boss_of(store).sign_ins.set_password("王敏", "first horse", now=MONDAY)
    store.sign_ins.change_password("王敏", "first horse", "my own horse", now=MONDAY)
    entered = store.sign_ins.with_password("王敏", "my own horse", now=MONDAY).principal
    store.plans.tick(MONDAY)
    clock = FixedClock(MONDAY)
    app = Workstation(make_desk(store, clock, "王敏", settings or Settings(), sign_in=sign_in or entered.sign_in))
    try:
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot, store, clock)
            await stage.settle()
            yield stage
    finally:
        app.desk.writer.shutdown(wait=True)
        app.desk.store.windows.close()


def locked(stage: Stage) -> bool:
    return isinstance(stage.app.screen, LockScreen)


def note_of_call(stage: Stage) -> str:
    """The note of 王敏's open call as it is saved; empty without one."""
    call = stage.app.desk.store.calls.open_call_of("王敏")
    return "" if call is None else call.note


async def give(stage: Stage, password: str) -> None:
    """Type a password, when the screen that asks for it is there, and wait for the answer."""
    await stage.settle()
    await stage.pilot.press(*("space" if key == " " else key for key in password), "enter")
    await stage.settle()


async def test_nobody_there_for_a_while_locks(store: Store) -> None:
    async with signed_in(store) as stage:
        assert "李雷" in stage.text()
        stage.pass_time(14)
        await stage.press("down")
        stage.pass_time(14)
        await stage.press("up")
        assert not locked(stage), "somebody was there"
        stage.pass_time(15)
        await stage.until(lambda: locked(stage))
        await stage.settle()
        assert "Locked since" in stage.text()
        for one in ("李雷", "138", "Queue"):
            assert one not in stage.text()
        await give(stage, "my own horse")
        assert isinstance(stage.app.screen, QueueScreen)
        assert "李雷" in stage.text()


@pytest.mark.parametrize("calls_before", [0, 1])
async def test_a_dial_at_the_moment_of_the_lock_waits_for_the_agent(store: Store, calls_before: int) -> None:
    """Nobody would be there to talk to whoever answers."""
    dials: list[str] = []
    boss_of(store).customers.add(NewCustomer("Lead", "+8613800138002", campaign="telesales"), now=MONDAY)
    async with signed_in(store) as stage:
        for _call in range(calls_before):
            await stage.press("d", "f2")
        stage.app.desk.phone.listen(lambda event: dials.append(type(event).__name__))
        with slow_store(stage):
            await stage.pilot.press("d")
            await stage.pilot.press("ctrl+o")
        await stage.settle()
        assert locked(stage)
        assert dials == []
        await give(stage, "my own horse")
        assert isinstance(stage.app.screen, CallScreen)
        assert dials == ["Ringing"]


async def test_the_settings_say_after_how_long(store: Store) -> None:
    async with signed_in(store, settings=Settings(lock_minutes=2)) as stage:
        stage.pass_time(2)
        await stage.until(lambda: locked(stage))
        await stage.settle()


async def test_the_key_after_a_long_absence_does_nothing_but_lock(store: Store) -> None:
    async with signed_in(store) as stage:
        stage.pass_time(20)
        await stage.press("n")
        assert locked(stage)
        await give(stage, "my own horse")
        assert stage.app.queue.claim is None


async def test_it_locks_at_once_when_asked_and_no_key_goes_past_it(store: Store) -> None:
    async with signed_in(store) as stage:
        await stage.press("ctrl+o")
        assert locked(stage)
        await stage.press("ctrl+p", "ctrl+x", "ctrl+l", "ctrl+g", "f1", "f5", "f8", "escape", "2", "tab", "n", "d")
        assert locked(stage)
        assert len(stage.app.screen_stack) == 2
        await give(stage, "wrong horse")
        assert "wrong name or password" in stage.text()
        await give(stage, "my own horse")
        assert isinstance(stage.app.screen, QueueScreen)
        assert stage.app.queue.claim is None
        assert locale.current() == "en"


async def test_a_call_goes_on_and_its_note_is_kept(store: Store) -> None:
    async with signed_in(store) as stage:
        await stage.press("n", "d")
        await stage.press(*"asked", "space", *"for")
        call = store.by(stage.app.desk.session.principal).calls.open_call_of("王敏")
        assert call is not None
        await stage.press("ctrl+o", *"xyz")
        assert locked(stage)
        assert "Your call continues, and its note is kept." in stage.text()
        assert "asked for" not in stage.text()
        kept = stage.app.desk.store.calls.open_call_of("王敏")
        assert kept is not None
        assert (kept.token, kept.note) == (call.token, "asked for")
        await stage.press("ctrl+q")
        assert "Unfinished work here: only 王敏 can end it." in stage.text()
        stage.pass_time(3)
        await give(stage, "my own horse")
        assert isinstance(stage.app.screen, CallScreen)
        await stage.until(lambda: "3:0" in stage.text())
        await stage.press("space", *"it")
        assert "asked for it" in stage.text()


async def test_what_wants_to_come_up_meanwhile_waits(store: Store) -> None:
    async with signed_in(store) as stage:
        await stage.press("ctrl+o")
        stage.app._calls.dial(stage.app.queue.list.key or "", "")
        stage.app.notify("李雷 wants to be called", severity="warning")
        await stage.settle()
        assert locked(stage)
        assert "李雷" not in stage.text()
        await give(stage, "my own horse")
        assert isinstance(stage.app.screen, CallScreen)
        assert "李雷" in stage.text()


async def resized(stage: Stage, width: int, height: int) -> None:
    """Make the terminal so large, and wait some of the seconds in which the program looks at its size."""
    await stage.pilot.resize_terminal(width, height)
    for _time in range(3):
        stage.app._second()
        await stage.settle()


def on_screen(stage: Stage) -> list[type]:
    return [type(screen) for screen in stage.app.screen_stack]


async def test_a_terminal_that_is_too_small_for_a_while_behind_the_lock_leaves_nothing(store: Store) -> None:
    async with signed_in(store) as stage:
        await stage.press("ctrl+o")
        await resized(stage, 70, 20)
        assert on_screen(stage) == [QueueScreen, LockScreen]
        assert "Locked since" in stage.text(), "the lock has room, and is used"
        await resized(stage, 80, 24)
        await give(stage, "my own horse")
        assert on_screen(stage) == [QueueScreen]
        await stage.press("n")
        assert stage.app.queue.claim is not None


async def test_a_terminal_that_is_still_too_small_after_the_lock_says_so_once(store: Store) -> None:
    async with signed_in(store) as stage:
        await stage.press("ctrl+o")
        await resized(stage, 70, 20)
        await give(stage, "my own horse")
        assert on_screen(stage) == [QueueScreen, TooSmallScreen]
        await resized(stage, 70, 21)
        assert on_screen(stage) == [QueueScreen, TooSmallScreen]
        await resized(stage, 80, 24)
        assert on_screen(stage) == [QueueScreen]


@pytest.mark.parametrize("enlarged", ["locked", "after"])
async def test_a_lock_over_a_terminal_that_is_too_small(store: Store, enlarged: str) -> None:
    async with signed_in(store) as stage:
        await resized(stage, 70, 20)
        await stage.press("ctrl+o")
        await resized(stage, 60, 20)
        assert on_screen(stage) == [QueueScreen, TooSmallScreen, LockScreen]
        if enlarged == "locked":
            await resized(stage, 80, 24)
        await give(stage, "my own horse")
        if enlarged == "after":
            assert on_screen(stage) == [QueueScreen, TooSmallScreen]
            await resized(stage, 80, 24)
        assert on_screen(stage) == [QueueScreen]


async def test_what_waited_behind_the_lock_comes_below_the_notice_of_the_size(store: Store) -> None:
    async with signed_in(store) as stage:
        await stage.press("ctrl+o")
        stage.app._calls.dial(stage.app.queue.list.key or "", "")
        await resized(stage, 70, 20)
        await give(stage, "my own horse")
        assert on_screen(stage) == [QueueScreen, CallScreen, TooSmallScreen]
        await resized(stage, 80, 24)
        assert on_screen(stage) == [QueueScreen, CallScreen]


async def test_another_person_ends_the_shift_of_whoever_went_away(store: Store) -> None:
    async with signed_in(store) as stage:
        await stage.press("ctrl+o", "ctrl+q")
        await stage.until(lambda: not stage.app.is_running)


async def test_another_password_is_asked_for_and_changed_in_the_middle_of_a_call(store: Store) -> None:
    """The sign-in before was ended with it: the new one takes its place, for the note of the call too."""
    async with signed_in(store) as stage:
        before = stage.app.desk.session.sign_in
        await stage.press("n", "d", *"asked")
        boss_of(store).sign_ins.set_password("王敏", "other horse", now=MONDAY)
        await stage.press("x")
        await stage.until(lambda: locked(stage))
        await give(stage, "my own horse")
        assert "wrong name or password" in stage.text()
        await give(stage, "other horse")
        await stage.until(lambda: isinstance(stage.app.screen, NewPasswordScreen))
        await stage.press("escape")
        assert locked(stage)
        assert "Nothing changed: sign in again." in stage.text()
        await give(stage, "other horse")
        await stage.until(lambda: isinstance(stage.app.screen, NewPasswordScreen))
        await stage.settle()
        await give(stage, "newest horse")
        await give(stage, "newest horse")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        await stage.settle()
        assert stage.app.desk.session.sign_in != before
        await stage.press("space", *"for")
        await stage.until(lambda: note_of_call(stage) == "askedx for")


async def test_whoever_is_signed_in_no_more_is_asked_for_the_password(store: Store) -> None:
    async with signed_in(store) as stage:
        boss_of(store).sign_ins.set_password("王敏", "other horse", now=MONDAY)
        store.sign_ins.change_password("王敏", "other horse", "newest horse", now=MONDAY)
        await stage.press("n")
        await stage.until(lambda: locked(stage))
        await give(stage, "newest horse")
        await stage.until(lambda: isinstance(stage.app.screen, QueueScreen))
        # A refusal of the ended sign-in, told late, does not lock again.
        stage.app.say(StoreError(Trouble.NOT_SIGNED_IN))
        await stage.settle()
        assert not locked(stage)
        await stage.press("n")
        assert stage.app.queue.claim is not None


async def test_an_unlocking_leaves_one_sign_in(store: Store) -> None:
    async with signed_in(store) as stage:
        before = stage.app.desk.session.sign_in
        await stage.press("ctrl+o")
        await give(stage, "my own horse")
        assert stage.app.desk.session.sign_in == before
        assert repr(stage.app.desk.session).find(before) == -1


async def test_wrong_passwords_elsewhere_keep_nobody_out_of_their_call(store: Store) -> None:
    async with signed_in(store) as stage:
        await stage.press("n", "d", "ctrl+o")
        for _time in range(6):
            with pytest.raises(StoreError):
                store.sign_ins.with_password("王敏", "wrong horse", now=MONDAY)
        await give(stage, "my own horse")
        assert isinstance(stage.app.screen, CallScreen)
        await stage.press("ctrl+o")
        for _time in range(5):
            await give(stage, "wrong horse")
        await give(stage, "my own horse")
        assert "too many wrong passwords: try again in 15 min" in " ".join(stage.text().split())
        stage.pass_time(15)
        await give(stage, "my own horse")
        assert isinstance(stage.app.screen, CallScreen)


async def test_whom_a_token_let_in_is_not_asked_for_a_password(store: Store) -> None:
    secret = boss_of(store).tokens.create_for("desk-7", "王敏", expires_at=MONDAY + DAY, now=MONDAY)
    async with signed_in(store, sign_in=secret) as stage:
        stage.pass_time(600)
        await stage.press("ctrl+o", "down")
        assert isinstance(stage.app.screen, QueueScreen)
        assert "李雷" in stage.text()


NO_TICKS = Settings(tick_seconds=3600)
"""Nothing but what the person does tells of the end of a sign-in."""


def end(store: Store, way: str, stage: Stage) -> None:
    """Have the token end."""
    if way == "expired":
        stage.pass_time(6)
    else:
        boss_of(store).tokens.revoke("desk-7", now=stage.clock.now())


@pytest.mark.parametrize("way", ["expired", "revoked"])
async def test_a_token_that_ends_in_a_call_loses_nothing_that_was_typed(store: Store, way: str) -> None:
    secret = boss_of(store).tokens.create_for("desk-7", "王敏", expires_at=MONDAY + 5 * MINUTE, now=MONDAY)
    async with signed_in(store, sign_in=secret, settings=NO_TICKS) as stage:
        await stage.press("n", "d", *"asked")
        end(store, way, stage)
        await stage.press("space", *"for", "tab")
        await stage.until(lambda: locked(stage))
        await stage.settle()
        said = " ".join(stage.text().replace("│", " ").split())
        assert "Your access has expired: enter your password, or a new token from an administrator" in said
        assert "Nothing you typed is lost." in said
        assert "asked" not in said
        await stage.press("ctrl+q")
        assert locked(stage), "what is typed would be lost"
        refused = boss_of(store).audit.head().seq
        await stage.pause(3)
        assert boss_of(store).audit.head().seq == refused, "whoever is away all night leaves no line a second"
        await give(stage, "my own horse")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        await stage.until(lambda: note_of_call(stage) == "asked for")


async def test_a_new_token_takes_the_place_of_one_that_ended_and_a_new_start_finds_the_text(store: Store) -> None:
    boss = boss_of(store)
    secret = boss.tokens.create_for("desk-7", "王敏", expires_at=MONDAY + 5 * MINUTE, now=MONDAY)
    async with signed_in(store, sign_in=secret, settings=NO_TICKS) as stage:
        await stage.press("n", "d", *"asked")
        stage.pass_time(6)
        await stage.press("space", *"for", "f4", "enter")
        await stage.until(lambda: locked(stage))
        now = stage.clock.now()
        others = boss.tokens.create_for("desk-8", "boss", expires_at=now + DAY, now=now)
        own = boss.tokens.create_for("desk-9", "王敏", expires_at=now + DAY, now=now)
        await give(stage, others)
        assert locked(stage)
        assert "this token is unknown" in stage.text()
        await give(stage, own)
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        await stage.until(lambda: note_of_call(stage) == "asked for")
    async with signed_in(store, sign_in=own) as stage:
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        await stage.settle()
        assert "asked for" in stage.text()


async def test_whose_token_has_ended_may_leave_a_call_that_is_saved(store: Store) -> None:
    secret = boss_of(store).tokens.create_for("desk-7", "王敏", expires_at=MONDAY + 5 * MINUTE, now=MONDAY)
    async with signed_in(store, sign_in=secret) as stage:
        await stage.press("n", "d", *"asked", "tab")
        await stage.until(lambda: note_of_call(stage) == "asked")
        stage.pass_time(6)
        await stage.press("ctrl+q")
        await stage.until(lambda: locked(stage))
        await stage.settle()
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)


async def test_the_end_of_a_token_is_told_a_day_and_an_hour_before(store: Store) -> None:
    ends = MONDAY + 2 * DAY
    secret = boss_of(store).tokens.create_for("desk-7", "王敏", expires_at=ends, now=MONDAY)
    async with signed_in(store, sign_in=secret) as stage:

        async def told(ago: int) -> bool:
            """Tell whether it is said at this time before the end; and have it gone after."""
            stage.clock.advance(ends - ago - stage.clock.now())
            for _time in range(2):
                stage.app._second()
                await stage.settle()
            said = [one.message for one in stage.app._notifications]
            stage.app.clear_notifications()
            return any(one.startswith("Your access expires:") for one in said)

        assert [await told(ago) for ago in (2 * DAY, DAY + 1, DAY, DAY - 1, HOUR + 1, HOUR, HOUR - 1, 1)] == [
            *(False, False, True, False),
            *(False, True, False, False),
        ]


async def test_in_a_call_the_end_of_a_token_is_told_in_the_last_line(store: Store) -> None:
    secret = boss_of(store).tokens.create_for("desk-7", "王敏", expires_at=MONDAY + 2 * HOUR, now=MONDAY)
    async with signed_in(store, sign_in=secret) as stage:
        for _time in range(2):
            stage.app._second()
            await stage.settle()
        said = [one.message for one in stage.app._notifications]
        assert said == ["Your access expires: 12:05. Ask an administrator for a new token."]
        await stage.press("n", "d")
        stage.pass_time(61)
        stage.app._second()
        await stage.settle()
        assert "! Your access expires: 12:05." in stage.text().splitlines()[-1]


async def test_nobody_without_a_password_is_locked_out(tmp_path: Path) -> None:
    opened = open_store(tmp_path, MONDAY)
    async with workstation(opened) as stage:
        stage.pass_time(600)
        await stage.press("ctrl+o", "down")
        assert isinstance(stage.app.screen, QueueScreen)
    opened.close()


@pytest.mark.parametrize(("size", "lang"), SIZES)
async def test_all_of_it_has_room_in_both_languages(store: Store, size: tuple[int, int], lang: locale.Language) -> None:
    locale.use(lang)
    async with signed_in(store, size=size) as stage:
        await stage.press("ctrl+o")
        wanted = {
            "en": ("Locked since", "王敏", "password", "Enter unlock", "^Q end the shift"),
            "zh": ("锁定", "王敏", "密码", "Enter 解锁", "^Q 结束"),
        }
        assert [one for one in wanted[lang] if one not in stage.text()] == []


@pytest.mark.parametrize(("size", "lang"), SIZES)
async def test_the_lock_of_an_ended_sign_in_has_room_in_both_languages(
    store: Store, size: tuple[int, int], lang: locale.Language
) -> None:
    secret = boss_of(store).tokens.create_for("desk-7", "王敏", expires_at=MONDAY + 5 * MINUTE, now=MONDAY)
    locale.use(lang)
    async with signed_in(store, size=size, sign_in=secret) as stage:
        stage.pass_time(6)
        await stage.press("n")
        await stage.until(lambda: locked(stage))
        await give(stage, "wrong horse")
        wanted = {
            "en": ("Nothing you typed is lost.", "accepted for 15 minutes", "password", "Enter unlock"),
            "zh": ("你的登录已失效", "会丢。", "不再接受任何密码", "密码", "Enter 解锁"),
        }
        await stage.until(lambda: not [one for one in wanted[lang] if one not in stage.text()])
