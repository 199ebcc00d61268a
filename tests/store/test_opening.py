"""Opening a store: what can be in the way, each with its own code, and older schemas migrated."""

from __future__ import annotations

import importlib
import pkgutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from callcenter.model import Disposition
from callcenter.storage import tables as schema
from callcenter.storage.database import connector, migrations
from callcenter.storage.database.address import is_server
from callcenter.storage.database.migrations.runner import STEPS, Step
from callcenter.storage.database.transaction import Database, Tx
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.timeline import Decision, Happening
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, lines, opened

NOW = at("2026-03-02 09:00")
T = TypeVar("T")
DATA = Path(__file__).parents[1] / "data"


def refusal(address: str) -> StoreError:
    with pytest.raises(StoreError) as refused:
        Store.open(address, NOW).close()
    return refused.value


def test_a_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "store.db"
    Store.open(str(path), NOW).close()
    assert path.read_bytes().startswith(b"SQLite format 3")


def test_what_is_there_stays(bare_database_url: str) -> None:
    store = opened(bare_database_url)
    ref = customer(store, "吴静", "+8613812347731")
    store.close()
    store = Store.open(bare_database_url, NOW)
    assert store.details.get(ref, now=NOW).name == "吴静"
    store.close()


def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no database at all, " * 100, encoding="utf-8")
    assert refusal(str(text)).code is Trouble.NOT_A_DATABASE
    assert refusal(str(tmp_path)).code is Trouble.CANNOT_OPEN
    assert refusal(str(text / "store.db")).code is Trouble.CANNOT_OPEN


def test_a_database_of_another_program_is_left_alone(bare_database_url: str) -> None:
    db = connector.connect(bare_database_url)
    db.execute_sql("CREATE TABLE song (title TEXT)")  # type: ignore[no-untyped-call]
    connector.close(db)
    assert refusal(bare_database_url).code is Trouble.FOREIGN_DATABASE


def test_a_damaged_file_is_named(sqlite_path: Path) -> None:
    store = opened(str(sqlite_path))
    for number in range(50):
        customer(store, f"客户{number}", f"+86138000000{number:02d}")
    store.close()
    data = bytearray(sqlite_path.read_bytes())
    for page in range(4096, len(data), 4096):
        data[page : page + 200] = b"\xff" * 200
    sqlite_path.write_bytes(data)
    assert refusal(str(sqlite_path)).code is Trouble.DAMAGED


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    error = refusal("postgresql://someone:secret@127.0.0.1:1/store")
    assert error.code is Trouble.LOST_CONNECTION
    assert "secret" not in str(error)


def test_a_server_that_lets_nobody_in_any_more_is_a_lost_connection(postgresql_url: str) -> None:
    """As one that was stopped: the store's own connection is gone, and no other one is to be had."""
    store = opened(postgresql_url)
    store.people.all()
    database = str(conninfo_to_dict(postgresql_url)["dbname"])
    with psycopg.connect(postgresql_url, dbname="postgres", autocommit=True) as other:
        closing = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        name = sql.Identifier(database)
        other.execute(closing.format(name, sql.SQL("false")))
        try:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))
            with pytest.raises(StoreError) as refused:
                store.people.all()
        finally:
            other.execute(closing.format(name, sql.SQL("true")))
    assert refused.value.code is Trouble.LOST_CONNECTION
    assert store.people.all()
    store.close()


def test_a_network_that_swallows_everything_is_noticed(postgresql_url: str) -> None:
    db = connector.connect(postgresql_url)
    with db.connection_context():
        known = db.connection().info.get_parameters()  # type: ignore[no-untyped-call]
    connector.close(db)
    assert (known["tcp_user_timeout"], known["keepalives_idle"]) == ("20000", "10")


