"""A team's own messages and scripts, looked through when the workstation opens: who edits them hears of a slip at once,
not from a customer's text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from callcenter.locale import _, ngettext
from callcenter.settings import Settings
from callcenter.workstation.desk_app import DeskApp

_SAID_SECONDS = 20.0
"""Seconds for which a mistake stands there: it names a file and a line."""


def begin(app: DeskApp) -> None:
    """Look through them, and say once what cannot be used."""
    settings = app.desk.settings

    def look() -> None:
        if said := look_through(settings):
            app.call_from_thread(app.notify, said, severity="warning", timeout=_SAID_SECONDS)

    if settings.messages is not None or settings.scripts is not None:
        app.run_worker(look, thread=True, group="texts")


def look_through(settings: Settings) -> str:
    """Return what cannot be used, with file, line and mend: the first in full, the number of the others. '' = all well.

    Reads files: not for the UI thread.
    """
    found = [*_messages(settings.messages), *_scripts(settings.scripts)]
    if not found:
        return ""
    said = _("Using the built-in text until this is fixed: {problem}").format(problem=found[0])
    more = len(found) - 1
    if not more:
        return said
    others = ngettext(
        "{n} more mistake: see callcenter messages check, callcenter scripts check.",
        "{n} more mistakes: see callcenter messages check, callcenter scripts check.",
        more,
    )
    return f"{said}\n{others.format(n=more)}"


def _messages(folder: str | None) -> Iterator[str]:
    if folder is not None:
        from callcenter.texts import library
        from callcenter.texts.said import problem

        yield from map(problem, library.check(Path(folder)))


def _scripts(folder: str | None) -> Iterator[str]:
    if folder is None:
        return
    from callcenter.script import reader
    from callcenter.wording import script_words

    try:
        found = reader.check(Path(folder))
    except OSError as error:
        yield script_words.problem(reader.ScriptFault.UNREADABLE, folder, 0, {"found": error.strerror or str(error)})
        return
    for one in found:
        if not one.is_warning:
            yield script_words.problem(one.fault.value, one.file, one.line, one.params)
