"""Reasons: the rule in words, the facts and the times, for every kind of ground and every gate, in both languages."""

import re
from itertools import product
from typing import Any

import pytest

from callcenter import locale, wording
from callcenter.model import Because, Channel, Gate, Ground, Instant, Lane, Obligation, Param
from tests.wording.test_times import NOW, SHANGHAI, at

LANGUAGES: tuple[locale.Language, ...] = ("en", "zh")
DUE, BREACH = at("2026-03-15 10:30"), at("2026-03-16 10:30")
INQUIRY = at("2026-03-02 09:00")


def owed(rule: str, code: Because, due: Instant = DUE, breach: Instant = BREACH, **params: Param) -> Obligation:
    return Obligation(f"telesales.{rule}", Channel.CALL, due, breach, Ground(code, params))


WEEKLY: dict[str, Any] = {"interval": "7d", "base": at("2026-03-09 10:30"), "touched": True, "tier": "A"}
RENEWAL: dict[str, Any] = {
    "interval": "1mo",
    "base": at("2026-02-01"),
    "contract_end": at("2026-05-01"),
    "tier": None,
}

GROUNDS = [
    (
        owed("maintenance.A", Because.EVERY, **WEEKLY),
        "A: at least every 7 days, last Mon 9 Mar 10:30",
        "A类：至少每7天一次，上次 3月9日 周一 10:30",
    ),
    (
        owed("maintenance.E", Because.EVERY, **(WEEKLY | {"interval": "1mo", "touched": False, "tier": "E"})),
        "E: at least every month, none since Mon 9 Mar 10:30",
        "E类：至少每月一次，3月9日 周一 10:30 以来还没有",
    ),
    (
        owed("unreached.A", Because.UNREACHED, **WEEKLY),
        "A: not reached for 7 days, last Mon 9 Mar 10:30",
        "A类：已7天未联系上，上次 3月9日 周一 10:30",
    ),
    (
        owed("unreached.A", Because.UNREACHED, **(WEEKLY | {"touched": False})),
        "A: not reached for 7 days, since Mon 9 Mar 10:30",
        "A类：已7天未联系上，自 3月9日 周一 10:30 起",
    ),
    (
        owed("unreached.A", Because.UNREACHED, breach=at("2026-03-17 10:30"), **WEEKLY),
        "A: reach every 7 days, last Mon 9 Mar 10:30",
        "A类：每7天须联系上一次，上次 3月9日 周一 10:30",
    ),
    (
        owed("unreached.A", Because.UNREACHED, breach=at("2026-03-17 10:30"), **(WEEKLY | {"touched": False})),
        "A: reach every 7 days, not since Mon 9 Mar 10:30",
        "A类：每7天须联系上一次，3月9日 周一 10:30 以来未联系上",
    ),
    (
        owed("maintenance_sms.E", Because.TIMES, **(WEEKLY | {"interval": "1mo", "tier": "E", "times": 2, "made": 1})),
        "E: 2 times every month, 1 since Mon 9 Mar 10:30",
        "E类：每月2次，3月9日 周一 10:30 以来1次",
    ),
    (
        owed("first_call", Because.WITHIN, milestone="inquiry", at=INQUIRY, within="24h"),
        "inquiry Mon 2 Mar 09:00, within 24 hours",
        "咨询 3月2日 周一 09:00，24小时内",
    ),
    (
        owed("thanks_sms", Because.DAY, milestone="inquiry", at=at("2026-03-02"), day=0),
        "inquiry Mon 2 Mar, the same day",
        "咨询 3月2日 周一，当天",
    ),
    (
        owed("intro.N+4", Because.DAY, milestone="inquiry", at=INQUIRY, day=4),
        "inquiry Mon 2 Mar 09:00, day 4",
        "咨询 3月2日 周一 09:00，之后第4天",
    ),
    (
        owed("connected", Because.DAY, milestone="connected", at=INQUIRY, months=1),
        "power connected Mon 2 Mar 09:00, after 1 month",
        "通电 3月2日 周一 09:00，满1个月",
    ),
    (
        owed("delivery", Because.WINDOW, milestone="delivered", at=at("2026-03-14"), first=1, last=5),
        "delivery Sat 14 Mar, day 1 to day 5",
        "交付 3月14日 周六，之后第1至5天",
    ),
    (
        owed("contract", Because.DAY, milestone="signed", at=INQUIRY, day=7),
        "signing Mon 2 Mar 09:00, day 7",
        "签约 3月2日 周一 09:00，之后第7天",
    ),
    (
        owed("renewal", Because.RENEWAL, **RENEWAL, touched=False),
        "contract ends Fri 1 May, not spoken to since Sun 1 Feb",
        "合同至 5月1日 周五，2月1日 周日 以来未洽谈",
    ),
    (
        owed("renewal", Because.RENEWAL, **RENEWAL, touched=True),
        "contract ends Fri 1 May, last spoken to Sun 1 Feb",
        "合同至 5月1日 周五，上次洽谈 2月1日 周日",
    ),
    (
        owed("callback", Because.CALLBACK, at=at("2026-03-16 10:30"), promised=at("2026-03-15 15:00"), agent="王敏"),
        "callback promised 10:30",
        "客户约 10:30 回电",
    ),
    (
        owed("appointment.confirm", Because.APPOINTMENT_CONFIRM, at=at("2026-03-17 15:00"), timed=True),
        "appointment tomorrow 15:00, to be confirmed",
        "预约 明天 15:00，待确认",
    ),
    (
        owed("appointment.call", Because.APPOINTMENT_CALL, at=at("2026-03-16"), timed=False),
        "appointment Mon 16 Mar",
        "预约 3月16日 周一",
    ),
    (
        owed("appointment.no_show", Because.APPOINTMENT_NO_SHOW, at=at("2026-03-15 15:00"), timed=True),
        "appointment yesterday 15:00, no visit recorded",
        "预约 昨天 15:00，没有到访记录",
    ),
    (
        owed("retry", Because.RETRY, made=2, attempts=3, first=at("2026-03-15 17:00"), last=at("2026-03-16 10:00")),
        "2 of 3 attempts, last 10:00",
        "3次中已拨2次，末次 10:00",
    ),
    (
        owed("lead", Because.WITHIN, milestone="expo", at=at("2026-03-10"), within="7d", best_days="tue,wed,thu"),
        "trade fair Tue 10 Mar, within 7 days, best on Tue, Wed, Thu",
        "展会 3月10日 周二，7天内，最好在周二、周三、周四",
    ),
    (
        owed("delivered", Because.WITHIN, milestone="delivered", at=INQUIRY, within="2h", best_within="1h"),
        "delivery Mon 2 Mar 09:00, within 2 hours, best within 1 hour of the due time",
        "交付 3月2日 周一 09:00，2小时内，最好在到期后1小时内",
    ),
    (
        owed("second", Because.DAY, after="online-shop.first", at=INQUIRY, day=7),
        'after "first follow-up" Mon 2 Mar 09:00, day 7',
        "“首次跟进”完成后 3月2日 周一 09:00，之后第7天",
    ),
    (
        owed("quote", Because.WITHIN, milestone="came", at=INQUIRY, within="3d"),
        "first recorded Mon 2 Mar 09:00, within 3 days",
        "首次记录 3月2日 周一 09:00，3天内",
    ),
    (owed("key", Because.YEARLY, year=2026, group="key"), "once in 2026", "2026年内一次"),
    (
        owed("sample", Because.DRAWN, year=2026, place=3, size=40),
        "sampled for 2026, number 3 of 40",
        "2026年抽取，第3位，共40位",
    ),
    (
        owed("birthday", Because.GREETING, on="birthday", at=at("2026-03-16")),
        "birthday on Mon 16 Mar",
        "生日，3月16日 周一",
    ),
    (
        owed("holiday.labour_day", Because.GREETING, on="05-01", at=at("2026-05-01")),
        "greeting on Fri 1 May",
        "问候，5月1日 周五",
    ),
    (
        owed("win_back", Because.NEGATIVE, at=at("2026-03-15 17:00")),
        "call on yesterday 17:00 went badly",
        "昨天 17:00 的通话不愉快",
    ),
    (
        owed("pool_warning", Because.POOL, base=at("2026-03-09 10:30"), touched=True, days=15),
        "to the pool if not reached for 15 days, last reached Mon 9 Mar 10:30",
        "15天未联系上即退回公海，上次联系上 3月9日 周一 10:30",
    ),
    (
        owed("pool_warning", Because.POOL, base=at("2026-03-09 10:30"), touched=False, days=15),
        "to the pool if not reached for 15 days, with the owner since Mon 9 Mar 10:30",
        "15天未联系上即退回公海，归属人 3月9日 周一 10:30 接手",
    ),
    (
        owed("branch_visit", Because.ESCALATED, at=at("2026-03-15 17:00"), dead=False, within="10wd"),
        "attempts used up yesterday 17:00, within 10 working days",
        "昨天 17:00 拨打次数用尽，须在10个工作日内",
    ),
    (
        owed("branch_visit", Because.ESCALATED, at=at("2026-03-15 17:00"), dead=True, within="10wd"),
        "no working number since yesterday 17:00, within 10 working days",
        "自 昨天 17:00 起所有号码均不可用，须在10个工作日内",
    ),
    (
        owed("survey", Because.SURVEY, **(WEEKLY | {"interval": "3mo", "tier": None})),
        "survey every 3 months, last answered Mon 9 Mar 10:30",
        "每3个月做一次满意度调查，上次评分 3月9日 周一 10:30",
    ),
    (
        owed("survey", Because.SURVEY, **(WEEKLY | {"interval": "3mo", "tier": None, "touched": False})),
        "survey every 3 months, not answered since Mon 9 Mar 10:30",
        "每3个月做一次满意度调查，3月9日 周一 10:30 以来没有评分",
    ),
    (
        owed("record", Because.RECORD, **(WEEKLY | {"interval": "1mo", "tier": None})),
        "record every month, last updated Mon 9 Mar 10:30",
        "每月更新一次档案，上次更新 3月9日 周一 10:30",
    ),
    (
        owed("record", Because.RECORD, **(WEEKLY | {"interval": "1mo", "tier": None, "touched": False})),
        "record every month, not updated since Mon 9 Mar 10:30",
        "每月更新一次档案，3月9日 周一 10:30 以来没有更新",
    ),
]


