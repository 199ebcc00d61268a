"""A touch that never was is taken back by a record; what it closed is owed again."""

from __future__ import annotations

import pytest

from callcenter.model import Channel, Touch
from callcenter.views.customers.log import LogFilter
from callcenter.views.upkeep.trouble import StoreError, Trouble
from tests.store.building import WANG, at, customer, opened


def test_what_an_sms_closed_is_owed_again(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "李雷", "+8613800138001")

    def owed(now: str) -> list[str]:
        return [row.obligation.rule for row in store.tasks.open(now=at(now))]

    assert owed("2026-03-02 09:10") == ["telesales.thanks_sms"]
    sent = store.by(WANG).touches.record(ref, Touch(at("2026-03-02 09:10"), Channel.SMS), now=at("2026-03-02 09:10"))
    assert owed("2026-03-02 09:11") == []

    store.by(WANG).touches.withdraw(sent, now=at("2026-03-02 09:12"))

    assert owed("2026-03-02 09:13") == ["telesales.thanks_sms"]
    assert store.lookup.log(LogFilter()) == ()
    view = store.details.get(ref, now=at("2026-03-02 09:13"))
    # Both stay on record, the timeline shows the one that takes the other back.
    assert [(row.corrects, row.withdrawn) for row in view.touches] == [(sent, True)]
    with pytest.raises(StoreError) as refused:
        store.by(WANG).touches.withdraw(sent, now=at("2026-03-02 09:14"))
    assert refused.value.code is Trouble.UNKNOWN_TOUCH


def test_the_breach_that_it_hid_is_on_record(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "李雷", "+8613800138001")
    sent = store.by(WANG).touches.record(ref, Touch(at("2026-03-02 09:10"), Channel.SMS), now=at("2026-03-02 09:10"))
    store.by(WANG).touches.withdraw(sent, now=at("2026-03-03 08:00"))
    breached = store.breaches.open(now=at("2026-03-03 08:00"))
    assert [(row.obligation.rule, row.id > 0) for row in breached] == [("telesales.thanks_sms", True)]
