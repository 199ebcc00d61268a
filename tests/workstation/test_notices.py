"""Notices: a line on every screen, also in a call, until its key is pressed (docs/architecture.md#ownership)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.access import Origin, Principal
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.people.shift import GONE_AFTER
from callcenter.widgets.calls.note_editor import NoteEditor
from tests.screens.office import AGENT, CHEF, lead, office
from tests.workstation.stage import MONDAY, Stage, workstation

BOSS = Principal(CHEF, Origin.COMMAND)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def mine(store: Store, name: str = "李雷", phone: str = "+8613800138001") -> str:
    return lead(store, name, phone, "2026-03-02 09:30", owner=AGENT.name)


def first_lines(stage: Stage) -> str:
    return "\n".join(stage.text().splitlines()[:2])


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
@pytest.mark.parametrize(
    ("lang", "waits", "done", "key"),
    [
        ("en", "> 李雷 goes to 赵磊 once you save this call (decided by 陈静)", "李雷 has gone to 赵磊", "^X dismiss"),
        ("zh", "> 保存这通电话后，李雷将转给赵磊（陈静决定）", "李雷已转给赵磊（陈静决定）", "^X 知道了"),
    ],
)
async def test_a_reassignment_is_seen_in_the_call_and_when_it_has_taken_effect(
    store: Store, size: tuple[int, int], lang: str, waits: str, done: str, key: str
) -> None:
    ref = mine(store)
    async with workstation(store, lang=lang, size=size) as stage:
        await stage.press("n", "d", *"wants")
        store.by(BOSS).ownership.assign(ref, "赵磊", now=MONDAY)
        await stage.until(lambda: waits in first_lines(stage))
        assert key in first_lines(stage)
        await stage.press(*" a price", "ctrl+x", *" today")
        assert waits not in stage.text()
        assert stage.app.screen.query_one(NoteEditor).text == "wants a price today"
        assert store.notices.unread(AGENT.name) == ()
        await stage.press("f3", "enter")
        assert isinstance(stage.app.screen, QueueScreen)
        await stage.until(lambda: done in first_lines(stage))
        await stage.press("ctrl+x")
        assert done not in stage.text()
    assert store.details.get(ref, now=MONDAY).facts.owner == "赵磊"
    assert store.notices.unread(AGENT.name) == ()


async def test_it_stands_on_every_screen_until_it_is_read(store: Store) -> None:
    ref = mine(store)
    async with workstation(store) as stage:
        await stage.press("n", "d")
        store.by(BOSS).ownership.assign(ref, "赵磊", now=MONDAY)
        await stage.press("f2")
        said = "李雷 has gone to 赵磊"
        await stage.until(lambda: said in first_lines(stage))
        for key in ("2", "3", "4", "5", "1", "slash", "a", "m", "p", "b", "D", "i"):
            await stage.press(key)
            assert said in first_lines(stage), key
            if key not in "12345":
                await stage.press("escape")
    # Also after a restart.
    async with workstation(store) as stage:
        await stage.until(lambda: said in first_lines(stage))


async def test_several_are_read_one_after_another(store: Store) -> None:
    refs = [mine(store), mine(store, "周航", "+8613800138002")]
    async with workstation(store) as stage:
        for ref in refs:
            claim = store.by(AGENT).claims.take(ref, now=MONDAY)
            call = store.by(AGENT).calls.start(claim, now=MONDAY)
            store.by(BOSS).ownership.assign(ref, "赵磊", now=MONDAY)
            store.calls.abandon(call.token, now=MONDAY)
        await stage.until(lambda: "李雷" in first_lines(stage) and "+1  ^X dismiss" in first_lines(stage))
        await stage.press("ctrl+x")
        assert "周航" in first_lines(stage)
        assert "+1" not in first_lines(stage)


async def test_the_key_cuts_text_while_there_is_nothing_to_be_read(store: Store) -> None:
    mine(store)
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price", "ctrl+a", "ctrl+x")
        assert isinstance(stage.app.screen, CallScreen)
        assert stage.app.screen.query_one(NoteEditor).text == ""


async def test_who_comes_back_hears_by_whom_and_when_the_call_was_ended(store: Store) -> None:
    mine(store)
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants a price")
        call = store.calls.open_call_of(AGENT.name)
        assert call is not None
        store.calls.save_note(call.token, "wants a price", now=MONDAY)
    store.by(BOSS).calls.end_for(AGENT.name, now=MONDAY + GONE_AFTER + 60_000)
    async with workstation(store, now=MONDAY + 2 * GONE_AFTER) as stage:
        assert isinstance(stage.app.screen, CallScreen)
        said = "陈静 ended your call with 李雷, Mon 2 Mar 10:11: program not re"
        await stage.until(lambda: said in first_lines(stage))
        assert stage.app.screen.query_one(NoteEditor).text == "wants a price"


async def test_the_supervisor_is_told_that_it_waits_and_that_it_is_done(store: Store) -> None:
    ref = mine(store)
    claim = store.by(AGENT).claims.take(ref, now=MONDAY)
    call = store.by(AGENT).calls.start(claim, now=MONDAY)
    async with workstation(store, agent=CHEF) as stage:
        store.by(BOSS).ownership.assign(ref, "赵磊", now=MONDAY)
        await stage.until(lambda: "李雷 is on a call with 王敏 and goes to 赵磊" in first_lines(stage))
        store.calls.abandon(call.token, now=MONDAY)
        await stage.until(lambda: "李雷 has gone to 赵磊 (decided by 陈静)" in first_lines(stage))
