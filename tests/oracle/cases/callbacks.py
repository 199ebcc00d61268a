"""Callbacks and what they hold back. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import INQUIRY, call, good, incoming, sms

CALLBACKS: list[dict[str, Any]] = [
    {
        "name": "a callback, its hold and its quarter of an hour",
        "because": "4 Mar 15:00 + 15 min; meanwhile N+1 waits; promises may leave the windows, not 08-21",
        "customer": {"milestones": INQUIRY},
        "touches": [good("2026-03-02 10:05", "callback", callback_at="2026-03-04 15:00")],
        "checks": [
            {
                "at": "2026-03-03 10:00",
                "some": {
                    "callback": ("2026-03-04 15:00", "2026-03-04 15:15", "upcoming"),
                    "intro.N+1": ("2026-03-03 00:00", "2026-03-04 00:00", "open"),
                },
                "gate": ("promised_later", "2026-03-04 15:00"),
            },
            {"at": "2026-03-04 14:59:59", "gate": ("promised_later", "2026-03-04 15:00")},
            {"at": "2026-03-04 15:00", "entry": ("promised", "callback")},
            {"at": "2026-03-04 15:14:59", "some": {"callback": ("2026-03-04 15:00", "2026-03-04 15:15", "open")}},
            {
                "at": "2026-03-04 15:15",
                "some": {"callback": ("2026-03-04 15:00", "2026-03-04 15:15", "breached")},
                "entry": ("promised", "callback"),
            },
            {"at": "2026-03-04 20:59:59", "entry": ("promised", "callback")},
            {"at": "2026-03-04 21:00", "gate": ("legal_frame", "2026-03-05 08:00")},
            {"at": "2026-03-05 08:00", "entry": ("promised", "callback")},
        ],
    },
    {
        "name": "a failed attempt 15 minutes before keeps the promise, and the retry takes over",
        "because": "14:45 = 15:00 - 15 min; retry 16:45, breach 6 Mar 14:45; N+1 breached 4 Mar 00:00",
        "customer": {"milestones": INQUIRY},
        "touches": [
            good("2026-03-02 10:05", "callback", callback_at="2026-03-04 15:00"),
            call("2026-03-04 14:45", "no_answer"),
        ],
        "checks": [
            {
                "at": "2026-03-04 14:45",
                "some": {"callback": None, "retry": ("2026-03-04 16:45", "2026-03-06 14:45", "upcoming")},
                "gate": ("gap", "2026-03-04 16:45"),
            },
            {"at": "2026-03-04 16:45", "entry": ("breached", "intro.N+1")},
        ],
    },
    {
        "name": "a second too early does not keep it, and the promise passes the gap",
        "because": "14:44:59; the callback falls due after the last attempt, so the gap to 16:44:59 lets it through",
        "customer": {"milestones": INQUIRY},
        "touches": [
            good("2026-03-02 10:05", "callback", callback_at="2026-03-04 15:00"),
            call("2026-03-04 14:44:59", "no_answer"),
        ],
        "checks": [
            {"at": "2026-03-04 14:50", "gate": ("promised_later", "2026-03-04 15:00")},
            {"at": "2026-03-04 15:00", "entry": ("promised", "callback")},
        ],
    },
    {
        "name": "a call that reaches early keeps the promise",
        "because": "3 Mar 11:00 lies after the promise; it closes N+1 too; next N+4 = 6 Mar",
        "customer": {"milestones": INQUIRY},
        "touches": [
            good("2026-03-02 10:05", "callback", callback_at="2026-03-04 15:00"),
            good("2026-03-03 11:00"),
        ],
        "checks": [
            {
                "at": "2026-03-03 11:00",
                "some": {"callback": None, "intro.N+1": None},
                "gate": ("not_due", "2026-03-06 00:00"),
            }
        ],
    },
    {
        "name": "an early refusal keeps the promise too, but closes no follow-up",
        "because": "reached, not effective: N+1 stays open, rest until 4 Mar 00:00",
        "customer": {"milestones": INQUIRY},
        "touches": [
            good("2026-03-02 10:05", "callback", callback_at="2026-03-04 15:00"),
            call("2026-03-03 11:00", "refused"),
        ],
        "checks": [
            {"at": "2026-03-03 11:00", "some": {"callback": None}, "gate": ("gap", "2026-03-04 00:00")},
            {"at": "2026-03-04 10:00", "entry": ("breached", "intro.N+1")},
        ],
    },
    {
        "name": "a promise more than 14 days ahead holds nobody yet",
        "because": "20 Mar 11:00 - 14d = 6 Mar 11:00; N+1 breached 4 Mar 00:00",
        "customer": {"milestones": INQUIRY},
        "touches": [good("2026-03-02 10:05", "callback", callback_at="2026-03-20 11:00")],
        "checks": [
            {"at": "2026-03-06 10:59:59", "entry": ("breached", "intro.N+1")},
            {"at": "2026-03-06 11:00", "gate": ("promised_later", "2026-03-20 11:00")},
        ],
    },
    {
        "name": "a retry does not breach before the callback",
        "because": "2 Mar 10:05 + 48h = 4 Mar 10:05, the callback breaches 6 Mar 10:15; due stays 12:05",
        "customer": {"milestones": INQUIRY},
        "touches": [call("2026-03-02 10:05", "voicemail", callback_at="2026-03-06 10:00")],
        "checks": [
            {
                "at": "2026-03-05 10:00",
                "some": {"retry": ("2026-03-02 12:05", "2026-03-06 10:15", "open")},
                "gate": ("promised_later", "2026-03-06 10:00"),
            },
            {"at": "2026-03-06 10:00", "entry": ("promised", "callback")},
        ],
    },
    {
        "name": "a second promise moves the retry's breach again",
        "because": "2 Mar 10:05 + 48h = 4 Mar 10:05, put to 5 Mar 10:15, then to 7 Mar 10:15; 15:00 + 2h",
        "customer": {"milestones": INQUIRY},
        "touches": [
            call("2026-03-02 10:05", "voicemail", callback_at="2026-03-05 10:00"),
            call("2026-03-04 15:00", "voicemail", callback_at="2026-03-07 10:00"),
        ],
        "checks": [
            {
                "at": "2026-03-05 10:00",
                "some": {
                    "retry": ("2026-03-04 17:00", "2026-03-07 10:15", "open"),
                    "callback": ("2026-03-07 10:00", "2026-03-07 10:15", "upcoming"),
                },
                "gate": ("promised_later", "2026-03-07 10:00"),
            }
        ],
    },
    {
        "name": "a retry whose time runs out in the callback's quarter of an hour",
        "because": "10 Mar 10:05 + 48h = 12 Mar 10:05; the callback of 10:00 breaches 10:15, so does the retry",
        "customer": {"milestones": INQUIRY},
        "touches": [
            good("2026-03-09 10:30", "callback", callback_at="2026-03-12 10:00"),
            call("2026-03-10 10:05", "no_answer"),
        ],
        "checks": [
            {
                "at": "2026-03-12 10:10",
                "some": {
                    "callback": ("2026-03-12 10:00", "2026-03-12 10:15", "open"),
                    "retry": ("2026-03-10 12:05", "2026-03-12 10:15", "open"),
                },
                "entry": ("promised", "callback"),
            }
        ],
    },
    {
        "name": "not now, call me in an hour",
        "because": "refused: rest until 3 Mar 00:00, but the promise of 11:05 falls due after that call and passes",
        "customer": {"milestones": INQUIRY},
        "touches": [call("2026-03-02 10:05", "refused", callback_at="2026-03-02 11:05")],
        "checks": [
            {"at": "2026-03-02 11:04:59", "gate": ("promised_later", "2026-03-02 11:05")},
            {"at": "2026-03-02 11:05", "entry": ("promised", "callback")},
        ],
    },
    {
        "name": "only the newest promise counts",
        "because": "the incoming call of 11:00 moves it from 4 to 5 Mar; an SMS without a promise changes nothing",
        "customer": {"milestones": INQUIRY},
        "touches": [
            good("2026-03-02 10:05", "callback", callback_at="2026-03-04 15:00"),
            incoming("2026-03-02 11:00", "callback", callback_at="2026-03-05 15:00"),
            sms("2026-03-02 11:30"),
        ],
        "checks": [
            {
                "at": "2026-03-04 15:00",
                "some": {"callback": ("2026-03-05 15:00", "2026-03-05 15:15", "upcoming")},
                "gate": ("promised_later", "2026-03-05 15:00"),
            }
        ],
    },
]
