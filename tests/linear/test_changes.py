"""Changes of a customer in line mode, and whom they recommend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import CaseKind, Milestone, MilestoneKind, Stage
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerView
from tests.linear.conversation import conversation
from tests.linear.test_shift import closed
from tests.workstation.stage import MONDAY, add, at, inquired, open_store

PASSWORD = "correct horse battery!"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one lead."""
    opened = open_store(tmp_path, MONDAY)
    inquired(opened, add(opened, "李雷", "+8613800138001", at("2026-03-02 09:00")), MONDAY, MONDAY)
    yield opened
    opened.close()


def view(store: Store, name: str = "李雷") -> CustomerView:
    return store.details.get(store.search.find(name)[0].ref, now=MONDAY)


def test_a_referral_is_taken_in_the_call(store: Store) -> None:
    with conversation(store) as held:
        held.type("d", "p", "", "14", "Zoe", "13800138001", "2")
        held.until("name of the referral: ", "call> ", "This number belongs to 李雷", "2: no\n", "call> ")
        held.type("p", "Zoe", "13800138007", "1")
        held.until("Zoe is now a customer, referred by 李雷.\n", "Saved.\n")
    zoe = view(store, "Zoe")
    assert zoe.referrer is not None
    assert (zoe.referrer.name, zoe.facts.source, zoe.facts.numbers) == ("李雷", "referral", ("+8613800138007",))


def test_a_referral_in_chinese(store: Store) -> None:
    with conversation(store, lang="zh") as held:
        held.type("d", "p", "韩梅", "")
        held.until("介绍的人的姓名：", "韩梅已登记为客户，介绍人：李雷。\n", "通话> ")
        held.type("1")
        held.until("已保存。\n")
    assert [one.name for one in view(store).referred] == ["韩梅"]


def test_tier_stage_tags_note_and_case_of_a_customer(store: Store) -> None:
    with conversation(store) as held:
        held.type("/lilei", "1", "t", "1", "big roof")
        held.until("1: A\n", "reason for tier A: ", "tier: A\n", "李雷> ")
        held.type("s", "2", "#", "vip solar", "#", "solar", "n", "ask for the manager", "x", "2", "hums")
        held.until("stage: ", "tags: #vip #solar\n", "tags: #solar\n", "pinned note: ask for the manager\n")
        held.until("Raised: it is now among the supervisor's cases.\n", "李雷> ")
        held.type("n", "-", "f")
        held.until("pinned note: none\n", "tags: #solar\n", "李雷> ")
    found = view(store)
    assert (found.facts.tier, found.facts.stage, found.tags) == ("A", tuple(Stage)[1], ("solar",))
    assert (found.pinned, [one.kind for one in found.cases]) == ("", [CaseKind.COMPLAINT])


def test_an_appointment_is_made_moved_and_cancelled(store: Store) -> None:
    with conversation(store) as held:
        held.type("/lilei", "1", "p", "one fine day", "p", "Fri 15:00")
        held.until("Not understood: one fine day. ", "appointment: Fri 6 Mar 15:00\n", "李雷> ")
        assert view(store).facts.milestones[-1] == Milestone(MilestoneKind.APPOINTMENT, at("2026-03-06 15:00"))
        held.type("p", "Thu 9:30", "p", "-")
        held.until("appointment: Fri 6 Mar 15:00\n", "appointment: Thu 5 Mar 09:30 ! outside calling hours\n")
        held.until("Visit cancelled; nothing more is owed for it.\n", "李雷> ")
    assert MilestoneKind.APPOINTMENT not in {one.kind for one in view(store).facts.milestones}


def test_a_key_date_is_set_and_undone(store: Store) -> None:
    kinds = sorted(MilestoneKind, key=lambda one: one is not MilestoneKind.INQUIRY)
    with conversation(store) as held:
        held.type("/lilei", "1", "M", str(kinds.index(MilestoneKind.DELIVERED) + 1), "yesterday")
        held.until("1: inquiry: ", "delivery: Sun 1 Mar\n", "李雷> ")
        held.type("M", "1", "someday", "M", "2", "-")
        held.until("someday is not a date.\n", "Undone.\n", "李雷> ")
    assert {one.kind for one in view(store).facts.milestones} == {MilestoneKind.INQUIRY}


def test_contact_persons_are_added_changed_dialled_and_removed(store: Store) -> None:
    with conversation(store) as held:
        held.type("/lilei", "1", "c", "1", "", "1", "王芳", "2", "nobody", "", "2", "finance", "4", "13800138009", "")
        held.until("1: add a contact person\n", "1 name: none\n", "Enter the contact person's name.\n")
        held.until("1 name: 王芳\n", "Choose a buying role: ", "contact person: 王芳 (finance)\n", "李雷> ")
        held.type("c", "1", "1")
        held.until("1: 王芳 (finance), 138 0013 8009\n", "1: dial 138 0013 8009\n", "2: change\n", "3: remove\n")
        held.until("call to: 李雷\n", "number: 138 0013 8009\n", "call> ")
        held.type("1", "/lilei", "1", "c", "1", "3", "1")
        held.until("Saved.\n", "3: remove\n", "Remove 王芳?", "Removed.\n")
        held.until("李雷> ")
        found = view(store)
    assert (found.persons, found.facts.numbers) == ((), ("+8613800138001", "+8613800138009"))


def test_the_form_of_a_customer_is_changed_field_by_field(store: Store) -> None:
    with conversation(store) as held:
        held.type("/lilei", "1", "e", "99", "1", "-", "", "1", "李磊", "2", "北方动力", "")
        held.until("1 name: 李雷\n", "2 company: none\n", "Not an option here: 99.\n", "1 name: none\n")
        held.until("Enter a name.\n", "1 name: 李磊\n", "2 company: 北方动力\n", "Saved.\n", "李磊> ")
        held.type("e", "2", "Acme", "0")
        held.until("2 company: Acme\n", "李磊> ")
    found = view(store, "李磊")
    assert (found.company, found.facts.numbers) == ("北方动力", ("+8613800138001",))


def test_who_leaves_the_desk_locks_it(store: Store) -> None:
    with conversation(store, sign_in=closed(store)) as held:
        held.type("z", "wrong", PASSWORD, "g")
        held.until("Locked: enter your password to continue.\n", "calls: 0\n", "shift> ")
        held.type("?")
        held.until("21 z: lock\n")
