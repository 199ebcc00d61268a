"""One truth, one fold: whatever happens in whatever order, what is stored is what a fresh fold says.

Each history is looked at fifteen times as it grows, so that 60 of them are 900 random histories.

See docs/architecture.md#one-fold.
"""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import astuple, replace

from callcenter import policy
from callcenter.model import (
    DAY,
    HOUR,
    MINUTE,
    CaseKind,
    CaseState,
    Channel,
    Direction,
    Disposition,
    Instant,
    Lane,
    Milestone,
    MilestoneKind,
    Stage,
    Touch,
)
from callcenter.rulebook import reader, shelf
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import phone_rows
from callcenter.storage.plans.obligations import ObligationRow
from callcenter.storage.queue import heads
from callcenter.storage.queue.claims import LEASE
from callcenter.storage.rulebooks import rule_changes
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.slim_peewee import fn
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges, NewCustomer
from callcenter.views.upkeep.imports import StagedCustomer, StagedTouch
from callcenter.views.upkeep.trouble import StoreError
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, opened
from tests.store.fresh_fold import OBLIGATION_COLUMNS
from tests.support.search import seeds, shortest

NUMBERS = [f"+861380000000{number}" for number in range(6)]
TIERS = ["A", "B", "C", "D", "E", None]
CAMPAIGNS = ["telesales", "telesales", "ny", "shut"]
ZONES = ["Asia/Shanghai", "America/New_York", "Asia/Kolkata"]
STRICTER = shelf.shipped_text("telesales").replace('within = "24h"', 'within = "1h"', 1)
SHORTER = shelf.shipped_text("telesales").replace("10:00", "10:30")
POOLED = (
    shelf.shipped_text("telesales")
    + """
[pool]
days = 6
tiers = { A = 2, D = 3 }
warning_days = 1
holding = 20
per_day = 5
"""
)


