"""The way of each kind of case: a table of kind, step and role (docs/rules.md#case-ways).

A cell says from which states a step is taken, by whom, into which state it leads and what it changes besides.
"""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct

from callcenter.model import CaseKind, CaseRole, CaseState, MilestoneKind, Result
from callcenter.rulebook.book import Rulebook


class CaseAct(Enum):
    """A step that somebody takes in the work on a case."""

    TAKE = auto()
    """Take it oneself."""
    GIVE = auto()
    """Give it to somebody else; the supervisor confirms an exception so, and hands it on."""
    REPORT = auto()
    INVESTIGATE = auto()
    """Record what a complaint comes from."""
    PROPOSE = auto()
    """Record what is proposed to the customer."""
    TELL = auto()
    """Record that the customer was told."""
    DISSATISFY = auto()
    """Record that the customer is not satisfied."""
    CHASE = auto()
    """Ask the department again to which it was handed on."""
    ANSWER = auto()
    """Record the answer of the department."""
    CLOSE = auto()
    REOPEN = auto()
    REVIEW = auto()
    """Review the result that is appealed, which settles the appeal."""
    CALL_BACK = auto()
    """Record the second follow-up call that it asks for."""
    PASS = auto()
    """A second follow-up call passed, which settles the case; so does a review that finds that the first one did."""
    PASS_TAKEN_BACK = auto()
    """The call that passed was taken back or corrected: whoever had the case has it again."""


class CaseEffect(Enum):
    """A change that a step makes besides the case's own state."""

    CUSTOMER_GOES = auto()
    """The customer goes to the one who has the case."""
    CUSTOMER_RETURNS = auto()
    """The customer returns to the first agent."""
    MILESTONE = auto()
    """The milestone of :func:`recorded_milestone`, from which rules count."""
    MILESTONE_TAKEN_BACK = auto()
    TOUCH = auto()
    """A call of the customer, or the correction of one."""


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
    OTHER_WAY = auto()
    """Cases of this kind have no such step, or not at this point."""


class Worker(Struct, frozen=True):
    """A person before a step: ``settles`` with the right to settle cases, ``has_it`` as the assignee of this one.

    ``stands_in``: as the deputy of an absent assignee (docs/rules.md#absence); ``concerned``: of an appeal, the one who
    would review it called or appealed.
    """

    settles: bool
    has_it: bool = False
    stands_in: bool = False
    concerned: bool = False


class CaseCell(Struct, frozen=True):
    """A step of a kind of case. ``by``: whoever has one of these parts; for others ``otherwise`` stands against it.

    ``to`` None: the state stays. ``another``: only a person whom the case does not concern.
    """

    act: CaseAct
    come_from: frozenset[CaseState]
    by: frozenset[CaseRole]
    otherwise: Objection
    to: CaseState | None
    effects: frozenset[CaseEffect] = frozenset()
    another: bool = False


def cell(kind: CaseKind, act: CaseAct, state: CaseState) -> CaseCell | None:
    """The cell of a step from a state; None where the kind has no such step there."""
    return _CELLS.get((kind, act, state))


def objection(act: CaseAct, kind: CaseKind, state: CaseState, worker: Worker) -> Objection | None:
    """The first thing that stands against a person's step; None where it may be taken."""
    if act is CaseAct.TAKE and worker.has_it and state in _WITH_SOMEBODY:
        return Objection.HELD_ALREADY
    found = cell(kind, act, state)
    if found is None:
        return _out_of_way(act, kind, state)
    if found.by.isdisjoint(_parts(worker)):
        return found.otherwise
    return Objection.CONCERNED if found.another and worker.concerned else None


def recorded_next(kind: CaseKind, state: CaseState) -> CaseAct:
    """The step that the one who has a case records next."""
    if kind is CaseKind.HAND_ON:
        return CaseAct.TELL if state is CaseState.ANSWERED else CaseAct.ANSWER
    if kind is not CaseKind.COMPLAINT:
        return CaseAct.REPORT
    return _COMPLAINT_STEPS.get(state, CaseAct.INVESTIGATE)


def settled_by_call(kind: CaseKind, state: CaseState, result: Result | None) -> CaseCell | None:
    """The cell that a second follow-up call takes by its result; None where it settles nothing."""
    return cell(kind, CaseAct.PASS, state) if result is Result.PASSED else None


def recorded_milestone(book: Rulebook, kind: CaseKind) -> MilestoneKind | None:
    """The milestone that a case of this kind leaves: at its close as the book says, at a department's answer always."""
    return MilestoneKind.HAND_ON_ANSWERED if kind is CaseKind.HAND_ON else book.recorded_by_closing(kind)


def causes_asked(book: Rulebook, act: CaseAct) -> tuple[str, ...]:
    """The causes of which one is named with a step, as the book lists them; none where nobody asks."""
    return book.complaint.causes if act is CaseAct.INVESTIGATE else ()


