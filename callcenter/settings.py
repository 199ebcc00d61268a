"""The settings file: a small TOML file in the user's config folder, read once at the start.

``CALLCENTER_SETTINGS`` names another one. A missing file at the usual place means the defaults; a broken one is one
:class:`SettingsError` that names each line, key and what would be right there, in codes that the catalogue words.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
from msgspec import Meta, Struct

from callcenter import private_files
from callcenter.paths import expanded

VARIABLE = "CALLCENTER_SETTINGS"
FILE_NAME = "settings.toml"

MOVED = ("lease_seconds", "own_pool_on_reach")
"""Keys that this file had once and that belong to a campaign (:mod:`callcenter.campaign_settings`)."""

Language = Literal["en", "zh"]
ThemeName = Literal["dark", "light", "high-contrast", "colour-blind"]
_Text = Annotated[str, Meta(min_length=1)]


class SettingFault(StrEnum):
    """Faults of a settings file or a line of it. ``params`` of each in the comment."""

    NOT_FOUND = "not_found"  # CALLCENTER_SETTINGS names no file
    UNREADABLE = "unreadable"  # found: what the system says
    NOT_UTF8 = "not_utf8"
    SYNTAX = "syntax"  # found: what the reader says
    UNKNOWN_KEY = "unknown_key"  # choices: the keys there are; nearest: the likeliest one or ''
    WRONG_VALUE = "wrong_value"  # found: the value as written; expected: an Expected; low, high or choices with it
    UNKNOWN_BINDING = "unknown_binding"  # choices, nearest: as above, ids of key bindings
    NO_KEY = "no_key"  # found: what no keyboard has
    NO_PATH = "no_path"  # found: what cannot be the path of anything
    NEEDED = "needed"  # found: the kind of line that needs the key


class Expected(StrEnum):
    """Kinds of values that are expected in place of a wrong one."""

    TEXT = "text"
    YES_NO = "yes_no"
    WHOLE_NUMBER = "whole_number"  # low, high
    ONE_OF = "one_of"  # choices
    KEYS = "keys"
    COMMAND = "command"
    COUNTRY = "country"
    TABLE = "table"


class SettingsProblem(Struct, frozen=True):
    """One mistake. ``line`` counts from 1, 0 = the file as a whole; ``key`` is dotted, '' where there is none."""

    fault: SettingFault
    line: int
    key: str
    params: Mapping[str, str]


class SettingsError(Exception):
    """The settings file cannot be used. ``problems`` stand by line."""

    def __init__(self, path: Path, problems: tuple[SettingsProblem, ...]) -> None:
        super().__init__(f"{path}: " + "; ".join(f"line {p.line}: {p.fault} {p.key}".rstrip() for p in problems))
        self.path = path
        self.problems = problems


_Command = Annotated[list[_Text], Meta(min_length=1)]


class LineSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of the agent's telephone line (docs/telephony.md). ``country``: from where numbers are dialled.

    ``command``: ``dial_command`` and ``hangup_command``, whose arguments may hold {e164}, {number}, {id} and {shown}.
    ``ami``: ``extension``, the agent's telephone as a channel, and ``context``, where numbers are dialled, of the
    exchange at ``host``; ``dial_as``: the number as it wants it; ``caller_id``: the number shown, '' = it decides.
    ``sip``: ``server``, where ``user`` registers unless calls go there ``direct``; ``listen``: address[:port] or
    network interface of this machine, '' = any; ``microphone_command``, ``speaker_command``: programs that record and
    play raw sound. ``dial_as`` as above.
    ``secret_file``: a file that only this user reads, relative to the settings file.
    """

    kind: Literal["manual", "command", "ami", "sip"] = "manual"
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] = "CN"
    dial_command: _Command | None = None
    hangup_command: _Command | None = None
    host: _Text | None = None
    port: Annotated[int, Meta(ge=1, le=65_535)] = 5038
    user: _Text | None = None
    secret_file: _Text | None = None
    extension: _Text | None = None
    context: _Text | None = None
    dial_as: _Text = "{number}"
    caller_id: str = ""
    server: _Text | None = None
    direct: bool = False
    listen: str = ""
    microphone_command: _Command | None = None
    speaker_command: _Command | None = None