def test_every_kind_of_ground_is_worked_out_here() -> None:
    assert {one.ground.code for one, _, _ in GROUNDS} == set(Because)


@pytest.mark.parametrize(("obligation", "english", "chinese"), GROUNDS, ids=lambda value: getattr(value, "rule", None))
def test_the_facts_of_each_ground(obligation: Obligation, english: str, chinese: str) -> None:
    assert wording.why_short(obligation, Lane.BREACHED, NOW, SHANGHAI) == english
    locale.use("zh")
    assert wording.why_short(obligation, Lane.BREACHED, NOW, SHANGHAI) == chinese


@pytest.mark.parametrize("obligation", [one for one, _, _ in GROUNDS], ids=lambda one: one.rule)
def test_the_whole_reason_names_the_rule_and_both_times(obligation: Obligation) -> None:
    for language, now, lane in product(LANGUAGES, (DUE - 1, DUE, BREACH - 1, BREACH), (None, *Lane)):
        locale.use(language)
        said = wording.why(obligation, lane, now, SHANGHAI)
        assert said.startswith(wording.rule(obligation.rule))
        assert wording.moment(obligation.due_at, SHANGHAI, now) in said
        assert wording.end(obligation.breach_at, SHANGHAI, now) in said
        assert not re.search(r"[{}]", said)
        assert language == "en" or re.search(r"[\u4e00-\u9fff]", said)


