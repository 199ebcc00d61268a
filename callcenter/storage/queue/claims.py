"""Claims: nobody is dialled twice (docs/architecture.md#nobody-twice).

A claim is a row under the customer's key and a row under each of their numbers' keys. Whoever inserts them has them;
uniqueness does the rest, on both databases.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.access import Right
from callcenter.campaign_settings import LEASE_SECONDS
from callcenter.model import SECOND, Gate, Instant
from callcenter.rulebook.book import Callers
from callcenter.storage.access import chain, grants
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.campaigns.campaign_rows import StoredCampaign
from callcenter.storage.campaigns.groups import ZoneGroup, groups_of
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.transaction import Tx
from callcenter.storage.history import loader, stand_ins
from callcenter.storage.people import people, windows
from callcenter.storage.people.people import Viewer
from callcenter.storage.plans import placements, ticks
from callcenter.storage.queue import heads, pages
from callcenter.storage.tables.calls import WHILE_CALLED, ClaimNumberTable, ClaimTable, OpenCallTable
from callcenter.storage.tables.campaigns import CampaignTable
from callcenter.storage.tables.customers import CustomerTable, PhoneTable
from callcenter.storage.tables.people import AgentTable
from callcenter.storage.tables.plans import PlacementTable
from callcenter.storage.tables.programs import DeskWindowTable
from callcenter.storage.tables.shifts import StandInTable
from callcenter.storage.tables.slim_peewee import EXCLUDED, JOIN
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import Claim
from callcenter.views.worklists.queue import QueueRow

LEASE = LEASE_SECONDS * SECOND
"""Time for which a claim lasts without being renewed or dialled, where its campaign says nothing else."""

_ROUNDS = 25  # customers whom others may snatch away before one is found
_REFUSING = {
    Gate.CLOSED_STAGE: Trouble.CLOSED_STAGE,
    Gate.DO_NOT_CALL: Trouble.DO_NOT_CALL,
    Gate.NO_NUMBER: Trouble.NO_NUMBER,
    Gate.DEAD_NUMBER: Trouble.DEAD_NUMBER,
}


class _Place(Struct, frozen=True):
    """A customer's place in the queue, lane 0 = nowhere, and the edition of the rules that it stands under."""

    edition: int
    lane: int
    k1: int
    k2: int
    entry_rule: str


@prepared
def _place(customer: int) -> Query:
    at = PlacementTable
    return (
        at.select(at.edition.alias("edition"), at.lane, at.k1, at.k2, at.entry_rule)
        .join(CustomerTable, on=CustomerTable.id == at.customer)
        .join(CampaignTable, on=(CampaignTable.id == CustomerTable.campaign) & (CampaignTable.edition == at.edition))
        .where(at.customer == customer)
    )


@prepared
def _claim(customer: int, agent: int, window: str, token: str, until: Instant, now: Instant) -> Query:
    return (
        ClaimTable.insert(customer=customer, agent=agent, token=token, expires_at=until, window_id=window)
        .on_conflict(
            conflict_target=[ClaimTable.customer],
            preserve=[ClaimTable.agent, ClaimTable.token, ClaimTable.expires_at, ClaimTable.window_id],
            where=ClaimTable.expires_at <= now,
        )
        .returning(ClaimTable.customer)
    )


@prepared
def _claim_of_number(number: str, customer: int, token: str, until: Instant, now: Instant) -> Query:
    free = ClaimNumberTable.expires_at <= now
    return (
        ClaimNumberTable.insert(e164=number, customer=customer, token=token, expires_at=until)
        .on_conflict(
            conflict_target=[ClaimNumberTable.e164],
            preserve=[ClaimNumberTable.customer, ClaimNumberTable.token, ClaimNumberTable.expires_at],
            where=free | (ClaimNumberTable.customer == EXCLUDED.customer_id),
        )
        .returning(ClaimNumberTable.e164)
    )


@prepared
def _numbers(customer: int) -> Query:
    return (
        PhoneTable.select(PhoneTable.e164).distinct().where(PhoneTable.customer == customer).order_by(PhoneTable.e164)
    )


