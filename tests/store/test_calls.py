"""Calls: on record from the dial, nothing typed is lost, the last disposition can be taken back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from callcenter.model import HOUR, MINUTE, SECOND, CaseState, Direction, Disposition, Milestone, MilestoneKind, Stage
from callcenter.storage.database.transaction import Tx
from callcenter.storage.touches import touch_records
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.log import LogFilter
from callcenter.views.people.shift import AgentState
from callcenter.views.worklists.calls import OpenCall, WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, lines, opened, wait_for_locked

TEN = at("2026-03-02 10:05")


def dialled(store: Store, ref: str, now: int = TEN) -> OpenCall:
    return store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=now), now=now)


def test_a_call_becomes_a_touch_at_the_instant_it_was_dialled(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    opened_call = dialled(store, ref)
    assert (opened_call.phone, opened_call.dialled_at) == ("+8613812347731", TEN)
    store.calls.mark_answered(opened_call.token, now=TEN + 10 * SECOND)
    store.calls.save_note(opened_call.token, "客户想", now=TEN + 20 * SECOND)
    store.calls.mark_ended(opened_call.token, now=TEN + 70 * SECOND)
    wrap = WrapUp(Disposition.CALLBACK, GOOD_NOTE, callback_at=at("2026-03-03 10:30"), tier="A", tier_reason="预算足")
    saved = store.by(WANG).calls.finish(opened_call.token, wrap, now=TEN + 100 * SECOND)
    view = store.details.get(ref, now=TEN + 2 * MINUTE)
    (touch,) = view.touches
    assert (touch.id, touch.at, touch.seconds, touch.wrap_seconds) == (saved.touch_id, TEN, 60, 30)
    assert (touch.note, touch.phone, touch.effective) == (GOOD_NOTE, "+8613812347731", True)
    assert (view.facts.tier, view.facts.owner) == ("A", "王敏")
    assert view.tiers[0].reason == "预算足"
    assert store.calls.open_call_of("王敏") is None
    assert lines(store, "2026-03-03 10:30") == [("吴静", "promised", "telesales.callback")]
    store.close()


def test_an_open_call_holds_its_customer_until_a_supervisor_ends_it(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    opened_call = dialled(store, ref)
    later = TEN + 3 * HOUR
    assert store.by(ZHAO).claims.take_next(now=later + HOUR) is None
    with pytest.raises(StoreError) as refused:
        store.by(WANG).claims.take_next(now=later)
    assert (refused.value.code, refused.value.params["ref"]) == (Trouble.CALL_OPEN, ref)
    with pytest.raises(StoreError) as refused:
        store.by(ZHAO).calls.end_for("王敏", now=later)
    assert refused.value.code is Trouble.NOT_ALLOWED
    store.by(CHEN).calls.end_for("王敏", now=later)
    found = store.by(ZHAO).claims.take_next(now=at("2026-03-02 14:30"))
    assert found is not None
    # An agent who lost the lease can still save what was said.
    saved = store.by(WANG).calls.finish(
        opened_call.token, WrapUp(Disposition.INTERESTED, GOOD_NOTE), now=at("2026-03-02 14:31")
    )
    assert saved.lost_lease
    assert store.claims.renew(found[0], now=at("2026-03-02 14:31")).token == found[0].token
    store.close()


def test_a_killed_program_loses_nothing_that_was_acknowledged(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    store.close()
    script = f"""
