"""Voiding by a fact of the past: breaches and findings are voided, and stay on record.

See docs/architecture.md#effects.
"""

from __future__ import annotations

from callcenter.model import MINUTE, Channel, Instant, Milestone, MilestoneKind, Touch
from callcenter.rulebook import reader, shelf
from callcenter.storage.database.transaction import Tx
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.upkeep.imports import StagedCustomer
from tests.store.building import CHEN, WANG, at, call, customer, opened
from tests.store.test_cohorts import account, bring


def on_record(store: Store, table: str, moment: str) -> list[tuple[str, Instant, bool]]:
    """Rule, instant, and whether it was voided."""

    def work(tx: Tx) -> list[tuple[str, Instant, bool]]:
        rows = tx.rows(f"SELECT rule, {moment}, voided_at FROM {table} ORDER BY {moment}, rule")
        return [(rule, when, voided is not None) for rule, when, voided in rows]

    return store.database.read(work)


def breaches(store: Store) -> list[tuple[str, Instant, bool]]:
    return on_record(store, "breach_log", "breach_at")


def findings(store: Store) -> list[tuple[str, Instant, bool]]:
    return on_record(store, "finding", "caused_at")


def dealer(store: Store, units: str) -> None:
    """A dealer of 2 March, 09:00."""
    came = Milestone(MilestoneKind.INQUIRY, at("2026-03-02 09:00"))
    units_per_year = {"units_per_year": units}
    row = StagedCustomer(
        1,
        "K1",
        campaign="distributor",
        name="经销商",
        phones=("+8613800000008",),
        created=came,
        attributes=units_per_year,
    )
    bring(store, [row], at("2026-03-02 09:00"))


def test_a_call_recorded_late_takes_the_omission_back_with_the_breach(database_url: str) -> None:
    """Tier B, a call every 15 days from 2 Mar 09:00 on; the finding of 50 rests on the breach (docs/rules.md#r9)."""
    store = opened(database_url)
    dealer(store, "60")
    missed, late = at("2026-03-17 09:00"), at("2026-03-17 10:00")
    store.plans.tick(late)
    assert breaches(store) == [("distributor.contact.B", missed, False)]
    assert [(row.rule, row.caused_at, row.amount) for row in store.findings.all()] == [
        ("distributor.finding.omission", missed, 50)
    ]
    made = store.by(WANG).touches.record("K1", call("2026-03-16 10:00"), now=late)
    assert breaches(store) == [("distributor.contact.B", missed, True)]
    assert findings(store) == [("distributor.finding.omission", missed, True)]
    assert store.findings.all() == ()
    store.by(WANG).touches.withdraw(made, now=late + MINUTE)
    assert breaches(store) == [("distributor.contact.B", missed, False)]
    assert findings(store) == [("distributor.finding.omission", missed, False)]
    assert len(store.findings.all()) == 1
    store.close()


def test_what_two_had_kept_together_counts_again_when_they_are_parted(database_url: str) -> None:
    """K1 was called an hour too late. A call with their double, recorded meanwhile, had taken the breach back."""
    store = opened(database_url)
    dealer(store, "60")
    other = customer(store, "经销商乙", "+8613800000009", now="2026-03-10 09:00", campaign="distributor")
    missed, late = at("2026-03-17 09:00"), at("2026-03-17 10:00")
    store.plans.tick(late)
    store.by(WANG).touches.record("K1", call("2026-03-17 10:00"), now=late)
    store.by(CHEN).merges.merge("K1", other, now=late + MINUTE)
    store.by(WANG).touches.record(other, call("2026-03-16 10:00"), now=late + 2 * MINUTE)
    mine = ("distributor.contact.B", missed, True)
    assert mine in breaches(store)
    assert ("distributor.finding.omission", missed, True) in findings(store)
    store.by(CHEN).merges.split("K1", now=late + 3 * MINUTE)
    assert breaches(store) == [("distributor.contact.B", missed, False)]
    assert findings(store) == [("distributor.finding.omission", missed, False)]
    # Breaches that K1 alone has kept stay voided, whoever they are merged with and parted from afterwards.
    store.by(WANG).touches.record("K1", call("2026-03-16 11:00"), now=late + 4 * MINUTE)
    store.by(CHEN).merges.merge("K1", other, now=late + 5 * MINUTE)
    store.by(CHEN).merges.split("K1", now=late + 6 * MINUTE)
    assert breaches(store) == [mine]
    store.close()


