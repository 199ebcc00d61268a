"""Docstrings and comments begin with a verb or a noun, not with a question word."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("bench", "callcenter", "scripts", "tests")
_QUESTION = re.compile(
    r"(?:What|Who|Whom|Whose|Whether|How|Where|When|Why|Which|Whatever|Whoever|However|If|That)(?!\w)", re.IGNORECASE
)


def _docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Yield docstrings and attribute docs with their lines: every string that is a statement."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text.strip()


def _comments(source: str) -> Iterator[tuple[int, str]]:
    """Yield comments with their lines; lines that follow each other are one comment."""
    last = -1
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type is not tokenize.COMMENT:
            continue
        line, alone = token.start[0], token.line.strip().startswith("#")
        if not (alone and last == line - 1):
            yield line, token.string.lstrip("#:! ")
        last = line if alone else -1


def questions(source: str) -> list[int]:
    """Return the lines of docstrings and comments that begin with a question word."""
    return sorted(line for line, text in [*_docstrings(source), *_comments(source)] if _QUESTION.match(text))


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('"""What a room holds."""\n', [1]),
        ('def on() -> bool:\n    """Whether it is."""\n', [2]),
        ('PACE = 2\n"""\nHow long one waits.\n"""\n', [2]),
        ("# Who asks again\n# is told.\nPACE = 2  # when it is due\n", [1, 3]),
        ('"""Whole rooms."""\n# A line,\n# which goes on.\nHOW = """What?"""\nIFS = "How"\n', []),
    ],
)
def test_question_words_are_found(source: str, lines: list[int]) -> None:
    assert questions(source) == lines


@pytest.mark.parametrize("folder", _FOLDERS)
def test_no_docstring_or_comment_begins_with_a_question_word(folder: str) -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in (_ROOT / folder).rglob("*.py")}
    assert sources
    found = [f"{path.relative_to(_ROOT)}:{line}" for path, text in sources.items() for line in questions(text)]
    assert found == []
