"""Generated pages of the guide, which only repeat what the program knows: its keys and its screens.

Usage: guide_pages.py [check]. With ``check`` nothing is written; what differs makes it end with 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from callcenter import locale  # noqa: E402
from callcenter.app import Workstation  # noqa: E402
from callcenter.screens.frame.command_list import every_command  # noqa: E402
from callcenter.workstation.entrance import Entrance  # noqa: E402
from scripts.screenshots import LANGUAGES, page  # noqa: E402
from tests.gallery.shots import SHOTS  # noqa: E402

GUIDE = ROOT / "docs" / "guide"
PAGES: dict[locale.Language, tuple[str, str, str]] = {
    "en": (
        "keys.md",
        "# Keys\n\n[中文](keys.zh.md)\n\nEvery key that can be changed, with its id for the settings file:\n"
        '`[keys]` and below it `"app.find" = "slash,ctrl+f"`. F1 or `?` shows the keys of the current screen as they\n'
        "are set.\n",
        "| key | what it does | id |",
    ),
    "zh": (
        "keys.zh.md",
        "# 按键\n\n[English](keys.md)\n\n所有可以更改的按键，以及它们在设置文件中的编号：在 `[keys]` 下写\n"
        '`"app.find" = "slash,ctrl+f"`。按 F1 或 `?` 显示当前屏幕上实际可用的按键。\n',
        "| 按键 | 作用 | 编号 |",
    ),
}
SCREENS: dict[locale.Language, tuple[str, str]] = {
    "en": (
        "screens.md",
        "# The screens\n\n[中文](screens.zh.md)\n\nThe demo shift in a 110×32 terminal.\n"
        "`make guide` draws every screen into `build/screens`.\n",
    ),
    "zh": (
        "screens.zh.md",
        "# 屏幕一览\n\n[English](screens.md)\n\n演示班次，终端 110×32。`make guide` 把全部屏幕画到 `build/screens`。\n",
    ),
}
NAMED = {
    "slash": "/",
    "question_mark": "?",
    "escape": "Esc",
    "enter": "Enter",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


def spelled(keys: str) -> str:
    """Keys as a person reads them: ``F2``, ``Ctrl+P``, ``j``."""
    said = [
        NAMED.get(key, key if len(key) == 1 else "+".join(map(str.capitalize, key.split("+"))))
        for key in keys.split(",")
    ]
    return " ".join(f"`{key}`" for key in said)


def keys(language: locale.Language) -> str:
    """The page of all keys in a language."""
    _file, head, titles = PAGES[language]
    locale.use(language)
    groups: dict[str, list[str]] = {}
    for one in every_command(Workstation, Entrance).values():
        row = f"| {spelled(one.keys)} | {locale._(one.meaning)} | `{one.id}` |"
        groups.setdefault(one.id.partition(".")[0], []).append(row)
    parts = [f"## {name}\n\n{titles}\n| --- | --- | --- |\n" + "\n".join(rows) for name, rows in groups.items()]
    return f"{head}\n" + "\n\n".join(parts) + "\n"


def screens(language: locale.Language) -> str:
    """The page of the most used screens in a language."""
    _file, head = SCREENS[language]
    return f"{head}\n{page([shot for shot in SHOTS if shot.pictured], language, '../images')}"


def main(arguments: list[str]) -> int:
    pages: dict[Path, str] = {}
    for language in LANGUAGES:
        pages[GUIDE / PAGES[language][0]] = keys(language)
        pages[GUIDE / SCREENS[language][0]] = screens(language)
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if arguments == ["check"]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what the program says: make guide", file=sys.stderr)
        return int(bool(stale))
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
