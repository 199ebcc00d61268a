"""Closed days. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import INQUIRY

CLOSED_DAYS: list[dict[str, Any]] = [
    {
        "name": "given closed days: only promises are offered",
        "because": "3 and 4 Mar closed; the callback of 4 Mar 11:00 passes, even before 10:00 is a window",
        "campaign": {"closed_days": ["2026-03-03", "2026-03-04"]},
        "customer": {"milestones": INQUIRY},
        "touches": [
            {"at": "2026-03-02 10:05", "channel": "chat", "direction": "in", "callback_at": "2026-03-04 11:00"}
        ],
        "checks": [
            {"at": "2026-03-03 10:05", "gate": ("promised_later", "2026-03-04 11:00")},
            {"at": "2026-03-04 11:00", "entry": ("promised", "callback")},
        ],
    },
    {
        "name": "a closed day, until the next that is not",
        "because": "3 and 4 Mar closed, 5 Mar 00:00; the legal frame comes before it in the list, the window after",
        "campaign": {"closed_days": ["2026-03-03", "2026-03-04"]},
        "customer": {"milestones": INQUIRY},
        "checks": [
            {"at": "2026-03-02 10:00", "entry": ("fresh", "first_call")},
            {"at": "2026-03-03 07:00", "gate": ("legal_frame", "2026-03-03 08:00")},
            {"at": "2026-03-03 10:00", "gate": ("closed_day", "2026-03-05 00:00")},
            {"at": "2026-03-03 13:00", "gate": ("closed_day", "2026-03-05 00:00")},
            {"at": "2026-03-05 10:00", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "closed on holidays: National Day 2026 and its working Saturday",
        "because": "5, 6 and 7 Oct are days off, 8 Oct is worked; Saturday 10 Oct is made up and has the plain windows",
        "campaign": {"closed_holidays": True},
        "customer": {"milestones": [("inquiry", "2026-09-28 09:00")]},
        "checks": [
            {"at": "2026-09-28 10:00", "entry": ("fresh", "first_call")},
            {"at": "2026-10-05 10:00", "gate": ("closed_day", "2026-10-08 00:00")},
            {"at": "2026-10-07 17:59:59", "gate": ("closed_day", "2026-10-08 00:00")},
            {"at": "2026-10-08 10:00", "entry": ("breached", "first_call")},
            {"at": "2026-10-10 10:00", "entry": ("breached", "first_call")},
            {"at": "2026-10-10 18:00", "gate": ("window", "2026-10-11 10:00")},
        ],
    },
    {
        "name": "a week with make-up work moves no cadence day",
        "because": "N = Sun 20 Sep 2026 (worked): N+1, N+4, N+5 (Mid-Autumn, a holiday), N+7 are plain days",
        "customer": {"milestones": [("inquiry", "2026-09-20 09:00")]},
        "checks": [
            {
                "at": "2026-09-20 10:00",
                "some": {
                    "intro.N+1": ("2026-09-21 00:00", "2026-09-22 00:00", "upcoming"),
                    "intro.N+4": ("2026-09-24 00:00", "2026-09-25 00:00", "upcoming"),
                    "promo_sms": ("2026-09-25 00:00", "2026-09-26 00:00", "upcoming"),
                    "intro.N+7": ("2026-09-27 00:00", "2026-09-28 00:00", "upcoming"),
                },
                "entry": ("fresh", "first_call"),
            }
        ],
    },
    {
        "name": "closed on holidays: the free Sunday inside the festival week is no holiday",
        "because": "1 to 3 and 5 to 7 Oct 2026 are listed, Sun 4 Oct is a plain weekend; first call until 1 Oct 10:00",
        "campaign": {"closed_holidays": True},
        "customer": {"milestones": [("inquiry", "2026-09-30 10:00")]},
        "checks": [
            {"at": "2026-10-03 10:30", "gate": ("closed_day", "2026-10-04 00:00")},
            {"at": "2026-10-04 10:30", "entry": ("breached", "first_call")},
            {"at": "2026-10-05 10:30", "gate": ("closed_day", "2026-10-08 00:00")},
        ],
    },
    {
        "name": "closed on holidays and on the Sunday between them",
        "because": "4 Oct 2026 given beside the holidays: 1 to 7 Oct are closed, 8 Oct is worked",
        "campaign": {"closed_holidays": True, "closed_days": ["2026-10-04"]},
        "customer": {"milestones": [("inquiry", "2026-09-30 10:00")]},
        "checks": [
            {"at": "2026-10-03 10:30", "gate": ("closed_day", "2026-10-08 00:00")},
            {"at": "2026-10-04 10:30", "gate": ("closed_day", "2026-10-08 00:00")},
            {"at": "2026-10-08 10:30", "entry": ("breached", "first_call")},
        ],
    },
]
