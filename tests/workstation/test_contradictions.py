"""An outcome that contradicts its call is asked about once, in words, before it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Direction, Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.wording.dispositions import LETTERS
from tests.screens.office import called, lead, office
from tests.workstation.stage import Stage, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    lead(opened, "李雷", "+8613800138001", "2026-03-02 09:30")
    yield opened
    opened.close()


def newest(store: Store) -> tuple[Disposition | None, Direction, str] | None:
    rows = store.lookup.log(LogFilter(), before=None, limit=1)
    return (rows[0].disposition, rows[0].direction, rows[0].note) if rows else None


async def incoming(stage: Stage) -> None:
    await stage.press("i", *"13800138001", "enter")
    assert isinstance(stage.app.screen, CallScreen)


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("en", "This call was answered. Save as “no answer”?"),
        ("zh", "这通电话已有人接听，仍要记为“无人接听”吗？"),
    ],
)
async def test_nobody_after_a_talk_is_asked_about_once(store: Store, lang: str, question: str) -> None:
    async with workstation(store, lang=lang) as stage:
        await stage.press("n", "d", *"wants a price", "f2")
        assert question in stage.text()
        assert newest(store) is None
        await stage.press("f9")
        assert isinstance(stage.app.screen, QueueScreen)
    assert newest(store) == (Disposition.NO_ANSWER, Direction.OUT, "wants a price")


async def test_a_dead_number_after_a_talk_is_taken_back(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", "ctrl+t")
        stage.pass_time(1)
        await stage.press("f12", "z")
        assert "You just talked on this number. Save as “invalid number”?" in stage.text()
        assert "Esc no" in stage.text()
        assert "Esc back" not in stage.text(), "one meaning of a key at a time"
        await stage.press("escape")
        assert "[invalid" not in stage.text()
        await stage.press("f3", "enter", "f9")  # too short to count
    assert newest(store) == (Disposition.INTERESTED, Direction.OUT, "")


async def test_nobody_answered_is_saved_with_one_key(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", "f2")
        assert isinstance(stage.app.screen, QueueScreen)
    assert newest(store) == (Disposition.NO_ANSWER, Direction.OUT, "")


async def test_who_calls_is_not_offered_as_no_answer_first(store: Store) -> None:
    async with workstation(store) as stage:
        await incoming(stage)
        assert "F2 appointment  F3 interested  F4 neutral" in stage.text()
        await stage.press("f12", "o")
        assert "李雷 called you. Save as “no answer”?" in stage.text()
        await stage.press("f9")
        assert isinstance(stage.app.screen, QueueScreen)
        assert newest(store) == (Disposition.NO_ANSWER, Direction.IN, "")
        # The next one is dialled: the bar is as it was.
        await stage.press("n", "d")
        assert "F2 no answer  F3 interested" in stage.text()


@pytest.mark.parametrize("way", [("f3", "enter"), ("f12", "o", "f9")], ids=["interested", "nobody"])
async def test_a_half_typed_appointment_of_an_incoming_call_is_no_trap(store: Store, way: tuple[str, ...]) -> None:
    async with workstation(store) as stage:
        await incoming(stage)
        await stage.press(*"wants a price", "f2", "y", "enter")
        assert isinstance(stage.app.screen, CallScreen), "an appointment needs its time"
        await stage.press("escape", *way)
        if isinstance(stage.app.screen, CallScreen):  # the text in the field is refused there, and the cursor with it
            await stage.press("backspace", "enter")
        assert isinstance(stage.app.screen, QueueScreen)
    assert newest(store) == (LETTERS["o" if "o" in way else "i"], Direction.IN, "wants a price")


async def test_after_the_undo_another_outcome_is_asked_about_again(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price", "f2", "f9", "u")
        assert isinstance(stage.app.screen, CallScreen)
        await stage.press("f12", "b")
        assert "Save as “busy”?" in stage.text()
        await stage.press("escape", "f4", "enter")
    assert newest(store) == (Disposition.NEUTRAL, Direction.OUT, "wants a price")


async def test_a_missed_call_is_written_down_unasked(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("i", *"13800138001", "f3")
        assert "called you" not in stage.text()
    assert newest(store) == (Disposition.NO_ANSWER, Direction.IN, "")


async def test_a_correction_asks_about_what_it_changes(store: Store) -> None:
    ref = store.search.find("李雷")[0].ref
    called(store, ref, "2026-03-02 09:40", Disposition.INTERESTED, "wants a price", seconds=60)
    async with workstation(store) as stage:
        await stage.press("2", "c", "f2", "enter")
        assert "Save as “no answer”?" in stage.text()
        await stage.press("escape", "f4", "enter")
    assert newest(store) == (Disposition.NEUTRAL, Direction.OUT, "wants a price")


async def test_a_correction_of_the_note_alone_asks_nothing(store: Store) -> None:
    ref = store.search.find("李雷")[0].ref
    called(store, ref, "2026-03-02 09:40", Disposition.VOICEMAIL, "left a word", seconds=20)
    async with workstation(store) as stage:
        await stage.press("2", "c", *"!", "enter")
        assert "Save as" not in stage.text()
    (disposition, _, note) = newest(store) or (None, None, "")
    assert disposition is Disposition.VOICEMAIL
    assert "!" in note
