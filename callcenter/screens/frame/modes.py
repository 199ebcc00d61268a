"""The modes of the workstation: a new one is its screen's file and one line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from callcenter.locale import N_, _
from callcenter.widgets.lines.bars import Mode

if TYPE_CHECKING:
    from callcenter.screens.frame.desk import Desk, DeskScreen


class ModeEntry(Struct, frozen=True):
    """A mode: name, key, word in the header, meaning of the key, and its first screen (module and class)."""

    name: str
    key: str
    word: str
    meaning: str
    screen: str

    def make(self, desk: Desk) -> DeskScreen[Any]:
        """Make its first screen; loads the module."""
        module, _colon, name = self.screen.partition(":")
        made: DeskScreen[Any] = getattr(import_module(f"callcenter.screens.{module}"), name)(desk)
        return made


MODES = (
    ModeEntry("queue", "1", N_("Queue"), N_("queue"), "worklists.queue:QueueScreen"),
    ModeEntry("log", "2", N_("Log"), N_("call log"), "log.log:LogScreen"),
    ModeEntry("messages", "3", N_("Messages"), N_("messages and visits due"), "worklists.messages:MessagesScreen"),
    ModeEntry("cases", "4", N_("Cases"), N_("cases"), "worklists.cases:CasesScreen"),
    ModeEntry("team", "5", N_("Team"), N_("team overview"), "team.team:TeamScreen"),
)


def modes() -> tuple[Mode, ...]:
    """The modes for the header, in the language of the moment."""
    return tuple(Mode(one.name, one.key, _(one.word)) for one in MODES)
