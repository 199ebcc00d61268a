"""Extensions stand beside the numbers; what is compared is the number alone (docs/rules.md#attempts, #cells)."""

from __future__ import annotations

import pytest

from callcenter.storage.database.migrations.runner import STEPS
from callcenter.store import Store, StoreError
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.upkeep.imports import StagedCustomer
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened

NOW = at("2026-03-02 10:05")
DESK, OTHER = "+862155551234;ext=8001", "+862155551234;ext=8002"


def bring(store: Store, *rows: StagedCustomer) -> int:
    key = store.by(CHEN).imports.stage_begin("customers", "list.csv", "x", now=NOW)
    store.imports.stage_rows(key, rows)
    store.imports.stage_ready(key, counts={})
    while store.by(CHEN).imports.stage_publish_chunk(key, now=NOW).state != "done":
        pass
    return key


def test_an_extension_is_kept_beside_its_number(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", DESK)
    view = store.details.get(ref, now=NOW)
    assert (view.facts.numbers, view.extensions) == (("+862155551234",), {"+862155551234": "8001"})
    changes = CustomerChanges(phones=(DESK, "+8613800000001", OTHER, DESK))
    store.by(WANG).customers.edit(ref, changes, now=NOW)
    view = store.details.get(ref, now=NOW)
    assert view.facts.numbers == ("+862155551234", "+8613800000001")
    assert view.extensions == {"+862155551234": "8001,8002"}
    store.close()


def test_who_shares_a_number_is_told_by_the_number_alone(database_url: str) -> None:
    store = opened(database_url)
    first, second = customer(store, "吴静", DESK), customer(store, "李雷", OTHER)
    assert [row.ref for row in store.lookup.by_phone("+862155551234")] == sorted([first, second])
    assert [row.ref for row in store.lookup.by_phone(OTHER)] == sorted([first, second])
    assert {row.ref for row in store.search.find("51234")} == {first, second}
    store.by(WANG).claims.take(first, now=NOW)
    with pytest.raises(StoreError):
        store.by(ZHAO).claims.take(second, now=NOW)
    store.close()


def test_extensions_come_in_with_a_list_and_go_back_with_it(database_url: str) -> None:
    store = opened(database_url)
    bring(store, StagedCustomer(line=2, ref="K1", name="吴静", phones=(DESK, OTHER)))
    assert store.details.get("K1", now=NOW).extensions == {"+862155551234": "8001,8002"}
    bring(store, StagedCustomer(line=2, ref="K1", name="吴静", phones=(DESK, OTHER)))
    assert store.imports.all()[0].counts == {"same": 1}
    changed = bring(store, StagedCustomer(line=2, ref="K1", phones=("+862155551234;ext=9",)))
    assert store.imports.all()[0].counts == {"updated": 1}
    assert store.details.get("K1", now=NOW).extensions == {"+862155551234": "9"}
    store.by(CHEN).imports.undo(changed, now=NOW)
    assert store.details.get("K1", now=NOW).extensions == {"+862155551234": "8001,8002"}
    store.close()


def test_a_store_without_extensions_gets_them(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+862155551234")
    store.database.write(lambda tx: tx.sql("ALTER TABLE phone DROP COLUMN extension"))
    store.database.write(STEPS[1])
    assert store.details.get(ref, now=NOW).extensions == {}
    store.by(WANG).customers.edit(ref, CustomerChanges(phones=(DESK,)), now=NOW)
    assert store.details.get(ref, now=NOW).extensions == {"+862155551234": "8001"}
    store.close()
