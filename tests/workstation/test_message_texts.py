"""Mode 3: the prepared text of each task is read, edited, copied, handed to a real program and put on record."""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from callcenter.model import Channel, Disposition, Milestone, MilestoneKind, Touch
from callcenter.screens.worklists.messages import MessagesScreen
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges, NewCustomer
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.calls.message_pane import MessageText
from callcenter.widgets.lists.task_list import TaskList
from callcenter.workstation.team_texts import look_through
from tests.widgets.stage import HOSTILE, assert_harmless
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, inquired, open_store, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path, MONDAY)
    for name, phone, when in (
        ("赵铁", "+8613800138003", "2026-03-02 09:00"),
        ("李雷", "+8613800138001", "2026-03-02 09:30"),
    ):
        inquired(opened, add(opened, name, phone, at(when)), at(when), MONDAY)
    yield opened
    opened.close()


def pane(stage: Stage) -> str:
    return stage.app.screen.query_one(MessageText).text


def names(stage: Stage) -> list[str]:
    screen = stage.app.screen
    assert isinstance(screen, MessagesScreen)
    return [row.name for row in screen.list.shown]


def told(stage: Stage) -> str:
    return list(stage.app._notifications)[-1].message


def notes(store: Store) -> list[tuple[str, Channel, str]]:
    return [(row.customer, row.channel, row.note) for row in reversed(store.lookup.log(LogFilter()))]


