"""Promises, as the list and the command have them: the stored plans, and the same by fresh folds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from callcenter.access import Principal
from callcenter.model import MINUTE, Disposition, Milestone, MilestoneKind
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.people.notices import NoticeKind
from callcenter.views.worklists.calls import WrapUp
from callcenter.views.worklists.promises import PromiseRow
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, opened, ticked

NOW = at("2026-03-03 09:30")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """On Tuesday: a callback of 10:00, an appointment on Friday, an answer owed, and a callback of a colleague."""
    made = opened(database_url)
    back = customer(made, "李雷", "+8613900000001", owner=WANG.name)
    made.by(WANG).touches.record(
        back, call("2026-03-02 11:00", Disposition.CALLBACK, callback_at="2026-03-03 10:00"), now=NOW
    )
    comes = customer(made, "吴静", "+8613900000002", owner=WANG.name)
    friday = Milestone(MilestoneKind.APPOINTMENT, at("2026-03-06 15:00"))
    made.by(WANG).customers.set_milestone(comes, friday, now=NOW)
    other = customer(made, "赵铁", "+8613900000003", owner=ZHAO.name)
    made.by(ZHAO).touches.record(
        other, call("2026-03-02 11:00", Disposition.CALLBACK, callback_at="2026-03-03 10:00"), now=NOW
    )
    made.by(CHEN).campaigns.ensure_shipped("power", now=NOW)
    new = NewCustomer("钱多", "+8613900000004", owner=WANG.name, campaign="power", inquiry=False)
    asked = made.by(CHEN).customers.add(new, now=at("2026-03-02 09:00"))
    question = Milestone(MilestoneKind.QUESTION, at("2026-03-02 14:00"))
    made.by(WANG).customers.set_milestone(asked, question, now=NOW)
    yield made
    made.close()


def listed(rows: tuple[PromiseRow, ...]) -> list[tuple[str, str]]:
    return [(row.name, row.obligation.rule.partition(".")[2]) for row in rows]


WANGS = [
    ("李雷", "callback"),
    ("吴静", "appointment.confirm"),
    ("吴静", "appointment.call"),
    ("吴静", "appointment.no_show"),
    ("钱多", "answer"),
]


def test_an_agents_own_promises_first_breach_first(store: Store) -> None:
    assert listed(store.promises.open(now=NOW, agent=WANG.name)) == WANGS
    assert listed(store.promises.open(now=NOW, agent=ZHAO.name)) == [("赵铁", "callback")]
    assert len(store.promises.open(now=NOW)) == len(WANGS) + 1
    assert listed(store.promises.open(now=NOW, agent=WANG.name, until=at("2026-03-04 00:00"))) == [WANGS[0]]


def test_a_broken_callback_stays_and_a_no_show_lapses_into_an_ordinary_call(store: Store) -> None:
    late = at("2026-03-07 00:00")
    assert listed(store.promises.open(now=ticked(store, late - MINUTE), agent=WANG.name)) == [
        WANGS[0],
        WANGS[3],
        WANGS[4],
    ]
    assert listed(store.promises.open(now=ticked(store, late), agent=WANG.name)) == [WANGS[0], WANGS[4]]


@pytest.mark.parametrize("moment", ["2026-03-03 09:30", "2026-03-05 00:00", "2026-03-06 15:00", "2026-03-07 00:00"])
@pytest.mark.parametrize("agent", [WANG.name, None])
def test_the_list_is_the_list_as_of_now(store: Store, moment: str, agent: str | None) -> None:
    now = at(moment)
    folded = store.promises.open_as_of(as_of=now, agent=agent)
    assert store.promises.open(now=ticked(store, now), agent=agent) == folded
    by_campaign = [
        row
        for name in ("telesales", "power")
        for row in store.promises.open_as_of(as_of=now, agent=agent, campaign=name)
    ]
    assert sorted(listed(tuple(by_campaign))) == sorted(listed(folded))


def test_as_of_a_moment_before_it_was_asked_nothing_is_to_be_answered(store: Store) -> None:
    before = store.promises.open_as_of(as_of=at("2026-03-02 13:59"), agent=WANG.name)
    assert "answer" not in [rule for _name, rule in listed(before)]


@pytest.mark.parametrize(
    ("until", "index"),
    [
        (None, "obligation_promise (edition_id=?)"),
        (NOW + MINUTE, "obligation_due (edition_id=? AND due_at>? AND due_at<?)"),
    ],
)
def test_promises_are_found_without_a_look_at_all_that_is_owed(
    sqlite_path: Path, until: int | None, index: str
) -> None:
    store = opened(str(sqlite_path))
    customer(store, "李雷", owner=WANG.name)
    asked: list[str] = []

    def listen(tx: object) -> None:
        tx._db.connection().set_trace_callback(asked.append)  # type: ignore[attr-defined]

    store.database.read(listen)
    store.promises.open(now=NOW, agent=WANG.name, until=until)
    (query,) = [text for text in asked if 'CROSS JOIN "placement"' in text]
    plan = [row[3] for row in store.database.read(lambda tx: tx.rows(f"EXPLAIN QUERY PLAN {query}"))]
    store.close()
    assert f"SEARCH t1 USING INDEX {index}" in plan
    assert not any(step.startswith("SCAN") for step in plan), plan


# --- on a colleague's customer ----------------------------------------------------------------------------------


@pytest.fixture
def office(database_url: str) -> Iterator[Store]:
    """王敏 has called a customer of 赵磊 and promised to call back at 11:00."""
    made = opened(database_url)
    ref = customer(made, "韩梅", "+8613900000009", owner=ZHAO.name)
    talked(made, ref, WrapUp(Disposition.CALLBACK, GOOD_NOTE, callback_at=at("2026-03-03 11:00")))
    yield made
    made.close()


def talked(store: Store, ref: str, wrap: WrapUp, now: int = NOW, agent: Principal = WANG) -> None:
    call = store.by(agent).calls.start(store.by(agent).claims.take(ref, now=now), now=now)
    store.by(agent).calls.mark_answered(call.token, now=now)
    store.by(agent).calls.finish(call.token, wrap, now=now)


def open_of(store: Store, agent: Principal, now: int = NOW) -> list[tuple[str, str | None, str]]:
    return [(row.name, row.owner, row.made_by) for row in store.promises.open(now=now, agent=agent.name)]


OF_PROMISES = (NoticeKind.PROMISED, NoticeKind.PROMISE_MOVED)


def told(store: Store, agent: Principal) -> list[tuple[NoticeKind, str, str, int]]:
    unread = store.notices.unread(agent.name)
    assert {one.kind for one in unread} <= {*OF_PROMISES, NoticeKind.CUSTOMERS_GIVEN, NoticeKind.CUSTOMERS_TAKEN}
    of_promises = [one for one in unread if one.kind in OF_PROMISES]
    return [(one.kind, one.actor, one.params["what"], int(one.params["at"])) for one in of_promises]


ELEVEN = at("2026-03-03 11:00")


def test_a_promise_on_a_colleagues_customer_is_in_both_lists_and_the_owner_is_told(office: Store) -> None:
    row = ("韩梅", ZHAO.name, WANG.name)
    assert open_of(office, WANG) == open_of(office, ZHAO) == [row]
    assert open_of(office, CHEN) == []
    assert told(office, ZHAO) == [(NoticeKind.PROMISED, WANG.name, "callback", ELEVEN)]
    assert told(office, WANG) == []
    for agent in (WANG, ZHAO):
        as_of = office.promises.open_as_of(as_of=NOW, agent=agent.name)
        assert office.promises.open(now=NOW, agent=agent.name) == as_of
        soon = office.promises.open(now=ELEVEN - MINUTE, agent=agent.name, until=ELEVEN + MINUTE)
        assert [one.name for one in soon] == ["韩梅"]


def test_a_call_of_either_keeps_it_and_nobody_is_warned_further(office: Store) -> None:
    (ref,) = [row.ref for row in office.promises.open(now=NOW)]
    talked(office, ref, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), NOW + MINUTE, ZHAO)
    assert open_of(office, WANG) == open_of(office, ZHAO) == []
    assert told(office, ZHAO) == []
    office.by(ZHAO).last_calls.undo(now=NOW + 2 * MINUTE)
    assert told(office, ZHAO) == [(NoticeKind.PROMISED, WANG.name, "callback", ELEVEN)]


def test_the_owner_hears_of_another_time_and_the_maker_of_one_that_the_boss_set(office: Store) -> None:
    (row,) = office.promises.open(now=NOW)
    made = office.timelines.promised_by(row.ref, ELEVEN)
    assert made is not None
    for number, actor in enumerate((WANG, CHEN), 1):
        right = call("2026-03-03 09:30", Disposition.CALLBACK, callback_at=f"2026-03-04 1{number}:00")
        touch = office.by(actor).touches.correct(made.id, right, now=NOW + number * MINUTE)
        made = replace(made, id=touch)
        moved = at(f"2026-03-04 1{number}:00")
        assert told(office, ZHAO) == [(NoticeKind.PROMISED, WANG.name, "callback", moved)]
    assert told(office, WANG) == [(NoticeKind.PROMISE_MOVED, CHEN.name, "callback", moved)]
    assert open_of(office, WANG) == [("韩梅", ZHAO.name, WANG.name)]


def test_a_new_owner_hears_once_of_what_others_promised(office: Store) -> None:
    (ref,) = [row.ref for row in office.promises.open(now=NOW)]
    office.by(CHEN).ownership.assign(ref, CHEN.name, now=NOW)
    office.by(CHEN).ownership.assign(ref, None, now=NOW)
    office.by(CHEN).ownership.assign(ref, CHEN.name, now=NOW)
    assert told(office, CHEN) == [(NoticeKind.PROMISED, WANG.name, "callback", ELEVEN)]
    office.by(CHEN).ownership.assign(ref, WANG.name, now=NOW)
    assert told(office, WANG) == []
    assert open_of(office, ZHAO) == []


def test_an_appointment_is_its_recorders(office: Store) -> None:
    ref = customer(office, "李明", "+8613900000008", owner=ZHAO.name)
    friday = at("2026-03-06 15:00")
    office.by(WANG).customers.set_milestone(ref, Milestone(MilestoneKind.APPOINTMENT, friday), now=NOW)
    steps = [("李明", ZHAO.name, WANG.name)] * 3
    assert open_of(office, WANG)[1:] == open_of(office, ZHAO)[1:] == steps
    assert told(office, ZHAO)[1:] == [(NoticeKind.PROMISED, WANG.name, "appointment", friday)]
    talked(office, ref, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), NOW + MINUTE, CHEN)
    assert len(told(office, ZHAO)) == 2
    office.by(ZHAO).customers.set_milestone(ref, Milestone(MilestoneKind.APPOINTMENT, friday + MINUTE), now=NOW)
    assert told(office, WANG) == [(NoticeKind.PROMISE_MOVED, ZHAO.name, "appointment", friday + MINUTE)]
    assert open_of(office, WANG) == [("韩梅", ZHAO.name, WANG.name)], "the promise is who made it last"
    wrap = WrapUp(Disposition.NEUTRAL, GOOD_NOTE, appointment=Milestone(MilestoneKind.APPOINTMENT, friday))
    talked(office, ref, wrap, NOW + 2 * MINUTE, WANG)
    assert told(office, ZHAO)[-2:] == [
        (NoticeKind.PROMISED, WANG.name, "appointment", friday),
        (NoticeKind.PROMISE_MOVED, WANG.name, "appointment", friday),
    ]
