"""Pairs that look like one customer and are two, as somebody said: kept with who and when, taken back, overtaken."""

from __future__ import annotations

import pytest

from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened

NUMBER, OTHER = "+8613812347731", "+8613900001111"
NOW = at("2026-03-03 10:05")


def alike(store: Store, ref: str) -> set[str]:
    return {row.customer.ref for row in store.duplicates.of(ref)}


def listed(store: Store) -> list[tuple[str, str]]:
    return [(pair.first.ref, pair.second.ref) for pair in store.duplicates.pairs("telesales").pairs]


@pytest.fixture
def people(database_url: str) -> tuple[Store, str, str, str]:
    """A father, a son and a daughter with one number."""
    store = opened(database_url)
    father, son, daughter = (customer(store, name, NUMBER) for name in ("吴刚", "吴静", "吴敏"))
    return store, father, son, daughter


def test_a_marked_pair_is_not_proposed_again_until_it_is_taken_back(people: tuple[Store, str, str, str]) -> None:
    store, father, son, daughter = people
    assert listed(store) == [(father, son), (father, daughter), (son, daughter)]
    store.by(CHEN).two_people.mark(son, father, now=NOW)
    assert listed(store) == [(father, daughter), (son, daughter)]
    assert (alike(store, father), alike(store, son)) == ({daughter}, {daughter})
    (mark,) = store.two_people.all(father)
    assert (mark.customer.ref, mark.at, mark.actor) == (son, NOW, "陈主管")
    assert store.two_people.all(son)[0].customer.ref == father
    assert store.two_people.all(daughter) == ()
    store.by(CHEN).two_people.mark(father, son, now=NOW + 1)
    assert store.two_people.all(father)[0].at == NOW + 1, "the same again is one mark"
    store.by(CHEN).two_people.unmark(father, son, now=NOW + 2)
    assert (listed(store)[0], store.two_people.all(father)) == ((father, son), ())
    store.by(CHEN).two_people.unmark(father, son, now=NOW + 3)
    kept = store.database.read(lambda tx: tx.rows("SELECT at, withdrawn_at, withdrawn_by FROM two_people ORDER BY id"))
    assert kept == [(NOW, NOW + 1, "陈主管"), (NOW + 1, NOW + 2, "陈主管")], "nothing is deleted"
    store.close()


@pytest.mark.parametrize(
    "changes",
    [
        CustomerChanges(name="吴静静"),
        CustomerChanges(phones=(NUMBER, OTHER)),
        CustomerChanges(phones=(f"{NUMBER};ext=1",)),
        CustomerChanges(company="北方动力"),
    ],
)
def test_another_name_company_or_number_asks_anew(
    people: tuple[Store, str, str, str], changes: CustomerChanges
) -> None:
    store, father, son, _daughter = people
    store.by(CHEN).two_people.mark(father, son, now=NOW)
    store.by(WANG).customers.edit(son, CustomerChanges(source="展会", pinned="x", labels={NUMBER: "手机"}), now=NOW)
    assert son not in alike(store, father), "what is not compared changes nothing"
    store.by(WANG).customers.edit(son, changes, now=NOW)
    assert son in alike(store, father)
    assert store.two_people.all(father) == (), "it is a question again"
    store.by(CHEN).two_people.mark(father, son, now=NOW + 1)
    assert son not in alike(store, father)
    store.close()


def test_who_is_merged_is_no_pair_and_comes_back_as_it_was(people: tuple[Store, str, str, str]) -> None:
    store, father, son, daughter = people
    store.by(CHEN).two_people.mark(father, son, now=NOW)
    store.by(CHEN).merges.merge(son, daughter, now=NOW + 1)
    assert store.two_people.all(father) == ()
    assert alike(store, father) == {daughter}
    store.by(CHEN).merges.split(son, now=NOW + 2)
    assert alike(store, father) == {daughter}
    assert [row.customer.ref for row in store.two_people.all(father)] == [son]
    store.close()


def test_who_may_mark_and_what_cannot_be(people: tuple[Store, str, str, str]) -> None:
    store, father, son, _daughter = people
    for refused, one, other, actor in (
        (Trouble.NOT_ALLOWED, father, son, ZHAO),
        (Trouble.SAME_CUSTOMER, father, father, CHEN),
        (Trouble.UNKNOWN_REF, father, "nobody", CHEN),
    ):
        for verb in (store.by(actor).two_people.mark, store.by(actor).two_people.unmark):
            with pytest.raises(StoreError) as error:
                verb(one, other, now=NOW)
            assert error.value.code is refused
    store.close()
