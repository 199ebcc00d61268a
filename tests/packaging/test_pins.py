"""The pinned packages: complete, hashed, true to pyproject.toml, and free of any address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

_ROOT = Path(__file__).resolve().parents[2]
_SETS = ("build", "run", "dev")


def _entries(name: str) -> list[str]:
    text = (_ROOT / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _pins(name: str) -> dict[str, Requirement]:
    requirements = [Requirement(entry.split("--hash", 1)[0]) for entry in _entries(name)]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def _version(pin: Requirement) -> Version:
    (specifier,) = pin.specifier
    assert specifier.operator == "=="
    return Version(specifier.version)


def _wanted(name: str) -> list[Requirement]:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())
    texts: list[str] = project["dependency-groups"]["build"] if name == "build" else project["project"]["dependencies"]
    if name == "dev":
        extras: dict[str, list[str]] = project["project"]["optional-dependencies"]
        texts = texts + project["dependency-groups"]["dev"] + [text for extra in extras.values() for text in extra]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize("name", _SETS)
def test_every_line_is_one_version_with_hashes_and_nothing_else(name: str) -> None:
    pin = re.compile(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+( ; [^-]\S.*?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    odd = [entry for entry in _entries(name) if not pin.fullmatch(entry)]
    assert _entries(name)
    assert odd == []


@pytest.mark.parametrize("name", _SETS)
def test_no_line_holds_an_address(name: str) -> None:
    text = (_ROOT / "requirements" / f"{name}.txt").read_text()
    assert re.findall(r"\S*://\S*|--(?:extra-)?index-url.*|--find-links.*|\S+\.(?:org|com|net|io)\b", text) == []


@pytest.mark.parametrize("name", _SETS)
def test_the_pins_fulfil_what_the_project_asks_for(name: str) -> None:
    pins = _pins(name)
    unmet = [
        str(wanted)
        for wanted in _wanted(name)
        if (pin := pins.get(canonicalize_name(wanted.name))) is None or _version(pin) not in wanted.specifier
    ]
    assert unmet == []


def test_tests_run_on_the_packages_that_the_program_runs_on() -> None:
    run, dev = _pins("run"), _pins("dev")
    assert {name: _version(pin) for name, pin in run.items()} == {
        name: _version(dev[name]) for name in run if name in dev
    }


def test_the_build_asks_for_what_is_pinned_for_it() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())
    assert project["build-system"]["requires"] == project["dependency-groups"]["build"]
