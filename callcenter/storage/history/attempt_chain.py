"""The attempts of one call: the customer's numbers that were dialled one after another without an answer."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from callcenter.model import Channel, Direction, Disposition, Instant
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import OpenCallTable, TouchTable
from callcenter.views.worklists.calls import OpenCall

_UNREACHED = tuple(one.value for one in Disposition if not one.reached)
_LONGEST_CHAIN = 10


class ChainedAttempt(Struct, frozen=True):
    """A touch that was an attempt at a number."""

    touch: int
    at: Instant
    recorded_at: Instant
    phone: str


@prepared
def _attempts(token: str) -> Query:
    same = (TouchTable.customer == OpenCallTable.customer) & (TouchTable.agent == OpenCallTable.agent)
    dialled = (TouchTable.channel == Channel.CALL.value) & (TouchTable.direction == Direction.OUT.value)
    counts = TouchTable.in_force & TouchTable.import_id.is_null() & TouchTable.disposition.in_(_UNREACHED)
    before = TouchTable.recorded_at <= OpenCallTable.dialled_at
    return (
        TouchTable.select(*columns(ChainedAttempt, TouchTable, touch=TouchTable.id))
        .join(OpenCallTable, on=same)
        .where((OpenCallTable.token == token) & dialled & counts & before)
        .order_by(TouchTable.at.desc(), TouchTable.id.desc())
        .limit(_LONGEST_CHAIN)
    )


def with_earlier(tx: Tx, call: OpenCall) -> OpenCall:
    """The call with the instants of its earlier attempts, at other numbers of the customer."""
    return replace(call, earlier=tuple(attempt.at for attempt in earlier(tx, call)))


def earlier(tx: Tx, call: OpenCall) -> list[ChainedAttempt]:
    """The attempts before the present one, newest first: each was recorded when the next number was dialled."""
    if call.direction is Direction.IN:
        return []
    found: list[ChainedAttempt] = []
    dialled_at, phone = call.dialled_at, call.phone
    for attempt in tx.all(ChainedAttempt, _attempts(call.token)):
        if attempt.recorded_at != dialled_at or attempt.phone == phone:
            break
        found.append(attempt)
        dialled_at, phone = attempt.at, attempt.phone
    return found
