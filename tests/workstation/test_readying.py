"""Screens built ahead are what the key shows, with nothing on them of whom they were built about."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from textual.css import parse as css_parse
from textual.css import stylesheet

from callcenter.model import MINUTE
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.team.team import TeamScreen
from callcenter.widgets.calls.call_panel import BigNumber
from callcenter.workstation import preload
from tests.workstation.stage import MONDAY, Stage, add, inquired, open_store, workstation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import pytest
    from textual.await_complete import AwaitComplete
    from textual.await_remove import AwaitRemove
    from textual.dom import DOMNode
    from textual.widget import Widget

    from callcenter.store import Store


@asynccontextmanager
async def readied(store: Store) -> AsyncIterator[Stage]:
    """The workstation some seconds after its first frame."""
    async with workstation(store) as stage:
        for _ in preload.steps(stage.app, stage.app._calls):
            await stage.settle()
        yield stage


def two_customers(store: Store) -> None:
    for name, phone, when in (("李雷", "13800138001", 8), ("吴静", "13800138002", 7)):
        inquired(store, add(store, name, phone, MONDAY), MONDAY - when * MINUTE, MONDAY)


async def test_the_first_call_is_shown_on_the_screen_that_waited_and_is_like_any_other(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        two_customers(store)
        async with readied(store) as stage:
            waiting = stage.app._calls._screen
            assert waiting is not None
            assert stage.app.queue.is_current
            assert not stage.app.in_call
            assert store.calls.open_call_of("王敏") is None
            assert waiting.view.name == "吴静", "whom the cursor is on"
            await stage.press("down", "d")
            assert stage.app.screen is waiting
            assert "吴静" not in stage.text()
            assert "Hello 李雷" in stage.text()
            assert waiting.query_one(BigNumber).number == "138 0013 8001"
            assert isinstance(stage.app.focused, type(waiting.query_one("NoteArea")))
            await stage.press(*"wants a price list", "f6", "escape")
            call = store.calls.open_call_of("王敏")
            assert call is not None
            assert call.customer == "李雷"
            await stage.until(lambda: _note(store) == "wants a price list")
            await stage.press("f3", "enter")
            assert "calls 1" in stage.text()
    finally:
        store.close()


async def test_styles_are_parsed_once_however_many_classes_have_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: Counter[tuple[str, str, int]] = Counter()
    parse = css_parse.parse

    def counted(scope: str, css: str, *rest: Any, **named: Any) -> Any:
        parsed[scope, css, named["tie_breaker"]] += 1
        return parse(scope, css, *rest, **named)

    store = open_store(tmp_path, MONDAY)
    try:
        two_customers(store)
        async with workstation(store) as stage:
            monkeypatch.setattr(stylesheet, "parse", counted)
            for _ in preload.steps(stage.app, stage.app._calls):
                await stage.settle()
            assert len(stage.app.stylesheet.source) > 64, "more than Textual keeps by itself"
            assert parsed, "screens brought styles of their own"
            assert max(parsed.values()) == 1
    finally:
        store.close()


async def test_a_first_call_that_comes_while_its_screen_is_being_built_waits_for_it(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        two_customers(store)
        async with workstation(store) as stage:
            stage.app._calls.make_ready()
            stage.app.queue.action_dial()
            await stage.settle()
            assert isinstance(stage.app.screen, CallScreen)
            assert "Hello 吴静" in stage.text()
            await stage.press("f2")
            assert "calls 1" in stage.text()
    finally:
        store.close()


async def test_a_mode_that_waits_is_neither_seen_nor_does_it_read_on(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        two_customers(store)
        async with readied(store) as stage:
            (team,) = stage.app.get_screen_stack("team")
            assert isinstance(team, TeamScreen)
            assert stage.app.screen is stage.app.queue
            assert stage.app.focused is stage.app.queue.list
            assert not team._timer._active.is_set()
            await stage.press("5")
            assert stage.app.screen is team
            assert team._timer._active.is_set()
            assert "王敏" in stage.text()
    finally:
        store.close()


async def test_what_waits_speaks_the_language_of_the_moment_at_which_it_is_wanted(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        two_customers(store)
        async with readied(store) as stage:
            await stage.press("ctrl+l", "5")
            assert "在岗" in stage.text()
            await stage.press("1", "d")
            assert isinstance(stage.app.screen, CallScreen)
            assert "无人接听" in stage.text()
    finally:
        store.close()


async def test_nobody_to_call_is_nobody_to_build_a_screen_about(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        async with readied(store) as stage:
            assert stage.app._calls._screen is None
            inquired(store, add(store, "李雷", "13800138001", MONDAY), MONDAY, MONDAY)
            await stage.press("2", "1", "d")
            assert "李雷" in stage.text()
    finally:
        store.close()


async def test_nothing_is_built_any_more_when_the_program_is_on_its_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        two_customers(store)
        async with workstation(store) as stage:
            await stage.press("2")
            ready = preload.Preload(stage.app, stage.app._calls)
            prune, went_on = stage.app._prune, list[bool]()

            def pruning(*nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
                while ready.step():
                    went_on.append(True)
                return prune(*nodes, parent=parent)

            monkeypatch.setattr(stage.app, "_prune", pruning)
        assert not went_on
    finally:
        store.close()


def _note(store: Store) -> str | None:
    """The note of the agent's call as it is kept."""
    call = store.calls.open_call_of("王敏")
    return None if call is None else call.note


async def test_nothing_is_built_while_the_screens_are_made_anew_in_another_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        two_customers(store)
        async with workstation(store) as stage:
            readying = preload.Preload(stage.app, stage.app._calls)
            remove = stage.app.remove_mode

            def remove_slowly(mode: str) -> AwaitComplete:
                removed = remove(mode)
                assert all(readying.step() for _ in range(20)), "it comes after that"
                return removed

            monkeypatch.setattr(stage.app, "remove_mode", remove_slowly)
            await stage.press("2", "ctrl+l", "1")
            assert "下一位" in stage.text()
            while readying.step():
                await stage.settle()
            assert stage.app._calls._screen is not None
    finally:
        store.close()
