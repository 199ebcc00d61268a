"""A private PostgreSQL server for one test session, and a fresh database of it for each test.

The first test that needs the server starts it, whichever process of a parallel run that is in; the process that began
the session ends it. It listens on a Unix socket in a folder that only its user can enter, and never syncs to the disk.
"""

import fcntl
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

_USER = "callcenter"
_PATIENCE_SECONDS = 60.0
_GUARD = Path(__file__).with_name("guard.py")
# Databases sort text by a language's rules, as a team's server does: a query that needs byte order has to say so.
_ORDER = ("--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US")
# A database is made and dropped for each test: past the write-ahead log that takes half the time.
_CREATE = "CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy"
_MOST_USES = 30  # nothing vacuums what was deleted
_DISCONNECT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SCHEMA = """
SELECT md5(string_agg(concat_ws(' ', relname, relkind, attname, format_type(atttypid, atttypmod)), ','
    ORDER BY relname, attnum))
    || (SELECT string_agg(tgname || tgenabled::text, ',' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal)
    || (SELECT value FROM meta WHERE key = 'schema_version')
FROM pg_class LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
WHERE relnamespace = 'public'::regnamespace
"""
_EMPTY = """
SET LOCAL session_replication_role = replica;
SET LOCAL lock_timeout = '5s';
DO $$
DECLARE found text;
BEGIN
    FOR found IN SELECT format('%I', relname) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT IN ('meta', 'change_counter')
    LOOP EXECUTE 'DELETE FROM ' || found; END LOOP;
    FOR found IN SELECT format('%I', relname) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
    LOOP PERFORM setval(found, 1, false); END LOOP;
    DELETE FROM meta WHERE key NOT IN ('schema_version', 'created_at');
    UPDATE change_counter SET n = 0;
END $$
"""
_SETTINGS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "log_checkpoints=off",
    "lc_messages=C",
    "max_connections=200",
)


class PostgresqlMissing(Exception):
    """No server can be started here. The tests that need one fail with it: they are never left out."""


def make_folder() -> Path:
    """Makes the folder of a server that may be started in it later; a short path, since a socket's is limited."""
    return Path(tempfile.mkdtemp(prefix="callcenter-pg-", dir="/tmp"))


def programs() -> Path:
    """Finds the folder of the newest server's programs: Debian's place for them, then the PATH.

    Raises:
        PostgresqlMissing: where neither has any.
    """
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if versions:
        return max(versions, key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    if found is None or not (Path(found).resolve().parent / "postgres").exists():
        raise PostgresqlMissing("the tests need a PostgreSQL server of version 15 or newer (apt install postgresql)")
    return Path(found).resolve().parent


def server_user() -> pwd.struct_passwd:
    """Tells who runs the server: the user of the tests, but for root another one, since it refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresqlMissing("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


class Server:
    """The running server of a test session, seen from one process of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._emptied: list[_Emptied] = []

    def url(self, database: str) -> str:
        """Gives the address of a database, in libpq's form."""
        return f"postgresql:///{database}?host={quote(str(self._folder), safe='')}&user={_USER}"

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """Lends the address of a database with nothing in it, dropped afterwards whoever is still connected."""
        name = self._create()
        try:
            yield self.url(name)
        finally:
            self._drop(name)

    @contextmanager
    def empty_store(self, make: Callable[[str], None]) -> Iterator[str]:
        """Lends the address of a database with an empty store in it, which `make` makes where none is left over.

        To make one takes many times as long as to empty it: a test that changed nothing but rows hands it on.
        """
        lent = self._emptied.pop() if self._emptied else None
        if lent is None:
            name = self._create()
            make(self.url(name))
            with psycopg.connect(self.url(name)) as connection:
                lent = _Emptied(name, _schema(connection))
        try:
            yield self.url(lent.name)
        finally:
            if lent.uses < _MOST_USES and self._empty(lent):
                self._emptied.append(replace(lent, uses=lent.uses + 1))
            else:
                self._drop(lent.name)

    def _create(self) -> str:
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(_CREATE).format(sql.Identifier(name)))
        return name

    def _drop(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _empty(self, lent: "_Emptied") -> bool:
        """Empties a store, whoever is still connected; tells whether it is as it was made."""
        try:
            with psycopg.connect(self.url(lent.name)) as connection:
                connection.execute(_DISCONNECT)
                if _schema(connection) != lent.schema:
                    return False
                connection.execute(_EMPTY)
        except psycopg.OperationalError:  # a test took the database away, or has it locked
            return False
        return True


@dataclass(frozen=True)
class _Emptied:
    """A database that holds an empty store, and how often it was lent."""

    name: str
    schema: str
    uses: int = 1


def _schema(connection: psycopg.Connection[Any]) -> str:
    """Gives what tells two schemas apart: relations, columns, triggers, and the version that a store writes down."""
    found = connection.execute(_SCHEMA).fetchone()
    return "" if found is None else str(found[0])


def start(folder: Path, owner: int) -> Server:
    """Starts the server of this folder unless it runs already, and waits until it answers.

    Args:
        folder: made by `make_folder`, the same for all processes of the session.
        owner: the process that began the session; the server ends when that one is gone, however it went.

    Raises:
        PostgresqlMissing: where no server can be started; the message tells why.
    """
    server = Server(folder)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "data" / "postmaster.pid").exists():
            _launch(folder, owner, server)
    return server


def stop(folder: Path) -> None:
    """Ends the server of this folder, if one was started, and removes the folder."""
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    except FileNotFoundError:
        pass
    else:
        os.kill(pid, signal.SIGINT)
        _until(lambda: not (folder / "data" / "postmaster.pid").exists(), "PostgreSQL did not end")
    shutil.rmtree(folder, ignore_errors=True)


def _launch(folder: Path, owner: int, server: Server) -> None:
    found, user = programs(), server_user()
    os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    groups: list[int] | None = [] if os.geteuid() == 0 else None
    made = subprocess.run(
        [found / "initdb", "--auth=trust", "--no-sync", *_ORDER, f"--username={_USER}", f"--pgdata={data}"],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=groups,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise PostgresqlMissing(f"{found}/initdb failed: {made.stderr.strip() or made.stdout.strip()}")
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command = [str(found / "postgres"), "-D", str(data), "-k", str(folder), *settings]
    with (folder / "server.log").open("w") as log:
        guard = subprocess.Popen(
            [sys.executable, _GUARD, str(owner), str(user.pw_uid), str(user.pw_gid), str(folder), *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def answers() -> bool:
        if guard.poll() is not None:
            raise PostgresqlMissing(f"PostgreSQL did not start: {(folder / 'server.log').read_text()}")
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    _until(answers, "PostgreSQL started but does not answer")


def _until(condition: Callable[[], bool], complaint: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise PostgresqlMissing(complaint)
        time.sleep(0.02)
