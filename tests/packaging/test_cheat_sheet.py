"""The cheat sheets name the keys that the screens really have, each in the row of its screen; so do the READMEs."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.app import Workstation
from callcenter.screens.frame.command_list import every_command
from callcenter.widgets.base.commands import KeyCommand
from callcenter.workstation.entrance import Entrance

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"

# Place of the keys of a group of bindings: by a word of the row in English, in Chinese.
ROWS = {
    "queue": ("", ""),
    "app": ("", ""),
    "door": ("", ""),
    "lock": ("", ""),
    "call": ("", ""),
    "note": ("", ""),
    "list": ("every list", "所有列表"),
    "filters": ("every list", "所有列表"),
    "customer": ("customer", "客户"),
    "milestones": ("key dates", "关键日期"),
    "duplicates": ("duplicates", "重复客户"),
    "pairs": ("all duplicates", "全部疑似重复"),
    "log": ("log", "跟进记录"),
    "correct": ("log", "跟进记录"),
    "messages": ("messages", "消息"),
    "cases": ("cases", "工单"),
    "team": ("team", "团队"),
    "look": ("team", "团队"),
    "customers_of": ("team", "团队"),
    "rulebook": ("rulebook", "规则"),
    "mine": ("my customers", "我的客户"),
    "preferences": ("settings", "设置"),
    "promises": ("my promises", "我的约定"),
    "breaches": ("overdue", "超时"),
    "sheet": ("meeting sheet", "早会单"),
    "shifts": ("shifts", "班次"),
    "pool": ("pool", "公海"),
    "without_number": ("without a number", "没有号码"),
    "find": ("find, incoming call", "查找、来电"),
    "incoming": ("find, incoming call", "查找、来电"),
    "edit": ("forms", "表单"),
    "persons": ("contact persons", "联系人"),
    "person": ("forms", "表单"),
    "new": ("forms", "表单"),
}
# Keys that go without saying: Escape and Enter of small boxes, arrows, what the words of the row before say already.
UNSAID = {
    *("announcement", "break", "jump", "sign_off", "help", "people", "numbers"),
    *(
        "leave",
        "why",
        "dispositions",
        "scripts",
        "script_chooser",
        "entry",
        "message",
        "form",
        "filter",
        "saved_filters",
        "caller",
    ),
}
SAID_OTHERWISE = {
    "enter": ("Enter", "回车"),
    "pageup": ("PgUp", "PgUp"),
    "pagedown": ("PgDn", "PgDn"),
    "up": ("arrows", "方向键"),
    "down": ("arrows", "方向键"),
    "escape": ("Esc", "Esc"),
    "space": ("Space", "空格"),
    "tab": ("Tab", "Tab"),
}
SIGNS = {
    "number_sign": "#",
    "asterisk": "*",
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}
TWINS = {"shift+enter", "home", "end", "A"}
"""Second keys for the same that the tables leave out, beside those with Ctrl."""


def commands() -> list[KeyCommand]:
    """Every command that has a key of its own."""
    return list(every_command(Workstation, Entrance).values())


def spelled(key: str, place: int) -> str:
    """A key as the tables write it."""
    if key in SAID_OTHERWISE:
        return SAID_OTHERWISE[key][place]
    if len(key) == 1 or key in SIGNS:
        return f"`{SIGNS.get(key, key)}`"
    return key.title()


@pytest.mark.parametrize(("name", "place"), [("cheat-sheet.md", 0), ("cheat-sheet.zh.md", 1)])
def test_every_key_of_every_screen_is_in_the_tables(name: str, place: int) -> None:
    rows = [line for line in (GUIDE / name).read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    everything = "\n".join(rows)
    missing = []
    checked = 0
    for one in commands():
        group = one.id.split(".")[0]
        if group in UNSAID or one.id.startswith(("app.mode.", "call.disposition.")):
            continue
        head = ROWS[group][place]
        text = next(row for row in rows if row.startswith(f"| {head} |")) if head else everything
        checked += 1
        missing += [
            f"{one.id}: {key}"
            for key in one.keys.split(",")
            if key not in TWINS
            and not (key.startswith("ctrl+") and "," in one.keys)
            and spelled(key, place) not in text
        ]
    assert checked > 40
    assert missing == []


@pytest.mark.parametrize("name", ["cheat-sheet.md", "cheat-sheet.zh.md"])
def test_the_keys_of_the_modes_and_of_the_dispositions_are_there(name: str) -> None:
    text = (GUIDE / name).read_text(encoding="utf-8")
    modes = sorted(one.keys for one in commands() if one.id.startswith("app.mode."))
    assert modes == ["1", "2", "3", "4", "5"]
    assert "| `1`…`5` |" in text
    ways = {one.keys for one in commands() if one.id.startswith("call.disposition.")}
    assert ways == {"f2", "f3", "f4", "f5", "f9"}
    assert "| F2–F5" in text


@pytest.mark.parametrize(("name", "place"), [("README.md", 0), ("README.zh.md", 1)])
def test_the_five_keys_are_those_of_the_loop(name: str, place: int) -> None:
    named = {one.id: one.keys.split(",") for one in commands()}
    text = (ROOT / name).read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == 5
    for row, action in zip(
        rows, ("queue.next", "queue.dial", "call.disposition.1", "note.send", "app.help"), strict=True
    ):
        cell = row.split("|")[1]
        assert all(spelled(key, place).strip("`") in cell for key in named[action]), action


def test_what_is_the_same_everywhere_has_the_same_function_key() -> None:
    """The letters are known by their words, the function keys by the hand."""
    wanted = {"dial": "f3", "why": "f4", "put_off": "f7", "filter": "f12"}
    for one in commands():
        # Among the messages the key turns to other kinds of them, and narrows nothing.
        key = None if one.id == "messages.filter" else wanted.get(one.id.split(".")[-1])
        assert key is None or key in one.keys.split(","), one.id
