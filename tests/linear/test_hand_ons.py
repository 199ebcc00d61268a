"""Hand-ons to a department, causes of complaints and reports on leads in line mode, as the full screen has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import CaseKind, CaseState, Milestone, MilestoneKind, UnitKind
from callcenter.rulebook import reader, shelf
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.log import LogFilter
from tests.linear.conversation import conversation
from tests.linear.test_owed import choose
from tests.screens.office import AGENT, lead, office
from tests.workstation.stage import BOSS, MONDAY

CAUSES = '\n[complaint]\ncauses = ["the goods", "the fitting"]\n'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A customer of the agent's."""
    opened = office(tmp_path)
    lead(opened, "李雷", "+8613800138001", "2026-02-27 09:30", owner=AGENT.name)
    yield opened
    opened.close()


def test_without_a_department_nothing_is_handed_on(store: Store) -> None:
    with conversation(store) as held:
        held.type("/李雷", "1", "o")
        held.until("There are no departments yet", "李雷> ")
    assert store.cases.all() == ()


def test_a_matter_is_handed_on_chased_answered_and_told(store: Store) -> None:
    for name in ("技术部", "仓库"):
        store.by(BOSS).units.add(name, kind=UnitKind.DEPARTMENT, now=MONDAY)
    with conversation(store) as held:
        held.type("/李雷", "1", "o", "2", "which [/fuse]?")
        held.until("1: 仓库\n", "2: 技术部\n", "what the department is to answer: ")
        held.until("李雷: handed on to 技术部.\n", "李雷> ")
        held.type("b")
        held.until("shift> ")
        row = choose(held, "k", "hand-on, 李雷")
        assert row.startswith("1: hand-on, 李雷, open, 技术部, close by ")
        held.until("which [/fuse]?\n", "3: answer of the department\n", "4: chase: asked the department again\n")
        held.until("5: hand on to a department\n", "number")
        held.type("4", "rang the workshop")
        held.until("Asked 技术部 again (李雷): ", "Case updated.\n", "shift> ")
        choose(held, "k", "hand-on, 李雷")
        held.until("chased, rang the workshop\n", "3: answer of the department\n", "number")
        held.type("3", "the 16 A one")
        held.until("answer of the department: ", "Case updated.\n", "shift> ")
        choose(held, "k", "hand-on, 李雷")
        told = held.until("3: reply given to the customer\n", "number, Enter to go back: ")
        assert "chase" not in told.partition("3: ")[2]
        held.type("3", "told")
        held.until("reply given to the customer: ", "Case updated.\n", "shift> ")
    assert store.cases.all() == ()
    (case,) = store.cases.all(state=CaseState.CLOSED)
    assert [one.action for one in case.events] == ["opened", "chased", "answered", "told"]


def test_a_case_leads_to_another_department(store: Store) -> None:
    store.by(BOSS).units.add("技术部", kind=UnitKind.DEPARTMENT, now=MONDAY)
    ref = store.search.find("李雷")[0].ref
    store.by(BOSS).cases.open(ref, CaseKind.REPAIR, "no light", now=MONDAY)
    with conversation(store) as held:
        choose(held, "k", "repair, 李雷")
        held.until("4: hand on to a department\n", "number")
        held.type("4", "1", "which lamp?")
        held.until("李雷: handed on to 技术部.\n", "shift> ")
    assert {case.kind for case in store.cases.all()} == {CaseKind.REPAIR, CaseKind.HAND_ON}


def test_the_cause_of_a_complaint_is_chosen_from_the_rulebook(store: Store) -> None:
    ref = store.search.find("李雷")[0].ref
    name = store.details.get(ref, now=MONDAY).campaign.frame.name
    book = reader.load(shelf.shipped_text("telesales") + CAUSES, "telesales")
    assert name == "telesales"
    store.by(BOSS).rulebooks.put("telesales", book, now=MONDAY)
    case = store.by(BOSS).cases.open(ref, CaseKind.COMPLAINT, "it hums", now=MONDAY)
    store.by(BOSS).cases.assign(case, AGENT.name, now=MONDAY)
    with conversation(store) as held:
        choose(held, "k", "complaint, 李雷")
        held.until("3: report back\n", "number")
        held.type("3", "2", "a loose screw")
        held.until("1: the goods\n", "2: the fitting\n", "cause found: ", "Case updated.\n")
    found = store.cases.get(case)
    assert (found.cause, found.state, found.events[-1].remark) == (
        "the fitting",
        CaseState.INVESTIGATED,
        "a loose screw",
    )


def test_a_lead_is_reported_on_and_no_contact_is_made(store: Store) -> None:
    new = NewCustomer("赵铁", "+8613800138003", owner=AGENT.name, campaign="export")
    ref = store.by(BOSS).customers.add(new, now=MONDAY)
    store.by(AGENT).customers.set_milestone(ref, Milestone(MilestoneKind.HANDED_OUT, MONDAY), now=MONDAY)
    with conversation(store) as held:
        row = choose(held, "s", "赵铁, report on a lead")
        assert row.startswith("1: 赵铁, report on a lead, ") or row.startswith("2: 赵铁, report on a lead, ")
        held.until("Report on 赵铁, state and next step: ")
        held.type("wants [/x]")
        held.until("Report on 赵铁 recorded.\n")
    assert [one.text for one in store.tasks.reports(ref)] == ["wants [/x]"]
    assert store.lookup.log(LogFilter(ref=ref)) == ()
