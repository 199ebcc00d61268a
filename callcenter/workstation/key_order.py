"""The order of keys: each one acts where the one before it left the focus.

Textual hands a key to the widget that has the focus at its arrival. A binding runs later, when the key has climbed from
there to the app. Keys that come faster than that (a slow line delivers them in bursts) would all go to the widget that
the first of them leaves: a text after Down or Tab would land in the wrong field.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App
from textual.events import Event, Key, Paste
from textual.message_pump import MessagePump

_ROUNDS = 2
"""One round is behind the key itself, the other one behind the messages that its binding posted."""
_LOST_SECONDS = 2.0
"""Seconds that the next key waits for one whose widget does not answer."""


class KeyOrder:
    """Queue that hands keys and pastes to an app one after another. ``route`` is the app's own way of handling one.

    ``at_once``: bindings, by id, whose keys wait for no answer of the store; what waited before them is dropped.
    """

    def __init__(self, app: App[Any], route: Callable[[Event], Awaitable[None]], at_once: Collection[str] = ()) -> None:
        self._app = app
        self._route = route
        self._at_once = at_once
        self._waiting: deque[Key | Paste] = deque()
        self._holds = 1
        self._acting: Key | Paste | None = None
        self._drawn_at: float | None = None

    def begin(self) -> None:
        """Take the keys of now and later: a screen stands. What was typed before was meant for nobody here.

        They wait for :meth:`open`.
        """
        if self._drawn_at is None:
            self._drawn_at = time.monotonic()

    def open(self) -> None:
        """Let the first keys act."""
        self._app.call_later(self._let_go)

    @property
    def idle(self) -> bool:
        """Tell whether every key has acted."""
        return not self._waiting and self._acting is None

    @property
    def held(self) -> bool:
        """Tell whether keys wait for a screen that is to come."""
        return self._holds > 0

    async def take(self, event: Key | Paste) -> None:
        """Route a key, now or when those before it have acted; one from before :meth:`begin` never."""
        if self._drawn_at is None or event.time < self._drawn_at:
            return
        if self._holds and self._acts_at_once(event):
            self._drop()
            await self._route(event)
            return
        self._waiting.append(event)
        await self._hand_on()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Let keys wait: they are meant for the screen that comes, not for one that passes by."""
        self._holds += 1
        try:
            yield
        finally:
            self._app.call_later(self._let_go)  # behind whatever is to take the focus

    def wait(self) -> Callable[[], None]:
        """Let keys wait for the screen to which an answer of the store leads; what comes back ends that.

        Without an answer in a moment they are dropped: where one still is, they would mean something else.
        """
        self._holds += 1
        waits = True

        def end() -> None:
            nonlocal waits
            if waits:
                waits = False
                limit.cancel()
                self._app.call_later(self._let_go)

        def give_up() -> None:
            self._drop()
            end()

        limit = asyncio.get_running_loop().call_later(_LOST_SECONDS, give_up)
        return end

    def _acts_at_once(self, event: Key | Paste) -> bool:
        if isinstance(event, Paste):
            return False
        active = self._app.screen.active_bindings.get(event.key)
        return active is not None and active.binding.id in self._at_once

    def _drop(self) -> None:
        if self._waiting:
            self._waiting.clear()
            self._app.bell()

    async def _let_go(self) -> None:
        self._holds -= 1
        await self._hand_on()

    async def _hand_on(self) -> None:
        while self._waiting and not self._holds and self._acting is None:
            event = self._waiting.popleft()
            if self._is_text(event):
                await self._route(event)
                continue
            self._acting = event
            asyncio.get_running_loop().call_later(_LOST_SECONDS, self._acted, event)
            await self._route(event)
            self._climb(event, _ROUNDS)

    def _is_text(self, event: Key | Paste) -> bool:
        """Tell whether the widget with the focus writes it down, so that the focus stays."""
        if isinstance(event, Paste):
            return True
        focused = self._app.focused
        return focused is not None and focused.check_consume_key(event.key, event.character)

    def _climb(self, event: Key | Paste, rounds: int) -> None:
        """Take the way that the key took, behind it."""
        start = self._app.focused or self._app.screen
        self._step(event, deque(start.ancestors_with_self), rounds)

    def _step(self, event: Key | Paste, way: deque[MessagePump], rounds: int) -> None:
        while way:
            if way.popleft().call_later(self._step, event, way, rounds):  # else the widget is being removed
                return
        if rounds > 1:
            self._climb(event, rounds - 1)
        else:
            self._acted(event)

    def _acted(self, event: Key | Paste) -> None:
        """Note that the key has acted, or its widget is lost."""
        if self._acting is event:
            self._acting = None
            self._app.call_later(self._hand_on)