def taken_by_calling(kind: CaseKind, state: CaseState) -> bool:
    """Tell whether who calls the customer of a case takes the case: a second follow-up call that nobody has."""
    return kind is CaseKind.SECOND_CALL and state is CaseState.OPEN


def _parts(worker: Worker) -> set[CaseRole]:
    parts = {CaseRole.AGENT}
    if worker.has_it:
        parts.add(CaseRole.WORKER)
    if worker.stands_in:
        parts.add(CaseRole.DEPUTY)
    if worker.settles:
        parts.add(CaseRole.SUPERVISOR)
    return parts


def _out_of_way(act: CaseAct, kind: CaseKind, state: CaseState) -> Objection:
    if act is CaseAct.REVIEW and kind is not CaseKind.APPEAL:
        return Objection.NO_APPEAL
    if act is CaseAct.CALL_BACK and kind is not CaseKind.SECOND_CALL:
        return Objection.NO_SECOND_CALL
    if act is CaseAct.REOPEN:
        return Objection.NOT_CLOSED
    if kind is CaseKind.HAND_ON and act is not CaseAct.CLOSE:
        return Objection.OTHER_WAY
    if not any(key[:2] == (kind, act) for key in _CELLS):
        return Objection.OTHER_WAY
    if act in _RECORDED:
        nobody = state not in _WITH_SOMEBODY
        return Objection.NOBODY_HAS_IT if nobody else Objection.OTHER_WAY
    return Objection.CLOSED


# --- the table --------------------------------------------------------------------------------------------------

_OPEN, _ASSIGNED, _REPORTED, _CLOSED = CaseState.OPEN, CaseState.ASSIGNED, CaseState.REPORTED, CaseState.CLOSED
_INVESTIGATED, _PROPOSED, _TOLD = CaseState.INVESTIGATED, CaseState.PROPOSED, CaseState.TOLD
_WITH_SOMEBODY = frozenset({_ASSIGNED, _INVESTIGATED, _PROPOSED, _TOLD})
_RECORDED = frozenset({CaseAct.REPORT, CaseAct.INVESTIGATE, CaseAct.PROPOSE, CaseAct.TELL, CaseAct.DISSATISFY})
_COMPLAINT_STEPS = {
    _INVESTIGATED: CaseAct.PROPOSE,
    _PROPOSED: CaseAct.TELL,
    _TOLD: CaseAct.DISSATISFY,
}
_ANYBODY = frozenset({CaseRole.AGENT})
_SUPERVISOR = frozenset({CaseRole.SUPERVISOR})
_WHO_HAS_IT = frozenset({CaseRole.WORKER, CaseRole.DEPUTY, CaseRole.SUPERVISOR})
_BOOK = frozenset({CaseRole.BOOK})


def _held(
    underway: frozenset[CaseState],
    *,
    first: frozenset[CaseRole] = _ANYBODY,
    effects: frozenset[CaseEffect] = frozenset(),
    another: bool = False,
) -> tuple[CaseCell, ...]:
    """The cells by which somebody gets a case; ``underway``: states that stay, whoever has it.

    ``first``: who takes one that nobody has.
    """
    act, again = CaseAct.TAKE, effects | {CaseEffect.MILESTONE_TAKEN_BACK}
    anew, closed = frozenset({_ASSIGNED} if underway else {_ASSIGNED, _REPORTED}), frozenset({_CLOSED})
    no_other, boss = Objection.HELD_BY_ANOTHER, Objection.NOT_A_SUPERVISOR
    unseen = Objection.TO_BE_SEEN_FIRST
    cells = [
        CaseCell(act, frozenset({_OPEN}), first, unseen, _ASSIGNED, effects, another),
        CaseCell(act, anew, _SUPERVISOR, no_other, _ASSIGNED, effects, another),
        CaseCell(act, closed, _SUPERVISOR, boss, _ASSIGNED, again, another),
        CaseCell(CaseAct.GIVE, anew | {_OPEN}, _SUPERVISOR, boss, _ASSIGNED, effects, another),
        CaseCell(CaseAct.GIVE, closed, _SUPERVISOR, boss, _ASSIGNED, again, another),
    ]
    if underway:
        cells += [
            CaseCell(act, underway, _SUPERVISOR, no_other, None, effects, another),
            CaseCell(CaseAct.GIVE, underway, _SUPERVISOR, boss, None, effects, another),
        ]
    return tuple(cells)


def _settled(come_from: frozenset[CaseState], *effects: CaseEffect, another: bool = False) -> tuple[CaseCell, ...]:
    """The cells by which a case is closed, and opened again by a supervisor or by a dissatisfied answer (R10)."""
    boss, closed = Objection.NOT_A_SUPERVISOR, frozenset({_CLOSED})
    back = frozenset({CaseEffect.MILESTONE_TAKEN_BACK})
    return (
        CaseCell(CaseAct.CLOSE, come_from, _SUPERVISOR, boss, _CLOSED, frozenset(effects), another),
        CaseCell(CaseAct.REOPEN, closed, _SUPERVISOR, boss, _OPEN, back),
        CaseCell(CaseAct.DISSATISFY, closed, _BOOK, Objection.NOBODY_HAS_IT, _OPEN),
    )


