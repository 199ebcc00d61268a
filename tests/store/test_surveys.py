"""After-sales service: a dissatisfied answer opens the case again, its close asks for another follow-up call.

Working days: Wed 4, Thu 5, Fri 6, Mon 9, Tue 10 March 2026.

See docs/rules.md#r10-survey.
"""

from __future__ import annotations

from callcenter.access import Principal
from callcenter.model import CaseKind, CaseState, Channel, Disposition, Instant, Milestone, MilestoneKind, Touch
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.log import LogFilter
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened

CAME = "2026-03-02 09:00"
NOW = at(CAME)


def served(store: Store) -> str:
    """A customer of the service whose complaint was settled on Wed 4 March 10:00: called until Fri 6 March 24:00."""
    ref = customer(store, "李雷", "+8613800138001", tier=None, campaign="service")
    case = store.by(WANG).cases.open(ref, CaseKind.COMPLAINT, "lift is out of order", now=NOW)
    store.by(CHEN).cases.assign(case, "赵磊", now=NOW)
    store.by(CHEN).cases.close(case, "repaired", now=at("2026-03-04 10:00"))
    return ref


def answered(store: Store, ref: str, when: str, satisfaction: int | None, note: str = "") -> int:
    touch = Touch(
        at(when), Channel.CALL, disposition=Disposition.NEUTRAL, note=note, agent="王敏", satisfaction=satisfaction
    )
    return store.by(WANG).touches.record(ref, touch, now=at(when))


def owed(store: Store, ref: str, now: str) -> list[tuple[str, Instant, Instant]]:
    plan = store.details.get(ref, now=at(now)).plan
    return [(one.rule, one.due_at, one.breach_at) for one in plan.obligations]


def states(store: Store, ref: str) -> list[tuple[CaseKind, CaseState]]:
    return [(case.kind, case.state) for case in store.details.get(ref, now=NOW).cases]


def test_closing_a_complaint_asks_for_a_call_within_two_working_days(database_url: str) -> None:
    store = opened(database_url)
    ref = served(store)
    assert owed(store, ref, "2026-03-04 10:00") == [
        ("service.complaint_resolved", at("2026-03-04 10:00"), at("2026-03-07 00:00"))
    ]
    store.close()


def test_a_dissatisfied_answer_opens_the_case_again_and_its_close_asks_for_another_call(database_url: str) -> None:
    store = opened(database_url)
    ref = served(store)
    answered(store, ref, "2026-03-05 09:30", 2, "still noisy")
    assert states(store, ref) == [(CaseKind.COMPLAINT, CaseState.OPEN)]
    (again,) = store.cases.all()
    assert (again.act_by, again.due_at) == (at("2026-03-05 15:00"), at("2026-03-10 00:00")), "the whole time anew"
    assert owed(store, ref, "2026-03-05 09:31") == []  # the follow-up call was made
    (case,) = store.cases.all()
    assert [(step.actor, step.action, step.remark) for step in case.events][-1] == (
        "王敏",
        "dissatisfied",
        "still noisy",
    )
    # Fri 6 March 15:00: Mon 9 and Tue 10 are the two working days.
    store.by(CHEN).cases.close(case.id, "new motor", now=at("2026-03-06 15:00"))
    assert owed(store, ref, "2026-03-06 15:00") == [
        ("service.complaint_resolved", at("2026-03-06 15:00"), at("2026-03-11 00:00"))
    ]
    answered(store, ref, "2026-03-09 09:00", 5)
    assert states(store, ref) == [(CaseKind.COMPLAINT, CaseState.CLOSED)]
    assert owed(store, ref, "2026-03-09 09:01") == []
    assert [row.satisfaction for row in store.lookup.log(LogFilter())] == [5, 2]
    assert (
        store.queue.page(now=at("2026-03-09 09:01")).rows == store.queue.page_as_of(as_of=at("2026-03-09 09:01")).rows
    )
    store.close()


def test_folding_again_opens_nothing_twice(database_url: str) -> None:
    store = opened(database_url)
    ref = served(store)
    answered(store, ref, "2026-03-05 09:30", 1)
    (case,) = store.cases.all()
    store.by(CHEN).cases.close(case.id, "mended", now=at("2026-03-05 11:00"))
    # Other facts fold the customer anew, with the same answer in their history.
    store.by(CHEN).customers.set_milestone(ref, Milestone(MilestoneKind.QUOTED, NOW), now=at("2026-03-05 12:00"))
    answered(store, ref, "2026-03-05 13:00", 4)
    assert states(store, ref) == [(CaseKind.COMPLAINT, CaseState.CLOSED)]
    assert [step.action for step in store.cases.get(case.id).events].count("dissatisfied") == 1
    store.close()


def test_a_corrected_answer_closes_the_case_again_unless_somebody_worked_on_it(database_url: str) -> None:
    store = opened(database_url)
    ref = served(store)
    closed_at = store.cases.all(state=CaseState.CLOSED)[0].closed_at
    touch = answered(store, ref, "2026-03-05 09:30", 2)
    now = at("2026-03-05 10:00")
    right = Touch(0, Channel.CALL, disposition=Disposition.NEUTRAL, satisfaction=4)
    touch = store.by(WANG).touches.correct(touch, right, now=now)
    (case,) = store.details.get(ref, now=now).cases
    assert (case.state, case.closed_at) == (CaseState.CLOSED, closed_at)
    # And back: the same fact once more.
    touch = store.by(WANG).touches.correct(
        touch, Touch(0, Channel.CALL, disposition=Disposition.NEUTRAL, satisfaction=1), now=now
    )
    assert states(store, ref) == [(CaseKind.COMPLAINT, CaseState.OPEN)]
    store.by(CHEN).cases.assign(case.id, "赵磊", now=now)
    store.by(WANG).touches.correct(touch, right, now=now)
    assert states(store, ref) == [(CaseKind.COMPLAINT, CaseState.ASSIGNED)]
    store.close()


