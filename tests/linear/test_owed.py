"""Duties in line mode: promises moved and settled, messages taken back, contacts corrected, cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import DAY, CaseKind, Channel, Disposition, Milestone, MilestoneKind
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.log import LogFilter, TouchRow
from tests.linear.conversation import Conversation, conversation
from tests.screens.office import AGENT, called, lead, office
from tests.workstation.stage import BOSS, MONDAY, at, inquired

LATER = "later please"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A callback at 11:00 today, one that is over, an appointment on Friday, an answer that is owed."""
    opened = office(tmp_path)
    soon = lead(opened, "李雷", "+8613800138001", "2026-02-27 09:30", owner=AGENT.name)
    called(opened, soon, "2026-02-27 11:00", Disposition.CALLBACK, LATER, callback_at=at("2026-03-02 11:00"))
    late = lead(opened, "吴静", "+8613800138002", "2026-02-27 09:30", owner=AGENT.name)
    called(opened, late, "2026-02-27 11:00", Disposition.CALLBACK, LATER, callback_at=at("2026-03-02 09:00"))
    comes = lead(opened, "赵铁", "+8613800138003", "2026-02-27 09:30", owner=AGENT.name)
    friday = Milestone(MilestoneKind.APPOINTMENT, at("2026-03-06 15:00"))
    opened.by(AGENT).customers.set_milestone(comes, friday, now=MONDAY)
    opened.by(BOSS).campaigns.ensure_shipped("power", now=MONDAY)
    new = NewCustomer("钱多", "+8613800138004", owner=AGENT.name, campaign="power", inquiry=False)
    asks = opened.by(BOSS).customers.add(new, now=MONDAY)
    opened.by(AGENT).customers.set_milestone(
        asks, Milestone(MilestoneKind.QUESTION, at("2026-03-02 10:00")), now=MONDAY
    )
    yield opened
    opened.close()


def promises(store: Store) -> list[tuple[str, int]]:
    return [(row.name, row.obligation.due_at) for row in store.promises.open(now=MONDAY, agent=AGENT.name)]


def touches(store: Store, name: str) -> list[TouchRow]:
    """The contacts of a customer that count, the newest first."""
    return [row for row in store.lookup.log(LogFilter(ref=store.search.find(name)[0].ref)) if not row.withdrawn]


def choose(held: Conversation, key: str, wanted: str) -> str:
    """Open a list, and choose the row with these words; what was told of it."""
    begun = len(held.text)
    held.type(key)
    held.until(wanted, "Enter to go back: ")
    row = next(line for line in held.text[begun:].splitlines() if wanted in line)
    held.type(row.partition(":")[0].removeprefix("shift> "))
    return row


def test_a_callback_is_moved_by_a_correction_and_a_broken_one_stays(store: Store) -> None:
    with conversation(store) as held:
        choose(held, "p", "李雷, callback, 11:00")
        held.until("1: open the customer\n", "2: new time\n", "number")
        held.type("2", "someday", "wed 16:00")
        held.until("Not understood: someday. ", "Callback: Wed 4 Mar 16:00\n", "shift> ")
        choose(held, "p", "吴静, callback")
        told = held.until("This promise is overdue: call now, it cannot be moved.\n", "number, Enter to go back: ")
        assert "new time" not in told
    assert ("李雷", at("2026-03-04 16:00")) in promises(store)
    (corrected,) = touches(store, "李雷")
    assert (corrected.note, corrected.disposition, corrected.agent) == (LATER, Disposition.CALLBACK, AGENT.name)


def test_an_appointment_is_moved(store: Store) -> None:
    with conversation(store) as held:
        choose(held, "p", "赵铁, missed appointment")
        held.until("2: new time\n", "number")
        held.type("2", "thu 15:30")
        held.until("Appointment: Thu 5 Mar 15:30\n")
    view = store.details.get(store.search.find("赵铁")[0].ref, now=MONDAY)
    assert view.facts.milestones[-1] == Milestone(MilestoneKind.APPOINTMENT, at("2026-03-05 15:30"))


def test_an_answer_that_was_given_in_writing_is_logged(store: Store) -> None:
    with conversation(store) as held:
        choose(held, "p", "钱多")
        held.until("The rules set the deadline for an answer.\n", "2: log answer\n", "number")
        held.type("2", "2", "sent the plan")
        held.until("2: e-mail\n", "answer given to 钱多: ", "e-mail to 钱多 recorded.\n")
    (touch,) = touches(store, "钱多")
    assert (touch.channel, touch.note) == (Channel.EMAIL, "sent the plan")
    assert "钱多" not in [name for name, _at in promises(store)]


