"""Dealers and end customers (docs/rules.md#r9)."""

from __future__ import annotations

from typing import Any

from tests.oracle.book_cases.words import email
from tests.oracle.cases.words import NEW_YORK, good, visit

MONTHLY_END = ("end_user.monthly", "call", "2026-03-23 10:00", "2026-03-26 10:00", "breached")

DISTRIBUTOR: list[dict[str, Any]] = [
    {
        "name": "distributor: example 4, a dealer of 60 a year",
        "because": "B from 50; 1 Apr 09:00 + 15d = 16 Apr 09:00, lead 1 day",
        "customer": {"tier": "D", "created_at": "2026-03-02", "attributes": {"units_per_year": "60"}},
        "touches": [good("2026-04-01 09:00")],
        "checks": [
            {"at": "2026-04-15 08:59:59", "tier": "B", "gate": ("not_due", "2026-04-15 09:00")},
            {
                "at": "2026-04-15 09:00",
                "all": [("contact.B", "call", "2026-04-15 09:00", "2026-04-16 09:00", "open")],
                "entry": ("due", "contact.B"),
            },
            {"at": "2026-04-16 08:59:59", "entry": ("due", "contact.B")},
            {"at": "2026-04-16 09:00", "entry": ("breached", "contact.B")},
        ],
    },
    {
        "name": "distributor: A every ten days, the technical department every three months",
        "because": "20 Feb 09:00 + 10d = 2 Mar 09:00; 30 Nov 10:00 + 3mo = 28 Feb 10:00, lead 7 days",
        "customer": {"created_at": "2025-11-30 10:00", "attributes": {"units_per_year": "100"}},
        "touches": [
            good("2026-02-20 09:00"),
            email("2026-02-28 15:00", team="technical"),
            good("2026-03-01 09:30", team="technical"),
        ],
        "checks": [
            {
                "at": "2026-02-21 09:59:59",
                "tier": "A",
                "all": [
                    ("technical.A", "any", "2026-02-21 10:00", "2026-02-28 10:00", "upcoming"),
                    ("contact.A", "call", "2026-03-01 09:00", "2026-03-02 09:00", "upcoming"),
                ],
            },
            {
                "at": "2026-02-21 10:00",
                "some": {"technical.A": ("2026-02-21 10:00", "2026-02-28 10:00", "open")},
                "gate": ("not_due", "2026-03-01 09:00"),  # a task stands in no dial queue
            },
            {"at": "2026-02-28 09:59:59", "some": {"technical.A": ("2026-02-21 10:00", "2026-02-28 10:00", "open")}},
            {
                "at": "2026-02-28 10:00",
                "some": {"technical.A": ("2026-02-21 10:00", "2026-02-28 10:00", "breached")},
                "gate": ("not_due", "2026-03-01 09:00"),
            },
            {
                "at": "2026-02-28 15:00",
                "all": [
                    ("contact.A", "call", "2026-03-01 09:00", "2026-03-02 09:00", "upcoming"),
                    ("technical.A", "any", "2026-05-21 15:00", "2026-05-28 15:00", "upcoming"),
                ],
            },
            {"at": "2026-03-01 09:00", "entry": ("due", "contact.A")},
            {
                "at": "2026-03-01 09:30",  # a call of the department is a call
                "all": [
                    ("contact.A", "call", "2026-03-10 09:30", "2026-03-11 09:30", "upcoming"),
                    ("technical.A", "any", "2026-05-25 09:30", "2026-06-01 09:30", "upcoming"),
                ],
            },
        ],
    },
    {
        "name": "distributor: C every thirty days, over the end of February",
        "because": "C from 10; 31 Jan 10:00 + 30d = 2 Mar 10:00; 30d too has a lead of 3 days = 27 Feb 10:00",
        "customer": {"created_at": "2026-01-05", "attributes": {"units_per_year": "10"}},
        "touches": [good("2026-01-31 10:00")],
        "checks": [
            {
                "at": "2026-02-27 09:59:59",
                "tier": "C",
                "all": [("contact.C", "call", "2026-02-27 10:00", "2026-03-02 10:00", "upcoming")],
            },
            {"at": "2026-02-27 10:00", "entry": ("due", "contact.C")},
            {"at": "2026-03-02 10:00", "entry": ("breached", "contact.C")},
        ],
    },
    {
        "name": "distributor: 50 a year are a B, and no units are no end customer",
        "because": "1 Apr 09:00 + 15d = 16 Apr 09:00; delivered 2 Mar, called since",
        "customer": {
            "milestones": [("delivered", "2026-03-02")],
            "attributes": {"units_per_year": "50", "units": "0"},
        },
        "touches": [good("2026-04-01 09:00")],
        "checks": [
            {
                "at": "2026-04-01 09:00",
                "tier": "B",
                "all": [("contact.B", "call", "2026-04-15 09:00", "2026-04-16 09:00", "upcoming")],
            }
        ],
    },
    {
        "name": "distributor: a single unit",
        "because": "2 Mar + 1mo = 2 Apr, + 3mo = 2 Jun, + 6mo = 2 Sep",
        "customer": {"milestones": [("delivered", "2026-03-02")], "attributes": {"units": "1"}},
        "touches": [good("2026-03-03 09:00")],
        "checks": [
            {
                "at": "2026-03-03 09:00",
                "all": [
                    ("end_user.month1", "call", "2026-04-02 00:00", "2026-04-03 00:00", "upcoming"),
                    ("end_user.month3", "call", "2026-06-02 00:00", "2026-06-03 00:00", "upcoming"),
                    ("end_user.month6", "call", "2026-09-02 00:00", "2026-09-03 00:00", "upcoming"),
                ],
            }
        ],
    },
    {
        "name": "distributor: D is free, whatever tier was given",
        "because": "9 < 10",
        "customer": {"tier": "A", "created_at": "2026-01-05", "attributes": {"units_per_year": "9"}},
        "checks": [{"at": "2026-03-02 10:00", "tier": "D", "all": [], "gate": ("nothing_owed", None)}],
    },
    {
        "name": "distributor: without units the given tier",
        "because": "1 Apr 09:00 + 10d = 11 Apr 09:00, lead 1 day; 5 Jan 2026 + 3mo = 5 Apr 00:00, lead 7 days",
        "customer": {"tier": "A", "created_at": "2026-01-05"},
        "touches": [visit("2026-04-01 09:00")],
        "checks": [
            {
                "at": "2026-04-02 10:00",
                "tier": "A",
                "all": [
                    ("technical.A", "any", "2026-03-29 00:00", "2026-04-05 00:00", "open"),
                    ("contact.A", "call", "2026-04-10 09:00", "2026-04-11 09:00", "upcoming"),
                ],
            }
        ],
    },
    {
        "name": "distributor: four units, delivered at the end of August",
        "because": "1 to 5 Sep; 31 Aug + 1mo = 30 Sep, + 3mo = 30 Nov, + 6mo = 28 Feb 2027, each all of its day",
        "customer": {"milestones": [("delivered", "2026-08-31 14:00")], "attributes": {"units": "4"}},
        "checks": [
            {
                "at": "2026-08-31 23:59:59",
                "all": [
                    ("delivery", "call", "2026-09-01 00:00", "2026-09-06 00:00", "upcoming"),
                    ("end_user.month1", "call", "2026-09-30 00:00", "2026-10-01 00:00", "upcoming"),
                    ("end_user.month3", "call", "2026-11-30 00:00", "2026-12-01 00:00", "upcoming"),
                    ("end_user.month6", "call", "2027-02-28 00:00", "2027-03-01 00:00", "upcoming"),
                ],
                "gate": ("not_due", "2026-09-01 00:00"),
            },
            {"at": "2026-09-01 08:00", "entry": ("due", "delivery")},
            {"at": "2026-09-05 23:59:59", "some": {"delivery": ("2026-09-01 00:00", "2026-09-06 00:00", "open")}},
            {"at": "2026-09-06 00:00", "some": {"delivery": ("2026-09-01 00:00", "2026-09-06 00:00", "breached")}},
            {"at": "2026-09-30 23:59:59", "some": {"end_user.month1": ("2026-09-30", "2026-10-01", "open")}},
            {"at": "2026-10-01 00:00", "some": {"end_user.month1": ("2026-09-30", "2026-10-01", "breached")}},
            {"at": "2027-03-01 00:00", "some": {"end_user.month6": ("2027-02-28", "2027-03-01", "breached")}},
        ],
    },
    {
        "name": "distributor: five units, monthly to the end of the warranty, then every three months",
        "because": "31 Jan 09:00 + 1mo = 28 Feb; 26 Feb 10:00 + 1mo = 26 Mar, + 3mo = 26 May 10:00, lead 7 days",
        "customer": {
            "milestones": [("delivered", "2026-01-31 09:00"), ("warranty_end", "2026-03-31")],
            "attributes": {"units": "5"},
        },
        "touches": [good("2026-02-26 10:00")],
        "checks": [
            {
                "at": "2026-02-25 08:59:59",
                "all": [
                    ("delivery", "call", "2026-02-01 00:00", "2026-02-06 00:00", "breached"),
                    ("end_user.monthly", "call", "2026-02-25 09:00", "2026-02-28 09:00", "upcoming"),
                ],
            },
            {
                "at": "2026-02-26 10:00",
                "all": [("end_user.monthly", "call", "2026-03-23 10:00", "2026-03-26 10:00", "upcoming")],
            },
            {"at": "2026-03-31 23:59:59", "all": [MONTHLY_END]},
            {
                "at": "2026-04-01 00:00",
                "all": [("end_user.quarterly", "call", "2026-05-19 10:00", "2026-05-26 10:00", "upcoming")],
            },
            {"at": "2026-05-19 10:00", "entry": ("due", "end_user.quarterly")},
            {"at": "2026-05-26 10:00", "entry": ("breached", "end_user.quarterly")},
        ],
    },
    {
        "name": "distributor: never called before the warranty ended",
        "because": "quarterly begins 1 Apr 00:00: + 3mo = 1 Jul 00:00, lead 7 days = 24 Jun",
        "customer": {
            "milestones": [("delivered", "2026-01-31 09:00"), ("warranty_end", "2026-03-31")],
            "attributes": {"units": "12"},
        },
        "checks": [
            {
                "at": "2026-04-01 00:00",
                "all": [
                    ("delivery", "call", "2026-02-01 00:00", "2026-02-06 00:00", "breached"),
                    ("end_user.quarterly", "call", "2026-06-24 00:00", "2026-07-01 00:00", "upcoming"),
                ],
            }
        ],
    },
    {
        "name": "distributor: the days after a delivery before the October holidays",
        "because": "29 Sep: 30 Sep to 4 Oct, working days or not",
        "customer": {"milestones": [("delivered", "2026-09-29")]},
        "checks": [
            {
                "at": "2026-10-04 23:59:59",
                "all": [("delivery", "call", "2026-09-30 00:00", "2026-10-05 00:00", "open")],
            },
            {"at": "2026-10-05 08:00", "entry": ("breached", "delivery")},
        ],
    },
    {
        "name": "distributor: ten days over the night the clock goes back",
        "because": "25 Oct 10:00 -04:00 = 14:00Z; + 240h = 4 Nov 14:00Z (09:00 -05:00), lead 24h",
        "campaign": NEW_YORK,
        "customer": {
            "created_at": "2026-10-01",
            "attributes": {"units_per_year": "1,200"},
            "numbers": ["+12125550123"],
        },
        "touches": [good("2026-10-25 10:00")],
        "checks": [
            {
                "at": "2026-11-03T13:59:59Z",
                "some": {"contact.A": ("2026-11-03T14:00:00Z", "2026-11-04T14:00:00Z", "upcoming")},
                "gate": ("not_due", "2026-11-03T14:00:00Z"),
            },
            {"at": "2026-11-03T14:00:00Z", "entry": ("due", "contact.A")},
            {"at": "2026-11-04T14:00:00Z", "entry": ("breached", "contact.A")},
        ],
    },
    {
        "name": "distributor: delivery unknown, a call each quarter from when the customer came",
        "because": "2 Jan 2026 00:00 + 3mo = 2 Apr, lead 7 days; the warranty is no beginning of it",
        "customer": {
            "created_at": "2026-01-02",
            "milestones": [("warranty_end", "2026-01-20")],
            "attributes": {"units": "20"},
        },
        "checks": [
            {"at": "2026-01-01 23:30", "all": [], "gate": ("nothing_owed", "2026-01-02 00:00")},
            {
                "at": "2026-01-02 00:00",
                "all": [("end_user.quarterly", "call", "2026-03-26 00:00", "2026-04-02 00:00", "upcoming")],
            },
            {
                "at": "2026-06-01 10:30",
                "all": [("end_user.quarterly", "call", "2026-03-26 00:00", "2026-04-02 00:00", "breached")],
                "entry": ("breached", "end_user.quarterly"),
            },
        ],
    },
]
