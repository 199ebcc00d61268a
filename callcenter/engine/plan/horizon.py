"""An instant that remembers what it was compared with: where ``Plan.valid_until`` comes from.

See docs/architecture.md#horizon.
"""

from __future__ import annotations

from callcenter.model import Instant


def earlier(one: Instant | None, other: Instant | None) -> Instant | None:
    """The earlier of two instants; None stands for never."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


class Horizon:
    """The moment of a fold. Whoever asks whether something has come tells it, by asking, when the answer changes."""

    __slots__ = ("next_change", "now")

    def __init__(self, now: Instant) -> None:
        self.now = now
        self.next_change: Instant | None = None

    def has_come(self, at: Instant) -> bool:
        """Tell whether ``at`` is now or past; an instant ahead is remembered as one at which the plan may change."""
        if at <= self.now:
            return True
        if self.next_change is None or at < self.next_change:
            self.next_change = at
        return False
