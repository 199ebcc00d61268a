"""The company's own numbers: which of them a customer sees, within their budgets (docs/rules.md#caller-numbers)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from callcenter.model import CallerBudget, Disposition
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.log import LogFilter
from callcenter.views.worklists.calls import OpenCall, WrapUp
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, opened

ONE, TWO, THREE = "+862155550001", "+862155550002", "+862155550003"
ANY = CallerBudget()
SAVED = WrapUp(Disposition.NEUTRAL, GOOD_NOTE)


class Office:
    """A store whose agents call a new customer each time."""

    def __init__(self, url: str) -> None:
        self.store = opened(url)
        self._numbers = count(1)

    def placed(self, when: str, campaign: str = "telesales") -> OpenCall:
        """A call that is placed at a time of 2 March 2026."""
        now = at(f"2026-03-02 {when}")
        ref = customer(self.store, "客户", f"+861380013{next(self._numbers):04}", campaign=campaign)
        by = self.store.by(WANG)
        return by.calls.start(by.claims.take(ref, now=now), now=now)

    def shown(self, when: str, campaign: str = "telesales") -> str | None:
        """The number that the customer of such a call saw; the call is saved."""
        placed = self.placed(when, campaign)
        self.store.by(WANG).calls.finish(placed.token, SAVED, now=placed.dialled_at + 1)
        return placed.shown_number

    def add(self, number: str, budget: CallerBudget = ANY, campaign: str | None = None) -> None:
        """Add an own number."""
        self.store.by(CHEN).caller_numbers.add(number, budget=budget, campaign=campaign, now=at("2026-03-02 09:00"))


@pytest.fixture
def office(database_url: str) -> Office:
    return Office(database_url)


def test_the_number_not_used_for_the_longest_is_shown_until_all_have_spent_their_budgets(office: Office) -> None:
    assert office.shown("09:30") is None, "none is set up"
    office.add(ONE, CallerBudget(per_hour=2, rest_minutes=120))
    office.add(TWO, CallerBudget(per_day=1))
    assert [office.shown(when) for when in ("10:00", "10:10", "10:20")] == [ONE, TWO, ONE]
    # The second call of an hour, at 10:20, spent the first one's: it rests until 12:20. The other has made its call of
    # the day at 10:10.
    with pytest.raises(StoreError) as spent:
        office.placed("10:30")
    assert spent.value.code is Trouble.CALLER_NUMBERS_SPENT
    assert spent.value.params == {"minutes": 110, "opens_at": at("2026-03-02 12:20")}
    listed = office.store.caller_numbers.all(now=at("2026-03-02 10:30"))
    assert [(one.number, one.used_at, one.free_at) for one in listed] == [
        (ONE, at("2026-03-02 10:20"), at("2026-03-02 12:20")),
        (TWO, at("2026-03-02 10:10"), at("2026-03-03 10:10")),
    ]
    by = office.store.by(WANG)
    claim = by.claims.take(customer(office.store, "客户", "+8613900139000"), now=at("2026-03-02 10:30"))
    assert by.calls.start(claim, now=at("2026-03-02 12:20")).shown_number == ONE, "what was refused changed nothing"
    office.store.close()


def test_without_a_rest_a_number_is_free_when_its_oldest_call_leaves_the_hour(office: Office) -> None:
    office.add(ONE, CallerBudget(per_hour=2))
    assert [office.shown(when) for when in ("10:00", "10:20")] == [ONE, ONE]
    with pytest.raises(StoreError) as spent:
        office.placed("10:59")
    assert spent.value.params["minutes"] == 1
    office.store.close()


def test_a_campaign_with_numbers_of_its_own_shows_only_these(office: Office) -> None:
    office.store.by(CHEN).campaigns.add("第二", rulebook="telesales", now=at("2026-03-02 09:00"))
    office.add(ONE)
    office.add(TWO, campaign="第二")
    assert [office.shown(when, "第二") for when in ("10:00", "10:01")] == [TWO, TWO]
    assert office.shown("10:02") == ONE
    numbers = office.store.by(CHEN).caller_numbers
    numbers.set(TWO, paused=True, now=at("2026-03-02 10:03"))
    assert office.shown("10:04", "第二") == ONE
    changed = numbers.set(TWO, paused=False, campaign="", label="总机", per_day=9, now=at("2026-03-02 10:05"))
    assert (changed.campaign, changed.label, changed.paused, changed.budget) == (
        *(None, "总机", False),
        CallerBudget(per_day=9),
    )
    assert office.shown("10:06") == TWO, "it was used before the other one"
    numbers.set(ONE, paused=True, now=at("2026-03-02 10:07"))
    numbers.set(TWO, paused=True, now=at("2026-03-02 10:07"))
    assert office.shown("10:08") is None
    office.store.close()


def test_the_number_stays_on_record_with_the_call(office: Office) -> None:
    office.add(ONE)
    office.add(TWO)
    placed, by = office.placed("10:00"), office.store.by(WANG)
    now = placed.dialled_at + 60_000
    found = office.store.calls.open_call_of(WANG.name)
    assert found is not None
    assert found.shown_number == ONE, "also after the program was killed"
    saved = by.calls.finish(placed.token, SAVED, now=now)
    again = by.last_calls.undo(now=now)
    assert again.shown_number == ONE
    saved = by.calls.finish(again.token, SAVED, now=now)
    by.touches.correct(saved.touch_id, call("2026-03-02 10:00", note="说好下周再联系"), now=now)
    (row,) = office.store.lookup.log(LogFilter(ref=placed.ref))
    assert (row.shown_number, row.note) == (ONE, "说好下周再联系")
    touches = office.store.details.get(placed.ref, now=now).touches
    assert {touch.shown_number for touch in touches} == {ONE}, "the records of the undo too"
    listed = {one.number: one.used_at for one in office.store.caller_numbers.all(now=now)}
    assert listed == {ONE: placed.dialled_at, TWO: None}
    office.store.close()


def test_the_next_number_of_a_customer_is_another_call_of_the_budget(office: Office) -> None:
    office.add(ONE, CallerBudget(per_hour=1))
    office.add(TWO, CallerBudget(per_hour=1))
    placed, by = office.placed("10:00"), office.store.by(WANG)
    other = by.attempts.dial_other_number(
        placed.token, WrapUp(Disposition.NO_ANSWER, ""), "+8613900139001", now=at("2026-03-02 10:01")
    )
    assert (placed.shown_number, other.shown_number) == (ONE, TWO)
    with pytest.raises(StoreError) as spent:
        by.attempts.dial_other_number(
            other.token, WrapUp(Disposition.NO_ANSWER, ""), "+8613900139002", now=at("2026-03-02 10:02")
        )
    assert (spent.value.code, spent.value.params["minutes"]) == (Trouble.CALLER_NUMBERS_SPENT, 58)
    back = by.attempts.back_to_number_before(other.token, now=at("2026-03-02 10:03"))
    assert back.shown_number == ONE
    office.store.close()


def test_two_at_once_do_not_both_take_the_last_call_of_a_budget(office: Office, database_url: str) -> None:
    office.add(ONE, CallerBudget(per_hour=1))
    now = at("2026-03-02 10:00")
    refs = [customer(office.store, "客户", f"+861390013900{n}") for n in range(2)]
    stores = [Store.open(database_url, now) for _ in refs]
    claims = [
        store.by(who).claims.take(ref, now=now) for store, who, ref in zip(stores, (WANG, ZHAO), refs, strict=True)
    ]

    def place(n: int) -> str | None:
        try:
            return stores[n].by((WANG, ZHAO)[n]).calls.start(claims[n], now=now).shown_number
        except StoreError as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(place, range(2))) == {ONE, Trouble.CALLER_NUMBERS_SPENT}
    for store in (*stores, office.store):
        store.close()


def test_names_are_taken_once_and_known(office: Office) -> None:
    office.add(ONE)
    with pytest.raises(StoreError) as refused:
        office.add(ONE)
    assert refused.value.code is Trouble.CALLER_NUMBER_EXISTS
    with pytest.raises(StoreError) as refused:
        office.store.by(CHEN).caller_numbers.set(THREE, paused=True, now=at("2026-03-02 09:00"))
    assert refused.value.code is Trouble.UNKNOWN_CALLER_NUMBER
    with pytest.raises(StoreError) as refused:
        office.add(TWO, campaign="没有")
    assert refused.value.code is Trouble.UNKNOWN_CAMPAIGN
    office.store.close()
