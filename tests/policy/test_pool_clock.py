"""The warning of the pool: cases worked out by hand, and random histories against the second computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcenter import policy
from callcenter.rulebook.book import Rulebook
from callcenter.rulebook.reader import load
from callcenter.rulebook.shelf import shipped_text
from callcenter.workdays import instant
from tests.oracle import oracle
from tests.oracle.books import BOOKS
from tests.oracle.model import Pool
from tests.oracle.oracle import OCampaign, OCustomer, OTouch
from tests.oracle.reading import instant as read
from tests.oracle.reading import when
from tests.policy import bridge
from tests.policy.histories import instants, members
from tests.support.search import examples

POOL = """
[pool]
tiers = { A = 10, B = 10, D = 20 }
warning_days = 3
holding = 100
per_day = 10
"""
BOOK = load(f"{shipped_text('telesales')}\n{POOL}", "telesales")
ORACLE = replace(BOOKS["telesales"], pool=Pool(None, {"A": 10, "B": 10, "D": 20}, 3, no_tier_as="D"))
CAMPAIGN = OCampaign()
OWNED = "2026-03-02 10:00"
CALL, SPOKEN = {"disposition": "no_answer"}, {"disposition": "neutral", "note": "wants the price list"}


def customer(**given: Any) -> OCustomer:
    """Tier A, 王敏's since 2 March; without a milestone ahead."""
    told: dict[str, Any] = {
        "ref": "K1",
        "tier": "A",
        "stage": "",
        "owner": "王敏",
        "timezone": None,
        "created_at": read("2026-02-01 09:00", CAMPAIGN),
        "imported_at": read("2026-02-01 09:00", CAMPAIGN),
        "numbers": ("+8613800000001",),
        "owned_since": read(OWNED, CAMPAIGN),
    }
    return OCustomer(**(told | given))


def stretch(since: str, until: str | None) -> tuple[datetime, datetime | None]:
    return read(since, CAMPAIGN), None if until is None else read(until, CAMPAIGN)


def snooze(at: str, until: str, back: str | None = None) -> tuple[datetime, datetime, datetime | None]:
    return (*(read(one, CAMPAIGN) for one in (at, until)), None if back is None else read(back, CAMPAIGN))  # type: ignore[return-value]


def touch(at: str, callback: str | None = None, **given: Any) -> OTouch:
    return OTouch(
        at=read(at, CAMPAIGN), callback_at=None if callback is None else read(callback, CAMPAIGN), **(CALL | given)
    )


