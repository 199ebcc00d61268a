"""After a call that went badly an SMS is offered in the wrap-up, for one key more or none.

See docs/rules.md#win-back, docs/architecture.md#people.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Channel, Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.calls.offered_text import OfferedTextScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.calls.message_pane import MessageText
from callcenter.widgets.calls.note_editor import NoteEditor
from tests.workstation.stage import MONDAY, Stage, add, at, inquired, open_store, workstation

LI, WU = "+8613800138001", "+8613800138002"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two leads of this morning, the newest first in the queue: 吴静, 李雷."""
    opened = open_store(tmp_path, MONDAY)
    for name, phone, when in (("李雷", LI, "2026-03-02 09:30"), ("吴静", WU, "2026-03-02 10:00")):
        inquired(opened, add(opened, name, phone, at(when)), at(when), MONDAY)
    yield opened
    opened.close()


def touches(store: Store) -> list[tuple[str, Channel, Disposition | None, str]]:
    rows = store.lookup.log(LogFilter(), before=None, limit=50)
    return [(row.customer, row.channel, row.disposition, row.note) for row in reversed(rows)]


def offered(stage: Stage) -> list[str]:
    return [row.name for row in stage.store.tasks.win_backs(now=stage.clock.now(), agent="王敏")]


def shown_text(stage: Stage) -> str:
    return stage.app.screen.query_one(MessageText).text


async def test_who_does_not_want_it_presses_nothing_for_it(store: Store) -> None:
    """The call costs what any reached one does: the disposition, Enter; the offer stays in mode 3."""
    async with workstation(store) as stage:
        await stage.press("n", "d", *"far too dear", "f12", "g")
        assert "Call went badly: a win-back SMS to 吴静 is ready." in stage.text()
        assert "^D win-back SMS" in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, QueueScreen)
        assert touches(store) == [("吴静", Channel.CALL, Disposition.NEGATIVE, "far too dear")]
        assert offered(stage) == ["吴静"]


async def test_one_key_shows_it_one_sends_it_and_the_call_goes_on_as_it_was(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", *"far too dear", "f12", "g", *"fri 10:00")
        stage.pass_time(1)
        await stage.press("ctrl+d")
        assert "| wrap-up 1:00 |" in stage.text()
        assert isinstance(stage.app.screen, OfferedTextScreen)
        assert "Win-back SMS to 吴静" in stage.text()
        assert "138****8002" in stage.text()
        written = shown_text(stage)
        assert "王敏" in written
        await stage.press("s")
        assert isinstance(stage.app.screen, CallScreen)
        assert "SMS to 吴静 recorded" in stage.text()
        assert "a win-back SMS to 吴静" not in stage.text()
        assert stage.app.screen.query_one(NoteEditor).text == "far too dear"
        await stage.press("ctrl+d")
        assert isinstance(stage.app.screen, CallScreen), "it is not callable now twice"
        await stage.press("enter")
        assert touches(store) == [
            ("吴静", Channel.CALL, Disposition.NEGATIVE, "far too dear"),
            ("吴静", Channel.SMS, None, written),
        ]
        assert store.lookup.log(LogFilter())[0].phone == WU
        assert [row.callback_at for row in store.lookup.log(LogFilter())] == [None, at("2026-03-06 10:00")]
        assert offered(stage) == []


async def test_escape_and_another_ending_leave_nothing_behind(store: Store) -> None:
    async with workstation(store, lang="zh") as stage:
        await stage.press("n", "d", *"hao", "ctrl+d")
        assert isinstance(stage.app.screen, CallScreen), "nothing went badly yet"
        await stage.press("f12", "g", "ctrl+d", "e", *"!", "escape", "escape")
        assert isinstance(stage.app.screen, CallScreen)
        assert "挽回" in stage.text()
        await stage.press("f3")
        assert "挽回" not in stage.text()
        await stage.press("ctrl+d")
        assert isinstance(stage.app.screen, CallScreen)
        await stage.press("enter", "f9")
        assert [row[2] for row in touches(store)] == [Disposition.INTERESTED]


async def test_handed_to_a_program_it_is_on_record_when_that_took_it(store: Store, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    script = tmp_path / "send.py"
    script.write_text(f"import sys\nopen({str(sent)!r}, 'w').write(sys.argv[1] + sys.stdin.read())\n")
    settings = Settings(message_command=[sys.executable, str(script), "{phone}"])
    async with workstation(store, settings=settings) as stage:
        await stage.press("n", "d", *"far too dear", "f12", "g", "ctrl+d")
        written = shown_text(stage)
        await stage.press("x")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        assert sent.read_text() == WU + written
        assert [row[1] for row in touches(store)] == [Channel.SMS]
