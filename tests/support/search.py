"""How many random cases the tests try, and where these begin.

``make test`` tries the same few every time. ``make test-long`` puts a seed into ``CALLCENTER_SEARCH``; the same tests
then try many others, which begin at that seed.
"""

from __future__ import annotations

import os

_GIVEN = os.environ.get("CALLCENTER_SEARCH", "")
SEED: int | None = int(_GIVEN) if _GIVEN else None
"""The seed of the random search, None in ``make test``."""


def examples(fixed: int, searched: int) -> int:
    """How many examples a property is tried with: ``fixed`` in ``make test``, ``searched`` in the random search."""
    return fixed if SEED is None else searched


def seeds(fixed: int, searched: int) -> range:
    """The seeds of random histories: from 0 in ``make test``, from the search's own seed otherwise."""
    return range(fixed) if SEED is None else range(SEED, SEED + searched)
