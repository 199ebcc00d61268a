"""The work on a case: an exception goes to a helper with its customer and comes back (docs/rules.md#r1-exceptions)."""

from __future__ import annotations

from datetime import date

import pytest

from callcenter.access import Principal
from callcenter.model import CaseKind, CaseRole, CaseState, Disposition, Instant, Milestone, MilestoneKind, UnitKind
from callcenter.policy import CaseAct
from callcenter.rulebook import reader, shelf
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges, NewCustomer
from callcenter.views.upkeep.trouble import StoreError, Trouble
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, lines, opened

NOW = at("2026-03-02 09:00")
FIELD = Principal("孙外勤")


def owner(store: Store, ref: str, now: Instant = NOW) -> str | None:
    return store.details.get(ref, now=now).facts.owner


def steps(store: Store, case: int) -> list[tuple[str, str, str]]:
    return [(step.actor, step.action, step.remark) for step in store.cases.get(case).events]


def test_an_exception_goes_to_a_helper_and_returns_at_the_close(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏")
    case = store.by(WANG).cases.open(ref, CaseKind.EXCEPTION, "buys elsewhere", now=NOW)
    assert (store.cases.get(case).state, owner(store, ref)) == (CaseState.OPEN, "王敏")

    store.by(CHEN).cases.assign(case, "赵磊", remark="offer a visit", now=NOW)
    assert (store.cases.get(case).state, owner(store, ref)) == (CaseState.ASSIGNED, "赵磊")
    # The helper is offered the customer, the first agent is not.
    assert [line[0] for line in lines(store, "2026-03-02 10:00", agent="赵磊")] == ["赵铁"]
    assert lines(store, "2026-03-02 10:00", agent="王敏") == []

    store.by(ZHAO).cases.report(case, "comes on Friday", now=NOW)
    assert (store.cases.get(case).state, owner(store, ref)) == (CaseState.REPORTED, "赵磊")
    assert [row.id for row in store.cases.all()] == [case]
    # Still one, says the supervisor: handed on, reported by the supervisor for who cannot sign in, settled.
    store.by(CHEN).people.add(FIELD.name, now=NOW)
    store.by(CHEN).cases.assign(case, FIELD.name, now=NOW)
    assert owner(store, ref) == FIELD.name
    store.by(CHEN).cases.report(case, "signed", now=NOW)
    store.by(CHEN).cases.close(case, "won back", now=NOW)
    assert (store.cases.get(case).state, owner(store, ref)) == (CaseState.CLOSED, "王敏")
    assert steps(store, case) == [
        ("王敏", "opened", "buys elsewhere"),
        ("陈主管", "assigned", "赵磊 offer a visit"),
        ("赵磊", "reported", "comes on Friday"),
        ("陈主管", "assigned", "孙外勤"),
        ("陈主管", "reported", "signed"),
        ("陈主管", "closed", "won back"),
    ]
    page = store.queue.page(now=NOW)
    assert page.rows == store.queue.page_as_of(as_of=NOW).rows
    store.close()


def test_a_customer_of_the_pool_returns_to_the_pool(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "赵铁")
    case = store.by(WANG).cases.open(ref, CaseKind.EXCEPTION, "", now=NOW)
    store.by(CHEN).cases.assign(case, "赵磊", now=NOW)
    store.by(CHEN).cases.close(case, "done", now=NOW)
    assert owner(store, ref) is None
    store.close()


def test_who_was_given_the_customer_meanwhile_keeps_them(sqlite_path: str) -> None:
    store = opened(str(sqlite_path))
    ref = customer(store, "赵铁", owner="王敏")
    case = store.by(WANG).cases.open(ref, CaseKind.EXCEPTION, "", now=NOW)
    store.by(CHEN).cases.assign(case, "赵磊", now=NOW)
    store.by(CHEN).ownership.assign(ref, "陈主管", now=NOW)
    store.by(CHEN).cases.close(case, "done", now=NOW)
    assert owner(store, ref) == "陈主管"
    store.close()


@pytest.mark.parametrize("first_closed", [0, 1])
def test_of_two_exceptions_the_last_close_returns_the_customer(sqlite_path: str, first_closed: int) -> None:
    store = opened(str(sqlite_path))
    ref = customer(store, "赵铁", owner="王敏")
    cases = [store.by(WANG).cases.open(ref, CaseKind.EXCEPTION, "", now=NOW) for _ in range(2)]
    store.by(CHEN).cases.assign(cases[0], "赵磊", now=NOW)
    store.by(CHEN).cases.assign(cases[1], "陈主管", now=NOW)
    store.by(CHEN).cases.close(cases[first_closed], "done", now=NOW)
    assert owner(store, ref) == ("陈主管", "赵磊")[first_closed]
    store.by(CHEN).cases.close(cases[1 - first_closed], "done", now=NOW)
    assert owner(store, ref) == "王敏"
    store.close()


def test_a_complaint_leaves_the_customer_with_the_owner(sqlite_path: str) -> None:
    store = opened(str(sqlite_path))
    ref = customer(store, "赵铁", owner="王敏")
    case = store.by(WANG).cases.open(ref, CaseKind.COMPLAINT, "late", now=NOW)
    store.by(CHEN).cases.assign(case, "赵磊", now=NOW)
    assert owner(store, ref) == "王敏"
    store.close()


def test_only_who_has_a_case_reports_back(sqlite_path: str) -> None:
    store = opened(str(sqlite_path))
    case = store.by(WANG).cases.open(customer(store, "赵铁"), CaseKind.EXCEPTION, "", now=NOW)

    def refused(actor: Principal) -> Trouble:
        with pytest.raises(StoreError) as error:
            store.by(actor).cases.report(case, "?", now=NOW)
        return error.value.code

    assert refused(WANG) is Trouble.CASE_NOT_ASSIGNED
    store.by(CHEN).cases.assign(case, "赵磊", now=NOW)
    assert refused(WANG) is Trouble.NOT_ALLOWED
    store.by(ZHAO).cases.report(case, "done", now=NOW)
    assert refused(ZHAO) is Trouble.CASE_NOT_ASSIGNED
    with pytest.raises(StoreError):
        store.cases.get(case + 1)
    store.close()


def test_a_complaint_goes_its_way_until_the_customer_is_satisfied(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "赵铁", "+8613800138003", campaign="service", tier=None)
    case = store.by(WANG).cases.open(ref, CaseKind.COMPLAINT, "lift is out of order", now=NOW)
    row = store.cases.get(case)
    assert (row.turn, row.act_by, row.due_at) == (CaseRole.AGENT, at("2026-03-02 14:30"), at("2026-03-05 00:00"))
    store.by(ZHAO).cases.assign(case, "赵磊", now=at("2026-03-02 09:30"))
    told = [
        ("a worn cable", "2026-03-02 10:00", CaseState.INVESTIGATED, CaseRole.WORKER, "2026-03-02 15:30"),
        ("a new cable", "2026-03-02 11:00", CaseState.PROPOSED, CaseRole.WORKER, "2026-03-02 16:30"),
        ("comes today", "2026-03-02 14:00", CaseState.TOLD, CaseRole.SUPERVISOR, "2026-03-04 00:00"),
        ("nobody came", "2026-03-03 09:00", CaseState.ASSIGNED, CaseRole.WORKER, "2026-03-05 00:00"),
        ("the fitter was ill", "2026-03-03 09:10", CaseState.INVESTIGATED, CaseRole.WORKER, "2026-03-03 14:40"),
    ]
    for remark, when, state, turn, act_by in told:
        store.by(ZHAO).cases.report(case, remark, now=at(when))
        row = store.cases.get(case)
        assert (row.state, row.turn, row.act_by) == (state, turn, at(act_by))
    with pytest.raises(StoreError) as moved_on:
        store.by(CHEN).cases.report(case, "a worn cable", act=CaseAct.INVESTIGATE, now=at("2026-03-03 10:00"))
    assert moved_on.value.code is Trouble.CASE_MOVED_ON
    # Given to somebody else it goes on from where it is.
    store.by(CHEN).cases.assign(case, "王敏", now=at("2026-03-03 10:00"))
    assert store.cases.get(case).state is CaseState.INVESTIGATED
    store.by(CHEN).cases.close(case, "satisfied", now=at("2026-03-03 11:00"))
    assert store.cases.get(case).turn is None
    plan = store.details.get(ref, now=at("2026-03-03 11:00")).plan
    assert "service.complaint_resolved" in [one.rule for one in plan.obligations]
    assert [action for _actor, action, _remark in steps(store, case)] == [
        *("opened", "assigned", "investigated", "proposed", "told", "dissatisfied", "investigated"),
        *("assigned", "closed"),
    ]
    store.close()


def test_a_departments_answer_owes_a_call_and_changes_nothing_else(database_url: str) -> None:
    store = opened(database_url)
    friday = at("2026-03-06 15:00")

    def owed(*milestones: Milestone) -> dict[str, Instant]:
        """The calls owed to somebody with a quotation, merged with one who came by themself, with these milestones."""
        new = NewCustomer("赵铁", "+8613800138003", tier="C", campaign="telesales", inquiry=False)
        ref, double = (store.by(CHEN).customers.add(new, now=NOW) for _ in range(2))
        store.by(CHEN).customers.set_milestone(ref, Milestone(MilestoneKind.QUOTED, NOW), now=NOW)
        for one in milestones:
            store.by(CHEN).customers.set_milestone(double, one, now=friday)
        alone = store.details.get(double, now=friday).plan
        assert "telesales.first_call" in {one.rule for one in alone.obligations}
        store.by(CHEN).merges.merge(double, ref, now=friday)
        plan = store.details.get(ref, now=friday).plan
        return {one.rule: one.breach_at for one in plan.obligations}

    before = owed()
    assert "telesales.first_call" in before
    # Friday 15:00: until Monday 24:00.
    answered = owed(Milestone(MilestoneKind.HAND_ON_ANSWERED, friday))
    assert answered == before | {"telesales.hand_on": at("2026-03-10 00:00")}
    store.close()


def test_a_hand_on_is_chased_and_its_answer_owes_the_customer_a_call(database_url: str) -> None:
    store = opened(database_url)
    friday, monday = at("2026-03-06 15:00"), at("2026-03-09 11:00")
    store.by(CHEN).units.add("技术部", kind=UnitKind.DEPARTMENT, now=NOW)
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏")
    with pytest.raises(StoreError) as unknown:
        store.by(WANG).cases.open(ref, CaseKind.HAND_ON, "which fuse?", department="仓库", now=friday)
    assert unknown.value.code is Trouble.UNKNOWN_UNIT
    case = store.by(WANG).cases.open(ref, CaseKind.HAND_ON, "which fuse?", department="技术部", now=friday)
    row = store.cases.get(case)
    assert (row.turn, row.department, row.act_by) == (CaseRole.DEPARTMENT, "技术部", at("2026-03-09 15:00"))
    store.by(WANG).cases.report(case, "on the phone", act=CaseAct.CHASE, now=monday)
    assert store.cases.get(case).act_by == row.act_by
    store.by(WANG).cases.report(case, "the 16 A one", now=monday)

    def owed() -> dict[str, Instant]:
        plan = store.details.get(ref, now=monday).plan
        return {one.rule: one.breach_at for one in plan.obligations if one.rule == "telesales.hand_on"}

    row = store.cases.get(case)
    assert (row.state, row.turn, row.act_by) == (CaseState.ANSWERED, CaseRole.AGENT, at("2026-03-11 00:00"))
    assert owed() == {"telesales.hand_on": at("2026-03-11 00:00")}
    store.by(WANG).cases.report(case, "told", now=monday)
    row = store.cases.get(case)
    assert (row.state, row.closed_at, row.turn) == (CaseState.CLOSED, monday, None)
    # Opened again, it was not answered.
    store.by(CHEN).cases.reopen(case, "the wrong one", now=monday)
    assert (store.cases.get(case).turn, owed()) == (CaseRole.DEPARTMENT, {})
    store.close()


# --- causes ---------------------------------------------------------------------------------------------------------

CAUSES = """
[complaint]
causes = ["Delivery", "product"]
"""


def test_a_complaint_names_its_cause_and_months_are_counted(database_url: str) -> None:
    store = opened(database_url)
    before, after = at("2026-02-28 23:59"), at("2026-04-01 00:00")
    book = reader.load(CAUSES.join(shelf.shipped_text("telesales").split("\n\n", 1)), "telesales")
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏")
    store.by(CHEN).customers.edit(ref, CustomerChanges(attributes={"产品": "X1"}), now=NOW)
    store.by(CHEN).rulebooks.put("telesales", book, now=NOW)
    late, settled, *others = (
        store.by(WANG).cases.open(ref, CaseKind.COMPLAINT, "late", now=when) for when in (NOW, NOW, before, after)
    )
    store.by(WANG).cases.open(ref, CaseKind.REPAIR, "noise", now=NOW)
    for case in (late, settled):
        store.by(ZHAO).cases.assign(case, "赵磊", now=NOW)
    for cause in ("", "price"):
        with pytest.raises(StoreError) as unknown:
            store.by(ZHAO).cases.report(late, "x", cause=cause, now=NOW)
        assert (unknown.value.code, unknown.value.params) == (Trouble.UNKNOWN_CAUSE, {"causes": "Delivery, product"})
    store.by(ZHAO).cases.report(late, "stood in the rain", cause=" delivery", now=NOW)
    store.by(ZHAO).cases.report(settled, "stood in the rain", cause="Delivery", now=NOW)
    with pytest.raises(StoreError):
        store.by(ZHAO).cases.report(settled, "a new one", cause="product", now=NOW)
    store.by(CHEN).cases.close(settled, "done", now=NOW)
    assert store.cases.get(late).cause == "Delivery"

    def counted(month: str, now: str) -> list[tuple[CaseKind, str, str, str, int, int, int]]:
        counts = store.by(CHEN).cases.analysis(date.fromisoformat(month), now=at(now))
        return [(one.kind, one.cause, one.agent, one.product, one.opened, one.closed, one.late) for one in counts]

    march = "2026-03-15"
    # Two working days from Monday end on Wednesday 24:00.
    for now, over in (("2026-03-05 00:00", 0), ("2026-03-05 00:01", 1)):
        assert counted(march, now) == [
            (CaseKind.COMPLAINT, "Delivery", "赵磊", "X1", 2, 1, over),
            (CaseKind.REPAIR, "", "", "X1", 1, 0, over),
        ]
    assert counted("2026-02-01", "2026-03-02 09:00") == [(CaseKind.COMPLAINT, "", "", "X1", 1, 0, 0)]
    assert counted("2026-04-01", "2026-04-01 09:00") == [(CaseKind.COMPLAINT, "", "", "X1", 1, 0, 0)]
    assert counted("2026-05-01", "2026-05-01 09:00") == []
    assert len(others) == 2
    store.close()


# --- deadlines ------------------------------------------------------------------------------------------------------

TIMES = """
[[closing]]
case = "complaint"
within = "4h"

[[closing]]
case = "repair"
within = "1wd"
"""


def test_each_kind_has_its_time_and_the_earliest_end_stands_first(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "赵铁", "+8613800138003")
    friday = at("2026-03-06 15:00")
    kinds = (CaseKind.EXCEPTION, CaseKind.REPAIR, CaseKind.COMPLAINT)
    exception, repair, complaint = (store.by(WANG).cases.open(ref, kind, "x", now=friday) for kind in kinds)
    assert [case.id for case in store.cases.all()] == [exception, repair, complaint], "two working days for each"
    assert {case.due_at for case in store.cases.all()} == {at("2026-03-11 00:00")}
    book = reader.load(shelf.shipped_text("telesales") + TIMES, "telesales")
    store.by(CHEN).rulebooks.put("telesales", book, now=friday)
    assert [(case.id, case.due_at) for case in store.cases.all()] == [
        (complaint, at("2026-03-06 19:00")),
        (repair, at("2026-03-10 00:00")),
        (exception, at("2026-03-11 00:00")),
    ]
    assert [case.due_at for case in store.details.get(ref, now=friday).cases] == [
        store.cases.get(case).due_at for case in (complaint, repair, exception)
    ]
    store.close()


def test_opened_again_a_case_has_its_whole_time_anew(database_url: str) -> None:
    store = opened(database_url)
    case = store.by(WANG).cases.open(customer(store, "赵铁"), CaseKind.COMPLAINT, "late", now=NOW)
    store.by(CHEN).cases.close(case, "done", now=NOW)
    assert store.cases.get(case).due_at == at("2026-03-05 00:00")
    store.by(CHEN).cases.reopen(case, "not done", now=at("2026-03-09 10:00"))
    assert store.cases.get(case).due_at == at("2026-03-12 00:00")
    store.close()


def test_a_review_leaves_what_a_close_leaves(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "赵铁", "+8613800138003")
    closing = '\n[[closing]]\ncase = "appeal"\nrecords = "event"\n'
    book = reader.load(shelf.shipped_text("telesales") + closing, "telesales")
    store.by(CHEN).rulebooks.put("telesales", book, now=NOW)
    touch = store.by(WANG).touches.record(ref, call("2026-03-02 09:00", Disposition.REFUSED), now=NOW)
    case = store.by(WANG).appeals.appeal(touch, "they did not refuse", now=NOW)

    def recorded() -> list[Instant]:
        milestones = store.details.get(ref, now=NOW).facts.milestones
        return [one.at for one in milestones if one.kind is MilestoneKind.EVENT]

    store.by(CHEN).appeals.review(case, None, "they did", now=NOW)
    assert (store.cases.get(case).state, recorded()) == (CaseState.CLOSED, [NOW])
    store.by(CHEN).cases.reopen(case, "heard again", now=NOW)
    assert recorded() == []
    store.close()


def test_whom_the_first_agent_left_behind_stays_with_the_helper(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner=WANG.name)
    chen = store.by(CHEN)
    case = chen.cases.open(ref, CaseKind.EXCEPTION, "x", now=NOW)
    chen.cases.assign(case, ZHAO.name, now=NOW)
    chen.people.leave(WANG.name, now=NOW)  # nothing is hers at the moment
    chen.cases.close(case, "settled", now=NOW)
    assert owner(store, ref) == ZHAO.name
    store.close()
