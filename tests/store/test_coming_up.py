"""Forecast of the first in an empty queue, and when: what the queue of that moment says, and not of a second before."""

from __future__ import annotations

import random
from datetime import date

import pytest

from callcenter.model import (
    HOUR,
    MINUTE,
    SECOND,
    Channel,
    Direction,
    Disposition,
    Gate,
    Instant,
    Lane,
    Milestone,
    MilestoneKind,
    Touch,
)
from callcenter.rulebook.reader import load
from callcenter.rulebook.shelf import shipped, shipped_text
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.worklists.queue import QueuePage
from tests.store.building import CHEN, GOOD_NOTE, WANG, ZHAO, at, call, customer, opened


def _next(store: Store, now: str | Instant, agent: str | None = None) -> tuple[str, Instant, Gate | None]:
    """Return the forecast of the next one; the queue of that moment, and of the second before, has to agree."""
    page = store.queue.page(now=at(now) if isinstance(now, str) else now, agent=agent)
    return _checked(store, page, agent)


def _checked(store: Store, page: QueuePage, agent: str | None) -> tuple[str, Instant, Gate | None]:
    assert page.total == 0
    assert page.next_row is not None
    assert page.next_at is not None
    then = store.queue.page_as_of(as_of=page.next_at, agent=agent)
    assert then.rows, "nobody is offered at the moment that was named"
    assert then.rows[0] == page.next_row
    assert store.queue.page_as_of(as_of=page.next_at - SECOND, agent=agent).rows == ()
    assert page.next_gate is not None
    return page.next_row.name, page.next_at, page.next_gate


