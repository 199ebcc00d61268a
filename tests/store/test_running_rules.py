"""Counts of what a campaign's rules ask for right now: counted by hand, and equal to a count over fresh folds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.model import DAY, HOUR, Disposition, Instant, Milestone, MilestoneKind, State
from callcenter.store import Store, StoreError
from callcenter.views.upkeep.trouble import Trouble
from callcenter.views.worklists.rules import OwedOrder, OwedPage, OwedRow, RuleCount
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, opened, ticked

FIRST, SMS, DAY1, DAY4 = (f"telesales.{rule}" for rule in ("first_call", "thanks_sms", "intro.N+1", "intro.N+4"))
MORNING = "2026-03-03 10:00"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Four who inquired on Monday the 2nd: two are Wang's, one is Zhao's, one is in the pool; one more elsewhere."""
    made = opened(database_url)
    made.by(CHEN).campaigns.add("second", rulebook="telesales", now=at("2026-03-02 08:00"))
    customer(made, "周航", "+8613900000001", now="2026-03-02 09:00", owner=WANG.name)
    customer(made, "吴静", "+8613900000002", now="2026-03-02 11:00", owner=WANG.name)
    customer(made, "李雷", "+8613900000003", now="2026-03-02 09:30", owner=ZHAO.name)
    customer(made, "钱多", "+8613900000004", now="2026-03-02 15:00")
    customer(made, "别处", "+8613900000005", now="2026-03-02 09:00", owner=WANG.name, campaign="second")
    yield made
    made.close()


def counts(store: Store, now: str, *rules: str, **which: str) -> list[RuleCount]:
    return list(store.rule_counts.all(which.pop("campaign", "telesales"), rules, now=at(now), **which))


def names(page: OwedPage) -> list[str]:
    return [row.name for row in page.rows]


def test_counted_by_hand(store: Store) -> None:
    """On Tuesday 10:00 two first calls (09:00, 09:30) are over, two break at 11:00 and 15:00; every SMS is over."""
    assert counts(store, MORNING, FIRST, SMS, DAY1, DAY4) == [
        RuleCount(FIRST, open=2, breached=2, next_due=None, next_breach=at("2026-03-03 11:00")),
        RuleCount(SMS, open=0, breached=4, next_due=None, next_breach=None),
        RuleCount(DAY1, open=4, breached=0, next_due=None, next_breach=at("2026-03-04 00:00")),
        RuleCount(DAY4, open=0, breached=0, next_due=at("2026-03-06 00:00"), next_breach=None),
    ]
    assert counts(store, MORNING, DAY4, FIRST)[1].breached == 2, "in the order asked for"
    assert counts(store, MORNING) == []


def test_an_instant_before_and_at_the_breach(store: Store) -> None:
    eleven = at("2026-03-03 11:00")
    assert store.rule_counts.all("telesales", (FIRST,), now=eleven - 1)[0].breached == 2
    (exactly,) = store.rule_counts.all("telesales", (FIRST,), now=eleven)
    assert (exactly.open, exactly.breached, exactly.next_breach) == (1, 3, at("2026-03-03 15:00"))
    friday = at("2026-03-06 00:00")
    (before,) = store.rule_counts.all("telesales", (DAY4,), now=friday - 1)
    assert (before.open, before.next_due) == (0, friday)
    (since,) = store.rule_counts.all("telesales", (DAY4,), now=friday)
    assert (since.open, since.next_due) == (4, None)


def test_an_agent_counts_their_own_and_the_pool(store: Store) -> None:
    (own,) = counts(store, MORNING, FIRST, agent=WANG.name)
    assert (own.open, own.breached) == (2, 1)
    (other,) = counts(store, MORNING, FIRST, agent=ZHAO.name)
    assert (other.open, other.breached, other.next_breach) == (1, 1, at("2026-03-03 15:00"))


def test_each_campaign_for_itself(store: Store) -> None:
    (second,) = counts(store, MORNING, FIRST, campaign="second")
    assert (second.open, second.breached) == (0, 1)
    assert names(store.rule_counts.owed("second", FIRST, now=at(MORNING))) == ["别处"]
    with pytest.raises(StoreError) as unknown:
        counts(store, MORNING, FIRST, campaign="third")
    assert unknown.value.code is Trouble.UNKNOWN_CAMPAIGN


