"""Dead numbers, do not call, stages. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import INQUIRY, N1, N2, N3, N4, N5, N7, THANKS_LATE, call, good, incoming

NO_MORE_CALLS: list[dict[str, Any]] = [
    {
        "name": "all numbers dead, then a call revives them",
        "because": "no call, no SMS; after the call of 3 Mar 11:00 the old times; one attempt on 2 Mar, from 10:05",
        "customer": {"milestones": INQUIRY, "numbers": [N1, N2]},
        "touches": [
            call("2026-03-02 10:05", "invalid_number"),
            call("2026-03-02 10:10", "suspended", phone=N2),
            call("2026-03-03 11:00", "no_answer"),
        ],
        "checks": [
            {
                "at": "2026-03-02 10:06",
                "some": {"retry": ("2026-03-02 12:05", "2026-03-04 10:05", "upcoming")},
                "gate": ("gap", "2026-03-02 12:05"),
            },
            {"at": "2026-03-02 10:10", "all": [], "gate": ("dead_number", None)},
            {"at": "2026-03-03 10:59:59", "all": [], "gate": ("dead_number", None)},
            {
                "at": "2026-03-03 11:00",
                "all": [
                    THANKS_LATE,
                    ("first_call", "call", "2026-03-02 09:00", "2026-03-03 09:00", "breached"),
                    ("intro.N+1", "call", "2026-03-03 00:00", "2026-03-04 00:00", "open"),
                    ("retry", "call", "2026-03-03 13:00", "2026-03-04 10:05", "upcoming"),
                    N4,
                    N5,
                    N7,
                ],
                "gate": ("gap", "2026-03-03 13:00"),
            },
        ],
    },
    {
        "name": "a new number revives the customer",
        "because": "the dead number is no longer among the customer's",
        "customer": {"milestones": INQUIRY, "numbers": [N3]},
        "touches": [call("2026-03-02 10:05", "invalid_number", phone=N1)],
        "checks": [{"at": "2026-03-02 14:00", "entry": ("retry", "retry")}],
    },
    {
        "name": "without a number: no call and no SMS until a call is recorded, and never offered",
        "because": "an e-mail can still confirm; the call of 4 Mar 11:00 brings the old times back",
        "customer": {"milestones": [*INQUIRY, ("appointment", "2026-03-10 15:00")], "numbers": []},
        "touches": [{"at": "2026-03-03 10:00", "channel": "email"}, call("2026-03-04 11:00", "no_answer")],
        "checks": [
            {
                "at": "2026-03-04 10:59:59",
                "all": [("appointment.confirm", "any", "2026-03-09 00:00", "2026-03-10 00:00", "upcoming")],
                "gate": ("no_number", None),
            },
            {
                "at": "2026-03-04 14:00",
                "some": {
                    "first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "breached"),
                    "thanks_sms": ("2026-03-02 09:00", "2026-03-03 00:00", "breached"),
                    "retry": ("2026-03-04 13:00", "2026-03-06 11:00", "open"),
                    "appointment.call": ("2026-03-10 00:00", "2026-03-10 15:00", "upcoming"),
                },
                "entry": None,
                "gate": ("no_number", None),
            },
        ],
    },
    {
        "name": "the only number that a customer without a number on record was called at is dead",
        "because": "somebody dialled something and found it invalid; no other number is known, and that one is not",
        "customer": {"milestones": INQUIRY, "numbers": []},
        "touches": [call("2026-03-02 10:05", "invalid_number")],
        "checks": [{"at": "2026-03-02 14:00", "all": [], "gate": ("no_number", None)}],
    },
    {
        "name": "the number was taken away",
        "because": "the call of 10:05 was made at N1, which the customer no longer has; nothing was recorded since",
        "customer": {"milestones": INQUIRY, "numbers": []},
        "touches": [call("2026-03-02 10:05", "wrong_person", phone=N1)],
        "checks": [{"at": "2026-03-02 14:00", "all": [], "gate": ("no_number", None)}],
    },
    {
        "name": "do not call ends everything",
        "because": "every obligation, the appointment too",
        "customer": {"milestones": [*INQUIRY, ("appointment", "2026-03-05 15:00")]},
        "touches": [incoming("2026-03-02 10:05", "do_not_call")],
        "checks": [
            {"at": "2026-03-02 10:04:59", "entry": ("fresh", "first_call")},
            {"at": "2026-03-02 10:05", "all": [], "gate": ("do_not_call", None)},
        ],
    },
    {
        "name": "lost owes nothing",
        "because": "stage lost, a promise included",
        "customer": {"stage": "lost", "milestones": INQUIRY},
        "touches": [good("2026-03-02 10:05", callback_at="2026-03-03 10:00")],
        "checks": [{"at": "2026-03-03 10:05", "all": [], "gate": ("closed_stage", None)}],
    },
    {
        "name": "delivered before the inquiry, though on its day, ends nothing",
        "because": "a date is 00:00, earlier than the inquiry of 09:00",
        "customer": {"milestones": [*INQUIRY, ("delivered", "2026-03-02")]},
        "checks": [{"at": "2026-03-02 10:05", "entry": ("fresh", "first_call")}],
    },
    {
        "name": "delivered at the inquiry's instant ends it",
        "because": "at or after: 09:00",
        "customer": {"milestones": [*INQUIRY, ("delivered", "2026-03-02 09:00")]},
        "checks": [{"at": "2026-03-02 10:05", "all": [], "gate": ("nothing_owed", None)}],
    },
]
