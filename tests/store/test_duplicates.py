"""Likely duplicates are found by numbers, names and companies, in bounded steps; and the people of one company."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from callcenter.storage.customers import duplicates
from callcenter.storage.database.transaction import Tx
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges, NewCustomer
from callcenter.views.customers.duplicates import Likeness
from tests.store.building import CHEN, at, customer, opened

NOON = "2026-03-03 10:30"
NUMBER, OTHER = "+8613800000001", "+8613800000002"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    made = opened(database_url)
    yield made
    made.close()


def of(store: Store, name: str, company: str = "", phone: str = "", campaign: str = "telesales") -> str:
    new = NewCustomer(name, phone, company=company, campaign=campaign)
    return store.by(CHEN).customers.add(new, now=at("2026-03-02 09:00"))


def duplicates_of(store: Store, ref: str) -> list[tuple[str, Likeness]]:
    return [(row.customer.ref, row.likeness) for row in store.duplicates.of(ref)]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("李雷", "北方动力"), ("李 雷", "北方动力"), Likeness.NAME_AND_COMPANY),
        (("李雷", "北方动力"), ("李雷", "北方动力有限公司"), Likeness.NAME_AND_COMPANY),
        (("John Smith", "Acme"), ("smith, john", "ACME"), Likeness.NAME_AND_COMPANY),
        (("李雷", "北方动力"), ("李磊", "北方动力"), Likeness.SIMILAR),
        (("王敏", "北方动力"), ("王敏女士", "北方动力"), Likeness.SIMILAR),
        (("John Smith", "Acme"), ("Jon Smith", "Acme"), Likeness.SIMILAR),
        (("李雷", "北方动力"), ("李雷", "南方动力"), None),
        (("李雷", "北方动力"), ("韩梅", "北方动力"), None),
        (("Li", "Acme"), ("Lina Chen", "Acme"), None),
        (("李雷", ""), ("李雷", ""), None),
        (("李雷", "北方动力"), ("李雷", ""), None),
        (("-", "北方动力"), ("?", "北方动力"), None),
        (("李雷", "……"), ("李雷", "——"), None),
    ],
)
def test_names_that_may_mean_one_person(
    store: Store, one: tuple[str, str], other: tuple[str, str], why: Likeness | None
) -> None:
    first, second = of(store, *one), of(store, *other)
    expected = [] if why is None else [why]
    assert (
        [row[1] for row in duplicates_of(store, first)] == [row[1] for row in duplicates_of(store, second)] == expected
    )
    assert [pair.likeness for pair in store.duplicates.pairs("telesales").pairs] == expected


def test_the_surest_first_and_each_once(store: Store) -> None:
    ref = of(store, "李雷", "北方动力", NUMBER)
    similar = of(store, "李磊", "北方动力")
    both = of(store, "李雷", "北方动力", NUMBER)
    same = of(store, "李雷", "北方动力")
    number = of(store, "赵铁", "", NUMBER)
    assert duplicates_of(store, ref) == [
        (both, Likeness.NUMBER),
        (number, Likeness.NUMBER),
        (same, Likeness.NAME_AND_COMPANY),
        (similar, Likeness.SIMILAR),
    ]


def test_two_extensions_of_one_switchboard_are_two_people(store: Store) -> None:
    first, second, third = of(store, "李雷"), of(store, "韩梅"), of(store, "赵铁")
    for ref, number in (
        (first, "+862155551234;ext=8001"),
        (second, "+862155551234;ext=8002"),
        (third, "+862155551234"),
    ):
        store.by(CHEN).customers.edit(ref, CustomerChanges(phones=(number,)), now=at(NOON))
    assert duplicates_of(store, first) == [(third, Likeness.NUMBER)]


def test_those_of_another_campaign_are_shown_as_such(store: Store) -> None:
    ref = of(store, "李雷", phone=NUMBER)
    elsewhere = customer(store, "李雷", NUMBER, campaign="dealership")
    (row,) = store.duplicates.of(ref)
    assert (row.customer.ref, row.customer.campaign, row.mergeable) == (elsewhere, "dealership", False)
    assert store.duplicates.pairs("telesales").pairs == store.duplicates.pairs("dealership").pairs == ()


def test_who_is_merged_is_no_duplicate_until_the_split(store: Store) -> None:
    ref, double = of(store, "李雷", phone=NUMBER), of(store, "李雷", phone=NUMBER)
    third = of(store, "赵铁", phone=NUMBER)
    store.by(CHEN).merges.merge(double, ref, now=at(NOON))
    assert duplicates_of(store, double) == duplicates_of(store, ref) == [(third, Likeness.NUMBER)], (
        "the old ref is the survivor's"
    )
    assert [row[0] for row in duplicates_of(store, third)] == [ref]
    assert [(one.first.ref, one.second.ref) for one in store.duplicates.pairs("telesales").pairs] == [(ref, third)]
    store.by(CHEN).merges.split(double, now=at(NOON))
    assert [row[0] for row in duplicates_of(store, ref)] == [double, third]


def test_the_list_of_a_campaign_comes_in_pages(store: Store) -> None:
    refs = [of(store, f"客户{place}", phone=f"+86138000010{place // 2:02}") for place in range(10)]
    pairs, after, pages = [], None, 0
    while True:
        page = store.duplicates.pairs("telesales", limit=2, after=after)
        assert len(page.pairs) <= 2
        pairs += [(one.first.ref, one.second.ref) for one in page.pairs]
        pages, after = pages + 1, page.after
        if after is None:
            break
    assert pairs == [(refs[place], refs[place + 1]) for place in range(0, 10, 2)]
    assert pages == 3
    with pytest.raises(StoreError, check=lambda error: error.code is Trouble.UNKNOWN_CAMPAIGN):
        store.duplicates.pairs("nobody's")


def test_a_page_looks_at_so_many_customers_and_no_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "_CHUNK", 2)
    monkeypatch.setattr(duplicates, "_CHUNKS", 2)
    refs = [of(store, f"客户{place}", phone=NUMBER if place in (0, 4) else "") for place in range(5)]
    first = store.duplicates.pairs("telesales")
    assert [(one.first.ref, one.second.ref) for one in first.pairs] == [(refs[0], refs[4])]
    assert first.after is not None
    assert store.duplicates.pairs("telesales", after=first.after).pairs == ()


def test_the_people_of_a_company(store: Store) -> None:
    ref = of(store, "李雷", "北方动力")
    mei, zhao = of(store, "韩梅", "北方动力"), of(store, "赵铁", "北方动力")
    of(store, "别人", "南方动力")
    assert {row.ref for row in store.duplicates.colleagues_of(ref)} == {mei, zhao}
    assert len(store.duplicates.colleagues_of(ref, limit=1)) == 1
    assert store.duplicates.colleagues_of(of(store, "无名")) == ()
    store.by(CHEN).merges.merge(mei, zhao, now=at(NOON))
    assert [row.ref for row in store.duplicates.colleagues_of(ref)] == [zhao]


def test_candidates_are_looked_up_in_indexes(tmp_path: Path) -> None:
    """A store of 100,000 customers answers as fast: nothing is searched but by number, sound, company and id."""
    store = opened(str(tmp_path / "shift.db"))
    try:
        for later in (0, 1):
            for query, index in (
                (duplicates._same_number, "phone_e164"),
                (duplicates._same_sound, "customer_pinyin"),
                (duplicates._same_company, "customer_company"),
            ):
                text, params = query([1], later, 500).sql(store.database.driver)
                whole = f"EXPLAIN QUERY PLAN {text}"
                plan = [row[3] for row in store.database.read(partial(Tx.rows, text=whole, params=params))]
                assert any(index in step for step in plan), plan
                assert not any(step.startswith("SCAN") for step in plan), plan
    finally:
        store.close()
