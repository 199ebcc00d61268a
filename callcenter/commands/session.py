"""What a command runs with: the clock, the person's settings and language, and the store that was asked for."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from callcenter import locale, private_files
from callcenter.clock import Clock, SystemClock
from callcenter.locale import _
from callcenter.model import Instant, Role
from callcenter.paths import expanded
from callcenter.views.people import Actor
from callcenter.views.trouble import StoreError

if TYPE_CHECKING:
    from callcenter.settings import SettingsError, SettingsFile
    from callcenter.store import Store

DATABASE_VARIABLE = "CALLCENTER_DATABASE"
LANGUAGES: tuple[locale.Language, ...] = ("zh", "en")

_RESUME_MILLISECONDS = 500
"""How long a start works at changes of rules that were left alone."""

_SERVERS = ("postgresql", "postgres")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


class Refused(Exception):
    """Bad use: one line for standard error, in the person's language; the command ends with 2 (RULES §3)."""


class Session:
    """One run of the program. ``database`` is what ``--database`` named, None if it was not given."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.database: str | None = None
        self._settings: SettingsFile | None = None
        self._broken: SettingsError | None = None
        self._store: Store | None = None
        self._resumed = False
        self._clock_apart = False
        self.key = os.urandom(16).hex()
        """Key under which this run writes once, also where the answer to a commit is lost."""

    def speak(self, arguments: Sequence[str]) -> None:
        """Choose the language before anything is said: ``--lang``, else the settings, else the locale."""
        from callcenter import settings

        try:
            self._settings = settings.read()
        except settings.SettingsError as error:
            self._broken = error
        chosen = _asked(arguments) or (self._settings and self._settings.settings.language)
        locale.use(chosen or locale.detect(os.environ))
        if self._settings is not None and self._settings.mended:
            _say_mended(self._settings.path)

    @property
    def settings(self) -> SettingsFile:
        """The person's settings. Raises :class:`Refused` where their file is broken."""
        if self._settings is None:
            assert self._broken is not None
            raise _refusal(self._broken)
        return self._settings

    def check_bindings(self, known: Collection[str], is_key: Callable[[str], object]) -> None:
        """Raises :class:`Refused` where the settings give keys to a binding that there is not, or no key at all."""
        from callcenter.settings import SettingsError

        try:
            self.settings.check_bindings(known, is_key)
        except SettingsError as error:
            raise _refusal(error) from error

    @property
    def address(self) -> str:
        """The database of this run: option, variable, settings, or the file in the user's data folder (RULES §3).

        Raises :class:`Refused` for an address of a kind that the program does not know.
        """
        if self.database is not None:
            return checked_address(self.database, "--database")
        if named := os.environ.get(DATABASE_VARIABLE):
            return checked_address(named, DATABASE_VARIABLE)
        if named := self.settings.settings.database:
            return checked_address(named, "database")
        return _own_file()

    def own_files(self, endings: Iterable[str]) -> Iterator[Path]:
        """The files that the program works on: the settings, and those of a store in a file, with these endings."""
        yield self.settings.path
        if "://" not in self.address:
            yield from (Path(self.address + ending) for ending in endings)

    @property
    def opened(self) -> Store:
        """The store, opened when it is first asked for; nothing that was left alone is taken up.

        Raises :class:`Refused` and ``StoreError``.
        """
        if self._store is None:
            from callcenter.store import Store

            address = self.address
            team = self._settings is not None and self._settings.settings.team_file
            if address == _own_file():
                private_files.tighten(Path(address).parent, team=team)
            self._store = Store.open(address, self.clock.now(), team=team)
            for path in self._store.mended:
                _say_mended(path)
            if isinstance(self.clock, SystemClock):
                self._follow_clock(self.clock, self._store)
        return self._store

    def _follow_clock(self, clock: SystemClock, store: Store) -> None:
        """Go by the server's clock, or say that the machine's differs from that of the other programs."""
        if (shown := store.server_time()) is not None:
            clock.set_right(shown)
        try:
            store.programs.compare_clocks(clock.now())
        except StoreError as error:
            from callcenter.wording import problems

            self._clock_apart = True
            print(f"callcenter: {problems.trouble(error.code, error.params)}", file=sys.stderr)

    @property
    def store(self) -> Store:
        """The store, with what an ended program left to the next one taken up. Raises as :attr:`opened` does."""
        store = self.opened
        if not self._resumed and not self._clock_apart:
            self._resumed = True
            now = self.clock.now()
            # A program that ended while it published an import left the rest of it to whoever starts next (RULES §3).
            store.imports.resume(actor=self.actor, now=now)
            # One that ended while it changed a campaign's rules keeps nobody waiting: the rules before still count.
            store.rulebooks.resume(now=now, budget=_RESUME_MILLISECONDS)
        return store

    @property
    def now(self) -> Instant:
        """The present, by the clock that all on the store go by, which opens it. Raises as :attr:`store` does."""
        _ = self.opened
        return self.clock.now()

    @property
    def actor(self) -> Actor:
        """Who works at the command line: whoever can write to the database has every right there (DESIGN §3)."""
        return Actor(user(), Role.ADMIN)

    def close(self) -> None:
        """Close the store where it was opened."""
        opened = self._store
        if opened is not None:
            opened.close()


def _own_file() -> str:
    import platformdirs

    return str(platformdirs.user_data_path("callcenter") / "callcenter.db")


def _say_mended(path: object) -> None:
    said = _("{path} could be read by others; from now on it is private").format(path=path)
    print(f"callcenter: {said}", file=sys.stderr, flush=True)


def _refusal(error: SettingsError) -> Refused:
    from callcenter.wording import problems

    first = error.problems[0]
    said = problems.settings_problem(first.fault, first.line, first.key, first.params)
    return Refused(_("settings {path}: {problem}").format(path=error.path, problem=said))


def is_text(value: str) -> bool:
    """Whether a database can hold it and somebody see it: not empty, and made of characters."""
    return bool(value.strip()) and not holds_no_characters(value)


def holds_no_characters(value: str) -> bool:
    """Whether a command line brought bytes that are no characters; Python hands them on as halves of some."""
    return any("\ud800" <= char <= "\udfff" for char in value)


def user() -> str:
    """The operating system's name for whoever runs the program."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that no name belongs to.
        return str(os.getuid())


def checked_address(address: str, source: str) -> str:
    """An address as the store takes it. Raises :class:`Refused`; ``source`` is what named it."""
    scheme = _SCHEME.match(address)
    if scheme is not None and scheme[1] not in _SERVERS:
        raise Refused(
            _("{source}: {scheme}:// is not known here; give the path of a file, or postgresql://…").format(
                source=source, scheme=scheme[1]
            )
        )
    return address if scheme is not None else str(expanded(address))


def _asked(arguments: Sequence[str]) -> locale.Language | None:
    """The language in the arguments as they came: a mistake in them is to be said in it too."""
    asked: locale.Language | None = None
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else next(iter(arguments[place + 1 :]), "")
            asked = next((language for language in LANGUAGES if language == value), asked)
    return asked
