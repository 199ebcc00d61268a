"""Two windows of one agent: each call is in one of them (docs/architecture.md#windows)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest

from callcenter.access import Principal
from callcenter.model import MINUTE
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.frame.desk import DialWanted
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.telephony import ManualPhone, Phone
from callcenter.telephony.lines import open_loopback
from callcenter.telephony.options import LoopbackCustomer, LoopbackOptions, Reaction
from callcenter.views.people.shift import AgentState
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.widgets.base import textual_internals
from callcenter.widgets.calls.note_editor import NoteEditor
from tests.workstation.stage import MONDAY, Stage, add, inquired, open_store, workstation

WANG = Principal("王敏")


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """The store of two programs, with two customers to call."""
    first = open_store(tmp_path, MONDAY)
    for name, phone in (("李雷", "+8613800138001"), ("孙小美", "+8613800138002")):
        inquired(first, add(first, name, phone, MONDAY), MONDAY - MINUTE, MONDAY)
    second = Store.open(str(tmp_path / "shift.db"), MONDAY)
    yield first, second
    second.close()
    first.close()


def said(stage: Stage) -> str:
    """Return what the window says in passing."""
    return " ".join(one.message for one in textual_internals.notifications(stage.app))


def notes(store: Store) -> list[str]:
    """The notes of what is on record of 李雷."""
    (row,) = store.by(WANG).search.find("李雷")
    return [touch.note for touch in store.by(WANG).details.get(row.ref, now=MONDAY).history.touches]


async def wants(stage: Stage) -> None:
    """Begin a call with 李雷 and a note that is on record."""
    (row,) = stage.store.by(WANG).search.find("李雷")
    await stage.until(lambda: stage.app.desk.phone.is_up)
    stage.app.post_message(DialWanted(row.ref))
    await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
    await stage.press(*"wants")
    await stage.until(lambda: stage.app.unsaved == "")


@asynccontextmanager
async def two_windows(
    stores: tuple[Store, Store], lang: str = "en", phone: Phone | None = None
) -> AsyncIterator[tuple[Stage, Stage]]:
    """Two windows, the first of which is on a call with 李雷."""
    async with workstation(stores[0], lang=lang, phone=phone) as first:
        await wants(first)
        async with workstation(stores[1], lang=lang) as second:
            await second.until(lambda: "李雷" in second.text().splitlines()[1])
            yield first, second


@pytest.mark.parametrize(
    ("lang", "told", "open_since", "gone"),
    [
        (
            "en",
            "You are on a call with 李雷 in another window.                   T take over",
            "Also open in another window since 10:05.",
            "This call continues in another window.",
        ),
        (
            "zh",
            "你正在另一个窗口与李雷通话。",
            "另一个窗口从 10:05 起也开着。",
            "这通电话已转到另一个窗口。",
        ),
    ],
)
async def test_a_call_is_shown_in_one_window_and_moves_by_one_key(
    stores: tuple[Store, Store], lang: str, told: str, open_since: str, gone: str
) -> None:
    async with two_windows(stores, lang) as (first, second):
        assert isinstance(second.app.screen, QueueScreen)
        assert told in second.text().splitlines()[1]
        await second.until(lambda: open_since in said(second))
        await second.press("T")
        assert isinstance(second.app.screen, CallScreen)
        assert second.app.screen.query_one(NoteEditor).text == "wants"
        await first.until(lambda: isinstance(first.app.screen, QueueScreen))
        await first.until(lambda: gone in said(first))
        await second.press(*" a price", "f3", "enter")
        await first.until(lambda: "李雷" not in first.text().splitlines()[1])
        assert notes(stores[0]) == ["wants a price"]


async def test_the_other_window_dials_nobody_meanwhile(stores: tuple[Store, Store]) -> None:
    async with two_windows(stores) as (_first, second):
        for key in ("n", "d", "B"):
            await second.press(key)
            assert isinstance(second.app.screen, QueueScreen)
            await second.until(lambda: "ou are on a call with 李雷 in another window" in said(second))
            second.app.clear_notifications()
            second.app._said.clear()
        assert stores[0].presence.get("王敏")[0] is AgentState.TALKING


async def test_what_was_typed_and_not_saved_goes_into_the_note(stores: tuple[Store, Store]) -> None:
    async with two_windows(stores) as (first, second):
        writer_is_free = Event()
        first.app.desk.writer.submit(writer_is_free.wait)
        await first.pilot.press(*" today")
        await second.press("T", *" a price")
        writer_is_free.set()
        await first.until(lambda: isinstance(first.app.screen, QueueScreen))
        await first.until(lambda: "what you typed here is added to its note" in said(first))
        await second.press("f3", "enter")
        assert isinstance(second.app.screen, QueueScreen)
        assert notes(stores[0]) == ["wants a price\ntoday"]


async def test_a_window_that_has_the_call_no_more_does_not_finish_it(stores: tuple[Store, Store]) -> None:
    """Its key was pressed before it knew."""
    async with two_windows(stores) as (first, second):
        await first.press("f3")
        writer_is_free = Event()
        first.app.desk.writer.submit(writer_is_free.wait)
        await second.press("T")
        await first.pilot.press("enter")
        writer_is_free.set()
        await first.until(lambda: isinstance(first.app.screen, QueueScreen))
        assert notes(stores[0]) == []
        assert isinstance(second.app.screen, CallScreen)


async def test_whoever_leaves_one_window_stays_in_the_other(stores: tuple[Store, Store]) -> None:
    async with two_windows(stores) as (first, second):
        await second.press("ctrl+q")
        assert not second.app.is_running
        assert stores[0].presence.get("王敏")[0] is AgentState.TALKING
        assert isinstance(first.app.screen, CallScreen)
        await first.press("f3", "enter", "ctrl+q", "enter")
        assert stores[1].presence.get("王敏")[0] is AgentState.OFFLINE


async def test_the_call_of_a_window_that_is_gone_is_taken_up_without_a_key(stores: tuple[Store, Store]) -> None:
    async with workstation(stores[0]) as first:
        await wants(first)
    async with workstation(stores[1]) as second:
        await second.until(lambda: isinstance(second.app.screen, CallScreen))
        assert second.app.screen.query_one(NoteEditor).text == "wants"
        assert stores[1].presence.get("王敏")[0] is AgentState.TALKING


async def test_the_talk_stays_on_the_line_of_the_window_that_dialled(stores: tuple[Store, Store]) -> None:
    phone = ManualPhone()
    async with two_windows(stores, phone=phone) as (first, second):
        await second.press("T")
        await first.until(lambda: isinstance(first.app.screen, QueueScreen))
        assert phone.line is not None
        await second.press("f2")
        await first.until(lambda: phone.line is None)


@pytest.mark.parametrize("reaction", [Reaction.ANSWER, Reaction.NOTHING])
async def test_a_call_that_comes_back_to_its_line_is_on_it_and_heard(
    stores: tuple[Store, Store], reaction: Reaction
) -> None:
    options = LoopbackOptions({"+8613800138001": LoopbackCustomer(reaction)})
    phone = open_loopback(options, lambda: MONDAY)
    async with two_windows(stores, phone=phone) as (first, second):
        talks = reaction is Reaction.ANSWER
        await first.until(lambda: (phone.line is not None and phone.line.answered_at is not None) is talks)
        await second.press("T")
        await first.until(lambda: isinstance(first.app.screen, QueueScreen))
        on_line = phone.line
        await first.press("T")
        screen = first.app.screen
        assert isinstance(screen, CallScreen)
        assert phone.line == on_line is not None
        assert screen.controller.line_id == on_line.call
        assert not screen.controller.marks_answer


async def test_a_call_that_comes_back_when_it_is_over_leaves_the_line(stores: tuple[Store, Store]) -> None:
    phone = ManualPhone()
    async with two_windows(stores, phone=phone) as (first, second):
        await second.press("T")
        await first.until(lambda: isinstance(first.app.screen, QueueScreen))
        await second.press("f3")
        await first.press("T")
        assert isinstance(first.app.screen, CallScreen)
        assert phone.line is None


async def test_who_stood_ready_in_the_window_that_lost_the_call_is_free(stores: tuple[Store, Store]) -> None:
    async with two_windows(stores) as (first, second):
        await first.press("f3")
        screen = first.app.screen
        assert isinstance(screen, CallScreen)
        assert screen.controller.following is not None
        await second.press("T")
        await first.until(lambda: isinstance(first.app.screen, QueueScreen))
        await first.settle()
        with pytest.raises(StoreError) as gone:
            stores[0].by(WANG).claims.renew(screen.controller.following[0], now=MONDAY)
        assert gone.value.code is Trouble.CLAIM_LOST


async def test_the_line_is_kept_while_its_call_is_on_the_way_back(stores: tuple[Store, Store]) -> None:
    phone = ManualPhone()
    async with two_windows(stores, phone=phone) as (first, second):
        await second.press("T")
        await first.until(lambda: isinstance(first.app.screen, QueueScreen))
        assert stores[0].by(first.app.desk.store.principal).moved_calls.take_over(from_living=True, now=MONDAY)
        first.app.see_elsewhere(None)
        await first.settle()
        assert phone.line is not None
