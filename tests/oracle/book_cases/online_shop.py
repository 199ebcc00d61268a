"""The online shop (docs/rules.md#r13)."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import NEW_YORK, call, incoming

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
    {
        "name": "online-shop: a list from today, the first call missed before it",
        "because": "N+5 = 6 Mar ended before 10 Mar 10:00, so that the second is never asked for; N+28 = 29 Mar",
        "customer": {"milestones": [("shipped", "2026-03-01")], "history_until": "2026-03-10 10:00"},
        "checks": [
            {
                "at": "2026-03-10 10:00",
                "all": [("third", "call", "2026-03-29", "2026-03-30", "upcoming")],
                "gate": ("not_due", "2026-03-29"),
            }
        ],
    },
    {
        "name": "online-shop: a list from today, the first call on its day",
        "because": "N+5 = 10 Mar, a Tuesday, until 24:00",
        "customer": {"milestones": [("shipped", "2026-03-05")], "history_until": "2026-03-10 10:00"},
        "checks": [
            {
                "at": "2026-03-10 10:00",
                "some": {"first": ("2026-03-10", "2026-03-11", "open")},
                "entry": ("due", "first"),
            }
        ],
    },
]
