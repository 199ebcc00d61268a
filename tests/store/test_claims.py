"""Nobody is dialled twice: claims, leases, numbers, and programs that run side by side."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import count
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from callcenter.access import Principal
from callcenter.model import MINUTE, SECOND, Disposition, Instant, Milestone, MilestoneKind, Touch
from callcenter.storage.campaigns.groups import ZoneGroup
from callcenter.storage.database.transaction import Tx
from callcenter.storage.queue import claims, heads, pages
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.people.shift import AgentState
from callcenter.views.worklists.calls import WrapUp
from callcenter.views.worklists.queue import QueueRow
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, lines, opened, ticked

TEN = at("2026-03-02 10:05")
DONE = WrapUp(Disposition.INTERESTED, GOOD_NOTE)


def code(refused: pytest.ExceptionInfo[StoreError]) -> Trouble:
    return refused.value.code


def test_two_agents_never_have_the_same_customer(database_url: str) -> None:
    store = opened(database_url)
    for number in range(3):
        customer(store, f"客户{number}", f"+861380000000{number}", now=f"2026-03-02 09:0{number}")
    first = store.by(WANG).claims.take_next(now=TEN)
    second = store.by(ZHAO).claims.take_next(now=TEN)
    assert first is not None
    assert second is not None
    assert (first[1].name, second[1].name) == ("客户2", "客户1")  # the newest inquiry first
    assert lines(store, "2026-03-02 10:05") == [("客户0", "fresh", "telesales.first_call")]
    assert [row.name for row in store.queue.page(now=TEN, agent="王敏").rows] == ["客户2", "客户0"]
    assert store.queue.page_as_of(as_of=TEN).total == 3
    store.close()


def test_claim_next_follows_the_queue_in_every_block(database_url: str) -> None:
    store = opened(database_url)
    others = [Principal(f"坐席{number}") for number in range(8)]
    for other in others:
        store.by(CHEN).people.add(other.name, now=TEN)
    for number, tier in enumerate(["E", "C", "A", "B", None, "D", "A", "E"]):
        owner = (None, "王敏", "赵磊")[number % 3]
        ref = customer(store, f"客户{number}", f"+861380000000{number}", tier=tier, owner=owner)
        if number in (0, 4, 6):
            store.by(WANG).touches.record(ref, call(f"2026-03-02 10:0{number}"), now=at("2026-03-02 11:00"))
    for moment in ("2026-03-04 10:00", "2026-03-11 15:00", "2026-03-20 11:40"):
        expected = [row.ref for row in store.queue.page(now=ticked(store, at(moment)), agent="王敏").rows]
        assert len(expected) >= 3, moment
        got = []
        for other in others:
            found = store.by(WANG).claims.take_next(now=at(moment))
            if found is None:
                break
            got.append(found[0].ref)
            store.claims.release(found[0], now=at(moment))
            store.by(other).claims.take(found[0].ref, now=at(moment))
        assert got == expected, moment
    store.close()


def test_a_lapsed_lease_is_free_and_its_holder_can_no_longer_dial(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "吴静", "+8613812347731")
    store.by(CHEN).campaigns.change("telesales", {"lease_seconds": "90"}, now=TEN)
    mine = store.by(WANG).claims.take_next(now=TEN)
    assert mine is not None
    claim = store.claims.renew(mine[0], now=TEN + 80 * SECOND)
    assert store.by(ZHAO).claims.take_next(now=TEN + 160 * SECOND) is None
    theirs = store.by(ZHAO).claims.take_next(now=TEN + 171 * SECOND)
    assert theirs is not None
    with pytest.raises(StoreError) as refused:
        store.claims.renew(claim, now=TEN + 172 * SECOND)
    assert code(refused) is Trouble.CLAIM_LOST
    with pytest.raises(StoreError) as refused:
        store.by(WANG).calls.start(claim, now=TEN + 173 * SECOND)
    assert code(refused) is Trouble.CLAIM_LOST
    store.close()


def test_a_number_is_claimed_across_customers_and_campaigns(database_url: str) -> None:
    store = opened(database_url)
    store.by(CHEN).campaigns.add("第二", rulebook="telesales", now=TEN)
    one = customer(store, "张三", "+8613812347731")
    two = customer(store, "张三太太", "+8613812347731", campaign="第二")
    store.by(WANG).claims.take(one, now=TEN)
    assert lines(store, "2026-03-02 10:05") == []
    with pytest.raises(StoreError) as refused:
        store.by(ZHAO).claims.take(two, now=TEN)
    assert (code(refused), refused.value.params["agent"]) == (Trouble.CLAIMED, "王敏")
    assert store.details.get(two, now=TEN, agent="赵磊").why.gate == "claimed"
    store.close()


def test_a_call_of_one_holds_back_the_other_with_the_same_number(database_url: str) -> None:
    store = opened(database_url)
    one = customer(store, "张三", "+8613812347731")
    two = customer(store, "张三太太", "+8613812347731")
    store.by(WANG).touches.record(one, call("2026-03-02 10:05", Disposition.NO_ANSWER), now=TEN)
    assert lines(store, "2026-03-02 10:10") == []
    assert store.details.get(two, now=TEN + MINUTE).why.gate == "gap"
    store.by(WANG).touches.record(one, call("2026-03-02 14:05", Disposition.DO_NOT_CALL), now=at("2026-03-02 14:05"))
    assert store.details.get(two, now=at("2026-03-03 10:05")).why.gate == "do_not_call"
    store.by(CHEN).customers.lift_do_not_call(one, now=at("2026-03-03 10:06"))
    assert "张三太太" in [name for name, _, _ in lines(store, "2026-03-04 10:10")]
    store.close()


def test_what_must_not_be_dialled_cannot_be_claimed(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    with pytest.raises(StoreError) as refused:
        store.by(WANG).claims.take(ref, now=at("2026-03-02 21:30"))
    assert code(refused) is Trouble.LEGAL_FRAME
    touch = call("2026-03-02 10:00", Disposition.SUSPENDED)
    store.by(WANG).touches.record(ref, touch, now=TEN)
    with pytest.raises(StoreError) as refused:
        store.by(WANG).claims.take(ref, now=TEN)
    assert code(refused) is Trouble.DEAD_NUMBER
    store.by(WANG).touches.record(ref, call("2026-03-02 10:02", Disposition.DO_NOT_CALL), now=TEN)
    with pytest.raises(StoreError) as refused:
        store.by(WANG).claims.take(ref, now=TEN)
    assert code(refused) is Trouble.DO_NOT_CALL
    with pytest.raises(StoreError) as refused:
        store.by(WANG).customers.lift_do_not_call(ref, now=TEN)
    assert code(refused) is Trouble.NOT_ALLOWED
    with pytest.raises(StoreError) as refused:
        store.by(WANG).claims.take("K404", now=TEN)
    assert code(refused) is Trouble.UNKNOWN_REF
    store.close()


def _work(url: str, name: str, start: Barrier, results: multiprocessing.Queue[list[str]]) -> None:
    """Claim, dial, hang up with nobody reached; until nobody is left."""
    store = Store.open(url, TEN)
    actor = Principal(name)
    done: list[str] = []
    start.wait(60)
    for tick in count():
        found = store.by(actor).claims.take_next(now=TEN + tick)
        if found is None:
            break
        token = store.by(actor).calls.start(found[0], now=TEN + tick).token
        store.by(actor).calls.finish(token, WrapUp(Disposition.NO_ANSWER, ""), now=TEN + tick)
        done.append(found[0].ref)
        if not tick:
            # Each has one before anybody goes on: SQLite's waiting lets the quickest take all.
            start.wait(60)
    store.close()
    results.put(done)


@pytest.mark.slow
def test_programs_side_by_side_never_get_the_same_customer(database_url: str) -> None:
    store = opened(database_url)
    names = [f"坐席{number}" for number in range(4)]
    for name in names:
        store.by(CHEN).people.add(name, now=TEN)
    for number in range(160):
        customer(store, f"客户{number}", f"+86138000{number // 2:05d}", tier="ABCDE"[number % 5])
    store.close()
    spawn = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[list[str]] = spawn.Queue()
    start = spawn.Barrier(len(names))
    programs = [spawn.Process(target=_work, args=(database_url, name, start, results)) for name in names]
    for program in programs:
        program.start()
    worked = [results.get(timeout=120) for _ in programs]
    for program in programs:
        program.join(60)
        assert program.exitcode == 0
    dialled = Counter(ref for refs in worked for ref in refs)
    # Two customers share each number: a call to one puts the other into the gap.
    assert set(dialled.values()) == {1}
    assert all(worked)
    assert len(dialled) == 80
    store = Store.open(database_url, TEN)
    assert store.queue.page(now=TEN + MINUTE).total == 0
    store.close()


def test_a_plan_that_fell_due_is_finished_before_a_claim(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    store.by(WANG).touches.record(ref, call("2026-03-02 10:05", callback_at="2026-03-03 10:30"), now=TEN)
    customer(store, "新客", "+8613812347732", now="2026-03-03 10:00")
    found = store.by(WANG).claims.take_next(now=at("2026-03-03 10:29"))
    assert found is not None
    assert found[1].name == "新客"
    found = store.by(WANG).claims.take_next(now=at("2026-03-03 10:30"))
    assert found is not None
    assert (found[1].name, found[1].lane.id) == ("吴静", "promised")
    store.close()


def test_an_appointment_is_promised_when_its_day_comes(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    store.by(WANG).touches.record(ref, call("2026-03-02 10:05"), now=TEN)
    store.by(WANG).customers.set_milestone(ref, Milestone(MilestoneKind.APPOINTMENT, at("2026-03-06 15:00")), now=TEN)
    assert lines(store, "2026-03-05 10:30") == [("吴静", "promised", "telesales.appointment.confirm")]
    visit = Touch(at("2026-03-06 15:00"), channel=call("2026-03-06 15:00").channel.VISIT, agent="王敏")
    store.by(WANG).touches.record(ref, visit, now=at("2026-03-06 15:30"))
    assert lines(store, "2026-03-06 16:00") == []
    store.close()


def test_somebody_else_is_offered_when_the_head_is_worked_while_one_looks(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two statements of a claim may see two moments: who headed the lane in the one has been called in the other."""
    mine, theirs = opened(postgresql_url), Store.open(postgresql_url, at("2026-03-02 10:00"))
    customer(mine, "吴静", "+8613812347731")
    customer(mine, "韩梅", "+8613812347732", now="2026-03-02 09:01")
    now = at("2026-03-02 10:00")
    real = pages.shown_rows
    found: list[QueueRow] = []

    def quicker(tx: Tx, ids: Sequence[int], groups: Sequence[ZoneGroup]) -> list[QueueRow]:
        if not found and ids:
            monkeypatch.setattr(heads, "shown_rows", real)
            claimed = theirs.by(ZHAO).claims.take_next(now=now)
            assert claimed is not None
            found.append(claimed[1])
            open_call = theirs.by(ZHAO).calls.start(claimed[0], now=now)
            theirs.by(ZHAO).calls.finish(open_call.token, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), now=now)
        return real(tx, ids, groups)

    monkeypatch.setattr(heads, "shown_rows", quicker)
    claimed = mine.by(WANG).claims.take_next(now=now)
    assert claimed is not None
    assert [found[0].name, claimed[1].name] == ["韩梅", "吴静"]  # the newest inquiry first
    mine.close()
    theirs.close()


