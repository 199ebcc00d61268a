"""Random customers and histories in the oracle's plain words, crowded around the instants at which rules turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
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
FRAMES = (
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


@dataclass(frozen=True)
class Kind:
    """Traits of a rulebook's customers: milestones that its rules start from, tiers, columns with values."""

    milestones: tuple[str, ...]
    tiers: tuple[str | None, ...] = (None,)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    birthday: bool = False
    revenue: tuple[str | None, ...] = (None,)


_YES_NO = ("", "是", "no", "否", "1", "0")
KINDS: Mapping[str, Kind] = {
    "abc": Kind(("quoted",), ("A", "B", "C", None), {"close_probability": ("", "60", "60.5", "61%", "x")}),
    "export": Kind(("expo", "samples_arrived")),
    "key-account": Kind(("question",), ("VIP", "regular", "small", None), revenue=(None, "0", "100", "1e3", "2000.5")),
    "power": Kind(
        ("connected", "question", "complaint_resolved"),
        columns={"high_voltage": _YES_NO, "capacity_kva": ("", "1,999", "2000"), "annual_kwh": ("", "5,000,000")},
    ),
    "distributor": Kind(
        ("delivered", "warranty_end"),
        ("A", "B", "C", "D", None),
        {"units_per_year": ("", "", "9", "10", "50", "1,200"), "units": ("", "0", "1", "4", "5", "12")},
    ),
    "electrical": Kind(("contract_start",), ("A1", "A2", "B1", "B4", None)),
    "service": Kind(("complaint_resolved", "repair_done")),
    "store": Kind(("delivered",), birthday=True),
    "online-shop": Kind(("shipped",)),
    "dealership": Kind(("inquiry", "delivered", "contract_start"), ("A", "B", "C", "D", "E", None), birthday=True),
    "insurance": Kind(("contract_start", "inquiry")),
    "brokerage": Kind(
        ("account_opened", "event"),
        columns={
            "assets_cny": ("", "9999999", "10,000,000"),
            "vip": _YES_NO,
            "loss_gap": ("", "19.9", "20"),
            "dormant": ("", "", "", "yes"),
            "margin": ("", "是"),
        },
    ),
}


@st.composite
def book_members(draw: st.DrawFn, book: str, ref: str = "K1") -> tuple[OCampaign, OCustomer, list[OTouch]]:
    """One customer of a rulebook beside telesales, with a history that mostly begins at its first milestone."""
    kind = KINDS[book]
    campaign = replace(draw(st.sampled_from(FRAMES)), rulebook=book)
    zone = ZoneInfo(campaign.timezone)
    start = draw(instants())

    def dated(at: datetime) -> date | datetime:
        return at.astimezone(zone).date() if draw(st.booleans()) else at

    milestones: list[tuple[str, date | datetime]] = []
    for name in (*kind.milestones, *kind.milestones[:1]):
        if draw(st.integers(0, 3)):
            days = draw(st.sampled_from((0, 0, 0, 1, 30, 90, -20, -400)))
            milestones.append((name, dated(start + timedelta(days=days, hours=draw(st.integers(0, 5))))))
    if not draw(st.integers(0, 5)):
        milestones.append(("appointment", dated(start + timedelta(days=draw(st.integers(0, 12)), hours=5))))
    if not draw(st.integers(0, 3)):
        milestones.append(("hand_on_answered", dated(start + timedelta(days=draw(st.integers(0, 40)), hours=3))))
    if "expo" in kind.milestones and draw(st.booleans()):
        for name in ("handed_out", *["reported"] * draw(st.integers(0, 2))):
            milestones.append((name, dated(start + timedelta(days=draw(st.integers(-5, 60)), hours=3))))
    numbers = list(NUMBERS[: draw(st.integers(0, 2))])
    born = draw(st.sampled_from((date(1980, 2, 29), date(1990, 3, 5), date(1985, 12, 31), date(1970, 1, 1))))
    revenue = draw(st.sampled_from(kind.revenue))
    customer = OCustomer(
        ref=ref,
        tier=draw(st.sampled_from(kind.tiers)),
        stage=draw(st.sampled_from(("",) * 9 + ("signed", "lost"))),
        owner=draw(st.sampled_from((None, "王敏", "赵磊"))),
        timezone=draw(st.sampled_from((None, None, None, "America/New_York", "Africa/Cairo"))),
        created_at=dated(start - timedelta(days=draw(st.integers(-3, 20)))) if draw(st.booleans()) else None,
        imported_at=_BASE,
        key=not draw(st.integers(0, 3)),
        milestones=milestones,
        numbers=numbers,
        attributes={name: draw(st.sampled_from(values)) for name, values in kind.columns.items()},
        birthday=born if kind.birthday and draw(st.booleans()) else None,
        revenue=None if revenue is None else Decimal(revenue),
        history_until=draw(st.none() | instants()),
    )
    return campaign, customer, draw(_histories(start, numbers))


@st.composite
def _histories(draw: st.DrawFn, start: datetime, numbers: Sequence[str]) -> list[OTouch]:
    at = start + timedelta(hours=draw(st.integers(-30, 30)))
    touches = []
    for _ in range(draw(st.integers(0, 9))):
        at += timedelta(seconds=draw(st.sampled_from(STEPS)) * draw(st.integers(1, 2)))
        touches.append(draw(_touches(at, numbers)))
    return touches


@st.composite
def members(draw: st.DrawFn, ref: str = "K1") -> tuple[OCampaign, OCustomer, list[OTouch]]:
    """One customer with a history that mostly begins at the inquiry."""
    campaign = draw(st.sampled_from(FRAMES))
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
    if not draw(st.integers(0, 4)):
        milestones.append(("hand_on_answered", dated(inquiry + timedelta(days=draw(st.integers(-5, 40)), hours=3))))
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
        history_until=draw(st.none() | instants()),
    )
    return campaign, customer, draw(_histories(inquiry, numbers))


@st.composite
def _touches(draw: st.DrawFn, at: datetime, numbers: Sequence[str]) -> OTouch:
    channel = draw(st.sampled_from(("call",) * 8 + ("sms", "sms", "visit", "email")))
    if channel != "call":
        direction, team = draw(st.sampled_from(("out", "out", "in"))), draw(st.sampled_from((None, "technical")))
        return OTouch(at=at, channel=channel, direction=direction, team=team)
    disposition = draw(st.sampled_from(DISPOSITIONS))
    ahead = draw(st.sampled_from((None, None, None, 1, 26, 24 * 5, 24 * 20)))
    if disposition == "callback" and ahead is None:
        ahead = 30
    phone: str | None = None
    if draw(st.booleans()) and numbers:
        phone = draw(st.sampled_from(numbers))
    return OTouch(
        at=at,
        agent=draw(st.sampled_from(("王敏", "赵磊"))),
        direction=draw(st.sampled_from(("out",) * 6 + ("in",))),
        disposition=disposition,
        note=draw(st.sampled_from(("", "要 报价 单", "wants the price list", "需要和老板商量预算"))),
        callback_at=at + timedelta(hours=ahead) if ahead is not None else None,
        phone=phone,
        team=draw(st.sampled_from((None, None, "technical"))),
    )
