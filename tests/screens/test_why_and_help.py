"""The screen of why (not), the help, and the notice on a terminal that is too small."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from callcenter import locale
from callcenter.access import Principal
from callcenter.app import Workstation
from callcenter.model import Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.customers.new_customer import NewCustomerScreen
from callcenter.screens.customers.why import WhyScreen
from callcenter.screens.frame.command_list import every_command
from callcenter.screens.frame.desk import WhyWanted
from callcenter.screens.frame.help import HelpScreen
from callcenter.screens.frame.too_small import TooSmallScreen
from callcenter.store import Store
from callcenter.widgets.base.commands import Commanded, KeyCommand
from callcenter.widgets.lists.line_list import LineList
from callcenter.wording.cells import width
from callcenter.workstation.entrance import Entrance
from tests.screens.office import called, lead, office
from tests.workstation.stage import MONDAY, Stage, at, workstation

_ROOM_AT_80 = 53
"""Cells beside the keys, in the window of the help at 80 by 24."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    lead(opened, "李雷", "+8613800138001", "2026-03-02 09:30", company="北方动力", tier="A")
    yield opened
    opened.close()


async def ask_why(stage: Stage, ref: str) -> None:
    stage.app.screen.post_message(WhyWanted(ref))
    await stage.until(lambda: isinstance(stage.app.screen, WhyScreen))
    await stage.settle()


def flat(stage: Stage) -> str:
    return " ".join(stage.text().split())


async def test_why_somebody_is_offered(store: Store) -> None:
    async with workstation(store) as stage:
        await ask_why(stage, "W000001")
        assert "Callable now (fresh): first call: inquiry Mon 2 Mar 09:30, within 24 hours, not called yet" in flat(
            stage
        )
        assert "thank-you SMS" in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, CustomerScreen)


async def test_an_empty_queue_at_night_says_when_the_first_one_is_really_offered(store: Store) -> None:
    called(store, "W000001", "2026-03-02 10:30", Disposition.INTERESTED, "客户想了解新的报价方案")
    async with workstation(store, now=at("2026-03-02 22:00")) as stage:
        assert "No one to call now. Next: 李雷, tomorrow 10:00: day 1 call" in flat(stage)
        assert "Until then: outside calling hours in the customer's time zone." in flat(stage)


async def test_why_somebody_rests_and_when_the_rest_ends(store: Store) -> None:
    called(store, "W000001", "2026-03-02 10:00", Disposition.BUSY)
    async with workstation(store) as stage:
        await ask_why(stage, "W000001")
        # 10:00 + 2h lies in the closed hours of noon, but the gap itself opens at 12:00.
        assert "too soon to retry (until 12:00)" in flat(stage)
        assert "Callable now" not in stage.text()
        stage.pass_time(120)
        stage.app._second()
        await stage.settle()
        assert "outside calling hours" in flat(stage), "the answer is read again when the gap opens by itself"
        stage.pass_time(120)
        stage.app._second()
        await stage.settle()
        assert "Callable now" in stage.text()


async def test_why_in_chinese(store: Store) -> None:
    called(store, "W000001", "2026-03-02 10:00", Disposition.DO_NOT_CALL, "不要再打")
    async with workstation(store, lang="zh") as stage:
        await ask_why(stage, "W000001")
        assert "现在不可拨" in stage.text()
        await stage.press("d")
        await stage.settle()
        assert not isinstance(stage.app.screen, CallScreen), "who may not be called is not dialled from here either"


# --- help -----------------------------------------------------------------------------------------------------------


def keys_shown(stage: Stage) -> dict[str, str]:
    """Return the keys that the help shows, by meaning."""
    assert isinstance(stage.app.screen, HelpScreen)
    rows = stage.app.screen.query_one(LineList).rows
    return {str(row.cells[1]): str(row.cells[0]) for row in rows if not row.section}


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_the_help_knows_the_screen_the_focus_and_the_rest(store: Store, key: str) -> None:
    async with workstation(store) as stage:
        await stage.press(key)
        shown = keys_shown(stage)
        assert shown["claim the next customer until you are done"] == "n  F2"
        assert "up" in shown
        assert shown["find a customer"].startswith("/")
        assert next(iter(shown)) == "claim the next customer until you are done", "the screen's own come first"
        await stage.press(key)
        assert not isinstance(stage.app.screen, HelpScreen)


