"""At most so many calls to one number in a rolling time, whoever of its customers they are for.

See docs/rules.md#number-cap.
"""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from callcenter.model import HOUR, MINUTE, Direction, Disposition, Gate, Instant
from callcenter.rulebook import reader, shelf
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.customer import CustomerChanges, NewCustomer
from callcenter.views.worklists.calls import Claim, OpenCall, WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, lines, opened, ticked
from tests.store.fresh_fold import differing
from tests.support.search import seeds
from tests.support.statements import watch

ONE, OTHER = "+8613812347731", "+8613812347732"
CAPPED = (
    shelf.shipped_text("telesales").replace('name = "telesales"', 'name = "capped"', 1)
    + '\n[[number_cap]]\ncalls = 2\nper = "24h"\n\n[[number_cap]]\ncalls = 3\nper = "7d"\n'
)


def capped(url: str) -> Store:
    """A store with a campaign in which a number is called twice in 24 hours and three times in 7 days at most."""
    store = opened(url)
    store.by(CHEN).campaigns.add("保护", rulebook=reader.load(CAPPED, "capped"), now=at("2026-03-02 09:00"))
    return store


def gate(store: Store, ref: str, now: str) -> tuple[Gate | None, Instant | None]:
    """The gate that holds a customer back, and the instant at which it opens."""
    why = store.details.get(ref, now=ticked(store, at(now))).why
    return why.gate, why.opens_at


def refused(store: Store, ref: str, now: str) -> tuple[Trouble, object]:
    """The trouble of a claim by hand, and when it says that the number has room."""
    with pytest.raises(StoreError) as trouble:
        store.by(WANG).claims.take(ref, now=at(now))
    return trouble.value.code, trouble.value.params.get("opens_at")


def test_the_cap_counts_calls_of_other_customers_in_other_campaigns(database_url: str) -> None:
    store = capped(database_url)
    mine = customer(store, "张三", ONE, campaign="保护")
    wife = customer(store, "张三太太", ONE, campaign="telesales")
    for when in ("2026-03-02 10:00", "2026-03-02 14:00"):
        store.by(WANG).touches.record(wife, call(when, Disposition.NO_ANSWER), now=at("2026-03-02 14:01"))
    # Both gaps of two hours are over at 16:00; the first of two calls leaves the 24 hours at 10:00 of the next day.
    assert gate(store, mine, "2026-03-02 16:30") == (Gate.NUMBER_CAP, at("2026-03-03 10:00"))
    assert refused(store, mine, "2026-03-02 16:30") == (Trouble.NUMBER_CAP, at("2026-03-03 10:00"))
    assert [name for name, _lane, _rule in lines(store, "2026-03-02 16:30")] == ["张三太太"], "no cap in her campaign"
    assert store.by(WANG).claims.take_next(campaign="保护", now=at("2026-03-03 09:59")) is None
    assert [row.name for row in store.queue.page_as_of(as_of=at("2026-03-03 10:00"), campaign="保护").rows] == ["张三"]
    assert store.queue.page_as_of(as_of=at("2026-03-03 10:00") - 1, campaign="保护").total == 0
    found = store.by(WANG).claims.take_next(campaign="保护", now=at("2026-03-03 10:00"))
    assert found is not None
    placed = store.by(WANG).calls.start(found[0], now=at("2026-03-03 10:00"))
    store.by(WANG).calls.finish(placed.token, WrapUp(Disposition.NO_ANSWER, ""), now=at("2026-03-03 10:01"))
    # Three calls in 7 days: the first, of 2 March 10:00, leaves them on 9 March 10:00.
    assert gate(store, mine, "2026-03-04 14:30") == (Gate.NUMBER_CAP, at("2026-03-09 10:00"))
    assert gate(store, mine, "2026-03-09 10:00") == (None, None)
    store.close()


