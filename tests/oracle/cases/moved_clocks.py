"""Clocks that are moved: summer time begins and ends. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import CAIRO, INQUIRY, NEW_YORK, good

MOVED_CLOCKS: list[dict[str, Any]] = [
    {
        "name": "New York, the night the clock goes forward",
        "because": "7 Mar 09:00 -05:00 + 24h exact = 8 Mar 10:00 -04:00; 8 Mar is 23 hours long",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("inquiry", "2026-03-07 09:00")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-07 10:00",
                "some": {
                    "first_call": ("2026-03-07T14:00:00Z", "2026-03-08T14:00:00Z", "open"),
                    "intro.N+1": ("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "upcoming"),
                },
            },
            {"at": "2026-03-08T13:59:59Z", "gate": ("window", "2026-03-08T14:00:00Z")},
            {"at": "2026-03-08T14:00:00Z", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "New York, seven days are 168 hours",
        "because": "4 Mar 10:30 -05:00 + 168h = 11 Mar 11:30 -04:00, lead 24h = 10 Mar 11:30 -04:00",
        "campaign": NEW_YORK,
        "customer": {"tier": "B", "milestones": [("inquiry", "2026-02-02 09:00")], "numbers": ["+12125550123"]},
        "touches": [good("2026-03-04 10:30")],
        "checks": [
            {
                "at": "2026-03-10T15:29:59Z",
                "some": {"maintenance.B": ("2026-03-10T15:30:00Z", "2026-03-11T15:30:00Z", "upcoming")},
            },
            {"at": "2026-03-10T15:30:00Z", "entry": ("due", "maintenance.B")},
            {"at": "2026-03-11T15:30:00Z", "entry": ("breached", "maintenance.B")},
        ],
    },
    {
        "name": "New York, a month later at a time that is skipped",
        "because": "8 Feb 02:30 + 1mo = 8 Mar 02:30, skipped: the earlier offset -05:00 = 07:30Z; lead 72h",
        "campaign": NEW_YORK,
        "customer": {"tier": "E", "milestones": [("inquiry", "2026-01-20 09:00")], "numbers": ["+12125550123"]},
        "touches": [good("2026-02-08 02:30", "interested")],
        "checks": [
            {
                "at": "2026-02-09 10:00",
                "some": {
                    "maintenance.E": ("2026-03-05T07:30:00Z", "2026-03-08T07:30:00Z", "upcoming"),
                    "maintenance_sms.E": ("2026-03-05T07:30:00Z", "2026-03-08T07:30:00Z", "upcoming"),
                },
            }
        ],
    },
    {
        "name": "New York, a month later at a time that comes twice",
        "because": "1 Oct 01:30 + 1mo = 1 Nov 01:30, twice: the first one, -04:00 = 05:30Z; lead 72h",
        "campaign": NEW_YORK,
        "customer": {"tier": "E", "milestones": [("inquiry", "2026-09-01 09:00")], "numbers": ["+12125550123"]},
        "touches": [good("2026-10-01 01:30", "interested")],
        "checks": [
            {
                "at": "2026-10-02 10:00",
                "some": {"maintenance.E": ("2026-10-29T05:30:00Z", "2026-11-01T05:30:00Z", "upcoming")},
            },
            {
                "at": "2026-11-01T05:29:59Z",
                "some": {"maintenance.E": ("2026-10-29T05:30:00Z", "2026-11-01T05:30:00Z", "open")},
            },
            {
                "at": "2026-11-01T06:30:00Z",
                "some": {"maintenance.E": ("2026-10-29T05:30:00Z", "2026-11-01T05:30:00Z", "breached")},
            },
        ],
    },
    {
        "name": "Cairo, a day that begins at 01:00",
        "because": "24 Apr 2026 00:00 is skipped: offset +02:00 = 23 Apr 22:00Z; 25 Apr 00:00 +03:00 = 24 Apr 21:00Z",
        "campaign": CAIRO,
        "customer": {"milestones": [("inquiry", "2026-04-23 10:00")], "numbers": ["+201001234567"]},
        "checks": [
            {
                "at": "2026-04-23T21:59:59Z",
                "some": {
                    "thanks_sms": ("2026-04-23T08:00:00Z", "2026-04-23T22:00:00Z", "open"),
                    "first_call": ("2026-04-23T08:00:00Z", "2026-04-24T08:00:00Z", "open"),
                    "intro.N+1": ("2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z", "upcoming"),
                },
            },
            {
                "at": "2026-04-23T22:00:00Z",
                "some": {
                    "thanks_sms": ("2026-04-23T08:00:00Z", "2026-04-23T22:00:00Z", "breached"),
                    "intro.N+1": ("2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z", "open"),
                },
            },
        ],
    },
    {
        "name": "Cairo, a day of 25 hours",
        "because": "29 Oct 2026 24:00 goes back to 23:00: 30 Oct 00:00 +02:00 = 29 Oct 22:00Z; 10:00 +03:00 = 07:00Z",
        "campaign": CAIRO,
        "customer": {"milestones": [("inquiry", "2026-10-29 10:00")], "numbers": ["+201001234567"]},
        "checks": [
            {
                "at": "2026-10-29T21:59:59Z",
                "some": {"thanks_sms": ("2026-10-29T07:00:00Z", "2026-10-29T22:00:00Z", "open")},
            },
            {
                "at": "2026-10-29T22:00:00Z",
                "some": {
                    "thanks_sms": ("2026-10-29T07:00:00Z", "2026-10-29T22:00:00Z", "breached"),
                    "first_call": ("2026-10-29T07:00:00Z", "2026-10-30T07:00:00Z", "open"),
                    "intro.N+1": ("2026-10-29T22:00:00Z", "2026-10-30T22:00:00Z", "open"),
                },
            },
        ],
    },
    {
        "name": "a customer in New York of a campaign in Shanghai",
        "because": "08:00, 10:00 -05:00 = 21:00, 23:00 +08:00; from 8 Mar 10:00 -04:00 = 22:00; days stay Shanghai's",
        "customer": {"timezone": "America/New_York", "milestones": INQUIRY},
        "checks": [
            {"at": "2026-03-02 10:05", "gate": ("legal_frame", "2026-03-02 21:00")},  # 21:05 the day before there
            {"at": "2026-03-02 20:59:59", "gate": ("legal_frame", "2026-03-02 21:00")},
            {"at": "2026-03-02 21:00", "gate": ("window", "2026-03-02 23:00")},
            {"at": "2026-03-02 22:59:59", "gate": ("window", "2026-03-02 23:00")},
            {
                "at": "2026-03-02 23:00",
                "some": {"intro.N+1": ("2026-03-03 00:00", "2026-03-04 00:00", "upcoming")},
                "entry": ("fresh", "first_call"),
            },
            {"at": "2026-03-09 21:59:59", "gate": ("window", "2026-03-09 22:00")},
            {"at": "2026-03-09 22:00", "entry": ("breached", "first_call")},
        ],
    },
]
