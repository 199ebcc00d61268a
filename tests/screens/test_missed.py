"""A missed incoming call is a promise that is due now (docs/architecture.md#shift-start)."""

from __future__ import annotations

from pathlib import Path

from callcenter.model import Channel, Direction, Disposition, Lane
from callcenter.screens.calls.incoming_call import IncomingScreen
from tests.screens.office import lead, office, toasts
from tests.workstation.stage import MONDAY, workstation


async def test_a_missed_call_is_a_promise_due_now(tmp_path: Path) -> None:
    store = office(tmp_path)
    lead(store, "吴静", "+8613800138002", "2026-03-02 10:00")
    ref = lead(store, "李雷", "+8613800138001", "2026-03-02 09:00")
    async with workstation(store) as stage:
        await stage.press("i", *"13800138001")
        await stage.until(lambda: "李雷" in stage.text())
        await stage.press("f3")
        assert not isinstance(stage.app.screen, IncomingScreen)
        assert toasts(stage) == ["Missed call from 李雷 recorded: a callback is due now."]
    touch = store.details.get(ref, now=MONDAY).history.touches[-1]
    assert (touch.channel, touch.direction, touch.disposition) == (Channel.CALL, Direction.IN, Disposition.NO_ANSWER)
    assert touch.phone == "+8613800138001"
    first = store.queue.page(now=MONDAY).rows[0]
    assert (first.ref, first.lane, first.obligation.rule) == (ref, Lane.PROMISED, "telesales.callback")
    assert (first.obligation.due_at, first.obligation.breach_at) == (MONDAY, MONDAY + 15 * 60_000)


async def test_without_a_customer_nothing_is_recorded(tmp_path: Path) -> None:
    store = office(tmp_path)
    async with workstation(store) as stage:
        await stage.press("i", *"nobody", "f3")
        assert isinstance(stage.app.screen, IncomingScreen)
        assert store.queue.page(now=MONDAY).rows == ()
