"""Every test leaves the language as it found it."""

from collections.abc import Iterator

import pytest

from callcenter import locale


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    locale.use("en")
    yield
    locale.use("en")


@pytest.fixture
def zh() -> None:
    """The program speaks Chinese."""
    locale.use("zh")
