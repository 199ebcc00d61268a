"""Lessons of ``docs/rulebooks.md`` are so, in both languages: its book is in no seed and needs TOML alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from callcenter.rulebook import reader
from callcenter.rulebook.book import (
    AnyCase,
    AnyCohort,
    AnyFinding,
    AnyRule,
    Callers,
    Condition,
    NumberCap,
    Phase,
    PoolRule,
    Quota,
    Retry,
)
from tests.cli.running import Program, book

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("rulebooks.md", "rulebooks.zh.md")


def examples(page: str) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


def gym(folder: Path, page: str = "rulebooks.md") -> Path:
    """The book that is made of a page of regulations."""
    (text,) = (text for text in examples(page) if 'name = "gym"' in text)
    path = folder / "gym.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("page", PAGES)
def test_the_whole_books_have_neither_mistakes_nor_warnings(file_program: Program, tmp_path: Path, page: str) -> None:
    whole = [text for text in examples(page) if text.startswith("name")]
    assert len(whole) == 2
    for n, text in enumerate(whole):
        path = tmp_path / f"{n}.toml"
        path.write_text(text, encoding="utf-8")
        ran = file_program("rulebook", "check", path)
        assert (ran.code, ran.out) == (0, f"{path}: no mistakes, no warnings\n")


def test_both_pages_teach_the_same() -> None:
    english, chinese = (list(map(tomllib.loads, examples(page))) for page in PAGES)
    assert english == chinese


@pytest.mark.parametrize("page", PAGES)
def test_every_kind_and_every_key_is_taught(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    taught = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`]+`|```.*?```", text, re.DOTALL))))
    kinds: list[Any] = [kind for union in (AnyRule, AnyCase, AnyFinding, AnyCohort) for kind in get_args(union)]
    for struct in (*kinds, Phase, Condition, Callers, Retry, NumberCap, PoolRule, Quota):
        assert struct.__struct_config__.tag in {None, *taught}, struct
        assert set(struct.__struct_encode_fields__) <= taught, struct


def test_the_pieces_fit_into_a_book() -> None:
    """Put the pieces that stand for themselves on the page behind the smallest book."""
    first, *pieces = [text for text in examples("rulebooks.md") if 'name = "gym"' not in text]
    head = first.replace('name = "shop"', 'name = "shop"\ntiers = ["A", "B", "C"]\n')
    groups = '[groups.dormant]\nany_of = [{ tier = "A" }]\n[groups.margin]\nany_of = [{ tier = "A" }]\n'
    found = reader.load("\n".join((head, *pieces, groups)), "shop")
    assert (len(found.classify), set(found.cohorts), "key" in found.groups) == (3, {"best", "stock"}, True)


@pytest.mark.parametrize("page", PAGES)
def test_the_cases_worked_out_from_the_regulations(program: Program, tmp_path: Path, page: str) -> None:
    """Windows Tue 17:00 to 20:00; contract Mon 2 Mar 2026 10:00 to 1 Mar 2027, one visit a month: tier C."""
    assert program("campaign", "add", "gym", "--rulebook", gym(tmp_path, page)).code == 0
    rows = [
        ["ref", "name", "phone", "campaign", "contract_start_at", "contract_end_at", "visits_per_month"],
        ["G1", "One", "13800000001", "gym", "2026-03-02T10:00", "2027-03-01", "1"],
    ]
    assert program("import", "customers", book(tmp_path / "members.csv", rows)).code == 0

    def queue(at: str) -> list[tuple[str, str, str, str]]:
        entries = program("queue", "--as-of", at, "--json").json
        return [(one["lane"], one["rule"], one["due_at"], one["breach_at"]) for one in entries]

    assert queue("2026-03-03T16:59:59") == []
    welcome = ("gym.welcome", "2026-03-03T00:00:00+08:00", "2026-03-06T00:00:00+08:00")
    assert queue("2026-03-03T17:00") == queue("2026-03-03T19:59:59") == [("due", *welcome)]
    assert queue("2026-03-03T20:00") == []
    # The last of the three days is over at midnight; the next hour of a Friday begins at 17:00.
    assert queue("2026-03-06T17:00") == [("breached", *welcome)]

    calls = [["customer_ref", "at", "channel", "disposition"]]
    calls += [["G1", at, "call", "neutral"] for at in ("2026-03-04T17:30", "2026-12-30T17:30")]
    assert program("import", "touches", book(tmp_path / "calls.csv", calls)).code == 0
    absent = ("gym.absent", "2026-03-17T17:30:00+08:00", "2026-03-18T17:30:00+08:00")
    assert queue("2026-03-17T17:29:59") == []
    assert queue("2026-03-17T17:30") == queue("2026-03-18T17:29:59") == [("due", *absent)]
    assert queue("2026-03-18T17:30") == [("breached", *absent)]

    # 2 Mar 2026 to 1 Mar 2027 is a year: the last two months begin on 1 Jan, 14 days end on 15 Jan at 00:00.
    found = program("obligations", "G1", "--as-of", "2027-01-14T17:00", "--json").json
    assert [(one["rule"], one["channel"], one["state"], one["breach_at"]) for one in found] == [
        ("gym.absent", "call", "breached", "2027-01-13T17:30:00+08:00"),
        ("gym.renewal", "call", "open", "2027-01-15T00:00:00+08:00"),
    ]


def test_students_are_written_to_and_complaints_are_the_included_books(program: Program, tmp_path: Path) -> None:
    assert program("campaign", "add", "gym", "--rulebook", gym(tmp_path)).code == 0
    rows = [
        ["ref", "name", "phone", "campaign", "contract_start_at", "contract_end_at", "student", "visits_per_month"],
        ["G2", "Two", "13800000002", "gym", "2026-03-02T10:00", "2027-03-01", "yes", "8"],
    ]
    rows = [[*row, extra] for row, extra in zip(rows, ("complaint_resolved_at", "2026-09-30"), strict=True)]
    assert program("import", "customers", book(tmp_path / "members.csv", rows)).code == 0

    def open_at(at: str) -> list[tuple[str, str, str]]:
        found = program("obligations", "G2", "--as-of", at, "--json").json
        return [(one["rule"], one["channel"], one["breach_at"]) for one in found if one["state"] != "upcoming"]

    # 1 to 7 October are holidays, 8 and 9 October are worked.
    complaint = ("service.complaint_resolved", "call", "2026-10-10T00:00:00+08:00")
    assert complaint in open_at("2026-09-30T17:00")
    assert ("gym.renewal", "sms", "2027-01-15T00:00:00+08:00") in open_at("2027-01-14T17:00")
    assert "gym.renewal" in [rule for rule, _, _ in open_at("2027-01-01T00:00")]
    assert "gym.renewal" not in [rule for rule, _, _ in open_at("2026-12-31T23:59:59")]