@pytest.mark.parametrize("book", ["telesales", "brokerage"])
def test_the_heads_of_the_lanes_are_probed_in_the_index(sqlite_path: Path, book: str) -> None:
    """By edition, lane and owner, also where nobody calls their own customers: never a walk through a lane."""
    store = opened(str(sqlite_path))
    store.by(CHEN).campaigns.ensure_shipped(book, now=TEN)
    customer(store, "吴静", "+8613812347731", campaign=book, tier=None)
    asked: list[str] = []

    def listen(tx: Tx) -> str:
        tx._db.connection().set_trace_callback(asked.append)
        return ""

    store.database.read(listen)
    store.by(WANG).claims.take_next(now=TEN, campaign=book)
    queries = {text for text in asked if text.lstrip().startswith("WITH RECURSIVE")}
    assert queries
    for query in queries:
        plan = [row[3] for row in store.database.read(lambda tx, query=query: tx.rows(f"EXPLAIN QUERY PLAN {query}"))]  # type: ignore[misc]
        probes = [line for line in plan if line.startswith(("SEARCH p", "SCAN p"))]
        assert probes
        assert all("placement_lane (edition_id=? AND lane=?" in line for line in probes)
        # The least owner of a lane is one look; whatever is asked of an owner names them.
        assert sum("owner_key" not in line for line in probes) <= 1
    store.close()


