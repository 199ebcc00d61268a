"""The context of a command: the clock, the person's settings and language, and the store that was asked for."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from callcenter import locale, preferences, private_files
from callcenter.access import Origin, Principal
from callcenter.clock import Clock, SystemClock
from callcenter.locale import _
from callcenter.model import Instant
from callcenter.paths import expanded
from callcenter.preferences import PreferencesFile
from callcenter.views.upkeep.trouble import StoreError

if TYPE_CHECKING:
    from callcenter.settings import Settings, SettingsError, SettingsFile
    from callcenter.store import Store
    from callcenter.views.people.people import Doorway, SignedIn

DATABASE_VARIABLE = "CALLCENTER_DATABASE"
TOKEN_VARIABLE = "CALLCENTER_TOKEN"
TOKEN_FILE_VARIABLE = "CALLCENTER_TOKEN_FILE"
LANGUAGES: tuple[locale.Language, ...] = ("zh", "en")

_RESUME_MILLISECONDS = 500
"""Milliseconds that a start works at changes of rules that were left alone."""

_SERVERS = ("postgresql", "postgres")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


class BadUse(Exception):
    """Bad use: one line for standard error, in the person's language; the command ends with 2.

    See docs/rules.md#people.
    """


class Context:
    """One run of the program. ``database`` is what ``--database`` named, None if it was not given."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.database: str | None = None
        self._settings: SettingsFile | None = None
        self.preferences = PreferencesFile()
        self._broken: SettingsError | None = None
        self._store: Store | None = None
        self._doorway: Doorway
        self.token: SignedIn | None = None
        """The sign-in by a token to a closed store."""
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
        if self._settings is not None:
            self.preferences = preferences.read(self._settings.path, self._settings.settings)
        spoken = self._settings and self.preferences.over(self._settings.settings).language
        chosen = _asked(arguments) or spoken
        locale.use(chosen or locale.detect(os.environ))
        if self._settings is not None and self._settings.mended:
            _say_mended(self._settings.path)
        if self._settings is not None and self._settings.moved:
            _say_moved(self._settings)
        if self.preferences.fault:
            said = _("{path} is invalid and is ignored: {reason}")
            words = said.format(path=self.preferences.path, reason=self.preferences.fault)
            print(f"callcenter: {words}", file=sys.stderr, flush=True)

    @property
    def settings(self) -> SettingsFile:
        """The person's settings. Raises :class:`BadUse` where their file is broken."""
        if self._settings is None:
            assert self._broken is not None
            raise _refusal(self._broken)
        return self._settings

    @property
    def chosen(self) -> Settings:
        """The settings with what the person chose in the program. Raises :class:`BadUse` where the file is broken."""
        return self.preferences.over(self.settings.settings)

    def check_bindings(self, known: Collection[str], is_key: Callable[[str], object]) -> None:
        """Raise :class:`BadUse` where the settings give keys to a binding that there is not, or no key at all."""
        from callcenter.settings import SettingsError

        try:
            self.settings.check_bindings(known, is_key)
        except SettingsError as error:
            raise _refusal(error) from error

    @property
    def address(self) -> str:
        """The database of this run: option, variable, settings, or the file in the user's data folder.

        Raises :class:`BadUse` for an address of a kind that the program does not know.

        See docs/rules.md#contract.
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

        Raises :class:`BadUse` and ``StoreError``.
        """
        if self._store is None:
            from callcenter.store import Store

            address = self.address
            team = self._settings is not None and self._settings.settings.team_file
            if address == _own_file():
                private_files.tighten(Path(address).parent, team=team)
            store = Store.open(address, self.clock.now(), team=team)
            self._doorway = store.sign_ins.doorway()
            self._store = store.by(self._principal(store, self._doorway))
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
        store = self._asked_in()
        if not self._resumed and not self._clock_apart:
            self._resumed = True
            now = self.clock.now()
            # A program that ended while it published an import left the rest of it to whoever starts next
            # (docs/rules.md#imports).
            store.imports.resume(now=now)
            # One that ended while it changed a campaign's rules keeps nobody waiting: the rules before still count.
            store.rulebooks.resume(now=now, budget=_RESUME_MILLISECONDS)
            store.reassignments.resume(now=now, budget=_RESUME_MILLISECONDS)
        return store

    @property
    def doorway(self) -> Doorway:
        """The store as it stood when it was opened, which opens it. Raises as :attr:`opened` does."""
        _ = self.opened
        return self._doorway

    @property
    def now(self) -> Instant:
        """The present, by the clock that all on the store go by, which opens it. Raises as :attr:`store` does."""
        _ = self.opened
        return self.clock.now()

    def _principal(self, store: Store, doorway: Doorway) -> Principal:
        """The one in whose name commands act: by a token, or by the user of the operating system.

        In an open store that is an administrator of their name; in a closed one whoever was bound to them, and a verb
        refuses where that is nobody. Raises :class:`BadUse` for a token's file that cannot be read, ``BAD_TOKEN``.
        """
        if doorway.closed and (token := _token()):
            self.token = store.sign_ins.with_token(token, now=self.clock.now())
            return self.token.principal
        return Principal((doorway.closed and doorway.bound) or doorway.os_user, Origin.COMMAND)

    def _asked_in(self) -> Store:
        """The store, in the name of somebody who signs in on the terminal where nothing else tells who it is.

        Raises :class:`BadUse`, ``WRONG_PASSWORD``.
        """
        store, doorway = self.opened, self._doorway
        known = not doorway.closed or doorway.bound or self.token or store.principal.sign_in
        if known or not _on_a_terminal():
            return store
        import click

        name: str = click.prompt(_("name"), err=True)
        password: str = click.prompt(_("password"), hide_input=True, err=True)
        signed_in = store.sign_ins.with_password(name, password, now=self.clock.now())
        if signed_in.first_password:
            raise BadUse(_("this is your first password: sign in at the workstation and set your own"))
        self._store = store.by(replace(signed_in.principal, origin=Origin.COMMAND))
        return self._store

    def close(self) -> None:
        """Close the store where it was opened; a sign-in on the terminal ends with its command."""
        opened = self._store
        if opened is not None:
            if opened.principal.origin is Origin.COMMAND and opened.principal.sign_in:
                with suppress(StoreError):
                    opened.sign_ins.end(now=self.clock.now())
            opened.close()


