"""Cohorts under whatever people, files and time do: the best by revenue, the yearly draw.

See docs/rules.md#r15-draw, #r21.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from zlib import crc32

import pytest
from msgspec.structs import astuple, replace

from callcenter import policy
from callcenter.model import (
    DAY,
    HOUR,
    SECOND,
    Candidate,
    Channel,
    CohortPlace,
    Disposition,
    Instant,
    Milestone,
    MilestoneKind,
    SalesLine,
    Stage,
    Touch,
)
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import AnyCohort
from callcenter.storage.database.transaction import Tx
from callcenter.storage.plans import cohorts
from callcenter.storage.plans.obligations import ObligationRow
from callcenter.storage.queue import catch_up
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.upkeep.campaigns import ChangeStage
from callcenter.views.upkeep.imports import StagedCustomer, StagedTouch
from callcenter.views.upkeep.trouble import StoreError, Trouble
from tests.store.building import CHEN, GOOD_NOTE, WANG, at, opened
from tests.store.fresh_fold import OBLIGATION_COLUMNS
from tests.support.search import seeds, shortest

BOOKS = ("key-account", "brokerage")
BROKERAGE = shelf.shipped_text("brokerage")
SHORTER = shelf.shipped_text("key-account").replace("percent = 20", "percent = 50")


def bring(store: Store, rows: list[StagedCustomer] | list[StagedTouch], now: Instant) -> int:
    key = store.by(CHEN).imports.stage_begin("rows", "f", "d", now=now)
    store.imports.stage_rows(key, rows)
    store.imports.stage_ready(key, counts={})
    store.by(CHEN).imports.resume(now=now)
    return key


def account(ref: str, opened_at: str, **more: str) -> StagedCustomer:
    stone = Milestone(MilestoneKind.ACCOUNT_OPENED, at(opened_at))
    number = f"+8613{crc32(ref.encode()) % 10**9:09}"
    return StagedCustomer(
        1, ref, campaign="brokerage", name=ref, phones=(number,), milestones=(stone,), attributes=more or None
    )


def paying(ref: str, revenue: str | None, **more: str) -> StagedCustomer:
    return StagedCustomer(1, ref, campaign="key-account", name=ref, revenue=revenue, tier=more.get("tier"))


def tiers(store: Store, now: Instant) -> dict[str, str | None]:
    store.plans.tick(now)
    rows = store.database.read(
        lambda tx: tx.rows(
            "SELECT p.ref, p.plan_tier FROM placement p JOIN campaign k ON k.edition = p.edition_id ORDER BY p.ref"
        )
    )
    return dict(rows)


def turns(store: Store, now: Instant) -> dict[tuple[int, int], str]:
    """Return who has which turn of which year."""
    store.plans.tick(now)
    rows = store.database.read(
        lambda tx: tx.rows(
            "SELECT p.year, p.place, c.ref FROM cohort_place p JOIN customer c ON c.id = p.customer_id"
            " JOIN campaign k ON k.edition = p.edition_id"
        )
    )
    return {(year, place): ref for year, place, ref in rows}


NOW = at("2026-03-02 09:00")


def test_the_best_fifth_follows_the_revenue(database_url: str) -> None:
    store = opened(database_url)
    bring(
        store,
        [paying(f"K{n}", str(n)) for n in range(1, 11)] + [paying("P", None), paying("S", "0", tier="small")],
        NOW,
    )
    found = tiers(store, NOW)
    assert [ref for ref, tier in found.items() if tier == "VIP"] == ["K10", "K8", "K9"]  # 3 of 11
    assert (found["P"], found["S"], found["K1"]) == ("regular", "small", "regular")
    store.by(WANG).customers.edit("K1", CustomerChanges(revenue="1,000"), now=NOW + HOUR)
    found = tiers(store, NOW + HOUR)
    assert [ref for ref, tier in found.items() if tier == "VIP"] == ["K1", "K10", "K9"]
    changes = [(one.old, one.new) for one in store.details.get("K8", now=NOW + HOUR).tiers]
    assert changes == [(None, "regular"), ("regular", "VIP"), ("VIP", "regular")]
    store.close()


def test_a_changed_column_changes_the_tier_at_once(database_url: str) -> None:
    store = opened(database_url)
    row = StagedCustomer(1, "D1", campaign="distributor", name="D1", tier="D", attributes={"units_per_year": "60"})
    bring(store, [row], NOW)
    assert store.details.get("D1", now=NOW).plan.tier == "B"
    store.by(WANG).customers.edit("D1", CustomerChanges(attributes={"units_per_year": "100"}), now=NOW + HOUR)
    view = store.details.get("D1", now=NOW + HOUR)
    assert (view.plan.tier, view.facts.tier) == ("A", "D")
    assert [(one.at, one.actor, one.old, one.new) for one in view.tiers] == [
        (NOW, "distributor", None, "B"),
        (NOW + HOUR, "distributor", "B", "A"),
    ]
    assert {one.obligation.rule for one in store.tasks.open(now=NOW + 100 * DAY)} == {"distributor.technical.A"}
    store.close()


def test_a_draw_is_kept_whatever_becomes_of_those_in_it(database_url: str) -> None:
    store = opened(database_url)
    bring(store, [account(f"K{n:02}", "2024-05-01 10:00") for n in range(40)], NOW)
    drawn = turns(store, NOW)
    assert {year for year, _ in drawn} == {2026}
    assert len(drawn) == 4
    first = drawn[2026, 0]
    store.by(WANG).customers.set_stage(first, Stage.LOST, now=NOW + HOUR)
    dormant = CustomerChanges(attributes={"dormant": "yes"})
    store.by(WANG).customers.edit(drawn[2026, 1], dormant, now=NOW + HOUR)
    call = Touch(NOW + HOUR, Channel.CALL, disposition=Disposition.DO_NOT_CALL, agent="王敏")
    store.by(WANG).touches.record(drawn[2026, 2], call, now=NOW + HOUR)
    bring(store, [account("new", "2026-02-01 10:00")], NOW + 2 * HOUR)
    assert turns(store, NOW + 3 * HOUR) == drawn
    store.close()


def test_a_stock_that_was_larger_than_known_is_drawn_anew(database_url: str) -> None:
    store = opened(database_url)
    bring(store, [account(f"K{n:02}", "2024-05-01 10:00") for n in range(10)], NOW)
    assert len(turns(store, NOW)) == 1
    late = bring(store, [account(f"L{n:02}", "2025-12-31 23:59") for n in range(10)], NOW + HOUR)
    found = turns(store, NOW + HOUR)
    assert sorted(found) == [(2026, 0), (2026, 1)]
    store.by(CHEN).imports.undo(late, now=NOW + 2 * HOUR)
    assert len(turns(store, NOW + 2 * HOUR)) == 1
    store.close()


def test_no_year_is_drawn_that_was_over_before_the_rules_came(database_url: str) -> None:
    """Nobody could call any more. A question about an earlier moment is answered as though the list had been there."""
    store = opened(database_url)
    bring(store, [account(f"K{n:02}", "2022-05-01 10:00") for n in range(20)], NOW)
    assert {year for year, _ in turns(store, NOW)} == {2026}
    refs = [f"K{n:02}" for n in range(20)]

    def years(as_of: Instant) -> list[int]:
        listed = [store.details.get(ref, now=NOW, as_of=as_of).plan.obligations for ref in refs]
        found = [one.ground.params["year"] for owed in listed for one in owed if one.rule == "brokerage.sample"]
        return sorted(int(str(year)) for year in found)

    assert years(at("2024-12-31 23:59")) == [2023, 2023, 2024, 2024]
    assert years(NOW - 1) == [2023, 2023, 2024, 2024, 2025, 2025, 2026, 2026]
    assert years(NOW) == [2026, 2026]
    assert years(at("2027-01-01 00:00")) == [2026, 2026, 2027, 2027]
    assert store.queue.page(now=NOW).rows == store.queue.page_as_of(as_of=NOW).rows
    store.close()


def test_rules_that_draw_draw_nothing_of_the_time_before_them(database_url: str) -> None:
    """A campaign of 2024 is put under the broker's rules in 2026."""
    store = opened(database_url)
    began = at("2024-03-01 09:00")
    bring(store, [replace(account(f"K{n:02}", "2022-05-01 10:00"), campaign="telesales") for n in range(10)], began)
    store.by(CHEN).rulebooks.put("telesales", reader.load(BROKERAGE, "brokerage"), now=NOW)
    assert {year for year, _ in turns(store, NOW)} == {2026}
    store.close()


