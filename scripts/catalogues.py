"""Upkeep of the Chinese catalogue, in step with the texts that stand in the code.

Usage: catalogues.py update [FILE.po] | prune | compile | check

update   takes new texts over into the catalogue and compiles it; with FILE.po it first takes the translations there.
         What is still to be translated is printed, ready to be filled in and given back as FILE.po.
prune    as update, and drops the texts that the code no longer shows.
compile  compiles the catalogue as it is.
check    finds texts that are missing, untranslated, unused or whose placeholders differ, and a compilation that is
         missing or stale.

Texts are marked by _(), ngettext(), pgettext(), N_() and NP_() of callcenter.locale.
"""

import ast
import gettext
import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import cast

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

_MARKERS = frozenset({"_", "N_", "ngettext", "pgettext", "NP_"})
_HEADER = """\
# The Chinese texts of the program; scripts/catalogues.py keeps them in step with the code.
msgid ""
msgstr ""
"Language: zh\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


@dataclass(frozen=True)
class Place:
    """Code in one place, and the catalogue that translates it."""

    code: Path
    source: Path

    @property
    def binary(self) -> Path:
        return self.source.with_suffix(".mo")


SHIPPED = Place(
    Path(__file__).resolve().parents[1] / "callcenter",
    Path(__file__).resolve().parents[1] / "callcenter" / "locale" / "zh" / "LC_MESSAGES" / "callcenter.po",
)


def texts(code: Path) -> Catalog:
    """Every marked text of the code, with the files in which it stands."""
    found = Catalog(locale="zh", charset="utf-8")
    for file, call in _marked(code):
        place = [(f"{code.name}/{file.relative_to(code).as_posix()}", call.lineno)]
        arguments = [_constants(argument) for argument in call.args]
        match call.func.id, arguments:
            case "_" | "N_", [messages]:
                for message in filter(None, messages):
                    found.add(message, locations=place)
            case "pgettext" | "NP_", [[context], messages]:
                for message in messages:
                    found.add(message, locations=place, context=context)
            case "ngettext", [[singular], [plural], _]:
                found.add((singular, plural), locations=place)
    return found


def composed(code: Path) -> Iterator[str]:
    """Texts that are assembled before they are looked up: no catalogue can know them."""
    for file, call in _marked(code):
        for argument in call.args:
            method = argument.func if isinstance(argument, ast.Call) else None
            formatted = isinstance(method, ast.Attribute) and method.attr == "format"
            if formatted or isinstance(argument, ast.JoinedStr | ast.BinOp):
                yield f"{file}:{call.lineno}: the text is put together before it is translated"


class _Call(ast.Call):
    """A call of a plain name."""

    func: ast.Name


def _marked(code: Path) -> Iterator[tuple[Path, _Call]]:
    """Every call of a marker, file by file. Babel's own reader would take ``_(words["key"])`` for the text ``key``."""
    for file in sorted(code.rglob("*.py")):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8"), file))
        calls = (node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
        marked = (cast(_Call, call) for call in calls if cast(_Call, call).func.id in _MARKERS)
        for call in sorted(marked, key=lambda call: (call.lineno, call.col_offset)):
            yield file, call


def _constants(argument: ast.expr) -> list[str]:
    """The texts that an argument can be: one, or one of each branch; none where it is looked up elsewhere."""
    match argument:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_constants(body), *_constants(orelse)]
        case ast.BoolOp(values=values):
            return [text for value in values for text in _constants(value)]
        case _:
            return []


def read(source: Path) -> Catalog:
    with source.open("rb") as lines:
        return read_po(lines, locale="zh", abort_invalid=True)


