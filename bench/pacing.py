"""Busy minutes an hour at three paces: a seeded model that drives the real call controller, beside its arithmetic.

The model has an agent and customers who do what a loopback line's customers do, on a clock that jumps from one event
to the next. Customers are the same at every pace, and spread evenly over their distributions: each quantile once, in
an order that the seed shuffles.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from bench import figures
from bench.world import BOSS, NOW
from callcenter.call.commands import DropLine, FinishCall, PlaceCall
from callcenter.call.context import CallContext
from callcenter.call.controller import CallController, CallPhase, Commands
from callcenter.call.wrap_up import NEXT
from callcenter.desk.typed_dates import make_reader
from callcenter.model import SECOND, Direction, Disposition, Instant
from callcenter.screens.worklists.queue import AUTO_DIAL
from callcenter.store import Store
from callcenter.telephony import Answered, EndCause, Ended, EndedBy, Ringing
from callcenter.telephony.options import LoopbackCustomer, Reaction
from callcenter.views.customers.customer import CustomerView, NewCustomer
from callcenter.views.upkeep.campaigns import CallPace
from callcenter.views.worklists.calls import OpenCall

REACH = 0.30
"""Share of the customers who would answer if it rang for long enough."""
TALK = 120.0
"""Seconds of a talk, mean; exponential."""
RINGS = 25.0
"""Seconds until the network, the voicemail or the agent ends a ringing that nobody answers, mean; exponential."""
ANSWERS = 8.0
"""Seconds until somebody answers, mean; exponential: a short ring budget loses some of them."""
BUDGET = 20
"""Seconds of the ring budget; a campaign's is never under 15."""
READING = 8.0
"""Seconds in which an agent reads who is next and why: two lines and the last note. At the fastest pace this is done
while the seconds are counted down and while it rings."""
BY_HAND = 8.0
"""Seconds to type eleven digits on a telephone."""
KEY = 1.0
"""Seconds to press the key that dials."""
NOTICE = 2.0
"""Seconds from the end of a ringing to the key that says so."""
WRAP_UP = 30.0
"""Seconds from the end of a talk to the saved call: the rest of the note, the outcome, the next date."""

BOUND = 0.02
"""Share by which model and arithmetic may differ: the arithmetic knows no milliseconds, and no draw is quite even."""

_SEED = 20261130
_NUMBER = "+8613800138001"
_NOTE = "wants a new price list"


class Pace(Struct, frozen=True):
    """A pace of work. ``hears``: the line tells what happens on it, and dials."""

    name: str
    campaign: CallPace
    hears: bool
    ready: float
    """Seconds from a saved call to the next dial."""


PACES = (
    Pace("by hand, no budget", CallPace(), hears=False, ready=READING + BY_HAND),
    Pace(f"a line that hears, budget of {BUDGET} s", CallPace(BUDGET), hears=True, ready=READING + KEY),
    Pace(
        f"the same, outcomes and the next dial by themselves after {AUTO_DIAL // SECOND} s",
        CallPace(BUDGET, outcome_by_itself=True, auto_dial=True),
        hears=True,
        ready=AUTO_DIAL / SECOND,
    ),
)


class Shift(Struct, frozen=True):
    """A shift. Durations in seconds."""

    calls: int
    reached: int
    talk: float
    length: float

    @property
    def busy(self) -> float:
        """Minutes of talk in an hour."""
        return 60 * self.talk / self.length


def measure(calls: int) -> None:
    """Print the table. Raises ``SystemExit`` where the model differs from its arithmetic."""
    customers = _customers(Random(_SEED), calls)
    rows, worst = [], 0.0
    with _desk() as (view, context):
        for pace in PACES:
            shift = _Model(view, context, pace).work(customers)
            expected = arithmetic(pace)
            differs = abs(shift.busy / expected - 1)
            worst = max(worst, differs)
            hour = 3600 / shift.length
            shown = (f"{shift.calls * hour:.0f}", f"{shift.reached * hour:.1f}", f"{shift.busy:.1f}")
            rows.append((pace.name, *shown, f"{expected:.1f}", f"{differs:.1%}"))
    headings = ("what", "calls an hour", "reached", "minutes of talk an hour", "by arithmetic", "differs")
    figures.table(f"Pace, a model of {calls:,} calls", rows, headings)
    figures.wanted("model and arithmetic differ by", 100 * worst, 100 * BOUND, " %")
    if worst > BOUND:
        raise SystemExit("the model of the pace is not what its arithmetic says")


def arithmetic(pace: Pace) -> float:
    """Return the minutes of talk in an hour that the constants make."""
    most = math.inf if pace.campaign.ring_seconds is None else float(pace.campaign.ring_seconds)
    reached = REACH * (1 - math.exp(-most / ANSWERS))
    ringing = REACH * ANSWERS * (1 - math.exp(-most / ANSWERS)) + (1 - REACH) * RINGS * (1 - math.exp(-most / RINGS))
    notice = 0.0 if pace.campaign.outcome_by_itself else NOTICE
    call = pace.ready + ringing + reached * (TALK + WRAP_UP) + (1 - reached) * notice
    return 60 * reached * TALK / call


