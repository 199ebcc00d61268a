"""A customer's numbers: which one is dialled and written to, their order, their labels."""

from __future__ import annotations

from callcenter.model import Channel, Disposition, Touch
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, WANG, at, call, customer, opened

MOBILE, OFFICE = "+8613812347731", "+861062345678"
NOW = at("2026-03-03 10:05")


def reachable(store: Store) -> str:
    """Somebody with a mobile number, dialled first, and one of the office."""
    ref = customer(store, "吴静", MOBILE)
    store.by(WANG).customers.edit(ref, CustomerChanges(phones=(MOBILE, OFFICE)), now=at("2026-03-02 09:00"))
    return ref


def used(store: Store, ref: str) -> set[str]:
    """The number that each list and the customer's own record would dial or write to."""
    (queued,) = store.queue.page(now=NOW).rows
    (found,) = store.lookup.by_phone(OFFICE)
    return {queued.phone, found.phone, store.details.get(ref, now=NOW).number}


def dialled(store: Store, ref: str, ended: Disposition, minutes: int) -> str:
    """The number that a call without a choice goes to."""
    now = NOW + minutes * 60_000
    opened_call = store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=now), now=now)
    store.by(WANG).calls.finish(opened_call.token, WrapUp(ended, ""), now=now)
    return opened_call.phone


def test_a_dead_number_is_not_proposed_while_another_lives(database_url: str) -> None:
    store = opened(database_url)
    ref = reachable(store)
    assert used(store, ref) == {MOBILE}
    store.by(WANG).touches.record(ref, call("2026-03-02 10:00", Disposition.INVALID_NUMBER), now=NOW)
    assert used(store, ref) == {OFFICE}
    assert dialled(store, ref, Disposition.SUSPENDED, 0) == OFFICE
    assert store.details.get(ref, now=NOW).number == MOBILE, "both are dead: the first one"
    store.by(WANG).touches.record(ref, call("2026-03-03 10:20", phone=OFFICE), now=NOW + 30 * 60_000)
    assert store.details.get(ref, now=NOW + 30 * 60_000).number == OFFICE, "a later call found it alive"
    store.close()


def test_a_call_taken_back_leaves_its_number_alive(database_url: str) -> None:
    store = opened(database_url)
    ref = reachable(store)
    dead = store.by(WANG).touches.record(ref, call("2026-03-02 10:00", Disposition.INVALID_NUMBER), now=NOW)
    store.by(WANG).touches.withdraw(dead, now=NOW)
    assert used(store, ref) == {MOBILE}
    store.close()


def test_an_sms_goes_to_a_number_that_lives(database_url: str) -> None:
    store = opened(database_url)
    ref = reachable(store)
    store.by(WANG).touches.record(ref, call("2026-03-02 10:00", Disposition.INVALID_NUMBER), now=NOW)
    store.by(WANG).touches.record(ref, call("2026-03-02 10:05", Disposition.NEGATIVE, phone=OFFICE), now=NOW)
    (offer,) = store.tasks.win_backs(now=NOW)
    assert offer.phone == OFFICE
    store.close()


def test_a_number_dead_for_one_customer_lives_for_another(database_url: str) -> None:
    store = opened(database_url)
    ref, other = reachable(store), customer(store, "孙丽", MOBILE)
    store.by(CHEN).customers.edit(other, CustomerChanges(phones=(MOBILE, OFFICE)), now=NOW)
    store.by(WANG).touches.record(ref, call("2026-03-02 10:00", Disposition.INVALID_NUMBER), now=NOW)
    assert (store.details.get(ref, now=NOW).number, store.details.get(other, now=NOW).number) == (OFFICE, MOBILE)
    store.by(CHEN).merges.merge(ref, other, now=NOW)
    assert store.details.get(other, now=NOW).number == OFFICE, "they are one, and so is what was found of their number"
    assert store.lookup.by_phone(OFFICE)[0].phone == OFFICE
    store.close()


def test_an_sms_says_nothing_of_a_number(database_url: str) -> None:
    store = opened(database_url)
    ref = reachable(store)
    store.by(WANG).touches.record(ref, call("2026-03-02 10:00", Disposition.INVALID_NUMBER), now=NOW)
    store.by(WANG).touches.record(ref, Touch(NOW, Channel.SMS, phone=MOBILE), now=NOW)
    assert store.details.get(ref, now=NOW).number == OFFICE
    store.close()


def test_a_number_keeps_its_label_wherever_it_goes(database_url: str) -> None:
    store = opened(database_url)
    ref, double = reachable(store), customer(store, "吴 静", MOBILE)
    both = CustomerChanges(phones=(OFFICE, MOBILE), labels={OFFICE: "办公室\n转", MOBILE: "手机"})
    store.by(WANG).customers.edit(double, both, now=NOW)
    assert store.details.get(double, now=NOW).labels == {OFFICE: "办公室 转", MOBILE: "手机"}, "on one line"
    store.by(WANG).customers.edit(double, CustomerChanges(phones=(MOBILE, OFFICE)), now=NOW)
    assert store.details.get(double, now=NOW).labels[MOBILE] == "手机", "another order is no other number"
    store.by(WANG).customers.edit(ref, CustomerChanges(phones=(MOBILE,), labels={MOBILE: "wechat"}), now=NOW)
    store.by(CHEN).merges.merge(double, ref, now=NOW)
    assert store.details.get(ref, now=NOW).labels == {MOBILE: "wechat", OFFICE: "办公室 转"}
    store.by(CHEN).merges.split(double, now=NOW)
    assert store.details.get(ref, now=NOW).labels == {MOBILE: "wechat"}
    store.by(WANG).customers.edit(ref, CustomerChanges(labels={MOBILE: ""}), now=NOW)
    assert store.details.get(ref, now=NOW).labels == {}
    store.close()
