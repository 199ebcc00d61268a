"""The number that a call is placed to, which has to have room under the caps of the rulebook.

See docs/rules.md#number-cap.
"""

from __future__ import annotations

from callcenter import policy
from callcenter.model import Channel, Direction, Instant
from callcenter.rulebook.book import Rulebook
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader, phone_rows
from callcenter.storage.history.fact_rows import NO_NUMBER
from callcenter.storage.tables.calls import OpenCallTable, TouchTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.views.upkeep.trouble import StoreError, Trouble


@prepared
def _version_of(customer: int) -> Query:
    versions = CampaignTable.select(CampaignTable.rulebook_version).join(CustomerTable)
    return versions.where(CustomerTable.id == customer)


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


def number_for(tx: Tx, customer: int, ref: str, phone: str, token: str, now: Instant) -> str:
    """Return the number to dial: ``phone``, or without one the first that may be dialled.

    ``token`` is that of the call that is to be placed. Raises ``NO_NUMBER``, and ``NUMBER_CAP`` for a number that was
    called as often as the rulebook of the customer's campaign allows.
    """
    book = book_of(tx, customer)
    number = phone or _first(tx, book, customer, now)
    if not number:
        raise StoreError(Trouble.NO_NUMBER, ref=ref)
    require_room(tx, book, ref, number, token, now)
    return number


def require_room(tx: Tx, book: Rulebook, ref: str, number: str, token: str, now: Instant) -> None:
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


def book_of(tx: Tx, customer: int) -> Rulebook:
    """The rulebook of a customer's campaign."""
    return tx.book(tx.value(_version_of(customer)))
