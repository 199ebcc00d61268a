"""Signed customers and the talk about renewal. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import INQUIRY, good

SIGNED: list[dict[str, Any]] = [
    {
        "name": "signed by a call: a call a month, due from a week on",
        "because": "5 Mar 11:00 + 7d = 12 Mar 11:00, + 1mo = 5 Apr 11:00; the inquiry asks for nothing more",
        "customer": {"milestones": INQUIRY},
        "touches": [good("2026-03-05 11:00", "signed")],
        "checks": [
            {
                "at": "2026-03-05 11:00",
                "all": [("signed", "call", "2026-03-12 11:00", "2026-04-05 11:00", "upcoming")],
                "gate": ("not_due", "2026-03-12 11:00"),
            },
            {"at": "2026-03-12 11:00", "entry": ("due", "signed")},
            {"at": "2026-04-05 11:00", "entry": ("breached", "signed")},
        ],
    },
    {
        "name": "signed when contract_start comes, not before",
        "because": "begins with the signing, 5 Mar 00:00: + 7d = 12 Mar, + 1mo = 5 Apr",
        "customer": {"milestones": [*INQUIRY, ("contract_start", "2026-03-05")]},
        "checks": [
            {
                "at": "2026-03-04 23:59:59",
                "some": {"signed": None, "first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "breached")},
            },
            {
                "at": "2026-03-05 00:00",
                "all": [("signed", "call", "2026-03-12 00:00", "2026-04-05 00:00", "upcoming")],
            },
        ],
    },
    {
        "name": "a signed customer who inquires again",
        "because": "the inquiry of 1 Apr lies after the signature: both run; nothing breached, so it is fresh",
        "customer": {"milestones": [*INQUIRY, ("inquiry", "2026-04-01 09:00")]},
        "touches": [good("2026-03-05 11:00", "signed")],
        "checks": [
            {
                "at": "2026-04-01 10:00",
                "some": {
                    "signed": ("2026-03-12 11:00", "2026-04-05 11:00", "open"),
                    "first_call": ("2026-04-01 09:00", "2026-04-02 09:00", "open"),
                },
                "entry": ("fresh", "first_call"),
            }
        ],
    },
    {
        "name": "stage signed, from the end of January",
        "because": "came 31 Jan 10:00: + 7d = 7 Feb 10:00, + 1mo = 28 Feb 10:00; no inquiry rules at all",
        "customer": {"stage": "signed", "created_at": "2026-01-31 10:00"},
        "checks": [
            {"at": "2026-02-01 10:00", "all": [("signed", "call", "2026-02-07 10:00", "2026-02-28 10:00", "upcoming")]},
            {"at": "2026-02-28 09:59:59", "some": {"signed": ("2026-02-07 10:00", "2026-02-28 10:00", "open")}},
            {"at": "2026-02-28 10:00", "entry": ("breached", "signed")},
        ],
    },
    {
        "name": "a contract from 1 January to 31 December is one year",
        "because": "31 Dec - 2mo = 31 Oct, open from there; + 1mo = 30 Nov; signed 1 Jan 00:00: + 7d, + 1mo",
        "customer": {"milestones": [("contract_start", "2025-01-01"), ("contract_end", "2025-12-31")]},
        "checks": [
            {
                "at": "2025-10-30 23:59:59",
                "all": [("signed", "call", "2025-01-08 00:00", "2025-02-01 00:00", "breached")],
            },
            {
                "at": "2025-10-31 00:00",
                "all": [
                    ("signed", "call", "2025-01-08 00:00", "2025-02-01 00:00", "breached"),
                    ("renewal", "call", "2025-10-31 00:00", "2025-11-30 00:00", "open"),
                ],
            },
            {"at": "2025-12-31 23:59:59", "some": {"renewal": ("2025-10-31 00:00", "2025-11-30 00:00", "breached")}},
            {"at": "2026-01-01 00:00", "all": []},
        ],
    },
    {
        "name": "a day short of a year counts as short",
        "because": "2 Jan to 31 Dec: open from the start, + 1mo = 2 Feb",
        "customer": {"milestones": [("contract_start", "2025-01-02"), ("contract_end", "2025-12-31")]},
        "checks": [{"at": "2025-01-02 00:00", "some": {"renewal": ("2025-01-02 00:00", "2025-02-02 00:00", "open")}}],
    },
    {
        "name": "two years to the end of February",
        "because": "1 Mar 2024 to 28 Feb 2026: 28 Feb - 3mo = 28 Nov 2025; + 1mo = 28 Dec",
        "customer": {"milestones": [("contract_start", "2024-03-01"), ("contract_end", "2026-02-28")]},
        "checks": [
            {"at": "2025-11-27 23:59:59", "some": {"renewal": None}},
            {"at": "2025-11-28 00:00", "some": {"renewal": ("2025-11-28 00:00", "2025-12-28 00:00", "open")}},
        ],
    },
    {
        "name": "three years to the end of August",
        "because": "1 Sep 2023 to 31 Aug 2026: 31 Aug - 6mo = 28 Feb 2026; + 1mo = 28 Mar",
        "customer": {"milestones": [("contract_start", "2023-09-01"), ("contract_end", "2026-08-31")]},
        "checks": [
            {"at": "2026-02-27 23:59:59", "some": {"renewal": None}},
            {"at": "2026-02-28 00:00", "some": {"renewal": ("2026-02-28 00:00", "2026-03-28 00:00", "open")}},
        ],
    },
    {
        "name": "a year that begins on a leap day",
        "because": "29 Feb 2024 + 1y = 28 Feb 2025, the day after 27 Feb: one year; 27 Feb - 2mo = 27 Dec 2024",
        "customer": {"milestones": [("contract_start", "2024-02-29"), ("contract_end", "2025-02-27")]},
        "checks": [
            {"at": "2024-12-26 23:59:59", "some": {"renewal": None}},
            {"at": "2024-12-27 00:00", "some": {"renewal": ("2024-12-27 00:00", "2025-01-27 00:00", "open")}},
        ],
    },
    {
        "name": "a contract whose start is unknown, and the calls since",
        "because": "31 May - 2mo = 31 Mar; + 1mo = 30 Apr; 15 Apr 11:00 + 1mo = 15 May, lead 3d; to 31 May 24:00",
        "customer": {
            "stage": "signed",
            "milestones": [("contract_end", "2026-05-31")],
            "created_at": "2026-01-05 10:00",
        },
        "touches": [good("2026-03-20 11:00"), good("2026-04-15 11:00")],
        "checks": [
            {
                "at": "2026-03-31 00:00",
                "all": [
                    ("signed", "call", "2026-03-27 11:00", "2026-04-20 11:00", "open"),
                    ("renewal", "call", "2026-03-31 00:00", "2026-04-30 00:00", "open"),
                ],
            },
            {
                "at": "2026-04-15 11:00",
                "all": [
                    ("signed", "call", "2026-04-22 11:00", "2026-05-15 11:00", "upcoming"),
                    ("renewal", "call", "2026-05-12 11:00", "2026-05-15 11:00", "upcoming"),
                ],
            },
            {"at": "2026-05-31 23:59:59", "some": {"renewal": ("2026-05-12 11:00", "2026-05-15 11:00", "breached")}},
            {"at": "2026-06-01 00:00", "all": []},
        ],
    },
    {
        "name": "a call before the day of renewal does not close it",
        "because": "31 Dec - 2mo = 31 Oct; 30 Oct 10:30 is no call since; signed: 30 Oct + 7d, + 1mo",
        "customer": {"milestones": [("contract_start", "2025-01-01"), ("contract_end", "2025-12-31")]},
        "touches": [good("2025-10-30 10:30")],
        "checks": [
            {
                "at": "2025-10-31 10:00",
                "all": [
                    ("renewal", "call", "2025-10-31 00:00", "2025-11-30 00:00", "open"),
                    ("signed", "call", "2025-11-06 10:30", "2025-11-30 10:30", "upcoming"),
                ],
                "entry": ("due", "renewal"),
            }
        ],
    },
    {
        "name": "known for months, signed today",
        "because": "signed begins on 1 Jun 00:00, not when the customer came: + 7d = 8 Jun, + 1mo = 1 Jul",
        "customer": {"created_at": "2026-01-05 09:00", "milestones": [("contract_start", "2026-06-01")]},
        "checks": [
            {
                "at": "2026-06-01 10:30",
                "all": [("signed", "call", "2026-06-08 00:00", "2026-07-01 00:00", "upcoming")],
                "gate": ("not_due", "2026-06-08 00:00"),
            }
        ],
    },
    {
        "name": "called before the signing, not since",
        "because": "base 5 Jan 10:00, but no breach before 1 Mar 00:00 + 1d, not due before 1 Mar",
        "customer": {"created_at": "2026-01-05 09:00", "milestones": [("contract_start", "2026-03-01")]},
        "touches": [good("2026-01-05 10:00")],
        "checks": [
            {
                "at": "2026-03-01 00:00",
                "all": [("signed", "call", "2026-03-01 00:00", "2026-03-02 00:00", "open")],
            }
        ],
    },
]
