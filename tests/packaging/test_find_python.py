"""`make run` on a machine without a fit Python says what is missing, in one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
# Answers the two questions of scripts/find-python as an interpreter of some kind would.
_FAKE = """#!/bin/sh
case $2 in
*version_info*) exit {old} ;;
*ensurepip*) exit {bare} ;;
esac
"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder that stands for the whole PATH: a shell's helpers and no Python yet."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "dirname").symlink_to("/usr/bin/dirname")
    return folder


def _add(programs: Path, name: str, *, old: bool = False, bare: bool = False) -> None:
    path = programs / name
    path.write_text(_FAKE.format(old=int(old), bare=int(bare)))
    path.chmod(0o755)


def _find(programs: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(programs), **more}
    return subprocess.run(
        [_ROOT / "scripts" / "find-python"], env=environment, capture_output=True, text=True, check=False
    )


def test_no_python_at_all(programs: Path) -> None:
    found = _find(programs)
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.splitlines() == [
        "callcenter: needs Python 3.11 or newer, and none was found (PYTHON=/path/to/python3 names one)"
    ]


def test_only_an_old_python(programs: Path) -> None:
    _add(programs, "python3", old=True)
    found = _find(programs)
    assert found.returncode == 1
    assert "needs Python 3.11 or newer" in found.stderr


def test_a_python_without_venv_names_the_package_to_install(programs: Path) -> None:
    _add(programs, "python3", bare=True)
    found = _find(programs)
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.splitlines() == [
        f"callcenter: {programs / 'python3'} cannot make an environment; on Debian and Ubuntu: apt install python3-venv"
    ]


def test_a_newer_python_beside_an_old_one_is_taken(programs: Path) -> None:
    _add(programs, "python3", old=True)
    _add(programs, "python3.12")
    found = _find(programs)
    assert (found.returncode, found.stdout.strip()) == (0, str(programs / "python3.12"))


def test_a_python_that_can_make_environments_goes_before_one_that_cannot(programs: Path) -> None:
    _add(programs, "python3", bare=True)
    _add(programs, "python3.11")
    assert _find(programs).stdout.strip() == str(programs / "python3.11")


def test_nothing_takes_the_place_of_a_named_python_that_does_not_do(programs: Path) -> None:
    _add(programs, "python3")
    _add(programs, "python3.9", old=True)
    found = _find(programs, PYTHON="python3.9")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.splitlines() == ["callcenter: python3.9, which PYTHON names, is no Python 3.11 or newer"]


def test_a_named_python_goes_first(programs: Path) -> None:
    _add(programs, "python3")
    assert _find(programs, PYTHON=sys.executable).stdout.strip() == sys.executable
    assert os.access(sys.executable, os.X_OK)
