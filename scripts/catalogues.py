"""Compiles the translations, or checks that the compiled ones say what their sources say.

Usage: catalogues.py compile | check
"""

import io
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_LOCALE = Path(__file__).resolve().parents[1] / "callcenter" / "locale"


def compiled(source: Path) -> bytes:
    """Gives the binary form of a .po file; entries marked fuzzy are left out, as `msgfmt` does."""
    with source.open("rb") as lines:
        catalogue = read_po(lines, abort_invalid=True)
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def stale(locale: Path) -> list[Path]:
    """Lists the .po files whose .mo is missing or was made from another text."""
    sources = sorted(locale.rglob("*.po"))
    targets = [source.with_suffix(".mo") for source in sources]
    return [
        source
        for source, target in zip(sources, targets, strict=True)
        if not target.exists() or target.read_bytes() != compiled(source)
    ]


def main(arguments: list[str], locale: Path = _LOCALE) -> int:
    if arguments == ["compile"]:
        for source in stale(locale):
            source.with_suffix(".mo").write_bytes(compiled(source))
        return 0
    if arguments == ["check"]:
        outdated = stale(locale)
        for source in outdated:
            print(f"{source}: its .mo is stale (make catalogues)", file=sys.stderr)
        return 1 if outdated else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