def test_the_customers_of_a_rule_breached_first_then_open_then_those_ahead(store: Store) -> None:
    page = store.rule_counts.owed("telesales", FIRST, now=at(MORNING))
    assert names(page) == ["周航", "李雷", "吴静", "钱多"]
    assert (page.breached, page.open, page.total) == (2, 2, 4)
    assert [row.owner for row in page.rows] == [WANG.name, ZHAO.name, WANG.name, None]
    customer(store, "后来", "+8613900000006", now="2026-03-03 09:50")
    page = store.rule_counts.owed("telesales", DAY4, now=at("2026-03-06 10:00"))
    assert (names(page)[4:], page.breached, page.open, page.total) == (["后来"], 0, 4, 5), "due tomorrow: at the end"


def test_an_agent_sees_whom_they_may(store: Store) -> None:
    page = store.rule_counts.owed("telesales", FIRST, now=at(MORNING), agent=ZHAO.name)
    assert (names(page), page.total) == (["李雷", "钱多"], 2)


def test_pages_make_up_the_whole(store: Store) -> None:
    for second in range(23):
        customer(store, f"客户{second:02}", f"+86139000001{second:02}", now=f"2026-03-0{2 + second % 2} 08:00")
    now = at("2026-03-06 10:00")
    whole = store.rule_counts.owed("telesales", DAY4, now=now)
    assert (whole.total, len(whole.rows)) == (27, 27)
    assert 0 < whole.open < 27, "the pages go over from what is due to what lies ahead"
    for size in (1, 4, 10):
        pages = [store.rule_counts.owed("telesales", DAY4, now=now, limit=size, offset=at) for at in range(0, 27, size)]
        assert tuple(row for page in pages for row in page.rows) == whole.rows
    assert store.rule_counts.owed("telesales", DAY4, now=now, limit=5, offset=27).rows == ()


@pytest.mark.parametrize("agent", [None, ZHAO.name])
@pytest.mark.parametrize("down", [False, True])
def test_the_customers_of_a_rule_sorted_by_a_column(store: Store, agent: str | None, *, down: bool) -> None:
    for number, name in enumerate(["张三", "李四", "陈五", "王六", "赵七"]):
        owner = (ZHAO.name, WANG.name, None)[number % 3]
        tier = ("A", "B", "C", None)[number % 4]
        customer(
            store, name, f"+86139000001{number:02}", now=f"2026-03-0{2 + number % 2} 08:00", owner=owner, tier=tier
        )
    now = at("2026-03-06 10:00")

    def owed(order: OwedOrder, limit: int = 200, offset: int = 0) -> tuple[OwedRow, ...]:
        asked = {"now": now, "agent": agent, "limit": limit, "offset": offset, "order": order, "down": down}
        return store.rule_counts.owed("telesales", DAY4, **asked).rows  # type: ignore[arg-type]

    usual = store.rule_counts.owed("telesales", DAY4, now=now, agent=agent)
    assert {row.obligation.due_at <= now for row in usual.rows} == {True, False}
    whole = {order: owed(order) for order in OwedOrder}
    assert all({row.ref for row in rows} == {row.ref for row in usual.rows} for rows in whole.values())
    if down:
        assert whole[OwedOrder.DUE] == usual.rows[::-1]
    else:
        assert whole[OwedOrder.DUE] == usual.rows
    for order, column in ((OwedOrder.TIER, "tier"), (OwedOrder.OWNER, "owner")):
        found = [getattr(row, column) for row in whole[order]]
        said = [one for one in found if one is not None]
        assert said == sorted(said, reverse=down)
        assert found == [*said, *[None] * found.count(None)], "who has none stands last either way"
    by_pinyin = ["陈五", "后来", "李雷", "李四", "钱多", "王六", "吴静", "张三", "赵七", "周航"]
    shown = [row.name for row in whole[OwedOrder.CUSTOMER]]
    assert shown == [one for one in (by_pinyin[::-1] if down else by_pinyin) if one in shown]
    for order, rows in whole.items():
        pages = [owed(order, 3, start) for start in range(0, len(rows), 3)]
        assert tuple(row for page in pages for row in page) == rows


