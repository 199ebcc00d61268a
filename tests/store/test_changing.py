"""A campaign's rules change while people work: interrupted, resumed, never a mix.

See docs/architecture.md#rule-changes.
"""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from callcenter.model import HOUR, MINUTE, SECOND, Disposition, Instant
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import Rulebook
from callcenter.storage.database.transaction import Tx
from callcenter.storage.plans import placements
from callcenter.storage.rulebooks import rule_changes
from callcenter.store import Store
from callcenter.views.upkeep.campaigns import ChangeStage, RulebookChange
from callcenter.views.upkeep.imports import StagedCustomer
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, lines, opened

SHIPPED = shelf.shipped_text("telesales")
NOW = at("2026-03-02 10:05")


def book(*changes: tuple[str, str]) -> Rulebook:
    """The shipped book with some of its text replaced."""
    text = SHIPPED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return reader.load(text, "telesales")


HASTY = book(('within = "24h"', 'within = "1h"'))
"""Everybody who came an hour ago and was not called is breached, and not fresh."""
RENAMED = book(('id = "first_call"', 'id = "first_ring"'))
"""One rule under another name: whose plan says which tells under which book it was made."""


def step(store: Store, size: int, now: Instant = NOW, campaign: str = "telesales") -> bool:
    return store.database.write(lambda tx: rule_changes.step(tx, campaign=campaign, now=now, size=size))


def finish(store: Store, now: Instant = NOW, campaign: str = "telesales") -> RulebookChange:
    while True:
        change = store.rulebooks.go_on(campaign, now=now)
        if change.stage is ChangeStage.DONE:
            return change


def crowd(store: Store, number: int, now: str = "2026-03-02 09:00") -> None:
    """Many customers in one go."""
    key = store.by(CHEN).imports.stage_begin("customers", "名单.csv", "digest", now=at(now))
    rows = [
        StagedCustomer(line=one, ref=f"K{one:04d}", name=f"客户{one}", phones=(f"+86138{one:08d}",), tier="C")
        for one in range(number)
    ]
    store.imports.stage_rows(key, rows)
    store.imports.stage_ready(key, counts={})
    store.by(CHEN).imports.resume(now=at(now))


def rules(store: Store, now: Instant = NOW) -> set[str]:
    """Every rule that the queue offers anybody by."""
    return {row.obligation.rule for row in store.queue.page(now=now).rows}


def test_the_rules_before_count_until_every_plan_is_there(database_url: str) -> None:
    store = opened(database_url)
    crowd(store, 20)
    change = store.by(CHEN).rulebooks.begin("telesales", RENAMED, now=NOW)
    assert (change.stage, change.done, change.total, change.version) == (ChangeStage.PREPARING, 0, 20, 2)
    seen = []
    while True:
        seen.append(rules(store))
        assert [row.ref for row in store.queue.page(now=NOW).rows] == [f"K{one:04d}" for one in range(20)]
        assert store.queue.page(now=NOW).rows == store.queue.page_as_of(as_of=NOW).rows
        if not step(store, 3):
            break
    assert seen[0] == {"telesales.first_call"}
    assert seen[-1] == {"telesales.first_ring"}
    assert all(len(found) == 1 for found in seen), "nobody is ever offered by one book beside somebody by another"
    row = store.campaigns.get("telesales")
    assert (row.version, row.customers) == (2, 20)
    assert store.rulebooks.changes() == ()
    store.close()


def test_whoever_is_claimed_by_the_rules_before_stays_claimed(database_url: str) -> None:
    store = opened(database_url)
    crowd(store, 6)
    store.by(CHEN).rulebooks.begin("telesales", HASTY, now=NOW)
    step(store, 2)
    found = store.by(WANG).claims.take_next(now=NOW)
    assert found is not None
    claim, row = found
    assert (row.ref, row.lane.id) == ("K0000", "fresh")
    other = store.by(ZHAO).claims.take_next(now=NOW)
    assert other is not None
    call_ = store.by(ZHAO).calls.start(other[0], now=NOW)
    finish(store)
    # The claim, the open call and its note outlive the change; nobody else gets the two.
    assert {one.lane.id for one in store.queue.page(now=NOW).rows} == {"breached"}
    assert {one.ref for one in store.queue.page(now=NOW).rows} == {f"K{one:04d}" for one in range(2, 6)}
    mine = store.by(WANG).calls.start(claim, now=NOW)
    for open_call, actor in ((mine, WANG), (call_, ZHAO)):
        store.calls.save_note(open_call.token, "客户想了解新的报价方案", now=NOW + SECOND)
        wrap = WrapUp(Disposition.NEUTRAL, "客户想了解新的报价方案")
        saved = store.by(actor).calls.finish(open_call.token, wrap, now=NOW + MINUTE)
        assert not saved.lost_lease
    assert len(store.queue.page(now=NOW + MINUTE).rows) == 4
    store.close()


