"""From one customer of a list to the next without going back to it."""

from __future__ import annotations

from pathlib import Path

from callcenter.model import Disposition
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.worklists.promises import PromisesScreen
from callcenter.screens.worklists.queue import QueueScreen
from tests.screens.office import called, lead, office, toasts
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation


def shown(stage: Stage) -> str:
    screen = stage.app.screen
    assert isinstance(screen, CustomerScreen)
    assert screen.view is not None
    return screen.view.name


async def test_the_next_customer_of_the_queue_is_one_key_away(tmp_path: Path) -> None:
    store = office(tmp_path)
    for name, phone, when in (("A", "1", "10:00"), ("B", "2", "09:30"), ("C", "3", "09:00")):
        lead(store, name, f"+861380013800{phone}", f"2026-03-02 {when}")
    async with workstation(store) as stage:
        await stage.press("enter")
        assert shown(stage) == "A"
        await stage.press("right_square_bracket")
        assert shown(stage) == "B"
        assert "B" in stage.text().splitlines()[2]
        await stage.press("right_square_bracket", "right_square_bracket")
        assert shown(stage) == "C"
        assert toasts(stage) == ["End of the list."]
        await stage.press("left_square_bracket", "escape")
        queue = stage.app.screen
        assert isinstance(queue, QueueScreen)
        assert queue.list.key is not None
        assert store.details.get(queue.list.key, now=MONDAY).name == "B", "the list stands where one was last"


async def test_a_list_whose_rows_are_no_customers_leads_on_too(tmp_path: Path) -> None:
    store = office(tmp_path)
    for name, phone, when in (("A", "1", "11:00"), ("B", "2", "12:00")):
        ref = lead(store, name, f"+861380013800{phone}", "2026-03-02 09:00")
        store.by(BOSS).ownership.assign(ref, "王敏", now=MONDAY)
        called(
            store, ref, "2026-03-02 09:10", Disposition.CALLBACK, "later please", callback_at=at(f"2026-03-02 {when}")
        )
    async with workstation(store) as stage:
        await stage.press("p")
        assert isinstance(stage.app.screen, PromisesScreen)
        await stage.press("enter", "right_square_bracket")
        assert shown(stage) == "B"


async def test_who_stands_in_a_list_several_times_is_passed_in_one_step(tmp_path: Path) -> None:
    store = office(tmp_path)
    for name, phone in (("A", "1"), ("B", "2")):
        ref = lead(store, name, f"+861380013800{phone}", "2026-02-20 09:00")
        for clock in ("10:00", "11:00"):
            called(store, ref, f"2026-03-01 {clock}", Disposition.BUSY)
    async with workstation(store) as stage:
        await stage.press("2", "enter")
        assert shown(stage) == "B"
        await stage.press("right_square_bracket")
        assert shown(stage) == "A"
        await stage.press("left_square_bracket")
        assert shown(stage) == "B"


async def test_who_was_not_opened_from_the_list_below_has_no_next(tmp_path: Path) -> None:
    """F8 leads to a promised customer who is under no cursor in the queue."""
    store = office(tmp_path)
    for name, phone, when in (("A", "1", "10:00"), ("B", "2", "09:30"), ("C", "3", "09:00")):
        lead(store, name, f"+861380013800{phone}", f"2026-03-02 {when}")
    soon = lead(store, "D", "+8613800138009", "2026-03-02 08:00", owner="王敏")
    asked = Disposition.CALLBACK
    called(store, soon, "2026-03-02 09:40", asked, "later please", callback_at=at("2026-03-02 10:08"))
    async with workstation(store) as stage:
        stage.app.store_watch.tick()
        await stage.settle()
        await stage.press("f8")
        assert shown(stage) == "D"
        await stage.press("right_square_bracket")
        assert shown(stage) == "D"
        assert toasts(stage)[-1] == "End of the list."
