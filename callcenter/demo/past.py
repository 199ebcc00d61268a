"""The weeks before the demo's morning: customers who inquired, and how the team followed them up (docs/rules.md#r1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from callcenter.demo import talk
from callcenter.demo.people import TODAY, Cast, DemoCustomer
from callcenter.model import MINUTE, Channel, Direction, Disposition, Instant, Milestone, MilestoneKind, Stage, Touch
from callcenter.views.upkeep.imports import StagedCustomer, StagedTouch

_DAYS = 55
_TIERS = (("A", 12), ("B", 20), ("C", 33), ("D", 20), ("E", 15))
_EVERY = {"A": 6, "B": 6, "C": 13, "D": 13, "E": 29}
_KEPT = 0.94
"""Share of the calls that are made on the day on which they fall due."""

_APART = 15 * MINUTE
"""The least time between two calls of one day: nobody dials twice in a second."""

_OVER = (Disposition.SIGNED, Disposition.REFUSED, Disposition.NEGATIVE)


@dataclass(slots=True)
class Life:
    """One customer with what happened so far."""

    cast: Cast
    ref: str
    person: DemoCustomer
    tier: str
    owner: str
    inquiry: Instant
    stage: Stage = Stage.NONE
    touches: list[Touch] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    wanted: bool = False
    """Somebody would call today."""

    @property
    def attempts(self) -> int:
        """Calls made so far."""
        return sum(touch.channel is Channel.CALL for touch in self.touches)

    def row(self, line: int) -> StagedCustomer:
        """Return the customer as a list would bring them."""
        return StagedCustomer(
            line,
            self.ref,
            name=self.person.name,
            company=self.person.company,
            phones=self.person.phones,
            tier=self.tier,
            stage=self.stage,
            source=self.person.source,
            owner=self.owner,
            created=Milestone(MilestoneKind.INQUIRY, self.inquiry),
            milestones=(Milestone(MilestoneKind.INQUIRY, self.inquiry), *self.milestones),
            attributes={self.cast.job_title: self.person.duty} if self.person.duty else None,
        )

    def rows(self) -> Iterator[StagedTouch]:
        """Return their history as a list would bring it."""
        for touch in sorted(self.touches, key=lambda one: one.at):
            yield StagedTouch(0, self.ref, touch)


def lives(random: Random, count: int, cast: Cast) -> list[Life]:
    """The customers of the last weeks and their histories until the evening before the demo's morning."""
    return [_life(random, place, cast) for place in range(count)]


def _life(random: Random, place: int, cast: Cast) -> Life:
    ago = min(int(random.expovariate(1 / 16)) + 1, _DAYS)
    day = TODAY - timedelta(days=ago)
    tier = random.choices([one for one, _ in _TIERS], [weight for _, weight in _TIERS])[0]
    agent = random.choices((cast.agent, *cast.colleagues), [3, *[1] * len(cast.colleagues)])[0]
    inquiry = _moment(random, cast, day, 9, 18)
    life = Life(cast, f"D{place + 1:04}", cast.person(random, place), tier, "", inquiry)
    if random.random() < 0.97:
        life.touches.append(Touch(_later(random, life.inquiry), Channel.SMS, agent=agent))
    if ago > 5 and random.random() < 0.98:
        life.touches.append(Touch(_moment(random, cast, day + timedelta(days=5), 10, 18), Channel.SMS, agent=agent))
    _followed_up(random, life, agent, day)
    return life


def _followed_up(random: Random, life: Life, agent: str, day: date) -> None:
    """Make the first calls of day N and after, then the regular ones, as a good team makes them."""
    due = [day, *(day + timedelta(days=days) for days in (1, 4, 7))]
    last = day - timedelta(days=1)
    while due:
        day = due.pop(0)
        if random.random() >= _KEPT:
            day += timedelta(days=1)
        if day >= TODAY:
            life.wanted = day == TODAY
            return
        earliest = life.inquiry + 5 * MINUTE
        for attempt in range(3):
            outcome = talk.call(random, life.attempts + 1)
            when = _moment(random, life.cast, day, 10 + 3 * attempt, 12 + 3 * attempt)
            when = max(when, earliest)
            earliest = when + _APART
            life.touches.append(
                Touch(
                    when,
                    Channel.CALL,
                    Direction.OUT,
                    outcome.disposition,
                    agent,
                    outcome.seconds,
                    outcome.note,
                    phone=life.person.phones[0],
                )
            )
            if outcome.disposition.reached:
                life.owner, last = agent, day
                break
        if life.touches[-1].disposition in _OVER and _ended(random, life, day):
            return
        due = [one for one in due if one > day]
        if last < day:
            due.insert(0, day + timedelta(days=1))
        elif not due:
            due.append(day + timedelta(days=_EVERY[life.tier]))


def _ended(random: Random, life: Life, day: date) -> bool:
    """Tell whether the follow-up ends with this call."""
    if life.touches[-1].disposition is Disposition.SIGNED:
        life.stage = Stage.SIGNED
        ends = day + timedelta(days=364)
        for kind, when in ((MilestoneKind.CONTRACT_START, day), (MilestoneKind.CONTRACT_END, ends)):
            life.milestones.append(Milestone(kind, life.cast.at(when, 0), date_only=True))
        while (day := day + timedelta(days=random.randrange(15, 27))) < TODAY:
            life.touches.append(
                Touch(
                    _moment(random, life.cast, day, 14, 18),
                    Channel.CALL,
                    disposition=Disposition.NEUTRAL,
                    agent=life.owner,
                    seconds=talk.seconds(random),
                    note=talk.note(random, Disposition.NEUTRAL),
                )
            )
        return True
    if random.random() < 0.35:
        life.stage = Stage.LOST
        return True
    return False


def _moment(random: Random, cast: Cast, day: date, first: int, last: int) -> Instant:
    return cast.at(day, first) + random.randrange((last - first) * 3600) * 1000


def _later(random: Random, instant: Instant) -> Instant:
    """Return an instant some minutes later, but still on the same day."""
    return instant + random.randrange(5, 120) * MINUTE
