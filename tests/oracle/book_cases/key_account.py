"""The key accounts (docs/rules.md#r19, #r21)."""

from __future__ import annotations

from typing import Any

from tests.oracle.book_cases.words import email
from tests.oracle.cases.words import NEW_YORK, call, sms, visit

FRIDAY_6 = ("friday_sms", "sms", "2026-03-06 18:00", "2026-03-07 00:00")


def by_revenue() -> list[dict[str, Any]]:
    """Six with a revenue: 20 % = 1.2, so two are VIP; three have 100, the lower refs are first.  Two have none."""
    given = [
        {"ref": "K1", "revenue": "100"},
        {"ref": "K2", "revenue": "100"},
        {"ref": "K3", "revenue": "100", "tier": "VIP"},
        {"ref": "K4", "revenue": "50", "tier": "small"},
        {"ref": "K5", "revenue": "10"},
        {"ref": "K6", "revenue": "0"},
        {"ref": "K7", "tier": "VIP"},
        {"ref": "K8"},
    ]
    return [{"customer": {"created_at": "2026-03-02 09:00", **one}} for one in given]


def revenue_case(ref: str, tier: str, because: str, rules: list[str]) -> dict[str, Any]:
    one = next(member for member in by_revenue() if member["customer"]["ref"] == ref)
    times = {
        "friday_sms": ("sms", "2026-03-06 18:00", "2026-03-07 00:00"),
        "weekly": ("any", "2026-03-08 09:00", "2026-03-09 09:00"),
        "halfmonth": ("call", "2026-03-16 09:00", "2026-03-17 09:00"),
    }
    return {
        "name": f"key-account: the tier of {ref} by revenue",
        "because": because,
        **one,
        "members": [member for member in by_revenue() if member is not one],
        "checks": [
            {"at": "2026-03-02 10:00", "tier": tier, "all": [(rule, *times[rule], "upcoming") for rule in rules]}
        ],
    }


VIP_RULES = ["friday_sms", "weekly", "halfmonth"]

