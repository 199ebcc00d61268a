"""Plans that are behind: queries say so and write nothing, one program catches up, claims are right all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from callcenter import policy
from callcenter.model import DAY, HOUR, MINUTE, SECOND, CampaignFrame, Instant, Lane
from callcenter.rulebook import reader, shelf
from callcenter.storage.database.transaction import Tx
from callcenter.storage.queue import catch_up, claims, heads
from callcenter.store import Store
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, opened, ticked

FRIDAY = at("2026-03-06 16:00")
MONDAY = at("2026-03-09 10:30")
READS: dict[str, Callable[[Store, Instant], object]] = {
    "queue": lambda store, now: store.queue.page(now=now, agent=WANG.name),
    "everybody's queue": lambda store, now: store.queue.page(now=now),
    "breaches": lambda store, now: store.breaches.open(now=now),
    "tasks": lambda store, now: store.tasks.open(now=now),
    "visits": lambda store, now: store.tasks.visits(now=now),
    "lapsed": lambda store, now: store.tasks.lapsed(now=now, since=now - DAY),
    "win-backs": lambda store, now: store.tasks.win_backs(now=now),
    "promises": lambda store, now: store.promises.open(now=now),
    "rule counts": lambda store, now: store.rule_counts.all("telesales", ["telesales.first_call"], now=now),
    "rule": lambda store, now: store.rule_counts.owed("telesales", "telesales.first_call", now=now),
    "figures": lambda store, now: store.team.figures(WANG.name, now=now),
    "team": lambda store, now: store.team.overview(now=now),
    "behind": lambda store, now: store.queue.behind(now=now),
    "customer": lambda store, now: store.details.get("W000001", now=now),
}


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = opened(database_url)
    for number in range(12):
        customer(store, f"客户{number}", f"+86138000000{number:02}", now=f"2026-03-06 16:{number:02}")
    yield store
    store.close()


@pytest.mark.parametrize("name", READS)
def test_a_query_begins_no_writing_transaction(store: Store, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.queue.behind(now=MONDAY).plans == 12

    def refuse(*_work: object) -> None:
        raise AssertionError("a query writes")

    monkeypatch.setattr(store.database, "write", refuse)
    READS[name](store, MONDAY)


def test_what_stands_is_listed_and_how_many_are_behind(store: Store) -> None:
    page = store.queue.page(now=MONDAY)
    assert (page.total, page.behind.plans, page.behind.more) == (12, 12, False)
    assert {row.lane for row in page.rows} == {Lane.FRESH}, "as they were folded on Friday"
    ticked(store, MONDAY)
    page = store.queue.page(now=MONDAY)
    assert (page.total, page.behind.plans) == (12, 0)
    assert {row.lane for row in page.rows} == {Lane.BREACHED}


def test_one_program_catches_up_and_the_others_leave_it_to_that_one(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "FEW", 2)
    other = Store.open(database_url, MONDAY)
    assert store.database.write(lambda tx: catch_up.take(tx, "one", MONDAY))
    refused = other.catch_up.run(holder="two", now=MONDAY + SECOND)
    assert (refused.holding, refused.folded, refused.left) == (False, 0, True)
    assert other.queue.behind(now=MONDAY).plans == 12
    done = store.catch_up.run(holder="one", now=MONDAY + SECOND)
    assert (done.holding, done.folded, done.left) == (True, 12, False)
    assert store.queue.behind(now=MONDAY).plans == 0
    assert other.catch_up.run(holder="two", now=MONDAY + DAY).folded == 12, "the lease went back when nothing was left"
    other.close()


def test_the_lease_of_a_program_that_stopped_ends(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catch_up, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda _seconds: None))
    assert store.database.write(lambda tx: catch_up.take(tx, "gone", MONDAY))
    assert not store.catch_up.run(holder="next", now=MONDAY + catch_up.LEASE - 1).holding
    assert store.catch_up.run(holder="next", now=MONDAY + catch_up.LEASE).folded == 12


def test_a_lease_taken_by_a_clock_that_is_far_ahead_keeps_nobody_waiting(store: Store) -> None:
    assert store.database.write(lambda tx: catch_up.take(tx, "ahead", MONDAY + 400 * DAY))
    assert store.catch_up.run(holder="right", now=MONDAY).folded == 12


def test_progress_stands_in_the_store_while_it_lasts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "FEW", 2)
    monkeypatch.setattr("callcenter.storage.database.pace._FIRST", 5)
    first = store.catch_up.run(holder="one", now=MONDAY, budget=0)
    assert (first.left, first.folded) == (True, 5)
    behind = store.queue.behind(now=MONDAY)
    assert (behind.total, behind.done) == (12, first.folded)
    assert behind.plans == 12 - first.folded
    store.catch_up.stop(holder="one")
    assert (store.queue.behind(now=MONDAY).total, store.queue.behind(now=MONDAY).plans) == (0, 12 - first.folded)


def test_the_heads_of_the_lanes_are_folded_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One callback among twelve others, who have all been behind for longer."""
    monkeypatch.setattr(heads, "FEW", 2)
    promised = customer(store, "约好的", "+8613900000001", now="2026-03-06 16:00")
    noon = at("2026-03-09 10:00")
    touch = call("2026-03-06 16:30", callback_at="2026-03-09 10:00")
    store.by(WANG).touches.record(promised, touch, now=FRIDAY + HOUR)
    monkeypatch.setattr("callcenter.storage.database.pace._FIRST", 1)
    store.catch_up.run(holder="one", now=noon, budget=0)
    valid = store.database.read(lambda tx: tx.value("SELECT valid_until FROM placement WHERE ref = ?", (promised,)))
    assert valid > noon
    assert store.queue.behind(now=noon).plans == 12


