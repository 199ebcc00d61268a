"""The connection drops while the server answers a commit; Enter again writes nothing twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from callcenter.model import Channel, Disposition, Touch
from callcenter.screens.correct import CorrectScreen
from callcenter.screens.new_customer import NewCustomerScreen
from callcenter.store import Store
from callcenter.views.people import Actor
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
    store.ensure_shipped_campaign("telesales", actor=BOSS, now=MONDAY)
    store.add_agent("王敏", actor=BOSS, now=MONDAY)
    inquired(store, add(store, "吴静", "+8613812347731", MONDAY), MONDAY, MONDAY)
    return store


def count(store: Store, table: str) -> int:
    return int(store.read(lambda tx: tx.value(f"SELECT count(*) FROM {table}")))


def said(stage: Stage) -> str:
    return "\n".join(one.message for one in stage.app._notifications)


async def lose(stage: Stage, proxy: Proxy) -> None:
    """Enter, whose answer is lost on a server that nobody reaches for a while."""
    proxy.lose_next(down=True)
    await stage.press("enter")
    assert proxy.lost == 1
    assert "connection to the database was lost" in said(stage)
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
        assert "saved when it was sent the first time" in said(stage)
        assert count(store, "customer") == 2
        await stage.press("escape")
        assert [row.name for row in store.find("13900001234")] == ["Bert"]


async def test_a_case(proxy: Proxy, store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        await stage.press("enter", "x", "enter", *"nothing came")
        await lose(stage, proxy)
        await stage.press("enter")
        assert (count(store, "kase"), count(store, "case_event")) == (1, 1)
        assert "Raised" in said(stage)


async def test_a_correction(proxy: Proxy, store: Store) -> None:
    async with workstation(store, size=(120, 36)) as stage:
        ref = store.find("吴静")[0].ref
        store.record_touch(
            ref, Touch(MONDAY, Channel.CALL, disposition=Disposition.NEUTRAL), actor=Actor("王敏"), now=MONDAY
        )
        await stage.press("2", "c")
        assert isinstance(stage.app.screen, CorrectScreen)
        await stage.press(*"too ")
        await lose(stage, proxy)
        await stage.press("enter")
        assert not isinstance(stage.app.screen, CorrectScreen)
        assert count(store, "touch") == 2
