"""Streams: the customers of one owner and one segment set in a lane, in the order of the dial queue.

Each is a stretch of an index that is sorted already: its first rows cost the same however many follow. What a lane
offers is its streams, merged.

See docs/rules.md#lanes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from callcenter.model import Lane
from callcenter.policy import Audience
from callcenter.storage.campaigns.groups import ZoneGroup
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people.people import Viewer
from callcenter.storage.plans import plan_rows
from callcenter.storage.queue import statements

_TERMS = 200
"""Streams that one statement merges; SQLite takes 500."""


class Columns(Struct, frozen=True):
    """The columns of ``placement`` by which the dial queue is sorted."""

    lane: str
    block_set: str
    k1: str
    k2: str


STANDING = Columns("lane", "block_set", "k1", "k2")
"""Columns of the placement until ``valid_until``."""

NEXT = Columns("next_lane", "next_block_set", "next_k1", "next_k2")
"""Columns of the placement from then on."""


class Stream(Struct, frozen=True):
    """A stretch of the index. ``behind`` is 1 where a block prefers other segments."""

    edition: int
    zone: str
    owner: int
    block_set: int
    behind: int


class LaneHead(Struct, frozen=True, order=True):
    """A customer as they sort within a lane: ``ref`` by its characters, which is the order of its bytes in UTF-8."""

    behind: int
    k1: int
    k2: int
    ref: str
    customer: int


class _Set(Struct, frozen=True):
    """A segment set that occurs for an owner in a lane."""

    owner: int
    bits: int


_NOBODY = -1


def streams(
    tx: Tx, groups: Iterable[ZoneGroup], lane: Lane, viewer: Viewer | None, columns: Columns = STANDING
) -> list[Stream]:
    """The streams of a lane in these groups: of those whom ``viewer`` may call, None for everybody."""
    found: list[Stream] = []
    in_lane = f"p.edition_id = ? AND p.{columns.lane} = ?"
    sets = statements.SETS.format(set=columns.block_set, scope=f"{in_lane} AND p.zone = ?")
    for group in groups:
        book = tx.book(group.kept.version)
        whom = None if viewer is None else viewer.audience(book)
        if lane not in group.lanes or whom is Audience.NOBODY:
            continue
        edition, preferred = group.kept.edition.id, group.gates.preferred
        blocks = lane in plan_rows.BLOCK_LANES
        if viewer is not None and viewer.people is None and whom is Audience.OWN_AND_POOL:
            if not blocks:
                owned = viewer.owners(group.kept.id)
                found += [Stream(edition, group.zone, owner, 0, 0) for owner in owned]
                continue
            owners, params = statements.OWN_AND_POOL, [viewer.id]
        else:
            owners = statements.EVERY_OWNER.format(lane=in_lane)
            params = [edition, lane.value, edition, lane.value, _NOBODY if viewer is None else viewer.id]
        scope = [edition, lane.value, group.zone]
        rows = tx.all(_Set, statements.STREAMS.format(owners=owners, sets=sets), [*params, *scope, *scope])
        found += [
            Stream(edition, group.zone, row.owner, row.bits, 1 if blocks and not row.bits & preferred else 0)
            for row in rows
            if viewer is None or viewer.sees(book, group.kept.id, row.owner)
        ]
    return found


def merged(
    tx: Tx,
    sources: Sequence[Stream],
    lane: Lane,
    where: str,
    params: Sequence[object],
    *,
    limit: int,
    offset: int = 0,
    columns: Columns = STANDING,
) -> list[LaneHead]:
    """Some customers of a lane's streams for whom ``where`` holds, in the order of the queue."""
    stream = statements.STREAM.format(**structs.asdict(columns), where=where)
    heads: list[LaneHead] = []
    for start in range(0, len(sources), _TERMS):
        some = sources[start : start + _TERMS]
        parts = (statements.OF_STREAM.format(stream=stream, place=place) for place in range(len(some)))
        values: list[object] = []
        for one in some:
            values += (one.behind, one.edition, lane.value, one.owner, one.zone, one.block_set, *params, limit + offset)
        heads += tx.all(
            LaneHead, f"{' UNION ALL '.join(parts)} ORDER BY behind, k1, k2, ref LIMIT ?", [*values, limit + offset]
        )
    if len(sources) > _TERMS:
        heads.sort()
    return heads[offset : offset + limit]


def order_of(lane: Lane, head: LaneHead) -> tuple[int, int, int, int]:
    """The order of a head in the whole queue, as :func:`policy.order_key` makes it."""
    return lane.value, head.behind, head.k1, head.k2
