"""The electrical sales company (docs/rules.md#r6)."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import call, visit

ELECTRICAL: list[dict[str, Any]] = [
    {
        "name": "electrical: nobody touched the record since it was made",
        "because": "10 Mar 09:00 + 1mo = 10 Apr 09:00, lead of 1mo 3 days = 7 Apr 09:00; a task is never dialled",
        "customer": {"created_at": "2026-03-10 09:00", "tier": "A1"},
        "checks": [
            {
                "at": "2026-04-07 08:59:59",
                "all": [("record", "any", "2026-04-07 09:00", "2026-04-10 09:00", "upcoming")],
                "gate": ("nothing_owed", None),
            },
            {
                "at": "2026-04-10 08:59:59",
                "all": [("record", "any", "2026-04-07 09:00", "2026-04-10 09:00", "open")],
                "gate": ("nothing_owed", None),
            },
            {
                "at": "2026-04-10 09:00",
                "all": [("record", "any", "2026-04-07 09:00", "2026-04-10 09:00", "breached")],
                "gate": ("nothing_owed", None),
            },
        ],
    },
    {
        "name": "electrical: any touch does, one that reached nobody and one that came in too",
        "because": "20 Mar 10:00 + 1mo, lead 3 days; 18 Apr 11:00 + 1mo, lead 3 days",
        "customer": {"created_at": "2026-03-10 09:00", "tier": "B4"},
        "touches": [
            call("2026-03-20 10:00", "no_answer"),
            {"at": "2026-04-18 11:00", "channel": "email", "direction": "in"},
        ],
        "checks": [
            {
                "at": "2026-04-17 10:00",
                "all": [("record", "any", "2026-04-17 10:00", "2026-04-20 10:00", "open")],
            },
            {
                "at": "2026-04-18 11:00",
                "all": [("record", "any", "2026-05-15 11:00", "2026-05-18 11:00", "upcoming")],
            },
        ],
    },
    {
        "name": "electrical: a change of the record by hand does, from its instant on",
        "because": "before 25 Mar 15:00 the base is 10 Mar 09:00; then 25 Mar 15:00 + 1mo = 25 Apr 15:00",
        "customer": {"created_at": "2026-03-10 09:00", "tier": "A2", "updated_at": "2026-03-25 15:00"},
        "checks": [
            {
                "at": "2026-03-25 14:59:59",
                "all": [("record", "any", "2026-04-07 09:00", "2026-04-10 09:00", "upcoming")],
            },
            {
                "at": "2026-03-25 15:00",
                "all": [("record", "any", "2026-04-22 15:00", "2026-04-25 15:00", "upcoming")],
            },
            {
                "at": "2026-04-25 15:00",
                "all": [("record", "any", "2026-04-22 15:00", "2026-04-25 15:00", "breached")],
            },
        ],
    },
    {
        "name": "electrical: the newer of a touch and a change counts",
        "because": "the visit of 2 Apr 10:00 is later than the change of 25 Mar: 2 May 10:00",
        "customer": {"created_at": "2026-03-10 09:00", "updated_at": "2026-03-25 15:00"},
        "touches": [visit("2026-04-02 10:00")],
        "checks": [
            {
                "at": "2026-04-02 10:00",
                "all": [("record", "any", "2026-04-29 10:00", "2026-05-02 10:00", "upcoming")],
            }
        ],
    },
    {
        "name": "electrical: who has signed is no potential customer any more",
        "because": "signed on 20 Mar 10:00; the last day of January has its month on 28 Feb",
        "customer": {"created_at": "2026-01-31 09:00", "tier": "B1"},
        "touches": [call("2026-03-20 10:00", "signed")],
        "checks": [
            {
                "at": "2026-02-28 09:00",
                "all": [("record", "any", "2026-02-25 09:00", "2026-02-28 09:00", "breached")],
            },
            {"at": "2026-03-20 10:00", "all": [], "gate": ("nothing_owed", None)},
        ],
    },
]
