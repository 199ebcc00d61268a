"""Complaints, repairs (docs/rules.md#r10)."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import CAIRO, NEW_YORK, call, sms

SERVICE: list[dict[str, Any]] = [
    {
        "name": "service: example 6, a complaint before the October holidays",
        "because": "1 to 7 Oct are off, 8 and 9 Oct are the two working days: 9 Oct 24:00",
        "customer": {"milestones": [("complaint_resolved", "2026-09-30 15:00")]},
        "checks": [
            {"at": "2026-09-30 14:59:59", "all": [], "gate": ("nothing_owed", None)},
            {
                "at": "2026-09-30 15:00",
                "all": [("complaint_resolved", "call", "2026-09-30 15:00", "2026-10-10 00:00", "open")],
                "entry": ("due", "complaint_resolved"),
            },
            {
                "at": "2026-10-09 23:59:59",
                "some": {"complaint_resolved": ("2026-09-30 15:00", "2026-10-10 00:00", "open")},
            },
            {
                "at": "2026-10-10 00:00",
                "some": {"complaint_resolved": ("2026-09-30 15:00", "2026-10-10 00:00", "breached")},
            },
            {"at": "2026-10-10 08:00", "entry": ("breached", "complaint_resolved")},
        ],
    },
    {
        "name": "service: a Saturday that is worked before Spring Festival",
        "because": "Fri 13 Feb: Sat 14 Feb is worked, 15 to 23 Feb are off, Tue 24 Feb is the second: 25 Feb 00:00",
        "customer": {"milestones": [("repair_done", "2026-02-13")]},
        "checks": [
            {"at": "2026-02-13 00:00", "gate": ("legal_frame", "2026-02-13 08:00")},
            {
                "at": "2026-02-24 23:59:59",
                "all": [("repair_done", "call", "2026-02-13 00:00", "2026-02-25 00:00", "open")],
            },
            {"at": "2026-02-25 08:00", "entry": ("breached", "repair_done")},
        ],
    },
    {
        "name": "service: one call answers for complaint and repair, an SMS for neither",
        "because": "2 Mar: 3, 4 Mar; 3 Mar: 4, 5 Mar; no answer at 08:30 rests two hours, there is no retry",
        "customer": {"milestones": [("complaint_resolved", "2026-03-02"), ("repair_done", "2026-03-03 10:00")]},
        "touches": [
            sms("2026-03-03 11:00"),
            call("2026-03-04 08:30", "no_answer"),
            call("2026-03-04 11:00", "neutral"),
        ],
        "checks": [
            {
                "at": "2026-03-04 08:30",
                "all": [
                    ("complaint_resolved", "call", "2026-03-02 00:00", "2026-03-05 00:00", "open"),
                    ("repair_done", "call", "2026-03-03 10:00", "2026-03-06 00:00", "open"),
                ],
                "gate": ("gap", "2026-03-04 10:30"),
            },
            {"at": "2026-03-04 10:30", "entry": ("due", "complaint_resolved")},
            {"at": "2026-03-04 11:00", "all": [], "gate": ("nothing_owed", None)},
        ],
    },
    {
        "name": "service: a department answers on a Friday afternoon",
        "because": "Fri 6 Mar 15:00: the next working day is Mon 9 Mar, breach 10 Mar 00:00; an SMS is no call",
        "customer": {"milestones": [("hand_on_answered", "2026-03-06 15:00")]},
        "touches": [sms("2026-03-06 16:00"), call("2026-03-09 11:00", "neutral")],
        "checks": [
            {"at": "2026-03-06 14:59", "all": []},
            {
                "at": "2026-03-09 10:59",
                "all": [("hand_on", "call", "2026-03-06 15:00", "2026-03-10 00:00", "open")],
                "entry": ("due", "hand_on"),
            },
            {"at": "2026-03-09 11:00", "all": [], "gate": ("nothing_owed", None)},
        ],
    },
    {
        "name": "service: over the end of a month and a weekend",
        "because": "Fri 30 Jan: Mon 2 and Tue 3 Feb: 4 Feb 00:00",
        "customer": {"milestones": [("complaint_resolved", "2026-01-30 09:00")]},
        "checks": [
            {
                "at": "2026-02-03 23:59:59",
                "all": [("complaint_resolved", "call", "2026-01-30 09:00", "2026-02-04 00:00", "open")],
            }
        ],
    },
    {
        "name": "service: a newer complaint replaces the older one",
        "because": "2 Mar: 5 Mar 00:00; Mon 9 Mar: 10, 11 Mar: 12 Mar 00:00",
        "customer": {
            "milestones": [("complaint_resolved", "2026-03-02 09:00"), ("complaint_resolved", "2026-03-09 10:00")]
        },
        "checks": [
            {
                "at": "2026-03-09 09:59:59",
                "all": [("complaint_resolved", "call", "2026-03-02 09:00", "2026-03-05 00:00", "breached")],
            },
            {
                "at": "2026-03-09 10:00",
                "all": [("complaint_resolved", "call", "2026-03-09 10:00", "2026-03-12 00:00", "open")],
            },
        ],
    },
    {
        "name": "service: New York, over the night the clock goes forward",
        "because": "Fri 6 Mar 10:00 -05:00 = 15:00Z; Mon 9, Tue 10 Mar: 11 Mar 00:00 -04:00 = 04:00Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("repair_done", "2026-03-06 10:00")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-11T03:59:59Z",
                "all": [("repair_done", "call", "2026-03-06T15:00:00Z", "2026-03-11T04:00:00Z", "open")],
            },
            {
                "at": "2026-03-11T04:00:00Z",
                "all": [("repair_done", "call", "2026-03-06T15:00:00Z", "2026-03-11T04:00:00Z", "breached")],
            },
        ],
    },
    {
        "name": "service: Cairo, where Friday and Saturday are the weekend",
        "because": "Thu 23 Apr 12:00 +02:00 = 10:00Z; Sun 26, Mon 27 Apr: 28 Apr 00:00 +03:00 = 27 Apr 21:00Z",
        "campaign": CAIRO,
        "customer": {"milestones": [("complaint_resolved", "2026-04-23 12:00")], "numbers": ["+201001234567"]},
        "checks": [
            {
                "at": "2026-04-27T20:59:59Z",
                "all": [("complaint_resolved", "call", "2026-04-23T10:00:00Z", "2026-04-27T21:00:00Z", "open")],
            }
        ],
    },
]
