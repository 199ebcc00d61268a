"""Contact persons: role, stance, whose number it is, found by name; no plan changes (docs/rules.md#r28)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from callcenter.model import ContactPersonFacts, ContactRole, Stance
from callcenter.storage.tables.customers import ContactPersonTable, SearchWordTable
from callcenter.storage.tables.plans import PlacementTable
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.contact_persons import ContactPerson
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.hits import Match
from callcenter.views.upkeep.imports import StagedCustomer
from tests.store.building import CHEN, WANG, at, customer, lines, opened

NOW = at("2026-03-02 10:05")
OFFICE, MOBILE = "+862155551234", "+8613800138001"
FANG = ContactPersonFacts("王芳", ContactRole.FINANCE, Stance.SUPPORTS, (MOBILE,), "上午在")


def persons(store: Store, ref: str) -> tuple[ContactPerson, ...]:
    return store.details.get(ref, now=NOW).persons


def called(store: Store, ref: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.name, one.numbers) for one in persons(store, ref)]


@pytest.fixture
def store(database_url: str) -> Store:
    return opened(database_url)


def company(store: Store) -> str:
    ref = customer(store, "北方动力", company="北方动力有限公司")
    store.by(CHEN).customers.edit(ref, CustomerChanges(phones=(OFFICE, MOBILE)), now=NOW)
    return ref


def test_a_person_has_a_role_a_stance_and_numbers_of_the_customer(store: Store) -> None:
    ref = company(store)
    fang = store.by(WANG).contact_persons.add(ref, FANG, now=NOW)
    (kept,) = persons(store, ref)
    assert (kept.id, kept.name, kept.role, kept.stance) == (fang, "王芳", ContactRole.FINANCE, Stance.SUPPORTS)
    assert (kept.numbers, kept.remark) == ((MOBILE,), "上午在")
    view = store.details.get(ref, now=NOW)
    assert view.person_at(MOBILE) == kept
    assert view.person_at(OFFICE) is None, "a number may be nobody's"
    store.by(WANG).contact_persons.change(
        ref, fang, replace(FANG, stance=Stance.OPPOSES, numbers=(MOBILE, OFFICE), remark=""), now=NOW
    )
    (kept,) = persons(store, ref)
    assert (kept.stance, kept.numbers, kept.remark) == (Stance.OPPOSES, (OFFICE, MOBILE), ""), "in the customer's order"
    store.close()


def test_a_number_is_one_persons_and_comes_back_with_the_customer_s(store: Store) -> None:
    ref = company(store)
    store.by(WANG).contact_persons.add(ref, FANG, now=NOW)
    liu = store.by(WANG).contact_persons.add(ref, ContactPersonFacts("刘总", numbers=(MOBILE,)), now=NOW)
    assert called(store, ref) == [("王芳", ()), ("刘总", (MOBILE,))], "given to somebody else"
    store.by(WANG).customers.edit(ref, CustomerChanges(phones=(OFFICE,)), now=NOW)
    assert called(store, ref) == [("王芳", ()), ("刘总", ())]
    store.by(WANG).customers.edit(ref, CustomerChanges(phones=(OFFICE, MOBILE)), now=NOW)
    assert called(store, ref) == [("王芳", ()), ("刘总", (MOBILE,))]
    store.by(WANG).contact_persons.remove(ref, liu, now=NOW)
    assert called(store, ref) == [("王芳", ())]
    assert store.details.get(ref, now=NOW).facts.numbers == (OFFICE, MOBILE), "the number stays the customer's"
    with pytest.raises(StoreError) as refused:
        store.by(WANG).contact_persons.remove(ref, liu, now=NOW)
    assert refused.value.code is Trouble.UNKNOWN_PERSON
    kept = store.database.read(lambda tx: tx.values(ContactPersonTable.select(ContactPersonTable.removed_by)))
    assert kept == ["", WANG.name], "on record"
    store.close()


def test_a_new_number_is_the_customer_s_too_and_who_had_none_is_offered(store: Store) -> None:
    ref = customer(store, "恒通电气")
    assert lines(store, "2026-03-02 10:05") == []
    store.by(WANG).contact_persons.add(ref, replace(FANG, numbers=(f"{OFFICE};ext=8001",)), now=NOW)
    view = store.details.get(ref, now=NOW)
    assert (view.facts.numbers, view.extensions) == ((OFFICE,), {OFFICE: "8001"})
    assert called(store, ref) == [("王芳", (OFFICE,))]
    assert lines(store, "2026-03-02 10:05") == [("恒通电气", "fresh", "telesales.first_call")]
    store.close()


def test_no_plan_changes_with_whom_to_ask_for(store: Store) -> None:
    ref = company(store)

    def plans() -> list[dict[str, object]]:
        return store.database.read(lambda tx: tx.all(dict, PlacementTable.select()))

    before = plans()
    fang = store.by(WANG).contact_persons.add(ref, FANG, now=NOW)
    store.by(WANG).contact_persons.change(ref, fang, replace(FANG, stance=None), now=NOW)
    store.by(WANG).contact_persons.remove(ref, fang, now=NOW)
    assert before
    assert plans() == before
    store.close()


def test_what_people_type_is_cleaned_and_a_person_needs_a_name(store: Store) -> None:
    ref = company(store)
    hostile = ContactPersonFacts("\x1b]0;owned\x07[/x] 王\u202e芳", remark="[@click=app.quit]\n两行")
    store.by(WANG).contact_persons.add(ref, hostile, now=NOW)
    (kept,) = persons(store, ref)
    assert "\x1b" not in kept.name
    assert "\u202e" not in kept.name
    assert "\n" not in kept.remark
    with pytest.raises(StoreError) as refused:
        store.by(WANG).contact_persons.add(ref, ContactPersonFacts(" \x07 "), now=NOW)
    assert refused.value.code is Trouble.EMPTY_NAME
    store.close()


@pytest.mark.parametrize("typed", ["王芳", "王", "芳", "wangfang", "wang", "wf", "王芳 北方", "北方 wf"])
def test_a_customer_is_found_by_a_contact_person(store: Store, typed: str) -> None:
    ref = company(store)
    customer(store, "赵铁", "+8613800138009")
    fang = store.by(WANG).contact_persons.add(ref, FANG, now=NOW)
    (hit,) = store.search.find(typed)
    assert hit.ref == ref
    assert Match.PERSON in hit.matches
    store.by(WANG).contact_persons.change(ref, fang, replace(FANG, name="周航"), now=NOW)
    assert store.search.find(typed) == ()
    assert [row.ref for row in store.search.find("zhouh")] == [ref]
    store.by(WANG).contact_persons.remove(ref, fang, now=NOW)
    assert store.search.find("zhouh") == ()
    store.close()


def test_of_two_persons_of_one_name_the_other_is_still_found(store: Store) -> None:
    ref = company(store)
    first, _ = (store.by(WANG).contact_persons.add(ref, FANG, now=NOW) for _ in range(2))
    store.by(WANG).contact_persons.remove(ref, first, now=NOW)
    assert [row.ref for row in store.search.find("王芳")] == [ref]
    store.close()


def test_the_survivor_of_a_merge_has_the_persons_of_both(store: Store) -> None:
    ref = company(store)
    double = customer(store, "北方动力", "+8613800138005")
    store.by(WANG).contact_persons.add(double, replace(FANG, numbers=("+8613800138005",)), now=NOW)
    store.by(WANG).contact_persons.add(ref, ContactPersonFacts("刘总", numbers=(MOBILE,)), now=NOW)
    store.by(CHEN).merges.merge(double, ref, now=NOW)
    assert called(store, ref) == [("王芳", ("+8613800138005",)), ("刘总", (MOBILE,))]
    assert [row.ref for row in store.search.find("王芳")] == [ref]
    fang = persons(store, ref)[0].id
    store.by(WANG).contact_persons.change(double, fang, replace(FANG, numbers=("+8613800138005",)), now=NOW)
    store.by(CHEN).merges.split(double, now=NOW)
    assert called(store, double) == [("王芳", ("+8613800138005",))], "each has their own again"
    assert called(store, ref) == [("刘总", (MOBILE,))]
    store.close()


def test_an_import_that_is_taken_back_takes_the_words_of_persons_with_it(store: Store) -> None:
    listed = store.by(CHEN).imports.stage_begin("rows", "f", "d", now=NOW)
    store.imports.stage_rows(listed, [StagedCustomer(1, "K1", name="恒通电气", phones=(OFFICE,))])
    store.imports.stage_ready(listed, counts={})
    store.by(CHEN).imports.resume(now=NOW)
    words = SearchWordTable.select(SearchWordTable.word)
    before = store.database.read(lambda tx: len(tx.values(words)))
    store.by(WANG).contact_persons.add("K1", FANG, now=NOW)
    assert store.database.read(lambda tx: len(tx.values(words))) > before
    store.by(CHEN).imports.undo(listed, now=NOW)
    assert store.database.read(lambda tx: tx.values(words)) == []
    assert store.search.find("王芳") == ()
    store.close()
