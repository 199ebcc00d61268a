"""Opens the workstation, full screen: what is done most often, and the only thing that loads Textual.

The plain command lines for it are read here, without click: loading that, with the rooms that describe the commands to
it, would take a tenth of the time to the first frame. Whatever is not as plain is click's, help and mistakes first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct

from callcenter.commands.session import LANGUAGES, Session, is_text, user

_FIRST_ROWS = 60
"""More than any terminal shows of the queue."""


_FRAMES_A_SECOND = "250"
"""Textual draws at most so often: what a key changed waits for the next frame, where one was drawn before up to twice
as long as from one to the next. By default that is 17 ms."""


class Asked(Struct, frozen=True):
    """What a command line asks of the workstation. ``database``: as given, None if it was not; so ``agent``."""

    agent: str | None = None
    demo: bool = False
    database: str | None = None


def read(arguments: Sequence[str]) -> Asked | None:
    """A command line that opens the workstation with options whose values cannot be mistaken for anything else; None
    where click is to read it. ``--lang`` is left to :meth:`Session.speak`, which has read it before."""
    ran = demo = False
    given: dict[str, str] = {}
    left = iter(arguments)
    for argument in left:
        name, equals, value = argument.partition("=")
        match name:
            case "run" if not equals and not ran:
                ran = True
            case "--demo" if ran and not equals:
                demo = True
            case "--database" | "--lang" | "--agent" if ran or name != "--agent":
                value = value if equals else next(left, "")
                if not is_text(value) or value.startswith("-") or (name == "--lang" and value not in LANGUAGES):
                    return None
                given[name] = value
            case _:
                return None
    return Asked(given.get("--agent"), demo, given.get("--database"))


def on_a_terminal() -> bool:
    """Whether keys can come in and the screen be drawn; Textual draws on standard error."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def open_workstation(session: Session, asked: Asked) -> int:
    """Open the workstation and come back when it is left; the exit code. Raises ``Refused`` and ``StoreError``."""
    if asked.database is not None:
        session.database = asked.database
    for stale in ("COLUMNS", "LINES"):
        # Exported, they are the size of some moment; Textual would believe them before it asks the terminal.
        os.environ.pop(stale, None)
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES_A_SECOND)
    settings = session.settings.settings
    if settings.keys:
        from callcenter.screens.help import MEANINGS
        from callcenter.widgets.key_names import key_name

        session.check_bindings(MEANINGS, key_name)
    who = asked.agent or settings.agent or user()
    if asked.demo:
        from callcenter import demo as demonstration

        code: int = demonstration.run(who, settings)
        return code
    store, now = session.first_store, session.clock.now()
    store.ensure_agent(who, can_sign_in=True, now=now)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="opening") as reader:
        # The first page is read while Textual loads: both together take little longer than one of them.
        page = reader.submit(store.queue, now=now, agent=who, limit=_FIRST_ROWS)
        from callcenter import app

        return app.run(store, session.clock, who, settings, page)
