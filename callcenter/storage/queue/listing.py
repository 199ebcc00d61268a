"""The dial queue: what the stored plans and the gates of this moment offer, in the order of RULES §2.5."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.model import Gate, GroupGates, Instant, Lane, Offer, Placement
from callcenter.storage.campaigns import frames, lag
from callcenter.storage.campaigns.frames import Kept
from callcenter.storage.campaigns.groups import OWED, Group, among, groups_of
from callcenter.storage.database.service import Service
from callcenter.storage.database.transaction import NO_LIMIT, Tx
from callcenter.storage.history import loader
from callcenter.storage.history.phone_rows import FIRST_NUMBER
from callcenter.storage.people import people
from callcenter.storage.people.people import Viewer
from callcenter.storage.plans import cohorts, plan_rows
from callcenter.storage.plans.obligations import ObligationRow
from callcenter.storage.queue import streams
from callcenter.views.behind import Behind
from callcenter.views.queue import QueueFilter, QueuePage, QueueRow

FOREVER = 2**62
"""The end of a lease that an open call holds."""

COUNTED = 10_000
"""How far a page counts: a page costs the same however many wait."""

_SHOWN = (
    f"c.id, c.ref, c.name, c.company, p.plan_tier AS tier, coalesce({FIRST_NUMBER}, '') AS phone, a.name AS owner,"
    " c.campaign_id AS campaign, p.inquiry_at"
)
_FROM = " FROM customer c LEFT JOIN agent a ON a.id = c.owner_id"


class Shown(Struct, frozen=True):
    """The facts that a line of the queue shows beside its placement."""

    id: int
    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    owner: str | None
    campaign: int
    inquiry_at: Instant | None


class _Line(Shown, frozen=True):
    """The same, with the placement."""

    zone: str
    lane: Lane
    k1: int
    k2: int
    segments: int


_HIDDEN = (
    "SELECT customer_id FROM claim WHERE expires_at > ? AND agent_id <> ?"
    # Few claims, many numbers: CROSS JOIN keeps SQLite from beginning with the numbers.
    " UNION SELECT p.customer_id FROM claim_number n CROSS JOIN phone p WHERE p.e164 = n.e164"
    " AND p.customer_id <> n.customer_id AND n.expires_at > ?"
    " UNION SELECT customer_id FROM open_call WHERE held"
)


def hidden(tx: Tx, agent: int | None, now: Instant) -> list[int]:
    """Customers who are not offered because they, or a number of theirs, are claimed or on the line (RULES §2.5).

    An agent's own claim is not hidden from them until they dial.
    """
    return sorted(tx.values(_HIDDEN, (now, agent or 0, now)))


def _listed(values: Collection[int]) -> str:
    return ",".join(map(str, values)) or "0"


class _Listing:
    """The open rows of some groups, lane by lane; with ``only`` those that it fits."""

    def __init__(
        self,
        tx: Tx,
        groups: Sequence[Group],
        viewer: Viewer | None,
        left_out: Sequence[int],
        only: QueueFilter | None = None,
    ) -> None:
        self._tx = tx
        self._groups = groups
        self._viewer = viewer
        self._left_out = _listed(left_out) if left_out else ""
        self._lanes = only.lanes if only is not None and only.lanes else frozenset(Lane)
        self._fits = "1 = 1"
        self._words: list[object] = []
        if only is not None and only.words:
            from callcenter.storage.history import filters

            fits, self._words = filters.condition(tx, only.words)
            if fits:
                self._fits = f"EXISTS (SELECT 1 FROM customer c WHERE c.id = p.customer_id AND {fits})"

    def count(self, lane: Lane, most: int) -> int:
        """How many stand in a lane, up to a bound: read from the index alone, less the few who are left out."""
        chosen = [group for group in self._groups if lane in group.lanes and lane in self._lanes]
        if not chosen:
            return 0
        either = " OR ".join(
            f"(p.edition_id = ? AND p.zone = ?{among(self._tx, group.kept, self._viewer)})" for group in chosen
        )
        params: list[object] = [value for group in chosen for value in (group.kept.edition.id, group.zone)]
        where = f"({either}) AND {self._fits}"
        everybody = int(
            self._tx.value(
                f"SELECT count(*) FROM (SELECT 1 FROM placement p WHERE {where} AND p.lane = {lane.value}"
                " LIMIT ?) AS counted",
                [*params, *self._words, most],
            )
        )
        if not everybody or not self._left_out or everybody == most:
            return everybody
        # The sign keeps the databases from going through the lane for them.
        few = f"+p.lane = {lane.value} AND p.customer_id IN ({self._left_out})"
        count = f"SELECT count(*) FROM placement p WHERE {where} AND {few}"
        return everybody - int(self._tx.value(count, [*params, *self._words]))

    def ids(self, lane: Lane, limit: int, offset: int) -> list[int]:
        """Some of a lane, in the order of RULES §2.5."""
        sources = streams.streams(self._tx, self._groups, lane, self._viewer) if lane in self._lanes else []
        if not sources:
            return []
        aside = f" AND p.customer_id NOT IN ({self._left_out})" if self._left_out else ""
        where = f"{self._fits}{aside}"
        found = streams.merged(self._tx, sources, lane, where, self._words, limit=limit, offset=offset)
        return [head.customer for head in found]


def shown_rows(tx: Tx, ids: Sequence[int], groups: Sequence[Group]) -> list[QueueRow]:
    """The queue's lines of these customers, in the order given."""
    if not ids:
        return []
    by_group = {(group.kept.id, group.zone): group for group in groups}
    counting = frames.counting(group.kept for group in groups)
    found: dict[int, QueueRow] = {}
    for start in range(0, len(ids), loader.CHUNK):
        chunk = ids[start : start + loader.CHUNK]
        for line, entry in tx.paired(
            _Line,
            ObligationRow,
            f"SELECT {_SHOWN}, p.zone, p.lane, p.k1, p.k2, p.segments, {plan_rows.OWED}{_FROM}"
            f" JOIN placement p ON p.customer_id = c.id AND p.edition_id IN ({counting})"
            f" JOIN {OWED} AND o.rule = p.entry_rule AND o.due_at = p.entry_due_at"
            f" WHERE c.id IN ({tx.marks(chunk)})",
            chunk,
        ):
            group = by_group[line.campaign, line.zone]
            place = Placement(line.lane, (line.k1, line.k2), line.segments, entry.obligation)
            found[line.id] = queue_row(line, group.kept, place, group.gates)
    return [found[key] for key in ids if key in found]


