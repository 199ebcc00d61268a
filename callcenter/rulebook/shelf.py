"""The texts of rulebooks: those that ship with the program, and whole ones that need no other file."""

from __future__ import annotations

import re
from functools import lru_cache
from json import dumps
from pathlib import Path

_SHIPPED = Path(__file__).parent / "shipped"


def shipped() -> tuple[str, ...]:
    """The names of the rulebooks that ship with the program, sorted."""
    return tuple(sorted(path.stem for path in _SHIPPED.glob("*.toml")))


@lru_cache(maxsize=64)
def shipped_text(name: str) -> str:
    """The text of a shipped rulebook with the parts that it uses. Raises ``KeyError`` when none has this name."""
    if name not in shipped():
        raise KeyError(name)
    return whole_text((_SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))


_USES = re.compile(r"^uses\s*=\s*\[([^\]]*)\][^\n]*$", re.MULTILINE)
_INCLUDE = re.compile(r"^include\s*=\s*\[([^\]]*)\]", re.MULTILINE)
_QUOTED = re.compile(r"""["']([^"']*)["']""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
INCLUDED = "included"


_PART = re.compile(r"^# --- \S+ ---$", re.MULTILINE)


def own_text(text: str) -> str:
    """The book's own part of a :func:`whole_text`, without the parts that it uses."""
    part = _PART.search(text)
    return text[: part.start()] if part else text


def whole_text(text: str, folder: Path | None = None, *, within: tuple[str, ...] = ()) -> str:
    """A rulebook's text that needs no other file: what it ``uses`` stands at its end, what it includes as text.

    A shared part holds tables only, so that it can stand there; the lines above keep their numbers. A book that is
    included ships with the program, or lies in ``folder`` as ``NAME.toml``; ``within`` are the books that this one is
    being included by, none of which it can include itself. What is not known stays as it is, for the reader to name.
    """
    used = _USES.search(text)
    if used is None and _INCLUDE.search(text) is None:
        return text
    from tomllib import loads

    try:
        known = loads(text)
    except (ValueError, RecursionError):
        return text
    parts = _SHIPPED / "shared"
    names = _QUOTED.findall(used[1]) if used else []
    if used and all((parts / f"{name}.toml").is_file() for name in names):
        lines = "\n" * used[0].count("\n")  # the text below keeps its line
        text = f"{text[: used.start()]}# uses: {', '.join(names)} (see below){lines}{text[used.end() :]}"
        for name in names:
            text = f"{text.rstrip()}\n\n# --- {name} ---\n{(parts / f'{name}.toml').read_text(encoding='utf-8')}"
    include = _INCLUDE.search(text)
    if include is None or INCLUDED in known:
        return text
    found = {name: _included_text(name, folder, within) for name in _QUOTED.findall(include[1])}
    brought = {name: book for name, book in found.items() if book is not None}
    if brought:
        text = f"{text.rstrip()}\n\n[{INCLUDED}]\n"
        for name, book in brought.items():
            text += f"{name if _BARE.fullmatch(name) else _string(name)} = {_string(book)}\n"
    return text


def _included_text(name: str, folder: Path | None, within: tuple[str, ...]) -> str | None:
    if name in shipped():
        return shipped_text(name)
    if folder is None or name in within or Path(name).name != name:
        return None
    try:
        text = (folder / f"{name}.toml").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    return whole_text(text, folder, within=(*within, name))


def _string(text: str) -> str:
    """A TOML string: by lines as they are where that is possible, so that a person can read a book in another one."""
    if "\n" in text and "'''" not in text and not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        return f"'''\n{text}'''"
    return dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
