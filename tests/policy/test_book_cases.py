"""The policy under the other rulebooks, against the cases that were worked out by hand from docs/rules.md."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.book_cases import BOOK_BREACHES, BOOK_CASES, BOOK_QUEUES
from tests.oracle.reading import campaign_of, instant, member_of, members_of
from tests.policy import bridge

CHECKS = [
    pytest.param(case, check, id=f"{case['name']} @ {check['at']}") for case in BOOK_CASES for check in case["checks"]
]


@pytest.mark.parametrize(("case", "check"), CHECKS)
def test_case(case: dict[str, Any], check: dict[str, Any]) -> None:
    campaign, customer, touches = member_of(case)
    members = members_of(case)
    now = instant(check["at"], campaign)
    book = case["rulebook"]
    listed = bridge.obligations(campaign, customer, touches, now, members)
    reason = bridge.why(campaign, customer, touches, now, members, check.get("agent"))
    entry = bridge.entry(campaign, customer, touches, now, members)

    if "tier" in check:
        assert bridge.folded(campaign, customer, touches, now, members).tier == check["tier"]
    if "all" in check:
        assert [(o["rule"], o["channel"], o["due_at"], o["breach_at"], o["state"]) for o in listed] == [
            (f"{book}.{rule}", channel, instant(due, campaign), instant(breach, campaign), state)
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
        assert entry is None or check.get("agent")
        assert (reason["gate"], reason["opens_at"]) == (gate, instant(opens_at, campaign) if opens_at else None)


@pytest.mark.parametrize("case", BOOK_QUEUES, ids=[case["name"] for case in BOOK_QUEUES])
def test_queue(case: dict[str, Any]) -> None:
    now = instant(case["at"], campaign_of(case))
    members = [member_of(member) for member in case["members"]]
    assert bridge.queue(members, now, case.get("agent")) == [(ref, lane, rule) for ref, lane, rule in case["order"]]


@pytest.mark.parametrize("case", BOOK_BREACHES, ids=[case["name"] for case in BOOK_BREACHES])
def test_breaches(case: dict[str, Any]) -> None:
    campaign = campaign_of(case)
    now = instant(case["at"], campaign)
    members = [member_of(member) for member in case["members"]]
    rows = [
        (o["breach_at"], customer.ref, o["rule"], o["due_at"])
        for of_campaign, customer, touches in members
        for o in bridge.obligations(of_campaign, customer, list(touches), now, members)
        if o["state"] == "breached"
    ]
    assert [(ref, rule, due, breach) for breach, ref, rule, due in sorted(rows)] == [
        (ref, rule, instant(due, campaign), instant(breach, campaign)) for ref, rule, due, breach in case["order"]
    ]
