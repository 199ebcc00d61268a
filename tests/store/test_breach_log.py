"""Entries of the breach log, and those that it voids (docs/architecture.md#effects)."""

from __future__ import annotations

from callcenter.model import Disposition
from tests.store.building import CHEN, WANG, at, call, customer, opened


def test_a_breach_that_came_back_stays_on_record(database_url: str) -> None:
    """At its breach the customer was barred; since the ban was lifted it is open again, whatever is recorded."""
    store = opened(database_url)
    ref = customer(store, "吴静", now="2026-03-02 09:00")
    asked = call("2026-03-02 10:00", Disposition.DO_NOT_CALL)
    store.by(WANG).touches.record(ref, asked, now=at("2026-03-02 10:00"))
    store.by(CHEN).customers.lift_do_not_call(ref, now=at("2026-03-04 09:00"))
    open_before = [row.obligation.rule for row in store.breaches.open(now=at("2026-03-04 10:00"))]
    assert "telesales.thanks_sms" in open_before
    backdated = call("2026-03-02 11:00", Disposition.NO_ANSWER)
    store.by(WANG).touches.record(ref, backdated, now=at("2026-03-04 10:30"))
    still = store.breaches.open(now=at("2026-03-04 10:30"))
    assert "telesales.thanks_sms" in [row.obligation.rule for row in still]
    logged = set(store.database.read(lambda tx: tx.rows("SELECT id FROM breach_log WHERE voided_at IS NULL")))
    assert {(row.id,) for row in still} <= logged
    store.close()