def queue_row(shown: Shown, kept: Kept, place: Placement, gates: GroupGates) -> QueueRow:
    """A line of the queue."""
    return QueueRow(
        ref=shown.ref,
        name=shown.name,
        company=shown.company,
        tier=shown.tier,
        phone=shown.phone,
        owner=shown.owner,
        campaign=kept.name,
        zone=kept.frame.zone,
        country=kept.frame.country,
        lane=place.lane,
        obligation=place.entry,
        inquiry_at=shown.inquiry_at,
        order=policy.order_key(place, gates),
    )


def shown_columns(tx: Tx, ids: Sequence[int], campaigns: Iterable[Kept]) -> dict[int, Shown]:
    """Return the facts that a line of the queue shows beside its placement, by customer id."""
    rows = tx.all(
        Shown,
        f"SELECT {_SHOWN}{_FROM} LEFT JOIN placement p ON p.customer_id = c.id"
        f" AND p.edition_id IN ({frames.counting(campaigns)}) WHERE c.id IN ({tx.marks(ids)})",
        ids,
    )
    return {row.id: row for row in rows}


class Queue(Service):
    """Verbs that read the queue."""

    def behind(self, *, now: Instant, campaign: str | None = None) -> Behind:
        """How many stored plans are behind. Raises ``UNKNOWN_CAMPAIGN``."""
        return self._database.read(lambda tx: lag.behind(tx, frames.selected(tx, campaign), now))

    def page(
        self,
        *,
        now: Instant,
        campaign: str | None = None,
        agent: str | None = None,
        limit: int | None = None,
        offset: int = 0,
        only: QueueFilter | None = None,
    ) -> QueuePage:
        """The dial order at this moment (RULES §2.5), claims and calls of others left out.

        With ``agent`` their own customers and the pool, else all; with ``only`` those of them that it fits. Plans stand
        as they are stored; ``behind`` says of how many the time has come. Raises ``UNKNOWN_CAMPAIGN``,
        ``UNKNOWN_AGENT``.
        """
        return self._database.read(lambda tx: _page(tx, now, campaign, agent, limit, offset, only))

    def page_as_of(
        self,
        *,
        as_of: Instant,
        campaign: str | None = None,
        agent: str | None = None,
        limit: int | None = None,
    ) -> QueuePage:
        """The dial order at another moment: a fresh fold of everybody, claims left aside (RULES §3, ``--as-of``).

        Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> QueuePage:
            campaigns = frames.selected(tx, campaign)
            viewer = None if agent is None else people.viewer(tx, agent)
            groups = groups_of(tx, campaigns, as_of)
            by_group = {(group.kept.id, group.zone): group for group in groups}
            offered: list[tuple[tuple[int, int, int, int], bytes, int, str | None, Group, Placement]] = []
            for one in fold_all(tx, campaigns, as_of, viewer):
                group = by_group[one.campaign, one.facts.zone]
                plan = policy.plan(tx.book(group.kept.version), group.kept.frame, one.facts, one.history, as_of)
                place = plan.placement
                if place is not None and policy.offered(place, group.gates):
                    order = policy.order_key(place, group.gates)
                    offered.append((order, one.facts.ref.encode(), one.id, plan.tier, group, place))
            offered.sort(key=lambda entry: entry[:2])
            kept = offered if limit is None else offered[:limit]
            rows: list[QueueRow] = []
            for start in range(0, len(kept), loader.CHUNK):
                chunk = kept[start : start + loader.CHUNK]
                shown = shown_columns(tx, [entry[2] for entry in chunk], campaigns.values())
                rows += [
                    replace(queue_row(shown[key], group.kept, place, group.gates), tier=tier)
                    for _, _, key, tier, group, place in chunk
                ]
            head = _head(campaigns, groups)
            return QueuePage(
                at=as_of,
                rows=tuple(rows),
                total=len(offered),
                block_ends=None if head is None else head.gates.block_ends,
                preferred=0 if head is None else head.gates.preferred,
                offer=Offer.EVERYTHING if head is None else head.gates.offer,
            )

        return self._database.read(work)


def fold_all(tx: Tx, campaigns: Mapping[int, Kept], at: Instant, viewer: Viewer | None = None) -> list[loader.Loaded]:
    """Everybody of these campaigns who can owe anything, with facts and history, cohorts as of ``at``."""
    found: list[loader.Loaded] = []
    for kept in campaigns.values():
        whose = "1 = 1" if viewer is None else viewer.among(tx.book(kept.version), "coalesce(owner_id, 0)")
        ids = tx.values(
            "SELECT id FROM customer WHERE campaign_id = ? AND stage NOT IN ('lost', 'closed')"
            f" AND survivor_id IS NULL AND {whose} ORDER BY id",
            (kept.id,),
        )
        for start in range(0, len(ids), loader.CHUNK):
            found += loader.load(tx, ids[start : start + loader.CHUNK])
    return cohorts.complete(tx, found, campaigns, at)


def _head(campaigns: Mapping[int, Kept], groups: Sequence[Group]) -> Group | None:
    """The group that the screen's header speaks of: the first campaign's own zone."""
    own = [group for group in groups if group.zone == group.kept.frame.zone]
    return next(iter(own or groups), None)


def _page(
    tx: Tx,
    now: Instant,
    campaign: str | None,
    agent: str | None,
    limit: int | None,
    offset: int,
    only: QueueFilter | None,
) -> QueuePage:
    campaigns = frames.selected(tx, campaign)
    viewer = None if agent is None else people.viewer(tx, agent)
    groups = groups_of(tx, campaigns, now)
    left_out = hidden(tx, None if viewer is None else viewer.id, now)
    whole = _Listing(tx, groups, viewer, left_out)
    ids, total, more = _cut(whole if only is None else _Listing(tx, groups, viewer, left_out, only), limit, offset)
    offered, first = total, list[int]()
    if only is not None:
        first, offered, more = _cut(whole, 1, 0)
    unseen = first if not offset and first != ids[:1] else []
    head = _head(campaigns, groups)
    row, at, gate = (None, None, None) if offered else _coming_up(tx, groups, viewer, left_out, now)
    return QueuePage(
        at=now,
        rows=tuple(shown_rows(tx, ids, groups)),
        total=total,
        block_ends=None if head is None else head.gates.block_ends,
        preferred=0 if head is None else head.gates.preferred,
        offer=Offer.EVERYTHING if head is None else head.gates.offer,
        next_row=row,
        next_at=at,
        next_gate=gate,
        more=more,
        hidden=max(offered - total, 0),
        head=next(iter(shown_rows(tx, unseen, groups)), None),
        behind=lag.behind(tx, campaigns, now),
    )


def _cut(listing: _Listing, limit: int | None, offset: int) -> tuple[list[int], int, bool]:
    """The customers of one page of a listing, how many it has, and whether there are more than were counted."""
    total, skip = 0, offset
    left = NO_LIMIT if limit is None else limit
    most = NO_LIMIT if limit is None else max(COUNTED, offset + limit + 1)
    ids: list[int] = []
    for lane in Lane:
        here = listing.count(lane, most - total)
        total += here
        if here > skip and left > 0:
            taken = listing.ids(lane, min(left, here), skip)
            ids += taken
            left -= len(taken)
        skip = max(0, skip - here)
        if total >= most:
            return ids, total, True
    return ids, total, False


def _coming_up(
    tx: Tx, groups: Sequence[Group], viewer: Viewer | None, left_out: Sequence[int], now: Instant
) -> tuple[QueueRow | None, Instant | None, Gate | None]:
    """Who comes first into an empty queue, when, and which gate is shut until then."""
    from callcenter.storage.queue import forecast

    found = forecast.soonest(tx, groups, viewer, left_out, now)
    if found is None:
        return None, None, None
    shown = shown_columns(tx, [found.customer], [found.group.kept])[found.customer]
    row = queue_row(shown, found.group.kept, found.placement, found.gates)
    return replace(row, tier=found.tier), found.at, found.gate
