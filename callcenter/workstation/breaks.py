"""A break: whoever was claimed and not dialled is free again, and the break has its own clock."""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.screens.shift.pause import BreakScreen
from callcenter.views.people.shift import AgentState, BreakReason
from callcenter.workstation.desk_app import DeskApp
from callcenter.workstation.store_watch import StoreWatch


def begin(app: DeskApp, store_watch: StoreWatch) -> None:
    """Go into a break; its screen asks for the reason, and leaving it ends the break."""
    desk = app.desk

    def goes(now: Instant) -> Instant:
        desk.store.presence.change(desk.session.name, AgentState.BREAK, now=now)
        return now

    def gone(since: Instant) -> None:
        if app.in_call:  # it was dialled in the same breath
            back()
            return
        app.queue.claim = None
        app.push_screen(BreakScreen(desk, since, explain), lambda _none: back())
        store_watch.tick()

    def explain(reason: BreakReason) -> None:
        app.write(
            lambda now: desk.store.presence.change(desk.session.name, AgentState.BREAK, now=now, reason=reason),
            lambda _none: store_watch.tick(),
        )

    def back() -> None:
        app.write(
            lambda now: desk.store.presence.change(desk.session.name, AgentState.READY, now=now),
            lambda _none: store_watch.tick(),
        )

    app.write(goes, gone)
