"""Masks: numbers in lists, hidden in their middle (docs/security.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from callcenter.model import Mask
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.campaigns import CampaignTable

T = TypeVar("T")

_HEAD, _TAIL = 6, 4
_HIDDEN = "*"


class _Campaign(Struct, frozen=True):
    name: str
    mask: Mask


@prepared
def _campaigns() -> Query:
    return CampaignTable.select(CampaignTable.name, CampaignTable.mask)


def masked(number: str) -> str:
    """A number with its middle hidden, as long as it was: ``+86138****2231``."""
    if len(number) <= _HEAD + _TAIL:
        return _HIDDEN * len(number)
    return number[:_HEAD] + _HIDDEN * (len(number) - _HEAD - _TAIL) + number[-_TAIL:]


def whole(number: str, known: Iterable[str]) -> str:
    """The one of the known numbers that a list showed masked, '' if none; a number that is whole stays as it is."""
    return next((one for one in known if masked(one) == number), "") if _HIDDEN in number else number


def applied(tx: Tx, result: T) -> T:
    """Rows of lists with the numbers masked that the grant and the customers' campaigns do not show."""
    hidden = {
        one.name
        for one in tx.all(_Campaign, _campaigns())
        if one.mask is Mask.ALWAYS or (tx.grant.closed and one.mask is Mask.DEFAULT)
    }
    found: T = _masked(result, hidden, None) if hidden else result
    return found


def _masked(value: Any, hidden: set[str], campaign: str | None) -> Any:
    """A value with the numbers masked in all the structs of which it is made.

    ``campaign``: that of the struct around it, for one that names none.
    """
    if isinstance(value, tuple):
        inside = tuple(_masked(one, hidden, campaign) for one in value)
        return inside if any(one is not before for one, before in zip(inside, value, strict=True)) else value
    if not isinstance(value, Struct):
        return value
    campaign = getattr(value, "campaign", campaign)
    changed = {}
    for name in value.__struct_fields__:
        before = getattr(value, name)
        if isinstance(before, Struct | tuple) and (one := _masked(before, hidden, campaign)) is not before:
            changed[name] = one
    if getattr(value, "phone", "") and campaign in hidden:
        changed["phone"] = masked(value.phone)  # type: ignore[attr-defined]
    return replace(value, **changed) if changed else value
