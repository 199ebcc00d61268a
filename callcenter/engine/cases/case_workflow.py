"""The work on a case: which step is possible in which state, who may take it, where it leads.

See docs/rules.md#r1-exceptions, #r10-survey, #r15-results.
"""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct

from callcenter.model import CaseKind, CaseState


class CaseAct(Enum):
    """A step that somebody takes in the work on a case."""

    TAKE = auto()
    """Take it oneself."""
    GIVE = auto()
    """Give it to somebody else."""
    REPORT = auto()
    CLOSE = auto()
    REOPEN = auto()
    REVIEW = auto()
    """Review the result that is appealed, which settles the appeal."""
    CALL_BACK = auto()
    """Record the second follow-up call that it asks for."""


class Objection(Enum):
    """A reason against a step; the first that holds is told."""

    HELD_ALREADY = auto()
    """The one who would take it has it."""
    HELD_BY_ANOTHER = auto()
    TO_BE_SEEN_FIRST = auto()
    """A supervisor looks at an exception before anybody works on it."""
    NOT_A_SUPERVISOR = auto()
    NOBODY_HAS_IT = auto()
    NOT_THE_HELPER = auto()
    CLOSED = auto()
    NOT_CLOSED = auto()
    CONCERNED = auto()
    """The one who would review an appeal called or appealed (docs/rules.md#r15-results)."""
    NO_APPEAL = auto()
    NO_SECOND_CALL = auto()


class Worker(Struct, frozen=True):
    """A person before a step: ``settles`` with the right to settle cases, ``has_it`` as the assignee of this one.

    ``concerned``: of an appeal, the one who would review it called or appealed.
    """

    settles: bool
    has_it: bool = False
    concerned: bool = False


def objection(act: CaseAct, kind: CaseKind, state: CaseState, worker: Worker) -> Objection | None:
    """The first thing that stands against a step; None where it may be taken."""
    found = _OBJECTIONS[act](kind, state, worker)
    if found is None and act in _REVIEWING and kind is CaseKind.APPEAL and worker.concerned:
        return Objection.CONCERNED
    return found


def state_after(act: CaseAct) -> CaseState | None:
    """The state to which a step leads; None where the case stays as it is."""
    return _LEADS_TO.get(act)


def taken_by_calling(kind: CaseKind, state: CaseState) -> bool:
    """Tell whether who calls the customer of a case takes the case: a second follow-up call that nobody has."""
    return kind is CaseKind.SECOND_CALL and state is CaseState.OPEN


def _taking(kind: CaseKind, state: CaseState, worker: Worker) -> Objection | None:
    if state is CaseState.CLOSED and not worker.settles:
        return Objection.NOT_A_SUPERVISOR
    if worker.has_it and state is CaseState.ASSIGNED:
        return Objection.HELD_ALREADY
    if state in (CaseState.ASSIGNED, CaseState.REPORTED) and not worker.settles:
        return Objection.HELD_BY_ANOTHER
    return Objection.TO_BE_SEEN_FIRST if kind is CaseKind.EXCEPTION and not worker.settles else None


def _giving(_kind: CaseKind, _state: CaseState, worker: Worker) -> Objection | None:
    return None if worker.settles else Objection.NOT_A_SUPERVISOR


def _reporting(_kind: CaseKind, state: CaseState, worker: Worker) -> Objection | None:
    if state is not CaseState.ASSIGNED:
        return Objection.NOBODY_HAS_IT
    return None if worker.has_it or worker.settles else Objection.NOT_THE_HELPER


def _closing(_kind: CaseKind, state: CaseState, worker: Worker) -> Objection | None:
    if state is CaseState.CLOSED:
        return Objection.CLOSED
    return None if worker.settles else Objection.NOT_A_SUPERVISOR


def _reopening(_kind: CaseKind, state: CaseState, worker: Worker) -> Objection | None:
    if state is not CaseState.CLOSED:
        return Objection.NOT_CLOSED
    return None if worker.settles else Objection.NOT_A_SUPERVISOR


def _reviewing(kind: CaseKind, state: CaseState, worker: Worker) -> Objection | None:
    if kind is not CaseKind.APPEAL:
        return Objection.NO_APPEAL
    return _closing(kind, state, worker)


def _calling_back(kind: CaseKind, state: CaseState, _worker: Worker) -> Objection | None:
    if kind is not CaseKind.SECOND_CALL:
        return Objection.NO_SECOND_CALL
    return Objection.CLOSED if state is CaseState.CLOSED else None


_OBJECTIONS = {
    CaseAct.TAKE: _taking,
    CaseAct.GIVE: _giving,
    CaseAct.REPORT: _reporting,
    CaseAct.CLOSE: _closing,
    CaseAct.REOPEN: _reopening,
    CaseAct.REVIEW: _reviewing,
    CaseAct.CALL_BACK: _calling_back,
}
_REVIEWING = frozenset({CaseAct.TAKE, CaseAct.GIVE, CaseAct.CLOSE, CaseAct.REVIEW})
"""Steps after which somebody reviews an appeal, or has."""

_LEADS_TO = {
    CaseAct.TAKE: CaseState.ASSIGNED,
    CaseAct.GIVE: CaseState.ASSIGNED,
    CaseAct.REPORT: CaseState.REPORTED,
    CaseAct.CLOSE: CaseState.CLOSED,
    CaseAct.REVIEW: CaseState.CLOSED,
    CaseAct.REOPEN: CaseState.OPEN,
}
