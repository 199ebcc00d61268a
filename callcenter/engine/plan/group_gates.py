"""Gates of whole groups of customers: legal frame, closed days, windows, blocks.

See docs/rules.md#windows.
"""

from __future__ import annotations

from datetime import timedelta

from callcenter.model import DAY, CampaignFrame, Gate, GroupGates, Instant, Offer, ShutGate
from callcenter.rulebook.book import Rulebook
from callcenter.workdays import EVERY_DAY, Hours, edges, is_closed, local_date, midnight, next_start, running

_LOOK_AHEAD = 400


def gates(book: Rulebook, frame: CampaignFrame, zone: str, now: Instant) -> GroupGates:
    """Return what customers living in ``zone`` may be offered at ``now``.

    Windows, blocks and the legal frame are read in ``zone``, closed days in the campaign's.
    """
    legal = (Hours(EVERY_DAY, frame.legal_start, frame.legal_end),)
    shut = []
    offer = Offer.EVERYTHING
    if frame.halted:
        offer = Offer.NOTHING
        shut.append(ShutGate(Gate.CLOSED_DAY, None))
    if running(now, zone, legal) is None:
        offer = Offer.NOTHING
        shut.append(ShutGate(Gate.LEGAL_FRAME, next_start(now, zone, legal)))
    opens = _open_again(frame, now)
    if opens != now and not frame.halted:
        offer = min(offer, Offer.COMMITMENTS)
        shut.append(ShutGate(Gate.CLOSED_DAY, opens))
    if book.windows and running(now, zone, book.windows) is None:
        offer = min(offer, Offer.COMMITMENTS)
        shut.append(ShutGate(Gate.WINDOW, next_start(now, zone, book.windows)))
    blocks = tuple(block.hours for block in book.blocks)
    block = running(now, zone, blocks)
    # Nothing later than the campaign's next midnight is asked for, which is at most two local days away.
    changes = edges(now, zone, (*legal, *book.windows, *blocks), days=3)
    tomorrow = midnight(local_date(now, frame.zone) + timedelta(days=1), frame.zone)
    return GroupGates(
        offer=offer,
        shut=tuple(shut),
        preferred=0 if block is None else book.blocks[block].prefers,
        block_ends=None if block is None else edges(now, zone, (blocks[block],), days=2)[0],
        changes_at=min([*changes[:1], tomorrow]),
    )


def closed_on(frame: CampaignFrame, at: Instant) -> bool:
    """Tell whether the campaign is closed on the campaign day of ``at``."""
    day = local_date(at, frame.zone)
    return is_closed(day, frame.country, holidays_too=frame.closed_holidays, days=frame.closed_days)


def _open_again(frame: CampaignFrame, now: Instant) -> Instant | None:
    """``now`` if the campaign is open, else 00:00 of the next open day; None if it never opens within a year."""
    if not closed_on(frame, now):
        return now
    day = local_date(now, frame.zone)
    for ahead in range(1, _LOOK_AHEAD):
        start = midnight(day + timedelta(days=ahead), frame.zone)
        if not closed_on(frame, start + DAY // 2):
            return start
    return None
