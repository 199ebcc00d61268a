"""One call over several numbers of a customer: the claim is kept all the while, the way back leaves no attempt."""

from __future__ import annotations

import pytest

from callcenter.model import MINUTE, Disposition
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.worklists.calls import OpenCall, WrapUp
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened

TEN = at("2026-03-02 10:05")
FIRST, SECOND = "+8613812347731", "+8613812347732"
NOBODY = WrapUp(Disposition.NO_ANSWER, "")


def dialled(store: Store) -> OpenCall:
    ref = customer(store, "吴静")
    store.by(CHEN).customers.edit(ref, CustomerChanges(phones=(FIRST, SECOND)), now=at("2026-03-02 09:00"))
    return store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=TEN), now=TEN)


def test_nobody_comes_in_between_two_numbers(database_url: str) -> None:
    store = opened(database_url)
    first = dialled(store)
    second = store.by(WANG).attempts.dial_other_number(first.token, NOBODY, SECOND, now=TEN + MINUTE)
    assert (second.token, second.phone, second.dialled_at) == (first.token, SECOND, TEN + MINUTE)
    assert second.earlier == (TEN,)
    assert store.calls.open_call_of("王敏") == second
    with pytest.raises(StoreError) as refused:
        store.by(ZHAO).claims.take(first.ref, now=TEN + MINUTE)
    assert refused.value.code is Trouble.CLAIMED
    again = store.by(WANG).attempts.back_to_number_before(second.token, now=TEN + 2 * MINUTE)
    assert (again.phone, again.dialled_at, again.earlier) == (FIRST, TEN, ())
    assert store.details.get(first.ref, now=TEN + 2 * MINUTE).history.touches == ()
    with pytest.raises(StoreError) as refused:
        store.by(WANG).attempts.back_to_number_before(again.token, now=TEN + 2 * MINUTE)
    assert refused.value.code is Trouble.NOTHING_TO_UNDO
    store.close()


def test_a_number_that_somebody_else_has_on_the_line_is_not_dialled(database_url: str) -> None:
    store = opened(database_url)
    first = dialled(store)
    other = customer(store, "周航", "+8613812347799")
    theirs = store.by(ZHAO).calls.start(store.by(ZHAO).claims.take(other, now=TEN), now=TEN)
    with pytest.raises(StoreError) as refused:
        store.by(WANG).attempts.dial_other_number(first.token, NOBODY, theirs.phone, now=TEN + MINUTE)
    assert refused.value.code is Trouble.CLAIMED
    assert store.calls.open_call_of("王敏") == first
    assert store.details.get(first.ref, now=TEN + MINUTE).touches == ()
    store.close()
