"""Tasks, which are no calls: messages due now, later today and as of another time; lapsed greetings; agreed visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from callcenter.model import Channel, Disposition, Instant, Milestone, MilestoneKind, Touch
from callcenter.store import Store, StoreError
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.worklists.tasks import TaskRow
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, opened, ticked


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    made = opened(database_url)
    for name in ("telesales", "store", "key-account"):
        made.by(CHEN).campaigns.ensure_shipped(name, now=at("2026-03-02 09:00"))
    yield made
    made.close()


def rows_of(rows: tuple[TaskRow, ...]) -> list[tuple[str, str, str]]:
    return [(row.name, row.obligation.rule, row.obligation.channel.value) for row in rows]


def buyer(store: Store, name: str, phone: str, born: date) -> str:
    """A customer of the shop since February, with a birthday."""
    now = at("2026-03-02 09:00")
    ref = customer(store, name, phone, tier=None, campaign="store")
    store.by(CHEN).customers.set_milestone(ref, Milestone(MilestoneKind.DELIVERED, at("2026-02-01 10:00")), now=now)
    store.by(CHEN).customers.edit(ref, CustomerChanges(birthday=born), now=now)
    store.by(WANG).touches.record(ref, Touch(at("2026-02-01 11:00"), Channel.SMS), now=now)
    return ref


def appointed(store: Store, ref: str, when: str, now: str) -> None:
    store.by(WANG).customers.set_milestone(ref, Milestone(MilestoneKind.APPOINTMENT, at(when)), now=at(now))


def test_later_today_comes_only_where_it_is_asked_for(store: Store) -> None:
    ref = customer(store, "李总", "13800138001", campaign="key-account", tier=None)
    store.by(CHEN).customers.edit(ref, CustomerChanges(key=True), now=at("2026-03-02 09:00"))
    friday = at("2026-03-06 10:00")
    assert rows_of(store.tasks.open(now=friday)) == []
    assert rows_of(store.tasks.open(now=friday, until=at("2026-03-07 00:00"))) == [
        ("李总", "key-account.friday_sms", "sms")
    ]
    assert rows_of(store.tasks.open(now=friday, until=at("2026-03-06 18:00"))) == []
    assert rows_of(store.tasks.open(now=at("2026-03-06 18:00"))) == [("李总", "key-account.friday_sms", "sms")]


def test_as_of_is_the_same_list_at_that_time(store: Store) -> None:
    customer(store, "李雷", "13800138001", owner="王敏")
    customer(store, "赵铁", "13800138002", owner="赵磊")
    now = at("2026-03-02 10:05")
    assert store.tasks.open_as_of(as_of=now) == store.tasks.open(now=now)
    assert store.tasks.open_as_of(as_of=now, agent="王敏") == store.tasks.open(now=now, agent="王敏")
    assert rows_of(store.tasks.open(now=now, agent="王敏")) == [("李雷", "telesales.thanks_sms", "sms")]
    assert {row[1] for row in rows_of(store.tasks.open_as_of(as_of=at("2026-03-07 10:00")))} == {
        "telesales.thanks_sms",
        "telesales.promo_sms",
    }
    with pytest.raises(StoreError):
        store.tasks.open_as_of(as_of=now, agent="nobody")


def test_a_greeting_lapses_by_itself_and_stays_on_record(store: Store) -> None:
    buyer(store, "未发", "13800138001", date(1990, 3, 5))
    sent = buyer(store, "已发", "13800138002", date(1988, 3, 5))
    day = at("2026-03-05 10:00")
    assert [row[0] for row in rows_of(store.tasks.open(now=day))] == ["未发", "已发"]
    store.by(WANG).touches.record(sent, Touch(day, Channel.SMS), now=day)

    def lapsed(when: str, since: str) -> list[tuple[str, str, str]]:
        return rows_of(store.tasks.lapsed(now=ticked(store, at(when)), since=at(since)))

    assert lapsed("2026-03-05 23:59", "2026-02-01 00:00") == []
    assert rows_of(store.tasks.open(now=ticked(store, at("2026-03-06 00:00")))) == []
    assert lapsed("2026-03-06 00:00", "2026-02-01 00:00") == [("未发", "store.birthday", "sms")]
    assert lapsed("2026-03-20 00:00", "2026-03-06 00:01") == []
    (row,) = store.tasks.lapsed(now=at("2026-03-06 09:00"), since=at("2026-03-01 00:00"))
    assert dict(row.obligation.ground.params) == {"on": "birthday", "at": at("2026-03-05 00:00")}


def test_neither_do_not_call_nor_dead_numbers_are_written_to(store: Store) -> None:
    no_more = customer(store, "勿扰", "13800138001")
    dead = customer(store, "空号", "13800138002")
    now = at("2026-03-02 10:05")
    assert len(store.tasks.open(now=now)) == 2
    for ref, how in ((no_more, Disposition.DO_NOT_CALL), (dead, Disposition.INVALID_NUMBER)):
        store.by(WANG).touches.record(ref, call("2026-03-02 10:00", how), now=now)
    assert store.tasks.open(now=now, until=at("2026-03-30 00:00")) == ()


def test_agreed_visits_by_their_time_until_one_is_made_moved_or_cancelled(store: Store) -> None:
    first = customer(store, "李雷", "13800138001", owner="王敏")
    second = customer(store, "赵铁", "13800138002", owner="赵磊")
    appointed(store, first, "2026-03-06 15:00", "2026-03-02 10:00")
    appointed(store, second, "2026-03-05 10:00", "2026-03-02 10:00")
    now = at("2026-03-02 10:05")

    def visits(when: Instant = now, agent: str | None = None) -> list[tuple[str, Instant | None]]:
        return [(row.name, row.appointed_at) for row in store.tasks.visits(now=when, agent=agent)]

    assert visits() == [("赵铁", at("2026-03-05 10:00")), ("李雷", at("2026-03-06 15:00"))]
    assert visits(agent="王敏") == [("李雷", at("2026-03-06 15:00"))]
    assert {row.obligation.channel for row in store.tasks.visits(now=now)} == {Channel.VISIT}
    appointed(store, first, "2026-03-04 09:00", "2026-03-02 10:10")
    assert visits() == [("李雷", at("2026-03-04 09:00")), ("赵铁", at("2026-03-05 10:00"))]
    store.by(WANG).tasks.cancel_appointment(first, now=at("2026-03-02 10:20"))
    assert visits() == [("赵铁", at("2026-03-05 10:00"))]
    rules = [one.rule for one in store.details.get(first, now=now).plan.obligations]
    assert not [rule for rule in rules if ".appointment." in rule]
    # Made on its day: it is done. Missed: it stands until somebody follows up.
    evening = at("2026-03-05 18:00")
    assert visits(evening) == [("赵铁", at("2026-03-05 10:00"))]
    store.by(ZHAO).touches.record(second, Touch(at("2026-03-05 11:00"), Channel.VISIT, note="看了两台"), now=evening)
    assert visits(evening) == []


def test_cancelling_does_not_bring_an_older_appointment_back(store: Store) -> None:
    ref = customer(store, "李雷", "13800138001")
    appointed(store, ref, "2026-03-04 09:00", "2026-03-02 10:00")
    appointed(store, ref, "2026-03-06 09:00", "2026-03-03 10:00")
    store.by(WANG).tasks.cancel_appointment(ref, now=at("2026-03-05 10:00"))
    assert store.tasks.visits(now=at("2026-03-05 10:00")) == ()
    with pytest.raises(StoreError):
        store.by(WANG).tasks.cancel_appointment("none", now=at("2026-03-05 10:00"))


def test_an_sms_to_win_back_is_offered_after_a_negative_call_until_it_is_sent(store: Store) -> None:
    ref = customer(store, "李雷", "13800138001", owner="王敏")
    barred = customer(store, "勿扰", "13800138002")
    now = at("2026-03-02 11:00")
    for one in (ref, barred):
        store.by(WANG).touches.record(one, call("2026-03-02 10:00", Disposition.NEGATIVE), now=now)
    store.by(WANG).touches.record(barred, call("2026-03-02 10:30", Disposition.DO_NOT_CALL), now=now)

    def offered(agent: str | None = None, when: Instant = now) -> list[tuple[str, str, str]]:
        return rows_of(store.tasks.win_backs(now=when, agent=agent))

    assert offered() == [("李雷", "telesales.win_back", "sms")]
    assert offered("赵磊") == []
    assert offered(when=at("2026-03-09 09:59")) == [("李雷", "telesales.win_back", "sms")]
    assert offered(when=at("2026-03-09 10:00")) == [], "after a week it makes no sense any more"
    touch = store.by(WANG).touches.record(ref, Touch(now, Channel.SMS), now=now)
    assert offered() == []
    store.by(WANG).touches.withdraw(touch, now=now)
    assert offered() == [("李雷", "telesales.win_back", "sms")]
    store.by(WANG).touches.record(ref, call("2026-03-02 10:50"), now=now)
    assert offered() == []
