"""The pool in a store: customers return once, to be taken within limits; without a pool nothing changes.

Monday 2 March 2026, 09:00; tier C returns after ten days, two of them warned; three customers at most, two a day; who
lost one waits for five days (docs/rules.md#r33).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from callcenter.access import Principal
from callcenter.model import DAY, HOUR, MINUTE, Disposition, Instant, Stage
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import RulebookError
from callcenter.storage.customers import pool
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.pool import PoolRoom
from callcenter.views.customers.timeline import Cause, Decision, Happening
from callcenter.views.people.notices import NoticeKind
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, opened, ticked
from tests.store.closed import BOSS, office
from tests.store.closed import NOW as CLOSED_AT
from tests.store.fresh_fold import differing
from tests.store.test_pool_clock import NOW, RULE, pooled, with_pool

GONE = NOW + 10 * DAY


def returned(store: Store, now: Instant) -> Instant:
    """Bring plans up to ``now``, and the pool; returns it."""
    ticked(store, now)
    assert not store.pool.resume(now=now, budget=60_000)
    assert differing(store, now) == []
    return now


def owner(store: Store, ref: str, now: Instant = GONE) -> str | None:
    return store.details.get(ref, now=now).facts.owner


def told(store: Store, agent: str) -> list[tuple[NoticeKind, str, dict[str, str]]]:
    return [(one.kind, one.ref, dict(one.params)) for one in store.notices.unread(agent)]


def decisions(store: Store, ref: str) -> list[tuple[str, str, str, Cause]]:
    found = (one for one in store.timelines.page(ref).entries if isinstance(one, Decision))
    return [(one.actor, one.old, one.new, one.cause) for one in found if one.what is Happening.OWNER]


def refused(store: Store, actor: Principal, ref: str, now: Instant) -> tuple[Trouble, dict[str, object]]:
    with pytest.raises(StoreError) as found:
        store.by(actor).pool.take(ref, now=now)
    return found.value.code, dict(found.value.params)


def reached(store: Store, actor: Principal, ref: str, now: Instant, how: Disposition = Disposition.NEUTRAL) -> None:
    """A call of a minute that is placed here."""
    by = store.by(actor)
    line = by.calls.start(by.claims.take(ref, now=now), now=now)
    by.calls.mark_answered(line.token, now=now + 10_000)
    by.calls.mark_ended(line.token, now=now + MINUTE)
    by.calls.finish(line.token, WrapUp(how, GOOD_NOTE), now=now + 2 * MINUTE)


def test_a_customer_returns_with_their_history_and_the_owner_is_told(database_url: str) -> None:
    store = with_pool(database_url)
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏")
    store.by(WANG).touches.record(ref, call("2026-03-03 10:00", Disposition.NO_ANSWER), now=at("2026-03-03 10:00"))
    returned(store, GONE - 1)
    assert owner(store, ref) == "王敏"
    returned(store, GONE)
    assert owner(store, ref) is None
    assert told(store, "王敏") == [(NoticeKind.POOL_RETURNED, ref, {"count": "1"})]
    assert decisions(store, ref)[0] == ("telesales", "王敏", "", Cause.POOL)
    assert len(store.details.get(ref, now=GONE).history.touches) == 1
    # It broke as it went, the owner's breach, and is nobody's now.
    assert all(one.obligation.rule != RULE for one in store.breaches.open(now=GONE))
    # In the pool as anybody without an owner: a colleague is offered them.
    assert [row.owner for row in store.queue.page(now=GONE + HOUR, agent="赵磊").rows] == [None]
    returned(store, GONE + DAY)
    assert len(told(store, "王敏")) == 1
    store.close()


def test_two_programs_return_each_once(database_url: str) -> None:
    store = with_pool(database_url)
    refs = [customer(store, f"客户{n}", f"+86138001380{n:02}", owner="王敏") for n in range(40)]
    ticked(store, GONE)
    other = Store.open(database_url, GONE)
    with ThreadPoolExecutor(2) as programs:
        for one in [programs.submit(part.pool.resume, now=GONE, budget=60_000) for part in (store, other)]:
            assert one.result() is False
    for ref in refs:
        assert [cause for *_, cause in decisions(store, ref)] == [Cause.POOL, Cause.NEW]
    assert told(store, "王敏") == [(NoticeKind.POOL_RETURNED, "", {"count": "40"})]
    assert differing(store, GONE) == []
    for part in (store, other):
        part.close()


def test_more_than_one_look_finds_are_all_returned(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = with_pool(database_url)
    refs = [customer(store, f"客户{n}", f"+8613800138{n:03}", owner="王敏") for n in range(8)]
    ticked(store, GONE)
    store.by(ZHAO).claims.take(refs[0], now=GONE)
    monkeypatch.setattr(pool, "_AT_ONCE", 3)
    while store.pool.resume(now=GONE, budget=60_000):
        pass
    assert {ref: owner(store, ref) for ref in refs} == {**dict.fromkeys(refs), refs[0]: "王敏"}
    store.close()


def test_who_is_on_the_line_waits_and_who_is_reached_stays(database_url: str) -> None:
    store = with_pool(database_url)
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏")
    missed = customer(store, "李雷", "+8613800138004", owner="王敏")
    returned(store, GONE - HOUR)
    line = store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=GONE - MINUTE), now=GONE - MINUTE)
    held = store.by(ZHAO).claims.take(missed, now=GONE - MINUTE)
    returned(store, GONE)
    assert (owner(store, ref), owner(store, missed)) == ("王敏", "王敏"), "on the line, and claimed"
    store.by(ZHAO).claims.release(held, now=GONE)
    store.by(WANG).calls.mark_answered(line.token, now=GONE)
    store.by(WANG).calls.mark_ended(line.token, now=GONE + MINUTE)
    store.by(WANG).calls.finish(line.token, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), now=GONE + 2 * MINUTE)
    returned(store, GONE + 3 * MINUTE)
    assert (owner(store, ref), owner(store, missed)) == ("王敏", None)
    store.close()


def test_a_plan_that_is_behind_returns_nobody_too_soon(database_url: str) -> None:
    """An absence that is recorded late counts, whatever the stored obligation still says: absent since the 9th, three
    of the ten days are left on the 15th."""
    store = with_pool(database_url)
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏")
    ticked(store, GONE)
    store.by(CHEN).absences.record("王敏", since=NOW + 7 * DAY, until=NOW + 13 * DAY, now=GONE)
    assert not store.pool.resume(now=GONE, budget=60_000)
    assert owner(store, ref) == "王敏"
    returned(store, NOW + 16 * DAY - 1)
    assert owner(store, ref) == "王敏"
    returned(store, NOW + 16 * DAY)
    assert owner(store, ref) is None
    store.close()


def test_taking_within_the_limits(database_url: str) -> None:
    store = with_pool(database_url)
    free = [customer(store, f"客户{n}", f"+861380013800{n}") for n in range(5)]
    page = store.pool.page(agent="王敏", now=NOW)
    assert (page.total, [row.ref for row in page.rows]) == (5, free)
    assert page.rooms == (PoolRoom("telesales", 0, 3, 0, 2),)
    ten = at("2026-03-02 10:00")
    for _sent_again in range(2):
        store.by(WANG).pool.take(free[0], key="form", now=ten)
    store.by(WANG).pool.take(free[1], now=ten)
    assert decisions(store, free[0]) == [("王敏", "", "王敏", Cause.TAKEN)]
    assert differing(store, ten) == []
    assert store.pool.page(agent="王敏", now=ten).rooms == (PoolRoom("telesales", 2, 3, 2, 2),)
    assert refused(store, WANG, free[2], ten) == (
        Trouble.POOL_PER_DAY,
        {"agent": "王敏", "limit": 2, "time": "2026-03-03 00:00"},
    )
    assert refused(store, WANG, free[2], at("2026-03-03 00:00") - 1)[0] is Trouble.POOL_PER_DAY
    store.by(WANG).customers.set_stage(free[1], Stage.LOST, now=ten)
    assert refused(store, WANG, free[2], ten)[0] is Trouble.POOL_PER_DAY, "a lost one was taken all the same"
    store.by(WANG).customers.set_stage(free[1], Stage.NONE, now=ten)
    tomorrow = at("2026-03-03 00:00")
    store.by(WANG).pool.take(free[2], now=tomorrow)
    assert refused(store, WANG, free[3], tomorrow) == (Trouble.POOL_HOLDING, {"agent": "王敏", "limit": 3})
    # One fewer, and there is room again; a lost one takes none.
    store.by(CHEN).ownership.assign(free[0], None, now=tomorrow)
    store.by(WANG).pool.take(free[3], now=tomorrow)
    assert refused(store, ZHAO, free[3], tomorrow) == (Trouble.NOT_IN_POOL, {"ref": free[3]})
    store.by(WANG).pool.take(free[3], now=tomorrow)  # theirs already
    # By hand a supervisor gives more than that.
    store.by(CHEN).ownership.assign(free[4], "王敏", now=tomorrow)
    assert owner(store, free[4]) == "王敏"
    store.close()


def test_the_former_owner_waits(database_url: str) -> None:
    store = with_pool(database_url)
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏")
    returned(store, GONE)
    assert refused(store, WANG, ref, GONE + HOUR) == (
        Trouble.POOL_FORMER_OWNER,
        {"agent": "王敏", "ref": ref, "time": "2026-03-17 09:00"},
    )
    (row,) = store.pool.page(now=GONE).rows
    assert (row.since, row.former) == (GONE, "王敏")
    # A reach makes no owner either, and says why.
    reached(store, WANG, ref, GONE + 2 * HOUR)
    assert owner(store, ref) is None
    kept = {"reason": "former_owner", "since": str(GONE + 5 * DAY)}
    assert told(store, "王敏")[-1] == (NoticeKind.POOL_KEPT, ref, kept)
    store.by(WANG).pool.take(ref, now=GONE + 5 * DAY)
    assert owner(store, ref) == "王敏"
    # A supervisor's word is no return: no wait begins.
    store.by(CHEN).ownership.assign(ref, None, now=GONE + 6 * DAY)
    store.by(WANG).pool.take(ref, now=GONE + 6 * DAY)
    store.close()


def test_reaching_a_customer_of_the_pool_counts_and_is_limited(database_url: str) -> None:
    store = with_pool(database_url)
    free = [customer(store, f"客户{n}", f"+861380013800{n}") for n in range(4)]
    ten = at("2026-03-02 10:05")
    reached(store, WANG, free[0], ten, Disposition.NO_ANSWER)
    assert owner(store, free[0]) is None
    reached(store, WANG, free[1], ten + HOUR)
    store.by(WANG).pool.take(free[2], now=ten + 2 * HOUR)
    assert store.pool.page(agent="王敏", now=ten + 2 * HOUR).rooms[0].taken == 2
    reached(store, WANG, free[3], ten + 5 * HOUR)
    assert [owner(store, ref) for ref in free] == [None, "王敏", "王敏", None]
    assert told(store, "王敏") == [
        (NoticeKind.POOL_KEPT, free[3], {"reason": "per_day", "since": str(at("2026-03-03 00:00"))})
    ]
    assert differing(store, ticked(store, ten + 6 * HOUR)) == []
    store.close()


def test_others_are_not_taken_away(database_url: str) -> None:
    store = with_pool(database_url)
    one, two, three = (customer(store, f"客户{n}", f"+861380013800{n}") for n in range(3))
    ten = at("2026-03-02 10:05")
    held = store.by(ZHAO).claims.take(one, now=ten)
    assert refused(store, WANG, one, ten) == (Trouble.CLAIMED, {"ref": one, "agent": "赵磊"})
    store.by(ZHAO).calls.start(held, now=ten)
    assert refused(store, WANG, one, ten) == (Trouble.ON_THE_LINE, {"ref": one, "agent": "赵磊"})
    store.by(WANG).claims.take(two, now=ten)
    store.by(WANG).pool.take(two, now=ten)
    assert owner(store, two) == "王敏", "their own claim is no reason"
    with pytest.raises(StoreError) as not_allowed:
        store.by(WANG).pool.take(three, agent="赵磊", now=ten)
    assert not_allowed.value.code is Trouble.NOT_ALLOWED
    store.by(CHEN).pool.take(three, agent="赵磊", now=ten)
    assert owner(store, three) == "赵磊"
    store.close()


def test_two_at_once_get_one_customer_and_one_agent_no_more_than_allowed(database_url: str) -> None:
    store, other = with_pool(database_url), Store.open(database_url, NOW)
    free = [customer(store, f"客户{n}", f"+86138001380{n:02}") for n in range(8)]

    def taken(part: Store, actor: Principal, ref: str) -> bool:
        try:
            part.by(actor).pool.take(ref, now=NOW + HOUR)
        except StoreError:
            return False
        return True

    with ThreadPoolExecutor(2) as programs:
        both = [programs.submit(taken, part, actor, free[0]) for part, actor in ((store, WANG), (other, ZHAO))]
        assert sorted(one.result() for one in both) == [False, True]
        parts = [programs.submit(taken, part, WANG, ref) for ref in free[1:] for part in (store, other)]
        for one in parts:
            one.result()
    assert store.pool.page(agent="王敏", now=NOW + HOUR).rooms[0].taken == 2
    assert refused(store, WANG, free[7], NOW + HOUR)[0] is Trouble.POOL_PER_DAY
    for part in (store, other):
        part.close()


def test_without_a_pool_nothing_returns_and_nobody_takes(database_url: str) -> None:
    store = opened(database_url)
    mine = customer(store, "赵铁", "+8613800138003", owner="王敏")
    free = customer(store, "李雷", "+8613800138004")
    later = returned(store, NOW + 400 * DAY)
    assert owner(store, mine, later) == "王敏"
    assert told(store, "王敏") == []
    assert [o.rule for o in store.details.get(mine, now=later).plan.obligations if o.rule == RULE] == []
    page = store.pool.page(agent="王敏", now=later)
    assert ([row.ref for row in page.rows], page.rooms) == ([free], ())
    assert refused(store, WANG, free, later) == (Trouble.NO_POOL, {"campaign": "telesales"})
    reached(store, WANG, free, at("2027-04-06 10:05"))
    assert owner(store, free, later) == "王敏"
    store.close()


def test_where_nobody_calls_their_own_there_is_no_pool() -> None:
    with pytest.raises(RulebookError):
        reader.load(f"{shelf.shipped_text('brokerage')}\n[pool]\ndays = 9\nholding = 1\nper_day = 1\n", "brokerage")


def test_in_a_closed_store_agents_take_from_the_pools_of_their_campaigns(database_url: str) -> None:
    made = office(database_url)
    boss = made.by(BOSS.name)
    boss.rulebooks.put("telesales", pooled(), now=CLOSED_AT)
    boss.campaigns.add("second", rulebook=pooled(), now=CLOSED_AT)
    boss.campaigns.change("second", {"units": "二组"}, now=CLOSED_AT)
    foreign = boss.customers.add(NewCustomer("别处", "", campaign="second"), now=CLOSED_AT)

    def seen(name: str) -> tuple[list[str], list[str]]:
        page = made.by(name).pool.page(agent=name, now=CLOSED_AT)
        return [row.ref for row in page.rows], [room.campaign for room in page.rooms]

    assert seen("王敏") == ([made.pool], ["telesales"])
    assert sorted(seen("赵磊")[0]) == sorted([made.pool, foreign])
    for ref in (foreign, made.other):
        with pytest.raises(StoreError) as refused_by_scope:
            made.by("王敏").pool.take(ref, now=CLOSED_AT)
        assert refused_by_scope.value.code is Trouble.NOT_ALLOWED
    made.by("王敏").pool.take(made.pool, now=CLOSED_AT)
    assert boss.details.get(made.pool, now=CLOSED_AT).facts.owner == "王敏"
    acts = [(one.principal, one.verb) for one in boss.audit.all() if one.verb == "pool.take" and not one.denied]
    assert acts == [("王敏", "pool.take")]
    made.store.close()
