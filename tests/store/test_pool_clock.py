"""The clock of the pool in a store: what stops it is heard of, and what is stored is what a fresh fold says.

Monday 2 March 2026, 09:00; tier C returns after ten days, two of them warned (docs/rules.md#r33).
"""

from __future__ import annotations

import pytest

from callcenter import locale
from callcenter.model import DAY, HOUR, CaseKind, Disposition, Instant
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import Rulebook
from callcenter.store import Store
from callcenter.views.people.absences import AbsenceReason
from callcenter.wording import reasons
from tests.store.building import CHEN, WANG, ZHAO, at, call, customer, opened, ticked
from tests.store.fresh_fold import differing

NOW = at("2026-03-02 09:00")
RULE = "telesales.pool_warning"
POOL = """
[pool]
tiers = { C = 10, E = 10 }
warning_days = 2
holding = 3
per_day = 2
former_owner_days = 5
"""


def pooled(text: str = POOL) -> Rulebook:
    return reader.load(f"{shelf.shipped_text('telesales')}\n{text}", "telesales")


def with_pool(url: str) -> Store:
    """A store whose campaign has a pool from the first."""
    store = opened(url)
    store.by(CHEN).campaigns.add("telesales", rulebook=pooled(), now=NOW)
    return store


def warned(store: Store, ref: str, now: Instant) -> tuple[Instant, Instant] | None:
    """The warning and the return as they are stored, which a fresh fold gives as well."""
    ticked(store, now)
    assert differing(store, now) == []
    found = [o for o in store.details.get(ref, now=now).plan.obligations if o.rule == RULE]
    assert len(found) <= 1
    return (found[0].due_at, found[0].breach_at) if found else None


def days(first: Instant) -> tuple[Instant, Instant]:
    return first + 8 * DAY, first + 10 * DAY


def test_a_reach_begins_anew_and_an_attempt_does_not(database_url: str) -> None:
    store = with_pool(database_url)
    ref = customer(store, "赵铁", "+8613800138003", tier="C", owner="王敏")
    assert warned(store, ref, NOW) == days(NOW)
    store.by(WANG).touches.record(ref, call("2026-03-03 10:00", Disposition.NO_ANSWER), now=at("2026-03-03 10:00"))
    assert warned(store, ref, at("2026-03-03 10:00")) == days(NOW)
    spoken = at("2026-03-04 10:00")
    key = store.by(WANG).touches.record(ref, call("2026-03-04 10:00"), now=spoken)
    assert warned(store, ref, spoken) == days(spoken)
    store.by(WANG).touches.withdraw(key, now=spoken + HOUR)
    assert warned(store, ref, spoken + HOUR) == days(NOW)
    # Another owner begins anew; nobody's customer has no clock.
    store.by(CHEN).ownership.assign(ref, "赵磊", now=spoken + DAY)
    assert warned(store, ref, spoken + DAY) == days(spoken + DAY)
    store.by(CHEN).ownership.assign(ref, None, now=spoken + 2 * DAY)
    assert warned(store, ref, spoken + 2 * DAY) is None
    store.close()


def test_nobody_goes_unwarned_as_a_contact_is_taken_back_or_put_right(database_url: str) -> None:
    store = with_pool(database_url)
    ref = customer(store, "赵铁", "+8613800138003", tier="C", owner="王敏")
    wang, spoken = store.by(WANG).touches, at("2026-03-10 10:00")
    key = wang.record(ref, call("2026-03-10 10:00"), now=spoken)
    later = spoken + 9 * DAY
    assert warned(store, ref, later) == days(spoken)
    # A note that is put right gives no time.
    noted = wang.correct(key, call("2026-03-10 10:00", note="想要报价"), now=later)
    assert warned(store, ref, later) == days(spoken)
    # Without that contact the time was over a week ago: the owner is warned now.
    wang.withdraw(noted, now=later + HOUR)
    assert warned(store, ref, later + HOUR) == (later + HOUR, later + HOUR + 2 * DAY)
    # So it is where another disposition takes its place.
    other = customer(store, "李雷", "+8613800138004", tier="C", owner="王敏")
    reached = wang.record(other, call("2026-03-20 10:00"), now=at("2026-03-20 10:00"))
    missed = at("2026-03-29 16:00")
    wang.correct(reached, call("2026-03-20 10:00", Disposition.NO_ANSWER), now=missed)
    assert warned(store, other, missed) == (missed, missed + 2 * DAY)
    store.close()


