"""Steps of breaches and their acknowledgements, on both databases (docs/rules.md#r22, #escalation)."""

from __future__ import annotations

import pytest

from callcenter.access import Principal
from callcenter.model import Role, UnitKind
from callcenter.store import Store
from callcenter.views.people.notices import NoticeKind
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.breaches import BreachRow
from tests.store.building import CHEN, WANG, at, call, customer, opened, ticked
from tests.store.test_imports import publish, rows, stage

MANAGER = Principal("周经理")


def of_rule(store: Store, now: str, rule: str = "telesales.first_call") -> BreachRow:
    """The open breach of a rule, after the tick of this moment."""
    rows = store.breaches.open(now=ticked(store, at(now)))
    return next(row for row in rows if row.obligation.rule == rule)


def level(store: Store, now: str, rule: str = "telesales.first_call") -> Role:
    return of_rule(store, now, rule).level


def told(store: Store, reader: Principal) -> list[tuple[str, str]]:
    """Unread notices of breaches: level and number."""
    found = store.by(reader).notices.unread(reader.name)
    return [(one.params["level"], one.params["count"]) for one in found if one.kind is NoticeKind.BREACHES]


def overdue(url: str) -> tuple[Store, str]:
    """王敏's lead of Monday 2 March 09:00: the text breaks on Tuesday at 00:00, the first call at 09:00."""
    store = opened(url)
    store.by(CHEN).people.add(MANAGER.name, role=Role.MANAGER, now=at("2026-03-02 09:00"))
    ref = customer(store, "吴静", "13800000001", owner="王敏")
    ticked(store, at("2026-03-03 09:00"))
    return store, ref


def test_a_breach_goes_from_the_agent_to_the_supervisor_to_the_manager(database_url: str) -> None:
    store, _ref = overdue(database_url)
    row = of_rule(store, "2026-03-03 09:00")
    assert (row.level, row.step_at) == (Role.AGENT, at("2026-03-03 14:30"))
    assert level(store, "2026-03-03 14:29") is Role.AGENT
    assert told(store, CHEN) == []
    row = of_rule(store, "2026-03-03 14:30")
    assert (row.level, row.step_at) == (Role.SUPERVISOR, at("2026-03-06 09:00"))
    # Both of the customer's breaches have come: one notice counts them, and no second program sends it again.
    assert told(store, CHEN) == [("supervisor", "2")]
    ticked(store, at("2026-03-03 14:31"))
    assert told(store, CHEN) == [("supervisor", "2")]
    assert level(store, "2026-03-05 23:59") is Role.SUPERVISOR
    assert told(store, MANAGER) == []
    row = of_rule(store, "2026-03-06 09:00")
    assert (row.level, row.step_at) == (Role.MANAGER, None)
    assert told(store, MANAGER)[0][0] == "manager"
    store.close()


def test_no_step_is_taken_outside_of_working_hours(database_url: str) -> None:
    store, _ref = overdue(database_url)
    # Nobody's program ran on Tuesday afternoon; it does at night, in the lunch break and on Sunday.
    for now in ("2026-03-03 19:00", "2026-03-04 12:30", "2026-03-08 10:00"):
        assert level(store, now) is Role.AGENT, now
    assert told(store, CHEN) == []
    assert level(store, "2026-03-09 09:00") is Role.SUPERVISOR
    store.close()


def test_only_the_touch_ends_it_and_what_it_ended_goes_nowhere(database_url: str) -> None:
    store, ref = overdue(database_url)
    row = of_rule(store, "2026-03-03 10:00")
    store.by(WANG).breaches.acknowledge(row.id, "出差，下午打", now=at("2026-03-03 10:00"))
    store.by(Principal(CHEN.name)).breaches.acknowledge(row.id, "今天必须打", now=at("2026-03-03 10:05"))
    row = of_rule(store, "2026-03-03 10:06")
    assert [(one.actor, one.level, one.remark) for one in row.acknowledgements] == [
        ("王敏", Role.AGENT, "出差，下午打"),
        ("陈主管", Role.SUPERVISOR, "今天必须打"),
    ]
    # Four working hours from 10:00: 10 to 12, 13:30 to 15:30.
    assert row.step_at == at("2026-03-03 15:30")
    store.by(WANG).touches.record(ref, call("2026-03-03 10:30"), now=at("2026-03-03 10:35"))
    left = store.breaches.open(now=ticked(store, at("2026-03-03 16:00")))
    assert [row.obligation.rule for row in left] == ["telesales.thanks_sms"]
    assert told(store, CHEN) == [("supervisor", "1")]
    store.close()


def test_a_remark_has_to_stand_with_it(database_url: str) -> None:
    store, _ref = overdue(database_url)
    row = of_rule(store, "2026-03-03 10:00")
    with pytest.raises(StoreError) as refused:
        store.by(WANG).breaches.acknowledge(row.id, "  ", now=at("2026-03-03 10:00"))
    assert refused.value.code is Trouble.NO_REASON
    assert not of_rule(store, "2026-03-03 10:01").acknowledged
    store.close()


