"""A due call that is put off with a reason, within what the rules allow (docs/architecture.md#promises)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from callcenter import policy
from callcenter.model import HOUR, MINUTE, Disposition, Gate, Instant, Milestone, MilestoneKind
from callcenter.store import Store, StoreError
from callcenter.views.upkeep.trouble import Trouble
from tests.store.building import WANG, ZHAO, at, call, customer, opened, ticked

TEN = at("2026-03-02 10:00")
BREACH = at("2026-03-03 09:00")
"""Of the first call and of the SMS: 24 hours after the inquiry."""


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    made = opened(database_url)
    yield made
    made.close()


@pytest.fixture
def ref(store: Store) -> str:
    return customer(store, "李雷", "+8613900000001", owner=WANG.name)


def put_off(store: Store, ref: str, until: Instant, now: Instant = TEN, reason: str = "开会") -> None:
    store.by(WANG).snoozes.put_off(ref, until=until, reason=reason, now=now)


def offered(store: Store, now: Instant) -> bool:
    live = store.queue.page(now=ticked(store, now)).rows
    assert live == store.queue.page_as_of(as_of=now).rows
    return bool(live)


def test_it_is_in_no_lane_until_then_and_why_says_the_reason(store: Store, ref: str) -> None:
    put_off(store, ref, TEN + HOUR)
    view = store.details.get(ref, now=TEN)
    assert (view.why.gate, view.why.opens_at) == (Gate.PROMISED_LATER, TEN + HOUR)
    assert view.plan.snooze is not None
    assert (view.plan.snooze.agent, view.plan.snooze.reason) == ("王敏", "开会")
    assert not offered(store, TEN + HOUR - 1)
    assert offered(store, TEN + HOUR)


def test_as_of_a_moment_before_nobody_knew_of_it(store: Store, ref: str) -> None:
    put_off(store, ref, TEN + HOUR, TEN + MINUTE)
    assert [row.ref for row in store.queue.page_as_of(as_of=TEN).rows] == [ref]
    assert store.queue.page_as_of(as_of=TEN + MINUTE).rows == ()


def test_never_beyond_the_breach_nor_into_the_past(store: Store, ref: str) -> None:
    assert policy.latest_snooze(store.details.get(ref, now=TEN).plan) == BREACH
    for until in (BREACH + 1, TEN, TEN - 1):
        with pytest.raises(StoreError) as refused:
            put_off(store, ref, until)
        assert refused.value.code is Trouble.NOT_PUT_OFF
    with pytest.raises(StoreError) as refused:
        put_off(store, ref, BREACH, reason=" ")
    assert refused.value.code is Trouble.NO_REASON
    put_off(store, ref, BREACH)
    assert store.details.get(ref, now=BREACH - 1).plan.snooze is not None
    assert store.details.get(ref, now=BREACH).plan.snooze is None


def test_what_is_overdue_promised_or_not_due_is_not_put_off(store: Store, ref: str) -> None:
    promised = customer(store, "吴静", "+8613900000002")
    store.by(WANG).touches.record(
        promised, call("2026-03-02 09:10", Disposition.CALLBACK, callback_at="2026-03-02 09:55"), now=TEN
    )
    rested = customer(store, "赵铁", "+8613900000003")
    store.by(WANG).touches.record(rested, call("2026-03-02 09:30"), now=TEN)
    for one, now in ((ref, BREACH), (promised, TEN), (rested, TEN)):
        with pytest.raises(StoreError) as refused:
            put_off(store, one, now + MINUTE, now)
        assert refused.value.code is Trouble.NOT_PUT_OFF


def test_a_commitment_passes_and_opens_it(store: Store, ref: str) -> None:
    put_off(store, ref, at("2026-03-02 20:00"))
    planned = Milestone(MilestoneKind.APPOINTMENT, at("2026-03-02 18:00"))
    store.by(WANG).customers.set_milestone(ref, planned, now=TEN + MINUTE)
    view = store.details.get(ref, now=TEN + MINUTE)
    assert view.why.offered
    assert view.why.placement is not None
    assert view.why.placement.entry.commitment


@pytest.mark.parametrize("what", ["touch", "inquiry"])
def test_news_end_it(store: Store, ref: str, what: str) -> None:
    put_off(store, ref, at("2026-03-02 15:00"))
    now = at("2026-03-02 11:00")
    if what == "touch":
        store.by(WANG).touches.record(ref, call("2026-03-02 11:00", Disposition.NO_ANSWER), now=now)
        assert store.details.get(ref, now=now).why.gate is Gate.GAP
    else:
        store.by(WANG).customers.set_milestone(ref, Milestone(MilestoneKind.INQUIRY, now), now=now)
        assert offered(store, now)


def test_what_falls_due_and_breaks_before_its_time_ends_it(store: Store) -> None:
    """N+1 of the intro is due all of the day after; the snooze rests on it and goes beyond nothing."""
    ref = customer(store, "李雷", "+8613900000001", now="2026-03-01 09:00")
    store.by(WANG).touches.record(ref, call("2026-03-01 10:00"), now=at("2026-03-01 10:00"))
    until = at("2026-03-02 23:00")
    put_off(store, ref, until)
    assert not offered(store, TEN + HOUR)
    missed = Milestone(MilestoneKind.APPOINTMENT, at("2026-03-01 12:00"))
    store.by(WANG).customers.set_milestone(ref, missed, now=TEN + HOUR)
    # A no-show that is over is an ordinary breached call.
    assert offered(store, TEN + HOUR)


def test_the_claim_goes_back(store: Store, ref: str) -> None:
    other = customer(store, "吴静", "+8613900000002")
    found = store.by(WANG).claims.take_next(now=TEN)
    assert found is not None
    put_off(store, found[1].ref, TEN + HOUR)
    left = ({ref, other} - {found[1].ref}).pop()
    following = store.by(WANG).claims.take_next(now=TEN + MINUTE)
    assert following is not None
    assert following[1].ref == left
    assert store.by(ZHAO).claims.take(found[1].ref, now=TEN + MINUTE).agent == "赵磊"


# --- taken back -----------------------------------------------------------------------------------------------------


def test_taken_back_it_is_due_again_and_before_that_it_stays_put_off(store: Store, ref: str) -> None:
    put_off(store, ref, TEN + HOUR)
    back = TEN + 10 * MINUTE
    store.by(ZHAO).snoozes.take_back(ref, now=back)
    assert offered(store, back)
    assert store.queue.page_as_of(as_of=back - 1).rows == (), "as of a moment before it is still put off"
    assert store.details.get(ref, now=back, as_of=back - 1).plan.snooze is not None
    view = store.details.get(ref, now=back)
    assert view.why.offered
    (record,) = view.facts.snoozes
    assert (record.reason, record.withdrawn_at, record.withdrawn_by) == ("开会", back, "赵磊")
    with pytest.raises(StoreError) as refused:
        store.by(WANG).snoozes.take_back(ref, now=back)
    assert refused.value.code is Trouble.NOTHING_PUT_OFF


def test_taken_back_none_that_was_made_before_counts_again(store: Store, ref: str) -> None:
    put_off(store, ref, TEN + 4 * HOUR)
    put_off(store, ref, TEN + HOUR, TEN + MINUTE)
    store.by(WANG).snoozes.take_back(ref, now=TEN + 2 * MINUTE)
    assert offered(store, TEN + 2 * MINUTE)
    put_off(store, ref, TEN + HOUR, TEN + 3 * MINUTE)
    assert not offered(store, TEN + 3 * MINUTE)


def test_what_is_over_or_was_never_put_off_is_not_taken_back(store: Store, ref: str) -> None:
    with pytest.raises(StoreError) as refused:
        store.by(WANG).snoozes.take_back(ref, now=TEN)
    assert refused.value.code is Trouble.NOTHING_PUT_OFF
    put_off(store, ref, TEN + HOUR)
    with pytest.raises(StoreError):
        store.by(WANG).snoozes.take_back(ref, now=TEN + HOUR)
    (record,) = store.details.get(ref, now=TEN + HOUR).facts.snoozes
    assert record.withdrawn_at is None


def test_what_is_put_off_is_listed_for_who_did_it_and_for_the_owner(store: Store, ref: str) -> None:
    pool = customer(store, "吴静", "+8613900000002")
    store.by(ZHAO).snoozes.put_off(pool, until=TEN + HOUR // 2, reason="午饭", now=TEN)
    store.by(ZHAO).snoozes.put_off(ref, until=TEN + HOUR, reason="开会", now=TEN)

    def listed(agent: str | None, now: Instant = TEN + MINUTE) -> list[tuple[str, str]]:
        return [(row.name, row.snooze.reason) for row in store.snoozes.all(now=now, agent=agent)]

    assert listed(None) == listed("赵磊") == [("吴静", "午饭"), ("李雷", "开会")]
    assert listed("王敏") == [("李雷", "开会")]
    assert listed(None, TEN + HOUR // 2) == [("李雷", "开会")], "its time has come"
    store.by(WANG).touches.record(ref, call("2026-03-02 10:05"), now=at("2026-03-02 10:05"))
    assert listed(None, at("2026-03-02 10:05")) == [("吴静", "午饭")], "a touch ended it"
    store.by(ZHAO).snoozes.take_back(pool, now=at("2026-03-02 10:06"))
    assert listed(None, at("2026-03-02 10:06")) == []
