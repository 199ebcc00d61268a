"""Settings of a campaign; a campaign that is paused or closed; a change of its zone, calendar and hours."""

from __future__ import annotations

from datetime import time

import pytest

from callcenter.model import MINUTE, SECOND, Disposition, Gate, Instant, Mask, Milestone, MilestoneKind, UnitKind
from callcenter.rulebook import reader, shelf
from callcenter.storage.rulebooks import rule_changes
from callcenter.store import Store
from callcenter.views.upkeep.campaigns import CampaignState, ChangeStage
from callcenter.views.upkeep.trouble import StoreError, Trouble
from callcenter.views.worklists.calls import WrapUp
from tests.store.building import CHEN, WANG, ZHAO, at, customer, opened

NOW = at("2026-03-02 10:05")


def refused(store: Store, **values: str) -> tuple[Trouble, dict[str, object]]:
    with pytest.raises(StoreError) as caught:
        store.by(CHEN).campaigns.change("telesales", values, now=NOW)
    return caught.value.code, dict(caught.value.params)


def finish(store: Store, now: Instant = NOW) -> None:
    while store.rulebooks.go_on("telesales", now=now).stage is not ChangeStage.DONE:
        pass


def test_every_setting_has_its_default_and_is_changed_by_a_text(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "李雷", "13800000001")
    store.by(CHEN).units.add("华东", kind=UnitKind.BRANCH, now=NOW)
    before = store.campaigns.settings("telesales")
    assert (before.timezone, before.country, before.legal_frame) == ("Asia/Shanghai", "CN", (time(8), time(21)))
    assert (before.mask, before.dial_colleagues, before.lease_seconds) == (Mask.DEFAULT, None, None)
    assert (before.own_pool_on_reach, before.units, before.closed_holidays) == (True, (), False)
    values = {
        "mask": "always",
        "dial_colleagues": "no",
        "lease_seconds": "600",
        "own_pool_on_reach": "否",
        "units": "华东, 一组",
    }
    after = store.by(CHEN).campaigns.change("telesales", values, now=NOW)
    assert (after.mask, after.dial_colleagues, after.lease_seconds) == (Mask.ALWAYS, False, 600)
    assert (after.own_pool_on_reach, sorted(after.units)) == (False, sorted(("华东", "一组")))
    assert store.rulebooks.changes() == (), "nothing of it decides what is owed"
    back = store.by(CHEN).campaigns.change("telesales", {"dial_colleagues": "", "units": ""}, now=NOW)
    assert (back.dial_colleagues, back.units, back.lease_seconds) == (None, (), 600)
    store.close()


def test_a_wrong_key_or_value_changes_nothing(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "李雷", "13800000001")
    code, params = refused(store, mask="always", colour="red")
    assert (code, params["key"]) == (Trouble.UNKNOWN_SETTING, "colour")
    for key, value in (
        ("legal_frame", "21:00-08:00"),
        ("hours", "09:00-12:00,11:00-18:00"),
        ("hours", ""),
        ("lease_seconds", "5"),
        ("closed_days", "2026-13-01"),
        ("own_pool_on_reach", "maybe"),
        ("mask", "sometimes"),
        ("closed_holidays", ""),
    ):
        code, params = refused(store, dial_colleagues="yes", **{key: value})
        assert (code, params["key"], params["found"]) == (Trouble.BAD_SETTING, key, value)
    assert refused(store, mask="always", timezone="Asia/Atlantis")[0] is Trouble.UNKNOWN_ZONE
    assert refused(store, mask="always", country="XX")[0] is Trouble.UNKNOWN_COUNTRY
    assert refused(store, mask="always", units="nobody's")[0] is Trouble.UNKNOWN_UNIT
    settings = store.campaigns.settings("telesales")
    assert (settings.mask, settings.dial_colleagues) == (Mask.DEFAULT, None)
    with pytest.raises(StoreError) as caught:
        store.by(WANG).campaigns.change("telesales", {"mask": "always"}, now=NOW)
    assert caught.value.code is Trouble.NOT_ALLOWED
    store.close()