def test_a_newer_schema_is_refused(bare_database_url: str) -> None:
    opened(bare_database_url).close()
    db = connector.connect(bare_database_url)
    db.execute_sql("UPDATE meta SET value = '99' WHERE key = 'schema_version'")  # type: ignore[no-untyped-call]
    connector.close(db)
    error = refusal(bare_database_url)
    assert (error.code, error.params) == (Trouble.NEWER_SCHEMA, {"found": 99, "known": schema.VERSION})


def with_steps(address: str, steps: Mapping[int, Step], target: int) -> Store:
    db = connector.connect(address)
    database = Database(db, connector.shown_address(db), postgres=is_server(address))
    connector.prepare(db, database, NOW, steps=steps, target=target)
    return Store(database)


def test_an_older_schema_is_brought_forward_after_a_copy(bare_database_url: str) -> None:
    store = opened(bare_database_url)
    ref = customer(store, "吴静", "+8613812347731")
    store.close()

    def nicknames(tx: Tx) -> None:
        tx.sql("ALTER TABLE customer ADD COLUMN nickname TEXT NOT NULL DEFAULT ''")

    def fill(tx: Tx) -> None:
        tx.sql("UPDATE customer SET nickname = name")

    newest = schema.VERSION
    store = with_steps(bare_database_url, {newest: nicknames, newest + 1: fill}, newest + 2)
    assert store.database.read(lambda tx: tx.rows("SELECT ref, nickname FROM customer")) == [(ref, "吴静")]
    assert store.database.read(lambda tx: tx.value("SELECT value FROM meta WHERE key = 'schema_version'")) == str(
        newest + 2
    )
    store.close()
    if not is_server(bare_database_url):
        copy = sqlite3.connect(f"{bare_database_url}.v{newest}.backup")
        assert copy.execute("SELECT name FROM customer").fetchall() == [("吴静",)]
        assert copy.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchall() == [(str(newest),)]
        copy.close()


class _Overtaken(Database):
    """A database that another program brings forward right after this one has seen how old it is."""

    def read(self, work: Callable[[Tx], T]) -> T:
        found = super().read(work)
        if found == schema.VERSION:
            with_steps(self.path, {schema.VERSION: _brought_forward}, schema.VERSION + 1).close()
        return found


def _brought_forward(tx: Tx) -> None:
    tx.sql("UPDATE customer SET name = 'brought forward'")


def test_the_copy_of_an_older_schema_is_never_one_of_the_newer(sqlite_path: Path) -> None:
    """Two programs open it at once: the second one finds it older, and copies it when the first has changed it."""
    address = str(sqlite_path)
    store = opened(address)
    customer(store, "吴静", "+8613812347731")
    store.close()
    db = connector.connect(address)
    late = _Overtaken(db, address, postgres=False)
    connector.prepare(db, late, NOW, steps={schema.VERSION: _brought_forward}, target=schema.VERSION + 1)
    connector.close(db)
    copy = sqlite3.connect(f"{address}.v{schema.VERSION}.backup")
    assert copy.execute("SELECT name FROM customer").fetchall() == [("吴静",)]
    copy.close()
    assert len(list(sqlite_path.parent.glob("*.backup*"))) == 1


def test_each_schema_version_has_its_module() -> None:
    modules = {one.name for one in pkgutil.iter_modules(migrations.__path__) if one.name.startswith("version_")}
    assert modules == {f"version_{version}" for version in range(2, schema.VERSION + 1)}
    assert sorted(STEPS) == list(range(1, schema.VERSION))
    for name in modules:
        described = importlib.import_module(f"{migrations.__name__}.{name}").__doc__ or ""
        assert described.startswith(f"Version {name.removeprefix('version_')}: ")


def test_a_step_that_fails_leaves_the_store_as_it_was(bare_database_url: str) -> None:
    opened(bare_database_url).close()

    def half(tx: Tx) -> None:
        tx.sql("ALTER TABLE customer ADD COLUMN nickname TEXT NOT NULL DEFAULT ''")
        tx.sql("UPDATE no_such_table SET x = 1")

    with pytest.raises(StoreError):
        with_steps(bare_database_url, {schema.VERSION: half}, schema.VERSION + 1)
    store = Store.open(bare_database_url, NOW)
    assert store.campaigns.all() == ()
    with pytest.raises(StoreError):
        store.database.read(lambda tx: tx.rows("SELECT nickname FROM customer"))
    store.close()


