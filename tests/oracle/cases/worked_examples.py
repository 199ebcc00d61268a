"""The worked examples (docs/rules.md#examples). The format is the package's."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import INQUIRY, N1_AHEAD, N4, N5, N7, PROMO_LATE, THANKS_LATE, THANKS_OPEN, call, good

WORKED_EXAMPLES: list[dict[str, Any]] = [
    {
        "name": "example 1: an untouched inquiry",
        "because": "24h from 2 Mar 09:00 = 3 Mar 09:00; 10:05 is inside 10:00-12:00; thanks due not before the inquiry",
        "customer": {"milestones": INQUIRY},
        "checks": [
            {"at": "2026-03-02 09:00", "gate": ("window", "2026-03-02 10:00")},
            {"at": "2026-03-02 09:59:59", "gate": ("window", "2026-03-02 10:00")},
            {
                "at": "2026-03-02 10:05",
                "all": [
                    THANKS_OPEN,
                    ("first_call", "call", "2026-03-02 09:00", "2026-03-03 09:00", "open"),
                    N1_AHEAD,
                    N4,
                    N5,
                    N7,
                ],
                "entry": ("fresh", "first_call"),
            },
            {"at": "2026-03-02 23:59:59", "some": {"thanks_sms": ("2026-03-02 09:00", "2026-03-03 00:00", "open")}},
            {"at": "2026-03-03 00:00", "some": {"intro.N+1": ("2026-03-03 00:00", "2026-03-04 00:00", "open")}},
            {"at": "2026-03-03 08:59:59", "some": {"first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "open")}},
            {"at": "2026-03-03 09:00", "some": {"first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "breached")}},
            {
                "at": "2026-03-03 10:05",
                "all": [
                    THANKS_LATE,
                    ("first_call", "call", "2026-03-02 09:00", "2026-03-03 09:00", "breached"),
                    ("intro.N+1", "call", "2026-03-03 00:00", "2026-03-04 00:00", "open"),
                    N4,
                    N5,
                    N7,
                ],
                "entry": ("breached", "first_call"),
            },
        ],
    },
    {
        "name": "example 1: one effective call closes both calls",
        "because": "a touch closes every open obligation it qualifies for; the SMS stays; the next call is N+4 = 6 Mar",
        "customer": {"milestones": INQUIRY},
        "touches": [good("2026-03-03 10:10")],
        "checks": [
            {"at": "2026-03-03 10:10", "all": [THANKS_LATE, N4, N5, N7], "gate": ("not_due", "2026-03-06 00:00")}
        ],
    },
    {
        "name": "example 2: the weekly rule of an A customer",
        "because": "N+8 = 10 Mar; base 9 Mar 10:30 + 7d = 16 Mar 10:30, lead 1 day; unreached.A has the same base",
        "customer": {"tier": "A", "milestones": INQUIRY},
        "touches": [good("2026-03-03 10:30"), good("2026-03-06 10:30"), good("2026-03-09 10:30")],
        "checks": [
            {
                "at": "2026-03-09 23:59:59",
                "some": {
                    "maintenance.A": None,
                    "unreached.A": ("2026-03-15 10:30", "2026-03-16 10:30", "upcoming"),
                },
            },
            {
                "at": "2026-03-10 00:00",
                "all": [
                    THANKS_LATE,
                    PROMO_LATE,
                    ("maintenance.A", "call", "2026-03-15 10:30", "2026-03-16 10:30", "upcoming"),
                    ("unreached.A", "call", "2026-03-15 10:30", "2026-03-16 10:30", "upcoming"),
                ],
            },
            {"at": "2026-03-15 10:29:59", "gate": ("not_due", "2026-03-15 10:30")},
            {"at": "2026-03-15 10:30", "entry": ("due", "maintenance.A")},
            {"at": "2026-03-16 10:29:59", "entry": ("due", "maintenance.A")},
            {"at": "2026-03-16 10:30", "entry": ("breached", "maintenance.A")},
            {"at": "2026-03-16 10:31", "entry": ("breached", "maintenance.A")},
        ],
    },
    {
        "name": "example 3: the gap, then the closed noon",
        "because": "10:40 + 2h = 12:40, in 12:00-14:00 no window; retry breach 16 Mar 10:40 + 48h",
        "customer": {"tier": "A", "milestones": INQUIRY},
        "touches": [
            good("2026-03-03 10:30"),
            good("2026-03-06 10:30"),
            good("2026-03-09 10:30"),
            call("2026-03-16 10:40", "no_answer"),
        ],
        "checks": [
            {"at": "2026-03-16 10:40", "gate": ("gap", "2026-03-16 12:40")},
            {"at": "2026-03-16 11:59:59", "gate": ("gap", "2026-03-16 12:40")},
            {"at": "2026-03-16 12:00", "gate": ("window", "2026-03-16 14:00")},
            {"at": "2026-03-16 13:59:59", "gate": ("window", "2026-03-16 14:00")},
            {
                "at": "2026-03-16 14:00",
                "some": {"retry": ("2026-03-16 12:40", "2026-03-18 10:40", "open")},
                "entry": ("breached", "maintenance.A"),
            },
            {"at": "2026-03-18 10:40", "some": {"retry": ("2026-03-16 12:40", "2026-03-18 10:40", "breached")}},
        ],
    },
]
