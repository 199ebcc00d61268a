"""Figures of the code: lines, modules, SQL texts, rows read by position. ``python scripts/code_figures.py [FOLDER]``.

A line counts where it holds code: no blank line, comment or docstring. A row is read by position where a result of the
database is indexed with a number or unpacked.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parent.parent
_QUIET = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
_SQL = re.compile(r"\s*(SELECT|WITH|INSERT INTO|UPDATE|DELETE FROM)\s", re.ASCII)
_READERS = {"row", "rows", "fetchone", "fetchall"}
_QUERIES = {"select", "insert", "insert_many", "update", "delete"}
_ROW_NAMES = {"row", "found", "record", "stored"}


class Figures(NamedTuple):
    """Counts of one module or of many."""

    lines: int = 0
    modules: int = 0
    by_position: int = 0
    selects: int = 0
    other_sql: int = 0
    queries: int = 0

    def plus(self, other: Figures) -> Figures:
        """Both together."""
        return Figures(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def figures_of(text: str) -> Figures:
    """The figures of a module's text."""
    tree = ast.parse(text)
    sql = [one for one in _texts(tree) if _SQL.match(one)]
    selects = sum(one.lstrip().startswith(("SELECT", "WITH")) for one in sql)
    return Figures(
        len(_code_lines(text, tree)), 1, _by_position(tree), selects, len(sql) - selects, _peewee_queries(tree)
    )


def _code_lines(text: str, tree: ast.Module) -> set[int]:
    found = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in _QUIET
        for line in range(token.start[0], token.end[0] + 1)
    }
    for one in _docstrings(tree):
        found.difference_update(range(one.lineno, (one.end_lineno or one.lineno) + 1))
    return found


def _docstrings(tree: ast.Module) -> Iterator[ast.Expr]:
    """Strings that stand alone: of modules, classes and functions, and below an attribute or constant."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node


def _texts(tree: ast.Module) -> Iterator[str]:
    """The beginnings of string constants; parts of a formatted string are one text."""
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            yield str(node.values[0].value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _READERS


def _by_position(tree: ast.Module) -> int:
    count = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in _ROW_NAMES:
            part = node.slice
            count += isinstance(part, ast.Slice) or (isinstance(part, ast.Constant) and isinstance(part.value, int))
        elif isinstance(node, ast.Assign):
            of_row = _is_read(node.value) or (isinstance(node.value, ast.Name) and node.value.id in _ROW_NAMES)
            count += of_row and isinstance(node.targets[0], ast.Tuple)
        elif isinstance(node, ast.For | ast.comprehension):
            count += _is_read(node.iter) and isinstance(node.target, ast.Tuple)
        elif isinstance(node, ast.Starred) and isinstance(node.value, ast.Name):
            count += node.value.id in _ROW_NAMES
    return count


def _peewee_queries(tree: ast.Module) -> int:
    return sum(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _QUERIES
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id[:1].isupper()
        for node in ast.walk(tree)
    )


def main() -> None:
    """Print the figures of each package below the folder, and of all of it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _ROOT / "callcenter"
    packages: dict[str, Figures] = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).parts
        name = "/".join(parts[:-1][:2]) or "."
        packages[name] = packages.get(name, Figures()).plus(figures_of(path.read_text(encoding="utf-8")))
    total = Figures()
    print(f"{'':28}" + "".join(f"{name:>13}" for name in Figures._fields))
    for name, counted in packages.items():
        total = total.plus(counted)
        print(f"{name:28}" + "".join(f"{value:13,}" for value in counted))
    print(f"{'all':28}" + "".join(f"{value:13,}" for value in total))


if __name__ == "__main__":
    main()
