"""The words that the cases are written in: numbers, an inquiry, calls, and the plan of that inquiry."""

from __future__ import annotations

from typing import Any

N1, N2, N3 = "+8613800000001", "+8613800000002", "+8613800000003"
GOOD = "wants the price list"  # a note that counts: more than 5 characters

INQUIRY = [("inquiry", "2026-03-02 09:00")]  # a Monday
NEW_YORK = {"timezone": "America/New_York", "country": "US"}
CAIRO = {"timezone": "Africa/Cairo", "country": "EG"}


def call(at: str, disposition: str, note: str = "", **more: Any) -> dict[str, Any]:
    return {"at": at, "disposition": disposition, "note": note, **more}


def good(at: str, disposition: str = "neutral", **more: Any) -> dict[str, Any]:
    return call(at, disposition, GOOD, **more)


def incoming(at: str, disposition: str = "neutral", **more: Any) -> dict[str, Any]:
    return call(at, disposition, "", direction="in", **more)


def sms(at: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "channel": "sms", **more}


def visit(at: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "channel": "visit", **more}


# The cadence of the inquiry of Monday 2 March 2026 09:00: N+1 = 3, N+4 = 6, N+5 = 7, N+7 = 9 March.
N4 = ("intro.N+4", "call", "2026-03-06 00:00", "2026-03-07 00:00", "upcoming")
N5 = ("promo_sms", "sms", "2026-03-07 00:00", "2026-03-08 00:00", "upcoming")
N7 = ("intro.N+7", "call", "2026-03-09 00:00", "2026-03-10 00:00", "upcoming")
THANKS_OPEN = ("thanks_sms", "sms", "2026-03-02 09:00", "2026-03-03 00:00", "open")
THANKS_LATE = ("thanks_sms", "sms", "2026-03-02 09:00", "2026-03-03 00:00", "breached")
N1_AHEAD = ("intro.N+1", "call", "2026-03-03 00:00", "2026-03-04 00:00", "upcoming")
PROMO_LATE = ("promo_sms", "sms", "2026-03-07 00:00", "2026-03-08 00:00", "breached")


def inquired(ref: str, tier: str | None, at: str, *touches: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"customer": {"ref": ref, "tier": tier, "milestones": [("inquiry", at)], **more}, "touches": list(touches)}
