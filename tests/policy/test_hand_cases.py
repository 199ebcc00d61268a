"""The policy against the cases that were worked out by hand from docs/rules.md."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.cases import BREACHES, CASES, QUEUES
from tests.oracle.reading import campaign_of, instant, member_of
from tests.policy import bridge

CHECKS = [pytest.param(case, check, id=f"{case['name']} @ {check['at']}") for case in CASES for check in case["checks"]]


@pytest.mark.parametrize(("case", "check"), CHECKS)
def test_case(case: dict[str, Any], check: dict[str, Any]) -> None:
    campaign, customer, touches = member_of(case)
    now = instant(check["at"], campaign)
    listed = bridge.obligations(campaign, customer, touches, now)
    reason = bridge.why(campaign, customer, touches, now)
    entry = bridge.entry(campaign, customer, touches, now)
    if "all" in check:
        assert [(o["rule"], o["channel"], o["due_at"], o["breach_at"], o["state"]) for o in listed] == [
            (f"telesales.{rule}", channel, instant(due, campaign), instant(breach, campaign), state)
            for rule, channel, due, breach, state in check["all"]
        ]
    found = {o["rule"]: (o["due_at"], o["breach_at"], o["state"]) for o in listed}
    for rule, expected in check.get("some", {}).items():
        times = (instant(expected[0], campaign), instant(expected[1], campaign), expected[2]) if expected else None
        assert found.get(f"telesales.{rule}") == times, rule
    if check.get("entry"):
        lane, rule = check["entry"]
        assert reason == {"offered": True, "gate": None, "opens_at": None}
        assert entry is not None
        assert (entry["lane"], entry["rule"]) == (lane, f"telesales.{rule}")
        assert (entry["due_at"], entry["breach_at"]) == found[entry["rule"]][:2]
    if "entry" in check and check["entry"] is None:
        assert entry is None
    if "gate" in check:
        gate, opens_at = check["gate"]
        assert entry is None
        assert (reason["gate"], reason["opens_at"]) == (gate, instant(opens_at, campaign) if opens_at else None)


@pytest.mark.parametrize("case", QUEUES, ids=[case["name"] for case in QUEUES])
def test_queue(case: dict[str, Any]) -> None:
    now = instant(case["at"], campaign_of(case))
    assert bridge.queue([member_of(member) for member in case["members"]], now) == [
        (ref, lane, f"telesales.{rule}") for ref, lane, rule in case["order"]
    ]


@pytest.mark.parametrize("case", BREACHES, ids=[case["name"] for case in BREACHES])
def test_breaches(case: dict[str, Any]) -> None:
    campaign = campaign_of(case)
    now = instant(case["at"], campaign)
    rows = []
    for member in case["members"]:
        of_campaign, customer, touches = member_of(member)
        for o in bridge.obligations(of_campaign, customer, touches, now):
            if o["state"] == "breached":
                rows.append((o["breach_at"], customer.ref, o["rule"], o["due_at"]))
    assert [(ref, rule, due, breach) for breach, ref, rule, due in sorted(rows)] == [
        (ref, f"telesales.{rule}", instant(due, campaign), instant(breach, campaign))
        for ref, rule, due, breach in case["order"]
    ]
