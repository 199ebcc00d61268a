"""Number of random cases that the tests try, and where these begin.

``make test`` tries the same few every time. ``make test-long`` puts a seed into ``CALLCENTER_SEARCH``; the same tests
then try many others, which begin at that seed.
"""

from __future__ import annotations

import os
from collections.abc import Callable

_GIVEN = os.environ.get("CALLCENTER_SEARCH", "")
SEED: int | None = int(_GIVEN) if _GIVEN else None
"""The seed of the random search, None in ``make test``."""


def examples(fixed: int, searched: int) -> int:
    """Return the number of examples for a property: ``fixed`` in ``make test``, ``searched`` in the random search."""
    return fixed if SEED is None else searched


def seeds(fixed: int, searched: int) -> range:
    """The seeds of random histories: from 0 in ``make test``, from the search's own seed otherwise."""
    return range(fixed) if SEED is None else range(SEED, SEED + searched)


def shortest(history: Callable[[int], None], steps: int) -> None:
    """Run a random history of so many steps. Where it fails, the error says how few of them are enough."""
    try:
        history(steps)
    except Exception as error:
        enough = next((few for few in range(1, steps) if _fails(history, few)), steps)
        error.add_note(f"the smallest: the first {enough} steps of this seed fail")
        raise


def _fails(history: Callable[[int], None], steps: int) -> bool:
    try:
        history(steps)
    except Exception:
        return True
    return False
