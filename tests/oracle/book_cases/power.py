"""The power company (docs/rules.md#r7)."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import NEW_YORK, call, visit

POWER: list[dict[str, Any]] = [
    {
        "name": "power: connected on the last of January",
        "because": "31 Jan + 1mo = 28 Feb, all of it; a call does",
        "customer": {"milestones": [("connected", "2026-01-31 09:00")]},
        "touches": [call("2026-02-27 23:59:59", "neutral"), call("2026-02-28 11:00", "neutral")],
        "checks": [
            {
                "at": "2026-02-27 23:59:59",
                "all": [("connected", "call", "2026-02-28 00:00", "2026-03-01 00:00", "upcoming")],
                "gate": ("not_due", "2026-02-28 00:00"),
            },
            {"at": "2026-02-28 08:00", "entry": ("due", "connected")},
            {"at": "2026-02-28 11:00", "all": []},
        ],
    },
    {
        "name": "power: a high-voltage customer is visited",
        "because": "9 Feb + 1mo = 9 Mar; a call is no visit; a visit of the customer to us is one",
        "customer": {"milestones": [("connected", "2026-02-09")], "attributes": {"high_voltage": "是"}},
        "touches": [call("2026-03-09 09:00", "neutral"), visit("2026-03-10 10:00", direction="in")],
        "checks": [
            {
                "at": "2026-03-09 23:59:59",
                "all": [("connected", "visit", "2026-03-09 00:00", "2026-03-10 00:00", "open")],
                "gate": ("nothing_owed", None),
            },
            {"at": "2026-03-10 00:00", "all": [("connected", "visit", "2026-03-09", "2026-03-10", "breached")]},
            {"at": "2026-03-10 10:00", "all": []},
        ],
    },
    {
        "name": "power: an answer within seven working days, over the October holidays",
        "because": "29, 30 Sep, 8, 9, Sat 10, 12, 13 Oct: the seventh ends 14 Oct 00:00",
        "customer": {"milestones": [("question", "2026-09-28 10:00")]},
        "touches": [{"at": "2026-10-14 09:00", "channel": "letter"}],
        "checks": [
            {
                "at": "2026-10-13 23:59:59",
                "all": [("answer", "any", "2026-09-28 10:00", "2026-10-14 00:00", "open")],
                "gate": ("nothing_owed", None),
            },
            {
                "at": "2026-10-14 00:00",
                "all": [("answer", "any", "2026-09-28 10:00", "2026-10-14 00:00", "breached")],
            },
            {"at": "2026-10-14 09:00", "all": []},
        ],
    },
    {
        "name": "power: a complaint before the May holidays",
        "because": "Thu 30 Apr: 1 to 5 May are off, 6 and 7 May are the two: 8 May 00:00",
        "customer": {"milestones": [("complaint_resolved", "2026-04-30 16:00")]},
        "checks": [
            {
                "at": "2026-05-07 23:59:59",
                "all": [("complaint_resolved", "call", "2026-04-30 16:00", "2026-05-08 00:00", "open")],
            },
            {"at": "2026-05-08 08:00", "entry": ("breached", "complaint_resolved")},
        ],
    },
    {
        "name": "power: 2,000 kVA are visited once a year",
        "because": "10 Mar 2025 09:00 + 1y, lead 30 days = 8 Feb 09:00; 1 Mar 2026 10:00 + 1y, lead = 30 Jan 10:00",
        "customer": {"created_at": "2025-03-10 09:00", "attributes": {"capacity_kva": "2000"}},
        "touches": [call("2026-02-10 10:00", "neutral"), visit("2026-03-01 10:00")],
        "checks": [
            {
                "at": "2026-02-08 08:59:59",
                "all": [("key_visit", "visit", "2026-02-08 09:00", "2026-03-10 09:00", "upcoming")],
            },
            {
                "at": "2026-02-10 10:00",
                "all": [("key_visit", "visit", "2026-02-08 09:00", "2026-03-10 09:00", "open")],
                "gate": ("nothing_owed", None),
            },
            {
                "at": "2026-03-01 10:00",
                "all": [("key_visit", "visit", "2027-01-30 10:00", "2027-03-01 10:00", "upcoming")],
            },
        ],
    },
    {
        "name": "power: 5,000,000 kWh a year are visited too",
        "because": "10 Mar 2025 09:00 + 1y",
        "customer": {"created_at": "2025-03-10 09:00", "attributes": {"annual_kwh": "5,000,000"}},
        "checks": [
            {
                "at": "2026-03-10 08:59:59",
                "all": [("key_visit", "visit", "2026-02-08 09:00", "2026-03-10 09:00", "open")],
            },
            {
                "at": "2026-03-10 09:00",
                "all": [("key_visit", "visit", "2026-02-08 09:00", "2026-03-10 09:00", "breached")],
            },
        ],
    },
    {
        "name": "power: a marked customer is visited too",
        "because": "10 Mar 2025 09:00 + 1y, lead 30 days",
        "customer": {"created_at": "2025-03-10 09:00", "key": True},
        "checks": [
            {
                "at": "2026-02-08 09:00",
                "all": [("key_visit", "visit", "2026-02-08 09:00", "2026-03-10 09:00", "open")],
            }
        ],
    },
    {
        "name": "power: just below both thresholds",
        "because": "1,999.9 kVA, 4,999,999 kWh, not marked",
        "customer": {
            "created_at": "2025-03-10 09:00",
            "attributes": {"capacity_kva": "1999.9", "annual_kwh": "4999999", "high_voltage": "no"},
        },
        "checks": [{"at": "2026-03-10 09:00", "all": [], "gate": ("nothing_owed", None)}],
    },
    {
        "name": "power: New York, a day of 23 hours a month after the connection",
        "because": "8 Feb + 1mo = 8 Mar: 00:00 -05:00 = 05:00Z to 9 Mar 00:00 -04:00 = 04:00Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("connected", "2026-02-08 10:00")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-09T03:59:59Z",
                "all": [("connected", "call", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "open")],
            },
            {
                "at": "2026-03-09T04:00:00Z",
                "all": [("connected", "call", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "breached")],
            },
        ],
    },
]