def test_a_list_that_comes_in_january_leaves_the_year_before_alone(database_url: str) -> None:
    store = opened(database_url)
    bring(store, [account(f"K{n:02}", "2024-05-01 10:00") for n in range(10)], NOW)
    (drawn,) = turns(store, NOW).items()
    january = at("2027-01-05 09:00")
    late = bring(store, [account(f"L{n:02}", "2024-05-01 10:00") for n in range(10)], january)
    found = turns(store, january)
    assert sorted(found) == [(2026, 0), (2027, 0), (2027, 1)]
    assert drawn in found.items()
    breached = {(one.ref[0], one.obligation.rule) for one in store.breaches.open(now=january)}
    assert breached == {(ref, "brokerage.new_account") for ref in "KL"} | {("K", "brokerage.sample")}
    assert store.queue.page(now=january).rows == store.queue.page_as_of(as_of=january).rows
    store.by(CHEN).imports.undo(late, now=january + HOUR)
    assert sorted(turns(store, january + HOUR)) == [(2026, 0), (2027, 0)]
    store.close()


def test_a_change_of_rules_keeps_the_draws_that_mean_the_same(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(database_url)
    bring(store, [account(f"K{n:02}", "2024-05-01 10:00") for n in range(40)], NOW)
    drawn = turns(store, NOW)
    store.by(WANG).customers.set_stage(drawn[2026, 0], Stage.LOST, now=NOW + HOUR)  # a new draw would pass them over
    asked: list[int] = []
    real = policy.places

    def counted(
        name: str, cohort: AnyCohort, them: Iterable[Candidate], year: int, zone: str
    ) -> dict[str, CohortPlace]:
        asked.append(year)
        return real(name, cohort, them, year, zone)

    monkeypatch.setattr(policy, "places", counted)
    later = BROKERAGE.replace('within = "3d"', 'within = "4d"')
    store.by(CHEN).rulebooks.put("brokerage", reader.load(later, "brokerage"), now=NOW + 2 * HOUR)
    assert turns(store, NOW + 2 * HOUR) == drawn
    assert asked == []
    assert store.queue.page(now=NOW + 2 * HOUR).rows == store.queue.page_as_of(as_of=NOW + 2 * HOUR).rows
    # A group that the draw passes over is another one: this is another draw.
    other = later.replace('[{ column = "dormant", yes = true }]', '[{ column = "asleep", yes = true }]')
    store.by(CHEN).rulebooks.put("brokerage", reader.load(other, "brokerage"), now=NOW + 3 * HOUR)
    again = turns(store, NOW + 3 * HOUR)
    assert asked == [2026]
    assert drawn[2026, 0] not in again.values()
    store.close()


def test_a_stock_that_changes_with_the_rules_is_drawn_anew(database_url: str) -> None:
    """Accounts come in between the taking over of a draw and the switch."""
    store = opened(database_url)
    bring(store, [account(f"K{n:02}", "2024-05-01 10:00") for n in range(10)], NOW)
    assert len(turns(store, NOW)) == 1
    book = reader.load(BROKERAGE.replace('within = "3d"', 'within = "4d"'), "brokerage")
    store.by(CHEN).rulebooks.begin("brokerage", book, now=NOW)
    for _ in range(2):
        store.rulebooks.go_on("brokerage", now=NOW, budget=0)
    bring(store, [account(f"L{n:02}", "2025-12-31 23:59") for n in range(10)], NOW)
    assert len(turns(store, NOW)) == 2
    while store.rulebooks.go_on("brokerage", now=NOW).stage is not ChangeStage.DONE:
        pass
    assert len(turns(store, NOW)) == 2
    store.close()


def test_a_new_year_draws_by_itself_and_an_import_draws_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(database_url)
    calls: list[int] = []
    real = cohorts.draw

    def counted(tx: Tx, work: cohorts.Work) -> cohorts.Drawn:
        calls.append(1)
        return real(tx, work)

    monkeypatch.setattr(cohorts, "draw", counted)
    for start in range(0, 60, 20):
        bring(store, [account(f"K{n:02}", "2026-01-02 10:00") for n in range(start, start + 20)], NOW)
    assert calls == []
    assert turns(store, NOW) == {}
    assert len(calls) == 1
    store.plans.tick(NOW + HOUR)
    assert len(calls) == 1
    new_year = at("2027-01-01 00:00")
    refs = [f"K{n:02}" for n in range(60)]
    asked = {ref for ref in refs for owed in _owed(store, ref, new_year) if owed == "brokerage.sample"}
    assert turns(store, NOW + 2 * HOUR) == {}  # asking changes nothing
    found = turns(store, new_year)
    assert sorted(found) == [(2027, place) for place in range(6)]
    assert asked == set(found.values())
    store.close()


def test_the_cohorts_of_coming_rules_are_there_at_the_switch(database_url: str) -> None:
    """Under the rules before the best fifth is VIP, under the coming ones the best half."""
    store = opened(database_url)
    bring(store, [paying(f"K{n}", str(n)) for n in range(1, 9)], NOW)
    few, many = ["K7", "K8"], ["K5", "K6", "K7", "K8"]

    def best() -> list[str]:
        page, again = store.queue.page(now=NOW), store.queue.page_as_of(as_of=NOW)
        assert page.rows == again.rows
        return [ref for ref, tier in tiers(store, NOW).items() if tier == "VIP"]

    assert best() == few
    book = reader.load(SHORTER, "key-account")
    change = store.by(CHEN).rulebooks.begin("key-account", book, now=NOW)
    seen = []
    while change.stage is not ChangeStage.DONE:
        assert best() == (few if change.stage is ChangeStage.PREPARING else many)
        seen.append(change.stage)
        change = store.rulebooks.go_on("key-account", now=NOW, budget=0)
    assert {ChangeStage.PREPARING, ChangeStage.SETTLING} == set(seen)
    assert best() == many
    tiers_of = {ref: [(one.old, one.new) for one in store.details.get(ref, now=NOW).tiers] for ref in ("K5", "K8")}
    assert tiers_of == {"K5": [(None, "regular"), ("regular", "VIP")], "K8": [(None, "regular"), ("regular", "VIP")]}
    for table in ("placement", "obligation", "cohort", "cohort_place"):
        count = f"SELECT count(*) FROM {table} WHERE edition_id NOT IN (SELECT edition FROM campaign)"
        assert store.database.read(lambda tx, count=count: tx.value(count)) == 0, table  # type: ignore[misc]
    store.close()


def test_who_comes_in_while_the_rules_change_has_their_place_in_both(database_url: str) -> None:
    store = opened(database_url)
    bring(store, [paying(f"K{n}", str(n)) for n in range(1, 9)], NOW)
    tiers(store, NOW)
    book = reader.load(SHORTER, "key-account")
    store.by(CHEN).rulebooks.begin("key-account", book, now=NOW)
    for _ in range(2):  # their plans are there, the cohorts drawn
        store.rulebooks.go_on("key-account", now=NOW, budget=0)
    bring(store, [paying("K9", "9")], NOW)
    store.by(WANG).customers.set_stage("K1", Stage.LOST, now=NOW)
    assert [ref for ref, tier in tiers(store, NOW).items() if tier == "VIP"] == ["K8", "K9"]
    while store.rulebooks.go_on("key-account", now=NOW).stage is not ChangeStage.DONE:
        pass
    assert [ref for ref, tier in tiers(store, NOW).items() if tier == "VIP"] == ["K5", "K6", "K7", "K8", "K9"]
    store.close()


def test_who_goes_to_another_campaign_leaves_the_cohorts_of_the_one_before(database_url: str) -> None:
    store = opened(database_url)
    bring(store, [paying(f"K{n}", str(n)) for n in range(1, 9)], NOW)
    tiers(store, NOW)
    back = bring(store, [replace(paying("K8", None), campaign="telesales")], NOW)
    assert [ref for ref, tier in tiers(store, NOW).items() if tier == "VIP"] == ["K6", "K7"]
    store.by(CHEN).imports.undo(back, now=NOW)
    assert [ref for ref, tier in tiers(store, NOW).items() if tier == "VIP"] == ["K7", "K8"]
    store.close()


def test_nobody_calls_their_own_and_nobody_of_the_sales_line_calls(database_url: str) -> None:
    store = opened(database_url)
    store.by(CHEN).people.add("钱销", line=SalesLine.SALES, now=NOW)
    rows = [account("K1", "2026-02-20 10:00"), account("K2", "2026-02-20 10:00"), account("K3", "2026-02-20 10:00")]
    owners = ("王敏", "赵磊", None)
    bring(store, [replace(row, owner=owner) for row, owner in zip(rows, owners, strict=True)], NOW)
    for agent, refs in (("王敏", ["K2", "K3"]), ("赵磊", ["K1", "K3"]), ("钱销", [])):
        assert [row.ref for row in store.queue.page(now=NOW, agent=agent).rows] == refs
        assert [row.ref for row in store.queue.page_as_of(as_of=NOW, agent=agent).rows] == refs
    found = store.by(WANG).claims.take_next(now=NOW)
    assert found is not None
    assert found[0].ref == "K2"
    with pytest.raises(StoreError) as refused:
        store.by(WANG).claims.take("K1", now=NOW)
    assert refused.value.code is Trouble.NOT_A_CALLER
    store.close()


def _owed(store: Store, ref: str, as_of: Instant) -> list[str]:
    return [one.rule for one in store.details.get(ref, now=NOW, as_of=as_of).plan.obligations]


class Year:
    """A seeded series of changes to lists whose cohorts follow them."""

    def __init__(self, url: str, seed: int) -> None:
        self.store = opened(url)
        self.random = random.Random(seed)
        self.now = NOW
        self.imports: list[int] = []

    def step(self) -> None:
        self.now += self.random.choice([HOUR, DAY, 20 * DAY, 90 * DAY])
        what = self.random.choice([self._import, self._import, self._edit, self._touch, self._fact, self._tick])
        try:
            what()
        except StoreError:
            return

    def _ref(self) -> str:
        return f"K{self.random.randrange(8)}"

    def _import(self) -> None:
        if self.imports and self.random.random() < 0.2:
            taken_back = self.imports.pop(self.random.randrange(len(self.imports)))
            self.store.by(CHEN).imports.undo(taken_back, now=self.now)
            return
        campaign = self.random.choice(BOOKS)
        rows = [
            StagedCustomer(
                line,
                self._ref(),
                campaign=campaign,
                name="导入",
                key=self.random.random() < 0.2,
                revenue=self.random.choice([None, "10", "10.0", "500", "x"]),
                milestones=(
                    Milestone(MilestoneKind.ACCOUNT_OPENED, self.now - self.random.randrange(900 * DAY)),
                    Milestone(MilestoneKind.QUESTION, self.now - self.random.randrange(5 * DAY)),
                )[: self.random.randrange(3)],
                attributes=self.random.choice([None, {"margin": "是"}, {"dormant": "1"}, {"dormant": "0"}]),
            )
            for line in range(4)
        ]
        self.imports.append(bring(self.store, rows, self.now))

    def _edit(self) -> None:
        revenue = self.random.choice(["", "7", "900", "1000"])
        self.store.by(WANG).customers.edit(self._ref(), CustomerChanges(revenue=revenue), now=self.now)

    def _touch(self) -> None:
        how = self.random.choice([Disposition.NEUTRAL, Disposition.NO_ANSWER, Disposition.DO_NOT_CALL])
        moment = self.now - self.random.choice([0, DAY, 200 * DAY])
        touch = Touch(moment, Channel.CALL, disposition=how, agent="王敏", note=GOOD_NOTE)
        self.store.by(WANG).touches.record(self._ref(), touch, now=self.now)

    def _fact(self) -> None:
        ref, now = self._ref(), self.now
        fact = self.random.randrange(4)
        if fact == 0:
            self.store.by(WANG).customers.set_stage(ref, self.random.choice([Stage.LOST, Stage.NONE]), now=now)
        elif fact == 1:
            self.store.by(CHEN).ownership.assign(ref, self.random.choice([None, "王敏", "赵磊"]), now=now)
        elif fact == 2:
            self.store.by(CHEN).customers.lift_do_not_call(ref, now=now)
        else:
            text = self.random.choice([shelf.shipped_text("key-account"), SHORTER])
            put = self.random.choice([self.store.by(CHEN).rulebooks.put, self.store.by(CHEN).rulebooks.begin])
            put("key-account", reader.load(text, "key-account"), now=now)

    def _tick(self) -> None:
        self.store.plans.tick(self.now)
        self.store.rulebooks.go_on("key-account", now=self.now, budget=self.random.choice([0, 0, 50]))

    def check(self) -> None:
        """Check that the store holds what a fresh fold says, and that the cohorts are those of the facts."""
        self.store.plans.tick(self.now)
        for ref, tier, obligations in self.store.database.read(_stored):
            plan = self.store.details.get(ref, now=self.now).plan
            assert tier == plan.tier, ref
            assert obligations == {astuple(ObligationRow.of(owed)) for owed in plan.obligations}, ref
        for agent in (None, "王敏"):
            live = self.store.queue.page(now=self.now, agent=agent)
            assert live.rows == self.store.queue.page_as_of(as_of=self.now, agent=agent).rows
        behind = self.store.database.read(
            lambda tx: tx.rows(
                "SELECT * FROM cohort WHERE changes <> drawn AND edition_id IN (SELECT edition FROM campaign)"
            )
        )
        assert behind == []
        self._best()

    def _best(self) -> None:
        rows = self.store.database.read(
            lambda tx: tx.rows(
                "SELECT c.ref, c.revenue, EXISTS (SELECT 1 FROM cohort_place p WHERE p.customer_id = c.id"
                " AND p.edition_id = k.edition AND p.name = 'top') FROM customer c"
                " JOIN campaign k ON k.id = c.campaign_id WHERE k.name = 'key-account'"
            )
        )
        having = sorted((-float(revenue), ref) for ref, revenue, _ in rows if revenue not in ("", "x"))
        percent = 50 if self.store.campaigns.book("key-account").text == SHORTER else 20
        best = {ref for _, ref in having[: -(-len(having) * percent // 100)]}
        assert {ref for ref, _, inside in rows if inside} == best


def _stored(tx: Tx) -> list[tuple[str, str | None, set[object]]]:
    obligations: dict[int, set[object]] = {}
    counting = "edition_id IN (SELECT edition FROM campaign)"
    for row in tx.rows(f"SELECT customer_id, {OBLIGATION_COLUMNS} FROM obligation WHERE {counting}"):
        obligations.setdefault(row[0], set()).add(tuple(row[1:]))
    rows = tx.rows(f"SELECT customer_id, ref, plan_tier FROM placement WHERE {counting} ORDER BY ref")
    return [(ref, tier, obligations.get(key, set())) for key, ref, tier in rows]


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(3, 20))
def test_cohorts_follow_the_facts(tmp_path: Path, seed: int) -> None:
    shortest(lambda steps: _run(str(tmp_path / f"{steps}.db"), seed, steps), 30)


@pytest.mark.slow
@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(1, 3))
def test_cohorts_follow_the_facts_on_a_server(postgresql_url: str, seed: int) -> None:
    _run(postgresql_url, seed)


def _run(url: str, seed: int, steps: int = 30) -> None:
    year = Year(url, seed)
    for book in BOOKS:
        year.store.by(CHEN).campaigns.ensure_shipped(book, now=NOW)
    for number in range(1, steps + 1):
        year.step()
        if number % 3 == 0 or number == steps:
            year.check()
    year.store.close()


def test_the_lease_lasts_while_cohorts_are_drawn(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drawing of 20 seconds, longer than the lease."""
    now = at("2026-03-02 10:00")
    store = opened(database_url)
    other = Store.open(database_url, now)
    bring(store, [paying(f"K{number}", str(number)) for number in range(10)], now)
    passed = [0.0]
    monkeypatch.setattr(catch_up, "time", SimpleNamespace(monotonic=lambda: passed[0], sleep=lambda _seconds: None))
    monkeypatch.setattr(catch_up, "RENEWED", 10)
    draw, seen = cohorts.draw, list[tuple[bool, bool]]()

    def expires_at() -> Instant:
        return int(other.database.read(lambda tx: tx.value("SELECT expires_at FROM lease WHERE name = 'catch_up'")))

    def draw_for_long(tx: Tx, work: cohorts.Work) -> cohorts.Drawn:
        for passed[0] in (10.0, 20.0):
            present = now + round(passed[0] * SECOND)
            waited = 0
            while expires_at() < present + catch_up.LEASE:
                waited += 1
                assert waited < 500, "nobody renews the lease"
                threading.Event().wait(0.01)
            second = other.catch_up.run(holder="two", now=present)
            seen.append((second.holding, second.left))
        return draw(tx, work)

    monkeypatch.setattr(cohorts, "draw", draw_for_long)
    store.by(CHEN).customers.edit("K1", CustomerChanges(revenue="1000"), now=now)
    store.catch_up.run(holder="one", now=now)
    assert seen == [(False, True), (False, True)]
    assert other.catch_up.run(holder="two", now=now).holding, "it went back"
    for one in (store, other):
        one.close()