def test_at_night_the_window_of_the_morning_is_named_and_not_midnight(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    store.by(WANG).touches.record(ref, call("2026-03-02 10:30"), now=at("2026-03-02 10:31"))
    assert _next(store, "2026-03-02 22:00") == ("吴静", at("2026-03-03 10:00"), Gate.WINDOW)
    store.close()


def test_of_all_who_wait_for_the_morning_the_head_of_that_moment_is_named(database_url: str) -> None:
    store = opened(database_url)
    # Fresh at night, breached when the windows open: an A whose time runs out in between stands before a C of before.
    customer(store, "李梅", "+8613812347732", tier="C", now="2026-03-01 15:00")
    customer(store, "吴静", "+8613812347731", tier="A", now="2026-03-02 09:30")
    assert _next(store, "2026-03-02 23:00")[:2] == ("吴静", at("2026-03-03 10:00"))
    customer(store, "孙悦", "+8613812347733", tier="E", now="2026-03-02 19:00")
    page = store.queue.page(now=at("2026-03-02 23:00"))
    assert _checked(store, page, None)[0] == "孙悦"
    assert page.next_row is not None
    assert page.next_row.lane is Lane.FRESH
    store.close()


def test_what_was_promised_comes_before_the_window_opens_and_not_before_the_legal_frame(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "吴静", "+8613812347731")
    ref = customer(store, "李梅", "+8613812347732")
    promised = call("2026-03-02 17:00", Disposition.CALLBACK, callback_at="2026-03-03 07:30")
    store.by(WANG).touches.record(ref, promised, now=at("2026-03-02 17:01"))
    assert _next(store, "2026-03-02 22:00") == ("李梅", at("2026-03-03 08:00"), Gate.LEGAL_FRAME)
    store.close()


def test_a_rest_that_ends_in_the_night_lasts_until_the_morning(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    for when in ("2026-03-02 10:30", "2026-03-02 14:30", "2026-03-02 17:50"):
        store.by(WANG).touches.record(ref, call(when, Disposition.NO_ANSWER), now=at(when) + MINUTE)
    assert _next(store, "2026-03-02 18:05") == ("吴静", at("2026-03-03 10:00"), Gate.WINDOW)
    store.close()


def test_a_closed_day_is_passed_over(database_url: str) -> None:
    store = opened(database_url)
    store.by(CHEN).campaigns.add("清明", closed_days=[date(2026, 3, 3)], now=at("2026-03-02 09:00"))
    ref = customer(store, "吴静", "+8613812347731", campaign="清明")
    store.by(WANG).touches.record(ref, call("2026-03-02 10:30"), now=at("2026-03-02 10:31"))
    assert _next(store, "2026-03-02 22:00")[:2] == ("吴静", at("2026-03-04 10:00"))
    store.close()


def test_of_several_zones_the_one_that_opens_first(database_url: str) -> None:
    store = opened(database_url)
    zones = (("吴静", "Asia/Shanghai"), ("Kenji", "Asia/Tokyo"), ("Anna", "Europe/Berlin"))
    for place, (name, zone) in enumerate(zones):
        store.by(CHEN).campaigns.add(zone, rulebook="telesales", timezone=zone, now=at("2026-03-02 09:00"))
        customer(store, name, f"+861381234773{place}", campaign=zone)
    # 12:30 in Berlin, where the windows open again at 14:00.
    assert _next(store, "2026-03-02 19:30")[:2] == ("Anna", at("2026-03-02 21:00"))
    # In Tokyo it is 10:00 an hour before.
    assert _next(store, "2026-03-03 02:00")[:2] == ("Kenji", at("2026-03-03 09:00"))
    store.close()


def test_whoever_is_on_the_line_elsewhere_is_not_named(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812347731")
    store.by(ZHAO).claims.take(ref, now=at("2026-03-02 10:05"))
    page = store.queue.page(now=at("2026-03-02 10:05"), agent=WANG.name)
    assert (page.total, page.next_row) == (0, None)
    store.close()


def test_in_random_histories_the_queue_of_that_moment_agrees(database_url: str) -> None:
    store = opened(database_url)
    chance = random.Random(8)
    days = [f"2026-03-{day:02}" for day in range(2, 9)]
    store.by(CHEN).campaigns.add(
        "车", rulebook="dealership", closed_days=[date(2026, 3, 7)], now=at(f"{days[0]} 08:00")
    )
    for number in range(40):
        owner = chance.choice((None, None, WANG.name, ZHAO.name))
        campaign = chance.choice(("telesales", "telesales", "车"))
        came = f"{chance.choice(days)} {chance.randrange(8, 20):02}:{chance.randrange(60):02}"
        ref = customer(
            store, f"客户{number}", f"+86138000000{number:02}", tier=chance.choice("ABCDE"), owner=owner,
            campaign=campaign, now=came,
        )  # fmt: skip
        for _ in range(chance.randrange(5)):
            when = f"{chance.choice(days)} {chance.randrange(8, 20):02}:{chance.randrange(60):02}"
            if at(when) <= at(came):
                continue
            made = chance.choice(list(Disposition)[:12])
            promised = f"{chance.choice(days)} 19:30" if chance.random() < 0.3 else None
            if promised is not None and at(promised) <= at(when):
                promised = None
            touch = Touch(
                at(when), Channel.CALL, Direction.OUT, made, note=GOOD_NOTE,
                callback_at=None if promised is None else at(promised),
            )  # fmt: skip
            store.by(WANG).touches.record(ref, touch, now=at("2026-03-09 07:00"))
    empty = 0
    for hours in range(0, 24 * 4, 3):
        now = at("2026-03-09 07:10") + hours * 60 * MINUTE
        for agent in (None, WANG.name):
            page = store.queue.page(now=now, agent=agent)
            if not page.total:
                _checked(store, page, agent)
                empty += 1
    assert empty > 20
    store.close()


@pytest.mark.parametrize("book", shipped())
def test_every_book_that_ships_is_asked_at_night(database_url: str, book: str) -> None:
    """A book without tiers, without windows, without a rule for new inquiries: each names somebody, or nobody."""
    store = Store.open(database_url, at("2026-02-20 09:00"))
    store.by(CHEN).campaigns.ensure_shipped(book, now=at("2026-02-20 09:00"))
    began = at("2026-02-20 10:00")
    for place, tier in enumerate((None, "A")):
        known = tier if tier in load(shipped_text(book), book).tiers else None
        new = NewCustomer("吴静", f"+861381234773{place}", campaign=book, tier=known, inquiry=False)
        ref = store.by(CHEN).customers.add(new, now=began)
        for kind in MilestoneKind:
            store.by(CHEN).customers.set_milestone(ref, Milestone(kind, began), now=began)
    asked = 0
    for hour in range(0, 72, 5):
        now = at("2026-03-02 00:30") + hour * HOUR
        page = store.queue.page(now=now)
        if page.next_at is not None:
            asked += 1
            _checked(store, page, None)
    store.close()
    assert asked, "some hour has an empty queue that somebody comes into"
