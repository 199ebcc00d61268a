"""Random histories under the other rulebooks, through the policy and through the computation from the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcenter.workdays import instant
from tests.oracle import oracle
from tests.oracle.oracle import Member
from tests.policy import bridge
from tests.policy.histories import KINDS, book_members, instants
from tests.support.search import examples

HUNDREDS = settings(
    max_examples=examples(50, 200),
    suppress_health_check=list(HealthCheck),
)
COHORTS = ("brokerage", "key-account")


@st.composite
def lists(draw: st.DrawFn, book: str) -> list[Member]:
    """A customer and, where the rulebook draws from its whole list, some others."""
    first = draw(book_members(book))
    others = range(2, 2 + (draw(st.integers(0, 11)) if book in COHORTS else 0))
    return [first, *((first[0], *draw(book_members(book, f"K{index}"))[1:]) for index in others)]


@st.composite
def moments(draw: st.DrawFn, members: Sequence[Member]) -> datetime:
    """An instant near the history of the first: at an obligation's edge, one second beside it, or anywhere."""
    campaign, customer, touches = members[0]
    anywhere = draw(instants()) + timedelta(days=draw(st.sampled_from((0, 0, 0, 150, 340, 500))))
    listed = oracle.obligations(campaign, customer, touches, anywhere, members)
    edges = [at for o in listed for at in (o["due_at"], o["breach_at"])] + [t.at for t in touches]
    if not edges or not draw(st.integers(0, 2)):
        return anywhere
    at: datetime = draw(st.sampled_from(edges))
    return at + timedelta(seconds=draw(st.sampled_from((-1, 0, 1, 7200))))


@pytest.mark.parametrize("book", sorted(KINDS))
@HUNDREDS
@given(st.data())
def test_same_tier_obligations_entry_and_gate(book: str, data: st.DataObject) -> None:
    members = data.draw(lists(book))
    campaign, customer, touches = members[0]
    now = data.draw(moments(members))
    agent = data.draw(st.sampled_from((None, "王敏")))
    asked = (campaign, customer, list(touches), now, members)
    assert bridge.folded(*asked).tier == oracle.tier(*asked)
    assert bridge.obligations(*asked) == oracle.obligations(*asked)
    assert bridge.entry(*asked) == oracle.entry(*asked)
    assert bridge.why(*asked, agent) == oracle.why(*asked, agent)


@pytest.mark.parametrize("book", sorted(KINDS))
@HUNDREDS
@given(st.data())
def test_nothing_changes_before_valid_until(book: str, data: st.DataObject) -> None:
    members = data.draw(lists(book))
    campaign, customer, touches = members[0]
    now = data.draw(moments(members))
    asked = (campaign, customer, list(touches))
    plan = bridge.folded(*asked, now, members)
    ahead = plan.valid_until if plan.valid_until is not None else instant(now) + 400 * 86_400_000
    assert ahead > instant(now)
    later = bridge.aware(instant(now) + data.draw(st.integers(0, ahead - instant(now) - 1)))
    places = bridge.places_of((campaign, customer, touches), members, later)
    if places != bridge.places_of((campaign, customer, touches), members, now):
        return  # a new year's draw: the store refolds when it is made
    again = bridge.folded(*asked, later, members)
    assert (again.tier, again.obligations, again.placement, again.held) == (
        plan.tier,
        plan.obligations,
        plan.placement,
        plan.held,
    )
    assert (again.segments, again.cases, again.findings) == (plan.segments, plan.cases, plan.findings)
    assert again.valid_until == plan.valid_until


@settings(HUNDREDS, max_examples=examples(30, 150))
@given(st.data())
def test_same_queue_of_several_rulebooks(data: st.DataObject) -> None:
    books = data.draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=6))
    members = [data.draw(book_members(book, f"K{index}")) for index, book in enumerate(books)]
    now = data.draw(moments(members))
    agent = data.draw(st.sampled_from((None, "王敏")))
    expected = [(ref, row["lane"], row["rule"]) for ref, row in oracle.queue(members, now, agent)]
    assert bridge.queue(members, now, agent) == expected
