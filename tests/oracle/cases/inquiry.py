"""The inquiry and its dates. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import INQUIRY, call

INQUIRIES: list[dict[str, Any]] = [
    {
        "name": "an inquiry with a date alone",
        "because": "00:00; 24h run from the first window, 10:00; the legal frame 08-21, windows 10-12 and 14-18",
        "customer": {"milestones": [("inquiry", "2026-03-02")]},
        "checks": [
            {
                "at": "2026-03-02 00:00",
                "some": {
                    "first_call": ("2026-03-02 00:00", "2026-03-03 10:00", "open"),
                    "thanks_sms": ("2026-03-02 00:00", "2026-03-03 00:00", "open"),
                },
                "gate": ("legal_frame", "2026-03-02 08:00"),
            },
            {"at": "2026-03-02 07:59:59", "gate": ("legal_frame", "2026-03-02 08:00")},
            {"at": "2026-03-02 08:00", "gate": ("window", "2026-03-02 10:00")},
            {"at": "2026-03-02 10:00", "entry": ("fresh", "first_call")},
            {"at": "2026-03-02 11:59:59", "entry": ("fresh", "first_call")},
            {"at": "2026-03-02 12:00", "gate": ("window", "2026-03-02 14:00")},
            {"at": "2026-03-02 14:00", "entry": ("fresh", "first_call")},
            {"at": "2026-03-02 17:59:59", "entry": ("fresh", "first_call")},
            {"at": "2026-03-02 18:00", "gate": ("window", "2026-03-03 10:00")},
            {"at": "2026-03-02 21:00", "gate": ("legal_frame", "2026-03-03 08:00")},
            {"at": "2026-03-03 09:59:59", "some": {"first_call": ("2026-03-02 00:00", "2026-03-03 10:00", "open")}},
            {"at": "2026-03-03 10:00", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "created_at without a milestone, end of February",
        "because": "2026 has no 29 Feb: N = 28 Feb, N+1 = 1 Mar, N+4 = 4 Mar; a date: 24h from 28 Feb 10:00",
        "customer": {"created_at": "2026-02-28"},
        "checks": [
            {
                "at": "2026-02-28 10:00",
                "all": [
                    ("thanks_sms", "sms", "2026-02-28 00:00", "2026-03-01 00:00", "open"),
                    ("first_call", "call", "2026-02-28 00:00", "2026-03-01 10:00", "open"),
                    ("intro.N+1", "call", "2026-03-01 00:00", "2026-03-02 00:00", "upcoming"),
                    ("intro.N+4", "call", "2026-03-04 00:00", "2026-03-05 00:00", "upcoming"),
                    ("promo_sms", "sms", "2026-03-05 00:00", "2026-03-06 00:00", "upcoming"),
                    ("intro.N+7", "call", "2026-03-07 00:00", "2026-03-08 00:00", "upcoming"),
                ],
            }
        ],
    },
    {
        "name": "a leap day in the cadence",
        "because": "2028 is a leap year: N = 28 Feb, N+1 = 29 Feb, N+4 = 3 Mar",
        "customer": {"milestones": [("inquiry", "2028-02-28 16:00")]},
        "checks": [
            {
                "at": "2028-02-28 16:00",
                "some": {
                    "first_call": ("2028-02-28 16:00", "2028-02-29 16:00", "open"),
                    "intro.N+1": ("2028-02-29 00:00", "2028-03-01 00:00", "upcoming"),
                    "intro.N+4": ("2028-03-03 00:00", "2028-03-04 00:00", "upcoming"),
                },
            }
        ],
    },
    {
        "name": "neither milestone nor created_at: the import is the inquiry",
        "because": "imported 2 Mar 09:17, + 24h; before the import nothing is owed",
        "by_import_time": True,
        "customer": {"imported_at": "2026-03-02 09:17"},
        "checks": [
            {"at": "2026-03-02 09:16:59", "all": [], "gate": ("nothing_owed", None)},
            {"at": "2026-03-02 10:00", "some": {"first_call": ("2026-03-02 09:17", "2026-03-03 09:17", "open")}},
        ],
    },
    {
        "name": "six months from the end of August",
        "because": "31 Aug 2026 + 6mo = 28 Feb 2027, 24:00 = 1 Mar; N+8 = 8 Sep 00:00 + 14d = 22 Sep, lead 1 day",
        "customer": {"milestones": [("inquiry", "2026-08-31 09:00")]},
        "checks": [
            {"at": "2026-09-08 00:00", "some": {"maintenance.C": ("2026-09-21 00:00", "2026-09-22 00:00", "upcoming")}},
            {
                "at": "2027-02-28 23:59:59",
                "some": {
                    "maintenance.C": ("2026-09-21 00:00", "2026-09-22 00:00", "breached"),
                    "first_call": ("2026-08-31 09:00", "2026-09-01 09:00", "breached"),
                },
            },
            {"at": "2027-03-01 00:00", "all": []},
            {"at": "2027-03-01 10:00", "gate": ("nothing_owed", None)},
        ],
    },
    {
        "name": "six months to a leap day",
        "because": "31 Aug 2027 + 6mo = 29 Feb 2028, 24:00 = 1 Mar 2028",
        "customer": {"milestones": [("inquiry", "2027-08-31 09:00")]},
        "checks": [
            {
                "at": "2028-02-29 23:59:59",
                "entry": None,
                "some": {"maintenance.C": ("2027-09-21 00:00", "2027-09-22 00:00", "breached")},
            },
            {"at": "2028-03-01 00:00", "all": []},
        ],
    },
    {
        "name": "a newer inquiry replaces the older one and ends gap, hold and round",
        "because": "24h from 10:30; the promise of 6 Mar stays a promise, it holds nobody back",
        "customer": {"milestones": [*INQUIRY, ("inquiry", "2026-03-02 10:30")]},
        "touches": [call("2026-03-02 10:05", "no_answer", callback_at="2026-03-06 10:00")],
        "checks": [
            {
                "at": "2026-03-02 10:29:59",
                "some": {
                    "first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "open"),
                    "retry": ("2026-03-02 12:05", "2026-03-06 10:15", "upcoming"),
                },
                "gate": ("promised_later", "2026-03-06 10:00"),
            },
            {
                "at": "2026-03-02 10:30",
                "some": {
                    "first_call": ("2026-03-02 10:30", "2026-03-03 10:30", "open"),
                    "retry": None,
                    "callback": ("2026-03-06 10:00", "2026-03-06 10:15", "upcoming"),
                },
                "entry": ("fresh", "first_call"),
            },
        ],
    },
]