def test_a_claim_folds_no_more_than_it_needs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "FEW", 2)
    monkeypatch.setattr(heads, "_SOME", 3)
    found = store.by(WANG).claims.take_next(now=MONDAY)
    assert found is not None
    assert found[1].lane is Lane.BREACHED
    assert 0 < store.queue.behind(now=MONDAY).plans < 12


def test_an_agent_whom_nobody_waits_for_folds_nobody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """All customers are a colleague's: however many plans are behind, none of them can be offered."""
    monkeypatch.setattr(heads, "FEW", 2)
    monkeypatch.setattr(heads, "_SOME", 3)
    for number in range(1, 13):
        store.by(CHEN).ownership.assign(f"W{number:06}", ZHAO.name, now=at("2026-03-06 17:00"))
    assert store.queue.behind(now=MONDAY).plans == 12
    assert store.by(WANG).claims.take_next(now=MONDAY) is None
    assert store.queue.behind(now=MONDAY).plans == 12
    found = store.by(ZHAO).claims.take_next(now=MONDAY)
    assert found is not None


def test_a_due_commitment_is_never_passed_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their plan ended on Saturday, on Sunday and with the callback: it is three steps behind."""
    monkeypatch.setattr(heads, "FEW", 0)
    promised = customer(store, "约好的", "+8613900000001", now="2026-03-06 16:00")
    touch = call("2026-03-06 16:30", callback_at="2026-03-09 10:00")
    store.by(WANG).touches.record(promised, touch, now=FRIDAY + HOUR)
    found = store.by(WANG).claims.take_next(now=MONDAY)
    assert found is not None
    assert (found[1].ref, found[1].lane) == (promised, Lane.PROMISED)


YEARLY = """
[[rules]]
id = "each_year"
kind = "yearly"
phase = "presale"
tiers = ["B"]
channel = "call"
commitment = true
"""


def test_a_commitment_that_comes_with_the_year_is_not_passed_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No plan of the year before has it: that one ended at New Year, and once more since."""
    monkeypatch.setattr(heads, "FEW", 0)
    text = shelf.shipped_text("telesales") + YEARLY
    store.by(CHEN).rulebooks.put("telesales", reader.load(text, "telesales"), now=FRIDAY)
    kept = customer(store, "每年一次", "+8613900000001", now="2026-12-28 09:00", tier="B")
    store.by(WANG).touches.record(kept, call("2026-12-28 10:00"), now=at("2026-12-28 10:05"))
    now = at("2027-01-12 10:30")
    customer(store, "新来的", "+8613900000002", now="2027-01-12 10:00")
    (until, then) = store.database.read(
        lambda tx: tx.row("SELECT valid_until, next_until FROM placement WHERE ref = ?", (kept,))
    ) or (0, 0)
    assert until <= then <= now, "their plan ended twice"
    found = store.by(WANG).claims.take_next(now=now)
    assert found is not None
    assert (found[1].ref, found[1].lane) == (kept, Lane.PROMISED)