def test_a_call_after_the_breach_takes_nothing_back(database_url: str) -> None:
    store = opened(database_url)
    dealer(store, "60")
    store.plans.tick(at("2026-03-17 10:00"))
    # One second too late, and an SMS in time that is no call.
    store.by(WANG).touches.record("K1", call("2026-03-17 09:00:01"), now=at("2026-03-17 10:00"))
    store.by(WANG).touches.record("K1", Touch(at("2026-03-16 10:00"), Channel.SMS), now=at("2026-03-17 10:01"))
    assert [voided for _, _, voided in breaches(store) + findings(store)] == [False, False]
    store.close()


def test_an_omission_stands_while_another_rule_was_missed_at_its_instant(database_url: str) -> None:
    """A call and the technical department's contact, both first missed on 2 Jun: the call alone was made."""
    store = opened(database_url)
    dealer(store, "100")
    # The base of the calls is moved so that they are missed with the technical contact: 23 May + 10 days.
    store.by(WANG).touches.record("K1", call("2026-05-23 09:00"), now=at("2026-05-23 09:00"))
    both, late = at("2026-06-02 09:00"), at("2026-06-02 10:00")
    store.plans.tick(late)
    assert ("distributor.finding.omission", both, False) in findings(store)
    store.by(WANG).touches.record("K1", call("2026-06-01 15:00"), now=late)
    assert ("distributor.contact.A", both, True) in breaches(store)
    assert ("distributor.technical.A", both, False) in breaches(store)
    assert ("distributor.finding.omission", both, False) in findings(store)
    store.close()


def test_findings_of_the_first_touch_and_of_untouched_orders_are_voided_too(database_url: str) -> None:
    store = opened(database_url)
    # After the days of the inquiry nothing calls an E customer who never was interested.
    ref = customer(store, "吴静", "+8613800000007", now="2026-03-02 09:00", tier="E")
    store.by(CHEN).customers.edit(ref, CustomerChanges(source="第三方网站"), now=at("2026-03-02 09:00"))
    store.by(WANG).touches.record(ref, call("2026-03-12 10:00"), now=at("2026-03-12 10:00"))
    assert [(rule, voided) for rule, _, voided in findings(store)] == [
        ("telesales.finding.third_party", False),
        ("telesales.finding.no_reminder", False),
    ]
    # Notes from paper: the first call was on the day of the order, and left a time.
    first = call("2026-03-02 11:00", callback_at="2026-03-04 10:00")
    store.by(WANG).touches.record(ref, first, now=at("2026-03-12 11:00"))
    assert [voided for _, _, voided in findings(store)] == [True, True]
    assert store.findings.all() == ()
    store.close()


def test_an_appointment_made_later_excuses_no_first_touch_when_a_note_comes_in_late(database_url: str) -> None:
    store = opened(database_url)
    ref = customer(store, "吴静", "+8613800000007", now="2026-03-02 09:00", tier="E")
    store.by(WANG).touches.record(ref, call("2026-03-12 10:00"), now=at("2026-03-12 10:00"))
    visit = Milestone(MilestoneKind.APPOINTMENT, at("2026-03-16 15:00"))
    store.by(WANG).customers.set_milestone(ref, visit, now=at("2026-03-13 10:00"))
    store.by(WANG).touches.record(ref, Touch(at("2026-03-12 09:30"), Channel.SMS), now=at("2026-03-13 11:00"))
    assert [voided for _, _, voided in findings(store)] == [False]
    store.close()


def test_a_turn_that_went_to_somebody_else_keeps_its_breach(database_url: str) -> None:
    """A customer who was drawn and missed stays on record, whatever comes in after their place has gone.

    See docs/rules.md#r15-draw.
    """
    store = opened(database_url, "2025-01-05 09:00")
    bring(store, [account("K1", "2024-03-01 00:00")], at("2025-01-05 09:00"))
    store.plans.tick(at("2025-01-05 10:00"))
    store.plans.tick(at("2026-01-02 10:00"))
    missed = ("brokerage.sample", at("2026-01-01 00:00"), False)
    assert missed in breaches(store)
    # Other rules, another draw, and none of theirs for a year that is over.
    text = shelf.shipped_text("brokerage").replace("percent = 10", "percent = 20")
    store.by(CHEN).rulebooks.put("brokerage", reader.load(text, "brokerage"), now=at("2026-01-02 11:00"))
    owed = [row.obligation.breach_at for row in store.breaches.open(now=at("2026-01-02 11:30"))]
    assert missed[1] not in owed
    store.by(CHEN).touches.record("K1", Touch(at("2025-06-01 10:00"), Channel.SMS), now=at("2026-01-02 12:00"))
    assert missed in breaches(store)
    store.close()
