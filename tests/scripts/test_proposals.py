"""Script that a call begins with, and those that come after it (docs/rules.md#r8, #r16; docs/scripts.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import CaseKind, Channel, Direction, Disposition, Touch
from callcenter.script import parts, reader
from callcenter.store import Store
from callcenter.views.worklists.scripts import FilledPart, FilledScript, PartKind, ScriptUse, TickedStep
from tests.store.building import CHEN, GOOD_NOTE, WANG, at, customer, opened

NOW = at("2026-03-02 10:05")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened_store = opened(str(tmp_path / "scripts.db"))
    yield opened_store
    opened_store.close()


def begins(store: Store, ref: str, direction: Direction = Direction.OUT, now: int = NOW) -> list[str]:
    view = store.details.get(ref, now=now)
    return [one.id for one in parts.proposed(reader.shipped("en"), view, direction, now)]


def test_a_call_after_an_inquiry(store: Store) -> None:
    ref = customer(store, "吴静", "+8613812347731")
    assert begins(store, ref) == ["first-call", "greeting", "closing"]


def test_who_calls_us_is_greeted_before_all_and_not_as_if_we_had_called(store: Store) -> None:
    ref = customer(store, "吴静", "+8613812347731")
    assert begins(store, ref, Direction.IN) == ["incoming", "first-call", "closing"]


def test_an_open_complaint_comes_before_everything_until_it_is_closed(store: Store) -> None:
    ref = customer(store, "吴静", "+8613812347731")
    case = store.by(WANG).cases.open(ref, CaseKind.COMPLAINT, "late again", now=NOW)
    assert begins(store, ref) == ["complaint", "first-call", "greeting", "closing"]
    assert begins(store, ref, Direction.IN) == ["complaint", "incoming", "first-call", "closing"]
    store.by(WANG).cases.open(ref, CaseKind.EXCEPTION, "another matter", now=NOW)
    store.by(CHEN).cases.assign(case, "陈主管", now=NOW)
    store.by(CHEN).cases.close(case, "settled", now=NOW)
    assert "complaint" not in begins(store, ref)


def test_after_a_call_that_nobody_answered_one_says_so_but_not_to_who_calls_us(store: Store) -> None:
    ref = customer(store, "吴静", "+8613812347731")
    missed = Touch(NOW, Channel.CALL, disposition=Disposition.NO_ANSWER)
    store.by(WANG).touches.record(ref, missed, now=NOW)
    later = at("2026-03-02 14:00")
    assert begins(store, ref, now=later)[0] == "second-attempt"
    assert "second-attempt" not in begins(store, ref, Direction.IN, now=later)


def test_who_calls_before_the_promised_call_is_not_told_that_we_call_as_agreed(store: Store) -> None:
    ref = customer(store, "吴静", "+8613812347731")
    asked = Touch(NOW, Channel.CALL, disposition=Disposition.CALLBACK, note=GOOD_NOTE, callback_at=NOW + 3_600_000)
    store.by(WANG).touches.record(ref, asked, now=NOW)
    later = NOW + 3_600_000
    assert begins(store, ref, now=later)[0] == "callback"
    assert "callback" not in begins(store, ref, Direction.IN, now=later)


def test_the_reason_of_a_follow_up_chooses_its_script(store: Store) -> None:
    """N+1 is to help, N+4 asks for a decision, N+7 keeps the tie (docs/rules.md#r8)."""
    ref = customer(store, "吴静", "+8613812347731")
    first = []
    for day in ("02", "03", "06", "09"):
        when = at(f"2026-03-{day} 10:05")
        first.append(begins(store, ref, now=when)[0])
        reached = Touch(when, Channel.CALL, disposition=Disposition.NEUTRAL, note=GOOD_NOTE)
        store.by(WANG).touches.record(ref, reached, now=when)
    assert first == ["first-call", "follow-up-service", "follow-up-conversion", "follow-up-long-term"]


def test_what_was_ticked_off_is_said_in_the_words_of_another_language() -> None:
    def filled(title: str, *steps: str) -> FilledScript:
        return FilledScript("x", title.lower(), title, tuple(FilledPart(PartKind.STEP, one) for one in steps))

    use = ScriptUse("x", "en", "EN", 2, (TickedStep(2, "two", NOW),))
    other = ScriptUse("gone", "en", "EN", 1, (TickedStep(1, "one", NOW),))
    said = ScriptUse("x", "zh", "ZH", 2, (TickedStep(2, "二", NOW),))
    assert parts.said_in((use, other), (filled("ZH", "一", "二"),)) == (said, other)
    # With more steps nobody knows which is which: it stays as it was.
    assert parts.said_in((use,), (filled("ZH", "一", "二", "三"),)) == (use,)
