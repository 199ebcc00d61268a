"""Compiles the catalogues while the package is built: what pyproject.toml cannot say."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """Puts a compiled catalogue beside each one, in the build or, for an editable installation, in the source."""

    def run(self) -> None:
        super().run()
        for source, binary in self._catalogues():
            binary.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as lines, binary.open("wb") as out:
                write_mo(out, read_po(lines, locale=source.parts[-3], abort_invalid=True))

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        return [*super().get_outputs(include_bytecode), *(str(binary) for _, binary in self._catalogues())]

    def _catalogues(self) -> list[tuple[Path, Path]]:
        target = Path("." if self.editable_mode else self.build_lib)
        sources = sorted(Path("callcenter/locale").glob("*/LC_MESSAGES/*.po"))
        return [(source, target / source.with_suffix(".mo")) for source in sources]


setup(cmdclass={"build_py": BuildWithCatalogues})
