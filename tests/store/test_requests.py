"""A form whose answer was lost is sent again under its key: nothing is written twice."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from callcenter.model import DAY, HOUR, CaseKind, Channel, Disposition, Milestone, MilestoneKind, Result, Stage, Touch
from callcenter.records import requests, working
from callcenter.store import Store, StoreError, Trouble
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


def test_a_second_call_back_and_a_review_sent_again_are_written_once(proxy: Proxy, store: Store) -> None:
    stone = (Milestone(MilestoneKind.ACCOUNT_OPENED, at("2026-02-20 10:00")),)
    listed = store.stage_begin("rows", "f", "d", actor=CHEN, now=NOW)
    store.stage_rows(listed, [StagedCustomer(1, "K1", campaign="brokerage", name="吴刚", milestones=stone)])
    store.stage_ready(listed, counts={})
    store.resume_imports(actor=CHEN, now=NOW)
    failed = Touch(NOW, Channel.CALL, disposition=Disposition.NEUTRAL, agent=WANG.name, result=Result.FAILED)
    touch = store.record_touch("K1", failed, actor=WANG, now=NOW)
    (second,) = store.cases()
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
        lambda: store.record_second_call(second.id, again, remark="上门", key="1", actor=ZHAO, now=NOW + 1),
        {"touch": 1, "case_event": 2},
    )
    appeal = sent(
        lambda: store.appeal_result(touch, "客户答了", key="2", actor=ZHAO, now=NOW + 2), {"kase": 1, "case_event": 1}
    )
    assert isinstance(appeal, int)
    corrected = sent(
        lambda: store.review_appeal(appeal, Result.PASSED, "答对了", key="3", actor=CHEN, now=NOW + 3),
        {"touch": 1, "case_event": 2},
    )
    assert isinstance(corrected, int), "the answer of a review is the correction"


def test_an_appointment_called_off_twice_leaves_the_one_that_was_agreed_meanwhile(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴刚")
    first, second = (Milestone(MilestoneKind.APPOINTMENT, NOW + days * DAY) for days in (1, 2))
    store.set_milestone(ref, first, actor=WANG, now=NOW)
    lose(proxy, store, lambda: store.cancel_appointment(ref, key="form", actor=WANG, now=NOW + 1))
    store.set_milestone(ref, second, actor=ZHAO, now=NOW + 2)
    store.cancel_appointment(ref, key="form", actor=WANG, now=NOW + 3)
    assert second in store.customer(ref, now=NOW + 3).facts.milestones


def test_a_dated_fact_taken_back_twice_leaves_the_value_before(proxy: Proxy, store: Store) -> None:
    ref, kind = customer(store, "吴刚"), MilestoneKind.CONTRACT_START
    for days in (3, 2, 1):
        store.set_milestone(ref, Milestone(kind, NOW - days * DAY), actor=WANG, now=NOW - days)
    lose(proxy, store, lambda: store.withdraw_milestone(ref, kind, key="form", actor=WANG, now=NOW))
    store.withdraw_milestone(ref, kind, key="form", actor=WANG, now=NOW)
    kept = [one.at for one in store.customer(ref, now=NOW).facts.milestones if one.kind is kind]
    assert kept == [NOW - 3 * DAY, NOW - 2 * DAY]


def test_a_call_put_off_twice_is_put_off_once_and_taken_back_once(proxy: Proxy, store: Store) -> None:
    ref, ten = customer(store, "李雷", "+8613900000001", owner=WANG.name), at("2026-03-02 10:00")

    def put_off() -> None:
        store.put_off(ref, until=ten + HOUR, reason="开会", key="off", actor=WANG, now=ten)

    def take_back() -> None:
        store.take_back_snooze(ref, key="back", actor=WANG, now=ten + 1)

    for verb, number in ((put_off, 1), (take_back, 1)):
        proxy.lost = 0
        lose(proxy, store, verb)
        verb()
        assert counts(store)["snooze"] == number
    assert store.customer(ref, now=ten + 1).plan.snooze is None
    # Another time, typed after the answer was lost, is the one that counts.
    store.put_off(ref, until=ten + 2 * HOUR, reason="开会", key="off", actor=WANG, now=ten + 2)
    kept = store.customer(ref, now=ten + 2).plan.snooze
    assert kept is not None
    assert kept.until == ten + 2 * HOUR


def test_marks_and_lifts_sent_again_are_written_once(proxy: Proxy, store: Store) -> None:
    refs = [customer(store, name, "+8613812347731") for name in ("吴刚", "吴静")]
    verbs: dict[str, Callable[[], object]] = {
        "two_people": lambda: store.mark_two_people(*refs, key="form", actor=CHEN, now=NOW),
        "do_not_call_lift": lambda: store.lift_do_not_call(refs[0], key="form", actor=CHEN, now=NOW),
    }
    for table, verb in verbs.items():
        proxy.lost = 0
        lose(proxy, store, verb)
        verb()
        assert counts(store)[table] == 1


def test_another_number_is_dialled_once_and_left_once(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴静")
    numbers = ("+8613812347731", "+8613812347732", "+8613812347733")
    store.edit_customer(ref, CustomerChanges(phones=numbers), actor=CHEN, now=NOW)
    call = store.start_call(store.claim(ref, actor=WANG, now=NOW), actor=WANG, now=NOW)
    nobody = WrapUp(Disposition.NO_ANSWER, "")

    def on(number: str, key: str) -> OpenCall:
        return store.dial_other_number(call.token, nobody, number, key=key, actor=WANG, now=NOW + 60_000)

    lose(proxy, store, lambda: on(numbers[1], "second"))
    second = on(numbers[1], "second")
    assert (second.phone, second.earlier) == (numbers[1], (NOW,))
    proxy.lost = 0
    lose(proxy, store, lambda: store.back_to_number_before(second.token, key="back", actor=WANG, now=NOW + 70_000))
    first = store.back_to_number_before(second.token, key="back", actor=WANG, now=NOW + 75_000)
    assert (first.phone, first.dialled_at, first.earlier) == (numbers[0], NOW, ())
    proxy.lost = 0
    lose(proxy, store, lambda: store.abandon_call(first.token, key="gone", now=NOW + 80_000))
    store.abandon_call(first.token, key="gone", now=NOW + 80_000)
    assert (counts(store)["open_call"], store.customer(ref, now=NOW + 80_000).history.touches) == (0, ())


SAFE_WITHOUT_A_KEY = {
    # Calls and claims.
    "claim": "the agent's own claim on the customer is taken again",
    "claim_next": "what was claimed and not dialled goes back first",
    "renew": "the lease ends when the last one says",
    "release": "a claim that is gone stays gone",
    "start_call": "refused with CALL_OPEN, which leads back to the call that was begun",
    "incoming_call": "refused with CALL_OPEN, which leads back to the call that was begun",
    "answered": "the first time counts",
    "ended": "the first time counts",
    "save_note": "the note is replaced by itself",
    "save_scripts": "the ticks are replaced by themselves",
    "finish_call": "refused with NO_OPEN_CALL, after which keep_ended_call finds the touch of that call",
    "keep_ended_call": "adds a note only where the touch of that call lacks it",
    "undo_last": "refused with CALL_OPEN, which leads back to the call that was opened again",
    "end_call_of": "refused with NO_OPEN_CALL once the customer is free, so one notice is sent",
    # What is there once.
    "acknowledge_breach": "the first time counts",
    "read_notice": "the first time counts",
    "unmark_two_people": "a mark that was withdrawn stays withdrawn",
    "add_agent": "refused with AGENT_EXISTS",
    "ensure_agent": "the agent of that name is found again",
    "add_campaign": "refused with CAMPAIGN_EXISTS",
    "ensure_shipped_campaign": "the campaign is found again",
    "sign_in": "the present state replaces the last one",
    "sign_out": "the present state replaces the last one",
    "set_presence": "the present state replaces the last one",
    "heartbeat": "the present state replaces the last one",
    # Imports: a list that is read again changes nothing that it changed before.
    "stage_begin": "an import whose reading ended is given up by the next program",
    "stage_rows": "an import whose reading failed is dropped as a whole",
    "stage_drop": "what is gone stays gone",
    "stage_ready": "an import is published to its end by the next program, whoever asked for it",
    "stage_publish_chunk": "each transaction goes on where the last one stopped",
    "resume_imports": "each transaction goes on where the last one stopped",
    "undo_import": "refused with UNDONE_ALREADY, or gone on with",
    # The program's own work: each transaction goes on where the last one stopped.
    "back_up_daily": "one a day is taken on record",
    "begin_rulebook": "a change of rules that is under way is gone on with",
    "catch_up": "folds only what is behind",
    "clear_future": "clears only what is left",
    "compare_clocks": "the present clock replaces the last one",
    "draw": "a drawn cohort is drawn the same again",
    "fill_search": "fills only what is missing",
    "stop_catching_up": "a lease that was given back stays given back",
    "tick": "folds only what is behind",
}
"""Verbs that may be sent again although nobody gives them a key, and why."""


def test_each_verb_that_writes_takes_a_key_or_may_be_sent_again_without_one() -> None:
    verbs = {
        name: verb
        for name, verb in inspect.getmembers(Store, inspect.isfunction)
        if not name.startswith("_") and verb.__module__ not in (requests.__name__, working.__name__)
    }
    writing = {name for name, verb in verbs.items() if re.search(r"self\.write(_once)?\(", inspect.getsource(verb))}
    keyed = {name for name in writing if "key" in inspect.signature(verbs[name]).parameters}
    assert writing - keyed == SAFE_WITHOUT_A_KEY.keys()


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
