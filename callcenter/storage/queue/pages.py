"""The dial queue: what the stored plans and the gates of this moment offer, in the order of docs/rules.md#lanes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.model import MINUTE, Gate, GroupGates, Instant, Lane, Offer, Placement
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows, lag
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.campaigns.groups import ZoneGroup, among, groups_of
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader, stand_ins
from callcenter.storage.history.phone_rows import first_number
from callcenter.storage.people import people
from callcenter.storage.people.people import Viewer
from callcenter.storage.plans import cohorts
from callcenter.storage.plans.obligations import ObligationRow
from callcenter.storage.queue import statements, streams
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable, PlacementTable
from callcenter.storage.tables.slim_peewee import JOIN, fn, peewee
from callcenter.views.upkeep.lag import Behind
from callcenter.views.worklists.queue import Emptiness, QueueFilter, QueuePage, QueueRow

_OVER = tuple(sorted(stage.value for stage in policy.STAGES_OVER))
_OF_PLACEMENT = ("lane", "k1", "k2", "segments")

COUNTED = 10_000
"""Bound to which a page counts: a page costs the same however many wait."""


class QueueFacts(Struct, frozen=True):
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
    deputy: str | None


class _Line(QueueFacts, frozen=True):
    """The same, with the placement."""

    zone: str
    lane: Lane
    k1: int
    k2: int
    segments: int


def _selected(kind: type[QueueFacts]) -> list[Any]:
    plan = PlacementTable
    others = {name: getattr(plan, name) for name in kind.__struct_fields__ if name in ("zone", *_OF_PLACEMENT)}
    phone = fn.COALESCE(first_number(CustomerTable), "")
    whose = {"tier": plan.plan_tier, "phone": phone, "owner": AgentTable.name, "inquiry_at": plan.inquiry_at}
    whose["deputy"] = stand_ins.name()
    return columns(kind, CustomerTable, **whose, **others)


def _with_plans(selected: list[Any], join: str, editions: Sequence[int]) -> peewee.ModelSelect[CustomerTable]:
    of_plan = (PlacementTable.customer == CustomerTable.id) & PlacementTable.edition.in_(editions)
    people = CustomerTable.select(*selected).join(AgentTable, JOIN.LEFT_OUTER)
    return people.join_from(CustomerTable, PlacementTable, join, on=of_plan)


@prepared
def _facts(customers: Sequence[int], editions: Sequence[int]) -> Query:
    return _with_plans(_selected(QueueFacts), JOIN.LEFT_OUTER, editions).where(CustomerTable.id.in_(customers))


@prepared
def _lines(customers: Sequence[int], editions: Sequence[int]) -> Query:
    plan, owed = PlacementTable, ObligationTable
    entry = (owed.customer == plan.customer) & (owed.edition == plan.edition)
    entry &= (owed.rule == plan.entry_rule) & (owed.due_at == plan.entry_due_at)
    lines = _with_plans(_selected(_Line) + columns(ObligationRow, owed), JOIN.INNER, editions)
    return lines.join_from(plan, owed, on=entry).where(CustomerTable.id.in_(customers))


def hidden(tx: Tx, agent: int | None, now: Instant) -> list[int]:
    """Customers who are not offered because they, or a number of theirs, are claimed or on the line.

    An agent's own claim is not hidden from them until they dial.

    See docs/rules.md#never-offered.
    """
    return sorted(tx.values(statements.HIDDEN, (now, agent or 0, now)))


def _listed(values: Collection[int]) -> str:
    return ",".join(map(str, values)) or "0"


class _Listing:
    """The open rows of some groups, lane by lane; with ``only`` those that it fits."""

    def __init__(
        self,
        tx: Tx,
        groups: Sequence[ZoneGroup],
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
            from callcenter.storage.search import filters

            fits, self._words = filters.condition(tx, only.words)
            if fits:
                self._fits = f"EXISTS (SELECT 1 FROM customer c WHERE c.id = p.customer_id AND {fits})"

    def count(self, lane: Lane, most: int | None) -> int:
        """Count the customers of a lane, up to a bound: read from the index alone, less the few who are left out."""
        where, params = self._open(lane)
        if not where:
            return 0
        count = statements.COUNT.format(where=where, most="" if most is None else statements.AT_MOST)
        everybody = int(self._tx.value(count, params if most is None else [*params, most]))
        if not everybody or not self._left_out or everybody == most:
            return everybody
        count = statements.COUNT_OF_FEW.format(where=where, few=self._left_out)
        return everybody - int(self._tx.value(count, params))

    def holds(self, lane: Lane, customer: int) -> bool:
        """Tell whether a customer stands in a lane."""
        where, params = self._open(lane)
        return bool(where) and bool(
            self._tx.value(statements.COUNT_OF_FEW.format(where=where, few=_listed([customer])), params)
        )

    def _open(self, lane: Lane) -> tuple[str, list[object]]:
        """Return the condition on the rows of a lane with its parameters; '' where the lane is shut in all groups."""
        chosen = [group for group in self._groups if lane in group.lanes and lane in self._lanes]
        either = " OR ".join(
            f"(p.edition_id = ? AND p.zone = ?{among(self._tx, group.kept, self._viewer)})" for group in chosen
        )
        params: list[object] = [value for group in chosen for value in (group.kept.edition.id, group.zone)]
        return f"({either}) AND {self._fits}" if chosen else "", [*params, *self._words, lane.value]

    def ids(self, lane: Lane, limit: int, offset: int) -> list[int]:
        """Return some ids of a lane, in the order of docs/rules.md#lanes."""
        sources = streams.streams(self._tx, self._groups, lane, self._viewer) if lane in self._lanes else []
        if not sources:
            return []
        aside = f" AND p.customer_id NOT IN ({self._left_out})" if self._left_out else ""
        where = f"{self._fits}{aside}"
        found = streams.merged(self._tx, sources, lane, where, self._words, limit=limit, offset=offset)
        return [head.customer for head in found]


