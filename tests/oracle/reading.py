"""Turns the plain data of ``cases.py`` and ``book_cases`` into what the oracle takes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.cases.words import N1
from tests.oracle.oracle import Member, OCampaign, OCustomer, OTouch, When

TIMES = ("at", "callback_at")


def campaign_of(case: dict[str, Any]) -> OCampaign:
    given = case.get("campaign", {})
    closed = (given.get("closed_holidays", False), [date.fromisoformat(d) for d in given.get("closed_days", ())])
    return OCampaign(
        given.get("timezone", "Asia/Shanghai"),
        given.get("country", "CN"),
        closed,
        rulebook=case.get("rulebook", "telesales"),
    )


def instant(text: str, campaign: OCampaign) -> datetime:
    """A time without an offset is local to the campaign."""
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(campaign.timezone))).astimezone(UTC)


def when(text: str, campaign: OCampaign) -> When:
    return date.fromisoformat(text) if len(text) == 10 else instant(text, campaign)


def customer_of(case: dict[str, Any], campaign: OCampaign) -> OCustomer:
    given = case.get("customer", {})
    created = given.get("created_at")
    return OCustomer(
        ref=given.get("ref", "K1"),
        tier=given.get("tier", "C" if campaign.rulebook == "telesales" else None),
        stage=given.get("stage", ""),
        owner=given.get("owner"),
        timezone=given.get("timezone"),
        created_at=when(created, campaign) if created else None,
        imported_at=instant(given.get("imported_at", "2026-01-01 09:00"), campaign),
        key=given.get("key", False),
        milestones=[(kind, when(value, campaign)) for kind, value in given.get("milestones", ())],
        numbers=given.get("numbers", [N1]),
        attributes=given.get("attributes", {}),
        birthday=date.fromisoformat(given["birthday"]) if "birthday" in given else None,
        revenue=Decimal(given["revenue"]) if "revenue" in given else None,
        history_until=instant(given["history_until"], campaign) if "history_until" in given else None,
        updated_at=instant(given["updated_at"], campaign) if "updated_at" in given else None,
    )


def touches_of(case: dict[str, Any], campaign: OCampaign) -> list[OTouch]:
    def value(key: str, given: Any) -> Any:
        return instant(given, campaign) if key in TIMES else given

    return [OTouch(**{key: value(key, given) for key, given in touch.items()}) for touch in case.get("touches", ())]


def member_of(case: dict[str, Any]) -> tuple[OCampaign, OCustomer, list[OTouch]]:
    campaign = campaign_of(case)
    return campaign, customer_of(case, campaign), touches_of(case, campaign)


def members_of(case: dict[str, Any]) -> list[Member]:
    """The customer of a case and the others of its list."""
    campaign = campaign_of(case)
    others = [(campaign, customer_of(one, campaign), touches_of(one, campaign)) for one in case.get("members", ())]
    return [member_of(case), *others]
