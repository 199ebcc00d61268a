"""The Chinese catalogue says every text of the program, and the check that proves it finds each kind of fault."""

import gettext
import re
from pathlib import Path

import pytest

from scripts import catalogues
from scripts.catalogues import Place

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
SAME_IN_CHINESE = {"VIP"}


def test_the_catalogue_is_whole_and_compiled() -> None:
    assert list(catalogues.faults(catalogues.SHIPPED)) == []


def test_no_chinese_text_is_english() -> None:
    for message in catalogues.read(catalogues.SHIPPED.source):
        for text in [message.string] if isinstance(message.string, str) else message.string or ():
            if message.id and message.id not in SAME_IN_CHINESE:
                assert CHINESE.search(text) or not text, message.id


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A small program with its whole catalogue."""
    code = tmp_path / "office"
    code.mkdir()
    (code / "desk.py").write_text(
        'print(_("the queue"), ngettext("{n} call", "{n} calls", 2))\nA, B = N_("name: {name}"), NP_("stage", "open")\n'
    )
    place = Place(code, tmp_path / "zh" / "LC_MESSAGES" / "callcenter.po")
    given = tmp_path / "given.po"
    given.write_text(
        'msgid "the queue"\nmsgstr "队列"\n\n'
        'msgid "{n} call"\nmsgid_plural "{n} calls"\nmsgstr[0] "{n} 通电话"\n\n'
        'msgid "name: {name}"\nmsgstr "姓名：{name}"\n\n'
        'msgctxt "stage"\nmsgid "open"\nmsgstr "进行中"\n'
    )
    assert len(catalogues.update(place, given)) == 0
    assert list(catalogues.faults(place)) == []
    return place


def spoil(place: Place, old: str, new: str) -> list[str]:
    """Change the catalogue, compile it and list what is wrong."""
    text = place.source.read_text()
    assert old in text
    place.source.write_text(text.replace(old, new))
    catalogues.write_compiled(place)
    return list(catalogues.faults(place))


def test_what_is_compiled_is_what_the_program_reads(place: Place) -> None:
    with place.binary.open("rb") as binary:
        texts = gettext.GNUTranslations(binary)
    assert texts.gettext("the queue") == "队列"
    assert texts.pgettext("stage", "open") == "进行中"
    assert texts.ngettext("{n} call", "{n} calls", 2) == "{n} 通电话"


def test_a_new_text_is_missing_until_it_is_translated(place: Place, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (place.code / "till.py").write_text('print(_("pay"))\n')
    assert list(catalogues.faults(place)) == ["missing or untranslated: 'pay' in office/till.py"]
    assert catalogues.main(["check"], place) == 1
    assert capsysbinary.readouterr().err.decode() == "missing or untranslated: 'pay' in office/till.py\n"

    assert catalogues.main(["update"], place) == 0
    stub = capsysbinary.readouterr().out.decode()
    assert stub == '#: office/till.py\nmsgid "pay"\nmsgstr ""\n\n'
    assert catalogues.main(["check"], place) == 1

    filled = place.code.parent / "filled.po"
    filled.write_text(stub.replace('msgstr ""', 'msgstr "付款"'))
    assert catalogues.main(["update", str(filled)], place) == 0
    assert catalogues.main(["check"], place) == 0


def test_an_unused_text_is_found_and_pruned(place: Place) -> None:
    (place.code / "desk.py").write_text('print(_("the queue"))\n')
    unused = ["unused: 'name: {name}'", "unused: 'open' (stage)", "unused: '{n} call / {n} calls'"]
    assert sorted(catalogues.faults(place)) == unused
    # An update keeps the translations at hand until somebody prunes them.
    catalogues.update(place)
    assert sorted(catalogues.faults(place)) == unused
    catalogues.update(place, prune=True)
    assert list(catalogues.faults(place)) == []
    assert "姓名" not in place.source.read_text()


def test_a_text_that_comes_back_has_its_old_translation(place: Place) -> None:
    code = (place.code / "desk.py").read_text()
    (place.code / "desk.py").write_text("")
    catalogues.update(place)
    (place.code / "desk.py").write_text(code)
    assert len(catalogues.update(place)) == 0
    assert list(catalogues.faults(place)) == []


def test_placeholders_must_be_the_same(place: Place) -> None:
    assert spoil(place, "姓名：{name}", "姓名：{nmae}") == ["the placeholders differ: 'name: {name}' -> '姓名：{nmae}'"]
    assert spoil(place, "姓名：{nmae}", "姓名：{name") == ["the placeholders differ: 'name: {name}' -> '姓名：{name'"]


def test_an_empty_and_a_fuzzy_translation_are_found(place: Place) -> None:
    assert spoil(place, '"队列"', '""') == ["missing or untranslated: 'the queue' in office/desk.py"]
    assert spoil(place, 'msgid "name', '#, fuzzy\nmsgid "name')[1:] == ["marked as fuzzy: 'name: {name}'"]


def test_a_stale_and_a_missing_compilation_are_found_and_mended(place: Place) -> None:
    place.source.write_text(place.source.read_text().replace("队列", "待拨"))
    stale = [f"{place.binary} is missing or was compiled from another text: `catalogues.py compile` mends it"]
    assert list(catalogues.faults(place)) == stale
    assert catalogues.main(["compile"], place) == 0
    assert list(catalogues.faults(place)) == []
    place.binary.unlink()
    assert list(catalogues.faults(place)) == stale


@pytest.mark.parametrize("call", ['_(f"{n} calls")', '_("a" + word)', 'N_("x {n}".format(n=1))', '_("%d calls" % n)'])
def test_a_text_put_together_before_it_is_looked_up_is_found(place: Place, call: str) -> None:
    (place.code / "till.py").write_text(f"\nprint({call})\n")
    found = [line for line in catalogues.faults(place) if "put together" in line]
    assert found == [f"{place.code / 'till.py'}:2: the text is put together before it is translated"]


def test_only_texts_are_taken_for_texts(place: Place) -> None:
    (place.code / "till.py").write_text(
        'print(_(words["key"] or ""), _("yes" if paid else "no"), _(*WORDS), pgettext(*TERM))\n'
    )
    assert list(catalogues.faults(place)) == [
        "missing or untranslated: 'yes' in office/till.py",
        "missing or untranslated: 'no' in office/till.py",
    ]


def test_an_update_changes_nothing_where_nothing_changed(place: Place) -> None:
    source, binary = place.source.read_bytes(), place.binary.read_bytes()
    moved = (place.code / "desk.py").read_text()
    (place.code / "desk.py").write_text(f"\n\n{moved}")
    catalogues.update(place)
    assert (place.source.read_bytes(), place.binary.read_bytes()) == (source, binary)
    assert sorted(path.name for path in place.source.parent.iterdir()) == ["callcenter.mo", "callcenter.po"]


def test_bad_use_says_how() -> None:
    assert catalogues.main([]) == 2
    assert catalogues.main(["prune", "x"]) == 2