_NEEDED: Mapping[str, tuple[str, ...]] = {
    "command": ("dial_command",),
    "ami": ("host", "user", "secret_file", "extension", "context"),
    "sip": ("server", "user", "secret_file"),
}
"""Keys that a kind of line cannot do without."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of a person. None or empty = not set.

    ``database`` is an address (``postgresql://…``) or an absolute path; in the file a path may begin with ``~`` or
    be relative to the file's folder. ``tick_seconds``: how often what became due is looked for. ``keys``: binding id →
    keys, comma between them. ``reduced``: no animation, no blinking.
    ``messages``, ``scripts``: the folders of a team's own prepared texts and call scripts, relative to the file's
    folder. ``team_file``: the database file is also its group's to read and write. ``organisation``: how it signs them.
    ``message_command``: the program, with its arguments, that a message is handed to; it has ``message_seconds``.
    ``recording_command``: the program, with its arguments, that plays a recording.
    ``lock_minutes``: how long nobody types before a workstation asks for the password again that it was signed in with.
    ``remind_minutes``: how long before a promise falls due its agent is reminded, 0 = never; ``reminder_command``: a
    program that is told besides, such as a desktop's notifier. ``backup_daily``: a backup is made every day by one of
    the programs that are open, in ``backup_folder`` (relative to the file's folder), and kept ``backup_keep_days``.
    ``line``: the telephone.
    """

    database: _Text | None = None
    team_file: bool = False
    language: Language | None = None
    agent: _Text | None = None
    theme: ThemeName = "dark"
    tick_seconds: Annotated[int, Meta(ge=1, le=3_600)] = 5
    reduced: bool = False
    messages: _Text | None = None
    scripts: _Text | None = None
    organisation: str = ""
    message_command: _Command | None = None
    message_seconds: Annotated[int, Meta(ge=1, le=600)] = 20
    recording_command: Annotated[list[_Text], Meta(min_length=1)] | None = None
    lock_minutes: Annotated[int, Meta(ge=1, le=60)] = 15
    remind_minutes: Annotated[int, Meta(ge=0, le=240)] = 5
    reminder_command: _Command | None = None
    backup_daily: bool = False
    backup_folder: _Text | None = None
    backup_keep_days: Annotated[int, Meta(ge=1, le=3_650)] = 14
    line: LineSettings = LineSettings()
    keys: dict[_Text, _Text] = msgspec.field(default_factory=dict)


class SettingsFile(Struct, frozen=True):
    """Settings with the file they came from. ``path`` is where a file would be looked for even if there is none."""

    path: Path
    settings: Settings
    lines: Mapping[str, int]
    mended: bool = False
    """True if others could read the file until now: it may hold a password."""
    moved: tuple[str, ...] = ()
    """Keys of older files that are settings of a campaign now; what stands there does nothing."""

    def check_bindings(self, known: Collection[str], is_key: Callable[[str], object]) -> None:
        """Raise :class:`SettingsError` for each key under ``keys`` that is no binding id of the app's, and for each
        that is to be pressed and that no keyboard has."""
        problems = []
        for name, keys in self.settings.keys.items():
            if name not in known:
                problems.append(_unknown(SettingFault.UNKNOWN_BINDING, f"keys.{name}", name, known, self.lines))
            for key in keys.split(","):
                if not is_key(key):
                    found = {"found": key.strip()}
                    problems.append(
                        SettingsProblem(SettingFault.NO_KEY, _line(f"keys.{name}", self.lines), f"keys.{name}", found)
                    )
        if problems:
            raise SettingsError(self.path, tuple(problems))


def default_path() -> Path:
    """Return the path of the settings file unless ``CALLCENTER_SETTINGS`` names another place."""
    import platformdirs

    return platformdirs.user_config_path("callcenter") / FILE_NAME


def read(environment: Mapping[str, str] = os.environ) -> SettingsFile:
    """The person's settings. Raises :class:`SettingsError`."""
    named = environment.get(VARIABLE, "")
    try:
        path = expanded(named) if named else default_path()
    except OSError:
        path = Path(named)
        raise SettingsError(path, (SettingsProblem(SettingFault.NOT_FOUND, 0, "", {}),)) from None
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        if named:
            raise SettingsError(path, (SettingsProblem(SettingFault.NOT_FOUND, 0, "", {}),)) from None
        return SettingsFile(path, Settings(), {})
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError(path, (SettingsProblem(SettingFault.NOT_UTF8, line, "", {}),)) from None
    except OSError as error:
        found = error.strerror or str(error)
        raise SettingsError(path, (SettingsProblem(SettingFault.UNREADABLE, 0, "", {"found": found}),)) from None
    return _parse(text, path)


def _parse(text: str, path: Path) -> SettingsFile:
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number or a nesting that Python will not read is no TOML either
        match = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = int(match[1]) if match else len(text.splitlines())
        said = re.sub(r" \(at [^()]*\)$", "", str(error))
        raise SettingsError(path, (SettingsProblem(SettingFault.SYNTAX, line, "", {"found": said}),)) from None
    lines = dict(_key_lines(text))
    moved = tuple(key for key in MOVED if raw.pop(key, None) is not None)
    problems = tuple(sorted(_mistakes(raw, lines), key=lambda problem: problem.line))
    if problems:
        raise SettingsError(path, problems)
    settings = msgspec.convert(raw, Settings)
    if settings.database is not None and "://" not in settings.database:
        settings = msgspec.structs.replace(settings, database=_beside(path, settings.database))
    if settings.backup_folder is not None:
        settings = msgspec.structs.replace(settings, backup_folder=_beside(path, settings.backup_folder))
    if settings.messages is not None:
        settings = msgspec.structs.replace(settings, messages=_beside(path, settings.messages))
    if settings.scripts is not None:
        settings = msgspec.structs.replace(settings, scripts=_beside(path, settings.scripts))
    if settings.line.secret_file is not None:
        secret_file = _beside(path, settings.line.secret_file)
        settings = msgspec.structs.replace(
            settings, line=msgspec.structs.replace(settings.line, secret_file=secret_file)
        )
    return SettingsFile(path, settings, lines, private_files.tighten(path, team=settings.team_file), moved)


