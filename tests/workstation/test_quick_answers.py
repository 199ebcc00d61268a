"""Causes of a slow key, avoided: screens are drawn as they were left, and nothing is looked up or parsed twice."""

from __future__ import annotations

import math
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcenter.access import Origin, Principal
from callcenter.model import MINUTE
from callcenter.screens.frame import loader
from callcenter.widgets.base.themes import THEMES
from callcenter.workstation import store_watch
from tests.workstation.stage import MONDAY, add, inquired, open_store, workstation

if TYPE_CHECKING:
    import pytest
    from textual.dom import DOMNode
    from textual.screen import Screen

    from callcenter.views.customers.customer import CustomerView
    from callcenter.views.worklists.queue import QueuePage


async def test_a_mode_that_was_open_before_is_drawn_with_the_key_and_not_after_a_pause(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        inquired(store, add(store, "李雷", "13800138000", MONDAY), MONDAY, MONDAY)
        async with workstation(store) as stage:
            await stage.press("2", "1")
            drawn: list[str] = []
            stage.app.post_display_hook = lambda: drawn.append(stage.text())  # type: ignore[method-assign]
            stage.app.action_mode("log")
            stage.app.action_mode("queue")
            held_back = stage.app._batch_count
            assert not held_back
            assert "No contacts yet" in drawn[0]
            assert "李雷" in drawn[1]
    finally:
        store.close()


async def test_coming_back_to_a_screen_looks_no_style_up_unless_the_theme_is_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        async with workstation(store) as stage:
            app = stage.app
            await stage.press("2", "1", "2")
            queue = app.get_screen_stack("queue")[0]
            looked_up: list[DOMNode] = []
            look_up = app.stylesheet.apply

            def count(node: DOMNode, **more: object) -> None:
                looked_up.append(node)
                look_up(node, **more)  # type: ignore[arg-type]

            monkeypatch.setattr(app.stylesheet, "apply", count)
            await stage.press("1")
            assert app.screen is queue
            assert queue not in looked_up
            await stage.press("2")
            light = next(theme for theme in THEMES.values() if not theme.dark)
            app.theme = light.name
            await stage.settle()
            await stage.press("1")
            assert queue in looked_up
            assert light.background is not None
            assert queue.styles.background.hex.lower() == light.background.lower()
    finally:
        store.close()


async def test_once_all_is_loaded_ahead_no_screen_brings_a_stylesheet_to_be_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        inquired(store, add(store, "李雷", "13800138000", MONDAY), MONDAY, MONDAY)
        async with workstation(store) as stage:
            assert all(name is not None for name in loader.load(stage.app.stylesheet))
            parsed: list[None] = []
            monkeypatch.setattr(stage.app.stylesheet, "reparse", lambda: parsed.append(None))
            await stage.press("2", "3", "4", "5", "1", "enter", "escape", "slash", "escape", "d")
            assert stage.app.in_call
            assert not parsed
    finally:
        store.close()


async def test_the_queue_after_a_call_is_read_once_together_with_the_end_of_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path, MONDAY)
    monkeypatch.setattr(store_watch, "_REFILL_SECONDS", math.inf)  # the look for others' changes has a clock of its own
    try:
        for name, phone in (("李雷", "13800138001"), ("吴静", "13800138002")):
            inquired(store, add(store, name, phone, MONDAY), MONDAY, MONDAY)
        async with workstation(store) as stage:
            await stage.press("n", "d")
            await stage.settle()
            asked: list[str] = []
            read = stage.app.desk.store.queue.page

            def count(**more: Any) -> QueuePage:
                asked.append(threading.current_thread().name)
                return read(**more)

            monkeypatch.setattr(stage.app.desk.store.queue, "page", count)
            await stage.press("f2")
            assert len(asked) == 1
            assert asked[0].startswith("writer")
            assert "calls 1" in stage.text()
            await stage.press("5", "1")
            assert len(asked) == 2, "what was read with the call is shown once"
    finally:
        store.close()


async def test_whom_others_took_meanwhile_stands_no_longer_above_the_customer_who_was_claimed(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    try:
        for name, phone, when in (("赵铁", "13800138003", 9), ("李雷", "13800138001", 8), ("吴静", "13800138002", 7)):
            inquired(store, add(store, name, phone, MONDAY), MONDAY - when * MINUTE, MONDAY)
        async with workstation(store) as stage:
            store.by(Principal("boss", Origin.COMMAND)).people.add("张三", now=MONDAY)
            taken = store.by(Principal("张三")).claims.take_next(now=MONDAY)
            assert taken is not None
            queue = stage.app.queue
            assert queue.list.rows[0].key == taken[0].ref, "it was read before"
            await stage.press("n")
            assert queue.claim is not None
            assert queue.list.rows[0].key == queue.list.key == queue.claim.ref != taken[0].ref
    finally:
        store.close()


async def test_the_customer_after_a_call_is_read_once_and_when_the_list_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path, MONDAY)
    monkeypatch.setattr(store_watch, "_REFILL_SECONDS", math.inf)  # the look for others' changes has a clock of its own
    try:
        for name, phone in (("李雷", "13800138001"), ("吴静", "13800138002")):
            inquired(store, add(store, name, phone, MONDAY), MONDAY, MONDAY)
        async with workstation(store) as stage:
            await stage.press("n", "d")
            told: list[str] = []
            read, draw = store.details.get, stage.app._display

            def reading(ref: str, **more: Any) -> CustomerView:
                told.append("read")
                return read(ref, **more)

            def drawing(screen: Screen[Any], renderable: Any) -> None:
                if stage.app.queue.is_current:
                    told.append("drawn")
                draw(screen, renderable)

            monkeypatch.setattr(stage.app.desk.store.details, "get", reading)
            monkeypatch.setattr(stage.app, "_display", drawing)
            await stage.press("f2")
            assert told.count("read") == 1
            assert told[0] == "drawn"
            assert stage.app.queue.list.key is not None
            assert "calls 1" in stage.text()
    finally:
        store.close()
