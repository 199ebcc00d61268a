"""The store (docs/rules.md#r12)."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import NEW_YORK, good, sms

STORE: list[dict[str, Any]] = [
    {
        "name": "store: delivered in March",
        "because": "2 Mar from 15:00; N+7 = 9 Mar; 1 May, Mid-Autumn 25 Sep, 1 Oct; 1 Jan and 17 Feb lie behind",
        "customer": {"milestones": [("delivered", "2026-03-02 15:00")]},
        "touches": [sms("2026-03-02 16:00")],
        "checks": [
            {
                "at": "2026-03-02 15:00",
                "all": [
                    ("thanks_sms", "sms", "2026-03-02 15:00", "2026-03-03 00:00", "open"),
                    ("day7", "call", "2026-03-09 00:00", "2026-03-10 00:00", "upcoming"),
                    ("holiday.labour_day", "sms", "2026-05-01 00:00", "2026-05-02 00:00", "upcoming"),
                    ("holiday.mid_autumn", "sms", "2026-09-25 00:00", "2026-09-26 00:00", "upcoming"),
                    ("holiday.national_day", "sms", "2026-10-01 00:00", "2026-10-02 00:00", "upcoming"),
                ],
                "gate": ("not_due", "2026-03-09 00:00"),
            },
            {"at": "2026-03-02 16:00", "some": {"thanks_sms": None}},
            {"at": "2026-03-08 23:59:59", "gate": ("not_due", "2026-03-09 00:00")},
            {"at": "2026-03-09 08:00", "entry": ("due", "day7")},
            {"at": "2026-03-09 23:59:59", "some": {"day7": ("2026-03-09", "2026-03-10", "open")}},
            {"at": "2026-03-10 00:00", "some": {"day7": ("2026-03-09", "2026-03-10", "breached")}},
        ],
    },
    {
        "name": "store: a thank-you that was missed is breached, a greeting that was missed has lapsed",
        "because": "20 Dec 24:00; 1 Jan closed by the SMS of 10:00; Spring Festival 17 Feb, the eve is another day",
        "customer": {"milestones": [("delivered", "2025-12-20 11:00")]},
        "touches": [good("2025-12-27 10:00"), sms("2026-01-01 10:00")],
        "checks": [
            {
                "at": "2025-12-31 23:59:59",
                "all": [("thanks_sms", "sms", "2025-12-20 11:00", "2025-12-21 00:00", "breached")],
                "gate": ("nothing_owed", None),
            },
            {
                "at": "2026-01-01 00:00",
                "some": {
                    "holiday.new_year": ("2026-01-01", "2026-01-02", "open"),
                    "holiday.spring_festival": ("2026-02-17", "2026-02-18", "upcoming"),
                },
            },
            {"at": "2026-01-01 10:00", "some": {"holiday.new_year": None, "thanks_sms": None}},
            {
                "at": "2026-02-16 23:59:59",
                "some": {"holiday.spring_festival": ("2026-02-17", "2026-02-18", "upcoming")},
            },
            {"at": "2026-02-17 00:00", "some": {"holiday.spring_festival": ("2026-02-17", "2026-02-18", "open")}},
            {"at": "2026-02-17 23:59:59", "some": {"holiday.spring_festival": ("2026-02-17", "2026-02-18", "open")}},
            {"at": "2026-02-18 00:00", "some": {"holiday.spring_festival": None}},
        ],
    },
    {
        "name": "store: the two National Days of 2028, one of them Mid-Autumn",
        "because": "Spring Festival 26 Jan 2028; Mid-Autumn 3 Oct 2028, within the National Day holidays",
        "customer": {"milestones": [("delivered", "2027-12-01")]},
        "touches": [sms("2027-12-01 10:00"), good("2027-12-08 10:00")],
        "checks": [
            {
                "at": "2028-01-02 00:00",
                "all": [
                    ("holiday.spring_festival", "sms", "2028-01-26 00:00", "2028-01-27 00:00", "upcoming"),
                    ("holiday.labour_day", "sms", "2028-05-01 00:00", "2028-05-02 00:00", "upcoming"),
                    ("holiday.national_day", "sms", "2028-10-01 00:00", "2028-10-02 00:00", "upcoming"),
                    ("holiday.mid_autumn", "sms", "2028-10-03 00:00", "2028-10-04 00:00", "upcoming"),
                ],
            }
        ],
    },
    {
        "name": "store: a birthday on 29 February",
        "because": "28 Feb 2026; a call is no SMS",
        "customer": {"birthday": "1996-02-29", "milestones": [("delivered", "2026-02-05 10:00")]},
        "touches": [sms("2026-02-05 11:00"), good("2026-02-28 09:00"), sms("2026-02-28 12:00")],
        "checks": [
            {"at": "2026-02-27 23:59:59", "some": {"birthday": ("2026-02-28", "2026-03-01", "upcoming")}},
            {"at": "2026-02-28 11:59:59", "some": {"birthday": ("2026-02-28", "2026-03-01", "open"), "day7": None}},
            {"at": "2026-02-28 12:00", "some": {"birthday": None}},
        ],
    },
    {
        "name": "store: delivered on the last of February, and in a 调休 week",
        "because": "28 Feb (a worked Saturday) + 7 = 7 Mar; with a date alone from 00:00",
        "customer": {"milestones": [("delivered", "2026-02-28")]},
        "checks": [
            {
                "at": "2026-02-28 09:00",
                "some": {
                    "thanks_sms": ("2026-02-28", "2026-03-01", "open"),
                    "day7": ("2026-03-07", "2026-03-08", "upcoming"),
                },
            },
            {"at": "2026-03-01 00:00", "some": {"thanks_sms": ("2026-02-28", "2026-03-01", "breached")}},
        ],
    },
    {
        "name": "store: an SMS on the eve greets nobody on the day",
        "because": "25 Sep 00:00 to 24:00; sent one second before",
        "customer": {"milestones": [("delivered", "2026-08-31")]},
        "touches": [sms("2026-09-24 23:59:59")],
        "checks": [
            {"at": "2026-09-25 00:00", "some": {"holiday.mid_autumn": ("2026-09-25", "2026-09-26", "open")}},
            {"at": "2026-09-26 00:00", "some": {"holiday.mid_autumn": None}},
        ],
    },
    {
        "name": "store: New York, a birthday of 23 hours",
        "because": "7 Mar 10:00 -05:00 = 15:00Z; 8 Mar 00:00 -05:00 = 05:00Z to 9 Mar 00:00 -04:00 = 04:00Z; 14 Mar",
        "campaign": NEW_YORK,
        "customer": {
            "birthday": "1980-03-08",
            "milestones": [("delivered", "2026-03-07 10:00")],
            "numbers": ["+12125550123"],
        },
        "checks": [
            {
                "at": "2026-03-08T05:00:00Z",
                "some": {
                    "thanks_sms": ("2026-03-07T15:00:00Z", "2026-03-08T05:00:00Z", "breached"),
                    "birthday": ("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "open"),
                    "day7": ("2026-03-14T04:00:00Z", "2026-03-15T04:00:00Z", "upcoming"),
                },
            },
            {"at": "2026-03-09T04:00:00Z", "some": {"birthday": None}},
        ],
    },
    {
        "name": "store: who has bought nothing is sent nothing",
        "because": "everything in the row stands under `delivered`",
        "reading": 'the greetings of R12 are asked for by the delivery, as the regulation\'s "buyers" are',
        "customer": {"created_at": "2025-12-01", "birthday": "1990-05-05"},
        "checks": [{"at": "2026-05-01 09:00", "all": [], "gate": ("nothing_owed", None)}],
    },
    {
        "name": "store: delivered on a holiday, the greeting is due from then on",
        "because": "1 May 11:00 to 24:00",
        "reading": "a greeting is not due before its rule begins",
        "customer": {"milestones": [("delivered", "2026-05-01 11:00")]},
        "checks": [
            {
                "at": "2026-05-01 11:00",
                "some": {"holiday.labour_day": ("2026-05-01 11:00", "2026-05-02 00:00", "open")},
            }
        ],
    },
]
