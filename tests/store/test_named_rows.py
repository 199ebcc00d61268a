"""Rows are read and written by the names of their columns."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

import callcenter.storage
from callcenter.model import Stage
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.tables.customers import CustomerTable, PhoneTable
from callcenter.store import Store
from scripts import code_figures
from tests.store.building import customer, opened


@prepared
def _refs(names: Sequence[str], besides: str) -> Query:
    chosen = CustomerTable.name.in_(names) & (CustomerTable.ref != besides)
    return CustomerTable.select(CustomerTable.ref).where(chosen).order_by(CustomerTable.name)


class _Known(Struct, frozen=True):
    name: str
    stage: Stage
    is_key: bool
    birthday: date | None
    note: str = "none"


@prepared
def _known() -> Query:
    columns = (CustomerTable.is_key, CustomerTable.stage, CustomerTable.name, CustomerTable.birthday)
    return CustomerTable.select(CustomerTable.id.alias("customer"), *columns).order_by(CustomerTable.id)


class _Number(Struct, frozen=True):
    e164: str


@prepared
def _numbers() -> Query:
    columns = (PhoneTable.customer.alias("customer"), PhoneTable.e164)
    return PhoneTable.select(*columns).order_by(PhoneTable.customer, PhoneTable.position)


def _ids(store: Store) -> list[int]:
    ids = CustomerTable.select(CustomerTable.id).order_by(CustomerTable.id)
    return store.database.read(lambda tx: tx.values(ids))


def test_a_list_of_any_length_fills_a_prepared_query(database_url: str) -> None:
    store = opened(database_url)
    refs = [customer(store, name) for name in ("anna", "berta", "carla")]
    for names, found in (
        (["anna", "carla", "nobody"], [refs[0], refs[2]]),
        (("berta",), [refs[1]]),
        ([], []),
        (["anna", "berta"], refs[:2]),
    ):
        assert store.database.read(lambda tx, names=names: tx.values(_refs(names, "-"))) == found  # type: ignore[misc]
    assert store.database.read(lambda tx: tx.values(_refs(["anna", "berta"], refs[0]))) == [refs[1]]
    store.close()


def test_columns_fill_the_fields_of_their_names(database_url: str) -> None:
    store = opened(database_url)
    assert store.database.read(lambda tx: [*tx.owned(_Known, _known())]) == []
    for name in ("anna", "berta"):
        customer(store, name)
    first, second = _ids(store)
    changed = {"id": second, "stage": "signed", "is_key": True, "birthday": "1990-02-28"}
    store.database.write(lambda tx: tx.update_each(CustomerTable, [changed]))
    assert store.database.read(lambda tx: dict(tx.owned(_Known, _known()))) == {
        first: _Known("anna", Stage.NONE, False, None),
        second: _Known("berta", Stage.SIGNED, True, date(1990, 2, 28)),
    }
    store.close()


def test_rows_are_grouped_by_customer_and_deleted_by_value(database_url: str) -> None:
    store = opened(database_url)
    for name, number in (("anna", "+8613812340001"), ("berta", "+8613812340003")):
        customer(store, name, number)
    anna, berta = _ids(store)
    more = {"customer": anna, "position": 1, "e164": "+8613812340002", "reversed": "2000432183168+"}
    first, second, third = (_Number(f"+861381234000{place}") for place in (1, 2, 3))
    store.database.write(lambda tx: tx.insert_each(PhoneTable, [more]))
    numbers = store.database.read(lambda tx: tx.grouped(_Number, _numbers()))
    assert numbers == {anna: [first, second], berta: [third]}
    store.database.write(lambda tx: tx.delete_each(PhoneTable, [{"customer": anna, "position": 1}]))
    assert store.database.read(lambda tx: tx.grouped(_Number, _numbers())) == {anna: [first], berta: [third]}
    store.close()


def test_sql_is_written_where_it_says_why() -> None:
    """In one module a package, as constants with names; the steps of schema versions may not know the models."""
    storage = Path(callcenter.storage.__file__).parent
    found: dict[str, list[str]] = {}
    for path in storage.rglob("*.py"):
        package, *_ = parts = path.relative_to(storage).parts
        if "migrations" in parts:
            continue
        text = path.read_text(encoding="utf-8")
        figures = code_figures.figures_of(text)
        assert figures.by_position == 0, path
        if figures.selects:
            found.setdefault(package, []).append(path.stem)
            lines = ast.parse(text).body
            named = [one for one in lines if isinstance(one, ast.Assign | ast.Expr)]
            constants = "\n".join(map(ast.unparse, named))
            assert code_figures.figures_of(constants).selects == figures.selects, path
    assert {package: modules for package, modules in found.items() if len(modules) > 1} == {}
