"""The quota of R4 from shifts and contacts on record."""

from __future__ import annotations

from callcenter.model import DAY, HOUR, MINUTE, Disposition
from callcenter.store import Store
from callcenter.views.upkeep.imports import StagedTouch
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, opened

FRIDAY = "2026-03-06"


def calls(store: Store, refs: list[str], day: str, number: int) -> None:
    """So many effective calls of 王敏, each to somebody else, and one that is not."""
    for place, ref in enumerate(refs[:number]):
        when = f"{day} {10 + place // 30:02}:{place % 30:02}"
        store.by(WANG).touches.record(ref, call(when), now=at(when))
    store.by(WANG).touches.record(refs[0], call(f"{day} 17:00", Disposition.NO_ANSWER), now=at(f"{day} 17:00"))
    # The same customer twice on a day counts once.
    store.by(WANG).touches.record(refs[0], call(f"{day} 17:30"), now=at(f"{day} 17:30"))


def shortfalls(store: Store, now: str, **more: int) -> list[tuple[str, int, str, int]]:
    rows = store.quotas.findings(now=at(now), **more)
    return [(row.agent, row.caused_at, row.rule, row.amount) for row in rows]


def test_days_below_the_quota_are_in_the_ledger(database_url: str) -> None:
    store = opened(database_url, "2026-03-02 08:00")
    refs = [customer(store, f"客户{place}", now="2026-03-02 08:30") for place in range(36)]
    store.presence.sign_in(WANG.name, now=at("2026-03-02 09:00"))
    calls(store, refs, "2026-03-02", 35)
    store.presence.sign_out(WANG.name, now=at("2026-03-02 18:00"))
    calls(store, refs, "2026-03-03", 34)
    quota = "telesales.finding.quota"
    assert shortfalls(store, "2026-03-03 23:59") == [], "the day is not over"
    short = ("王敏", at("2026-03-04 00:00"), quota, 50)
    assert shortfalls(store, "2026-03-04 00:00") == [short]
    # Wednesday 4 March rested; 35 over on Saturday 7 March would make up for it, 34 do not.
    store.presence.sign_in(WANG.name, now=at(f"{FRIDAY} 09:00"))
    store.presence.sign_out(WANG.name, now=at(f"{FRIDAY} 12:00"))
    calls(store, refs, FRIDAY, 35)
    calls(store, refs, "2026-03-07", 34)
    rested = [("王敏", at("2026-03-08 00:00"), quota, 50)] * 2  # Wednesday and Thursday: 34 are not enough for either
    assert shortfalls(store, "2026-03-08 00:00") == [*rested, short]
    assert shortfalls(store, "2026-03-08 00:00", since=at("2026-03-05 00:00")) == rested
    store.close()


def test_what_was_imported_and_who_is_no_agent_have_no_quota(database_url: str) -> None:
    store = opened(database_url, "2026-03-02 08:00")
    ref = customer(store, "吴静", now="2026-03-02 08:30")
    key = store.by(CHEN).imports.stage_begin("touches", "list.csv", "x", now=at("2026-03-02 09:00"))
    store.imports.stage_rows(key, [StagedTouch(2, ref, call("2026-02-24 10:00"))])
    store.imports.stage_ready(key, counts={})
    store.by(CHEN).imports.resume(now=at("2026-03-02 09:00"))
    assert store.quotas.findings(now=at("2026-03-10 09:00")) == ()
    store.presence.sign_in(CHEN.name, now=at("2026-03-02 09:00"))
    store.presence.sign_out(CHEN.name, now=at("2026-03-02 18:00"))
    assert store.quotas.findings(now=at("2026-03-10 09:00")) == ()
    store.presence.sign_in(ZHAO.name, now=at("2026-03-02 22:00"))
    store.presence.heartbeat(ZHAO.name, now=at("2026-03-02 22:00") + 3 * HOUR)
    store.presence.sign_out(ZHAO.name, now=at("2026-03-02 22:00") + 3 * HOUR)  # a shift over midnight: two days at work
    rows = store.quotas.findings(now=at("2026-03-02 22:00") + 2 * DAY + 3 * MINUTE)
    assert [row.caused_at for row in rows] == [at("2026-03-04 00:00"), at("2026-03-03 00:00")]
    store.close()


def test_a_program_that_was_killed_is_not_at_work_ever_since(database_url: str) -> None:
    """A shift that nobody ended goes until its last heartbeat; the days after it are days of rest."""
    store = opened(database_url, "2026-03-02 08:00")
    store.presence.sign_in(WANG.name, now=at("2026-03-02 09:00"))
    store.presence.heartbeat(WANG.name, now=at("2026-03-02 17:00"))
    monday = ("王敏", at("2026-03-03 00:00"), "telesales.finding.quota", 50)
    store.by(CHEN).campaigns.ensure_shipped("telesales", now=at("2026-03-02 08:00"))
    assert shortfalls(store, "2026-03-05 09:00") == [monday]
    store.close()