class Shift:
    """A seeded series of whatever people, files and time do to a store."""

    def __init__(self, url: str, seed: int) -> None:
        # Two programs at work: what one of them keeps in mind must not outlive what the other one writes.
        self.stores = [Store.open(url, BEGAN), Store.open(url, BEGAN)]
        self.store = self.stores[0]
        self.random = random.Random(seed)
        self.now: Instant = BEGAN
        self.refs: list[str] = []
        self.touches: list[int] = []
        self.imports: list[int] = []

    def step(self) -> None:
        """One thing happens."""
        self.store = self.random.choice(self.stores)
        self.now += self.random.choice([MINUTE, 7 * MINUTE, HOUR, 3 * HOUR, 9 * HOUR, DAY, 3 * DAY])
        if not self.refs or self.random.random() < 0.15:
            self._new_customer()
            return
        what = self.random.choice(
            [
                *(self._touch, self._touch, self._call, self._call, self._correct, self._fact),
                *(self._import, self._tick, self._claim, self._change_a_little, self._change_a_little),
                *(self._merge, self._merge, self._split, self._put_off, self._put_off, self._take_back),
                *(self._case, self._case, self._absence, self._pool),
            ]
        )
        try:
            what()
        except StoreError:
            return  # refused: nothing may have changed

    def _ref(self) -> str:
        return self.random.choice(self.refs)

    def _new_customer(self) -> None:
        owner = self.random.choice([None, "王敏", "赵磊"])
        new = NewCustomer(
            f"客户{len(self.refs)}",
            self.random.choice(["", *NUMBERS]),
            tier=self.random.choice(TIERS),
            owner=owner,
            campaign=self.random.choice(CAMPAIGNS),
            inquiry=self.random.random() < 0.8,
        )
        self.refs.append(self.store.by(CHEN).customers.add(new, now=self.now))

    def _past(self) -> Instant:
        return self.now - self.random.choice([0, 0, 0, MINUTE, HOUR, DAY, 10 * DAY])

    def _some_touch(self) -> Touch:
        channel = self.random.choice([Channel.CALL] * 5 + [Channel.SMS, Channel.VISIT])
        moment = self._past()
        promised = moment + self.random.randrange(-HOUR, 4 * DAY) if self.random.random() < 0.3 else None
        return Touch(
            at=moment,
            channel=channel,
            direction=self.random.choice([Direction.OUT, Direction.OUT, Direction.OUT, Direction.IN]),
            disposition=self.random.choice(list(Disposition)) if channel is Channel.CALL else None,
            agent="王敏",
            note=self.random.choice(["", "短", GOOD_NOTE]),
            callback_at=promised,
            phone=self.random.choice(["", "", *NUMBERS]),
        )

    def _touch(self) -> None:
        self.touches.append(self.store.by(WANG).touches.record(self._ref(), self._some_touch(), now=self.now))

    def _call(self) -> None:
        actor = self.random.choice([WANG, ZHAO])
        ref = self._ref()
        if self.random.random() < 0.5:
            found = self.store.by(actor).claims.take_next(now=self.now)
            if found is None:
                return
            call = self.store.by(actor).calls.start(found[0], now=self.now)
        elif self.random.random() < 0.5:
            call = self.store.by(actor).calls.start(self.store.by(actor).claims.take(ref, now=self.now), now=self.now)
        else:
            call = self.store.by(actor).calls.receive(ref, now=self.now)
        self.now += self.random.choice([MINUTE, 20 * MINUTE])
        appointment = Milestone(MilestoneKind.APPOINTMENT, self.now + self.random.randrange(5 * DAY))
        wrap = WrapUp(
            self.random.choice(list(Disposition)),
            GOOD_NOTE,
            callback_at=self.now + HOUR if self.random.random() < 0.3 else None,
            appointment=appointment if self.random.random() < 0.2 else None,
            tier=self.random.choice([None, "A", "E"]),
        )
        saved = self.store.by(actor).calls.finish(call.token, wrap, now=self.now)
        self.touches.append(saved.touch_id)
        if self.random.random() < 0.3:
            self.now += MINUTE
            again = self.store.by(actor).last_calls.undo(now=self.now)
            self._check_rows()
            done = WrapUp(self.random.choice(list(Disposition)), "")
            self.store.by(actor).calls.finish(again.token, done, now=self.now)

    def _correct(self) -> None:
        if self.touches:
            key = self.random.choice(self.touches)
            if self.random.random() < 0.3:
                self.store.by(CHEN).touches.withdraw(key, now=self.now)
            else:
                self.touches.append(self.store.by(CHEN).touches.correct(key, self._some_touch(), now=self.now))

    def _fact(self) -> None:
        ref, store, now = self._ref(), self.store, self.now
        kinds = [MilestoneKind.INQUIRY, MilestoneKind.APPOINTMENT, MilestoneKind.CONTRACT_END, MilestoneKind.DELIVERED]
        fact = self.random.randrange(8)
        if fact == 0:
            moment = self._past() + self.random.choice([0, 0, 2 * DAY, 200 * DAY])
            store.by(WANG).customers.set_milestone(ref, Milestone(self.random.choice(kinds), moment), now=now)
        elif fact == 1:
            store.by(WANG).customers.set_tier(ref, self.random.choice(TIERS), now=now)
        elif fact == 2:
            store.by(WANG).customers.set_stage(ref, self.random.choice([*Stage, Stage.NONE, Stage.NONE]), now=now)
        elif fact == 3:
            store.by(CHEN).ownership.assign(ref, self.random.choice([None, "王敏", "赵磊"]), now=now)
        elif fact == 4:
            asked = replace(self._some_touch(), disposition=Disposition.DO_NOT_CALL, channel=Channel.CALL)
            self.touches.append(store.by(WANG).touches.record(ref, asked, now=now))
            self._check_rows()
            self.now += MINUTE
            store.by(CHEN).customers.lift_do_not_call(ref, now=self.now)
            self._check_rows()
        elif fact == 5:
            phones = tuple(self.random.sample(NUMBERS, self.random.randrange(3)))
            store.by(WANG).customers.edit(ref, CustomerChanges(phones=phones, key=True), now=now)
        elif fact == 6:
            store.by(WANG).customers.edit(ref, CustomerChanges(zone=self.random.choice(ZONES)), now=now)
        else:
            text = self.random.choice([shelf.shipped_text("telesales"), SHORTER, STRICTER, POOLED])
            book = reader.load(text, "telesales")
            books = store.by(CHEN).rulebooks
            put = books.put if self.random.random() < 0.5 else books.begin
            put(self.random.choice(CAMPAIGNS), book, now=now)

    def _import(self) -> None:
        if self.imports and self.random.random() < 0.3:
            taken_back = self.imports.pop(self.random.randrange(len(self.imports)))
            self.store.by(CHEN).imports.undo(taken_back, now=self.now)
            return
        key = self.store.by(CHEN).imports.stage_begin(
            "rows", "f", "d", now=self.now, from_today=self.random.random() < 0.5
        )
        if self.random.random() < 0.5:
            inquiry = Milestone(MilestoneKind.INQUIRY, self.now - self.random.randrange(30 * DAY))
            refs = [self.random.choice([f"K{self.random.randrange(6)}", self._ref()]) for _ in range(3)]
            self.store.imports.stage_rows(
                key,
                [
                    StagedCustomer(
                        line,
                        ref,
                        campaign=self.random.choice(["", *CAMPAIGNS]) or ("" if ref in self.refs else "telesales"),
                        name="导入",
                        phones=(self.random.choice(NUMBERS),) if self.random.random() < 0.8 else None,
                        tier=self.random.choice(TIERS),
                        stage=self.random.choice([None, None, None, *Stage]),
                        owner=self.random.choice([None, "", "王敏"]),
                        zone=self.random.choice([None, None, *ZONES]),
                        milestones=(inquiry,),
                    )
                    for line, ref in enumerate(refs)
                ],
            )
        else:
            asked = replace(self._some_touch(), disposition=Disposition.DO_NOT_CALL, channel=Channel.CALL)
            touches = [asked, *(self._some_touch() for _ in range(3))]
            self.store.imports.stage_rows(
                key, [StagedTouch(line, self._ref(), touch) for line, touch in enumerate(touches)]
            )
        self.store.imports.stage_ready(key, counts={})
        self.store.by(CHEN).imports.resume(now=self.now)
        self.imports.append(key)
        if self.random.random() < 0.3:
            self._check_rows()
            self.now += MINUTE
            self.store.by(CHEN).imports.undo(key, now=self.now)

    def _merge(self) -> None:
        self.store.by(CHEN).merges.merge(self._ref(), self._ref(), now=self.now)
        self._check_rows()

    def _put_off(self) -> None:
        rows = self.store.queue.page(now=self.now).rows
        if not rows:
            return
        ref = self.random.choice(rows).ref
        end = policy.latest_snooze(self.store.details.get(ref, now=self.now).plan)
        if end is not None:
            until = self.now + self.random.randrange(1, end - self.now + 1)
            self.store.by(WANG).snoozes.put_off(ref, until=until, reason="开会", now=self.now)
            assert self.store.details.get(ref, now=self.now).why.gate == "promised_later"
            self._check_rows()

    def _take_back(self) -> None:
        """Somebody who is put off is due again; nothing is rewritten: as of before they are put off still."""
        held = [ref for ref in self.refs if self.store.details.get(ref, now=self.now).plan.snooze is not None]
        if not held:
            self._put_off()
            held = [ref for ref in self.refs if self.store.details.get(ref, now=self.now).plan.snooze is not None]
        if held:
            ref, before = self.random.choice(held), self.now
            self.now += MINUTE
            snooze = self.store.details.get(ref, now=self.now).plan.snooze
            self.store.by(ZHAO).snoozes.take_back(ref, now=self.now)
            assert snooze is not None
            assert self.store.details.get(ref, now=self.now).plan.snooze is None
            assert self.store.details.get(ref, now=self.now, as_of=before).plan.snooze is not None
            self._check_rows()

    def _case(self) -> None:
        """A case is raised, or one is settled or taken up again: the clock of the pool stands still meanwhile."""
        cases = self.store.by(CHEN).cases
        known = [*cases.all(), *cases.all(state=CaseState.CLOSED)]
        if not known or self.random.random() < 0.4:
            cases.open(self._ref(), CaseKind.COMPLAINT, "太慢", now=self.now)
            return
        case = self.random.choice(known)
        if case.closed_at is None:
            cases.assign(case.id, "赵磊", now=self.now)
            cases.close(case.id, "已解决", now=self.now)
        else:
            cases.reopen(case.id, "又来了", now=self.now)

    def _pool(self) -> None:
        """The pool takes back whose time is over, and an agent takes one of it."""
        self.store.pool.resume(now=self.now, budget=10_000)
        self.store.by(self.random.choice([WANG, ZHAO])).pool.take(self._ref(), now=self.now)

    def _absence(self) -> None:
        """Somebody falls ill, or is back."""
        absences, agent = self.store.by(CHEN).absences, self.random.choice(["王敏", "赵磊"])
        if self.random.random() < 0.5:
            absences.back(agent, now=self.now)
        else:
            until = self.random.choice([None, self.now + DAY, self.now + 9 * DAY])
            absences.record(agent, since=self.now + self.random.choice([0, DAY]), until=until, now=self.now)

    def _split(self) -> None:
        merged = self.store.database.read(
            lambda tx: tx.rows("SELECT ref FROM customer WHERE survivor_id IS NOT NULL ORDER BY ref")
        )
        if merged:
            (ref,) = self.random.choice(merged)
            self.store.by(CHEN).merges.split(ref, now=self.now)
            self._check_rows()

    def _tick(self) -> None:
        self.store.plans.tick(self.now, budget=self.random.choice([1, 40]))

    def _claim(self) -> None:
        """Claim the head of the order as of now, also where no tick has run before."""
        self.now += 2 * LEASE
        actor = self.random.choice([WANG, ZHAO])
        head = self.store.queue.page_as_of(as_of=self.now, agent=actor.name).rows[:1]
        lagging = heads.FEW == 0 and self.store.database.read(lambda tx: tx.value(_ENDED_TWICE, (self.now, self.now)))
        found = self.store.by(actor).claims.take_next(now=self.now)
        if not lagging or (head and head[0].lane is Lane.PROMISED):
            assert tuple(row.ref for row in head) == (() if found is None else (found[1].ref,))
        else:
            assert (found is None) == (not head)
        if found is not None:
            self.store.claims.release(found[0], now=self.now)

    def _change_a_little(self) -> None:
        """Some transactions of a change of rules that is under way, if one is."""
        for _ in range(self.random.randrange(1, 4)):
            self.store.database.write(
                lambda tx: rule_changes.step(
                    tx, campaign=self.random.choice(CAMPAIGNS), now=self.now, size=self.random.randrange(1, 4)
                )
            )

    def check(self) -> None:
        """Check that the store holds what a fresh fold says, for everybody and for the queue."""
        self.now += 2 * LEASE  # customers claimed and not dialled are free again
        self._check_rows()
        self._check_lists()

    def _check_rows(self) -> None:
        self.store.plans.tick(self.now)
        stored, numbers, ahead = (
            self.store.database.read(_stored),
            self.store.database.read(_numbers),
            self.store.database.read(_ahead),
        )
        for ref, (place, obligations) in stored.items():
            view = self.store.details.get(ref, now=self.now)
            plan = view.plan
            assert view.number == numbers[ref], "the number that lists show is the one that the history says"
            assert obligations == {astuple(ObligationRow.of(owed)) for owed in plan.obligations}, ref
            fresh = plan.placement
            assert place == (None if fresh is None else (fresh.lane.value, *fresh.key, fresh.entry.rule)), ref
            if plan.valid_until is not None:
                then = self.store.details.get(ref, now=plan.valid_until).plan
                known = (0, 0, 0) if then.placement is None else (then.placement.lane.value, *then.placement.key)
                assert ahead[ref] == (*known, then.valid_until), ref

    def _check_lists(self) -> None:
        live = self.store.queue.page(now=self.now)
        everybody = [ref for ref, _ in self.store.database.read(_stored).items()]
        assert self.store.database.read(_plans_of_merged) == 0, "who is merged stands in no list and no count"
        views = [self.store.details.get(ref, now=self.now) for ref in everybody]
        offered = {view.ref for view in views if view.why.offered}
        assert {row.ref for row in live.rows} == offered, "the gates of this moment, not those of an earlier one"
        owners = {view.ref: view.facts.owner for view in views}
        for campaign in set(CAMPAIGNS):
            listed = self.store.queue.page(now=self.now, campaign=campaign).rows
            assert listed == self.store.queue.page_as_of(as_of=self.now, campaign=campaign).rows
        assert live.rows == self.store.queue.page_as_of(as_of=self.now).rows
        for agent in ("王敏", "赵磊"):
            mine = self.store.queue.page(now=self.now, agent=agent).rows
            assert mine == self.store.queue.page_as_of(as_of=self.now, agent=agent).rows
            assert mine == tuple(row for row in live.rows if owners[row.ref] in (None, agent))
        breached = [(row.ref, row.obligation) for row in self.store.breaches.open(now=self.now)]
        assert breached == [(row.ref, row.obligation) for row in self.store.breaches.open_as_of(as_of=self.now)]
        if not self.store.rulebooks.changes():
            logged = set(
                self.store.database.read(lambda tx: tx.rows("SELECT id FROM breach_log WHERE voided_at IS NULL"))
            )
            assert {(row.id,) for row in self.store.breaches.open(now=self.now)} <= logged, (
                "every open breach is on record"
            )
            assert self.store.database.read(_left_over) == 0, "the plans of other editions have gone"


