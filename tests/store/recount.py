"""A plain recount of a team's month: owners, deputies, turns of cases, the pool.

It is written from docs/rules.md (R5, R1, R33, cases, absence) alone, keeps everything in dictionaries by name, and
takes nothing from the program but the words that it is told.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

Owed = tuple[bool, int, int]
"""An obligation of today: whether it is a promise, when it is due, when it is overdue."""


@dataclass
class Case:
    ref: str
    kind: str
    opened: int
    state: str = "open"
    assignee: str | None = None
    deputy: str | None = None
    act_by: int = 0
    first_owner: str | None = None
    lent: bool = False
    """The customer went to the assignee with it (R1), and returns to ``first_owner``."""


@dataclass
class Absence:
    agent: str
    since: int
    named: tuple[str, ...]
    until: int | None = None
    given: dict[str, str] = field(default_factory=dict)
    """Deputies by customer."""


@dataclass
class Pool:
    """The terms of the pool, in days and customers (R33)."""

    days: int
    warning_days: int
    holding: int
    per_day: int
    former_owner_days: int


@dataclass
class Rotation:
    order: list[str]
    last: str | None = None
    leads: list[tuple[str, str, date]] = field(default_factory=list)
    """Agent, customer and day of each lead that was new to them."""
    requalified: dict[str, date] = field(default_factory=dict)


TURNS = {
    "exception": {"open": "supervisor", "assigned": "worker", "reported": "supervisor"},
    "complaint": {
        "open": "agent",
        "assigned": "worker",
        "investigated": "worker",
        "proposed": "worker",
        "told": "supervisor",
    },
    "repair": {"open": "agent", "assigned": "worker", "reported": "supervisor"},
    "number": {"open": "agent", "assigned": "worker", "reported": "supervisor"},
}
NEXT = {
    ("complaint", "assigned"): "investigated",
    ("complaint", "investigated"): "proposed",
    ("complaint", "proposed"): "told",
}


def by_name(name: str) -> list[object]:
    """The place of a name among names: numbers by their value."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


