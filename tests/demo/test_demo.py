"""The demo shift: everybody has something to do at half past ten, and the colleagues go on working.

See docs/architecture.md#demo.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from callcenter import demo, locale
from callcenter.access import Origin, Principal
from callcenter.clock import FixedClock
from callcenter.demo import past
from callcenter.demo.colleagues import Colleagues
from callcenter.demo.people import CHINESE, ENGLISH
from callcenter.desk.shift_start import make_desk
from callcenter.model import HOUR, MINUTE, SECOND, Channel, Lane, Role
from callcenter.settings import Settings
from callcenter.store import Store
from callcenter.views.customers.log import LogFilter
from callcenter.views.people.shift import GONE_AFTER, AgentState
from callcenter.workdays import is_working_day, moment

ALL = LogFilter()


def test_it_is_half_past_ten_on_a_working_day(built: demo.DemoShift) -> None:
    for cast, start in ((ENGLISH, built.clock_start), (CHINESE, CHINESE.start)):
        local = moment(start, cast.zone)
        assert (local.hour, local.minute, local.second) == (10, 30, 0)
        assert is_working_day(local.date(), cast.country)


def test_the_banner_is_alive_from_the_start(built: demo.DemoShift, store: Store) -> None:
    """The shift is under way: some promises of it are broken, one breaks within the minute."""
    desk = make_desk(store, FixedClock(built.clock_start), built.agent, Settings())
    since = desk.session.since
    assert built.clock_start - 2 * HOUR < since < built.clock_start - HOUR

    def banner(now: int) -> set[str]:
        store.plans.tick(now, budget=60_000)
        return {row.ref for row in store.breaches.since(built.agent, since=since, now=now)}

    first = banner(built.clock_start)
    assert len(first) >= 2
    assert len(first) < len({row.ref for row in store.breaches.open(now=built.clock_start, owner=built.agent)})
    later = [banner(built.clock_start + minutes * MINUTE) for minutes in (1, 5, 10)]
    assert first < later[0] < later[1] < later[2]
    desk.writer.shutdown()


def test_every_lane_has_somebody_and_promises_are_about_to_break(built: demo.DemoShift, store: Store) -> None:
    now = built.clock_start
    page = store.queue.page(now=now, agent=built.agent, limit=1000)
    assert {row.lane for row in page.rows} == set(Lane)
    promised = [row.obligation for row in page.rows if row.lane is Lane.PROMISED]
    assert any(now < owed.breach_at <= now + 5 * MINUTE for owed in promised)
    # One more callback falls due in two minutes; a customer of tier A is lost for a week within one.
    store.plans.tick(now + 2 * MINUTE, budget=60_000)
    later = store.queue.page(now=now + 2 * MINUTE, agent=built.agent, limit=1000)
    assert sum(row.lane is Lane.PROMISED for row in later.rows) == len(promised) + 1
    before, after = (
        {(row.ref, row.obligation.rule) for row in store.breaches.open(now=at, owner=built.agent)}
        for at in (now, now + 90 * SECOND)
    )
    assert {rule for _ref, rule in after - before} >= {"telesales.maintenance.A"}
    assert 100 <= store.campaigns.get("telesales").customers <= 500
    assert store.tasks.open(now=now, agent=built.agent)
    assert {case.state for case in store.cases.all()} == {"open", "assigned"}


def test_the_team_is_at_work(built: demo.DemoShift, store: Store) -> None:
    team = store.team.overview(now=built.clock_start)
    rows = {row.agent: row for row in team.rows}
    assert set(rows) == {ENGLISH.agent, ENGLISH.supervisor, *ENGLISH.colleagues}
    assert rows[ENGLISH.supervisor].role is Role.SUPERVISOR
    states = {rows[name].state for name in ENGLISH.colleagues}
    assert states >= {
        AgentState.READY,
        AgentState.DIALLING,
        AgentState.TALKING,
        AgentState.WRAP_UP,
        AgentState.BREAK,
    }
    assert all(rows[name].figures.calls for name in ENGLISH.colleagues)
    assert rows[ENGLISH.agent].figures.reached
    assert {hour for hour, _attempts, _reached in team.hours} == {9, 10}


def test_the_store_says_what_a_fresh_fold_says(built: demo.DemoShift, store: Store) -> None:
    now = built.clock_start
    assert [(row.ref, row.obligation) for row in store.breaches.open(now=now)] == [
        (row.ref, row.obligation) for row in store.breaches.open_as_of(as_of=now)
    ]


def test_the_same_seed_makes_the_same_shift(built: demo.DemoShift, store: Store, tmp_path: Path) -> None:
    again = Store.open(str(demo.build(tmp_path / "again.db").database), built.clock_start)
    other = Store.open(str(demo.build(tmp_path / "other.db", seed=7).database), built.clock_start)
    try:
        assert again.lookup.log(ALL, limit=10_000) == store.lookup.log(ALL, limit=10_000)
        assert other.lookup.log(ALL, limit=10_000) != store.lookup.log(ALL, limit=10_000)
        page = again.queue.page(now=built.clock_start, limit=1000)
        assert page == store.queue.page(now=built.clock_start, limit=1000)
        # Another seed has somebody in every lane too.
        lanes = other.queue.page(now=built.clock_start, agent=built.agent, limit=1000).rows
        assert {row.lane for row in lanes} == set(Lane)
    finally:
        again.close()
        other.close()


def test_numbers_belong_to_nobody_and_no_two_customers_share_one(store: Store, built: demo.DemoShift) -> None:
    numbers: list[str] = []
    for name in (ENGLISH.agent, *ENGLISH.colleagues):
        for row in store.lookup.customers_of(name):
            numbers += store.details.get(row.ref, now=built.clock_start).facts.numbers
    assert len(numbers) > 100
    # Numbers that the regulator keeps for fiction: mobiles, London, Leeds, Birmingham, Glasgow.
    kept = ("+447700900", "+442079460", "+441134960", "+441214960", "+441414960")
    assert all(number.startswith(kept) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_nobody_is_dialled_twice_in_one_moment() -> None:
    """Somebody who inquired in the evening was: the calls of the hours before were all moved to one second."""
    calls = [(one.ref, call.at) for one in past.lives(Random(7), 300, ENGLISH) for call in one.touches if call.phone]
    assert len(calls) > 1_000
    assert len(set(calls)) == len(calls)


def test_everything_is_in_the_language_of_the_program(built: demo.DemoShift, store: Store, tmp_path: Path) -> None:
    """Notes, names and numbers, and the calendar and the clock that they are called by."""
    assert all(f"{row.note}{row.customer}{row.agent}".isascii() for row in store.lookup.log(ALL, limit=10_000))
    frame = store.campaigns.get(demo.CAMPAIGN).frame
    assert (frame.zone, frame.country) == ("Europe/London", "GB")
    locale.use("zh")
    try:
        shift = demo.build(tmp_path / "zh.db")
        chinese = Store.open(str(shift.database), shift.clock_start)
        log = chinese.lookup.log(ALL, limit=10_000)
        page = chinese.queue.page(now=shift.clock_start, agent=shift.agent, limit=1000)
        frame = chinese.campaigns.get(demo.CAMPAIGN).frame
        chinese.close()
    finally:
        locale.use("en")
    assert any(row.note for row in log)
    assert not any(word.isascii() for row in log for word in (row.note, row.customer, row.agent) if word)
    assert all(row.phone.startswith("+86101") for row in page.rows)
    assert (frame.zone, frame.country) == ("Asia/Shanghai", "CN")
    assert {row.lane for row in page.rows} == set(Lane)


def test_it_is_built_once_and_every_run_has_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "callcenter"
    demo.prepare(folder, tmp_path / "first.db")
    (kept,) = folder.iterdir()
    stamp = kept.stat().st_mtime_ns
    (folder / "demo-en-0123456789abcdef.db").write_bytes(b"of an older version")
    (folder / "demo-zh-0123456789abcdef.db").write_bytes(b"in another language")
    first = Store.open(str(tmp_path / "first.db"), 0)
    first.by(Principal("boss", Origin.COMMAND)).people.add("somebody", now=0)
    first.close()
    second = demo.prepare(folder, tmp_path / "second.db")
    assert kept.stat().st_mtime_ns == stamp
    fresh = Store.open(str(second.database), second.clock_start)
    assert "somebody" not in {one.name for one in fresh.people.all()}
    assert fresh.mended == (), "nobody is warned that others could read it"
    fresh.close()
    kept.unlink()
    demo.prepare(folder, tmp_path / "third.db")
    assert {one.name for one in folder.iterdir()} == {kept.name, "demo-zh-0123456789abcdef.db"}


def test_without_a_cache_it_is_built_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder can be made in here")
    shift = demo.prepare(tmp_path / "file" / "callcenter", tmp_path / "run.db")
    store = Store.open(str(shift.database), shift.clock_start)
    assert store.campaigns.get("telesales").customers > 100
    store.close()


def test_colleagues_take_dial_talk_and_wrap_up(built: demo.DemoShift, store: Store) -> None:
    clock = FixedClock(built.clock_start)
    others = Colleagues(store, clock.now, 1, ENGLISH.colleagues, absent=built.agent)
    seen: dict[str, set[AgentState]] = {name: set() for name in ENGLISH.colleagues}
    before = {row.id for row in store.lookup.log(ALL, limit=10_000)}
    for _step in range(20 * 60 // 5):
        others.step()
        clock.advance(5 * SECOND)
        for row in store.team.overview(now=clock.now()).rows:
            if row.agent in seen:
                seen[row.agent].add(row.state)
    assert not any(AgentState.OFFLINE in states for states in seen.values())
    assert set().union(*seen.values()) == set(AgentState) - {AgentState.OFFLINE}
    new = [row for row in store.lookup.log(ALL, limit=10_000) if row.id not in before]
    assert len(new) > 20
    assert {row.channel for row in new} == {Channel.CALL}
    assert {row.agent for row in new} <= set(ENGLISH.colleagues)
    # Customers who were reached are in the pool no more, and nobody took what is somebody else's.
    owners = {row.ref: store.details.get(row.ref, now=clock.now()).facts.owner for row in new}
    assert all(owners[row.ref] in (row.agent, None) for row in new)
    assert store.presence.get(built.agent)[0] is not AgentState.TALKING


def test_a_call_that_a_supervisor_ended_does_not_stop_a_colleague(built: demo.DemoShift, store: Store) -> None:
    clock = FixedClock(built.clock_start)
    others = Colleagues(store, clock.now, 1, ENGLISH.colleagues)
    talking = next(row for row in store.team.overview(now=clock.now()).rows if row.state is AgentState.TALKING)
    others.step()
    gone = clock.now() + GONE_AFTER + MINUTE
    store.by(Principal(ENGLISH.supervisor, Origin.COMMAND)).calls.end_for(talking.agent, now=gone)
    for _step in range(20 * 60 // 5):
        clock.advance(5 * SECOND)
        others.step()
        if any(row.agent == talking.agent and row.at >= built.clock_start for row in store.lookup.log(ALL, limit=50)):
            return
    pytest.fail(f"{talking.agent} has made no call since")


def test_the_thread_starts_and_ends(built: demo.DemoShift, store: Store) -> None:
    others = Colleagues(store, FixedClock(built.clock_start).now, 1, ENGLISH.colleagues)
    others.start()
    others.stop()
    assert others._thread is not None
    assert not others._thread.is_alive()
