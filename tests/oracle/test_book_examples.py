"""The oracle against the cases of the other rulebooks that were worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle import oracle
from tests.oracle.book_cases import BOOK_BREACHES, BOOK_CASES, BOOK_QUEUES, NAMED
from tests.oracle.reading import campaign_of, instant, member_of, members_of

CHECKS = [
    pytest.param(case, check, id=f"{case['name']} @ {check['at']}") for case in BOOK_CASES for check in case["checks"]
]
PROMISED = {"appointment.confirm", "appointment.call", "appointment.no_show", "callback", "hand_on"}
# docs/rules.md#rule-ids; retry where the rulebook sets it.
RULE_IDS = {
    "abc": {"contact.A", "contact.B", "contact.C", "quote"},
    "distributor": {"contact.A", "contact.B", "contact.C", "technical.A", "delivery"}
    | {f"end_user.{kind}" for kind in ("monthly", "quarterly", "month1", "month3", "month6")},
    "service": {"complaint_resolved", "repair_done"},
    "dealership": {"first_call", "thanks_sms", "intro.N+1", "intro.N+4", "promo_sms", "intro.N+7", "unreached.A"}
    | {f"maintenance.{tier}" for tier in "ABCDE"}
    | {"maintenance_sms.E", "birthday", "retry"}
    | {f"delivered.{kind}" for kind in ("2h", "day1-3", "day7", "1mo", "3mo", "2h_sms", "day7_sms", "3mo_sms")},
    "store": {"thanks_sms", "day7", "birthday"}
    | {f"holiday.{day}" for day in ("new_year", "spring_festival", "labour_day", "mid_autumn", "national_day")},
    "online-shop": {"first", "second", "third"},
    "brokerage": {"new_account", "key", "event", "sample"},
    "insurance": {"review", "branch_visit", "retry"},
    "export": {"first", "lead", "monthly", "samples", "report"},
    "key-account": {"weekly", "friday_sms", "halfmonth", "answer"},
    "electrical": {"record"},
    "power": {"connected", "answer", "complaint_resolved", "key_visit"},
}


def test_cases_are_told_apart_by_name() -> None:
    names = [case["name"] for case in [*BOOK_CASES, *BOOK_QUEUES, *BOOK_BREACHES]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("book", NAMED)
def test_every_rule_has_a_case_in_which_it_is_asked_for(book: str) -> None:
    cases = [case for case in BOOK_CASES if case["rulebook"] == book]
    assert len(NAMED[book]) >= 5
    checks = [check for case in cases for check in case["checks"]]
    worked_out = {row[0] for check in checks for row in check.get("all", ())}
    worked_out |= {rule for check in checks for rule, expected in check.get("some", {}).items() if expected}
    assert worked_out == RULE_IDS[book] | PROMISED


@pytest.mark.parametrize(("case", "check"), CHECKS)
def test_case(case: dict[str, Any], check: dict[str, Any]) -> None:
    campaign, customer, touches = member_of(case)
    members = members_of(case)
    now = instant(check["at"], campaign)
    book = case["rulebook"]
    listed = oracle.obligations(campaign, customer, touches, now, members)
    reason = oracle.why(campaign, customer, touches, now, members, check.get("agent"))
    entry = oracle.entry(campaign, customer, touches, now, members)

    if "tier" in check:
        assert oracle.tier(campaign, customer, touches, now, members) == check["tier"]
    if "all" in check:
        assert listed == [
            {
                "rule": f"{book}.{rule}",
                "channel": channel,
                "due_at": instant(due, campaign),
                "breach_at": instant(breach, campaign),
                "state": state,
            }
            for rule, channel, due, breach, state in check["all"]
        ]
    found = {o["rule"]: (o["due_at"], o["breach_at"], o["state"]) for o in reversed(listed)}  # the earliest of each
    for rule, expected in check.get("some", {}).items():
        times = (instant(expected[0], campaign), instant(expected[1], campaign), expected[2]) if expected else None
        assert found.get(f"{book}.{rule}") == times, rule
    if "entry" in check:
        lane, rule = check["entry"]
        assert reason == {"offered": True, "gate": None, "opens_at": None}
        assert entry is not None
        assert (entry["lane"], entry["rule"]) == (lane, f"{book}.{rule}")
        assert (entry["due_at"], entry["breach_at"]) == found[entry["rule"]][:2]
    if "gate" in check:
        gate, opens_at = check["gate"]
        assert not reason["offered"]
        assert entry is None or check.get("agent")
        assert (reason["gate"], reason["opens_at"]) == (gate, instant(opens_at, campaign) if opens_at else None)


@pytest.mark.parametrize("case", BOOK_QUEUES, ids=[case["name"] for case in BOOK_QUEUES])
def test_queue(case: dict[str, Any]) -> None:
    now = instant(case["at"], campaign_of(case))
    rows = oracle.queue([member_of(member) for member in case["members"]], now, case.get("agent"))
    assert [(ref, row["lane"], row["rule"]) for ref, row in rows] == case["order"]


@pytest.mark.parametrize("case", BOOK_BREACHES, ids=[case["name"] for case in BOOK_BREACHES])
def test_breaches(case: dict[str, Any]) -> None:
    campaign = campaign_of(case)
    rows = oracle.breaches([member_of(member) for member in case["members"]], instant(case["at"], campaign))
    assert [(row["ref"], row["rule"], row["due_at"], row["breach_at"]) for row in rows] == [
        (ref, rule, instant(due, campaign), instant(breach, campaign)) for ref, rule, due, breach in case["order"]
    ]
