"""Habits that make a workstation one's own: language, colours, breaks, the palette, the end of a shift."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.events import Key

from callcenter import locale
from callcenter.model import Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.calls.offered_text import OfferedTextScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.customers.mine import MineScreen
from callcenter.screens.shift.pause import BreakScreen
from callcenter.screens.shift.sign_off import SignOffScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.views.people.shift import AgentState, BreakReason, Breaks
from callcenter.widgets.base.themes import THEMES
from callcenter.widgets.calls.note_editor import NoteArea, NoteEditor
from callcenter.widgets.forms.form import FormInput
from tests.screens.office import called, lead, office, toasts
from tests.workstation.stage import BOSS, MONDAY, at, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two leads of this morning, the newest first in the queue: 吴静, 李雷."""
    opened = office(tmp_path)
    lead(opened, "李雷", "+8613800138001", "2026-03-02 09:30")
    lead(opened, "吴静", "+8613800138002", "2026-03-02 10:00")
    yield opened
    opened.close()


# --- keys -----------------------------------------------------------------------------------------------------------


async def test_keys_are_moved_to_what_stands_on_the_keyboard(store: Store) -> None:
    async with workstation(store, settings=Settings(keys={"queue.next": "Ctrl+N, ;", "app.mine": "M"})) as stage:
        queue = stage.app.queue
        assert "^N next" in stage.text()
        await stage.press("semicolon")
        assert queue.claim is not None
        await stage.press("M")
        assert isinstance(stage.app.screen, MineScreen)


# --- language -------------------------------------------------------------------------------------------------------


async def test_the_language_is_switched_while_one_works(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "down", "4", "ctrl+l")
        assert "工单" in stage.text()
        assert "Cases" not in stage.text()
        await stage.press("1")
        shown = stage.text()
        assert "下一位" in shown
        assert "n next" not in shown
        queue = stage.app.screen
        assert isinstance(queue, QueueScreen)
        assert queue.claim is not None, "the claim is still the agent's"
        assert queue.list.key is not None
        assert store.details.get(queue.list.key, now=MONDAY).name == "李雷", "and the cursor stands where it stood"
        await stage.press("ctrl+l")
        assert "n next" in stage.text()
        assert locale.current() == "en"


