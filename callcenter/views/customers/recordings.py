"""Recordings as rooms outside the store see them."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant


class ExpiredRecording(Struct, frozen=True):
    """A recording that was kept as long as its campaign asks for: until ``kept_until`` (docs/rules.md#r27)."""

    touch_id: int
    ref: str
    customer: str
    campaign: str
    zone: str
    at: Instant
    agent: str
    recording: str
    kept_until: Instant
