"""A demo that is built once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter import demo
from callcenter.store import Store
from tests.support import shared_demo


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> demo.DemoShift:
    return shared_demo.shift(tmp_path_factory, tmp_path_factory.mktemp("demo") / "demo.db")


@pytest.fixture
def store(built: demo.DemoShift, tmp_path: Path) -> Iterator[Store]:
    """A copy of the demo, at the start of its clock."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(built.database.read_bytes())
    opened = Store.open(str(copy), built.clock_start)
    opened.plans.tick(built.clock_start, budget=60_000)
    yield opened
    opened.close()
