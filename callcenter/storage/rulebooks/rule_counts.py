"""Counts of a campaign's rules right now: open and breached obligations, and whose they are.

Counted from the stored obligations of the edition that counts: an index keeps those of a rule together, by the time at
which they fall due, so that only what is due is looked at and never what lies ahead.

See docs/rules.md#obligations.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from callcenter.model import Instant
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.people import people
from callcenter.storage.plans.obligations import Owed
from callcenter.storage.search.found_rows import CUSTOMER, plan_tier
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import ObligationTable
from callcenter.storage.tables.slim_peewee import peewee
from callcenter.views.worklists.rules import OwedOrder, OwedPage, OwedRow, RuleCount

_DUE = (
    "SELECT o.rule, sum(CASE WHEN o.breach_at > ? THEN 1 ELSE 0 END) AS open,"
    " sum(CASE WHEN o.breach_at > ? THEN 0 ELSE 1 END) AS breached,"
    " min(CASE WHEN o.breach_at > ? THEN o.breach_at END) AS next_breach"
    " FROM obligation o {theirs} WHERE o.rule IN ({rules}) AND o.due_at <= ? AND {of} GROUP BY o.rule"
)
"""Obligations due by rule. SQL, as all that counts here: SQLite has to be told which index of the placements to take
(``INDEXED BY``, see :func:`_customers`), which Peewee cannot say. Without it the counts of an agent's rules take 17 ms
of the processor at 20,000 customers, with it 7 (load 6)."""

_NEXT = (
    "SELECT * FROM (SELECT o.rule, o.due_at FROM obligation o {theirs} WHERE o.rule = ? AND o.due_at > ? AND {of}"
    " ORDER BY o.due_at LIMIT 1) AS next{place}"
)
"""The obligation that falls due next by a rule: one probe a rule, all of them in one statement."""

_TOTALS = (
    "SELECT count(*) AS total, coalesce(sum(CASE WHEN o.due_at <= ? THEN 1 ELSE 0 END), 0) AS due,"
    " coalesce(sum(CASE WHEN o.due_at <= ? AND o.breach_at <= ? THEN 1 ELSE 0 END), 0) AS breached"
    " FROM obligation o {theirs} WHERE o.rule = ? AND {of}"
)
"""Counts of a rule's customers, due and breached."""

_KEYS = (
    "SELECT o.customer_id AS customer, o.due_at FROM obligation o {theirs} WHERE o.rule = ? AND {of}"
    " AND o.due_at {when} LIMIT ? OFFSET ?"
)
"""A stretch of a rule's obligations, in the order of ``when``."""

_IS_DUE = "<= ? ORDER BY o.breach_at, o.due_at, o.customer_id"
_LIES_AHEAD = "> ? ORDER BY o.due_at, o.breach_at, o.customer_id"


_SORTED_KEYS = (
    "SELECT o.customer_id AS customer, o.due_at FROM obligation o {theirs}"
    " JOIN customer c ON c.id = o.customer_id LEFT JOIN agent a ON a.id = c.owner_id"
    " WHERE o.rule = ? AND {of} ORDER BY {by} LIMIT ? OFFSET ?"
)
"""A stretch of a rule's obligations in another order, which no index has: of 100,000 the head takes up to 0.3 s, a page
from their middle up to 1 s, in a reading thread and for a list that somebody has sorted by hand."""

_TIER = "(SELECT t.plan_tier FROM placement t WHERE t.customer_id = o.customer_id AND t.edition_id = o.edition_id)"
_SORTED_BY = {
    OwedOrder.TIER: (f"{_TIER} IS NULL", f"{_TIER} {{way}}"),
    OwedOrder.CUSTOMER: ("c.pinyin {way}", "c.name {way}"),
    OwedOrder.OWNER: ("a.name IS NULL", "a.name {way}"),
}
_LATEST_FIRST = (
    "CASE WHEN o.due_at <= ? THEN 1 ELSE 0 END, CASE WHEN o.due_at <= ? THEN o.breach_at ELSE o.due_at END DESC,"
    " CASE WHEN o.due_at <= ? THEN o.due_at ELSE o.breach_at END DESC, o.customer_id DESC"
)
"""The usual order turned round."""


class _Due(Struct, frozen=True):
    rule: str
    open: int = 0
    breached: int = 0
    next_breach: Instant | None = None


class _Next(Struct, frozen=True):
    rule: str
    due_at: Instant


class _Totals(Struct, frozen=True):
    total: int
    due: int
    breached: int


class _Key(Struct, frozen=True):
    customer: int
    due_at: Instant


