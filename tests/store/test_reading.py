"""Reads of screens beside the queue: search, log, tasks, breaches on record, cases raised by hand."""

from __future__ import annotations

from datetime import date

import pytest

from callcenter.model import (
    DAY,
    MINUTE,
    CaseKind,
    Channel,
    Disposition,
    Milestone,
    MilestoneKind,
    Touch,
)
from callcenter.rulebook import reader, shelf
from callcenter.storage.database.transaction import Tx
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.log import LogFilter
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, lines, opened

TEN = at("2026-03-02 10:05")


def names(store: Store, text: str) -> list[str]:
    return [row.name for row in store.search.find(text)]


def test_customers_are_found_by_whatever_one_remembers(database_url: str) -> None:
    store = opened(database_url)
    wu = customer(store, "吴静", "+8613812347731")
    customer(store, "赵吴", "+8613812340042")
    tina = customer(store, "Tina Stevens", "+8613900000000")
    store.by(WANG).customers.edit(tina, CustomerChanges(company="恒通电气"), now=TEN)
    assert names(store, "吴") == ["吴静", "赵吴"]  # a name that begins so comes first
    assert names(store, "wujing") == ["吴静"]
    assert names(store, "wj") == ["吴静"]
    assert names(store, "ts") == ["Tina Stevens"]
    assert names(store, "steve") == ["Tina Stevens"]
    assert names(store, "恒通") == ["Tina Stevens"]
    assert names(store, "电气") == ["Tina Stevens"]
    assert names(store, "7731") == ["吴静"]
    assert names(store, wu) == ["吴静"]
    assert names(store, "%") == []
    assert names(store, "") == []
    assert [row.name for row in store.search.find("W0000", limit=2)] == ["吴静", "赵吴"]
    store.close()


def test_hostile_text_is_cleaned_at_the_door(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴\x1b]52;c;x\x07静\u202e[/x]\ud800", "+8613812347731")
    touch = Touch(TEN, Channel.CALL, disposition=Disposition.NEUTRAL, note="一\r\n二\x00\t三\u2066")
    store.by(WANG).touches.record(ref, touch, now=TEN)
    view = store.details.get(ref, now=TEN)
    assert view.name == "吴]52;c;x静[/x]"
    assert view.touches[0].note == "一\n二 三"
    store.close()


def test_the_log_is_paged_and_filtered(database_url: str) -> None:
    store = opened(database_url)
    one, two = customer(store, "吴静", "+8613812347731"), customer(store, "赵六", "+8613812347732")
    for minute in range(5):
        store.by(WANG if minute < 3 else ZHAO).touches.record(
            one if minute % 2 else two,
            call(f"2026-03-02 10:0{minute}", Disposition.BUSY if minute == 3 else Disposition.NEUTRAL, f"第{minute}次"),
            now=at("2026-03-02 11:00"),
        )
    first = store.lookup.log(LogFilter(), limit=2)
    rest = store.lookup.log(LogFilter(), before=(first[-1].at, first[-1].id), limit=9)
    assert [row.note for row in (*first, *rest)] == ["第4次", "第3次", "第2次", "第1次", "第0次"]
    assert [row.note for row in store.lookup.log(LogFilter(agent="赵磊"))] == ["第4次", "第3次"]
    assert [row.note for row in store.lookup.log(LogFilter(disposition=Disposition.BUSY))] == ["第3次"]
    assert [row.note for row in store.lookup.log(LogFilter(text="吴静"))] == ["第3次", "第1次"]
    assert [row.note for row in store.lookup.log(LogFilter(text="2次"))] == ["第2次"]
    assert [row.note for row in store.lookup.log(LogFilter(ref=two, since=at("2026-03-02 10:01")))] == [
        "第4次",
        "第2次",
    ]
    with pytest.raises(StoreError) as refused:
        store.lookup.log(LogFilter(agent="没有"))
    assert refused.value.code is Trouble.UNKNOWN_AGENT
    store.close()


