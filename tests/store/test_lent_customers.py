"""Customers of others in a closed store: a claim, a call or a case lends them, for its time and on record."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from callcenter.access import Origin, Principal
from callcenter.model import DAY, MINUTE, CaseKind, Channel, Direction, Disposition, Result, Stage, Touch
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import OpenCall, WrapUp
from tests.store.closed import BOSS, NOW, Office, office

GONE = "0" * 32
"""The token of no call."""


def refused(error: pytest.ExceptionInfo[StoreError]) -> bool:
    return error.value.code is Trouble.NOT_ALLOWED


def verbs_on_record(made: Office) -> list[str]:
    return [line.verb for line in made.by(BOSS.name).audit.all()]


def finished(store: Store, ref: str) -> None:
    """A call of a customer that found somebody."""
    call = store.calls.start(store.claims.take(ref, now=NOW), now=NOW)
    store.calls.mark_answered(call.token, now=NOW)
    store.calls.finish(call.token, WrapUp(Disposition.INTERESTED, note="asked"), now=NOW + MINUTE)


def test_a_call_that_never_was_writes_to_nobody_outside_the_scope(database_url: str) -> None:
    made = office(database_url)
    call = OpenCall(made.other, "", "王敏", GONE, "", Direction.OUT, NOW, None, None, "")
    with pytest.raises(StoreError) as error:
        made.by("王敏").calls.keep_ended(call, WrapUp(Disposition.NO_ANSWER, "", stage=Stage.LOST), now=NOW)
    assert refused(error)
    assert made.by("赵磊").details.get(made.other, now=NOW).facts.stage is not Stage.LOST


def test_what_was_typed_in_a_call_that_ended_elsewhere_is_kept_after_a_reassignment(database_url: str) -> None:
    made = office(database_url)
    store = made.by("王敏")
    call = store.calls.start(store.claims.take(made.own, now=NOW), now=NOW)
    store.calls.finish(call.token, WrapUp(Disposition.NO_ANSWER, note="rang"), now=NOW + MINUTE)
    made.by(BOSS.name).ownership.assign(made.own, "赵磊", now=NOW + MINUTE)
    store.calls.keep_ended(call, WrapUp(Disposition.NO_ANSWER, note="and rang"), now=NOW + 2 * MINUTE)
    history = made.by("赵磊").details.get(made.own, now=NOW + 2 * MINUTE).history
    assert "and rang" in history.touches[-1].note


def test_a_claim_is_of_its_own_customer(database_url: str) -> None:
    made = office(database_url)
    store = made.by("王敏")
    claim = store.claims.take(made.own, now=NOW)
    for act in (store.calls.start, store.claims.release):
        with pytest.raises(StoreError) as error:
            act(replace(claim, ref=made.other), now=NOW)
        assert refused(error)
    assert store.calls.start(claim, now=NOW).ref == made.own


def test_a_token_acts_for_nobody_but_its_person(database_url: str) -> None:
    made = office(database_url)
    secret = made.by(BOSS.name).tokens.create_for("shift", agent="王敏", expires_at=NOW + DAY, now=NOW)
    with pytest.raises(StoreError) as error:
        made.store.by(Principal("赵磊", Origin.WORKSTATION, secret)).claims.take_next(now=NOW)
    assert error.value.code is Trouble.NOT_SIGNED_IN
    entered = made.store.sign_ins.with_token(secret, now=NOW).principal
    assert made.store.by(entered).claims.take_next(now=NOW) is not None


def test_an_incoming_call_of_a_colleagues_customer_is_on_record(database_url: str) -> None:
    made = office(database_url)
    store = made.by("王敏")
    for ref in (made.own, made.other):
        store.calls.abandon(store.calls.receive(ref, now=NOW).token, now=NOW)
    assert verbs_on_record(made).count("calls.receive") == 1


def test_a_case_does_not_make_a_call_last(database_url: str) -> None:
    made = office(database_url)
    store = made.by("王敏")
    call = store.calls.receive(made.other, now=NOW)
    case = store.cases.open(made.other, CaseKind.COMPLAINT, "the bill", now=NOW)
    with pytest.raises(StoreError) as error:
        store.cases.assign(case, "王敏", now=NOW)
    assert refused(error)
    store.calls.abandon(call.token, now=NOW)
    with pytest.raises(StoreError) as error:
        store.details.get(made.other, now=NOW)
    assert refused(error)
    # A supervisor's decision does, and one takes what lies in the scope by itself.
    made.by("刘经理").cases.assign(case, "王敏", now=NOW)
    assert store.details.get(made.other, now=NOW).ref == made.other
    own = store.cases.open(made.own, CaseKind.COMPLAINT, "the bill", now=NOW)
    store.cases.assign(own, "王敏", now=NOW)


def test_a_claim_that_ran_out_lends_nothing(database_url: str) -> None:
    made = office(database_url)
    store = made.by("王敏")
    store.claims.take(made.pool, now=NOW)
    made.by(BOSS.name).ownership.assign(made.pool, "赵磊", now=NOW)
    assert store.details.get(made.pool, now=NOW).ref == made.pool
    with pytest.raises(StoreError) as error:
        store.details.get(made.pool, now=NOW + DAY)
    assert refused(error)


def test_an_outcome_is_not_taken_back_once_the_customer_is_another_persons(database_url: str) -> None:
    made = office(database_url)
    store = made.by("王敏")
    finished(store, made.pool)
    made.by(BOSS.name).ownership.assign(made.pool, "赵磊", now=NOW + MINUTE)
    with pytest.raises(StoreError) as error:
        store.last_calls.undo(now=NOW + 2 * MINUTE)
    assert refused(error)
    made.by(BOSS.name).ownership.assign(made.pool, "王敏", now=NOW + 3 * MINUTE)
    assert store.last_calls.undo(now=NOW + 4 * MINUTE).ref == made.pool


def test_a_contact_is_ones_own_and_settles_no_case_of_another_customer(database_url: str) -> None:
    made = office(database_url)
    store, boss = made.by("王敏"), made.by(BOSS.name)
    case = boss.cases.open(made.other, CaseKind.SECOND_CALL, "again", now=NOW)
    boss.cases.assign(case, "赵磊", now=NOW)
    called = Touch(NOW, Channel.CALL, Direction.OUT, Disposition.INTERESTED, result=Result.PASSED, on_case=case)
    store.touches.record(made.own, called, now=NOW)
    assert [one.id for one in boss.cases.all()] == [case]
    for agent in ("赵磊", "nobody known"):
        with pytest.raises(StoreError) as error:
            store.touches.record(made.own, Touch(NOW, Channel.SMS, Direction.OUT, None, agent=agent), now=NOW)
        assert refused(error)
    assert "nobody known" not in {one.name for one in boss.people.all()}
    made.by("陈主管").touches.record(made.own, Touch(NOW, Channel.SMS, Direction.OUT, None, agent="王敏"), now=NOW)


def test_a_pool_of_another_unit_is_not_dialled_although_colleagues_are(database_url: str) -> None:
    made = office(database_url)
    boss = made.by(BOSS.name)
    boss.campaigns.add("theirs", rulebook="telesales", now=NOW)
    boss.campaigns.change("theirs", {"units": "二组", "dial_colleagues": "yes"}, now=NOW)
    ref = boss.customers.add(NewCustomer("周航", "+8613800138009", campaign="theirs"), now=NOW)
    with pytest.raises(StoreError) as error:
        made.by("王敏").claims.take(ref, now=NOW)
    assert refused(error)
    assert made.by("赵磊").claims.take(ref, now=NOW).ref == ref


def test_the_audit_does_not_put_down_a_name_that_nobody_vouched_for(database_url: str) -> None:
    made = office(database_url)
    with pytest.raises(StoreError):
        made.store.by(Principal("刘经理", Origin.WORKSTATION)).details.get(made.own, now=NOW)
    (line,) = [line for line in made.by(BOSS.name).audit.all() if line.verb == "details.get"]
    assert (line.principal, line.denied) == ("?刘经理", True)


def test_where_the_book_offers_nobody_their_own_colleagues_customers_are_dialled(database_url: str) -> None:
    """The setting of the campaign says nothing there: it would leave nobody to dial."""
    made = office(database_url)
    boss, store = made.by(BOSS.name), made.by("王敏")
    boss.campaigns.add("calls", rulebook="brokerage", now=NOW)
    boss.campaigns.change("calls", {"dial_colleagues": "no"}, now=NOW)
    refs = {
        owner: boss.customers.add(NewCustomer(owner, phone, campaign="calls", owner=owner), now=NOW)
        for owner, phone in (("王敏", "+8613800138011"), ("赵磊", "+8613800138012"))
    }
    assert store.details.get(refs["赵磊"], now=NOW).ref == refs["赵磊"]
    store.claims.release(store.claims.take(refs["赵磊"], now=NOW), now=NOW)
    with pytest.raises(StoreError) as error:
        store.claims.take(refs["王敏"], now=NOW)
    assert error.value.code is Trouble.NOT_A_CALLER
    assert "claims.take" not in verbs_on_record(made), "it is the way of this book and no exception"