def compiled(catalogue: Catalog) -> bytes:
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def faults(place: Place) -> Iterator[str]:
    """Everything that is wrong with the catalogue of ``place``, a line each."""
    wanted, catalogue = texts(place.code), read(place.source)
    yield from composed(place.code)
    for message in _entries(wanted):
        held = catalogue.get(message.id, message.context)
        if held is None or not _translated(held):
            files = dict.fromkeys(file for file, _ in message.locations)
            yield f"missing or untranslated: {_label(message)} in {', '.join(files)}"
        elif held.fuzzy:
            yield f"marked as fuzzy: {_label(message)}"
        elif _strings(held.id)[1:] != _strings(message.id)[1:]:
            yield f"the plural is another in the code: {_label(message)}"
        else:
            yield from _misplaced(held)
    unused = [entry for entry in _entries(catalogue) if wanted.get(entry.id, entry.context) is None]
    yield from (f"unused: {_label(entry)}" for entry in (*unused, *catalogue.obsolete.values()))
    if not _fresh(place, catalogue):
        yield f"{place.binary} is missing or was compiled from another text: `catalogues.py compile` mends it"


def update(place: Place, translations: Path | None = None, *, prune: bool = False) -> Catalog:
    """Bring the catalogue up to date with the code and compile it; gives what is still to be translated."""
    catalogue = read(place.source) if place.source.exists() else Catalog(locale="zh", charset="utf-8")
    # A text that comes back has its old translation, one that is given a new one.
    given = [*catalogue.obsolete.values(), *(_entries(read(translations)) if translations else ())]
    catalogue.obsolete.clear()
    for entry in filter(_translated, given):
        held = catalogue.get(entry.id, entry.context) or catalogue.add(entry.id, context=entry.context)
        held.string = entry.string
    catalogue.update(texts(place.code), no_fuzzy_matching=True)
    body = io.BytesIO()
    # Line numbers would change with every edit of the code.
    write_po(
        body, catalogue, width=110, omit_header=True, sort_by_file=True, include_lineno=False, ignore_obsolete=prune
    )
    place.source.parent.mkdir(parents=True, exist_ok=True)
    _write(place.source, _HEADER.encode() + body.getvalue().lstrip(b"\n"))
    write_compiled(place)
    todo = Catalog(locale="zh", charset="utf-8")
    for entry in _entries(catalogue):
        if not _translated(entry):
            todo.add(entry.id, entry.string, entry.locations, context=entry.context)
    return todo


def write_compiled(place: Place) -> None:
    catalogue = read(place.source)
    if _fresh(place, catalogue):
        # The same texts, but the file is older than the catalogue: scripts/environment asks for no more than that.
        place.binary.touch()
    else:
        _write(place.binary, compiled(catalogue))


def _fresh(place: Place, catalogue: Catalog) -> bool:
    """Tell whether the compiled texts are the same; their header names the compiler's version and does not count."""
    if not place.binary.exists():
        return False

    def said(binary: bytes) -> dict[object, str]:
        held: dict[object, str] = gettext.GNUTranslations(io.BytesIO(binary))._catalog  # type: ignore[attr-defined]
        return {key: text for key, text in held.items() if key != ""}

    return said(place.binary.read_bytes()) == said(compiled(catalogue))


def _entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _strings(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _translated(message: Message) -> bool:
    return bool(message.string) and all(_strings(message.string))


def _label(message: Message) -> str:
    text = " / ".join(_strings(message.id))
    return f"{text!r} ({message.context})" if message.context else repr(text)


def _misplaced(message: Message) -> Iterator[str]:
    wanted = _placeholders(_strings(message.id)[-1])
    for text in _strings(message.string):
        try:
            fits = _placeholders(text) == wanted
        except ValueError:
            fits = False
        if not fits:
            yield f"the placeholders differ: {_label(message)} -> {text!r}"


def _placeholders(text: str) -> list[str]:
    return sorted(f"{name}:{form}" for _, name, form, _ in Formatter().parse(text) if name is not None)


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all: somebody may be running the program."""
    draft = target.with_suffix(f"{target.suffix}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(target)


def main(arguments: list[str], place: Place = SHIPPED) -> int:
    match arguments:
        case ["update", *rest] if len(rest) <= 1:
            todo = update(place, Path(rest[0]) if rest else None)
        case ["prune"]:
            todo = update(place, prune=True)
        case ["compile"]:
            write_compiled(place)
            return 0
        case ["check"]:
            found = list(faults(place))
            print("\n".join(found), end="\n" if found else "", file=sys.stderr)
            return 1 if found else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    if len(todo):
        write_po(sys.stdout.buffer, todo, width=110, omit_header=True, sort_by_file=True, include_lineno=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
