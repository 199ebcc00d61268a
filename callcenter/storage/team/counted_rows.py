"""Choice of what a figure counts: the rows of one campaign or of all, and the day that runs."""

from __future__ import annotations

from typing import Any, TypeAlias

from callcenter import workdays
from callcenter.model import Instant
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.database.prepared import Condition, Query
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.slim_peewee import fn, peewee

Select: TypeAlias = "peewee.ModelSelect[Any]"


def narrowed(query: Select, customer: peewee.Field, only: int | None) -> Query:
    """Leave the rows of one campaign, or all: a day has too many to look at the customer of each for nothing."""
    return query if only is None else query.where(_in_campaign(customer, only))


def zone_of(campaigns: dict[int, StoredCampaign]) -> str:
    """The zone whose days count: that of the first campaign."""
    return next((kept.frame.zone for kept in campaigns.values()), "Asia/Shanghai")


def today(campaigns: dict[int, StoredCampaign], now: Instant) -> Instant:
    """The beginning of the day that runs."""
    zone = zone_of(campaigns)
    return workdays.midnight(workdays.local_date(now, zone), zone)


def _in_campaign(customer: peewee.Field, campaign: int) -> Condition:
    theirs = (CustomerTable.id == customer) & (CustomerTable.campaign == campaign)
    return fn.EXISTS(CustomerTable.select(CustomerTable.id).where(theirs))
