"""The layout of the code: folders and modules small enough to be found in, named by nouns (docs/architecture.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import callcenter

_ROOT = Path(callcenter.__file__).parent
_MODULES = 16
_LINES = 700
_ACTIONS = {"importing", "exporting", "wording"}
"""Packages that are named after an action all the same."""
_NOUNS = {"morning"}


def _crowded(root: Path) -> dict[str, int]:
    folders = {path.parent for path in root.rglob("*.py")}
    counts = {str(folder.relative_to(root)): _modules(folder) for folder in folders}
    return {folder: count for folder, count in counts.items() if count > _MODULES}


def _modules(folder: Path) -> int:
    return sum(path.stem not in ("__init__", "__main__") for path in folder.glob("*.py"))


def test_no_folder_holds_more_modules_than_one_looks_through() -> None:
    assert _crowded(_ROOT) == {}


def test_no_module_is_longer_than_one_reads() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in _ROOT.rglob("*.py")}
    assert {str(path.relative_to(_ROOT)): count for path, count in lines.items() if count > _LINES} == {}


def test_modules_are_named_by_nouns() -> None:
    names = {path.stem for path in _ROOT.rglob("*.py")} | {path.parent.name for path in _ROOT.rglob("*.py")}
    assert {name for name in names if name.endswith("ing")} <= _ACTIONS | _NOUNS


def test_a_crowded_folder_would_be_seen(tmp_path: Path) -> None:
    for number in range(_MODULES + 1):
        (tmp_path / f"module_{number}.py").touch()
    assert _crowded(tmp_path) == {".": _MODULES + 1}


def test_a_public_class_name_stands_for_one_class() -> None:
    places: dict[str, list[str]] = {}
    for path in sorted(_ROOT.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(str(path.relative_to(_ROOT)))
    assert len(places) > 500
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}