_ENDED_TWICE = (
    "SELECT count(*) FROM placement WHERE valid_until <= ? AND next_until <= ?"
    " AND edition_id IN (SELECT edition FROM campaign)"
)


def _left_over(tx: Tx) -> int:
    count = "SELECT count(*) FROM {} WHERE edition_id NOT IN (SELECT edition FROM campaign)"
    return sum(tx.value(count.format(table)) for table in ("placement", "obligation"))


def _plans_of_merged(tx: Tx) -> int:
    count = "SELECT count(*) FROM {} p JOIN customer c ON c.id = p.customer_id WHERE c.survivor_id IS NOT NULL"
    return sum(tx.value(count.format(table)) for table in ("placement", "obligation", "claim"))


def _ahead(tx: Tx) -> dict[str, tuple[int, int, int, Instant | None]]:
    rows = tx.rows(
        "SELECT ref, next_lane, next_k1, next_k2, next_until FROM placement"
        " WHERE edition_id IN (SELECT edition FROM campaign)"
    )
    return {ref: (lane, k1, k2, until) for ref, lane, k1, k2, until in rows}


class _Numbered(Struct):
    ref: str
    number: str


def _numbers(tx: Tx) -> dict[str, str]:
    number = fn.COALESCE(phone_rows.first_number(CustomerTable), "").alias("number")
    return {one.ref: one.number for one in tx.all(_Numbered, CustomerTable.select(CustomerTable.ref, number))}


