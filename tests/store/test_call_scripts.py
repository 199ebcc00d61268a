"""Steps of a script that were ticked off: kept with the open call and its touch; who recommended whom.

See docs/rules.md#r14.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from callcenter.model import Disposition
from callcenter.store import StoreError, Trouble
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.worklists.calls import WrapUp
from callcenter.views.worklists.scripts import ScriptUse, TickedStep
from tests.store.building import GOOD_NOTE, WANG, at, customer, opened

TEN = at("2026-03-02 10:05")
USE = ScriptUse("first-call", "abc", "首次", 6, (TickedStep(1, "自我介绍", TEN), TickedStep(3, "问时间", TEN + 9)))


def test_ticked_steps_are_kept_by_the_call_its_touch_an_undo_and_a_correction(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    token = store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=TEN), now=TEN).token
    store.script_ticks.save(token, [USE], now=TEN)
    found = store.calls.open_call_of("王敏")
    assert found is not None
    assert found.scripts == (USE,)

    store.by(WANG).calls.finish(token, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), now=TEN + 100)
    (touch,) = store.details.get(ref, now=TEN + 100).touches
    assert touch.scripts == (USE,)

    again = store.by(WANG).last_calls.undo(now=TEN + 200)
    assert again.scripts == (USE,)
    more = replace(USE, ticked=(*USE.ticked, TickedStep(4, "问谁定", TEN + 300)))
    wrap = WrapUp(Disposition.NEUTRAL, GOOD_NOTE, scripts=(more,))
    saved = store.by(WANG).calls.finish(again.token, wrap, now=TEN + 400)
    (standing,) = (one for one in store.details.get(ref, now=TEN + 400).touches if not (one.replaced or one.withdrawn))
    assert standing.scripts == (more,)

    right = replace(store.details.get(ref, now=TEN + 400).history.touches[0], note="改过的备注")
    store.by(WANG).touches.correct(saved.touch_id, right, now=TEN + 500)
    (standing,) = (one for one in store.details.get(ref, now=TEN + 500).touches if not (one.replaced or one.withdrawn))
    assert (standing.note, standing.scripts) == ("改过的备注", (more,))
    store.close()


def test_steps_of_a_call_that_is_no_more_are_kept_with_what_was_typed(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    call = store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=TEN), now=TEN)
    store.calls.abandon(call.token, now=TEN + 5)
    with pytest.raises(StoreError) as refused:
        store.script_ticks.save(call.token, [USE], now=TEN + 6)
    assert refused.value.code is Trouble.NO_OPEN_CALL
    wrap = WrapUp(Disposition.NEUTRAL, GOOD_NOTE, scripts=(USE,))
    store.by(WANG).calls.keep_ended(call, wrap, now=TEN + 100)
    (touch,) = store.details.get(ref, now=TEN + 100).touches
    assert touch.scripts == (USE,)
    store.close()


def test_who_recommended_whom_is_known_of_both(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    friend = store.by(WANG).customers.add(NewCustomer("韩梅", "+8613900139000", referrer=ref), now=TEN)
    (one,) = store.details.get(ref, now=TEN).referred
    assert (one.ref, one.name, one.at) == (friend, "韩梅", TEN)
    found = store.details.get(friend, now=TEN).referrer
    assert found is not None
    assert (found.ref, found.name) == (ref, "吴静")
    with pytest.raises(StoreError) as refused:
        store.by(WANG).customers.add(NewCustomer("无", "", referrer="nobody"), now=TEN)
    assert refused.value.code is Trouble.UNKNOWN_REF
    store.close()
