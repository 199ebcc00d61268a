"""State of a customer as known at an instant: milestones in force, the signing, the newest touches, phases."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

from msgspec import Struct

from callcenter.engine.customers import classification
from callcenter.engine.plan import touches as counting
from callcenter.engine.plan.horizon import Horizon
from callcenter.model import (
    CampaignFrame,
    Channel,
    Disposition,
    Facts,
    History,
    Instant,
    Milestone,
    MilestoneKind,
    Stage,
    Touch,
)
from callcenter.rulebook.book import Phase, Rulebook
from callcenter.workdays import (
    EVERY_DAY,
    OF_HOURS,
    Hours,
    Span,
    Unit,
    add_exact,
    add_months,
    add_working_hours,
    first_dialable,
    local_date,
    midnight,
    shift_day,
)


def inquiry_in_force(facts: Facts, now: Instant) -> Instant | None:
    """The inquiry that counts at ``now``: the newest recorded, else the customer's coming if nothing else is known."""
    inquiries = [one.at for one in facts.milestones if one.kind is MilestoneKind.INQUIRY and one.at <= now]
    if inquiries:
        return inquiries[-1]
    known = any((one.at <= now or one.kind.is_plan) and not one.kind.is_aside for one in facts.milestones)
    return None if known else facts.created.at


class Beginning(Struct, frozen=True):
    """Beginning of a phase: ``day`` is the local day N, ``at`` the instant; ``date_only`` as in
    docs/rules.md#date-only.
    """

    at: Instant
    day: date
    date_only: bool