def test_a_server_that_has_gone_is_named_to_who_worked_with_it() -> None:
    """A thread that connects for its first statement is told the same as one that opens the store."""
    address = "postgresql:///none?host=/nowhere"
    store = Store(Database(connector.connect(address), address, postgres=True))
    for what in (store.campaigns.all, lambda: store.people.ensure("王敏", now=NOW)):
        with pytest.raises(StoreError) as refused:
            what()
        assert refused.value.code is Trouble.LOST_CONNECTION


def test_a_busy_file_is_named(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(str(sqlite_path)).close()
    monkeypatch.setattr(connector, "BUSY_SECONDS", 0)
    store = Store.open(str(sqlite_path), NOW)
    other = sqlite3.connect(sqlite_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as refused:
        store.by(CHEN).people.add("新人", now=NOW)
    assert refused.value.code is Trouble.BUSY
    other.execute("ROLLBACK")
    assert store.by(CHEN).people.add("新人", now=NOW).name == "新人"
    other.close()
    store.close()


def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "_filesystem", lambda path: "nfs4")
    error = refusal(str(tmp_path / "store.db"))
    assert (error.code, error.params["filesystem"]) == (Trouble.NETWORK_SHARE, "nfs4")


def test_mount_points_are_told_by_the_longest_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = tmp_path / "a b"
    share.mkdir()
    mounts = f"/dev/sda1 / ext4 rw 0 0\nserver:/x {str(share).replace(' ', chr(92) + '040')} nfs rw 0 0\n"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: mounts)
    assert connector._filesystem(share / "store.db") == "nfs"
    assert connector._filesystem(tmp_path / "store.db") == "ext4"


def test_an_sqlite_start_loads_no_postgresql_driver(sqlite_path: Path) -> None:
    script = (
        "import sys; from callcenter.store import Store;"
        f" Store.open({str(sqlite_path)!r}, 0).close(); print('psycopg' in sys.modules, 'pypinyin' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_a_connection_that_breaks_heals(postgresql_url: str) -> None:
    store = opened(postgresql_url)
    ref = customer(store, "吴静", "+8613812347731")
    killer = opened_again(postgresql_url)
    killer.database.write(
        lambda tx: tx.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        )
    )
    touch = call("2026-03-02 10:05", Disposition.NO_ANSWER)
    store.by(WANG).touches.record(ref, touch, now=at("2026-03-02 10:05"))
    assert len(store.details.get(ref, now=at("2026-03-02 10:06")).touches) == 1
    killer.close()
    store.close()


def opened_again(url: str) -> Store:
    return Store.open(url, NOW)


def test_others_see_that_something_changed(bare_database_url: str) -> None:
    mine, theirs = opened(bare_database_url), opened_again(bare_database_url)
    token = mine.changed_since()
    assert mine.changed_since(token) == token
    theirs.presence.heartbeat("王敏", now=NOW)
    assert mine.changed_since(token) == token  # nothing to draw
    ref = customer(theirs, "吴静", "+8613812347731")
    changed = mine.changed_since(token)
    assert changed != token
    theirs.by(WANG).claims.take(ref, now=at("2026-03-02 10:05"))
    assert mine.changed_since(changed) != changed
    mine.close()
    theirs.close()


