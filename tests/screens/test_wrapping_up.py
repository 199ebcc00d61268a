"""Promises of the wrap-up beside the next call: appointments with their steps, answers with their clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.call.wrap_up import APPOINTMENT, NEXT, QUESTION, CallWrapUp, Mend
from callcenter.desk.typed_dates import make_reader
from callcenter.model import Channel, Direction, Disposition, Milestone, MilestoneKind
from callcenter.screens.calls.call import CallScreen
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.log import LogFilter
from callcenter.views.worklists.calls import OpenCall, WrapUp
from callcenter.views.worklists.typed_fields import Reading, WrapUpDraft
from tests.screens.office import AGENT, lead, office
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation

NOTE = "wants a price"
FRIDAY = Reading(at("2026-03-06 10:00"), "Fri")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def asker(store: Store, book: str) -> str:
    """吴静, on a list under a book that knows promised answers, called at least once a year."""
    came = at("2024-03-01 10:00")
    store.by(BOSS).campaigns.ensure_shipped(book, now=came)
    new = NewCustomer("吴静", "+8613800138002", campaign=book, inquiry=False, owner="王敏")
    return store.by(BOSS).customers.add(new, now=came)


def wrapping(store: Store, ref: str) -> CallWrapUp:
    view = store.details.get(ref, now=MONDAY)
    call = OpenCall(ref, view.name, "王敏", "t", "", Direction.OUT, MONDAY, MONDAY, MONDAY, NOTE)
    book = store.campaigns.book(view.campaign.name)
    reader = make_reader(lambda: MONDAY, view.campaign.frame, book, view.facts.zone)
    return CallWrapUp(call, view, book, lambda: MONDAY, reader)


def judged(wrap: CallWrapUp, disposition: Disposition, **fields: str | Reading) -> object:
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    readings = {name: value for name, value in fields.items() if isinstance(value, Reading)}
    return wrap.judge(
        disposition, NOTE, WrapUpDraft(texts, readings), frozenset(), talk=60 if disposition.reached else None
    )


def fields(wrap: CallWrapUp) -> list[str]:
    return [field.name for row in wrap.rows() for field in row]


def test_an_appointment_stands_beside_any_reached_disposition(store: Store) -> None:
    wrap = wrapping(store, lead(store, "李雷", "+8613800138001", "2026-03-02 09:30", tier="B"))
    made = Milestone(MilestoneKind.APPOINTMENT, FRIDAY.at or 0)
    callback = Reading(at("2026-03-04 15:00"), "Wed")
    both = judged(wrap, Disposition.INTERESTED, **{NEXT: callback, APPOINTMENT: FRIDAY})
    assert both == WrapUp(Disposition.INTERESTED, NOTE, callback_at=callback.at, appointment=made)
    assert judged(wrap, Disposition.APPOINTMENT, **{APPOINTMENT: FRIDAY}) == WrapUp(
        Disposition.APPOINTMENT, NOTE, appointment=made
    )
    # A date for the next call is no appointment.
    missing = judged(wrap, Disposition.APPOINTMENT, **{NEXT: FRIDAY})
    assert isinstance(missing, Mend)
    assert missing.field == APPOINTMENT
    wrong = Reading(None, "no such day", wrong=True)
    assert judged(wrap, Disposition.NEUTRAL, **{APPOINTMENT: wrong}) == Mend(APPOINTMENT)


@pytest.mark.parametrize("disposition", [Disposition.NO_ANSWER, Disposition.WRONG_PERSON, Disposition.DO_NOT_CALL])
def test_what_an_earlier_choice_left_in_the_form_promises_nothing(store: Store, disposition: Disposition) -> None:
    """The agent chose "callback", typed a time, and then found that nobody was reached, or ever wants to be."""
    wrap = wrapping(store, asker(store, "power"))
    left: dict[str, str | Reading] = {NEXT: FRIDAY, APPOINTMENT: FRIDAY, QUESTION: "what does it cost"}
    assert judged(wrap, disposition, **left) == WrapUp(disposition, NOTE)


def test_only_a_book_with_a_clock_for_answers_asks_for_questions(store: Store) -> None:
    assert QUESTION not in fields(wrapping(store, lead(store, "李雷", "+8613800138001", "2026-03-02 09:30")))
    wrap = wrapping(store, asker(store, "power"))
    assert QUESTION in fields(wrap)
    asked = judged(wrap, Disposition.NEUTRAL, **{QUESTION: "when is the meter changed"})
    assert asked == WrapUp(Disposition.NEUTRAL, f"{NOTE}\nwhen is the meter changed", question=True)


def test_a_question_in_the_note_already_is_not_written_twice(store: Store) -> None:
    wrap = wrapping(store, asker(store, "power"))
    asked = judged(wrap, Disposition.NEUTRAL, **{QUESTION: NOTE})
    assert asked == WrapUp(Disposition.NEUTRAL, NOTE, question=True)


def promised(store: Store, ref: str) -> list[str]:
    plan = store.details.get(ref, now=MONDAY + 1000).plan
    return [owed.rule.partition(".")[2] for owed in plan.obligations if owed.commitment]


async def wrap_up(stage: Stage) -> None:
    await stage.press("n", "d", *NOTE, "f3")


@pytest.mark.parametrize(
    ("lang", "steps"),
    [
        ("en", "confirm Thu 5 Mar, call Fri 6 Mar, if no visit, call Fri 6 Mar 10:00"),
        ("zh", "3月5日 周四 确认，3月6日 周五 致电，未到访则 3月6日 周五 10:00 致电"),
    ],
)
async def test_the_steps_of_an_appointment_are_told_and_kept_and_undone(store: Store, lang: str, steps: str) -> None:
    ref = lead(store, "李雷", "+8613800138001", "2026-03-02 09:30", tier="B")
    async with workstation(store, lang=lang) as stage:
        await wrap_up(stage)
        assert steps not in stage.text()
        await stage.press("tab", "tab", *"3/6 10:00")
        assert steps in stage.text()
        await stage.press("f6")
        assert steps in stage.text(), "a step of the script that is ticked off says nothing of the form"
        await stage.press("enter")
        assert promised(store, ref) == ["appointment.confirm", "appointment.call", "appointment.no_show"]
        row = store.lookup.log(LogFilter(), before=None, limit=1)[0]
        assert (row.disposition, row.callback_at) == (Disposition.INTERESTED, None)
        await stage.press("u")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        assert promised(store, ref) == []


async def test_a_question_brings_the_clock_of_its_rule_and_the_call_itself_is_no_answer(store: Store) -> None:
    ref = asker(store, "key-account")
    async with workstation(store) as stage:
        await wrap_up(stage)
        assert "within 24 hours" in stage.text()
        stage.app.screen.query_one(f"#{QUESTION}").focus()
        await stage.press(*"a list of parts")
        assert "answer due by Tue 3 Mar 10:05" in stage.text()
        await stage.press("enter")
    view = store.details.get(ref, now=MONDAY + 1000)
    (owed,) = [one for one in view.plan.obligations if one.commitment]
    assert (owed.rule, owed.channel, owed.task) == ("key-account.answer", Channel.ANY, True)
    assert view.touches[0].note == f"{NOTE}\na list of parts"
    store.by(AGENT).last_calls.undo(now=MONDAY + 2000)
    assert promised(store, ref) == []


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("en", "Wed 2 Dec 10:05: over three months ahead. Save anyway?"),
        ("zh", "12月2日 周三 10:05 在三个月以后，仍要保存吗？"),
    ],
)
async def test_a_callback_nine_months_off_is_asked_about(store: Store, lang: str, question: str) -> None:
    ref = lead(store, "李雷", "+8613800138001", "2026-03-02 09:30")
    async with workstation(store, lang=lang) as stage:
        await stage.press("n", "d", *"later please", "f5", *"+9mo", "enter")
        await stage.until(lambda: question in stage.text())
        await stage.press("enter", "escape")
        assert isinstance(stage.app.screen, CallScreen)
        await stage.press(*"+2h", "enter")
    (touch,) = store.details.get(ref, now=MONDAY).touches
    assert touch.callback_at == at("2026-03-02 12:05")
