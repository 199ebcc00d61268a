"""The other screens, loaded after the first frame: opening one for the first time is as fast as opening it again."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from textual.css.stylesheet import Stylesheet

_SCREENS = (
    "call",
    "detail",
    "log",
    "team",
    "find",
    "messages",
    "cases",
    "why",
    "mine",
    "promises",
    "new_customer",
    "incoming",
    "help",
    "jump",
    "palette",
    "pause",
    "rulebook",
    "sign_off",
)
"""In the order in which an agent is likely to want them."""


def load(stylesheet: Stylesheet) -> Iterator[str]:
    """Load one screen and its stylesheet with every step; gives the screen's name."""
    for name in _SCREENS:
        import_module(f"callcenter.screens.{name}")
        sheet = Path(__file__).with_name(f"{name}.tcss")
        if sheet.exists() and not stylesheet.has_source(str(sheet)):
            # A sheet that is there when its screen opens is not a reason to parse all of them again.
            stylesheet.read(sheet)
            stylesheet.parse()
        yield name
