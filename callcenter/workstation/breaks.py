"""A break: whoever was claimed and not dialled is free again, and the break has its own clock."""

from __future__ import annotations

from callcenter.model import Instant
from callcenter.screens.shift.pause import BreakScreen
from callcenter.views.people.shift import AgentState, BreakReason
from callcenter.views.upkeep.attention import Limit
from callcenter.workstation.desk_app import DeskApp
from callcenter.workstation.store_watch import StoreWatch


def begin(app: DeskApp, store_watch: StoreWatch) -> None:
    """Go into a break; its screen asks for the reason, and leaving it ends the break."""
    desk = app.desk

    def goes(now: Instant) -> tuple[Instant, tuple[Limit, ...]]:
        desk.store.presence.change(desk.session.name, AgentState.BREAK, now=now)
        name = desk.campaign or next((frame.name for frame in desk.store.campaigns.frames()), None)
        return now, () if name is None else desk.store.campaigns.settings(name).attention

    def gone(begun: tuple[Instant, tuple[Limit, ...]]) -> None:
        since, limits = begun
        if app.in_call:  # it was dialled in the same breath
            back()
            return
        app.queue.claim = None
        app.push_screen(BreakScreen(desk, since, explain, limits), lambda _none: back())
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