def test_the_supervisors_of_the_unit_are_told_and_of_the_pool_those_of_the_campaign(database_url: str) -> None:
    store = opened(database_url)
    boss, now = store.by(CHEN), at("2026-03-02 09:00")
    boss.units.add("华东", kind=UnitKind.BRANCH, now=now)
    boss.units.set("一组", parent="华东", now=now)
    boss.units.add("二组", now=now)
    ours, above, others = Principal("李主管"), Principal("华东主管"), Principal("孙主管")
    for leader, unit in ((ours, "一组"), (above, "华东"), (others, "二组")):
        boss.people.add(leader.name, role=Role.SUPERVISOR, team=unit, now=now)
    customer(store, "吴静", "13800000001", owner="王敏")
    ticked(store, at("2026-03-03 09:00"))
    ticked(store, at("2026-03-03 14:30"))
    assert (told(store, ours), told(store, above)) == ([("supervisor", "2")], [("supervisor", "2")])
    # 陈主管 is in no unit, and there are nearer ones.
    assert (told(store, others), told(store, CHEN)) == ([], [])
    customer(store, "周航", "13800000002", now="2026-03-03 15:00")
    # Its text breaks at night: it is the supervisor's at once, which is when work begins.
    ticked(store, at("2026-03-04 00:00"))
    assert told(store, CHEN) == []
    ticked(store, at("2026-03-04 09:00"))
    # The campaign is no unit's: those without a unit.
    assert told(store, CHEN) == [("supervisor", "1")]
    store.close()


def test_whoever_has_a_breach_that_is_their_own_is_not_their_own_supervisor(database_url: str) -> None:
    store = opened(database_url)
    store.by(CHEN).people.add(MANAGER.name, role=Role.MANAGER, now=at("2026-03-02 09:00"))
    customer(store, "吴静", "13800000001", owner=CHEN.name)
    ticked(store, at("2026-03-03 09:00"))
    ticked(store, at("2026-03-03 14:30"))
    assert (told(store, CHEN), told(store, MANAGER)) == ([], [("supervisor", "2")])
    store.close()


def test_a_call_that_is_undone_leaves_the_steps_where_they_were(database_url: str) -> None:
    store, ref = overdue(database_url)
    record = store.by(WANG).touches.record(ref, call("2026-03-03 10:30"), now=at("2026-03-03 10:35"))
    # Nothing of the call is owed at 14:30, so nothing is looked for any more.
    ticked(store, at("2026-03-03 14:30"))
    store.by(WANG).touches.withdraw(record, now=at("2026-03-03 15:00"))
    row = of_rule(store, "2026-03-03 15:01")
    assert (row.level, row.step_at) == (Role.SUPERVISOR, at("2026-03-06 09:00"))
    store.close()


def test_what_broke_before_the_list_came_takes_no_steps(database_url: str) -> None:
    store = opened(database_url)
    publish(store, stage(store, rows(1)))  # an inquiry of 2 February, by a list of 2 March 09:00
    old = of_rule(store, "2026-03-02 15:00")
    assert (old.owner, old.level, old.step_at) == ("赵磊", Role.AGENT, None)
    assert told(store, CHEN) == []
    store.close()


def test_supervisors_see_what_broke_with_their_team_since_they_signed_in(database_url: str) -> None:
    store = opened(database_url)
    boss = store.by(Principal(CHEN.name))
    first = customer(store, "吴静", "13800000001", owner="王敏")
    customer(store, "周航", "13800000002", owner="赵磊")
    customer(store, "马丽", "13800000003")
    since = at("2026-03-03 08:30")
    now = ticked(store, at("2026-03-03 09:00"))
    found = boss.breaches.of_team_since(since=since, now=now)
    # Each one's first call broke at 09:00; the texts at midnight, before the sign-in.
    assert found.count == 3
    assert [(row.name, row.obligation.rule) for row in found.rows] == [
        ("吴静", "telesales.first_call"),
        ("周航", "telesales.first_call"),
        ("马丽", "telesales.first_call"),
    ]
    with pytest.raises(StoreError):
        store.by(WANG).breaches.of_team_since(since=since, now=now)
    store.by(WANG).touches.record(first, call("2026-03-03 09:05"), now=at("2026-03-03 09:05"))
    assert boss.breaches.of_team_since(since=since, now=at("2026-03-03 09:06")).count == 2
    for number in range(30):
        customer(store, f"客户{number}", f"138000001{number:02}", owner="王敏")
    many = boss.breaches.of_team_since(since=since, now=ticked(store, at("2026-03-03 09:07")))
    assert (many.count, len(many.rows)) == (32, 20)
    store.close()


def test_a_step_of_a_time_that_has_not_come_is_taken_back(database_url: str) -> None:
    store, _ref = overdue(database_url)
    assert level(store, "2026-03-06 10:00") is Role.SUPERVISOR  # by a program whose clock is three days ahead
    assert level(store, "2026-03-03 09:10") is Role.AGENT
    assert level(store, "2026-03-03 14:30") is Role.SUPERVISOR
    store.close()
