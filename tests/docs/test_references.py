"""References in code, tests and pages lead somewhere: links and anchors, and names of modules, files and verbs."""

from __future__ import annotations

import importlib
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from callcenter import store
from callcenter.access import VERBS
from callcenter.store import Store

ROOT = Path(__file__).resolve().parents[2]
# Put together here, so that this file does not find itself.
CITATION = re.compile(r"\b(?:RULE" + r"S|DESIG" + r"N)\b|" + "\N{SECTION SIGN}" + r" ?\d")
CITED = re.compile(r"docs/(?P<page>[\w./-]+\.md)(?P<anchors>(?:#[\w-]+(?:,\s+#[\w-]+)*)?)")
LINK = re.compile(r"\]\((?P<target>[^()\s]+)\)")
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
# Folders from which a page names files of the code.
ROOMS = (ROOT, ROOT / "callcenter", ROOT / "callcenter/storage", ROOT / "docs")
RECORDED = "tests/data/"
"""Stores and files of before, which stay as they are."""


@cache
def texts() -> dict[str, str]:
    """Every text under version control that somebody edits, by its path."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    names = [name for name in listed.split("\0") if name and not name.startswith(RECORDED)]
    kept = [name for name in names if not name.endswith((".svg", ".mo", ".raw")) and (ROOT / name).is_file()]
    return {name: (ROOT / name).read_bytes().decode("utf-8", errors="replace") for name in kept}


@cache
def pages() -> dict[str, str]:
    """The pages for people: the texts and scripts that ship are no pages."""
    return {name: text for name, text in texts().items() if name.endswith(".md") and not name.startswith("callcenter/")}


def slug(heading: str) -> str:
    """The anchor that a heading has by itself."""
    words = re.sub(r"[^\w\s-]", "", re.sub(r"<[^>]*>", "", heading).strip().lower())
    return re.sub(r"\s", "-", words)


@cache
def anchors(page: Path) -> set[str]:
    """Return the anchors that a link into this page may name."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    return {*ANCHOR.findall(prose), *(slug(line) for line in re.findall(r"^#+ (.+)$", prose, re.MULTILINE))}


def cited(text: str) -> Iterator[tuple[Path, str]]:
    """The pages and anchors that a text cites from the root: ``docs/rules.md`` with ``#retry, #gap`` behind it."""
    for found in CITED.finditer(text):
        target = ROOT / "docs" / found["page"]
        yield from ((target, name) for name in re.findall(r"#([\w-]+)", found["anchors"]) or [""])


