"""One customer with everything that the detail screen shows."""

from __future__ import annotations

import json
from collections.abc import Sequence

from callcenter import policy
from callcenter.model import (
    CaseKind,
    CaseState,
    Disposition,
    Facts,
    Gate,
    History,
    Instant,
    Result,
)
from callcenter.records import cohorting, frames, listings, loading, merging, people, phone_rows, timelines
from callcenter.records.working import Row, Tx, Worker
from callcenter.rulebook import Rulebook
from callcenter.views.cases import CaseEvent, CaseRow
from callcenter.views.customer import CustomerView, ListedAs, Referral, TierChange

PLAN_TIER = (
    "(SELECT p.plan_tier FROM placement p JOIN campaign k ON k.edition = p.edition_id"
    " WHERE p.customer_id = c.id AND k.id = c.campaign_id)"
)
"""The tier of ``customer c`` under the rules that count."""
SPELT = "c.pinyin, c.initials, c.company_pinyin, c.company_initials"
"""Name and company of ``customer c`` in letters."""
CASE_SELECT = (
    f"SELECT e.id, e.kind, e.rule, c.ref, c.name, {PLAN_TIER}, k.name, k.zone, e.state, a.name, o.name,"
    f" e.raised_by, e.caused_at, e.opened_at, e.closed_at, e.phone, c.company, {SPELT}"
    " FROM kase e JOIN customer c ON c.id = e.customer_id"
    " JOIN campaign k ON k.id = c.campaign_id LEFT JOIN agent a ON a.id = e.assignee_id"
    " LEFT JOIN agent o ON o.id = c.owner_id"
)


def case_rows(tx: Tx, rows: Sequence[Row]) -> tuple[CaseRow, ...]:
    """Rows of :data:`CASE_SELECT` with the steps of each."""
    campaigns = {kept.name: kept for kept in frames.all_kept(tx).values()}
    events: dict[int, list[CaseEvent]] = {}
    ids = [row[0] for row in rows]
    for start in range(0, len(ids), loading.CHUNK):
        chunk = ids[start : start + loading.CHUNK]
        for key, at, actor, action, remark, result in tx.rows(
            "SELECT kase_id, at, actor, action, remark, result FROM case_event"
            f" WHERE kase_id IN ({tx.marks(chunk)}) ORDER BY id",
            chunk,
        ):
            known = None if result is None else Result(result)
            events.setdefault(key, []).append(CaseEvent(at, actor, action, remark, known))
    return tuple(_case_row(tx, row, tuple(events.get(row[0], ())), campaigns[row[6]]) for row in rows)


def _case_row(tx: Tx, row: Row, events: tuple[CaseEvent, ...], kept: frames.Kept) -> CaseRow:
    kind = CaseKind(row[1])
    # Who opens a settled case again gives it its whole time anew.
    since = max((step.at for step in events if step.action == "reopened"), default=row[13])
    return CaseRow(
        id=row[0],
        kind=kind,
        rule=row[2],
        ref=row[3],
        customer=row[4],
        tier=row[5],
        campaign=row[6],
        zone=row[7],
        state=CaseState(row[8]),
        assignee=row[9],
        owner=row[10],
        raised_by=row[11],
        caused_at=row[12],
        opened_at=row[13],
        closed_at=row[14],
        phone=row[15],
        due_at=policy.case_deadline(tx.book(kept.version), kept.frame, kind, since),
        events=events,
        company=row[16],
        spelt=tuple(filter(None, row[17:])),
    )


def provisional(book: Rulebook, facts: Facts, history: History, tiers: Sequence[TierChange]) -> bool:
    """Whether the tier waits for the agent's word: until so many reached follow-ups, then until set anew (RULES R1)."""
    needed = book.provisional_tier_until_reached
    if needed is None or facts.tier is None:
        return False
    reached = [touch.at for touch in history.touches if policy.reached(touch)]
    if len(reached) < needed:
        return True
    return not any(change.at >= reached[needed - 1] for change in tiers)