def test_a_halted_campaign_offers_nobody_until_it_is_resumed(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "李雷", "13800000001")
    boss = store.by(CHEN).campaigns
    for halt, state, trouble in (
        (boss.pause, CampaignState.PAUSED, Trouble.CAMPAIGN_PAUSED),
        (boss.close, CampaignState.CLOSED, Trouble.CAMPAIGN_CLOSED),
    ):
        assert [row.ref for row in store.queue.page(now=NOW).rows] == [ref]
        assert halt("telesales", now=NOW).state is state
        assert store.queue.page(now=NOW).rows == store.queue.page_as_of(as_of=NOW).rows == ()
        assert store.queue.page(now=NOW).next_at is None, "nobody knows when it goes on"
        assert store.by(WANG).claims.take_next(now=NOW) is None
        with pytest.raises(StoreError) as caught:
            store.by(WANG).claims.take(ref, now=NOW)
        assert caught.value.code is trouble
        why = store.details.get(ref, now=NOW).why
        assert (why.offered, why.gate, why.opens_at) == (False, Gate.CLOSED_DAY, None)
        assert store.details.get(ref, now=NOW, as_of=NOW).why == why
        assert boss.resume("telesales", now=NOW).state is CampaignState.OPEN
    assert store.by(WANG).claims.take(ref, now=NOW).ref == ref
    store.close()


def test_a_closed_campaign_takes_no_new_customer(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "李雷", "13800000001")
    store.by(CHEN).campaigns.close("telesales", now=NOW)
    with pytest.raises(StoreError) as caught:
        customer(store, "韩梅梅", "13800000002")
    assert caught.value.code is Trouble.CAMPAIGN_CLOSED
    store.by(CHEN).campaigns.resume("telesales", now=NOW)
    customer(store, "韩梅梅", "13800000002")
    store.close()


def test_another_zone_counts_for_everybody_at_once(database_url: str) -> None:
    """Obligations by days of the campaign move with its zone, and whoever has no zone of their own moves too."""
    store = opened(database_url)
    refs = [customer(store, f"客户{one}", f"1380000000{one}", tier="A") for one in range(6)]
    owned = refs.pop()
    store.database.write(lambda tx: tx.sql("UPDATE customer SET zone = 'Asia/Tokyo' WHERE ref = ?", (owned,)))
    store.database.write(lambda tx: tx.sql("INSERT INTO zone_group VALUES (1, 'Asia/Tokyo')"))
    then = at("2026-03-03 16:30")
    store.plans.tick(then, budget=60_000)

    def offered() -> tuple[set[str], set[Instant]]:
        """The zones that the queue shows and the ends of what is owed; live as afresh."""
        rows = store.queue.page(now=then).rows
        assert rows == store.queue.page_as_of(as_of=then).rows
        return {row.zone for row in rows}, {row.obligation.breach_at for row in rows}

    before = offered()
    assert before == ({"Asia/Shanghai"}, {at("2026-03-03 09:00")})
    store.by(CHEN).campaigns.change("telesales", {"timezone": "Asia/Dubai", "country": "AE"}, now=then)
    assert store.campaigns.settings("telesales").timezone == "Asia/Shanghai", "nobody sees it before it is complete"
    (coming,) = store.rulebooks.changes()
    assert (coming.stage, coming.version, coming.total) == (ChangeStage.PREPARING, 1, 6)
    seen = []
    while store.database.write(lambda tx: rule_changes.step(tx, campaign="telesales", now=then, size=2)):
        zones, _ends = offered()
        seen.append(zones)
    assert seen[0] == {"Asia/Shanghai"}
    assert seen[-1] == {"Asia/Dubai"}
    assert all(len(zones) == 1 for zones in seen), "never a mix"
    assert store.by(CHEN).integrity.check(then) == ()
    settings = store.campaigns.settings("telesales")
    assert (settings.timezone, settings.country) == ("Asia/Dubai", "AE")
    lives = {ref: store.details.get(ref, now=then).facts.zone for ref in (*refs, owned)}
    assert lives == {**dict.fromkeys(refs, "Asia/Dubai"), owned: "Asia/Tokyo"}
    assert store.rulebooks.changes() == ()
    store.close()


