"""A form whose answer was lost is sent again under its key: nothing is written twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from callcenter.model import DAY, CaseKind, Channel, Milestone, MilestoneKind, Stage, Touch
from callcenter.records import requests
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customer import CustomerChanges, NewCustomer
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, opened
from tests.support.proxy import Proxy, proxied

NOW = at("2026-03-03 10:05")
NEW = NewCustomer("吴刚", "+8613812347731", tier="C", campaign="telesales")
COUNTED = {
    name: f"SELECT count(*) FROM {name}"
    for name in (
        "customer",
        "touch",
        "kase",
        "case_event",
        "milestone",
        "tier_change",
        "customer_change",
        "customer_merge",
    )
}


@pytest.fixture
def proxy(postgresql_url: str) -> Iterator[Proxy]:
    """The server of a team with two agents and a supervisor, behind a line that loses answers."""
    opened(postgresql_url).close()
    with proxied(postgresql_url) as proxy:
        yield proxy


@pytest.fixture
def store(proxy: Proxy) -> Iterator[Store]:
    store = Store.open(proxy.address, NOW)
    yield store
    store.close()


def counts(store: Store) -> dict[str, int]:
    return store.read(lambda tx: {name: int(tx.value(f"SELECT count(*) FROM {name}")) for name in COUNTED})


def lose(proxy: Proxy, store: Store, verb: Callable[[], object]) -> None:
    """Carry out a verb whose answer is lost, on a server that nobody reaches afterwards; then it is reached again."""
    proxy.lose_next(down=True)
    with pytest.raises(StoreError) as refused:
        verb()
    assert (refused.value.code, proxy.lost) == (Trouble.LOST_CONNECTION, 1)
    proxy.is_down = False


def test_without_a_key_the_customer_is_there_twice(proxy: Proxy, store: Store) -> None:
    """The proxy loses what it says it loses: the server has committed."""
    lose(proxy, store, lambda: store.add_customer(NEW, actor=WANG, now=NOW))
    assert counts(store)["customer"] == 1
    store.add_customer(NEW, actor=WANG, now=NOW)
    assert counts(store)["customer"] == 2


def test_a_customer_sent_again_is_one(proxy: Proxy, store: Store) -> None:
    lose(proxy, store, lambda: store.add_customer(NEW, key="form", actor=WANG, now=NOW))
    ref = store.add_customer(NEW, key="form", actor=WANG, now=NOW + 5_000)
    assert [row.ref for row in store.find(NEW.phone)] == [ref]
    assert counts(store)["customer"] == 1
    assert store.is_done("form", "add_customer")
    other = store.add_customer(NEW, key="another form", actor=WANG, now=NOW)
    assert other != ref


def test_where_the_server_is_reached_nobody_has_to_send_again(proxy: Proxy, store: Store) -> None:
    proxy.lose_next()
    ref = store.add_customer(NEW, key="form", actor=WANG, now=NOW)
    assert (proxy.lost, counts(store)["customer"]) == (1, 1)
    assert [row.ref for row in store.find(NEW.phone)] == [ref]


Verb = Callable[[Store, str, str, int], object]
"""Takes a store, a ref, a key and the id of a touch or of a case of that customer."""
SMS = Touch(NOW, Channel.SMS, note="报价已发")
VERBS: dict[str, tuple[Verb, dict[str, int]]] = {
    "record_touch": (
        lambda store, ref, key, _id: store.record_touch(ref, SMS, key=key, actor=WANG, now=NOW),
        {"touch": 1},
    ),
    "correct_touch": (
        lambda store, _ref, key, touch: store.correct_touch(
            touch, call("2026-03-02 10:00", note="改过的备注"), key=key, actor=WANG, now=NOW
        ),
        {"touch": 1},
    ),
    "withdraw_touch": (
        lambda store, _ref, key, touch: store.withdraw_touch(touch, key=key, actor=WANG, now=NOW),
        {"touch": 1},
    ),
    "open_case": (
        lambda store, ref, key, _id: store.open_case(ref, CaseKind.EXCEPTION, "收不到货", key=key, actor=WANG, now=NOW),
        {"kase": 1, "case_event": 1},
    ),
    "set_owner": (
        lambda store, ref, key, _id: store.set_owner(ref, ZHAO.name, key=key, actor=CHEN, now=NOW),
        {"customer_change": 1},
    ),
    "set_stage": (
        lambda store, ref, key, _id: store.set_stage(ref, Stage.LOST, key=key, actor=WANG, now=NOW),
        {"customer_change": 1},
    ),
    "set_tier": (
        lambda store, ref, key, _id: store.set_tier(ref, "A", reason="大单", key=key, actor=WANG, now=NOW),
        {"tier_change": 1},
    ),
    "set_milestone": (
        lambda store, ref, key, _id: store.set_milestone(
            ref, Milestone(MilestoneKind.CONTRACT_START, NOW - DAY), key=key, actor=WANG, now=NOW
        ),
        {"milestone": 1},
    ),
    "edit_customer": (
        lambda store, ref, key, _id: store.edit_customer(
            ref, CustomerChanges(name="吴静"), key=key, actor=WANG, now=NOW
        ),
        {},
    ),
}


@pytest.mark.parametrize("name", VERBS)
def test_what_else_is_sent_again_is_written_once(proxy: Proxy, store: Store, name: str) -> None:
    verb, written = VERBS[name]
    ref = customer(store, "吴刚", "+8613812347731")
    touch = store.record_touch(ref, call("2026-03-02 10:00"), actor=WANG, now=NOW)
    before = counts(store)
    lose(proxy, store, lambda: verb(store, ref, "form", touch))
    after = counts(store)
    assert after == {table: before[table] + written.get(table, 0) for table in before}
    answer = verb(store, ref, "form", touch)
    assert counts(store) == after
    assert verb(store, ref, "form", touch) == answer, "and the answer is the same each time"


def test_steps_of_a_case_sent_again_are_taken_once(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴刚")
    case = store.open_case(ref, CaseKind.EXCEPTION, "收不到货", actor=WANG, now=NOW)
    steps: list[Callable[[], object]] = [
        lambda: store.assign_case(case, ZHAO.name, key="1", actor=CHEN, now=NOW),
        lambda: store.report_case(case, "补发了", key="2", actor=ZHAO, now=NOW),
        lambda: store.close_case(case, "已解决", key="3", actor=CHEN, now=NOW),
        lambda: store.reopen_case(case, "又没收到", key="4", actor=CHEN, now=NOW),
    ]
    for number, step in enumerate(steps, 2):
        proxy.lost = 0
        lose(proxy, store, step)
        step()
        assert counts(store)["case_event"] == number


def test_a_merge_sent_again_is_one_merge(proxy: Proxy, store: Store) -> None:
    refs = [customer(store, name, "+8613812347731") for name in ("吴刚", "吴静")]

    def merge() -> None:
        store.merge_customers(*refs, key="form", actor=CHEN, now=NOW)

    lose(proxy, store, merge)
    merge()
    assert counts(store)["customer_merge"] == 1


def test_what_was_added_is_not_added_again_with_other_words(database_url: str) -> None:
    store = opened(database_url)
    store.add_customer(NEW, key="form", actor=WANG, now=NOW)
    with pytest.raises(StoreError) as refused:
        store.add_customer(NewCustomer("吴钢", NEW.phone, tier="C"), key="form", actor=WANG, now=NOW)
    assert refused.value.code is Trouble.SAVED_BEFORE
    assert counts(store)["customer"] == 1
    store.close()


def test_what_sets_a_value_takes_the_later_one(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴刚")
    for owner in (WANG.name, ZHAO.name, WANG.name):
        store.set_owner(ref, owner, key="form", actor=CHEN, now=NOW)
    assert store.customer(ref, now=NOW).facts.owner == ZHAO.name, "the first was sent again: it was done before"
    store.close()


def test_a_contact_of_this_moment_is_the_same_one_later(database_url: str) -> None:
    """Each sending has the moment of its own; an instant that was typed is what was typed."""
    store = opened(database_url)
    ref = customer(store, "吴刚")
    for now in (NOW, NOW + 40_000):
        store.record_touch(ref, Touch(now, Channel.SMS, note="报价已发"), key="form", actor=WANG, now=now)
    assert [touch.at for touch in store.customer(ref, now=NOW).touches] == [NOW]
    with pytest.raises(StoreError) as refused:
        store.record_touch(ref, Touch(NOW - DAY, Channel.SMS, note="报价已发"), key="form", actor=WANG, now=NOW)
    assert refused.value.code is Trouble.SAVED_BEFORE
    store.close()


def test_what_was_refused_may_be_sent_again_with_other_words(database_url: str) -> None:
    store = opened(database_url)
    with pytest.raises(StoreError) as refused:
        store.add_customer(NewCustomer("吴刚", "", tier="X"), key="form", actor=WANG, now=NOW)
    assert refused.value.code is Trouble.UNKNOWN_TIER
    assert not store.is_done("form", "add_customer")
    store.add_customer(NewCustomer("吴刚", "", tier="A"), key="form", actor=WANG, now=NOW)
    assert counts(store)["customer"] == 1
    store.close()


def test_sent_at_once_by_two_connections_it_is_one(postgresql_url: str) -> None:
    """The first commit may still be under way when the program is connected again."""
    first = opened(postgresql_url)
    second = Store.open(postgresql_url, NOW)
    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            sent = [
                pool.submit(store.add_customer, NEW, key=f"form {number}", actor=WANG, now=NOW)
                for store in (first, second)
            ]
            assert sent[0].result() == sent[1].result()
    assert counts(first)["customer"] == 20
    first.close()
    second.close()


def test_old_keys_go_some_at_a_time(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴刚")

    def kept() -> int:
        return int(store.read(lambda tx: tx.value("SELECT count(*) FROM request")))

    rows = [(f"old {number}", NOW - 2 * requests.KEPT + number, "add_customer", "", '"K1"') for number in range(50)]
    store.write(lambda tx: tx.many("INSERT INTO request (key, at, verb, content, result) VALUES (?,?,?,?,?)", rows))
    left = []
    for number in range(5):
        now = NOW + number
        store.record_touch(ref, Touch(now, Channel.SMS, note=GOOD_NOTE), key=str(number), actor=WANG, now=now)
        left.append(kept())
    assert left == [31, 12, 3, 4, 5]
    later = NOW + requests.KEPT
    with pytest.raises(StoreError):
        store.record_touch(ref, Touch(later, Channel.SMS), key="0", actor=WANG, now=later)
    assert kept() == 5, "kept for the whole of its days"
    store.close()
