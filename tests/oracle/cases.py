"""Hand-worked cases of the telesales rules, as plain data: dates computed from the text of RULES, not by any program.

A case: ``name``, ``because`` (the arithmetic), ``campaign`` (default Asia/Shanghai, CN, never closed), ``customer``
(default tier C, no stage, one number ``N1``), ``touches``, ``checks``.

Times without an offset are local to the campaign; ten characters are a date without a time.  A touch is an outgoing
call by default.  ``imported_at`` is 1 January 2026 09:00 by default; a case where that decides says ``by_import_time``.

A check is made ``at`` an instant and may hold
- ``all``: every listed obligation in order, ``(rule, channel, due_at, breach_at, state)``;
- ``some``: rule -> ``(due_at, breach_at, state)``, or ``None`` where the rule must not be listed;
- ``entry``: ``(lane, rule)`` as the queue offers it (``None``: not offered);
- ``gate``: ``(gate, opens_at)`` where it is not offered.
Rule ids stand without ``telesales.``.
"""

from __future__ import annotations

from typing import Any

N1, N2, N3 = "+8613800000001", "+8613800000002", "+8613800000003"
GOOD = "wants the price list"  # a note that counts: more than 5 characters

INQUIRY = [("inquiry", "2026-03-02 09:00")]  # a Monday
NEW_YORK = {"timezone": "America/New_York", "country": "US"}
CAIRO = {"timezone": "Africa/Cairo", "country": "EG"}


def call(at: str, disposition: str, note: str = "", **more: Any) -> dict[str, Any]:
    return {"at": at, "disposition": disposition, "note": note, **more}


def good(at: str, disposition: str = "neutral", **more: Any) -> dict[str, Any]:
    return call(at, disposition, GOOD, **more)


def incoming(at: str, disposition: str = "neutral", **more: Any) -> dict[str, Any]:
    return call(at, disposition, "", direction="in", **more)


def sms(at: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "channel": "sms", **more}


def visit(at: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "channel": "visit", **more}


# The cadence of the inquiry of Monday 2 March 2026 09:00: N+1 = 3, N+4 = 6, N+5 = 7, N+7 = 9 March.
N4 = ("intro.N+4", "call", "2026-03-06 00:00", "2026-03-07 00:00", "upcoming")
N5 = ("promo_sms", "sms", "2026-03-07 00:00", "2026-03-08 00:00", "upcoming")
N7 = ("intro.N+7", "call", "2026-03-09 00:00", "2026-03-10 00:00", "upcoming")
THANKS_OPEN = ("thanks_sms", "sms", "2026-03-02 09:00", "2026-03-03 00:00", "open")
THANKS_LATE = ("thanks_sms", "sms", "2026-03-02 09:00", "2026-03-03 00:00", "breached")
N1_AHEAD = ("intro.N+1", "call", "2026-03-03 00:00", "2026-03-04 00:00", "upcoming")
PROMO_LATE = ("promo_sms", "sms", "2026-03-07 00:00", "2026-03-08 00:00", "breached")