@prepared
def _let_go(token: str) -> Query:
    return ClaimTable.delete().where(ClaimTable.token == token)


@prepared
def _numbers_let_go(token: str) -> Query:
    return ClaimNumberTable.delete().where(ClaimNumberTable.token == token)


@prepared
def _extension(token: str, until: Instant) -> Query:
    return ClaimTable.update(expires_at=until).where(ClaimTable.token == token).returning(ClaimTable.customer)


@prepared
def _extension_of_numbers(token: str, until: Instant) -> Query:
    return ClaimNumberTable.update(expires_at=until).where(ClaimNumberTable.token == token)


@prepared
def _lost_number(customer: int, token: str) -> Query:
    """A number of a customer that another claim has."""
    numbers = PhoneTable.select(PhoneTable.e164).join(ClaimNumberTable, on=ClaimNumberTable.e164 == PhoneTable.e164)
    return numbers.where((PhoneTable.customer == customer) & (ClaimNumberTable.token != token)).limit(1)


@prepared
def _undialled(agent: int) -> Query:
    dialled = OpenCallTable.select(OpenCallTable.token)
    return ClaimTable.select(ClaimTable.token).where((ClaimTable.agent == agent) & ClaimTable.token.not_in(dialled))


@prepared
def _undialled_here(agent: int, window: str) -> Query:
    """Claims of this window, or of one that is closed."""
    of_windows = DeskWindowTable.select(DeskWindowTable.id).where(DeskWindowTable.agent == agent)
    here = (ClaimTable.window_id == window) | ClaimTable.window_id.not_in(of_windows)
    dialled = OpenCallTable.select(OpenCallTable.token)
    own = (ClaimTable.agent == agent) & here & ClaimTable.token.not_in(dialled)
    return ClaimTable.select(ClaimTable.token).where(own)


class _OnTheLine(Struct, frozen=True):
    ref: str
    customer: str
    window_id: str
    ended_at: Instant | None


@prepared
def _on_the_line(agent: int) -> Query:
    columns = (CustomerTable.ref, CustomerTable.name.alias("customer"), OpenCallTable.window_id, OpenCallTable.ended_at)
    return CustomerTable.select(*columns).join(OpenCallTable).where(OpenCallTable.agent == agent)


@prepared
def _dialled(token: str) -> Query:
    return OpenCallTable.select(OpenCallTable.token).where(OpenCallTable.token == token)


@prepared
def _claimed(token: str) -> Query:
    return ClaimTable.select(ClaimTable.customer).where(ClaimTable.token == token)


@prepared
def _lease_seconds(customer: int) -> Query:
    of_campaign = CampaignTable.select(CampaignTable.lease_seconds).join(CustomerTable)
    return of_campaign.where(CustomerTable.id == customer)


def lease(tx: Tx, customer: int) -> int:
    """Time for which a claim of a customer lasts, in milliseconds: their campaign says it."""
    return int(tx.value(_lease_seconds(customer)) or LEASE_SECONDS) * SECOND


def take(tx: Tx, customer: int, agent: int, *, window: str, now: Instant, until: Instant) -> str | None:
    """Claim a customer and all their numbers; the token, or None where somebody has one of them."""
    token = uuid.uuid4().hex
    if tx.value(_claim(customer, agent, window, token, until, now)) is None:
        return None
    # In the order of numbers, so that two programs cannot wait for each other.
    for number in tx.values(_numbers(customer)):
        if not take_number(tx, customer, number, token, now=now, until=until):
            give_back(tx, token)
            return None
    return token


def take_number(tx: Tx, customer: int, number: str, token: str, *, now: Instant, until: Instant) -> bool:
    """Claim a number for a claim that exists; False where another customer's claim has it."""
    return tx.value(_claim_of_number(number, customer, token, until, now)) is not None


def give_back(tx: Tx, token: str) -> None:
    """Let a claim go."""
    tx.run(_numbers_let_go(token))
    tx.run(_let_go(token))


