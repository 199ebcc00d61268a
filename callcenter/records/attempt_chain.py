"""The attempts of one call: the customer's numbers that were dialled one after another without an answer."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from callcenter.model import Channel, Direction, Disposition, Instant
from callcenter.records.working import Tx
from callcenter.views.calls import OpenCall

_UNREACHED = ",".join(f"'{one.value}'" for one in Disposition if not one.reached)
_LONGEST_CHAIN = 10


class Attempt(NamedTuple):
    """A touch that was an attempt at a number."""

    touch: int
    at: Instant
    recorded_at: Instant
    phone: str


def with_earlier(tx: Tx, call: OpenCall) -> OpenCall:
    """The call with the instants of its earlier attempts, at other numbers of the customer."""
    return replace(call, earlier=tuple(attempt.at for attempt in earlier(tx, call)))


def earlier(tx: Tx, call: OpenCall) -> list[Attempt]:
    """The attempts before the present one, newest first: each was recorded when the next number was dialled."""
    if call.direction is Direction.IN:
        return []
    rows = tx.rows(
        "SELECT t.id, t.at, t.recorded_at, t.phone FROM touch t JOIN open_call o ON o.customer_id = t.customer_id"
        " WHERE o.token = ? AND t.agent_id = o.agent_id AND t.channel = ? AND t.direction = ? AND t.in_force"
        f" AND t.import_id IS NULL AND t.disposition IN ({_UNREACHED}) AND t.recorded_at <= o.dialled_at"
        " ORDER BY t.at DESC, t.id DESC LIMIT ?",
        (call.token, Channel.CALL.value, Direction.OUT.value, _LONGEST_CHAIN),
    )
    found: list[Attempt] = []
    dialled_at, phone = call.dialled_at, call.phone
    for attempt in (Attempt(*row) for row in rows):
        if attempt.recorded_at != dialled_at or attempt.phone == phone:
            break
        found.append(attempt)
        dialled_at, phone = attempt.at, attempt.phone
    return found
