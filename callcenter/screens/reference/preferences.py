"""The settings that a person chooses in the program: language, colours, reminders, keys.

What is chosen holds at once and is kept (:mod:`callcenter.preferences`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message

from callcenter import locale
from callcenter.locale import N_, _
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.screens.frame.list_screen import BACK, FILTER, HELP, NO_FILTER, ListScreen
from callcenter.screens.reference import key_list
from callcenter.screens.reference.key_list import KeyChoice
from callcenter.settings import Language, ThemeName
from callcenter.widgets.base.commands import Commanded, KeyCommand, Mention, Offers
from callcenter.widgets.base.themes import THEMES
from callcenter.widgets.forms.key_question import KeyQuestion
from callcenter.widgets.lines.prompts import KeyHints, key_words
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.filter_line import FilterLine
from callcenter.widgets.lists.line_list import LineList, LineRow

_LANGUAGES: Mapping[Language, str] = {"en": "English", "zh": "中文"}
"""The languages, each in its own words."""
_THEMES: Mapping[ThemeName, str] = {
    "dark": N_("dark"),
    "light": N_("light"),
    "high-contrast": N_("high contrast"),
    "colour-blind": N_("for red-green colour blindness"),
}
_MINUTES = (0, 2, 5, 10, 15, 30)
_LANGUAGE, _THEME, _REMIND, _NAME, _PLACE = "language", "theme", "remind_minutes", "name", "place"


class PreferencesScreen(ListScreen[None]):
    """List of settings and keys. Enter goes on to the next value, or asks for the new key."""

    CSS_PATH = "preferences.tcss"
    AUTO_FOCUS = "#settings"
    offers: ClassVar[Offers] = (
        Mention("list.open", N_("change")),
        Mention("entry.send", N_("back to list")),
        NO_FILTER,
        KeyCommand("preferences.reset", "delete,r", "reset", N_("default"), N_("back to the default")),
        FILTER,
        BACK,
        HELP,
    )

    class Chosen(Message):
        """A choice: the name of the setting and its new value; of keys all that are moved here."""

        def __init__(self, name: str, value: Any) -> None:
            super().__init__()
            self.name = name
            self.value = value

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._commands: tuple[KeyChoice, ...] = ()
        self._asked: KeyChoice | None = None

    def compose(self) -> ComposeResult:
        columns = (
            Column(_("setting"), 30, flex=3),
            Column(_("value"), 20, flex=1, most=34, prior=True),
            Column(_("where"), 14, flex=1, most=24),
        )
        yield from self.top(
            LineList(columns, id="settings"), _("filter: a part of what a key does, its screen, or the key")
        )
        yield KeyQuestion(id="question")
        yield self.footer()

    @property
    def list(self) -> LineList:
        """The settings."""
        return self.query_one("#settings", LineList)

    @property
    def _worn_theme(self) -> ThemeName:
        """The colours of the moment."""
        return next(name for name in _THEMES if THEMES[name].name == self.app.theme)

    @property
    def _moved(self) -> dict[str, str]:
        """The keys that were moved in the program."""
        return dict(self.desk.preferences.chosen.keys)

    def refill(self) -> None:
        kept = self.desk.preferences
        said = _("Settings") if not kept.fault else _("Settings: the file is invalid and is ignored")
        self.say_count(said)
        app = self.app
        assert isinstance(app, Commanded)
        self.read(lambda _now: key_list.choices(type(app), kept.keys), self._show, group="keys")

    def _show(self, commands: tuple[KeyChoice, ...]) -> None:
        self._commands = commands
        self.draw()

    def draw(self) -> None:
        line = self.query_one(FilterLine)
        self.list.set_empty(_("Nothing matches the filter."))
        self.list.set_rows(
            row
            for row in (*self._settings(), *self._keys())
            if row.section or line.fits("\n".join(map(str, row.cells)))
        )

    def _settings(self) -> Iterator[LineRow]:
        desk = self.desk
        minutes = desk.settings.remind_minutes
        yield LineRow("general", (_("general"),), section=True)
        yield LineRow(_LANGUAGE, (_("language"), _LANGUAGES[locale.current()], ""))
        yield LineRow(_THEME, (_("colours"), _(_THEMES[self._worn_theme]), ""))
        before = _("{n} min before").format(n=minutes) if minutes else _("never")
        yield LineRow(_REMIND, (_("reminder of a promise"), before, ""))
        yield LineRow(_NAME, (_("your name"), desk.session.name, _("by administrator")))
        place = desk.preferences.path
        yield LineRow(_PLACE, (_("saved in"), _("not saved in the demo") if place is None else str(place), ""))

    def _keys(self) -> Iterator[LineRow]:
        if self._commands:
            yield LineRow("keys", (_("keys"),), section=True)
        for one in self._commands:
            keys = _spelled(self, one.keys)
            if one.id in self._moved:
                keys = f"{keys} *"
            yield LineRow(one.id, (_(one.command.meaning), keys, _(key_list.GROUPS[one.group])))

    @property
    def ref_here(self) -> str | None:
        return None  # no row is a customer

    # --- changing -------------------------------------------------------------------------------------------------

    def open_row(self) -> None:
        match key := self.list.key or "":
            case "language":
                self._choose(_LANGUAGE, _next(tuple(_LANGUAGES), locale.current()))
            case "theme":
                self._choose(_THEME, _next(tuple(_THEMES), self._worn_theme))
            case "remind_minutes":
                self._choose(_REMIND, _next(_MINUTES, self.desk.settings.remind_minutes))
            case "name":
                self._say(_("Your work is recorded under it; an administrator sets names: callcenter agent"))
            case "place":
                self._say(_("The program writes this file; put your own settings in settings.toml beside it"))
            case _:
                self._asked = self._command(key)
                question = _("Press the new key for: {what}. Esc keeps the old one.")
                self.query_one(KeyQuestion).ask(question.format(what=_(self._asked.command.meaning)))

    def on_key_question_pressed(self, event: KeyQuestion.Pressed) -> None:
        event.stop()
        self.list.focus()
        command, self._asked = self._asked, None
        if command is None or event.key is None or event.key == command.keys[0]:
            return
        other = key_list.taken_by(self._commands, command, event.key)
        if other is not None:
            self.app.bell()
            taken = _("{key} is taken: {what} ({where})")
            where = _(key_list.GROUPS[other.group])
            self._say(taken.format(key=_spelled(self, (event.key,)), what=_(other.command.meaning), where=where))
            return
        # Further keys stay: they are there for an input method that was left on.
        keys = dict.fromkeys((event.key, *command.keys[1:]))
        self._choose("keys", self._moved | {command.id: ",".join(keys)})

    def action_reset(self) -> None:
        """Give a setting the value that it has without a choice made here."""
        key, moved = self.list.key, self._moved
        if key in (_LANGUAGE, _THEME, _REMIND):
            self._choose(key, None)
        elif key in moved:
            del moved[key]
            self._choose("keys", moved)
        else:
            self.app.bell()

    def _command(self, name: str) -> KeyChoice:
        return next(one for one in self._commands if one.id == name)

    def _choose(self, name: str, value: object) -> None:
        self.post_message(self.Chosen(name, value))

    def _say(self, said: str) -> None:
        self.query_one(KeyHints).say(said)


def _next(choices: Sequence[Any], present: object) -> Any:
    """The choice after the present one; the first where that is none of them."""
    return choices[(choices.index(present) + 1) % len(choices)] if present in choices else choices[0]


def _spelled(screen: DeskScreen[Any], keys: Sequence[str]) -> str:
    return "  ".join(key_words(screen.app, Binding(key, "", "")) for key in keys)
