"""The sheet for the meeting, on both databases (docs/rules.md#r30)."""

from __future__ import annotations

from callcenter.access import Principal
from callcenter.model import CaseKind, Disposition, Role
from callcenter.store import Store
from callcenter.views.worklists.meeting_sheets import MeetingSheet
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, opened, ticked

MORNING = at("2026-03-04 08:50")


def shift(url: str) -> Store:
    """Tuesday 3 March, told of on Wednesday morning.

    王敏's 吴静 breaks at 00:00 (text) and at 09:00 (call), and is called at 10:00; 马丽 of the pool breaks likewise and
    nobody calls. 赵磊 promised 王敏's 吴静 a call on Wednesday at 14:00, 周航 one on Friday. 王敏 raises an exception.
    """
    store = opened(url)
    called = customer(store, "吴静", "13800000001", owner="王敏")
    later = customer(store, "周航", "13800000002", owner="赵磊", now="2026-03-03 09:00")
    customer(store, "马丽", "13800000003")
    ticked(store, at("2026-03-03 09:00"))
    asked = Disposition.CALLBACK
    promised = call("2026-03-03 10:00", asked, callback_at="2026-03-04 14:00")
    store.by(ZHAO).touches.record(called, promised, now=at("2026-03-03 10:05"))
    store.by(ZHAO).touches.record(
        later, call("2026-03-03 10:30", asked, callback_at="2026-03-06 14:00"), now=at("2026-03-03 10:35")
    )
    store.by(WANG).cases.open(called, CaseKind.EXCEPTION, "客户要投诉", now=at("2026-03-03 11:00"))
    ticked(store, MORNING)
    return store


def told(sheet: MeetingSheet) -> dict[str | None, tuple[list[tuple[str, str, bool]], list[str], list[str]]]:
    return {
        part.agent: (
            [(one.name, one.rule.partition(".")[2], one.is_open) for one in part.breaches],
            [one.name for one in part.promises],
            [one.customer for one in part.exceptions],
        )
        for part in sheet.parts
    }


def test_yesterdays_breaches_todays_promises_and_exceptions_by_agent(database_url: str) -> None:
    store = shift(database_url)
    boss = store.by(Principal(CHEN.name))
    sheet = boss.meeting_sheets.get(now=MORNING)
    assert told(sheet) == {
        "王敏": ([("吴静", "thanks_sms", True), ("吴静", "first_call", False)], [], ["吴静"]),
        "赵磊": ([], ["吴静"], []),
        None: ([("马丽", "thanks_sms", True), ("马丽", "first_call", True)], [], []),
    }
    (_sms, first_call) = sheet.parts[0].breaches
    assert (first_call.closed_at, first_call.agent) == (at("2026-03-03 10:00"), "王敏")
    assert (sheet.since, sheet.until, sheet.ahead) == (
        at("2026-03-03 00:00"),
        at("2026-03-04 00:00"),
        at("2026-03-05 00:00"),
    )
    store.close()


def test_the_sheet_of_the_evening_is_of_today_and_the_next_working_day(database_url: str) -> None:
    store = shift(database_url)
    evening = ticked(store, at("2026-03-04 17:50"))
    sheet = store.by(Principal(CHEN.name)).meeting_sheets.get(now=evening, evening=True)
    # 周航's text broke at 00:00 of Wednesday, and 吴静's call of 14:00 at 14:15; it is still promised.
    assert told(sheet)["赵磊"] == ([("周航", "thanks_sms", True)], ["吴静"], [])
    assert [one[1] for one in told(sheet)["王敏"][0]] == ["callback"]
    friday = ticked(store, at("2026-03-05 17:50"))
    assert told(store.by(Principal(CHEN.name)).meeting_sheets.get(now=friday, evening=True))["赵磊"][1] == [
        "吴静",
        "周航",
    ]
    store.close()


def test_a_unit_is_told_of_its_own(database_url: str) -> None:
    store = shift(database_url)
    store.by(CHEN).people.add("钱多", team="二组", now=at("2026-03-02 09:00"))
    store.by(CHEN).people.add("李主管", role=Role.SUPERVISOR, team="二组", now=at("2026-03-02 09:00"))
    boss = store.by(Principal(CHEN.name))
    assert list(told(boss.meeting_sheets.get(now=MORNING, unit="二组"))) == ["钱多"]
    assert list(told(boss.meeting_sheets.get(now=MORNING, unit="一组"))) == ["王敏", "赵磊"]
    store.close()