def test_a_store_of_the_first_schema_is_brought_forward(bare_database_url: str) -> None:
    """A store as version 1 of the schema left it: three customers, one of them called and promised a callback."""
    make_as_it_was(bare_database_url, "schema_1")
    now = "2026-03-03 10:30"
    store = Store.open(bare_database_url, at(now))
    assert lines(store, now) == [
        ("吴静", "promised", "telesales.callback"),
        ("李雷", "breached", "telesales.first_call"),
    ]
    assert [row.name for row in store.lookup.without_number()] == ["韩梅"]
    page = store.queue.page(now=at(now))
    assert page.rows == store.queue.page_as_of(as_of=at(now)).rows
    assert all(row.id for row in store.breaches.open(now=at(now)))
    # Later writes work as in a store that is new.
    ref = customer(store, "赵六", "+8613812347739", now=now)
    store.by(WANG).touches.record(ref, call(now), now=at(now))
    brought = store.database.read(layout)
    store.close()
    assert brought == layout_of_a_new_one(bare_database_url)


def test_a_version_that_users_have_is_made_as_it_was(bare_database_url: str) -> None:
    """A store brought to it and one that began with it are the same: what comes later is another version's."""
    make_as_it_was(bare_database_url, "schema_1")
    store = with_steps(bare_database_url, STEPS, 6)
    brought = store.database.read(layout)
    store.close()
    began = _fresh(bare_database_url)
    make_as_it_was(began, "schema_6")
    store = with_steps(began, STEPS, 6)
    assert brought == store.database.read(layout)
    store.close()


def test_a_store_of_the_sixth_schema_is_brought_forward(bare_database_url: str) -> None:
    """A store as version 6 of the schema left it when it came to its users: two customers whose calls are put off, one
    until 11:00, a merged pair, a case, an import half taken in, a call that could be undone."""
    make_as_it_was(bare_database_url, "schema_6")
    now = at("2026-03-03 10:30")
    store = Store.open(bare_database_url, now)
    assert store.database.read(layout) == layout_of_a_new_one(bare_database_url)
    (taken_in,) = store.by(CHEN).imports.resume(now=now)[-1:]
    assert (taken_in.filename, taken_in.state, taken_in.left) == ("通话.csv", "done", 0)
    store.plans.tick(now)
    page = store.queue.page(now=now)
    assert [row.name for row in page.rows if row.campaign == "telesales"] == [*("吴静", "高翔", "李雷", "钱多", "孙丽")]
    assert "韩梅" in [row.name for row in store.lookup.without_number(campaign="telesales")]
    assert page.rows == store.queue.page_as_of(as_of=now).rows
    (put_off,) = store.snoozes.all(now=now)
    assert (put_off.name, put_off.snooze.until) == ("周杰", at("2026-03-03 11:00"))
    store.by(WANG).snoozes.take_back(put_off.ref, now=now)
    assert store.snoozes.all(now=now) == ()
    assert put_off.ref in [row.ref for row in store.queue.page(now=now).rows]
    store.close()


def test_a_call_of_an_older_program_is_not_undone(bare_database_url: str) -> None:
    """Its changes were not recorded. Such a program may still be open when the store is migrated."""
    make_as_it_was(bare_database_url, "schema_6")
    now = at("2026-03-03 10:30")
    store = Store.open(bare_database_url, now)
    assert store.database.read(lambda tx: tx.rows("SELECT * FROM last_call")) == []
    with pytest.raises(StoreError) as refused:
        store.by(WANG).last_calls.undo(now=now)
    assert refused.value.code is Trouble.NOTHING_TO_UNDO
    columns = "agent_id, touch_id, dialled_at, before"
    call_of_then = (1, 2, at("2026-03-02 14:10"), '{"owner_id": null, "tier": "A", "stage": "", "milestones": []}')
    store.database.write(lambda tx: tx.sql(f"INSERT INTO last_call ({columns}) VALUES (?,?,?,?)", call_of_then))
    with pytest.raises(StoreError) as refused:
        store.by(WANG).last_calls.undo(now=now)
    assert refused.value.code is Trouble.NOTHING_TO_UNDO
    store.close()


