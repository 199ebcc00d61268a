"""One place writes the owners of customers, for many in as many statements as for one, and keeps why, when, by whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import callcenter
from callcenter.storage.customers import owner_rows
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import fact_history, loader
from callcenter.storage.people import people
from callcenter.store import Store
from callcenter.views.customers.timeline import Cause, Decision
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened
from tests.support import statements

TEN = at("2026-03-02 10:05")
_STORAGE = Path(callcenter.__file__).parent / "storage"
_ALLOWED = {"customers/owner_rows.py", "history/fact_history.py", "search/search_keys.py"}
"""The place itself, one that refuses the column when it runs, one whose columns are those of a struct without it."""


def _writes(text: str) -> list[str]:
    """The calls of a module that write customers and may write the owner: it is named, or no column can be read."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        on_table = called in ("CustomerTable.update", "CustomerTable.insert", "CustomerTable.insert_many")
        by_transaction = called in ("tx.insert", "tx.insert_each", "tx.update_each") and (
            ast.unparse(node.args[0]) == "CustomerTable"
        )
        if not on_table and not by_transaction:
            continue
        said = {word.arg for word in node.keywords}
        named = {part.value for one in node.args for part in ast.walk(one) if isinstance(part, ast.Constant)}
        rows = [part for one in node.args[1:] for part in ast.walk(one) if isinstance(part, ast.Dict)]
        hidden = called.endswith("_each") and (not rows or any(key is None for row in rows for key in row.keys))
        if {"owner", "owner_id"} & (said | named) or hidden:
            found.append(ast.unparse(node))
    return found


def test_no_other_module_writes_the_owner() -> None:
    modules = {str(path.relative_to(_STORAGE)): path.read_text(encoding="utf-8") for path in _STORAGE.rglob("*.py")}
    writing = {name for name, text in modules.items() if "migrations" not in name and _writes(text)}
    assert writing == _ALLOWED


@pytest.mark.parametrize(
    "code",
    [
        "CustomerTable.update(owner=1)",
        "tx.insert(CustomerTable, name='x', owner=None)",
        "tx.insert_each(CustomerTable, rows)",
        "tx.update_each(CustomerTable, [{'owner_id': 1, 'id': 2}])",
    ],
)
def test_another_writer_would_be_seen(code: str) -> None:
    assert _writes(code)


def test_columns_with_an_owner_are_refused_elsewhere(sqlite_path: Path) -> None:
    store = opened(str(sqlite_path))
    ref = customer(store, "吴静")

    def work(tx: Tx) -> None:
        fact_history.put(tx, loader.customer_id(tx, ref), {"owner_id": 1}, actor=CHEN.name, now=TEN)

    with pytest.raises(AssertionError, match="ownership"):
        store.database.write(work)
    store.close()


def owners(store: Store, ref: str) -> list[tuple[str, str, str, int, Cause]]:
    """The owners of a customer, the newest first: before, after, by whom, since when, why."""
    entries = store.timelines.page(ref).entries
    return [(one.old, one.new, one.actor, one.at, one.cause) for one in entries if isinstance(one, Decision)]


def test_each_owner_has_a_reason_a_beginning_and_a_name(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", owner=WANG.name)
    store.by(CHEN).ownership.assign(ref, ZHAO.name, now=TEN)
    assert owners(store, ref) == [
        (WANG.name, ZHAO.name, CHEN.name, TEN, Cause.HAND),
        ("", WANG.name, CHEN.name, at("2026-03-02 09:00"), Cause.NEW),
    ]
    store.close()


def _counted(store: Store, refs: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """Give customers to 赵磊; returns the number of statements that read or say how many rows they wrote."""
    texts: list[str] = []

    def work(tx: Tx) -> frozenset[int]:
        agent = people.agent_id(tx, ZHAO.name)
        ids = {loader.customer_id(tx, ref): agent for ref in refs}
        texts.clear()
        return owner_rows.write(tx, ids, actor=CHEN.name, now=TEN)

    with monkeypatch.context() as patch:
        statements.watch(patch, lambda _connection, text, _params: texts.append(text))
        assert len(store.database.write(work)) == len(refs)
    return len([text for text in texts if "customer" in text or "agent" in text])


def test_many_take_as_many_statements_as_one(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(database_url)
    refs = [customer(store, f"客户{number}") for number in range(21)]
    counted = [_counted(store, given, monkeypatch) for given in (refs[:1], refs[1:])]
    assert counted[0] == counted[1] > 0
    assert {store.details.get(ref, now=TEN).facts.owner for ref in refs} == {ZHAO.name}
    # The same once more is no change.
    assert store.by(CHEN).ownership.assign(refs[0], ZHAO.name, now=TEN + 1) == ""
    assert len(owners(store, refs[0])) == 1
    store.close()
