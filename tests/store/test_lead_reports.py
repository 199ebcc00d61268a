"""Reports on leads that were handed out (docs/rules.md#r32): a task of the owner, until the customer has signed."""

from __future__ import annotations

import pytest

from callcenter.model import Disposition, Instant, Milestone, MilestoneKind
from callcenter.store import Store
from callcenter.views.upkeep.trouble import StoreError, Trouble
from tests.store.building import CHEN, WANG, at, call, customer, opened, ticked

NOW = at("2026-03-02 09:00")


def asked(store: Store, ref: str, now: str) -> list[tuple[Instant, Instant]]:
    plan = store.details.get(ref, now=at(now)).plan
    return [(one.due_at, one.breach_at) for one in plan.obligations if one.rule == "export.report"]


def test_a_lead_is_reported_on_until_it_is_signed_and_overdue_ones_are_the_owners(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏", campaign="export", tier=None)
    with pytest.raises(StoreError) as nothing:
        store.by(WANG).tasks.report(ref, "comes", now=NOW)
    assert nothing.value.code is Trouble.NO_REPORT
    store.by(CHEN).customers.set_milestone(ref, Milestone(MilestoneKind.HANDED_OUT, NOW), now=NOW)
    assert asked(store, ref, "2026-03-02 09:00") == [(NOW, at("2026-03-10 00:00"))]
    (task,) = store.tasks.open(now=NOW, agent="王敏")
    assert (task.obligation.rule, task.obligation.dialled) == ("export.report", False)
    # A call is no report, and what is overdue stands among the owner's.
    store.by(WANG).touches.record(ref, call("2026-03-03 10:00"), now=at("2026-03-03 10:00"))
    late = ticked(store, at("2026-03-10 00:00"))
    assert [one.obligation.rule for one in store.breaches.open(now=late, owner="王敏")] == ["export.report"]
    told = at("2026-03-10 09:00")
    for _sent in range(2):
        store.by(WANG).tasks.report(ref, "  wants samples\n", key="form", now=told)
    assert [(one.at, one.actor, one.text) for one in store.tasks.reports(ref)] == [(told, "王敏", "wants samples")]
    # A month on, due three days before.
    assert asked(store, ref, "2026-03-10 09:00") == [(at("2026-04-08 00:00"), at("2026-04-11 00:00"))]
    assert store.breaches.open(now=ticked(store, told), owner="王敏") == ()
    page = store.queue.page(now=told)
    assert page.rows == store.queue.page_as_of(as_of=told).rows
    signed = at("2026-04-09 10:00")
    store.by(WANG).touches.record(ref, call("2026-04-09 10:00", Disposition.SIGNED), now=signed)
    assert asked(store, ref, "2026-04-09 10:00") == []
    store.close()
