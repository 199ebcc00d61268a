"""A form whose answer was lost is sent again under its key: nothing is written twice."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from callcenter.model import DAY, HOUR, CaseKind, Channel, Disposition, Milestone, MilestoneKind, Result, Stage, Touch
from callcenter.storage.database import requests
from callcenter.store import SERVICES, Store, StoreError, Trouble
from callcenter.views.calls import OpenCall, WrapUp
from callcenter.views.customer import CustomerChanges, NewCustomer
from callcenter.views.imports import StagedCustomer
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
        "snooze",
        "do_not_call_lift",
        "two_people",
        "open_call",
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
    return store.database.read(lambda tx: {name: int(tx.value(f"SELECT count(*) FROM {name}")) for name in COUNTED})


def lose(proxy: Proxy, store: Store, verb: Callable[[], object]) -> None:
    """Carry out a verb whose answer is lost, on a server that nobody reaches afterwards; then it is reached again."""
    proxy.lose_next(down=True)
    with pytest.raises(StoreError) as refused:
        verb()
    assert (refused.value.code, proxy.lost) == (Trouble.LOST_CONNECTION, 1)
    proxy.is_down = False


def test_without_a_key_the_customer_is_there_twice(proxy: Proxy, store: Store) -> None:
    """The proxy loses what it says it loses: the server has committed."""
    lose(proxy, store, lambda: store.customers.add(NEW, actor=WANG, now=NOW))
    assert counts(store)["customer"] == 1
    store.customers.add(NEW, actor=WANG, now=NOW)
    assert counts(store)["customer"] == 2


def test_a_customer_sent_again_is_one(proxy: Proxy, store: Store) -> None:
    lose(proxy, store, lambda: store.customers.add(NEW, key="form", actor=WANG, now=NOW))
    ref = store.customers.add(NEW, key="form", actor=WANG, now=NOW + 5_000)
    assert [row.ref for row in store.search.find(NEW.phone)] == [ref]
    assert counts(store)["customer"] == 1
    assert store.requests.is_done("form", "add_customer")
    other = store.customers.add(NEW, key="another form", actor=WANG, now=NOW)
    assert other != ref


def test_where_the_server_is_reached_nobody_has_to_send_again(proxy: Proxy, store: Store) -> None:
    proxy.lose_next()
    ref = store.customers.add(NEW, key="form", actor=WANG, now=NOW)
    assert (proxy.lost, counts(store)["customer"]) == (1, 1)
    assert [row.ref for row in store.search.find(NEW.phone)] == [ref]


Verb = Callable[[Store, str, str, int], object]
"""Takes a store, a ref, a key and the id of a touch or of a case of that customer."""
SMS = Touch(NOW, Channel.SMS, note="报价已发")
VERBS: dict[str, tuple[Verb, dict[str, int]]] = {
    "record_touch": (
        lambda store, ref, key, _id: store.touches.record(ref, SMS, key=key, actor=WANG, now=NOW),
        {"touch": 1},
    ),
    "correct_touch": (
        lambda store, _ref, key, touch: store.touches.correct(
            touch, call("2026-03-02 10:00", note="改过的备注"), key=key, actor=WANG, now=NOW
        ),
        {"touch": 1},
    ),
    "withdraw_touch": (
        lambda store, _ref, key, touch: store.touches.withdraw(touch, key=key, actor=WANG, now=NOW),
        {"touch": 1},
    ),
    "open_case": (
        lambda store, ref, key, _id: store.cases.open(
            ref, CaseKind.EXCEPTION, "收不到货", key=key, actor=WANG, now=NOW
        ),
        {"kase": 1, "case_event": 1},
    ),
    "set_owner": (
        lambda store, ref, key, _id: store.ownership.assign(ref, ZHAO.name, key=key, actor=CHEN, now=NOW),
        {"customer_change": 1},
    ),
    "set_stage": (
        lambda store, ref, key, _id: store.customers.set_stage(ref, Stage.LOST, key=key, actor=WANG, now=NOW),
        {"customer_change": 1},
    ),
    "set_tier": (
        lambda store, ref, key, _id: store.customers.set_tier(ref, "A", reason="大单", key=key, actor=WANG, now=NOW),
        {"tier_change": 1},
    ),
    "set_milestone": (
        lambda store, ref, key, _id: store.customers.set_milestone(
            ref, Milestone(MilestoneKind.CONTRACT_START, NOW - DAY), key=key, actor=WANG, now=NOW
        ),
        {"milestone": 1},
    ),
    "edit_customer": (
        lambda store, ref, key, _id: store.customers.edit(
            ref, CustomerChanges(name="吴静"), key=key, actor=WANG, now=NOW
        ),
        {},
    ),
}


@pytest.mark.parametrize("name", VERBS)
def test_what_else_is_sent_again_is_written_once(proxy: Proxy, store: Store, name: str) -> None:
    verb, written = VERBS[name]
    ref = customer(store, "吴刚", "+8613812347731")
    touch = store.touches.record(ref, call("2026-03-02 10:00"), actor=WANG, now=NOW)
    before = counts(store)
    lose(proxy, store, lambda: verb(store, ref, "form", touch))
    after = counts(store)
    assert after == {table: before[table] + written.get(table, 0) for table in before}
    answer = verb(store, ref, "form", touch)
    assert counts(store) == after
    assert verb(store, ref, "form", touch) == answer, "and the answer is the same each time"


def test_steps_of_a_case_sent_again_are_taken_once(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴刚")
    case = store.cases.open(ref, CaseKind.EXCEPTION, "收不到货", actor=WANG, now=NOW)
    steps: list[Callable[[], object]] = [
        lambda: store.cases.assign(case, ZHAO.name, key="1", actor=CHEN, now=NOW),
        lambda: store.cases.report(case, "补发了", key="2", actor=ZHAO, now=NOW),
        lambda: store.cases.close(case, "已解决", key="3", actor=CHEN, now=NOW),
        lambda: store.cases.reopen(case, "又没收到", key="4", actor=CHEN, now=NOW),
    ]
    for number, step in enumerate(steps, 2):
        proxy.lost = 0
        lose(proxy, store, step)
        step()
        assert counts(store)["case_event"] == number


def test_a_second_call_back_and_a_review_sent_again_are_written_once(proxy: Proxy, store: Store) -> None:
    stone = (Milestone(MilestoneKind.ACCOUNT_OPENED, at("2026-02-20 10:00")),)
    listed = store.imports.stage_begin("rows", "f", "d", actor=CHEN, now=NOW)
    store.imports.stage_rows(listed, [StagedCustomer(1, "K1", campaign="brokerage", name="吴刚", milestones=stone)])
    store.imports.stage_ready(listed, counts={})
    store.imports.resume(actor=CHEN, now=NOW)
    failed = Touch(NOW, Channel.CALL, disposition=Disposition.NEUTRAL, agent=WANG.name, result=Result.FAILED)
    touch = store.touches.record("K1", failed, actor=WANG, now=NOW)
    (second,) = store.cases.all()
    again = Touch(NOW + 1, Channel.CALL, disposition=Disposition.NEUTRAL, result=Result.FAILED)

    def sent(verb: Callable[[], object], written: dict[str, int]) -> object:
        proxy.lost = 0
        before = counts(store)
        lose(proxy, store, verb)
        answer = verb()
        assert counts(store) == {table: before[table] + written.get(table, 0) for table in before}
        assert verb() == answer
        return answer

    sent(
        lambda: store.appeals.record_second_call(second.id, again, remark="上门", key="1", actor=ZHAO, now=NOW + 1),
        {"touch": 1, "case_event": 2},
    )
    appeal = sent(
        lambda: store.appeals.appeal(touch, "客户答了", key="2", actor=ZHAO, now=NOW + 2), {"kase": 1, "case_event": 1}
    )
    assert isinstance(appeal, int)
    corrected = sent(
        lambda: store.appeals.review(appeal, Result.PASSED, "答对了", key="3", actor=CHEN, now=NOW + 3),
        {"touch": 1, "case_event": 2},
    )
    assert isinstance(corrected, int), "the answer of a review is the correction"


def test_an_appointment_called_off_twice_leaves_the_one_that_was_agreed_meanwhile(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴刚")
    first, second = (Milestone(MilestoneKind.APPOINTMENT, NOW + days * DAY) for days in (1, 2))
    store.customers.set_milestone(ref, first, actor=WANG, now=NOW)
    lose(proxy, store, lambda: store.tasks.cancel_appointment(ref, key="form", actor=WANG, now=NOW + 1))
    store.customers.set_milestone(ref, second, actor=ZHAO, now=NOW + 2)
    store.tasks.cancel_appointment(ref, key="form", actor=WANG, now=NOW + 3)
    assert second in store.details.get(ref, now=NOW + 3).facts.milestones


def test_a_dated_fact_taken_back_twice_leaves_the_value_before(proxy: Proxy, store: Store) -> None:
    ref, kind = customer(store, "吴刚"), MilestoneKind.CONTRACT_START
    for days in (3, 2, 1):
        store.customers.set_milestone(ref, Milestone(kind, NOW - days * DAY), actor=WANG, now=NOW - days)
    lose(proxy, store, lambda: store.customers.withdraw_milestone(ref, kind, key="form", actor=WANG, now=NOW))
    store.customers.withdraw_milestone(ref, kind, key="form", actor=WANG, now=NOW)
    kept = [one.at for one in store.details.get(ref, now=NOW).facts.milestones if one.kind is kind]
    assert kept == [NOW - 3 * DAY, NOW - 2 * DAY]


def test_a_call_put_off_twice_is_put_off_once_and_taken_back_once(proxy: Proxy, store: Store) -> None:
    ref, ten = customer(store, "李雷", "+8613900000001", owner=WANG.name), at("2026-03-02 10:00")

    def put_off() -> None:
        store.snoozes.put_off(ref, until=ten + HOUR, reason="开会", key="off", actor=WANG, now=ten)

    def take_back() -> None:
        store.snoozes.take_back(ref, key="back", actor=WANG, now=ten + 1)

    for verb, number in ((put_off, 1), (take_back, 1)):
        proxy.lost = 0
        lose(proxy, store, verb)
        verb()
        assert counts(store)["snooze"] == number
    assert store.details.get(ref, now=ten + 1).plan.snooze is None
    # Another time, typed after the answer was lost, is the one that counts.
    store.snoozes.put_off(ref, until=ten + 2 * HOUR, reason="开会", key="off", actor=WANG, now=ten + 2)
    kept = store.details.get(ref, now=ten + 2).plan.snooze
    assert kept is not None
    assert kept.until == ten + 2 * HOUR


def test_marks_and_lifts_sent_again_are_written_once(proxy: Proxy, store: Store) -> None:
    refs = [customer(store, name, "+8613812347731") for name in ("吴刚", "吴静")]
    verbs: dict[str, Callable[[], object]] = {
        "two_people": lambda: store.two_people.mark(*refs, key="form", actor=CHEN, now=NOW),
        "do_not_call_lift": lambda: store.customers.lift_do_not_call(refs[0], key="form", actor=CHEN, now=NOW),
    }
    for table, verb in verbs.items():
        proxy.lost = 0
        lose(proxy, store, verb)
        verb()
        assert counts(store)[table] == 1


def test_another_number_is_dialled_once_and_left_once(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴静")
    numbers = ("+8613812347731", "+8613812347732", "+8613812347733")
    store.customers.edit(ref, CustomerChanges(phones=numbers), actor=CHEN, now=NOW)
    call = store.calls.start(store.claims.take(ref, actor=WANG, now=NOW), actor=WANG, now=NOW)
    nobody = WrapUp(Disposition.NO_ANSWER, "")

    def on(number: str, key: str) -> OpenCall:
        return store.attempts.dial_other_number(call.token, nobody, number, key=key, actor=WANG, now=NOW + 60_000)

    lose(proxy, store, lambda: on(numbers[1], "second"))
    second = on(numbers[1], "second")
    assert (second.phone, second.earlier) == (numbers[1], (NOW,))
    proxy.lost = 0
    lose(
        proxy,
        store,
        lambda: store.attempts.back_to_number_before(second.token, key="back", actor=WANG, now=NOW + 70_000),
    )
    first = store.attempts.back_to_number_before(second.token, key="back", actor=WANG, now=NOW + 75_000)
    assert (first.phone, first.dialled_at, first.earlier) == (numbers[0], NOW, ())
    proxy.lost = 0
    lose(proxy, store, lambda: store.calls.abandon(first.token, key="gone", now=NOW + 80_000))
    store.calls.abandon(first.token, key="gone", now=NOW + 80_000)
    assert (counts(store)["open_call"], store.details.get(ref, now=NOW + 80_000).history.touches) == (0, ())


SAFE_WITHOUT_A_KEY = {
    # Calls and claims.
    "claims.take": "the agent's own claim on the customer is taken again",
    "claims.take_next": "what was claimed and not dialled goes back first",
    "claims.renew": "the lease ends when the last one says",
    "claims.release": "a claim that is gone stays gone",
    "calls.start": "refused with CALL_OPEN, which leads back to the call that was begun",
    "calls.receive": "refused with CALL_OPEN, which leads back to the call that was begun",
    "calls.mark_answered": "the first time counts",
    "calls.mark_ended": "the first time counts",
    "calls.save_note": "the note is replaced by itself",
    "script_ticks.save": "the ticks are replaced by themselves",
    "calls.finish": "refused with NO_OPEN_CALL, after which `calls.keep_ended` finds the touch of that call",
    "calls.keep_ended": "adds a note only where the touch of that call lacks it",
    "last_calls.undo": "refused with CALL_OPEN, which leads back to the call that was opened again",
    "calls.end_for": "refused with NO_OPEN_CALL once the customer is free, so one notice is sent",
    # What is there once.
    "breaches.acknowledge": "the first time counts",
    "notices.mark_read": "the first time counts",
    "two_people.unmark": "a mark that was withdrawn stays withdrawn",
    "people.add": "refused with AGENT_EXISTS",
    "people.ensure": "the agent of that name is found again",
    "campaigns.add": "refused with CAMPAIGN_EXISTS",
    "campaigns.ensure_shipped": "the campaign is found again",
    "presence.sign_in": "the present state replaces the last one",
    "presence.sign_out": "the present state replaces the last one",
    "presence.change": "the present state replaces the last one",
    "presence.heartbeat": "the present state replaces the last one",
    # Imports: a list that is read again changes nothing that it changed before.
    "imports.stage_begin": "an import whose reading ended is given up by the next program",
    "imports.stage_rows": "an import whose reading failed is dropped as a whole",
    "imports.stage_drop": "what is gone stays gone",
    "imports.stage_ready": "an import is published to its end by the next program, whoever asked for it",
    "imports.stage_publish_chunk": "each transaction goes on where the last one stopped",
    "imports.resume": "each transaction goes on where the last one stopped",
    "imports.undo": "refused with UNDONE_ALREADY, or gone on with",
    # The program's own work: each transaction goes on where the last one stopped.
    "backups.make_daily": "one a day is taken on record",
    "rulebooks.begin": "a change of rules that is under way is gone on with",
    "catch_up.run": "folds only what is behind",
    "programs.compare_clocks": "the present clock replaces the last one",
    "search.fill": "fills only what is missing",
    "catch_up.stop": "a lease that was given back stays given back",
    "plans.tick": "folds only what is behind",
}
"""Verbs that may be sent again although nobody gives them a key, and why."""


def test_each_verb_that_writes_takes_a_key_or_may_be_sent_again_without_one(store: Store) -> None:
    verbs = {
        f"{service}.{name}": verb
        for service in SERVICES
        for name, verb in inspect.getmembers(getattr(store, service), inspect.ismethod)
        if not name.startswith("_")
    }
    writing = {name for name, verb in verbs.items() if re.search(r"\bdatabase\.write\(|write_once\(", _source(verb))}
    keyed = {name for name in writing if "key" in inspect.signature(verbs[name]).parameters}
    assert writing - keyed == SAFE_WITHOUT_A_KEY.keys()


def _source(verb: Callable[..., object]) -> str:
    return inspect.getsource(verb).replace("self._database.", "database.")


def test_a_merge_sent_again_is_one_merge(proxy: Proxy, store: Store) -> None:
    refs = [customer(store, name, "+8613812347731") for name in ("吴刚", "吴静")]

    def merge() -> None:
        store.merges.merge(*refs, key="form", actor=CHEN, now=NOW)

    lose(proxy, store, merge)
    merge()
    assert counts(store)["customer_merge"] == 1


def test_what_was_added_is_not_added_again_with_other_words(database_url: str) -> None:
    store = opened(database_url)
    store.customers.add(NEW, key="form", actor=WANG, now=NOW)
    with pytest.raises(StoreError) as refused:
        store.customers.add(NewCustomer("吴钢", NEW.phone, tier="C"), key="form", actor=WANG, now=NOW)
    assert refused.value.code is Trouble.SAVED_BEFORE
    assert counts(store)["customer"] == 1
    store.close()


def test_what_sets_a_value_takes_the_later_one(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴刚")
    for owner in (WANG.name, ZHAO.name, WANG.name):
        store.ownership.assign(ref, owner, key="form", actor=CHEN, now=NOW)
    assert store.details.get(ref, now=NOW).facts.owner == ZHAO.name, "the first was sent again: it was done before"
    store.close()


def test_a_contact_of_this_moment_is_the_same_one_later(database_url: str) -> None:
    """Each sending has the moment of its own; an instant that was typed is what was typed."""
    store = opened(database_url)
    ref = customer(store, "吴刚")
    for now in (NOW, NOW + 40_000):
        store.touches.record(ref, Touch(now, Channel.SMS, note="报价已发"), key="form", actor=WANG, now=now)
    assert [touch.at for touch in store.details.get(ref, now=NOW).touches] == [NOW]
    with pytest.raises(StoreError) as refused:
        store.touches.record(ref, Touch(NOW - DAY, Channel.SMS, note="报价已发"), key="form", actor=WANG, now=NOW)
    assert refused.value.code is Trouble.SAVED_BEFORE
    store.close()


def test_what_was_refused_may_be_sent_again_with_other_words(database_url: str) -> None:
    store = opened(database_url)
    with pytest.raises(StoreError) as refused:
        store.customers.add(NewCustomer("吴刚", "", tier="X"), key="form", actor=WANG, now=NOW)
    assert refused.value.code is Trouble.UNKNOWN_TIER
    assert not store.requests.is_done("form", "add_customer")
    store.customers.add(NewCustomer("吴刚", "", tier="A"), key="form", actor=WANG, now=NOW)
    assert counts(store)["customer"] == 1
    store.close()


def test_sent_at_once_by_two_connections_it_is_one(postgresql_url: str) -> None:
    """The first commit may still be under way when the program is connected again."""
    first = opened(postgresql_url)
    second = Store.open(postgresql_url, NOW)
    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            sent = [
                pool.submit(store.customers.add, NEW, key=f"form {number}", actor=WANG, now=NOW)
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
        return int(store.database.read(lambda tx: tx.value("SELECT count(*) FROM request")))

    rows = [(f"old {number}", NOW - 2 * requests.KEPT + number, "add_customer", "", '"K1"') for number in range(50)]
    store.database.write(
        lambda tx: tx.many("INSERT INTO request (key, at, verb, content, result) VALUES (?,?,?,?,?)", rows)
    )
    left = []
    for number in range(5):
        now = NOW + number
        store.touches.record(ref, Touch(now, Channel.SMS, note=GOOD_NOTE), key=str(number), actor=WANG, now=now)
        left.append(kept())
    assert left == [31, 12, 3, 4, 5]
    later = NOW + requests.KEPT
    with pytest.raises(StoreError):
        store.touches.record(ref, Touch(later, Channel.SMS), key="0", actor=WANG, now=later)
    assert kept() == 5, "kept for the whole of its days"
    store.close()
