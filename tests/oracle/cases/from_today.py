"""Lists that were imported from today on: 9 April 2026, 10:00, a Thursday. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import INQUIRY, call, good

HISTORY = "2026-04-09 10:00"

FROM_TODAY: list[dict[str, Any]] = [
    {
        "name": "a list from today: a weekly call long overdue is due now, and breached a lead later",
        "because": "3 Mar + 7d and N+8 + 1 day lie before it: breach = 9 Apr 10:00 + 1 day; SMS, N+4, N+7 are history",
        "customer": {"tier": "A", "milestones": INQUIRY, "history_until": HISTORY},
        "touches": [good("2026-03-03 10:30")],
        "checks": [
            {
                "at": HISTORY,
                "all": [
                    ("maintenance.A", "call", "2026-04-09 10:00", "2026-04-10 10:00", "open"),
                    ("unreached.A", "call", "2026-04-09 10:00", "2026-04-10 10:00", "open"),
                ],
                "entry": ("due", "maintenance.A"),
            },
            {"at": "2026-04-10 10:00", "entry": ("breached", "maintenance.A")},
        ],
    },
    {
        "name": "a list from today: a time that runs out within the lead is put off to its end",
        "because": "3 Apr 09:00 + 7d = 10 Apr 09:00, an hour before 9 Apr 10:00 + 1 day",
        "customer": {"tier": "A", "milestones": INQUIRY, "history_until": HISTORY},
        "touches": [good("2026-04-03 09:00")],
        "checks": [
            {"at": HISTORY, "some": {"maintenance.A": ("2026-04-09 10:00", "2026-04-10 10:00", "open")}},
        ],
    },
    {
        "name": "a list from today: what runs runs on, and a call begins the next week as ever",
        "because": "4 Apr 10:30 + 7d = 11 Apr 10:30; then 9 Apr 15:00 + 7d = 16 Apr 15:00, each less 1 day",
        "customer": {"tier": "A", "milestones": INQUIRY, "history_until": HISTORY},
        "touches": [good("2026-04-04 10:30"), good("2026-04-09 15:00")],
        "checks": [
            {"at": HISTORY, "some": {"maintenance.A": ("2026-04-10 10:30", "2026-04-11 10:30", "upcoming")}},
            {
                "at": "2026-04-09 15:00",
                "some": {"maintenance.A": ("2026-04-15 15:00", "2026-04-16 15:00", "upcoming")},
            },
        ],
    },
    {
        "name": "a list from today: a fresh lead of the evening before is owed its first call",
        "because": "8 Apr 18:00 + 24h = 9 Apr 18:00 lies after 9 Apr 10:00; the SMS of 8 Apr ran out at its end",
        "customer": {"milestones": [("inquiry", "2026-04-08 18:00")], "history_until": HISTORY},
        "checks": [
            {
                "at": HISTORY,
                "some": {
                    "first_call": ("2026-04-08 18:00", "2026-04-09 18:00", "open"),
                    "intro.N+1": ("2026-04-09 00:00", "2026-04-10 00:00", "open"),
                    "thanks_sms": None,
                },
                "entry": ("fresh", "first_call"),
            },
        ],
    },
    {
        "name": "a list from today: promises and retries that ran out before are history, others are kept",
        "because": "7 Apr 14:15 lies before; 8 Apr 11:00 + 48h = 10 Apr 11:00, due 2h after the attempt",
        "customer": {"milestones": INQUIRY, "history_until": HISTORY},
        "touches": [
            good("2026-04-06 11:00", "callback", callback_at="2026-04-07 14:00"),
            call("2026-04-08 11:00", "no_answer"),
        ],
        "checks": [
            {
                "at": HISTORY,
                "some": {"callback": None, "retry": ("2026-04-08 13:00", "2026-04-10 11:00", "open")},
                "entry": ("retry", "retry"),
            },
        ],
    },
]
