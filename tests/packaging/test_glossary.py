"""The glossary: its code is there, its Chinese is what screens and guides say, each term stands once."""

import pkgutil
import re
from pathlib import Path

from callcenter.access import VERBS

_ROOT = Path(__file__).resolve().parents[2]
_DOCS = _ROOT / "docs"
_CATALOGUE = _ROOT / "callcenter" / "locale" / "zh" / "LC_MESSAGES" / "callcenter.po"


def _rows() -> list[list[str]]:
    lines = [line for line in (_DOCS / "glossary.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _is_there(name: str) -> bool:
    """Tell whether a verb, a module, a class or a part of one has this name."""
    try:
        pkgutil.resolve_name(f"callcenter.{name}")
    except (ImportError, AttributeError):
        return name in VERBS
    return True


def test_every_name_of_the_code_is_there() -> None:
    cells = [re.findall(r"`([^`]+)`", row[2]) for row in _rows()]
    assert len(cells) > 60
    assert all(cells)
    assert [name for cell in cells for name in cell if not _is_there(name)] == []


def test_the_chinese_words_are_those_of_the_screens_and_the_guides() -> None:
    guides = [*_DOCS.glob("*.zh.md"), *_DOCS.glob("guide/*.zh.md"), _ROOT / "README.zh.md"]
    said = "".join(path.read_text(encoding="utf-8") for path in (_CATALOGUE, *guides))
    words = [word for row in _rows() for word in re.findall(r"[\u4e00-\u9fff]+", f"{row[1]} {row[3]}")]
    assert [word for word in words if word not in said] == []


def test_every_term_stands_once() -> None:
    terms = [row[0] for row in _rows()]
    assert sorted(terms) == sorted(set(terms))
