"""Leads go round among the agents of a rotation, each to one of them, with the reason on record (R5)."""

from __future__ import annotations

from datetime import date, time
from threading import Thread

import pytest

from callcenter.access import Principal
from callcenter.model import DAY, Direction, Disposition, Stage
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.allocations import AllocationReason, NonCustomer, Skip, Skipped
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.timeline import Cause, Decision
from callcenter.views.people.notices import NoticeKind
from callcenter.views.upkeep.imports import ImportRow, StagedCustomer
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, opened
from tests.store.closed import NOW as CLOSED_AT
from tests.store.closed import office

NOW = at("2026-03-02 10:05")
LI = Principal("李娜")


def rotating(url: str, *agents: Principal) -> Store:
    """A store whose campaign ``telesales`` rotates among these agents, who are all on shift."""
    store = opened(url)
    store.by(CHEN).people.add(LI.name, team="一组", now=NOW)
    store.by(CHEN).campaigns.ensure_shipped("telesales", now=NOW)
    for agent in agents:
        store.by(agent).presence.sign_in(agent.name, now=NOW)
    store.by(CHEN).rotations.set("telesales", [agent.name for agent in agents], now=NOW)
    return store


def lead(store: Store, name: str, now: int = NOW, *, named: str | None = None, by: Principal = WANG) -> str:
    new = NewCustomer(name, "", tier="C", campaign="telesales", allocate=True, named=named)
    return store.by(by).customers.add(new, now=now)


def owner(store: Store, ref: str) -> str | None:
    return store.details.get(ref, now=NOW).facts.owner


def test_leads_go_round_in_the_supervisors_order_and_say_why(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG, LI)
    refs = [lead(store, f"客户{n}") for n in range(4)]
    assert [owner(store, ref) for ref in refs] == [ZHAO.name, WANG.name, LI.name, ZHAO.name]
    found = store.rotations.allocation_of(refs[0])
    assert found is not None
    assert (found.agent, found.reason, found.skipped, found.actor) == (
        ZHAO.name,
        AllocationReason.ROTATION,
        (),
        WANG.name,
    )
    entries = store.timelines.page(refs[0]).entries
    assert [(one.new, one.cause, one.at, one.actor) for one in entries if isinstance(one, Decision)] == [
        (ZHAO.name, Cause.ROTATION, NOW, WANG.name)
    ]
    told = [(one.kind, one.customer) for one in store.notices.unread(ZHAO.name)]
    assert told == [(NoticeKind.CUSTOMERS_GIVEN, "客户0"), (NoticeKind.CUSTOMERS_GIVEN, "客户3")]
    assert [one.kind for one in store.notices.unread(WANG.name)] == [], "who wrote it down themselves knows"
    store.close()


