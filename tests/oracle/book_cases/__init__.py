"""Hand-worked cases of the rulebooks beside telesales, as plain data: dates computed from the rules and not by any
program.

The format is that of ``cases``, with ``rulebook``; rule ids stand without its name.  Beside that
- the tier is none unless it is given; ``attributes``, ``birthday`` and ``revenue`` are columns of the customer;
- ``members`` are the other customers of the list, where a cohort is drawn from it (docs/rules.md#r15-draw, #r21);
- a check may hold ``tier`` (the tier that the rulebook puts the customer into) and ``agent``, for whom ``gate`` is;
- ``reading`` says which reading a case rests on, where docs/rules.md can be read in another way.

Each rulebook has a module of its own; here they are assembled.
"""

from __future__ import annotations

from typing import Any

from tests.oracle.book_cases.abc import ABC
from tests.oracle.book_cases.brokerage import BROKERAGE
from tests.oracle.book_cases.dealership import DEALERSHIP
from tests.oracle.book_cases.distributor import DISTRIBUTOR
from tests.oracle.book_cases.electrical import ELECTRICAL
from tests.oracle.book_cases.export import EXPORT
from tests.oracle.book_cases.insurance import INSURANCE
from tests.oracle.book_cases.key_account import KEY_ACCOUNT
from tests.oracle.book_cases.online_shop import ONLINE_SHOP
from tests.oracle.book_cases.power import POWER
from tests.oracle.book_cases.service import SERVICE
from tests.oracle.book_cases.store import STORE
from tests.oracle.cases.words import good, sms

__all__ = ["BOOK_BREACHES", "BOOK_CASES", "BOOK_QUEUES", "NAMED"]

NAMED: dict[str, list[dict[str, Any]]] = {
    "abc": ABC,
    "distributor": DISTRIBUTOR,
    "electrical": ELECTRICAL,
    "service": SERVICE,
    "dealership": DEALERSHIP,
    "store": STORE,
    "online-shop": ONLINE_SHOP,
    "brokerage": BROKERAGE,
    "insurance": INSURANCE,
    "export": EXPORT,
    "key-account": KEY_ACCOUNT,
    "power": POWER,
}

PROMISES: dict[str, Any] = {
    "because": "14:00 + 15 min; D = Thu 12 Mar 15:00: confirm on 11 Mar, call until 15:00, no_show to 24:00;"
    " answered on Fri 13 Mar: Mon 16 Mar to 24:00",
    "customer": {
        "created_at": "2026-03-02 09:00",
        "milestones": [("appointment", "2026-03-12 15:00"), ("hand_on_answered", "2026-03-13 15:00")],
    },
    "touches": [
        good("2026-03-03 10:00", "callback", callback_at="2026-03-05 14:00"),
        good("2026-03-05 14:20"),
        sms("2026-03-11 09:00"),
    ],
    "checks": [
        {"at": "2026-03-05 13:59:59", "gate": ("not_due", "2026-03-05 14:00")},
        {"at": "2026-03-05 14:00", "entry": ("promised", "callback")},
        {"at": "2026-03-05 14:14:59", "some": {"callback": ("2026-03-05 14:00", "2026-03-05 14:15", "open")}},
        {
            "at": "2026-03-05 14:15",
            "some": {"callback": ("2026-03-05 14:00", "2026-03-05 14:15", "breached")},
            "entry": ("promised", "callback"),
        },
        {
            "at": "2026-03-05 14:20",
            "some": {
                "callback": None,
                "retry": None,
                "appointment.confirm": ("2026-03-11 00:00", "2026-03-12 00:00", "upcoming"),
                "appointment.call": ("2026-03-12 00:00", "2026-03-12 15:00", "upcoming"),
                "appointment.no_show": ("2026-03-12 15:00", "2026-03-13 00:00", "upcoming"),
            },
        },
        {"at": "2026-03-11 08:00", "entry": ("promised", "appointment.confirm")},
        {"at": "2026-03-11 09:00", "some": {"appointment.confirm": None}},
        {"at": "2026-03-12 08:00", "entry": ("promised", "appointment.call")},
        {
            "at": "2026-03-12 14:59:59",
            "some": {"appointment.call": ("2026-03-12 00:00", "2026-03-12 15:00", "open")},
            "entry": ("promised", "appointment.call"),
        },
        {
            "at": "2026-03-12 15:00",
            "some": {
                "appointment.call": None,
                "appointment.no_show": ("2026-03-12 15:00", "2026-03-13 00:00", "open"),
            },
            "entry": ("promised", "appointment.no_show"),
        },
        {
            "at": "2026-03-13 00:00",
            "some": {"appointment.no_show": ("2026-03-12 15:00", "2026-03-13 00:00", "breached"), "hand_on": None},
        },
        {"at": "2026-03-13 15:00", "some": {"hand_on": ("2026-03-13 15:00", "2026-03-17 00:00", "open")}},
        {"at": "2026-03-17 00:00", "some": {"hand_on": ("2026-03-13 15:00", "2026-03-17 00:00", "breached")}},
    ],
}


