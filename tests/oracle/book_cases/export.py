"""The fair (docs/rules.md#r20)."""

from __future__ import annotations

from typing import Any

from tests.oracle.book_cases.words import email
from tests.oracle.cases.words import NEW_YORK, call, incoming, sms

EXPORT: list[dict[str, Any]] = [
    {
        "name": "export: a fair that ended on Friday 27 March",
        "because": "27 Mar + 7 = 3 Apr 24:00, + 14 = 10 Apr 24:00; 1 Apr 09:00 closes both; + 1mo, lead 3 days",
        "customer": {"milestones": [("expo", "2026-03-27")]},
        "touches": [email("2026-04-01 09:00")],
        "checks": [
            {
                "at": "2026-03-27 08:00",
                "all": [
                    ("first", "any", "2026-03-27 00:00", "2026-04-04 00:00", "open"),
                    ("lead", "any", "2026-03-27 00:00", "2026-04-11 00:00", "open"),
                ],
                "entry": ("due", "first"),
            },
            {
                "at": "2026-04-01 09:00",
                "all": [("monthly", "any", "2026-04-28 09:00", "2026-05-01 09:00", "upcoming")],
                "gate": ("not_due", "2026-04-28 09:00"),
            },
            {"at": "2026-04-28 09:00", "entry": ("due", "monthly")},
            {"at": "2026-05-01 08:59:59", "entry": ("due", "monthly")},
            {"at": "2026-05-01 09:00", "entry": ("breached", "monthly")},
        ],
    },
    {
        "name": "export: nobody followed up",
        "because": "3 Apr 24:00 and 10 Apr 24:00; a failed attempt follows nothing up, and is not retried",
        "customer": {"milestones": [("expo", "2026-03-27")]},
        "touches": [call("2026-03-30 10:00", "no_answer")],
        "checks": [
            {"at": "2026-03-30 11:59:59", "gate": ("gap", "2026-03-30 12:00")},
            {"at": "2026-03-30 12:00", "entry": ("due", "first")},
            {"at": "2026-04-03 23:59:59", "some": {"first": ("2026-03-27", "2026-04-04", "open")}},
            {"at": "2026-04-04 00:00", "some": {"first": ("2026-03-27", "2026-04-04", "breached"), "retry": None}},
            {"at": "2026-04-10 23:59:59", "some": {"lead": ("2026-03-27", "2026-04-11", "open")}},
            {
                "at": "2026-04-11 08:00",
                "all": [
                    ("first", "any", "2026-03-27", "2026-04-04", "breached"),
                    ("lead", "any", "2026-03-27", "2026-04-11", "breached"),
                ],
                "entry": ("breached", "first"),
            },
        ],
    },
    {
        "name": "export: a lead that was handed out is reported on, week and month",
        "because": "2 Mar + 7 = 9 Mar 24:00; calls report nothing; told on 9 Mar, + 1mo = 9 Apr 24:00, lead 3 days; a"
        " report of before it was handed out again on 20 Apr counts no more: + 7 = 27 Apr 24:00",
        "customer": {
            "milestones": [
                ("expo", "2025-06-01"),
                ("handed_out", "2026-03-02 09:00"),
                ("reported", "2026-03-09 17:00"),
                ("handed_out", "2026-04-20 10:00"),
            ]
        },
        "touches": [call("2026-03-03 10:00", "neutral")],
        "checks": [
            {"at": "2026-03-02 08:59:59", "some": {"report": None}},
            {"at": "2026-03-02 09:00", "some": {"report": ("2026-03-02 09:00", "2026-03-10 00:00", "open")}},
            {"at": "2026-03-03 10:00", "some": {"report": ("2026-03-02 09:00", "2026-03-10 00:00", "open")}},
            {"at": "2026-03-09 17:00", "some": {"report": ("2026-04-07 00:00", "2026-04-10 00:00", "upcoming")}},
            {"at": "2026-04-07 00:00", "some": {"report": ("2026-04-07 00:00", "2026-04-10 00:00", "open")}},
            {"at": "2026-04-10 00:00", "some": {"report": ("2026-04-07 00:00", "2026-04-10 00:00", "breached")}},
            {"at": "2026-04-20 10:00", "some": {"report": ("2026-04-20 10:00", "2026-04-28 00:00", "open")}},
        ],
    },
    {
        "name": "export: a lead that was signed needs no report",
        "because": "it runs until it is signed; nobody reports on what was never handed out",
        "customer": {"milestones": [("handed_out", "2026-03-02 09:00")]},
        "touches": [call("2026-03-04 10:00", "signed")],
        "checks": [
            {"at": "2026-03-04 09:59", "some": {"report": ("2026-03-02 09:00", "2026-03-10 00:00", "open")}},
            {"at": "2026-03-04 10:00", "some": {"report": None}},
        ],
    },
    {
        "name": "export: eight months from the last of June",
        "because": "31 Jul 10:00 + 1mo = 31 Aug 10:00 + 1mo = 30 Sep 10:00, lead 3 days; 30 Jun + 8mo = 28 Feb, 24:00",
        "customer": {"milestones": [("expo", "2026-06-30")]},
        "touches": [sms("2026-07-01 10:00"), call("2026-07-31 10:00", "neutral"), email("2026-08-31 10:00")],
        "checks": [
            {
                "at": "2026-08-01 00:00",
                "all": [("monthly", "any", "2026-08-28 10:00", "2026-08-31 10:00", "upcoming")],
            },
            {
                "at": "2026-09-27 09:59:59",
                "all": [("monthly", "any", "2026-09-27 10:00", "2026-09-30 10:00", "upcoming")],
            },
            {
                "at": "2027-02-28 23:59:59",
                "all": [("monthly", "any", "2026-09-27 10:00", "2026-09-30 10:00", "breached")],
            },
            {"at": "2027-03-01 00:00", "all": [], "gate": ("nothing_owed", None)},
        ],
    },
    {
        "name": "export: samples that arrived before the October holidays",
        "because": "Mon 28 Sep + 7 = 5 Oct 24:00; a mail is no call",
        "customer": {"milestones": [("samples_arrived", "2026-09-28 11:00")]},
        "touches": [email("2026-09-29 10:00"), incoming("2026-10-06 09:00")],
        "checks": [
            {
                "at": "2026-10-05 23:59:59",
                "all": [("samples", "call", "2026-09-28 11:00", "2026-10-06 00:00", "open")],
            },
            {"at": "2026-10-06 08:59:59", "entry": ("breached", "samples")},
            {"at": "2026-10-06 09:00", "all": []},
        ],
    },
    {
        "name": "export: a customer in New York, before and after the clock goes forward",
        "because": "08:00-21:00 -05:00 = 21:00-10:00 here; from 8 Mar 08:00-21:00 -04:00 = 20:00-09:00",
        "customer": {"timezone": "America/New_York", "milestones": [("expo", "2026-03-06")]},
        "checks": [
            {"at": "2026-03-06 00:00", "entry": ("due", "first")},
            {"at": "2026-03-06 09:59:59", "entry": ("due", "first")},
            {"at": "2026-03-06 10:00", "gate": ("legal_frame", "2026-03-06 21:00")},
            {"at": "2026-03-06 21:00", "entry": ("due", "first")},
            {"at": "2026-03-09 08:59:59", "entry": ("due", "first")},
            {"at": "2026-03-09 09:00", "gate": ("legal_frame", "2026-03-09 20:00")},
            {"at": "2026-03-09 20:00", "entry": ("due", "first")},
        ],
    },
    {
        "name": "export: a list in New York, seven days over the night the clock goes forward",
        "because": "5 Mar 10:00 -05:00 = 15:00Z; 12 Mar 24:00 -04:00 = 13 Mar 04:00Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("samples_arrived", "2026-03-05 10:00")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-13T03:59:59Z",
                "all": [("samples", "call", "2026-03-05T15:00:00Z", "2026-03-13T04:00:00Z", "open")],
            }
        ],
    },
]