def test_neither_a_promise_nor_an_inquiry_passes_the_cap_and_calls_of_theirs_do_not_count(database_url: str) -> None:
    store = capped(database_url)
    ref = customer(store, "张三", ONE, campaign="保护")
    by = store.by(WANG)
    by.touches.record(ref, call("2026-03-02 10:00", Disposition.NO_ANSWER), now=at("2026-03-02 10:01"))
    promise = call("2026-03-02 12:30", Disposition.CALLBACK, callback_at="2026-03-02 15:00")
    by.touches.record(ref, call("2026-03-02 11:00", direction=Direction.IN), now=at("2026-03-02 11:01"))
    by.touches.record(ref, promise, now=at("2026-03-02 12:31"))
    assert gate(store, ref, "2026-03-02 15:05") == (Gate.NUMBER_CAP, at("2026-03-03 10:00"))
    assert refused(store, ref, "2026-03-02 15:05") == (Trouble.NUMBER_CAP, at("2026-03-03 10:00"))
    taken = by.calls.receive(ref, now=at("2026-03-02 15:06"))  # they may call us
    by.calls.finish(taken.token, WrapUp(Disposition.NEUTRAL, GOOD_NOTE), now=at("2026-03-02 15:07"))
    store.close()


def test_a_number_with_room_is_dialled_in_place_of_a_full_one(database_url: str) -> None:
    store = capped(database_url)
    ref = customer(store, "张三", ONE, campaign="保护")
    store.by(CHEN).customers.edit(ref, CustomerChanges(phones=(ONE, OTHER)), now=at("2026-03-02 09:01"))
    by = store.by(WANG)
    for when in ("2026-03-02 10:30", "2026-03-02 12:05"):
        by.touches.record(ref, call(when, Disposition.NO_ANSWER, phone=ONE), now=at("2026-03-02 12:06"))
    claim = by.claims.take(ref, now=at("2026-03-02 14:10"))
    with pytest.raises(StoreError) as full:
        by.calls.start(claim, phone=ONE, now=at("2026-03-02 14:10"))
    assert full.value.code is Trouble.NUMBER_CAP
    assert full.value.params == {"ref": ref, "phone": ONE, "opens_at": at("2026-03-03 10:30")}
    placed = by.calls.start(claim, now=at("2026-03-02 14:10"))
    assert placed.phone == OTHER
    with pytest.raises(StoreError) as full:
        by.attempts.dial_other_number(placed.token, WrapUp(Disposition.BUSY, ""), ONE, now=at("2026-03-02 14:11"))
    assert full.value.code is Trouble.NUMBER_CAP
    by.calls.finish(placed.token, WrapUp(Disposition.INVALID_NUMBER, ""), now=at("2026-03-02 14:12"))
    # The other number is dead: the first one alone counts, and its first call leaves the 24 hours at 10:30.
    assert gate(store, ref, "2026-03-03 10:10") == (Gate.NUMBER_CAP, at("2026-03-03 10:30"))
    assert gate(store, ref, "2026-03-03 10:30") == (None, None)
    store.close()


def test_a_call_that_a_supervisor_ended_and_nobody_saved_counts(database_url: str) -> None:
    store = capped(database_url)
    mine = customer(store, "张三", ONE, campaign="保护")
    wife = customer(store, "张三太太", ONE, campaign="保护")
    store.by(WANG).touches.record(mine, call("2026-03-02 10:00"), now=at("2026-03-02 10:01"))
    placed = store.by(WANG).calls.start(
        store.by(WANG).claims.take(mine, now=at("2026-03-02 11:00")), now=at("2026-03-02 11:00")
    )
    store.by(CHEN).calls.end_for("王敏", now=at("2026-03-02 11:30"))
    claim = store.by(ZHAO).claims.take(wife, now=at("2026-03-02 11:31"))
    with pytest.raises(StoreError) as full:
        store.by(ZHAO).calls.start(claim, now=at("2026-03-02 11:31"))
    assert (full.value.code, full.value.params["opens_at"]) == (Trouble.NUMBER_CAP, at("2026-03-03 10:00"))
    store.by(WANG).calls.finish(placed.token, WrapUp(Disposition.NO_ANSWER, ""), now=at("2026-03-02 11:40"))
    store.close()


