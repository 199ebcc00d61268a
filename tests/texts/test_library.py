"""The prepared texts: those that ship are whole in both languages, a team's own come first, broken ones say why."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from callcenter.locale import Language
from callcenter.model import Because, Channel, Ground, Obligation
from callcenter.rulebook import reader, shelf
from callcenter.texts import library
from callcenter.texts.fields import FieldName
from callcenter.texts.library import FileProblem, Message, TextFileFault, TextLibrary
from callcenter.texts.said import not_used, problem
from callcenter.texts.templates import TextError

SHIPPED = Path(library.__file__).parent / "messages"
BROAD = {channel.value for channel in Channel}


def owed(rule: str, channel: Channel) -> Obligation:
    return Obligation(rule, channel, 0, 1, Ground(Because.DAY))


def shipped_rules() -> list[Obligation]:
    found = []
    for name in shelf.shipped():
        for rule in reader.load(shelf.shipped_text(name), name).rules:
            one = Obligation(rule.id, rule.channel, 0, 1, Ground(Because.DAY), task=rule.task)
            if not one.dialled:
                found.append(one)
    return found


def body(texts: TextLibrary, one: Obligation, language: Language = "en") -> str:
    return texts.for_rule(one, language).prepared.fill({field: f"<{field}>" for field in FieldName}).body


def test_every_written_rule_of_every_rulebook_has_a_text_of_its_own_in_both_languages() -> None:
    rules = shipped_rules()
    assert len(rules) >= 12
    texts = TextLibrary()
    for one in rules:
        for language in ("en", "zh"):
            broad = body(texts, owed("x.y", one.channel), language)
            assert body(texts, one, language) != broad, (one.rule, language)
            said = re.sub(r"\[….*?\]", "", body(texts, one, language))
            assert said.isascii() is (language == "en"), (one.rule, language)


def test_what_ships_has_no_mistake_and_the_same_names_in_both_languages() -> None:
    assert library.check(SHIPPED) == ()
    assert {path.name for path in (SHIPPED / "en").iterdir()} == {path.name for path in (SHIPPED / "zh").iterdir()}


def test_the_friday_sms_is_signed_by_the_agent_alone() -> None:
    friday = TextLibrary().for_rule(owed("key-account.friday_sms", Channel.SMS), "zh").prepared
    text = friday.fill({FieldName.AGENT: "王敏", FieldName.SALUTATION: "李总", FieldName.ORGANISATION: "北方电气"}).body
    assert text.endswith("\n王敏")
    assert "北方电气" not in text


def test_the_win_back_sms() -> None:
    text = (
        TextLibrary()
        .for_rule(owed("telesales.win_back", Channel.SMS), "en")
        .prepared.fill({FieldName.SALUTATION: "Ann", FieldName.AGENT: "Bo"})
    )
    assert text.body.startswith("Dear Ann, Bo here. I am sorry")


def test_the_narrower_name_wins_and_of_one_name_the_teams(tmp_path: Path) -> None:
    texts = TextLibrary(tmp_path)
    birthday = owed("store.birthday", Channel.SMS)
    (tmp_path / "sms.md").write_text("ours, for any SMS")
    assert body(texts, birthday).startswith("Dear <salutation>, many happy returns")
    assert body(texts, owed("x.y", Channel.SMS)) == "ours, for any SMS"
    (tmp_path / "birthday.md").write_text("ours")
    assert body(texts, birthday) == "ours"
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "birthday.txt").write_text("ours, in English")
    assert body(texts, birthday) == "ours, in English"
    assert body(texts, birthday, "zh") == "ours"
    (tmp_path / "store.birthday.md").write_text("the shop's")
    assert body(texts, birthday) == "the shop's"
    assert body(texts, owed("dealership.birthday", Channel.SMS)) == "ours, in English"


def test_a_subject_and_back(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("# For {name}\n\nHello.\n\nBye.\n")
    message = TextLibrary(tmp_path).for_rule(owed("b.x", Channel.EMAIL), "en").prepared.fill({FieldName.NAME: "Ann"})
    assert message == Message("For Ann", "Hello.\n\nBye.")
    assert Message.of(message.whole) == message
    assert Message.of("no subject\n# here") == Message("", "no subject\n# here")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\xff\xfe\x00", TextFileFault.NOT_UTF8),
        (b"x" * (library.LONGEST + 1), TextFileFault.TOO_LONG),
        (b" \n", TextFileFault.EMPTY),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, data: bytes, fault: TextFileFault) -> None:
    (tmp_path / "birthday.md").write_bytes(data)
    found = TextLibrary(tmp_path).for_rule(owed("store.birthday", Channel.SMS), "en")
    assert isinstance(found.problem, FileProblem)
    assert found.problem.fault is fault
    assert problem(found.problem).startswith(str(tmp_path / "birthday.md"))


def test_for_a_broken_text_the_one_that_ships_stands_in(tmp_path: Path) -> None:
    birthday = owed("store.birthday", Channel.SMS)
    (tmp_path / "birthday.md").write_text("Dear {name},\n{nmae}")
    (tmp_path / "sms.md").write_text("ours, for any SMS")
    found = TextLibrary(tmp_path).for_rule(birthday, "en")
    assert found.prepared == TextLibrary().for_rule(birthday, "en").prepared
    assert found.problem is not None
    said = f"{tmp_path / 'birthday.md'}, line 2: {{nmae}} is not a placeholder. Did you mean name?"
    assert not_used(found.problem) == f"Using the built-in text until this is fixed: {said}"
    # One that is broken keeps no other from its place.
    other = TextLibrary(tmp_path).for_rule(owed("x.y", Channel.SMS), "en")
    assert (other.problem, other.prepared.fill({}).body) == (None, "ours, for any SMS")


def test_the_check_names_every_mistake_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "a.md").write_text("# {nmae}\n\n{name}\n{oops")
    (tmp_path / "b.md").write_text("")
    (tmp_path / "notes.doc").write_bytes(b"\xff")
    (tmp_path / "zh" / "c.txt").write_text("}")
    found = library.check(tmp_path)
    assert [(Path(one.file).name, 0 if isinstance(one, FileProblem) else one.line) for one in found] == [
        ("a.md", 1),
        ("a.md", 4),
        ("b.md", 0),
        ("c.txt", 1),
    ]
    with pytest.raises(TextError):
        library.read(tmp_path / "a.md")
    (missing,) = library.check(tmp_path / "none")
    assert problem(missing) == f"{tmp_path / 'none'}: no such folder"


def test_a_text_says_something_of_whoever_is_known_by_name_alone() -> None:
    """The parts left out where company, organisation or an earlier contact is not known are never the matter itself."""
    for one in shipped_rules() + [owed(f"x.{path.stem}", Channel.SMS) for path in (SHIPPED / "en").iterdir()]:
        for language in ("en", "zh"):
            text = (
                TextLibrary()
                .for_rule(one, language)
                .prepared.fill({FieldName.NAME: "<name>", FieldName.SALUTATION: "<salutation>"})
            )
            assert "<name>" in text.body or "<salutation>" in text.body, (one.rule, language)


def test_a_pipe_in_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "sms.md")
    (tmp_path / "any.md").mkdir()
    (problem,) = library.check(tmp_path)
    assert (problem.file, problem.fault) == (str(tmp_path / "any.md"), library.TextFileFault.UNREADABLE)
