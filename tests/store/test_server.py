"""A PostgreSQL server as a workstation uses it: few connections, no endless waiting, no password in a sentence."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from callcenter.storage.database import server as server_room
from callcenter.storage.database.address import shown, without_secrets
from callcenter.storage.database.transaction import Tx
from callcenter.store import Store, StoreError, Trouble
from callcenter.wording import problems
from tests.store.building import CHEN, at, customer, opened

NOW = at("2026-03-02 09:00")
_OTHERS = "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def others(url: str) -> list[str]:
    """Return who else is connected; a connection that has ended is gone a moment later."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_sleep(0.3)")
        return [name for (name,) in connection.execute(_OTHERS)]


def test_a_program_holds_two_connections_however_many_threads_use_the_store(postgresql_url: str) -> None:
    store = opened(postgresql_url)
    with ThreadPoolExecutor(12) as threads:
        for job in [threads.submit(store.queue.page, now=NOW) for _ in range(40)]:
            job.result()
        for added in [threads.submit(customer, store, f"客户{n}", f"+8613800000{n:03d}") for n in range(40)]:
            added.result()
        assert others(postgresql_url) == ["callcenter", "callcenter"]
    assert len(store.queue.page(now=at("2026-03-02 10:30")).rows) == 40
    store.close()
    assert others(postgresql_url) == []


def test_a_statement_ends_and_so_does_waiting_for_a_lock(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(postgresql_url)
    settings = "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
    for run in (store.database.read, store.database.write):
        assert run(lambda tx: tx.row(settings)) == ("10s", "30s")
    store.close()
    monkeypatch.setattr(server_room, "BUSY_SECONDS", 0.1)
    store = Store.open(postgresql_url, NOW)
    with psycopg.connect(postgresql_url) as other:
        other.execute("LOCK TABLE agent IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StoreError) as refused:
            store.by(CHEN).people.add("新人", now=NOW)
        assert refused.value.code is Trouble.BUSY
    assert store.by(CHEN).people.add("新人", now=NOW).name == "新人"
    store.close()


@contextmanager
def mute() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:{port},127.0.0.1"])
def test_a_server_that_accepts_and_does_not_answer_is_named_within_ten_seconds(host: str) -> None:
    with mute() as port:
        began = time.monotonic()
        with pytest.raises(StoreError) as refused:
            Store.open(f"postgresql://someone:s3cret@{host.format(port=port)}:{port}/store", NOW)
        assert time.monotonic() - began < 10
    assert refused.value.code is Trouble.LOST_CONNECTION
    assert "s3cret" not in str(refused.value)


def test_a_server_that_falls_silent_is_given_up(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process is stopped in the middle of a statement: nothing of the network tells of it."""
    monkeypatch.setattr(server_room, "_SILENT_SECONDS", 0.5)
    monkeypatch.setitem(server_room._PATIENCE, "connect_timeout", 2)
    store = opened(postgresql_url)
    stopped: list[int] = []

    def work(tx: Tx) -> None:
        stopped.append(tx.value("SELECT pg_backend_pid()"))
        if len(stopped) == 1:
            os.kill(stopped[0], signal.SIGSTOP)
        tx.value("SELECT 1")

    try:
        store.database.read(work)
        assert len(stopped) == 2, "the work was done again on a connection that answers"
    finally:
        os.kill(stopped[0], signal.SIGCONT)
    store.close()


def test_a_change_of_the_schema_takes_as_long_as_it_needs(postgresql_url: str) -> None:
    store = opened(postgresql_url)

    def work(tx: Tx) -> None:
        store.database.driver.take_time()
        assert tx.row("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')") == ("0", "0")

    store.database.write(work)
    store.close()


_TYPED = st.text(alphabet="ab1:/@?#[]%&=, é", max_size=6)
_PLACES = (
    "127.0.0.1:1/x",
    "[::1/x",
    "/x?host=/nowhere",
    "127.0.0.1:1/x?password=s3cret",
    "h:s3cret/x",
    "h,[/x",
    "h/x#",
)


@given(_TYPED, _TYPED, _TYPED, st.sampled_from(_PLACES))
@example("u", "", "", "127.0.0.1:1/x")
@example("u", "p/", "", "127.0.0.1:1/x")
@example("u", "@", "", "127.0.0.1:1/x")
@example("u", "12/", "", "127.0.0.1:1/x")
def test_no_address_tells_a_password(user: str, before: str, after: str, place: str) -> None:
    """A mistyped address: a password with characters that end it, a host without its bracket, no port."""
    address = f"postgresql://{user}:{before}s3cret{after}@{place}"
    try:
        seen = shown(address)
    except StoreError as error:
        seen = str(error) + problems.trouble(error.code, error.params)
    assert "s3cret" not in seen


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:s3cret@127.0.0.1:1/x",
        "postgresql://u@127.0.0.1:1/x?password=s3cret",
        "postgresql://u@127.0.0.1:1/x?sslmode=s3cret",
        "postgresql://u@127.0.0.1:1/x?no_such_option=s3cret",
        "postgresql://u:%zzs3cret@127.0.0.1:1/x",
        "postgresql://u:s3cret@127.0.0.1:99999/x",
        "postgresql://[::1/x:s3cret",
        "postgresql://u:s3cret",
    ],
)
def test_no_refusal_tells_a_password(address: str) -> None:
    with pytest.raises(StoreError) as refused:
        Store.open(address, NOW)
    assert "s3cret" not in str(refused.value) + problems.trouble(refused.value.code, refused.value.params)


def test_what_is_shown_of_an_address() -> None:
    assert (
        shown("postgresql://wang:s3cret@db.local:5433/sales?sslmode=require") == "postgresql://wang@db.local:5433/sales"
    )
    assert shown("postgres://wang:s3:c#ret@db/sales") == "postgresql://wang@db/sales"
    assert shown("postgresql:///sales?host=/run/pg&password=s3cret") == "postgresql:///sales"
    said = 'invalid value "s3 cret" of p=s3%20cret'
    assert without_secrets(said, "postgresql://wang:s3%20cret@db/sales") == 'invalid value "…" of p=…'
    for broken in (
        "postgresql://[::1/x:s3cret",
        "postgresql://wang:s3/cret@db/sales",
        "postgresql://wang:p@s3cret@db/x",
    ):
        with pytest.raises(StoreError) as refused:
            shown(broken)
        assert (refused.value.code, refused.value.params) == (Trouble.BAD_ADDRESS, {})


def test_neither_password_nor_host_need_to_stand_in_an_address(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of processes shows the address: a service file and a password file keep the rest out of it."""
    known = conninfo_to_dict(postgresql_url)
    services, passwords = tmp_path / "services", tmp_path / "passwords"
    services.write_text("[team]\n" + "".join(f"{name}={value}\n" for name, value in known.items()))
    passwords.write_text("*:*:*:*:s3cret\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    store = opened("postgresql:///?service=team")
    store.database.read(lambda tx: tx.value("SELECT 1"))
    (link, *_rest) = store.database.driver.opened
    assert (link.info.dbname, link.info.password) == (known["dbname"], "s3cret")
    assert store.address == "postgresql:///"
    store.close()
