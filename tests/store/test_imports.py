"""Imports in the store: published forward, the same again changes nothing, resumed after an end, taken back."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from callcenter.model import Disposition, Milestone, MilestoneKind, Snooze
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.transaction import Tx
from callcenter.storage.imports import import_undo, publication
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.log import TouchRow
from callcenter.views.customers.timeline import Happening
from callcenter.views.upkeep.imports import ImportRow, StagedCustomer, StagedTouch
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, lines, opened, wait_for_locked

INQUIRY = Milestone(MilestoneKind.INQUIRY, at("2026-02-02 09:00"))


def rows(number: int, tier: str = "A") -> list[StagedCustomer]:
    return [
        StagedCustomer(
            line=one + 2,
            ref=f"K{one:03d}",
            name=f"客户{one:03d}",
            phones=(f"+8613800000{one:03d}",),
            tier=tier,
            owner="赵磊",
            milestones=(INQUIRY,),
            attributes={"来源渠道": "展会"},
        )
        for one in range(number)
    ]


def stage(store: Store, staged: list[StagedCustomer] | list[StagedTouch], now: str = "2026-03-02 09:00") -> int:
    key = store.by(CHEN).imports.stage_begin("customers", "名单.csv", "digest", now=at(now))
    store.imports.stage_rows(key, staged)
    store.imports.stage_ready(key, counts={"rows": len(staged)})
    return key


def publish(store: Store, key: int, now: str = "2026-03-02 09:00") -> ImportRow:
    while True:
        row = store.by(CHEN).imports.stage_publish_chunk(key, now=at(now))
        if row.state == "done":
            return row


def test_an_import_brings_customers_once(database_url: str) -> None:
    store = opened(database_url)
    first = publish(store, stage(store, rows(50)))
    assert (first.counts, first.left) == ({"rows": 50, "new": 50, "overdue": 50}, 0)
    view = store.details.get("K007", now=at("2026-03-02 10:05"))
    assert (view.name, view.facts.numbers, view.facts.owner) == ("客户007", ("+8613800000007",), "赵磊")
    assert (view.facts.milestones, view.attributes) == ((INQUIRY,), {"来源渠道": "展会"})
    assert len(lines(store, "2026-03-02 10:05")) == 50
    token = store.queue.page(now=at("2026-03-02 10:05"))
    again = publish(store, stage(store, rows(50)))
    assert again.counts == {"rows": 50, "same": 50}
    assert store.queue.page(now=at("2026-03-02 10:05")) == token
    store.close()


def test_only_what_a_row_gives_is_changed(database_url: str) -> None:
    store = opened(database_url)
    publish(store, stage(store, rows(2)))
    later = publish(store, stage(store, [StagedCustomer(line=2, ref="K001", tier="B", owner="")]))
    assert later.counts == {"rows": 1, "updated": 1}
    view = store.details.get("K001", now=at("2026-03-02 10:05"))
    assert (view.name, view.facts.tier, view.facts.owner) == ("客户001", "B", None)
    assert [(one.old, one.new) for one in view.tiers] == [("A", "B")]
    store.close()


def test_an_import_opens_no_case_for_what_lies_before_it(database_url: str) -> None:
    store = opened(database_url)
    key = stage(store, rows(1))
    publish(store, key)
    touches = [
        StagedTouch(2, "K000", call("2026-02-10 10:00", Disposition.NEGATIVE)),
        StagedTouch(3, "K000", call("2026-02-11 10:00", Disposition.NEUTRAL)),
    ]
    second = stage(store, touches)
    row = publish(store, second)
    assert row.counts == {"rows": 2, "new": 2}
    assert publish(store, stage(store, touches)).counts == {"rows": 2, "same": 2}
    assert store.details.get("K000", now=at("2026-03-02 10:00")).cases == ()
    facts = {(fact.ref, fact.caused_at) for number in (key, second) for fact in store.imports.facts(number)}
    assert ("K000", at("2026-02-10 10:00")) in facts
    # The next one happens here and is worked.
    store.by(WANG).touches.record("K000", call("2026-03-02 10:00", Disposition.NEGATIVE), now=at("2026-03-02 10:05"))
    cases = store.details.get("K000", now=at("2026-03-02 10:06")).cases
    assert [case.caused_at for case in cases] == [at("2026-03-02 10:00")]
    store.close()


def test_the_next_start_finishes_what_was_being_published(database_url: str) -> None:
    store = opened(database_url)
    key = stage(store, rows(90))
    row = store.by(CHEN).imports.stage_publish_chunk(key, now=at("2026-03-02 09:00"), budget=1)
    assert 0 < row.left < 90
    store.close()
    store = Store.open(database_url, at("2026-03-02 09:30"))
    (finished,) = store.by(CHEN).imports.resume(now=at("2026-03-02 09:30"))
    assert (finished.id, finished.state, finished.counts["new"]) == (key, "done", 90)
    assert store.by(CHEN).imports.resume(now=at("2026-03-02 09:31")) == ()
    assert store.campaigns.get("telesales").customers == 90
    store.close()


def test_the_rest_of_a_large_import_is_published_in_parts(database_url: str) -> None:
    store = opened(database_url)
    key = stage(store, rows(200))
    store.by(CHEN).imports.stage_publish_chunk(key, now=at("2026-03-02 09:00"), budget=1)
    parts = [store.imports.all()[0]]
    while parts[-1].under_way:
        parts += store.by(CHEN).imports.resume(now=at("2026-03-02 09:30"), budget=1)
    assert {row.id for row in parts} == {key}
    assert len(parts) > 3
    assert [row.left for row in parts] == sorted((row.left for row in parts), reverse=True)
    assert (parts[-1].state, parts[-1].left) == ("done", 0)
    assert store.campaigns.get("telesales").customers == 200
    store.close()


def test_rows_that_were_only_staged_do_not_show(database_url: str) -> None:
    store = opened(database_url)
    key = store.by(CHEN).imports.stage_begin("customers", "名单.csv", "digest", now=at("2026-03-02 09:00"))
    store.imports.stage_rows(key, rows(5))
    assert store.by(CHEN).imports.resume(now=at("2026-03-02 09:30")) == ()
    assert store.imports.known_customers(["K001"]) == {}
    store.imports.stage_drop(key)
    assert store.imports.all() == ()
    store.close()


def test_what_is_being_read_is_left_to_its_reader(database_url: str) -> None:
    reader = opened(database_url)
    key = reader.by(CHEN).imports.stage_begin("customers", "名单.csv", "digest", now=at("2026-03-02 09:00"))
    reader.imports.stage_rows(key, rows(5))
    other = Store.open(database_url, at("2026-03-02 09:30"))
    for store in (other, reader):
        assert store.by(CHEN).imports.resume(now=at("2026-03-02 09:30")) == ()
    reader.imports.stage_rows(key, rows(9)[5:])
    reader.imports.stage_ready(key, counts={"rows": 9})
    (finished,) = other.by(CHEN).imports.resume(now=at("2026-03-02 09:31"))
    assert finished.counts == {"rows": 9, "new": 9, "overdue": 9}
    for store in (reader, other):
        store.close()


# Reads a file that never ends, says how many rows it has staged, and waits for its end.
READER = """
import signal, sys
from callcenter.store import Store
from callcenter.views.upkeep.imports import StagedCustomer
from callcenter.access import Origin, Principal
store = Store.open(sys.argv[1], 1)
chunks = int(sys.argv[2])
if chunks >= 0:
    key = store.by(Principal("x", Origin.COMMAND)).imports.stage_begin("customers", "list.csv", "digest", now=1)