class Viewing(Worker):
    """The verb that reads one customer."""

    def customer(
        self, ref: str, *, now: Instant, agent: str | None = None, as_of: Instant | None = None
    ) -> CustomerView:
        """A customer, folded at ``as_of`` (default ``now``); ``why`` is told to ``agent``, None = to anybody.

        With ``as_of`` claims and open calls are left aside. Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``.
        """

        def work(tx: Tx) -> CustomerView:
            customer = loading.customer_id(tx, ref)
            viewer = None if agent is None else people.viewer(tx, agent)
            at = now if as_of is None else as_of
            campaigns = frames.all_kept(tx)
            (one,) = cohorting.complete(tx, loading.load(tx, [customer]), campaigns, at)
            kept = campaigns[one.campaign]
            book = tx.book(kept.version)
            plan = policy.plan(book, kept.frame, one.facts, one.history, at)
            gates = policy.gates(book, kept.frame, one.facts.zone, at)
            asking = None if viewer is None else viewer.id
            on_line, claimed = ("", "") if as_of is not None else _taken(tx, customer, asking, now)
            everybody = loading.everybody_in(tx, customer)
            marks = tx.marks(everybody)
            row = tx.row("SELECT name, company, attributes, revenue, pinned FROM customer WHERE id = ?", (customer,))
            assert row is not None
            tiers = tuple(
                TierChange(*change)
                for change in tx.rows(
                    f"SELECT at, actor, old, new, reason FROM tier_change WHERE customer_id IN ({marks}) ORDER BY id",
                    everybody,
                )
            )
            cases = tx.rows(
                f"{CASE_SELECT} WHERE e.customer_id = ? AND e.state <> 'withdrawn'"
                " ORDER BY e.opened_at DESC, e.id DESC",
                (customer,),
            )
            why = policy.why(
                plan,
                gates,
                open_call=bool(on_line),
                claimed=bool(claimed),
                not_yours=viewer is not None and not viewer.may_call(book, one.owner_id),
            )
            return CustomerView(
                ref=one.facts.ref,
                name=row[0],
                company=row[1],
                campaign=frames.row_of(kept, 0),
                facts=one.facts,
                history=one.history,
                plan=plan,
                why=why,
                barred_by=_barred_by(tx, one, everybody) if why.gate is Gate.DO_NOT_CALL else None,
                gates=gates,
                timeline=timelines.page(tx, customer, limit=timelines.RECENT),
                cases=case_rows(tx, cases),
                tiers=tiers,
                attributes=json.loads(row[2]),
                revenue=row[3],
                birthday=one.facts.birthday,
                provisional_tier=provisional(book, one.facts, one.history, tiers),
                tier_choices=book.tiers,
                pinned=row[4],
                held_by=on_line or claimed,
                merges=merging.merges_of(tx, customer),
                referrer=next(iter(_referrals(tx, "referrer_id", "customer_id", customer)), None),
                referred=_referrals(tx, "customer_id", "referrer_id", customer),
                dead_numbers=frozenset(policy.dead_numbers(t for t in one.history.touches if t.at <= at)),
                labels=phone_rows.labels_of(tx, customer),
                extensions=dict(one for one in phone_rows.stored(tx, customer) if one[1]),
            )

        return self.read(work)


def _barred_by(tx: Tx, one: loading.Loaded, people: Sequence[int]) -> ListedAs | None:
    """The list that bars a customer; None where none does, or a call did later."""
    told = listings.newest(tx, people, one.facts.numbers)
    if told is None:
        return None
    at, listed = told
    calls = (touch.at for touch in one.history.touches if touch.disposition is Disposition.DO_NOT_CALL)
    return None if max(calls, default=at) > at else listed


def _referrals(tx: Tx, wanted: str, known: str, customer: int) -> tuple[Referral, ...]:
    rows = tx.rows(
        f"SELECT c.ref, c.name, r.at FROM referral r JOIN customer c ON c.id = r.{wanted} WHERE r.{known} IN"
        " (SELECT id FROM customer WHERE id = ? OR survivor_id = ?) ORDER BY r.at DESC, c.id DESC",
        (customer, customer),
    )
    return tuple(Referral(*row) for row in rows)


def _taken(tx: Tx, customer: int, viewer: int | None, now: Instant) -> tuple[str, str]:
    """Who has the customer, or somebody with a number of theirs, on the line; who else has a claim. '' for nobody."""
    same = (
        "SELECT customer_id FROM phone WHERE e164 IN (SELECT e164 FROM phone WHERE customer_id = ?)"
        " UNION SELECT CAST(? AS INTEGER)"
    )
    on_line = tx.value(
        "SELECT a.name FROM open_call o JOIN agent a ON a.id = o.agent_id"
        f" WHERE o.held AND o.customer_id IN ({same}) LIMIT 1",
        (customer, customer),
    )
    claimed = tx.value(
        "SELECT a.name FROM claim l JOIN agent a ON a.id = l.agent_id"
        f" WHERE l.expires_at > ? AND l.agent_id <> ? AND l.customer_id IN ({same}) LIMIT 1",
        (now, viewer or 0, customer, customer),
    )
    return on_line or "", claimed or ""
