"""Where the program begins: the command ``callcenter``."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callcenter.clock import Clock

_COLLECT_AFTER = 50_000
"""Objects made before the collector looks for garbage. Loading makes many and no garbage; by default, 700, the search
is a tenth of the start, and the pauses of a shift."""


def main(arguments: Sequence[str] | None = None, clock: Clock | None = None) -> None:
    """Run one command and end the process with its exit code. ``arguments`` default to the process's own."""
    gc.set_threshold(_COLLECT_AFTER)  # before anything else is loaded
    from callcenter.commands import ending

    ending.main(arguments, clock)