BOOK_CASES: list[dict[str, Any]] = [
    {"rulebook": book, **case}
    for book, cases in NAMED.items()
    for case in [*cases, {**PROMISES, "name": f"{book}: a callback, an appointment, a hand-on"}]
]

BOOK_QUEUES: list[dict[str, Any]] = [
    {
        "name": "several rulebooks in one queue",
        "because": "the fair's lead is breached; then tiers by their place, VIP before B, none last by 21 and 24 March",
        "at": "2026-03-20 10:00",
        "members": [
            {
                "rulebook": "service",
                "customer": {"ref": "K1", "milestones": [("complaint_resolved", "2026-03-19 09:00")]},
            },
            {"rulebook": "abc", "customer": {"ref": "K2", "tier": "B", "created_at": "2026-03-10 09:00"}},
            {"rulebook": "key-account", "customer": {"ref": "K3", "tier": "VIP", "created_at": "2026-03-14 09:00"}},
            {"rulebook": "online-shop", "customer": {"ref": "K4", "milestones": [("shipped", "2026-03-15")]}},
            {"rulebook": "export", "customer": {"ref": "K5", "milestones": [("expo", "2026-03-01")]}},
            {"rulebook": "power", "customer": {"ref": "K6", "milestones": [("question", "2026-03-19")]}},
        ],
        "order": [
            ("K5", "breached", "export.first"),
            ("K3", "due", "key-account.weekly"),
            ("K2", "due", "abc.contact.B"),
            ("K4", "due", "online-shop.first"),
            ("K1", "due", "service.complaint_resolved"),
        ],
    },
    {
        "name": "a caller of the brokerage, and of another list",
        "because": "not one's own there, one's own and the pool here; breaches 6 Mar 00:00, by ref; VIP only one's own",
        "at": "2026-03-03 10:00",
        "agent": "王敏",
        "members": [
            {"rulebook": "brokerage", "customer": {"ref": ref, "owner": owner, "milestones": [("event", "2026-03-02")]}}
            for ref, owner in (("K3", "李磊"), ("K2", "王敏"), ("K1", None))
        ]
        + [
            {
                "rulebook": "service",
                "customer": {"ref": ref, "owner": owner, "milestones": [("repair_done", "2026-03-03")]},
            }
            for ref, owner in (("S3", "李磊"), ("S2", "王敏"), ("S1", None))
        ],
        "order": [
            ("K1", "due", "brokerage.event"),
            ("K3", "due", "brokerage.event"),
            ("S1", "due", "service.repair_done"),
            ("S2", "due", "service.repair_done"),
        ],
    },
]

BOOK_BREACHES: list[dict[str, Any]] = [
    {
        "name": "breaches of several rulebooks, tasks too, lapsed greetings not",
        "because": "9 and 16 Mar 00:00 of the fair; 20 Mar 08:00 + 24h; the birthday of 19 Mar has lapsed",
        "at": "2026-03-21 09:00",
        "members": [
            {
                "rulebook": "key-account",
                "customer": {"ref": "K2", "tier": "small", "milestones": [("question", "2026-03-20")]},
            },
            {"rulebook": "export", "customer": {"ref": "K1", "milestones": [("expo", "2026-03-01")]}},
            {
                "rulebook": "store",
                "customer": {"ref": "K0", "birthday": "1990-03-19", "milestones": [("delivered", "2026-03-18")]},
                "touches": [sms("2026-03-18 10:00")],
            },
        ],
        "order": [
            ("K1", "export.first", "2026-03-01", "2026-03-09"),
            ("K1", "export.lead", "2026-03-01", "2026-03-16"),
            ("K2", "key-account.answer", "2026-03-20", "2026-03-21 08:00"),
        ],
    }
]
