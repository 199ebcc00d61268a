"""The databases that tests are given are real, empty, apart from each other, and gone afterwards."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.support import postgresql

_ROOT = Path(__file__).resolve().parents[2]
_START_AND_WAIT = """
import os, sys
from pathlib import Path
from tests.support import postgresql
folder = postgresql.make_folder()
print(folder, flush=True)
postgresql.start(folder, os.getpid())
print((folder / "data" / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.read()
"""


def _make_table(bare_database_url: str) -> None:
    if bare_database_url.startswith("postgresql:"):
        with psycopg.connect(bare_database_url) as connection:
            connection.execute("CREATE TABLE only_once (number integer)")
    else:
        with sqlite3.connect(bare_database_url) as connection:
            connection.execute("CREATE TABLE only_once (number integer)")


@pytest.mark.parametrize("_again", [1, 2])
def test_each_test_gets_an_empty_database(bare_database_url: str, _again: int) -> None:
    _make_table(bare_database_url)


def test_two_databases_do_not_see_each_other(postgresql_server: postgresql.Server) -> None:
    with postgresql_server.fresh_database() as one, postgresql_server.fresh_database() as other:
        _make_table(one)
        _make_table(other)


def test_a_database_goes_even_while_somebody_is_connected(postgresql_server: postgresql.Server) -> None:
    with postgresql_server.fresh_database() as url:
        left_open = psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_the_server_sorts_text_as_people_do_unless_told_otherwise(postgresql_url: str) -> None:
    """Byte order comes only to a query that asks for it, so one that forgets `COLLATE "C"` is found out."""
    letters = "SELECT string_agg(x, '' ORDER BY x{}) FROM (VALUES ('a'), ('B'), ('c')) AS t (x)"
    with psycopg.connect(postgresql_url) as connection:
        assert connection.execute(letters.format("")).fetchone() == ("aBc",)
        assert connection.execute(letters.format(' COLLATE "C"')).fetchone() == ("Bac",)


def test_the_server_does_not_outlive_a_killed_session() -> None:
    session = subprocess.Popen(
        [sys.executable, "-c", _START_AND_WAIT], cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert session.stdout is not None
    folder, server = Path(session.stdout.readline().strip()), int(session.stdout.readline())
    os.kill(server, 0)
    session.send_signal(signal.SIGKILL)
    session.communicate()
    deadline = time.monotonic() + 30
    while folder.exists():
        assert time.monotonic() < deadline, "the server still runs"
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


def test_without_a_server_the_tests_fail_and_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(postgresql, "Path", lambda *_: tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(postgresql.PostgresqlMissing, match="apt install postgresql"):
        postgresql.programs()