class RuleCounts(Service, subject="rule_counts"):
    """Verbs on the rules that a campaign runs under."""

    def all(
        self, campaign: str, rules: Sequence[str], *, now: Instant, agent: str | None = None
    ) -> tuple[RuleCount, ...]:
        """Return how each of these rules (``BOOK.ID``) stands in a campaign, in the order given.

        With ``agent`` of their own customers and the pool. Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> tuple[RuleCount, ...]:
            if not rules:
                return ()
            whose = _customers(tx, campaign, agent)
            sums = _DUE.format(**whose, rules=tx.marks(rules))
            due = {one.rule: one for one in tx.all(_Due, sums, [now, now, now, *rules, now])}
            probes = " UNION ALL ".join(_NEXT.format(**whose, place=place) for place in range(len(rules)))
            ahead = tx.all(_Next, probes, [value for rule in rules for value in (rule, now)])
            next_due = {one.rule: one.due_at for one in ahead}
            return tuple(
                RuleCount(rule, one.open, one.breached, next_due.get(rule), one.next_breach)
                for rule in rules
                for one in (due.get(rule, _Due(rule)),)
            )

        return self._database.read(work)

    def owed(
        self,
        campaign: str,
        rule: str,
        *,
        now: Instant,
        agent: str | None = None,
        limit: int = 200,
        offset: int = 0,
        order: OwedOrder = OwedOrder.DUE,
        down: bool = False,
    ) -> OwedPage:
        """The customers of a rule, in an ``order``, ``down`` = turned round; who has no tier or owner stands last.

        With ``agent`` their own customers and the pool. Raises ``UNKNOWN_CAMPAIGN``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> OwedPage:
            whose = _customers(tx, campaign, agent)
            totals = tx.one(_Totals, _TOTALS.format(**whose), (now, now, now, rule))
            assert totals is not None
            if order is OwedOrder.DUE and not down:
                keys = tx.all(_Key, _KEYS.format(**whose, when=_IS_DUE), (rule, now, limit, offset))
                if len(keys) < limit:
                    further = (rule, now, limit - len(keys), max(offset - totals.due, 0))
                    keys += tx.all(_Key, _KEYS.format(**whose, when=_LIES_AHEAD), further)
            else:
                keys = _sorted_keys(tx, whose, rule, order, down=down, now=now, limit=limit, offset=offset)
            breached = totals.breached
            return OwedPage(_rows(tx, rule, keys), breached, totals.due - breached, totals.total)

        return self._database.read(work)


def _sorted_keys(
    tx: Tx,
    whose: dict[str, str],
    rule: str,
    order: OwedOrder,
    *,
    down: bool,
    now: Instant,
    limit: int,
    offset: int,
) -> list[_Key]:
    """A stretch of a rule's obligations in another order than that in which they come."""
    if order is OwedOrder.DUE:
        return tx.all(_Key, _SORTED_KEYS.format(**whose, by=_LATEST_FIRST), (rule, now, now, now, limit, offset))
    way = "DESC" if down else "ASC"
    by = ", ".join((*_SORTED_BY[order], "o.breach_at", "o.due_at", "o.customer_id")).format(way=way)
    return tx.all(_Key, _SORTED_KEYS.format(**whose, by=by), (rule, limit, offset))


def _customers(tx: Tx, campaign: str, agent: str | None) -> dict[str, str]:
    """Return which obligations count: the join with the placements of their customers, ``p``, and the condition.

    SQLite would look at the placements themselves unless it is told to take the index that has all that is asked of
    them; CROSS JOIN keeps it from beginning with them.
    """
    kept = campaign_rows.get(tx, campaign)
    of = f"o.edition_id = {kept.edition.id}"
    viewer = people.viewer_or_scope(tx, agent)
    if viewer is None:
        return {"theirs": "", "of": of}
    mine = viewer.among(tx.book(kept.version), kept.id, "+p.owner_key")
    same = "p.customer_id = o.customer_id AND p.edition_id = o.edition_id"
    by = "" if tx.postgres else " INDEXED BY placement_standing"
    return {"theirs": f"CROSS JOIN placement p{by}", "of": f"{of} AND {same} AND {mine}"}


class _Owed(Owed, frozen=True, kw_only=True):
    ref: str
    name: str
    company: str
    tier: str | None
    owner: str | None
    campaign: int


@prepared
def _owed(rule: str, customers: list[int], editions: list[int]) -> Query:
    return (
        ObligationTable.select(
            *columns(
                _Owed,
                ObligationTable,
                ref=CUSTOMER.ref,
                name=CUSTOMER.name,
                company=CUSTOMER.company,
                tier=plan_tier(CUSTOMER),
                owner=AgentTable.name,
                campaign=CUSTOMER.campaign,
            )
        )
        .join_from(ObligationTable, CUSTOMER, on=CUSTOMER.id == ObligationTable.customer)
        .join_from(CUSTOMER, AgentTable, peewee.JOIN.LEFT_OUTER, on=CUSTOMER.owner == AgentTable.id)
        # The sum keeps SQLite from reading all that the rule asks for.
        .where((ObligationTable.edition + 0).in_(editions) & (ObligationTable.rule == rule))
        .where(ObligationTable.customer.in_(customers))
    )


def _rows(tx: Tx, rule: str, keys: Sequence[_Key]) -> tuple[OwedRow, ...]:
    """The lines of these obligations of a rule, in the order given."""
    campaigns = campaign_rows.get_all(tx)
    editions, customers = campaign_rows.editions_of(campaigns.values()), sorted({key.customer for key in keys})
    found: dict[_Key, OwedRow] = {}
    for one in tx.all(_Owed, _owed(rule, customers, editions)):
        frame = campaigns[one.campaign].frame
        found[_Key(one.customer, one.due_at)] = OwedRow(
            one.ref, one.name, one.company, one.tier, one.owner, frame.name, frame.zone, one.obligation
        )
    return tuple(found[key] for key in keys)