for chunk in range(chunks):
    store.imports.stage_rows(key, [StagedCustomer(line=n, ref=f"K{chunk}.{n}", name="x") for n in range(1500)])
print("there", flush=True)
signal.pause()
"""


@pytest.mark.parametrize("chunks", [-1, 0, 1, 3])
def test_the_next_start_clears_what_a_killed_program_was_reading(database_url: str, chunks: int) -> None:
    store = opened(database_url)
    before = sorted(Path(database_url).parent.glob("*")) if "://" not in database_url else []
    reading = subprocess.Popen(
        [sys.executable, "-c", READER, database_url, str(chunks)], stdout=subprocess.PIPE, text=True
    )
    assert reading.stdout is not None
    assert reading.stdout.readline() == "there\n"
    store.by(CHEN).imports.resume(now=at("2026-03-02 09:30"))
    assert [row.state for row in store.imports.all()] == ["reading"] * (chunks >= 0)
    reading.kill()
    reading.wait()
    reading.stdout.close()
    _until_let_go(store)
    assert store.imports.all() == ()
    assert store.database.read(lambda tx: tx.value("SELECT count(*) FROM stage_row")) == 0
    if before:
        assert sorted(Path(database_url).parent.glob("*")) == before
    store.close()


def _until_let_go(store: Store) -> None:
    """The next start. A server learns of a killed program when its socket closes, which no one waits for."""
    deadline = time.monotonic() + 30
    while True:
        assert store.by(CHEN).imports.resume(now=at("2026-03-02 09:30")) == ()
        if store.imports.all() == () or time.monotonic() > deadline:
            return
        os.sched_yield()


def test_a_reader_whose_import_was_given_up_is_told(database_url: str) -> None:
    """Its connection was lost, another program took it for ended: nothing goes in half."""
    reader = opened(database_url)
    key = reader.by(CHEN).imports.stage_begin("customers", "名单.csv", "digest", now=at("2026-03-02 09:00"))
    reader.imports.stage_rows(key, rows(5))
    other = Store.open(database_url, at("2026-03-02 09:30"))
    other.imports.stage_drop(key)
    ways: tuple[Callable[[], object], ...] = (
        lambda: reader.imports.stage_rows(key, rows(9)[5:]),
        lambda: reader.imports.stage_ready(key, counts={}),
    )
    for go_on in ways:
        with pytest.raises(StoreError) as refused:
            go_on()
        assert refused.value.code is Trouble.UNKNOWN_IMPORT
    assert other.imports.all() == ()
    for store in (reader, other):
        store.close()


def test_an_import_can_be_taken_back_until_its_customers_were_worked(database_url: str) -> None:
    store = opened(database_url)
    first = stage(store, rows(30))
    publish(store, first)
    changed = [StagedCustomer(line=2, ref="K001", name="改名", tier="C", phones=("+8613911112222",))]
    second = stage(store, [*changed, StagedCustomer(line=3, ref="NEU", name="新客户")], "2026-03-02 09:10")
    publish(store, second, "2026-03-02 09:10")
    store.by(CHEN).imports.undo(second, now=at("2026-03-02 09:20"))
    view = store.details.get("K001", now=at("2026-03-02 10:05"))
    assert (view.name, view.facts.tier, view.facts.numbers) == ("客户001", "A", ("+8613800000001",))
    assert list(store.imports.known_customers(["NEU", "K001"])) == ["K001"]
    third = stage(store, [StagedTouch(2, "K001", call("2026-02-20 10:00"))], "2026-03-02 09:25")
    publish(store, third, "2026-03-02 09:25")
    assert len(store.details.get("K001", now=at("2026-03-02 10:05")).history.touches) == 1
    store.by(CHEN).imports.undo(third, now=at("2026-03-02 09:26"))
    assert store.details.get("K001", now=at("2026-03-02 10:05")).history.touches == ()
    store.by(WANG).touches.record("K002", call("2026-03-02 10:00"), now=at("2026-03-02 10:05"))
    with pytest.raises(StoreError) as refused:
        store.by(CHEN).imports.undo(first, now=at("2026-03-02 10:10"))
    assert (refused.value.code, refused.value.params["ref"]) == (Trouble.LATER_TOUCHES, "K002")
    store.close()


def test_undoing_a_move_leaves_a_customer_who_can_be_dialled(database_url: str) -> None:
    """They went to another campaign and then to another zone: back home they stand in a zone that is new there."""
    store = opened(database_url)
    store.by(CHEN).campaigns.add("other", timezone="Asia/Tokyo", now=at("2026-03-02 08:00"))
    publish(store, stage(store, rows(1)))
    store.by(WANG).customers.edit("K000", CustomerChanges(zone="Asia/Kolkata"), now=at("2026-03-02 09:00"))
    second = stage(store, [StagedCustomer(line=2, ref="K000", campaign="other")])
    publish(store, second)
    store.by(WANG).customers.edit("K000", CustomerChanges(zone="Asia/Seoul"), now=at("2026-03-02 09:00"))
    store.by(CHEN).imports.undo(second, now=at("2026-03-02 09:30"))
    now = at("2026-03-02 10:05")
    assert store.queue.page(now=now).rows == store.queue.page_as_of(as_of=now).rows
    assert len(store.queue.page(now=now).rows) == 1
    store.close()


def test_two_rows_of_one_known_ref_build_on_each_other(database_url: str) -> None:
    """The first moves the customer, the second names a zone: the pair is one that the queue looks at; both go back."""
    store = opened(database_url)
    store.by(CHEN).campaigns.add("other", timezone="Asia/Tokyo", now=at("2026-03-02 08:00"))
    publish(store, stage(store, rows(1)))
    before = store.details.get("K000", now=at("2026-03-02 10:05"))
    first = StagedCustomer(line=2, ref="K000", campaign="other", tier="B")
    second = StagedCustomer(line=3, ref="K000", zone="Asia/Seoul", company="恒通电气")
    key = stage(store, [first, second])
    assert publish(store, key).counts == {"rows": 2, "updated": 2}
    now = at("2026-03-02 10:05")
    view = store.details.get("K000", now=now)
    assert (view.campaign.name, view.facts.zone, view.facts.tier) == ("other", "Asia/Seoul", "B")
    assert len(store.queue.page(now=now).rows) == 1
    assert store.queue.page(now=now).rows == store.queue.page_as_of(as_of=now).rows
    store.by(CHEN).imports.undo(key, now=at("2026-03-02 09:30"))
    view = store.details.get("K000", now=now)
    assert (view.campaign.name, view.facts, view.company) == (before.campaign.name, before.facts, before.company)
    store.close()


def begun_undoing(store: Store, key: int) -> None:
    """An import that is being taken back by a program that stopped right then."""
    batch = next(row for row in store.imports.all() if row.id == key)
    store.database.write(lambda tx: import_undo.begin(tx, batch))


def test_who_is_worked_while_an_import_is_taken_back_stays(database_url: str) -> None:
    """Nothing that somebody recorded meanwhile goes with the customer, and no open call stops the undo."""
    store = opened(database_url)
    key = stage(store, rows(4))
    publish(store, key)
    begun_undoing(store, key)
    now = at("2026-03-02 10:05")
    store.by(WANG).touches.record("K001", call("2026-03-02 10:05"), now=now)
    claim = store.by(WANG).claims.take("K002", now=now)
    dialled = store.by(WANG).calls.start(claim, now=now)
    store.by(ZHAO).claims.take("K003", now=now)
    (undone,) = store.by(CHEN).imports.resume(now=now)
    assert undone.state == "undone"
    assert sorted(store.imports.known_customers(["K000", "K001", "K002", "K003"])) == ["K001", "K002"]
    assert len(store.details.get("K001", now=now).history.touches) == 1
    store.by(WANG).calls.finish(dialled.token, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), now=now)
    assert store.queue.page(now=now).rows == store.queue.page_as_of(as_of=now).rows
    store.close()


def test_a_tier_that_the_rules_have_lost_meanwhile_does_not_stop_an_import(database_url: str) -> None:
    """It would stop every later start as well, which finishes what was being published."""
    store = opened(database_url)
    publish(store, stage(store, rows(1)))
    key = stage(store, rows(2, tier="D"))
    without = campaign_rows.shipped_book("abc")
    assert "D" not in without.tiers
    store.by(CHEN).rulebooks.put("telesales", without, now=at("2026-03-02 09:10"))
    assert publish(store, key, "2026-03-02 09:20").counts == {
        "rows": 2,
        "new": 1,
        "updated": 1,
        "overdue": 1,
    }
    store.close()


def test_taking_an_import_back_takes_its_breaches_back(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", now="2026-03-02 09:00", owner="王敏")
    store.by(WANG).touches.record(ref, call("2026-03-02 09:05"), now=at("2026-03-02 09:05"))
    key = stage(store, [StagedCustomer(line=2, ref=ref, milestones=(INQUIRY,))], "2026-03-02 10:00")
    publish(store, key, "2026-03-02 10:00")
    now = at("2026-03-02 10:00")
    logged = "SELECT count(*) FROM breach_log WHERE voided_at IS NULL"
    assert store.database.read(lambda tx: tx.value(logged)) > 0
    store.by(CHEN).imports.undo(key, now=now)
    assert store.database.read(lambda tx: tx.value(logged)) == 0
    store.close()


@pytest.mark.counts_units
def test_two_programs_that_bring_the_same_new_customer_at_once_both_succeed(postgresql_url: str) -> None:
    """The second one comes to know of them when it writes them, waits for the first, and changes what is there."""
    store = opened(postgresql_url)
    store.by(CHEN).campaigns.ensure_shipped("telesales", now=at("2026-03-02 09:00"))
    first = stage(store, [StagedCustomer(line=2, ref="K001", name="客户", attributes={"渠道": "展会"})])
    second = stage(store, [StagedCustomer(line=2, ref="K001", name="客户", attributes={"行业": "电气"})])
    batch = next(one for one in store.imports.all() if one.id == first)
    done: list[ImportRow] = []
    another = Store.open(postgresql_url, at("2026-03-02 09:00"))
    other = threading.Thread(target=lambda: done.append(publish(another, second)))

    def held(tx: Tx) -> None:
        publication.Publication(tx, batch, CHEN, at("2026-03-02 09:00")).customers(
            [StagedCustomer(line=2, ref="K001", name="客户", attributes={"渠道": "展会"})]
        )
        other.start()
        wait_for_locked(tx, 1)

    store.database.write(held)
    other.join()
    another.close()
    assert [row.counts for row in done] == [{"rows": 1, "updated": 1}]
    assert store.details.get("K001", now=at("2026-03-02 10:00")).attributes == {"渠道": "展会", "行业": "电气"}
    store.close()


@pytest.mark.counts_units
def test_an_import_builds_on_what_somebody_is_just_writing(postgresql_url: str) -> None:
    store = opened(postgresql_url)
    publish(store, stage(store, rows(1)))
    key = stage(store, [StagedCustomer(line=2, ref="K000", attributes={"行业": "电气"})])
    another = Store.open(postgresql_url, at("2026-03-02 09:00"))
    other = threading.Thread(target=lambda: publish(another, key))

    def held(tx: Tx) -> None:
        tx.sql("SELECT 1 FROM customer WHERE ref = 'K000' FOR UPDATE")
        other.start()
        wait_for_locked(tx, 1)
        tx.sql("UPDATE customer SET attributes = ? WHERE ref = 'K000'", ('{"来源渠道": "电话"}',))

    store.database.write(held)
    other.join()
    another.close()
    assert store.details.get("K000", now=at("2026-03-02 10:00")).attributes == {"来源渠道": "电话", "行业": "电气"}
    store.close()


def test_taking_back_some_of_an_import_costs_no_more_the_larger_it_was(sqlite_path: Path) -> None:
    """The next customers stand at the head of an index: without it each step would look at all that is left."""
    store = opened(str(sqlite_path))
    publish(store, stage(store, rows(2)))
    key = stage(store, [StagedTouch(2, "K001", call("2026-02-20 10:00"))], "2026-03-02 09:25")
    publish(store, key, "2026-03-02 09:25")
    asked: list[str] = []
    store.database.read(lambda tx: tx._db.connection().set_trace_callback(asked.append))
    store.by(CHEN).imports.undo(key, now=at("2026-03-02 09:26"))
    (query,) = {text for text in asked if "MIN(" in text and "touch" in text}
    plan = [row[3] for row in store.database.read(lambda tx: tx.rows(f"EXPLAIN QUERY PLAN {query}"))]
    assert plan == ["SEARCH t1 USING INDEX touch_import (import_id=?)"]
    store.close()


def gate(store: Store, ref: str, now: str) -> str | None:
    found = store.details.get(ref, now=at(now)).why.gate
    return None if found is None else found.value


def told(ref: str, word: str, *phones: str, line: int = 2) -> StagedCustomer:
    return StagedCustomer(line, ref, name="甲", phones=phones or None, milestones=(INQUIRY,), do_not_call=word)


def test_only_a_supervisor_lifts_what_a_list_says_and_a_later_list_says_it_again(database_url: str) -> None:
    store = opened(database_url)
    publish(store, stage(store, [told("K1", "黑名单", "+8613800000001"), told("K2", "", "+8613800000001", line=3)]))
    for ref in ("K1", "K2"):
        assert gate(store, ref, "2026-03-02 10:00") == "do_not_call"
    (listed,) = [one for one in store.timelines.page("K1").entries if not isinstance(one, Snooze | TouchRow)]
    assert (listed.what, listed.new, listed.reason, listed.actor) == (Happening.LISTED, "黑名单", "名单.csv", CHEN.name)
    with pytest.raises(StoreError) as raised:
        store.by(WANG).customers.lift_do_not_call("K1", now=at("2026-03-02 10:00"))
    assert raised.value.code is Trouble.NOT_ALLOWED
    store.by(CHEN).customers.lift_do_not_call("K1", now=at("2026-03-02 10:00"))
    for ref in ("K1", "K2"):
        assert gate(store, ref, "2026-03-02 10:01") != "do_not_call"
    done = publish(store, stage(store, [told("K1", "DNC")], "2026-03-03 09:00"), "2026-03-03 09:00")
    assert (done.counts["updated"], done.counts["do_not_call"]) == (1, 1)
    for ref in ("K1", "K2"):
        assert gate(store, ref, "2026-03-03 10:00") == "do_not_call"
    store.close()


def test_a_merge_keeps_what_a_list_says_of_either(database_url: str) -> None:
    store = opened(database_url)
    publish(store, stage(store, [told("K1", "黑名单", "+8613800000001"), told("K2", "", "+8613800000002", line=3)]))
    assert gate(store, "K2", "2026-03-02 10:00") is None
    store.by(CHEN).merges.merge("K1", "K2", now=at("2026-03-02 10:00"))
    assert gate(store, "K2", "2026-03-02 10:00") == "do_not_call"
    store.by(CHEN).merges.split("K1", now=at("2026-03-02 10:05"))
    assert gate(store, "K2", "2026-03-02 10:06") is None
    assert gate(store, "K1", "2026-03-02 10:06") == "do_not_call"
    store.close()