def extend(tx: Tx, token: str, until: Instant) -> bool:
    """Let a claim last until an instant; False where it, or a number of it, has passed to somebody else."""
    customer = tx.value(_extension(token, until))
    if customer is None:
        return False
    tx.run(_extension_of_numbers(token, until))
    if tx.value(_lost_number(customer, token)) is None:
        return True
    give_back(tx, token)
    return False


def free_undialled(tx: Tx, agent: int) -> int:
    """Let go what an agent has claimed and not dialled, in all their windows; returns how many customers."""
    tokens = tx.values(_undialled(agent))
    for token in tokens:
        give_back(tx, token)
    return len(tokens)


def free_here(tx: Tx, agent: int, window: str) -> None:
    """Let go what an agent has claimed in a window and not dialled: a window has at most one customer at a time."""
    for token in tx.values(_undialled_here(agent, window)):
        give_back(tx, token)


def no_open_call(tx: Tx, agent: int, window: str, now: Instant, *, wrapping_up: bool = False) -> None:
    """Raise ``CALL_OPEN`` while the agent has a call that is not finished, ``CALL_ELSEWHERE`` where it is another
    window's. ``wrapping_up``: one that is over and still written down in this window stands in nobody's way."""
    call = tx.one(_OnTheLine, _on_the_line(agent))
    if call is None or (wrapping_up and call.ended_at is not None and call.window_id == window):
        return
    if call.window_id != window and windows.lives(tx, call.window_id, now):
        raise StoreError(Trouble.CALL_ELSEWHERE, customer=call.customer)
    raise StoreError(Trouble.CALL_OPEN, ref=call.ref)


