"""Mode 4: cases are seen, taken, given to somebody, closed with a remark; rights are asked.

See docs/architecture.md#cases-screen, docs/rules.md#r1-exceptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from callcenter.access import Principal
from callcenter.model import CaseKind, CaseState, Channel, Disposition, Role, Touch, UnitKind
from callcenter.screens.frame.person_choice import PersonScreen
from callcenter.screens.worklists.cases import CasesScreen
from callcenter.store import Store
from callcenter.widgets.lists.case_list import CaseEvents, CaseList
from tests.widgets.stage import HOSTILE, assert_harmless
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, open_store, workstation

WANG = Principal("王敏")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An exception by the rule (a negative call of 09:30), and a complaint raised by hand at 10:00."""
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, now=MONDAY)
    opened.by(BOSS).people.add("赵磊", now=MONDAY)
    angry = add(opened, "赵铁", "13800138003", at("2026-03-02 09:00"))
    call = Touch(at("2026-03-02 09:30"), Channel.CALL, disposition=Disposition.NEGATIVE, note="price", agent="王敏")
    opened.by(WANG).touches.record(angry, call, now=at("2026-03-02 09:32"))
    other = add(opened, "李雷", "13800138001", at("2026-03-02 09:00"))
    opened.by(WANG).cases.open(other, CaseKind.COMPLAINT, "delivery late", now=at("2026-03-02 10:00"))
    yield opened
    opened.close()


def told(stage: Stage) -> str:
    return list(stage.app._notifications)[-1].message


def screen(stage: Stage) -> CasesScreen:
    assert isinstance(stage.app.screen, CasesScreen)
    return stage.app.screen


def shown(stage: Stage) -> list[tuple[str, str, str | None]]:
    """Customer, state and who has it, of each case in the list."""
    cases = screen(stage).query_one(CaseList)
    found = [cases._cases[row.key] for row in cases.rows]
    return [(case.customer, case.state, case.assignee) for case in found]


async def test_cases_that_wait_for_oneself_stand_first_with_what_was_done_below(store: Store) -> None:
    """Anybody takes a complaint, which is due at 15:30; an exception waits for a supervisor, until 15:02."""
    async with workstation(store) as stage:
        await stage.press("4")
        assert shown(stage) == [("李雷", "open", None), ("赵铁", "open", None)]
        assert "delivery late" in stage.text()
        assert [str(row.cells[2]) for row in screen(stage).query_one(CaseEvents).rows] == ["opened"]
        await stage.press("j")
        text = stage.text()
        assert "negative call" in text
        assert "no action taken yet" in text
    async with workstation(store, agent="陈静") as stage:
        await stage.press("4")
        assert shown(stage) == [("赵铁", "open", None), ("李雷", "open", None)]
        await stage.press("s")
        assert shown(stage) == [("赵铁", "open", None)]


async def test_the_key_of_the_mode_tells_how_many_cases_wait_for_oneself(store: Store) -> None:
    store.by(BOSS).cases.open(store.cases.all()[0].ref, CaseKind.REPAIR, "noise", now=MONDAY)
    async with workstation(store, size=(80, 24)) as stage:
        await stage.until(lambda: "4 Cases 2" in stage.text())
        await stage.press("4", "t")
        await stage.press("j", "t", "1")
        store.by(BOSS).cases.close(store.cases.all()[-1].id, "done", now=MONDAY)
        await stage.until(lambda: "4 Cases 1" in stage.text())


