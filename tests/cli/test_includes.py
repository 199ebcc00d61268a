"""A company's own rulebook can include its others: they lie beside it, and are kept with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program

BOOK = """\
name = "{name}"
title.en = "Ours"
title.zh = "本公司"
{head}
[phases.repair]
starts = "repair_done"

[[rules]]
id = "call"
kind = "within"
phase = "repair"
channel = "call"
within = "{within}"
"""


def write(folder: Path, name: str, *, include: str = "", within: str = "2wd", called: str = "") -> Path:
    path = folder / f"{name}.toml"
    head = f"include = [{include}]" if include else ""
    path.write_text(BOOK.format(name=called or name, head=head, within=within), encoding="utf-8")
    return path


def test_a_book_that_lies_beside_it_is_kept_with_the_campaign(file_program: Program, tmp_path: Path) -> None:
    ours = write(tmp_path, "ours", include='"repairs", "service"')
    repairs = write(tmp_path, "repairs", include='"deep"')
    write(tmp_path, "deep", within="3d")
    assert file_program("rulebook", "check", ours).code == 0
    assert file_program("campaign", "add", "c", "--rulebook", ours).code == 0
    repairs.unlink()
    customers = tmp_path / "c.csv"
    customers.write_text(
        "ref,name,phone,campaign,repair_done_at\nK1,Li,13912345678,c,2026-03-02 09:00\n", encoding="utf-8"
    )
    assert file_program("import", "customers", customers).code == 0
    owed = file_program("obligations", "K1", "--as-of", "2026-03-02T10:00", "--json").json
    assert {one["rule"] for one in owed} >= {"ours.call", "repairs.call", "deep.call", "service.repair_done"}


def test_a_mistake_in_it_is_said_with_its_own_line(file_program: Program, tmp_path: Path) -> None:
    ours = write(tmp_path, "ours", include='"repairs"')
    write(tmp_path, "repairs", within="soon")
    ran = file_program("rulebook", "check", ours)
    assert ran.code == 1
    assert f"{ours}:4: repairs.toml:13 rules[0].within" in ran.out


def test_mistakes_of_ones_own_keep_their_lines(file_program: Program, tmp_path: Path) -> None:
    """The keys of the included text once hid where the own ones stand."""
    ours = write(tmp_path, "ours", include='"repairs"', within="soon")
    write(tmp_path, "repairs")
    assert f"{ours}:13: rules[0].within" in file_program("rulebook", "check", ours).out


@pytest.mark.parametrize(
    ("include", "called", "said"),
    [
        ('"nobody"', "", 'no usable rulebook "nobody"'),
        ('"../repairs"', "", 'no usable rulebook "../repairs"'),
        ('"ours"', "", 'no usable rulebook "ours"'),
        ('"round"', "", 'no usable rulebook "ours"'),
        ('"repairs"', "ours", 'two of these books are named "ours"'),
    ],
)
def test_what_cannot_be_included_is_named(
    file_program: Program, tmp_path: Path, include: str, called: str, said: str
) -> None:
    ours = write(tmp_path, "ours", include=include)
    write(tmp_path, "repairs", called=called)
    write(tmp_path, "round", include='"ours"')
    ran = file_program("rulebook", "check", ours)
    assert ran.code == 1
    assert f"{ours}:4:" in ran.out
    assert said in ran.out


def test_a_book_with_texts_of_several_lines_can_be_included(file_program: Program, tmp_path: Path) -> None:
    ours = write(tmp_path, "ours", include='"repairs"')
    repairs = write(tmp_path, "repairs")
    repairs.write_text(repairs.read_text(encoding="utf-8").replace('"Ours"', "'''Ours'''"), encoding="utf-8")
    assert file_program("rulebook", "check", ours).code == 0