class Recount:
    """A team as a plain reader of the rules would keep it on paper."""

    def __init__(self, agents: Mapping[str, str], supervisor: str, pool: Pool) -> None:
        self.pool = pool
        self.began: dict[str, int] = {}
        """The beginning of the clock of the pool, by customer: their owner's, or a touch that reached."""
        self.classed: dict[str, int] = {}
        self.promises: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.settled: list[tuple[str, int, int]] = []
        """Customer, opening and close of each case that is closed."""
        self.was_away: list[tuple[str, int, int]] = []
        self.lost: dict[tuple[str, str], int] = {}
        self.gained: list[tuple[str, str, date]] = []
        self.team = dict(agents)
        self.supervisor = supervisor
        self.left: set[str] = set()
        self.signed_in: set[str] = set()
        self.planned: set[str] = set()
        """Agents with a shift Monday to Friday until 18:00."""
        self.absences: list[Absence] = []
        self.campaign: dict[str, str] = {}
        self.owner: dict[str, str | None] = {}
        self.signed: dict[str, date] = {}
        self.rotations: dict[str, Rotation] = {}
        self.cases: dict[int, Case] = {}

    # --- people ---------------------------------------------------------------------------------------------------

    def away(self, now: int) -> set[str]:
        """Agents who are absent or gone."""
        return self.left | {one.agent for one in self.absences if one.since <= now}

    def agents(self) -> list[str]:
        return [name for name in self.team if name not in self.left]

    def on_shift(self, now: int) -> set[str]:
        """Agents signed in, or with a shift that is not over today, less the absent ones."""
        local = datetime.fromtimestamp(now / 1000, timezone(timedelta(hours=8)))
        planned = self.planned if local.weekday() < 5 and local.hour < 18 else set()
        return (self.signed_in | planned) - self.away(now)

    def give(self, ref: str, owner: str | None, now: int) -> None:
        """A customer gets an owner, None = the pool."""
        if ref not in self.owner or self.owner[ref] != owner:
            self.owner[ref], self.began[ref] = owner, now

    # --- R33 ------------------------------------------------------------------------------------------------------

    def talked(self, ref: str, now: int, *, reached: bool, promised: int | None) -> None:
        """Somebody talked to a customer, or promised to call again."""
        if reached:
            self.promises[ref] = [(since, min(until, now)) for since, until in self.promises[ref]]
            self.began[ref] = max(self.began[ref], now)
        if promised is not None:
            self.promises[ref].append((now, promised))

    def return_to_pool(self, now: int) -> None:
        """Take away the customers whose clock has run for the days of the pool."""
        for ref, owner in list(self.owner.items()):
            if owner is not None and self._has_run(ref, self.began[ref], self.pool.days, now):
                floor = self.classed.get(ref)
                if floor is None or self._has_run(ref, floor, self.pool.warning_days, now):
                    self.lost[ref, owner] = now
                    self.give(ref, None, now)

    def _has_run(self, ref: str, since: int, days: int, now: int) -> bool:
        """Tell whether the clock has run so many days: minute by minute would be plainer, edge by edge is quicker."""
        owner, still = self.owner[ref], list(self.promises[ref])
        still += [(one.since, now) for one in self.absences if one.agent == owner]
        still += [(begun, over) for agent, begun, over in self.was_away if agent == owner]
        still += [(case.opened, now) for case in self.cases.values() if case.ref == ref]
        still += [(opened, closed) for one, opened, closed in self.settled if one == ref]
        edges = sorted({since, now, *(edge for pair in still for edge in pair if since < edge < now)})
        ran = sum(
            end - begin
            for begin, end in itertools.pairwise(edges)
            if not any(one <= begin < other for one, other in still)
        )
        return ran >= days * 86_400_000

    def refusal(self, ref: str, agent: str, now: int, today: date) -> str | None:
        """The reason for which an agent gets nobody from the pool."""
        lost, held = self.lost.get((ref, agent)), [one for one, owner in self.owner.items() if owner == agent]
        held = [one for one in held if self.campaign[one] == self.campaign[ref]]
        if lost is not None and now < lost + self.pool.former_owner_days * 86_400_000:
            return "former_owner"
        if len(held) >= self.pool.holding:
            return "holding"
        taken = {one for who, one, day in self.gained if who == agent and day == today and one in held}
        return "per_day" if len(taken) >= self.pool.per_day else None

    def take(self, ref: str, agent: str, now: int, today: date) -> None:
        """An agent gets a customer from the pool."""
        self.give(ref, agent, now)
        self.gained.append((agent, ref, today))

    # --- R5 -------------------------------------------------------------------------------------------------------

    def allocate(
        self, ref: str, now: int, today: date, named: str | None = None
    ) -> tuple[str | None, str, list[tuple[str, str]]]:
        """The agent who gets a lead, the reason, those passed over: the one named, else the next on shift."""
        rotation, skipped = self.rotations[self.campaign[ref]], list[tuple[str, str]]()
        if named is not None and named not in self.left:
            self._lead(rotation, named, ref, now, today)
            return named, "named", skipped
        start = rotation.order.index(rotation.last) + 1 if rotation.last in rotation.order else 0
        for agent in rotation.order[start:] + rotation.order[:start]:
            if agent in self.left:
                why = "left"
            elif self.is_out(rotation, agent, today):
                why = "conversion"
            elif agent not in self.on_shift(now):
                why = "absent"
            else:
                rotation.last = agent
                self._lead(rotation, agent, ref, now, today)
                return agent, "rotation", skipped
            skipped.append((agent, why))
        self.give(ref, None, now)
        return None, "nobody", skipped

    def _lead(self, rotation: Rotation, agent: str, ref: str, now: int, today: date) -> None:
        self.give(ref, agent, now)
        rotation.leads.append((agent, ref, today))

    def is_out(self, rotation: Rotation, agent: str, today: date) -> bool:
        """A month of at least 10 leads, under a tenth of which signed by the end of the next, keeps them out after."""
        months = defaultdict[tuple[int, int], set[str]](set)
        for who, ref, day in rotation.leads:
            if who == agent:
                months[day.year, day.month].add(ref)
        for month, refs in months.items():
            out_from = date(*_later(month, 2), 1)
            done = sum(1 for ref in refs if ref in self.signed and self.signed[ref] < out_from)
            low = len(refs) >= 10 and done * 10 < len(refs)
            if low and out_from <= today and self.requalified_before(rotation, agent, out_from):
                return True
        return False

    def requalified_before(self, rotation: Rotation, agent: str, out_from: date) -> bool:
        day = rotation.requalified.get(agent)
        return day is None or day < out_from

    def proposed(self, campaign: str, monday: date) -> list[str]:
        """The order by the signings of the week before ``monday``."""
        rotation, first = self.rotations[campaign], date.fromordinal(monday.toordinal() - 7)
        signed = {
            (agent, ref)
            for agent, ref, day in rotation.leads
            if ref in self.signed and first <= self.signed[ref] < monday and day <= self.signed[ref]
        }
        there = [agent for agent in rotation.order if agent not in self.left]
        return sorted(there, key=lambda agent: -sum(1 for who, _ref in signed if who == agent))

    # --- absence --------------------------------------------------------------------------------------------------

    def deputy(self, ref: str) -> str | None:
        """The agent who works a customer for their absent owner."""
        for one in self.absences:
            if self.owner[ref] == one.agent and ref in one.given:
                return one.given[ref]
        return None

    def worker(self, ref: str) -> str | None:
        return self.deputy(ref) or self.owner[ref]

    def come_back(self, now: int) -> None:
        """End what is over; everything goes back."""
        for one in [one for one in self.absences if one.until is not None and one.until <= now]:
            self.absences.remove(one)
            self.was_away.append((one.agent, one.since, one.until or now))
            for case in self.cases.values():
                if case.assignee == one.agent:
                    case.deputy = None

    def share_out(self, today: Mapping[str, list[Owed]], now: int) -> None:
        """Give what absent agents have to do today to deputies; ``today``: what is owed to each customer."""
        for absence in self.absences:
            if absence.since <= now:
                for campaign in sorted(self.rotations, key=list(self.rotations).index):
                    self._share(absence, campaign, today, now)

    def _share(self, absence: Absence, campaign: str, today: Mapping[str, list[Owed]], now: int) -> None:
        away, absent = self.away(now), absence.agent
        orphans = []
        for ref in (ref for ref, one in self.campaign.items() if one == campaign):
            standing = self.deputy(ref)
            works = None if standing in away else standing
            mine = self.owner[ref] == absent
            owed = today[ref] if mine and works is None else []
            turns = [case for case in self.cases.values() if case.ref == ref and self.turn(case) == "worker"]
            turns = [case for case in turns if case.assignee == absent]
            cases = [case for case in turns if case.deputy is None or case.deputy in away]
            free = [one for one in self.cases.values() if one.ref == ref and self.turn(one) == "agent" and mine]
            untaken = free if works is None else []
            if not (owed or cases or untaken):
                continue
            promises = [due for promise, due, _end in owed if promise]
            ends = [end for _promise, _due, end in owed] + [case.act_by for case in (*cases, *untaken)]
            known = works or next((case.deputy for case in turns if case.deputy and case.deputy not in away), None)
            first = min(promises or ends)
            orphans.append((not promises, first, ref.encode(), ref, owed, cases, untaken, known))
        if not orphans:
            return
        deputies = self._deputies(absence, now)
        loads = {name: self._load(name, today) for name in deputies}
        for _later_ones, _first, _bytes, ref, owed, cases, untaken, known in sorted(orphans, key=lambda one: one[:3]):
            if not deputies:
                return
            chosen = known if known in deputies else min(deputies, key=lambda one: (loads[one], by_name(one)))
            assert chosen is not None
            loads[chosen] += len(owed) + len(cases)
            if owed or untaken:
                for other in self.absences:
                    other.given.pop(ref, None)
                absence.given[ref] = chosen
            for case in cases:
                case.deputy = chosen

    def _deputies(self, absence: Absence, now: int) -> list[str]:
        away, here = self.away(now), self.on_shift(now)
        named = [name for name in absence.named if name not in away]
        if named:
            return named
        there = [name for name in self.agents() if name not in away and name != absence.agent]
        near = [name for name in there if self.team[name] == self.team[absence.agent]]
        for fits in (
            [name for name in near if name in here],
            near,
            [name for name in there if name in here],
        ):
            if fits:
                return fits
        return there or [self.supervisor]

    def _load(self, name: str, today: Mapping[str, list[Owed]]) -> int:
        owed = sum(len(today[ref]) for ref in self.owner if self.worker(ref) == name)
        turns = (case for case in self.cases.values() if self.turn(case) == "worker")
        return owed + sum(1 for case in turns if (case.deputy or case.assignee) == name)

    # --- cases ----------------------------------------------------------------------------------------------------

    @staticmethod
    def turn(case: Case) -> str | None:
        return TURNS[case.kind].get(case.state)

    def must_act(self, name: str) -> list[int]:
        """The cases in which somebody takes the next step, the earliest end first."""
        found = []
        for key, case in self.cases.items():
            turn = self.turn(case)
            if turn == "worker":
                mine = (case.deputy or case.assignee) == name
            elif turn == "supervisor":
                mine = name == self.supervisor
            else:
                mine = turn == "agent" and name != self.supervisor
            if mine:
                found.append((case.act_by, key))
        return [key for _end, key in sorted(found)]

    def assign(self, key: int, assignee: str, now: int) -> None:
        case = self.cases[key]
        if case.kind == "exception":
            if not case.lent:
                case.first_owner, case.lent = self.owner[case.ref], True
            self.give(case.ref, assignee, now)
        case.assignee, case.deputy = assignee, None
        case.state = "assigned" if case.state in ("open", "reported") else case.state

    def report(self, key: int) -> None:
        case = self.cases[key]
        case.state = NEXT.get((case.kind, case.state), "reported")

    def close(self, key: int, now: int) -> None:
        """Settle a case; the customer returns to the first agent, unless that one is gone."""
        case = self.cases.pop(key)
        self.settled.append((case.ref, case.opened, now))
        if case.lent and self.owner[case.ref] == case.assignee and case.first_owner not in self.left:
            self.give(case.ref, case.first_owner, now)

    # --- leaving --------------------------------------------------------------------------------------------------

    def hand_over(self, agent: str, to: list[str], promised: Iterable[str], now: int) -> None:
        """Deal out all customers of somebody, those with promises first, each by ref."""
        first = set(promised)
        theirs = sorted((ref for ref, owner in self.owner.items() if owner == agent), key=lambda ref: ref.encode())
        for place, ref in enumerate(sorted(theirs, key=lambda ref: ref not in first)):
            self.give(ref, to[place % len(to)], now)


def _later(month: tuple[int, int], months: int) -> tuple[int, int]:
    year, rest = divmod(month[0] * 12 + month[1] - 1 + months, 12)
    return year, rest + 1
