"""The brokerage (docs/rules.md#r15)."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import NEW_YORK, call, good, sms

SEVERAL_YEARS = "a key or drawn call that was missed stays on the list beside the next year's"


def stock() -> list[dict[str, Any]]:
    """Fifteen customers for the draw of 2026.  K02 is dormant, K03 opened on 1 January, K06 is lost, K14 forbade calls
    in 2025: eleven are left, K01 and K05 with margin.  K09 forbids calls in January 2026."""
    customers = []
    for index in range(1, 16):
        ref = f"K{index:02}"
        attributes = {"dormant": "是"} if ref == "K02" else {"margin": "1"} if ref in ("K01", "K05") else {}
        customer: dict[str, Any] = {"ref": ref, "attributes": attributes}
        customer["milestones"] = [("account_opened", "2026-01-01" if ref == "K03" else "2025-05-06 10:00")]
        if ref == "K06":
            customer["stage"] = "lost"
        touches = [good("2025-05-20 10:00")]
        if ref == "K09":
            touches.append(call("2026-01-05 10:00", "do_not_call"))
        if ref == "K14":
            touches.append(call("2025-12-31 23:59:59", "do_not_call"))
        customers.append({"customer": customer, "touches": touches})
    return customers


def one_of(ref: str) -> dict[str, Any]:
    one = next(member for member in stock() if member["customer"]["ref"] == ref)
    return {**one, "members": [member for member in stock() if member is not one]}


def opened_in_2026(ref: str, count: int, attributes: dict[str, str]) -> dict[str, Any]:
    """One of so many accounts K01, K02, ... that were opened, and called, in May 2026."""
    accounts: list[dict[str, Any]] = [
        {
            "customer": {
                "ref": f"K{index:02}",
                "milestones": [("account_opened", "2026-05-06 10:00")],
                "attributes": attributes,
            },
            "touches": [good("2026-05-20 10:00")],
        }
        for index in range(1, count + 1)
    ]
    one = next(account for account in accounts if account["customer"]["ref"] == ref)
    return {**one, "members": [account for account in accounts if account is not one]}


def drawn_for(day: str) -> list[dict[str, Any]]:
    state = "open" if day == "2027-01-01" else "upcoming"
    return [{"at": "2027-01-01 00:00", "all": [("sample", "call", day, "2028-01-01", state)]}]


BROKERAGE: list[dict[str, Any]] = [
    {
        "name": "brokerage: a new account, on the last of January",
        "because": "31 Jan + 1mo = 28 Feb, to its end; the only one of 2026's stock is drawn for 1 Jan 2027",
        "customer": {"milestones": [("account_opened", "2026-01-31 14:00")]},
        "checks": [
            {
                "at": "2026-02-28 23:59:59",
                "all": [("new_account", "call", "2026-01-31 14:00", "2026-03-01 00:00", "open")],
                "gate": ("legal_frame", "2026-03-01 08:00"),
            },
            {"at": "2026-03-01 08:00", "entry": ("breached", "new_account")},
            {
                "at": "2026-12-31 23:59:59",
                "all": [("new_account", "call", "2026-01-31 14:00", "2026-03-01 00:00", "breached")],
            },
            {
                "at": "2027-01-01 00:00",
                "all": [
                    ("new_account", "call", "2026-01-31 14:00", "2026-03-01 00:00", "breached"),
                    ("sample", "call", "2027-01-01 00:00", "2028-01-01 00:00", "open"),
                ],
            },
        ],
    },
    {
        "name": "brokerage: a key customer by assets, once a calendar year",
        "because": "10,000,000 is enough; opened 2025, so from 2026; the call of 1 Jun 2026 is 2026's",
        "customer": {
            "milestones": [("account_opened", "2025-05-06 10:00")],
            "attributes": {"assets_cny": "10,000,000", "dormant": "yes"},
        },
        "touches": [good("2025-05-20 10:00"), good("2026-06-01 10:00")],
        "checks": [
            {"at": "2025-12-31 23:59:59", "all": []},
            {
                "at": "2026-01-01 00:00",
                "all": [("key", "call", "2026-01-01 00:00", "2027-01-01 00:00", "open")],
                "gate": ("legal_frame", "2026-01-01 08:00"),
            },
            {"at": "2026-06-01 09:59:59", "entry": ("due", "key")},
            {"at": "2026-06-01 10:00", "all": []},
            {"at": "2027-01-01 00:00", "all": [("key", "call", "2027-01-01 00:00", "2028-01-01 00:00", "open")]},
            {"at": "2027-12-31 23:59:59", "all": [("key", "call", "2027-01-01 00:00", "2028-01-01 00:00", "open")]},
        ],
    },
    {
        "name": "brokerage: a key call that was missed",
        "because": "2026's is breached at 1 Jan 2027 and stays; 2027's is due; one call closes both",
        "reading": SEVERAL_YEARS,
        "customer": {
            "milestones": [("account_opened", "2025-05-06 10:00")],
            "attributes": {"loss_gap": "20", "dormant": "1"},
        },
        "touches": [good("2025-05-20 10:00"), good("2027-01-02 10:00")],
        "checks": [
            {"at": "2026-12-31 23:59:59", "all": [("key", "call", "2026-01-01", "2027-01-01", "open")]},
            {
                "at": "2027-01-01 00:00",
                "all": [
                    ("key", "call", "2026-01-01", "2027-01-01", "breached"),
                    ("key", "call", "2027-01-01", "2028-01-01", "open"),
                ],
            },
            {"at": "2027-01-01 08:00", "entry": ("breached", "key")},
            {"at": "2027-01-02 10:00", "all": []},
        ],
    },
    {
        "name": "brokerage: just below every threshold, nothing yearly",
        "because": "9,999,999, 19.9, vip no; dormant, so of no stock; the account of 2025 was called",
        "customer": {
            "milestones": [("account_opened", "2025-05-06 10:00")],
            "attributes": {
                "assets_cny": "9999999",
                "turnover_cny": "9999999.99",
                "loss_gap": "19.9",
                "vip": "0",
                "dormant": "1",
            },
        },
        "touches": [good("2025-05-20 10:00")],
        "checks": [{"at": "2026-03-02 10:00", "all": [], "gate": ("nothing_owed", None)}],
    },
    {
        "name": "brokerage: a key customer by turnover, opened on the last day of a year",
        "because": "10,000,000 is enough; opened in 2025, so 2026; the new account's month ends with 31 Jan",
        "customer": {
            "milestones": [("account_opened", "2025-12-31 23:00")],
            "attributes": {"turnover_cny": "10000000", "dormant": "1"},
        },
        "checks": [
            {
                "at": "2026-01-31 23:59:59",
                "all": [
                    ("new_account", "call", "2025-12-31 23:00", "2026-02-01 00:00", "open"),
                    ("key", "call", "2026-01-01 00:00", "2027-01-01 00:00", "open"),
                ],
            }
        ],
    },
    {
        "name": "brokerage: nothing is owed until the next year of a key customer",
        "because": "2027's call is asked for from 1 Jan 2027",
        "reading": "`nothing_owed` opens when the next year's call comes to be asked for",
        "customer": {"key": True, "created_at": "2026-03-02 09:00"},
        "touches": [good("2026-03-03 10:00")],
        "checks": [{"at": "2026-03-04 10:00", "gate": ("nothing_owed", "2027-01-01 00:00")}],
    },
    {
        "name": "brokerage: a VIP whose opening is unknown, from the year they came",
        "because": "came 15 Jul 2026: all of 2026",
        "customer": {"created_at": "2026-07-15 09:00", "attributes": {"vip": "true"}},
        "checks": [
            {
                "at": "2026-07-15 09:00",
                "all": [("key", "call", "2026-01-01", "2027-01-01", "open")],
                "entry": ("due", "key"),
            },
            {"at": "2026-12-31 20:59:59", "entry": ("due", "key")},
        ],
    },
    {
        "name": "brokerage: an event before the October holidays",
        "because": "Tue 29 Sep + 3d = Fri 2 Oct 24:00, days of any kind",
        "customer": {"created_at": "2026-03-02", "milestones": [("event", "2026-09-29 16:00")]},
        "touches": [sms("2026-09-29 17:00")],
        "checks": [
            {
                "at": "2026-10-02 23:59:59",
                "all": [("event", "call", "2026-09-29 16:00", "2026-10-03 00:00", "open")],
            },
            {"at": "2026-10-03 08:00", "entry": ("breached", "event")},
        ],
    },
    {
        "name": "brokerage: an event over the night the clock goes forward",
        "because": "6 Mar 10:00 -05:00 = 15:00Z; 9 Mar 24:00 -04:00 = 10 Mar 04:00Z",
        "campaign": NEW_YORK,
        "customer": {"milestones": [("event", "2026-03-06 10:00")], "numbers": ["+12125550123"]},
        "checks": [
            {
                "at": "2026-03-10T03:59:59Z",
                "all": [("event", "call", "2026-03-06T15:00:00Z", "2026-03-10T04:00:00Z", "open")],
            },
            {
                "at": "2026-03-10T04:00:00Z",
                "all": [("event", "call", "2026-03-06T15:00:00Z", "2026-03-10T04:00:00Z", "breached")],
            },
        ],
    },
    {
        "name": "brokerage: never the caller's own customer",
        "because": "王敏 owns the customer; everybody else may call, the pool anybody",
        "customer": {"owner": "王敏", "milestones": [("event", "2026-03-02 10:00")]},
        "checks": [
            {"at": "2026-03-02 10:00", "agent": "王敏", "gate": ("not_yours", None)},
            {"at": "2026-03-02 10:00", "agent": "李磊", "entry": ("due", "event")},
        ],
    },
    {
        "name": "brokerage: drawn first, of the margin customers",
        "because": "15 % of 2 = 1, 10 % of 11 = 2; K01 9a87... before K05 d49c...; first drawn, so 1 Jan",
        "reading": "the drawing order begins with the margin customers, whatever the others' hashes",
        **one_of("K01"),
        "checks": [
            {"at": "2025-12-31 23:59:59", "all": []},
            {"at": "2026-01-01 00:00", "all": [("sample", "call", "2026-01-01", "2027-01-01", "open")]},
            {"at": "2026-03-02 10:00", "entry": ("due", "sample")},
        ],
    },
    {
        "name": "brokerage: drawn second, to fill up",
        "because": "the lowest of the eleven: K04 540a...; 1 Jan + floor(365 / 2) = 182 days = 2 Jul",
        "reading": "the drawing order begins with the margin customers, whatever the others' hashes",
        **one_of("K04"),
        "checks": [
            {"at": "2026-07-01 23:59:59", "all": [("sample", "call", "2026-07-02", "2027-01-01", "upcoming")]},
            {"at": "2026-07-02 08:00", "entry": ("due", "sample")},
            {"at": "2026-12-31 23:59:59", "all": [("sample", "call", "2026-07-02", "2027-01-01", "open")]},
        ],
    },
    {
        "name": "brokerage: a drawn call stays due after its year",
        "because": "breached next 1 Jan; 2027 draws K05 (6ce3..., K01 is c91f...) and the lowest of all, K13 12d2...",
        "reading": SEVERAL_YEARS,
        **one_of("K04"),
        "checks": [
            {"at": "2027-01-01 00:00", "all": [("sample", "call", "2026-07-02", "2027-01-01", "breached")]},
        ],
    },
    {
        "name": "brokerage: margin customers alone fill more than a tenth",
        "because": "15 % of 8 = 1.2, so two: K06 39da..., K05 6ce3...; the second 182 days after 1 Jan 2027 = 2 Jul",
        **opened_in_2026("K05", 8, {"margin": "yes"}),
        "checks": [
            {"at": "2027-01-01 00:00", "all": [("sample", "call", "2027-07-02", "2028-01-01", "upcoming")]},
            {"at": "2027-07-01 23:59:59", "gate": ("not_due", "2027-07-02 00:00")},
        ],
    },
    {
        "name": "brokerage: three of twenty, the first",
        "because": "15 % of 20 = 3 exactly: K13 12d2..., K20 2b91..., K09 35a5...",
        **opened_in_2026("K13", 20, {"margin": "1"}),
        "checks": drawn_for("2027-01-01"),
    },
    {
        "name": "brokerage: three of twenty, the second",
        "because": "floor(365 / 3) = 121 days after 1 Jan = 2 May",
        **opened_in_2026("K20", 20, {"margin": "1"}),
        "checks": drawn_for("2027-05-02"),
    },
    {
        "name": "brokerage: three of twenty, the third",
        "because": "floor(730 / 3) = 243 days after 1 Jan = 1 Sep",
        **opened_in_2026("K09", 20, {"margin": "1"}),
        "checks": drawn_for("2027-09-01"),
    },
    {
        "name": "brokerage: three of twenty, not the fourth",
        "because": "K06 39da...",
        **opened_in_2026("K06", 20, {"margin": "1"}),
        "checks": [{"at": "2027-01-01 00:00", "all": []}],
    },
    {
        "name": "brokerage: one of ten",
        "because": "10 % of 10 = 1 exactly: K09 35a5...",
        **opened_in_2026("K09", 10, {}),
        "checks": drawn_for("2027-01-01"),
    },
    {
        "name": "brokerage: one of ten, not the second",
        "because": "K06 39da...",
        **opened_in_2026("K06", 10, {}),
        "checks": [{"at": "2027-01-01 00:00", "all": []}],
    },
    {
        "name": "brokerage: of the stock, but not drawn",
        "because": "K05 is the second of two margin customers, and far behind K04",
        **one_of("K05"),
        "checks": [{"at": "2026-03-02 10:00", "all": []}],
    },
    {
        "name": "brokerage: the lowest of all hashes, but dormant",
        "because": "K02 0831... is not of the stock",
        **one_of("K02"),
        "checks": [{"at": "2026-03-02 10:00", "all": []}],
    },
]
