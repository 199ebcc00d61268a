"""Every fault code of every room has a sentence in both languages, with all that the room tells of it."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

import pytest

from callcenter import locale, wording
from callcenter.importing.drafts import FileFault, RowFault
from callcenter.model import Param
from callcenter.rulebook.book import ProblemCode
from callcenter.rulebook.reader import check
from callcenter.settings import Expected, SettingFault
from callcenter.views.upkeep.trouble import Trouble
from callcenter.wording import problems

HAN = re.compile(r"[\u4e00-\u9fff]")
NAMES = """
    actor agent byte campaign cells choices column country encoding expected fields field filesystem found headings high
    id key known limit line low nearest needed path phone reason ref rulebook seconds seen sheet span tier tiers unit
    value zone minutes program length begins need characters token customer customers cases calls os_user keys example
    causes time
"""
ALL = {name: f"<{name}>" for name in NAMES.split()}

SENTENCES: list[tuple[Callable[[str, Mapping[str, Param]], str], type[StrEnum]]] = [
    (problems.row_fault, RowFault),
    (problems.file_fault, FileFault),
    (lambda code, params: problems.rulebook_problem(code, 0, "", params), ProblemCode),
    (lambda code, params: problems.trouble(Trouble(code), params), Trouble),
    (
        lambda code, params: problems.settings_problem(
            code, 0, "", {**params, "expected": Expected.TEXT, "nearest": ""}
        ),
        SettingFault,
    ),
    (lambda code, params: problems.settings_problem("wrong_value", 0, "", {**params, "expected": code}), Expected),
]
CASES = [pytest.param(say, code, id=f"{codes.__name__}.{code}") for say, codes in SENTENCES for code in codes]


@pytest.mark.parametrize(("say", "code"), CASES)
def test_each_code_has_a_sentence_in_both_languages(say: Callable[[str, Mapping[str, Param]], str], code: str) -> None:
    english = say(code, ALL)
    assert english.isascii()
    assert "?" not in english.replace("<nearest>?", "").replace("first?", "").replace("meant?", "")
    locale.use("zh")
    chinese = say(code, ALL)
    assert HAN.search(chinese)
    assert sorted(re.findall(r"<\w+>", chinese)) == sorted(re.findall(r"<\w+>", english))


def documented(codes: type[StrEnum]) -> Iterator[tuple[str, str]]:
    """The parameters that the comments beside the members promise."""
    source = inspect.getsource(codes)
    for code, names in re.findall(r'= "(\w+)"  # ([a-z_, ]+)(?:$|[:(])', source, re.MULTILINE):
        for name in names.split(","):
            if name.strip() in ALL:
                yield code, name.strip()


@pytest.mark.parametrize(
    ("say", "code", "name"),
    [
        pytest.param(say, code, name, id=f"{code}-{name}")
        for say, codes in (
            (problems.row_fault, RowFault),
            (problems.file_fault, FileFault),
            (lambda code, params: problems.trouble(Trouble(code), params), Trouble),
        )
        for code, name in documented(codes)
        # Told for whoever writes to a person about one customer; the sentence stands beside that customer.
        if (code, name)
        not in {
            ("claimed", "ref"),
            ("claim_lost", "ref"),
            ("do_not_call", "ref"),
            ("dead_number", "ref"),
            ("closed_stage", "ref"),
            ("no_number", "ref"),
            ("legal_frame", "ref"),
            ("number_cap", "ref"),
            ("doubled_heading", "seen"),
        }
    ],
)
def test_what_a_room_tells_of_a_fault_is_shown(
    say: Callable[[str, Mapping[str, Param]], str], code: str, name: str
) -> None:
    assert f"<{name}>" in say(code, ALL)


def test_a_rejected_row_names_line_heading_and_value() -> None:
    params: dict[str, Param] = {"field": "inquiry_at", "heading": "咨询时间", "value": "2026-02-30"}
    assert problems.rejection(12, RowFault.BAD_DATE, params) == 'line 12: 咨询时间: "2026-02-30" is not a date'
    locale.use("zh")
    assert problems.rejection(12, RowFault.BAD_DATE, params) == "第 12 行：咨询时间：“2026-02-30”不是日期"


def test_foreign_text_in_a_message_is_cut_and_harmless() -> None:
    said = problems.row_fault(RowFault.BAD_DATE, {"heading": "at\n", "value": "\x1b]52;c;x\x07{0}" + "长" * 500})
    assert said.isprintable()
    assert wording.width(said) < 90
    assert "{0}" in said


def test_a_path_is_never_cut() -> None:
    path = "/srv/" + "very-long/" * 20 + "callcenter.db"
    assert path in problems.trouble(Trouble.READ_ONLY, {"path": path})


def test_a_parameter_that_is_missing_does_not_hide_the_fault() -> None:
    assert problems.file_fault(FileFault.CANNOT_OPEN, {}) == "the file cannot be opened: ?"


def test_a_sheet_with_too_many_cells_says_so() -> None:
    memory = problems.file_fault(FileFault.TOO_MUCH_MEMORY, {"need": 2850, "limit": 1536})
    assert memory.startswith("reading the workbook would take about 2850 MB of memory, the limit is 1536 MB;")
    assert problems.file_fault(FileFault.TOO_LARGE, {"limit": 9, "unit": "MB"}) == "the file unpacks to more than 9 MB"


BROKEN = """\
name = "two words"
title.en = "x"
title.zh = 1
surprise = true
tiers = "A"
[retry]
attempts = 1
within = "2 days"
"""


def test_problems_of_a_real_rulebook_name_line_key_and_mend() -> None:
    def words() -> list[str]:
        said = []
        lines = BROKEN.splitlines()
        for left_out in ([], [0], [0, 2], [0, 2, 3], [0, 2, 3, 4], [0, 2, 3, 4, 6]):
            text = "\n".join("" if number in left_out else line for number, line in enumerate(lines))
            text = text if 0 not in left_out else 'name = "x"' + text
            text = text if 2 not in left_out else text.replace('title.en = "x"', 'title = {en = "x", zh = "y"}')
            said += [problems.rulebook_problem(p.code, p.line, p.key, dict(p.params)) for p in check(text)]
        return list(dict.fromkeys(said))

    english = words()
    assert "line 1, name: wrong value: expected a name of letters, digits and the signs _ . + -" in english
    assert "line 3, title.zh: wrong value: expected a text, not a whole number" in english
    assert "line 4, surprise: unknown key surprise; remove it or fix its name" in english
    assert "line 5, tiers: wrong value: expected a list, not a text" in english
    assert "line 7, retry.attempts: wrong value: expected a whole number of at least 2" in english
    assert 'line 8, retry.within: "2 days" is not a duration; write 24h, 7d, 2w, 1mo, 1y or 7wd' in english
    locale.use("zh")
    chinese = words()
    assert "第 3 行，title.zh：值不对：应为文字，不是整数" in chinese
    assert "第 7 行，retry.attempts：值不对：应为整数，且不小于 2" in chinese
    assert not [line for line in chinese if "Expected" in line or "Invalid" in line]


def test_a_mistake_in_the_settings_names_the_likeliest_name() -> None:
    params = {"choices": "agent, database", "nearest": "agent"}
    assert problems.settings_problem(SettingFault.UNKNOWN_KEY, 3, "agnet", params) == (
        "line 3, agnet: no such setting; available: agent, database. Did you mean agent?"
    )
    locale.use("zh")
    assert problems.settings_problem(SettingFault.UNKNOWN_KEY, 3, "agnet", params) == (
        "第 3 行，agnet：没有这项设置，可用的有 agent, database。是不是 agent？"
    )