async def test_the_text_is_shown_edited_and_is_the_note_of_the_record(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3")
        assert pane(stage).startswith("您好，赵铁！感谢您的咨询。我是您的专属顾问王敏")
        assert "SMS | 赵铁 | 138****8003" in stage.text()
        await stage.press("e")
        assert isinstance(stage.app.focused, MessageText)
        await stage.press("!", "s", "escape")
        assert isinstance(stage.app.focused, TaskList)
        written = pane(stage)
        assert written.endswith("!s")
        # Another row, and back: what was written is still there.
        await stage.press("j")
        assert pane(stage).startswith("您好，李雷！")
        await stage.press("k")
        assert pane(stage) == written
        await stage.press("s")
        assert notes(store) == [("赵铁", Channel.SMS, written)]
        assert pane(stage).startswith("您好，李雷！")


async def test_the_other_language(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3", "l")
        assert pane(stage).startswith("Hello 赵铁, thank you for getting in touch")
        await stage.press("l")
        assert pane(stage).startswith("您好，赵铁！")


async def test_to_which_number_it_goes_and_that_none_lives(store: Store) -> None:
    store.by(BOSS).campaigns.ensure_shipped("power", now=MONDAY)
    new = NewCustomer("钱多", "+8613800138004", campaign="power", inquiry=False)
    ref = store.by(BOSS).customers.add(new, now=MONDAY)
    store.by(BOSS).customers.set_milestone(ref, Milestone(MilestoneKind.QUESTION, at("2026-03-02 10:00")), now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("3", "G")
        assert "SMS | 钱多 | 138****8004" in stage.text()
        assert "lives" not in stage.text()
        dead = Touch(MONDAY, Channel.CALL, disposition=Disposition.INVALID_NUMBER)
        store.by(BOSS).touches.record(ref, dead, now=MONDAY)
        await stage.until(lambda: "138****8004, but all of their numbers are dead" in stage.text())


async def test_a_gap_is_filled_before_anything_goes_out(store: Store, tmp_path: Path) -> None:
    (tmp_path / "thanks_sms.md").write_text("{name}: {appointment}.\n", encoding="utf-8")
    async with workstation(store, settings=Settings(messages=str(tmp_path), message_command=["false"])) as stage:
        await stage.press("3")
        assert pane(stage) == "赵铁: [… appointment]."
        for key in ("s", "x", "y"):
            await stage.press(key)
            assert "Fill in [… appointment] first" in told(stage)
        assert notes(store) == []
        await stage.press("e", *"3 pm", "escape", "s")
        assert notes(store) == [("赵铁", Channel.SMS, "赵铁: 3 pm.")]


async def test_a_broken_text_is_told_at_once_and_the_one_that_ships_stands_in(store: Store, tmp_path: Path) -> None:
    (tmp_path / "thanks_sms.md").write_text("ok\n{nmae} [@click=app.quit]\n", encoding="utf-8")
    (tmp_path / "sms.md").write_text("{oops\n", encoding="utf-8")
    async with workstation(store, settings=Settings(messages=str(tmp_path))) as stage:
        await stage.until(lambda: bool(stage.app._notifications))
        assert told(stage) == (
            f"Using the built-in text until this is fixed: {tmp_path / 'sms.md'}, line 1:"
            " an opening brace is not closed; write {{ for a literal brace\n"
            "1 more mistake: see callcenter messages check, callcenter scripts check."
        )
        await stage.press("3")
        assert pane(stage).startswith("您好，赵铁！感谢您的咨询。")
        assert told(stage).endswith("thanks_sms.md, line 2: {nmae} is not a placeholder. Did you mean name?")
        stage.app.clear_notifications()
        await stage.press("j")
        assert not stage.app._notifications, "it is told once"
        # Mended while the program runs.
        (tmp_path / "thanks_sms.md").write_text("ours", encoding="utf-8")
        await stage.press("k")
        assert pane(stage) == "ours"


async def test_what_cannot_be_used_of_a_teams_own_texts(tmp_path: Path) -> None:
    messages, scripts = tmp_path / "messages", tmp_path / "scripts"
    assert look_through(Settings(messages=str(messages))).endswith(f"{messages}: no such folder")
    for folder in (messages, scripts):
        folder.mkdir()
    (messages / "sms.md").write_text("{name}", encoding="utf-8")
    # Only a warning: it is used all the same.
    (scripts / "mine.md").write_text("---\ntitle: Mine\n---\n- [ ] Step\n", encoding="utf-8")
    settings = Settings(messages=str(messages), scripts=str(scripts))
    assert look_through(settings) == ""
    (scripts / "mine.md").write_text("---\ntitle: Mine\n---\n- [ ] {nmae}\n", encoding="utf-8")
    assert look_through(settings).endswith("mine.md, line 4: {nmae} is not a placeholder. Did you mean name?")
    assert "scripts: the file cannot be read" in look_through(Settings(scripts=str(tmp_path / "none" / "scripts")))


async def test_a_program_gets_the_text_and_only_its_success_is_on_record(store: Store, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    script = tmp_path / "send.py"
    script.write_text(
        "import sys\n"
        "if sys.argv[1] == '+8613800138003': sys.exit('no balance')\n"
        f"open({str(sent)!r}, 'w').write(repr(sys.argv[1:]) + sys.stdin.read())\n"
    )
    command = [sys.executable, str(script), "{phone}", "{agent}"]
    async with workstation(store, settings=Settings(message_command=command)) as stage:
        await stage.press("3", "x")
        assert told(stage) == "Not sent to 赵铁. The program exited with code 1: no balance"
        assert notes(store) == []
        await stage.press("j", "f7")
        ((name, channel, note),) = notes(store)
        assert (name, channel) == ("李雷", Channel.SMS)
        assert sent.read_text() == "['+8613800138001', '王敏']" + note
        assert names(stage) == ["赵铁"]


async def test_without_a_program_it_says_which_setting(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3", "x")
        assert "message_command" in told(stage)


async def test_copied_over_osc_52(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3")
        written: list[str] = []
        driver = stage.app._driver
        assert driver is not None
        driver.write = written.append  # type: ignore[method-assign, assignment]
        await stage.press("y")
        (copy,) = [one for one in written if one.startswith("\x1b]52;c;")]
        assert base64.b64decode(copy.removeprefix("\x1b]52;c;").rstrip("\a")).decode() == pane(stage)
        assert "characters copied" in told(stage)
        # Too long for a terminal: said, not cut.
        await stage.press("e")
        stage.app.screen.query_one(MessageText).text = "长" * 20_000
        await stage.press("escape", "y")
        assert told(stage) == "Too long for the terminal's clipboard: 60000 bytes."


async def test_which_ones_are_shown_and_greetings_that_lapsed(store: Store) -> None:
    born = CustomerChanges(birthday=date(1990, 3, 1))
    store.by(BOSS).campaigns.ensure_shipped("store", now=MONDAY)
    ref = add(store, "寿星", "+8613800138009", MONDAY)
    visit = Milestone(MilestoneKind.APPOINTMENT, at("2026-03-03 15:00"))
    store.by(BOSS).customers.set_milestone(ref, visit, now=MONDAY)
    store.by(BOSS).customers.edit(ref, born, now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("3")
        assert "your tasks and the pool's: 3 due" in stage.text()
        await stage.press("tab")
        assert "overdue (0)" in stage.text()
        await stage.press("tab")
        assert "3 due" in stage.text()
        await stage.press("tab")
        assert names(stage) == ["寿星"]
        assert "tomorrow 15:00" in stage.text()
        assert pane(stage).startswith("3月3日（周二）15:00 拜访寿星")
        await stage.press("tab")
        assert "No customers to win back" in stage.text()
        await stage.press("tab")
        assert "No greetings have lapsed" in stage.text()
        await stage.press("tab", "c")
        assert "3 due, only SMS" in stage.text()


def key_account(store: Store) -> None:
    """One customer of a campaign that asks for a personal SMS; nothing is owed to the others any more."""
    store.by(BOSS).campaigns.ensure_shipped("key-account", now=MONDAY)
    ref = store.by(BOSS).customers.add(
        NewCustomer("李总", "+8613800138007", campaign="key-account", inquiry=False), now=MONDAY
    )
    store.by(BOSS).customers.edit(ref, CustomerChanges(key=True), now=MONDAY)
    for each in ("赵铁", "李雷"):
        found = store.search.find(each)[0].ref
        store.by(BOSS).touches.record(found, Touch(MONDAY, Channel.SMS), now=MONDAY)


async def test_a_personal_message_goes_out_signed(store: Store, tmp_path: Path) -> None:
    """The agent's name as signature. A text that lacks it gets it; whoever edits it out is told (docs/rules.md#r19)."""
    key_account(store)
    (tmp_path / "friday_sms.md").write_text("Have a good one, {name}!", encoding="utf-8")
    settings = Settings(messages=str(tmp_path), message_command=["false"])
    async with workstation(store, now=at("2026-03-06 18:05"), settings=settings) as stage:
        await stage.press("3", "c")
        assert names(stage) == ["李总"]
        assert "signed by the agent" in stage.text()
        assert pane(stage) == "Have a good one, 李总!\n王敏"
        await stage.press("e", "backspace", "escape")
        for key in ("s", "x", "y"):
            await stage.press(key)
            assert "Sign this one with your name" in told(stage)
        assert notes(store)[2:] == []
        await stage.press("e", "敏", "escape", "s")
        assert notes(store)[2:] == [("李总", Channel.SMS, "Have a good one, 李总!\n王敏")]


async def test_a_greeting_vanishes_by_itself_when_it_lapses(store: Store) -> None:
    key_account(store)
    friday = at("2026-03-06 23:50")
    async with workstation(store, now=friday) as stage:
        await stage.press("3", "c")
        screen = stage.app.screen
        assert isinstance(screen, MessagesScreen)
        assert "李总" in names(stage)
        assert pane(stage).endswith("\n王敏")
        stage.pass_time(11)
        await stage.until(lambda: "李总" not in names(stage))
        await stage.press("tab", "tab", "tab", "tab", "tab")
        assert names(stage) == ["李总"]
        await stage.press("s")
        assert notes(store)[2:] == []


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_a_long_hostile_text_stays_readable(store: Store, tmp_path: Path, size: tuple[int, int]) -> None:
    lines = [*HOSTILE, *(f"line {n}" for n in range(60)), "the end"]
    text = "\n".join(lines).replace("{", "{{").replace("}", "}}")
    (tmp_path / "thanks_sms.md").write_text(text, encoding="utf-8", newline="")
    async with workstation(store, size=size, settings=Settings(messages=str(tmp_path))) as stage:
        await stage.press("3")
        assert_harmless(stage.text().splitlines(), size[0])
        assert len(names(stage)) == 2
        assert "赵铁" in stage.text()
        for _page in range(40):
            await stage.press("shift+down")
            if "the end" in stage.text():
                break
        assert "the end" in stage.text()
        assert_harmless(stage.text().splitlines(), size[0])
