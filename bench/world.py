"""The store that is measured: many customers with weeks of history, made by the demo's seeded simulator.

It is built through the store's own verbs, once, and kept under ``build/``; whoever writes works on a copy.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random

import callcenter
from callcenter.access import Origin, Principal
from callcenter.demo import past
from callcenter.demo.people import CHINESE
from callcenter.model import Instant, Role
from callcenter.storage import tables
from callcenter.storage.tables.base import AutoField, CounterTable
from callcenter.storage.tables.indexes import INDEXES
from callcenter.storage.tables.tables import TABLES
from callcenter.store import Store
from callcenter.views.upkeep.imports import StagedCustomer, StagedTouch

NOW: Instant = CHINESE.start
"""The moment that is measured: 10:30 of a working day."""

BOSS = Principal(CHINESE.supervisor, Origin.COMMAND)
AGENTS = (CHINESE.agent, *CHINESE.colleagues)
_SEED = 20260311
_BATCH = 500
_BUDGET = 2_000

KEPT = Path(__file__).parents[1] / "build" / "bench"
"""Folder of finished worlds: ``make clean`` removes them."""


@dataclass(frozen=True, slots=True)
class World:
    """A finished store that nobody writes to."""

    path: Path
    customers: int

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """A copy to work on, gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as folder:
            path = Path(folder) / "shift.db"
            shutil.copyfile(self.path, path)
            yield path


def cached(customers: int, folder: Path = KEPT) -> World:
    """The world of so many customers; built where it is not there yet, which takes minutes for 100,000."""
    return obtain("world", _fingerprint(), customers, folder, build)


def obtain(kind: str, fingerprint: str, customers: int, folder: Path, making: Callable[[Path, int], None]) -> World:
    """The store of this kind and fingerprint, made where it is not there yet; others of its kind and size go."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}-{customers}-{fingerprint}.db"
    if not path.exists():
        for old in folder.glob(f"{kind}-{customers}-*"):
            old.unlink()
        _say(f"building a store of {customers:,} customers …")
        began = time.monotonic()
        unfinished = path.with_suffix(".making")
        making(unfinished, customers)
        unfinished.replace(path)
        _say(f"built in {time.monotonic() - began:,.0f} s: {path}")
    return World(path, customers)


def build(path: Path, customers: int) -> None:
    """Make the store at ``path``, where nothing is yet."""
    store = Store.open(str(path), NOW)
    try:
        store.by(BOSS).people.add(BOSS.name, role=Role.SUPERVISOR, now=NOW)
        for name in AGENTS:
            store.by(BOSS).people.add(name, now=NOW)
        lives = past.lives(Random(_SEED), customers, CHINESE)
        publish(store, [life.row(line) for line, life in enumerate(lives)])
        publish(store, list(chain.from_iterable(life.rows() for life in lives)))
        while store.plans.tick(NOW).left:
            pass
    finally:
        store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def publish(store: Store, rows: Sequence[StagedCustomer | StagedTouch]) -> None:
    """Bring rows in as an import does."""
    batch = store.by(BOSS).imports.stage_begin("customers", "bench", "", now=NOW)
    for start in range(0, len(rows), _BATCH):
        store.imports.stage_rows(batch, rows[start : start + _BATCH])
    store.imports.stage_ready(batch, counts={})
    while store.by(BOSS).imports.stage_publish_chunk(batch, now=NOW, budget=_BUDGET).state != "done":
        pass


def copy_to_server(world: World, url: str) -> None:
    """Fill an empty PostgreSQL database with the world's rows, table by table."""
    import psycopg
    from psycopg import sql

    Store.open(url, NOW).close()
    source = sqlite3.connect(world.path)
    with psycopg.connect(url) as target:
        target.execute("SET session_replication_role = replica")
        for name in index_names():
            target.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for model in TABLES:
            name = model._meta.table_name
            if name == CounterTable._meta.table_name:
                continue
            cursor = source.execute(f'SELECT * FROM "{name}"')
            columns = sql.SQL(", ").join(sql.Identifier(column[0]) for column in cursor.description)
            target.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            with target.cursor().copy(
                sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), columns)
            ) as copying:
                for row in cursor:
                    copying.write_row(row)
            if isinstance(model._meta.primary_key, AutoField):
                target.execute(
                    sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) + 1 FROM {}))").format(
                        sql.Literal(name), sql.Identifier(name)
                    )
                )
        for statement in INDEXES:
            target.execute(statement.encode())
    source.close()
    with psycopg.connect(url, autocommit=True) as target:
        target.execute("VACUUM ANALYZE")


def index_names() -> list[str]:
    """The indexes beside the tables; who writes very many rows makes them afterwards."""
    return [statement.partition(" INDEX ")[2].split()[0] for statement in INDEXES]


def schema_files() -> list[Path]:
    """Return the files that define the tables."""
    return sorted(Path(tables.__file__).parent.glob("*.py"))


def _fingerprint() -> str:
    """Changes with whatever the stored rows are made by."""
    root = Path(callcenter.__file__).parent
    files = [Path(__file__), *schema_files(), root / "policy.py"]
    files += [root / "demo" / "past.py", root / "demo" / "people.py", root / "demo" / "talk.py"]
    files += [*sorted((root / "engine").rglob("*.py")), root / "rulebook" / "shipped" / "telesales.toml"]
    return fingerprint(files)


def fingerprint(files: Iterable[Path]) -> str:
    """Changes with these files."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