def test_an_obligation_is_over_at_the_very_instant_of_its_breach() -> None:
    unreached = owed("unreached.A", Because.UNREACHED, **WEEKLY)
    last, over = (wording.why(unreached, None, now, SHANGHAI) for now in (BREACH - 1, BREACH))
    assert "reach every 7 days" in last
    assert "deadline Mon 16 Mar 10:30" in last
    assert "not reached for 7 days" in over
    assert over.endswith("overdue since Mon 16 Mar 10:30 (0s)")


def test_the_whole_reason_word_by_word() -> None:
    weekly = owed("maintenance.A", Because.EVERY, **WEEKLY)
    assert wording.why(weekly, Lane.BREACHED, NOW, SHANGHAI) == (
        "regular call, tier A: at least every 7 days, last Mon 9 Mar 10:30; "
        "due since Sun 15 Mar 10:30, overdue since Mon 16 Mar 10:30 (12m)"
    )
    first = owed(
        "first_call", Because.WITHIN, INQUIRY, at("2026-03-03 09:00"), milestone="inquiry", at=INQUIRY, within="24h"
    )
    assert wording.why(first, Lane.FRESH, at("2026-03-02 10:05"), SHANGHAI) == (
        "first call: inquiry Mon 2 Mar 09:00, within 24 hours, not called yet; due since Mon 2 Mar 09:00, deadline"
        " Tue 3 Mar 09:00"
    )
    callback = GROUNDS[15][0]
    assert wording.why(callback, None, DUE - 1, SHANGHAI) == (
        "callback: promised for Mon 16 Mar 10:30 (on Sun 15 Mar 15:00 by 王敏); due from Sun 15 Mar 10:30, deadline"
        " Mon 16 Mar 10:30"
    )
    locale.use("zh")
    assert wording.why(weekly, Lane.BREACHED, NOW, SHANGHAI) == (
        "A类定期电话：至少每7天一次，上次 3月9日 周一 10:30；"
        "3月15日 周日 10:30 起应跟进，3月16日 周一 10:30 起超时（已超12分）"
    )
    assert wording.why(first, Lane.FRESH, at("2026-03-02 10:05"), SHANGHAI) == (
        "首次电话：咨询 3月2日 周一 09:00，24小时内，尚未拨打；3月2日 周一 09:00 起应跟进，最迟 3月3日 周二 09:00"
    )


