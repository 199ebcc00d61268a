"""Conflicts: two agents register one customer (docs/rules.md#r6)."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant


class Registered(Struct, frozen=True):
    """Facts that the second agent is told of a colleague's record: whose it is since when, and nothing of the customer.

    ``same_person``: name and number, or name and company, are the same; else only the number is. ``kept``: it was
    brought up to date within a month, so that they keep the customer.
    """

    agent: str
    registered_at: Instant
    updated_at: Instant
    same_person: bool
    kept: bool
    zone: str