def test_who_waits_is_counted_without_a_look_at_their_rows_while_others_are_on_the_line(sqlite_path: Path) -> None:
    store = opened(str(sqlite_path))
    for number in range(4):
        customer(store, f"客户{number}", f"+861380000000{number}", now=f"2026-03-02 09:0{number}")
    assert store.by(ZHAO).claims.take_next(now=TEN) is not None
    asked: list[str] = []

    def listen(tx: Tx) -> None:
        tx._db.connection().set_trace_callback(asked.append)

    store.database.read(listen)
    page = store.queue.page(now=TEN, agent=WANG.name, limit=10)
    assert (page.total, len(page.rows)) == (3, 3)
    everybody, few = (text for text in asked if "count(*)" in text and "p.lane = 2" in text)
    plans = [
        [row[3] for row in store.database.read(partial(Tx.rows, text=f"EXPLAIN QUERY PLAN {query}"))]
        for query in (everybody, few)
    ]
    store.close()
    assert any("COVERING INDEX placement_lane" in step for step in plans[0])
    assert all("(customer_id=?" in step for step in plans[1]), plans[1]


def talked(store: Store, agent: Principal, ref: str, at_: Instant) -> str:
    """Somebody was talked to, and the talk is over; returns the token of the call, which is still written down."""
    token = store.by(agent).calls.start(store.by(agent).claims.take(ref, now=at_), now=at_).token
    store.by(agent).calls.mark_answered(token, now=at_ + 1)
    store.by(agent).calls.mark_ended(token, now=at_ + MINUTE)
    return token