async def test_the_language_is_switched_in_a_call_and_nothing_is_lost(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", "f6", *"half a note", "f6", "left", "left", "f8", "f8", "f6", "ctrl+l")
        shown = stage.text()
        assert locale.current() == "zh"
        assert isinstance(stage.app.screen, CallScreen)
        assert "half a note" in shown
        assert "通话" in shown
        assert "结束通话" in shown, "the same script, in Chinese"
        assert "2. 问还有没有别的事" in shown, "and the same step of it"
        await stage.press("x", "f8")
        assert "half a noxte" in stage.text(), "the cursor stands where it stood"
        assert "3. 问时间和数量" in stage.text()
        call = store.calls.open_call_of("王敏")
        assert call is not None
        assert [(use.title, len(use.ticked)) for use in call.scripts] == [("咨询后的首次通话", 2), ("结束通话", 1)]
        await stage.press("ctrl+l")
        assert "half a noxte" in stage.text()
        assert "3. Ask when and how many" in stage.text()
        assert stage.app.desk.phone.line is not None


async def test_the_language_is_switched_in_the_wrap_up_and_by_the_palette(store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        await stage.press("n", "d", *"wants a price", "f3", *"fri 10:00", "ctrl+e", *"Han")
        await stage.press("ctrl+p", *"switch language")
        await stage.until(lambda: "English or Chinese" in stage.text())
        await stage.press("enter")
        await stage.until(lambda: locale.current() == "zh")
        await stage.settle()
        shown = stage.text()
        assert "wants a price" in shown
        assert "3月6日 周五 10:00" in shown, "what was typed is read back in Chinese"
        assert stage.app.focused is not None
        assert stage.app.focused.id == "referral_name"
        await stage.press(*"s", "enter", *"13900139000", "enter")
        assert [one.name for one in store.details.get(store.search.find("吴静")[0].ref, now=MONDAY).referred] == [
            "Hans"
        ]
        stage.pass_time(1)
        await stage.press("ctrl+l")
        assert "Fri 6 Mar 10:00" in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, QueueScreen)
        assert stage.app.screen.claim is not None, "the next customer is there"
        (touch,) = store.lookup.log(LogFilter())
        assert (touch.note, touch.disposition, touch.callback_at) == (
            "wants a price",
            Disposition.INTERESTED,
            at("2026-03-06 10:00"),
        )


async def test_what_the_rules_propose_stays_theirs_in_another_language(store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        await stage.press("n", "d", *"wants a price", "f3")
        assert "(per rulebook)" in stage.text()
        await stage.press("ctrl+l")
        assert "按制度：" in stage.text()
        await stage.press("enter")
        (touch,) = store.lookup.log(LogFilter())
        assert touch.callback_at is None, "nothing was promised"


async def test_what_is_typed_while_the_language_changes_goes_where_the_cursor_was(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price", "f3", *"fri 10")
        switch = asyncio.create_task(stage.app.run_action("app.language"))
        await asyncio.sleep(0)
        for key in (":", "0", "0"):
            stage.app.post_message(Key("colon" if key == ":" else key, key))
        await switch
        await stage.settle()
        assert "3月6日 周五 10:00" in stage.text()
        assert "wants a price" in stage.text()
        await stage.press("x")
        assert "fri 10:00x" in stage.text()


async def test_the_space_of_a_chinese_input_method_is_not_lost(store: Store) -> None:
    async with workstation(store, lang="zh") as stage:
        await stage.press("d", "你", "\u3000", "好", "f5")
        assert stage.app.screen.query_one(NoteEditor).text == "你 好"
        await stage.press(*"下周二\u300010点")
        assert "3月10日 周二 10:00" in stage.text()


async def test_over_a_call_the_language_stays(store: Store) -> None:
    """A screen over it may hold something half typed."""
    async with workstation(store) as stage:
        await stage.press("n", "d", *"far too dear", "f12", "g", "ctrl+d", "e", "x", "ctrl+l")
        assert locale.current() == "en"
        assert isinstance(stage.app.screen, OfferedTextScreen)


# --- the palette and the colours ------------------------------------------------------------------------------------


async def test_the_palette_runs_what_the_screen_below_can_do(store: Store) -> None:
    async with workstation(store, size=(110, 40)) as stage:
        await stage.press("ctrl+p", *"the next customer")
        await stage.until(lambda: "until you are done" in stage.text())
        await stage.press("enter")
        await stage.settle()
        queue = stage.app.screen
        assert isinstance(queue, QueueScreen)
        assert queue.claim is not None


@pytest.mark.parametrize(
    ("lang", "typed", "found"),
    [
        ("en", "theme", "colours: high contrast"),
        ("zh", "peise", "配色：浅色"),
        ("zh", "ps", "配色：浅色"),
        ("zh", "主题", "配色：浅色"),
        ("zh", "xywkh", "下一位客户"),
        ("en", "screenshot", "save a screenshot"),
        ("zh", "jietu", "把屏幕存成图片"),
    ],
)
async def test_the_palette_finds_by_the_usual_words_and_by_pinyin(
    store: Store, lang: str, typed: str, found: str
) -> None:
    async with workstation(store, lang=lang, size=(110, 40)) as stage:
        await stage.press("ctrl+p", *typed)
        await stage.until(lambda: found in stage.text())


async def test_a_picture_of_the_screen_is_for_its_owner_alone(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_PICTURES_DIR", str(tmp_path / "pictures"))
    async with workstation(store, size=(110, 40)) as stage:
        await stage.press("ctrl+p", *"screenshot")
        await stage.until(lambda: "save a screenshot" in stage.text())
        await stage.press("enter")
        await stage.until(lambda: any("Screenshot saved to" in toast for toast in toasts(stage)))
        (picture,) = (tmp_path / "pictures").iterdir()
        assert picture.stat().st_mode & 0o777 == 0o600
        assert "吴静" in picture.read_text(encoding="utf-8")


async def test_the_palette_says_in_ones_own_language_that_it_found_nothing(store: Store) -> None:
    async with workstation(store, lang="zh") as stage:
        await stage.press("ctrl+p", *"xyzzy")
        await stage.until(lambda: "这里没有叫这个名字的操作" in stage.text())
        assert "No matches" not in stage.text()


@pytest.mark.parametrize("theme", THEMES)
async def test_colours_are_chosen_from_the_palette(store: Store, theme: str) -> None:
    words = {"dark": "dark", "light": "light", "high-contrast": "high contrast", "colour-blind": "red-green"}
    async with workstation(store) as stage:
        stage.app.theme = THEMES["light" if theme != "light" else "dark"].name
        await stage.press("ctrl+p", *f"colours: {words[theme]}"[:16])
        await stage.until(lambda: words[theme] in stage.text())
        await stage.press("enter")
        await stage.settle()
        assert stage.app.theme == THEMES[theme].name


# --- jumping --------------------------------------------------------------------------------------------------------


async def test_a_letter_goes_to_a_row(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("ctrl+g")
        rows = [line for line in stage.text().splitlines() if "吴静" in line or "李雷" in line]
        assert [row[0] for row in rows[:2]] == ["a", "s"]
        await stage.press("S")
        queue = stage.app.screen
        assert isinstance(queue, QueueScreen)
        assert queue.list.key is not None
        assert store.details.get(queue.list.key, now=MONDAY).name == "李雷"


async def test_a_letter_goes_to_a_part_of_the_screen(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("enter", "ctrl+g")
        before = stage.app.screen
        await stage.press("1", "escape")
        assert stage.app.screen is not before, "a letter that leads nowhere does nothing, Escape leaves"
        was = stage.app.focused
        await stage.press("ctrl+g", "a")
        assert stage.app.focused is not was


# --- breaks ---------------------------------------------------------------------------------------------------------


async def test_a_break_has_its_clock_and_frees_who_was_claimed(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "B")
        assert isinstance(stage.app.screen, BreakScreen)
        assert store.presence.get("王敏")[0] is AgentState.BREAK
        assert len(store.queue.page(now=MONDAY, agent="赵磊").rows) == 2, "a colleague is offered both again"
        stage.pass_time(12)
        stage.app.screen._tell()
        await stage.settle()
        assert "12:00" in stage.text()
        await stage.press("n", "d", "2")
        assert isinstance(stage.app.screen, BreakScreen), "nobody is dialled from a break"
        await stage.press("enter")
        assert isinstance(stage.app.screen, QueueScreen)
        assert store.presence.get("王敏")[0] is AgentState.READY


async def test_a_break_over_its_limit_says_so(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("B")
        await stage.until(lambda: "limit 20m" in stage.text())
        assert isinstance(stage.app.screen, BreakScreen)
        stage.pass_time(21)
        stage.app.screen._tell()
        await stage.settle()
        assert "! over the limit of 20m: your supervisor sees it" in stage.text()
        await stage.press("1")
        await stage.settle()
        assert "over the limit" not in stage.text(), "an hour for lunch"
        assert "limit 1h" in stage.text()


# --- reminders ------------------------------------------------------------------------------------------------------


def promised(store: Store, at_time: str) -> str:
    """A callback of 王敏's to 李雷."""
    ref = next(row.ref for row in store.queue.page(now=MONDAY).rows if row.name == "李雷")
    store.by(BOSS).ownership.assign(ref, "王敏", now=MONDAY)
    called(store, ref, "2026-03-02 09:40", Disposition.CALLBACK, "later please", callback_at=at(at_time))
    return ref


async def test_before_a_promise_falls_due_its_agent_is_reminded_once(store: Store, tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = f'cat >> "{told}"; echo " [$1]" >> "{told}"'
    ref = promised(store, "2026-03-02 10:12")
    settings = Settings(remind_minutes=5, reminder_command=["sh", "-c", script, "sh", "{subject}"])
    async with workstation(store, settings=settings) as stage:
        assert "soon:" not in stage.text(), "seven minutes ahead"
        stage.pass_time(3)
        for _again in range(2):
            stage.app.store_watch.tick()
            await stage.settle()
        assert "soon: 10:12 李雷 (callback)" in stage.text()
        assert told.read_text(encoding="utf-8") == "10:12 李雷: callback [10:12 李雷: callback]\n"
        await stage.press("f8")
        assert isinstance(stage.app.screen, CustomerScreen)
        assert stage.app.screen.ref == ref, "nothing is broken yet: F8 goes to what comes first"


async def test_on_a_break_one_sees_what_comes_and_is_led_nowhere(store: Store) -> None:
    ref = promised(store, "2026-03-02 10:08")
    late = store.queue.page(now=MONDAY).rows[0].ref
    store.by(BOSS).ownership.assign(late, "王敏", now=MONDAY)
    called(store, late, "2026-03-02 09:40", Disposition.CALLBACK, "later", callback_at=at("2026-03-02 09:51"))
    async with workstation(store) as stage:
        stage.pass_time(2)
        stage.app.store_watch.tick()
        await stage.settle()
        await stage.press("B")
        shown = stage.text()
        assert "soon: 10:08" in shown.split("On a break")[1], "also where one rests"
        assert "F8 go" not in shown.split("On a break")[1]
        await stage.press("f8")
        await stage.pilot.click("BreakScreen BreachBanner")
        await stage.settle()
        assert isinstance(stage.app.screen, BreakScreen)
    assert ref


async def test_a_reminder_comes_also_in_a_call_and_can_be_turned_off(store: Store) -> None:
    promised(store, "2026-03-02 10:08")
    async with workstation(store) as stage:
        stage.app.clear_notifications()
        await stage.press("n", "d")
        stage.app.store_watch._reminders = None
        stage.app.store_watch.tick()
        await stage.settle()
        assert isinstance(stage.app.screen, CallScreen)
        assert "Promised: 10:08 李雷: callback" in stage.text().splitlines()[-1]
        assert toasts(stage) == [], "nothing stands before the call"
    async with workstation(store, settings=Settings(remind_minutes=0)) as stage:
        stage.app.store_watch.tick()
        await stage.settle()
        assert stage.app.desk.alerts.soon == ()


# --- the end of a shift ---------------------------------------------------------------------------------------------


async def test_whoever_worked_sees_what_the_shift_came_to(store: Store) -> None:
    ref = store.queue.page(now=MONDAY).rows[0].ref
    async with workstation(store) as stage:
        called(store, ref, "2026-03-02 10:05", Disposition.INTERESTED, "wants a price list")
        stage.pass_time(30)
        await stage.press("ctrl+q")
        assert isinstance(stage.app.screen, SignOffScreen)
        shown = stage.text()
        assert "Your shift since 10:05" in shown
        assert "1 (100%)" in shown
        assert "30m 0s" in shown, "half an hour ready"
        await stage.press("escape")
        assert isinstance(stage.app.screen, QueueScreen)
        assert store.presence.get("王敏")[0] is AgentState.READY
        await stage.press("ctrl+q", "enter")
        assert not stage.app.is_running
    assert store.presence.get("王敏")[0] is AgentState.OFFLINE


async def test_whoever_only_looked_leaves_at_once(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("ctrl+q")
        assert not stage.app.is_running


async def test_time_in_each_state_is_summed_up(store: Store) -> None:
    since = store.presence.sign_in("王敏", now=MONDAY)
    store.presence.change("王敏", AgentState.BREAK, now=MONDAY + 60_000)
    store.presence.change("王敏", AgentState.READY, now=MONDAY + 90_000)
    shift = store.team.shift_summary("王敏", since=since, now=MONDAY + 100_000)
    assert shift.seconds == {AgentState.READY: 70, AgentState.BREAK: 30}


async def test_a_break_says_its_reason_by_one_key(store: Store) -> None:
    """Breaks at the end of the shift: lunch of 2 minutes, and one of a minute that was given no reason."""
    async with workstation(store) as stage:
        await stage.press("B")
        assert store.presence.get("王敏")[2] is None
        assert "1 lunch  2 short break  3 training  4 meeting  5 other" in stage.text()
        stage.pass_time(1)
        await stage.press("s", "1")
        assert store.presence.get("王敏")[2] is BreakReason.LUNCH
        assert "lunch" in next(line for line in stage.text().splitlines() if "[1 Queue]" in line)
        (row,) = [row for row in store.team.overview(now=stage.app.desk.now).rows if row.agent == "王敏"]
        assert (row.state, row.reason) == (AgentState.BREAK, BreakReason.LUNCH)
        stage.pass_time(1)
        await stage.press("enter", "B")
        stage.pass_time(1)
        await stage.press("escape")
        assert store.presence.get("王敏")[::2] == (AgentState.READY, None)
        shift = store.team.shift_summary("王敏", since=MONDAY, now=stage.app.desk.now)
        assert shift.breaks == {BreakReason.LUNCH: Breaks(1, 120), BreakReason.OTHER: Breaks(1, 60)}
        called(store, store.queue.page(now=MONDAY).rows[0].ref, "2026-03-02 10:05", Disposition.INTERESTED, "prices")
        await stage.press("ctrl+q")
        assert re.search(r"lunch +1x, 2m", stage.text())


@pytest.mark.parametrize("reduced", [True, False])
async def test_no_cursor_blinks_for_who_asked_for_less_movement(store: Store, reduced: bool) -> None:
    async with workstation(store, settings=Settings(reduced=reduced)) as stage:
        await stage.press("n", "d")
        assert stage.app.screen.query_one(NoteArea).cursor_blink is not reduced
        assert {entry.cursor_blink for entry in stage.app.screen.query(FormInput)} == {not reduced}


# --- leaving --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_the_keys_that_end_other_programs_say_how_to_end_this_one(store: Store, lang: str, key: str) -> None:
    said = {"en": "^Q ends your shift; Esc goes back.", "zh": "^Q 下班签退；Esc 返回。"}[lang]
    async with workstation(store, lang=lang) as stage:
        await stage.press(key)
        assert toasts(stage) == [said]
        assert stage.app.is_running


async def test_a_multiplexers_status_line_leaves_room_for_a_call(store: Store) -> None:
    async with workstation(store, size=(80, 23)) as stage:
        await stage.press("n", "d", *"wants a price", "f3")
        shown = stage.text()
        for part in ("wants a price", "[interested]", "next call", "Enter save"):
            assert part in shown


async def test_the_last_disposition_is_taken_back_from_any_screen(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", "f2", "5")
        assert [row.customer for row in store.lookup.log(LogFilter())] == ["吴静"]
        await stage.press("U")
        assert isinstance(stage.app.screen, CallScreen)
        assert stage.app.screen.view.name == "吴静"
        assert store.lookup.log(LogFilter()) == (), "it counts no more"