import sys
from callcenter.store import Store
from callcenter.access import Principal
store = Store.open({database_url!r}, {TEN})
actor = Principal("王敏")
call = store.by(actor).calls.start(store.by(actor).claims.take({ref!r}, now={TEN}), now={TEN})
store.calls.save_note(call.token, "一半的话 ", now={TEN + SECOND})
print("saved", flush=True)
sys.stdin.read()
"""
    program = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert program.stdout is not None
    assert program.stdout.readline() == b"saved\n"
    os.kill(program.pid, signal.SIGKILL)
    program.communicate()
    store = Store.open(database_url, TEN)
    left = store.calls.open_call_of("王敏")
    assert left is not None
    assert (left.ref, left.note, left.dialled_at) == (ref, "一半的话 ", TEN)
    assert store.by(ZHAO).claims.take_next(now=TEN + MINUTE) is None
    store.by(WANG).calls.finish(left.token, WrapUp(Disposition.NO_ANSWER, left.note), now=TEN + MINUTE)
    assert [row.note for row in store.lookup.log(LogFilter())] == ["一半的话"]
    store.close()


def test_the_last_disposition_can_be_taken_back_until_the_next_dial(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    other = customer(store, "赵六", "+8613812347732", now="2026-03-02 08:00")
    opened_call = dialled(store, ref)
    store.calls.mark_answered(opened_call.token, now=TEN + SECOND)
    wrap = WrapUp(
        Disposition.DO_NOT_CALL, GOOD_NOTE, tier="A", appointment=Milestone(MilestoneKind.APPOINTMENT, TEN + 50 * HOUR)
    )
    store.by(WANG).calls.finish(opened_call.token, wrap, now=TEN + MINUTE)
    assert store.details.get(ref, now=TEN + MINUTE).why.gate == "do_not_call"
    claimed = store.by(WANG).claims.take_next(now=TEN + 2 * MINUTE)
    assert claimed is not None
    assert claimed[0].ref == other
    again = store.by(WANG).last_calls.undo(now=TEN + 3 * MINUTE)
    assert (again.ref, again.note, again.dialled_at, again.answered_at) == (ref, GOOD_NOTE, TEN, TEN + SECOND)
    view = store.details.get(ref, now=TEN + 3 * MINUTE)
    assert (view.facts.owner, view.facts.tier, view.history.touches) == (None, "C", ())
    assert all(one.kind is not MilestoneKind.APPOINTMENT for one in view.facts.milestones)
    assert store.by(ZHAO).claims.take(other, now=TEN + 3 * MINUTE).agent == "赵磊"
    # History keeps both records; the timeline shows the withdrawal, the log what is in force.
    assert [(row.withdrawn, row.corrects is None) for row in view.touches] == [(True, False)]
    saved = store.by(WANG).calls.finish(again.token, WrapUp(Disposition.INTERESTED, GOOD_NOTE), now=TEN + 4 * MINUTE)
    assert [row.id for row in store.lookup.log(LogFilter())] == [saved.touch_id]
    store.close()


def test_an_undo_leaves_what_others_changed_since(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    wrap = WrapUp(Disposition.NEUTRAL, GOOD_NOTE, tier="A")
    store.by(WANG).calls.finish(dialled(store, ref).token, wrap, now=TEN + MINUTE)
    store.by(CHEN).customers.set_tier(ref, "B", now=TEN + 2 * MINUTE)
    store.by(CHEN).customers.set_stage(ref, Stage.LOST, now=TEN + 2 * MINUTE)
    store.by(WANG).last_calls.undo(now=TEN + 3 * MINUTE)
    facts = store.details.get(ref, now=TEN + 3 * MINUTE).facts
    assert (facts.tier, facts.stage, facts.owner) == ("B", Stage.LOST, None)
    store.close()


def test_who_calls_becomes_nobodys_owner_where_nobody_calls_their_own(database_url: str) -> None:
    """Not by a call that is kept after its end either (docs/rules.md#r15-results)."""
    store = opened(database_url)
    for ended in (False, True):
        ref = customer(store, "吴静", f"+86138123477{ended:02}", tier=None, campaign="brokerage")
        begun = dialled(store, ref)
        wrap = WrapUp(Disposition.NEUTRAL, GOOD_NOTE)
        if ended:
            store.calls.abandon(begun.token, now=TEN)
            store.by(WANG).calls.keep_ended(begun, wrap, now=TEN + MINUTE)
        else:
            store.by(WANG).calls.finish(begun.token, wrap, now=TEN + MINUTE)
        assert store.details.get(ref, now=TEN + MINUTE).facts.owner is None
    store.close()


@pytest.mark.counts_units
def test_a_touch_is_replaced_once_however_many_do_it_at_a_time(postgresql_url: str) -> None:
    """The second one has read the touch before the first one replaced it, and then waited for it."""
    store = opened(postgresql_url)
    ref = customer(store, "吴静", "+8613812347731")
    wrong = store.by(WANG).touches.record(ref, call("2026-03-02 10:05", Disposition.NO_ANSWER), now=TEN)
    theirs = [Store.open(postgresql_url, TEN) for _ in range(2)]
    refusals: list[Trouble] = []

    def second(how: Callable[[], object]) -> None:
        try:
            how()
        except StoreError as error:
            refusals.append(error.code)

    others = [
        threading.Thread(target=second, args=(how,))
        for how in (
            lambda: theirs[0].by(CHEN).touches.correct(wrong, call("2026-03-02 10:05", Disposition.BUSY), now=TEN),
            lambda: theirs[1].by(CHEN).touches.withdraw(wrong, now=TEN),
        )
    ]

    def first(tx: Tx) -> None:
        tx.sql("SELECT 1 FROM customer FOR UPDATE")
        for other in others:
            other.start()
        wait_for_locked(tx, len(others))
        touch_records.correct(tx, wrong, call("2026-03-02 10:05"), actor=WANG, now=TEN)

    store.database.write(first)
    for other in others:
        other.join()
    assert refusals == [Trouble.UNKNOWN_TOUCH] * 2
    (touch,) = store.details.get(ref, now=TEN).history.touches
    assert touch.disposition is Disposition.NEUTRAL
    for one in (store, *theirs):
        one.close()


def test_nothing_is_left_to_undo_after_the_next_dial(database_url: str) -> None:
    store = opened(database_url)
    one = customer(store, "吴静", "+8613812347731")
    two = customer(store, "赵六", "+8613812347732")
    store.by(WANG).calls.finish(dialled(store, one).token, WrapUp(Disposition.BUSY, ""), now=TEN)
    call_two = dialled(store, two)
    store.calls.abandon(call_two.token, now=TEN)
    with pytest.raises(StoreError) as refused:
        store.by(WANG).last_calls.undo(now=TEN)
    assert refused.value.code is Trouble.NOTHING_TO_UNDO
    store.close()


def test_undo_withdraws_a_case_nobody_has_worked(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    wrap = WrapUp(Disposition.NEGATIVE, GOOD_NOTE)
    store.by(WANG).calls.finish(dialled(store, ref).token, wrap, now=TEN + MINUTE)
    assert [case.kind.value for case in store.cases.all()] == ["exception"]
    again = store.by(WANG).last_calls.undo(now=TEN + 2 * MINUTE)
    assert store.cases.all() == ()
    store.by(WANG).calls.finish(again.token, wrap, now=TEN + 3 * MINUTE)
    (case,) = store.cases.all()
    store.by(CHEN).cases.assign(case.id, "赵磊", remark="请回访", now=TEN + 4 * MINUTE)
    store.by(WANG).last_calls.undo(now=TEN + 5 * MINUTE)
    assert [(case.state, case.assignee) for case in store.cases.all()] == [("assigned", "赵磊")]
    store.by(CHEN).cases.close(case.id, "已处理", now=TEN + 6 * MINUTE)
    assert store.cases.all() == ()
    (closed,) = store.cases.all(state=CaseState.CLOSED)
    assert [event.action for event in closed.events] == ["assigned", "closed"]
    store.close()


def test_a_case_that_rested_on_a_touch_goes_with_it(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    first, *_ = (
        store.by(WANG).touches.record(ref, call(moment, Disposition.NO_ANSWER, ""), now=at("2026-03-02 15:00"))
        for moment in ("2026-03-02 10:05", "2026-03-02 12:30", "2026-03-02 14:45")
    )
    assert [case.caused_at for case in store.cases.all()] == [at("2026-03-02 14:45")]
    store.by(CHEN).touches.withdraw(first, now=at("2026-03-02 15:10"))
    assert store.cases.all() == ()
    store.by(WANG).touches.record(ref, call("2026-03-02 10:06", Disposition.NO_ANSWER, ""), now=at("2026-03-02 15:20"))
    assert [case.caused_at for case in store.cases.all()] == [at("2026-03-02 14:45")]
    store.close()


def test_an_incoming_call_takes_the_customer_over(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    claim = store.by(WANG).claims.take(ref, now=TEN)
    assert [row.ref for row in store.lookup.by_phone("+8613812347731")] == [ref]
    incoming = store.by(ZHAO).calls.receive(ref, phone="+8613812347731", now=TEN + SECOND)
    assert incoming.direction is Direction.IN
    with pytest.raises(StoreError) as refused:
        store.by(WANG).calls.start(claim, now=TEN + 2 * SECOND)
    assert refused.value.code is Trouble.CLAIM_LOST
    saved = store.by(ZHAO).calls.finish(incoming.token, WrapUp(Disposition.INTERESTED, GOOD_NOTE), now=TEN + MINUTE)
    assert not saved.lost_lease
    view = store.details.get(ref, now=TEN + MINUTE)
    assert view.facts.owner is None  # only a call placed here makes an owner
    assert view.touches[0].direction is Direction.IN
    store.close()


def test_a_backdated_touch_voids_the_breaches_that_were_none(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner="王敏")
    late = at("2026-03-03 10:05")
    assert store.plans.tick(late).breaches == 2
    figures = store.team.figures("王敏", now=late)
    assert (figures.sla_met, figures.sla_all, figures.breaches_all) == (0, 2, 2)
    store.by(WANG).touches.record(ref, call("2026-03-02 15:00"), now=late)
    figures = store.team.figures("王敏", now=late)
    assert (figures.sla_all, figures.breaches_all) == (1, 1)  # the thank-you SMS is still owed
    store.close()


def test_a_correction_counts_from_the_touch_that_it_replaces(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    wrong = store.by(WANG).touches.record(ref, call("2026-03-02 10:05", Disposition.NO_ANSWER), now=TEN)
    assert store.details.get(ref, now=TEN + MINUTE).why.gate == "gap"
    store.by(WANG).touches.correct(wrong, call("2026-03-02 18:00"), now=at("2026-03-02 18:00"))
    view = store.details.get(ref, now=at("2026-03-02 18:01"))
    assert [(touch.at, touch.disposition) for touch in view.history.touches] == [(TEN, Disposition.NEUTRAL)]
    assert view.why.gate == "not_due"
    with pytest.raises(StoreError) as refused:
        store.by(WANG).touches.correct(wrong, call("2026-03-02 18:00"), now=at("2026-03-02 18:02"))
    assert refused.value.code is Trouble.UNKNOWN_TOUCH
    store.close()


def test_the_team_sees_who_does_what(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner="王敏")
    store.presence.sign_in("王敏", now=TEN - HOUR)
    store.presence.heartbeat("王敏", now=TEN)
    opened_call = dialled(store, ref)
    store.calls.mark_answered(opened_call.token, now=TEN + 10 * SECOND)
    view = store.team.overview(now=TEN + 20 * SECOND)
    states = {row.agent: (row.state, row.customer) for row in view.rows}
    assert states["王敏"] == (AgentState.TALKING, "吴静")
    assert states["赵磊"] == (AgentState.OFFLINE, "")
    store.calls.mark_ended(opened_call.token, now=TEN + 40 * SECOND)
    store.by(WANG).calls.finish(opened_call.token, WrapUp(Disposition.INTERESTED, GOOD_NOTE), now=TEN + 55 * SECOND)
    view = store.team.overview(now=TEN + MINUTE)
    (row,) = [row for row in view.rows if row.agent == "王敏"]
    figures = row.figures
    assert (row.state, figures.calls, figures.reached, figures.effective) == (AgentState.READY, 1, 1, 1)
    assert (figures.quota, figures.talk, figures.wrap_up) == (35, 30, 15)
    assert (figures.sla_met, figures.sla_all) == (1, 1)
    assert view.hours == ((10, 1, 1),)
    silent = store.team.overview(now=TEN + 10 * MINUTE)
    assert {one.state for one in silent.rows} == {AgentState.OFFLINE}
    store.close()


def test_a_call_finished_by_two_programs_at_once_is_one_touch(database_url: str) -> None:
    """An agent's workstation and the command line, or a form that was sent again while the first is under way."""
    store = opened(database_url)
    other = Store.open(database_url, TEN)
    wrap = WrapUp(Disposition.INTERESTED, GOOD_NOTE)

    def finish(by: Store, token: str, now: int) -> Trouble | None:
        try:
            by.by(WANG).calls.finish(token, wrap, now=now)
        except StoreError as error:
            return error.code
        return None

    with ThreadPoolExecutor(2) as pool:
        for number in range(10):
            now = TEN + number * MINUTE
            ref = customer(store, f"客户{number}", f"+86138000000{number:02}")
            token = dialled(store, ref, now).token
            sent = [pool.submit(finish, by, token, now + MINUTE) for by in (store, other)]
            assert {one.result() for one in sent} == {None, Trouble.NO_OPEN_CALL}
            assert len(store.details.get(ref, now=now + MINUTE).touches) == 1
    store.close()
    other.close()