def test_the_next_customer_is_claimed_while_a_call_is_written_down(database_url: str) -> None:
    """The next one stands ready for the agent alone, is dialled after the saving, and is the next one then."""
    store = opened(database_url)
    refs = [customer(store, f"客户{n}", f"+861380000000{n}", tier=tier) for n, tier in enumerate("ABC")]
    for ref in refs:
        store.by(WANG).touches.record(ref, call("2026-03-02 09:30"), now=at("2026-03-02 09:40"))
    later = ticked(store, at("2026-03-10 10:00"))
    mine = store.by(WANG).claims
    first = mine.take_next(now=later)
    assert first is not None
    token = store.by(WANG).calls.start(first[0], now=later).token
    with pytest.raises(StoreError) as refused:
        mine.take_next(now=later)
    assert code(refused) is Trouble.CALL_OPEN, "somebody is on the line"
    store.by(WANG).calls.mark_answered(token, now=later + 1)
    store.by(WANG).calls.mark_ended(token, now=later + MINUTE)
    ready = mine.take_next(now=later + MINUTE)
    assert ready is not None
    assert ready[0].ref != first[0].ref
    assert ready[0].ref not in [row.ref for row in store.queue.page(now=later + MINUTE, agent="赵磊").rows]
    with pytest.raises(StoreError) as refused:
        mine.take(ready[0].ref, now=later + MINUTE)
    assert code(refused) is Trouble.CALL_OPEN, "nobody is dialled before the call is saved"
    store.by(WANG).calls.finish(token, DONE, now=later + 2 * MINUTE)
    after = mine.take_next(ready=ready[0], now=later + 2 * MINUTE)
    assert after is not None
    assert after[0].ref == ready[0].ref
    store.close()


