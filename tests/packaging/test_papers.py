"""The workflow and the papers call what there is: targets of the Makefile, Pythons that the package names."""

import re
import tomllib
from pathlib import Path

import pytest

from callcenter import __version__

_ROOT = Path(__file__).resolve().parents[2]
_WORKFLOW = ".github/workflows/checks.yml"
_TARGETS = set(re.findall(r"^([a-z-]+):", (_ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _called(name: str) -> set[str]:
    """The targets that a file calls: in its code, or anywhere in a workflow."""
    text = (_ROOT / name).read_text(encoding="utf-8")
    if name.endswith(".md"):
        text = "\n".join(re.findall(r"```.*?```|`[^`]+`", text, re.DOTALL))
    return set(re.findall(r"\bmake ([a-z][a-z-]*)", text))


_PAGES = sorted(
    path.relative_to(_ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "bench/*.md")
    for path in _ROOT.glob(pattern)
)


@pytest.mark.parametrize("name", _PAGES)
def test_every_link_leads_to_a_file(name: str) -> None:
    text = (_ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) if "://" not in link]
    assert [link for link in links if not ((_ROOT / name).parent / link).exists()] == []


@pytest.mark.parametrize("name", [_WORKFLOW, ".ci/run", "README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_every_target_that_is_called_is_in_the_makefile(name: str) -> None:
    called = _called(name)
    assert called
    assert called - _TARGETS == set()


def test_the_workflow_tests_on_every_python_that_the_package_names() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {found[1] for one in project["classifiers"] if (found := re.fullmatch(r".* :: (3\.\d+)", one))}
    (matrix,) = re.findall(r"python: \[(.*)\]", (_ROOT / _WORKFLOW).read_text(encoding="utf-8"))
    assert set(re.findall(r"3\.\d+", matrix)) == named


def test_the_workflow_is_indented_as_yaml_wants_it() -> None:
    lines = (_ROOT / _WORKFLOW).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "\t" in line or (len(line) - len(line.lstrip())) % 2] == []


def test_the_changelog_has_this_version_and_what_comes_next() -> None:
    heads = re.findall(r"^## \[(.+?)\]", (_ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert heads[0] == "Unreleased"
    assert heads[1] == __version__