class Claims(Service, subject="claims"):
    """Verbs on claims."""

    def take_next(
        self, *, campaign: str | None = None, ready: Claim | None = None, now: Instant
    ) -> tuple[Claim, QueueRow] | None:
        """The head of the actor's queue, claimed for the lease of their campaign; None where nobody is offered.

        What they had claimed in this window without dialling goes back first, except whom ``ready`` claimed while the
        call before was written down: they stay the next one while they are offered, unless a promise or a fresh lead
        stands before them. Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``; ``CALL_OPEN`` while somebody is on the line,
        ``CALL_ELSEWHERE``.
        """

        def work(
            tx: Tx, lagging: bool, known: Mapping[int, StoredCampaign] | None = None
        ) -> tuple[Claim, QueueRow] | None:
            viewer = people.viewer(tx, self._principal.name)
            agent = viewer.id
            no_open_call(tx, agent, self._principal.window, now, wrapping_up=True)
            waiting = None if ready is None else tx.value(_claimed(ready.token))
            free_here(tx, agent, self._principal.window)
            for _ in range(_ROUNDS):
                campaigns, known = known or campaign_rows.select(tx, campaign), None
                groups = groups_of(tx, campaigns, now)
                rows = heads.heads(tx, groups, viewer, now, lagging=lagging)
                if rows is None:
                    if tx.postgres and campaign_rows.select(tx, campaign) != campaigns:
                        continue  # a change of rules switched between two statements
                    return None
                if not rows:
                    continue  # worked by others between two statements
                row = min(rows, key=lambda one: (one.order, one.ref.encode()))
                if waiting is not None and not policy.comes_first(row.lane):
                    row = pages.offered_row(tx, waiting, groups, viewer, now) or row
                waiting = None
                customer = loader.customer_id(tx, row.ref)
                until = now + next(kept.lease for kept in campaigns.values() if kept.name == row.campaign)
                token = take(tx, customer, agent, window=self._principal.window, now=now, until=until)
                if token is None:
                    continue
                if not tx.postgres or _still(tx, customer, row, groups):
                    tx.mark_changed()
                    return Claim(row.ref, self._principal.name, token, until), row
                give_back(tx, token)
            return None

        def at_once(tx: Tx) -> tuple[bool, tuple[Claim, QueueRow] | None]:
            campaigns = campaign_rows.select(tx, campaign)
            if ticks.overdue(tx, now, campaigns.values(), 1):
                return False, None
            return True, work(tx, lagging=False, known=campaigns)

        if self._database.clock_apart:  # it folds nothing by its clock
            return self._database.write(partial(work, lagging=True), durable=False)
        # Mostly no plan is behind: one transaction sees that and takes the head.
        up_to_date, found = self._database.write(at_once, durable=False)
        if up_to_date:
            return found
        tried: set[int] = set()
        for _ in range(_ROUNDS):
            way = self._database.read(partial(heads.in_the_way, campaign=campaign, agent=self._principal.name, now=now))
            fresh = set(way.customers) - tried
            if fresh:
                tried |= fresh
                self._database.write(partial(_fold, customers=fresh, now=now), durable=False)
                if not way.clear:
                    continue
            found = self._database.write(partial(work, lagging=way.lagging), durable=False)
            if found is not None or (way.clear and not fresh):
                return found
        # So many are due at one instant that they are not all folded yet: any of those that are will do.
        return self._database.write(partial(work, lagging=True), durable=False)

    def take(self, ref: str, *, now: Instant) -> Claim:
        """Claim one customer for the lease of their campaign, to dial them from any screen.

        Raises ``UNKNOWN_REF``, ``UNKNOWN_AGENT``, ``CALL_OPEN``, ``CALL_ELSEWHERE``; ``CLAIMED`` where somebody has
        them or a number of theirs; ``DO_NOT_CALL``, ``NO_NUMBER``, ``DEAD_NUMBER``, ``CLOSED_STAGE``; ``LEGAL_FRAME``
        outside it and ``NUMBER_CAP`` at one, which nothing leaves; ``NOT_A_CALLER`` where the rulebook keeps the actor
        from calling them (docs/rules.md#r15-callers); ``CAMPAIGN_PAUSED``, ``CAMPAIGN_CLOSED``; ``NOT_ALLOWED`` for a
        colleague's where the campaign forbids it.
        """

        def work(tx: Tx) -> Claim:
            agent = people.agent_id(tx, self._principal.name)
            no_open_call(tx, agent, self._principal.window, now)
            customer = loader.customer_id(tx, ref)
            tx.lock_customers([customer])
            viewer = people.viewer(tx, self._principal.name)
            refuse(tx, customer, ref, viewer, now)
            colleagues = _is_colleagues(tx, customer, viewer)
            free_here(tx, agent, self._principal.window)
            until = now + lease(tx, customer)
            token = take(tx, customer, agent, window=self._principal.window, now=now, until=until)
            if token is None:
                raise StoreError(Trouble.CLAIMED, ref=ref, agent=holder(tx, customer) or "")
            if colleagues:
                chain.append(tx, "claims.take", f"customer:{customer}")
            tx.mark_changed()
            return Claim(ref, self._principal.name, token, until)

        return self._database.write(work, durable=False)

    def renew(self, claim: Claim, *, now: Instant) -> Claim:
        """Let a claim last for another lease, while the screen that took it lives. Raises ``CLAIM_LOST``."""

        def work(tx: Tx) -> Claim:
            if tx.value(_dialled(claim.token)) is not None:
                return Claim(claim.ref, claim.agent, claim.token, WHILE_CALLED)
            customer: int | None = tx.value(_claimed(claim.token))
            until = now + (LEASE if customer is None else lease(tx, customer))
            if not extend(tx, claim.token, until):
                raise StoreError(Trouble.CLAIM_LOST, ref=claim.ref)
            return Claim(claim.ref, claim.agent, claim.token, until)

        return self._database.write(work, durable=False)

    def release(self, claim: Claim, *, now: Instant) -> None:
        """Let a claim go that was not dialled; nothing happens where it is gone already."""

        def work(tx: Tx) -> None:
            if tx.value(_dialled(claim.token)) is None:
                give_back(tx, claim.token)
                tx.mark_changed()

        self._database.write(work, durable=False)


def _fold(tx: Tx, customers: Collection[int], now: Instant) -> None:
    """Bring plans up to date; those whom another program is just folding are waited for."""
    tx.lock_customers(customers)
    placements.settle(tx, customers, now)


