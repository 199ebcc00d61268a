"""Hand-worked cases of the rulebooks beside telesales, as plain data: dates computed from the text of RULES §4, not by
any program.

The format is that of ``cases.py``, with ``rulebook``; rule ids stand without its name.  Beside that
- the tier is none unless it is given; ``attributes``, ``birthday`` and ``revenue`` are columns of the customer;
- ``members`` are the other customers of the list, where a cohort is drawn from it (R15, R21);
- a check may hold ``tier`` (the tier that the rulebook puts the customer into) and ``agent``, for whom ``gate`` is;
- ``reading`` says which reading a case rests on, where RULES can be read in another way.
"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import CAIRO, N1, N2, NEW_YORK, call, good, incoming, sms, visit

CLOSED_HOLIDAYS = {"closed_holidays": True}


def email(at: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "channel": "email", **more}


# ------------------------------------------------------------------------------------------- R3: the sales managers

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
]

# ------------------------------------------------------------------------------------ R9: dealers and end customers

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
]

# ------------------------------------------------------------------------------------------ R10: complaints, repairs

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

# --------------------------------------------------------------------------------- R11: before and after the sale

DELIVERED_2_MARCH = [
    ("delivered.2h", "call", "2026-03-02 10:00", "2026-03-02 12:00", "open"),
    ("delivered.day1-3", "call", "2026-03-03 00:00", "2026-03-06 00:00", "upcoming"),
    ("delivered.day7", "call", "2026-03-09 00:00", "2026-03-10 00:00", "upcoming"),
    ("delivered.1mo", "call", "2026-04-02 00:00", "2026-04-03 00:00", "upcoming"),
    ("delivered.3mo", "call", "2026-06-02 00:00", "2026-06-03 00:00", "upcoming"),
]


def kept_up(tier: str | None, rule: str, due: str, breach: str, because: str) -> dict[str, Any]:
    """A customer of the inquiry of 2 March whom a call of 9 March closed everything for."""
    return {
        "name": f"dealership: from N+8, {tier or 'no tier'}",
        "because": because,
        "customer": {"tier": tier, "milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [good("2026-03-09 10:30", "interested")],
        "checks": [
            {"at": "2026-03-09 23:59:59", "some": {rule: None}},
            {"at": "2026-03-10 00:00", "some": {rule: (due, breach, "upcoming"), "first_call": None}},
            {"at": due, "some": {rule: (due, breach, "open")}},
            {"at": breach, "some": {rule: (due, breach, "breached")}},
        ],
    }


DEALERSHIP: list[dict[str, Any]] = [
    {
        "name": "dealership: the inquiry without windows and without a note test",
        "because": "08:00-21:00 the whole day; a reached call without a note counts; 24h from 09:00",
        "customer": {"milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [call("2026-03-02 12:30", "neutral")],
        "checks": [
            {"at": "2026-03-02 09:00", "entry": ("fresh", "first_call")},
            {
                "at": "2026-03-02 12:29:59",
                "all": [
                    ("thanks_sms", "sms", "2026-03-02 09:00", "2026-03-03 00:00", "open"),
                    ("first_call", "call", "2026-03-02 09:00", "2026-03-03 09:00", "open"),
                    ("intro.N+1", "call", "2026-03-03 00:00", "2026-03-04 00:00", "upcoming"),
                    ("intro.N+4", "call", "2026-03-06 00:00", "2026-03-07 00:00", "upcoming"),
                    ("promo_sms", "sms", "2026-03-07 00:00", "2026-03-08 00:00", "upcoming"),
                    ("intro.N+7", "call", "2026-03-09 00:00", "2026-03-10 00:00", "upcoming"),
                ],
                "entry": ("fresh", "first_call"),
            },
            {"at": "2026-03-02 12:30", "some": {"first_call": None}, "gate": ("not_due", "2026-03-03 00:00")},
            {"at": "2026-03-03 07:59:59", "gate": ("legal_frame", "2026-03-03 08:00")},
            {"at": "2026-03-03 08:00", "entry": ("due", "intro.N+1")},
        ],
    },
    {
        "name": "dealership: an inquiry with a date alone",
        "because": "no window, so the hours run from 08:00, the legal frame's: 3 Mar 08:00",
        "customer": {"milestones": [("inquiry", "2026-03-02")]},
        "checks": [
            {"at": "2026-03-03 07:59:59", "some": {"first_call": ("2026-03-02 00:00", "2026-03-03 08:00", "open")}},
            {"at": "2026-03-03 08:00", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "dealership: a refusal does not count",
        "because": "reached, not effective: rest until 3 Mar 00:00; at 08:00 the 24h still run to 09:00",
        "reading": "R11 drops the note test of R1, not `not refused, not do_not_call`",
        "customer": {"milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [call("2026-03-02 09:30", "refused")],
        "checks": [
            {
                "at": "2026-03-02 09:30",
                "some": {"first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "open")},
                "gate": ("gap", "2026-03-03 00:00"),
            },
            {"at": "2026-03-03 08:00", "entry": ("due", "first_call")},
        ],
    },
    {
        "name": "dealership: the retry of R1",
        "because": "2 Mar 09:30 + 2h = 11:30, + 48h = 4 Mar 09:30",
        "customer": {"milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [call("2026-03-02 09:30", "no_answer")],
        "checks": [
            {"at": "2026-03-02 11:29:59", "gate": ("gap", "2026-03-02 11:30")},
            {
                "at": "2026-03-02 11:30",
                "some": {"retry": ("2026-03-02 11:30", "2026-03-04 09:30", "open")},
                "entry": ("retry", "retry"),
            },
            {"at": "2026-03-04 09:30", "some": {"retry": ("2026-03-02 11:30", "2026-03-04 09:30", "breached")}},
        ],
    },
    kept_up("B", "maintenance.B", "2026-03-15 10:30", "2026-03-16 10:30", "9 Mar 10:30 + 7d, lead 1 day"),
    kept_up("C", "maintenance.C", "2026-03-22 10:30", "2026-03-23 10:30", "9 Mar 10:30 + 14d, lead 1 day"),
    kept_up("D", "maintenance.D", "2026-03-22 10:30", "2026-03-23 10:30", "9 Mar 10:30 + 14d, lead 1 day"),
    kept_up(None, "maintenance.D", "2026-03-22 10:30", "2026-03-23 10:30", "no tier has the duties of D"),
    kept_up("E", "maintenance.E", "2026-04-06 10:30", "2026-04-09 10:30", "9 Mar 10:30 + 1mo, lead 3 days"),
    {
        "name": "dealership: from N+8, two SMS a month for E",
        "because": "interest 9 Mar, so from N+8 = 10 Mar 00:00 + 1mo = 10 Apr 00:00, lead 3 days",
        "customer": {"tier": "E", "milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [good("2026-03-09 10:30", "interested"), sms("2026-03-20 10:00")],
        "checks": [
            {
                "at": "2026-04-07 00:00",
                "some": {"maintenance_sms.E": ("2026-04-07 00:00", "2026-04-10 00:00", "open")},
            },
            {
                "at": "2026-04-10 00:00",
                "some": {"maintenance_sms.E": ("2026-04-07 00:00", "2026-04-10 00:00", "breached")},
            },
        ],
    },
    {
        "name": "dealership: from N+8, A",
        "because": "9 Mar 10:30 + 7d = 16 Mar 10:30, lead 1 day, for both",
        "customer": {"tier": "A", "milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [sms("2026-03-02 09:10"), sms("2026-03-07 10:00"), call("2026-03-09 10:30", "neutral")],
        "checks": [
            {
                "at": "2026-03-10 00:00",
                "all": [
                    ("maintenance.A", "call", "2026-03-15 10:30", "2026-03-16 10:30", "upcoming"),
                    ("unreached.A", "call", "2026-03-15 10:30", "2026-03-16 10:30", "upcoming"),
                ],
            },
            {"at": "2026-03-16 10:29:59", "entry": ("due", "maintenance.A")},
            {"at": "2026-03-16 10:30", "entry": ("breached", "maintenance.A")},
        ],
    },
    {
        "name": "dealership: delivered at ten in the morning",
        "because": "2h = 12:00; 3 to 5 Mar; N+7 = 9 Mar; N+1mo = 2 Apr; N+3mo = 2 Jun",
        "customer": {"milestones": [("delivered", "2026-03-02 10:00")]},
        "touches": [good("2026-03-02 11:59:59"), good("2026-03-05 20:00")],
        "checks": [
            {"at": "2026-03-02 10:00", "all": DELIVERED_2_MARCH, "entry": ("due", "delivered.2h")},
            {"at": "2026-03-02 11:59:58", "entry": ("due", "delivered.2h")},
            {"at": "2026-03-02 11:59:59", "all": DELIVERED_2_MARCH[1:], "gate": ("not_due", "2026-03-03 00:00")},
            {"at": "2026-03-05 19:59:59", "entry": ("due", "delivered.day1-3")},
            {"at": "2026-03-05 20:00", "all": DELIVERED_2_MARCH[2:]},
            {"at": "2026-03-09 23:59:59", "some": {"delivered.day7": ("2026-03-09", "2026-03-10", "open")}},
            {"at": "2026-03-10 08:00", "entry": ("breached", "delivered.day7")},
        ],
    },
    {
        "name": "dealership: delivered on a date, the last of November",
        "because": "hours from 08:00: 10:00; 30 Nov + 1mo = 30 Dec, + 3mo = 28 Feb 2027",
        "customer": {"milestones": [("inquiry", "2026-11-02 09:00"), ("delivered", "2026-11-30")]},
        "checks": [
            {
                "at": "2026-11-30 09:59:59",
                "all": [
                    ("delivered.2h", "call", "2026-11-30 00:00", "2026-11-30 10:00", "open"),
                    ("delivered.day1-3", "call", "2026-12-01 00:00", "2026-12-04 00:00", "upcoming"),
                    ("delivered.day7", "call", "2026-12-07 00:00", "2026-12-08 00:00", "upcoming"),
                    ("delivered.1mo", "call", "2026-12-30 00:00", "2026-12-31 00:00", "upcoming"),
                    ("delivered.3mo", "call", "2027-02-28 00:00", "2027-03-01 00:00", "upcoming"),
                ],
                "entry": ("due", "delivered.2h"),
            },
            {"at": "2026-11-30 10:00", "entry": ("breached", "delivered.2h")},
        ],
    },
    {
        "name": "dealership: two hours over the night the clock goes back",
        "because": "31 Oct 23:30 -04:00 = 03:30Z, + 2h = 05:30Z; 1 Nov 00:00 = 04:00Z, 4 Nov 00:00 -05:00 = 05:00Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("delivered", "2026-10-31 23:30")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-11-01T05:29:59Z",
                "all": [
                    ("delivered.2h", "call", "2026-11-01T03:30:00Z", "2026-11-01T05:30:00Z", "open"),
                    ("delivered.day1-3", "call", "2026-11-01T04:00:00Z", "2026-11-04T05:00:00Z", "open"),
                    ("delivered.day7", "call", "2026-11-07T05:00:00Z", "2026-11-08T05:00:00Z", "upcoming"),
                    ("delivered.1mo", "call", "2026-11-30T05:00:00Z", "2026-12-01T05:00:00Z", "upcoming"),
                    ("delivered.3mo", "call", "2027-01-31T05:00:00Z", "2027-02-01T05:00:00Z", "upcoming"),
                ],
            },
            {
                "at": "2026-11-01T05:30:00Z",
                "some": {"delivered.2h": ("2026-11-01T03:30:00Z", "2026-11-01T05:30:00Z", "breached")},
            },
        ],
    },
    {
        "name": "dealership: day 7 on a holiday of a list that is closed then",
        "because": "25 Sep + 7 = Fri 2 Oct; 2 and 3 Oct are public holidays, Sun 4 Oct is a plain weekend day",
        "campaign": CLOSED_HOLIDAYS,
        "customer": {"milestones": [("delivered", "2026-09-25 10:00")]},
        "touches": [good("2026-09-26 10:00")],
        "checks": [
            {
                "at": "2026-10-02 09:00",
                "some": {"delivered.day7": ("2026-10-02", "2026-10-03", "open")},
                "gate": ("closed_day", "2026-10-04 00:00"),
            },
            {"at": "2026-10-04 08:00", "entry": ("breached", "delivered.day7")},
        ],
    },
    {
        "name": "dealership: a birthday on 29 February",
        "because": "28 Feb in 2026 and 2027, 29 Feb in 2028; lapses at 24:00; the inquiry ended with 1 Dec 2025",
        "customer": {"created_at": "2025-06-01", "birthday": "2000-02-29"},
        "checks": [
            {"at": "2025-12-31 23:59:59", "all": []},
            {
                "at": "2026-01-01 00:00",
                "all": [("birthday", "any", "2026-02-28 00:00", "2026-03-01 00:00", "upcoming")],
                "gate": ("not_due", "2026-02-28 00:00"),
            },
            {"at": "2026-02-27 23:59:59", "gate": ("not_due", "2026-02-28 00:00")},
            {"at": "2026-02-28 08:00", "entry": ("due", "birthday")},
            {
                "at": "2026-02-28 23:59:59",
                "all": [("birthday", "any", "2026-02-28 00:00", "2026-03-01 00:00", "open")],
            },
            {"at": "2026-03-01 00:00", "all": []},
            {
                "at": "2027-02-01 00:00",
                "all": [("birthday", "any", "2027-02-28 00:00", "2027-03-01 00:00", "upcoming")],
            },
            {
                "at": "2028-02-29 09:00",
                "all": [("birthday", "any", "2028-02-29 00:00", "2028-03-01 00:00", "open")],
                "entry": ("due", "birthday"),
            },
        ],
    },
    {
        "name": "dealership: nothing is owed until the year of the next birthday",
        "because": "the greeting of 2027 is listed from 1 Jan 2027 on",
        "reading": "`nothing_owed` opens when the next birthday comes to be listed",
        "customer": {"created_at": "2025-06-01", "birthday": "2000-02-29"},
        "checks": [{"at": "2026-03-01 09:00", "gate": ("nothing_owed", "2027-01-01 00:00")}],
    },
    {
        "name": "dealership: an SMS is a birthday greeting",
        "because": "any channel, on the day",
        "customer": {"created_at": "2025-06-01", "birthday": "1990-07-31"},
        "touches": [sms("2026-07-30 23:59:59"), sms("2026-07-31 09:00")],
        "checks": [
            {
                "at": "2026-07-31 08:59:59",
                "all": [("birthday", "any", "2026-07-31 00:00", "2026-08-01 00:00", "open")],
            },
            {"at": "2026-07-31 09:00", "all": []},
        ],
    },
]

# -------------------------------------------------------------------------------------------------- R12: the store

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

# -------------------------------------------------------------------------------------------- R13: the online shop

SHIPPED = [("shipped", "2026-04-08")]  # a Wednesday
THIRD = ("third", "call", "2026-05-06 00:00", "2026-05-07 00:00", "upcoming")

ONLINE_SHOP: list[dict[str, Any]] = [
    {
        "name": "online-shop: example 5, the first call and its windows",
        "because": "8 Apr + 5 = Mon 13 Apr; 10:00-11:30, 15:00-16:30; 8 Apr + 28 = 6 May",
        "customer": {"milestones": SHIPPED},
        "checks": [
            {"at": "2026-04-12 23:59:59", "gate": ("not_due", "2026-04-13 00:00")},
            {"at": "2026-04-13 07:59:59", "gate": ("legal_frame", "2026-04-13 08:00")},
            {"at": "2026-04-13 09:59:59", "gate": ("window", "2026-04-13 10:00")},
            {
                "at": "2026-04-13 10:00",
                "all": [("first", "call", "2026-04-13 00:00", "2026-04-14 00:00", "open"), THIRD],
                "entry": ("due", "first"),
            },
            {"at": "2026-04-13 11:29:59", "entry": ("due", "first")},
            {"at": "2026-04-13 11:30", "gate": ("window", "2026-04-13 15:00")},
            {"at": "2026-04-13 12:00", "gate": ("window", "2026-04-13 15:00")},
            {"at": "2026-04-13 15:00", "entry": ("due", "first")},
            {"at": "2026-04-13 16:29:59", "entry": ("due", "first")},
            {"at": "2026-04-13 16:30", "gate": ("window", "2026-04-14 10:00")},
            {"at": "2026-04-13 23:59:59", "some": {"first": ("2026-04-13", "2026-04-14", "open")}},
            {"at": "2026-04-14 00:00", "some": {"first": ("2026-04-13", "2026-04-14", "breached"), "second": None}},
            {"at": "2026-04-14 10:00", "entry": ("breached", "first")},
        ],
    },
    {
        "name": "online-shop: the second is counted from the call that closed the first",
        "because": "14 Apr + 7 = 21 Apr; the calls of 12 Apr (too early), 15 and 20 Apr change nothing",
        "customer": {"milestones": SHIPPED},
        "touches": [
            call("2026-04-12 23:59:59", "neutral"),
            call("2026-04-14 10:05", "neutral"),
            call("2026-04-15 10:05", "neutral"),
            call("2026-04-20 23:59:59", "neutral"),
            call("2026-04-21 10:30", "neutral"),
        ],
        "checks": [
            {
                "at": "2026-04-14 10:04:59",
                "all": [("first", "call", "2026-04-13 00:00", "2026-04-14 00:00", "breached"), THIRD],
            },
            {
                "at": "2026-04-14 10:05",
                "all": [("second", "call", "2026-04-21 00:00", "2026-04-22 00:00", "upcoming"), THIRD],
                "gate": ("not_due", "2026-04-21 00:00"),
            },
            {"at": "2026-04-20 23:59:59", "some": {"second": ("2026-04-21", "2026-04-22", "upcoming")}},
            {"at": "2026-04-21 10:00", "entry": ("due", "second")},
            {"at": "2026-04-21 10:30", "all": [THIRD]},
            {"at": "2026-05-06 10:00", "entry": ("due", "third")},
            {"at": "2026-05-07 10:00", "entry": ("breached", "third")},
        ],
    },
    {
        "name": "online-shop: the first closed on its own day",
        "because": "13 Apr + 7 = 20 Apr",
        "customer": {"milestones": SHIPPED},
        "touches": [call("2026-04-13 00:00", "neutral"), call("2026-04-14 10:30", "neutral")],
        "checks": [
            {
                "at": "2026-04-14 10:30",
                "all": [("second", "call", "2026-04-20 00:00", "2026-04-21 00:00", "upcoming"), THIRD],
            }
        ],
    },
    {
        "name": "online-shop: an incoming call closes the first, late",
        "because": "20 Apr + 7 = 27 Apr, breached 28 Apr 00:00",
        "customer": {"milestones": SHIPPED},
        "touches": [incoming("2026-04-20 19:00")],
        "checks": [
            {
                "at": "2026-04-27 23:59:59",
                "all": [("second", "call", "2026-04-27 00:00", "2026-04-28 00:00", "open"), THIRD],
            },
            {"at": "2026-04-28 10:00", "entry": ("breached", "second")},
        ],
    },
    {
        "name": "online-shop: Saturday and Sunday",
        "because": "Mon 6 Apr + 5 = Sat 11 Apr: 15:00-17:00, then Sun 12 Apr 15:00",
        "customer": {"milestones": [("shipped", "2026-04-06 09:00")]},
        "checks": [
            {"at": "2026-04-11 10:30", "gate": ("window", "2026-04-11 15:00")},
            {"at": "2026-04-11 15:00", "entry": ("due", "first")},
            {"at": "2026-04-11 16:59:59", "entry": ("due", "first")},
            {"at": "2026-04-11 17:00", "gate": ("window", "2026-04-12 15:00")},
            {"at": "2026-04-12 15:00", "entry": ("breached", "first")},
            {"at": "2026-04-12 17:00", "gate": ("window", "2026-04-13 10:00")},
        ],
    },
    {
        "name": "online-shop: a Saturday that is worked is a Saturday",
        "because": "Mon 5 Oct + 5 = Sat 10 Oct, a make-up day: 15:00-17:00 all the same",
        "customer": {"milestones": [("shipped", "2026-10-05")]},
        "checks": [
            {"at": "2026-10-10 10:30", "gate": ("window", "2026-10-10 15:00")},
            {"at": "2026-10-10 15:00", "entry": ("due", "first")},
        ],
    },
    {
        "name": "online-shop: a Thursday that is a holiday is a Thursday",
        "because": "Sat 26 Sep + 5 = Thu 1 Oct",
        "customer": {"milestones": [("shipped", "2026-09-26")]},
        "checks": [{"at": "2026-10-01 10:00", "entry": ("due", "first")}],
    },
    {
        "name": "online-shop: shipped on the last of January",
        "because": "+ 5 = 5 Feb, + 28 = 28 Feb",
        "customer": {"milestones": [("shipped", "2026-01-31 18:00")]},
        "checks": [
            {
                "at": "2026-02-05 00:00",
                "all": [
                    ("first", "call", "2026-02-05 00:00", "2026-02-06 00:00", "open"),
                    ("third", "call", "2026-02-28 00:00", "2026-03-01 00:00", "upcoming"),
                ],
            },
            {"at": "2026-03-01 00:00", "some": {"third": ("2026-02-28", "2026-03-01", "breached")}},
        ],
    },
    {
        "name": "online-shop: New York, a Sunday of 23 hours",
        "because": "3 Mar + 5 = Sun 8 Mar: 05:00Z to 9 Mar 04:00Z; 15:00 -04:00 = 19:00Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("shipped", "2026-03-03")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-08T18:59:59Z",
                "some": {"first": ("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "open")},
                "gate": ("window", "2026-03-08T19:00:00Z"),
            },
            {"at": "2026-03-08T19:00:00Z", "entry": ("due", "first")},
            {
                "at": "2026-03-09T04:00:00Z",
                "some": {"first": ("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "breached")},
            },
        ],
    },
    {
        "name": "online-shop: a customer in New York, where it is still Sunday",
        "because": "13 Apr 00:00 here is Sun 12:00 there: Sun 15:00-17:00 = 03:00-05:00 here, Mon 10:00 = 22:00",
        "customer": {"timezone": "America/New_York", "milestones": SHIPPED},
        "checks": [
            {"at": "2026-04-13 02:59:59", "gate": ("window", "2026-04-13 03:00")},
            {"at": "2026-04-13 03:00", "entry": ("due", "first")},
            {"at": "2026-04-13 04:59:59", "entry": ("due", "first")},
            {"at": "2026-04-13 05:00", "gate": ("window", "2026-04-13 22:00")},
            {"at": "2026-04-13 22:00", "entry": ("due", "first")},
        ],
    },
]

# ---------------------------------------------------------------------------------------------- R15: the brokerage

SEVERAL_YEARS = "a key or drawn call that was missed stays on the list beside the next year's"


def stock() -> list[dict[str, Any]]:
    """Fifteen customers for the draw of 2026.  K02 is dormant, K03 opened on 1 January, K06 is lost, K14 forbade calls
    in 2025: eleven are left, K01 and K05 with margin.  K09 forbids calls in January 2026."""
    customers = []
    for index in range(1, 16):
        ref = f"K{index:02}"
        attributes = {"dormant": "是"} if ref == "K02" else {"margin": "1"} if ref in ("K01", "K05") else {}
        customer: dict[str, Any] = {"ref": ref, "attributes": attributes}
        customer["milestones"] = [("account_opened", "2026-01-01" if ref == "K03" else "2025-05-06 10:00")]
        if ref == "K06":
            customer["stage"] = "lost"
        touches = [good("2025-05-20 10:00")]
        if ref == "K09":
            touches.append(call("2026-01-05 10:00", "do_not_call"))
        if ref == "K14":
            touches.append(call("2025-12-31 23:59:59", "do_not_call"))
        customers.append({"customer": customer, "touches": touches})
    return customers


def one_of(ref: str) -> dict[str, Any]:
    one = next(member for member in stock() if member["customer"]["ref"] == ref)
    return {**one, "members": [member for member in stock() if member is not one]}


def opened_in_2026(ref: str, count: int, attributes: dict[str, str]) -> dict[str, Any]:
    """One of so many accounts K01, K02, ... that were opened, and called, in May 2026."""
    accounts: list[dict[str, Any]] = [
        {
            "customer": {
                "ref": f"K{index:02}",
                "milestones": [("account_opened", "2026-05-06 10:00")],
                "attributes": attributes,
            },
            "touches": [good("2026-05-20 10:00")],
        }
        for index in range(1, count + 1)
    ]
    one = next(account for account in accounts if account["customer"]["ref"] == ref)
    return {**one, "members": [account for account in accounts if account is not one]}


def drawn_for(day: str) -> list[dict[str, Any]]:
    state = "open" if day == "2027-01-01" else "upcoming"
    return [{"at": "2027-01-01 00:00", "all": [("sample", "call", day, "2028-01-01", state)]}]


BROKERAGE: list[dict[str, Any]] = [
    {
        "name": "brokerage: a new account, on the last of January",
        "because": "31 Jan + 1mo = 28 Feb, to its end; the only one of 2026's stock is drawn for 1 Jan 2027",
        "customer": {"milestones": [("account_opened", "2026-01-31 14:00")]},
        "checks": [
            {
                "at": "2026-02-28 23:59:59",
                "all": [("new_account", "call", "2026-01-31 14:00", "2026-03-01 00:00", "open")],
                "gate": ("legal_frame", "2026-03-01 08:00"),
            },
            {"at": "2026-03-01 08:00", "entry": ("breached", "new_account")},
            {
                "at": "2026-12-31 23:59:59",
                "all": [("new_account", "call", "2026-01-31 14:00", "2026-03-01 00:00", "breached")],
            },
            {
                "at": "2027-01-01 00:00",
                "all": [
                    ("new_account", "call", "2026-01-31 14:00", "2026-03-01 00:00", "breached"),
                    ("sample", "call", "2027-01-01 00:00", "2028-01-01 00:00", "open"),
                ],
            },
        ],
    },
    {
        "name": "brokerage: a key customer by assets, once a calendar year",
        "because": "10,000,000 is enough; opened 2025, so from 2026; the call of 1 Jun 2026 is 2026's",
        "customer": {
            "milestones": [("account_opened", "2025-05-06 10:00")],
            "attributes": {"assets_cny": "10,000,000", "dormant": "yes"},
        },
        "touches": [good("2025-05-20 10:00"), good("2026-06-01 10:00")],
        "checks": [
            {"at": "2025-12-31 23:59:59", "all": []},
            {
                "at": "2026-01-01 00:00",
                "all": [("key", "call", "2026-01-01 00:00", "2027-01-01 00:00", "open")],
                "gate": ("legal_frame", "2026-01-01 08:00"),
            },
            {"at": "2026-06-01 09:59:59", "entry": ("due", "key")},
            {"at": "2026-06-01 10:00", "all": []},
            {"at": "2027-01-01 00:00", "all": [("key", "call", "2027-01-01 00:00", "2028-01-01 00:00", "open")]},
            {"at": "2027-12-31 23:59:59", "all": [("key", "call", "2027-01-01 00:00", "2028-01-01 00:00", "open")]},
        ],
    },
    {
        "name": "brokerage: a key call that was missed",
        "because": "2026's is breached at 1 Jan 2027 and stays; 2027's is due; one call closes both",
        "reading": SEVERAL_YEARS,
        "customer": {
            "milestones": [("account_opened", "2025-05-06 10:00")],
            "attributes": {"loss_gap": "20", "dormant": "1"},
        },
        "touches": [good("2025-05-20 10:00"), good("2027-01-02 10:00")],
        "checks": [
            {"at": "2026-12-31 23:59:59", "all": [("key", "call", "2026-01-01", "2027-01-01", "open")]},
            {
                "at": "2027-01-01 00:00",
                "all": [
                    ("key", "call", "2026-01-01", "2027-01-01", "breached"),
                    ("key", "call", "2027-01-01", "2028-01-01", "open"),
                ],
            },
            {"at": "2027-01-01 08:00", "entry": ("breached", "key")},
            {"at": "2027-01-02 10:00", "all": []},
        ],
    },
    {
        "name": "brokerage: just below every threshold, nothing yearly",
        "because": "9,999,999, 19.9, vip no; dormant, so of no stock; the account of 2025 was called",
        "customer": {
            "milestones": [("account_opened", "2025-05-06 10:00")],
            "attributes": {
                "assets_cny": "9999999",
                "turnover_cny": "9999999.99",
                "loss_gap": "19.9",
                "vip": "0",
                "dormant": "1",
            },
        },
        "touches": [good("2025-05-20 10:00")],
        "checks": [{"at": "2026-03-02 10:00", "all": [], "gate": ("nothing_owed", None)}],
    },
    {
        "name": "brokerage: a key customer by turnover, opened on the last day of a year",
        "because": "10,000,000 is enough; opened in 2025, so 2026; the new account's month ends with 31 Jan",
        "customer": {
            "milestones": [("account_opened", "2025-12-31 23:00")],
            "attributes": {"turnover_cny": "10000000", "dormant": "1"},
        },
        "checks": [
            {
                "at": "2026-01-31 23:59:59",
                "all": [
                    ("new_account", "call", "2025-12-31 23:00", "2026-02-01 00:00", "open"),
                    ("key", "call", "2026-01-01 00:00", "2027-01-01 00:00", "open"),
                ],
            }
        ],
    },
    {
        "name": "brokerage: nothing is owed until the next year of a key customer",
        "because": "2027's call is asked for from 1 Jan 2027",
        "reading": "`nothing_owed` opens when the next year's call comes to be asked for",
        "customer": {"key": True, "created_at": "2026-03-02 09:00"},
        "touches": [good("2026-03-03 10:00")],
        "checks": [{"at": "2026-03-04 10:00", "gate": ("nothing_owed", "2027-01-01 00:00")}],
    },
    {
        "name": "brokerage: a VIP whose opening is unknown, from the year they came",
        "because": "came 15 Jul 2026: all of 2026",
        "customer": {"created_at": "2026-07-15 09:00", "attributes": {"vip": "true"}},
        "checks": [
            {
                "at": "2026-07-15 09:00",
                "all": [("key", "call", "2026-01-01", "2027-01-01", "open")],
                "entry": ("due", "key"),
            },
            {"at": "2026-12-31 20:59:59", "entry": ("due", "key")},
        ],
    },
    {
        "name": "brokerage: an event before the October holidays",
        "because": "Tue 29 Sep + 3d = Fri 2 Oct 24:00, days of any kind",
        "customer": {"created_at": "2026-03-02", "milestones": [("event", "2026-09-29 16:00")]},
        "touches": [sms("2026-09-29 17:00")],
        "checks": [
            {
                "at": "2026-10-02 23:59:59",
                "all": [("event", "call", "2026-09-29 16:00", "2026-10-03 00:00", "open")],
            },
            {"at": "2026-10-03 08:00", "entry": ("breached", "event")},
        ],
    },
    {
        "name": "brokerage: an event over the night the clock goes forward",
        "because": "6 Mar 10:00 -05:00 = 15:00Z; 9 Mar 24:00 -04:00 = 10 Mar 04:00Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("event", "2026-03-06 10:00")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-10T03:59:59Z",
                "all": [("event", "call", "2026-03-06T15:00:00Z", "2026-03-10T04:00:00Z", "open")],
            },
            {
                "at": "2026-03-10T04:00:00Z",
                "all": [("event", "call", "2026-03-06T15:00:00Z", "2026-03-10T04:00:00Z", "breached")],
            },
        ],
    },
    {
        "name": "brokerage: never the caller's own customer",
        "because": "王敏 owns the customer; everybody else may call, the pool anybody",
        "customer": {"owner": "王敏", "milestones": [("event", "2026-03-02 10:00")]},
        "checks": [
            {"at": "2026-03-02 10:00", "agent": "王敏", "gate": ("not_yours", None)},
            {"at": "2026-03-02 10:00", "agent": "李磊", "entry": ("due", "event")},
        ],
    },
    {
        "name": "brokerage: drawn first, of the margin customers",
        "because": "15 % of 2 = 1, 10 % of 11 = 2; K01 9a87... before K05 d49c...; first drawn, so 1 Jan",
        "reading": "the drawing order begins with the margin customers, whatever the others' hashes",
        **one_of("K01"),
        "checks": [
            {"at": "2025-12-31 23:59:59", "all": []},
            {"at": "2026-01-01 00:00", "all": [("sample", "call", "2026-01-01", "2027-01-01", "open")]},
            {"at": "2026-03-02 10:00", "entry": ("due", "sample")},
        ],
    },
    {
        "name": "brokerage: drawn second, to fill up",
        "because": "the lowest of the eleven: K04 540a...; 1 Jan + floor(365 / 2) = 182 days = 2 Jul",
        "reading": "the drawing order begins with the margin customers, whatever the others' hashes",
        **one_of("K04"),
        "checks": [
            {"at": "2026-07-01 23:59:59", "all": [("sample", "call", "2026-07-02", "2027-01-01", "upcoming")]},
            {"at": "2026-07-02 08:00", "entry": ("due", "sample")},
            {"at": "2026-12-31 23:59:59", "all": [("sample", "call", "2026-07-02", "2027-01-01", "open")]},
        ],
    },
    {
        "name": "brokerage: a drawn call stays due after its year",
        "because": "breached next 1 Jan; 2027 draws K05 (6ce3..., K01 is c91f...) and the lowest of all, K13 12d2...",
        "reading": SEVERAL_YEARS,
        **one_of("K04"),
        "checks": [
            {"at": "2027-01-01 00:00", "all": [("sample", "call", "2026-07-02", "2027-01-01", "breached")]},
        ],
    },
    {
        "name": "brokerage: margin customers alone fill more than a tenth",
        "because": "15 % of 8 = 1.2, so two: K06 39da..., K05 6ce3...; the second 182 days after 1 Jan 2027 = 2 Jul",
        **opened_in_2026("K05", 8, {"margin": "yes"}),
        "checks": [
            {"at": "2027-01-01 00:00", "all": [("sample", "call", "2027-07-02", "2028-01-01", "upcoming")]},
            {"at": "2027-07-01 23:59:59", "gate": ("not_due", "2027-07-02 00:00")},
        ],
    },
    {
        "name": "brokerage: three of twenty, the first",
        "because": "15 % of 20 = 3 exactly: K13 12d2..., K20 2b91..., K09 35a5...",
        **opened_in_2026("K13", 20, {"margin": "1"}),
        "checks": drawn_for("2027-01-01"),
    },
    {
        "name": "brokerage: three of twenty, the second",
        "because": "floor(365 / 3) = 121 days after 1 Jan = 2 May",
        **opened_in_2026("K20", 20, {"margin": "1"}),
        "checks": drawn_for("2027-05-02"),
    },
    {
        "name": "brokerage: three of twenty, the third",
        "because": "floor(730 / 3) = 243 days after 1 Jan = 1 Sep",
        **opened_in_2026("K09", 20, {"margin": "1"}),
        "checks": drawn_for("2027-09-01"),
    },
    {
        "name": "brokerage: three of twenty, not the fourth",
        "because": "K06 39da...",
        **opened_in_2026("K06", 20, {"margin": "1"}),
        "checks": [{"at": "2027-01-01 00:00", "all": []}],
    },
    {
        "name": "brokerage: one of ten",
        "because": "10 % of 10 = 1 exactly: K09 35a5...",
        **opened_in_2026("K09", 10, {}),
        "checks": drawn_for("2027-01-01"),
    },
    {
        "name": "brokerage: one of ten, not the second",
        "because": "K06 39da...",
        **opened_in_2026("K06", 10, {}),
        "checks": [{"at": "2027-01-01 00:00", "all": []}],
    },
    {
        "name": "brokerage: of the stock, but not drawn",
        "because": "K05 is the second of two margin customers, and far behind K04",
        **one_of("K05"),
        "checks": [{"at": "2026-03-02 10:00", "all": []}],
    },
    {
        "name": "brokerage: the lowest of all hashes, but dormant",
        "because": "K02 0831... is not of the stock",
        **one_of("K02"),
        "checks": [{"at": "2026-03-02 10:00", "all": []}],
    },
]

# ----------------------------------------------------------------------------------------- R14, R17: the insurance

BRANCH = ("branch_visit", "visit", "2026-02-10 10:00", "2026-03-03 00:00")
THREE_FAILED = [
    call("2026-02-09 10:00", "no_answer"),
    call("2026-02-09 14:00", "busy"),
    call("2026-02-10 10:00", "voicemail", callback_at="2026-02-11 10:00"),
]

INSURANCE: list[dict[str, Any]] = [
    {
        "name": "insurance: a review a year from the contract's start",
        "because": "2 Mar 2025 + 1y = 2 Mar 2026 00:00, lead 30 days = 31 Jan 00:00",
        "customer": {"milestones": [("contract_start", "2025-03-02")]},
        "touches": [visit("2026-03-02 15:00")],
        "checks": [
            {
                "at": "2026-01-30 23:59:59",
                "all": [("review", "call", "2026-01-31 00:00", "2026-03-02 00:00", "upcoming")],
                "gate": ("not_due", "2026-01-31 00:00"),
            },
            {"at": "2026-01-31 08:00", "entry": ("due", "review")},
            {"at": "2026-03-01 23:59:59", "all": [("review", "call", "2026-01-31", "2026-03-02", "open")]},
            {"at": "2026-03-02 00:00", "all": [("review", "call", "2026-01-31", "2026-03-02", "breached")]},
            {"at": "2026-03-02 14:59:59", "entry": ("breached", "review")},
            {
                "at": "2026-03-02 15:00",
                "all": [("review", "call", "2027-01-31 15:00", "2027-03-02 15:00", "upcoming")],
            },
        ],
    },
    {
        "name": "insurance: a contract from a leap day",
        "because": "29 Feb 2024 10:00 + 1y = 28 Feb 2025 10:00, lead 30 days = 29 Jan 10:00",
        "customer": {"milestones": [("contract_start", "2024-02-29 10:00")]},
        "checks": [
            {
                "at": "2025-01-29 09:59:59",
                "all": [("review", "call", "2025-01-29 10:00", "2025-02-28 10:00", "upcoming")],
            },
            {"at": "2025-01-29 10:00", "entry": ("due", "review")},
            {"at": "2025-02-28 10:00", "entry": ("breached", "review")},
        ],
    },
    {
        "name": "insurance: without a contract from the beginning",
        "because": "10 Jan 09:00 + 1y, lead 30 days = 11 Dec 09:00; then 15 Dec 10:00 + 1y, lead 15 Nov",
        "customer": {"created_at": "2026-01-10 09:00"},
        "touches": [call("2026-12-15 10:00", "neutral")],
        "checks": [
            {
                "at": "2026-12-11 09:00",
                "all": [("review", "call", "2026-12-11 09:00", "2027-01-10 09:00", "open")],
            },
            {
                "at": "2026-12-15 10:00",
                "all": [("review", "call", "2027-11-15 10:00", "2027-12-15 10:00", "upcoming")],
            },
        ],
    },
    {
        "name": "insurance: three failed attempts, then a visit by the branch over Spring Festival",
        "because": "48h from 9 Feb 10:00; 11, 12, 13, Sat 14, 24 to 27, Sat 28 Feb, 2 Mar: the tenth ends 3 Mar 00:00",
        "customer": {"milestones": [("contract_start", "2025-03-02")]},
        "touches": [*THREE_FAILED, visit("2026-03-03 10:00")],
        "checks": [
            {
                "at": "2026-02-09 12:00",
                "all": [
                    ("retry", "call", "2026-02-09 12:00", "2026-02-11 10:00", "open"),
                    ("review", "call", "2026-01-31 00:00", "2026-03-02 00:00", "open"),
                ],
                "entry": ("retry", "retry"),
            },
            {"at": "2026-02-10 09:59:59", "some": {"branch_visit": None}, "entry": ("retry", "retry")},
            {
                "at": "2026-02-10 10:00",
                "all": [
                    ("callback", "call", "2026-02-11 10:00", "2026-02-11 10:15", "upcoming"),
                    ("review", "call", "2026-01-31 00:00", "2026-03-02 00:00", "open"),
                    (*BRANCH, "open"),
                ],
                "gate": ("branch_visit", None),
            },
            {"at": "2026-02-11 10:00", "gate": ("branch_visit", None)},  # not even for a promise
            {"at": "2026-03-02 23:59:59", "some": {"branch_visit": (*BRANCH[2:], "open")}},
            {
                "at": "2026-03-03 00:00",
                "some": {"branch_visit": (*BRANCH[2:], "breached")},
                "gate": ("branch_visit", None),
            },
            {
                "at": "2026-03-03 10:00",
                "all": [("review", "call", "2027-02-01 10:00", "2027-03-03 10:00", "upcoming")],
                "gate": ("not_due", "2027-02-01 10:00"),
            },
        ],
    },
    {
        "name": "insurance: any reach ends the visit, a call of the customer too",
        "because": "12 Feb 09:00 + 1y, lead 30 days = 13 Jan 2027; the next failure begins a new round",
        "customer": {"milestones": [("contract_start", "2025-03-02")]},
        "touches": [*THREE_FAILED, incoming("2026-02-12 09:00"), call("2026-02-12 10:00", "no_answer")],
        "checks": [
            {"at": "2026-02-12 08:59:59", "gate": ("branch_visit", None)},
            {
                "at": "2026-02-12 09:00",
                "all": [("review", "call", "2027-01-13 09:00", "2027-02-12 09:00", "upcoming")],
                "gate": ("not_due", "2027-01-13 09:00"),
            },
            {
                "at": "2026-02-12 12:00",
                "some": {"retry": ("2026-02-12 12:00", "2026-02-14 10:00", "open"), "branch_visit": None},
                "entry": ("retry", "retry"),
            },
        ],
    },
    {
        "name": "insurance: all numbers dead before the third attempt",
        "because": "9 Feb 15:00; 10 to 13, Sat 14, 24 to 27, Sat 28 Feb: the tenth ends 1 Mar 00:00",
        "customer": {"milestones": [("contract_start", "2025-03-02")], "numbers": [N1, N2]},
        "touches": [
            call("2026-02-09 10:00", "invalid_number"),
            call("2026-02-09 15:00", "suspended", phone=N2),
            call("2026-02-24 10:00", "no_answer"),
        ],
        "checks": [
            {
                "at": "2026-02-09 14:59:59",
                "some": {"retry": ("2026-02-09 12:00", "2026-02-11 10:00", "open"), "branch_visit": None},
                "entry": ("retry", "retry"),
            },
            {
                "at": "2026-02-09 15:00",
                "all": [("branch_visit", "visit", "2026-02-09 15:00", "2026-03-01 00:00", "open")],
                "gate": ("dead_number", None),
            },
            {
                "at": "2026-02-24 10:00",
                "all": [
                    ("branch_visit", "visit", "2026-02-09 15:00", "2026-03-01 00:00", "open"),
                    ("review", "call", "2026-01-31 00:00", "2026-03-02 00:00", "open"),
                ],
                "gate": ("branch_visit", None),
            },
            {
                "at": "2026-03-01 00:00",
                "some": {"branch_visit": ("2026-02-09 15:00", "2026-03-01 00:00", "breached")},
            },
        ],
    },
    {
        "name": "insurance: New York, ten working days over the night the clock goes forward",
        "because": "Fri 6 Mar 16:00 -05:00 = 21:00Z; 9 to 13, 16 to 20 Mar: 21 Mar 00:00 -04:00 = 04:00Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("contract_start", "2025-03-20")], "numbers": ["+12125550123"]},
        "touches": [
            call("2026-03-05 10:00", "no_answer"),
            call("2026-03-05 15:00", "no_answer"),
            call("2026-03-06 16:00", "no_answer"),
        ],
        "checks": [
            {
                "at": "2026-03-21T03:59:59Z",
                "some": {"branch_visit": ("2026-03-06T21:00:00Z", "2026-03-21T04:00:00Z", "open")},
            },
            {
                "at": "2026-03-21T04:00:00Z",
                "some": {"branch_visit": ("2026-03-06T21:00:00Z", "2026-03-21T04:00:00Z", "breached")},
            },
        ],
    },
]

# -------------------------------------------------------------------------------------------------- R20: the fair

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

# ---------------------------------------------------------------------------------------- R19, R21: the key accounts

FRIDAY_6 = ("friday_sms", "sms", "2026-03-06 18:00", "2026-03-07 00:00")


def by_revenue() -> list[dict[str, Any]]:
    """Six with a revenue: 20 % = 1.2, so two are VIP; three have 100, the lower refs are first.  Two have none."""
    given = [
        {"ref": "K1", "revenue": "100"},
        {"ref": "K2", "revenue": "100"},
        {"ref": "K3", "revenue": "100", "tier": "VIP"},
        {"ref": "K4", "revenue": "50", "tier": "small"},
        {"ref": "K5", "revenue": "10"},
        {"ref": "K6", "revenue": "0"},
        {"ref": "K7", "tier": "VIP"},
        {"ref": "K8"},
    ]
    return [{"customer": {"created_at": "2026-03-02 09:00", **one}} for one in given]


def revenue_case(ref: str, tier: str, because: str, rules: list[str]) -> dict[str, Any]:
    one = next(member for member in by_revenue() if member["customer"]["ref"] == ref)
    times = {
        "friday_sms": ("sms", "2026-03-06 18:00", "2026-03-07 00:00"),
        "weekly": ("any", "2026-03-08 09:00", "2026-03-09 09:00"),
        "halfmonth": ("call", "2026-03-16 09:00", "2026-03-17 09:00"),
    }
    return {
        "name": f"key-account: the tier of {ref} by revenue",
        "because": because,
        **one,
        "members": [member for member in by_revenue() if member is not one],
        "checks": [
            {"at": "2026-03-02 10:00", "tier": tier, "all": [(rule, *times[rule], "upcoming") for rule in rules]}
        ],
    }


VIP_RULES = ["friday_sms", "weekly", "halfmonth"]

KEY_ACCOUNT: list[dict[str, Any]] = [
    revenue_case("K1", "VIP", "the first of three with 100", VIP_RULES),
    revenue_case("K2", "VIP", "20 % of 6, rounded up, are two", VIP_RULES),
    revenue_case(
        "K3", "regular", "the third of three with 100; a given VIP does not help below the top", ["halfmonth"]
    ),
    revenue_case("K4", "small", "below the top, given small", []),
    revenue_case("K6", "regular", "a revenue of 0 is one", ["halfmonth"]),
    revenue_case("K7", "VIP", "no revenue: the given tier", VIP_RULES),
    revenue_case("K8", "regular", "neither revenue nor tier", ["halfmonth"]),
    {
        "name": "key-account: one of five is a fifth",
        "because": "20 % of 5 is exactly one, and 90 < 100",
        "customer": {"ref": "K1", "revenue": "90", "created_at": "2026-03-02 09:00"},
        "members": [{"customer": {"ref": f"K{n}", "revenue": str(n * 20)}} for n in range(2, 6)],
        "checks": [{"at": "2026-03-02 10:00", "tier": "regular"}],
    },
    {
        "name": "key-account: a small customer that is marked, a touch a week and an SMS on Friday",
        "because": "2 Mar 09:00 + 7d = 9 Mar 09:00, lead 1 day; Fri 6 Mar 18:00-24:00; then 6 Mar 19:00 + 7d",
        "customer": {"tier": "small", "key": True, "created_at": "2026-03-02 09:00"},
        "touches": [sms("2026-03-06 17:59:59"), sms("2026-03-06 19:00")],
        "checks": [
            {
                "at": "2026-03-06 17:59:58",
                "tier": "small",
                "all": [
                    (*FRIDAY_6, "upcoming"),
                    ("weekly", "any", "2026-03-08 09:00", "2026-03-09 09:00", "upcoming"),
                ],
                "gate": ("not_due", "2026-03-08 09:00"),
            },
            {
                "at": "2026-03-06 18:00",
                "all": [
                    (*FRIDAY_6, "open"),
                    ("weekly", "any", "2026-03-12 17:59:59", "2026-03-13 17:59:59", "upcoming"),
                ],
            },
            {
                "at": "2026-03-06 19:00",
                "all": [("weekly", "any", "2026-03-12 19:00", "2026-03-13 19:00", "upcoming")],
            },
            {"at": "2026-03-12 19:00", "entry": ("due", "weekly")},
            {"at": "2026-03-13 19:00", "entry": ("breached", "weekly")},
        ],
    },
    {
        "name": "key-account: a Friday SMS that was not sent lapses",
        "because": "24:00; on Saturday the next one is Friday 13 Mar",
        "reading": "of the Friday SMS the one of today or the next Friday is listed",
        "customer": {"tier": "VIP", "created_at": "2026-03-02 09:00"},
        "checks": [
            {"at": "2026-03-06 23:59:59", "some": {"friday_sms": (*FRIDAY_6[2:], "open")}},
            {"at": "2026-03-07 00:00", "some": {"friday_sms": ("2026-03-13 18:00", "2026-03-14 00:00", "upcoming")}},
        ],
    },
    {
        "name": "key-account: a call or a visit every half month, over the end of February",
        "because": "20 Feb 10:00 + 15d = 7 Mar 10:00, lead 1 day; a mail is neither; the visit of 7 Mar 15:00 counts",
        "customer": {"created_at": "2026-01-05"},
        "touches": [call("2026-02-20 10:00", "neutral"), email("2026-03-01 10:00"), visit("2026-03-07 15:00")],
        "checks": [
            {
                "at": "2026-03-06 09:59:59",
                "tier": "regular",
                "all": [("halfmonth", "call", "2026-03-06 10:00", "2026-03-07 10:00", "upcoming")],
            },
            {"at": "2026-03-06 10:00", "entry": ("due", "halfmonth")},
            {"at": "2026-03-07 09:59:59", "entry": ("due", "halfmonth")},
            {"at": "2026-03-07 10:00", "entry": ("breached", "halfmonth")},
            {
                "at": "2026-03-07 15:00",
                "all": [("halfmonth", "call", "2026-03-21 15:00", "2026-03-22 15:00", "upcoming")],
            },
        ],
    },
    {
        "name": "key-account: an answer within 24h stands in no dial queue",
        "because": "15:30 + 24h; any channel answers",
        "customer": {"tier": "small", "created_at": "2026-01-05", "milestones": [("question", "2026-03-02 15:30")]},
        "touches": [email("2026-03-03 16:00")],
        "checks": [
            {
                "at": "2026-03-03 15:29:59",
                "all": [("answer", "any", "2026-03-02 15:30", "2026-03-03 15:30", "open")],
                "gate": ("nothing_owed", None),
            },
            {
                "at": "2026-03-03 15:30",
                "all": [("answer", "any", "2026-03-02 15:30", "2026-03-03 15:30", "breached")],
                "gate": ("nothing_owed", None),
            },
            {"at": "2026-03-03 16:00", "all": []},
        ],
    },
    {
        "name": "key-account: a question with a date alone",
        "because": "no windows: the hours run from 08:00, the legal frame's",
        "customer": {"tier": "small", "created_at": "2026-01-05", "milestones": [("question", "2026-03-02")]},
        "checks": [
            {
                "at": "2026-03-02 00:00",
                "all": [("answer", "any", "2026-03-02 00:00", "2026-03-03 08:00", "open")],
            }
        ],
    },
    {
        "name": "key-account: Friday 2 October is a Friday",
        "because": "in the holidays as in any week; 28 Sep 09:00 + 7d = 5 Oct 09:00, + 15d = 13 Oct 09:00",
        "customer": {"key": True, "created_at": "2026-09-28 09:00"},
        "checks": [
            {
                "at": "2026-10-02 18:00",
                "all": [
                    ("friday_sms", "sms", "2026-10-02 18:00", "2026-10-03 00:00", "open"),
                    ("weekly", "any", "2026-10-04 09:00", "2026-10-05 09:00", "upcoming"),
                    ("halfmonth", "call", "2026-10-12 09:00", "2026-10-13 09:00", "upcoming"),
                ],
            }
        ],
    },
    {
        "name": "key-account: New York, two Fridays on either side of the clock's change",
        "because": "18:00 -05:00 = 23:00Z, 24:00 = 05:00Z; 18:00 -04:00 = 22:00Z, 24:00 = 04:00Z; 5 Mar 15:00Z + 168h",
        "campaign": NEW_YORK,
        "customer": {"key": True, "tier": "small", "created_at": "2026-03-05 10:00", "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-07T04:59:59Z",
                "all": [
                    ("friday_sms", "sms", "2026-03-06T23:00:00Z", "2026-03-07T05:00:00Z", "open"),
                    ("weekly", "any", "2026-03-11T15:00:00Z", "2026-03-12T15:00:00Z", "upcoming"),
                ],
            },
            {
                "at": "2026-03-13T22:00:00Z",
                "some": {"friday_sms": ("2026-03-13T22:00:00Z", "2026-03-14T04:00:00Z", "open")},
            },
        ],
    },
]

# ---------------------------------------------------------------------------------------------- R7: the power company

POWER: list[dict[str, Any]] = [
    {
        "name": "power: connected on the last of January",
        "because": "31 Jan + 1mo = 28 Feb, all of it; a call does",
        "customer": {"milestones": [("connected", "2026-01-31 09:00")]},
        "touches": [call("2026-02-27 23:59:59", "neutral"), call("2026-02-28 11:00", "neutral")],
        "checks": [
            {
                "at": "2026-02-27 23:59:59",
                "all": [("connected", "call", "2026-02-28 00:00", "2026-03-01 00:00", "upcoming")],
                "gate": ("not_due", "2026-02-28 00:00"),
            },
            {"at": "2026-02-28 08:00", "entry": ("due", "connected")},
            {"at": "2026-02-28 11:00", "all": []},
        ],
    },
    {
        "name": "power: a high-voltage customer is visited",
        "because": "9 Feb + 1mo = 9 Mar; a call is no visit; a visit of the customer to us is one",
        "customer": {"milestones": [("connected", "2026-02-09")], "attributes": {"high_voltage": "是"}},
        "touches": [call("2026-03-09 09:00", "neutral"), visit("2026-03-10 10:00", direction="in")],
        "checks": [
            {
                "at": "2026-03-09 23:59:59",
                "all": [("connected", "visit", "2026-03-09 00:00", "2026-03-10 00:00", "open")],
                "gate": ("nothing_owed", None),
            },
            {"at": "2026-03-10 00:00", "all": [("connected", "visit", "2026-03-09", "2026-03-10", "breached")]},
            {"at": "2026-03-10 10:00", "all": []},
        ],
    },
    {
        "name": "power: an answer within seven working days, over the October holidays",
        "because": "29, 30 Sep, 8, 9, Sat 10, 12, 13 Oct: the seventh ends 14 Oct 00:00",
        "customer": {"milestones": [("question", "2026-09-28 10:00")]},
        "touches": [{"at": "2026-10-14 09:00", "channel": "letter"}],
        "checks": [
            {
                "at": "2026-10-13 23:59:59",
                "all": [("answer", "any", "2026-09-28 10:00", "2026-10-14 00:00", "open")],
                "gate": ("nothing_owed", None),
            },
            {
                "at": "2026-10-14 00:00",
                "all": [("answer", "any", "2026-09-28 10:00", "2026-10-14 00:00", "breached")],
            },
            {"at": "2026-10-14 09:00", "all": []},
        ],
    },
    {
        "name": "power: a complaint before the May holidays",
        "because": "Thu 30 Apr: 1 to 5 May are off, 6 and 7 May are the two: 8 May 00:00",
        "customer": {"milestones": [("complaint_resolved", "2026-04-30 16:00")]},
        "checks": [
            {
                "at": "2026-05-07 23:59:59",
                "all": [("complaint_resolved", "call", "2026-04-30 16:00", "2026-05-08 00:00", "open")],
            },
            {"at": "2026-05-08 08:00", "entry": ("breached", "complaint_resolved")},
        ],
    },
    {
        "name": "power: 2,000 kVA are visited once a year",
        "because": "10 Mar 2025 09:00 + 1y, lead 30 days = 8 Feb 09:00; 1 Mar 2026 10:00 + 1y, lead = 30 Jan 10:00",
        "customer": {"created_at": "2025-03-10 09:00", "attributes": {"capacity_kva": "2000"}},
        "touches": [call("2026-02-10 10:00", "neutral"), visit("2026-03-01 10:00")],
        "checks": [
            {
                "at": "2026-02-08 08:59:59",
                "all": [("key_visit", "visit", "2026-02-08 09:00", "2026-03-10 09:00", "upcoming")],
            },
            {
                "at": "2026-02-10 10:00",
                "all": [("key_visit", "visit", "2026-02-08 09:00", "2026-03-10 09:00", "open")],
                "gate": ("nothing_owed", None),
            },
            {
                "at": "2026-03-01 10:00",
                "all": [("key_visit", "visit", "2027-01-30 10:00", "2027-03-01 10:00", "upcoming")],
            },
        ],
    },
    {
        "name": "power: 5,000,000 kWh a year are visited too",
        "because": "10 Mar 2025 09:00 + 1y",
        "customer": {"created_at": "2025-03-10 09:00", "attributes": {"annual_kwh": "5,000,000"}},
        "checks": [
            {
                "at": "2026-03-10 08:59:59",
                "all": [("key_visit", "visit", "2026-02-08 09:00", "2026-03-10 09:00", "open")],
            },
            {
                "at": "2026-03-10 09:00",
                "all": [("key_visit", "visit", "2026-02-08 09:00", "2026-03-10 09:00", "breached")],
            },
        ],
    },
    {
        "name": "power: a marked customer is visited too",
        "because": "10 Mar 2025 09:00 + 1y, lead 30 days",
        "customer": {"created_at": "2025-03-10 09:00", "key": True},
        "checks": [
            {
                "at": "2026-02-08 09:00",
                "all": [("key_visit", "visit", "2026-02-08 09:00", "2026-03-10 09:00", "open")],
            }
        ],
    },
    {
        "name": "power: just below both thresholds",
        "because": "1,999.9 kVA, 4,999,999 kWh, not marked",
        "customer": {
            "created_at": "2025-03-10 09:00",
            "attributes": {"capacity_kva": "1999.9", "annual_kwh": "4999999", "high_voltage": "no"},
        },
        "checks": [{"at": "2026-03-10 09:00", "all": [], "gate": ("nothing_owed", None)}],
    },
    {
        "name": "power: New York, a day of 23 hours a month after the connection",
        "because": "8 Feb + 1mo = 8 Mar: 00:00 -05:00 = 05:00Z to 9 Mar 00:00 -04:00 = 04:00Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("connected", "2026-02-08 10:00")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-09T03:59:59Z",
                "all": [("connected", "call", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "open")],
            },
            {
                "at": "2026-03-09T04:00:00Z",
                "all": [("connected", "call", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "breached")],
            },
        ],
    },
]

# ------------------------------------------------------------------------------------------------ in every rulebook

NAMED: dict[str, list[dict[str, Any]]] = {
    "abc": ABC,
    "distributor": DISTRIBUTOR,
    "service": SERVICE,
    "dealership": DEALERSHIP,
    "store": STORE,
    "online-shop": ONLINE_SHOP,
    "brokerage": BROKERAGE,
    "insurance": INSURANCE,
    "export": EXPORT,
    "key-account": KEY_ACCOUNT,
    "power": POWER,
}

PROMISES: dict[str, Any] = {
    "because": "14:00 + 15 min; D = Thu 12 Mar 15:00: confirm on 11 Mar, call until 15:00, no_show to 24:00",
    "customer": {"created_at": "2026-03-02 09:00", "milestones": [("appointment", "2026-03-12 15:00")]},
    "touches": [
        good("2026-03-03 10:00", "callback", callback_at="2026-03-05 14:00"),
        good("2026-03-05 14:20"),
        sms("2026-03-11 09:00"),
    ],
    "checks": [
        {"at": "2026-03-05 13:59:59", "gate": ("not_due", "2026-03-05 14:00")},
        {"at": "2026-03-05 14:00", "entry": ("promised", "callback")},
        {"at": "2026-03-05 14:14:59", "some": {"callback": ("2026-03-05 14:00", "2026-03-05 14:15", "open")}},
        {
            "at": "2026-03-05 14:15",
            "some": {"callback": ("2026-03-05 14:00", "2026-03-05 14:15", "breached")},
            "entry": ("promised", "callback"),
        },
        {
            "at": "2026-03-05 14:20",
            "some": {
                "callback": None,
                "retry": None,
                "appointment.confirm": ("2026-03-11 00:00", "2026-03-12 00:00", "upcoming"),
                "appointment.call": ("2026-03-12 00:00", "2026-03-12 15:00", "upcoming"),
                "appointment.no_show": ("2026-03-12 15:00", "2026-03-13 00:00", "upcoming"),
            },
        },
        {"at": "2026-03-11 08:00", "entry": ("promised", "appointment.confirm")},
        {"at": "2026-03-11 09:00", "some": {"appointment.confirm": None}},
        {"at": "2026-03-12 08:00", "entry": ("promised", "appointment.call")},
        {
            "at": "2026-03-12 14:59:59",
            "some": {"appointment.call": ("2026-03-12 00:00", "2026-03-12 15:00", "open")},
            "entry": ("promised", "appointment.call"),
        },
        {
            "at": "2026-03-12 15:00",
            "some": {
                "appointment.call": None,
                "appointment.no_show": ("2026-03-12 15:00", "2026-03-13 00:00", "open"),
            },
            "entry": ("promised", "appointment.no_show"),
        },
        {
            "at": "2026-03-13 00:00",
            "some": {"appointment.no_show": ("2026-03-12 15:00", "2026-03-13 00:00", "breached")},
        },
    ],
}


BOOK_CASES: list[dict[str, Any]] = [
    {"rulebook": book, **case}
    for book, cases in NAMED.items()
    for case in [*cases, {**PROMISES, "name": f"{book}: a callback and an appointment"}]
]

BOOK_QUEUES: list[dict[str, Any]] = [
    {
        "name": "several rulebooks in one queue",
        "because": "the fair's lead is breached; then tiers by their place, VIP before B, none last by 21 and 24 March",
        "at": "2026-03-20 10:00",
        "members": [
            {
                "rulebook": "service",
                "customer": {"ref": "K1", "milestones": [("complaint_resolved", "2026-03-19 09:00")]},
            },
            {"rulebook": "abc", "customer": {"ref": "K2", "tier": "B", "created_at": "2026-03-10 09:00"}},
            {"rulebook": "key-account", "customer": {"ref": "K3", "tier": "VIP", "created_at": "2026-03-14 09:00"}},
            {"rulebook": "online-shop", "customer": {"ref": "K4", "milestones": [("shipped", "2026-03-15")]}},
            {"rulebook": "export", "customer": {"ref": "K5", "milestones": [("expo", "2026-03-01")]}},
            {"rulebook": "power", "customer": {"ref": "K6", "milestones": [("question", "2026-03-19")]}},
        ],
        "order": [
            ("K5", "breached", "export.first"),
            ("K3", "due", "key-account.weekly"),
            ("K2", "due", "abc.contact.B"),
            ("K4", "due", "online-shop.first"),
            ("K1", "due", "service.complaint_resolved"),
        ],
    },
    {
        "name": "a caller of the brokerage, and of another list",
        "because": "not one's own there, one's own and the pool here; breaches 6 Mar 00:00, by ref; VIP only one's own",
        "at": "2026-03-03 10:00",
        "agent": "王敏",
        "members": [
            {"rulebook": "brokerage", "customer": {"ref": ref, "owner": owner, "milestones": [("event", "2026-03-02")]}}
            for ref, owner in (("K3", "李磊"), ("K2", "王敏"), ("K1", None))
        ]
        + [
            {
                "rulebook": "service",
                "customer": {"ref": ref, "owner": owner, "milestones": [("repair_done", "2026-03-03")]},
            }
            for ref, owner in (("S3", "李磊"), ("S2", "王敏"), ("S1", None))
        ],
        "order": [
            ("K1", "due", "brokerage.event"),
            ("K3", "due", "brokerage.event"),
            ("S1", "due", "service.repair_done"),
            ("S2", "due", "service.repair_done"),
        ],
    },
]

BOOK_BREACHES: list[dict[str, Any]] = [
    {
        "name": "breaches of several rulebooks, tasks too, lapsed greetings not",
        "because": "9 and 16 Mar 00:00 of the fair; 20 Mar 08:00 + 24h; the birthday of 19 Mar has lapsed",
        "at": "2026-03-21 09:00",
        "members": [
            {
                "rulebook": "key-account",
                "customer": {"ref": "K2", "tier": "small", "milestones": [("question", "2026-03-20")]},
            },
            {"rulebook": "export", "customer": {"ref": "K1", "milestones": [("expo", "2026-03-01")]}},
            {
                "rulebook": "store",
                "customer": {"ref": "K0", "birthday": "1990-03-19", "milestones": [("delivered", "2026-03-18")]},
                "touches": [sms("2026-03-18 10:00")],
            },
        ],
        "order": [
            ("K1", "export.first", "2026-03-01", "2026-03-09"),
            ("K1", "export.lead", "2026-03-01", "2026-03-16"),
            ("K2", "key-account.answer", "2026-03-20", "2026-03-21 08:00"),
        ],
    }
]