def test_facts_that_come_in_meanwhile_are_judged_by_both(database_url: str) -> None:
    store = opened(database_url)
    crowd(store, 4)
    store.by(CHEN).rulebooks.begin("telesales", HASTY, now=NOW)
    step(store, 2)
    now = NOW + MINUTE
    for ref in ("K0000", "K0003"):  # one whose new plan is there, one whose is not
        store.by(WANG).touches.record(ref, call("2026-03-02 10:06"), now=now)
    new = customer(store, "新来的", "+8613912345678", now="2026-03-02 10:06")
    assert {row.ref for row in store.queue.page(now=now).rows} == {"K0001", "K0002", new}
    finish(store, now)
    assert {row.ref: row.lane.id for row in store.queue.page(now=now).rows} == {
        "K0001": "breached",
        "K0002": "breached",
        new: "fresh",
    }
    assert store.queue.page(now=now).rows == store.queue.page_as_of(as_of=now).rows
    assert store.database.read(_strangers) == 0
    store.close()


def _strangers(tx: Tx) -> int:
    """Plans that no one's rules stand behind."""
    count = "SELECT count(*) FROM {} WHERE edition_id NOT IN (SELECT edition FROM campaign)"
    return sum(int(tx.value(count.format(table))) for table in ("placement", "obligation"))


def test_touches_and_breaches_keep_the_version_that_judged_them(database_url: str) -> None:
    store = opened(database_url)
    crowd(store, 2, now="2026-03-01 09:00")
    store.by(WANG).touches.record("K0000", call("2026-03-02 09:30"), now=at("2026-03-02 09:35"))
    store.plans.tick(NOW)
    (before,) = _breaches(store, "K0001", "telesales.first_call")
    assert before == (1, at("2026-03-02 09:00"), None)
    store.by(CHEN).rulebooks.put("telesales", HASTY, now=NOW)
    store.by(WANG).touches.record("K0001", call("2026-03-02 10:06"), now=NOW + MINUTE)
    # By the new rules it was breached at another instant: beside the entry of the rules before, which stays.
    assert _breaches(store, "K0001", "telesales.first_call") == [
        (2, at("2026-03-01 10:00"), None),
        (1, at("2026-03-02 09:00"), None),
    ]
    versions = store.database.read(
        lambda tx: tx.rows(
            "SELECT c.ref, v.number FROM touch t JOIN customer c ON c.id = t.customer_id"
            " JOIN rulebook_version v ON v.id = t.rulebook_version_id ORDER BY t.id"
        )
    )
    assert versions == [("K0000", 1), ("K0001", 2)]
    # A call of before, recorded only now, voids what each version would not have found: both, here.
    late = call("2026-03-01 09:30")
    store.by(WANG).touches.record("K0001", late, now=NOW + 2 * MINUTE)
    voided = [entry[2] for entry in _breaches(store, "K0001", "telesales.first_call")]
    assert voided == [NOW + 2 * MINUTE, NOW + 2 * MINUTE]
    store.close()


def _breaches(store: Store, ref: str, rule: str) -> list[tuple[int, Instant, Instant | None]]:
    return store.database.read(
        lambda tx: tx.rows(
            "SELECT v.number, b.breach_at, b.voided_at FROM breach_log b JOIN customer c ON c.id = b.customer_id"
            " JOIN rulebook_version v ON v.id = b.rulebook_version_id WHERE c.ref = ? AND b.rule = ?"
            " ORDER BY b.breach_at",
            (ref, rule),
        )
    )


