"""The connection drops while the server answers a commit; Enter again writes nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from callcenter.access import Principal
from callcenter.model import Channel, Disposition, Touch
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.new_customer import NewCustomerScreen
from callcenter.screens.log.correction import CorrectScreen
from callcenter.store import Store
from callcenter.views.worklists.calls import OpenCall
from tests.support.proxy import Proxy, proxied
from tests.workstation.stage import BOSS, MONDAY, Stage, add, inquired, workstation


@pytest.fixture
def proxy(postgresql_url: str) -> Iterator[Proxy]:
    with proxied(postgresql_url) as proxy:
        yield proxy


@pytest.fixture
def store(proxy: Proxy) -> Store:
    """An agent's store behind a line that loses answers, with one customer."""
    store = Store.open(proxy.address, MONDAY)
    store.by(BOSS).campaigns.ensure_shipped("telesales", now=MONDAY)
    store.by(BOSS).people.add("王敏", now=MONDAY)
    inquired(store, add(store, "吴静", "+8613812347731", MONDAY), MONDAY, MONDAY)
    return store


def count(store: Store, table: str) -> int:
    return int(store.database.read(lambda tx: tx.value(f"SELECT count(*) FROM {table}")))


def notice(stage: Stage) -> str:
    return "\n".join(one.message for one in stage.app._notifications)


async def lose(stage: Stage, proxy: Proxy) -> None:
    """Enter, whose answer is lost on a server that nobody reaches for a while."""
    proxy.lose_next(down=True)
    await stage.press("enter")
    assert proxy.lost == 1
    assert "connection to the database was lost" in notice(stage)
    proxy.is_down = False


async def test_a_new_customer(proxy: Proxy, store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        await stage.press("a", *"Bert", "tab", *"13900001234")
        await lose(stage, proxy)
        assert isinstance(stage.app.screen, NewCustomerScreen)
        assert "Bert" in stage.text(), "what was typed stands there still"
        await stage.press("enter")
        assert not isinstance(stage.app.screen, NewCustomerScreen)
        assert count(store, "customer") == 2
        assert "Bert" in stage.text()


async def test_a_new_customer_changed_before_it_is_sent_again(proxy: Proxy, store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        await stage.press("a", *"Bert", "tab", *"13900001234")
        await lose(stage, proxy)
        await stage.press("shift+tab", "end", *"rand", "enter")
        assert "already saved when first sent" in notice(stage)
        assert count(store, "customer") == 2
        await stage.press("escape")
        assert [row.name for row in store.search.find("13900001234")] == ["Bert"]


async def test_a_case(proxy: Proxy, store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        await stage.press("enter", "x", "enter", *"nothing came")
        await lose(stage, proxy)
        await stage.press("enter")
        assert (count(store, "kase"), count(store, "case_event")) == (1, 1)
        assert "Raised" in notice(stage)


async def test_a_correction(proxy: Proxy, store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        ref = store.search.find("吴静")[0].ref
        store.by(Principal("王敏")).touches.record(
            ref, Touch(MONDAY, Channel.CALL, disposition=Disposition.NEUTRAL), now=MONDAY
        )
        await stage.press("2", "c")
        assert isinstance(stage.app.screen, CorrectScreen)
        await stage.press(*"too ")
        await lose(stage, proxy)
        await stage.press("enter")
        assert not isinstance(stage.app.screen, CorrectScreen)
        assert count(store, "touch") == 2


async def test_an_appointment(proxy: Proxy, store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        await stage.press("enter", "A", *"tomorrow 15:00")
        before = count(store, "milestone")
        await lose(stage, proxy)
        await stage.press("A", *"tomorrow 15:00", "enter")
        assert "Appointment: " in notice(stage)
        assert count(store, "milestone") == before + 1


async def test_a_call_put_off_and_taken_back(proxy: Proxy, store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        await stage.press("z", *"+1h", "enter", *"meeting")
        await lose(stage, proxy)
        await stage.press("enter")
        assert count(store, "snooze") == 1
        assert "Postponed until" in notice(stage)
        proxy.lost = 0
        proxy.lose_next(down=True)
        await stage.press("u")
        assert proxy.lost == 1
        proxy.is_down = False
        await stage.press("u")
        assert "no longer postponed" in notice(stage)
        assert "nothing to undo" not in notice(stage), "the undo of the last call was not asked for"


async def test_a_dialled_call_is_found_again(proxy: Proxy, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call was put on record and the program did not hear of it."""
    async with workstation(store, size=(120, 36)) as stage:
        calls = stage.app.desk.store.calls
        start_call = calls.start

        def start(*given: Any, **named: Any) -> OpenCall:
            proxy.lose_next(down=True)
            return start_call(*given, **named)

        monkeypatch.setattr(calls, "start", start)
        await stage.press("d")
        assert proxy.lost == 1
        assert not isinstance(stage.app.screen, CallScreen)
        proxy.is_down = False
        await stage.press("d")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        assert "not finished" in notice(stage)
        assert count(store, "open_call") == 1
