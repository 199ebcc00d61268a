"""Attempts, retry rounds, gaps, the cap of a day. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import (
    INQUIRY,
    N1,
    N1_AHEAD,
    N2,
    N4,
    N5,
    N7,
    THANKS_LATE,
    THANKS_OPEN,
    call,
    good,
    incoming,
    sms,
    visit,
)

ATTEMPTS: list[dict[str, Any]] = [
    {
        "name": "a retry round from the first failure to the third",
        "because": "first 2 Mar 10:05: +2h 12:05, +48h 4 Mar 10:05; 14:10 + 2h = 16:10; the third spends the round",
        "customer": {"milestones": INQUIRY},
        "touches": [
            call("2026-03-02 10:05", "no_answer"),
            call("2026-03-02 14:10", "busy"),
            call("2026-03-02 16:30", "voicemail"),
            call("2026-03-03 10:20", "switched_off"),
        ],
        "checks": [
            {
                "at": "2026-03-02 10:06",
                "some": {"retry": ("2026-03-02 12:05", "2026-03-04 10:05", "upcoming")},
                "gate": ("gap", "2026-03-02 12:05"),
            },
            {"at": "2026-03-02 14:00", "entry": ("retry", "retry")},
            {
                "at": "2026-03-02 14:11",
                "some": {"retry": ("2026-03-02 16:10", "2026-03-04 10:05", "upcoming")},
                "gate": ("gap", "2026-03-02 16:10"),
            },
            {"at": "2026-03-02 16:10", "entry": ("retry", "retry")},
            {"at": "2026-03-02 16:31", "some": {"retry": None}, "gate": ("gap", "2026-03-02 18:30")},
            {"at": "2026-03-02 18:31", "gate": ("window", "2026-03-03 10:00")},
            {"at": "2026-03-03 10:00", "entry": ("breached", "first_call")},
            {"at": "2026-03-03 10:21", "some": {"retry": None}, "gate": ("gap", "2026-03-03 12:20")},
            {"at": "2026-03-03 14:00", "gate": ("daily_cap", "2026-03-04 00:00")},  # spent: one attempt a day
            {"at": "2026-03-04 10:00", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "the third failure of a day, though a reach lay between",
        "because": "the incoming reach of 11:00 ends the round; failures 10:05, 14:10, 15:30 are three of 2 Mar",
        "customer": {"milestones": INQUIRY},
        "touches": [
            call("2026-03-02 10:05", "no_answer"),
            incoming("2026-03-02 11:00"),
            call("2026-03-02 14:10", "no_answer"),
            call("2026-03-02 15:30", "no_answer"),
        ],
        "checks": [
            {"at": "2026-03-02 11:00", "some": {"retry": None, "first_call": None}},
            {
                "at": "2026-03-02 17:29:59",
                "some": {"retry": ("2026-03-02 17:30", "2026-03-04 14:10", "upcoming")},
                "gate": ("not_due", "2026-03-02 17:30"),
            },
            {"at": "2026-03-02 17:30", "gate": ("daily_cap", "2026-03-03 00:00")},
            {"at": "2026-03-03 10:00", "entry": ("retry", "retry")},
        ],
    },
    {
        "name": "a reach ends a spent round, the next failure begins another",
        "because": "failures 2 Mar 10:05, 14:10, 16:30; reached 3 Mar 09:30; failure 10:10: + 2h, + 48h",
        "customer": {"milestones": INQUIRY},
        "touches": [
            call("2026-03-02 10:05", "no_answer"),
            call("2026-03-02 14:10", "no_answer"),
            call("2026-03-02 16:30", "no_answer"),
            incoming("2026-03-03 09:30"),
            call("2026-03-03 10:10", "no_answer"),
        ],
        "checks": [
            {"at": "2026-03-03 10:00", "gate": ("not_due", "2026-03-06 00:00")},
            {
                "at": "2026-03-03 14:00",
                "some": {"retry": ("2026-03-03 12:10", "2026-03-05 10:10", "open")},
                "entry": ("retry", "retry"),
            },
        ],
    },
    {
        "name": "a new inquiry lifts the rest after the third failure",
        "because": "third failure 16:30: gap to 18:30, rest to 3 Mar; inquiry 16:45 + 24h",
        "customer": {"milestones": [*INQUIRY, ("inquiry", "2026-03-02 16:45")]},
        "touches": [
            call("2026-03-02 10:05", "no_answer"),
            call("2026-03-02 14:10", "no_answer"),
            call("2026-03-02 16:30", "no_answer"),
        ],
        "checks": [
            {"at": "2026-03-02 16:44:59", "gate": ("gap", "2026-03-02 18:30")},
            {
                "at": "2026-03-02 16:45",
                "some": {"first_call": ("2026-03-02 16:45", "2026-03-03 16:45", "open"), "retry": None},
                "entry": ("fresh", "first_call"),
            },
        ],
    },
    {
        "name": "a retry becomes due no later than it is breached",
        "because": "failures 2 Mar 16:00 and 4 Mar 15:00: breach 4 Mar 16:00, last + 2h = 17:00 is cut to 16:00",
        "customer": {"milestones": INQUIRY},
        "touches": [call("2026-03-02 16:00", "no_answer"), call("2026-03-04 15:00", "no_answer")],
        "checks": [
            {"at": "2026-03-04 15:59:59", "some": {"retry": ("2026-03-04 16:00", "2026-03-04 16:00", "upcoming")}},
            {"at": "2026-03-04 16:00", "some": {"retry": ("2026-03-04 16:00", "2026-03-04 16:00", "breached")}},
        ],
    },
    {
        "name": "two numbers in ten minutes are one attempt",
        "because": "10:05 and 10:15: one attempt at 10:15, + 2h = 12:15; the 48h from 10:05",
        "customer": {"milestones": INQUIRY, "numbers": [N1, N2]},
        "touches": [
            call("2026-03-02 10:05", "no_answer"),
            call("2026-03-02 10:15", "no_answer", phone=N2),
            call("2026-03-02 14:20", "no_answer", phone=N2),
        ],
        "checks": [
            {"at": "2026-03-02 10:16", "some": {"retry": ("2026-03-02 12:15", "2026-03-04 10:05", "upcoming")}},
            {"at": "2026-03-02 14:21", "some": {"retry": ("2026-03-02 16:20", "2026-03-04 10:05", "upcoming")}},
        ],
    },
    {
        "name": "a second more than ten minutes are two attempts",
        "because": "10:05:00 to 10:15:01; with 14:20 three are made, the round is spent",
        "customer": {"milestones": INQUIRY, "numbers": [N1, N2]},
        "touches": [
            call("2026-03-02 10:05", "no_answer"),
            call("2026-03-02 10:15:01", "no_answer", phone=N2),
            call("2026-03-02 14:20", "no_answer", phone=N2),
        ],
        "checks": [
            {"at": "2026-03-02 10:16", "some": {"retry": ("2026-03-02 12:15:01", "2026-03-04 10:05", "upcoming")}},
            {"at": "2026-03-02 14:21", "some": {"retry": None}},
            {"at": "2026-03-02 16:30", "gate": ("daily_cap", "2026-03-03 00:00")},
        ],
    },
    {
        "name": "the same number twice is two attempts",
        "because": "10:05 and 10:08 at one number, 14:20: three attempts, the round is spent",
        "customer": {"milestones": INQUIRY, "numbers": [N1, N2]},
        "touches": [
            call("2026-03-02 10:05", "busy"),
            call("2026-03-02 10:08", "busy", phone=N1),
            call("2026-03-02 14:20", "no_answer"),
        ],
        "checks": [{"at": "2026-03-02 14:21", "some": {"retry": None}}],
    },
    {
        "name": "a reach between two numbers parts the attempts",
        "because": "the reach of 10:07 ends the round, 10:09 begins another: + 2h = 12:09, + 48h = 4 Mar 10:09",
        "customer": {"milestones": INQUIRY, "numbers": [N1, N2]},
        "touches": [
            call("2026-03-02 10:05", "no_answer"),
            incoming("2026-03-02 10:07"),
            call("2026-03-02 10:09", "no_answer", phone=N2),
        ],
        "checks": [{"at": "2026-03-02 10:10", "some": {"retry": ("2026-03-02 12:09", "2026-03-04 10:09", "upcoming")}}],
    },
    {
        "name": "a reached call with a short note closes nothing and rests the customer for the day",
        "because": "5 characters (two full-width spaces not counted) are not more than 5",
        "customer": {"milestones": INQUIRY},
        "touches": [call("2026-03-02 10:05", "neutral", "再联系\u3000\u3000客户")],
        "checks": [
            {
                "at": "2026-03-02 10:05",
                "some": {"first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "open"), "retry": None},
                "gate": ("gap", "2026-03-03 00:00"),
            },
            {"at": "2026-03-02 17:59:59", "gate": ("gap", "2026-03-03 00:00")},
            {"at": "2026-03-03 10:00", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "six characters count, a bad mood counts, a refusal does not",
        "because": "negative with 6 characters is effective; refused with a long note is not",
        "customer": {"milestones": INQUIRY},
        "touches": [
            call("2026-03-02 10:05", "negative", "1 2 3 4 5 6"),
            good("2026-03-03 10:05", "refused"),
        ],
        "checks": [
            {"at": "2026-03-02 10:05", "some": {"first_call": None}, "gate": ("not_due", "2026-03-03 00:00")},
            {
                "at": "2026-03-03 10:05",
                "some": {"intro.N+1": ("2026-03-03 00:00", "2026-03-04 00:00", "open")},
                "gate": ("gap", "2026-03-04 00:00"),
            },
        ],
    },
    {
        "name": "a touch before due_at closes nothing, one at due_at does",
        "because": "N+1 is due 3 Mar 00:00",
        "customer": {"milestones": INQUIRY},
        "touches": [good("2026-03-02 23:59:59"), good("2026-03-03 00:00")],
        "checks": [
            {"at": "2026-03-02 23:59:59", "some": {"intro.N+1": ("2026-03-03 00:00", "2026-03-04 00:00", "upcoming")}},
            {"at": "2026-03-03 00:00", "all": [THANKS_LATE, N4, N5, N7]},
        ],
    },
    {
        "name": "only an outgoing SMS is the thank-you",
        "because": "an incoming SMS qualifies for nothing; a visit qualifies for a call",
        "customer": {"milestones": INQUIRY},
        "touches": [sms("2026-03-02 09:30", direction="in"), visit("2026-03-02 10:00"), sms("2026-03-02 10:30")],
        "checks": [
            {"at": "2026-03-02 09:30", "some": {"thanks_sms": ("2026-03-02 09:00", "2026-03-03 00:00", "open")}},
            {"at": "2026-03-02 10:00", "all": [THANKS_OPEN, N1_AHEAD, N4, N5, N7]},
            {"at": "2026-03-02 10:30", "all": [N1_AHEAD, N4, N5, N7]},
        ],
    },
]
