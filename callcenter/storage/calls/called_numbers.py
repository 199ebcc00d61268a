"""The numbers of a call: the customer's, which has to have room under the caps, and the company's, which they see.

See docs/rules.md#number-cap, #caller-numbers.
"""

from __future__ import annotations

from msgspec import Struct

from callcenter import policy
from callcenter.model import Channel, Direction, Instant
from callcenter.rulebook.book import Rulebook
from callcenter.storage.campaigns import caller_numbers, campaign_rows
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader, phone_rows
from callcenter.storage.history.fact_rows import NO_NUMBER
from callcenter.storage.tables.calls import OpenCallTable, TouchTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.views.upkeep.trouble import StoreError, Trouble


class _Campaign(Struct, frozen=True):
    """The campaign of a customer. ``shows``: numbers of the company are in use."""

    id: int
    version: int
    shows: bool


@prepared
def _campaign_of(customer: int) -> Query:
    selected = (CampaignTable.id, CampaignTable.rulebook_version.alias("version"), caller_numbers.IN_USE.alias("shows"))
    return CampaignTable.select(*selected).join(CustomerTable).where(CustomerTable.id == customer)


@prepared
def _touches_to(phone: str, now: Instant, most: int) -> Query:
    calls = (TouchTable.channel == Channel.CALL.value) & (TouchTable.direction == Direction.OUT.value)
    # The second condition is that of the index.
    same = (TouchTable.phone == phone) & (TouchTable.phone != NO_NUMBER)
    newest = TouchTable.select(TouchTable.at).where(same & calls & TouchTable.in_force & (TouchTable.at <= now))
    return newest.order_by(TouchTable.at.desc()).limit(most)


@prepared
def _open_to(phone: str, token: str) -> Query:
    calls = (OpenCallTable.phone == phone) & (OpenCallTable.direction == Direction.OUT.value)
    return OpenCallTable.select(OpenCallTable.dialled_at).where(calls & (OpenCallTable.token != token))


class Ends(Struct, frozen=True):
    """The two numbers of a call: the customer's that is dialled, and the company's that they see (None: not set up)."""

    dialled: str
    shown: str | None


def ends(tx: Tx, customer: int, ref: str, phone: str, token: str, now: Instant) -> Ends:
    """Return the numbers of the call of this ``token``, which is to be placed to ``phone``, or without one to the first
    number of the customer that may be dialled.

    Raises ``NO_NUMBER``; ``NUMBER_CAP`` for a number that was called as often as the rulebook of the customer's
    campaign allows; ``CALLER_NUMBERS_SPENT``.
    """
    campaign = tx.one(_Campaign, _campaign_of(customer))
    assert campaign is not None
    book = tx.book(campaign.version)
    number = phone or _first(tx, book, customer, now)
    if not number:
        raise StoreError(Trouble.NO_NUMBER, ref=ref)
    _require_room(tx, book, ref, number, token, now)
    return Ends(number, caller_numbers.choose(tx, campaign.id, now, token=token) if campaign.shows else None)


def _require_room(tx: Tx, book: Rulebook, ref: str, number: str, token: str, now: Instant) -> None:
    """Raise ``NUMBER_CAP`` for a number that was called as often as the book allows.

    A call that somebody else has not saved yet counts as well: a supervisor may have ended it for them.
    """
    if not book.number_caps:
        return
    most = max(cap.calls for cap in book.number_caps)
    made = [*tx.values(_touches_to(number, now, most)), *tx.values(_open_to(number, token))]
    opens_at = policy.room_at(book.number_caps, sorted(made, reverse=True))
    if opens_at is not None and opens_at > now:
        raise StoreError(Trouble.NUMBER_CAP, ref=ref, phone=number, opens_at=opens_at)


def _first(tx: Tx, book: Rulebook, customer: int, now: Instant) -> str:
    if book.number_caps:
        (one,) = loader.load(tx, [customer])
        frame = campaign_rows.get_all(tx)[one.campaign].frame
        with_room = policy.numbers_with_room(book, frame, one.facts, one.history, now)
        if with_room:
            return with_room[0]
    return phone_rows.first(tx, customer)