def _on_a_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def _own_file() -> str:
    import platformdirs

    return str(platformdirs.user_data_path("callcenter") / "callcenter.db")


def _say_mended(path: object) -> None:
    said = _("{path} was readable by others; it is private now").format(path=path)
    print(f"callcenter: {said}", file=sys.stderr, flush=True)


def _say_moved(found: SettingsFile) -> None:
    said = _("{path}: {keys}: now a campaign setting, ignored here; see callcenter campaign set").format(
        path=found.path, keys=", ".join(found.moved)
    )
    print(f"callcenter: {said}", file=sys.stderr, flush=True)


def _refusal(error: SettingsError) -> BadUse:
    from callcenter.wording import problems

    first = error.problems[0]
    said = problems.settings_problem(first.fault, first.line, first.key, first.params)
    return BadUse(_("settings {path}: {problem}").format(path=error.path, problem=said))


def is_text(value: str) -> bool:
    """Tell whether a database can hold it and somebody see it: not empty, and made of characters."""
    return bool(value.strip()) and not holds_no_characters(value)


def holds_no_characters(value: str) -> bool:
    """Tell whether a command line brought bytes that are no characters; Python hands them on as halves of some."""
    return any("\ud800" <= char <= "\udfff" for char in value)


def _token() -> str:
    if token := os.environ.get(TOKEN_VARIABLE):
        return token
    file = os.environ.get(TOKEN_FILE_VARIABLE)
    if not file:
        return ""
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise BadUse(_("the token cannot be read from {path}: {reason}").format(path=file, reason=error)) from error


def checked_address(address: str, source: str) -> str:
    """An address as the store takes it. Raises :class:`BadUse`; ``source`` is what named it."""
    scheme = _SCHEME.match(address)
    if scheme is not None and scheme[1] not in _SERVERS:
        raise BadUse(
            _("{source}: {scheme}:// is not supported; give a file path or postgresql://…").format(
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
