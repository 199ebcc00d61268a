"""Tags: one set a store, given and taken, found by ``#``, from lists; no plan changes (docs/rules.md#columns)."""

from __future__ import annotations

import pytest

from callcenter.storage.tables.plans import PlacementTable
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.hits import Match
from callcenter.views.upkeep.imports import StagedCustomer
from tests.store.building import CHEN, WANG, at, customer, opened

NOW = at("2026-03-02 10:05")


@pytest.fixture
def store(database_url: str) -> Store:
    return opened(database_url)


def tags(store: Store, ref: str) -> tuple[str, ...]:
    return store.details.get(ref, now=NOW).tags


def found(store: Store, text: str) -> list[str]:
    return [row.name for row in store.search.find(text, agent=WANG.name)]


def test_a_tag_is_one_of_the_stores_whatever_its_case_and_width(store: Store) -> None:
    first, second = customer(store, "李雷", "+8613800138001"), customer(store, "韩梅", "+8613800138002")
    store.by(WANG).tags.change(first, add=["VIP", "大客户"], now=NOW)
    store.by(WANG).tags.change(second, add=["ｖｉｐ", "#big deal"], now=NOW)
    assert (tags(store, first), tags(store, second)) == (("VIP", "大客户"), ("big-deal", "VIP"))
    assert store.tags.all() == ("big-deal", "VIP", "大客户")
    store.by(WANG).tags.change(second, add=["renewal"], remove=["vip", "Big-Deal"], now=NOW)
    assert tags(store, second) == ("renewal",)
    assert store.tags.all() == ("renewal", "VIP", "大客户"), "one that nobody has is not proposed"
    store.by(WANG).tags.change(second, add=["vip"], now=NOW)
    assert tags(store, second) == ("renewal", "VIP"), "and is given again"
    store.close()


def test_what_is_typed_is_cleaned_and_bounded(store: Store) -> None:
    ref = customer(store, "李雷")
    store.by(WANG).tags.change(ref, add=["\x1b]0;x\x07[/x]", " ", "#", "a\nb"], now=NOW)
    assert tags(store, ref) == ("]0;x[/x]", "a-b")
    with pytest.raises(StoreError) as refused:
        store.by(WANG).tags.change(ref, add=["长" * 25], now=NOW)
    assert refused.value.code is Trouble.TOO_LONG
    store.close()


def test_customers_are_found_by_their_tags_and_other_words(store: Store) -> None:
    people = {name: customer(store, name, f"+861380013800{n}") for n, name in enumerate(("李雷", "李静", "韩梅"))}
    for name in ("李雷", "韩梅"):
        store.by(WANG).tags.change(people[name], add=["VIP"], now=NOW)
    store.by(WANG).tags.change(people["韩梅"], add=["续约"], now=NOW)
    assert sorted(found(store, "#vip")) == ["李雷", "韩梅"]
    assert sorted(found(store, "＃v")) == ["李雷", "韩梅"], "from its beginning"
    assert found(store, "#vip #续") == ["韩梅"]
    assert found(store, "#vip 李") == found(store, "lilei #vip") == ["李雷"]
    assert found(store, "#vip 8002") == ["韩梅"]
    assert found(store, "#none") == found(store, "#vip 王") == []
    (row,) = store.search.find("#vip li")
    assert (row.matches, row.tags) == ((Match.TAG, Match.PINYIN), ("VIP",))
    assert store.search.find("李雷")[0].tags == ("VIP",), "shown however one was found"
    assert [row.tags for row in store.lookup.own_customers(WANG.name)] == []
    store.by(CHEN).ownership.assign(people["韩梅"], WANG.name, now=NOW)
    assert [row.tags for row in store.lookup.own_customers(WANG.name)] == [("VIP", "续约")]
    store.close()


def test_no_plan_changes_and_the_survivor_has_the_tags_of_both(store: Store) -> None:
    ref, double = customer(store, "李雷", "+8613800138001"), customer(store, "李雷", "+8613800138002")

    def plans() -> list[dict[str, object]]:
        return store.database.read(lambda tx: tx.all(dict, PlacementTable.select()))

    before = plans()
    store.by(WANG).tags.change(ref, add=["a"], now=NOW)
    store.by(WANG).tags.change(double, add=["a", "b"], now=NOW)
    assert plans() == before
    store.by(CHEN).merges.merge(double, ref, now=NOW)
    assert tags(store, ref) == ("a", "b")
    store.by(WANG).tags.change(ref, remove=["a"], now=NOW)
    assert tags(store, ref) == ("b",)
    store.by(CHEN).merges.split(double, now=NOW)
    assert (tags(store, ref), tags(store, double)) == ((), ("b",))
    store.close()


def test_a_list_adds_tags_once_and_is_taken_back(store: Store) -> None:
    ref = customer(store, "李雷")
    store.by(WANG).tags.change(ref, add=["old", "gone"], now=NOW)
    store.by(WANG).tags.change(ref, remove=["gone"], now=NOW)
    row = StagedCustomer(1, ref, tags=("Old", "gone", "new"))
    imports = store.by(CHEN).imports

    def publish() -> int:
        listed = imports.stage_begin("customers", "f", "d", now=NOW)
        store.imports.stage_rows(listed, [row])
        store.imports.stage_ready(listed, counts={})
        imports.resume(now=NOW)
        return listed

    first = publish()
    assert tags(store, ref) == ("new", "old"), "who took a tag away here keeps it away"
    publish()
    assert [one.counts["same"] for one in imports.all()].count(1) == 1
    imports.undo(first, now=NOW)
    assert tags(store, ref) == ("old",)
    store.close()
