"""The other rulebooks through the store: random lists give what the computation straight from the rules gives."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs

from callcenter.model import Instant, Milestone, MilestoneKind, Stage
from callcenter.store import Store
from callcenter.views.upkeep.imports import StagedCustomer, StagedTouch
from callcenter.views.worklists.queue import QueueRow
from callcenter.workdays import instant
from tests.oracle import oracle
from tests.oracle.oracle import Member
from tests.policy import bridge
from tests.policy.histories import KINDS, book_members, instants
from tests.store.building import CHEN
from tests.support.search import examples

DOZENS = settings(
    max_examples=examples(8, 20),
    suppress_health_check=list(HealthCheck),
    # A list of a dozen customers through a store is not worth the minutes that making it smaller takes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
COHORTS = ("brokerage", "key-account")
IMPORTED = datetime(2026, 1, 20, tzinfo=UTC)


@st.composite
def lists(draw: st.DrawFn, book: str) -> list[Member]:
    """Some customers of one list, nobody with a number of somebody else's."""
    count = draw(st.integers(1, 12 if book in COHORTS else 3))
    first = draw(book_members(book, "K1"))
    found = [first, *((first[0], *draw(book_members(book, f"K{index}"))[1:]) for index in range(2, count + 1))]
    return [_alone(member, index) for index, member in enumerate(found)]


def _alone(member: Member, index: int) -> Member:
    campaign, customer, touches = member
    numbers = {number: f"{number[:-3]}{index:02}{number[-1]}" for number in customer.numbers}
    dialled = [replace(touch, phone=numbers.get(touch.phone or "")) for touch in touches]
    return campaign, replace(customer, numbers=list(numbers.values())), dialled


def stored(folder: Path, members: Sequence[Member], now: Instant) -> Store:
    """A store that has imported them, milestones in the order in which they were recorded."""
    store = Store.open(str(folder / "store.db"), now)
    campaign = members[0][0]
    frame = bridge.frame_of(campaign)
    store.by(CHEN).campaigns.add(
        campaign.rulebook,
        rulebook=campaign.rulebook,
        timezone=frame.zone,
        country=frame.country,
        closed_holidays=frame.closed_holidays,
        closed_days=frame.closed_days,
        # No draw is made of a year that was over when the campaign came; the rules alone know nothing of stores.
        now=0,
    )
    rounds: list[list[Any]] = []
    of_today = {customer.ref for _, customer, _ in members if customer.history_until is not None}
    calls: list[StagedTouch] = []
    for line, (_, customer, touches) in enumerate(members):
        facts = bridge.facts_of(campaign, customer)
        row = StagedCustomer(
            line,
            customer.ref,
            campaign=campaign.rulebook,
            name=customer.ref,
            phones=facts.numbers,
            tier=facts.tier,
            stage=Stage(customer.stage),
            owner=customer.owner,
            zone=customer.timezone,
            birthday=customer.birthday,
            created=facts.created if facts.created_given else None,
            key=customer.key,
            revenue=facts.revenue or None,
            attributes=dict(facts.attributes) or None,
        )
        for depth, stones in enumerate(_in_rounds(facts.milestones)):
            if depth == len(rounds):
                rounds.append([])
            rounds[depth].append(structs.replace(row, milestones=stones))
        calls += [StagedTouch(line, customer.ref, one) for one in bridge.history_of(customer, list(touches)).touches]
    ever = [[row for row in rows if row.ref not in of_today] for rows in rounds]
    from_now_on = [[row for row in rows if row.ref in of_today] for rows in rounds]
    for rows, past in [*((rows, False) for rows in ever), *((rows, True) for rows in from_now_on), (calls, False)]:
        key = store.by(CHEN).imports.stage_begin("rows", "f", "d", now=now, from_today=past)
        store.imports.stage_rows(key, rows)
        store.imports.stage_ready(key, counts={})
        store.by(CHEN).imports.resume(now=now)
    return store


def _in_rounds(milestones: Sequence[Milestone]) -> list[tuple[Milestone, ...]]:
    """The values that one row of a file can hold each time: one of a kind."""
    rounds: list[dict[MilestoneKind, Milestone]] = [{}]
    for one in milestones:
        if one.kind in rounds[-1]:
            rounds.append({})
        rounds[-1][one.kind] = one
    return [tuple(stones.values()) for stones in rounds]


def shown(row: QueueRow) -> tuple[str, str, str, datetime, datetime]:
    owed = row.obligation
    return row.ref, row.lane.id, owed.rule, bridge.aware(owed.due_at), bridge.aware(owed.breach_at)


@pytest.mark.parametrize("book", sorted(KINDS))
@DOZENS
@given(st.data())
def test_the_store_gives_what_the_rules_ask_for(book: str, data: st.DataObject) -> None:
    members = data.draw(lists(book))
    members = [
        (campaign, replace(customer, imported_at=IMPORTED, history_until=customer.history_until and IMPORTED), touches)
        for campaign, customer, touches in members
    ]
    now = data.draw(instants()) + timedelta(days=data.draw(st.sampled_from((0, 0, 150, 340, 500))))
    with tempfile.TemporaryDirectory() as folder:
        store = stored(Path(folder), members, instant(IMPORTED))
        try:
            _compare(store, members, now)
            store.plans.tick(instant(now))
            _compare(store, members, now)
            live = store.queue.page(now=instant(now)).rows
            assert live == store.queue.page_as_of(as_of=instant(now)).rows
        finally:
            store.close()


def _compare(store: Store, members: Sequence[Member], now: datetime) -> None:
    for campaign, customer, touches in members:
        plan = store.details.get(customer.ref, now=instant(now), as_of=instant(now)).plan
        asked = (campaign, customer, list(touches), now, members)
        assert plan.tier == oracle.tier(*asked)
        assert [
            {
                "rule": one.rule,
                "channel": one.channel.value,
                "due_at": bridge.aware(one.due_at),
                "breach_at": bridge.aware(one.breach_at),
                "state": one.state(instant(now)).value,
            }
            for one in plan.obligations
        ] == oracle.obligations(*asked)
    expected = [
        (ref, row["lane"], row["rule"], row["due_at"], row["breach_at"]) for ref, row in oracle.queue(members, now)
    ]
    assert list(map(shown, store.queue.page_as_of(as_of=instant(now)).rows)) == expected
    breached = [(row["ref"], row["rule"], row["breach_at"]) for row in oracle.breaches(members, now)]
    rows = store.breaches.open_as_of(as_of=instant(now))
    assert [(row.ref, row.obligation.rule, bridge.aware(row.obligation.breach_at)) for row in rows] == breached
