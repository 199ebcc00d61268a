"""The columns that rulebooks classify by, and the cohorts drawn from a whole list.

See docs/rules.md#columns, #rulebooks.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal, InvalidOperation

from tests.oracle.days import as_milestone, midnight, utc
from tests.oracle.model import Facts, OCampaign, OCustomer

NO = ("", "0", "no", "n", "false", "否", "无")


def number(customer: OCustomer, column: str) -> Decimal | None:
    """A number as a file holds it: `1,000`, `65%`; what is no number is unknown."""
    given = customer.attributes.get(column, "").strip().replace(",", "").removesuffix("%").strip()
    try:
        found = Decimal(given)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def at_least(customer: OCustomer, column: str, threshold: int) -> bool:
    found = number(customer, column)
    return found is not None and found >= threshold


def marked(customer: OCustomer, column: str) -> bool:
    """A column of yes and no: empty, 0, no, false, 否 and 无 are no."""
    return customer.attributes.get(column, "").strip().lower() not in NO


def share(of: int, percent: int) -> int:
    """So many per cent, rounded up."""
    return -(-of * percent // 100)


def top_by_revenue(f: Facts, percent: int) -> set[str]:
    """The top 20 % by `revenue` of the customers that have one, rounded up, ties by ref (compared as bytes).

    See docs/rules.md#r21.
    """
    having = [
        (-customer.revenue, customer.ref.encode(), customer.ref)
        for _, customer, _ in f.members
        if customer.revenue is not None
    ]
    return {ref for _, _, ref in sorted(having)[: share(len(having), percent)]}


def drawn(f: Facts, year: int) -> list[str]:
    """The refs drawn from the stock at last year's end, in drawing order: first 15 % of the margin customers, then
    filled up from all to 10 %, each in the order of the SHA-256 hex of `YEAR:ref` (docs/rules.md#r15-draw)."""
    new_year = date(year, 1, 1)

    def is_stock(campaign: OCampaign, customer: OCustomer, stopped: bool) -> bool:
        """Account opened before 1 Jan, not dormant, lost, closed or do-not-call."""
        opened = [as_milestone(campaign, value).at for kind, value in customer.milestones if kind == "account_opened"]
        return (
            any(at < midnight(campaign, new_year) for at in opened)
            and not marked(customer, "dormant")
            and customer.stage not in ("lost", "closed")
            and not stopped
        )

    stock = []
    for campaign, customer, touches in f.members:
        # The stock is last year's end's: who forbids calls later leaves everybody else's turn where it is.
        stopped = any(
            t.disposition == "do_not_call" and utc(campaign, t.at) < midnight(campaign, new_year) for t in touches
        )
        if is_stock(campaign, customer, stopped):
            stock.append(customer)
    stock.sort(key=lambda customer: hashlib.sha256(f"{year}:{customer.ref}".encode()).hexdigest())
    margin = [customer.ref for customer in stock if marked(customer, "margin")]
    taken = margin[: share(len(margin), 15)]
    rest = [customer.ref for customer in stock if customer.ref not in taken]
    return taken + rest[: max(share(len(stock), 10) - len(taken), 0)]
