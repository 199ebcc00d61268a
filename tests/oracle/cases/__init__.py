"""Hand-worked cases of the telesales rules, as plain data: dates computed from docs/rules.md, not by any program.

A case: ``name``, ``because`` (the arithmetic), ``campaign`` (default Asia/Shanghai, CN, never closed), ``customer``
(default tier C, no stage, one number ``N1``), ``touches``, ``checks``.

Times without an offset are local to the campaign; ten characters are a date without a time.  A touch is an outgoing
call by default.  ``imported_at`` is 1 January 2026 09:00 by default; a case where that decides says ``by_import_time``.
With ``history_until`` the list was imported at that instant, from today on.

A check is made ``at`` an instant and may hold
- ``all``: every listed obligation in order, ``(rule, channel, due_at, breach_at, state)``;
- ``some``: rule -> ``(due_at, breach_at, state)``, or ``None`` where the rule must not be listed;
- ``entry``: ``(lane, rule)`` as the queue offers it (``None``: not offered);
- ``gate``: ``(gate, opens_at)`` where it is not offered.
Rule ids stand without ``telesales.``.

Each subject has a module of its own; here they are assembled.
"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.appointments import APPOINTMENTS
from tests.oracle.cases.attempts import ATTEMPTS
from tests.oracle.cases.breaches import BREACHES
from tests.oracle.cases.by_tier import BY_TIER
from tests.oracle.cases.callbacks import CALLBACKS
from tests.oracle.cases.closed_days import CLOSED_DAYS
from tests.oracle.cases.crossings import CROSSINGS
from tests.oracle.cases.from_today import FROM_TODAY
from tests.oracle.cases.inquiry import INQUIRIES
from tests.oracle.cases.moved_clocks import MOVED_CLOCKS
from tests.oracle.cases.no_more_calls import NO_MORE_CALLS
from tests.oracle.cases.queues import QUEUES
from tests.oracle.cases.signed import SIGNED
from tests.oracle.cases.worked_examples import WORKED_EXAMPLES

__all__ = ["BREACHES", "CASES", "QUEUES"]

CASES: list[dict[str, Any]] = [
    *WORKED_EXAMPLES,
    *INQUIRIES,
    *MOVED_CLOCKS,
    *ATTEMPTS,
    *CALLBACKS,
    *APPOINTMENTS,
    *NO_MORE_CALLS,
    *BY_TIER,
    *SIGNED,
    *CLOSED_DAYS,
    *CROSSINGS,
    *FROM_TODAY,
]