def _recorded(act: CaseAct, come_from: CaseState, to: CaseState) -> CaseCell:
    return CaseCell(act, frozenset({come_from}), _WHO_HAS_IT, Objection.NOT_THE_HELPER, to)


_NOT_CLOSED = frozenset({_OPEN, _ASSIGNED, _REPORTED})
_NONE: frozenset[CaseState] = frozenset()
_REPORTING = _recorded(CaseAct.REPORT, _ASSIGNED, _REPORTED)
_COMPLAINT = frozenset({_INVESTIGATED, _PROPOSED, _TOLD})

_WAYS: dict[CaseKind, tuple[CaseCell, ...]] = {
    # R1: raised, confirmed by the supervisor who gives it to an agent, a field salesperson or themself, reported,
    # closed or handed on; the customer goes along and returns.
    CaseKind.EXCEPTION: (
        *_held(_NONE, first=_SUPERVISOR, effects=frozenset({CaseEffect.CUSTOMER_GOES})),
        _REPORTING,
        *_settled(_NOT_CLOSED, CaseEffect.CUSTOMER_RETURNS, CaseEffect.MILESTONE),
    ),
    # R18: registered, investigated, proposed, told, followed until the customer is satisfied. R7, R10: its close
    # records the milestone that owes a call.
    CaseKind.COMPLAINT: (
        *_held(_COMPLAINT),
        _recorded(CaseAct.INVESTIGATE, _ASSIGNED, _INVESTIGATED),
        _recorded(CaseAct.PROPOSE, _INVESTIGATED, _PROPOSED),
        _recorded(CaseAct.TELL, _PROPOSED, _TOLD),
        _recorded(CaseAct.DISSATISFY, _TOLD, _ASSIGNED),
        *_settled(_COMPLAINT | {_OPEN, _ASSIGNED}, CaseEffect.MILESTONE),
    ),
    # R10: its close records the milestone that owes a call.
    CaseKind.REPAIR: (*_held(_NONE), _REPORTING, *_settled(_NOT_CLOSED, CaseEffect.MILESTONE)),
    CaseKind.NUMBER: (*_held(_NONE), _REPORTING, *_settled(_NOT_CLOSED, CaseEffect.MILESTONE)),
    # R15: a second call of the branch; one that passed closes it as a supervisor's close does.
    CaseKind.SECOND_CALL: (
        *_held(_NONE),
        _REPORTING,
        CaseCell(CaseAct.CALL_BACK, _NOT_CLOSED, _ANYBODY, Objection.CLOSED, None, frozenset({CaseEffect.TOUCH})),
        CaseCell(CaseAct.PASS, _NOT_CLOSED, _BOOK, Objection.OTHER_WAY, _CLOSED, frozenset({CaseEffect.MILESTONE})),
        CaseCell(
            CaseAct.PASS_TAKEN_BACK,
            frozenset({_CLOSED}),
            _BOOK,
            Objection.OTHER_WAY,
            _ASSIGNED,
            frozenset({CaseEffect.MILESTONE_TAKEN_BACK}),
        ),
        *_settled(_NOT_CLOSED, CaseEffect.MILESTONE),
    ),
    # R15: reviewed by another person than who called or appealed.
    CaseKind.APPEAL: (
        *_held(_NONE, another=True),
        _REPORTING,
        CaseCell(
            CaseAct.REVIEW,
            _NOT_CLOSED,
            _SUPERVISOR,
            Objection.NOT_A_SUPERVISOR,
            _CLOSED,
            frozenset({CaseEffect.TOUCH, CaseEffect.MILESTONE}),
            another=True,
        ),
        *_settled(_NOT_CLOSED, CaseEffect.MILESTONE, another=True),
    ),
    # R24: a department answers, chased while it does not; its answer owes the customer a call.
    CaseKind.HAND_ON: (
        CaseCell(CaseAct.CHASE, frozenset({_OPEN}), _ANYBODY, Objection.OTHER_WAY, None),
        CaseCell(
            CaseAct.ANSWER,
            frozenset({_OPEN}),
            _ANYBODY,
            Objection.OTHER_WAY,
            CaseState.ANSWERED,
            frozenset({CaseEffect.MILESTONE}),
        ),
        CaseCell(CaseAct.TELL, frozenset({CaseState.ANSWERED}), _ANYBODY, Objection.OTHER_WAY, _CLOSED),
        *_settled(frozenset({_OPEN, CaseState.ANSWERED})),
    ),
}

_CELLS = {(kind, one.act, state): one for kind, cells in _WAYS.items() for one in cells for state in one.come_from}
