"""The facts that lists of obligations show of each customer, read for many of them at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec import Struct

from callcenter.model import Obligation
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader, stand_ins
from callcenter.storage.history.phone_rows import first_number
from callcenter.storage.plans.obligations import Owed
from callcenter.storage.search.found_rows import CUSTOMER, plan_tier
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.worklists.line import Spelt
from callcenter.views.worklists.promises import PromiseRow
from callcenter.views.worklists.tasks import TaskRow

_Line = TypeVar("_Line", PromiseRow, TaskRow)


class LineCustomer(Struct, frozen=True):
    """A customer in a line; ``campaign`` is the id."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: int
    pinyin: str
    initials: str
    company_pinyin: str
    company_initials: str
    deputy: str | None

    @property
    def spelt(self) -> Spelt:
        """Name and company in letters."""
        return tuple(filter(None, (self.pinyin, self.initials, self.company_pinyin, self.company_initials)))


@prepared
def _shown(ids: list[int]) -> Query:
    return (
        CUSTOMER.select(
            *columns(
                LineCustomer,
                CUSTOMER,
                customer=CUSTOMER.id,
                tier=plan_tier(CUSTOMER),
                phone=fn.COALESCE(first_number(CUSTOMER), ""),
                owner=AgentTable.name,
                deputy=stand_ins.name(CUSTOMER),
            )
        )
        .join_from(CUSTOMER, AgentTable, peewee.JOIN.LEFT_OUTER, on=CUSTOMER.owner == AgentTable.id)
        .where(CUSTOMER.id.in_(ids))
    )


def shown(tx: Tx, customers: Iterable[int]) -> dict[int, LineCustomer]:
    """Return these customers, by id."""
    ids = sorted(set(customers))
    found: dict[int, LineCustomer] = {}
    for start in range(0, len(ids), loader.CHUNK):
        found.update(tx.owned(LineCustomer, _shown(ids[start : start + loader.CHUNK])))
    return found


def owed() -> peewee.ModelSelect[ObligationTable]:
    """The query of obligations, each with its :data:`CUSTOMER`, for :func:`lines`."""
    return ObligationTable.select(*columns(Owed, ObligationTable)).join_from(
        ObligationTable, CUSTOMER, on=CUSTOMER.id == ObligationTable.customer
    )


def lines(tx: Tx, kind: type[_Line], query: Query, campaigns: Mapping[int, StoredCampaign]) -> list[_Line]:
    """Lines of a list, of the obligations of a query, in its order."""
    rows = tx.all(Owed, query)
    customers = shown(tx, (row.customer for row in rows))
    found = ((customers[row.customer], row.obligation) for row in rows)
    return [line(kind, customer, campaigns[customer.campaign], asked) for customer, asked in found]


def line(kind: type[_Line], customer: LineCustomer, kept: StoredCampaign, owed: Obligation) -> _Line:
    """A line of a list: a customer, their campaign and what is owed."""
    return kind(
        ref=customer.ref,
        name=customer.name,
        company=customer.company,
        tier=customer.tier,
        phone=customer.phone,
        owner=customer.owner,
        campaign=kept.name,
        zone=kept.frame.zone,
        country=kept.frame.country,
        obligation=owed,
        spelt=customer.spelt,
    )
