"""Every command that has a key, and who else would have it: what the choice of keys shows and asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from callcenter.locale import N_
from callcenter.screens.frame.command_list import every_command
from callcenter.widgets.base.commands import Commanded, KeyCommand
from callcenter.widgets.base.key_names import keymap

EVERYWHERE = ("app", "list")
"""Groups whose keys work on every screen."""

GROUPS: Mapping[str, str] = {
    "app": N_("everywhere"),
    "list": N_("lists"),
    "queue": N_("queue"),
    "call": N_("call"),
    "note": N_("note"),
    "dispositions": N_("dispositions"),
    "script_chooser": N_("script choice"),
    "customer": N_("customer"),
    "milestones": N_("key dates"),
    "scripts": N_("scripts"),
    "duplicates": N_("a customer's duplicates"),
    "pairs": N_("all duplicates"),
    "edit": N_("edit customer"),
    "new": N_("new customer"),
    "find": N_("find"),
    "incoming": N_("incoming call"),
    "caller": N_("no customer"),
    "mine": N_("my customers"),
    "pool": N_("pool"),
    "without_number": N_("without a number"),
    "promises": N_("promises"),
    "breaches": N_("overdue"),
    "messages": N_("messages"),
    "message": N_("text of a message"),
    "log": N_("call log"),
    "correct": N_("correction"),
    "cases": N_("cases"),
    "team": N_("team"),
    "sheet": N_("meeting sheet"),
    "shifts": N_("shifts"),
    "look": N_("look on"),
    "announcement": N_("announcement"),
    "customers_of": N_("an agent's customers"),
    "rulebook": N_("rules"),
    "why": N_("show why"),
    "form": N_("forms"),
    "entry": N_("form lines"),
    "filter": N_("filters"),
    "filters": N_("filters"),
    "saved_filters": N_("saved filters"),
    "persons": N_("contact persons"),
    "person": N_("contact persons"),
    "jump": N_("jump"),
    "break": N_("break"),
    "preferences": N_("settings"),
    "lock": N_("lock"),
    "door": N_("sign-in"),
    "sign_off": N_("sign-off"),
    "leave": N_("leave"),
}
"""The screens and parts that commands belong to, by the first word of their ids."""


class KeyChoice(Struct, frozen=True):
    """A command whose keys can be chosen, and its keys as they are now."""

    command: KeyCommand
    keys: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the command."""
        return self.command.id

    @property
    def group(self) -> str:
        """The screen or part that it belongs to."""
        return self.command.id.partition(".")[0]


def choices(app: type[Commanded], keys: Mapping[str, str]) -> tuple[KeyChoice, ...]:
    """Return the commands of the app and of every screen and widget. ``keys``: those that were moved."""
    moved, order = keymap(keys), list(GROUPS)
    found = [KeyChoice(one, tuple(moved.get(name, one.keys).split(","))) for name, one in every_command(app).items()]
    return tuple(sorted(found, key=lambda one: order.index(one.group)))


def taken_by(known: Sequence[KeyChoice], choice: KeyChoice, key: str) -> KeyChoice | None:
    """Return another command that has this key where both work."""

    def meets(other: KeyChoice) -> bool:
        return other.group == choice.group or other.group in EVERYWHERE or choice.group in EVERYWHERE

    return next((one for one in known if key in one.keys and one.id != choice.id and meets(one)), None)