async def test_the_help_shows_remapped_keys(store: Store) -> None:
    async with workstation(store) as stage:
        stage.app.set_keymap({"queue.next": "x"})
        await stage.press("f1")
        assert keys_shown(stage)["claim the next customer until you are done"] == "x"


async def test_the_help_on_a_form_tells_the_keys_that_do_not_type(store: Store) -> None:
    async with workstation(store, lang="zh") as stage:
        await stage.press("a", "f1")
        shown = keys_shown(stage)
        assert "保存" in shown
        assert "下一项" in shown
        await stage.press("escape")
        assert isinstance(stage.app.screen, NewCustomerScreen)


def test_every_command_has_its_words_and_its_condition() -> None:
    every_command(Workstation, Entrance)  # loads all screens
    waiting, seen = [Commanded], set[type[Commanded]]()
    while waiting:
        owner = waiting.pop()
        waiting += owner.__subclasses__()
        if owner.__module__.startswith("callcenter."):
            seen.add(owner)
    commands = [(owner, one) for owner in seen for one in owner.__dict__.get("offers", ())]
    own = [(owner, one) for owner, one in commands if isinstance(one, KeyCommand)]
    assert len(own) > 150
    assert [one.id for _owner, one in own if not one.meaning and not one.id.endswith(".back")] == ["app.help_quit"]
    assert [one.id for owner, one in own if one.when and not hasattr(owner, one.when)] == []
    known = {one.id for _owner, one in own}
    assert [one.id for _owner, one in commands if one.id not in known] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_key_does_is_read_to_its_end_at_80_by_24(lang: locale.Language) -> None:
    locale.use(lang)
    try:
        cut = [
            one.id
            for one in every_command(Workstation, Entrance).values()
            if width(locale._(one.meaning)) > _ROOM_AT_80
        ]
    finally:
        locale.use("en")
    assert cut == []


# --- too small ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_small_terminal_is_told_and_nothing_typed_is_lost(store: Store, lang: str) -> None:
    async with workstation(store, lang=lang) as stage:
        await stage.press("a", *"Zhang")
        await stage.pilot.resize_terminal(60, 20)
        await stage.settle()
        assert isinstance(stage.app.screen, TooSmallScreen)
        assert "60x20" in stage.text()
        assert "80x23" in stage.text()
        await stage.press("escape", "x", "enter")
        assert isinstance(stage.app.screen, TooSmallScreen), "keys do nothing unseen"
        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        assert isinstance(stage.app.screen, NewCustomerScreen)
        assert stage.app.screen.query_one("#name", Input).value == "Zhang"
        await stage.press("o")
        assert stage.app.screen.query_one("#name", Input).value == "Zhango", "and typing goes on where it was"


async def test_a_very_small_terminal_breaks_nothing(store: Store) -> None:
    async with workstation(store) as stage:
        for width, height in ((1, 1), (20, 3), (79, 24), (80, 22), (80, 23)):
            await stage.pilot.resize_terminal(width, height)
            await stage.settle()
        assert not isinstance(stage.app.screen, TooSmallScreen)


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_why_names_the_colleague_who_has_the_customer(store: Store, lang: str) -> None:
    colleague = Principal("赵磊")
    async with workstation(store, lang=lang) as stage:
        claim = store.by(colleague).claims.take("W000001", now=MONDAY)
        await ask_why(stage, "W000001")
        assert {"en": "claimed by 赵磊", "zh": "赵磊正在占用这位客户"}[lang] in flat(stage)
        store.by(colleague).calls.start(claim, now=MONDAY)
        stage.app.screen.refill()  # type: ignore[attr-defined]
        await stage.settle()
        said = {
            "en": "赵磊 still has a call open with this customer",
            "zh": "赵磊与该客户的通话尚未结束",
        }
        assert said[lang] in flat(stage)
