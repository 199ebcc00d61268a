"""Announcements come up on the screen where nobody is interrupted, else in the line of notices; receipts are seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import Role
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.shift.announcement import AnnouncementScreen
from callcenter.screens.team.announce import AnnounceScreen
from callcenter.screens.team.team import TeamScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.widgets.calls.note_editor import NoteEditor
from callcenter.widgets.lists.team_table import TeamTable
from tests.workstation.stage import BOSS, MONDAY, Stage, add, open_store, typed, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """王敏 with a customer, 陈静 the supervisor."""
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, team="一组", now=MONDAY)
    add(opened, "李雷", "13800138001", MONDAY, owner="王敏")
    yield opened
    opened.close()


def first_lines(stage: Stage) -> str:
    return "\n".join(stage.text().splitlines()[:2])


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_note_comes_up_and_is_confirmed(store: Store, size: tuple[int, int], lang: str) -> None:
    async with workstation(store, lang=lang, size=size) as stage:
        store.by(BOSS).announcements.make("16:00 开会", agent="王敏", now=MONDAY)
        await stage.until(lambda: isinstance(stage.app.screen, AnnouncementScreen))
        await stage.until(lambda: "16:00 开会" in stage.text())
        # Keys typed in the rhythm of work confirm nothing.
        await stage.press("n", "enter", "d")
        assert isinstance(stage.app.screen, AnnouncementScreen)
        await stage.press("ctrl+x")
        assert isinstance(stage.app.screen, QueueScreen)
        assert "16:00 开会" not in stage.text()
    (said,) = store.by(BOSS).announcements.all()
    assert [one.read_at for one in said.receipts] == [MONDAY]


async def test_put_aside_it_stays_in_the_line(store: Store) -> None:
    async with workstation(store) as stage:
        store.by(BOSS).announcements.make("16:00 开会", now=MONDAY)
        await stage.until(lambda: isinstance(stage.app.screen, AnnouncementScreen))
        await stage.press("escape")
        assert isinstance(stage.app.screen, QueueScreen)
        assert "16:00 开会" in first_lines(stage)
        await stage.press("ctrl+x")
        assert "16:00 开会" not in stage.text()
    assert store.notices.unread("王敏") == ()


async def test_in_a_call_it_is_a_line_and_takes_no_key(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d", *"wants")
        store.by(BOSS).announcements.make("16:00 开会", now=MONDAY)
        await stage.until(lambda: "16:00 开会" in first_lines(stage))
        await stage.press(*typed(" a price"))
        assert isinstance(stage.app.screen, CallScreen)
        assert stage.app.screen.query_one(NoteEditor).text == "wants a price"
        await stage.press("ctrl+x")
        assert "16:00 开会" not in stage.text()


async def test_a_supervisor_tells_an_agent_and_everybody_and_sees_who_has_read_it(store: Store) -> None:
    async with workstation(store, agent="陈静") as stage:
        await stage.press("5")
        assert stage.app.screen.query_one(TeamTable).show_key("王敏")
        await stage.settle()
        await stage.press("t", *typed("call back"), "enter", "e", *typed("sales at 4"), "enter")
        assert isinstance(stage.app.screen, TeamScreen)
        assert [(one.text, one.agent) for one in store.by(BOSS).announcements.all()] == [
            ("sales at 4", ""),
            ("call back", "王敏"),
        ]
        await stage.press("w")
        assert "0/1" in stage.text()
        assert "not read by: 王敏" in stage.text()
        for notice in store.notices.unread("王敏"):
            store.by(BOSS.__class__("王敏")).notices.mark_read(notice.id, now=MONDAY)
        await stage.until(lambda: "1/1" in stage.text() and "read by everybody" in stage.text())


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_an_announcement_goes_to_a_unit_or_a_person_who_is_searched_for(
    store: Store, size: tuple[int, int]
) -> None:
    for agent in ("周航[/b]", "坐席2", "坐席10"):
        store.by(BOSS).people.add(agent, team="二组", now=MONDAY)
    async with workstation(store, agent="陈静", size=size) as stage:
        await stage.press("5", "e")
        assert "Announcement to: everybody" in stage.text()
        await stage.press(*typed("new script"), "tab", *typed("二"))
        assert "Announcement to: 二组" in stage.text()
        await stage.press("enter", *typed("!"), "enter")
        assert isinstance(stage.app.screen, TeamScreen)
        await stage.press("e", *typed("well done"), "tab", *typed("航[/"), "enter", "enter")
        # Nobody fits: neither Enter sends, and the text stays.
        await stage.press("e", *typed("lost"), "tab", *typed("zz"), "enter", "tab", "enter")
        assert isinstance(stage.app.screen, AnnounceScreen)
        assert "Announcement to no one" in stage.text()
        await stage.press("escape")
    of_person, of_unit = store.by(BOSS).announcements.all()
    assert (of_unit.text, of_unit.unit, len(of_unit.receipts)) == ("new script!", "二组", 3)
    assert (of_person.text, of_person.agent, of_person.unit) == ("well done", "周航[/b]", "")


async def test_what_is_refused_stands_in_the_form_again(store: Store) -> None:
    store.by(BOSS).people.add("周航", team="二组", now=MONDAY)
    async with workstation(store, agent="陈静") as stage:
        await stage.press("5", "e", *typed("well done"), "tab", *typed("二"))
        store.by(BOSS).units.set("二组", rename="三组", now=MONDAY)
        await stage.press("enter", "enter")
        await stage.until(lambda: 'no unit "二组"' in stage.text())
        assert isinstance(stage.app.screen, AnnounceScreen)
        assert "well done" in stage.text()
        # A text for one unit does not go to everybody by one more Enter.
        await stage.press("enter")
        assert "Announcement to no one" in stage.text()
    assert store.by(BOSS).announcements.all() == ()
