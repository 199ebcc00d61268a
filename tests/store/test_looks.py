"""A look: what an agent works on, from the store; who looks is seen as long as they do."""

from __future__ import annotations

import pytest

from callcenter.model import SECOND, Disposition
from callcenter.store import StoreError, Trouble
from callcenter.views.people.shift import AgentState
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened
from tests.store.closed import NOW, office

TEN = at("2026-03-02 10:05")


def test_state_customer_note_and_disposition_are_seen(database_url: str) -> None:
    store = opened(database_url)
    chen, wang = store.by(CHEN), store.by(WANG)
    assert chen.looks.get(WANG.name, now=TEN) is None, "a look begins on record"
    chen.looks.begin(WANG.name, now=TEN)
    seen = chen.looks.get(WANG.name, now=TEN)
    assert seen is not None
    assert seen.state is AgentState.OFFLINE
    store.presence.sign_in(WANG.name, now=TEN)
    wang.looks.report("queue", now=TEN)
    ref = customer(store, "吴静", "+8613812347731")
    call = wang.calls.start(wang.claims.take(ref, now=TEN), now=TEN)
    store.calls.mark_answered(call.token, now=TEN + SECOND)
    wang.calls.save_note(call.token, "要一份报价", now=TEN + 2 * SECOND)
    wang.calls.note_disposition(call.token, Disposition.INTERESTED, now=TEN + 3 * SECOND)
    seen = chen.looks.get(WANG.name, now=TEN + 3 * SECOND)
    assert seen is not None
    assert (seen.state, seen.place, seen.ref, seen.customer) == (AgentState.TALKING, "queue", ref, "吴静")
    assert (seen.note, seen.disposition, seen.answered_at) == ("要一份报价", Disposition.INTERESTED, TEN + SECOND)
    wang.calls.note_disposition(call.token, None, now=TEN + 4 * SECOND)
    seen = chen.looks.get(WANG.name, now=TEN + 4 * SECOND)
    assert seen is not None
    assert seen.disposition is None
    store.close()


def test_the_agent_sees_who_looks_until_they_end_or_their_program_is_silent(database_url: str) -> None:
    store = opened(database_url)
    chen, wang = store.by(CHEN), store.by(WANG)
    assert wang.looks.watchers(now=TEN) == ()
    chen.looks.begin(WANG.name, now=TEN)
    assert wang.looks.watchers(now=TEN) == (CHEN.name,)
    assert store.by(ZHAO).looks.watchers(now=TEN) == ()
    chen.looks.get(WANG.name, now=TEN + 10 * SECOND)
    assert wang.looks.watchers(now=TEN + 24 * SECOND) == (CHEN.name,)
    assert wang.looks.watchers(now=TEN + 25 * SECOND) == ()
    chen.looks.get(WANG.name, now=TEN + 26 * SECOND)
    chen.looks.end(WANG.name, now=TEN + 27 * SECOND)
    assert wang.looks.watchers(now=TEN + 27 * SECOND) == ()
    assert chen.looks.get(WANG.name, now=TEN + 27 * SECOND) is None
    store.close()


def test_a_look_is_audited_and_only_for_supervisors_of_that_agent(database_url: str) -> None:
    one = office(database_url)
    one.by("陈主管").looks.begin("王敏", now=NOW)
    assert next(row.verb for row in one.by("老板").audit.all()) == "looks.begin"
    for who, whom in (("王敏", "王敏"), ("陈主管", "赵磊")):
        with pytest.raises(StoreError) as refused:
            one.by(who).looks.begin(whom, now=NOW)
        assert refused.value.code is Trouble.NOT_ALLOWED
    one.store.close()
