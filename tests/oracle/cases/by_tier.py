"""Demands of each tier from N+8 on. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import INQUIRY, call, good, sms

BY_TIER: list[dict[str, Any]] = [
    {
        "name": "a call long before N+8: not breached before the second day of the rule",
        "because": "2 Mar 10:30 + 7d = 9 Mar 10:30, raised to 10 Mar + 1 day; due not before 10 Mar",
        "customer": {"tier": "B", "milestones": INQUIRY},
        "touches": [good("2026-03-02 10:30")],
        "checks": [
            {"at": "2026-03-10 00:00", "some": {"maintenance.B": ("2026-03-10 00:00", "2026-03-11 00:00", "open")}},
            {"at": "2026-03-11 00:00", "some": {"maintenance.B": ("2026-03-10 00:00", "2026-03-11 00:00", "breached")}},
        ],
    },
    {
        "name": "C every fortnight, without a tier the same under D",
        "because": "6 Mar 10:30 + 14d = 20 Mar 10:30, lead 1 day",
        "customer": {"tier": None, "milestones": INQUIRY},
        "touches": [good("2026-03-06 10:30")],
        "checks": [
            {
                "at": "2026-03-11 10:00",
                "some": {
                    "maintenance.D": ("2026-03-19 10:30", "2026-03-20 10:30", "upcoming"),
                    "maintenance.C": None,
                    "unreached.A": None,
                },
            }
        ],
    },
    {
        "name": "an A customer who refused was reached, but not followed up",
        "because": "unreached: 5 Mar 11:00 + 7d; maintenance: from 10 Mar 00:00 + 7d = 17 Mar 00:00",
        "customer": {"tier": "A", "milestones": INQUIRY},
        "touches": [call("2026-03-05 11:00", "refused")],
        "checks": [
            {"at": "2026-03-04 11:00", "some": {"unreached.A": ("2026-03-08 09:00", "2026-03-09 09:00", "upcoming")}},
            {
                "at": "2026-03-10 00:00",
                "some": {
                    "unreached.A": ("2026-03-11 11:00", "2026-03-12 11:00", "upcoming"),
                    "maintenance.A": ("2026-03-16 00:00", "2026-03-17 00:00", "upcoming"),
                },
            },
        ],
    },
    {
        "name": "E with interest after N+8: a call a month and two SMS a month",
        "because": "begins 20 Mar 11:00: + 1mo = 20 Apr 11:00, lead 3 days; second newest SMS 25 Mar 15:00 + 1mo",
        "customer": {"tier": "E", "milestones": INQUIRY},
        "touches": [
            good("2026-03-20 11:00", "interested"),
            sms("2026-03-25 15:00"),
            sms("2026-04-02 16:00"),
        ],
        "checks": [
            {"at": "2026-03-20 10:59:59", "some": {"maintenance_sms.E": None}},
            {
                "at": "2026-03-25 15:00",
                "all": [
                    ("maintenance.E", "call", "2026-04-17 11:00", "2026-04-20 11:00", "upcoming"),
                    ("maintenance_sms.E", "sms", "2026-04-17 11:00", "2026-04-20 11:00", "upcoming"),
                ],
            },
            {
                "at": "2026-04-02 16:00",
                "all": [
                    ("maintenance.E", "call", "2026-04-17 11:00", "2026-04-20 11:00", "upcoming"),
                    ("maintenance_sms.E", "sms", "2026-04-22 15:00", "2026-04-25 15:00", "upcoming"),
                ],
            },
            {"at": "2026-04-17 11:00", "entry": ("due", "maintenance.E")},
        ],
    },
    {
        "name": "E with interest before N+8: from N+8",
        "because": "10 Mar 00:00 + 1mo = 10 Apr 00:00, lead 3 days; the call of 3 Mar 10:30 + 1mo = 3 Apr 10:30",
        "customer": {"tier": "E", "milestones": INQUIRY},
        "touches": [good("2026-03-03 10:30", "interested"), sms("2026-03-04 10:00")],
        "checks": [
            {"at": "2026-03-09 23:59:59", "some": {"maintenance.E": None, "maintenance_sms.E": None}},
            {
                "at": "2026-03-10 00:00",
                "some": {
                    "maintenance.E": ("2026-03-31 10:30", "2026-04-03 10:30", "upcoming"),
                    "maintenance_sms.E": ("2026-04-07 00:00", "2026-04-10 00:00", "upcoming"),
                },
            },
        ],
    },
    {
        "name": "E last called long before the rule began: due at its beginning, not earlier",
        "because": "8 Jan + 1mo lies before N+8 = 10 Mar: breach 11 Mar, less 3 days = 8 Mar, raised to 10 Mar",
        "customer": {"tier": "E", "milestones": INQUIRY},
        "touches": [good("2026-01-08 10:30", "interested")],
        "checks": [
            {
                "at": "2026-03-10 00:00",
                "some": {
                    "maintenance.E": ("2026-03-10 00:00", "2026-03-11 00:00", "open"),
                    "maintenance_sms.E": ("2026-04-07 00:00", "2026-04-10 00:00", "upcoming"),
                },
            }
        ],
    },
    {
        "name": "E without interest: no SMS after N+8",
        "because": "only customers with an `interested` touch",
        "customer": {"tier": "E", "milestones": INQUIRY},
        "touches": [good("2026-03-03 10:30")],
        "checks": [{"at": "2026-03-20 10:00", "some": {"maintenance_sms.E": None}}],
    },
]