@pytest.mark.parametrize(
    ("rule", "since"),
    [
        ("", None),
        (YEARLY, "2027-01-01 00:00"),
        (YEARLY + "task = true\n", None),
        (YEARLY.replace("commitment = true\n", ""), None),
        (YEARLY.replace('kind = "yearly"', 'kind = "greeting"\non = "05-01"'), "2027-01-01 00:00"),
        (YEARLY.replace('kind = "yearly"', 'kind = "greeting"\non = "tue"'), "2027-01-06 00:00"),
    ],
)
def test_from_when_on_a_plan_lists_the_commitments_of_the_calendar(rule: str, since: str | None) -> None:
    """On Tuesday, 12 January: this year's stand in plans of this year, Tuesday's since last Wednesday."""
    book = reader.load(shelf.shipped_text("telesales") + rule, "telesales")
    frame = CampaignFrame("telesales", "Asia/Shanghai", "CN")
    expected = None if since is None else at(since)
    assert policy.commitments_listed_since(book, frame, at("2027-01-12 10:30")) == expected


def test_of_more_callbacks_at_one_instant_than_a_claim_folds_one_is_claimed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list gave them all the same time."""
    for number in range(8):
        ref = customer(store, f"约好的{number}", f"+86139000000{number:02}", now="2026-03-06 16:00")
        touch = call("2026-03-06 16:30", callback_at="2026-03-09 10:00")
        store.by(WANG).touches.record(ref, touch, now=FRIDAY + HOUR)
    monkeypatch.setattr(heads, "FEW", 0)
    monkeypatch.setattr(heads, "_SOME", 1)
    monkeypatch.setattr(claims, "_ROUNDS", 3)
    found = store.by(WANG).claims.take_next(now=MONDAY)
    assert found is not None
    assert found[1].lane is Lane.PROMISED


def test_of_plans_one_step_behind_the_least_is_claimed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first calls break one after another on Saturday; who broke first is next, as a fresh fold says."""
    monkeypatch.setattr(heads, "FEW", 0)
    ticked(store, at("2026-03-07 00:00"))
    for minutes in (1, 7, 13):
        now = at("2026-03-07 16:00") + minutes * MINUTE
        expected = store.queue.page_as_of(as_of=now, agent=WANG.name).rows[0].ref
        found = store.by(WANG).claims.take_next(now=now)
        assert found is not None
        assert found[1].ref == expected
        store.claims.release(found[0], now=now)


def test_the_next_placement_is_the_one_of_a_fresh_fold(store: Store) -> None:
    """The stored placement for the time after a plan is what the policy says then."""

    def ahead(tx: Tx) -> list[tuple[str, Instant, int, int, int]]:
        return tx.rows("SELECT ref, valid_until, next_lane, next_k1, next_k2 FROM placement ORDER BY ref")

    seen = set()
    now = FRIDAY + HOUR
    for _ in range(12):
        for ref, until, *stands in store.database.read(ahead):
            placement = store.details.get(ref, now=until).plan.placement
            expected = [0, 0, 0] if placement is None else [placement.lane.value, *placement.key]
            assert stands == expected, (ref, until)
            seen.add(stands[0])
        now = min(until for _, until, *_ in store.database.read(ahead))
        ticked(store, now)
    assert len(seen) >= 2