def test_a_withdrawn_answer_takes_the_case_back_that_it_opened(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "韩梅", tier=None, campaign="service")
    store.by(CHEN).customers.set_milestone(ref, Milestone(MilestoneKind.REPAIR_DONE, NOW), now=NOW)
    touch = answered(store, ref, "2026-03-03 09:30", 1)
    # There was none: the repair was the last thing that was settled.
    assert states(store, ref) == [(CaseKind.REPAIR, CaseState.OPEN)]
    store.by(WANG).touches.withdraw(touch, now=at("2026-03-03 09:31"))
    assert states(store, ref) == []
    assert store.cases.all() == ()
    store.close()


def test_satisfied_or_not_asked_opens_nothing(sqlite_path: str) -> None:
    store = opened(str(sqlite_path))
    ref = served(store)
    answered(store, ref, "2026-03-05 09:30", 3)
    answered(store, ref, "2026-03-05 09:40", None)
    assert states(store, ref) == [(CaseKind.COMPLAINT, CaseState.CLOSED)]
    store.close()


def test_a_case_opened_again_by_hand_is_not_settled_and_asks_for_no_call(database_url: str) -> None:
    store = opened(database_url)
    ref = served(store)
    (case,) = store.cases.all(state=CaseState.CLOSED)
    store.by(CHEN).cases.reopen(case.id, "the wrong lift", now=at("2026-03-04 11:00"))
    assert states(store, ref) == [(CaseKind.COMPLAINT, CaseState.OPEN)]
    assert owed(store, ref, "2026-03-04 11:00") == []
    store.by(CHEN).cases.reopen(case.id, "again", now=at("2026-03-04 11:01"))
    assert [step.action for step in store.cases.get(case.id).events] == ["opened", "assigned", "closed", "reopened"]
    # A follow-up call that was missed before stays on record.
    store.by(CHEN).cases.close(case.id, "now", now=at("2026-03-04 12:00"))
    assert len(store.breaches.open(now=at("2026-03-07 00:00"))) == 1
    store.by(CHEN).cases.assign(case.id, "赵磊", now=at("2026-03-07 09:00"))
    logged = store.database.read(lambda tx: tx.rows("SELECT voided_at FROM breach_log"))
    assert (store.breaches.open(now=at("2026-03-07 09:00")), logged) == ((), [(None,)])
    store.close()


def test_a_survey_is_owed_each_quarter_to_whom_the_list_marks(database_url: str) -> None:
    store = opened(database_url)
    plain = customer(store, "李雷", tier=None, campaign="service")
    asked = customer(store, "韩梅", "+8613800138002", tier=None, campaign="service")
    store.by(CHEN).customers.edit(asked, CustomerChanges(attributes={"survey": "是"}), now=NOW)
    assert owed(store, plain, CAME) == []
    # 2 March 09:00 and three months; due 7 days before.
    assert owed(store, asked, CAME) == [("service.survey", at("2026-05-26 09:00"), at("2026-06-02 09:00"))]
    # A call that asks nothing is none of it, a refusal is.
    answered(store, asked, "2026-05-27 10:00", None)
    assert owed(store, asked, "2026-05-27 10:01")[0][2] == at("2026-06-02 09:00")
    answered(store, asked, "2026-05-28 10:00", 4)
    assert owed(store, asked, "2026-05-28 10:01") == [
        ("service.survey", at("2026-08-21 10:00"), at("2026-08-28 10:00"))
    ]
    refused = Touch(at("2026-08-22 10:00"), Channel.CALL, disposition=Disposition.REFUSED)
    store.by(ZHAO).touches.record(asked, refused, now=at("2026-08-22 10:00"))
    assert owed(store, asked, "2026-08-22 10:01")[0][2] == at("2026-11-22 10:00")
    store.close()


def test_the_undo_of_a_call_closes_the_case_again(sqlite_path: str) -> None:
    store = opened(str(sqlite_path))
    ref = served(store)
    now = at("2026-03-05 09:30")
    call = store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=now), now=now)
    store.by(WANG).calls.finish(call.token, WrapUp(Disposition.NEUTRAL, "loud", satisfaction=1), now=now)
    assert states(store, ref) == [(CaseKind.COMPLAINT, CaseState.OPEN)]
    store.by(Principal("王敏")).last_calls.undo(now=now)
    assert states(store, ref) == [(CaseKind.COMPLAINT, CaseState.CLOSED)]
    store.close()


def test_a_merge_opens_nothing_again(database_url: str) -> None:
    store = opened(database_url)
    ref, double = served(store), customer(store, "李雷雷", tier=None, campaign="service")
    answered(store, ref, "2026-03-05 09:30", 1)
    (case,) = store.cases.all()
    store.by(CHEN).cases.close(case.id, "mended", now=at("2026-03-05 11:00"))
    store.by(CHEN).merges.merge(ref, double, now=at("2026-03-05 12:00"))
    assert states(store, double) == [(CaseKind.COMPLAINT, CaseState.CLOSED)]
    store.by(CHEN).merges.split(ref, now=at("2026-03-05 13:00"))
    assert (states(store, ref), states(store, double)) == ([(CaseKind.COMPLAINT, CaseState.CLOSED)], [])
    store.close()
