"""The pool: customers without an owner, and how many of them an agent may still take (docs/rules.md#r33)."""

from __future__ import annotations

from msgspec import Struct

from callcenter.model import Instant, Lane


class PoolRow(Struct, frozen=True):
    """A customer of the pool. ``lane`` None = not to be dialled now. ``since`` and ``former``: when they lost their
    last owner, and that agent; None and '' where they never had one."""

    ref: str
    name: str
    company: str
    tier: str | None
    phone: str
    campaign: str
    zone: str
    country: str
    lane: Lane | None
    pinyin: str = ""
    since: Instant | None = None
    former: str = ""


class PoolRoom(Struct, frozen=True):
    """Customers whom an agent has and has taken today, and may, in a campaign whose rulebook has a pool."""

    campaign: str
    held: int
    holding: int
    taken: int
    per_day: int

    @property
    def left(self) -> int:
        """Return how many they may still take today."""
        return max(min(self.holding - self.held, self.per_day - self.taken), 0)


class PoolPage(Struct, frozen=True):
    """The first customers of the pool and the number of all; ``rooms`` of the agent who asks, a campaign each."""

    rows: tuple[PoolRow, ...]
    total: int
    rooms: tuple[PoolRoom, ...]
