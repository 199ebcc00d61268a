"""The compiled catalogues are under no version control: the build makes them, and `make` keeps them fresh."""

from __future__ import annotations

import gettext
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_CATALOGUE = "callcenter/locale/zh/LC_MESSAGES/callcenter"
# Stands for the Python of an environment: writes down what it is asked to run.
_RECORDER = """#!/bin/sh
echo "$*" >>"$(dirname "$0")/asked"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what is under version control."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=_ROOT, check=True, capture_output=True, text=True).stdout
    folder = tmp_path / "checkout"
    for name in filter(None, names.split("\0")):
        if name.startswith("callcenter/") or "/" not in name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(_ROOT / name, folder / name)
    return folder


def _build(source: Path, hook: str, target: Path) -> Path:
    """Build the folder by the build backend: ``build_wheel``, ``build_sdist`` or ``build_editable``."""
    target.mkdir()
    code = f"import sys; from setuptools import build_meta; print(build_meta.{hook}(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(target)], cwd=source, check=True, capture_output=True)
    (made,) = target.iterdir()
    return made


def _chinese(binary: Path) -> str:
    with binary.open("rb") as opened:
        return gettext.GNUTranslations(opened).gettext("Queue")


def test_a_wheel_made_of_a_source_archive_holds_them(checkout: Path, tmp_path: Path) -> None:
    assert not list(checkout.rglob("*.mo"))
    archive = _build(checkout, "build_sdist", tmp_path / "archive")
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert not list(unpacked.rglob("*.mo"))
    with zipfile.ZipFile(_build(unpacked, "build_wheel", tmp_path / "wheel")) as wheel:
        wheel.extract(f"{_CATALOGUE}.mo", tmp_path)
        assert f"{_CATALOGUE}.po" in wheel.namelist()
    assert _chinese(tmp_path / f"{_CATALOGUE}.mo") == "队列"


def test_an_editable_installation_compiles_them_in_the_checkout(checkout: Path, tmp_path: Path) -> None:
    _build(checkout, "build_editable", tmp_path / "wheel")
    assert _chinese(checkout / f"{_CATALOGUE}.mo") == "队列"


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A checkout whose environment stands and whose catalogue is compiled."""
    for name in ("scripts/environment", "pyproject.toml", "setup.py", "requirements/build.txt", "requirements/run.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(_ROOT / name, tmp_path / name)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("python", "callcenter"):
        (programs / name).write_text(_RECORDER)
        (programs / name).chmod(0o755)
    for ending in ("po", "mo"):
        (tmp_path / _CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{_CATALOGUE}.{ending}").touch()
    assert any(line.startswith("-m pip") for line in _asked(tmp_path))
    return tmp_path


def _asked(checkout: Path) -> list[str]:
    """Return the calls of the environment's Python by `scripts/environment run`, beside naming its version."""
    asked = checkout / ".venv" / "bin" / "asked"
    asked.write_text("")
    subprocess.run([checkout / "scripts" / "environment", "run"], check=True, capture_output=True)
    return [line for line in asked.read_text().splitlines() if line != "-VV"]


def test_an_environment_that_stands_is_left_alone(environment: Path) -> None:
    assert _asked(environment) == []


def test_a_catalogue_that_was_edited_is_compiled_before_the_program_runs(environment: Path) -> None:
    os.utime(environment / f"{_CATALOGUE}.mo", (1, 1))
    assert _asked(environment) == ["scripts/catalogues.py compile"]


def test_a_catalogue_without_a_compilation_is_compiled_too(environment: Path) -> None:
    (environment / f"{_CATALOGUE}.mo").unlink()
    assert _asked(environment) == ["scripts/catalogues.py compile"]
