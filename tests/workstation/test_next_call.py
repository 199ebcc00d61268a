"""One call screen serves call after call: nothing of the one before is left on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from callcenter.model import Channel, Disposition, Touch
from callcenter.screens.calls.call import CallScreen
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges, NewCustomer
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.calls.note_editor import NoteArea, NoteEditor
from callcenter.widgets.calls.wrap_up import WrapUpForm
from callcenter.widgets.lists.history import Timeline
from callcenter.wording import names
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, inquired, open_store, workstation

LI, WU = "+8613800138001", "+8613800138002"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two leads of this morning: 吴静 comes before 李雷."""
    opened = open_store(tmp_path, MONDAY)
    for name, phone, when in (("李雷", LI, "2026-03-02 09:30"), ("吴静", WU, "2026-03-02 10:00")):
        inquired(opened, add(opened, name, phone, at(when)), at(when), MONDAY)
    yield opened
    opened.close()


def call(stage: Stage) -> CallScreen:
    assert isinstance(stage.app.screen, CallScreen)
    return stage.app.screen


async def test_the_next_call_begins_with_nothing_of_the_last_one(store: Store) -> None:
    ref = next(row.ref for row in store.queue.page(now=MONDAY).rows if row.name == "吴静")
    store.by(BOSS).customers.edit(ref, CustomerChanges(pinned="ask for the aunt"), now=MONDAY)
    async with workstation(store, size=(120, 40)) as stage:
        await stage.press("n", "d", *"price list")
        first = call(stage)
        assert "ask for the aunt" in stage.text()
        # All that can stand open beside a note, each with something in it.
        await stage.press("ctrl+e", *"Aunt", "escape", "ctrl+y", "f6", "ctrl+k", "escape", "f5")
        await stage.press(*"tomorrow 15:00", "tab", *"B")
        before, marked = stage.text(), f"[{names.disposition(Disposition.CALLBACK)}]"
        for here in ("price list", "tomorrow 15:00", marked):
            assert here in before
        await stage.press("enter")
        assert store.lookup.log(LogFilter())[0].disposition is Disposition.CALLBACK
        await stage.press("d")
        assert call(stage) is first
        shown = stage.text()
        assert "李雷" in shown
        assert "ringing" in shown
        for left in ("吴静", "price list", "ask for the aunt", "tomorrow", marked, "saved", "Aunt"):
            assert left not in shown
        assert first.query_one(NoteEditor).text == ""
        assert {entry.value for entry in first.query(Input)} == {""}
        assert not first.query_one(WrapUpForm).has_class("-open")
        assert not first.has_class("-script-whole")
        assert isinstance(stage.app.focused, NoteArea)
        await stage.press("ctrl+z")
        assert first.query_one(NoteEditor).text == "", "what was typed in another call cannot be brought back"
        await stage.press(*"second", "f3", "enter")
        assert [row.note for row in store.lookup.log(LogFilter())] == ["second", "price list"]


async def test_a_question_that_stood_is_not_answered_in_the_next_call(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", "escape")
        assert "cancel this call?" in stage.text()
        await stage.press("escape", "f2", "d")
        assert "李雷" in stage.text()
        await stage.press("escape")
        await stage.press("y")
        assert not stage.app.in_call
        assert [row.customer for row in store.lookup.log(LogFilter())] == ["吴静"], "the second one was taken back"


async def test_the_cursor_begins_at_the_newest_contact(store: Store) -> None:
    for row in store.queue.page(now=MONDAY).rows:
        for hour in range(10, 16):
            touch = Touch(at(f"2026-02-10 {hour}:00"), Channel.CALL, disposition=Disposition.NO_ANSWER, phone=row.phone)
            store.by(BOSS).touches.record(row.ref, touch, now=MONDAY)
    async with workstation(store, size=(160, 48)) as stage:
        await stage.press("n", "d")
        timeline = call(stage).query_one(Timeline)
        timeline.focus()
        await stage.press("j", "j", "j", "f2", "d")
        assert timeline.rows[0].key == timeline.key


async def test_other_questions_get_a_screen_of_their_own(store: Store) -> None:
    store.by(BOSS).campaigns.ensure_shipped("brokerage", now=MONDAY)
    new = NewCustomer("赵铁", "+8613800138003", campaign="brokerage", inquiry=False)
    store.by(BOSS).customers.add(new, now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("n", "d")
        first = call(stage)
        await stage.press("f2", "slash", *"赵铁", "enter", "enter", "d")
        second = call(stage)
        assert "赵铁" in stage.text()
        assert second is not first
        assert not first.is_attached, "one screen is kept, not one for each kind of call"
        await stage.press(*"is well", "f3")
        assert "result" in stage.text()


async def test_the_next_call_speaks_the_language_of_the_moment(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", "f2", "ctrl+l", "d")
        shown = stage.text()
        assert "李雷" in shown
        assert "next number" not in shown


async def test_the_next_customer_stands_ready_before_the_note_is_saved(store: Store) -> None:
    """李雷 is claimed when the talk with 吴静 ends, and named on the screen while her note is written."""
    async with workstation(store, size=(120, 40)) as stage:
        await stage.press("n", "d", *"price list")
        assert call(stage).controller.following is None
        await stage.press("f3")
        assert "next: 李雷, " in stage.text()
        following = call(stage).controller.following
        assert following is not None
        assert store.queue.page(now=MONDAY).rows == (), "a colleague is offered nobody"
        stage.clock.advance(200_000)
        call(stage).keep_claim()
        await stage.settle()
        await stage.press("ctrl+l")
        assert "下一位：李雷" in stage.text(), "another language asks for nobody else"
        await stage.press("ctrl+l", "enter")
        claim = stage.app.queue.claim
        assert claim is not None
        assert claim.ref == following[0].ref


async def test_a_lost_claim_is_no_longer_named(store: Store) -> None:
    async with workstation(store, size=(120, 40)) as stage:
        await stage.press("n", "d", *"price list", "f3")
        following = call(stage).controller.following
        assert following is not None
        store.claims.release(following[0], now=MONDAY)
        call(stage).keep_claim()
        await stage.settle()
        assert "next: 李雷" not in stage.text()
