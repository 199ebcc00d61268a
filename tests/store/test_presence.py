"""Beginning of a shift, and the resumption of one that broke off (docs/architecture.md#shift-start)."""

from __future__ import annotations

import pytest

from callcenter.model import MINUTE, SECOND
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.people.notices import NoticeKind
from callcenter.views.people.shift import GONE_AFTER, AgentState
from tests.store.building import CHEN, WANG, at, customer, opened

BEGAN = at("2026-03-02 09:00")


@pytest.mark.parametrize(
    ("silent", "same"), [(0, True), (59 * SECOND, True), (30 * MINUTE, True), (30 * MINUTE + 1, False)]
)
def test_a_shift_that_broke_off_goes_on_for_a_while(database_url: str, silent: int, same: bool) -> None:
    store = opened(database_url)
    assert store.presence.sign_in(WANG.name, now=BEGAN) == BEGAN
    killed = BEGAN + 50 * MINUTE
    store.presence.heartbeat(WANG.name, now=killed)
    store.close()
    store = Store.open(database_url, killed + silent)
    assert store.presence.sign_in(WANG.name, now=killed + silent) == (BEGAN if same else killed + silent)
    assert store.presence.get(WANG.name)[0] is AgentState.READY
    assert store.presence.sign_in(WANG.name, now=killed + silent + SECOND) == (BEGAN if same else killed + silent)
    store.close()


def test_whoever_signed_out_begins_another_shift(database_url: str) -> None:
    store = opened(database_url)
    store.presence.sign_in(WANG.name, now=BEGAN)
    store.presence.sign_out(WANG.name, now=BEGAN + MINUTE)
    assert store.presence.sign_in(WANG.name, now=BEGAN + 2 * MINUTE) == BEGAN + 2 * MINUTE
    store.close()


def test_a_supervisor_ends_a_break_and_frees_claims_of_a_program_that_is_gone(database_url: str) -> None:
    store = opened(database_url)
    chen, now = store.by(CHEN), at("2026-03-02 10:05")
    store.presence.sign_in(WANG.name, now=now)
    with pytest.raises(StoreError) as refused:
        chen.presence.end_break(WANG.name, now=now)
    assert refused.value.code is Trouble.NOT_ON_BREAK
    ref = customer(store, "吴静", "+8613812347731")
    store.by(WANG).claims.take(ref, now=now)
    with pytest.raises(StoreError) as refused:
        chen.presence.free_claims(WANG.name, now=now)
    assert refused.value.code is Trouble.PROGRAM_LIVES
    assert chen.presence.free_claims(WANG.name, now=now + GONE_AFTER + 1) == 1
    assert chen.presence.free_claims(WANG.name, now=now + GONE_AFTER + 1) == 0
    store.presence.change(WANG.name, AgentState.BREAK, now=now + MINUTE)
    chen.presence.end_break(WANG.name, now=now + 2 * MINUTE)
    assert store.presence.get(WANG.name)[:2] == (AgentState.READY, now + 2 * MINUTE)
    (notice,) = store.notices.unread(WANG.name)
    assert (notice.kind, notice.actor) == (NoticeKind.BREAK_ENDED, CHEN.name)
    store.close()
