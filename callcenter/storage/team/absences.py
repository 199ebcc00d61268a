"""Absences: meanwhile deputies work the customers to whom something is owed today, and everything goes back after.

The owner of record stays. A customer has one deputy at a time, some are given or returned a transaction, and whichever
program ticks goes on with it. See docs/rules.md#absence.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from callcenter import policy
from callcenter.model import Instant
from callcenter.storage.access import scopes
from callcenter.storage.access.service import Service
from callcenter.storage.database.pace import Pace
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people
from callcenter.storage.plans import pool_clocks
from callcenter.storage.tables.shifts import AbsenceDeputyTable, AbsenceTable
from callcenter.storage.team import absence_rows, deputy_choice, deputy_work, shifts
from callcenter.storage.team.absence_rows import StoredAbsence
from callcenter.views.people.absences import AbsencePreview, AbsenceReason, AbsenceRow
from callcenter.views.upkeep.trouble import StoreError, Trouble

_LARGEST_SIZE = 100  # customers of a transaction
_SHARE_OF_OTHERS = 0.25
"""Time in which others may write after each transaction, measured by it."""
_NEVER = 2**62


class Absences(Service, subject="absences"):
    """Verbs on absences."""

    def record(
        self,
        agent: str,
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        reason: AbsenceReason = AbsenceReason.ILL,
        deputies: Sequence[str] = (),
        key: str = "",
        now: Instant,
    ) -> int:
        """Record that an agent is away from ``since`` on (None = now), ``until`` None = until they are back.

        ``deputies``: who stands in; without any those do who have the least to do. :meth:`resume` gives them the work.
        ``key`` is that of the form. Raises ``UNKNOWN_AGENT``, ``AGENT_LEFT``; ``ENDS_BEFORE`` for one that is over
        before it begins or now; ``ABSENT_ALREADY`` where another lies in that time; ``NO_DEPUTY``.
        """
        begins = now if since is None else since

        def work(tx: Tx) -> int:
            one = people.staff(tx, agent)
            if until is not None and until <= max(begins, now):
                raise StoreError(Trouble.ENDS_BEFORE, agent=agent)
            people.lock(tx, one.id)
            if shifts.away(tx, [one.id], begins, _NEVER if until is None else until).get(one.id):
                raise StoreError(Trouble.ABSENT_ALREADY, agent=agent)
            away, chosen = absence_rows.away(tx, now), list[int]()
            for name in dict.fromkeys(deputies):
                known = people.staff(tx, name)
                if known.id == one.id or known.id in away or not known.can_sign_in:
                    raise StoreError(Trouble.NO_DEPUTY, agent=name)
                chosen.append(known.id)
            made = tx.insert(
                AbsenceTable,
                agent=one.id,
                since=begins,
                until=until,
                reason=reason.value,
                recorded_at=now,
                actor=self._principal.name,
            )
            tx.insert_each(AbsenceDeputyTable, [{"absence": made, "agent": deputy} for deputy in chosen])
            pool_clocks.moved_by_absence(tx, one.id, now)
            tx.mark_changed()
            return made

        content = (agent, since, until, reason.value, tuple(deputies))
        return self._once(key, "absence", now, content, int, work)

    def back(self, agent: str, *, now: Instant) -> None:
        """End an agent's absence, or call off one that is to come. Raises ``UNKNOWN_AGENT``, ``NOT_ABSENT``."""

        def work(tx: Tx) -> None:
            key = people.agent_id(tx, agent)
            open_ones = [one for one in absence_rows.unsettled(tx) if one.agent_id == key and not one.is_over(now)]
            if not open_ones:
                raise StoreError(Trouble.NOT_ABSENT, agent=agent)
            first = min(open_ones, key=lambda one: one.since)
            ended = AbsenceTable.update(ended_at=max(first.since, now), ended_by=self._principal.name)
            tx.run(ended.where((AbsenceTable.id == first.id) & AbsenceTable.ended_at.is_null()))
            pool_clocks.moved_by_absence(tx, key, now)
            tx.mark_changed()

        self._database.write(work)

    def preview(self, agent: str, *, deputies: Sequence[str] = (), now: Instant) -> AbsencePreview:
        """Show who would stand in for an agent whose absence began now. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> AbsencePreview:
            key = people.agent_id(tx, agent)
            named = [people.agent_id(tx, name) for name in deputies]
            shared = deputy_choice.shared_out(tx, key, named, now)
            return AbsencePreview(deputy_choice.loads_of(tx, shared.gifts), shared.uncovered)

        return self._database.read(work)

    def all(self, *, now: Instant) -> tuple[AbsenceRow, ...]:
        """The absences that run or are to come, with who stands in."""

        def work(tx: Tx) -> tuple[AbsenceRow, ...]:
            scope = scopes.of(tx)
            found = [
                _row(tx, one, now)
                for one in absence_rows.unsettled(tx)
                if not one.is_over(now) and (scope is None or one.agent_id in scope.people)
            ]
            return tuple(sorted(found, key=lambda row: (row.since, policy.by_name(row.agent))))

        return self._database.read(work)

    def resume(self, *, now: Instant, budget: int) -> bool:
        """Give deputies what is owed today, and the work back to who has returned, for some milliseconds.

        True = there is more to do. Without an absence it costs one look.
        """
        for one in self._database.read(absence_rows.unsettled):
            if one.is_over(now):
                left = self._give_back(one, now, budget)
            elif one.runs(now):
                left = self._share_out(one, now, budget)
            else:
                continue
            if left:
                return True
        return False

    def _share_out(self, absence: StoredAbsence, now: Instant, budget: int) -> bool:
        gifts = self._database.read(lambda tx: deputy_choice.of_absence(tx, absence, now).gifts)
        # From here on: of many customers the look takes longer than the budget, and has to be worth it.
        ends = time.monotonic() + budget / 1000
        pace, done = Pace(_LARGEST_SIZE), 0
        while done < len(gifts):
            if done and time.monotonic() >= ends:
                return True
            with pace.measured() as size:
                some = gifts[done : done + size]
                self._database.write(partial(deputy_work.lend, absence=absence, gifts=some, now=now), durable=False)
            done += size
            time.sleep(pace.seconds * _SHARE_OF_OTHERS)
        return False

    def _give_back(self, absence: StoredAbsence, now: Instant, budget: int) -> bool:
        ends, pace = time.monotonic() + budget / 1000, Pace(_LARGEST_SIZE)
        while True:
            with pace.measured() as size:
                work = partial(deputy_work.return_some, absence=absence, size=size, now=now)
                more = self._database.write(work, durable=False)
            if not more:
                return False
            if time.monotonic() >= ends:
                return True
            time.sleep(pace.seconds * _SHARE_OF_OTHERS)


def _row(tx: Tx, one: StoredAbsence, now: Instant) -> AbsenceRow:
    return AbsenceRow(
        id=one.id,
        agent=one.agent,
        team=one.team,
        since=one.since,
        until=one.until,
        reason=one.reason,
        actor=one.actor,
        ended_at=one.ended_at,
        zone=shifts.frame_of(tx, one.agent_id).zone,
        deputies=tuple(sorted((named.name for named in absence_rows.named(tx, one.id)), key=policy.by_name)),
        stands_in=tuple(sorted(deputy_work.loads(tx, one), key=lambda load: policy.by_name(load.deputy))),
        uncovered=deputy_choice.of_absence(tx, one, now).uncovered if one.runs(now) else 0,
    )
