"""Upkeep beside the work at a desk: what fell due or broke (docs/rules.md#r22), what others left undone, the backup.

Everything here reads and writes the store, and is for a thread of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from callcenter.access import Right
from callcenter.desk.desk import Alerts, Desk
from callcenter.model import MINUTE, SECOND, Instant
from callcenter.views.upkeep.lag import CaughtUp
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.breaches import TeamBreaches
from callcenter.workdays import local_date, midnight

_TICK_BUDGET = 40
_CATCH_UP_BUDGET = 700
"""Milliseconds between two looks at the alerts while many plans are behind."""
_RESUME_BUDGET = 500
"""Milliseconds of each tick for an import or a change of rules that whoever began it has left alone."""
_ABSENCES_EACH = 15 * SECOND
"""Time between two looks for work of absent agents: every promise has a deputy within a minute."""
_FILL_BUDGET = 1_000
"""Milliseconds of each tick in which customers of an older store are made findable by all that is new."""


class Upkeep:
    """Upkeep of the store by one program."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._caught_up = False
        self._shared_out_at = 0
        self._holder = uuid.uuid4().hex
        """Name under which this program holds the lease of catching up."""
        self._holding = False

    def tick(self, alerted: Callable[[Alerts], None], stopped: Callable[[], bool]) -> None:
        """Look for what fell due or broke, by whomever, within one tick. Raises ``StoreError``.

        ``alerted`` is given what was found, more than once while many plans are behind; ``stopped`` ends that.
        """
        desk, budget, more = self._desk, _TICK_BUDGET, True
        while more and not stopped():
            right, now = desk.follow_clock(), desk.now
            caught_up = (
                desk.store.catch_up.run(holder=self._holder, now=now, budget=budget)
                if right
                else CaughtUp(holding=False)
            )
            alerted(self._look(now))
            more = self._holding = caught_up.holding and caught_up.left
            budget = _CATCH_UP_BUDGET
        with suppress(StoreError):  # the next tick tells of it
            if not self._caught_up:
                # A program that ended while it published an import left the rest to whoever starts next
                # (docs/rules.md#imports). A part in each tick: whoever leaves meanwhile does not wait for the rest
                # of a large one.
                rest = desk.store.imports.resume(now=now, budget=_RESUME_BUDGET)
                self._caught_up = not any(row.under_way for row in rest)
            desk.store.rulebooks.resume(now=now, budget=_RESUME_BUDGET)
            desk.store.reassignments.resume(now=now, budget=_RESUME_BUDGET)
            desk.store.pool.resume(now=now, budget=_RESUME_BUDGET)
            if not 0 <= now - self._shared_out_at < _ABSENCES_EACH:
                left = desk.store.absences.resume(now=now, budget=_RESUME_BUDGET)
                self._shared_out_at = 0 if left else now
            desk.store.search.fill(budget=_FILL_BUDGET)

    def _look(self, now: Instant) -> Alerts:
        """Read the agent's alerts, and send a heartbeat. Raises ``StoreError``."""
        desk, name = self._desk, self._desk.session.name
        own = desk.store.breaches.since(name, since=desk.session.since, now=now)
        leads = desk.session.may(Right.SEE_ALL_CUSTOMERS)
        team = desk.store.breaches.of_team_since(since=desk.session.since, now=now) if leads else TeamBreaches()
        total = desk.store.team.figures(name, now=now).breaches_all
        minutes = desk.settings.remind_minutes
        ends = midnight(local_date(now, desk.zone) + timedelta(days=1), desk.zone)
        today = desk.store.promises.open(now=now, agent=name, until=max(ends, now + minutes * MINUTE))
        timed = sorted((row for row in today if row.obligation.due_at < ends), key=lambda row: row.obligation.due_at)
        soon = tuple(row for row in today if minutes and row.obligation.due_at < now + minutes * MINUTE)
        state, since, reason = desk.store.presence.get(name)
        desk.store.presence.heartbeat(name, now=now)
        behind, notices = desk.store.queue.behind(now=now), desk.store.notices.unread(name)
        elsewhere = desk.store.moved_calls.elsewhere(now=now)
        return Alerts(
            tuple(own),
            team,
            soon,
            next(iter(timed), None),
            total,
            behind,
            state,
            since,
            reason,
            notices=notices,
            watchers=desk.store.looks.watchers(now=now),
            elsewhere=elsewhere,
            cases=desk.store.cases.must_act_count(campaign=desk.campaign),
            known=True,
        )

    def back_up(self) -> None:
        """Make today's backup unless another program has made it or is at it. Raises ``StoreError``."""
        settings = self._desk.settings
        folder = None if settings.backup_folder is None else Path(settings.backup_folder)
        self._desk.store.backups.make_daily(folder, keep_days=settings.backup_keep_days, now=self._desk.now)

    def end(self) -> None:
        """Leave what is still to be folded to another program."""
        if self._holding:
            with suppress(StoreError):
                self._desk.store.catch_up.stop(holder=self._holder)
