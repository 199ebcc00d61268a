"""Crossings of several rules: holds and promises, dead numbers and rounds, days of the list and hours of the customer.

(See the package for the format.)
"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import INQUIRY, N1, N2, N3, NEW_YORK, call, good, sms

CROSSINGS: list[dict[str, Any]] = [
    {
        "name": "a hold with an appointment inside, and a failed call before it",
        "because": "D = 5 Mar 11:00; callback 15:00; 10:45 + 2h = 12:45, which promises due at 11:00 and 15:00 pass",
        "customer": {"tier": "A", "milestones": [*INQUIRY, ("appointment", "2026-03-05 11:00")]},
        "touches": [
            {"at": "2026-03-03 10:30", "channel": "chat", "direction": "in", "callback_at": "2026-03-05 15:00"},
            sms("2026-03-04 09:00"),
            call("2026-03-05 10:45", "no_answer"),
        ],
        "checks": [
            {"at": "2026-03-03 14:00", "gate": ("promised_later", "2026-03-04 00:00")},
            {"at": "2026-03-04 00:00", "gate": ("legal_frame", "2026-03-04 08:00")},
            {"at": "2026-03-04 08:00", "entry": ("promised", "appointment.confirm")},
            {"at": "2026-03-04 10:30", "gate": ("promised_later", "2026-03-05 00:00")},
            {"at": "2026-03-05 08:00", "entry": ("promised", "appointment.call")},
            {
                "at": "2026-03-05 10:59:59",
                "some": {"retry": ("2026-03-05 12:45", "2026-03-07 10:45", "upcoming")},
                "gate": ("gap", "2026-03-05 12:45"),
            },
            {"at": "2026-03-05 11:00", "entry": ("promised", "appointment.no_show")},
            {"at": "2026-03-05 15:00", "entry": ("promised", "callback")},
            {"at": "2026-03-05 20:59:59", "entry": ("promised", "callback")},
            {"at": "2026-03-05 21:00", "gate": ("legal_frame", "2026-03-06 08:00")},
        ],
    },
    {
        "name": "the call that revives a dead number is the third of its round",
        "because": "2 Mar 10:10 and 10:30 are two attempts, 3 Mar 10:05 the third: spent; old times are back",
        "customer": {"milestones": INQUIRY, "numbers": [N1, N2]},
        "touches": [
            call("2026-03-02 10:10", "suspended", phone=N1),
            call("2026-03-02 10:30", "invalid_number", phone=N2),
            call("2026-03-03 10:05", "no_answer", phone=N1),
        ],
        "checks": [
            {"at": "2026-03-02 10:29:59", "gate": ("gap", "2026-03-02 12:10")},
            {"at": "2026-03-02 13:00", "all": [], "gate": ("dead_number", None)},
            {
                "at": "2026-03-03 10:05",
                "some": {
                    "first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "breached"),
                    "thanks_sms": ("2026-03-02 09:00", "2026-03-03 00:00", "breached"),
                    "retry": None,
                },
            },
            {"at": "2026-03-03 11:00", "gate": ("gap", "2026-03-03 12:05")},
            {"at": "2026-03-03 12:05", "gate": ("window", "2026-03-03 14:00")},
            {"at": "2026-03-03 14:00", "gate": ("daily_cap", "2026-03-04 00:00")},
            {"at": "2026-03-04 10:00", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "two pairs of numbers and a third, all within a day",
        "because": "10:00 with 10:05, then N1 again 10:08 with 10:12, then 14:20: three attempts, 48h from 10:00",
        "customer": {"milestones": INQUIRY, "numbers": [N1, N2, N3]},
        "touches": [
            call("2026-03-02 10:00", "no_answer", phone=N1),
            call("2026-03-02 10:05", "busy", phone=N2),
            call("2026-03-02 10:08", "no_answer", phone=N1),
            call("2026-03-02 10:12", "no_answer", phone=N2),
            call("2026-03-02 14:20", "voicemail", phone=N3),
        ],
        "checks": [
            {
                "at": "2026-03-02 11:00",
                "some": {"retry": ("2026-03-02 12:12", "2026-03-04 10:00", "upcoming")},
                "gate": ("gap", "2026-03-02 12:12"),
            },
            {"at": "2026-03-02 14:20", "some": {"retry": None}},
            {"at": "2026-03-02 16:19:59", "gate": ("gap", "2026-03-02 16:20")},
            {"at": "2026-03-02 16:20", "gate": ("daily_cap", "2026-03-03 00:00")},
        ],
    },
    {
        "name": "a promise passes a spent round, its failed call is the one of the day",
        "because": "spent 2 Mar 16:30; 4 Mar 10:30 fails; the callback of 15:00 fails 15:05: 2h, then to 5 Mar 00:00",
        "customer": {"milestones": INQUIRY},
        "touches": [
            call("2026-03-02 10:00", "no_answer"),
            call("2026-03-02 14:00", "busy"),
            call("2026-03-02 16:30", "voicemail"),
            call("2026-03-04 10:30", "no_answer"),
            {"at": "2026-03-04 14:30", "channel": "chat", "direction": "in", "callback_at": "2026-03-04 15:00"},
            call("2026-03-04 15:05", "wrong_person"),
        ],
        "checks": [
            {"at": "2026-03-02 17:59:59", "gate": ("gap", "2026-03-02 18:30")},
            {"at": "2026-03-02 18:00", "gate": ("window", "2026-03-03 10:00")},
            {"at": "2026-03-03 10:00", "entry": ("breached", "first_call")},
            {"at": "2026-03-04 14:00", "gate": ("daily_cap", "2026-03-05 00:00")},
            {"at": "2026-03-04 15:00", "entry": ("promised", "callback")},
            {"at": "2026-03-04 15:06", "some": {"callback": None}, "gate": ("gap", "2026-03-04 17:05")},
            {"at": "2026-03-04 17:05", "gate": ("daily_cap", "2026-03-05 00:00")},
        ],
    },
    {
        "name": "the third attempt after the 48 hours, and a reach that does not count",
        "because": "2 Mar 10:00 + 48h is missed; 5 Mar spends it; the refusal of 6 Mar ends it, 7 Mar begins another",
        "customer": {"milestones": INQUIRY},
        "touches": [
            call("2026-03-02 10:00", "no_answer"),
            call("2026-03-03 10:00", "no_answer"),
            call("2026-03-05 10:00", "no_answer"),
            good("2026-03-06 10:00", "refused"),
            call("2026-03-07 10:00", "busy"),
        ],
        "checks": [
            {"at": "2026-03-05 09:59:59", "some": {"retry": ("2026-03-03 12:00", "2026-03-04 10:00", "breached")}},
            {"at": "2026-03-05 14:00", "some": {"retry": None}, "gate": ("daily_cap", "2026-03-06 00:00")},
            {"at": "2026-03-06 10:30", "gate": ("gap", "2026-03-07 00:00")},
            {"at": "2026-03-07 10:00", "some": {"retry": ("2026-03-07 12:00", "2026-03-09 10:00", "upcoming")}},
        ],
    },
    {
        "name": "New York's day ends at noon for a customer in Shanghai",
        "because": "14:00, 16:00, 17:59 +08:00 are 02:00 to 05:59 of 10 Mar -04:00; 11 Mar 00:00 -04:00 = 12:00 +08:00",
        "campaign": NEW_YORK,
        "customer": {"timezone": "Asia/Shanghai", "milestones": [("inquiry", "2026-03-10 01:00")]},
        "touches": [
            call("2026-03-10T14:00+08:00", "no_answer"),
            call("2026-03-10T16:00+08:00", "busy"),
            call("2026-03-10T17:59+08:00", "no_answer"),
        ],
        "checks": [
            {"at": "2026-03-11T10:00+08:00", "gate": ("daily_cap", "2026-03-11T12:00+08:00")},
            {"at": "2026-03-11T12:00+08:00", "gate": ("window", "2026-03-11T14:00+08:00")},
            {"at": "2026-03-11T14:00+08:00", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "a closed day of Shanghai begins before noon in New York",
        "because": "3 Mar 00:00 +08:00 = 2 Mar 11:00 -05:00, inside the hours there; it ends 4 Mar 00:00 +08:00",
        "campaign": {"closed_days": ["2026-03-03"]},
        "customer": {"timezone": "America/New_York", "milestones": [("inquiry", "2026-03-01 09:00")]},
        "checks": [
            {"at": "2026-03-02 23:59:59", "entry": ("breached", "first_call")},
            {"at": "2026-03-03 00:00", "gate": ("closed_day", "2026-03-04 00:00")},
            {"at": "2026-03-04 00:00", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "a callback a second too early to keep it, then its breach beside the retry's",
        "because": "6 Mar 10:10 + 48h lies in the hold, so 9 Mar 15:15; 14:45 would keep the promise, 14:44:59 not",
        "customer": {"milestones": INQUIRY},
        "touches": [
            good("2026-03-02 10:05"),
            good("2026-03-03 10:10"),
            call("2026-03-06 10:10", "no_answer"),
            {"at": "2026-03-06 10:30", "channel": "chat", "direction": "in", "callback_at": "2026-03-09 15:00"},
            call("2026-03-09 14:44:59", "no_answer"),
        ],
        "checks": [
            {"at": "2026-03-06 11:00", "some": {"retry": ("2026-03-06 12:10", "2026-03-09 15:15", "upcoming")}},
            {"at": "2026-03-06 14:00", "gate": ("promised_later", "2026-03-09 15:00")},
            {"at": "2026-03-09 14:50", "gate": ("promised_later", "2026-03-09 15:00")},
            {"at": "2026-03-09 15:00", "entry": ("promised", "callback")},
            {
                "at": "2026-03-09 15:15",
                "some": {"callback": ("2026-03-09 15:00", "2026-03-09 15:15", "breached")},
                "entry": ("promised", "callback"),
            },
        ],
    },
]