def test_what_the_sixth_schema_kept_is_worked_with(bare_database_url: str) -> None:
    """The facts that later programs know of customers are kept with those of before."""
    make_as_it_was(bare_database_url, "schema_6")
    now = at("2026-03-03 10:30")
    store = Store.open(bare_database_url, now)
    (found,) = store.search.find("翔云")
    labels = CustomerChanges(labels={"+8613812347737": "手机"})
    store.by(ZHAO).customers.edit(found.ref, labels, now=now)
    store.by(CHEN).ownership.assign(found.ref, WANG.name, now=now)
    view = store.details.get(found.ref, now=now)
    assert (view.labels, view.timeline.entries) == (
        {"+8613812347737": "手机"},
        (Decision(Happening.OWNER, now, CHEN.name, ZHAO.name, WANG.name),),
    )
    (merged,) = (one.ref for one in store.details.get("W000006", now=now).merges)
    store.by(CHEN).merges.split(merged, now=now)
    store.by(CHEN).two_people.mark("W000006", merged, now=now)
    assert [one.customer.ref for one in store.two_people.all(merged)] == ["W000006"]
    store.by(CHEN).imports.resume(now=now)
    assert [row.ref for row in store.search.find("北方")] == ["W000002"]
    for taken_in in store.imports.all():
        assert store.by(CHEN).imports.undo(taken_in.id, now=now).state == "undone"
    assert (store.search.find("翔云"), store.search.find("北方")) == ((), ())
    (case,) = store.cases.all()
    assert (case.ref, case.assignee) == ("W000003", ZHAO.name)
    store.close()


def test_what_was_decided_in_an_older_store_is_told_by_its_history(bare_database_url: str) -> None:
    """Customers 8 to 11 came with import 1, 12 with import 2; 1 was added by hand."""
    make_as_it_was(bare_database_url, "schema_6")
    store = with_steps(bare_database_url, STEPS, 7)
    during, later = 1772420430000, 1772420500000

    def change(tx: Tx) -> None:
        changes = "INSERT INTO customer_change (customer_id, at, actor, what, old, new, cause) VALUES (?,?,?,?,'',?,?)"
        for customer_id, when, what, new, cause in (
            (8, later, "owner", "王敏", ""),
            (8, later + 1, "stage", "lost", "import"),
            (9, later, "owner", "王敏", "call"),
            (9, later + 1, "owner", "赵磊", "import"),
            (10, later, "stage", "signed", "call"),
        ):
            tx.sql(changes, (customer_id, when, "陈主管", what, new, cause))
        tiers = "INSERT INTO tier_change (customer_id, at, actor, old, new, reason) VALUES (?,?,?,NULL,'A','')"
        for customer_id, when, who in (
            (8, during, "陈主管"),
            (9, during, "王敏"),
            (10, during, "陈主管"),
            (10, later, "陈主管"),
        ):
            tx.sql(tiers, (customer_id, when, who))
        tx.sql("UPDATE phone SET label = '手机' WHERE customer_id = 11")

    store.database.write(change)
    store.close()
    store = Store.open(bare_database_url, at("2026-03-03 10:30"))
    found: dict[int, int] = dict(
        store.database.read(lambda tx: tx.rows("SELECT id, decided FROM customer WHERE id IN (1, 8, 9, 10, 11, 12)"))
    )
    owner, tier, stage, phone = 1, 2, 4, 8
    assert {key: found[key] for key in (8, 9, 10, 12)} == {8: owner, 9: tier, 10: tier | stage, 12: 0}
    assert found[1] & phone
    store.close()