@pytest.mark.slow
def test_equal_to_a_count_over_fresh_folds(store: Store) -> None:
    """Random touches and days; at each look every rule that a fresh fold names is counted as the fold has it."""
    chance = random.Random(7)
    refs = [customer(store, f"客户{n}", f"+86139000002{n:02}", tier=chance.choice("ABCDE")) for n in range(24)]
    now: Instant = at("2026-03-03 09:00")
    looked: set[str] = set()
    for _look in range(14):
        now += chance.choice([HOUR, 7 * HOUR, DAY, 6 * DAY, 20 * DAY])
        for ref in chance.sample(refs, 6):
            ended = chance.choice([Disposition.NO_ANSWER, Disposition.INTERESTED, Disposition.CALLBACK])
            when = _clock(now - chance.randrange(2 * HOUR))
            promised = _clock(now + chance.randrange(DAY)) if ended is Disposition.CALLBACK else None
            store.by(WANG).touches.record(ref, call(when, ended, callback_at=promised), now=now)
        signed = chance.choice(refs)
        store.by(WANG).customers.set_milestone(signed, Milestone(MilestoneKind.CONTRACT_START, now), now=now)
        _as_folded(store, now, looked)
    assert len(looked) > 10


def _as_folded(store: Store, now: Instant, looked: set[str]) -> None:
    of_campaign = "SELECT c.ref FROM customer c JOIN campaign k ON k.id = c.campaign_id WHERE k.name = 'telesales'"
    refs = [ref for (ref,) in store.database.read(lambda tx: tx.rows(of_campaign))]
    ticked(store, now)
    folded = [(ref, owed) for ref in refs for owed in store.details.get(ref, now=now).plan.obligations]
    rules = sorted({owed.rule for _ref, owed in folded})
    looked |= set(rules)
    for count in store.rule_counts.all("telesales", rules, now=now):
        mine = [owed for _ref, owed in folded if owed.rule == count.rule]
        states = [owed.state(now) for owed in mine]
        assert (count.open, count.breached) == (states.count(State.OPEN), states.count(State.BREACHED)), count.rule
        assert count.next_due == min((owed.due_at for owed in mine if owed.due_at > now), default=None)
        running = [owed.breach_at for owed in mine if owed.due_at <= now < owed.breach_at]
        assert count.next_breach == min(running, default=None)
        page = store.rule_counts.owed("telesales", count.rule, now=now)
        assert sorted((row.ref, row.obligation.due_at) for row in page.rows) == sorted(
            (ref, owed.due_at) for ref, owed in folded if owed.rule == count.rule
        )
        assert [row.obligation.state(now) for row in page.rows] == sorted(
            states, key=[State.BREACHED, State.OPEN, State.UPCOMING].index
        )


def _clock(moment: Instant) -> str:
    return datetime.fromtimestamp(moment / 1000, ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M:%S")


def test_what_is_counted_is_read_from_the_indexes(sqlite_path: Path) -> None:
    """Not one row of the two tables is looked at for a count: at 100,000 customers they are what costs."""
    store = opened(str(sqlite_path))
    customer(store, "吴静", "+8613812347731")
    asked: list[str] = []

    def listen(tx: object) -> list[str]:
        db = tx._db  # type: ignore[attr-defined]
        db.connection().set_trace_callback(asked.append)
        return asked

    store.database.read(listen)
    store.rule_counts.all("telesales", (FIRST, SMS), now=at("2026-03-02 10:00"), agent=WANG.name)
    queries = [text for text in asked if "FROM obligation o" in text and "placement_standing" in text]
    assert len(queries) == 2
    for query in queries:
        plan = [row[3] for row in store.database.read(lambda tx, query=query: tx.rows(f"EXPLAIN QUERY PLAN {query}"))]  # type: ignore[misc]
        tables = [line for line in plan if line.startswith(("SEARCH o", "SEARCH p", "SCAN o", "SCAN p"))]
        assert tables
        assert all(
            "COVERING INDEX obligation_rule" in one or "COVERING INDEX placement_standing" in one for one in tables
        )
    store.close()