def test_a_named_agent_gets_who_asks_for_them_and_no_turn_is_lost(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    named = lead(store, "吴静", named=LI.name)
    assert (owner(store, named), owner(store, lead(store, "韩梅"))) == (LI.name, ZHAO.name)
    found = store.rotations.allocation_of(named)
    assert found is not None
    assert found.reason is AllocationReason.NAMED
    store.close()


def test_an_absent_agent_is_skipped_and_on_record_as_such(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    store.by(ZHAO).presence.sign_out(ZHAO.name, now=NOW + 1)
    ref = lead(store, "吴静", NOW + 2)
    found = store.rotations.allocation_of(ref)
    assert found is not None
    assert (found.agent, found.skipped) == (WANG.name, (Skipped(ZHAO.name, Skip.ABSENT),))
    store.by(WANG).presence.sign_out(WANG.name, now=NOW + 3)
    nobody = lead(store, "韩梅", NOW + 4)
    found = store.rotations.allocation_of(nobody)
    assert found is not None
    assert (found.agent, found.reason, owner(store, nobody)) == (None, AllocationReason.NOBODY, None)
    assert [one.why for one in found.skipped] == [Skip.ABSENT, Skip.ABSENT]
    store.close()


def test_a_list_before_the_shift_goes_to_who_works_today(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG, LI)
    for agent in (ZHAO, WANG, LI):
        store.by(agent).presence.sign_out(agent.name, now=NOW + 1)
    nine_to_six, monday = ((time(9), time(18)),), date(2026, 3, 2)
    for agent in (ZHAO, WANG):
        store.by(CHEN).shifts.set_day(agent.name, monday, nine_to_six, now=NOW + 2)
    store.by(CHEN).shifts.set_day(LI.name, monday, (), now=NOW + 2)
    store.by(CHEN).absences.record(WANG.name, since=at("2026-03-02 11:00"), now=NOW + 2)
    times = ("2026-03-02 10:30", "2026-03-02 10:59", "2026-03-02 11:00", "2026-03-02 17:59", "2026-03-02 18:00")
    owners = [owner(store, lead(store, f"客户{n}", at(moment))) for n, moment in enumerate(times)]
    assert owners == [ZHAO.name, WANG.name, ZHAO.name, ZHAO.name, None]
    store.by(WANG).presence.sign_in(WANG.name, now=at("2026-03-02 18:00"))
    assert owner(store, lead(store, "孙丽", at("2026-03-02 18:01"))) is None, "signed in, and absent all the same"
    store.close()


def test_a_shift_is_read_in_the_zone_of_its_agent_not_of_the_lead(database_url: str) -> None:
    store = rotating(database_url, ZHAO)
    store.by(ZHAO).presence.sign_out(ZHAO.name, now=NOW + 1)
    store.by(CHEN).campaigns.add("london", rulebook="telesales", timezone="Europe/London", country="GB", now=NOW)
    store.by(CHEN).rotations.set("london", [ZHAO.name], now=NOW)
    store.by(CHEN).shifts.set_day(ZHAO.name, date(2026, 3, 2), ((time(9), time(18)),), now=NOW + 2)
    for moment, expected in (("2026-03-02 17:59", ZHAO.name), ("2026-03-02 22:00", None)):
        new = NewCustomer(f"at {moment}", "", tier="C", campaign="london", allocate=True, named=None)
        assert owner(store, store.by(WANG).customers.add(new, now=at(moment))) == expected
    store.close()


def test_without_a_rotation_leads_stay_in_the_pool_with_nothing_on_record(database_url: str) -> None:
    store = opened(database_url)
    ref = lead(store, "吴静")
    assert (owner(store, ref), store.rotations.allocation_of(ref)) == (None, None)
    store.close()


def test_another_order_goes_on_after_who_was_last(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG, LI)
    lead(store, "吴静")  # 赵磊
    found = store.by(CHEN).rotations.set("telesales", [LI.name, ZHAO.name, WANG.name], now=NOW + 1)
    assert (found.next, [seat.qualified_at for seat in found.seats]) == (WANG.name, [NOW, NOW, NOW])
    # Leaving somebody out takes them out; who comes back was qualified before.
    assert store.by(CHEN).rotations.set("telesales", [WANG.name], now=NOW + 2).next == WANG.name
    assert [owner(store, lead(store, name)) for name in ("甲", "乙")] == [WANG.name, WANG.name]
    store.close()


def test_a_low_month_takes_an_agent_out_until_they_are_requalified_once(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    # 20 leads in March, ten each; two of 王敏's sign, one until the end of April and one in May. Of 赵磊's none.
    refs = [lead(store, f"客户{n}") for n in range(20)]
    wangs = [ref for ref in refs if owner(store, ref) == WANG.name]
    store.by(WANG).touches.record(wangs[0], call("2026-04-30 23:00", Disposition.SIGNED), now=at("2026-04-30 23:01"))
    store.by(WANG).touches.record(wangs[1], call("2026-05-01 00:00", Disposition.SIGNED), now=at("2026-05-01 00:01"))
    late = at("2026-04-30 23:30")
    assert [seat.skip for seat in store.rotations.get("telesales", now=late).seats] == [Skip.ABSENT, Skip.ABSENT]
    may = at("2026-05-04 09:00")
    for agent in (ZHAO, WANG):
        store.by(agent).presence.sign_in(agent.name, now=may)
    seats = store.rotations.get("telesales", now=may).seats
    assert [(seat.skip, seat.month, seat.leads, seat.signed) for seat in seats] == [
        (Skip.CONVERSION, "2026-03", 10, 0),
        (None, "", 0, 0),
    ]
    assert [owner(store, lead(store, name, may)) for name in ("甲", "乙")] == [WANG.name, WANG.name]
    # On record by now: a contact of April that somebody enters later changes nothing.
    zhaos = next(ref for ref in refs if owner(store, ref) == ZHAO.name)
    store.by(ZHAO).touches.record(zhaos, call("2026-04-02 10:00", Disposition.SIGNED), now=may)
    assert store.rotations.get("telesales", now=may).seats[0].skip is Skip.CONVERSION
    with pytest.raises(StoreError) as error:
        store.by(CHEN).rotations.requalify("telesales", WANG.name, now=may)
    assert error.value.code is Trouble.NOT_TAKEN_OUT
    assert store.by(CHEN).rotations.requalify("telesales", ZHAO.name, now=may).seats[0].skip is None
    for number in range(20):
        lead(store, f"五月{number}", may)
    july = at("2026-07-01 09:00")
    with pytest.raises(StoreError) as error:
        store.by(CHEN).rotations.requalify("telesales", ZHAO.name, now=july)
    assert error.value.code is Trouble.REQUALIFIED_BEFORE
    store.close()


def test_two_programs_at_once_give_each_lead_to_one_and_keep_the_order(database_url: str) -> None:
    first = rotating(database_url, ZHAO, WANG, LI)
    second = Store.open(database_url, NOW)
    refs: list[str] = []

    def work(store: Store, part: int) -> None:
        refs.extend(lead(store, f"客户{part}-{number}") for number in range(15))

    threads = [Thread(target=work, args=(store, part)) for part, store in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(refs)) == 30
    got = [owner(first, ref) for ref in sorted(refs)]
    assert {name: got.count(name) for name in got} == {ZHAO.name: 10, WANG.name: 10, LI.name: 10}
    first.close()
    second.close()


def test_the_register_of_a_day_has_customers_and_others(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    new, known = lead(store, "吴静"), customer(store, "韩梅", owner=ZHAO.name)
    called = [(new, "2026-03-02 10:10"), (known, "2026-03-02 11:00"), (known, "2026-03-03 00:00")]
    for ref, when in called:
        store.by(WANG).touches.record(ref, call(when, direction=Direction.IN), now=at(when))
    store.by(WANG).rotations.register_non_customer(
        "telesales", NonCustomer.SELLER, phone="+8613800138000", note="办公用品", now=at("2026-03-02 10:30")
    )
    register = store.by(CHEN).rotations.register("telesales", date(2026, 3, 2))
    assert [(one.customer, one.agent, one.reason, one.kind, one.taken_by) for one in register] == [
        ("吴静", ZHAO.name, AllocationReason.ROTATION, None, WANG.name),
        ("", None, None, NonCustomer.SELLER, WANG.name),
        ("韩梅", ZHAO.name, AllocationReason.OWNER, None, WANG.name),
    ]
    assert len(store.by(CHEN).rotations.register("telesales", date(2026, 3, 3))) == 1
    assert len(store.lookup.customers_of(ZHAO.name)) == 2, "the seller is nobody's customer"
    store.close()


def test_last_weeks_signings_propose_an_order(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    ref = next(one for one in (lead(store, "吴静"), lead(store, "韩梅")) if owner(store, one) == WANG.name)
    store.by(WANG).touches.record(ref, call("2026-03-08 20:00", Disposition.SIGNED), now=at("2026-03-08 20:01"))
    sunday, monday = at("2026-03-08 23:00"), at("2026-03-09 08:00")
    assert store.rotations.get("telesales", now=sunday).proposed == (ZHAO.name, WANG.name)
    assert store.rotations.get("telesales", now=monday).proposed == (WANG.name, ZHAO.name)
    # The first signing counts, not one more of the same customer.
    store.by(WANG).touches.record(ref, call("2026-03-10 10:00", Disposition.SIGNED), now=at("2026-03-10 10:01"))
    assert store.rotations.get("telesales", now=monday + 7 * DAY).proposed == (ZHAO.name, WANG.name)
    store.close()


def test_a_signing_that_was_put_right_counts_no_more(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    ref = next(one for one in (lead(store, "吴静"), lead(store, "韩梅")) if owner(store, one) == WANG.name)
    said = store.by(WANG).touches.record(ref, call("2026-03-06 10:00", Disposition.SIGNED), now=at("2026-03-06 10:01"))
    store.by(WANG).touches.correct(said, call("2026-03-06 10:00"), now=at("2026-03-06 10:05"))
    assert store.rotations.get("telesales", now=at("2026-03-09 08:00")).proposed == (ZHAO.name, WANG.name)
    store.close()


def test_an_agent_of_another_unit_is_in_no_rotation_of_a_supervisor(sqlite_path: str) -> None:
    place = office(str(sqlite_path))
    chen = place.store.by(place.people["陈主管"])
    with pytest.raises(StoreError) as error:
        chen.rotations.set("telesales", ["赵磊"], now=NOW)
    assert error.value.code is Trouble.NOT_ALLOWED
    assert [seat.agent for seat in chen.rotations.set("telesales", ["王敏"], now=NOW).seats] == ["王敏"]
    with pytest.raises(StoreError):
        place.store.by(place.people["王敏"]).rotations.set("telesales", ["王敏"], now=NOW)
    place.store.close()


def test_an_import_gives_new_customers_round_in_the_order_of_the_list(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    rows = [
        StagedCustomer(line, f"K{line}", campaign="telesales", name=f"客户{line}", owner=named)
        for line, named in enumerate([None, None, LI.name, None], 1)
    ]
    batch = publish(store, rows)
    assert [owner(store, f"K{line}") for line in range(1, 5)] == [ZHAO.name, WANG.name, LI.name, ZHAO.name]
    entries = store.timelines.page("K2").entries
    assert [one.cause for one in entries if isinstance(one, Decision)] == [Cause.ROTATION]
    # The same list once more gives nobody away, and the next lead is whose turn it is.
    assert publish(store, rows).counts.get("allocated", 0) == 0
    assert owner(store, lead(store, "吴静")) == WANG.name
    assert batch.counts["allocated"] == 3
    store.close()


def publish(store: Store, rows: list[StagedCustomer]) -> ImportRow:
    imports = store.by(CHEN).imports
    batch = imports.stage_begin("customers", "list.csv", "d", now=NOW, allocate=True)
    imports.stage_rows(batch, rows)
    imports.stage_ready(batch, counts={"rows": len(rows)})
    while (row := imports.stage_publish_chunk(batch, now=NOW)).under_way:
        pass
    return row


def test_a_caller_from_the_pool_goes_to_whose_turn_it_is_when_the_call_is_saved(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    ref = customer(store, "吴静", "+8613812347731")
    received = store.by(WANG).calls.receive(ref, now=NOW)
    assert owner(store, ref) is None
    found = store.rotations.allocation_of(ref)
    assert found is not None
    assert (found.agent, found.reason) == (ZHAO.name, AllocationReason.ROTATION)
    wrap = WrapUp(Disposition.NEUTRAL, GOOD_NOTE)
    store.by(WANG).calls.finish(received.token, wrap, now=NOW + 60_000)
    assert owner(store, ref) == ZHAO.name
    newest = next(one for one in store.timelines.page(ref).entries if isinstance(one, Decision))
    assert (newest.new, newest.cause) == (ZHAO.name, Cause.ROTATION)
    # The owner keeps their caller, and nobody loses a turn by it.
    again = store.by(WANG).calls.receive(ref, now=NOW + 120_000)
    store.by(WANG).calls.finish(again.token, wrap, now=NOW + 180_000)
    assert (owner(store, ref), owner(store, lead(store, "韩梅"))) == (ZHAO.name, WANG.name)
    store.close()


def test_a_call_that_never_was_gives_nobody_away_and_is_no_lead(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    ref = customer(store, "吴静", "+8613812347731")
    wrong = store.by(WANG).calls.receive(ref, now=NOW)
    store.by(WANG).calls.abandon(wrong.token, now=NOW + 1)
    assert (owner(store, ref), store.rotations.allocation_of(ref)) == (None, None)
    assert [one.kind for one in store.notices.unread(ZHAO.name)] == []
    store.close()


def test_the_register_says_who_got_the_caller_that_day(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    ref = customer(store, "吴静", "+8613812347731")
    call = store.by(WANG).calls.receive(ref, now=NOW)
    store.by(WANG).calls.finish(call.token, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), now=NOW + 60_000)
    store.by(CHEN).ownership.assign(ref, LI.name, now=NOW + DAY)
    (entry,) = store.by(CHEN).rotations.register("telesales", date(2026, 3, 2))
    assert (entry.agent, entry.reason) == (ZHAO.name, AllocationReason.ROTATION)
    store.close()


def test_who_has_left_gets_no_customer(database_url: str) -> None:
    store = rotating(database_url, ZHAO, WANG)
    chen, ref = store.by(CHEN), customer(store, "吴静", "+8613812347731")
    call = store.by(WANG).calls.receive(ref, now=NOW)
    with pytest.raises(StoreError) as waits:
        chen.people.leave(ZHAO.name, now=NOW + 1)
    assert waits.value.params["customers"] == 1, "theirs once the call is saved"
    store.by(WANG).calls.abandon(call.token, now=NOW + 2)
    act = chen.reassignments.begin([ref], ZHAO.name, now=NOW + 3)
    chen.people.leave(ZHAO.name, now=NOW + 4)
    assert not chen.reassignments.go_on(act, now=NOW + 5).under_way
    assert owner(store, ref) is None
    with pytest.raises(StoreError) as gone:
        chen.ownership.assign(ref, ZHAO.name, now=NOW + 6)
    assert gone.value.code is Trouble.AGENT_LEFT
    rows = [StagedCustomer(1, ref, campaign="telesales", name="吴静", owner=ZHAO.name)]
    rows += [StagedCustomer(2, "K2", campaign="telesales", name="韩梅", owner=ZHAO.name)]
    assert publish(store, rows).counts["owner_gone"] == 2
    assert (owner(store, ref), owner(store, "K2")) == (None, WANG.name), "in the pool, and round"
    store.close()


def test_who_signed_or_is_not_to_be_called_is_no_lead(database_url: str) -> None:
    store = rotating(database_url, ZHAO)
    rows = [
        StagedCustomer(1, "K1", campaign="telesales", name="甲", stage=Stage.SIGNED),
        StagedCustomer(2, "K2", campaign="telesales", name="乙", stage=Stage.LOST),
        StagedCustomer(3, "K3", campaign="telesales", name="丙", do_not_call="请勿来电", phones=("+8613812347731",)),
        StagedCustomer(4, "K4", campaign="telesales", name="丁"),
    ]
    assert publish(store, rows).counts["allocated"] == 1
    assert [store.rotations.allocation_of(f"K{number}") is not None for number in (1, 2, 3, 4)] == [False] * 3 + [True]
    store.close()


def test_figures_of_other_units_are_not_shown_in_a_closed_store(database_url: str) -> None:
    made = office(database_url)
    boss = made.by("老板")
    boss.rotations.set("telesales", ["赵磊", "王敏"], now=CLOSED_AT)
    boss.customers.add(NewCustomer("甲", "", campaign="telesales", allocate=True, named="赵磊"), now=CLOSED_AT)
    line = made.by("赵磊").calls.receive(made.other, now=CLOSED_AT)
    made.by("赵磊").calls.finish(line.token, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), now=CLOSED_AT + 60_000)
    day = date(2026, 3, 2)
    assert [one.ref for one in boss.rotations.register("telesales", day)] == [made.other]
    assert made.by("陈主管").rotations.register("telesales", day) == ()
    seats = {one.agent: one for one in made.by("王敏").rotations.get("telesales", now=CLOSED_AT + DAY).seats}
    assert seats["赵磊"].requalified_at is None
    made.put_campaign_into("二组")
    with pytest.raises(StoreError) as refused:
        made.by("王敏").rotations.get("telesales", now=CLOSED_AT + DAY)
    assert refused.value.code is Trouble.NOT_ALLOWED
    made.store.close()


def test_who_is_absent_gets_no_lead_although_signed_in(database_url: str) -> None:
    store = rotating(database_url, WANG, ZHAO)
    chen = store.by(CHEN)
    chen.absences.record(WANG.name, now=NOW)
    assert chen.rotations.get("telesales", now=NOW).next == ZHAO.name
    found = store.rotations.allocation_of(lead(store, "吴静", by=CHEN))
    assert found is not None
    assert (found.agent, found.skipped) == (ZHAO.name, (Skipped(WANG.name, Skip.ABSENT),))
    chen.absences.back(WANG.name, now=NOW)
    assert chen.rotations.get("telesales", now=NOW).next == WANG.name
    store.close()


def test_who_has_left_is_proposed_no_more(database_url: str) -> None:
    store = rotating(database_url, WANG, ZHAO, LI)
    store.by(CHEN).people.leave(WANG.name, now=NOW)
    found = store.rotations.get("telesales", now=NOW)
    assert [seat.skip for seat in found.seats] == [Skip.LEFT, None, None]
    assert found.proposed == (ZHAO.name, LI.name)
    store.by(CHEN).rotations.set("telesales", found.proposed, now=NOW)
    assert [seat.agent for seat in store.rotations.get("telesales", now=NOW).seats] == [ZHAO.name, LI.name]
    store.close()