def test_a_postponed_call_stands_among_the_promises_and_is_taken_back(store: Store) -> None:
    inquired(store, lead(store, "韩梅", "+8613800138005", "2026-03-02 10:00"), MONDAY, MONDAY)
    with conversation(store) as held:
        held.type("/hanmei", "1", "z", "+1h", "in a meeting")
        held.until("Postponed until Mon 2 Mar 11:05", "shift> ")
        choose(held, "p", "韩梅, postponed until")
        held.until("王敏 postponed the call", "3: cancel the postponement\n", "number")
        held.type("3", "/hanmei", "1", "z", "+2h", "in two meetings", "u")
        held.until("The call to 韩梅 is no longer postponed.\n", "Postponed until Mon 2 Mar 12:05")
        held.until("The call to 韩梅 is no longer postponed.\n")
    assert store.snoozes.all(now=MONDAY) == ()


def test_a_message_that_was_recorded_by_mistake_is_taken_back(store: Store) -> None:
    with conversation(store, now=MONDAY + DAY) as held:
        choose(held, "s", "SMS 李雷")
        held.until("SMS: 李雷", "1: record as sent\n", "3: the text in the other language\n", "number")
        held.type("1")
        told = held.until("SMS to 李雷 recorded.\n", "undo the record for 李雷\n", "number")
        (last,) = [line for line in told.splitlines() if "undo the record" in line]
        held.type(last.partition(":")[0])
        told = held.until("Undone: 李雷 is due again.\n", "SMS 李雷", "number")
        assert "undo the record" not in told
        held.type("")
        held.until("shift> ")
    assert [one.channel for one in touches(store, "李雷")] == [Channel.CALL]


def test_a_contact_is_found_in_the_log_and_corrected(store: Store) -> None:
    with conversation(store) as held:
        held.type("c", "call back")
        held.until("contacts: call back\n", "2: 李雷: ", "Enter to go back: ")
        held.type("2")
        held.until("2: correct\n", "number")
        held.type("2", "1", "wants the price list", "", "2", "4", "3", "+1d")
        held.until("correction: ", "1 note: later please\n", "3 call back at: ", "1 note: wants the price list\n")
        held.until("2 disposition: ", "Tue 3 Mar")
        held.type("")
        held.until("Saved.\n")
    (touch,) = touches(store, "李雷")
    assert (touch.note, touch.disposition) == ("wants the price list", tuple(Disposition)[3])
    assert touch.callback_at == MONDAY + DAY


def test_an_outcome_that_contradicts_the_talk_is_asked_about(store: Store) -> None:
    place = tuple(Disposition).index(Disposition.INVALID_NUMBER) + 1
    with conversation(store) as held:
        held.type("c", "", "1", "2", "2", "m", str(place), "", "2", "0")
        held.until("disposition: invalid number\n", "2: no\n", "Not saved.\n", "shift> ")
    assert {one.disposition for one in touches(store, "李雷") + touches(store, "吴静")} == {Disposition.CALLBACK}


def test_a_call_that_can_no_longer_be_undone_is_corrected(store: Store) -> None:
    with conversation(store) as held:
        held.type("u")
        held.until("nothing to undo\n", "shift> ")
        held.type("n", "d", "1")
        held.until("Saved.\n", "shift> ")
        name = touches(store, "吴静")[0].customer
        held.type("d", "1")
        held.until("Saved.\n", "shift> ")
        held.type("u", "1")
        held.until("state: wrap-up\n", "Saved.\n", "shift> ")
    assert name == "吴静"


def test_ones_own_customers_lead_with_what_is_owed(store: Store) -> None:
    with conversation(store) as held:
        row = choose(held, "m", "吴静, thank-you SMS")
        assert row == "1: 吴静, thank-you SMS, Fri 27 Feb 09:30, late 2d"
        held.until("customer: 吴静\n", "stage: in progress\n", "吴静> ")


def test_a_case_is_taken_and_reported_back(store: Store) -> None:
    ref = store.search.find("赵铁")[0].ref
    store.by(BOSS).cases.open(ref, CaseKind.COMPLAINT, "the meter hums", now=MONDAY)
    with conversation(store) as held:
        choose(held, "k", "complaint, 赵铁, open")
        held.until("the meter hums\n", "1: open the customer\n", "3: take\n", "number")
        held.type("3")
        held.until("complaint of 赵铁 assigned to 王敏.\n", "shift> ")
        choose(held, "k", "complaint, 赵铁")
        held.until("report back\n", "number")
        held.type("3", "the meter is changed")
        held.until("cause found: ", "Case updated.\n")
    (case,) = store.cases.all()
    assert (case.assignee, case.events[-1].remark) == (AGENT.name, "the meter is changed")


def test_who_did_not_answer_is_written_to(store: Store) -> None:
    with conversation(store) as held:
        held.type("/李雷", "1", "d", "1")
        held.until("Saved.\n", "shift> ")
        held.type("?")
        held.until("20 w: SMS to 李雷 after no answer\n", "shift> ")
        held.type("w", "1", "?")
        held.until("SMS: 李雷, 138 0013 8001\n", "SMS to 李雷 recorded.\n")
        assert "20 w" not in held.until("19 k: cases\n", "shift> ")
    assert touches(store, "李雷")[0].channel is Channel.SMS
