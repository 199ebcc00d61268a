"""The demo's morning until half past ten, through the verbs that a workstation uses: sign in, dial, wrap up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from itertools import islice
from random import Random

from msgspec import Struct

from callcenter.access import Principal
from callcenter.demo import talk
from callcenter.demo.past import Life
from callcenter.demo.people import TODAY, Cast
from callcenter.demo.talk import Outcome
from callcenter.model import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    CaseKind,
    Channel,
    Disposition,
    Instant,
    Milestone,
    MilestoneKind,
    Stage,
    Touch,
)
from callcenter.store import Store, StoreError
from callcenter.views.people.shift import AgentState, BreakReason
from callcenter.views.worklists.calls import WrapUp

_WEEK = 7 * DAY
_WEEKDAYS = frozenset(range(5))
_HOURS = ((time(9), time(12)), (time(13), time(18)))
_MOST = 11


class _Call(Struct, frozen=True):
    at: Instant
    agent: str
    life: Life
    outcome: Outcome

    @property
    def over(self) -> Instant:
        """The end of the conversation."""
        return self.at + self.outcome.seconds * SECOND


def at_hand(random: Random, place: int, cast: Cast) -> list[Life]:
    """Customers whom the one at the desk meets within the first minutes: every lane has somebody."""
    made: list[Life] = []
    start = cast.start

    def customer(tier: str, inquiry: Instant, *touches: Touch, owner: str = cast.agent) -> Life:
        number = place + len(made)
        life = Life(cast, f"D{number + 1:04}", cast.person(random, number), tier, owner, inquiry)
        life.touches += touches
        made.append(life)
        return life

    def reached(when: Instant, disposition: Disposition, callback: Instant | None = None) -> Touch:
        return Touch(
            when,
            Channel.CALL,
            disposition=disposition,
            agent=cast.agent,
            seconds=talk.seconds(random),
            note=talk.note(random, disposition),
            callback_at=callback,
        )

    def unreached(when: Instant, disposition: Disposition) -> Touch:
        return Touch(when, Channel.CALL, disposition=disposition, agent=cast.agent)

    def first_week(inquiry: Instant) -> tuple[Touch, ...]:
        calls = [reached(inquiry + days * DAY + HOUR, Disposition.NEUTRAL) for days in (0, 1, 4, 7)]
        return (*calls, *(Touch(inquiry + days * DAY, Channel.SMS, agent=cast.agent) for days in (0, 5)))

    yesterday, month_ago = start - DAY, start - 30 * DAY
    for minutes, tier in ((-10, "A"), (-4, "B"), (2, "C"), (25, "B")):
        promise = reached(yesterday + 5 * HOUR + minutes * MINUTE, Disposition.CALLBACK, start + minutes * MINUTE)
        customer(tier, month_ago, *first_week(month_ago), promise)
    # Regular calls of a week that run out: before the shift, twice since it began, within a minute, a little later.
    for minutes, tier in ((-190, "B"), (-62, "B"), (-12, "A"), (1, "A"), (6, "B")):
        last = reached(start - _WEEK + minutes * MINUTE, Disposition.INTERESTED)
        customer(tier, month_ago, *first_week(month_ago), last)
    for hours, disposition in ((15, Disposition.NO_ANSWER), (16, Disposition.SWITCHED_OFF)):
        talked = reached(start - 3 * DAY, Disposition.NEUTRAL)
        customer("C", month_ago, *first_week(month_ago), talked, unreached(start - hours * HOUR, disposition))
    coming = customer("B", month_ago, *first_week(month_ago), reached(yesterday, Disposition.APPOINTMENT))
    coming.milestones.append(Milestone(MilestoneKind.APPOINTMENT, cast.at(TODAY + timedelta(days=1), 15)))
    ending = customer("A", start - 200 * DAY, reached(start - 20 * DAY, Disposition.NEUTRAL))
    ending.stage = Stage.SIGNED
    ending.milestones += [
        Milestone(MilestoneKind.CONTRACT_START, cast.at(TODAY - timedelta(days=330), 0), date_only=True),
        Milestone(MilestoneKind.CONTRACT_END, cast.at(TODAY + timedelta(days=34), 0), date_only=True),
    ]
    fresh = (
        (4, cast.agent, "B"),
        (21, "", "C"),
        (38, "", "C"),
        (47, cast.agent, "A"),
        (75, "", "D"),
        (88, "", "B"),
    )
    for minutes, owner, tier in fresh:
        customer(tier, start - minutes * MINUTE, owner=owner)
    return made


def play(store: Store, random: Random, lives: list[Life], boss: Principal, cast: Cast) -> None:
    """Sign everybody in and make the calls of an hour and a half; some are on the line when the clock starts."""
    agents = (cast.agent, *cast.colleagues)
    for name in agents:
        store.by(boss).shifts.set_week(name, _WEEKDAYS, _HOURS, since=TODAY, now=cast.at(TODAY, 8))
        store.presence.sign_in(name, now=cast.at(TODAY, 8, 55) + random.randrange(300) * SECOND)
    _open_cases(store, random, lives, boss, cast)
    wanted = {name: _callable(random, lives, name, cast) for name in agents}
    calls = sorted(_planned(random, wanted, cast), key=lambda one: one.at)
    for call in calls:
        _enter(store, call.agent, AgentState.TALKING if call.outcome.seconds else AgentState.DIALLING, call.at)
        _enter(store, call.agent, AgentState.WRAP_UP, call.over)
        _record(store, call)
        _enter(store, call.agent, AgentState.READY, call.over + Random(call.at).randrange(15, 60) * SECOND)
    for call in _troubles(lives, cast, {one.life.ref for one in calls}):
        _record(store, call)
    _on_the_line(store, random, wanted, cast)


def _record(store: Store, call: _Call) -> None:
    said = call.outcome
    touch = Touch(
        call.at,
        Channel.CALL,
        disposition=said.disposition,
        agent=call.agent,
        seconds=said.seconds,
        note=said.note,
    )
    store.by(Principal(call.agent)).touches.record(call.life.ref, touch, now=call.over)


def _enter(store: Store, agent: str, state: AgentState, now: Instant) -> None:
    """Enter a state in a program that has lived since the state before."""
    store.presence.heartbeat(agent, now=now)
    store.presence.change(agent, state, now=now)


def _callable(random: Random, lives: list[Life], agent: str, cast: Cast) -> list[Life]:
    """Return customers an agent may well call this morning, due ones first. Much is left to the person at the desk."""
    due = [life for life in lives if life.wanted and life.owner in (agent, "")]
    random.shuffle(due)
    others = [life for life in lives if not life.wanted and life.owner == agent and life.stage is Stage.NONE]
    return [*due[: len(due) // 2], *others[:5]] if agent == cast.agent else [*due, *others]


def _planned(random: Random, wanted: dict[str, list[Life]], cast: Cast) -> Iterator[_Call]:
    """Plan the morning's calls, from nine o'clock on."""
    called: set[str] = set()
    for name, lives in wanted.items():
        when = cast.at(TODAY, 9) + random.randrange(600) * SECOND
        mine = [life for life in lives if life.ref not in called]
        # Somebody is left whom they have on the line at half past ten.
        for life in mine[:-1][:_MOST]:
            outcome = talk.call(random, life.attempts + 1)
            if when + outcome.seconds * SECOND >= cast.start - 9 * MINUTE:
                break
            called.add(life.ref)
            yield _Call(when, name, life, outcome)
            when += (outcome.seconds + random.randrange(90, 600)) * SECOND
    for lives in wanted.values():
        lives[:] = [life for life in lives if life.ref not in called]


def _troubles(lives: list[Life], cast: Cast, called: set[str]) -> Iterator[_Call]:
    """Yield calls that open cases by the rules: somebody who is angry, a number that is none."""
    others = (one for one in lives if one.owner in cast.colleagues and one.stage is Stage.NONE)
    angry, gone = islice((one for one in others if one.ref not in called), 2)
    words = talk.note(Random(0), Disposition.NEGATIVE)
    yield _Call(cast.start - 50 * MINUTE, angry.owner, angry, Outcome(Disposition.NEGATIVE, 95, words))
    yield _Call(cast.start - 40 * MINUTE, gone.owner, gone, Outcome(Disposition.INVALID_NUMBER, 0, ""))


def _on_the_line(store: Store, random: Random, wanted: dict[str, list[Life]], cast: Cast) -> None:
    """Bring the agents to their states of half past ten: dialling, talking, wrapping up, ready, away for a moment."""
    taken: set[str] = set()
    # The user of the demo sits down in the middle of this agent's shift: what it has broken so far is theirs to see.
    _enter(store, cast.agent, AgentState.BREAK, cast.start - 6 * MINUTE)
    _enter(store, cast.agent, AgentState.READY, cast.start)
    for place, name in enumerate(cast.colleagues):
        life = next((one for one in wanted[name] if one.ref not in taken), None)
        if life is not None:
            taken.add(life.ref)
            # Talking, dialling, wrapping up, ready, on a break, and again.
            _one_call(store, random, life, Principal(name), place % 5)
        store.presence.heartbeat(name, now=cast.start)


def _one_call(store: Store, random: Random, life: Life, actor: Principal, step: int) -> None:
    start = life.cast.start
    dialled = start - (9 if step == 1 else random.randrange(150, 480)) * SECOND
    store.presence.heartbeat(actor.name, now=dialled)
    try:
        claim = store.by(actor).claims.take(life.ref, now=dialled)
        call = store.by(actor).calls.start(claim, now=dialled)
    except StoreError:
        # Not to be dialled after all: lost, or barred since.
        return
    if step == 1:
        return
    store.calls.mark_answered(call.token, now=dialled + 12 * SECOND)
    if step == 0:
        return
    ended = start - random.randrange(30, 70) * SECOND
    store.calls.mark_ended(call.token, now=ended)
    if step == 2:
        return
    wrap = WrapUp(Disposition.NEUTRAL, talk.note(random, Disposition.NEUTRAL))
    store.by(actor).calls.finish(call.token, wrap, now=ended + 22 * SECOND)
    if step == 4:
        store.presence.change(actor.name, AgentState.BREAK, now=start - 5 * SECOND, reason=BreakReason.SHORT)


def _open_cases(store: Store, random: Random, lives: list[Life], boss: Principal, cast: Cast) -> None:
    """Open two cases that people raised before this morning; the rules raise theirs by themselves."""
    owned = [life for life in lives if life.owner]
    remarks = {
        CaseKind.COMPLAINT: ("发票抬头开错，要求重开", "the invoice names the wrong company, wants a new one"),
        CaseKind.REPAIR: ("设备开机报警，要求尽快派人", "the machine sets off an alarm, wants someone out soon"),
    }
    for kind, hour in ((CaseKind.COMPLAINT, 15), (CaseKind.REPAIR, 16)):
        life = random.choice(owned)
        raised = cast.at(TODAY - timedelta(days=1), hour)
        text = remarks[kind][0 if talk.chinese() else 1]
        case = store.by(Principal(life.owner)).cases.open(life.ref, kind, text, now=raised)
        if kind is CaseKind.REPAIR:
            store.by(boss).cases.assign(case, cast.supervisor, now=cast.at(TODAY, 9, 5))
