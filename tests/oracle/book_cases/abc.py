"""The sales managers (docs/rules.md#r3)."""

from __future__ import annotations

from typing import Any

from tests.oracle.book_cases.words import CLOSED_HOLIDAYS
from tests.oracle.cases.words import NEW_YORK, call, good

ABC: list[dict[str, Any]] = [
    {
        "name": "abc: A by probability, two calls in seven days",
        "because": "61 > 60; from 2 Mar 09:00 + 7d = 9 Mar 09:00, lead 3 days = 6 Mar 09:00",
        "customer": {"created_at": "2026-03-02 09:00", "attributes": {"close_probability": "61"}},
        "checks": [
            {
                "at": "2026-03-06 08:59:59",
                "tier": "A",
                "all": [("contact.A", "call", "2026-03-06 09:00", "2026-03-09 09:00", "upcoming")],
                "gate": ("not_due", "2026-03-06 09:00"),
            },
            {"at": "2026-03-06 09:00", "entry": ("due", "contact.A")},
            {"at": "2026-03-09 08:59:59", "entry": ("due", "contact.A")},
            {"at": "2026-03-09 09:00", "entry": ("breached", "contact.A")},
            {"at": "2026-03-09 20:59:59", "entry": ("breached", "contact.A")},
            {"at": "2026-03-09 21:00", "gate": ("legal_frame", "2026-03-10 08:00")},
        ],
    },
    {
        "name": "abc: one call of two does not count as two",
        "because": "one call: the base stays 2 Mar 09:00; two: 3 Mar 10:00 + 7d = 10 Mar 10:00, lead 3 days",
        "customer": {"created_at": "2026-03-02 09:00", "attributes": {"close_probability": "85%"}},
        "touches": [call("2026-03-03 10:00", "neutral"), call("2026-03-05 15:00", "interested")],
        "checks": [
            {
                "at": "2026-03-05 14:59:59",
                "all": [("contact.A", "call", "2026-03-06 09:00", "2026-03-09 09:00", "upcoming")],
            },
            {
                "at": "2026-03-05 15:00",
                "all": [("contact.A", "call", "2026-03-07 10:00", "2026-03-10 10:00", "upcoming")],
            },
        ],
    },
    {
        "name": "abc: 60 is not above 60, so the given B, due from a week on",
        "because": "3 Mar 10:00 + 7d = 10 Mar 10:00, + 14d = 17 Mar 10:00",
        "customer": {"tier": "B", "created_at": "2026-03-02 09:00", "attributes": {"close_probability": "60"}},
        "touches": [good("2026-03-03 10:00")],
        "checks": [
            {"at": "2026-03-10 09:59:59", "tier": "B", "gate": ("not_due", "2026-03-10 10:00")},
            {
                "at": "2026-03-10 10:00",
                "all": [("contact.B", "call", "2026-03-10 10:00", "2026-03-17 10:00", "open")],
                "entry": ("due", "contact.B"),
            },
            {"at": "2026-03-17 09:59:59", "entry": ("due", "contact.B")},
            {"at": "2026-03-17 10:00", "entry": ("breached", "contact.B")},
        ],
    },
    {
        "name": "abc: a given A without a probability is a C, a month from the end of January",
        "because": "`else the given B or C, else C`; 31 Jan 10:00 + 1mo = 28 Feb 10:00, lead 3 days = 25 Feb 10:00",
        "customer": {"tier": "A", "created_at": "2026-01-05 09:00"},
        "touches": [good("2026-01-31 10:00")],
        "checks": [
            {
                "at": "2026-02-25 09:59:59",
                "tier": "C",
                "all": [("contact.C", "call", "2026-02-25 10:00", "2026-02-28 10:00", "upcoming")],
            },
            {"at": "2026-02-25 10:00", "entry": ("due", "contact.C")},
            {"at": "2026-02-28 10:00", "entry": ("breached", "contact.C")},
        ],
    },
    {
        "name": "abc: the quotation ends on the fifth day",
        "because": "24 Feb + 5 = 1 Mar, all of it; came with the quotation: 24 Feb 16:00 + 1mo = 24 Mar 16:00",
        "customer": {"milestones": [("quoted", "2026-02-24 16:00")]},
        "checks": [
            {
                "at": "2026-02-28 23:59:59",
                "all": [
                    ("quote", "call", "2026-03-01 00:00", "2026-03-02 00:00", "upcoming"),
                    ("contact.C", "call", "2026-03-21 16:00", "2026-03-24 16:00", "upcoming"),
                ],
                "gate": ("not_due", "2026-03-01 00:00"),
            },
            {"at": "2026-03-01 00:00", "gate": ("legal_frame", "2026-03-01 08:00")},
            {"at": "2026-03-01 08:00", "entry": ("due", "quote")},
            {
                "at": "2026-03-01 23:59:59",
                "some": {"quote": ("2026-03-01 00:00", "2026-03-02 00:00", "open")},
                "gate": ("legal_frame", "2026-03-02 08:00"),
            },
            {"at": "2026-03-02 08:00", "entry": ("breached", "quote")},
        ],
    },
    {
        "name": "abc: days run through a 调休 week, dialling rests where the list is closed",
        "because": "30 Apr + 5 = 5 May, the last of the five days off; open again on Wednesday 6 May",
        "campaign": CLOSED_HOLIDAYS,
        "customer": {"milestones": [("quoted", "2026-04-30")]},
        "checks": [
            {
                "at": "2026-05-05 10:00",
                "all": [
                    ("quote", "call", "2026-05-05 00:00", "2026-05-06 00:00", "open"),
                    ("contact.C", "call", "2026-05-27 00:00", "2026-05-30 00:00", "upcoming"),
                ],
                "gate": ("closed_day", "2026-05-06 00:00"),
            },
            {"at": "2026-05-06 08:00", "entry": ("breached", "quote")},
        ],
    },
    {
        "name": "abc: fourteen days in New York are 336 hours",
        "because": "1 Mar 10:00 -05:00 = 15:00Z; + 168h = 8 Mar 15:00Z, + 336h = 15 Mar 15:00Z (11:00 -04:00)",
        "campaign": NEW_YORK,
        "customer": {"tier": "B", "created_at": "2026-02-20", "numbers": ["+12125550123"]},
        "touches": [good("2026-03-01 10:00")],
        "checks": [
            {"at": "2026-03-08T14:59:59Z", "gate": ("not_due", "2026-03-08T15:00:00Z")},
            {"at": "2026-03-08T15:00:00Z", "entry": ("due", "contact.B")},
            {
                "at": "2026-03-15T15:00:00Z",
                "all": [("contact.B", "call", "2026-03-08T15:00:00Z", "2026-03-15T15:00:00Z", "breached")],
            },
        ],
    },
    {
        "name": "abc: no retry, but the gap and the third failure of a day",
        "because": "10:00 + 2h = 12:00; the third at 15:00: to 17:00, then until 7 Mar; nothing is ever spent",
        "customer": {"created_at": "2026-03-02 09:00", "attributes": {"close_probability": "90"}},
        "touches": [
            call("2026-03-06 10:00", "no_answer"),
            call("2026-03-06 12:30", "busy"),
            call("2026-03-06 15:00", "voicemail"),
            call("2026-03-07 09:00", "no_answer"),
        ],
        "checks": [
            {
                "at": "2026-03-06 11:59:59",
                "all": [("contact.A", "call", "2026-03-06 09:00", "2026-03-09 09:00", "open")],
                "gate": ("gap", "2026-03-06 12:00"),
            },
            {"at": "2026-03-06 12:00", "entry": ("due", "contact.A")},
            {"at": "2026-03-06 16:59:59", "gate": ("gap", "2026-03-06 17:00")},
            {"at": "2026-03-06 17:00", "gate": ("daily_cap", "2026-03-07 00:00")},
            {"at": "2026-03-07 08:00", "entry": ("due", "contact.A")},
            {"at": "2026-03-07 11:00", "entry": ("due", "contact.A")},  # the fourth in a row, the first of its day
        ],
    },
    {
        "name": "abc: a refusal reaches, and no test says that it does not count",
        "because": "3 Mar 10:00 + 14d = 17 Mar 10:00, due from + 7d; no rest until the next day",
        "reading": "a rulebook that sets no `effective` test counts every reached call, a refused one too",
        "customer": {"tier": "B", "created_at": "2026-03-02 09:00"},
        "touches": [call("2026-03-03 10:00", "refused")],
        "checks": [
            {
                "at": "2026-03-03 10:00",
                "all": [("contact.B", "call", "2026-03-10 10:00", "2026-03-17 10:00", "upcoming")],
                "gate": ("not_due", "2026-03-10 10:00"),
            }
        ],
    },
    {
        "name": "abc: a list from today",
        "because": "10 Feb + 14d lies before: due 9 Mar 10:00, breach its 7 days later; the quotation ended on 7 Mar",
        "customer": {
            "tier": "B",
            "created_at": "2026-01-02 09:00",
            "milestones": [("quoted", "2026-03-01")],
            "history_until": "2026-03-09 10:00",
        },
        "touches": [good("2026-02-10 10:00")],
        "checks": [
            {
                "at": "2026-03-09 10:00",
                "all": [("contact.B", "call", "2026-03-09 10:00", "2026-03-16 10:00", "open")],
                "entry": ("due", "contact.B"),
            }
        ],
    },
]