def test_a_change_of_hours_and_one_of_the_book_make_one(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "李雷", "13800000001")
    boss = store.by(CHEN)
    boss.campaigns.change("telesales", {"legal_frame": "10:00-11:00"}, now=NOW)
    boss.campaigns.change("telesales", {"closed_holidays": "yes"}, now=NOW)
    boss.campaigns.change("telesales", {"legal_frame": "08:00-21:00"}, now=NOW)
    book = reader.load(shelf.shipped_text("telesales") + "\n# ours\n", "telesales")
    boss.rulebooks.begin("telesales", book, now=NOW)
    assert len(store.rulebooks.changes()) == 1
    finish(store)
    row = store.campaigns.get("telesales")
    assert (row.version, row.frame.legal_start, row.frame.closed_holidays) == (2, time(8), True)
    boss.campaigns.change("telesales", {"closed_holidays": "no"}, now=NOW)
    boss.campaigns.change("telesales", {"closed_holidays": "yes"}, now=NOW)
    finish(store)
    assert store.campaigns.get("telesales") == row, "who changes their mind has changed nothing"
    store.close()


def test_other_working_hours_move_what_counts_them(database_url: str) -> None:
    """Two working hours from Friday 17:00: an hour of that day, and one from the opening of Monday."""
    store = opened(database_url)
    ref = customer(store, "李雷", "13800000001")
    text = shelf.shipped_text("service").replace('within = "2wd"', 'within = "2wh"')
    store.by(CHEN).rulebooks.begin("telesales", reader.load(text, "service"), now=NOW)
    finish(store)
    friday = at("2026-03-06 17:00")
    resolved = Milestone(MilestoneKind.COMPLAINT_RESOLVED, friday)
    store.by(CHEN).customers.set_milestone(ref, resolved, now=friday)

    def breach() -> int:
        plan = store.details.get(ref, now=friday).plan
        return next(one.breach_at for one in plan.obligations if one.rule == "service.complaint_resolved")

    assert breach() == at("2026-03-09 10:00")
    store.by(CHEN).campaigns.change("telesales", {"hours": "08:00-12:00,13:30-17:30"}, now=friday)
    finish(store)
    assert breach() == at("2026-03-09 09:30")
    assert store.campaigns.settings("telesales").hours[0] == (time(8), time(12))
    store.close()


def test_the_hours_that_no_call_may_leave_open_and_shut_the_queue(database_url: str) -> None:
    store = opened(database_url)
    customer(store, "李雷", "13800000001")
    store.by(CHEN).campaigns.change("telesales", {"legal_frame": "10:30-24:00"}, now=NOW)
    assert len(store.queue.page(now=NOW).rows) == 1
    finish(store)
    assert store.queue.page(now=NOW).rows == ()
    assert store.queue.page(now=NOW).next_at == at("2026-03-02 10:30")
    store.close()


def test_a_claim_lasts_as_long_as_the_campaign_says(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "李雷", "13800000001")
    claim = store.by(WANG).claims.take(ref, now=NOW)
    assert claim.expires_at == NOW + 300 * SECOND
    store.by(CHEN).campaigns.change("telesales", {"lease_seconds": "45"}, now=NOW)
    assert store.by(WANG).claims.renew(claim, now=NOW).expires_at == NOW + 45 * SECOND
    found = store.by(ZHAO).claims.take_next(now=NOW + 46 * SECOND)
    assert found is not None
    assert found[0].expires_at == NOW + 91 * SECOND
    store.close()


@pytest.mark.parametrize("owns", [True, False])
def test_the_campaign_says_whether_a_reached_customer_becomes_the_agents(database_url: str, owns: bool) -> None:
    store = opened(database_url)
    ref = customer(store, "李雷", "13800000001")
    if not owns:
        store.by(CHEN).campaigns.change("telesales", {"own_pool_on_reach": "no"}, now=NOW)
    open_call = store.by(WANG).calls.start(store.by(WANG).claims.take(ref, now=NOW), now=NOW)
    store.by(WANG).calls.finish(
        open_call.token, WrapUp(Disposition.NEUTRAL, "客户想了解新的报价方案"), now=NOW + MINUTE
    )
    assert store.details.get(ref, now=NOW + MINUTE).facts.owner == (WANG.name if owns else None)
    store.close()
