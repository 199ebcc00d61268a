"""The command lines that are read without click mean what click would read in them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callcenter.clock import FixedClock
from callcenter.commands import opening, program
from callcenter.commands.session import Refused, Session

WORDS = (
    *("run", "--demo", "--agent", "--database", "--lang", "--help", "--version", "--", "-h", "-x", "queue"),
    *("--agent=王敏", "--agent=", "--agent=a=b", "--database=x.db", "--lang=zh", "--lang=de", "--demo=1", "run=1"),
    *("王敏", "a.db", "zh", "en", "", " ", "\udcff"),
)
PLAIN = st.lists(st.sampled_from([*WORDS[:5], "王敏", "a.db", "zh", "--agent=王敏", "--database=x.db"]), max_size=7)


def by_click(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> opening.Asked | None:
    """What click hands to the workstation, the database beside it; None where it refuses or does something else."""
    asked: list[opening.Asked] = []

    def take(session: Session, wanted: opening.Asked) -> int:
        asked.append(opening.Asked(wanted.agent, wanted.demo, session.database))
        return 0

    with monkeypatch.context() as patch:
        patch.setattr(opening, "open_workstation", take)
        patch.setattr(opening, "on_a_terminal", lambda: True)
        try:
            program.run(list(arguments), Session(FixedClock(0)))
        except Refused:
            return None
    return asked[0] if asked else None


@given(arguments=st.one_of(PLAIN, st.lists(st.sampled_from(WORDS), max_size=6)))
@example(arguments=["--database", "a.db", "run", "--database=x.db", "--agent", "王敏", "--agent=a=b", "--demo"])
@example(arguments=["run", "--agent", "run"])
@example(arguments=["--lang", "zh", "--lang", "de", "run"])
def test_what_is_read_at_once_is_what_click_reads(arguments: list[str]) -> None:
    read = opening.read(arguments)
    if read is not None:
        with pytest.MonkeyPatch.context() as patch:
            assert read == by_click(arguments, patch)


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ([], opening.Asked()),
        (["run"], opening.Asked()),
        (["--lang", "zh", "run", "--demo"], opening.Asked(demo=True)),
        (["--database", "a.db"], opening.Asked(database="a.db")),
        (["run", "--agent=王敏", "--database", "postgresql:///x"], opening.Asked("王敏", False, "postgresql:///x")),
    ],
)
def test_the_usual_lines_do_without_click(arguments: list[str], asked: opening.Asked) -> None:
    assert opening.read(arguments) == asked


@pytest.mark.parametrize(
    "arguments",
    [
        ["queue"],
        ["run", "run"],
        ["run", "--help"],
        ["--agent", "王敏", "run"],
        ["--demo", "run"],
        ["run", "--agent"],
        ["run", "--agent", " "],
        ["run", "--agent", "\udcff"],
        ["run", "--agent", "--demo"],
        ["--lang", "de", "run"],
        ["run", "--", "x"],
    ],
)
def test_what_could_be_a_mistake_is_left_to_click(arguments: list[str]) -> None:
    assert opening.read(arguments) is None