def test_a_breach_of_a_rule_that_has_gone_stays_on_record(database_url: str) -> None:
    store = opened(database_url)
    crowd(store, 1, now="2026-03-01 09:00")
    store.plans.tick(NOW)
    store.by(CHEN).rulebooks.put("telesales", RENAMED, now=NOW)
    # Of an hour in which it stood either way: by its own version it was breached, whatever rules count today.
    store.by(WANG).touches.record("K0000", call("2026-03-02 09:30"), now=NOW + MINUTE)
    assert _breaches(store, "K0000", "telesales.first_call") == [(1, at("2026-03-02 09:00"), None)]
    store.close()


def test_another_change_takes_the_place_of_one_that_is_coming(database_url: str) -> None:
    store = opened(database_url)
    crowd(store, 5)
    store.by(CHEN).rulebooks.begin("telesales", RENAMED, now=NOW)
    step(store, 3)
    again = store.by(CHEN).rulebooks.begin("telesales", RENAMED, now=NOW)
    assert (again.stage, again.done) == (ChangeStage.PREPARING, 3), "the same again goes on where it stopped"
    store.by(CHEN).rulebooks.begin("telesales", HASTY, now=NOW)
    change = finish(store)
    assert (change.version, rules(store)) == (3, {"telesales.first_call"})
    assert store.database.read(_strangers) == 0
    store.by(CHEN).rulebooks.begin("telesales", RENAMED, now=NOW)
    step(store, 3)
    store.by(CHEN).rulebooks.begin("telesales", HASTY, now=NOW)  # back to what counts: nothing changes
    assert finish(store).version == 3
    assert store.database.read(_strangers) == 0
    assert store.queue.page(now=NOW).rows == store.queue.page_as_of(as_of=NOW).rows
    store.close()


def test_a_campaign_of_nobody_changes_at_once(database_url: str) -> None:
    store = opened(database_url)
    store.by(CHEN).campaigns.add("空", now=NOW)
    assert store.by(CHEN).rulebooks.put("空", HASTY, now=NOW).version == 2
    assert store.rulebooks.changes() == ()
    store.close()


def test_a_change_left_alone_is_gone_on_with(database_url: str) -> None:
    store = opened(database_url)
    crowd(store, 40)
    store.by(CHEN).rulebooks.begin("telesales", RENAMED, now=NOW)
    store.rulebooks.resume(now=NOW + SECOND, budget=60_000)
    assert [change.done for change in store.rulebooks.changes()] == [0], "whoever began it is still at work"
    store.rulebooks.resume(now=NOW + MINUTE, budget=60_000)
    assert store.rulebooks.changes() == ()
    assert rules(store, NOW + MINUTE) == {"telesales.first_ring"}
    store.close()


# Changes the rules step by step, saying before each what it is at, until it is killed.
CHANGER = """
import sys
from callcenter.rulebook import reader
from callcenter.storage.rulebooks import rule_changes
from callcenter.store import Store
from callcenter.access import Origin, Principal
address, text, now = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = Store.open(address, now)
store.by(Principal("x", Origin.COMMAND)).rulebooks.begin("telesales", reader.load(text, "telesales"), now=now)
while True:
    print("step", flush=True)
    sys.stdin.readline()
    if not store.database.write(lambda tx: rule_changes.step(tx, campaign="telesales", now=now, size=4)):
        print("done", flush=True)
        break
"""


def changer(url: str, text: str, now: Instant = NOW) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHANGER, url, text, str(now)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("steps", [0, 1, 3, 4, 5, 7, 8])
def test_a_change_that_is_killed_goes_on_where_it_stopped(database_url: str, steps: int) -> None:
    """12 customers in steps of 4: three of preparing, one that switches, three of settling, one that ends."""
    store = opened(database_url)
    crowd(store, 12)
    process = changer(database_url, RENAMED.text)
    assert process.stdin is not None
    assert process.stdout is not None
    for _ in range(steps):
        assert process.stdout.readline() == "step\n"
        process.stdin.write("\n")
        process.stdin.flush()
    assert process.stdout.readline() == "step\n"
    process.kill()
    process.communicate()
    switched = steps >= 4
    assert rules(store) == {"telesales.first_ring" if switched else "telesales.first_call"}
    assert store.queue.page(now=NOW).rows == store.queue.page_as_of(as_of=NOW).rows
    store.rulebooks.resume(now=NOW + MINUTE, budget=60_000)
    assert rules(store) == {"telesales.first_ring"}
    assert store.queue.page(now=NOW + HOUR).rows == store.queue.page_as_of(as_of=NOW + HOUR).rows
    assert all(row.id for row in store.breaches.open(now=NOW + HOUR))
    assert store.database.read(_strangers) == 0
    store.close()


