"""An import that changes owners tells the former and the new ones, in one notice a person and list.

See docs/architecture.md#ownership.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from callcenter import locale
from callcenter.model import Instant
from callcenter.store import Store
from callcenter.views.people.notices import NoticeKind
from callcenter.views.upkeep.imports import StagedCustomer
from callcenter.wording import notices
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened

NOW, LATER = at("2026-03-03 09:00"), at("2026-03-03 10:00")
MANY = 60


def listed(owners: Mapping[str, str | None]) -> list[StagedCustomer]:
    return [
        StagedCustomer(line, ref, campaign="telesales", name=ref, owner=owner, phones=(f"+861380000{line:04}",))
        for line, (ref, owner) in enumerate(owners.items(), 2)
    ]


def imported(store: Store, rows: list[StagedCustomer], *, now: Instant, allocate: bool = False) -> int:
    imports = store.by(CHEN).imports
    key = imports.stage_begin("customers", "3月[/b]名单.csv", "d", now=now, allocate=allocate)
    imports.stage_rows(key, rows)
    imports.stage_ready(key, counts={})
    while imports.stage_publish_chunk(key, now=now, budget=1).under_way:
        pass
    return key


def told(store: Store, agent: str) -> list[str]:
    locale.use("en")
    unread = store.notices.unread(agent)
    return [notices.sentence(one, agent, LATER, zone="Asia/Shanghai", country="CN") for one in unread]


def test_each_person_hears_once_of_a_list_however_many_parts_it_is_published_in(database_url: str) -> None:
    store = opened(database_url)
    refs = [f"K{number}" for number in range(MANY)]
    imported(store, listed(dict.fromkeys(refs, ZHAO.name)), now=NOW)
    assert told(store, ZHAO.name) == [], "who is new on a list was nobody else's"
    key = imported(store, listed(dict.fromkeys(refs, WANG.name) | {"K0": ZHAO.name, "K1": CHEN.name}), now=LATER)
    file = "3月[/b]名单.csv (陈主管)"
    assert told(store, WANG.name) == [f"58 customers are now yours by the list {file}"]
    assert told(store, ZHAO.name) == [f"59 of your customers are no longer yours by the list {file}"]
    assert told(store, CHEN.name) == [], "who brings a list knows"
    # The same list again changes nothing, and nobody hears of it.
    imported(store, listed(dict.fromkeys(refs, WANG.name) | {"K0": ZHAO.name, "K1": CHEN.name}), now=LATER)
    assert len(told(store, WANG.name)) == 1
    for one in store.notices.unread(WANG.name):
        store.by(WANG).notices.mark_read(one.id, now=LATER)
    store.by(CHEN).imports.undo(key + 1, now=LATER)
    store.by(CHEN).imports.undo(key, now=LATER)
    undone = "the list 3月[/b]名单.csv was undone (陈主管)"
    assert told(store, WANG.name) == [f"58 of your customers are no longer yours: {undone}"]
    assert told(store, ZHAO.name)[-1] == f"59 customers are yours again: {undone}"
    store.close()


def test_what_goes_to_the_pool_and_what_comes_from_it_is_told_to_one_side(database_url: str) -> None:
    store = opened(database_url)
    imported(store, listed({"K1": ZHAO.name, "K2": None}), now=NOW)
    imported(store, listed({"K1": "", "K2": WANG.name}), now=LATER)
    assert [one.kind for one in store.notices.unread(ZHAO.name)] == [NoticeKind.CUSTOMERS_TAKEN]
    assert [one.kind for one in store.notices.unread(WANG.name)] == [NoticeKind.CUSTOMERS_GIVEN]
    store.close()


def test_what_the_rotation_gives_and_an_undo_takes_back_is_told(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "旧客户")
    for agent in (WANG, ZHAO):
        store.by(agent).presence.sign_in(agent.name, now=NOW)
    store.by(CHEN).rotations.set("telesales", [WANG.name, ZHAO.name], now=NOW)
    key = imported(store, listed({"K1": None, "K2": None, "K3": None, "K4": "赵磊"}), now=NOW, allocate=True)
    file = "3月[/b]名单.csv (陈主管)"
    assert told(store, WANG.name) == [f"2 customers are now yours by the list {file}"]
    assert told(store, ZHAO.name) == [f"1 customer is now yours by the list {file}"]
    store.by(CHEN).imports.undo(key, now=LATER)
    assert told(store, WANG.name)[1:] == [
        "2 of your customers are no longer yours: the list 3月[/b]名单.csv was undone (陈主管)"
    ]
    store.close()


def test_a_decision_that_stays_is_told_to_nobody(database_url: str) -> None:
    store = opened(database_url)
    imported(store, listed({"K1": ZHAO.name}), now=NOW)
    store.by(CHEN).ownership.assign("K1", WANG.name, now=NOW)
    before = told(store, ZHAO.name)
    imported(store, [replace(one, tier="B") for one in listed({"K1": ZHAO.name})], now=LATER)
    assert store.details.get("K1", now=LATER).facts.owner == WANG.name
    assert told(store, ZHAO.name) == before
    store.close()
