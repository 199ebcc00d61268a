"""Mode 3: a due SMS is seen and marked sent with one key; visits get a line; marks can be taken back.

See docs/architecture.md#messages-screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from callcenter.model import Channel, Role
from callcenter.screens.worklists.messages import MessagesScreen
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.lists.task_list import TaskList
from tests.widgets.stage import HOSTILE, assert_harmless
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, inquired, open_store, workstation

# Each inquired this morning: a thank-you SMS on the day itself is owed (docs/rules.md#r1).
LEADS = (("赵铁", "13800138003", "2026-03-02 09:00"), ("李雷", "13800138001", "2026-03-02 09:30"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, now=MONDAY)
    opened.by(BOSS).people.add("赵磊", now=MONDAY)
    for name, phone, when in LEADS:
        inquired(opened, add(opened, name, phone, at(when)), at(when), MONDAY)
    yield opened
    opened.close()


def names(stage: Stage) -> list[str]:
    """Return the names in the list, from above."""
    screen = stage.app.screen
    assert isinstance(screen, MessagesScreen)
    return [row.name for row in screen.list.shown]


def told(stage: Stage) -> str:
    """The newest notice."""
    return list(stage.app._notifications)[-1].message


def touches(store: Store) -> list[tuple[str, Channel, str, str]]:
    return [(row.customer, row.channel, row.agent, row.note) for row in reversed(store.lookup.log(LogFilter()))]


async def test_one_key_marks_an_sms_sent_and_another_takes_it_back(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3")
        assert names(stage) == ["赵铁", "李雷"]
        assert "thank-you SMS" in stage.text()
        await stage.press("j", "s")
        assert names(stage) == ["赵铁"]
        ((name, channel, agent, note),) = touches(store)
        assert (name, channel, agent) == ("李雷", Channel.SMS, "王敏")
        assert note.startswith("您好，李雷！")
        assert "专属顾问王敏" in note
        assert [row.phone for row in store.lookup.log(LogFilter())] == ["13800138001"]
        await stage.press("u")
        assert names(stage) == ["赵铁", "李雷"]
        assert touches(store) == []
        await stage.press("u")
        assert "Nothing marked here" in told(stage)


async def test_every_key_has_a_twin_that_is_no_letter(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3", "f2", "f2")
        assert names(stage) == []
        assert "None of your messages or visits are due" in stage.text()
        await stage.press("f9")
        assert names(stage) == ["李雷"]


async def test_a_hasty_second_press_does_not_mark_twice(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3")
        # The second comes before the first is in the store: it means the next row, never the same one.
        await stage.pilot.press("s", "s", "s")
        await stage.settle()
        assert sorted(name for name, *_rest in touches(store)) == ["李雷", "赵铁"]


async def test_a_visit_wants_a_line_and_escape_leaves_it(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3", "v")
        assert isinstance(stage.app.focused, Input)
        await stage.press("enter")
        assert "Enter a line" in told(stage)
        await stage.press(*"look at 2 machines", "escape")
        assert isinstance(stage.app.focused, TaskList)
        assert touches(store) == []
        # The text typed for this customer is still there.
        await stage.press("f3", "enter")
        assert touches(store) == [("赵铁", Channel.VISIT, "王敏", "look at 2 machines")]
        # A visit is no SMS: that one is still owed.
        assert names(stage) == ["赵铁", "李雷"]


async def test_own_and_pool_or_everybody(store: Store) -> None:
    store.by(BOSS).ownership.assign(store.search.find("李雷")[0].ref, "赵磊", now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("3")
        assert names(stage) == ["赵铁"]
        await stage.press("t")
        assert names(stage) == ["赵铁"]
        assert "Only a supervisor" in told(stage)
    async with workstation(store, agent="陈静") as stage:
        await stage.press("3", "f4")
        assert names(stage) == ["赵铁", "李雷"]


async def test_it_follows_what_others_do_and_keeps_the_cursor(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("3", "j")
        screen = stage.app.screen
        assert isinstance(screen, MessagesScreen)
        here = screen.list.current
        assert here is not None
        assert here.name == "李雷"
        new = add(store, "孙小美", "13800138009", at("2026-03-02 10:01"))
        inquired(store, new, at("2026-03-02 10:01"), MONDAY)
        await stage.until(lambda: "孙小美" in stage.text())
        assert screen.list.current is not None
        assert screen.list.current.ref == here.ref


async def test_clocks_run(store: Store) -> None:
    """The SMS of 2 March breaches at 24:00: 13h left at 10:05, 12h after 12:00."""
    async with workstation(store) as stage:
        await stage.press("3")
        assert "13h" in stage.text()
        stage.pass_time(120)
        stage.app.screen.tick(stage.clock.now())  # type: ignore[attr-defined]
        await stage.settle()
        assert "13h" not in stage.text()
        assert "11h" in stage.text()


async def test_a_second_goes_by_while_a_screen_comes_up(store: Store) -> None:
    async with workstation(store) as stage:
        coming = MessagesScreen(stage.app.desk)
        stage.app.push_screen(coming)
        assert not coming.query(TaskList), "nothing is drawn yet"
        stage.app._second()
        await stage.settle()
        assert stage.app.screen is coming
        assert names(stage) == ["赵铁", "李雷"]


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_hostile_customers_are_only_text(store: Store, size: tuple[int, int]) -> None:
    for place, name in enumerate(HOSTILE):
        when = at("2026-03-02 10:00")
        inquired(store, add(store, f"{name}x", f"1380013{place:04}", when, company=name), when, MONDAY)
    async with workstation(store, size=size) as stage:
        await stage.press("3")
        for _row in range(len(names(stage))):
            assert_harmless(stage.text().splitlines(), size[0])
            await stage.press("j")
        before = len(names(stage))
        await stage.press("s", "v")
        assert_harmless(stage.text().splitlines(), size[0])
        assert len(names(stage)) == before - 1


async def test_in_chinese(store: Store) -> None:
    async with workstation(store, lang="zh") as stage:
        await stage.press("3")
        text = stage.text()
        assert "短信" in text
        assert "已发送" in text
        assert "due" not in text
