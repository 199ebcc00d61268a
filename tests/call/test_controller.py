"""The call as an object: what comes in, and the commands that go out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from callcenter.call.commands import (
    Ask,
    ClaimNext,
    DialOtherNumber,
    DropLine,
    FinishCall,
    ForgetAnswer,
    GoToField,
    GoToNote,
    HoldCustomer,
    HoldLine,
    KeepRecording,
    ListDispositions,
    MuteLine,
    PlaceCall,
    ProposeDate,
    Question,
    RecordAnswer,
    RecordEnd,
    SaveNote,
    SaveTicks,
    Say,
    SendDigits,
    TakeBack,
    TakeLine,
    TransferCall,
)
from callcenter.call.context import CallContext
from callcenter.call.controller import CallController, CallPhase, Commands
from callcenter.call.wrap_up import NEXT
from callcenter.desk.typed_dates import make_reader
from callcenter.model import HOUR, MINUTE, Channel, Direction, Disposition, Instant, Touch
from callcenter.rulebook.book import NumberCap
from callcenter.telephony import (
    Ability,
    Answered,
    CallRecorded,
    EndCause,
    Ended,
    EndedBy,
    LineState,
    Refused,
    Ringing,
)
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.upkeep.campaigns import CallPace
from callcenter.views.worklists.calls import OpenCall, WrapUp
from callcenter.views.worklists.scripts import ScriptUse
from callcenter.views.worklists.typed_fields import Reading, WrapUpDraft
from callcenter.workdays import Span
from tests.screens.office import lead, office
from tests.support.search import examples
from tests.workstation.stage import BOSS, MONDAY

FIRST, SECOND_NUMBER = "+8613800138001", "+8613800138002"
TALK = 90_000


class Desk:
    """A customer with two numbers, and the clock."""

    def __init__(self, path: Path) -> None:
        self.store = office(path)
        self.now: Instant = MONDAY
        ref = lead(self.store, "李雷", FIRST, "2026-03-02 09:30", tier="B")
        self.store.by(BOSS).customers.edit(ref, CustomerChanges(phones=(FIRST, SECOND_NUMBER)), now=MONDAY)
        self.view = self.store.details.get(ref, now=MONDAY)
        self.book = self.store.campaigns.book(self.view.campaign.name)

    def call(
        self, *, hears: bool = False, dial: bool = False, pace: CallPace | None = None, **changes: object
    ) -> CallController:
        """A call that rings."""
        ringing = OpenCall(self.view.ref, "李雷", "王敏", "t", FIRST, Direction.OUT, MONDAY, None, None, "")
        reader = make_reader(self.clock, self.view.campaign.frame, self.book, self.view.facts.zone)
        self.now = MONDAY
        view = replace(self.view, campaign=replace(self.view.campaign, pace=pace or CallPace()))
        call, context = replace(ringing, **changes), CallContext(view, self.book)
        return CallController(call, context, self.clock, reader, hears=lambda: hears, dial=dial)

    def clock(self) -> Instant:
        return self.now


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("desk"))
    yield made
    made.store.close()


def test_the_line_is_taken_up_while_the_call_is_on_it(desk: Desk) -> None:
    call = desk.call(dial=True)
    assert call.begin() == [PlaceCall(FIRST, MONDAY, call.line_id)]
    held = LineState(FIRST, Direction.OUT, MONDAY, call=call.line_id)
    assert call.begin() == [HoldLine(held)], "another screen of the call dials nobody"
    assert desk.call().line_id != call.line_id
    shown = desk.call(dial=True, shown_number="+862158001234")
    assert shown.begin() == [PlaceCall(FIRST, MONDAY, shown.line_id, "+862158001234")]
    assert desk.call(ended_at=MONDAY + 9).begin() == []
    assert desk.call(answered_at=MONDAY + 5, ended_at=MONDAY + 9).begin() == [ClaimNext()], "a kill loses no claim"


def test_the_first_character_of_the_note_is_the_answer(desk: Desk) -> None:
    call = desk.call()
    assert call.phase == "dialling"
    desk.now = MONDAY + 20_000
    assert call.type_note("w") == [TakeLine(MONDAY + 20_000), RecordAnswer(MONDAY + 20_000)]
    assert call.phase == "talking"
    assert call.type_note("wa") == []
    assert call.answer() == []
    assert call.keep_note() == [SaveNote("wa")]
    assert call.keep_note() == []
    call.type_note("wants")
    assert call.keep_note() == []
    assert call.note_kept("wa") == [SaveNote("wants")]


def test_a_note_of_before_the_kill_is_no_answer(desk: Desk) -> None:
    call = desk.call(note="rings")
    assert call.type_note("rings again") == []


def test_who_was_not_reached_takes_one_key(desk: Desk) -> None:
    call = desk.call()
    desk.now = MONDAY + 25_000
    assert call.choose(Disposition.NO_ANSWER) == [
        DropLine(desk.now),
        RecordEnd(desk.now),
        FinishCall(WrapUp(Disposition.NO_ANSWER, "", scripts=())),
    ]
    assert call.phase is CallPhase.SAVING
    assert call.choose(Disposition.BUSY) == call.send_note() == call.dial_other_number() == []


def reached(desk: Desk) -> CallController:
    """Somebody who was talked to for a while; the end is chosen."""
    call = desk.call()
    call.type_note("wants a new price list")
    desk.now = MONDAY + TALK
    drop, record, ahead, proposed, go = call.choose(Disposition.INTERESTED)
    assert [drop, record, ahead, go] == [DropLine(desk.now), RecordEnd(desk.now), ClaimNext(), GoToField(NEXT)]
    assert isinstance(proposed, ProposeDate)
    assert call.phase is CallPhase.WRAP_UP
    return call


def test_who_was_reached_is_saved_with_the_next_date(desk: Desk) -> None:
    call, friday = reached(desk), MONDAY + 4 * 24 * 60 * MINUTE
    call.fill(WrapUpDraft({}, {NEXT: Reading(friday, "Fri")}))
    assert call.send_field(NEXT) == [
        FinishCall(WrapUp(Disposition.INTERESTED, "wants a new price list", callback_at=friday, scripts=()))
    ]


def test_a_date_far_ahead_is_asked_about_once_and_again_when_it_changes(desk: Desk) -> None:
    call, december = reached(desk), MONDAY + 9 * 30 * 24 * 60 * MINUTE
    far = Reading(december, "Sat 28 Nov 10:00", far=True)
    asked = [Ask(Question.FAR_DATE, "Sat 28 Nov 10:00: over three months ahead. Save anyway?")]
    call.fill(WrapUpDraft({}, {NEXT: far}))
    assert call.send_field(NEXT) == call.send_field(NEXT) == asked
    assert call.decline(Question.FAR_DATE) == [GoToField(NEXT)]
    call.fill(WrapUpDraft({}, {NEXT: replace(far, at=december + 1)}))
    assert call.send_field(NEXT) == asked
    note = "wants a new price list"
    assert call.confirm(Question.FAR_DATE) == [
        FinishCall(WrapUp(Disposition.INTERESTED, note, callback_at=december + 1, scripts=()))
    ]


def test_a_confirmed_date_that_is_changed_is_asked_about_again(desk: Desk) -> None:
    call, december = reached(desk), MONDAY + 9 * 30 * 24 * 60 * MINUTE
    call.draft.confirmed.add(Question.FAR_DATE)
    call.fill(WrapUpDraft({}, {NEXT: Reading(december, "Sat 28 Nov 10:00", far=True)}))
    assert isinstance(call.send_field(NEXT)[0], Ask)


def test_a_store_that_refuses_leaves_all_that_was_typed(desk: Desk) -> None:
    call = reached(desk)
    assert any(isinstance(one, FinishCall) for one in call.send_note())
    assert call.refuse() == [SaveNote("wants a new price list")]
    assert call.phase is CallPhase.WRAP_UP
    assert any(isinstance(one, FinishCall) for one in call.send_note())


def test_never_again_is_asked_about_and_a_no_leaves_the_end_open(desk: Desk) -> None:
    call = desk.call()
    *_line, asked = call.choose(Disposition.DO_NOT_CALL)
    assert asked == Ask(Question.DO_NOT_CALL, "Mark 李雷 do not call?")
    assert call.decline(Question.DO_NOT_CALL) == [GoToNote()]
    assert call.draft.disposition is None
    assert call.send_note() == [ListDispositions()]
    call.choose(Disposition.DO_NOT_CALL)
    assert call.confirm(Question.DO_NOT_CALL) == [FinishCall(WrapUp(Disposition.DO_NOT_CALL, "", scripts=()))]


def test_a_dial_that_nobody_answered_can_be_taken_back(desk: Desk) -> None:
    call = desk.call()
    assert [type(one) for one in call.back()] == [Ask]
    assert call.confirm(Question.TAKE_BACK) == [DropLine(MONDAY), TakeBack(to_number_before=False)]
    again = desk.call(earlier=(MONDAY - MINUTE,))
    assert again.confirm(Question.TAKE_BACK)[-1] == TakeBack(to_number_before=True)
    talked = desk.call()
    talked.type_note("x")
    assert [type(one) for one in talked.back()] == [Say]


def test_the_other_number_is_one_key_away_until_somebody_answers(desk: Desk) -> None:
    call = desk.call()
    assert call.other_numbers == (SECOND_NUMBER,)
    assert call.dial_other_number() == [
        DropLine(MONDAY),
        RecordEnd(MONDAY),
        DialOtherNumber(WrapUp(Disposition.NO_ANSWER, "", scripts=()), SECOND_NUMBER),
    ]
    talked = desk.call()
    talked.answer()
    assert [type(one) for one in talked.dial_other_number()] == [Say]
    assert desk.call(direction=Direction.IN).other_numbers == ()


def test_a_number_at_its_cap_is_not_proposed(desk: Desk) -> None:
    rung = tuple(
        Touch(MONDAY - hours * HOUR, Channel.CALL, Direction.OUT, Disposition.NO_ANSWER, phone=SECOND_NUMBER)
        for hours in (3, 2)
    )
    view = replace(desk.view, history=replace(desk.view.history, touches=rung))
    book = replace(desk.book, number_caps=(NumberCap(calls=2, per=Span.parse("24h")),))
    call = desk.call()
    call.context = CallContext(view, book)
    said = "138 0013 8002 has reached its call limit; next call from tomorrow 07:05."
    assert call.dial_other_number() == [Say(said)]
    third = "+8613800138003"
    numbers = (FIRST, SECOND_NUMBER, third)
    call.context = CallContext(replace(view, facts=replace(view.facts, numbers=numbers)), book)
    assert call.dial_other_number()[-1] == DialOtherNumber(WrapUp(Disposition.NO_ANSWER, "", scripts=()), third)


def test_another_language_goes_on_with_the_same_call(desk: Desk) -> None:
    call = reached(desk)
    assert call.keep_note() == [SaveNote("wants a new price list")]
    call.speak(CallContext(desk.view, desk.book, script="other"))
    assert (call.draft.disposition, call.note.made) == (Disposition.INTERESTED, "wants a new price list")
    # The screen that waited for the store's answer has gone.
    assert call.keep_note() == [SaveNote("wants a new price list")]


def test_ticks_are_saved_as_they_are_made(desk: Desk) -> None:
    call, uses = desk.call(), (ScriptUse("intro", "d", "Intro", 3, ()),)
    assert call.tick_off(uses) == [SaveTicks(uses)]
    assert call.tick_off(()) == []
    assert call.ticks_kept(uses) == [SaveTicks(())]


def test_a_line_that_the_store_missed_is_told_with_the_call(desk: Desk) -> None:
    call = desk.call()
    assert call.unrecorded_line is None
    call.answer()
    call.line_not_recorded()
    assert call.unrecorded_line == call.call


@pytest.mark.parametrize(
    ("cause", "proposed"),
    [
        (EndCause.BUSY, Disposition.BUSY),
        (EndCause.DECLINED, Disposition.NO_ANSWER),
        (EndCause.TIMEOUT, Disposition.NO_ANSWER),
        (EndCause.UNREACHABLE, Disposition.SWITCHED_OFF),
        (EndCause.INVALID, Disposition.INVALID_NUMBER),
        (EndCause.NORMAL, None),
        (EndCause.GONE, None),
    ],
)
def test_the_line_proposes_the_end_of_a_call_that_nobody_answered(
    desk: Desk, cause: EndCause, proposed: Disposition | None
) -> None:
    call = desk.call(hears=True)
    heard = call.hear(Ended(FIRST, MONDAY + 7_000, EndedBy.FAR, cause, call.line_id))
    assert heard[0] == RecordEnd(MONDAY + 7_000)
    assert isinstance(heard[1], Say)
    taken = call.send_note()
    expected = [ListDispositions()] if proposed is None else [FinishCall(WrapUp(proposed, "", scripts=()))]
    assert taken == expected, "never an empty write"


def test_a_line_that_hears_is_told_by_nobody(desk: Desk) -> None:
    call = desk.call(hears=True)
    assert call.type_note("rings") == call.answer() == []
    assert call.hear(Answered(FIRST, MONDAY + 5_000, "another call")) == []
    assert call.hear(Answered(FIRST, MONDAY + 5_000, call.line_id)) == [RecordAnswer(MONDAY + 5_000)]
    ended, said, ahead = call.hear(Ended(FIRST, MONDAY + 95_000, EndedBy.FAR, call=call.line_id))
    assert [ended, ahead] == [RecordEnd(MONDAY + 95_000), ClaimNext()]
    assert said == Say("The other side hung up: choose a disposition.")
    assert ClaimNext() not in call.choose(Disposition.NEUTRAL), "once a call"
    assert call.hear(Ended(FIRST, MONDAY + 99_000, EndedBy.FAR, call=call.line_id)) == []


def test_a_ringing_that_took_long_enough_is_ended_where_the_line_hears(desk: Desk) -> None:
    """The line rings 3 s after the dial, and may for 25 s."""
    call = desk.call(hears=True, pace=CallPace(25))
    desk.now = MONDAY + 27_000
    assert call.tick() == [], "an exchange may take a while to ring at all"
    call.hear(Ringing(FIRST, Direction.OUT, MONDAY + 3_000, call.line_id))
    assert call.ring_ends_at == MONDAY + 28_000
    assert call.tick() == []
    desk.now = MONDAY + 28_000
    dropped, ended, said = call.tick()
    assert [dropped, ended] == [DropLine(desk.now), RecordEnd(desk.now)]
    assert isinstance(said, Say)
    assert call.tick() == []
    assert call.send_note() == [FinishCall(WrapUp(Disposition.NO_ANSWER, "", scripts=()))]


def test_who_is_talked_to_is_never_dropped(desk: Desk) -> None:
    call = desk.call(hears=True, pace=CallPace(25))
    call.hear(Ringing(FIRST, Direction.OUT, MONDAY, call.line_id))
    call.hear(Answered(FIRST, MONDAY + 24_000, call.line_id))
    desk.now = MONDAY + 60_000
    assert (call.ring_ends_at, call.tick()) == (None, [])


def test_by_hand_the_agent_is_told_once(desk: Desk) -> None:
    call = desk.call(pace=CallPace(25))
    desk.now = MONDAY + 25_000
    assert [type(one) for one in call.tick()] == [Say]
    assert call.tick() == []
    assert call.phase == "dialling"


def test_an_outcome_of_the_line_is_written_by_itself_where_the_campaign_says_so(desk: Desk) -> None:
    call = desk.call(hears=True, pace=CallPace(outcome_by_itself=True))
    assert call.hear(Ended(FIRST, MONDAY + 7_000, EndedBy.FAR, EndCause.BUSY, call.line_id)) == [
        RecordEnd(MONDAY + 7_000),
        FinishCall(WrapUp(Disposition.BUSY, "", scripts=())),
    ]
    lost = desk.call(hears=True, pace=CallPace(outcome_by_itself=True))
    gone = lost.hear(Ended(FIRST, MONDAY + 7_000, EndedBy.FAR, EndCause.GONE, lost.line_id))
    assert [type(one) for one in gone] == [RecordEnd, Say], "the agent is asked"
    typed = desk.call(hears=True, pace=CallPace(outcome_by_itself=True))
    typed.type_note("the son sa")
    busy = typed.hear(Ended(FIRST, MONDAY + 7_000, EndedBy.FAR, EndCause.BUSY, typed.line_id))
    assert [type(one) for one in busy] == [RecordEnd, Say], "the next letters would be keys of the queue"
    assert typed.proposed is Disposition.BUSY


def test_a_recording_is_kept_also_when_it_is_told_after_the_end(desk: Desk) -> None:
    call = desk.call(hears=True)
    call.hear(Ended(FIRST, MONDAY, EndedBy.FAR, call=call.line_id))
    assert call.hear(CallRecorded("/srv/17.wav", MONDAY, call.line_id)) == [KeepRecording("/srv/17.wav")]
    assert call.hear(CallRecorded("/srv/16.wav", MONDAY, "another call")) == []


def test_nothing_ends_before_it_was_answered(desk: Desk) -> None:
    """The agent chose an outcome of a talk on a line that told of its end at the same moment."""
    call = desk.call()
    desk.now = MONDAY + 9_000
    call.answer()
    ended = call.hear(Ended(FIRST, MONDAY + 8_000, EndedBy.FAR, call=call.line_id))
    assert ended[0] == RecordEnd(MONDAY + 9_000)


def test_a_line_is_operated_only_in_a_talk(desk: Desk) -> None:
    call = desk.call(hears=True)
    assert call.operate(Ability.HOLD) == []
    call.hear(Answered(FIRST, MONDAY, call.line_id))
    assert call.operate(Ability.HOLD) == [HoldCustomer(True)]
    assert call.operate(Ability.HOLD) == [HoldCustomer(False)]
    assert call.operate(Ability.MUTE) == [MuteLine(True)]
    assert call.operate(Ability.DIGITS, "12#") == [SendDigits("12#")]
    assert call.operate(Ability.TRANSFER, "8002") == [TransferCall("8002"), Say("Transferring to 8002 ...")]


def test_what_a_line_refuses_is_told_and_the_talk_goes_on(desk: Desk) -> None:
    call = desk.call(hears=True)
    call.hear(Answered(FIRST, MONDAY, call.line_id))
    for ability, done, said in (
        (Ability.HOLD, True, "Hold failed: 李雷 can hear you. (488)"),
        (Ability.MUTE, True, "Mute failed: you can be heard. (488)"),
        (Ability.HOLD, False, "Resume failed: 李雷 is still on hold. (488)"),
        (Ability.MUTE, False, "Unmute failed: you are still muted. (488)"),
        (Ability.DIGITS, None, "The tones were not sent. (488)"),
        (Ability.TRANSFER, None, "Transfer to 8002 failed: you are still connected. (488)"),
    ):
        call.on_hold = call.muted = done is False
        call.operate(ability, "8002")
        assert call.hear(Refused(ability, MONDAY, call.line_id, "488")) == [Say(said)]
        assert (call.on_hold, call.muted) == ((False, False) if done is not False else (True, True))
    assert call.phase is CallPhase.TALKING
    assert call.hear(Refused(Ability.HOLD, MONDAY, "another call")) == []


def test_a_customer_who_was_handed_over_has_left(desk: Desk) -> None:
    call = desk.call(hears=True)
    call.hear(Answered(FIRST, MONDAY, call.line_id))
    call.operate(Ability.TRANSFER, "8002")
    _ended, *then = call.hear(Ended(FIRST, MONDAY + 9_000, EndedBy.AGENT, call=call.line_id))
    assert then == [Say("Transferred to 8002: choose a disposition."), ClaimNext()]


def test_who_was_talked_to_before_the_line_was_lost_is_not_written_as_unreached(desk: Desk) -> None:
    call = desk.call(hears=True)
    call.hear(Answered(FIRST, MONDAY + 5_000, call.line_id))
    _ended, said, _ahead = call.hear(Ended(FIRST, MONDAY + 9_000, EndedBy.FAR, EndCause.GONE, call.line_id, "no route"))
    assert said == Say("Line lost (no route): choose a disposition.")
    assert call.send_note() == [ListDispositions()]


Act = Callable[[CallController], Commands]
ACTS: dict[str, Act] = {
    "note": lambda call: call.type_note(call.note.made + "x"),
    "empty": lambda call: call.type_note(""),
    "answer": lambda call: call.answer(),
    "no_answer": lambda call: call.choose(Disposition.NO_ANSWER),
    "neutral": lambda call: call.choose(Disposition.NEUTRAL),
    "never": lambda call: call.choose(Disposition.DO_NOT_CALL),
    "callback": lambda call: call.choose(Disposition.CALLBACK),
    "send": lambda call: call.send_note(),
    "field": lambda call: call.send_field(NEXT),
    "other": lambda call: call.dial_other_number(),
    "back": lambda call: call.back(),
    "refused": lambda call: call.refuse(),
    "keep": lambda call: call.keep_note(),
    "answered": lambda call: call.hear(Answered(FIRST, call.call.dialled_at + 1, call.line_id)),
    **{
        cause.value: partial(
            lambda cause, call: call.hear(Ended(FIRST, call.call.dialled_at + 1, EndedBy.FAR, cause, call.line_id)),
            cause,
        )
        for cause in EndCause
    },
    "ringing": lambda call: call.hear(Ringing(FIRST, Direction.OUT, call.call.dialled_at, call.line_id)),
    "tick": lambda call: call.tick(),
    "begin": lambda call: call.begin(),
    **{f"yes {one}": partial(CallController.confirm, question=one) for one in Question},
    **{f"no {one}": partial(CallController.decline, question=one) for one in Question},
}


@settings(max_examples=examples(150, 1500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(ACTS)), max_size=14))
def test_in_any_order_a_call_is_answered_ended_and_written_once(desk: Desk, names: list[str]) -> None:
    call, out, writing = desk.call(), Commands(), False
    for name in names:
        desk.now += 1_000
        done = ACTS[name](call)
        if name == "refused":
            writing = False
        for one in done:
            if isinstance(one, FinishCall | DialOtherNumber | TakeBack):
                assert not writing, "one write at a time"
                assert name.startswith("yes take_back") or isinstance(one, DialOtherNumber) or call.draft.disposition
                writing = True
        assert (call.phase is CallPhase.SAVING) == writing
        out += done
    *taken_back, last = _between_answers_taken_back(out)
    assert all(any(isinstance(one, RecordAnswer) for one in part) for part in taken_back)
    assert sum(isinstance(one, RecordEnd) for one in out) <= 1
    for part in (*taken_back, last):
        assert sum(isinstance(one, TakeLine) for one in part) <= 1
        assert sum(isinstance(one, RecordAnswer) for one in part) <= 1
        at = [one.at for one in part if isinstance(one, RecordAnswer | RecordEnd)]
        assert at == sorted(at)


def _between_answers_taken_back(out: Commands) -> list[Commands]:
    parts = [Commands()]
    for one in out:
        if isinstance(one, ForgetAnswer):
            parts.append(Commands())
        else:
            parts[-1].append(one)
    return parts


PACES = st.builds(CallPace, st.none() | st.integers(15, 60), st.booleans(), st.booleans())


@settings(max_examples=examples(150, 1500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(ACTS)), max_size=14), hears=st.booleans(), pace=PACES)
def test_in_any_order_and_at_any_pace_nobody_is_dialled_but_once_and_on_a_free_line(
    desk: Desk, names: list[str], hears: bool, pace: CallPace
) -> None:
    """A call is written down only when its line is free: the next one finds nobody else on it."""
    call, dialled, is_free = desk.call(hears=hears, dial=True, pace=pace), 0, True
    for name in ("begin", *names):
        desk.now += 9_000
        is_free |= name in list(EndCause)
        for one in ACTS[name](call):
            match one:
                case PlaceCall(number):
                    dialled += 1
                    assert (number, is_free, call.phase) == (FIRST, True, CallPhase.DIALLING)
                    is_free = False
                case HoldLine():
                    is_free = False
                case DropLine():
                    is_free = True
                case FinishCall() | DialOtherNumber() | TakeBack():
                    assert is_free
                    assert call.phase is CallPhase.SAVING
    assert dialled == 1
