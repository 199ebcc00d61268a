"""Leavers own nothing: neither by an undoing, nor by another program that gives them something in that moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from callcenter.model import MINUTE, CaseKind, Instant
from callcenter.store import Store
from callcenter.views.upkeep.imports import StagedCustomer
from callcenter.views.upkeep.trouble import StoreError, Trouble
from tests.store.building import CHEN, at, customer, opened

NOW = at("2026-03-02 10:05")


def listed(store: Store, ref: str, owner: str, now: Instant) -> int:
    """Publish a list that names another owner; returns its id."""
    imports = store.by(CHEN).imports
    key = imports.stage_begin("customers", "list.csv", f"d{now}", now=now)
    imports.stage_rows(key, [StagedCustomer(1, ref, campaign="telesales", name="吴静", owner=owner)])
    imports.stage_ready(key, counts={"rows": 1})
    while imports.stage_publish_chunk(key, now=now).under_way:
        pass
    return key


def test_a_list_that_is_taken_back_gives_leavers_nothing(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    brought = listed(store, "K1", "王敏", NOW)
    moved = listed(store, "K1", "赵磊", NOW + MINUTE)
    assert brought != moved
    chen.people.leave("王敏", now=NOW + 2 * MINUTE)
    chen.imports.undo(moved, now=NOW + 3 * MINUTE)
    assert store.details.get("K1", now=NOW + 3 * MINUTE).facts.owner is None
    store.close()


def test_nobody_gives_a_case_to_who_has_left(database_url: str) -> None:
    store = opened(database_url)
    chen, ref = store.by(CHEN), customer(store, "吴静", "+8613812347731")
    case = chen.cases.open(ref, CaseKind.COMPLAINT, "漏水", now=NOW)
    chen.people.leave("王敏", now=NOW)
    with pytest.raises(StoreError) as refused:
        chen.cases.assign(case, "王敏", now=NOW)
    assert refused.value.code is Trouble.AGENT_LEFT
    store.close()


@pytest.mark.parametrize("what", ["customer", "case", "list"])
def test_who_leaves_while_another_program_gives_them_something(database_url: str, what: str) -> None:
    store, other = opened(database_url), Store.open(database_url, NOW)
    chen, elsewhere = store.by(CHEN), other.by(CHEN)
    for place in range(12):
        name, now = f"坐席{place}", NOW + place * MINUTE
        chen.people.add(name, now=now)
        ref = customer(store, f"客户{place}", f"+86138001380{place:02}")
        case = chen.cases.open(ref, CaseKind.COMPLAINT, "漏水", now=now) if what == "case" else 0
        ready = Barrier(2)

        def attempt(act: Callable[[], object], ready: Barrier = ready) -> Trouble | None:
            ready.wait()
            try:
                act()
            except StoreError as trouble:
                return trouble.code
            return None

        def give(ref: str = ref, name: str = name, case: int = case, now: Instant = now) -> object:
            if what == "customer":
                return elsewhere.ownership.assign(ref, name, now=now)
            if what == "case":
                return elsewhere.cases.assign(case, name, now=now)
            return listed(other, ref, name, now)

        with ThreadPoolExecutor(2) as programs:
            left = programs.submit(attempt, partial(chen.people.leave, name, now=now))
            given = programs.submit(attempt, give)
            refused, failed = left.result(), given.result()
        # One of the two was first, and the other one saw it.
        owned = store.details.get(ref, now=now).facts.owner == name
        owned = owned or any(one.assignee == name for one in store.cases.all())
        if refused is None:
            assert (owned, failed) == (False, None if what == "list" else Trouble.AGENT_LEFT)
        else:
            assert (refused, owned, failed) == (Trouble.STILL_OWNS, True, None)
    for part in (store, other):
        part.close()
