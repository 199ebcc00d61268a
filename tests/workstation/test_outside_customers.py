"""Somebody else's customer on the line, in a closed store: the call is taken, or their owner is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter import locale
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.calls.incoming_call import IncomingScreen
from callcenter.store import Store
from tests.workstation.stage import BOSS, MONDAY, add, inquired, open_store
from tests.workstation.test_lock import boss_of, signed_in

NUMBER = "13800138002"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A closed store in which 韩梅 is the customer of 赵磊, of another team than 王敏."""
    opened = open_store(tmp_path, MONDAY)
    boss = opened.by(BOSS)
    boss.people.add("赵磊", team="二组", now=MONDAY)
    inquired(opened, add(opened, "韩梅", f"+86{NUMBER}", MONDAY, owner="赵磊"), MONDAY, MONDAY)
    boss.sign_ins.secure("boss", "right horse", now=MONDAY)
    yield opened
    opened.close()
    locale.use("en")


async def test_a_call_of_a_colleagues_customer_is_taken(store: Store) -> None:
    async with signed_in(store) as stage:
        await stage.press("i", *NUMBER[-4:])
        assert "赵磊" not in stage.text(), "a tail leads to nobody outside one's scope"
        await stage.press(*["backspace"] * 4, *NUMBER)
        assert "赵磊" in stage.text()
        assert "韩梅" not in stage.text()
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        assert "韩梅" in stage.text()


@pytest.mark.parametrize("key", ["f4", "f3"])
async def test_the_owner_is_told_who_asked_for_them(store: Store, key: str) -> None:
    async with signed_in(store) as stage:
        await stage.press("i", *NUMBER, key, *"please call back", "enter")
        assert [notice.message for notice in stage.app._notifications] == ["Message sent to 赵磊."]
        assert isinstance(stage.app.screen, IncomingScreen)
        (notice,) = boss_of(store).notices.unread("赵磊")
        assert "please call back" in str(notice.params)
        assert stage.app.desk.store.calls.open_call_of("王敏") is None
