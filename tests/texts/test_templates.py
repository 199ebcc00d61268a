"""The filler of prepared texts and scripts: mistakes named by line, sentences left out, gaps that cannot be missed."""

from __future__ import annotations

import pytest

from callcenter.texts.fields import FieldName
from callcenter.texts.templates import TextError, TextFault, gaps, parse


def filled(text: str, **known: str) -> str:
    return parse(text, file="a.md").fill({FieldName(name): value for name, value in known.items()})


def mistakes(text: str) -> list[tuple[TextFault, int, str, str]]:
    with pytest.raises(TextError) as caught:
        parse(text, file="folder/a.md", first_line=3)
    assert {problem.file for problem in caught.value.problems} == {"folder/a.md"}
    return [(p.fault, p.line, p.params.get("found", ""), p.params.get("nearest", "")) for p in caught.value.problems]


def test_placeholders_are_filled_in_english_and_in_chinese() -> None:
    assert filled("Dear {name}, {agent} here.", name="Ann", agent="Bo") == "Dear Ann, Bo here."
    assert filled("{称呼}您好，我是{客服}。", salutation="李先生", agent="王敏") == "李先生您好，我是王敏。"
    assert filled("{ Name }", name="Ann") == "Ann"


def test_what_is_not_known_leaves_a_gap_that_is_found_again() -> None:
    text = filled("{name}: we meet on {appointment}. Bring {公司}.", name="Ann")
    assert text == "Ann: we meet on [… appointment]. Bring [… 公司]."
    assert gaps(text) == ("[… appointment]", "[… 公司]")
    assert gaps("a list [1], [x], [] and […") == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hello. How is {company?} doing? Bye.", "Hello. Bye."),
        ("您好！{公司?}一切顺利吗？再见。", "您好！再见。"),
        ("Version 3.5 of {company?} is here. Bye.", "Bye."),
        ("Hello.\n【{organisation?}】\nBye.", "Hello.\nBye."),
        ("Hello. See {company?}.", "Hello."),
        ("- one\n- {company?}\n\n- three", "- one\n\n- three"),
        ("{company?}", ""),
    ],
)
def test_a_question_mark_leaves_the_sentence_out(text: str, left: str) -> None:
    assert filled(text) == left


def test_a_fact_that_is_known_keeps_the_sentence() -> None:
    assert filled("Hi. At {company?} too. Bye.", company="A. B. Ltd") == "Hi. At A. B. Ltd too. Bye."


def test_braces_can_be_written() -> None:
    assert filled("{{name}} is {name}, }}{{", name="x") == "{name} is x, }{"


def test_what_fills_is_never_read_again_and_begins_no_line() -> None:
    assert filled("Hello {name}!", name="{agent} {{ [/b]\n# x") == "Hello {agent} {{ [/b] # x!"


def test_every_mistake_is_named_with_its_line_and_what_was_meant() -> None:
    assert mistakes("fine {name}\n{nmae} and {上次联糸}\nopen {name\nclose } {}") == [
        (TextFault.UNKNOWN, 4, "nmae", "name"),
        (TextFault.UNKNOWN, 4, "上次联糸", "上次联系"),
        (TextFault.UNCLOSED, 5, "", ""),
        (TextFault.STRAY, 6, "", ""),
        (TextFault.UNKNOWN, 6, "", ""),
    ]


def test_an_unknown_placeholder_is_told_the_choices() -> None:
    with pytest.raises(TextError) as caught:
        parse("{x}", file="a.md")
    choices = caught.value.problems[0].params["choices"].split(", ")
    assert choices == [field.value for field in FieldName]


def test_a_template_knows_what_it_asks_for() -> None:
    assert parse("{name} {公司?}", file="a.md").fields == {FieldName.NAME, FieldName.COMPANY}
