"""The script in a call: proposed, ticked off, kept with the touch; whom the customer recommends.

See docs/rules.md#r14, #r16.
"""

from __future__ import annotations

from pathlib import Path

from callcenter.model import Channel, Disposition, Touch
from callcenter.widgets.calls.script_chooser import ScriptChooser
from callcenter.widgets.calls.script_panel import ScriptPanel
from callcenter.widgets.lists.line_list import LineList
from tests.workstation.stage import BOSS as ACTOR
from tests.workstation.stage import MONDAY, Stage, add, open_store, workstation


async def test_at_eighty_columns_the_current_step_stands_above_the_note(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    ref = add(store, "李雷", "+8613800131111", MONDAY)
    async with workstation(store) as stage:
        await stage.press("n", "d")
        assert "First call after an inquiry" in stage.text()
        assert "0 of 6" in stage.text()
        assert "1. Introduce yourself and the reason" in stage.text()
        assert "Hello 李雷, this is 王敏." in stage.text()
        await stage.press("A", "f6", "f6")
        assert "3. Ask when and how many" in stage.text()
        assert "2 of 6" in stage.text()
        assert shown_note(stage) == "A"  # the keys of the script leave the note alone
        await stage.press("f7")
        assert "2. Ask what they are looking for" in stage.text()
        assert "1 of 6" in stage.text()

        await stage.press("ctrl+y")
        assert "[x] Introduce yourself" in stage.text()
        assert "[>] Ask what they are looking for" in stage.text()
        assert "[ ] Ask who decides" in stage.text()
        await stage.press("ctrl+y")
        assert "[x]" not in stage.text()

        await stage.press("f8")
        assert "Opening a call" in stage.text()
        await stage.press("ctrl+k", "b")
        assert "A bad line" in stage.text()
        await stage.press(*" longer note", "f3", "enter")
        (touch,) = store.details.get(ref, now=MONDAY).touches
        (use,) = touch.scripts
        assert (use.script, use.steps, [one.number for one in use.ticked]) == ("first-call", 6, [1])
        assert use.ticked[0].at == MONDAY

        await stage.press("u")
        assert "First call after an inquiry" in stage.text()
        assert "1 of 6" in stage.text()
    store.close()


def shown_note(stage: Stage) -> str:
    from callcenter.widgets.calls.note_editor import NoteEditor

    return stage.app.screen.query_one(NoteEditor).text


async def test_ticked_steps_survive_a_crash(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    add(store, "李雷", "+8613800131111", MONDAY)
    async with workstation(store) as stage:
        await stage.press("n", "d", "f6", "f6")
    async with workstation(store) as stage:
        await stage.until(lambda: bool(stage.app.screen.query(ScriptPanel)))
        await stage.settle()
        assert "2 of 6" in stage.text()
        assert "3. Ask when and how many" in stage.text()
    store.close()


async def test_a_broad_screen_has_the_script_beside_the_call(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    ref = add(store, "李雷", "+8613800131111", MONDAY)
    store.by(ACTOR).touches.record(ref, Touch(MONDAY, Channel.CALL, disposition=Disposition.NO_ANSWER), now=MONDAY)
    async with workstation(store, size=(160, 48), lang="zh") as stage:
        stage.pass_time(240)
        await stage.press("n", "d")
        assert "未接通后再次致电" in stage.text()
        assert "[>] 提一句之前打过" in stage.text()
        await stage.press("ctrl+k")
        assert stage.app.screen.query_one(ScriptChooser).is_open
        await stage.press("down", "right", "enter")
        assert "信号不好" not in stage.text()
        assert not stage.app.screen.query_one(ScriptChooser).is_open
    store.close()


async def test_whom_the_customer_recommends_becomes_a_customer_without_leaving_the_call(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    ref = add(store, "李雷", "+8613800131111", MONDAY)
    async with workstation(store) as stage:
        await stage.press("n", "d", *"he", "ctrl+e", *"Han", "enter", *"13800131111", "enter")
        assert "belongs to" in stage.text()  # the caller's own: it is said, and asked again
        await stage.press(*["backspace"] * 11, *"13900139000", "enter")
        assert "Han is now a customer" in stage.text()
        await stage.press(*"llo")
        assert shown_note(stage) == "hello"
        (referred,) = store.details.get(ref, now=MONDAY).referred
        friend = store.details.get(referred.ref, now=MONDAY)
        assert friend.name == "Han"
        assert friend.facts.numbers == ("+8613900139000",)
        assert friend.referrer is not None
        assert friend.referrer.ref == ref
        await stage.press("ctrl+e", "escape")
        assert stage.app.in_call
    store.close()


async def test_scripts_are_read_at_the_customer_without_a_call(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    add(store, "李雷[/b]", "+8613800131111", MONDAY)
    async with workstation(store) as stage:
        await stage.press("enter", "r")
        assert "Scripts for 李雷[/b]" in stage.text()
        assert "[>] Introduce yourself and the reason" in stage.text()
        assert "Hello 李雷[/b], this is 王敏." in stage.text()
        assert "Find out what they need" in stage.text()
        await stage.press("down")
        assert "[>] Make sure you have the right person" in stage.text()
        # A longer one is read on, and back.
        stage.app.screen.query_one("#titles", LineList).show_key("insurance-review")
        await stage.settle()
        assert "Fifteen minutes." in stage.text()
        await stage.press("right")
        assert "Fifteen minutes." not in stage.text()
        assert "Ask about claims" in stage.text()
        await stage.press("left")
        assert "Fifteen minutes." in stage.text()
        await stage.press("escape")
        assert "Scripts for" not in stage.text()
    store.close()