def holder(tx: Tx, customer: int) -> str | None:
    """Return the agent who has the customer, or a number of theirs."""
    numbers = (
        ClaimNumberTable.select(ClaimNumberTable.token)
        .join(PhoneTable, on=PhoneTable.e164 == ClaimNumberTable.e164)
        .where(PhoneTable.customer == customer)
    )
    held = (ClaimTable.customer == customer) | ClaimTable.token.in_(numbers)
    holders = AgentTable.select(AgentTable.name).join(ClaimTable).where(held)
    found: str | None = tx.value(holders.order_by(ClaimTable.expires_at.desc()).limit(1))
    return found


def _still(tx: Tx, customer: int, row: QueueRow, groups: Sequence[ZoneGroup]) -> bool:
    """Tell whether the customer still stands there: another may have worked them before the claim was taken."""
    tx.lock_customers([customer])
    # The edition is asked for again: the rules may have changed since the groups were read.
    stored = tx.one(_Place, _place(customer))
    counting = {group.kept.edition.id for group in groups}
    where = _Place(0, row.lane.value, row.order[2], row.order[3], row.obligation.rule)
    return stored is not None and stored.edition in counting and replace(stored, edition=0) == where


class _Whose(Struct, frozen=True):
    owner_id: int | None
    deputy: int | None
    dial_colleagues: bool | None
    rulebook_version_id: int


@prepared
def _whose(customer: int) -> Query:
    campaign = (CampaignTable.dial_colleagues, CampaignTable.rulebook_version)
    whose = CustomerTable.select(CustomerTable.owner, StandInTable.deputy.alias("deputy"), *campaign)
    deputies = whose.join(CampaignTable).join_from(CustomerTable, StandInTable, JOIN.LEFT_OUTER, on=stand_ins.running())
    return deputies.where(CustomerTable.id == customer)


def _is_colleagues(tx: Tx, customer: int, viewer: Viewer) -> bool:
    """Tell whether a customer is a colleague's, which stands in the audit when they are dialled.

    Raises ``NOT_ALLOWED`` where the campaign keeps agents from dialling each other's. Where they never call their own,
    they always call each other's (docs/rules.md#r15-callers).
    """
    found = tx.one(_Whose, _whose(customer))
    if found is None or found.owner_id is None or viewer.id in (found.owner_id, found.deputy):
        return False
    if tx.book(found.rulebook_version_id).callers.never_own:
        return False
    allowed = not tx.grant.closed if found.dial_colleagues is None else found.dial_colleagues
    if not allowed and not tx.grant.has(Right.SEE_ALL_CUSTOMERS):
        raise grants.refusal(tx.grant)
    return True


def refuse(tx: Tx, customer: int, ref: str, viewer: Viewer, now: Instant) -> None:
    """Raise the trouble that keeps this viewer from dialling a customer now; see :meth:`Claims.take`."""
    (one,) = loader.load(tx, [customer])
    kept = campaign_rows.get_all(tx)[one.campaign]
    campaign_rows.require_active(kept)
    book = tx.book(kept.version)
    who = (one.owner_id,) if book.callers.never_own else (one.owner_id, one.worker_id)
    if book.callers != Callers() and not any(viewer.may_call(book, owner) for owner in who):
        raise StoreError(Trouble.NOT_A_CALLER, agent=viewer.name)
    plan = policy.plan(book, kept.frame, one.facts, one.history, now)
    held = policy.dial_refused(plan, policy.gates(book, kept.frame, one.facts.zone, now))
    if held is None:
        return
    numbers = ", ".join(one.facts.numbers)
    if held.gate is Gate.LEGAL_FRAME:
        raise StoreError(Trouble.LEGAL_FRAME, ref=ref, opens_at=held.opens_at)
    if held.gate is Gate.NUMBER_CAP:
        raise StoreError(Trouble.NUMBER_CAP, ref=ref, phone=numbers, opens_at=held.opens_at)
    raise StoreError(_REFUSING[held.gate], ref=ref, phone=numbers)
