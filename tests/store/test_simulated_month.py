"""A month of a team, through the store's verbs: it equals a plain recount at every look (docs/rules.md#r5, #absence).

Two campaigns, absences, a leaver, the list of every morning; ``tests/store/recount.py`` is the other reading.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from callcenter import policy
from callcenter.access import Principal
from callcenter.campaign_settings import spans_of_day
from callcenter.model import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    CaseKind,
    Disposition,
    Instant,
)
from callcenter.rulebook import reader, shelf
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerView, NewCustomer
from callcenter.views.upkeep.imports import StagedCustomer
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, at, opened
from tests.store.recount import Absence, Case, Owed, Pool, Recount, Rotation
from tests.support.search import seeds

CAMPAIGNS = ("telesales", "abc")
FIRST = date(2026, 3, 2)
SAID = (
    *((Disposition.NO_ANSWER,) * 4),
    *((Disposition.INTERESTED,) * 3),
    *((Disposition.CALLBACK,) * 3),
    Disposition.NEUTRAL,
    Disposition.NEGATIVE,
    Disposition.SIGNED,
    Disposition.INVALID_NUMBER,
)
TERMS = Pool(days=3, warning_days=1, holding=14, per_day=2, former_owner_days=2)
POOL = "\n[pool]\n" + "".join(f"{key} = {value}\n" for key, value in vars(TERMS).items())
RAISED = (CaseKind.EXCEPTION, CaseKind.COMPLAINT, CaseKind.REPAIR)


class Month:
    """A seeded series of working days; every look compares the store with the recount."""

    def __init__(self, url: str, seed: int, *, agents: int, leads: int, list_size: int) -> None:
        self.random, self.leads = random.Random(seed), leads
        self.store = opened(url, "2026-01-12 09:00")
        self.now = at("2026-01-12 10:00")
        names = [f"坐席{number}" for number in range(1, agents + 1)]
        self.plain = Recount({name: f"{1 + place % 2}组" for place, name in enumerate(names)}, CHEN.name, TERMS)
        for name in ("王敏", "赵磊"):
            self.boss.people.leave(name, now=self.now)
        for name, team in self.plain.team.items():
            self.boss.people.add(name, team=team, now=self.now)
        for campaign in CAMPAIGNS:
            self.boss.campaigns.ensure_shipped(campaign, now=self.now)
            text = shelf.shipped_text(campaign) + POOL
            self.boss.rulebooks.put(campaign, reader.load(text, campaign), now=self.now)
            self.boss.rotations.set(campaign, names, now=self.now)
            self.plain.rotations[campaign] = Rotation(list(names))
        for name in names[::3]:  # the others come as they like
            week = frozenset(range(5))
            self.boss.shifts.set_week(name, week, spans_of_day("09:00-12:00,13:30-18:00"), now=self.now)
            self.plain.planned.add(name)
        self.seen = Counter[str]()
        self.phones = iter(range(13900000000, 13999999999))
        self.list = [self._list_row(place, names) for place in range(list_size)]
        # Ten leads in January of whom nobody signs: out of the rotation from 1 March (R5).
        for number in range(10):
            self.lead("telesales", named=names[0], name=f"一月{number}")

    @property
    def boss(self) -> Store:
        """The store in the supervisor's name."""
        return self.store.by(CHEN)

    def by(self, name: str) -> Store:
        return self.store.by(Principal(name))

    @property
    def today(self) -> date:
        return date.fromordinal(FIRST.toordinal() + (self.now - at("2026-03-02 00:00")) // DAY)

    def view(self, ref: str) -> CustomerView:
        return self.store.details.get(ref, now=self.now)

    # --- what happens ---------------------------------------------------------------------------------------------

    def move_to(self, now: Instant) -> None:
        """Time passes: programs beat, and one of them ticks."""
        self.now = now
        for name in sorted(self.plain.signed_in):
            self.store.presence.heartbeat(name, now=now)
        self.tick()

    def tick(self) -> None:
        """Bring everything up to now, in the store and on paper; within fifteen seconds everything has a person."""
        self.now += 15 * SECOND
        assert not self.store.plans.tick(self.now, budget=60_000).left
        self._adopt_cases()
        self.plain.come_back(self.now)
        before = sum(owner is None for owner in self.plain.owner.values())
        self.plain.return_to_pool(self.now)
        self.seen["to the pool"] += sum(owner is None for owner in self.plain.owner.values()) - before
        while self.store.pool.resume(now=self.now, budget=60_000):
            pass
        if self.plain.absences:
            self.plain.share_out(self._owed_today(), self.now)
        while self.store.absences.resume(now=self.now, budget=60_000):
            pass
        self.look_at_promises()

    def begin_day(self) -> None:
        away = self.plain.away(self.now)
        for name in self.plain.agents():
            # An absent agent looks into the program now and then.
            if self.random.random() < (0.3 if name in away else 0.85):
                self.store.presence.sign_in(name, now=self.now)
                self.plain.signed_in.add(name)
        self.tick()

    def end_day(self) -> None:
        for name in sorted(self.plain.signed_in):
            self.store.presence.sign_out(name, now=self.now)
        self.plain.signed_in.clear()

    def lead(self, campaign: str, *, named: str | None = None, name: str = "客户") -> None:
        new = NewCustomer(
            name,
            f"+86{next(self.phones)}",
            campaign=campaign,
            tier=self.random.choice("ABC"),
            allocate=True,
            named=named,
        )
        ref = self.boss.customers.add(new, now=self.now)
        self.plain.campaign[ref] = campaign
        agent, reason, skipped = self.plain.allocate(ref, self.now, self.today, named)
        found = self.store.rotations.allocation_of(ref)
        assert found is not None
        told = [(one.agent, one.why.value) for one in found.skipped]
        assert (found.agent, found.reason.value, told) == (agent, reason, skipped)
        self.seen.update([reason, *(f"skipped: {why}" for _agent, why in skipped)])

    def call(self, name: str) -> None:
        """An agent takes who comes next, and calls them."""
        by, before = self.by(name), self.now
        found = by.claims.take_next(now=before)
        if found is None:
            return
        claim, row = found
        worker, owner = self.plain.worker(claim.ref), self.plain.owner[claim.ref]
        assert (row.owner, row.deputy) == (owner, self.plain.deputy(claim.ref))
        assert worker in (None, name), "the next one is one's own, lent to one, or the pool's"
        line = by.calls.start(claim, now=before)
        said = self.random.choice(SAID)
        if said.reached:
            self.store.calls.mark_answered(line.token, now=before + SECOND)
        self.store.calls.mark_ended(line.token, now=before + 2 * SECOND)
        self.seen.update(["call", *(["call for somebody absent"] if row.deputy else [])])
        again = self.now + self.random.choice([HOUR, DAY, DAY, 2 * DAY, 3 * DAY])
        wrap = WrapUp(said, GOOD_NOTE, callback_at=again if said is Disposition.CALLBACK else None)
        by.calls.finish(line.token, wrap, now=before + 3 * SECOND)
        if said.reached and owner is None:
            refused = self.plain.refusal(claim.ref, name, before, self.today)
            self.seen[f"reached in the pool: {refused}"] += 1
            if refused is None:
                self.plain.take(claim.ref, name, before + 3 * SECOND, self.today)
        self.plain.talked(claim.ref, before, reached=said.reached, promised=wrap.callback_at)
        if said is Disposition.SIGNED:
            self.plain.signed.setdefault(claim.ref, self.today)
        self._adopt_cases()

    def receive(self, name: str) -> None:
        """Somebody from the pool calls; they go to whose turn it is once the call is saved (R5)."""
        pool = sorted(ref for ref, owner in self.plain.owner.items() if owner is None)
        if not pool:
            return
        ref, by = self.random.choice(pool), self.by(name)
        line = by.calls.receive(ref, now=self.now)
        self.plain.allocate(ref, self.now, self.today)
        self.store.calls.mark_answered(line.token, now=self.now)
        self.store.calls.mark_ended(line.token, now=self.now + SECOND)
        by.calls.finish(line.token, WrapUp(Disposition.INTERESTED, GOOD_NOTE), now=self.now + SECOND)
        self.plain.talked(ref, self.now, reached=True, promised=None)
        self.seen["received"] += 1
        self._adopt_cases()

    def assign_customer(self) -> None:
        ref = self.random.choice(sorted(self.plain.owner))
        to = self.random.choice([*self.plain.agents(), None])
        self.boss.ownership.assign(ref, to, now=self.now)
        self.plain.give(ref, to, self.now)

    def take_from_pool(self) -> None:
        """An agent takes somebody from the pool, unless a limit stands against it."""
        pool = sorted(ref for ref, owner in self.plain.owner.items() if owner is None)
        if not pool:
            return
        ref, name = self.random.choice(pool), self.random.choice(self.plain.agents())
        refused = self.plain.refusal(ref, name, self.now, self.today)
        self.seen[f"taken: {refused}"] += 1
        if refused is None:
            self.by(name).pool.take(ref, now=self.now)
            self.plain.take(ref, name, self.now, self.today)
        else:
            with pytest.raises(StoreError) as told:
                self.by(name).pool.take(ref, now=self.now)
            assert told.value.code is Trouble(f"pool_{refused}")

    def set_tier(self) -> None:
        ref = self.random.choice(sorted(self.plain.owner))
        tier = self.random.choice([one for one in "ABC" if one != self.view(ref).facts.tier])
        self.boss.customers.set_tier(ref, tier, reason="seen", now=self.now)
        self.plain.classed[ref] = self.now

    def raise_case(self) -> None:
        ref, kind = self.random.choice(sorted(self.plain.owner)), self.random.choice(RAISED)
        self.boss.cases.open(ref, kind, "x", now=self.now)
        self._adopt_cases()

    def work_case(self) -> None:
        """Those who must act do; those who may not are refused."""
        if not self.plain.cases:
            return
        key = self.random.choice(sorted(self.plain.cases))
        case = self.plain.cases[key]
        turn = self.plain.turn(case)
        others = [one for one in self.plain.cases.values() if one.ref == case.ref and one.lent and one is not case]
        if turn == "worker":
            doer = case.deputy or case.assignee
            assert doer is not None
            stranger = self.random.choice([one for one in self.plain.agents() if one not in (doer, case.assignee)])
            with pytest.raises(StoreError) as refused:
                self.by(stranger).cases.report(key, "x", now=self.now)
            assert refused.value.code is Trouble.NOT_ALLOWED
            self.by(doer).cases.report(key, "done", now=self.now)
            self.seen["step of a deputy" if case.deputy else "step"] += 1
            self.plain.report(key)
        elif turn == "agent":
            taker = self.random.choice(self.plain.agents())
            self.by(taker).cases.assign(key, taker, now=self.now)
            self.plain.assign(key, taker, self.now)
        elif case.state == "open" and not others:
            to = self.random.choice(self.plain.agents())
            self.boss.cases.assign(key, to, now=self.now)
            self.plain.assign(key, to, self.now)
        elif case.state != "open":
            self.boss.cases.close(key, "settled", now=self.now)
            self.seen["returned" if case.lent else "settled"] += 1
            self.plain.close(key, self.now)
        self._adopt_cases()

    def fall_ill(self, name: str, days: int | None, *named: str) -> None:
        until = None if days is None else self.now + days * DAY
        self.boss.absences.record(name, until=until, deputies=named, now=self.now)
        self.plain.absences.append(Absence(name, self.now, named, until))
        self.tick()
        self.look()

    def return_early(self, name: str) -> None:
        self.boss.absences.back(name, now=self.now)
        next(one for one in self.plain.absences if one.agent == name).until = self.now
        self.tick()
        self.look()

    def leave(self, name: str, *to: str) -> None:
        """Somebody leaves for good: everything goes to others in turn; what they did stays under their name."""
        refs = [ref for ref, owner in self.plain.owner.items() if owner == name]
        promised = [ref for ref in refs if any(one.commitment for one in self.view(ref).plan.obligations)]
        done = {ref: [touch for touch in self.view(ref).history.touches if touch.agent == name] for ref in refs}
        for act in self.boss.reassignments.begin_all(name, to, now=self.now):
            while self.boss.reassignments.go_on(act, now=self.now).under_way:
                pass
        self.plain.hand_over(name, list(to), promised, self.now)
        for place, row in enumerate(self.boss.cases.all(assignee=name)):
            self.boss.cases.assign(row.id, to[place % len(to)], now=self.now)
            self.plain.assign(row.id, to[place % len(to)], self.now)
        self.boss.people.leave(name, now=self.now)
        self.plain.left.add(name)
        self.plain.signed_in.discard(name)
        for ref, touches in done.items():
            assert [touch for touch in self.view(ref).history.touches if touch.agent == name] == touches
        self.tick()
        self.look()

    def new_week(self) -> None:
        """The supervisor takes the order that last week's results propose."""
        for campaign in CAMPAIGNS:
            proposed = self.plain.proposed(campaign, self.today)
            assert list(self.boss.rotations.get(campaign, now=self.now).proposed) == proposed
            self.boss.rotations.set(campaign, proposed, now=self.now)
            self.plain.rotations[campaign].order = proposed

    def requalify(self, name: str) -> None:
        self.boss.rotations.requalify("telesales", name, now=self.now)
        self.plain.rotations["telesales"].requalified[name] = self.today

    # --- the list of every morning --------------------------------------------------------------------------------

    def _list_row(self, place: int, names: list[str]) -> StagedCustomer:
        return StagedCustomer(
            place + 1,
            f"L{place:03}",
            campaign=CAMPAIGNS[place % 2],
            name=f"名单{place}",
            company="恒通" if place % 3 else "",
            phones=(f"+86137000{place:05}",),
            tier="ABC"[place % 3],
            owner=names[place % len(names)] if place % 4 else None,
        )

    def morning_list(self) -> None:
        """The same list again changes nothing that a person decided, nor anything else."""
        known = {row.ref for row in self.list} & set(self.plain.owner)
        before = {ref: self._facts(ref) for ref in known}
        key = self.boss.imports.stage_begin("customers", "list.csv", f"{self.today}", allocate=True, now=self.now)
        self.boss.imports.stage_rows(key, self.list)
        self.boss.imports.stage_ready(key, counts={})
        assert not any(row.under_way for row in self.boss.imports.resume(now=self.now))
        for row in self.list:
            if row.ref not in known:
                self.plain.campaign[row.ref] = row.campaign
                self.plain.give(row.ref, row.owner, self.now)
                if row.owner is None:
                    self.plain.allocate(row.ref, self.now, self.today)
        assert {ref: self._facts(ref) for ref in known} == before
        self._adopt_cases()

    def _facts(self, ref: str) -> tuple[object, ...]:
        view = self.view(ref)
        facts = view.facts
        about = (facts.owner, facts.tier, facts.stage, facts.numbers, facts.milestones, dict(facts.attributes))
        return (*about, view.name, view.company, [(case.id, case.state, case.assignee) for case in view.cases])

    # --- what is compared -----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Compare owners, deputies, lists of who must act, promises and queues with the recount."""
        plain, now = self.plain, self.now
        away = plain.away(now)
        people = (*plain.team, CHEN.name)
        owned = {row.ref: name for name in people for row in self.store.lookup.customers_of(name)}
        assert owned == {ref: owner for ref, owner in plain.owner.items() if owner is not None}
        for name in (*plain.agents(), CHEN.name):
            assert [case.id for case in self.by(name).cases.must_act()] == plain.must_act(name), name
            assert self.by(name).cases.must_act_count() == len(plain.must_act(name))
        stands_in = {
            one.agent: {load.deputy: (load.customers, load.cases) for load in one.stands_in}
            for one in self.boss.absences.all(now=now)
        }
        assert stands_in == {one.agent: self._standing(one) for one in plain.absences}
        pools = []
        for name in plain.agents():
            rows = self.store.queue.page(now=now, agent=name, limit=1_000).rows
            assert {plain.worker(row.ref) for row in rows} <= {None, name}
            assert name not in away or all(row.owner is None for row in rows)
            pools.append({row.ref for row in rows if row.owner is None})
        self.look_at_pool(pools)

    def look_at_pool(self, offered: list[set[str]]) -> None:
        """Everybody is offered the same of the pool: of the customers without an owner."""
        free = {ref for ref, owner in self.plain.owner.items() if owner is None}
        for refs in offered:
            assert refs == offered[0] <= free
        assert {row.ref for row in self.store.pool.page(now=self.now).rows} == free

    def look_at_promises(self) -> None:
        """Every promise of today has a person who is there, in whose list it stands."""
        away = self.plain.away(self.now)
        ends = at(f"{self.today + timedelta(days=1)} 00:00")
        listed = {
            name: {one.ref for one in self.store.promises.open(now=self.now, agent=name, until=ends - 1)}
            for name in self.plain.agents()
        }
        for promise in self.store.promises.open(now=self.now, until=ends - 1):
            worker = self.plain.worker(promise.ref)
            assert promise.owner == self.plain.owner[promise.ref]
            if worker is not None:
                self.seen["promise of somebody absent"] += promise.owner in away
                assert worker not in away, promise
                assert promise.ref in listed[worker]

    def _standing(self, absence: Absence) -> dict[str, tuple[int, int]]:
        plain = self.plain
        found: dict[str, tuple[int, int]] = {}
        for ref, deputy in absence.given.items():
            if plain.owner[ref] == absence.agent:
                customers, cases = found.get(deputy, (0, 0))
                found[deputy] = customers + 1, cases
        for case in plain.cases.values():
            if case.assignee == absence.agent and case.deputy is not None and plain.turn(case) == "worker":
                customers, cases = found.get(case.deputy, (0, 0))
                found[case.deputy] = customers, cases + 1
        return found

    def _owed_today(self) -> dict[str, list[Owed]]:
        """Promises of today, calls that are or will be offered today, other tasks of today, by customer."""
        ends = at(f"{self.today + timedelta(days=1)} 00:00")
        return self.store.database.read(partial(_owed, now=self.now, ends=ends))

    def _adopt_cases(self) -> None:
        """Take over the cases that were raised or that the rules opened or withdrew, and the ends of turns."""
        rows = {row.id: row for row in self.store.cases.all()}
        for key in set(self.plain.cases) - set(rows):
            assert self.plain.cases[key].state == "open", "only a case of which a rule is over is withdrawn"
            del self.plain.cases[key]
        for key, row in rows.items():
            case = self.plain.cases.setdefault(key, Case(row.ref, row.kind.value, row.opened_at))
            case.act_by = row.act_by
            assert (row.state.value, row.assignee, row.deputy) == (case.state, case.assignee, case.deputy), row


def _owed(tx: Tx, now: Instant, ends: Instant) -> dict[str, list[Owed]]:
    campaigns, found = campaign_rows.get_all(tx), dict[str, list[Owed]]()
    ids = tx.values("SELECT id FROM customer ORDER BY id")
    for start in range(0, len(ids), loader.CHUNK):
        for one in loader.load(tx, ids[start : start + loader.CHUNK]):
            kept = campaigns[one.campaign]
            fold = partial(policy.plan, tx.book(kept.version), kept.frame, one.facts, one.history)
            plan = fold(now)
            then = plan.valid_until
            offered = plan.placement is not None
            offered = offered or (then is not None and then < ends and fold(then).placement is not None)
            found[one.facts.ref] = [
                (owed.commitment, owed.due_at, owed.breach_at)
                for owed in plan.obligations
                if owed.due_at < ends
                and not (owed.until_breach and owed.breach_at <= now)
                and (owed.commitment or not owed.dialled or offered)
            ]
    return found


def run(month: Month, days: int) -> None:
    """The days of a month: every morning the list, three rounds of work, one look each."""
    names = month.plain.agents()
    ill, away, gone = names[1], names[2], names[-1]
    planned: dict[tuple[int, int], Callable[[], None]] = {
        (1, 0): lambda: month.fall_ill(ill, max(2, days // 4)),
        (2, 1): lambda: month.fall_ill(away, None, names[0]),
        (max(4, days // 3), 2): lambda: month.return_early(away),
        (5, 0): lambda: month.requalify(names[0]),
        (days * 2 // 3 + 2, 1): lambda: month.leave(gone, names[0], names[1]),
        (days - 3, 0): lambda: month.fall_ill(names[0], 2, names[1]),
        (days - 2, 1): lambda: month.fall_ill(names[1], 3),
    }
    for day in range(days):
        midnight = at(f"{date.fromordinal(FIRST.toordinal() + day)} 00:00")
        month.move_to(midnight + 9 * HOUR)
        month.begin_day()
        if month.today.weekday() == 0:
            month.new_week()
        month.morning_list()
        for place, hour in enumerate((10, 14, 16)):
            # At another minute each day: what falls due by a clock falls due between two looks.
            month.move_to(midnight + hour * HOUR + (5 + day * 37 % 50) * MINUTE)
            for campaign in CAMPAIGNS:
                for _ in range(month.random.randrange(month.leads + 1)):
                    named = month.random.choice([None, None, None, month.random.choice(month.plain.agents())])
                    month.lead(campaign, named=named)
            acts = [month.raise_case, month.work_case, month.work_case, month.work_case, month.set_tier]
            for _ in range(5):
                month.random.choice([*acts, month.assign_customer, month.take_from_pool])()
            for name in sorted(month.plain.signed_in - month.plain.away(month.now)):
                month.call(name) if month.random.random() < 0.8 else month.receive(name)
            planned.get((day, place), month.tick)()
        month.look()
        month.end_day()


def simulated(url: str, seed: int, days: int, *, agents: int, leads: int, list_size: int) -> Counter[str]:
    """Run the days of a month; returns how often what was seen. A failure names the seed."""
    month = Month(url, seed, agents=agents, leads=leads, list_size=list_size)
    try:
        run(month, days)
    except Exception as error:
        error.add_note(f"seed {seed}")
        raise
    finally:
        month.store.close()
    return month.seen


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(1, 3))
def test_a_week_of_four_agents_is_what_a_plain_recount_gives(database_url: str, seed: int) -> None:
    assert simulated(database_url, seed, 7, agents=4, leads=1, list_size=12)["call"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(1, 1))
def test_a_month_of_twelve_agents_is_what_a_plain_recount_gives(database_url: str, seed: int) -> None:
    seen = simulated(database_url, seed, 30, agents=12, leads=2, list_size=60)
    for what in (
        *("named", "rotation", "skipped: absent", "skipped: conversion", "skipped: left"),
        *("call", "received", "step", "step of a deputy", "returned", "settled"),
        *("call for somebody absent", "promise of somebody absent"),
        *("to the pool", "taken: None", "taken: former_owner", "reached in the pool: None"),
    ):
        assert seen[what], what