def _stored(tx: Tx) -> dict[str, tuple[object, set[object]]]:
    obligations: dict[int, set[object]] = {}
    for row in tx.rows(
        f"SELECT customer_id, {OBLIGATION_COLUMNS} FROM obligation WHERE edition_id IN (SELECT edition FROM campaign)"
    ):
        obligations.setdefault(row[0], set()).add(tuple(row[1:]))
    return {
        ref: (None if lane == 0 else (lane, k1, k2, rule), obligations.get(key, set()))
        for key, ref, lane, k1, k2, rule in tx.rows(
            "SELECT c.id, c.ref, p.lane, p.k1, p.k2, p.entry_rule FROM customer c LEFT JOIN placement p"
            " ON p.customer_id = c.id AND p.edition_id IN (SELECT edition FROM campaign)"
            " WHERE c.survivor_id IS NULL"
        )
    }


BEGAN = at("2026-03-02 09:00")


def _office(url: str) -> None:
    """Two agents, a supervisor and three campaigns: here, over the sea and closed on holidays, closed on some days."""
    store = opened(url)
    store.by(CHEN).campaigns.add("telesales", now=BEGAN)
    zone = {"timezone": "America/New_York", "country": "US"}
    store.by(CHEN).campaigns.add("ny", **zone, closed_holidays=True, now=BEGAN)  # type: ignore[arg-type]
    days = [date(2026, 3, day) for day in (4, 5, 11, 20)]
    store.by(CHEN).campaigns.add("shut", rulebook=reader.load(POOLED, "telesales"), closed_days=days, now=BEGAN)
    store.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that nothing has happened in yet, to be copied."""
    path = tmp_path_factory.mktemp("office") / "store.db"
    _office(str(path))
    return path


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(8, 40))
def test_what_is_stored_is_a_fresh_fold(office: Path, tmp_path: Path, seed: int) -> None:
    def history(steps: int) -> None:
        path = tmp_path / f"{steps}.db"
        shutil.copyfile(office, path)
        _run(str(path), seed, steps)

    shortest(history, 60)


@pytest.mark.slow
@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(2, 6))
def test_what_is_stored_is_a_fresh_fold_on_a_server(postgresql_url: str, seed: int) -> None:
    _office(postgresql_url)
    _run(postgresql_url, seed)


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(4, 30))
def test_a_claim_is_right_also_where_it_folds_heads_alone(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Of plans that ended once the least is claimed, and no due commitment is passed over however far one is behind."""
    monkeypatch.setattr(heads, "FEW", 0)
    monkeypatch.setattr(heads, "_SOME", 2)
    shutil.copyfile(office, tmp_path / "store.db")
    shift = Shift(str(tmp_path / "store.db"), seed)
    for _ in range(60):
        shift.step()
    for store in shift.stores:
        store.close()


def _run(url: str, seed: int, steps: int = 60) -> None:
    shift = Shift(url, seed)
    for number in range(1, steps + 1):
        shift.step()
        if number % 4 == 0 or number == steps:
            shift.check()
    for store in shift.stores:
        store.close()
