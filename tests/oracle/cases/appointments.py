"""Appointments: the day before, the day, and who did not come. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import INQUIRY, N1_AHEAD, N4, N5, N7, THANKS_LATE, THANKS_OPEN, call, good, sms, visit

APPOINTMENTS: list[dict[str, Any]] = [
    {
        "name": "an appointment with a time, nothing done for it",
        "because": "D = Thu 5 Mar 15:00: confirm 4 Mar, call 5 Mar until 15:00, no_show 15:00 to 24:00",
        "customer": {"milestones": [*INQUIRY, ("appointment", "2026-03-05 15:00")]},
        "touches": [good("2026-03-02 10:05", "appointment")],
        "checks": [
            {
                "at": "2026-03-02 10:06",
                "all": [
                    THANKS_OPEN,
                    N1_AHEAD,
                    ("appointment.confirm", "any", "2026-03-04 00:00", "2026-03-05 00:00", "upcoming"),
                    ("appointment.call", "call", "2026-03-05 00:00", "2026-03-05 15:00", "upcoming"),
                    ("appointment.no_show", "call", "2026-03-05 15:00", "2026-03-06 00:00", "upcoming"),
                    N4,
                    N5,
                    N7,
                ],
            },
            {"at": "2026-03-04 07:59:59", "gate": ("legal_frame", "2026-03-04 08:00")},
            {"at": "2026-03-04 08:00", "entry": ("promised", "appointment.confirm")},
            {
                "at": "2026-03-05 14:59:59",
                "some": {
                    "appointment.confirm": ("2026-03-04 00:00", "2026-03-05 00:00", "breached"),
                    "appointment.call": ("2026-03-05 00:00", "2026-03-05 15:00", "open"),
                },
                "entry": ("promised", "appointment.confirm"),
            },
            {
                "at": "2026-03-05 15:00",
                "some": {
                    "appointment.confirm": None,
                    "appointment.call": None,
                    "appointment.no_show": ("2026-03-05 15:00", "2026-03-06 00:00", "open"),
                },
                "entry": ("promised", "appointment.no_show"),
            },
            {"at": "2026-03-06 09:00", "gate": ("window", "2026-03-06 10:00")},  # breached: a promise no more
            {"at": "2026-03-06 10:00", "entry": ("breached", "intro.N+1")},
        ],
    },
    {
        "name": "an SMS confirms, a visit on the day keeps the appointment",
        "because": "confirm takes any channel; N+1 breached 4 Mar 00:00; the visit closes calls that are open",
        "customer": {"milestones": [*INQUIRY, ("appointment", "2026-03-05 15:00")]},
        "touches": [good("2026-03-02 10:05", "appointment"), sms("2026-03-04 10:10"), visit("2026-03-05 15:20")],
        "checks": [
            {
                "at": "2026-03-04 10:10",
                "some": {"appointment.confirm": None, "thanks_sms": None},
                "entry": ("breached", "intro.N+1"),
            },
            {"at": "2026-03-05 08:00", "entry": ("promised", "appointment.call")},
            {"at": "2026-03-05 15:20", "all": [N4, N5, N7]},
        ],
    },
    {
        "name": "a visit earlier on the day leaves no no-show",
        "because": "recorded on D, at 09:00 before the appointment of 15:00",
        "customer": {"milestones": [*INQUIRY, ("appointment", "2026-03-05 15:00")]},
        "touches": [visit("2026-03-05 09:00")],
        "checks": [{"at": "2026-03-05 16:00", "all": [THANKS_LATE, N4, N5, N7]}],
    },
    {
        "name": "a visit on another day does not keep the appointment",
        "because": "4 Mar is D-1: it confirms (any), no_show is due at 15:00 on D; a call at 15:30 closes it",
        "customer": {"milestones": [*INQUIRY, ("appointment", "2026-03-05 15:00")]},
        "touches": [visit("2026-03-04 10:00"), good("2026-03-05 15:30")],
        "checks": [
            {
                "at": "2026-03-05 15:00",
                "some": {"appointment.no_show": ("2026-03-05 15:00", "2026-03-06 00:00", "open")},
            },
            {"at": "2026-03-05 15:30", "some": {"appointment.no_show": None}},
        ],
    },
    {
        "name": "an appointment without a time",
        "because": "`call` has all of 5 Mar, `no_show` all of 6 Mar; confirmed by e-mail on 4 Mar",
        "customer": {"milestones": [*INQUIRY, ("appointment", "2026-03-05")]},
        "touches": [{"at": "2026-03-04 09:00", "channel": "email"}],
        "checks": [
            {
                "at": "2026-03-04 09:00",
                "some": {
                    "appointment.confirm": None,
                    "appointment.call": ("2026-03-05 00:00", "2026-03-06 00:00", "upcoming"),
                    "appointment.no_show": ("2026-03-06 00:00", "2026-03-07 00:00", "upcoming"),
                },
            },
            {"at": "2026-03-05 20:00", "entry": ("promised", "appointment.call")},
            {"at": "2026-03-05 23:59:59", "gate": ("legal_frame", "2026-03-06 08:00")},
            {"at": "2026-03-06 00:00", "some": {"appointment.call": None}},
            {"at": "2026-03-06 08:00", "entry": ("promised", "appointment.no_show")},
            {"at": "2026-03-07 09:00", "gate": ("window", "2026-03-07 10:00")},
        ],
    },
    {
        "name": "a new appointment replaces the old one",
        "because": "D = 9 Mar 11:00 alone counts: confirm 8 Mar, call 9 Mar until 11:00",
        "customer": {
            "milestones": [*INQUIRY, ("appointment", "2026-03-05 15:00"), ("appointment", "2026-03-09 11:00")]
        },
        "checks": [
            {
                "at": "2026-03-05 16:00",
                "some": {
                    "appointment.confirm": ("2026-03-08 00:00", "2026-03-09 00:00", "upcoming"),
                    "appointment.call": ("2026-03-09 00:00", "2026-03-09 11:00", "upcoming"),
                    "appointment.no_show": ("2026-03-09 11:00", "2026-03-10 00:00", "upcoming"),
                },
            }
        ],
    },
    {
        "name": "a failed attempt for a promise that was due rests it for two hours",
        "because": "confirm fell due 4 Mar 00:00, before the attempt of 10:00; at 12:00 no window, a promise may",
        "customer": {"milestones": [*INQUIRY, ("appointment", "2026-03-05 15:00")]},
        "touches": [call("2026-03-04 10:00", "no_answer")],
        "checks": [
            {"at": "2026-03-04 11:59:59", "gate": ("gap", "2026-03-04 12:00")},
            {"at": "2026-03-04 12:00", "entry": ("promised", "appointment.confirm")},
        ],
    },
    {
        "name": "a hold lets an earlier promise through",
        "because": "callback 10 Mar; the confirm of the appointment on 6 Mar 15:00 is due 5 Mar 00:00",
        "customer": {"milestones": [*INQUIRY, ("appointment", "2026-03-06 15:00")]},
        "touches": [good("2026-03-02 10:05", "callback", callback_at="2026-03-10 10:00")],
        "checks": [
            {"at": "2026-03-03 10:00", "gate": ("promised_later", "2026-03-05 00:00")},
            {"at": "2026-03-05 10:00", "entry": ("promised", "appointment.confirm")},
        ],
    },
]
