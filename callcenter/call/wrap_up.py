"""Wrap-up of a call: its questions, its proposals, the meaning of the answers (docs/architecture.md#call-screen).

The form knows fields and the screen knows keys; which questions there are, what the rules would have happen next and
whether a call can be saved as it stands is decided here. A new question is a field in :meth:`CallWrapUp.rows` and its
reading in :meth:`CallWrapUp.judge`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from callcenter import policy
from callcenter.call.commands import Ask, Question
from callcenter.locale import N_, _
from callcenter.model import (
    Because,
    Channel,
    Direction,
    Disposition,
    History,
    Instant,
    Milestone,
    MilestoneKind,
    Obligation,
    Plan,
    Result,
    Stage,
    Touch,
)
from callcenter.rulebook.book import Rulebook
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.calls import OpenCall, WrapUp
from callcenter.views.worklists.typed_fields import Reader, Reading, WrapField, WrapUpDraft
from callcenter.wording import names, times
from callcenter.wording.typed_answers import far_date, result_of, satisfaction_of, their_time, tier_of
from callcenter.workdays import moment

NEXT = "date"
TIER = "tier"
RESULT = "result"
APPOINTMENT = "appointment"
QUESTION = "question"
SATISFACTION = "satisfaction"

_ITS_DATE: Mapping[Disposition, str] = {Disposition.CALLBACK: NEXT, Disposition.APPOINTMENT: APPOINTMENT}
"""Dispositions that are nothing without the time that was agreed on, and the field that holds it."""

_STEPS: Mapping[Because, str] = {
    Because.APPOINTMENT_CONFIRM: N_("confirm {when}"),
    Because.APPOINTMENT_CALL: N_("call {when}"),
    Because.APPOINTMENT_NO_SHOW: N_("if no visit, call {when}"),
}


class Mend(Struct, frozen=True):
    """A field says something that cannot be saved. ``said`` '' = the field says itself what is wrong."""

    field: str
    said: str = ""


Verdict: TypeAlias = WrapUp | Ask | Mend


class CallWrapUp:
    """The wrap-up of one call with a customer, under the rules of their campaign. ``reader`` reads typed dates."""

    def __init__(
        self, call: OpenCall, view: CustomerView, book: Rulebook, now: Callable[[], Instant], reader: Reader
    ) -> None:
        self._call = call
        self._view = view
        self._book = book
        self._now = now
        self._reader = reader
        self._proposed = ""
        self._proposed_at: Instant | None = None
        self._made: Touch | None = None

    def rows(self) -> tuple[tuple[WrapField, ...], ...]:
        """The fields of the form."""
        first = [
            WrapField(NEXT, _("next call"), reader=self._read_next, told=self._told_of_next),
            WrapField(TIER, _("tier"), self._view.facts.tier or "", hint=names.listed(self._view.tier_choices)),
        ]
        if self._book.asks_result:
            first.append(WrapField(RESULT, _("result"), hint=names.result(Result.PASSED), cells=12))
        if self._book.asks_satisfaction:
            first.append(WrapField(SATISFACTION, _("satisfaction 1-5"), cells=4))
        appointment = WrapField(
            APPOINTMENT, _("appointment"), hint=_("none"), reader=self._reader, told=self._told_of_appointment
        )
        rows = [tuple(first), (appointment,)]
        if (owed := self._answer()) is not None:
            rows.append((WrapField(QUESTION, _("question"), hint=_hint(owed), cells=0, told=self._told_of_question),))
        return tuple(rows)

    @staticmethod
    def first_field(disposition: Disposition) -> str:
        """The field that a choice leads to: the date that it wants, else when the next call is."""
        return _ITS_DATE.get(disposition, NEXT)

    # --- what the rules would have happen next --------------------------------------------------------------------

    def propose(self, disposition: Disposition, note: str) -> str:
        """The date that the policy would set, as it stands in the form; left as it is, it promises nothing."""
        self._proposed, self._proposed_at = "", None
        self._made = replace(self._touch(disposition, note), phone=self._call.phone)
        at = None if disposition in _ITS_DATE else self._next_by_policy()
        if at is not None:
            # As it stands in the form: what is due all day has no time.
            local = moment(at, self._view.campaign.frame.zone)
            all_day = (local.hour, local.minute) == (0, 0)
            self._proposed, self._proposed_at = f"{local:%Y-%m-%d}" if all_day else f"{local:%Y-%m-%d %H:%M}", at
        return self._proposed

    def _read_next(self, text: str) -> Reading:
        if self._proposed_at is not None and text.strip() == self._proposed:
            when = _when(self._proposed_at, self._view.campaign.frame.zone, self._now())
            return Reading(None, _("{when} (per rulebook)").format(when=when))
        return self._reader(text)

    def _told_of_next(self, text: str) -> str:
        return their_time(text, self._view.campaign.frame.zone, self._view.facts.zone)

    def _next_by_policy(self) -> Instant | None:
        """Return the time of the next call by the rules, if this call is saved as it stands."""
        owed = self._plan(self._now()).obligations
        return min((o.due_at for o in owed if o.dialled and o.due_at > self._now()), default=None)

    def win_back(self) -> Obligation | None:
        """The SMS that is offered after this call, as far as it is known (docs/rules.md#win-back)."""
        now = self._now()
        return policy.win_back(self._book, self._plan(now), self._history(), now)

    def _history(self) -> History:
        """The customer's, with this call as far as it is known."""
        history = self._view.history
        return history if self._made is None else replace(history, touches=(*history.touches, self._made))

    def _plan(self, now: Instant, known: Milestone | None = None) -> Plan:
        """Return the plan by the rules with this call, as far as it is known, and this milestone."""
        view, facts, history = self._view, self._view.facts, self._history()
        if known is not None:
            facts = replace(facts, milestones=(*facts.milestones, known))
        return policy.plan(self._book, view.campaign.frame, facts, history, now)

    # --- what is promised -----------------------------------------------------------------------------------------

    def _told_of_appointment(self, text: str) -> str:
        """The steps that the appointment brings, those left out that this very call makes needless."""
        reading = self._reader(text)
        if reading.at is None:
            return ""
        zone, now = self._view.campaign.frame.zone, self._now()
        planned = self._plan(now, Milestone(MilestoneKind.APPOINTMENT, reading.at, reading.date_only))
        return names.told(
            _(_STEPS[owed.ground.code]).format(when=_when(owed.due_at, zone, now))
            for owed in sorted(planned.obligations, key=lambda owed: (owed.due_at, owed.breach_at))
            if owed.ground.code in _STEPS
        )

    def _answer(self) -> Obligation | None:
        """The answer that the rules would want for a question of this moment; None where they know of none."""
        asked_at = max(self._now(), self._call.dialled_at + 1)
        planned = self._plan(asked_at, Milestone(MilestoneKind.QUESTION, asked_at))
        return next(filter(_is_answer, planned.obligations), None)

    def _told_of_question(self, text: str) -> str:
        owed = self._answer()
        if owed is None or not text.strip():
            return ""
        zone, now = self._view.campaign.frame.zone, self._now()
        end = times.end(owed.breach_at, zone, now)
        before = next(filter(_is_answer, self._view.plan.obligations), None)
        if before is None:
            return _("answer due by {end}").format(end=end)
        since = times.moment(before.due_at, zone, now)
        return _("answer due by {end}; replaces the question of {since}").format(end=end, since=since)

    def _touch(self, disposition: Disposition, note: str) -> Touch:
        return Touch(self._call.dialled_at, Channel.CALL, self._call.direction, disposition, note=note)

    # --- what was answered ----------------------------------------------------------------------------------------

    def judge(
        self,
        disposition: Disposition,
        note: str,
        draft: WrapUpDraft,
        confirmed: AbstractSet[Question],
        *,
        talk: int | None,
    ) -> Verdict:
        """Return what is saved for this call, or the first thing that stands in the way. ``talk``: its seconds,
        None where nobody answered.

        A call that reached nobody is saved as it is: what an earlier choice left in the form is not meant. Who asked
        never to be called again is promised nothing. A question stands in the note, in a line of its own.
        """
        if not disposition.reached:
            direction = self._call.direction
            against = policy.contradiction(
                disposition, direction, answered=talk is not None, seconds=talk or 0, note=note
            )
            if against is not None and Question.OUTCOME not in confirmed:
                return Ask(Question.OUTCOME, names.contradiction(against, disposition, self._view.name))
            return WrapUp(disposition, note)
        agreed = {NEXT: draft.reading(NEXT), APPOINTMENT: draft.reading(APPOINTMENT)}
        asked = draft.text(QUESTION)
        if disposition is Disposition.DO_NOT_CALL:
            agreed, asked = dict.fromkeys(agreed, Reading(None, "")), ""
        for field, reading in agreed.items():
            if reading.wrong:
                return Mend(field)
        if disposition in _ITS_DATE and agreed[_ITS_DATE[disposition]].at is None:
            return Mend(_ITS_DATE[disposition], _("Enter a time, such as +2h or Fri 10:00."))
        far = next((reading for reading in agreed.values() if reading.far), None)
        if far is not None and Question.FAR_DATE not in confirmed:
            return Ask(Question.FAR_DATE, far_date(far.words))
        if asked and asked not in note.splitlines():
            note = f"{note}\n{asked}".strip()
        due = self._tier_is_due(disposition)
        typed = draft.text(TIER)
        tier = tier_of(typed, self._view.tier_choices) if typed else None
        if typed and tier is None:
            choices = names.listed(map(names.tier, self._view.tier_choices))
            return Mend(TIER, _("Choose a tier: {tiers}.").format(tiers=choices))
        if due and (tier is None or Question.TIER not in confirmed):
            return self._ask_tier(tier or self._view.facts.tier)
        said = draft.text(RESULT)
        result = result_of(said)
        if said and result is None:
            return Mend(RESULT, _("Choose from {results}.").format(results=names.listed(map(names.result, Result))))
        answer = draft.text(SATISFACTION)
        satisfaction = satisfaction_of(answer)
        if answer and satisfaction is None:
            return Mend(SATISFACTION, _("Enter satisfaction from 1 (very dissatisfied) to 5."))
        if self._is_in_vain(disposition, note) and Question.SHORT_NOTE not in confirmed:
            return Ask(Question.SHORT_NOTE, _("Note too short: this call will not count. Save anyway?"))
        appointment = agreed[APPOINTMENT]
        return WrapUp(
            disposition,
            note,
            callback_at=agreed[NEXT].at,
            appointment=(
                None
                if appointment.at is None
                else Milestone(MilestoneKind.APPOINTMENT, appointment.at, appointment.date_only)
            ),
            question=bool(asked),
            tier=tier if tier is not None and (due or tier != self._view.facts.tier) else None,
            stage=Stage.SIGNED if disposition is Disposition.SIGNED else None,
            result=result,
            satisfaction=satisfaction,
        )

    def _tier_is_due(self, disposition: Disposition) -> bool:
        """Tell whether the tier was provisional so far and this call is the one after which the agent confirms it."""
        provisional = self._view.provisional_tier
        return provisional and policy.is_confirmed_after(self._book, self._view.history, disposition)

    def _ask_tier(self, tier: str | None) -> Ask:
        """Enter confirms the tier that stands there, a key of its own takes another one (docs/rules.md#r1-tier)."""
        tiers = self._view.tier_choices
        letters = all(len(one) == 1 for one in tiers)
        keys = {one.lower() if letters else str(place): one for place, one in enumerate(tiers, 1)}
        others = names.listed(
            names.tier(one) if letters else f"{key} {names.tier(one)}" for key, one in keys.items() if one != tier
        )
        question = _("Tier {tier} still correct? Enter, or {others}").format(tier=names.tier(tier), others=others)
        return Ask(Question.TIER, question, keys if tier is None else {**keys, "enter": tier})

    def _is_in_vain(self, disposition: Disposition, note: str) -> bool:
        """Tell whether the call would count but for its note (docs/rules.md#effective)."""
        if self._call.direction is Direction.IN or disposition in self._book.effective.never:
            return False
        return not policy.effective(self._book, self._touch(disposition, note))


def _when(at: Instant, zone: str, now: Instant) -> str:
    """An instant in words; what is due all day has no time."""
    local = moment(at, zone)
    return times.day_of(at, zone, now) if (local.hour, local.minute) == (0, 0) else times.moment(at, zone, now)


def _is_answer(owed: Obligation) -> bool:
    return owed.ground.params.get("milestone") == MilestoneKind.QUESTION.value


def _hint(owed: Obligation) -> str:
    within = owed.ground.params.get("within")
    if within is None:
        return _("a question still to be answered")
    return _("a question to be answered within {span}").format(span=times.span(str(within)))
