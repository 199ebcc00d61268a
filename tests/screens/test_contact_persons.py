"""Contact persons: listed, added, changed, removed and dialled; the call says whom to ask for (docs/rules.md#r28)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.model import ContactPersonFacts, ContactRole, Stance
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.customers.persons.contact_persons import ContactPersonsScreen
from callcenter.screens.customers.persons.edit_contact_person import EditContactPersonScreen
from callcenter.screens.frame.desk import CustomerWanted
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from tests.screens.office import AGENT, lead, office
from tests.widgets.stage import HOSTILE, assert_harmless
from tests.workstation.stage import BOSS, MONDAY, Stage, workstation

NUMBERS = ("+8613800138001", "+861062345678")
FANG = ContactPersonFacts("王芳", ContactRole.FINANCE, Stance.SUPPORTS, NUMBERS[:1], "上午在")
LIU = ContactPersonFacts("刘总", ContactRole.ECONOMIC, Stance.NEUTRAL, NUMBERS[1:])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def ref(store: Store) -> str:
    made = lead(store, "北方动力", NUMBERS[0], "2026-03-02 09:30", tier="A")
    store.by(BOSS).customers.edit(made, CustomerChanges(phones=NUMBERS), now=MONDAY)
    return made


def known(store: Store, ref: str) -> list[tuple[object, ...]]:
    persons = store.details.get(ref, now=MONDAY).persons
    return [(one.name, one.role, one.stance, one.numbers, one.remark) for one in persons]


async def show(stage: Stage, ref: str) -> None:
    stage.app.screen.post_message(CustomerWanted(ref))
    await stage.until(lambda: isinstance(stage.app.screen, CustomerScreen))
    await stage.settle()


async def test_a_person_is_added_changed_and_removed_by_keys(store: Store, ref: str) -> None:
    async with workstation(store) as stage:
        await show(stage, ref)
        await stage.press("c")
        assert "No contact persons yet." in stage.text()
        await stage.press("a")
        assert isinstance(stage.app.screen, EditContactPersonScreen)
        typed = {"role": "boss", "stance": "supports", "numbers": "010 6234 5678", "remark": "mornings"}
        for name, text in {"name": "王芳", **typed}.items():
            stage.app.screen.query_one(f"#{name}").value = text  # type: ignore[attr-defined]
        await stage.press("enter")
        assert "Choose a buying role: economic, technical, user, finance, coach." in stage.text()
        stage.app.screen.query_one("#role").value = "Finance"  # type: ignore[attr-defined]
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, ContactPersonsScreen))
        await stage.settle()
        assert known(store, ref) == [("王芳", ContactRole.FINANCE, Stance.SUPPORTS, NUMBERS[1:], "mornings")]
        assert "010 6234 5678" in stage.text()
        await stage.press("enter", "down", "down", "end", *["backspace"] * 8, *"opposes", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, ContactPersonsScreen))
        assert known(store, ref)[0][2] is Stance.OPPOSES
        await stage.press("x", "x")
        assert len(known(store, ref)) == 1, "the asking key does not confirm"
        await stage.press("y")
        await stage.settle()
        assert known(store, ref) == []
        assert "No contact persons yet." in stage.text()


async def test_a_person_is_dialled_and_the_call_says_whom_to_ask_for(store: Store, ref: str) -> None:
    for facts in (FANG, LIU):
        store.by(AGENT).contact_persons.add(ref, facts, now=MONDAY)
    async with workstation(store, size=(110, 32)) as stage:
        await show(stage, ref)
        assert "138 0013 8001  王芳 (finance, supports)" in stage.text()
        assert "010 6234 5678  刘总 (economic, neutral)" in stage.text()
        await stage.press("c", "j", "d")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        await stage.settle()
        opened = store.calls.open_call_of(AGENT.name)
        assert opened is not None
        assert opened.phone == NUMBERS[1]
        assert "ask for: 刘总 (economic, neutral)" in stage.text()
        assert "other numbers: 138 0013 8001 王芳 (finance, supports)" in stage.text()


async def test_another_number_asks_for_its_own_person(store: Store, ref: str) -> None:
    store.by(AGENT).contact_persons.add(ref, LIU, now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("d")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        assert "ask for" not in stage.text()
        await stage.press("ctrl+r")
        await stage.until(lambda: "ask for: 刘总" in stage.text())


async def test_the_number_to_dial_is_chosen_by_whose_it_is(store: Store, ref: str) -> None:
    store.by(AGENT).contact_persons.add(ref, LIU, now=MONDAY)
    async with workstation(store) as stage:
        await show(stage, ref)
        await stage.press("d")
        row = next(line for line in stage.text().splitlines() if "010 6234 5678" in line)
        assert "刘总" in row


async def test_the_pane_beside_the_queue_masks_the_number_and_names_the_person(store: Store, ref: str) -> None:
    store.by(AGENT).contact_persons.add(ref, FANG, now=MONDAY)
    async with workstation(store, size=(160, 48)) as stage:
        await stage.until(lambda: "138****8001  王芳 (finance, supports)" in stage.text())


async def test_a_person_without_a_number_stands_among_the_facts_and_hostile_text_is_text(
    store: Store, ref: str
) -> None:
    for text in HOSTILE:
        store.by(AGENT).contact_persons.add(ref, ContactPersonFacts(f"王{text}", remark=text), now=MONDAY)
    async with workstation(store, size=(160, 48)) as stage:
        await show(stage, ref)
        assert "contact person 王" in stage.text()
        assert_harmless(stage.text().split("\n"), 160)
        await stage.press("c", "enter")
        assert_harmless(stage.text().split("\n"), 160)