async def test_a_matter_is_handed_on_from_the_record_and_a_case_chased_and_answered(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("4", "h")
        assert told(stage).startswith("There are no departments yet")
        for name in ("仓库", "技术部"):
            store.by(BOSS).units.add(name, kind=UnitKind.DEPARTMENT, now=MONDAY)
        await stage.press("h", "enter", *"which fuse?", "down", "enter")
        assert told(stage) == "李雷: handed on to 技术部."
        await stage.press("enter", "h", *"in stock?", "enter")
        assert told(stage) == "李雷: handed on to 仓库."
        await stage.press("escape", "f", *"技术部", "enter")
        assert shown(stage) == [("李雷", "open", None)]
        await stage.press("n", *"on the phone", "enter")
        await stage.press("r", *"the 16 A one", "enter")
        assert shown(stage) == [("李雷", "answered", None)]
        await stage.press("n")
        assert told(stage) == "Not a step for this case: a department has it, or it is already done."
    asked = store.cases.all(department="技术部")
    assert [(one.action, one.remark) for one in asked[0].events] == [
        ("opened", "which fuse?"),
        ("chased", "on the phone"),
        ("answered", "the 16 A one"),
    ]
    assert [one.events[0].remark for one in store.cases.all(department="仓库")] == ["in stock?"]


@pytest.mark.parametrize(
    ("lang", "left", "over", "by"),
    [
        ("en", "left 5h", "late 3d", "close by Wed 4 Mar 24:00"),
        ("zh", "剩5小时", "超时3天", "须在 3月4日 周三 24:00 前结案"),
    ],
)
async def test_how_long_there_is_still_and_how_late_it_is(
    store: Store, lang: str, left: str, over: str, by: str
) -> None:
    """The repair of Thursday 10:00 was to be taken until 15:30, the complaint of today is."""
    ref = store.cases.all()[1].ref
    store.by(WANG).cases.open(ref, CaseKind.REPAIR, "noise", now=at("2026-02-26 10:00"))
    async with workstation(store, lang=lang) as stage:
        await stage.press("4", "j")
        ends = (over, left, left.replace("5", "4"))
        rows = [line for line in stage.text().splitlines() if "李雷" in line or "赵铁" in line][:3]
        assert [row.lstrip("> ").startswith(start) for row, start in zip(rows, ends, strict=True)] == [
            True,
            True,
            True,
        ]
        assert "".join(by.split()) in "".join(stage.text().split()), "on one line or two"


async def test_an_agent_takes_what_nobody_has_and_nothing_else(store: Store) -> None:
    (case, _other) = store.cases.all()
    store.by(BOSS).cases.assign(case.id, "赵磊", now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("4", "j", "t")
        assert told(stage) == "Only a supervisor can take over another person's case."
        await stage.press("k", "f2")
        assert shown(stage) == [("李雷", "assigned", "王敏"), ("赵铁", "assigned", "赵磊")]
        await stage.press("t")
        assert told(stage) == "This case is already yours."
        await stage.press("o")
        assert told(stage) == "Only a supervisor can assign a case."
        await stage.press("c")
        assert told(stage) == "Only a supervisor can close a case."
        assert shown(stage) == [("李雷", "assigned", "王敏"), ("赵铁", "assigned", "赵磊")]
        await stage.press("s", "s")
        assert shown(stage) == [("李雷", "assigned", "王敏")]


async def test_a_supervisor_gives_a_case_to_somebody_from_a_list(store: Store) -> None:
    async with workstation(store, agent="陈静") as stage:
        await stage.press("4", "f7")
        assert isinstance(stage.app.screen, PersonScreen)
        await stage.press("escape")
        assert shown(stage)[0] == ("赵铁", "open", None)
        # By name: 陈静, 王敏, 赵磊.
        await stage.press("o", "down", "down", "enter")
        assert shown(stage)[1] == ("赵铁", "assigned", "赵磊"), "it waits for somebody else"
        assert "陈静" in stage.text()
        # Taken over by the supervisor, who may.
        await stage.press("t")
        assert shown(stage)[0] == ("赵铁", "assigned", "陈静")


async def test_a_case_is_closed_with_a_remark_and_only_so(store: Store) -> None:
    async with workstation(store, agent="陈静") as stage:
        await stage.press("4", "c", "enter")
        assert told(stage) == "Enter how the case was resolved before closing it."
        assert isinstance(stage.app.focused, Input)
        await stage.press("escape")
        assert len(store.cases.all()) == 2
        await stage.press("f4", *"new offer", "enter")
        assert shown(stage) == [("李雷", "open", None)]
        await stage.press("s", "s", "s")
        assert shown(stage) == [("赵铁", "closed", None)]
        assert "new offer" in stage.text()
        await stage.press("c")
        assert told(stage) == "This case is already closed."
        (closed,) = store.cases.all(state=CaseState.CLOSED)
        assert [(event.actor, event.action, event.remark) for event in closed.events] == [
            ("陈静", "closed", "new offer")
        ]


async def test_empty_lists_say_so(store: Store) -> None:
    for case in store.cases.all():
        store.by(BOSS).cases.close(case.id, "done", now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("4")
        assert "No open cases." in stage.text()
        await stage.press("t", "o", "c", "enter", "s")
        assert "No case waits for you." in stage.text()
        await stage.press("s")
        assert "No cases assigned to you." in stage.text()


async def test_a_case_of_another_program_appears_and_the_cursor_stays(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("4", "j")
        here = screen(stage).list.current
        ref = add(store, "孙小美", "13800138009", MONDAY)
        store.by(BOSS).cases.open(ref, CaseKind.REPAIR, "does not start", now=MONDAY)
        await stage.until(lambda: "孙小美" in stage.text())
        assert screen(stage).list.current == here


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_hostile_text_is_only_text(store: Store, size: tuple[int, int]) -> None:
    for place, name in enumerate(HOSTILE):
        ref = add(store, f"{name}x", f"1380013{place:04}", MONDAY)
        store.by(BOSS).cases.open(ref, CaseKind.COMPLAINT, name, now=MONDAY)
    async with workstation(store, agent="陈静", size=size) as stage:
        await stage.press("4")
        for _row in range(len(shown(stage))):
            assert_harmless(stage.text().splitlines(), size[0])
            await stage.press("j")
        await stage.press("o")
        assert_harmless(stage.text().splitlines(), size[0])
        await stage.press("escape", "c", *"[/x]", "enter")
        assert_harmless(stage.text().splitlines(), size[0])
        assert any(event.remark == "[/x]" for case in store.cases.all(state=CaseState.CLOSED) for event in case.events)
