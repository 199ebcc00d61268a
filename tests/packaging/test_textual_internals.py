"""Private names of Textual stand in one module, each with its reason (docs/architecture.md)."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import callcenter
import callcenter.screens
import callcenter.widgets
import callcenter.workstation

_ROOT = Path(callcenter.__file__).parent
_INTERNALS = "callcenter.widgets.base.textual_internals"


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _modules() -> Iterator[str]:
    yield "callcenter.app"
    for package in (callcenter.screens, callcenter.widgets, callcenter.workstation):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name != _INTERNALS:
                yield module.name


def _own_names() -> set[str]:
    """Every private name that the program gives to something itself."""
    names: set[str] = set()
    for path in _ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                if isinstance(node.value, ast.Name) and node.value.id == "self":
                    names.add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return names


def _strange(source: str, own: set[str]) -> list[str]:
    """Private names that a module reads and the program does not have, and those that it imports from Textual."""
    strange = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and _is_private(node.attr) and node.attr not in own | {"_exit"}:
            strange.append(node.attr)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
            strange += [
                name for name in (*str(node.module).split("."), *(one.name for one in node.names)) if _is_private(name)
            ]
    return strange


def test_modules_use_no_private_name_of_textual() -> None:
    own = _own_names()
    found = {}
    for name in _modules():
        path = Path(str(importlib.import_module(name).__file__))
        if strange := _strange(path.read_text(encoding="utf-8"), own):
            found[name] = strange
    assert found == {}


def test_classes_override_no_private_method_of_textual() -> None:
    overridden = []
    classes = 0
    for name in _modules():
        for cls in vars(importlib.import_module(name)).values():
            if not isinstance(cls, type) or cls.__module__ != name:
                continue
            classes += 1
            for base in cls.__mro__[1:]:
                if base.__module__.startswith("textual"):
                    methods = {key for key, value in vars(base).items() if _is_private(key) and callable(value)}
                    overridden += [f"{cls.__qualname__}.{key}" for key in methods & vars(cls).keys()]
    assert classes > 150
    assert overridden == []


def test_the_module_itself_would_be_seen() -> None:
    source = Path(str(importlib.import_module(_INTERNALS).__file__)).read_text(encoding="utf-8")
    assert {"_styles_cache", "_css_update_count", "_register"} <= set(_strange(source, _own_names()))
    assert len(source.splitlines()) <= 100
