"""Stale translations are found, and compiling them mends it."""

import gettext
from pathlib import Path

import pytest

from scripts import catalogues

_PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "queue"
msgstr "{}"
"""


def test_a_missing_and_an_outdated_translation_are_found_and_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "zh" / "LC_MESSAGES" / "callcenter.po"
    source.parent.mkdir(parents=True)
    source.write_text(_PO.format("队列"))
    assert catalogues.main(["check"], tmp_path) == 1
    assert str(source) in capsys.readouterr().err

    assert catalogues.main(["compile"], tmp_path) == 0
    assert catalogues.main(["check"], tmp_path) == 0
    with source.with_suffix(".mo").open("rb") as binary:
        assert gettext.GNUTranslations(binary).gettext("queue") == "队列"

    source.write_text(_PO.format("待拨"))
    assert catalogues.main(["check"], tmp_path) == 1
