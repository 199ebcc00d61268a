"""The heads of the lanes: who is offered next, also while stored plans are behind (docs/architecture.md#queries).

A plan that is behind says on its row where its customer has stood since it ended. A claim folds those who may stand
before the head of the plans that hold; only plans that have ended twice since they were folded may be passed over,
and none of those with a commitment that is due.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from callcenter import policy
from callcenter.model import Instant, Lane
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.groups import ZoneGroup, among, groups_of
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people
from callcenter.storage.people.people import Viewer
from callcenter.storage.plans import ticks
from callcenter.storage.queue import statements, streams
from callcenter.storage.queue.pages import hidden, shown_rows
from callcenter.views.worklists.queue import QueueRow

FEW = 64
"""Plans behind that a claim folds without a question."""

_SOME = 16
"""Number of plans that ended more than once to fold at a time."""

_SETS = statements.SETS.format(set="block_set", scope=statements.SCOPE)


class Way(Struct, frozen=True):
    """Work to be done before a claim: ``customers`` to fold.

    ``clear``: nobody else stands in it, so that the claim may follow at once. ``lagging``: more plans are behind.
    """

    customers: list[int]
    clear: bool
    lagging: bool = True


class _Since(Struct, frozen=True, order=True):
    """A customer in the order of an instant."""

    at: Instant
    customer: int


def heads(tx: Tx, groups: Sequence[ZoneGroup], viewer: Viewer, now: Instant, *, lagging: bool) -> list[QueueRow] | None:
    """The heads of the first lane in which somebody stands by a plan that holds, None where nobody does in any.

    On PostgreSQL each statement sees its own moment: none of them may be left when they are read. While many plans
    are behind (``lagging``) the lanes in which none holds are passed over by another index.
    """
    free, left_out = tx.not_in("p.customer_id", hidden(tx, None, now))
    parts = {"sets": _SETS, "scope": statements.SCOPE, "holds": statements.HOLDS, "free": free}
    own = statements.HEADS.format(owners=statements.OWN_AND_POOL, **parts)
    alone = statements.HEADS.format(owners=statements.OWN, **parts)
    others = statements.HEADS.format(owners=statements.EVERY_OWNER.format(lane=statements.LANE), **parts)
    for lane in Lane:
        ids: list[int] = []
        for group in groups:
            whom = viewer.audience(tx.book(group.kept.version))
            if lane not in group.lanes or whom is policy.Audience.NOBODY:
                continue
            scope = [group.kept.edition.id, lane.value, group.zone]
            if lagging and not tx.values(statements.ANY_HOLDS, [*scope[:2], now, *scope[:2]]):
                continue
            rest = [*scope, *scope, *scope, now, *left_out]
            if not viewer.has_pool(group.kept.id):
                only_own = whom is policy.Audience.OWN_AND_POOL
                found = tx.values(alone, [viewer.id, *rest]) if only_own else []
            elif whom is policy.Audience.ALL_BUT_OWN:
                found = tx.values(others, [*scope[:2], *scope[:2], viewer.id, *rest])
            else:
                found = tx.values(own, [viewer.id, *rest])
            ids += [customer for customer in found if customer is not None]
        if ids:
            return shown_rows(tx, ids, groups)
    return None


def in_the_way(tx: Tx, campaign: str | None, agent: str, now: Instant) -> Way:
    """Return whom to fold before an agent can claim: nobody where the head of the plans that hold is the head of all.

    Plans that ended more than once are left to the program that catches up, unless nobody else is there.
    """
    campaigns = campaign_rows.select(tx, campaign)
    behind = ticks.overdue(tx, now, campaigns.values(), FEW + 1)
    if len(behind) <= FEW:
        return Way(behind, clear=not behind, lagging=False)
    viewer = people.viewer(tx, agent)
    groups = groups_of(tx, campaigns, now)
    rows = heads(tx, groups, viewer, now, lagging=True)
    first = min((row.order for row in rows), default=None) if rows else None
    last = first[3] if first is not None and first[0] == Lane.PROMISED else None
    promised = due_commitments(tx, groups, viewer, now, most=_SOME, last=last)
    if promised:
        return Way(promised, clear=False)
    once = _ahead(tx, groups, viewer, now, first, "(p.next_until IS NULL OR p.next_until > ?)")
    if once or first is not None:
        return Way(once, clear=False)
    twice = _ahead(tx, groups, viewer, now, None, "p.next_until <= ?")
    return Way(twice or _anybody(tx, groups, viewer, now), clear=True)


def _anybody(tx: Tx, groups: Sequence[ZoneGroup], viewer: Viewer, now: Instant) -> list[int]:
    """Return those behind whom the viewer may call, wherever their next placement is, behind the longest first."""
    found: list[_Since] = []
    for group in groups:
        if group.lanes in ((), (Lane.PROMISED,)):
            continue  # due commitments have been looked for
        found += tx.all(
            _Since,
            statements.ANYBODY.format(among=among(tx, group.kept, viewer)),
            (group.kept.edition.id, group.zone, now, FEW + 1),
        )
    return [one.customer for one in sorted(found)[: FEW + 1]]


def due_commitments(
    tx: Tx, groups: Sequence[ZoneGroup], viewer: Viewer | None, now: Instant, *, most: int, last: Instant | None = None
) -> list[int]:
    """Return those behind with a commitment that is due, however far they are behind; the first breach first.

    ``last``: only those that breach until then. Behind them those who may have one that no plan lists ahead.
    """
    found: list[_Since] = []
    until = "" if last is None else statements.BREACHED_UNTIL
    bound = [] if last is None else [last]
    for group in groups:
        if Lane.PROMISED in group.lanes:
            found += tx.all(
                _Since,
                statements.DUE_COMMITMENTS.format(among=among(tx, group.kept, viewer), until=until),
                [group.kept.edition.id, now, now, group.zone, *bound, most],
            )
    found.sort()
    listed = [one.customer for one in found]
    return list(dict.fromkeys([*listed, *_unlisted(tx, groups, viewer, now, most)]))[:most]


def _unlisted(tx: Tx, groups: Sequence[ZoneGroup], viewer: Viewer | None, now: Instant, most: int) -> list[int]:
    """Return those whose plan ended more than once and may lack a commitment that the calendar brought since."""
    found: list[_Since] = []
    for group in groups:
        since = policy.commitments_listed_since(tx.book(group.kept.version), group.kept.frame, now)
        if since is None or Lane.PROMISED not in group.lanes:
            continue
        found += tx.all(
            _Since,
            statements.UNLISTED.format(among=among(tx, group.kept, viewer)),
            (group.kept.edition.id, group.zone, now, now, since, Lane.PROMISED.value, most),
        )
    return [one.customer for one in sorted(found)[:most]]


def _ahead(
    tx: Tx,
    groups: Sequence[ZoneGroup],
    viewer: Viewer,
    now: Instant,
    first: tuple[int, int, int, int] | None,
    steps: str,
) -> list[int]:
    """Return those behind who precede ``first`` by the placement that their row has for the time after its plan."""
    free, left_out = tx.not_in("p.customer_id", hidden(tx, None, now))
    for lane in Lane:
        if first is not None and lane > first[0]:
            break
        sources = streams.streams(tx, groups, lane, viewer, streams.NEXT)
        if not sources:
            continue
        # The sign keeps SQLite from going through all who are behind: the stretch of the index is sorted.
        where = f"+p.valid_until <= ? AND {steps} AND {free}"
        found = streams.merged(tx, sources, lane, where, (now, now, *left_out), limit=_SOME, columns=streams.NEXT)
        ids = [head.customer for head in found if first is None or streams.order_of(lane, head) <= first]
        if ids:
            return ids
    return []
