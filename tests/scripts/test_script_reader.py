"""Call scripts as files: the ones that ship, a team's own, and every mistake with file, line and mend."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from callcenter import locale
from callcenter.locale import Language
from callcenter.rulebook.book import Reason
from callcenter.script import reader
from callcenter.script.parts import fill
from callcenter.script.reader import LARGEST_FILE, ScriptError
from callcenter.texts.fields import FieldName
from callcenter.views.worklists.scripts import PartKind, Situation
from callcenter.wording import cells, script_words

LANGUAGES: tuple[Language, ...] = ("en", "zh")
GOOD = "---\ntitle: Ours\nrules: *.callback\n---\n\n- [ ] Say hello\n\n  > Hello {name}.\n"


def mistakes(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    try:
        script = reader.parse(data, "ours", file="ours.md")
    except ScriptError as error:
        return [script_words.problem(p.fault.value, p.file, p.line, p.params) for p in error.problems]
    return [script_words.problem(p.fault.value, p.file, p.line, p.params) for p in reader.warnings(script, "ours.md")]


def test_every_situation_kind_and_stage_after_delivery_has_its_script_in_both_languages() -> None:
    for language in LANGUAGES:
        scripts = reader.shipped(language)
        assert {one for script in scripts for one in script.situations} == set(Situation)
        assert {one for script in scripts for one in script.reasons} == set(Reason)
        rules = {one for script in scripts for one in script.rules}
        stages = ("2h", "day1-3", "day7", "1mo", "3mo")
        assert {f"dealership.delivered.{stage}" for stage in stages} | {"insurance.review"} <= rules
        assert [list(reader.warnings(one, one.id)) for one in scripts] == [[]] * len(scripts)
    english, chinese = map(reader.shipped, LANGUAGES)
    assert [(one.id, one.steps, one.rules) for one in english] == [(one.id, one.steps, one.rules) for one in chinese]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_while_talking_is_short(language: Language) -> None:
    known = {
        FieldName.SALUTATION: "欧阳小美女士",
        FieldName.AGENT: "王敏",
        FieldName.APPOINTMENT: "3月15日（周日）14:30",
    }
    for script in reader.shipped(language):
        for part in fill(script, known).parts:
            assert cells.width(part.text) <= 150, (script.id, part.text)


def test_placeholders_are_filled_and_what_is_not_known_leaves_its_sentence_out() -> None:
    (script,) = (one for one in reader.shipped("en") if one.id == "follow-up-service")
    known = {FieldName.SALUTATION: "Ms Smith", FieldName.AGENT: "Ann"}
    first = next(part.text for part in fill(script, known).parts if part.kind is PartKind.SAY)
    assert first == "Hello Ms Smith, Ann here. I wanted to make sure you have everything you need."
    told = fill(script, {**known, FieldName.LAST_CONTACT: "3 March"}).parts
    assert any("We spoke on 3 March." in part.text for part in told)


def test_a_line_that_is_broken_goes_on_in_the_paragraph() -> None:
    script = reader.parse(
        "---\n标题：回电\n场景：closing\n---\n\n先看\n备注\n- [ ] 一\n> 您好，\n> 再见\n".encode(), "x", file="x.md"
    )
    assert [(part.kind, part.text) for part in fill(script, {}).parts] == [
        (PartKind.ADVICE, "先看备注"),
        (PartKind.STEP, "一"),
        (PartKind.SAY, "您好，再见"),
    ]
    assert script.situations == (Situation.CLOSING,)


def test_a_colon_in_a_title_stays_as_it_was_written() -> None:
    script = reader.parse("---\ntitle: 跟进：转化型\n---\n\n- [ ] 一\n".encode(), "x", file="x.md")
    assert fill(script, {}).title == "跟进：转化型"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- [ ] Hello\n", 'ours.md, line 1: the file must begin with a line "---", then "title: …" and another "---"'),
        ("---\ntitle: x\n- [ ] y\n", 'ours.md, line 1: the head is not closed; write a line "---" below its last key'),
        (GOOD.replace("title: Ours\n", ""), 'ours.md, line 1: the title is missing; write "title: …" in the head'),
        (
            GOOD.replace("rules: *.callback", "rule: *.callback"),
            'ours.md, line 3: no key "rule"; available: title, situation, rules, follow-up. Did you mean rules?',
        ),
        (GOOD.replace("rules: ", "title: "), 'ours.md, line 3: duplicate key "title"; remove one'),
        (
            GOOD.replace("rules: *.callback", "follow-up: servce"),
            'ours.md, line 3: unknown "servce"; choose from service, conversion, long_term. Did you mean service?',
        ),
        (
            GOOD.replace("*.callback", "call back"),
            'ours.md, line 3: "call back" is not a valid rule; write it as dealership.delivered.2h, or *.callback'
            " for every rulebook",
        ),
        (
            GOOD.replace("*.callback", "*.calback"),
            'ours.md, line 3: no built-in rulebook has a rule "*.calback"; it is used if one of yours does',
        ),
        (
            GOOD.replace("rules: *.callback\n", ""),
            "ours.md, line 1: not for any rule, follow-up or situation: it is listed, but no call starts with it",
        ),
        (
            GOOD.replace("- [ ] Say hello", "Say hello"),
            'ours.md, line 9: no steps to tick off; write at least one line "- [ ] …"',
        ),
        (GOOD.replace("Say hello", ""), 'ours.md, line 6: this step has no name; write it after "- [ ]"'),
        (
            GOOD.replace("{name}", "{name"),
            "ours.md, line 8: an opening brace is not closed; write {{ for a literal brace",
        ),
        (GOOD + "\x1b]52;c;aGk=\x07\n", "ours.md, line 9: this line contains a control character; remove it"),
        (GOOD.encode() + b"\xff\xfe", "ours.md, line 9: this is not UTF-8 text; save it as UTF-8"),
        (
            GOOD + "x" * LARGEST_FILE,
            "ours.md: the file is larger than 32 kB; shorten it, no one reads that much in a call",
        ),
        (GOOD + "- [ ] more\n" * 40, "ours.md, line 1: more than 40 steps; split it into two scripts"),
        (GOOD, ""),
    ],
)
def test_a_mistake_is_told_with_its_line_and_mend(text: str | bytes, said: str) -> None:
    assert mistakes(text) == ([said] if said else [])


def test_an_unknown_placeholder_is_told_with_what_was_meant() -> None:
    (said,) = mistakes(GOOD.replace("{name}", "{nmae}"))
    assert said.startswith("ours.md, line 8: {nmae} is not a placeholder")
    assert said.endswith("Did you mean name?")


def test_every_fault_has_words_in_both_languages() -> None:
    params = dict.fromkeys(("found", "limit", "choices", "nearest"), "x")
    try:
        for language in LANGUAGES:
            locale.use(language)
            said = [script_words.problem(fault.value, "a.md", 3, params) for fault in reader.ScriptFault]
            assert len(set(said)) == len(said)
            assert all("{" not in one for one in said)
    finally:
        locale.use("en")


def test_a_file_of_the_team_takes_the_place_of_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "callback.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "callback.md").write_text(GOOD.replace("Ours", "我们的"), encoding="utf-8")
    (tmp_path / "zh" / "extra.md").write_text(GOOD, encoding="utf-8")
    titles = {
        language: {one.id: one.title.fill({}) for one in reader.library(language, tmp_path).scripts}
        for language in LANGUAGES
    }
    assert titles["en"]["callback"] == "Ours"
    assert titles["zh"]["callback"] == "我们的"
    assert "extra" in titles["zh"]
    assert "extra" not in titles["en"]
    assert len(titles["en"]) == len(reader.shipped("en"))


def test_a_file_that_cannot_be_used_leaves_the_shipped_one_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "callback.md").write_bytes(os.urandom(5000))
    (tmp_path / "closing.md").mkdir()
    os.mkfifo(tmp_path / "greeting.md")
    found = reader.library("en", tmp_path)
    assert found.refused == ("callback.md", "closing.md", "greeting.md")
    assert found.scripts == reader.shipped("en")
    assert reader.library("en", tmp_path / "nowhere").refused == (str(tmp_path / "nowhere"),)
    assert [one.file for one in reader.check(tmp_path)] == ["callback.md", "closing.md", "greeting.md"]
