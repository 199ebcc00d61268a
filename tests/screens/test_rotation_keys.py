"""``a`` and ``i`` in a campaign with a rotation: who gets the caller is said; who is no customer is registered (R5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from callcenter.screens.calls.incoming_call import IncomingScreen
from callcenter.screens.calls.non_customer import NonCustomerScreen
from callcenter.views.customers.allocations import NonCustomer
from tests.screens.office import AGENT, office, toasts
from tests.workstation.stage import BOSS, MONDAY, workstation


async def test_a_new_customer_goes_to_whose_turn_it_is_and_the_screen_says_so(tmp_path: Path) -> None:
    store = office(tmp_path)
    boss = store.by(BOSS)
    boss.campaigns.ensure_shipped("telesales", now=MONDAY)
    boss.people.ensure("赵磊", now=MONDAY)
    boss.rotations.set("telesales", ["赵磊", AGENT.name], now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("a", *"new lead", "enter")
        await stage.until(lambda: bool(toasts(stage)))
        assert toasts(stage) == [f"goes to {AGENT.name}: next in the rotation, 赵磊 not on shift"]


async def test_a_seller_is_registered_and_is_nobodys_customer(tmp_path: Path) -> None:
    store = office(tmp_path)
    async with workstation(store) as stage:
        await stage.press("i", *"13800138000", "f7")
        assert isinstance(stage.app.screen, NonCustomerScreen)
        await stage.press("escape")
        assert isinstance(stage.app.screen, IncomingScreen)
        await stage.press("f7", "1")
        await stage.until(lambda: not isinstance(stage.app.screen, IncomingScreen | NonCustomerScreen))
        assert toasts(stage) == ["registered: seller"]
    (entry,) = store.by(BOSS).rotations.register("telesales", date(2026, 3, 2))
    assert (entry.kind, entry.phone, entry.taken_by) == (NonCustomer.SELLER, "+8613800138000", AGENT.name)
    assert store.lookup.by_phone("+8613800138000") == ()
