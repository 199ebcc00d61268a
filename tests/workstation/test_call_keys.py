"""Keys in a call and after it: letters, slips, the number, what can no longer be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Channel, Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.calls.offered_text import OfferedTextScreen
from callcenter.screens.log.correction import CorrectScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.calls.note_editor import NoteEditor
from callcenter.widgets.lines.prompts import KeyHints
from callcenter.widgets.lists.history import Timeline
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, inquired, open_store, workstation

LI, WU, WU_AT_HOME = "+8613800138001", "+8613800138002", "+861088880002"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """吴静, who has two numbers, before 李雷."""
    opened = open_store(tmp_path, MONDAY)
    inquired(opened, add(opened, "李雷", LI, at("2026-03-02 09:30")), at("2026-03-02 09:30"), MONDAY)
    wu = add(opened, "吴静", WU, at("2026-03-02 10:00"))
    opened.by(BOSS).customers.edit(wu, CustomerChanges(phones=(WU, WU_AT_HOME)), key="numbers", now=MONDAY)
    inquired(opened, wu, at("2026-03-02 10:00"), MONDAY)
    yield opened
    opened.close()


def call(stage: Stage) -> CallScreen:
    assert isinstance(stage.app.screen, CallScreen)
    return stage.app.screen


async def test_letters_reach_the_note_while_a_list_has_the_focus(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        await stage.press(*"wants")
        call(stage).query_one(Timeline).focus()
        await stage.press(*" a jug? 好", "G")
        assert call(stage).query_one(NoteEditor).text == "wants a jug? 好G"


async def test_a_note_emptied_at_once_takes_the_answer_back(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        await stage.press("x")
        assert call(stage).call.answered_at is not None
        stage.clock.advance(4_000)
        await stage.press("backspace")
        assert call(stage).call.answered_at is None
        open_call = store.calls.open_call_of("王敏")
        assert open_call is not None
        assert open_call.answered_at is None
        await stage.press("f2")
        row = store.lookup.log(LogFilter(), before=None, limit=1)[0]
        assert (row.disposition, row.seconds) == (Disposition.NO_ANSWER, 0)


async def test_a_note_emptied_later_leaves_the_answer(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        await stage.press("x")
        stage.clock.advance(6_000)
        await stage.press("backspace")
        assert call(stage).call.answered_at is not None


async def test_the_number_is_copied_in_a_call(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", "ctrl+c")
        assert stage.app.clipboard == "138 0013 8002"
        assert "Copied: 138 0013 8002" in str(call(stage).query_one(KeyHints).render())


async def test_another_number_is_offered_only_until_somebody_answers(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        assert "next number" in stage.text().splitlines()[-1]
        await stage.press(*"there", "f3")
        assert "next number" not in stage.text().splitlines()[-1]


async def test_what_can_no_longer_be_undone_opens_as_a_correction(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        await stage.press(*"wants a price", "f3", "enter")
        stage.clock.advance(2_000)
        await stage.press("d", "escape", "y")  # the next one is dialled, and not called after all
        assert isinstance(stage.app.screen, QueueScreen)
        await stage.press("u")
        await stage.settle()
        assert isinstance(stage.app.screen, CorrectScreen)
        assert stage.app.screen.query_one(NoteEditor).text == "wants a price"


async def test_after_no_answer_one_key_offers_the_text_for_that(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", "f2")
        assert "x no-answer SMS" in stage.text().splitlines()[-1]
        await stage.press("x")
        assert isinstance(stage.app.screen, OfferedTextScreen)
        assert "SMS to 吴静 after no answer" in stage.text()
        await stage.press("s")
        await stage.settle()
        assert isinstance(stage.app.screen, QueueScreen)
        newest, before = store.lookup.log(LogFilter(), before=None, limit=2)
        assert (newest.customer, newest.channel, before.disposition) == ("吴静", Channel.SMS, Disposition.NO_ANSWER)
        assert "刚才给您打电话没能接通" in newest.note
        assert "no-answer SMS" not in stage.text()


async def test_the_text_is_offered_until_the_next_dial_and_after_a_talk_not_at_all(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", "f2")
        stage.clock.advance(2_000)
        await stage.press("d", "escape", "y")
        assert "no-answer SMS" not in stage.text()
        await stage.press("d", *"wants a price", "f3", "enter")
        assert "no-answer SMS" not in stage.text()
