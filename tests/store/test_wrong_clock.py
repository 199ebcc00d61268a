"""A wrong clock leaves nothing behind (docs/architecture.md, Clocks): one tick ahead, then the clock is set right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from callcenter import clock
from callcenter.model import DAY, HOUR, MINUTE, SECOND, Disposition, Instant, Milestone, MilestoneKind
from callcenter.rulebook import reader, shelf
from callcenter.storage.database.transaction import Row
from callcenter.storage.plans import wrong_clock
from callcenter.store import Store
from callcenter.views.upkeep.imports import StagedCustomer, StagedTouch
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, opened

BOOKS = ("telesales", "brokerage", "key-account", "dealership", "service", "insurance", "online-shop")
WRONG_SINCE = at("2026-03-03 11:00")
RIGHT_AGAIN = at("2026-03-03 17:30")


def shift(url: str, ahead: Instant) -> Store:
    """A day in the life of seven campaigns; at 11:00 one tick goes by a clock that is ahead."""
    store = opened(url)
    kinds = (MilestoneKind.ACCOUNT_OPENED, MilestoneKind.QUOTED, MilestoneKind.DELIVERED, MilestoneKind.INQUIRY)
    rows = [
        StagedCustomer(
            1,
            f"{book}-{number}",
            campaign=book,
            name=f"{book} {number}",
            phones=(f"+861391{place:03}{number:04}",),
            owner=(None, WANG.name, ZHAO.name)[number % 3],
            revenue=f"{number}00000",
            created=Milestone(MilestoneKind.INQUIRY, at("2025-11-20 10:00") + number * 9 * DAY),
            milestones=(Milestone(kinds[number % 4], at("2025-12-01 10:00") + number * 8 * DAY),),
        )
        for place, book in enumerate(BOOKS)
        for number in range(12)
    ]
    began = at("2026-03-02 09:05")
    bring(store, rows, began)
    bring(
        store,
        [
            StagedTouch(1, row.ref, call("2026-03-02 09:01", list(Disposition)[place % len(Disposition)]))
            for place, row in enumerate(rows)
            if place % 3
        ],
        began,
    )
    store.plans.tick(began)
    store.plans.tick(WRONG_SINCE)
    if ahead:
        store.plans.tick(WRONG_SINCE + ahead)
    # People go on working in the meantime.
    later = at("2026-03-03 14:00")
    for number in (1, 4, 7):
        store.by(WANG).touches.record(f"telesales-{number}", call("2026-03-03 14:00"), now=later)
        store.by(WANG).touches.record(f"brokerage-{number}", call("2026-03-03 09:00"), now=later)
    store.plans.tick(RIGHT_AGAIN)
    return store


def bring(store: Store, rows: list[StagedCustomer] | list[StagedTouch], now: Instant) -> None:
    key = store.by(CHEN).imports.stage_begin("rows", "f", "d", now=now)
    store.imports.stage_rows(key, rows)
    store.imports.stage_ready(key, counts={})
    store.by(CHEN).imports.resume(now=now)


_RECORDS = {
    "plans": "SELECT p.ref, p.zone, p.owner_key, p.lane, p.k1, p.k2, p.segments, p.block_set, p.entry_rule,"
    " p.entry_due_at, p.due_commitment, p.breached, p.promised, p.valid_until, p.plan_tier, p.cohort_key"
    " FROM placement p",
    "obligations": "SELECT c.ref, o.rule, o.due_at, o.breach_at, o.channel, o.dialled, o.reason, o.ground"
    " FROM obligation o JOIN customer c ON c.id = o.customer_id",
    "breaches": "SELECT c.ref, b.rule, b.channel, b.due_at, b.breach_at FROM breach_log b"
    " JOIN customer c ON c.id = b.customer_id WHERE b.voided_at IS NULL",
    "findings": "SELECT c.ref, f.rule, f.caused_at, f.agent FROM finding f JOIN customer c ON c.id = f.customer_id"
    " WHERE f.voided_at IS NULL",
    "cases": "SELECT c.ref, k.kind, k.rule, k.caused_at, k.state FROM kase k JOIN customer c ON c.id = k.customer_id"
    " WHERE k.state <> 'withdrawn'",
    "cohorts": "SELECT k.name, h.name, h.year FROM cohort h JOIN campaign k ON k.edition = h.edition_id",
    "places": "SELECT c.ref, h.name, h.year, h.place FROM cohort_place h JOIN customer c ON c.id = h.customer_id",
}


def records(store: Store) -> dict[str, list[Row]]:
    """All that follows from facts and time, as it stands on record."""
    return {
        name: store.database.read(lambda tx, query=query: sorted(tx.rows(query), key=str))  # type: ignore[misc]
        for name, query in _RECORDS.items()
    }


@pytest.mark.parametrize("ahead", [DAY, 400 * DAY], ids=["a day", "400 days"])
def test_one_tick_of_a_wrong_clock_leaves_nothing_behind(database_url: str, tmp_path: Path, ahead: Instant) -> None:
    poisoned, clean = shift(database_url, ahead), shift(str(tmp_path / "clean.db"), 0)
    false = poisoned.database.read(lambda tx: tx.value("SELECT count(*) FROM breach_log WHERE voided_at IS NOT NULL"))
    assert false > 5  # the tick did harm
    assert records(poisoned) == records(clean)
    for now in (RIGHT_AGAIN, RIGHT_AGAIN + 16 * HOUR):
        for agent in (WANG.name, ZHAO.name, None):
            lines, others = (
                [(row.ref, row.lane, row.obligation) for row in store.queue.page(now=now, agent=agent).rows]
                for store in (poisoned, clean)
            )
            assert lines == others
            assert lines
        broken, same = (
            [(row.ref, row.obligation) for row in store.breaches.open(now=now)] for store in (poisoned, clean)
        )
        assert broken == same
        for agent in (WANG.name, ZHAO.name):
            assert poisoned.team.figures(agent, now=now) == clean.team.figures(agent, now=now)
        later = now + 16 * HOUR
        poisoned.plans.tick(later)
        clean.plans.tick(later)
        assert records(poisoned) == records(clean)
    assert not poisoned.database.read(lambda tx: wrong_clock.anything(tx, RIGHT_AGAIN + 32 * HOUR))
    poisoned.close()
    clean.close()


def test_the_days_come_that_were_folded_too_early(database_url: str, tmp_path: Path) -> None:
    """A voided entry counts when its own time has come, and is on record since then."""
    poisoned, clean = shift(database_url, 400 * DAY), shift(str(tmp_path / "clean.db"), 0)
    for days in range(1, 40):
        now = RIGHT_AGAIN + days * DAY
        poisoned.plans.tick(now)
        clean.plans.tick(now)
    assert records(poisoned) == records(clean)
    latest = poisoned.database.read(
        lambda tx: tx.value("SELECT max(logged_at) FROM breach_log WHERE voided_at IS NULL")
    )
    assert latest <= RIGHT_AGAIN + 39 * DAY
    poisoned.close()
    clean.close()


def test_an_open_workstation_mends_it_under_its_lease(database_url: str, tmp_path: Path) -> None:
    poisoned, clean = shift(database_url, 0), shift(str(tmp_path / "clean.db"), 0)
    poisoned.plans.tick(RIGHT_AGAIN + 400 * DAY)
    for store in (poisoned, clean):
        caught_up = store.catch_up.run(holder="p", now=RIGHT_AGAIN + MINUTE, budget=600_000)
        assert caught_up.holding
        assert not caught_up.left
    assert records(poisoned) == records(clean)
    assert not poisoned.queue.behind(now=RIGHT_AGAIN + MINUTE).plans
    poisoned.close()
    clean.close()


def test_claims_presence_and_leases_of_a_wrong_clock_end(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613812340001")
    wrong, now = at("2026-03-03 10:00"), at("2026-03-02 10:00")
    store.presence.sign_in(WANG.name, now=wrong)
    store.by(WANG).claims.take(ref, now=wrong)
    store.database.write(
        lambda tx: tx.sql("INSERT INTO lease (name, holder, expires_at, done, total) VALUES ('x','y',?,0,0)", (wrong,))
    )
    store.plans.tick(now)
    assert store.queue.page(now=now, agent=ZHAO.name).rows == ()
    assert [row.ref for row in store.queue.page(now=now + 2 * MINUTE, agent=ZHAO.name).rows] == [ref]
    assert store.presence.get(WANG.name)[1] == now
    assert store.database.read(lambda tx: tx.value("SELECT expires_at FROM lease")) == 0
    assert store.presence.sign_in(WANG.name, now=now + HOUR) == now + HOUR
    store.close()


def test_a_claim_of_a_clock_that_is_hours_ahead_ends_and_a_long_lease_lasts(database_url: str) -> None:
    """``lease_seconds`` allows up to a day: such a claim is no sign of a wrong clock."""
    store = opened(database_url)
    poisoned, leased = customer(store, "吴静", "+8613812340001"), customer(store, "何伟", "+8613812340002")
    now = at("2026-03-02 10:00")
    store.presence.sign_in(WANG.name, now=now + 8 * HOUR)
    store.by(WANG).claims.take(poisoned, now=now + 8 * HOUR)
    store.presence.sign_in(ZHAO.name, now=now)
    store.by(CHEN).campaigns.change("telesales", {"lease_seconds": str(3 * HOUR // SECOND)}, now=now)
    held = store.by(ZHAO).claims.take(leased, now=now)
    store.plans.tick(now)
    assert not store.database.read(lambda tx: wrong_clock.anything(tx, now + clock.APART))
    ends: dict[str, Instant] = dict(store.database.read(lambda tx: tx.rows("SELECT token, expires_at FROM claim")))
    numbers: dict[str, Instant] = dict(
        store.database.read(lambda tx: tx.rows("SELECT token, expires_at FROM claim_number"))
    )
    assert ends.pop(held.token) == now + 3 * HOUR
    assert numbers.pop(held.token) == now + 3 * HOUR
    assert [*ends.values(), *numbers.values()] == [now + 90 * SECOND] * 2
    store.close()


def test_a_change_of_rules_goes_on_that_a_wrong_clock_looked_after(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "吴静", "+8613812340001")
    book = reader.load(shelf.shipped_text("service"), "service")
    wrong, now = at("2027-03-02 10:00"), at("2026-03-02 10:00")
    store.by(CHEN).rulebooks.begin("telesales", book, now=wrong)
    store.plans.tick(now)
    store.rulebooks.resume(now=now + MINUTE, budget=10_000)
    assert store.rulebooks.changes() == ()
    store.close()


def test_what_was_written_while_a_tick_waited_is_not_of_the_future(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tick that waits a day for its lock finds the plans that others have folded meanwhile."""
    store, other = opened(database_url), Store.open(database_url, at("2026-03-02 09:00"))
    customer(store, "吴静", "+8613812340001")
    asked = at("2026-03-02 10:00")
    uptime = [1_000_000]
    monkeypatch.setattr(clock, "uptime", lambda: uptime[0])
    read = store.database.read

    def waits(work: object) -> object:
        uptime[0] += 30 * HOUR
        other.plans.tick(asked + 30 * HOUR)
        monkeypatch.setattr(store.database, "read", read)
        return read(work)  # type: ignore[arg-type]

    monkeypatch.setattr(store.database, "read", waits)
    logged = "SELECT count(*) FROM breach_log WHERE voided_at IS NULL"
    store.plans.tick(asked)
    assert other.database.read(lambda tx: tx.value(logged)) > 0
    store.close()
    other.close()


def test_nothing_wrong_costs_one_look_at_the_indexes(sqlite_path: Path) -> None:
    store = opened(str(sqlite_path))
    text, params = wrong_clock._anything(0, 0, 0).sql(store.database.driver)
    table = {alias: name for name, alias in re.findall(r'"(\w+)" AS "(\w+)"', text)}
    plan = store.database.read(lambda tx: tx.rows(f"EXPLAIN QUERY PLAN {text}", params))
    scanned = [re.match(r"SCAN (t\d+)", str(step)) for *_, step in plan]
    assert {table[one[1]] for one in scanned if one} <= {"presence", "campaign_edition", "lease", "claim", "cohort"}
    store.close()