def test_the_warning_is_a_task_of_the_owner_and_a_breach_as_the_customer_goes(database_url: str) -> None:
    store = with_pool(database_url)
    ref = customer(store, "赵铁", "+8613800138003", tier="C", owner="王敏")

    def tasks(now: Instant) -> list[str]:
        found = store.tasks.open(now=ticked(store, now), agent="王敏")
        return [one.obligation.rule for one in found if one.obligation.rule == RULE]

    assert tasks(NOW + 8 * DAY - 1) == []
    assert tasks(NOW + 8 * DAY) == [RULE]
    rows = [row.obligation for row in store.queue.page(now=NOW + 8 * DAY).rows]
    assert all(owed.rule != RULE for owed in rows), "it stands in no queue"
    gone = ticked(store, NOW + 10 * DAY)
    assert RULE in [one.obligation.rule for one in store.breaches.open(now=gone, owner="王敏")]
    # As of an instant before, it was due and not over.
    told = store.details.get(ref, now=gone, as_of=NOW + 9 * DAY).plan
    assert [o.state(told.at) for o in told.obligations if o.rule == RULE] == ["open"]
    store.close()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "follow-up before the return to the pool: to the pool if not reached for 10 days, with the owner since"
            " Mon 2 Mar 09:00; due from Tue 10 Mar 09:00, deadline Thu 12 Mar 09:00",
        ),
        (
            "zh",
            "退回公海前的跟进：10天未联系上即退回公海，归属人 3月2日 周一 09:00 接手；3月10日 周二 09:00 才到期，"
            "最迟 3月12日 周四 09:00",
        ),
    ],
)
def test_why_in_both_languages(database_url: str, language: locale.Language, said: str) -> None:
    store = with_pool(database_url)
    ref = customer(store, "赵铁", "+8613800138003", tier="C", owner="王敏")
    view = store.details.get(ref, now=NOW)
    (owed,) = (o for o in view.plan.obligations if o.rule == RULE)
    locale.use(language)
    assert reasons.why(owed, None, NOW, view.campaign.frame.zone) == said
    store.close()


def test_an_absence_of_the_owner_stops_it(database_url: str) -> None:
    store = with_pool(database_url)
    chen = store.by(CHEN)
    mine = customer(store, "赵铁", "+8613800138003", tier="C", owner="王敏")
    other = customer(store, "李雷", "+8613800138004", tier="C", owner="赵磊")
    ticked(store, NOW)
    chen.absences.record("王敏", since=NOW + DAY, until=NOW + 3 * DAY, reason=AbsenceReason.LEAVE, now=NOW)
    assert warned(store, mine, NOW + HOUR) == days(NOW + 2 * DAY)
    assert warned(store, other, NOW + HOUR) == days(NOW)
    # Back a day sooner; then ill for nobody knows how long.
    chen.absences.back("王敏", now=NOW + 2 * DAY)
    assert warned(store, mine, NOW + 2 * DAY + HOUR) == days(NOW + DAY)
    chen.absences.record("王敏", now=NOW + 4 * DAY)
    assert warned(store, mine, NOW + 4 * DAY + HOUR) is None
    chen.absences.back("王敏", now=NOW + 9 * DAY)
    assert warned(store, mine, NOW + 9 * DAY + HOUR) == days(NOW + 6 * DAY)
    store.close()


