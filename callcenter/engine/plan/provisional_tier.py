"""The provisional tier: until so many follow-ups reached, and then until the agent has confirmed it.

See docs/rules.md#r1-tier.
"""

from __future__ import annotations

from collections.abc import Iterable

from callcenter.engine.plan import touches
from callcenter.model import Disposition, History, Instant
from callcenter.rulebook.book import Rulebook


def is_provisional(book: Rulebook, tier: str | None, history: History, said: Iterable[Instant]) -> bool:
    """Tell whether a tier waits for the agent's word; ``said``: when one was set or confirmed."""
    needed = book.provisional_tier_until_reached
    if needed is None or tier is None:
        return False
    reached = [touch.at for touch in history.touches if touches.reached(touch)]
    return len(reached) < needed or not any(at >= reached[needed - 1] for at in said)


def is_confirmed_after(book: Rulebook, history: History, disposition: Disposition) -> bool:
    """Tell whether a provisional tier is to be confirmed after the call that ends so: enough have reached then."""
    needed = book.provisional_tier_until_reached
    if needed is None or disposition is Disposition.DO_NOT_CALL:
        return False
    return sum(touches.reached(touch) for touch in history.touches) + 1 >= needed