@pytest.mark.parametrize(
    ("lane", "gives_way"), [("promised", True), ("fresh", True), ("breached", False), ("due", False)]
)
def test_who_stands_ready_gives_way_to_a_promise_and_to_a_fresh_lead(
    database_url: str, lane: str, gives_way: bool
) -> None:
    """Ready is a customer of tier C whose call is due; a colleague lets somebody go who stands before them."""
    store = opened(database_url, "2026-02-27 09:00")
    now = at("2026-03-03 10:00")
    inquired = {"fresh": "2026-03-03 09:50", "breached": "2026-02-27 09:00"}.get(lane, "2026-03-02 09:00")
    ready_ref = customer(store, "等待", "+8613800000002", now="2026-03-02 09:00")
    other = customer(store, "别人", "+8613800000003", tier="A", now=inquired)
    talking = customer(store, "先生", "+8613800000001", now="2026-03-03 09:55")
    before = store.by(WANG).touches
    before.record(ready_ref, call("2026-03-02 09:30"), now=at("2026-03-02 09:40"))
    match lane:
        case "promised":
            promised = call("2026-03-02 09:30", Disposition.CALLBACK, callback_at="2026-03-03 09:59")
            before.record(other, promised, now=at("2026-03-02 09:40"))
        case "breached":
            before.record(other, call("2026-02-27 09:30"), now=at("2026-02-27 09:40"))
        case "due":
            before.record(other, call("2026-03-02 09:30"), now=at("2026-03-02 09:40"))
    ticked(store, now)
    held = store.by(ZHAO).claims.take(other, now=now)
    token = talked(store, WANG, talking, now)
    ready = store.by(WANG).claims.take_next(now=now + MINUTE)
    assert ready is not None
    assert (ready[1].name, ready[1].lane.id) == ("等待", "due")
    store.claims.release(held, now=now + MINUTE)
    head = store.queue.page(now=now + MINUTE, agent="王敏").rows[0]
    assert (head.name, head.lane.id) == ("别人", lane)
    store.by(WANG).calls.finish(token, DONE, now=now + 2 * MINUTE)
    following = store.by(WANG).claims.take_next(ready=ready[0], now=now + 2 * MINUTE)
    assert following is not None
    assert following[1].name == ("别人" if gives_way else "等待")
    assert following[0].expires_at == now + 2 * MINUTE + claims.LEASE
    left = store.by(ZHAO).claims.take_next(now=now + 2 * MINUTE)
    assert left is not None
    assert left[1].name == ("等待" if gives_way else "别人"), "whoever gave way is free at once"
    store.close()


@pytest.mark.parametrize("end", ["sign_off", "break", "never_again", "given_away"])
def test_who_stands_ready_is_given_back(database_url: str, end: str) -> None:
    store = opened(database_url)
    talking = customer(store, "先生", "+8613800000001", now="2026-03-02 09:30")
    waiting = customer(store, "等待", "+8613800000002")
    token = talked(store, WANG, talking, TEN)
    mine, later = store.by(WANG), TEN + 2 * MINUTE
    ready = mine.claims.take_next(now=TEN + MINUTE)
    assert ready is not None
    match end:
        case "sign_off":
            mine.presence.sign_out("王敏", now=later)
        case "break":
            mine.calls.finish(token, DONE, now=later)
            mine.presence.change("王敏", AgentState.BREAK, now=later)
        case "never_again":
            store.by(ZHAO).touches.record(waiting, call("2026-03-02 10:06", Disposition.DO_NOT_CALL), now=later)
        case "given_away":
            store.by(CHEN).ownership.assign(waiting, "赵磊", now=later)
    if end in ("sign_off", "break", "given_away"):
        if end == "given_away":
            mine.calls.finish(token, DONE, now=later)
            assert mine.claims.take_next(ready=ready[0], now=later) is None, "a colleague's now"
        assert store.by(ZHAO).claims.take(waiting, now=later).ref == waiting
    else:
        mine.calls.finish(token, DONE, now=later)
        assert mine.claims.take_next(ready=ready[0], now=later) is None, "asked never to be called meanwhile"
    store.close()