NEVER: Mapping[str, Any] = {}
CASES: list[tuple[str, Mapping[str, Any], list[OTouch], str, tuple[str, str] | None]] = [
    # name, customer, touches, as of, (due, breach)
    ("ten days from the owner's first, warned on the eighth", {}, [], "2026-03-03", ("03-09 10:00", "03-12 10:00")),
    ("nobody's customer", {"owner": None}, [], "2026-03-03", None),
    ("not the owner's yet", {}, [], "2026-03-01", None),
    ("a tier that is not named never returns", {"tier": "C"}, [], "2026-03-03", None),
    ("without a tier its duties are D's: 20 days", {"tier": None}, [], "2026-03-03", ("03-19 10:00", "03-22 10:00")),
    ("a list brought them later than the owner", {"imported_at": read("2026-03-04 08:00", CAMPAIGN)}, [], "2026-03-05",
     ("03-11 08:00", "03-14 08:00")),
    ("a reach begins anew", {}, [touch("2026-03-06 15:00", **SPOKEN)], "2026-03-07", ("03-13 15:00", "03-16 15:00")),
    ("a reach without a note does too", {}, [touch("2026-03-06 15:00", disposition="refused")], "2026-03-07",
     ("03-13 15:00", "03-16 15:00")),
    ("a visit does, and a call that came in", {}, [OTouch(read("2026-03-05 10:00", CAMPAIGN), channel="visit"),
     touch("2026-03-06 15:00", direction="in", **SPOKEN)], "2026-03-07", ("03-13 15:00", "03-16 15:00")),
    ("an attempt and an SMS do not", {}, [touch("2026-03-06 15:00"), OTouch(read("2026-03-07 10:00", CAMPAIGN),
     channel="sms")], "2026-03-08", ("03-09 10:00", "03-12 10:00")),
    ("a reach before the owner's first day", {}, [touch("2026-02-20 15:00", **SPOKEN)], "2026-03-03",
     ("03-09 10:00", "03-12 10:00")),
    ("absent for a day and a half", {"away": (stretch("2026-03-05 00:00", "2026-03-06 12:00"),)}, [], "2026-03-03",
     ("03-10 22:00", "03-13 22:00")),
    ("an absence that is over before it would count", {"away": (stretch("2026-02-20 00:00", "2026-03-01 00:00"),)}, [],
     "2026-03-03", ("03-09 10:00", "03-12 10:00")),
    ("absent until nobody knows", {"away": (stretch("2026-03-05 00:00", None),)}, [], "2026-03-06", None),
    ("absent from after the return on", {"away": (stretch("2026-03-12 10:00", None),)}, [], "2026-03-06",
     ("03-09 10:00", "03-12 10:00")),
    ("put off for a day", {"snoozes": (snooze("2026-03-04 10:00", "2026-03-05 10:00"),)}, [], "2026-03-06",
     ("03-10 10:00", "03-13 10:00")),
    ("put off, and taken back after two hours",
     {"snoozes": (snooze("2026-03-04 10:00", "2026-03-05 10:00", "2026-03-04 12:00"),)}, [], "2026-03-06",
     ("03-09 12:00", "03-12 12:00")),
    ("put off, and called after three hours", {"snoozes": (snooze("2026-03-04 10:00", "2026-03-05 10:00"),)},
     [touch("2026-03-04 13:00")], "2026-03-06", ("03-09 13:00", "03-12 13:00")),
    ("a case that is open", {"cases": (stretch("2026-03-04 10:00", None),)}, [], "2026-03-06", None),
    ("a case that was open for two days", {"cases": (stretch("2026-03-04 10:00", "2026-03-06 10:00"),)}, [],
     "2026-03-07", ("03-11 10:00", "03-14 10:00")),
    ("as of a day on which it was open", {"cases": (stretch("2026-03-04 10:00", "2026-03-06 10:00"),)}, [],
     "2026-03-05", None),
    ("a case and an absence at a time stop it once", {"cases": (stretch("2026-03-04 10:00", "2026-03-06 10:00"),),
     "away": (stretch("2026-03-05 10:00", "2026-03-07 10:00"),)}, [], "2026-03-08", ("03-12 10:00", "03-15 10:00")),
    ("promised for the 8th, two days ahead", {}, [touch("2026-03-06 10:00", "2026-03-08 10:00", **SPOKEN)],
     "2026-03-07", ("03-15 10:00", "03-18 10:00")),
    ("and promised anew by an attempt that did not reach", {},
     [touch("2026-03-06 10:00", "2026-03-08 10:00", **SPOKEN), touch("2026-03-07 10:00", "2026-03-10 10:00")],
     "2026-03-07 12:00", ("03-17 10:00", "03-20 10:00")),
    ("an attempt ten minutes before the promise keeps it", {},
     [touch("2026-03-06 10:00", "2026-03-08 10:00", **SPOKEN), touch("2026-03-08 09:50")],
     "2026-03-09", ("03-15 09:50", "03-18 09:50")),
    ("an appointment ahead: from then on", {"milestones": (("appointment", when("2026-03-20 14:00", CAMPAIGN)),)}, [],
     "2026-03-03", ("03-27 14:00", "03-30 14:00")),
    ("an appointment without a time: from 24:00 of its day", {"milestones": (("appointment",
     when("2026-03-20", CAMPAIGN)),)}, [], "2026-03-03", ("03-28 00:00", "03-31 00:00")),
    ("do not call", {}, [touch("2026-03-04 10:00", disposition="do_not_call")], "2026-03-06", None),
    ("do not call, lifted after two days; the call that asked it had reached",
     {"lifted": (read("2026-03-06 10:00", CAMPAIGN),)}, [touch("2026-03-04 10:00", disposition="do_not_call")],
     "2026-03-06 10:00", ("03-13 10:00", "03-16 10:00")),
    ("lost", {"stage": "lost"}, [], "2026-03-03", None),
    ("signed ones return too", {"stage": "signed"}, [], "2026-03-03", ("03-09 10:00", "03-12 10:00")),
    ("dead numbers do not keep them", {}, [touch("2026-03-04 10:00", disposition="invalid_number")], "2026-03-05",
     ("03-09 10:00", "03-12 10:00")),
    ("a pool since the 11th: three days are left", {"pool_since": read("2026-03-11 10:00", CAMPAIGN)},
     [], "2026-03-11 10:00", ("03-11 10:00", "03-14 10:00")),
    ("a list from today on", {"history_until": read("2026-03-11 10:00", CAMPAIGN)}, [], "2026-03-11 10:00",
     ("03-11 10:00", "03-14 10:00")),
]  # fmt: skip


def asked(given: OCustomer, touches: list[OTouch], now: datetime) -> tuple[Any, Any]:
    """Return the warnings of the policy and of the second computation."""
    facts, history = bridge.facts_of(CAMPAIGN, given), bridge.history_of(given, touches)
    plan = policy.plan(BOOK, bridge.frame_of(CAMPAIGN), facts, history, instant(now))
    ours = [
        (bridge.aware(o.due_at), bridge.aware(o.breach_at), o.state(instant(now)).value)
        for o in plan.obligations
        if o.rule == "telesales.pool_warning"
    ]
    with patch.dict(BOOKS, telesales=ORACLE):
        theirs = [
            (o["due_at"], o["breach_at"], o["state"])
            for o in oracle.obligations(CAMPAIGN, given, touches, now)
            if o["rule"] == "telesales.pool_warning"
        ]
    return ours, theirs


