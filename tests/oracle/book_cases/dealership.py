"""Before and after the sale (docs/rules.md#r11)."""

from __future__ import annotations

from typing import Any

from tests.oracle.book_cases.words import CLOSED_HOLIDAYS
from tests.oracle.cases.words import NEW_YORK, call, good, sms

DELIVERED_2_MARCH = [
    ("delivered.2h", "call", "2026-03-02 10:00", "2026-03-02 12:00", "open"),
    ("delivered.day1-3", "call", "2026-03-03 00:00", "2026-03-06 00:00", "upcoming"),
    ("delivered.day7", "call", "2026-03-09 00:00", "2026-03-10 00:00", "upcoming"),
    ("delivered.1mo", "call", "2026-04-02 00:00", "2026-04-03 00:00", "upcoming"),
    ("delivered.3mo", "call", "2026-06-02 00:00", "2026-06-03 00:00", "upcoming"),
]


def kept_up(tier: str | None, rule: str, due: str, breach: str, because: str) -> dict[str, Any]:
    """A customer of the inquiry of 2 March whom a call of 9 March closed everything for."""
    return {
        "name": f"dealership: from N+8, {tier or 'no tier'}",
        "because": because,
        "customer": {"tier": tier, "milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [good("2026-03-09 10:30", "interested")],
        "checks": [
            {"at": "2026-03-09 23:59:59", "some": {rule: None}},
            {"at": "2026-03-10 00:00", "some": {rule: (due, breach, "upcoming"), "first_call": None}},
            {"at": due, "some": {rule: (due, breach, "open")}},
            {"at": breach, "some": {rule: (due, breach, "breached")}},
        ],
    }


DEALERSHIP: list[dict[str, Any]] = [
    {
        "name": "dealership: the inquiry without windows and without a note test",
        "because": "08:00-21:00 the whole day; a reached call without a note counts; 24h from 09:00",
        "customer": {"milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [call("2026-03-02 12:30", "neutral")],
        "checks": [
            {"at": "2026-03-02 09:00", "entry": ("fresh", "first_call")},
            {
                "at": "2026-03-02 12:29:59",
                "all": [
                    ("thanks_sms", "sms", "2026-03-02 09:00", "2026-03-03 00:00", "open"),
                    ("first_call", "call", "2026-03-02 09:00", "2026-03-03 09:00", "open"),
                    ("intro.N+1", "call", "2026-03-03 00:00", "2026-03-04 00:00", "upcoming"),
                    ("intro.N+4", "call", "2026-03-06 00:00", "2026-03-07 00:00", "upcoming"),
                    ("promo_sms", "sms", "2026-03-07 00:00", "2026-03-08 00:00", "upcoming"),
                    ("intro.N+7", "call", "2026-03-09 00:00", "2026-03-10 00:00", "upcoming"),
                ],
                "entry": ("fresh", "first_call"),
            },
            {"at": "2026-03-02 12:30", "some": {"first_call": None}, "gate": ("not_due", "2026-03-03 00:00")},
            {"at": "2026-03-03 07:59:59", "gate": ("legal_frame", "2026-03-03 08:00")},
            {"at": "2026-03-03 08:00", "entry": ("due", "intro.N+1")},
        ],
    },
    {
        "name": "dealership: an inquiry with a date alone",
        "because": "no window, so the hours run from 08:00, the legal frame's: 3 Mar 08:00",
        "customer": {"milestones": [("inquiry", "2026-03-02")]},
        "checks": [
            {"at": "2026-03-03 07:59:59", "some": {"first_call": ("2026-03-02 00:00", "2026-03-03 08:00", "open")}},
            {"at": "2026-03-03 08:00", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "dealership: a refusal does not count",
        "because": "reached, not effective: rest until 3 Mar 00:00; at 08:00 the 24h still run to 09:00",
        "reading": "R11 drops the note test of R1, not `not refused, not do_not_call`",
        "customer": {"milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [call("2026-03-02 09:30", "refused")],
        "checks": [
            {
                "at": "2026-03-02 09:30",
                "some": {"first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "open")},
                "gate": ("gap", "2026-03-03 00:00"),
            },
            {"at": "2026-03-03 08:00", "entry": ("due", "first_call")},
        ],
    },
    {
        "name": "dealership: the retry of R1",
        "because": "2 Mar 09:30 + 2h = 11:30, + 48h = 4 Mar 09:30",
        "customer": {"milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [call("2026-03-02 09:30", "no_answer")],
        "checks": [
            {"at": "2026-03-02 11:29:59", "gate": ("gap", "2026-03-02 11:30")},
            {
                "at": "2026-03-02 11:30",
                "some": {"retry": ("2026-03-02 11:30", "2026-03-04 09:30", "open")},
                "entry": ("retry", "retry"),
            },
            {"at": "2026-03-04 09:30", "some": {"retry": ("2026-03-02 11:30", "2026-03-04 09:30", "breached")}},
        ],
    },
    kept_up("B", "maintenance.B", "2026-03-15 10:30", "2026-03-16 10:30", "9 Mar 10:30 + 7d, lead 1 day"),
    kept_up("C", "maintenance.C", "2026-03-22 10:30", "2026-03-23 10:30", "9 Mar 10:30 + 14d, lead 1 day"),
    kept_up("D", "maintenance.D", "2026-03-22 10:30", "2026-03-23 10:30", "9 Mar 10:30 + 14d, lead 1 day"),
    kept_up(None, "maintenance.D", "2026-03-22 10:30", "2026-03-23 10:30", "no tier has the duties of D"),
    kept_up("E", "maintenance.E", "2026-04-06 10:30", "2026-04-09 10:30", "9 Mar 10:30 + 1mo, lead 3 days"),
    {
        "name": "dealership: from N+8, two SMS a month for E",
        "because": "interest 9 Mar, so from N+8 = 10 Mar 00:00 + 1mo = 10 Apr 00:00, lead 3 days",
        "customer": {"tier": "E", "milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [good("2026-03-09 10:30", "interested"), sms("2026-03-20 10:00")],
        "checks": [
            {
                "at": "2026-04-07 00:00",
                "some": {"maintenance_sms.E": ("2026-04-07 00:00", "2026-04-10 00:00", "open")},
            },
            {
                "at": "2026-04-10 00:00",
                "some": {"maintenance_sms.E": ("2026-04-07 00:00", "2026-04-10 00:00", "breached")},
            },
        ],
    },
    {
        "name": "dealership: from N+8, A",
        "because": "9 Mar 10:30 + 7d = 16 Mar 10:30, lead 1 day, for both",
        "customer": {"tier": "A", "milestones": [("inquiry", "2026-03-02 09:00")]},
        "touches": [sms("2026-03-02 09:10"), sms("2026-03-07 10:00"), call("2026-03-09 10:30", "neutral")],
        "checks": [
            {
                "at": "2026-03-10 00:00",
                "all": [
                    ("maintenance.A", "call", "2026-03-15 10:30", "2026-03-16 10:30", "upcoming"),
                    ("unreached.A", "call", "2026-03-15 10:30", "2026-03-16 10:30", "upcoming"),
                ],
            },
            {"at": "2026-03-16 10:29:59", "entry": ("due", "maintenance.A")},
            {"at": "2026-03-16 10:30", "entry": ("breached", "maintenance.A")},
        ],
    },
    {
        "name": "dealership: delivered at ten in the morning",
        "because": "2h = 12:00; 3 to 5 Mar; N+7 = 9 Mar; N+1mo = 2 Apr; N+3mo = 2 Jun",
        "customer": {"milestones": [("delivered", "2026-03-02 10:00")]},
        "touches": [good("2026-03-02 11:59:59"), good("2026-03-05 20:00")],
        "checks": [
            {"at": "2026-03-02 10:00", "all": DELIVERED_2_MARCH, "entry": ("due", "delivered.2h")},
            {"at": "2026-03-02 11:59:58", "entry": ("due", "delivered.2h")},
            {
                "at": "2026-03-02 11:59:59",
                "all": [
                    ("delivered.2h_sms", "sms", "2026-03-02 11:59:59", "2026-03-03 00:00", "open"),
                    *DELIVERED_2_MARCH[1:],
                ],
                "gate": ("not_due", "2026-03-03 00:00"),
            },
            {"at": "2026-03-05 19:59:59", "entry": ("due", "delivered.day1-3")},
            {
                "at": "2026-03-05 20:00",
                "all": [
                    ("delivered.2h_sms", "sms", "2026-03-02 11:59:59", "2026-03-03 00:00", "breached"),
                    *DELIVERED_2_MARCH[2:],
                ],
            },
            {"at": "2026-03-09 23:59:59", "some": {"delivered.day7": ("2026-03-09", "2026-03-10", "open")}},
            {"at": "2026-03-10 08:00", "entry": ("breached", "delivered.day7")},
        ],
    },
    {
        "name": "dealership: an SMS follows the calls of the first day, the week and the third month",
        "because": "each due at the call, breached 24:00 of its day; not after that of day 1 to 3, nor before the call",
        "customer": {"milestones": [("delivered", "2026-03-02 10:00")]},
        "touches": [
            sms("2026-03-02 10:30"),
            good("2026-03-02 11:00"),
            sms("2026-03-02 11:30"),
            good("2026-03-04 10:00"),
            good("2026-03-10 09:00"),
            good("2026-06-02 10:00"),
            sms("2026-06-02 10:30"),
        ],
        "checks": [
            {
                "at": "2026-03-02 11:00",
                "some": {"delivered.2h_sms": ("2026-03-02 11:00", "2026-03-03 00:00", "open")},
            },
            {"at": "2026-03-04 10:00", "some": {"delivered.2h_sms": None, "delivered.day7_sms": None}},
            {
                "at": "2026-03-10 09:00",
                "some": {"delivered.day7_sms": ("2026-03-10 09:00", "2026-03-11 00:00", "open")},
            },
            {"at": "2026-03-11 00:00", "some": {"delivered.day7_sms": ("2026-03-10 09:00", "2026-03-11", "breached")}},
            {
                "at": "2026-06-02 10:00",
                "some": {"delivered.3mo_sms": ("2026-06-02 10:00", "2026-06-03 00:00", "open")},
            },
            {"at": "2026-06-02 10:30", "some": {"delivered.3mo_sms": None, "delivered.day7_sms": None}},
        ],
    },
    {
        "name": "dealership: delivered on a date, the last of November",
        "because": "hours from 08:00: 10:00; 30 Nov + 1mo = 30 Dec, + 3mo = 28 Feb 2027",
        "customer": {"milestones": [("inquiry", "2026-11-02 09:00"), ("delivered", "2026-11-30")]},
        "checks": [
            {
                "at": "2026-11-30 09:59:59",
                "all": [
                    ("delivered.2h", "call", "2026-11-30 00:00", "2026-11-30 10:00", "open"),
                    ("delivered.day1-3", "call", "2026-12-01 00:00", "2026-12-04 00:00", "upcoming"),
                    ("delivered.day7", "call", "2026-12-07 00:00", "2026-12-08 00:00", "upcoming"),
                    ("delivered.1mo", "call", "2026-12-30 00:00", "2026-12-31 00:00", "upcoming"),
                    ("delivered.3mo", "call", "2027-02-28 00:00", "2027-03-01 00:00", "upcoming"),
                ],
                "entry": ("due", "delivered.2h"),
            },
            {"at": "2026-11-30 10:00", "entry": ("breached", "delivered.2h")},
        ],
    },
    {
        "name": "dealership: two hours over the night the clock goes back",
        "because": "31 Oct 23:30 -04:00 = 03:30Z, + 2h = 05:30Z; 1 Nov 00:00 = 04:00Z, 4 Nov 00:00 -05:00 = 05:00Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("delivered", "2026-10-31 23:30")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-11-01T05:29:59Z",
                "all": [
                    ("delivered.2h", "call", "2026-11-01T03:30:00Z", "2026-11-01T05:30:00Z", "open"),
                    ("delivered.day1-3", "call", "2026-11-01T04:00:00Z", "2026-11-04T05:00:00Z", "open"),
                    ("delivered.day7", "call", "2026-11-07T05:00:00Z", "2026-11-08T05:00:00Z", "upcoming"),
                    ("delivered.1mo", "call", "2026-11-30T05:00:00Z", "2026-12-01T05:00:00Z", "upcoming"),
                    ("delivered.3mo", "call", "2027-01-31T05:00:00Z", "2027-02-01T05:00:00Z", "upcoming"),
                ],
            },
            {
                "at": "2026-11-01T05:30:00Z",
                "some": {"delivered.2h": ("2026-11-01T03:30:00Z", "2026-11-01T05:30:00Z", "breached")},
            },
        ],
    },
    {
        "name": "dealership: day 7 on a holiday of a list that is closed then",
        "because": "25 Sep + 7 = Fri 2 Oct; 2 and 3 Oct are public holidays, Sun 4 Oct is a plain weekend day",
        "campaign": CLOSED_HOLIDAYS,
        "customer": {"milestones": [("delivered", "2026-09-25 10:00")]},
        "touches": [good("2026-09-26 10:00")],
        "checks": [
            {
                "at": "2026-10-02 09:00",
                "some": {"delivered.day7": ("2026-10-02", "2026-10-03", "open")},
                "gate": ("closed_day", "2026-10-04 00:00"),
            },
            {"at": "2026-10-04 08:00", "entry": ("breached", "delivered.day7")},
        ],
    },
    {
        "name": "dealership: a birthday on 29 February",
        "because": "28 Feb in 2026 and 2027, 29 Feb in 2028; lapses at 24:00; the inquiry ended with 1 Dec 2025",
        "customer": {"created_at": "2025-06-01", "birthday": "2000-02-29"},
        "checks": [
            {"at": "2025-12-31 23:59:59", "all": []},
            {
                "at": "2026-01-01 00:00",
                "all": [("birthday", "any", "2026-02-28 00:00", "2026-03-01 00:00", "upcoming")],
                "gate": ("not_due", "2026-02-28 00:00"),
            },
            {"at": "2026-02-27 23:59:59", "gate": ("not_due", "2026-02-28 00:00")},
            {"at": "2026-02-28 08:00", "entry": ("due", "birthday")},
            {
                "at": "2026-02-28 23:59:59",
                "all": [("birthday", "any", "2026-02-28 00:00", "2026-03-01 00:00", "open")],
            },
            {"at": "2026-03-01 00:00", "all": []},
            {
                "at": "2027-02-01 00:00",
                "all": [("birthday", "any", "2027-02-28 00:00", "2027-03-01 00:00", "upcoming")],
            },
            {
                "at": "2028-02-29 09:00",
                "all": [("birthday", "any", "2028-02-29 00:00", "2028-03-01 00:00", "open")],
                "entry": ("due", "birthday"),
            },
        ],
    },
    {
        "name": "dealership: nothing is owed until the year of the next birthday",
        "because": "the greeting of 2027 is listed from 1 Jan 2027 on",
        "reading": "`nothing_owed` opens when the next birthday comes to be listed",
        "customer": {"created_at": "2025-06-01", "birthday": "2000-02-29"},
        "checks": [{"at": "2026-03-01 09:00", "gate": ("nothing_owed", "2027-01-01 00:00")}],
    },
    {
        "name": "dealership: a list from today, asked as of a day before it",
        "because": "the greeting of 2026 lapsed on 1 Mar 00:00, half an hour before the list; the next is of 2027",
        "customer": {"created_at": "2025-06-01", "birthday": "2000-02-29", "history_until": "2026-03-01 00:30"},
        "checks": [{"at": "2026-01-20 08:00", "all": [], "gate": ("nothing_owed", "2027-01-01 00:00")}],
    },
    {
        "name": "dealership: an SMS is a birthday greeting",
        "because": "any channel, on the day",
        "customer": {"created_at": "2025-06-01", "birthday": "1990-07-31"},
        "touches": [sms("2026-07-30 23:59:59"), sms("2026-07-31 09:00")],
        "checks": [
            {
                "at": "2026-07-31 08:59:59",
                "all": [("birthday", "any", "2026-07-31 00:00", "2026-08-01 00:00", "open")],
            },
            {"at": "2026-07-31 09:00", "all": []},
        ],
    },
]
