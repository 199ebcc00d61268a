"""The real program on a clock that begins at the measured moment: ``python -m bench.program INSTANT ARGUMENTS…``.

Without this what stands in the queue would depend on the hour at which somebody measures.
"""

from __future__ import annotations

import sys

from callcenter.cli import main
from callcenter.clock import ShiftedClock

if __name__ == "__main__":
    main(sys.argv[2:], ShiftedClock(int(sys.argv[1])))