def test_what_is_personal_is_told_to_who_sends_it() -> None:
    friday = owed("friday_sms", Because.GREETING, on="fri", at=at("2026-03-16"), personal=True, best_within="1h")
    facts = "greeting on Mon 16 Mar, best within 1 hour of the due time, signed by the agent and sent individually"
    assert facts in wording.why(friday, None, NOW, SHANGHAI)
    locale.use("zh")
    assert "问候，3月16日 周一，最好在到期后1小时内，由坐席署名、逐条发送" in wording.why(friday, None, NOW, SHANGHAI)


def test_a_promise_without_an_agent_names_none() -> None:
    callback = owed("callback", Because.CALLBACK, at=DUE, promised=at("2026-03-14 09:00"), agent="")
    assert "(on Sat 14 Mar 09:00)" in wording.why(callback, Lane.PROMISED, NOW, SHANGHAI)
    locale.use("zh")
    assert "（3月14日 周六 09:00 答应）" in wording.why(callback, Lane.PROMISED, NOW, SHANGHAI)


def test_a_fresh_customer_shows_how_long_the_lead_has_waited() -> None:
    call = owed("first_call", Because.WITHIN, milestone="inquiry", at=at("2026-03-16 10:38"), within="24h")
    assert wording.why_short(call, Lane.FRESH, NOW, SHANGHAI) == "inquiry 4m ago, not called yet"
    locale.use("zh")
    assert wording.why_short(call, Lane.FRESH, NOW, SHANGHAI) == "咨询已过4分，未拨打"


def test_foreign_names_with_braces_stay_text() -> None:
    callback = owed("callback", Because.CALLBACK, at=DUE, promised=DUE, agent="{0.__class__}")
    assert "by {0.__class__})" in wording.why(callback, Lane.PROMISED, NOW, SHANGHAI)


@pytest.mark.parametrize("gate", list(Gate))
def test_a_gate_says_until_when_it_is_shut_where_that_is_known(gate: Gate) -> None:
    unknown = wording.why_not(gate, None, NOW, SHANGHAI)
    if gate is Gate.CLOSED_DAY:
        # A day ends; a campaign that is halted says nothing of when.
        assert unknown == "the campaign is closed or paused, with no date to resume"
        unknown = "campaign closed today: promised calls only"
    assert wording.why_not(gate, at("2026-03-16 14:00"), NOW, SHANGHAI) == f"{unknown} (until 14:00)"
    locale.use("zh")
    assert wording.why_not(gate, at("2026-03-17 10:00"), NOW, SHANGHAI).endswith("（至 明天 10:00）")
