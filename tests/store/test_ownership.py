"""A reassignment during a call waits until it is saved; a call is ended for somebody only when its program is gone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from callcenter.access import Principal
from callcenter.model import MINUTE, SECOND, CaseKind, Disposition, Instant
from callcenter.storage.people import notices, people
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.timeline import Decision
from callcenter.views.people.notices import NoticeKind
from callcenter.views.people.shift import GONE_AFTER
from callcenter.views.upkeep.imports import StagedCustomer
from callcenter.views.worklists.calls import OpenCall, WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, customer, opened
from tests.store.test_imports import publish, stage

TEN = at("2026-03-02 10:05")
TALKED = WrapUp(Disposition.INTERESTED, GOOD_NOTE)


def talking(store: Store, ref: str, now: int = TEN) -> OpenCall:
    """王敏 dials at ``now`` and is answered ten seconds later."""
    store.presence.sign_in(WANG.name, now=now)
    call = store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=now), now=now)
    return store.calls.mark_answered(call.token, now=now + 10 * SECOND)


def owner(store: Store, ref: str) -> str | None:
    return store.details.get(ref, now=TEN).facts.owner


def told(store: Store, agent: str) -> list[tuple[str, str]]:
    """Kind and new owner of what an agent has not read."""
    return [(notice.kind.value, notice.params.get("owner", "-")) for notice in store.notices.unread(agent)]


def test_a_reassignment_waits_until_the_call_is_saved_and_both_see_it(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    call = talking(store, ref)
    assert store.by(CHEN).ownership.assign(ref, ZHAO.name, now=TEN + MINUTE) == WANG.name
    assert owner(store, ref) == WANG.name
    assert told(store, WANG.name) == told(store, CHEN.name) == [("owner_waits", ZHAO.name)]
    (notice,) = store.notices.unread(WANG.name)
    assert (notice.ref, notice.customer, notice.actor, notice.at) == (ref, "吴静", CHEN.name, TEN + MINUTE)
    store.calls.mark_ended(call.token, now=TEN + 72 * SECOND)
    saved = store.by(WANG).calls.finish(call.token, TALKED, now=TEN + 2 * MINUTE)
    assert not saved.lost_lease
    assert owner(store, ref) == ZHAO.name
    # The people concerned hear of it once; that it waits is no news any more.
    for name in (WANG.name, CHEN.name, ZHAO.name):
        assert told(store, name) == [("owner_changed", ZHAO.name)]
    (notice,) = store.notices.unread(WANG.name)
    store.by(ZHAO).notices.mark_read(notice.id, now=TEN + 2 * MINUTE)
    assert told(store, WANG.name) != [], "nobody reads the notices of somebody else"
    store.by(WANG).notices.mark_read(notice.id, now=TEN + 2 * MINUTE)
    assert told(store, WANG.name) == []
    # The undo of that call leaves what the supervisor decided.
    store.by(WANG).last_calls.undo(now=TEN + 3 * MINUTE)
    assert owner(store, ref) == ZHAO.name
    store.close()


def test_nobody_becomes_the_owner_of_a_pool_customer_who_is_given_away_meanwhile(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    call = talking(store, ref)
    store.by(CHEN).ownership.assign(ref, ZHAO.name, now=TEN + MINUTE)
    store.by(WANG).calls.finish(call.token, TALKED, now=TEN + 2 * MINUTE)
    decided = [one for one in store.timelines.page(ref).entries if isinstance(one, Decision)]
    assert [(one.new, one.actor) for one in decided] == [(ZHAO.name, CHEN.name)]
    store.close()


def test_the_last_decision_counts_and_one_that_changes_nothing_is_none(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    call = talking(store, ref)
    store.by(CHEN).ownership.assign(ref, ZHAO.name, now=TEN + MINUTE)
    store.by(CHEN).ownership.assign(ref, None, now=TEN + MINUTE)
    assert told(store, WANG.name) == [("owner_waits", "")]
    store.by(CHEN).ownership.assign(ref, WANG.name, now=TEN + MINUTE)
    assert told(store, WANG.name) == []
    store.calls.abandon(call.token, now=TEN + 2 * MINUTE)
    assert owner(store, ref) == WANG.name
    assert told(store, CHEN.name) == []
    store.close()


def test_a_call_that_is_taken_back_is_waited_for_too(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    call = talking(store, ref)
    store.by(CHEN).ownership.assign(ref, None, now=TEN + MINUTE)
    store.calls.abandon(call.token, now=TEN + 2 * MINUTE)
    assert owner(store, ref) is None
    assert told(store, CHEN.name) == [("owner_changed", "")]
    store.close()


def test_a_case_hands_the_customer_over_when_the_call_is_saved(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    case = store.by(CHEN).cases.open(ref, CaseKind.EXCEPTION, "asks for the boss", now=TEN)
    call = talking(store, ref)
    store.by(CHEN).cases.assign(case, ZHAO.name, now=TEN + MINUTE)
    assert owner(store, ref) == WANG.name
    store.by(WANG).calls.finish(call.token, TALKED, now=TEN + 2 * MINUTE)
    assert owner(store, ref) == ZHAO.name
    store.by(CHEN).cases.close(case, "done", now=TEN + 3 * MINUTE)
    assert owner(store, ref) == WANG.name
    store.close()


def test_a_case_that_is_settled_in_the_same_call_leaves_the_owner(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    case = store.by(CHEN).cases.open(ref, CaseKind.EXCEPTION, "asks for the boss", now=TEN)
    call = talking(store, ref)
    store.by(CHEN).cases.assign(case, ZHAO.name, now=TEN + MINUTE)
    assert store.by(CHEN).cases.close(case, "done", now=TEN + 90 * SECOND) == "", "nothing waits any more"
    store.by(WANG).calls.finish(call.token, TALKED, now=TEN + 2 * MINUTE)
    assert owner(store, ref) == WANG.name
    store.close()


def test_the_owner_that_a_list_brings_waits_as_well(database_url: str) -> None:
    store = opened(database_url)
    row = StagedCustomer(2, "k1", name="吴静", phones=("+8613812347731",), owner=WANG.name, campaign="telesales")
    publish(store, stage(store, [row]))
    call = talking(store, "k1")
    other = replace(row, phones=("+8613812347732",), owner=ZHAO.name)
    publish(store, stage(store, [other], "2026-03-02 10:06"), "2026-03-02 10:06")
    assert owner(store, "k1") == WANG.name
    assert "+8613812347732" in store.details.get("k1", now=TEN).facts.numbers, "the rest of the row is there at once"
    assert told(store, WANG.name) == [("owner_waits", ZHAO.name)]
    store.by(WANG).calls.finish(call.token, TALKED, now=TEN + 2 * MINUTE)
    assert owner(store, "k1") == ZHAO.name
    store.close()


def test_a_living_call_is_not_ended(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    talking(store, ref)
    last = TEN + 10 * SECOND
    for silent in (0, MINUTE, GONE_AFTER):
        with pytest.raises(StoreError) as refused:
            store.by(CHEN).calls.end_for(WANG.name, now=last + silent)
        assert refused.value.code is Trouble.CALL_GOES_ON
        assert refused.value.params == {"agent": WANG.name, "minutes": 5}
    with pytest.raises(StoreError):
        store.by(ZHAO).claims.take(ref, now=last + GONE_AFTER)
    # One heartbeat and it goes on.
    store.presence.heartbeat(WANG.name, now=last + GONE_AFTER)
    with pytest.raises(StoreError):
        store.by(CHEN).calls.end_for(WANG.name, now=last + 2 * GONE_AFTER)
    store.close()


def test_the_call_of_a_program_that_is_gone_ends_at_its_last_sign_of_life(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    call = talking(store, ref)
    store.calls.save_note(call.token, "客户想", now=TEN + 72 * SECOND)
    store.by(CHEN).ownership.assign(ref, ZHAO.name, now=TEN + 2 * MINUTE)
    ended_at = TEN + 72 * SECOND + GONE_AFTER + 1
    store.by(CHEN).calls.end_for(WANG.name, now=ended_at)
    assert owner(store, ref) == ZHAO.name, "nobody waits for a program that is gone"
    store.by(ZHAO).claims.take(ref, now=ended_at)
    back = store.calls.open_call_of(WANG.name)
    assert back is not None
    assert (back.note, back.ended_at) == ("客户想", TEN + 72 * SECOND)
    notice = next(one for one in store.notices.unread(WANG.name) if one.kind is NoticeKind.CALL_ENDED)
    assert (notice.actor, notice.at, notice.ref) == (CHEN.name, ended_at, ref)
    with pytest.raises(StoreError) as refused:
        store.by(CHEN).calls.end_for(WANG.name, now=ended_at + MINUTE)
    assert refused.value.code is Trouble.NO_OPEN_CALL, "it is told once"
    saved = store.by(WANG).calls.finish(call.token, TALKED, now=ended_at + MINUTE)
    assert saved.lost_lease
    (touch,) = store.details.get(ref, now=ended_at + MINUTE).touches
    assert touch.seconds == 62
    store.close()


def test_who_was_there_all_the_time_knows_when_the_talk_ended(database_url: str) -> None:
    """The program was cut off from the store, not gone: what it says of the line counts."""
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    call = talking(store, ref)
    store.by(CHEN).calls.end_for(WANG.name, now=TEN + 10 * MINUTE)
    store.calls.mark_ended(call.token, now=TEN + 12 * MINUTE)
    store.by(WANG).calls.finish(call.token, TALKED, now=TEN + 13 * MINUTE)
    (touch,) = store.details.get(ref, now=TEN + 13 * MINUTE).touches
    assert (touch.seconds, touch.wrap_seconds) == (710, 60)
    store.close()


def test_an_agent_ends_nobodys_call(database_url: str) -> None:
    store = opened(database_url)
    with pytest.raises(StoreError) as refused:
        store.by(Principal(ZHAO.name)).calls.end_for(WANG.name, now=TEN)
    assert refused.value.code is Trouble.NOT_ALLOWED
    store.close()


def test_a_case_says_for_whose_call_its_customer_waits(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    case = store.by(WANG).cases.open(ref, CaseKind.EXCEPTION, "找别家了", now=TEN)
    complaint = store.by(WANG).cases.open(ref, CaseKind.COMPLAINT, "发票有误", now=TEN)
    call = talking(store, ref)
    assert store.by(CHEN).cases.assign(complaint, ZHAO.name, now=TEN + MINUTE) == "", "the customer stays"
    assert store.by(CHEN).cases.assign(case, ZHAO.name, key="form", now=TEN + MINUTE) == WANG.name
    assert store.by(CHEN).cases.assign(case, ZHAO.name, key="form", now=TEN + MINUTE) == WANG.name
    store.by(WANG).calls.finish(call.token, TALKED, now=TEN + 2 * MINUTE)
    assert owner(store, ref) == ZHAO.name
    claim = store.by(ZHAO).claims.take(ref, now=TEN + 3 * MINUTE)
    call = store.by(ZHAO).calls.start(claim, now=TEN + 3 * MINUTE)
    assert store.by(CHEN).cases.close(case, "留住了", now=TEN + 4 * MINUTE) == ZHAO.name
    store.by(ZHAO).calls.finish(call.token, TALKED, now=TEN + 5 * MINUTE)
    assert owner(store, ref) == WANG.name
    store.close()


def test_notices_that_were_read_long_ago_go(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "吴静", owner=WANG.name)

    def send(now: Instant) -> None:
        store.database.write(
            lambda tx: notices.send(tx, people.agent_id(tx, WANG.name), NoticeKind.CALL_ENDED, 1, actor="x", now=now)
        )

    def kept() -> list[Instant]:
        return [at for (at,) in store.database.read(lambda tx: tx.rows("SELECT at FROM notice ORDER BY id"))]

    for number in range(25):
        send(TEN + number)
    first, unread = kept()[:24], kept()[24]
    for notice in store.notices.unread(WANG.name):
        store.by(WANG).notices.mark_read(notice.id, now=TEN + MINUTE)
    for notice in store.notices.unread(WANG.name)[:4]:
        store.by(WANG).notices.mark_read(notice.id, now=TEN + MINUTE)
    later = TEN + MINUTE + notices.KEPT
    send(later)
    assert kept() == [*first, unread, later], "kept for the whole of their days"
    send(later + 1)
    assert kept() == [*first[20:], unread, later, later + 1], "some at a time"
    send(later + 2)
    assert kept() == [unread, later, later + 1, later + 2], "what nobody has read stays"
    store.close()
