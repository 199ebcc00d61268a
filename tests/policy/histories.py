"""Random customers and histories in the oracle's plain words, crowded around the instants at which rules turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle.oracle import OCampaign, OCustomer, OTouch

NUMBERS = ("+8613800000001", "+8613800000002", "+8613800000003")
DISPOSITIONS = (
    *("no_answer", "busy", "voicemail", "hung_up", "switched_off") * 2,
    *("interested", "neutral", "callback", "appointment") * 3,
    "signed",
    "negative",
    "refused",
    "do_not_call",
    "wrong_person",
    "suspended",
    "invalid_number",
)
# Steps that land on the edges of rules: gaps, rounds, days, weeks, months, and one second beside them.
STEPS = (1, 60, 540, 600, 900, 3600, 7200, 7201, 86_399, 86_400, 172_800, 604_800, 1_209_600)
CAMPAIGNS = (
    OCampaign(),
    OCampaign("America/New_York", "US"),
    OCampaign("Africa/Cairo", "EG"),
    OCampaign("Asia/Shanghai", "CN", closed=(True, (date(2026, 3, 11),))),
)
_BASE = datetime(2026, 1, 20, tzinfo=UTC)


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """An instant of early 2026, often on a full hour or half of it."""
    minute = draw(st.integers(0, 150 * 48)) * 30
    beside = draw(st.sampled_from((0, 0, 0, -1, 1, 17)))
    return _BASE + timedelta(minutes=minute, seconds=beside)


@st.composite
def members(draw: st.DrawFn, ref: str = "K1") -> tuple[OCampaign, OCustomer, list[OTouch]]:
    """One customer with a history that mostly begins at the inquiry."""
    campaign = draw(st.sampled_from(CAMPAIGNS))
    zone = ZoneInfo(campaign.timezone)
    inquiry = draw(instants())

    def dated(at: datetime) -> date | datetime:
        return at.astimezone(zone).date() if draw(st.booleans()) else at

    milestones: list[tuple[str, date | datetime]] = []
    if draw(st.integers(0, 9)):
        milestones.append(("inquiry", dated(inquiry)))
    if not draw(st.integers(0, 9)):
        milestones.append(("inquiry", dated(inquiry + timedelta(days=draw(st.integers(1, 40)), hours=3))))
    if not draw(st.integers(0, 3)):
        milestones.append(("appointment", dated(inquiry + timedelta(days=draw(st.integers(0, 12)), hours=5))))
    if not draw(st.integers(0, 9)):
        milestones.append(("delivered", dated(inquiry + timedelta(days=draw(st.integers(-5, 30))))))
    if not draw(st.integers(0, 4)):
        start = inquiry + timedelta(days=draw(st.integers(-900, 30)))
        milestones.append(("contract_start", dated(start)))
    if not draw(st.integers(0, 4)):
        milestones.append(("contract_end", dated(inquiry + timedelta(days=draw(st.integers(-10, 240))))))
    numbers = list(NUMBERS[: draw(st.integers(0, 3))])
    customer = OCustomer(
        ref=ref,
        tier=draw(st.sampled_from(("A", "A", "B", "C", "D", "E", "E", None))),
        stage=draw(st.sampled_from(("",) * 8 + ("signed", "lost", "closed"))),
        owner=None,
        timezone=draw(st.sampled_from((None, None, None, "America/New_York", "Africa/Cairo"))),
        created_at=dated(inquiry - timedelta(days=draw(st.integers(0, 20)))) if draw(st.booleans()) else None,
        imported_at=_BASE,
        key=draw(st.booleans()),
        milestones=milestones,
        numbers=numbers,
    )
    at = inquiry + timedelta(hours=draw(st.integers(-30, 30)))
    touches = []
    for _ in range(draw(st.integers(0, 9))):
        at += timedelta(seconds=draw(st.sampled_from(STEPS)) * draw(st.integers(1, 2)))
        touches.append(draw(_touches(at, numbers)))
    return campaign, customer, touches


@st.composite
def _touches(draw: st.DrawFn, at: datetime, numbers: Sequence[str]) -> OTouch:
    channel = draw(st.sampled_from(("call",) * 8 + ("sms", "sms", "visit", "email")))
    if channel != "call":
        return OTouch(at=at, channel=channel, direction=draw(st.sampled_from(("out", "out", "in"))))
    disposition = draw(st.sampled_from(DISPOSITIONS))
    ahead = draw(st.sampled_from((None, None, None, 1, 26, 24 * 5, 24 * 20)))
    if disposition == "callback" and ahead is None:
        ahead = 30
    phone: str | None = None
    if numbers and draw(st.booleans()):
        phone = draw(st.sampled_from(numbers))
    return OTouch(
        at=at,
        agent=draw(st.sampled_from(("王敏", "赵磊"))),
        direction=draw(st.sampled_from(("out",) * 6 + ("in",))),
        disposition=disposition,
        note=draw(st.sampled_from(("", "要 报价 单", "wants the price list", "需要和老板商量预算"))),
        callback_at=at + timedelta(hours=ahead) if ahead is not None else None,
        phone=phone,
    )