CASES: list[dict[str, Any]] = [
    # ------------------------------------------------------------------------------------------ the worked examples
    {
        "name": "example 1: an untouched inquiry",
        "because": "24h from 2 Mar 09:00 = 3 Mar 09:00; 10:05 is inside 10:00-12:00; thanks due not before the inquiry",
        "customer": {"milestones": INQUIRY},
        "checks": [
            {"at": "2026-03-02 09:00", "gate": ("window", "2026-03-02 10:00")},
            {"at": "2026-03-02 09:59:59", "gate": ("window", "2026-03-02 10:00")},
            {
                "at": "2026-03-02 10:05",
                "all": [
                    THANKS_OPEN,
                    ("first_call", "call", "2026-03-02 09:00", "2026-03-03 09:00", "open"),
                    N1_AHEAD,
                    N4,
                    N5,
                    N7,
                ],
                "entry": ("fresh", "first_call"),
            },
            {"at": "2026-03-02 23:59:59", "some": {"thanks_sms": ("2026-03-02 09:00", "2026-03-03 00:00", "open")}},
            {"at": "2026-03-03 00:00", "some": {"intro.N+1": ("2026-03-03 00:00", "2026-03-04 00:00", "open")}},
            {"at": "2026-03-03 08:59:59", "some": {"first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "open")}},
            {"at": "2026-03-03 09:00", "some": {"first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "breached")}},
            {
                "at": "2026-03-03 10:05",
                "all": [
                    THANKS_LATE,
                    ("first_call", "call", "2026-03-02 09:00", "2026-03-03 09:00", "breached"),
                    ("intro.N+1", "call", "2026-03-03 00:00", "2026-03-04 00:00", "open"),
                    N4,
                    N5,
                    N7,
                ],
                "entry": ("breached", "first_call"),
            },
        ],
    },
    {
        "name": "example 1: one effective call closes both calls",
        "because": "a touch closes every open obligation it qualifies for; the SMS stays; the next call is N+4 = 6 Mar",
        "customer": {"milestones": INQUIRY},
        "touches": [good("2026-03-03 10:10")],
        "checks": [
            {"at": "2026-03-03 10:10", "all": [THANKS_LATE, N4, N5, N7], "gate": ("not_due", "2026-03-06 00:00")}
        ],
    },
    {
        "name": "example 2: the weekly rule of an A customer",
        "because": "N+8 = 10 Mar; base 9 Mar 10:30 + 7d = 16 Mar 10:30, lead 1 day; unreached.A has the same base",
        "customer": {"tier": "A", "milestones": INQUIRY},
        "touches": [good("2026-03-03 10:30"), good("2026-03-06 10:30"), good("2026-03-09 10:30")],
        "checks": [
            {
                "at": "2026-03-09 23:59:59",
                "some": {
                    "maintenance.A": None,
                    "unreached.A": ("2026-03-15 10:30", "2026-03-16 10:30", "upcoming"),
                },
            },
            {
                "at": "2026-03-10 00:00",
                "all": [
                    THANKS_LATE,
                    PROMO_LATE,
                    ("maintenance.A", "call", "2026-03-15 10:30", "2026-03-16 10:30", "upcoming"),
                    ("unreached.A", "call", "2026-03-15 10:30", "2026-03-16 10:30", "upcoming"),
                ],
            },
            {"at": "2026-03-15 10:29:59", "gate": ("not_due", "2026-03-15 10:30")},
            {"at": "2026-03-15 10:30", "entry": ("due", "maintenance.A")},
            {"at": "2026-03-16 10:29:59", "entry": ("due", "maintenance.A")},
            {"at": "2026-03-16 10:30", "entry": ("breached", "maintenance.A")},
            {"at": "2026-03-16 10:31", "entry": ("breached", "maintenance.A")},
        ],
    },
    {
        "name": "example 3: the gap, then the closed noon",
        "because": "10:40 + 2h = 12:40, in 12:00-14:00 no window; retry breach 16 Mar 10:40 + 48h",
        "customer": {"tier": "A", "milestones": INQUIRY},
        "touches": [
            good("2026-03-03 10:30"),
            good("2026-03-06 10:30"),
            good("2026-03-09 10:30"),
            call("2026-03-16 10:40", "no_answer"),
        ],
        "checks": [
            {"at": "2026-03-16 10:40", "gate": ("gap", "2026-03-16 12:40")},
            {"at": "2026-03-16 11:59:59", "gate": ("gap", "2026-03-16 12:40")},
            {"at": "2026-03-16 12:00", "gate": ("window", "2026-03-16 14:00")},
            {"at": "2026-03-16 13:59:59", "gate": ("window", "2026-03-16 14:00")},
            {
                "at": "2026-03-16 14:00",
                "some": {"retry": ("2026-03-16 12:40", "2026-03-18 10:40", "open")},
                "entry": ("breached", "maintenance.A"),
            },
            {"at": "2026-03-18 10:40", "some": {"retry": ("2026-03-16 12:40", "2026-03-18 10:40", "breached")}},
        ],
    },
    # ------------------------------------------------------------------------------------- the inquiry and its dates
    {
        "name": "an inquiry with a date alone",
        "because": "00:00; 24h run from the first window, 10:00; the legal frame 08-21, windows 10-12 and 14-18",
        "customer": {"milestones": [("inquiry", "2026-03-02")]},
        "checks": [
            {
                "at": "2026-03-02 00:00",
                "some": {
                    "first_call": ("2026-03-02 00:00", "2026-03-03 10:00", "open"),
                    "thanks_sms": ("2026-03-02 00:00", "2026-03-03 00:00", "open"),
                },
                "gate": ("legal_frame", "2026-03-02 08:00"),
            },
            {"at": "2026-03-02 07:59:59", "gate": ("legal_frame", "2026-03-02 08:00")},
            {"at": "2026-03-02 08:00", "gate": ("window", "2026-03-02 10:00")},
            {"at": "2026-03-02 10:00", "entry": ("fresh", "first_call")},
            {"at": "2026-03-02 11:59:59", "entry": ("fresh", "first_call")},
            {"at": "2026-03-02 12:00", "gate": ("window", "2026-03-02 14:00")},
            {"at": "2026-03-02 14:00", "entry": ("fresh", "first_call")},
            {"at": "2026-03-02 17:59:59", "entry": ("fresh", "first_call")},
            {"at": "2026-03-02 18:00", "gate": ("window", "2026-03-03 10:00")},
            {"at": "2026-03-02 21:00", "gate": ("legal_frame", "2026-03-03 08:00")},
            {"at": "2026-03-03 09:59:59", "some": {"first_call": ("2026-03-02 00:00", "2026-03-03 10:00", "open")}},
            {"at": "2026-03-03 10:00", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "created_at without a milestone, end of February",
        "because": "2026 has no 29 Feb: N = 28 Feb, N+1 = 1 Mar, N+4 = 4 Mar; a date: 24h from 28 Feb 10:00",
        "customer": {"created_at": "2026-02-28"},
        "checks": [
            {
                "at": "2026-02-28 10:00",
                "all": [
                    ("thanks_sms", "sms", "2026-02-28 00:00", "2026-03-01 00:00", "open"),
                    ("first_call", "call", "2026-02-28 00:00", "2026-03-01 10:00", "open"),
                    ("intro.N+1", "call", "2026-03-01 00:00", "2026-03-02 00:00", "upcoming"),
                    ("intro.N+4", "call", "2026-03-04 00:00", "2026-03-05 00:00", "upcoming"),
                    ("promo_sms", "sms", "2026-03-05 00:00", "2026-03-06 00:00", "upcoming"),
                    ("intro.N+7", "call", "2026-03-07 00:00", "2026-03-08 00:00", "upcoming"),
                ],
            }
        ],
    },
    {
        "name": "a leap day in the cadence",
        "because": "2028 is a leap year: N = 28 Feb, N+1 = 29 Feb, N+4 = 3 Mar",
        "customer": {"milestones": [("inquiry", "2028-02-28 16:00")]},
        "checks": [
            {
                "at": "2028-02-28 16:00",
                "some": {
                    "first_call": ("2028-02-28 16:00", "2028-02-29 16:00", "open"),
                    "intro.N+1": ("2028-02-29 00:00", "2028-03-01 00:00", "upcoming"),
                    "intro.N+4": ("2028-03-03 00:00", "2028-03-04 00:00", "upcoming"),
                },
            }
        ],
    },
    {
        "name": "neither milestone nor created_at: the import is the inquiry",
        "because": "imported 2 Mar 09:17, + 24h; before the import nothing is owed",
        "by_import_time": True,
        "customer": {"imported_at": "2026-03-02 09:17"},
        "checks": [
            {"at": "2026-03-02 09:16:59", "all": [], "gate": ("nothing_owed", None)},
            {"at": "2026-03-02 10:00", "some": {"first_call": ("2026-03-02 09:17", "2026-03-03 09:17", "open")}},
        ],
    },
    {
        "name": "six months from the end of August",
        "because": "31 Aug 2026 + 6mo = 28 Feb 2027, 24:00 = 1 Mar; N+8 = 8 Sep 00:00 + 14d = 22 Sep, lead 1 day",
        "customer": {"milestones": [("inquiry", "2026-08-31 09:00")]},
        "checks": [
            {"at": "2026-09-08 00:00", "some": {"maintenance.C": ("2026-09-21 00:00", "2026-09-22 00:00", "upcoming")}},
            {
                "at": "2027-02-28 23:59:59",
                "some": {
                    "maintenance.C": ("2026-09-21 00:00", "2026-09-22 00:00", "breached"),
                    "first_call": ("2026-08-31 09:00", "2026-09-01 09:00", "breached"),
                },
            },
            {"at": "2027-03-01 00:00", "all": []},
            {"at": "2027-03-01 10:00", "gate": ("nothing_owed", None)},
        ],
    },
    {
        "name": "six months to a leap day",
        "because": "31 Aug 2027 + 6mo = 29 Feb 2028, 24:00 = 1 Mar 2028",
        "customer": {"milestones": [("inquiry", "2027-08-31 09:00")]},
        "checks": [
            {
                "at": "2028-02-29 23:59:59",
                "entry": None,
                "some": {"maintenance.C": ("2027-09-21 00:00", "2027-09-22 00:00", "breached")},
            },
            {"at": "2028-03-01 00:00", "all": []},
        ],
    },
    {
        "name": "a newer inquiry replaces the older one and ends gap, hold and round",
        "because": "24h from 10:30; the promise of 6 Mar stays a promise, it holds nobody back",
        "customer": {"milestones": [*INQUIRY, ("inquiry", "2026-03-02 10:30")]},
        "touches": [call("2026-03-02 10:05", "no_answer", callback_at="2026-03-06 10:00")],
        "checks": [
            {
                "at": "2026-03-02 10:29:59",
                "some": {
                    "first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "open"),
                    "retry": ("2026-03-02 12:05", "2026-03-06 10:00", "upcoming"),
                },
                "gate": ("promised_later", "2026-03-06 10:00"),
            },
            {
                "at": "2026-03-02 10:30",
                "some": {
                    "first_call": ("2026-03-02 10:30", "2026-03-03 10:30", "open"),
                    "retry": None,
                    "callback": ("2026-03-06 10:00", "2026-03-06 10:15", "upcoming"),
                },
                "entry": ("fresh", "first_call"),
            },
        ],
    },
    # ------------------------------------------------------------------------------------------- clocks that are moved
    {
        "name": "New York, the night the clock goes forward",
        "because": "7 Mar 09:00 -05:00 + 24h exact = 8 Mar 10:00 -04:00; 8 Mar is 23 hours long",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("inquiry", "2026-03-07 09:00")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-07 10:00",
                "some": {
                    "first_call": ("2026-03-07T14:00:00Z", "2026-03-08T14:00:00Z", "open"),
                    "intro.N+1": ("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "upcoming"),
                },
            },
            {"at": "2026-03-08T13:59:59Z", "gate": ("window", "2026-03-08T14:00:00Z")},
            {"at": "2026-03-08T14:00:00Z", "entry": ("breached", "first_call")},
        ],
    },
    {
        "name": "New York, seven days are 168 hours",
        "because": "4 Mar 10:30 -05:00 + 168h = 11 Mar 11:30 -04:00, lead 24h = 10 Mar 11:30 -04:00",
        "campaign": NEW_YORK,
        "customer": {"tier": "B", "milestones": [("inquiry", "2026-02-02 09:00")], "numbers": ["+12125550123"]},
        "touches": [good("2026-03-04 10:30")],
        "checks": [
            {
                "at": "2026-03-10T15:29:59Z",
                "some": {"maintenance.B": ("2026-03-10T15:30:00Z", "2026-03-11T15:30:00Z", "upcoming")},
            },
            {"at": "2026-03-10T15:30:00Z", "entry": ("due", "maintenance.B")},
            {"at": "2026-03-11T15:30:00Z", "entry": ("breached", "maintenance.B")},
        ],
    },
    {
        "name": "New York, a month later at a time that is skipped",
        "because": "8 Feb 02:30 + 1mo = 8 Mar 02:30, skipped: the earlier offset -05:00 = 07:30Z; lead 72h",
        "campaign": NEW_YORK,
        "customer": {"tier": "E", "milestones": [("inquiry", "2026-01-20 09:00")], "numbers": ["+12125550123"]},
        "touches": [good("2026-02-08 02:30", "interested")],
        "checks": [
            {
                "at": "2026-02-09 10:00",
                "some": {
                    "maintenance.E": ("2026-03-05T07:30:00Z", "2026-03-08T07:30:00Z", "upcoming"),
                    "maintenance_sms.E": ("2026-03-05T07:30:00Z", "2026-03-08T07:30:00Z", "upcoming"),
                },
            }
        ],
    },
    {
        "name": "New York, a month later at a time that comes twice",
        "because": "1 Oct 01:30 + 1mo = 1 Nov 01:30, twice: the first one, -04:00 = 05:30Z; lead 72h",
        "campaign": NEW_YORK,
        "customer": {"tier": "E", "milestones": [("inquiry", "2026-09-01 09:00")], "numbers": ["+12125550123"]},
        "touches": [good("2026-10-01 01:30", "interested")],
        "checks": [
            {
                "at": "2026-10-02 10:00",
                "some": {"maintenance.E": ("2026-10-29T05:30:00Z", "2026-11-01T05:30:00Z", "upcoming")},
            },
            {
                "at": "2026-11-01T05:29:59Z",
                "some": {"maintenance.E": ("2026-10-29T05:30:00Z", "2026-11-01T05:30:00Z", "open")},
            },
            {
                "at": "2026-11-01T06:30:00Z",
                "some": {"maintenance.E": ("2026-10-29T05:30:00Z", "2026-11-01T05:30:00Z", "breached")},
            },
        ],
    },
    {
        "name": "Cairo, a day that begins at 01:00",
        "because": "24 Apr 2026 00:00 is skipped: offset +02:00 = 23 Apr 22:00Z; 25 Apr 00:00 +03:00 = 24 Apr 21:00Z",
        "campaign": CAIRO,
        "customer": {"milestones": [("inquiry", "2026-04-23 10:00")], "numbers": ["+201001234567"]},
        "checks": [
            {
                "at": "2026-04-23T21:59:59Z",
                "some": {
                    "thanks_sms": ("2026-04-23T08:00:00Z", "2026-04-23T22:00:00Z", "open"),
                    "first_call": ("2026-04-23T08:00:00Z", "2026-04-24T08:00:00Z", "open"),
                    "intro.N+1": ("2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z", "upcoming"),
                },
            },
            {
                "at": "2026-04-23T22:00:00Z",
                "some": {
                    "thanks_sms": ("2026-04-23T08:00:00Z", "2026-04-23T22:00:00Z", "breached"),
                    "intro.N+1": ("2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z", "open"),
                },
            },
        ],
    },
    {
        "name": "Cairo, a day of 25 hours",
        "because": "29 Oct 2026 24:00 goes back to 23:00: 30 Oct 00:00 +02:00 = 29 Oct 22:00Z; 10:00 +03:00 = 07:00Z",
        "campaign": CAIRO,
        "customer": {"milestones": [("inquiry", "2026-10-29 10:00")], "numbers": ["+201001234567"]},
        "checks": [
            {
                "at": "2026-10-29T21:59:59Z",
                "some": {"thanks_sms": ("2026-10-29T07:00:00Z", "2026-10-29T22:00:00Z", "open")},
            },
            {
                "at": "2026-10-29T22:00:00Z",
                "some": {
                    "thanks_sms": ("2026-10-29T07:00:00Z", "2026-10-29T22:00:00Z", "breached"),
                    "first_call": ("2026-10-29T07:00:00Z", "2026-10-30T07:00:00Z", "open"),
                    "intro.N+1": ("2026-10-29T22:00:00Z", "2026-10-30T22:00:00Z", "open"),
                },
            },
        ],
    },
    {
        "name": "a customer in New York of a campaign in Shanghai",
        "because": "08:00, 10:00 -05:00 = 21:00, 23:00 +08:00; from 8 Mar 10:00 -04:00 = 22:00; days stay Shanghai's",
        "customer": {"timezone": "America/New_York", "milestones": INQUIRY},
        "checks": [
            {"at": "2026-03-02 10:05", "gate": ("legal_frame", "2026-03-02 21:00")},  # 21:05 the day before there
            {"at": "2026-03-02 20:59:59", "gate": ("legal_frame", "2026-03-02 21:00")},
            {"at": "2026-03-02 21:00", "gate": ("window", "2026-03-02 23:00")},
            {"at": "2026-03-02 22:59:59", "gate": ("window", "2026-03-02 23:00")},
            {
                "at": "2026-03-02 23:00",
                "some": {"intro.N+1": ("2026-03-03 00:00", "2026-03-04 00:00", "upcoming")},
                "entry": ("fresh", "first_call"),
            },
            {"at": "2026-03-09 21:59:59", "gate": ("window", "2026-03-09 22:00")},
            {"at": "2026-03-09 22:00", "entry": ("breached", "first_call")},
        ],
    },
    # ---------------------------------------------------------------------------- attempts, retry rounds, gaps, the cap
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
    # ------------------------------------------------------------------------------------------------- callbacks, holds
    {
        "name": "a promised callback, its hold and its quarter of an hour",
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
        "because": "2 Mar 10:05 + 48h = 4 Mar 10:05, the callback is 6 Mar 10:00; due stays 12:05",
        "customer": {"milestones": INQUIRY},
        "touches": [call("2026-03-02 10:05", "voicemail", callback_at="2026-03-06 10:00")],
        "checks": [
            {
                "at": "2026-03-05 10:00",
                "some": {"retry": ("2026-03-02 12:05", "2026-03-06 10:00", "open")},
                "gate": ("promised_later", "2026-03-06 10:00"),
            },
            {"at": "2026-03-06 10:00", "entry": ("promised", "callback")},
        ],
    },
    {
        "name": "a second promise moves the retry's breach again",
        "because": "2 Mar 10:05 + 48h = 4 Mar 10:05, held to 5 Mar 10:00, then to 7 Mar 10:00; 15:00 + 2h",
        "customer": {"milestones": INQUIRY},
        "touches": [
            call("2026-03-02 10:05", "voicemail", callback_at="2026-03-05 10:00"),
            call("2026-03-04 15:00", "voicemail", callback_at="2026-03-07 10:00"),
        ],
        "checks": [
            {
                "at": "2026-03-05 10:00",
                "some": {
                    "retry": ("2026-03-04 17:00", "2026-03-07 10:00", "open"),
                    "callback": ("2026-03-07 10:00", "2026-03-07 10:15", "upcoming"),
                },
                "gate": ("promised_later", "2026-03-07 10:00"),
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
    # --------------------------------------------------------------------------------------------------- appointments
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
    # ------------------------------------------------------------------------------ dead numbers, do not call, stages
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
        "name": "a customer without any number is not dead",
        "because": "no number, none dead; a failed attempt like any other",
        "customer": {"milestones": INQUIRY, "numbers": []},
        "touches": [call("2026-03-02 10:05", "no_answer")],
        "checks": [{"at": "2026-03-02 14:00", "entry": ("retry", "retry")}],
    },
    {
        "name": "the only number that a customer without a number on record was called at is dead",
        "because": "somebody dialled something and found it invalid; no other number is known",
        "customer": {"milestones": INQUIRY, "numbers": []},
        "touches": [call("2026-03-02 10:05", "invalid_number")],
        "checks": [{"at": "2026-03-02 14:00", "gate": ("dead_number", None)}],
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
    # ------------------------------------------------------------------------------------------------ from N+8 by tier
    {
        "name": "a call long before N+8: not breached before the second day of the rule",
        "because": "2 Mar 10:30 + 7d = 9 Mar 10:30, raised to 10 Mar + 1 day; due not before 10 Mar",
        "customer": {"tier": "B", "milestones": INQUIRY},
        "touches": [good("2026-03-02 10:30")],
        "checks": [
            {"at": "2026-03-10 00:00", "some": {"maintenance.B": ("2026-03-10 00:00", "2026-03-11 00:00", "open")}},
            {"at": "2026-03-11 00:00", "some": {"maintenance.B": ("2026-03-10 00:00", "2026-03-11 00:00", "breached")}},
        ],
    },
    {
        "name": "C every fortnight, without a tier the same under D",
        "because": "6 Mar 10:30 + 14d = 20 Mar 10:30, lead 1 day",
        "customer": {"tier": None, "milestones": INQUIRY},
        "touches": [good("2026-03-06 10:30")],
        "checks": [
            {
                "at": "2026-03-11 10:00",
                "some": {
                    "maintenance.D": ("2026-03-19 10:30", "2026-03-20 10:30", "upcoming"),
                    "maintenance.C": None,
                    "unreached.A": None,
                },
            }
        ],
    },
    {
        "name": "an A customer who refused was reached, but not followed up",
        "because": "unreached: 5 Mar 11:00 + 7d; maintenance: from 10 Mar 00:00 + 7d = 17 Mar 00:00",
        "customer": {"tier": "A", "milestones": INQUIRY},
        "touches": [call("2026-03-05 11:00", "refused")],
        "checks": [
            {"at": "2026-03-04 11:00", "some": {"unreached.A": ("2026-03-08 09:00", "2026-03-09 09:00", "upcoming")}},
            {
                "at": "2026-03-10 00:00",
                "some": {
                    "unreached.A": ("2026-03-11 11:00", "2026-03-12 11:00", "upcoming"),
                    "maintenance.A": ("2026-03-16 00:00", "2026-03-17 00:00", "upcoming"),
                },
            },
        ],
    },
    {
        "name": "E with interest after N+8: a call a month and two SMS a month",
        "because": "begins 20 Mar 11:00: + 1mo = 20 Apr 11:00, lead 3 days; second newest SMS 25 Mar 15:00 + 1mo",
        "customer": {"tier": "E", "milestones": INQUIRY},
        "touches": [
            good("2026-03-20 11:00", "interested"),
            sms("2026-03-25 15:00"),
            sms("2026-04-02 16:00"),
        ],
        "checks": [
            {"at": "2026-03-20 10:59:59", "some": {"maintenance_sms.E": None}},
            {
                "at": "2026-03-25 15:00",
                "all": [
                    ("maintenance.E", "call", "2026-04-17 11:00", "2026-04-20 11:00", "upcoming"),
                    ("maintenance_sms.E", "sms", "2026-04-17 11:00", "2026-04-20 11:00", "upcoming"),
                ],
            },
            {
                "at": "2026-04-02 16:00",
                "all": [
                    ("maintenance.E", "call", "2026-04-17 11:00", "2026-04-20 11:00", "upcoming"),
                    ("maintenance_sms.E", "sms", "2026-04-22 15:00", "2026-04-25 15:00", "upcoming"),
                ],
            },
            {"at": "2026-04-17 11:00", "entry": ("due", "maintenance.E")},
        ],
    },
    {
        "name": "E with interest before N+8: from N+8",
        "because": "10 Mar 00:00 + 1mo = 10 Apr 00:00, lead 3 days; the call of 3 Mar 10:30 + 1mo = 3 Apr 10:30",
        "customer": {"tier": "E", "milestones": INQUIRY},
        "touches": [good("2026-03-03 10:30", "interested"), sms("2026-03-04 10:00")],
        "checks": [
            {"at": "2026-03-09 23:59:59", "some": {"maintenance.E": None, "maintenance_sms.E": None}},
            {
                "at": "2026-03-10 00:00",
                "some": {
                    "maintenance.E": ("2026-03-31 10:30", "2026-04-03 10:30", "upcoming"),
                    "maintenance_sms.E": ("2026-04-07 00:00", "2026-04-10 00:00", "upcoming"),
                },
            },
        ],
    },
    {
        "name": "E last called long before the rule began: due at its beginning, not earlier",
        "because": "8 Jan + 1mo lies before N+8 = 10 Mar: breach 11 Mar, less 3 days = 8 Mar, raised to 10 Mar",
        "customer": {"tier": "E", "milestones": INQUIRY},
        "touches": [good("2026-01-08 10:30", "interested")],
        "checks": [
            {
                "at": "2026-03-10 00:00",
                "some": {
                    "maintenance.E": ("2026-03-10 00:00", "2026-03-11 00:00", "open"),
                    "maintenance_sms.E": ("2026-04-07 00:00", "2026-04-10 00:00", "upcoming"),
                },
            }
        ],
    },
    {
        "name": "E without interest: no SMS after N+8",
        "because": "only customers with an `interested` touch",
        "customer": {"tier": "E", "milestones": INQUIRY},
        "touches": [good("2026-03-03 10:30")],
        "checks": [{"at": "2026-03-20 10:00", "some": {"maintenance_sms.E": None}}],
    },
    # ------------------------------------------------------------------------------------------- signed, renewal talk
    {
        "name": "signed by a call: a call a month, due from a week on",
        "because": "5 Mar 11:00 + 7d = 12 Mar 11:00, + 1mo = 5 Apr 11:00; the inquiry asks for nothing more",
        "customer": {"milestones": INQUIRY},
        "touches": [good("2026-03-05 11:00", "signed")],
        "checks": [
            {
                "at": "2026-03-05 11:00",
                "all": [("signed", "call", "2026-03-12 11:00", "2026-04-05 11:00", "upcoming")],
                "gate": ("not_due", "2026-03-12 11:00"),
            },
            {"at": "2026-03-12 11:00", "entry": ("due", "signed")},
            {"at": "2026-04-05 11:00", "entry": ("breached", "signed")},
        ],
    },
    {
        "name": "signed when contract_start comes, not before",
        "because": "5 Mar 00:00; came with the inquiry of 2 Mar 09:00, never called: + 7d = 9 Mar, + 1mo = 2 Apr 09:00",
        "customer": {"milestones": [*INQUIRY, ("contract_start", "2026-03-05")]},
        "checks": [
            {
                "at": "2026-03-04 23:59:59",
                "some": {"signed": None, "first_call": ("2026-03-02 09:00", "2026-03-03 09:00", "breached")},
            },
            {
                "at": "2026-03-05 00:00",
                "all": [("signed", "call", "2026-03-09 09:00", "2026-04-02 09:00", "upcoming")],
            },
        ],
    },
    {
        "name": "a signed customer who inquires again",
        "because": "the inquiry of 1 Apr lies after the signature: both run; nothing breached, so it is fresh",
        "customer": {"milestones": [*INQUIRY, ("inquiry", "2026-04-01 09:00")]},
        "touches": [good("2026-03-05 11:00", "signed")],
        "checks": [
            {
                "at": "2026-04-01 10:00",
                "some": {
                    "signed": ("2026-03-12 11:00", "2026-04-05 11:00", "open"),
                    "first_call": ("2026-04-01 09:00", "2026-04-02 09:00", "open"),
                },
                "entry": ("fresh", "first_call"),
            }
        ],
    },
    {
        "name": "stage signed, from the end of January",
        "because": "came 31 Jan 10:00: + 7d = 7 Feb 10:00, + 1mo = 28 Feb 10:00; no inquiry rules at all",
        "customer": {"stage": "signed", "created_at": "2026-01-31 10:00"},
        "checks": [
            {"at": "2026-02-01 10:00", "all": [("signed", "call", "2026-02-07 10:00", "2026-02-28 10:00", "upcoming")]},
            {"at": "2026-02-28 09:59:59", "some": {"signed": ("2026-02-07 10:00", "2026-02-28 10:00", "open")}},
            {"at": "2026-02-28 10:00", "entry": ("breached", "signed")},
        ],
    },
    {
        "name": "a contract from 1 January to 31 December is one year",
        "because": "31 Dec - 2mo = 31 Oct; + 1mo = 30 Nov, lead 3 days; came 1 Jan 00:00: + 7d, + 1mo",
        "customer": {"milestones": [("contract_start", "2025-01-01"), ("contract_end", "2025-12-31")]},
        "checks": [
            {
                "at": "2025-10-30 23:59:59",
                "all": [("signed", "call", "2025-01-08 00:00", "2025-02-01 00:00", "breached")],
            },
            {
                "at": "2025-10-31 00:00",
                "all": [
                    ("signed", "call", "2025-01-08 00:00", "2025-02-01 00:00", "breached"),
                    ("renewal", "call", "2025-11-27 00:00", "2025-11-30 00:00", "upcoming"),
                ],
            },
            {"at": "2025-12-31 23:59:59", "some": {"renewal": ("2025-11-27 00:00", "2025-11-30 00:00", "breached")}},
            {"at": "2026-01-01 00:00", "all": []},
        ],
    },
    {
        "name": "a day short of a year counts as short",
        "because": "2 Jan to 31 Dec: from the start, + 1mo = 2 Feb, lead 3 days = 30 Jan",
        "customer": {"milestones": [("contract_start", "2025-01-02"), ("contract_end", "2025-12-31")]},
        "checks": [
            {"at": "2025-01-02 00:00", "some": {"renewal": ("2025-01-30 00:00", "2025-02-02 00:00", "upcoming")}}
        ],
    },
    {
        "name": "two years to the end of February",
        "because": "1 Mar 2024 to 28 Feb 2026: 28 Feb - 3mo = 28 Nov 2025; + 1mo = 28 Dec, lead 3 days",
        "customer": {"milestones": [("contract_start", "2024-03-01"), ("contract_end", "2026-02-28")]},
        "checks": [
            {"at": "2025-11-27 23:59:59", "some": {"renewal": None}},
            {"at": "2025-11-28 00:00", "some": {"renewal": ("2025-12-25 00:00", "2025-12-28 00:00", "upcoming")}},
        ],
    },
    {
        "name": "three years to the end of August",
        "because": "1 Sep 2023 to 31 Aug 2026: 31 Aug - 6mo = 28 Feb 2026; + 1mo = 28 Mar, lead 3 days",
        "customer": {"milestones": [("contract_start", "2023-09-01"), ("contract_end", "2026-08-31")]},
        "checks": [
            {"at": "2026-02-27 23:59:59", "some": {"renewal": None}},
            {"at": "2026-02-28 00:00", "some": {"renewal": ("2026-03-25 00:00", "2026-03-28 00:00", "upcoming")}},
        ],
    },
    {
        "name": "a year that begins on a leap day",
        "because": "29 Feb 2024 + 1y = 28 Feb 2025, the day after 27 Feb: one year; 27 Feb - 2mo = 27 Dec 2024",
        "customer": {"milestones": [("contract_start", "2024-02-29"), ("contract_end", "2025-02-27")]},
        "checks": [
            {"at": "2024-12-26 23:59:59", "some": {"renewal": None}},
            {"at": "2024-12-27 00:00", "some": {"renewal": ("2025-01-24 00:00", "2025-01-27 00:00", "upcoming")}},
        ],
    },
    {
        "name": "a contract whose start is unknown, and the calls since",
        "because": "31 May - 2mo = 31 Mar; + 1mo = 30 Apr; the call of 15 Apr 11:00 + 1mo = 15 May; ends 31 May 24:00",
        "customer": {
            "stage": "signed",
            "milestones": [("contract_end", "2026-05-31")],
            "created_at": "2026-01-05 10:00",
        },
        "touches": [good("2026-03-20 11:00"), good("2026-04-15 11:00")],
        "checks": [
            {
                "at": "2026-03-31 00:00",
                "all": [
                    ("signed", "call", "2026-03-27 11:00", "2026-04-20 11:00", "open"),
                    ("renewal", "call", "2026-04-27 00:00", "2026-04-30 00:00", "upcoming"),
                ],
            },
            {
                "at": "2026-04-15 11:00",
                "all": [
                    ("signed", "call", "2026-04-22 11:00", "2026-05-15 11:00", "upcoming"),
                    ("renewal", "call", "2026-05-12 11:00", "2026-05-15 11:00", "upcoming"),
                ],
            },
            {"at": "2026-05-31 23:59:59", "some": {"renewal": ("2026-05-12 11:00", "2026-05-15 11:00", "breached")}},
            {"at": "2026-06-01 00:00", "all": []},
        ],
    },
    # ---------------------------------------------------------------------------------------------------- closed days
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
]


def _inquired(ref: str, tier: str | None, at: str, *touches: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"customer": {"ref": ref, "tier": tier, "milestones": [("inquiry", at)], **more}, "touches": list(touches)}


BLOCK_BOOK = [
    _inquired("a-unreached", "A", "2026-03-01 09:00"),  # first_call breached 2 Mar 09:00
    _inquired("a-reached", "A", "2026-03-01 08:00", call("2026-03-01 10:30", "refused")),  # 2 Mar 08:00; within 7d
    _inquired("c", "C", "2026-03-01 10:00"),  # 2 Mar 10:00
    _inquired("none", None, "2026-03-01 09:30"),  # 2 Mar 09:30
    {"customer": {"ref": "none-signed", "tier": None, "stage": "signed", "created_at": "2026-01-01 10:00"}},  # 1 Feb
    _inquired("d-key", "D", "2026-03-01 11:00", key=True),  # 2 Mar 11:00
]

QUEUES: list[dict[str, Any]] = [
    {
        "name": "the lanes in their order, and each in its own",
        "because": "promised by breach; fresh newest first; breached: block 09:30-11:30 prefers A, B, key, then tier",
        "members": [
            _inquired(
                "due", "C", "2026-02-27 09:00", good("2026-02-27 10:05"), good("2026-02-28 10:05")
            ),  # N+4 = 3 Mar
            _inquired("retry-d", "D", "2026-03-02 16:30", call("2026-03-02 17:00", "no_answer")),
            _inquired("retry-b", "B", "2026-03-02 16:40", call("2026-03-02 17:10", "no_answer")),
            _inquired("late-c", "C", "2026-03-01 09:00"),
            _inquired("late-e-key", "E", "2026-03-01 15:00", key=True),
            _inquired("late-b", "B", "2026-03-01 12:00"),
            _inquired("fresh-1", "A", "2026-03-03 09:00"),
            _inquired("fresh-2", "E", "2026-03-03 10:00"),
            _inquired("promised-2", "A", "2026-03-02 09:00", good("2026-03-02 10:05", callback_at="2026-03-03 10:20")),
            _inquired("promised-1", "E", "2026-03-02 09:00", good("2026-03-02 10:05", callback_at="2026-03-03 10:15")),
            _inquired("lost", "A", "2026-03-01 09:00", stage="lost"),
        ],
        "at": "2026-03-03 10:30",
        "order": [
            ("promised-1", "promised", "callback"),
            ("promised-2", "promised", "callback"),
            ("fresh-2", "fresh", "first_call"),
            ("fresh-1", "fresh", "first_call"),
            ("late-b", "breached", "first_call"),
            ("late-e-key", "breached", "first_call"),
            ("late-c", "breached", "first_call"),
            ("retry-b", "retry", "retry"),
            ("retry-d", "retry", "retry"),
            ("due", "due", "intro.N+4"),
        ],
    },
    {
        "name": "the block of 11:30: maintenance and low intent",
        "because": "A reached within 7d and C, D are preferred, then the signed one without a tier; then A, then none",
        "members": BLOCK_BOOK,
        "at": "2026-03-03 11:30",
        "order": [
            ("a-reached", "breached", "first_call"),
            ("c", "breached", "first_call"),
            ("d-key", "breached", "first_call"),
            ("none-signed", "breached", "signed"),
            ("a-unreached", "breached", "first_call"),
            ("none", "breached", "first_call"),
        ],
    },
    {
        "name": "the last second before 11:30: high intent and key",
        "because": "both A by breach (08:00, 09:00), the key D; then C; those without a tier by breach (1 Feb, 2 Mar)",
        "members": BLOCK_BOOK,
        "at": "2026-03-03 11:29:59",
        "order": [
            ("a-reached", "breached", "first_call"),
            ("a-unreached", "breached", "first_call"),
            ("d-key", "breached", "first_call"),
            ("c", "breached", "first_call"),
            ("none-signed", "breached", "signed"),
            ("none", "breached", "first_call"),
        ],
    },
    {
        "name": "17:00: a window without a block prefers nobody",
        "because": "tier, then breach",
        "members": BLOCK_BOOK,
        "at": "2026-03-03 17:00",
        "order": [
            ("a-reached", "breached", "first_call"),
            ("a-unreached", "breached", "first_call"),
            ("c", "breached", "first_call"),
            ("d-key", "breached", "first_call"),
            ("none-signed", "breached", "signed"),
            ("none", "breached", "first_call"),
        ],
    },
    {
        "name": "ties by ref as bytes",
        "because": "UTF-8: B = 42, Z = 5A, a = 61, é = C3 A9, 中 = E4 B8 AD",
        "members": [_inquired(ref, "C", "2026-03-02 09:00") for ref in ("中", "é", "a", "Z", "B")],
        "at": "2026-03-02 10:00",
        "order": [(ref, "fresh", "first_call") for ref in ("B", "Z", "a", "é", "中")],
    },
    {
        "name": "outside the windows only promises are offered",
        "because": "12:30: the callback of 12:20; nobody else",
        "members": [
            _inquired("fresh", "A", "2026-03-03 09:00"),
            _inquired("promised", "C", "2026-03-02 09:00", good("2026-03-02 10:05", callback_at="2026-03-03 12:20")),
        ],
        "at": "2026-03-03 12:30",
        "order": [("promised", "promised", "callback")],
    },
]

BREACHES: list[dict[str, Any]] = [
    {
        "name": "everything breached, oldest first, then ref, then rule",
        "because": "thanks 3 Mar 00:00 of both, first calls 3 Mar 09:00; the lost one owes nothing",
        "members": [
            _inquired("b", "C", "2026-03-02 09:00", owner="Li"),
            _inquired("a", "C", "2026-03-02 09:00"),
            _inquired("lost", "C", "2026-03-02 09:00", stage="lost"),
        ],
        "at": "2026-03-03 09:00",
        "order": [
            ("a", "thanks_sms", "2026-03-02 09:00", "2026-03-03 00:00"),
            ("b", "thanks_sms", "2026-03-02 09:00", "2026-03-03 00:00"),
            ("a", "first_call", "2026-03-02 09:00", "2026-03-03 09:00"),
            ("b", "first_call", "2026-03-02 09:00", "2026-03-03 09:00"),
        ],
    }
]
