"""A shift under other rulebooks than telesales, with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callcenter.model import CaseKind, Channel, Disposition, Milestone, MilestoneKind, Result, Touch
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.log import LogFilter
from tests.workstation.stage import BOSS, MONDAY, at, open_store, workstation

LI, WU = "+8613800138001", "+8613800138002"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path, MONDAY)
    yield opened
    opened.close()


def brought(store: Store, book: str, name: str, phone: str, *milestones: Milestone, **more: Any) -> str:
    """A customer who came on 9 February, with these dates."""
    came = at("2026-02-09 10:00")
    store.by(BOSS).campaigns.ensure_shipped(book, now=came)
    new = NewCustomer(name, phone, campaign=book, inquiry=False, **more)
    ref = store.by(BOSS).customers.add(new, now=came)
    for one in milestones:
        store.by(BOSS).customers.set_milestone(ref, one, now=came)
    return ref


async def test_a_key_account_keeps_its_tier_when_a_call_is_saved(store: Store) -> None:
    ref = brought(store, "key-account", "李雷", LI, tier="regular")
    async with workstation(store) as stage:
        assert "李雷" in stage.text()
        await stage.press("n", "d", *"all is well")
        await stage.press("f3", "enter")
    assert [row.disposition for row in store.lookup.log(LogFilter())] == [Disposition.INTERESTED]
    view = store.details.get(ref, now=MONDAY)
    assert (view.facts.tier, view.plan.tier) == ("regular", "regular")


async def test_an_online_shop_is_called_in_its_own_hours(store: Store) -> None:
    brought(store, "online-shop", "吴静", WU, Milestone(MilestoneKind.SHIPPED, at("2026-02-25 00:00"), True))
    async with workstation(store, now=at("2026-03-02 10:30")) as stage:
        assert "吴静" in stage.text()
        await stage.press("n", "d", "f2")
        assert [row.disposition for row in store.lookup.log(LogFilter())] == [Disposition.NO_ANSWER]
    async with workstation(store, now=at("2026-03-02 14:00")) as stage:
        lines = stage.text()
        assert "15:00" in lines  # the next one, and the time


async def test_nobody_dials_while_the_branch_owes_a_visit(store: Store) -> None:
    ref = brought(store, "insurance", "李雷", LI, Milestone(MilestoneKind.CONTRACT_START, at("2025-03-10 00:00"), True))
    for clock in ("09:00", "11:30", "14:00"):
        failed = Touch(at(f"2026-02-26 {clock}"), Channel.CALL, disposition=Disposition.NO_ANSWER, agent="王敏")
        store.by(BOSS).touches.record(ref, failed, now=at("2026-02-26 15:00"))
    async with workstation(store) as stage:
        await stage.press("n")
        assert stage.store.calls.open_call_of("王敏") is None
        assert store.queue.page(now=MONDAY).rows == ()
        await stage.press("3")
        assert "李雷" in stage.text()  # the visit stands in the list of what is no call
        assert "visit" in stage.text()


async def test_the_result_of_a_call_back_is_written_in_the_wrap_up(store: Store) -> None:
    brought(store, "brokerage", "吴静", WU, Milestone(MilestoneKind.EVENT, at("2026-02-27 10:00")), owner=None)
    async with workstation(store) as stage:
        await stage.press("n", "d", *"does not know the account")
        await stage.press("f3")
        field = stage.app.screen.query_one("#result")
        field.focus()
        await stage.press(*"perhaps", "enter")
        assert store.lookup.log(LogFilter()) == ()
        field.value = "Failed"  # type: ignore[attr-defined]
        await stage.press("enter")
    (row,) = store.lookup.log(LogFilter())
    assert (row.disposition, row.result) == (Disposition.INTERESTED, Result.FAILED)
    assert [case.kind for case in store.cases.all()] == [CaseKind.SECOND_CALL]
    assert store.details.get(row.ref, now=MONDAY).facts.owner is None