class Standing:
    """One customer at one instant, as every decision below sees them. Days are those of the campaign's zone."""

    def __init__(self, book: Rulebook, frame: CampaignFrame, facts: Facts, history: History, horizon: Horizon) -> None:
        self.book = book
        self.frame = frame
        self.facts = facts
        self.horizon = horizon
        self.touches: tuple[Touch, ...] = tuple(t for t in history.touches if horizon.has_come(t.at))
        self.foreign = tuple(call for call in history.foreign if horizon.has_come(call.at))
        self.milestones = self._milestones()
        self.inquiry = self.milestones.get(MilestoneKind.INQUIRY)
        self.tier = classification.tier_of(book, facts)
        self.duties = book.duties_of(self.tier)
        self.phase_ended_at: Instant | None = None
        """The latest end of a phase that time has ended, of those that were asked for."""

    def _milestones(self) -> dict[MilestoneKind, Milestone]:
        """The values in force: the newest recorded, those ahead left out except plans.

        See docs/rules.md#milestone, #as-of.
        """
        found = {m.kind: m for m in self.facts.milestones if m.kind.is_plan or self.horizon.has_come(m.at)}
        self.counts_as_inquiry = all(kind.is_aside for kind in found)
        if self.counts_as_inquiry and self.horizon.has_come(self.facts.created.at):
            created = self.facts.created
            found[MilestoneKind.INQUIRY] = Milestone(MilestoneKind.INQUIRY, created.at, created.date_only)
        return found

    def day(self, at: Instant) -> date:
        """The campaign day of an instant."""
        return local_date(at, self.frame.zone)

    def start_of(self, day: date) -> Instant:
        """00:00 of a campaign day."""
        return midnight(day, self.frame.zone)

    def end_of(self, day: date) -> Instant:
        """24:00 of a campaign day."""
        return midnight(day + timedelta(days=1), self.frame.zone)

    @cached_property
    def came_at(self) -> Instant:
        """Return when the customer came: the first of ``created_at``, milestones and touches (docs/rules.md#came)."""
        recorded = () if self.counts_as_inquiry else self.milestones.values()
        passed = (m.at for m in recorded if self.horizon.has_come(m.at) and not m.kind.is_aside)
        known = [*passed, *(t.at for t in self.touches)]
        if self.facts.created_given or not known:
            known.append(self.facts.created.at)
        return min(known)

    @cached_property
    def signed(self) -> bool:
        """Tell whether the customer is signed: by stage, by how a call ended, or as a contract began.

        See docs/rules.md#stages.
        """
        return (
            self.facts.stage is Stage.SIGNED
            or MilestoneKind.CONTRACT_START in self.milestones
            or any(t.disposition is Disposition.SIGNED for t in self.touches)
        )

    @cached_property
    def signed_at(self) -> Instant:
        """Return when a signed customer signed: the earliest such call or ``contract_start``, else when they came.

        The stage has no instant (docs/rules.md#came).
        """
        signings = [t.at for t in self.touches if t.disposition is Disposition.SIGNED]
        start = self.milestones.get(MilestoneKind.CONTRACT_START)
        if start is not None:
            signings.append(start.at)
        return min(signings, default=self.came_at)

    def _ended_by(self, what: str, since: Instant) -> bool:
        """Tell whether an ``ends_on`` fact lies at or after ``since``."""
        if what == "signed":
            if self.facts.stage is Stage.SIGNED:
                return True
            if any(t.disposition is Disposition.SIGNED and t.at >= since for t in self.touches):
                return True
            start = self.milestones.get(MilestoneKind.CONTRACT_START)
            return start is not None and start.at >= since
        milestone = self.milestones.get(MilestoneKind(what))
        return milestone is not None and milestone.at >= since

    def phase(self, phase: Phase) -> Beginning | None:
        """Return the beginning of a phase that applies now, else None; one that lies ahead has not begun.

        ``Beginning.at`` may lie ahead where the phase is counted back from a plan (renewal). A phase that starts with
        ``or_else`` waits for no ``after_end_of``.
        """
        known = self._start(phase.starts)
        begin = known
        if begin is None and phase.or_else is not None:
            begin = self._start(phase.or_else)
        if begin is None:
            return None
        if known is not None and phase.after_end_of is not None:
            ended = self.milestones.get(phase.after_end_of)
            if ended is None:
                return None
            end = self.end_of(self.day(ended.at))
            if end > begin.at:
                begin = Beginning(end, self.day(end), date_only=False)
        if any(self._ended_by(what, begin.at) for what in phase.ends_on):
            return None
        if phase.lasts is not None:
            last = shift_day(begin.day, phase.lasts, self.frame.country)
            if self._has_ended(self.end_of(last)):
                return None
        if phase.until is not None:
            until = self.milestones.get(phase.until)
            if until is None:
                return None if phase.before_end else begin
            if self._has_ended(self.end_of(self.day(until.at))):
                return None
            if phase.before_end:
                return self._counted_back(phase, self.day(until.at))
        return begin

    def _has_ended(self, end: Instant) -> bool:
        ended = self.horizon.has_come(end)
        if ended:
            self.phase_ended_at = end if self.phase_ended_at is None else max(self.phase_ended_at, end)
        return ended

    def _start(self, what: str) -> Beginning | None:
        """Return the beginning of a phase that starts with this: a milestone, the signing, or the coming."""
        if what == "came":
            return Beginning(self.came_at, self.day(self.came_at), date_only=False)
        if what == "signed":
            return Beginning(self.signed_at, self.day(self.signed_at), date_only=False) if self.signed else None
        milestone = self.milestones.get(MilestoneKind(what))
        if milestone is None:
            return None
        return Beginning(milestone.at, self.day(milestone.at), milestone.date_only)

    def started_by(self, phase: str) -> str:
        """The fact that a phase of the book started with for this customer."""
        known = self.book.phases[phase]
        if known.or_else is None or self._start(known.starts) is not None:
            return known.starts
        return known.or_else

    def in_group(self, name: str) -> bool:
        """Tell whether the customer belongs to one of the book's groups."""
        return classification.in_group(self.book, name, self.facts, self.tier)

    def _counted_back(self, phase: Phase, last: date) -> Beginning:
        """The beginning so many months before a contract's end, by its length to the day after.

        See docs/rules.md#r2-renewal.
        """
        start = self.milestones.get(MilestoneKind.CONTRACT_START)
        months = phase.unknown_length_months
        if start is not None:
            first = self.day(start.at)
            fitting = [t for t in phase.before_end if add_months(first, 12 * t.years) <= last + timedelta(days=1)]
            if not fitting:
                return Beginning(start.at, first, start.date_only)
            months = max(fitting, key=lambda term: term.years).months
        assert months is not None
        day = add_months(last, -months)
        return Beginning(self.start_of(day), day, date_only=True)

    def within(self, begin: Beginning, span: Span) -> Instant:
        """The end of a time counted from a milestone: hours to the second, all else to 24:00 (docs/rules.md#spans)."""
        if span.unit not in OF_HOURS:
            return self.end_of(shift_day(begin.day, span, self.frame.country))
        at = begin.at
        if begin.date_only:
            legal = Hours(EVERY_DAY, self.frame.legal_start, self.frame.legal_end)
            at = first_dialable(begin.day, self.frame.zone, self.book.windows, legal)
        if span.unit is Unit.WORKING_HOURS:
            return add_working_hours(at, span.count, self.frame.zone, self.frame.country, self.frame.hours)
        return add_exact(at, span, self.frame.zone)

    @cached_property
    def failed(self) -> list[counting.Attempt]:
        """The attempts that did not reach, oldest first."""
        return counting.failed_attempts(self.touches)

    @cached_property
    def last_reach(self) -> Instant | None:
        """Return when the customer was last reached, by either side."""
        return max((t.at for t in self.touches if counting.reached(t)), default=None)

    @cached_property
    def last_call(self) -> Instant | None:
        """Return the time of the newest outgoing call."""
        return max((t.at for t in self.touches if counting.is_outgoing_call(t)), default=None)

    @property
    def since_inquiry(self) -> Instant:
        """Return the instant from which attempts count: an inquiry ends gap, hold and round (docs/rules.md#retry)."""
        return self.inquiry.at if self.inquiry is not None else -(2**62)

    @cached_property
    def do_not_call(self) -> bool:
        """Tell whether a do-not-call stands, of a call or of a list, that no supervisor has lifted since."""
        called = [t.at for t in self.touches if t.disposition is Disposition.DO_NOT_CALL]
        asked = max([*called, *self.facts.listed], default=None)
        return asked is not None and not any(asked < at for at in self.facts.lifted if self.horizon.has_come(at))

    @cached_property
    def barred_numbers(self) -> frozenset[str]:
        """Numbers of which a do-not-call stands of another customer (docs/architecture.md#nobody-twice)."""
        lifted = [at for at in self.facts.lifted if self.horizon.has_come(at)]
        asked = [(one.at, one.phone) for one in self.foreign if one.disposition is Disposition.DO_NOT_CALL]
        asked += [(one.at, one.phone) for one in self.facts.listed_numbers]
        return frozenset(phone for since, phone in asked if not any(since < at for at in lifted))

    @cached_property
    def dead_numbers(self) -> dict[str, Instant]:
        """Numbers that the newest call found dead, with that call's instant."""
        return counting.dead_numbers(self.touches)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The customer's numbers; where none is known, the one without a name at which calls were recorded."""
        return self.facts.numbers or ("",)

    @cached_property
    def unreachable(self) -> bool:
        """Tell whether all numbers are dead, or none known: no call or SMS obligation (docs/rules.md#dead-numbers).

        A call that was recorded while none was known brings the obligations back, unless it found the number dead.
        """
        if not self.facts.numbers and not any(t.channel is Channel.CALL and not t.phone for t in self.touches):
            return True
        return all(number in self.dead_numbers for number in self.numbers)

    @cached_property
    def barred(self) -> bool:
        """Tell whether every number that is not dead belongs to somebody who asked not to be called."""
        alive = [number for number in self.numbers if number not in self.dead_numbers]
        return bool(alive) and all(number in self.barred_numbers for number in alive)