def test_a_cap_costs_a_claim_no_statement(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = capped(database_url)
    for campaign, number in (("保护", ONE), ("telesales", OTHER)):
        ref = customer(store, "张三", number, campaign=campaign)
        store.by(WANG).touches.record(ref, call("2026-03-02 10:00", Disposition.NO_ANSWER), now=at("2026-03-02 10:01"))
    now, by = ticked(store, at("2026-03-02 14:05")), store.by(ZHAO)
    seen: list[str] = []
    watch(monkeypatch, lambda _driver, text, _params: seen.append(text))

    def claimed(campaign: str) -> list[str]:
        seen.clear()
        assert by.claims.take_next(campaign=campaign, now=now) is not None
        made = seen.copy()
        by.claims.take_next(campaign="保护", now=now)  # each begins with giving the same one back
        return made

    for campaign in ("保护", "telesales"):
        claimed(campaign)  # so that all that a program reads once has been read
    assert claimed("保护") == claimed("telesales") != []
    store.close()


class Shift:
    """Random acts of two agents in a campaign with caps and in one without, whose customers share four numbers."""

    def __init__(self, url: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.store = capped(url)
        self.now: Instant = at("2026-03-02 09:00")
        self.numbers = [f"+861380013800{n}" for n in range(4)]
        self.refs: list[str] = []
        for n in range(7):
            new = NewCustomer(
                f"客户{n}", self.random.choice(self.numbers), tier="A", campaign=("保护", "保护", "telesales")[n % 3]
            )
            self.refs.append(self.store.by(CHEN).customers.add(new, now=self.now))
        self.claims: dict[str, Claim] = {}
        self.placed: list[tuple[str, Instant, bool]] = []
        """Number, instant, and whether under the caps, of every call that was placed through the program."""

    def step(self) -> None:
        self.now += self.random.choice((MINUTE, 40 * MINUTE, 3 * HOUR, 11 * HOUR))
        acts = (self._call, self._call, self._call, self._call, self._record, self._numbers, self._undo)
        try:
            self.random.choice(acts)()
        except StoreError as error:
            if error.code is Trouble.CALL_OPEN:
                raise

    def _call(self) -> None:
        by = self.store.by(self.random.choice((WANG, ZHAO)))
        if self.random.random() < 0.5:
            found = by.claims.take_next(now=self.now)
            claim = None if found is None else found[0]
        else:
            claim = by.claims.take(self.random.choice(self.refs), now=self.now)
        if claim is not None:
            self._talk(by.calls.start(claim, now=self.now))

    def _talk(self, placed: OpenCall) -> None:
        campaign = self.store.details.get(placed.ref, now=self.now).campaign.frame.name
        self.placed.append((placed.phone, self.now, campaign == "保护"))
        outcome = self.random.choice((Disposition.NO_ANSWER, Disposition.NEUTRAL, Disposition.BUSY))
        self.now += MINUTE
        self.store.calls.finish(placed.token, WrapUp(outcome, GOOD_NOTE), now=self.now)

    def _record(self) -> None:
        ref, when = self.random.choice(self.refs), self.now - self.random.choice((0, HOUR, 30 * HOUR))
        phone = self.store.details.get(ref, now=self.now).number
        touch = call("2026-03-02 09:00", self.random.choice((Disposition.NO_ANSWER, Disposition.NEUTRAL)), phone=phone)
        self.store.by(WANG).touches.record(ref, replace(touch, at=when), now=self.now)

    def _numbers(self) -> None:
        phones = tuple(self.random.sample(self.numbers, self.random.choice((1, 2))))
        self.store.by(CHEN).customers.edit(self.random.choice(self.refs), CustomerChanges(phones=phones), now=self.now)

    def _undo(self) -> None:
        reopened = self.store.by(WANG).last_calls.undo(now=self.now)
        self.store.calls.finish(reopened.token, WrapUp(Disposition.BUSY, ""), now=self.now)


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(3, 8))
def test_no_call_is_placed_past_a_cap_and_the_stored_plan_is_the_fresh_one(database_url: str, seed: int) -> None:
    shift = Shift(database_url, seed)
    held = 0
    for _ in range(60):
        shift.step()
        now = ticked(shift.store, shift.now)
        assert differing(shift.store, now) == []
        live = [row.ref for row in shift.store.queue.page(now=now).rows]
        assert live == [row.ref for row in shift.store.queue.page_as_of(as_of=now).rows]
        held += any(shift.store.details.get(ref, now=now).why.gate is Gate.NUMBER_CAP for ref in shift.refs)
    for phone, when, under in shift.placed:
        if under:
            before = [other for number, other, _ in shift.placed if number == phone and other <= when]
            assert sum(when - other < 24 * HOUR for other in before) <= 2, phone
            assert sum(when - other < 168 * HOUR for other in before) <= 3, phone
    assert held, "the cap does hold"
    shift.store.close()
