"""What a wrong clock left behind: records of a time that has not come yet (docs/architecture.md, Clocks).

A program whose clock is ahead folds plans for a day that has not come, logs breaches that have not happened, opens
cases and draws next year's cohorts. When the clock is right again every tick finds these by the instant at which they
were written, voids or mends them, and lets the plans fall due.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from callcenter import clock, policy
from callcenter.model import DAY, HOUR, SECOND, Instant
from callcenter.records import frames, loading, voiding
from callcenter.records.pacing import Pace
from callcenter.records.working import Tx, Worker
from callcenter.workdays import local_date

_LONGEST_CLAIM = DAY
"""The longest that the settings allow: a claim that nobody has dialled and that ends later is a wrong clock's."""

_USUAL_CLAIM = HOUR
"""One that ends later than this is a wrong clock's if the presence of its agent is."""

_SHORTENED_CLAIM = 90 * SECOND
OPEN_CALL = 2**61
"""Claims that end later than this are held by an open call and have no end."""

# Every part is answered by an index or reads a table of a few rows.
_ANYTHING = (
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM placement WHERE folded_at > ?)"
    " OR EXISTS (SELECT 1 FROM breach_log WHERE logged_at > ? AND voided_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM finding WHERE logged_at > ? AND voided_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM kase WHERE state = 'open' AND opened_at > ?)"
    " OR EXISTS (SELECT 1 FROM presence WHERE heartbeat > ? OR since > ? OR signed_in_at > ?)"
    " OR EXISTS (SELECT 1 FROM campaign_edition WHERE worked_at > ? OR since > ? OR begun_at > ?)"
    " OR EXISTS (SELECT 1 FROM lease WHERE expires_at > ?)"
    " OR EXISTS (SELECT 1 FROM claim WHERE expires_at > ? AND expires_at < ?)"
    " OR EXISTS (SELECT 1 FROM cohort WHERE year > ?)"
)

_Part: TypeAlias = Callable[[Tx, Instant, Instant, int], int]
"""Mends at most so many records that were written later than the first instant; the second is the present."""


class Futures(Worker):
    """Verbs on records of the future."""

    def sees_future(self, now: Instant) -> bool:
        """Whether something was written later than now: one look at the indexes."""
        return self.read(lambda tx: anything(tx, now + clock.APART))

    def clear_future(self, now: Instant, ends: float) -> bool:
        """Void or mend what was written later than now; whether all was done before ``ends`` (monotonic seconds).

        Plans fall due and are folded by the tick. Works in short transactions; nothing found costs one look at the
        indexes. What another program wrote since this was called is not of the future: the time that has passed counts.
        """
        began = clock.uptime() - now - clock.APART

        def limit() -> Instant:
            return clock.uptime() - began

        if not self.read(lambda tx: anything(tx, limit())):
            return True
        self.write(lambda tx: _mend_small(tx, limit(), now), durable=False)
        return all(self._in_short_steps(part, limit, now, ends) for part in (_judge, _judge_cases, _let_fall_due))

    def _in_short_steps(self, part: _Part, limit: Callable[[], Instant], now: Instant, ends: float) -> bool:
        pace = Pace(loading.CHUNK)

        def step(tx: Tx, size: int) -> int:
            return part(tx, limit(), now, size)

        while time.monotonic() < ends:
            with pace.measured() as size:
                done = self.write(partial(step, size=size), durable=False)
            if not done:
                return True
        return False


def anything(tx: Tx, limit: Instant) -> bool:
    """Whether something was written later than ``limit``."""
    claims = limit - clock.APART + _LONGEST_CLAIM
    # No zone is more than a day ahead of UTC.
    newest_year = local_date(limit + DAY, "UTC").year
    return tx.row(_ANYTHING, [*[limit] * 11, claims, OPEN_CALL, newest_year]) is not None