KEY_ACCOUNT: list[dict[str, Any]] = [
    revenue_case("K1", "VIP", "the first of three with 100", VIP_RULES),
    revenue_case("K2", "VIP", "20 % of 6, rounded up, are two", VIP_RULES),
    revenue_case(
        "K3", "regular", "the third of three with 100; a given VIP does not help below the top", ["halfmonth"]
    ),
    revenue_case("K4", "small", "below the top, given small", []),
    revenue_case("K6", "regular", "a revenue of 0 is one", ["halfmonth"]),
    revenue_case("K7", "VIP", "no revenue: the given tier", VIP_RULES),
    revenue_case("K8", "regular", "neither revenue nor tier", ["halfmonth"]),
    {
        "name": "key-account: one of five is a fifth",
        "because": "20 % of 5 is exactly one, and 90 < 100",
        "customer": {"ref": "K1", "revenue": "90", "created_at": "2026-03-02 09:00"},
        "members": [{"customer": {"ref": f"K{n}", "revenue": str(n * 20)}} for n in range(2, 6)],
        "checks": [{"at": "2026-03-02 10:00", "tier": "regular"}],
    },
    {
        "name": "key-account: a small customer that is marked, a touch a week and an SMS on Friday",
        "because": "2 Mar 09:00 + 7d = 9 Mar 09:00, lead 1 day; Fri 6 Mar 18:00-24:00; then 6 Mar 19:00 + 7d",
        "customer": {"tier": "small", "key": True, "created_at": "2026-03-02 09:00"},
        "touches": [sms("2026-03-06 17:59:59"), sms("2026-03-06 19:00")],
        "checks": [
            {
                "at": "2026-03-06 17:59:58",
                "tier": "small",
                "all": [
                    (*FRIDAY_6, "upcoming"),
                    ("weekly", "any", "2026-03-08 09:00", "2026-03-09 09:00", "upcoming"),
                ],
                "gate": ("not_due", "2026-03-08 09:00"),
            },
            {
                "at": "2026-03-06 18:00",
                "all": [
                    (*FRIDAY_6, "open"),
                    ("weekly", "any", "2026-03-12 17:59:59", "2026-03-13 17:59:59", "upcoming"),
                ],
            },
            {
                "at": "2026-03-06 19:00",
                "all": [("weekly", "any", "2026-03-12 19:00", "2026-03-13 19:00", "upcoming")],
            },
            {"at": "2026-03-12 19:00", "entry": ("due", "weekly")},
            {"at": "2026-03-13 19:00", "entry": ("breached", "weekly")},
        ],
    },
    {
        "name": "key-account: a Friday SMS that was not sent lapses",
        "because": "24:00; on Saturday the next one is Friday 13 Mar",
        "reading": "of the Friday SMS the one of today or the next Friday is listed",
        "customer": {"tier": "VIP", "created_at": "2026-03-02 09:00"},
        "checks": [
            {"at": "2026-03-06 23:59:59", "some": {"friday_sms": (*FRIDAY_6[2:], "open")}},
            {"at": "2026-03-07 00:00", "some": {"friday_sms": ("2026-03-13 18:00", "2026-03-14 00:00", "upcoming")}},
        ],
    },
    {
        "name": "key-account: a call or a visit every half month, over the end of February",
        "because": "20 Feb 10:00 + 15d = 7 Mar 10:00, lead 1 day; a mail is neither; the visit of 7 Mar 15:00 counts",
        "customer": {"created_at": "2026-01-05"},
        "touches": [call("2026-02-20 10:00", "neutral"), email("2026-03-01 10:00"), visit("2026-03-07 15:00")],
        "checks": [
            {
                "at": "2026-03-06 09:59:59",
                "tier": "regular",
                "all": [("halfmonth", "call", "2026-03-06 10:00", "2026-03-07 10:00", "upcoming")],
            },
            {"at": "2026-03-06 10:00", "entry": ("due", "halfmonth")},
            {"at": "2026-03-07 09:59:59", "entry": ("due", "halfmonth")},
            {"at": "2026-03-07 10:00", "entry": ("breached", "halfmonth")},
            {
                "at": "2026-03-07 15:00",
                "all": [("halfmonth", "call", "2026-03-21 15:00", "2026-03-22 15:00", "upcoming")],
            },
        ],
    },
    {
        "name": "key-account: an answer within 24h stands in no dial queue",
        "because": "15:30 + 24h; any channel answers",
        "customer": {"tier": "small", "created_at": "2026-01-05", "milestones": [("question", "2026-03-02 15:30")]},
        "touches": [email("2026-03-03 16:00")],
        "checks": [
            {
                "at": "2026-03-03 15:29:59",
                "all": [("answer", "any", "2026-03-02 15:30", "2026-03-03 15:30", "open")],
                "gate": ("nothing_owed", None),
            },
            {
                "at": "2026-03-03 15:30",
                "all": [("answer", "any", "2026-03-02 15:30", "2026-03-03 15:30", "breached")],
                "gate": ("nothing_owed", None),
            },
            {"at": "2026-03-03 16:00", "all": []},
        ],
    },
    {
        "name": "key-account: a question with a date alone",
        "because": "no windows: the hours run from 08:00, the legal frame's",
        "customer": {"tier": "small", "created_at": "2026-01-05", "milestones": [("question", "2026-03-02")]},
        "checks": [
            {
                "at": "2026-03-02 00:00",
                "all": [("answer", "any", "2026-03-02 00:00", "2026-03-03 08:00", "open")],
            }
        ],
    },
    {
        "name": "key-account: Friday 2 October is a Friday",
        "because": "in the holidays as in any week; 28 Sep 09:00 + 7d = 5 Oct 09:00, + 15d = 13 Oct 09:00",
        "customer": {"key": True, "created_at": "2026-09-28 09:00"},
        "checks": [
            {
                "at": "2026-10-02 18:00",
                "all": [
                    ("friday_sms", "sms", "2026-10-02 18:00", "2026-10-03 00:00", "open"),
                    ("weekly", "any", "2026-10-04 09:00", "2026-10-05 09:00", "upcoming"),
                    ("halfmonth", "call", "2026-10-12 09:00", "2026-10-13 09:00", "upcoming"),
                ],
            }
        ],
    },
    {
        "name": "key-account: New York, two Fridays on either side of the clock's change",
        "because": "18:00 -05:00 = 23:00Z, 24:00 = 05:00Z; 18:00 -04:00 = 22:00Z, 24:00 = 04:00Z; 5 Mar 15:00Z + 168h",
        "campaign": NEW_YORK,
        "customer": {"key": True, "tier": "small", "created_at": "2026-03-05 10:00", "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-07T04:59:59Z",
                "all": [
                    ("friday_sms", "sms", "2026-03-06T23:00:00Z", "2026-03-07T05:00:00Z", "open"),
                    ("weekly", "any", "2026-03-11T15:00:00Z", "2026-03-12T15:00:00Z", "upcoming"),
                ],
            },
            {
                "at": "2026-03-13T22:00:00Z",
                "some": {"friday_sms": ("2026-03-13T22:00:00Z", "2026-03-14T04:00:00Z", "open")},
            },
        ],
    },
    {
        "name": "key-account: New York, half a month over the night the clock goes forward",
        "because": "1 Mar 10:00 -05:00 = 15:00Z, + 15 times 24h = 16 Mar 15:00Z = 11:00 -04:00; lead 1 day",
        "campaign": NEW_YORK,
        "customer": {"created_at": "2026-02-20 10:00", "numbers": ["+12125550123"]},
        "touches": [call("2026-03-01 10:00", "neutral")],
        "checks": [
            {"at": "2026-03-15T14:59:59Z", "tier": "regular", "gate": ("not_due", "2026-03-15T15:00:00Z")},
            {"at": "2026-03-15T15:00:00Z", "entry": ("due", "halfmonth")},
            {
                "at": "2026-03-16T14:59:59Z",
                "all": [("halfmonth", "call", "2026-03-15T15:00:00Z", "2026-03-16T15:00:00Z", "open")],
            },
            {"at": "2026-03-16T15:00:00Z", "entry": ("breached", "halfmonth")},
        ],
    },
    {
        "name": "key-account: a VIP over the October holidays and the Saturday that is worked",
        "because": "28 Sep 10:00 + 15d = 13 Oct 10:00, lead 1 day; days are days; the visit of 10 Oct begins it anew",
        "customer": {"tier": "VIP", "created_at": "2026-09-28 10:00"},
        "touches": [visit("2026-10-10 09:00")],
        "checks": [
            {
                "at": "2026-10-10 08:59:59",
                "tier": "VIP",
                "some": {"halfmonth": ("2026-10-12 10:00", "2026-10-13 10:00", "upcoming")},
            },
            {
                "at": "2026-10-10 09:00",
                "some": {"halfmonth": ("2026-10-24 09:00", "2026-10-25 09:00", "upcoming")},
            },
            {"at": "2026-10-25 08:59:59", "some": {"halfmonth": ("2026-10-24 09:00", "2026-10-25 09:00", "open")}},
            {"at": "2026-10-25 09:00", "some": {"halfmonth": ("2026-10-24 09:00", "2026-10-25 09:00", "breached")}},
        ],
    },
    {
        "name": "key-account: a touch a week over the end of February",
        "because": "Wed 25 Feb 10:00 + 7d = 4 Mar 10:00, lead 1 day; a mail is a touch of any kind",
        "customer": {"tier": "small", "key": True, "created_at": "2026-02-25 10:00"},
        "touches": [email("2026-03-04 10:00")],
        "checks": [
            {"at": "2026-03-03 09:59:59", "gate": ("not_due", "2026-03-03 10:00")},
            {"at": "2026-03-03 10:00", "entry": ("due", "weekly")},
            {"at": "2026-03-04 09:59:59", "some": {"weekly": ("2026-03-03 10:00", "2026-03-04 10:00", "open")}},
            {"at": "2026-03-04 10:00", "some": {"weekly": ("2026-03-10 10:00", "2026-03-11 10:00", "upcoming")}},
        ],
    },
]