def test_draws_of_the_sixth_schema_that_nobody_could_keep_are_given_up(bare_database_url: str) -> None:
    """Four accounts of 2023 came in March 2026. Who had a turn in 2024 or 2025 has none; this year's stays."""
    make_as_it_was(bare_database_url, "schema_6")
    now = at("2026-03-03 10:30")
    store = Store.open(bare_database_url, now)
    store.by(CHEN).imports.resume(now=now)
    for place in range(1, 5):
        changes = CustomerChanges(phones=(f"+861390000000{place}",))
        store.by(CHEN).customers.edit(f"K0{place}", changes, now=now)
    store.plans.tick(now)
    turns = "SELECT c.ref, p.year FROM cohort_place p JOIN customer c ON c.id = p.customer_id ORDER BY p.year"
    assert store.database.read(lambda tx: tx.rows(turns)) == [("K02", 2026)]
    owed = {ref: store.details.get(ref, now=now).plan.obligations for ref in ("K01", "K02", "K03", "K04")}
    assert [(ref, one.breach_at) for ref in owed for one in owed[ref] if one.rule == "brokerage.sample"] == [
        ("K02", at("2027-01-01 00:00"))
    ]
    broken = "SELECT DISTINCT rule FROM breach_log WHERE voided_at IS NULL AND rule > 'brokerage.' AND rule < 'c'"
    assert store.database.read(lambda tx: tx.rows(broken)) == [("brokerage.new_account",)]
    for moment in (now, at("2027-01-01 00:00")):
        assert store.queue.page(now=moment).rows == store.queue.page_as_of(as_of=moment).rows
    store.close()


def make_as_it_was(address: str, version: str) -> None:
    """Make the store that an earlier program left."""
    postgres = is_server(address)
    text = (DATA / version / ("postgresql.sql" if postgres else "sqlite.sql")).read_text(encoding="utf-8")
    if postgres:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(text.encode())
    else:
        file = sqlite3.connect(address)
        file.executescript(text)
        file.close()


def layout_of_a_new_one(beside: str) -> dict[str, set[str]]:
    store = Store.open(_fresh(beside), NOW)
    new = store.database.read(layout)
    store.close()
    return new


def _fresh(address: str) -> str:
    """An empty database beside this one: a schema of its own on a server."""
    if not is_server(address):
        return f"{address}.fresh"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA fresh")
    return f"{address}{'&' if '?' in address else '?'}options=-csearch_path%3Dfresh"


def layout(tx: Tx) -> dict[str, set[str]]:
    """Tables with their columns, and indexes, by name."""
    if tx.postgres:
        columns = tx.rows(
            "SELECT table_name, column_name, data_type, is_nullable, coalesce(collation_name, '')"
            " FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        indexes = tx.rows(
            "SELECT tablename, indexname, replace(indexdef, current_schema() || '.', '') FROM pg_indexes"
            " WHERE schemaname = current_schema()"
        )
    else:
        columns = tx.rows(
            'SELECT t.name, c.name, c."notnull", c.pk FROM sqlite_master t JOIN pragma_table_info(t.name) c'
            " WHERE t.type = 'table'"
        )
        indexes = tx.rows(
            "SELECT tbl_name, name, replace(sql, '\"', '') FROM sqlite_master WHERE sql LIKE 'CREATE INDEX%'"
        )
    found: dict[str, set[str]] = {}
    for table, *rest in [*columns, *indexes]:
        found.setdefault(table, set()).add(" ".join(map(str, rest)))
    return found


def test_who_waits_to_write_gets_in_between_the_transactions_of_others(sqlite_path: Path) -> None:
    """Another program writes one transaction after another, with gaps far shorter than SQLite's own waiting sleeps."""
    store = opened(str(sqlite_path))
    busy = threading.Event()
    done = threading.Event()
    transactions = 0

    def keep_writing() -> None:
        nonlocal transactions
        other = sqlite3.connect(sqlite_path, isolation_level=None, timeout=10)
        while not done.is_set():
            other.execute("BEGIN IMMEDIATE")
            transactions += 1
            busy.set()
            done.wait(0.02)
            other.execute("COMMIT")
            done.wait(0.004)
        other.close()

    writing = threading.Thread(target=keep_writing)
    writing.start()
    try:
        busy.wait()
        before = transactions
        for _ in range(25):
            store.presence.heartbeat("王敏", now=NOW)
        # At most one each where all goes well; SQLite's own waiting sleeps through 24 to 90.
        assert transactions - before < 20
    finally:
        done.set()
        writing.join()
        store.close()