def _mend_small(tx: Tx, limit: Instant, now: Instant) -> None:
    """What stands in a few rows: leases, claims, presence, changes of rules, cohorts of years that have not come."""
    tx.sql("UPDATE lease SET expires_at = 0, holder = '' WHERE expires_at > ?", (limit,))
    concerned = "SELECT agent_id FROM presence WHERE heartbeat > ? OR since > ? OR signed_in_at > ?"
    present = limit - clock.APART
    claims = tx.rows(
        "SELECT token FROM claim WHERE expires_at < ?"
        f" AND (expires_at > ? OR (expires_at > ? AND agent_id IN ({concerned})))",
        (OPEN_CALL, present + _LONGEST_CLAIM, present + _USUAL_CLAIM, limit, limit, limit),
    )
    for table in ("claim", "claim_number"):
        tx.many(
            f"UPDATE {table} SET expires_at = ? WHERE token = ?",
            [(now + _SHORTENED_CLAIM, token) for (token,) in claims],
        )
    for column in ("since", "until"):
        tx.sql(
            f"UPDATE presence_span SET {column} = ? WHERE {column} > ? AND agent_id IN ({concerned})",
            (now, limit, limit, limit, limit),
        )
    for table, columns in (
        ("presence", ("heartbeat", "since", "signed_in_at")),
        ("campaign", ("created_at",)),
        ("campaign_edition", ("worked_at", "since", "begun_at")),
    ):
        for column in columns:
            tx.sql(f"UPDATE {table} SET {column} = ? WHERE {column} > ?", (now, limit))
    for kept in frames.all_kept(tx).values():
        coming = (kept.id, local_date(limit, kept.frame.zone).year)
        for table in ("cohort_place", "cohort"):
            tx.sql(
                f"DELETE FROM {table} WHERE edition_id IN (SELECT id FROM campaign_edition WHERE campaign_id = ?)"
                " AND year > ?",
                coming,
            )
    tx.touch()


def _judge(tx: Tx, limit: Instant, now: Instant, size: int) -> int:
    done = voiding.judge_again(tx, limit, now, size)
    if done:
        tx.touch()
    return done


def _judge_cases(tx: Tx, limit: Instant, now: Instant, size: int) -> int:
    """Cases that were opened later than ``limit``: those that a fold asks for, and those that somebody raised or has
    worked on, are open since now; the others are withdrawn."""
    rows = tx.rows(
        "SELECT k.id, coalesce(c.survivor_id, c.id), k.rule, k.caused_at, k.raised_by <> '' OR EXISTS"
        " (SELECT 1 FROM case_event s WHERE s.kase_id = k.id) FROM kase k JOIN customer c ON c.id = k.customer_id"
        f" WHERE k.state = 'open' AND k.opened_at > ? ORDER BY k.opened_at LIMIT {size}",
        (limit,),
    )
    campaigns = frames.all_kept(tx)
    owed: set[tuple[int, str, Instant]] = set()
    for one in loading.load(tx, sorted({customer for _, customer, _, _, _ in rows})):
        kept = campaigns[one.campaign]
        plan = policy.plan(tx.book(kept.version), kept.frame, one.facts, one.history, now)
        owed.update((one.id, case.rule, case.caused_at) for case in plan.cases)
    stands = [(now, key) for key, *case, worked in rows if worked or tuple(case) in owed]
    gone = [(now, key) for key, *case, worked in rows if not worked and tuple(case) not in owed]
    tx.many("UPDATE kase SET opened_at = ? WHERE id = ?", stands)
    tx.many("UPDATE kase SET state = 'withdrawn', closed_at = ? WHERE id = ?", gone)
    return len(rows)


def _let_fall_due(tx: Tx, limit: Instant, now: Instant, size: int) -> int:
    """Plans that were folded later than ``limit`` end now."""
    rows = tx.rows(
        f"SELECT customer_id, edition_id FROM placement WHERE folded_at > ? ORDER BY folded_at LIMIT {size}", (limit,)
    )
    tx.lock_customers(customer for customer, _ in rows)
    tx.many(
        "UPDATE placement SET valid_until = ?, folded_at = ? WHERE customer_id = ? AND edition_id = ?",
        [(now, now, customer, edition) for customer, edition in rows],
    )
    return len(rows)


def count(tx: Tx, limit: Instant) -> int:
    """How many plans, breaches, findings and cases were written later than ``limit``; at least 1 where anything was."""
    if not anything(tx, limit):
        return 0
    counted = (
        "SELECT (SELECT count(*) FROM placement WHERE folded_at > ?)"
        " + (SELECT count(*) FROM breach_log WHERE logged_at > ? AND voided_at IS NULL)"
        " + (SELECT count(*) FROM finding WHERE logged_at > ? AND voided_at IS NULL)"
        " + (SELECT count(*) FROM kase WHERE state = 'open' AND opened_at > ?)"
    )
    return max(1, int(tx.value(counted, [limit] * 4)))
