"""The other screens, loaded after the first frame: opening one for the first time is as fast as opening it again."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from textual.css.stylesheet import Stylesheet

from callcenter.screens.frame.desk import Desk
from callcenter.workdays import is_working_day, local_date

_SCREENS = (
    "calls.call",
    "customers.detail",
    "log.log",
    "team.team",
    "customers.find",
    "worklists.messages",
    "worklists.cases",
    "customers.why",
    "customers.mine",
    "worklists.promises",
    "customers.new_customer",
    "calls.incoming_call",
    "frame.help",
    "frame.jump",
    "frame.palette",
    "shift.pause",
    "reference.rulebook",
    "shift.sign_off",
)
"""Screens in the order in which an agent is likely to want them."""


def load(stylesheet: Stylesheet) -> Iterator[str]:
    """Read all stylesheets with the first step, load one screen with each that follows; gives the screen's name."""
    for sheet in sorted(Path(__file__).parents[1].rglob("*.tcss")):
        # A sheet that is there when its screen opens is not a reason to parse all of them again.
        if not stylesheet.has_source(str(sheet)):
            stylesheet.read(sheet)
    stylesheet.parse()
    yield ""
    for name in _SCREENS:
        import_module(f"callcenter.screens.{name}")
        yield name.rpartition(".")[2]


def load_country(desk: Desk) -> None:
    """Load the working days of the desk's country, and what its numbers look like: 0.2 s. Not for the UI thread."""
    import_module("phonenumbers")
    is_working_day(local_date(desk.now, desk.zone), desk.country)
