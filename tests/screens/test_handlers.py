"""Textual runs a message's handler of every base class by itself; whoever calls it once more runs it twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

import callcenter
from callcenter.screens.calls.incoming_call import IncomingScreen
from callcenter.screens.customers.edit_customer import EditCustomerScreen
from callcenter.screens.customers.new_customer import NewCustomerScreen
from callcenter.screens.frame.desk import CustomerWanted
from callcenter.store import Store
from callcenter.widgets.lines.bars import HeaderBar
from tests.screens.office import lead, office
from tests.workstation.stage import workstation

DISPATCHERS = frozenset({"on_event"})
"""No handlers but what calls them: run once, by whoever overrides them last."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def handed_on(source: str) -> list[str]:
    """The handlers in which the same handler of the base class is called, where its default is not prevented."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not function.name.lstrip("_").startswith("on_") or function.name in DISPATCHERS:
            continue
        calls = [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]
        if f"super().{function.name}" in calls and "event.prevent_default" not in calls:
            found.append(function.name)
    return found


def test_the_check_sees_what_it_looks_for() -> None:
    wrong = "class A(B):\n    def on_mount(self):\n        super().on_mount()\n"
    prevented = "event.prevent_default()\n        await super()._on_paste(event)"
    right = f"class A(B):\n    async def _on_paste(self, event):\n        {prevented}\n"
    assert (handed_on(wrong), handed_on(right)) == (["on_mount"], [])


def test_no_handler_runs_that_of_its_base_class_again() -> None:
    root = Path(callcenter.__file__).parent
    modules = [*root.glob("screens/*/*.py"), *root.glob("widgets/*/*.py")]
    modules += [root / "app.py", *root.glob("workstation/*.py")]
    assert len(modules) > 30
    assert {path.name: names for path in modules if (names := handed_on(path.read_text(encoding="utf-8")))} == {}


async def test_a_screen_comes_up_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The base class's work when a screen comes up is done once, whatever the screen does besides."""
    ref = lead(store, "李雷", "+8613800138001", "2026-02-20 09:30")
    came_up: list[type[Screen[Any]]] = []

    def show_mode(header: HeaderBar, _mode: str) -> None:
        came_up.append(type(header.screen))  # others may be built ahead at the same time

    monkeypatch.setattr(HeaderBar, "show_mode", show_mode)
    async with workstation(store) as stage:
        for keys, kind in ((("a",), NewCustomerScreen), (("i",), IncomingScreen)):
            came_up.clear()
            await stage.press(*keys)
            await stage.until(lambda kind=kind: isinstance(stage.app.screen, kind))  # type: ignore[misc]
            await stage.settle()
            assert came_up.count(kind) == 1
            await stage.press("escape")
            await stage.settle()
        stage.app.screen.post_message(CustomerWanted(ref))
        await stage.settle()
        came_up.clear()
        await stage.press("e")
        await stage.until(lambda: isinstance(stage.app.screen, EditCustomerScreen))
        await stage.settle()
        assert came_up.count(EditCustomerScreen) == 1
