"""Every command of the program, for the settings, the guide and the choice of keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages

import callcenter.screens
import callcenter.widgets
from callcenter.widgets.base.commands import Commanded, KeyCommand


def every_command(*apps: type[Commanded]) -> Mapping[str, KeyCommand]:
    """Load all screens and give the commands of the apps and of these that have a meaning, by id, each where it stands
    first."""
    commands: dict[str, KeyCommand] = {}
    for owner in (*apps, *_owners()):
        for one in owner.__dict__.get("offers", ()):
            if isinstance(one, KeyCommand) and one.meaning:
                commands.setdefault(one.id, one)
    return commands


def _owners() -> Iterator[type[Commanded]]:
    for package in (callcenter.screens, callcenter.widgets):
        for module in sorted(one.name for one in walk_packages(package.__path__, f"{package.__name__}.")):
            for owner in vars(import_module(module)).values():
                if isinstance(owner, type) and issubclass(owner, Commanded) and owner.__module__ == module:
                    yield owner
