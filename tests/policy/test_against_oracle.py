"""Random histories through the policy and through the slow, plain computation that was made straight from the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcenter import policy
from callcenter.model import Lane, Offer
from callcenter.workdays import instant
from tests.oracle import oracle
from tests.oracle.oracle import OCampaign, OCustomer, OTouch
from tests.policy import bridge
from tests.policy.histories import instants, members
from tests.support.search import examples

Member = tuple[OCampaign, OCustomer, list[OTouch]]
THOUSANDS = settings(
    max_examples=examples(150, 600),
    suppress_health_check=list(HealthCheck),
)


@st.composite
def moments(draw: st.DrawFn, member: Member) -> datetime:
    """An instant near the history: at an obligation's edge, one second beside it, or anywhere."""
    campaign, customer, touches = member
    anywhere = draw(instants())
    listed = oracle.obligations(campaign, customer, touches, anywhere)
    edges = [at for o in listed for at in (o["due_at"], o["breach_at"])] + [t.at for t in touches]
    if not edges or not draw(st.integers(0, 2)):
        return anywhere
    at: datetime = draw(st.sampled_from(edges))
    return at + timedelta(seconds=draw(st.sampled_from((-1, 0, 1, 7200))))


@THOUSANDS
@given(st.data())
def test_same_obligations_entry_and_gate(data: st.DataObject) -> None:
    member = data.draw(members())
    now = data.draw(moments(member))
    assert bridge.obligations(*member, now) == oracle.obligations(*member, now)
    assert bridge.entry(*member, now) == oracle.entry(*member, now)
    said = oracle.why(*member, now)
    assert bridge.why(*member, now) == {key: said[key] for key in ("offered", "gate", "opens_at")}


@THOUSANDS
@given(st.data())
def test_nothing_changes_before_valid_until(data: st.DataObject) -> None:
    member = data.draw(members())
    now = data.draw(moments(member))
    plan = bridge.folded(*member, now)
    ahead = plan.valid_until if plan.valid_until is not None else instant(now) + 40 * 86_400_000
    assert ahead > instant(now)
    # The last moment shows whatever changed on the way and stayed so; one in between what came and went.
    for place in (ahead - instant(now) - 1, data.draw(st.integers(0, ahead - instant(now) - 1))):
        again = bridge.folded(*member, bridge.aware(instant(now) + place))
        assert (again.obligations, again.placement, again.held) == (plan.obligations, plan.placement, plan.held)
        assert (again.segments, again.cases, again.findings) == (plan.segments, plan.cases, plan.findings)
        assert again.valid_until == plan.valid_until


@THOUSANDS
@given(st.data())
def test_nothing_is_offered_outside_the_legal_frame(data: st.DataObject) -> None:
    member = data.draw(members())
    campaign, customer, _ = member
    now = data.draw(moments(member))
    plan = bridge.folded(*member, now)
    group = policy.gates(bridge.book(), bridge.frame_of(campaign), customer.timezone or campaign.timezone, instant(now))
    local = now.astimezone(ZoneInfo(customer.timezone or campaign.timezone)).time()
    inside = campaign.legal_start <= local < campaign.legal_end
    assert (group.offer is Offer.NOTHING) == (not inside)
    if policy.offered(plan.placement, group):
        assert inside
        assert plan.placement is not None
        if group.offer is Offer.COMMITMENTS:
            assert plan.placement.lane is Lane.PROMISED


@THOUSANDS
@given(st.data())
def test_one_good_call_closes_every_open_call(data: st.DataObject) -> None:
    campaign, customer, touches = data.draw(members())
    now = data.draw(moments((campaign, customer, touches)))
    before = bridge.folded(campaign, customer, touches, now)
    touches = [t for t in touches if t.at <= now]
    call = OTouch(at=now, agent="王敏", disposition="neutral", note="wants the price list")
    after = bridge.folded(campaign, customer, [*touches, call], now)
    open_calls = {o.rule for o in before.obligations if o.dialled and o.due_at <= instant(now)}
    still = {o.rule for o in after.obligations if o.dialled and o.due_at <= instant(now)}
    assert not still & open_calls - {"telesales.callback"}


@THOUSANDS
@given(st.data())
def test_a_list_from_today_starts_with_nothing_overdue(data: st.DataObject) -> None:
    campaign, customer, touches = data.draw(members())
    begins = data.draw(moments((campaign, customer, touches)))
    since = replace(customer, history_until=begins)
    late = [o for o in bridge.folded(campaign, since, touches, begins).obligations if o.breach_at < instant(begins)]
    assert late == []
    # With nothing before it, the same is owed as without it.
    never, ever = replace(customer, history_until=None), replace(customer, history_until=begins - timedelta(days=9999))
    now = data.draw(moments((campaign, customer, touches)))
    assert bridge.folded(campaign, ever, touches, now) == bridge.folded(campaign, never, touches, now)


@settings(THOUSANDS, max_examples=examples(60, 200))
@given(st.data())
def test_same_queue(data: st.DataObject) -> None:
    first = data.draw(members("K0"))
    team = [first]
    for index in range(1, 8):
        _, customer, touches = data.draw(members(f"K{index}"))
        team.append((first[0], customer, touches))
    now = data.draw(moments(first))
    expected = [(ref, row["lane"], row["rule"]) for ref, row in oracle.queue(team, now)]
    assert bridge.queue(team, now) == expected
    assert len({ref for ref, _, _ in expected}) == len(expected)
