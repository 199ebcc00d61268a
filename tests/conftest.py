"""Fixtures for every test: real databases, fresh and empty for each test, on both kinds of server.

`database_url` runs a test twice, once on each; `sqlite_path` and `postgresql_url` are the single ones. The command line
takes its time on a server: its tests run there in `make test-long` (`--commands-on postgresql`).
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import argon2
import hypothesis
import pytest

from callcenter import locale
from callcenter.store import Store
from tests.support import postgresql, search

# The time of an example depends on what else the machine does: it is no property of the code.
hypothesis.settings.register_profile("fixed", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile(
    "search", deadline=None, database=None, max_examples=200, suppress_health_check=list(hypothesis.HealthCheck)
)
hypothesis.settings.load_profile("fixed" if search.SEED is None else "search")

_SERVER_FOLDER = pytest.StashKey[Path]()


_COMMANDS = Path(__file__).parent / "cli"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--commands-on", choices=("sqlite", "postgresql"), default="sqlite", help="tests/cli runs on it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the command line's tests on the other kind of database out, and with a server those on a file only."""
    chosen = config.getoption("--commands-on")

    def is_left_out(item: pytest.Item) -> bool:
        if _COMMANDS not in item.path.parents:
            return False
        kind = item.callspec.params.get("database_url") if hasattr(item, "callspec") else None
        return kind != chosen and (kind is not None or chosen != "sqlite")

    left_out = [item for item in items if is_left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[_SERVER_FOLDER] = postgresql.make_folder()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["server_folder"] = str(node.config.stash[_SERVER_FOLDER])
    node.workerinput["server_owner"] = os.getpid()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _SERVER_FOLDER in config.stash:
        postgresql.stop(config.stash[_SERVER_FOLDER])


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> postgresql.Server:
    """The session's own PostgreSQL server; fails, never skips, where none can be started."""
    handed: dict[str, Any] | None = getattr(pytestconfig, "workerinput", None)
    if handed is None:
        return postgresql.start(pytestconfig.stash[_SERVER_FOLDER], os.getpid())
    return postgresql.start(Path(handed["server_folder"]), handed["server_owner"])


@pytest.fixture
def postgresql_url(postgresql_server: postgresql.Server) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    with postgresql_server.fresh_database() as url:
        yield url


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """Return a path at which a SQLite database can be made; nothing is there yet."""
    return tmp_path / "callcenter.db"


@pytest.fixture
def postgresql_store_url(postgresql_server: postgresql.Server) -> Iterator[str]:
    """The address of a PostgreSQL database with an empty store in it."""
    with postgresql_server.empty_store(lambda url: Store.open(url, 0).close()) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return a `--database` for an empty store: a file's path, then a PostgreSQL address."""
    return str(request.getfixturevalue("sqlite_path" if request.param == "sqlite" else "postgresql_store_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database_url(request: pytest.FixtureRequest) -> str:
    """Return a `--database` with no store in it yet: a file's path, then a PostgreSQL address."""
    return str(request.getfixturevalue("sqlite_path" if request.param == "sqlite" else "postgresql_url"))


@pytest.fixture(autouse=True, scope="session")
def _cheap_hashes() -> Iterator[None]:
    """Passwords are hashed in no time: at the price that the program pays, sign-ins were a tenth of the tests' time.

    Programs that a test starts pay the whole one.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2, "PasswordHasher", partial(argon2.PasswordHasher, 1, 8, 1))
        yield


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Each test begins in English, whatever language the one before spoke."""
    locale.use("en")
    yield
    locale.use("en")