def shown_rows(tx: Tx, ids: Sequence[int], groups: Sequence[ZoneGroup]) -> list[QueueRow]:
    """The queue's lines of these customers, in the order given."""
    if not ids:
        return []
    by_group = {(group.kept.id, group.zone): group for group in groups}
    editions = list({group.kept.edition.id for group in groups})
    found: dict[int, QueueRow] = {}
    for start in range(0, len(ids), loader.CHUNK):
        chunk = ids[start : start + loader.CHUNK]
        for line, entry in tx.paired(_Line, ObligationRow, _lines(chunk, editions)):
            group = by_group[line.campaign, line.zone]
            place = Placement(line.lane, (line.k1, line.k2), line.segments, entry.obligation)
            found[line.id] = queue_row(line, group.kept, place, group.gates)
    return [found[key] for key in ids if key in found]


def offered_row(tx: Tx, customer: int, groups: Sequence[ZoneGroup], viewer: Viewer, now: Instant) -> QueueRow | None:
    """The queue's line of one customer, None where they are not offered to the viewer at this moment."""
    listing = _Listing(tx, groups, viewer, ())
    if customer in hidden(tx, viewer.id, now) or not any(listing.holds(lane, customer) for lane in Lane):
        return None
    return next(iter(shown_rows(tx, [customer], groups)), None)


def queue_row(shown: QueueFacts, kept: StoredCampaign, place: Placement, gates: GroupGates) -> QueueRow:
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
        deputy=shown.deputy,
        order=policy.order_key(place, gates),
    )


def shown_columns(tx: Tx, ids: Sequence[int], campaigns: Iterable[StoredCampaign]) -> dict[int, QueueFacts]:
    """Return the facts that a line of the queue shows beside its placement, by customer id."""
    return {row.id: row for row in tx.all(QueueFacts, _facts(ids, campaign_rows.editions_of(campaigns)))}


class Queue(Service, subject="queue"):
    """Verbs that read the queue."""

    def behind(self, *, now: Instant, campaign: str | None = None) -> Behind:
        """Count the stored plans that are behind. Raises ``UNKNOWN_CAMPAIGN``."""
        return self._database.read(lambda tx: lag.behind(tx, campaign_rows.select(tx, campaign), now))

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
        """The dial order at this moment (docs/rules.md#lanes), claims and calls of others left out.

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
        """The dial order at another moment: a fresh fold of everybody, claims left aside (docs/rules.md#as-of).

        Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> QueuePage:
            campaigns = campaign_rows.select(tx, campaign)
            viewer = people.viewer_or_scope(tx, agent)
            groups = groups_of(tx, campaigns, as_of)
            by_group = {(group.kept.id, group.zone): group for group in groups}
            offered: list[tuple[tuple[int, int, int, int], bytes, int, str | None, ZoneGroup, Placement]] = []
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


def fold_all(
    tx: Tx, campaigns: Mapping[int, StoredCampaign], at: Instant, viewer: Viewer | None = None
) -> list[loader.Loaded]:
    """Everybody of these campaigns who can owe anything, with facts and history, cohorts as of ``at``."""
    found: list[loader.Loaded] = []
    for kept in campaigns.values():
        can_owe = (CustomerTable.campaign == kept.id) & CustomerTable.stage.not_in(_OVER)
        who = CustomerTable.select(CustomerTable.id).where(can_owe & CustomerTable.survivor.is_null())
        if viewer is not None:
            worker = stand_ins.worker_at(at)
            who = who.where(viewer.may_call_those_of(tx.book(kept.version), kept.id, worker))
        ids = tx.values(who.order_by(CustomerTable.id))
        for start in range(0, len(ids), loader.CHUNK):
            found += loader.load(tx, ids[start : start + loader.CHUNK])
    return cohorts.complete(tx, found, campaigns, at)


def _head(campaigns: Mapping[int, StoredCampaign], groups: Sequence[ZoneGroup]) -> ZoneGroup | None:
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
    campaigns = campaign_rows.select(tx, campaign)
    viewer = people.viewer_or_scope(tx, agent)
    groups = groups_of(tx, campaigns, now)
    left_out = hidden(tx, None if viewer is None else viewer.id, now)
    whole = _Listing(tx, groups, viewer, left_out)
    ids, total, more = _cut(whole if only is None else _Listing(tx, groups, viewer, left_out, only), limit, offset)
    offered, first = total, list[int]()
    if only is not None:
        first, offered, more = _cut(whole, 1, 0)
    unseen = first if not offset and first != ids[:1] else []
    home = _head(campaigns, groups)
    abroad = [] if home is None else _abroad(tx, home, groups, ids or first)
    head = abroad[0] if abroad else home
    row, at, gate = (None, None, None) if offered else _coming_up(tx, groups, viewer, left_out, now)
    behind = lag.behind(tx, campaigns, now)
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
        behind=behind,
        abroad=tuple(sorted({group.zone for group in abroad})),
        changes_at=_changes_at(tx, groups, viewer, at, now),
        emptiness=None if offered or at is not None or behind.lags else _ground(tx, campaigns, viewer, left_out, now),
    )


