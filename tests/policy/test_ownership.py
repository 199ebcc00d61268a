"""The owner of a customer by a call, during and after a case; the customers whom an agent is offered.

See docs/rules.md#audience.
"""

from __future__ import annotations

from itertools import product

import pytest

from callcenter import policy
from callcenter.model import (
    Channel,
    Direction,
    Disposition,
    Facts,
    GroupGates,
    History,
    Lane,
    Milestone,
    MilestoneKind,
    Offer,
    SalesLine,
    Touch,
)
from callcenter.policy import Audience, HandedOver, Return
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import Rulebook

WANG, ZHAO, SUN = 1, 2, 3


def book(name: str) -> Rulebook:
    return reader.load(shelf.shipped_text(name), name)


TELESALES, BROKERAGE = book("telesales"), book("brokerage")


def test_a_reached_call_placed_here_takes_a_customer_from_the_pool() -> None:
    for disposition, direction, own_pool, owned, promised in product(
        Disposition, Direction, (True, False), (True, False), (True, False)
    ):
        becomes = policy.becomes_owner(
            TELESALES,
            own_pool=own_pool,
            direction=direction,
            disposition=disposition,
            owned=owned,
            promised=promised,
        )
        free = not owned and not promised
        assert becomes is (own_pool and free and direction is Direction.OUT and disposition.reached)


def test_nobody_gets_a_customer_where_nobody_calls_their_own() -> None:
    for disposition in Disposition:
        assert not policy.becomes_owner(
            BROKERAGE,
            own_pool=True,
            direction=Direction.OUT,
            disposition=disposition,
            owned=False,
            promised=False,
        )


def test_a_customer_returns_to_whose_they_were_before_the_first_case() -> None:
    assert policy.first_owner([], WANG) == WANG
    first = HandedOver(ZHAO, WANG)
    second = HandedOver(SUN, policy.first_owner([first], ZHAO))
    assert second.first_owner == WANG
    assert policy.returns(second, [first], SUN) == Return(ZHAO)
    assert policy.returns(first, [second], SUN) is None, "they are with the helper of the other one"
    assert policy.returns(second, [], SUN) == Return(WANG)
    assert policy.returns(HandedOver(ZHAO, None), [], ZHAO) == Return(None), "to the pool"
    assert policy.returns(first, [], SUN) is None, "a supervisor has given them to somebody meanwhile"


@pytest.mark.parametrize(
    ("rules", "line", "whom"),
    [
        (TELESALES, None, Audience.OWN_AND_POOL),
        (TELESALES, SalesLine.SALES, Audience.OWN_AND_POOL),
        (BROKERAGE, None, Audience.ALL_BUT_OWN),
        (BROKERAGE, SalesLine.SERVICE, Audience.ALL_BUT_OWN),
        (BROKERAGE, SalesLine.SALES, Audience.NOBODY),
    ],
)
def test_whom_an_agent_may_call(rules: Rulebook, line: SalesLine | None, whom: Audience) -> None:
    assert policy.audience(rules, line) is whom
    expected = {
        Audience.NOBODY: (False, False, False),
        Audience.OWN_AND_POOL: (True, False, True),
        Audience.ALL_BUT_OWN: (False, True, True),
    }[whom]
    of_owner = ((True, True), (False, True), (False, False))
    assert expected == tuple(policy.may_call(rules, own=own, owned=owned, line=line) for own, owned in of_owner)


def test_what_is_offered_by_the_gates_of_a_group() -> None:
    def lanes(offer: Offer) -> tuple[Lane, ...]:
        return policy.open_lanes(GroupGates(offer=offer, shut=(), preferred=0, block_ends=None, changes_at=0))

    assert lanes(Offer.EVERYTHING) == tuple(Lane)
    assert lanes(Offer.COMMITMENTS) == (Lane.PROMISED,)
    assert lanes(Offer.NOTHING) == ()


def called(*reached: bool) -> History:
    """Calls at the instants 1, 2, 3 …"""
    return History(
        tuple(
            Touch(at, Channel.CALL, Direction.OUT, Disposition.NEUTRAL if one else Disposition.BUSY)
            for at, one in enumerate(reached, 1)
        )
    )


def test_a_tier_is_provisional_until_two_follow_ups_and_then_until_it_is_said() -> None:
    assert TELESALES.provisional_tier_until_reached == 2
    assert policy.is_provisional(TELESALES, "A", called(True, False), [1])
    assert policy.is_provisional(TELESALES, "A", called(True, False, True), [1, 2])
    assert not policy.is_provisional(TELESALES, "A", called(True, False, True), [3])
    assert not policy.is_provisional(TELESALES, None, called(True), [])
    assert not policy.is_provisional(BROKERAGE, "A", called(True), [])


def test_the_second_follow_up_asks_for_the_tier() -> None:
    assert not policy.is_confirmed_after(TELESALES, called(False, False), Disposition.NEUTRAL)
    assert policy.is_confirmed_after(TELESALES, called(True, False), Disposition.NEUTRAL)
    assert not policy.is_confirmed_after(TELESALES, called(True, True), Disposition.DO_NOT_CALL)
    assert not policy.is_confirmed_after(BROKERAGE, called(True, True), Disposition.NEUTRAL)


def test_the_inquiry_that_counts_is_the_newest_recorded_or_the_coming() -> None:
    def inquiry(now: int, *milestones: Milestone) -> int | None:
        came = Milestone(MilestoneKind.INQUIRY, 5)
        return policy.inquiry_in_force(Facts("K1", "Asia/Shanghai", came, milestones=milestones), now)

    first, second = Milestone(MilestoneKind.INQUIRY, 20), Milestone(MilestoneKind.INQUIRY, 10)
    assert inquiry(30, first, second) == 10, "recorded later"
    assert inquiry(15, first) == 5, "one that lies ahead is not known yet"
    assert inquiry(30) == 5
    assert inquiry(30, Milestone(MilestoneKind.DELIVERED, 20)) is None
