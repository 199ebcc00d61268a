"""A form whose answer was lost is sent again under its key: nothing is written twice."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from callcenter.model import (
    DAY,
    HOUR,
    CaseKind,
    Channel,
    ContactPersonFacts,
    Disposition,
    Milestone,
    MilestoneKind,
    Result,
    Stage,
    Touch,
)
from callcenter.storage.database import requests
from callcenter.store import SERVICES, Store, StoreError, Trouble
from callcenter.views.customers.allocations import NonCustomer
from callcenter.views.customers.customer import CustomerChanges, NewCustomer
from callcenter.views.upkeep.imports import StagedCustomer
from callcenter.views.worklists.calls import OpenCall, WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, opened, ticked
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
        "reassignment",
        "announcement",
        "announcement_reader",
        "reassigned_customer",
        "non_customer_call",
        "absence",
        "lead_report",
        "customer_merge",
        "snooze",
        "do_not_call_lift",
        "two_people",
        "contact_person",
        "customer_tag",
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
    lose(proxy, store, lambda: store.by(WANG).customers.add(NEW, now=NOW))
    assert counts(store)["customer"] == 1
    store.by(WANG).customers.add(NEW, now=NOW)
    assert counts(store)["customer"] == 2


def test_a_customer_sent_again_is_one(proxy: Proxy, store: Store) -> None:
    lose(proxy, store, lambda: store.by(WANG).customers.add(NEW, key="form", now=NOW))
    ref = store.by(WANG).customers.add(NEW, key="form", now=NOW + 5_000)
    assert [row.ref for row in store.search.find(NEW.phone)] == [ref]
    assert counts(store)["customer"] == 1
    assert store.requests.is_done("form", "add_customer")
    other = store.by(WANG).customers.add(NEW, key="another form", now=NOW)
    assert other != ref


def test_where_the_server_is_reached_nobody_has_to_send_again(proxy: Proxy, store: Store) -> None:
    proxy.lose_next()
    ref = store.by(WANG).customers.add(NEW, key="form", now=NOW)
    assert (proxy.lost, counts(store)["customer"]) == (1, 1)
    assert [row.ref for row in store.search.find(NEW.phone)] == [ref]


Verb = Callable[[Store, str, str, int], object]
"""Takes a store, a ref, a key and the id of a touch or of a case of that customer."""
FANG = ContactPersonFacts("王芳", numbers=("+8613812347731",))
SMS = Touch(NOW, Channel.SMS, note="报价已发")
VERBS: dict[str, tuple[Verb, dict[str, int]]] = {
    "record_touch": (
        lambda store, ref, key, _id: store.by(WANG).touches.record(ref, SMS, key=key, now=NOW),
        {"touch": 1},
    ),
    "correct_touch": (
        lambda store, _ref, key, touch: store.by(WANG).touches.correct(
            touch, call("2026-03-02 10:00", note="改过的备注"), key=key, now=NOW
        ),
        {"touch": 1},
    ),
    "withdraw_touch": (
        lambda store, _ref, key, touch: store.by(WANG).touches.withdraw(touch, key=key, now=NOW),
        {"touch": 1},
    ),
    "open_case": (
        lambda store, ref, key, _id: store.by(WANG).cases.open(ref, CaseKind.EXCEPTION, "收不到货", key=key, now=NOW),
        {"kase": 1, "case_event": 1},
    ),
    "absence": (
        lambda store, _ref, key, _id: store.by(CHEN).absences.record(ZHAO.name, key=key, now=NOW),
        {"absence": 1},
    ),
    "announce": (
        lambda store, _ref, key, _id: store.by(CHEN).announcements.make("16:00 开会", key=key, now=NOW),
        {"announcement": 1, "announcement_reader": 2},
    ),
    "set_owner": (
        lambda store, ref, key, _id: store.by(CHEN).ownership.assign(ref, ZHAO.name, key=key, now=NOW),
        {"customer_change": 1},
    ),
    "reassign": (
        lambda store, ref, key, _id: store.by(CHEN).reassignments.begin([ref], ZHAO.name, key=key, now=NOW),
        {"reassignment": 1, "reassigned_customer": 1},
    ),
    "register_non_customer": (
        lambda store, _ref, key, _id: store.by(WANG).rotations.register_non_customer(
            "telesales", NonCustomer.SELLER, key=key, now=NOW
        ),
        {"non_customer_call": 1},
    ),
    "set_stage": (
        lambda store, ref, key, _id: store.by(WANG).customers.set_stage(ref, Stage.LOST, key=key, now=NOW),
        {"customer_change": 1},
    ),
    "set_tier": (
        lambda store, ref, key, _id: store.by(WANG).customers.set_tier(ref, "A", reason="大单", key=key, now=NOW),
        {"tier_change": 1},
    ),
    "set_milestone": (
        lambda store, ref, key, _id: store.by(WANG).customers.set_milestone(
            ref, Milestone(MilestoneKind.CONTRACT_START, NOW - DAY), key=key, now=NOW
        ),
        {"milestone": 1},
    ),
    "add_contact_person": (
        lambda store, ref, key, _id: store.by(WANG).contact_persons.add(ref, FANG, key=key, now=NOW),
        {"contact_person": 1},
    ),
    "change_tags": (
        lambda store, ref, key, _id: store.by(WANG).tags.change(ref, add=["vip"], key=key, now=NOW),
        {"customer_tag": 1},
    ),
    "edit_customer": (
        lambda store, ref, key, _id: store.by(WANG).customers.edit(ref, CustomerChanges(name="吴静"), key=key, now=NOW),
        {},
    ),
}


@pytest.mark.parametrize("name", VERBS)
def test_what_else_is_sent_again_is_written_once(proxy: Proxy, store: Store, name: str) -> None:
    verb, written = VERBS[name]
    ref = customer(store, "吴刚", "+8613812347731")
    touch = store.by(WANG).touches.record(ref, call("2026-03-02 10:00"), now=NOW)
    before = counts(store)
    lose(proxy, store, lambda: verb(store, ref, "form", touch))
    after = counts(store)
    assert after == {table: before[table] + written.get(table, 0) for table in before}
    answer = verb(store, ref, "form", touch)
    assert counts(store) == after
    assert verb(store, ref, "form", touch) == answer, "and the answer is the same each time"


def test_a_report_on_a_lead_sent_again_is_one(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴刚", "+8613812347731", owner=WANG.name, campaign="export", tier=None)
    store.by(WANG).customers.set_milestone(ref, Milestone(MilestoneKind.HANDED_OUT, NOW), now=NOW)
    before = counts(store)

    def report() -> None:
        store.by(WANG).tasks.report(ref, "samples are on their way", key="form", now=NOW)

    lose(proxy, store, report)
    report()
    assert counts(store) == before | {"lead_report": 1, "milestone": before["milestone"] + 1}
    assert [one.text for one in store.tasks.reports(ref)] == ["samples are on their way"]


def test_steps_of_a_case_sent_again_are_taken_once(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴刚")
    case = store.by(WANG).cases.open(ref, CaseKind.EXCEPTION, "收不到货", now=NOW)
    steps: list[Callable[[], object]] = [
        lambda: store.by(CHEN).cases.assign(case, ZHAO.name, key="1", now=NOW),
        lambda: store.by(ZHAO).cases.report(case, "补发了", key="2", now=NOW),
        lambda: store.by(CHEN).cases.close(case, "已解决", key="3", now=NOW),
        lambda: store.by(CHEN).cases.reopen(case, "又没收到", key="4", now=NOW),
    ]
    for number, step in enumerate(steps, 2):
        proxy.lost = 0
        lose(proxy, store, step)
        step()
        assert counts(store)["case_event"] == number


def test_a_second_call_back_and_a_review_sent_again_are_written_once(proxy: Proxy, store: Store) -> None:
    stone = (Milestone(MilestoneKind.ACCOUNT_OPENED, at("2026-02-20 10:00")),)
    listed = store.by(CHEN).imports.stage_begin("rows", "f", "d", now=NOW)
    store.imports.stage_rows(listed, [StagedCustomer(1, "K1", campaign="brokerage", name="吴刚", milestones=stone)])
    store.imports.stage_ready(listed, counts={})
    store.by(CHEN).imports.resume(now=NOW)
    failed = Touch(NOW, Channel.CALL, disposition=Disposition.NEUTRAL, agent=WANG.name, result=Result.FAILED)
    touch = store.by(WANG).touches.record("K1", failed, now=NOW)
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
        lambda: store.by(ZHAO).appeals.record_second_call(second.id, again, remark="上门", key="1", now=NOW + 1),
        {"touch": 1, "case_event": 2},
    )
    appeal = sent(
        lambda: store.by(ZHAO).appeals.appeal(touch, "客户答了", key="2", now=NOW + 2), {"kase": 1, "case_event": 1}
    )
    assert isinstance(appeal, int)
    corrected = sent(
        lambda: store.by(CHEN).appeals.review(appeal, Result.PASSED, "答对了", key="3", now=NOW + 3),
        {"touch": 1, "case_event": 2},
    )
    assert isinstance(corrected, int), "the answer of a review is the correction"


def test_an_appointment_called_off_twice_leaves_the_one_that_was_agreed_meanwhile(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴刚")
    first, second = (Milestone(MilestoneKind.APPOINTMENT, NOW + days * DAY) for days in (1, 2))
    store.by(WANG).customers.set_milestone(ref, first, now=NOW)
    lose(proxy, store, lambda: store.by(WANG).tasks.cancel_appointment(ref, key="form", now=NOW + 1))
    store.by(ZHAO).customers.set_milestone(ref, second, now=NOW + 2)
    store.by(WANG).tasks.cancel_appointment(ref, key="form", now=NOW + 3)
    assert second in store.details.get(ref, now=NOW + 3).facts.milestones


def test_a_dated_fact_taken_back_twice_leaves_the_value_before(proxy: Proxy, store: Store) -> None:
    ref, kind = customer(store, "吴刚"), MilestoneKind.CONTRACT_START
    for days in (3, 2, 1):
        store.by(WANG).customers.set_milestone(ref, Milestone(kind, NOW - days * DAY), now=NOW - days)
    lose(proxy, store, lambda: store.by(WANG).customers.withdraw_milestone(ref, kind, key="form", now=NOW))
    store.by(WANG).customers.withdraw_milestone(ref, kind, key="form", now=NOW)
    kept = [one.at for one in store.details.get(ref, now=NOW).facts.milestones if one.kind is kind]
    assert kept == [NOW - 3 * DAY, NOW - 2 * DAY]


def test_a_call_put_off_twice_is_put_off_once_and_taken_back_once(proxy: Proxy, store: Store) -> None:
    ref, ten = customer(store, "李雷", "+8613900000001", owner=WANG.name), at("2026-03-02 10:00")

    def put_off() -> None:
        store.by(WANG).snoozes.put_off(ref, until=ten + HOUR, reason="开会", key="off", now=ten)

    def take_back() -> None:
        store.by(WANG).snoozes.take_back(ref, key="back", now=ten + 1)

    for verb, number in ((put_off, 1), (take_back, 1)):
        proxy.lost = 0
        lose(proxy, store, verb)
        verb()
        assert counts(store)["snooze"] == number
    assert store.details.get(ref, now=ten + 1).plan.snooze is None
    # Another time, typed after the answer was lost, is the one that counts.
    store.by(WANG).snoozes.put_off(ref, until=ten + 2 * HOUR, reason="开会", key="off", now=ten + 2)
    kept = store.details.get(ref, now=ten + 2).plan.snooze
    assert kept is not None
    assert kept.until == ten + 2 * HOUR


def test_marks_and_lifts_sent_again_are_written_once(proxy: Proxy, store: Store) -> None:
    refs = [customer(store, name, "+8613812347731") for name in ("吴刚", "吴静")]
    verbs: dict[str, Callable[[], object]] = {
        "two_people": lambda: store.by(CHEN).two_people.mark(*refs, key="form", now=NOW),
        "do_not_call_lift": lambda: store.by(CHEN).customers.lift_do_not_call(refs[0], key="form", now=NOW),
    }
    for table, verb in verbs.items():
        proxy.lost = 0
        lose(proxy, store, verb)
        verb()
        assert counts(store)[table] == 1


def test_a_contact_person_changed_or_removed_twice_is_so_once(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴刚", "+8613812347731")
    person = store.by(WANG).contact_persons.add(ref, FANG, now=NOW)
    other = ContactPersonFacts("王方")
    verbs: list[Callable[[], object]] = [
        lambda: store.by(WANG).contact_persons.change(ref, person, other, key="form", now=NOW),
        lambda: store.by(WANG).contact_persons.remove(ref, person, key="form", now=NOW),
    ]
    for verb in verbs:
        proxy.lost = 0
        lose(proxy, store, verb)
        verb()
    assert store.details.get(ref, now=NOW).persons == ()
    assert counts(store)["contact_person"] == 1, "on record"


def test_another_number_is_dialled_once_and_left_once(proxy: Proxy, store: Store) -> None:
    ref = customer(store, "吴静")
    numbers = ("+8613812347731", "+8613812347732", "+8613812347733")
    store.by(CHEN).customers.edit(ref, CustomerChanges(phones=numbers), now=NOW)
    call = store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=NOW), now=NOW)
    nobody = WrapUp(Disposition.NO_ANSWER, "")

    def on(number: str, key: str) -> OpenCall:
        return store.by(WANG).attempts.dial_other_number(call.token, nobody, number, key=key, now=NOW + 60_000)

    lose(proxy, store, lambda: on(numbers[1], "second"))
    second = on(numbers[1], "second")
    assert (second.phone, second.earlier) == (numbers[1], (NOW,))
    proxy.lost = 0
    lose(
        proxy,
        store,
        lambda: store.by(WANG).attempts.back_to_number_before(second.token, key="back", now=NOW + 70_000),
    )
    first = store.by(WANG).attempts.back_to_number_before(second.token, key="back", now=NOW + 75_000)
    assert (first.phone, first.dialled_at, first.earlier) == (numbers[0], NOW, ())
    proxy.lost = 0
    lose(proxy, store, lambda: store.calls.abandon(first.token, key="gone", now=NOW + 80_000))
    store.calls.abandon(first.token, key="gone", now=NOW + 80_000)
    assert (counts(store)["open_call"], store.details.get(ref, now=NOW + 80_000).history.touches) == (0, ())


def test_an_acknowledgement_sent_again_is_one(proxy: Proxy, store: Store) -> None:
    customer(store, "吴静", "+8613812347731", now="2026-03-03 10:05")
    later = ticked(store, NOW + 3 * DAY)
    breach = store.breaches.open(now=later)[0].id

    def acknowledge() -> None:
        store.by(WANG).breaches.acknowledge(breach, "出差，下午打", key="form", now=later)

    lose(proxy, store, acknowledge)
    acknowledge()
    (row,) = (row for row in store.breaches.open(now=later) if row.id == breach)
    assert [one.remark for one in row.acknowledgements] == ["出差，下午打"]


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
    "calls.unmark_answered": "nobody answered, however often it is said",
    "calls.save_note": "the note is replaced by itself",
    "script_ticks.save": "the ticks are replaced by themselves",
    "calls.finish": "refused with NO_OPEN_CALL, after which `calls.keep_ended` finds the touch of that call",
    "calls.keep_ended": "adds a note only where the touch of that call lacks it",
    "last_calls.undo": "refused with CALL_OPEN, which leads back to the call that was opened again",
    "moved_calls.take_over": "a call that is in this window stays in it",
    "moved_calls.leave_note": "adds a note only where it is not there",
    "calls.end_for": "refused with NO_OPEN_CALL once the customer is free, so one notice is sent",
    # Records that are there once.
    "notices.note_caller": "somebody who called is told of twice",
    "notices.mark_read": "the first time counts",
    "two_people.unmark": "a mark that was withdrawn stays withdrawn",
    "people.add": "refused with AGENT_EXISTS",
    "people.ensure": "the agent of that name is found again",
    "campaigns.add": "refused with CAMPAIGN_EXISTS",
    "campaigns.ensure_shipped": "the campaign is found again",
    "presence.sign_in": "the present state replaces the last one",
    "presence.sign_out": "the present state replaces the last one",
    "presence.change": "the present state replaces the last one",
    "windows.close": "what is gone stays gone",
    "presence.heartbeat": "the present state replaces the last one",
    "saved_filters.save": "the filter replaces the one of its name",
    "saved_filters.remove": "what is gone stays gone",
    # Imports: a list that is read again changes nothing that it changed before.
    "imports.stage_begin": "an import whose reading ended is given up by the next program",
    "imports.stage_rows": "an import whose reading failed is dropped as a whole",
    "imports.stage_drop": "what is gone stays gone",
    "imports.stage_ready": "an import is published to its end by the next program, whoever asked for it",
    "imports.stage_publish_chunk": "each transaction goes on where the last one stopped",
    "imports.preview": "nothing of it stays",
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
    "pool.resume": "returns only who is somebody's",
    # The door: each sets what it is given, or is refused the second time.
    "backups.make": "another copy is no harm",
    "caller_numbers.add": "a name that is taken is refused",
    "caller_numbers.set": "sets the same values",
    "calls.note_disposition": "sets the same value",
    "calls.note_recording": "sets the same value",
    "absences.back": "who is back is refused",
    "shifts.set_day": "sets",
    "shifts.set_week": "sets",
    "looks.begin": "one who looks on already goes on",
    "looks.end": "a look that has ended stays so",
    "looks.get": "changes nothing but the time of the look",
    "looks.report": "sets the same value",
    "campaigns.change": "sets the same values",
    "customers.reveal": "changes nothing; each look is on record",
    "people.leave": "who has left is refused",
    "people.set": "sets the same values",
    "sign_ins.change_password": "the old password is refused",
    "sign_ins.end": "a sign-in that has ended stays ended",
    "sign_ins.remember": "sets the same person",
    "sign_ins.reopen": "an open store is refused",
    "sign_ins.secure": "a closed store is refused",
    "sign_ins.set_password": "sets the same password",
    "sign_ins.unlock": "the same password fits again",
    "sign_ins.with_password": "another sign-in is no harm",
    "presence.end_break": "a break that has ended is refused",
    "presence.free_claims": "claims that were freed stay free",
    "reassignments.begin_all": "who has gone on already stays with the new owner",
    "reassignments.go_on": "each transaction goes on where the last one stopped",
    "reassignments.undo": "an act that was taken back stays so",
    "rotations.requalify": "who was requalified is refused",
    "rotations.set": "sets the same order",
    "recordings.listen": "changes nothing; each listening is on record",
    "tokens.create": "a name that is taken is refused",
    "tokens.create_for": "a name that is taken is refused",
    "tokens.revoke": "a revoked one is refused",
    "units.add": "a name that is taken is refused",
    "units.set": "sets the same values",
}
"""Verbs that may be sent again although nobody gives them a key, and why."""


def test_each_verb_that_writes_takes_a_key_or_may_be_sent_again_without_one(store: Store) -> None:
    verbs = {
        f"{service}.{name}": verb
        for service in SERVICES
        for name, verb in inspect.getmembers(getattr(store, service), inspect.ismethod)
        if not name.startswith("_")
    }
    writing = {name for name, verb in verbs.items() if re.search(r"\bdatabase\.write\(|\b_once\(", _source(verb))}
    keyed = {name for name in writing if "key" in inspect.signature(verbs[name]).parameters}
    assert writing - keyed == SAFE_WITHOUT_A_KEY.keys()


def _source(verb: Callable[..., object]) -> str:
    return inspect.getsource(verb).replace("self._database.", "database.")


def test_a_merge_sent_again_is_one_merge(proxy: Proxy, store: Store) -> None:
    refs = [customer(store, name, "+8613812347731") for name in ("吴刚", "吴静")]

    def merge() -> None:
        store.by(CHEN).merges.merge(*refs, key="form", now=NOW)

    lose(proxy, store, merge)
    merge()
    assert counts(store)["customer_merge"] == 1


def test_what_was_added_is_not_added_again_with_other_words(database_url: str) -> None:
    store = opened(database_url)
    store.by(WANG).customers.add(NEW, key="form", now=NOW)
    with pytest.raises(StoreError) as refused:
        store.by(WANG).customers.add(NewCustomer("吴钢", NEW.phone, tier="C"), key="form", now=NOW)
    assert refused.value.code is Trouble.SAVED_BEFORE
    assert counts(store)["customer"] == 1
    store.close()


def test_what_sets_a_value_takes_the_later_one(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴刚")
    for owner in (WANG.name, ZHAO.name, WANG.name):
        store.by(CHEN).ownership.assign(ref, owner, key="form", now=NOW)
    assert store.details.get(ref, now=NOW).facts.owner == ZHAO.name, "the first was sent again: it was done before"
    store.close()


def test_a_contact_of_this_moment_is_the_same_one_later(database_url: str) -> None:
    """Each sending has the moment of its own; an instant that was typed is what was typed."""
    store = opened(database_url)
    ref = customer(store, "吴刚")
    for now in (NOW, NOW + 40_000):
        store.by(WANG).touches.record(ref, Touch(now, Channel.SMS, note="报价已发"), key="form", now=now)
    assert [touch.at for touch in store.details.get(ref, now=NOW).touches] == [NOW]
    with pytest.raises(StoreError) as refused:
        store.by(WANG).touches.record(ref, Touch(NOW - DAY, Channel.SMS, note="报价已发"), key="form", now=NOW)
    assert refused.value.code is Trouble.SAVED_BEFORE
    store.close()


def test_what_was_refused_may_be_sent_again_with_other_words(database_url: str) -> None:
    store = opened(database_url)
    with pytest.raises(StoreError) as refused:
        store.by(WANG).customers.add(NewCustomer("吴刚", "", tier="X"), key="form", now=NOW)
    assert refused.value.code is Trouble.UNKNOWN_TIER
    assert not store.requests.is_done("form", "add_customer")
    store.by(WANG).customers.add(NewCustomer("吴刚", "", tier="A"), key="form", now=NOW)
    assert counts(store)["customer"] == 1
    store.close()


def test_sent_at_once_by_two_connections_it_is_one(postgresql_url: str) -> None:
    """The first commit may still be under way when the program is connected again."""
    first = opened(postgresql_url)
    second = Store.open(postgresql_url, NOW)
    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            sent = [
                pool.submit(store.by(WANG).customers.add, NEW, key=f"form {number}", now=NOW)
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
        store.by(WANG).touches.record(ref, Touch(now, Channel.SMS, note=GOOD_NOTE), key=str(number), now=now)
        left.append(kept())
    assert left == [31, 12, 3, 4, 5]
    later = NOW + requests.KEPT
    with pytest.raises(StoreError):
        store.by(WANG).touches.record(ref, Touch(later, Channel.SMS), key="0", now=later)
    assert kept() == 5, "kept for the whole of its days"
    store.close()
