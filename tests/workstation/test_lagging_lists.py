"""Lists and the banner while many plans are behind: no figure is given as exact, no list as empty."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callcenter import locale
from callcenter.app import Workstation
from callcenter.clock import FixedClock
from callcenter.desk.shift_start import make_desk
from callcenter.model import DAY, Disposition
from callcenter.settings import Settings
from callcenter.storage.queue import catch_up, heads
from callcenter.store import Store
from callcenter.views.upkeep import lag
from callcenter.workstation import store_watch
from tests.screens.office import called, lead, office
from tests.workstation.stage import MONDAY, Stage, workstation

LATER = MONDAY + 3 * DAY


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Four customers, the plans of whom have been behind since Monday, as far as it takes a word."""
    monkeypatch.setattr(lag, "WORTH_A_WORD", 0)
    opened = office(tmp_path)
    for number in range(3):
        ref = lead(opened, f"客户{number}", f"+861380013800{number}", "2026-03-02 09:30", owner="王敏")
        called(opened, ref, "2026-03-02 10:00", Disposition.CALLBACK, "call back", callback_at=MONDAY + DAY)
    lead(opened, "周航", "+8613800138009", "2026-03-02 09:40")
    opened.plans.tick(MONDAY)
    yield opened
    opened.close()


def held(store: Store) -> None:
    """Another program catches up, and has not come to any of them."""
    assert store.database.write(lambda tx: catch_up.take(tx, "another", LATER))


@asynccontextmanager
async def days_later(store: Store, lang: str = "en") -> AsyncIterator[Stage]:
    """The workstation opened three days after the last tick."""
    locale.use("zh" if lang == "zh" else "en")
    clock = FixedClock(LATER)
    app = Workstation(make_desk(store, clock, "王敏", Settings()))
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            stage = Stage(app, pilot, store, clock)
            await stage.settle()
            yield stage
    finally:
        app.desk.writer.shutdown(wait=True)
        locale.use("en")


@pytest.mark.parametrize(("lang", "none"), [("en", "nothing overdue"), ("zh", "登录以来无")])
async def test_the_first_frame_claims_nothing_of_breaches(
    store: Store, monkeypatch: pytest.MonkeyPatch, lang: str, none: str
) -> None:
    monkeypatch.setattr(store_watch, "_FIRST_TICK_SECONDS", 3_600.0)
    async with days_later(store, lang) as stage:
        assert none not in stage.text()
        assert {"en": "updating: 4 to go", "zh": "4"}[lang] in stage.text().splitlines()[1]
        await stage.press("f8")
        assert "! ≥ " in stage.text()
        await stage.press("escape")
        stage.app.store_watch.tick()
        await stage.settle()
        stage.app.store_watch.tick()
        await stage.settle()
        assert "≥" not in stage.text()


async def test_nothing_behind_the_first_frame_says_nothing_of_breaches_either(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_watch, "_FIRST_TICK_SECONDS", 3_600.0)
    async with workstation(store) as stage:
        assert not stage.text().splitlines()[1].strip()
        stage.app.store_watch.tick()
        await stage.settle()
        assert "nothing overdue since sign-in" in stage.text()


LISTS = {
    "queue": (("1",), "/1+", "/4"),
    "cases": (("4",), "not closed: ..", "not closed: 0"),
    "team": (("5",), "cases waiting: ..", "cases waiting: 0"),
    "load ahead": (("5",), "best: 0+ now", "best: 12 now"),
    "messages": (("3",), "≥ 4 due", "4 due"),
    "promises": (("p",), "≥ 3 open promises", "3 open promises"),
    "rules": (("b",), "≥ ", "open"),
    "customers of a rule": (("b", "j", "enter"), "≥ ", "open"),
}


@pytest.mark.parametrize("name", LISTS)
async def test_a_count_may_be_more_until_the_plans_are_brought_up_to_date(store: Store, name: str) -> None:
    keys, lagging, exact = LISTS[name]
    held(store)
    async with days_later(store) as stage:
        await stage.press(*keys)
        assert lagging in stage.text(), stage.text()
        store.database.write(lambda tx: tx.sql("DELETE FROM lease"))
        store.plans.tick(LATER)
        stage.app.screen.refill()  # type: ignore[attr-defined]
        await stage.settle()
        assert "≥" not in stage.text().replace("≥ 1 overdue", ""), stage.text()
        assert exact in stage.text()


async def test_the_end_of_the_shift_gives_no_rate_of_plans_that_are_behind(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "FEW", 0)  # a claim folds the few that are behind
    held(store)
    async with days_later(store) as stage:
        await stage.press("n", "d", "f2", "ctrl+q")
        rate = next(line for line in stage.text().splitlines() if "done on time (SLA)" in line)
        assert ".." in rate


@pytest.mark.parametrize(
    ("keys", "empty"),
    [(("3", "tab"), "No message"), (("p",), "You have no open promises"), (("4",), "No open cases")],
)
async def test_no_list_is_called_empty_while_plans_are_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...], empty: str
) -> None:
    monkeypatch.setattr(lag, "WORTH_A_WORD", 0)
    store = office(tmp_path)
    lead(store, "周航", "+8613800138009", "2026-03-02 09:40", owner="赵磊")
    store.plans.tick(MONDAY)
    held(store)
    async with days_later(store) as stage:
        await stage.press(*keys)
        assert empty not in stage.text(), stage.text()
        assert "Plans are being updated." in stage.text()
        assert "≥ 0" not in stage.text()
    store.close()