def linked(name: str, text: str) -> Iterator[tuple[Path, str]]:
    """The files and anchors that the links of a page name, from where it lies; links out of the repository left out."""
    for found in LINK.finditer(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", found["target"]):
            continue
        file, _, anchor = found["target"].partition("#")
        yield (ROOT / name).parent / file if file else ROOT / name, anchor


def dead(name: str, text: str) -> list[str]:
    """The references of a text that lead nowhere."""
    targets = [*cited(text), *(linked(name, text) if name.endswith(".md") else ())]
    return [
        f"{name}: {target}#{anchor}"
        for target, anchor in targets
        if not target.exists() or (anchor and anchor not in anchors(target))
    ]


def is_known_path(path: str) -> bool:
    """Tell whether a path names a file or folder, from one of the rooms; ``*`` and ``_N`` stand for any."""
    pattern = path.rstrip("/").replace("_N.py", "_*.py")
    return any(next(room.glob(pattern), None) is not None for room in ROOMS)


def is_known_name(dotted: str) -> bool:
    """Tell whether a dotted name is a verb of the store, a module of the program, or something in one."""
    service, _, verb = dotted.removeprefix("store.").partition(".")
    if dotted.startswith("store."):
        return f"{service}.{verb}" in VERBS if verb else hasattr(Store, service) or hasattr(store, service)
    parts = dotted.removeprefix("callcenter.").split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(["callcenter", *parts[:end]]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def strangers(name: str, text: str) -> list[str]:
    """The paths and names of code in a page that nothing has."""
    unknown = []
    for span in CODE.findall(FENCE.sub("", text)):
        is_made = span.startswith("build/")
        is_path = not is_made and re.fullmatch(r"\w[\w.*-]*(?:/[\w.*-]+)+(?:\.py|\.toml|/)", span)
        is_name = re.fullmatch(r"(?:callcenter|policy|store|importing)(?:\.[A-Za-z]\w*)+", span)
        is_file = re.search(r"\.(?:md|db|py)\b", span)
        if (is_path and not is_known_path(span)) or (is_name and not is_file and not is_known_name(span)):
            unknown.append(f"{name}: {span}")
    return unknown


def test_every_link_and_anchor_exists() -> None:
    found = texts()
    assert sum(len(list(cited(text))) for text in found.values()) > 500
    assert sum(len(list(linked(name, text))) for name, text in pages().items()) > 100
    kept = {name: text for name, text in found.items() if name in pages() or not name.endswith(".md")}
    del kept["tests/docs/test_references.py"]  # it has broken ones on purpose
    assert [line for name, text in kept.items() for line in dead(name, text)] == []


def test_no_text_cites_a_page_that_is_not_here() -> None:
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if CITATION.search(line)
    ]
    assert found == []


def test_the_rules_have_the_same_anchors_in_both_languages() -> None:
    english, chinese = (
        ANCHOR.findall((ROOT / "docs" / page).read_text(encoding="utf-8")) for page in ("rules.md", "rules.zh.md")
    )
    assert english == chinese
    assert len(english) == len(set(english)) > 100


def test_names_of_code_in_the_pages_exist() -> None:
    found = pages()
    assert sum(len(CODE.findall(FENCE.sub("", text))) for text in found.values()) > 500
    assert [line for name, text in found.items() for line in strangers(name, text)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("callcenter/a.py", '"""A retry (docs' + '/rules.md#no-such-anchor)."""'),
        ("callcenter/a.py", '"""A retry (docs' + '/rules.md#retry, #no-such-anchor)."""'),
        ("callcenter/a.py", '"""A retry (docs' + '/rulez.md)."""'),
        ("docs/a.md", "[the retry](rules.md#no-such-anchor)"),
        ("docs/a.md", "[the retry](rulez.md)"),
        ("docs/rules.md", "[below](#no-such-anchor)"),
        ("docs/guide/a.md", "![a picture](../images/none.svg)"),
    ],
)
def test_a_broken_reference_is_found(name: str, text: str) -> None:
    assert len(dead(name, text)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("callcenter/a.py", '"""A retry (docs/rules.md#retry, #gap; docs/scripts.md)."""'),
        ("docs/guide/a.md", "[rules](../rules.md#retry), [the web](https://example.org/a.md)"),
        ("docs/a.md", "```\n[not a link](none.md)\n```\n[every rulebook](rulebooks.md#what-every-rulebook-does)"),
    ],
)
def test_a_sound_reference_is_left_alone(name: str, text: str) -> None:
    assert dead(name, text) == []


@pytest.mark.parametrize("line", ["(RULE" + "S R15)", "DESIG" + "N, invariants", "a retry \N{SECTION SIGN}2.3"])
def test_a_citation_of_before_is_found(line: str) -> None:
    assert CITATION.search(line)


def test_unknown_names_of_code_are_found() -> None:
    good = "`engine/plan/attempts.py` `storage/queue/` `rulebook/shipped/*.toml` `policy.plan` `store.claims.take_next`"
    assert strangers("docs/a.md", good) == []
    files = "`engine/tries.py` `storge/queue/` `storage/queues/heads.py`"
    assert len(strangers("docs/a.md", files)) == 3
    names = "`policy.plot` `store.claims.give` `callcenter.nothing`"
    assert len(strangers("docs/a.md", names)) == 3
