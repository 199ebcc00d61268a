"""Backups of a server's database by PostgreSQL's own programs, where they are installed.

The address goes to them in the environment: on a command line everybody on the machine could read a password.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from callcenter import private_files
from callcenter.storage.database.address import shown, without_secrets
from callcenter.views.upkeep.trouble import StoreError, Trouble

STALLED_SECONDS = 120
"""Seconds for which a dump may not grow: a server that answers sends something all the while."""

LOCK_SECONDS = 60
"""Time that a dump waits for a change of the tables themselves."""

LIST_SECONDS = 60
"""Limit of the reading of a dump's contents."""

RESTORE_SECONDS = 4 * 3600
"""Limit of a restore, which says nothing until it is done: a database of a million customers takes minutes."""

_PRESENT = (
    "SELECT to_regclass('meta') IS NOT NULL AS is_store, (SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'callcenter') AS others"
)
"""Query about a store and the programs that have it open. SQL: PostgreSQL's own tables have no model, and what is
asked may be no store; nothing that anybody waits for."""


class _Present(NamedTuple):
    is_store: bool
    others: int


def write(url: str, file: Path) -> None:
    """Dump the database into a file, of one moment, and read its contents back. Raises :class:`StoreError`."""
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--lock-wait-timeout={LOCK_SECONDS}s")
    _run("pg_dump", url, *options, f"--file={file}", seconds=STALLED_SECONDS, growing=file)
    check(url, file)


def check(url: str, file: Path) -> None:
    """Raise ``FOREIGN_DATABASE`` for a dump of something else."""
    listed = _run("pg_restore", url, "--list", str(file), seconds=LIST_SECONDS)
    if re.search(r" TABLE DATA \S+ meta ", listed) is None:
        raise StoreError(Trouble.FOREIGN_DATABASE, path=str(file))


def restore(url: str, file: Path, moment: str, *, force: bool) -> Path | None:
    """Restore as :func:`callcenter.storage.upkeep.backups.restore`. All of it happens or nothing."""
    import platformdirs
    import psycopg
    from psycopg.rows import class_row

    from callcenter.storage.database.failures import store_error

    check(url, file)
    try:
        with psycopg.connect(url, connect_timeout=4, row_factory=class_row(_Present)) as connection:
            present = next(iter(connection.execute(_PRESENT)))
    except psycopg.Error as error:
        found = store_error(error, "")
        raise StoreError(found.code, reason=without_secrets(str(found.params.get("reason", "")), url)) from None
    if present.others and not force:
        raise StoreError(Trouble.IN_USE, path=shown(url))
    folder = platformdirs.user_data_path("callcenter") / "backups"
    private_files.make_folder(folder)
    named = f"{shown(url).rpartition('/')[2] or 'callcenter'}.before-restore-{moment}"
    aside: Path | None = None
    if present.is_store:
        aside = folder / f"{named}.dump"
        private_files.make_file(aside)
        write(url, aside)
    script = folder / f"{named}.sql"
    try:
        private_files.make_file(script)
        _replace(url, file, script)
    finally:
        script.unlink(missing_ok=True)
    return aside


def _replace(url: str, file: Path, script: Path) -> None:
    """Put what a dump holds in the place of the store, in one transaction; ``script`` is where its statements go.

    ``pg_restore`` by itself takes away only what the dump holds. An older one leaves the tables of later schema
    versions, whose keys hold on to those that it would replace.
    """
    from callcenter.storage.tables.tables import TABLES

    names = ", ".join(f'"{table._meta.table_name}"' for table in TABLES)
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges")
    _run("pg_restore", url, *options, f"--file={script}", str(file), seconds=STALLED_SECONDS, growing=script)
    _run(
        "psql",
        url,
        *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"),
        f"--command=DROP TABLE IF EXISTS {names}; DROP SEQUENCE IF EXISTS change_sequence",
        f"--file={script}",
        seconds=RESTORE_SECONDS,
    )


def _run(program: str, url: str, *arguments: str, seconds: float, growing: Path | None = None) -> str:
    """Run a program to its end and return what it said.

    It is ended after so many ``seconds``, counted again whenever the file ``growing`` has grown. Raises ``NO_TOOL``,
    ``TOOL_HANGS``; ``DATABASE`` with the reason that it gave.
    """
    found = shutil.which(program)
    if found is None:
        raise StoreError(Trouble.NO_TOOL, program=program)
    with subprocess.Popen(
        [found, *arguments],
        env=_environment(url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        size = _size(growing)
        while True:
            try:
                told, error = running.communicate(timeout=seconds)
                break
            except subprocess.TimeoutExpired:
                before, size = size, _size(growing)
                if size == before:
                    running.kill()
                    raise StoreError(Trouble.TOOL_HANGS, program=program, seconds=round(seconds)) from None
            except BaseException:
                running.kill()
                raise
    if running.returncode:
        said = next(iter(error.strip().splitlines()), str(running.returncode))
        raise StoreError(Trouble.DATABASE, reason=without_secrets(said, url))
    return told


def _size(file: Path | None) -> int:
    return 0 if file is None else file.stat().st_size


def _environment(url: str) -> dict[str, str]:
    from psycopg import pq

    environment = {**os.environ, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"}
    for option in pq.Conninfo.parse(url.encode()):
        if option.val is not None and option.envvar is not None:
            environment[option.envvar.decode()] = option.val.decode()
    return environment