def _customers(random: Random, number: int) -> list[LoopbackCustomer]:
    """Return customers who answer, and customers on whom the network gives up."""
    answering = round(number * REACH)
    talks, waits, rings = (
        _spread(random, mean, size)
        for mean, size in ((TALK, answering), (ANSWERS, answering), (RINGS, number - answering))
    )
    customers = [LoopbackCustomer(after_ms=wait, talk_ms=talk) for wait, talk in zip(waits, talks, strict=True)]
    customers += [LoopbackCustomer(Reaction.TIMEOUT, after_ms=ring) for ring in rings]
    random.shuffle(customers)
    return customers


def _spread(random: Random, mean: float, number: int) -> list[int]:
    """Return milliseconds of an exponential distribution, each quantile once, shuffled."""
    values = [round(-mean * math.log(1 - (place + 0.5) / number) * 1000) for place in range(number)]
    random.shuffle(values)
    return values


@contextmanager
def _desk() -> Iterator[tuple[CustomerView, CallContext]]:
    """A customer as the store shows them, in a campaign under the shipped rules."""
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as folder:
        store = Store.open(str(Path(folder) / "shift.db"), NOW)
        try:
            store.by(BOSS).campaigns.ensure_shipped("telesales", now=NOW)
            ref = store.by(BOSS).customers.add(NewCustomer("李雷", _NUMBER, campaign="telesales", tier="B"), now=NOW)
            view = store.details.get(ref, now=NOW)
            yield view, CallContext(view, store.campaigns.book(view.campaign.name))
        finally:
            store.close()


class _Model:
    """One agent at one pace. ``_due``: what happens next, by its instant."""

    def __init__(self, view: CustomerView, context: CallContext, pace: Pace) -> None:
        self._pace = pace
        self._view = replace(view, campaign=replace(view.campaign, pace=pace.campaign))
        self._context = replace(context, view=self._view)
        self._reader = make_reader(self._clock, view.campaign.frame, context.book, view.facts.zone)
        self._now: Instant = NOW
        self._due: list[tuple[Instant, int, Callable[[], None]]] = []
        self._order = count()
        self._call: CallController
        self._customer = LoopbackCustomer()
        self._line_is_up = False
        self._saved = False

    def _clock(self) -> Instant:
        return self._now

    def work(self, customers: Sequence[LoopbackCustomer]) -> Shift:
        """Call all of them, one after another."""
        began, talk, reached = self._now, 0, 0
        for customer in customers:
            self._now += round(self._pace.ready * SECOND)
            call = self._run(customer)
            if call.answered_at is not None and call.ended_at is not None:
                reached += 1
                talk += call.ended_at - call.answered_at
        return Shift(len(customers), reached, talk / SECOND, (self._now - began) / SECOND)

    def _run(self, customer: LoopbackCustomer) -> OpenCall:
        """Have one call, from the dial to the saved touch."""
        ref, agent = self._view.ref, BOSS.name
        call = OpenCall(ref, self._view.name, agent, "t", _NUMBER, Direction.OUT, self._now, None, None, "")
        self._call = CallController(
            call, self._context, self._clock, self._reader, hears=lambda: self._pace.hears, dial=True
        )
        self._customer, self._saved = customer, False
        self._do(self._call.begin())
        while not self._saved:
            ends = self._call.ring_ends_at
            if ends is not None and (not self._due or ends <= self._due[0][0]):
                self._now = ends
                self._do(self._call.tick())
            else:
                self._now, _order, happens = heappop(self._due)
                happens()
        self._due.clear()
        return self._call.call

    def _in(self, seconds: float, happens: Callable[[], None]) -> None:
        heappush(self._due, (self._now + round(seconds * SECOND), next(self._order), happens))

    # --- the line, as a loopback line does it ------------------------------------------------------------------------

    def _do(self, commands: Commands) -> None:
        for command in commands:
            match command:
                case PlaceCall():
                    self._line_is_up = True
                    self._hear(Ringing(_NUMBER, Direction.OUT, self._now, self._call.line_id))
                    self._in(self._customer.after_ms / 1000, self._react)
                case DropLine():
                    self._line_is_up = False
                case FinishCall():
                    self._saved = True
        if self._call.proposed is not None:
            self._in(NOTICE, lambda: self._do(self._call.send_note()))

    def _hear(self, event: Ringing | Answered | Ended) -> None:
        if self._pace.hears:
            self._do(self._call.hear(event))

    def _react(self) -> None:
        if not self._line_is_up:
            return
        if self._customer.reaction is Reaction.ANSWER:
            self._hear(Answered(_NUMBER, self._now, self._call.line_id))
            self._do(self._call.type_note(_NOTE))  # its first character is the answer, where no line hears it
            self._in((self._customer.talk_ms or 0) / 1000, self._leave)
        else:
            self._line_is_up = False
            self._hear(Ended(_NUMBER, self._now, EndedBy.FAR, EndCause.TIMEOUT, self._call.line_id))
            if not self._pace.hears:
                self._in(NOTICE, lambda: self._do(self._call.choose(Disposition.NO_ANSWER)))

    def _leave(self) -> None:
        """Let the customer hang up; the agent chooses how it ended, and fills the form in."""
        self._line_is_up = False
        self._hear(Ended(_NUMBER, self._now, EndedBy.FAR, EndCause.NORMAL, self._call.line_id))
        self._do(self._call.choose(Disposition.INTERESTED))
        assert self._call.phase is CallPhase.WRAP_UP
        self._in(WRAP_UP, lambda: self._do(self._call.send_field(NEXT)))
