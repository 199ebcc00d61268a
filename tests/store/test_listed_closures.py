"""Contacts of a list close what was owed at their own time, with whose the customer was then (docs/rules.md#sla).

赵铁 inquires on Monday 2 March 2026, 09:00: owed are the first call within 24 hours, the thank-you SMS of that day, a
call on 3 March, ...
"""

from __future__ import annotations

from datetime import date

from callcenter.model import Channel, Disposition, Instant, Touch
from callcenter.store import Store
from callcenter.views.figures.reports import Counted, Figure, Group
from callcenter.views.upkeep.imports import StagedTouch
from tests.store.building import CHEN, at, call, customer, opened

CAME, LISTED = at("2026-03-02 09:00"), at("2026-03-10 09:00")
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def listed(store: Store, ref: str, *touches: Touch, name: str = "touches.csv", now: Instant = LISTED) -> int:
    imports = store.by(CHEN).imports
    key = imports.stage_begin("touches", name, f"digest of {name}", now=now)
    imports.stage_rows(key, [StagedTouch(place, ref, touch) for place, touch in enumerate(touches)])
    imports.stage_ready(key, counts={"rows": len(touches)})
    while imports.stage_publish_chunk(key, now=now).under_way:
        pass
    return key


def kept(store: Store, now: Instant = LISTED) -> dict[str, tuple[str | None, Instant]]:
    """Obligations closed in time, by rule: with whose customer, and when."""
    rows = store.by(CHEN).figures.rows(Figure.SLA_ATTAINMENT, Group(), MARCH, APRIL, now=now)
    found = [row for row in rows if row.counted is Counted.KEPT]
    assert len({row.group.rule for row in found}) == len(found), "each once"
    return {str(row.group.rule): (row.group.agent, row.at) for row in found}


def test_a_list_closes_what_was_owed_then(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏")
    store.by(CHEN).ownership.assign(ref, "赵磊", now=at("2026-03-05 09:00"))
    history = (
        Touch(at("2026-03-02 09:30"), Channel.SMS, note="谢谢咨询"),
        call("2026-03-02 10:00", Disposition.NO_ANSWER),
        call("2026-03-02 14:30"),
        call("2026-03-04 10:00"),  # too late for the call of 3 March, and none is owed on the 4th
        call("2026-03-06 10:00"),  # the call of 6 March, by the new owner
    )
    key = listed(store, ref, *history)
    wanted = {
        "telesales.thanks_sms": ("王敏", at("2026-03-02 09:30")),
        "telesales.first_call": ("王敏", at("2026-03-02 14:30")),
        "telesales.retry": ("王敏", at("2026-03-02 14:30")),
        "telesales.intro.N+4": ("赵磊", at("2026-03-06 10:00")),
    }
    assert kept(store) == wanted
    # The same contacts again bring nothing; a list that is taken back takes what it closed.
    again = listed(store, ref, *history, name="again.csv", now=LISTED + 1)
    assert kept(store) == wanted
    for one in (again, key):
        store.by(CHEN).imports.undo(one, now=LISTED + 2)
    assert kept(store) == {}
    store.close()


def test_what_was_closed_as_it_happened_stays(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "赵铁", "+8613800138003", owner="王敏")
    spoken = at("2026-03-02 14:30")
    store.by(CHEN).touches.record(ref, call("2026-03-02 14:30"), now=spoken)
    assert kept(store, spoken) == {"telesales.first_call": ("王敏", spoken)}
    listed(store, ref, call("2026-03-02 10:30"), Touch(at("2026-03-02 15:00"), Channel.SMS, note="谢谢咨询"))
    assert kept(store) == {
        "telesales.first_call": ("王敏", spoken),
        "telesales.thanks_sms": ("王敏", at("2026-03-02 15:00")),
    }
    store.close()
