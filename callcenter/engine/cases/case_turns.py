"""The turn of each case: somebody's, until when in working time, by kind and state (docs/rules.md#case-ways)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta

from msgspec import Struct

from callcenter.model import CampaignFrame, CaseKind, CaseRole, CaseState, Instant
from callcenter.rulebook.book import Rulebook
from callcenter.workdays import Span, Unit, add_exact, add_working_hours, local_date, midnight, shift_day


class CaseTurn(Struct, frozen=True):
    """A part in a case whose turn it is, and ``within`` what time from the step that brought the case there.

    ``on_working_days``: its hours run day and night on working days, and on no other (docs/rules.md#case-ways).
    """

    by: CaseRole
    within: Span
    on_working_days: bool = False


class CaseMove(Struct, frozen=True):
    """A step in the history of a case, by the word under which it is recorded."""

    action: str
    at: Instant


class CaseTimes(Struct, frozen=True):
    """Times of a case: it was opened, last (``begun``), came to where it is (``moved``), is to be closed
    (``close_by``), and somebody has to take the next step (``act_by``)."""

    begun: Instant
    moved: Instant
    close_by: Instant
    act_by: Instant


def case_turn(kind: CaseKind, state: CaseState) -> CaseTurn | None:
    """The turn of a case; None where it is settled."""
    return _TURNS[kind].get(state)


def case_times(
    book: Rulebook,
    frame: CampaignFrame,
    kind: CaseKind,
    state: CaseState,
    opened_at: Instant,
    moves: Sequence[CaseMove],
) -> CaseTimes:
    """The times of a case after its ``moves``, oldest first. No step has longer than the whole case.

    Opening a settled case again gives it its whole time again.
    """
    begun, moved = _since(opened_at, moves)
    close_by = time_over(frame, begun, book.settled_within(kind))
    turn = case_turn(kind, state)
    if turn is None:
        return CaseTimes(begun, moved, close_by, close_by)
    if turn.on_working_days:
        end = add_working_hours(moved, turn.within.count, frame.zone, frame.country, _DAY_AND_NIGHT)
    else:
        end = time_over(frame, moved, turn.within)
    return CaseTimes(begun, moved, close_by, min(close_by, end))


def time_over(frame: CampaignFrame, since: Instant, span: Span) -> Instant:
    """The end of a time that counts as from a milestone: hours to the second, days to 24:00 of the last one.

    See docs/rules.md#spans.
    """
    if span.unit is Unit.WORKING_HOURS:
        return add_working_hours(since, span.count, frame.zone, frame.country, frame.hours)
    if span.unit is Unit.HOURS:
        return add_exact(since, span, frame.zone)
    return midnight(shift_day(local_date(since, frame.zone), span, frame.country) + timedelta(days=1), frame.zone)


def _since(opened_at: Instant, moves: Sequence[CaseMove]) -> tuple[Instant, Instant]:
    """The instants at which a case was opened, last, and came to where it is."""
    begun = moved = opened_at
    closed = told = False
    before: tuple[Instant, Instant, bool] | None = None
    for move in moves:
        action = move.action
        if action == "closed":
            before, closed = (begun, moved, closed), True
        elif action == "taken_back" and before is not None:
            begun, moved, closed = before
            before = None
        elif action in _MOVES and (action != "dissatisfied" or closed or told):
            before = (begun, moved, closed) if action == "dissatisfied" and closed else None
            begun = move.at if closed or action == "reopened" else begun
            moved = move.at
            told = action == "told" or (told and action == "assigned" and not closed)
            closed = False
    return begun, moved


_MOVES = frozenset(
    {"opened", "assigned", "reported", "investigated", "proposed", "told", "answered", "dissatisfied", "reopened"}
)

_DAY_AND_NIGHT = ((time(0), time.max),)
_HALF_A_DAY = Span(4, Unit.WORKING_HOURS)
_NEXT_DAY = Span(1, Unit.WORKING_DAYS)
_WAITING = CaseTurn(CaseRole.AGENT, _HALF_A_DAY)
"""Nobody has it: any agent of the campaign takes it."""
_TO_BE_SEEN = CaseTurn(CaseRole.SUPERVISOR, _HALF_A_DAY)
_WORKED = CaseTurn(CaseRole.WORKER, _NEXT_DAY)
_REPORTED = {
    CaseState.OPEN: _WAITING,
    CaseState.ASSIGNED: _WORKED,
    CaseState.REPORTED: _TO_BE_SEEN,
}

_TURNS: dict[CaseKind, dict[CaseState, CaseTurn]] = {
    CaseKind.EXCEPTION: {**_REPORTED, CaseState.OPEN: _TO_BE_SEEN},
    CaseKind.COMPLAINT: {
        CaseState.OPEN: _WAITING,
        CaseState.ASSIGNED: _WORKED,
        CaseState.INVESTIGATED: CaseTurn(CaseRole.WORKER, _HALF_A_DAY),
        CaseState.PROPOSED: CaseTurn(CaseRole.WORKER, _HALF_A_DAY),
        CaseState.TOLD: CaseTurn(CaseRole.SUPERVISOR, _NEXT_DAY),
    },
    CaseKind.REPAIR: _REPORTED,
    CaseKind.NUMBER: _REPORTED,
    CaseKind.SECOND_CALL: _REPORTED,
    CaseKind.HAND_ON: {
        CaseState.OPEN: CaseTurn(CaseRole.DEPARTMENT, Span(24, Unit.HOURS), on_working_days=True),
        CaseState.ANSWERED: CaseTurn(CaseRole.AGENT, _NEXT_DAY),
    },
    CaseKind.APPEAL: {**_REPORTED, CaseState.OPEN: CaseTurn(CaseRole.SUPERVISOR, _NEXT_DAY)},
}