# Changes the rules to and fro as fast as it can until it is killed.
RESTLESS = """
import itertools, sys
from callcenter.rulebook import reader
from callcenter.store import Store
from callcenter.access import Origin, Principal
address, now = sys.argv[1], int(sys.argv[2])
store = Store.open(address, now)
for text in itertools.cycle(sys.argv[3:]):
    books = store.by(Principal("x", Origin.COMMAND)).rulebooks
    books.put("telesales", reader.load(text, "telesales"), now=now)
    print("changed", flush=True)
"""


def test_people_work_while_another_program_changes_the_rules(database_url: str) -> None:
    """One process changes the rules to and fro until it is killed; two agents claim, call and save in another."""
    store = opened(database_url)
    crowd(store, 60)
    process = subprocess.Popen(
        [sys.executable, "-c", RESTLESS, database_url, str(NOW), RENAMED.text, SHIPPED],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "changed\n"
    worked: list[str] = []
    wrong: list[str] = []

    def work(actor_name: str, calls: int) -> None:
        actor = WANG if actor_name == WANG.name else ZHAO
        for _ in range(calls):
            found = store.by(actor).claims.take_next(now=NOW)
            if found is None:
                wrong.append("nobody offered")
                return
            version = store.database.read(_version)
            offered = found[1].obligation.rule
            if offered not in ("telesales.first_call", "telesales.first_ring"):
                wrong.append(f"{offered} under version {version}")
            open_call = store.by(actor).calls.start(found[0], now=NOW)
            wrap = WrapUp(Disposition.NEUTRAL, "客户想了解新的报价方案")
            store.by(actor).calls.finish(open_call.token, wrap, now=NOW)
            worked.append(found[1].ref)
            mixed = {row.obligation.rule for row in store.queue.page(now=NOW).rows} & {
                "telesales.first_call",
                "telesales.first_ring",
            }
            if len(mixed) != 1:
                wrong.append(f"a mix: {sorted(mixed)}")

    threads = [threading.Thread(target=work, args=(actor.name, 12)) for actor in (WANG, ZHAO)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.kill()
    process.communicate()
    assert wrong == []
    assert len(worked) == len(set(worked)) == 24
    later = NOW + MINUTE
    store.rulebooks.resume(now=later, budget=60_000)
    assert store.rulebooks.changes() == ()
    assert store.database.read(_strangers) == 0
    assert store.queue.page(now=later).rows == store.queue.page_as_of(as_of=later).rows
    assert len(store.queue.page(now=later).rows) == 36
    store.close()


def _version(tx: Tx) -> int:
    return int(tx.value("SELECT edition FROM campaign WHERE name = 'telesales'"))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Record the number of customers that each transaction of a change folds."""
    sizes: list[int] = []
    original = placements.prepare

    def counted(tx: Tx, ids: list[int], now: Instant) -> None:
        sizes.append(len(ids))
        original(tx, ids, now)

    monkeypatch.setattr(placements, "prepare", counted)
    return sizes


@pytest.mark.counts_units
def test_a_change_works_in_small_transactions(database_url: str, written: list[int]) -> None:
    store = opened(database_url)
    crowd(store, 100)
    change = store.by(CHEN).rulebooks.begin("telesales", HASTY, now=NOW)
    shown = [change.done]
    while change.stage is ChangeStage.PREPARING:
        change = store.rulebooks.go_on("telesales", now=NOW, budget=0)
        shown.append(change.done)
    assert len(written) >= 7
    assert sum(written) == 100
    assert shown[:3] == [0, 16, 32], "progress is told after each transaction"
    assert lines(store, "2026-03-02 10:05")[0][1] == "breached"
    finish(store)
    store.close()