def test_a_case_stops_it_whoever_opened_it(database_url: str) -> None:
    store = with_pool(database_url)
    chen = store.by(CHEN)
    ref = customer(store, "赵铁", "+8613800138003", tier="C", owner="王敏")
    raised = NOW + DAY
    case = chen.cases.open(ref, CaseKind.COMPLAINT, "太慢", now=raised)
    assert warned(store, ref, raised + HOUR) is None
    chen.cases.assign(case, "陈主管", now=raised + HOUR)
    chen.cases.close(case, "已解决", now=raised + 2 * DAY)
    assert warned(store, ref, raised + 2 * DAY + HOUR) == days(NOW + 2 * DAY)
    # A bad call opens one by the rules, in its own transaction; settled two days later.
    bad = at("2026-03-06 10:00")
    store.by(WANG).touches.record(ref, call("2026-03-06 10:00", Disposition.NEGATIVE), now=bad)
    assert differing(store, bad) == []
    assert warned(store, ref, bad) is None
    (opened_by_rule,) = chen.cases.all()
    chen.cases.assign(opened_by_rule.id, "陈主管", now=bad + HOUR)
    chen.cases.close(opened_by_rule.id, "已解决", now=bad + 2 * DAY)
    # The customer went to the helper, and returned: 王敏 begins anew.
    assert warned(store, ref, bad + 2 * DAY + HOUR) == days(bad + 2 * DAY)
    store.close()


def test_nobody_goes_unwarned_as_the_rules_or_the_tier_change(database_url: str) -> None:
    store = opened(database_url)
    chen = store.by(CHEN)
    old = customer(store, "赵铁", "+8613800138003", tier="C", owner="王敏")
    free = customer(store, "李雷", "+8613800138004", tier="D", owner="王敏")
    assert warned(store, old, NOW) is None, "without a pool in the rulebook"
    begins = NOW + 30 * DAY
    chen.rulebooks.put("telesales", pooled(), now=begins)
    assert warned(store, old, begins) == (begins, begins + 2 * DAY)
    # Rules that change otherwise do not begin it anew.
    chen.rulebooks.put("telesales", pooled(POOL.replace("holding = 3", "holding = 4")), now=begins + DAY)
    assert warned(store, old, begins + DAY) == (begins, begins + 2 * DAY)
    assert warned(store, free, begins + DAY) is None
    chen.customers.set_tier(free, "E", reason="有意向", now=begins + DAY)
    assert warned(store, free, begins + DAY) == (begins + DAY, begins + 3 * DAY)
    # Fewer days do: who would be over already is warned first.
    chen.rulebooks.put("telesales", pooled(POOL.replace("C = 10", "C = 8")), now=begins + DAY + HOUR)
    assert warned(store, old, begins + DAY + HOUR) == (begins + DAY + HOUR, begins + 3 * DAY + HOUR)
    chen.rulebooks.put("telesales", reader.load(shelf.shipped_text("telesales"), "telesales"), now=begins + 2 * DAY)
    assert warned(store, old, begins + 2 * DAY) is None
    store.close()


def test_a_merged_customer_has_the_cases_of_both(database_url: str) -> None:
    store = with_pool(database_url)
    chen = store.by(CHEN)
    one = customer(store, "赵铁", "+8613800138003", tier="C", owner="王敏")
    two = customer(store, "赵铁柱", "+8613800138004", tier="C", owner="王敏")
    case = chen.cases.open(two, CaseKind.REPAIR, "坏了", now=NOW + DAY)
    chen.merges.merge(one, two, now=NOW + 2 * DAY)
    assert warned(store, one, NOW + 2 * DAY) is None
    chen.cases.assign(case, ZHAO.name, now=NOW + 3 * DAY)
    chen.cases.close(case, "修好", now=NOW + 3 * DAY)
    assert warned(store, one, NOW + 3 * DAY + HOUR) == days(NOW + 2 * DAY)
    store.close()