@pytest.mark.parametrize(("told", "touches", "now", "expected"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_by_hand(told: Mapping[str, Any], touches: list[OTouch], now: str, expected: tuple[str, str] | None) -> None:
    ours, theirs = asked(customer(**told), touches, read(now, CAMPAIGN))
    times = [] if expected is None else [tuple(read(f"2026-{one}", CAMPAIGN) for one in expected)]
    assert [(due, breach) for due, breach, _ in ours] == times
    assert ours == theirs


@pytest.mark.parametrize(
    ("now", "state"),
    [("03-09 09:59:59", "upcoming"), ("03-09 10:00", "open"), ("03-12 09:59:59", "open"), ("03-12 10:00", "breached")],
)
def test_state(now: str, state: str) -> None:
    ours, theirs = asked(customer(), [], read(f"2026-{now}", CAMPAIGN))
    assert [one[2] for one in ours] == [one[2] for one in theirs] == [state]


@st.composite
def owned(draw: st.DrawFn) -> tuple[OCampaign, OCustomer, list[OTouch]]:
    """A random customer with an owner, absences, cases and snoozes beside their history."""
    campaign, known, touches = draw(members())

    def stretches(most: int, *, lasting: bool) -> list[tuple[datetime, datetime | None]]:
        found: list[tuple[datetime, datetime | None]] = []
        for _ in range(draw(st.integers(0, most))):
            since = draw(instants())
            hours = draw(st.sampled_from((1, 24, 72, 300, None if lasting else 5)))
            found.append((since, None if hours is None else since + timedelta(hours=hours)))
        return found

    snoozes = []
    for since, until in sorted(stretches(2, lasting=False), key=lambda one: one[0]):
        assert until is not None
        back = since + timedelta(hours=draw(st.integers(1, 40))) if draw(st.booleans()) else None
        snoozes.append((since, until, back))
    return (
        campaign,
        replace(
            known,
            owner=draw(st.sampled_from(("王敏", "王敏", "王敏", None))),
            owned_since=draw(instants()),
            pool_since=draw(st.none() | instants()),
            away=stretches(3, lasting=True),
            cases=stretches(2, lasting=True),
            snoozes=snoozes,
            lifted=sorted(draw(st.lists(instants(), max_size=2))),
        ),
        touches,
    )


MANY = settings(max_examples=examples(150, 1500), suppress_health_check=list(HealthCheck))


@MANY
@given(st.data())
def test_against_the_second_computation(data: st.DataObject) -> None:
    campaign, known, touches = data.draw(owned())
    now = data.draw(instants())
    with patch.dict(BOOKS, telesales=ORACLE), patch.object(bridge, "book", lambda _name="": BOOK):
        expected = oracle.obligations(campaign, known, touches, now)
        edges = [at for o in expected if o["rule"].endswith("pool_warning") for at in (o["due_at"], o["breach_at"])]
        if edges:
            edge: datetime = data.draw(st.sampled_from(edges))
            now = edge + timedelta(seconds=data.draw(st.integers(-1, 1)))
            expected = oracle.obligations(campaign, known, touches, now)
        assert bridge.obligations(campaign, known, touches, now) == expected


@MANY
@given(st.data())
def test_nothing_changes_before_valid_until(data: st.DataObject) -> None:
    campaign, known, touches = data.draw(owned())
    now = data.draw(instants())
    with patch.object(bridge, "book", lambda _name="": BOOK):
        plan = bridge.folded(campaign, known, touches, now)
        ahead = plan.valid_until if plan.valid_until is not None else instant(now) + 40 * 86_400_000
        for place in (ahead - instant(now) - 1, data.draw(st.integers(0, ahead - instant(now) - 1))):
            again = bridge.folded(campaign, known, touches, bridge.aware(instant(now) + place))
            assert (again.obligations, again.valid_until) == (plan.obligations, plan.valid_until)


def without_pool() -> Rulebook:
    return load(shipped_text("telesales"), "telesales")


@MANY
@given(st.data())
def test_without_a_pool_nothing_changes(data: st.DataObject) -> None:
    campaign, known, touches = data.draw(owned())
    now = data.draw(instants())
    never = replace(known, owned_since=None, pool_since=None, away=(), cases=())
    with patch.object(bridge, "book", lambda _name="": without_pool()):
        plan = bridge.folded(campaign, known, touches, now)
        assert plan == bridge.folded(campaign, never, touches, now)
    with patch.object(bridge, "book", lambda _name="": BOOK):
        pooled = bridge.folded(campaign, known, touches, now)
    kept = tuple(o for o in pooled.obligations if not o.rule.endswith(".pool_warning"))
    assert (kept, pooled.placement, pooled.held) == (plan.obligations, plan.placement, plan.held)