def _beside(path: Path, named: str) -> str:
    """Return the path that the file at ``path`` names: absolute, in somebody's home, or relative to its own folder."""
    return os.path.abspath(path.parent / expanded(named))


def _mistakes(raw: dict[str, Any], lines: Mapping[str, int]) -> Iterator[SettingsProblem]:
    keys = raw.get("keys")
    if isinstance(keys, dict):
        for name, value in keys.items():
            if not isinstance(value, str) or not all(part.strip() for part in value.split(",")):
                yield _wrong(f"keys.{name}", value, {"expected": Expected.KEYS}, lines)
    line = raw.get("line")
    if isinstance(line, dict):
        yield from _mistakes_of(LineSettings, line, lines, "line.")
        kind = str(line.get("kind"))
        for name in _NEEDED.get(kind, ()):
            if name not in line and not (name == "secret_file" and line.get("direct") is True):
                yield SettingsProblem(SettingFault.NEEDED, _line("line.kind", lines), f"line.{name}", {"found": kind})
    flat = {key: value for key, value in raw.items() if key not in ("keys", "line") or not isinstance(value, dict)}
    yield from _mistakes_of(Settings, flat, lines)


def _mistakes_of(
    struct: type[Struct], raw: dict[str, Any], lines: Mapping[str, int], prefix: str = ""
) -> Iterator[SettingsProblem]:
    kinds = get_type_hints(struct, include_extras=True)
    for name, value in raw.items():
        key = f"{prefix}{name}"
        if name not in kinds:
            yield _unknown(SettingFault.UNKNOWN_KEY, key, name, tuple(kinds), lines)
            continue
        try:
            msgspec.convert(value, kinds[name])
        except msgspec.ValidationError:
            yield _wrong(key, value, _expectation(kinds[name]), lines)
            continue
        if key in _PATHS and isinstance(value, str) and "://" not in value and not _is_path(value):
            yield SettingsProblem(SettingFault.NO_PATH, _line(key, lines), key, {"found": value})


_PATHS = ("database", "messages", "scripts", "line.secret_file")


def _is_path(named: str) -> bool:
    try:
        expanded(named)
    except OSError:
        return False
    return True


def _expectation(kind: Any) -> dict[str, str]:
    """Return what a field's type asks for, as the parameters of :attr:`Fault.WRONG_VALUE`."""
    parts = [part for part in get_args(kind) if part is not type(None)]
    if kind is bool:
        return {"expected": Expected.YES_NO}
    if kind is LineSettings:
        return {"expected": Expected.TABLE}
    if any(isinstance(part, Meta) and part.pattern for part in parts):
        return {"expected": Expected.COUNTRY}
    if getattr(getattr(kind, "__origin__", None), "__origin__", None) is list:
        return {"expected": Expected.COMMAND}
    if parts and all(isinstance(part, str) for part in parts):
        return {"expected": Expected.ONE_OF, "choices": ", ".join(parts)}
    if len(parts) == 1:
        return _expectation(parts[0])
    if parts and parts[0] is int:
        return {"expected": Expected.WHOLE_NUMBER, "low": str(parts[1].ge), "high": str(parts[1].le)}
    return {"expected": Expected.KEYS if parts and getattr(kind, "__origin__", None) is dict else Expected.TEXT}


def _wrong(key: str, value: object, expectation: Mapping[str, str], lines: Mapping[str, int]) -> SettingsProblem:
    return SettingsProblem(SettingFault.WRONG_VALUE, _line(key, lines), key, {"found": _written(value), **expectation})


def _unknown(
    fault: SettingFault, key: str, name: str, known: Collection[str], lines: Mapping[str, int]
) -> SettingsProblem:
    nearest = next(iter(difflib.get_close_matches(name, sorted(known), 1)), "")
    return SettingsProblem(fault, _line(key, lines), key, {"choices": ", ".join(sorted(known)), "nearest": nearest})


def _written(value: object) -> str:
    """A value near enough to how it stands in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _line(key: str, lines: Mapping[str, int]) -> int:
    return lines.get(key) or lines.get(key.partition(".")[0], 0)


_PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
# Compiled where there is a file to be read.
_KEY = rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*="
_TABLE = rf"\s*\[\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]"


def _key_lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield keys and lines. Keys of an inline table keep its line."""
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(_TABLE, line):
            table = _plain(match[1])
            yield table, number
        elif match := re.match(_KEY, line):
            name = _plain(match[1])
            dotted = f"{table}.{name}" if table else name
            yield dotted, number
            if not table and "." in name:
                yield name.partition(".")[0], number


def _plain(key: str) -> str:
    return ".".join(part.strip("\"'") for part in re.findall(_PART, key))