def test_tasks_are_what_stands_in_no_dial_queue(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731", owner="王敏")
    assert [(row.ref, row.obligation.rule) for row in store.tasks.open(now=TEN, agent="王敏")] == [
        (ref, "telesales.thanks_sms")
    ]
    assert store.tasks.open(now=TEN, agent="赵磊") == ()
    store.by(WANG).touches.record(ref, Touch(TEN, Channel.SMS), now=TEN)
    assert store.tasks.open(now=TEN) == ()
    store.close()


def test_the_banner_shows_what_came_since_and_is_acknowledged(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "吴静", "+8613812347731", owner="王敏")
    store.presence.sign_in("王敏", now=at("2026-03-03 08:30"))
    moment = at("2026-03-03 09:00")
    assert store.plans.tick(moment).breaches == 2
    (row,) = store.breaches.since("王敏", since=at("2026-03-03 08:30"), now=moment)
    assert (row.obligation.rule, row.acknowledged) == ("telesales.first_call", False)
    figures = store.team.figures("王敏", now=moment)
    assert (figures.breaches, figures.breaches_all) == (1, 2)
    store.by(WANG).breaches.acknowledge(row.id, "出差，下午打", now=moment)
    (row,) = store.breaches.since("王敏", since=at("2026-03-03 08:30"), now=moment)
    assert row.acknowledged  # seen, but not ended
    assert store.breaches.since("赵磊", since=0, now=moment) == ()
    store.close()


def on_record(store: Store) -> list[tuple[str, bool]]:
    def work(tx: Tx) -> list[tuple[str, bool]]:
        rows = tx.rows("SELECT rule, voided_at FROM breach_log ORDER BY breach_at, rule")
        return [(rule.removeprefix("telesales."), voided is not None) for rule, voided in rows]

    return store.database.read(work)


def test_what_was_breached_while_nobody_looked_is_on_record(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    store.by(WANG).touches.record(ref, Touch(TEN, Channel.SMS), now=TEN)
    store.by(WANG).touches.record(ref, call("2026-03-02 10:05"), now=TEN)
    store.by(WANG).customers.set_milestone(ref, Milestone(MilestoneKind.APPOINTMENT, at("2026-03-05 15:00")), now=TEN)
    # The program was shut for days: both rules of the appointment have stopped applying long ago.
    store.plans.tick(at("2026-03-06 12:00"))
    assert ("appointment.confirm", False) in on_record(store)
    assert ("appointment.call", False) in on_record(store)
    assert ("appointment.no_show", False) in on_record(store)
    store.close()


def test_what_a_late_record_shows_to_be_none_is_voided_and_comes_back_with_its_undo(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    late = at("2026-03-03 10:05")
    store.plans.tick(late)
    assert on_record(store) == [("thanks_sms", False), ("first_call", False)]
    sent = store.by(WANG).touches.record(ref, Touch(at("2026-03-02 12:00"), Channel.SMS), now=late)
    assert on_record(store) == [("thanks_sms", True), ("first_call", False)]
    store.by(WANG).touches.withdraw(sent, now=late + MINUTE)
    assert on_record(store) == [("thanks_sms", False), ("first_call", False)]
    store.close()


def test_breaches_of_closed_days_are_marked(database_url: str) -> None:
    store = Store.open(database_url, at("2026-03-02 09:00"))
    store.by(CHEN).campaigns.add("周末休", closed_days={date(2026, 3, 2)}, now=at("2026-03-02 09:00"))
    customer(store, "吴静", "+8613812347731", campaign="周末休")
    rows = store.breaches.open(now=at("2026-03-03 10:05"))
    # The SMS was owed until 24:00 of the closed day, the call until 09:00 of the next.
    assert [(row.obligation.rule, row.closed_day) for row in rows] == [
        ("telesales.thanks_sms", True),
        ("telesales.first_call", False),
    ]
    store.close()


def test_another_rulebook_version_folds_everybody_anew(database_url: str) -> None:
    store = opened(database_url)
    for number in range(5):
        customer(store, f"客户{number}", f"+861380000000{number}")
    text = shelf.shipped_text("telesales").replace('within = "24h"', 'within = "1h"', 1)
    book = reader.load(text, "telesales")
    assert text != shelf.shipped_text("telesales")
    row = store.by(CHEN).rulebooks.put("telesales", book, now=TEN)
    assert (row.rulebook, row.version, row.customers) == ("telesales", 2, 5)
    assert {lane for _, lane, _ in lines(store, "2026-03-02 10:06")} == {"breached"}
    again = reader.load(shelf.shipped_text("telesales"), "telesales")
    row = store.by(CHEN).rulebooks.put("telesales", again, now=TEN + 2 * MINUTE)
    assert row.version == 1  # the same text is the same version
    assert {lane for _, lane, _ in lines(store, "2026-03-02 10:08")} == {"fresh"}
    store.close()


def test_a_case_is_raised_by_hand(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    key = store.by(WANG).cases.open(ref, CaseKind.COMPLAINT, "货到晚了", now=TEN)
    (case,) = store.cases.all(campaign="telesales")
    assert (case.id, case.kind, case.raised_by, case.events[0].remark) == (key, CaseKind.COMPLAINT, "王敏", "货到晚了")
    store.by(CHEN).cases.assign(key, "赵磊", now=TEN)
    assert store.cases.all(assignee="王敏") == ()
    assert [row.id for row in store.cases.all(assignee="赵磊")] == [key]
    with pytest.raises(StoreError) as refused:
        store.by(CHEN).cases.close(999, "", now=TEN)
    assert refused.value.code is Trouble.UNKNOWN_CASE
    store.close()


def test_a_first_touch_without_a_reminder_is_a_finding(database_url: str) -> None:
    store = opened(database_url)
    # After the days of the inquiry nothing calls an E customer who never was interested.
    ref = customer(store, "吴静", "+8613812347731", now="2026-02-10 09:00", tier="E")
    other = customer(store, "赵六", "+8613812347732", now="2026-02-10 09:00", tier="E")
    claim = store.by(WANG).claims.take(ref, now=TEN)
    token = store.by(WANG).calls.start(claim, now=TEN).token
    store.by(WANG).calls.finish(token, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), now=TEN + MINUTE)
    store.by(WANG).touches.record(other, call("2026-03-02 10:05", callback_at="2026-03-04 10:30"), now=TEN)
    (finding,) = store.findings.all(campaign="telesales")
    assert (finding.ref, finding.agent, finding.amount) == (ref, "王敏", 20)
    store.plans.tick(TEN + MINUTE)
    assert len(store.findings.all()) == 1
    again = store.by(WANG).last_calls.undo(now=TEN + 2 * MINUTE)
    assert store.findings.all() == ()
    wrap = WrapUp(Disposition.CALLBACK, GOOD_NOTE, callback_at=TEN + DAY)
    store.by(WANG).calls.finish(again.token, wrap, now=TEN + 3 * MINUTE)
    assert store.findings.all() == ()
    store.close()
