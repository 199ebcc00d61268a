"""The insurance (docs/rules.md#r14, #r17)."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import N1, N2, NEW_YORK, call, incoming, visit

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
        "name": "insurance: a year that ends on a Saturday that is worked",
        "because": "28 Feb 2025 + 1y = Sat 28 Feb 2026 00:00, lead 30 days = 29 Jan; no year asks what day that is",
        "customer": {"milestones": [("contract_start", "2025-02-28")]},
        "checks": [
            {"at": "2026-01-28 23:59:59", "gate": ("not_due", "2026-01-29 00:00")},
            {"at": "2026-01-29 08:00", "entry": ("due", "review")},
            {"at": "2026-02-27 23:59:59", "all": [("review", "call", "2026-01-29", "2026-02-28", "open")]},
            {"at": "2026-02-28 00:00", "all": [("review", "call", "2026-01-29", "2026-02-28", "breached")]},
        ],
    },
    {
        "name": "insurance: New York, a year to a time of day that the clock skips",
        "because": "8 Mar 2026 02:30 is skipped, so -05:00 = 07:30Z; lead 30 times 24h = 6 Feb 07:30Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("contract_start", "2025-03-08 02:30")], "numbers": ["+12125550123"]},
        "checks": [
            {"at": "2026-02-06T07:29:59Z", "gate": ("not_due", "2026-02-06T07:30:00Z")},
            {"at": "2026-02-06T07:30:00Z", "gate": ("legal_frame", "2026-02-06T13:00:00Z")},
            {
                "at": "2026-03-08T07:29:59Z",
                "all": [("review", "call", "2026-02-06T07:30:00Z", "2026-03-08T07:30:00Z", "open")],
            },
            {
                "at": "2026-03-08T07:30:00Z",
                "all": [("review", "call", "2026-02-06T07:30:00Z", "2026-03-08T07:30:00Z", "breached")],
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
        "name": "insurance: the third failure on the last of April, before the Labour Day week",
        "because": "6, 7, 8, Sat 9, 11 to 15, 18 May: the tenth ends 19 May 00:00; 29 Apr 10:00 + 48h = 1 May 10:00",
        "customer": {"milestones": [("contract_start", "2026-01-10")]},
        "touches": [
            call("2026-04-29 10:00", "no_answer"),
            call("2026-04-29 14:00", "switched_off"),
            call("2026-04-30 16:00", "hung_up"),
        ],
        "checks": [
            {
                "at": "2026-04-30 15:59:59",
                "some": {"retry": ("2026-04-29 16:00", "2026-05-01 10:00", "open"), "branch_visit": None},
                "entry": ("retry", "retry"),
            },
            {
                "at": "2026-04-30 16:00",
                "some": {"retry": None, "branch_visit": ("2026-04-30 16:00", "2026-05-19 00:00", "open")},
                "gate": ("branch_visit", None),
            },
            {
                "at": "2026-05-18 23:59:59",
                "some": {"branch_visit": ("2026-04-30 16:00", "2026-05-19 00:00", "open")},
            },
            {
                "at": "2026-05-19 00:00",
                "some": {"branch_visit": ("2026-04-30 16:00", "2026-05-19 00:00", "breached")},
                "gate": ("branch_visit", None),
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