@prepared
def _zones(customers: Sequence[int], editions: Sequence[int]) -> Query:
    plan = PlacementTable
    return plan.select(plan.zone).where(plan.customer.in_(customers) & plan.edition.in_(editions)).distinct()


def _abroad(tx: Tx, home: ZoneGroup, groups: Sequence[ZoneGroup], shown: Sequence[int]) -> list[ZoneGroup]:
    """The groups in other zones, some of the customers shown among them, that may be called more than those at home."""
    away = [group for group in groups if group.zone != home.zone and group.gates.offer > home.gates.offer]
    if not away or not shown:
        return []
    zones = set(tx.values(_zones(shown, list({group.kept.edition.id for group in away}))))
    return sorted((group for group in away if group.zone in zones), key=lambda group: -group.gates.offer)


@prepared
def _own_change(owner: int, edition: int, now: Instant, until: Instant) -> Query:
    plan, ends = PlacementTable, PlacementTable.valid_until
    soon = (plan.edition == edition) & (ends > now) & (ends <= until)
    return plan.select(ends).where(soon & (plan.owner_key == owner)).order_by(ends).limit(1)


def _changes_at(
    tx: Tx, groups: Sequence[ZoneGroup], viewer: Viewer | None, next_at: Instant | None, now: Instant
) -> Instant:
    """The instant at which a gate, a plan of the viewer's own customers or the forecast changes the page; of the pool's
    plans the next tick tells."""
    until = now + MINUTE
    known = [until, *(group.gates.changes_at for group in groups)]
    if next_at is not None:
        known.append(next_at)
    if viewer is not None:
        for edition in {group.kept.edition.id for group in groups}:
            ends: Instant | None = tx.value(_own_change(viewer.id, edition, now, until))
            known += [] if ends is None else [ends]
    return min(known)


def _ground(
    tx: Tx, campaigns: Mapping[int, StoredCampaign], viewer: Viewer | None, left_out: Sequence[int], now: Instant
) -> Emptiness:
    from callcenter.storage.queue.emptiness import emptiness  # a queue is rarely empty for good

    return emptiness(tx, campaigns, viewer, left_out, now)


def _cut(listing: _Listing, limit: int | None, offset: int) -> tuple[list[int], int, bool]:
    """The customers of one page of a listing, how many it has, and whether there are more than were counted."""
    total, skip = 0, offset
    most = None if limit is None else max(COUNTED, offset + limit + 1)
    ids, total = list[int](), 0
    for lane in Lane:
        here = listing.count(lane, None if most is None else most - total)
        skip = max(0, offset - total)
        wanted = here if limit is None else min(limit - len(ids), here)
        if here > skip and wanted > 0:
            ids += listing.ids(lane, wanted, skip)
        total += here
        if most is not None and total >= most:
            return ids, total, True
    return ids, total, False


def _coming_up(
    tx: Tx, groups: Sequence[ZoneGroup], viewer: Viewer | None, left_out: Sequence[int], now: Instant
) -> tuple[QueueRow | None, Instant | None, Gate | None]:
    """Return who comes first into an empty queue, when, and which gate is shut until then."""
    from callcenter.storage.queue import forecast

    found = forecast.soonest(tx, groups, viewer, left_out, now)
    if found is None:
        return None, None, None
    shown = shown_columns(tx, [found.customer], [found.group.kept])[found.customer]
    row = queue_row(shown, found.group.kept, found.placement, found.gates)
    return replace(row, tier=found.tier), found.at, found.gate
