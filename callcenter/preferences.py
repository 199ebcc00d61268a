"""Choices that a person makes in the program: language, colours, keys, the time of reminders.

They stand in a file of the program's own, ``preferences.toml`` beside the settings file, which stays as its owner wrote
it; a choice made here goes before what stands there. One that is broken is left aside, and said.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from callcenter import private_files
from callcenter.settings import Language, Settings, ThemeName

FILE_NAME = "preferences.toml"


class Preferences(Struct, frozen=True, forbid_unknown_fields=True):
    """Choices of a person; None = none was made. ``keys``: binding id → keys, comma between them."""

    language: Language | None = None
    theme: ThemeName | None = None
    remind_minutes: Annotated[int, Meta(ge=0, le=240)] | None = None
    keys: Mapping[str, str] = msgspec.field(default_factory=dict)


class PreferencesFile(Struct, frozen=True):
    """Choices and where they are kept, None = nowhere.

    ``own_keys``: the keys of the settings file; ``fault``: what is wrong with the file, '' where nothing is.
    """

    path: Path | None = None
    chosen: Preferences = Preferences()
    own_keys: Mapping[str, str] = msgspec.field(default_factory=dict)
    fault: str = ""

    @property
    def keys(self) -> dict[str, str]:
        """The keys of both files, by binding id."""
        return {**self.own_keys, **self.chosen.keys}

    def over(self, settings: Settings) -> Settings:
        """Return the settings with what was chosen in the place of what stands in their file."""
        made = {
            name: value
            for name in ("language", "theme", "remind_minutes")
            if (value := getattr(self.chosen, name)) is not None
        }
        return replace(settings, **made, keys=self.keys)


def read(settings_path: Path, settings: Settings) -> PreferencesFile:
    """The choices beside a settings file. A missing file holds none, a broken one none and its fault."""
    path = settings_path.with_name(FILE_NAME)
    try:
        chosen = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Preferences)
    except (FileNotFoundError, NotADirectoryError):
        return PreferencesFile(path, own_keys=settings.keys)
    except (OSError, ValueError, RecursionError) as error:  # a mistake of TOML or of a value is a ValueError
        fault = error.strerror or "" if isinstance(error, OSError) else str(error)
        return PreferencesFile(path, own_keys=settings.keys, fault=" ".join(fault.split()) or type(error).__name__)
    return PreferencesFile(path, chosen, settings.keys)


def write(path: Path, chosen: Preferences) -> None:
    """Put choices into the file, as a whole or not at all. Raises ``OSError``."""
    lines = [
        f"{name} = {_value(value)}"
        for name in ("language", "theme", "remind_minutes")
        if (value := getattr(chosen, name)) is not None
    ]
    if chosen.keys:
        lines += ["", "[keys]", *(f"{_value(name)} = {_value(keys)}" for name, keys in sorted(chosen.keys.items()))]
    private_files.make_folder(path.parent)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        private_files.make_file(beside)
        beside.write_text("\n".join([*lines, ""]), encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _value(value: object) -> str:
    """A value as TOML writes it: a text there is one of JSON, too."""
    return json.dumps(value, ensure_ascii=False)
