"""``f``: lists are narrowed by words; whom the queue offers next does not depend on it.

See docs/architecture.md#queue-screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from callcenter.model import CaseKind, Disposition, Milestone, MilestoneKind
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.worklists.cases import CasesScreen
from callcenter.screens.worklists.messages import MessagesScreen
from callcenter.screens.worklists.promises import PromisesScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.widgets.lists.line_list import LineList
from tests.screens.office import AGENT, called, lead, office
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """In the order of the queue: 周航 (promised), 吴静, [/x] 李雷 (fresh), 赵铁 (breached)."""
    opened = office(tmp_path)
    lead(opened, "赵铁", "+8613800138004", "2026-02-20 09:00", company="北方动力")
    lead(opened, "[/x] 李雷", "+8613800138001", "2026-03-02 09:30", company="恒通电气")
    lead(opened, "吴静", "+8613800138002", "2026-03-02 10:00")
    promised = lead(opened, "周航", "+8613800138003", "2026-02-27 09:00", owner=AGENT.name)
    late = at("2026-03-02 10:00")
    called(opened, promised, "2026-02-27 11:00", Disposition.CALLBACK, "later please", callback_at=late)
    yield opened
    opened.close()


def names(stage: Stage) -> list[str]:
    """Return the names in the list of the screen."""
    assert isinstance(stage.app.screen, QueueScreen)
    rows = (stage.app.screen.list.row(row.key) for row in stage.app.screen.list.rows)
    return [row.name for row in rows if row is not None]


def keys(stage: Stage) -> list[str]:
    return [row.key for row in stage.app.screen.query(LineList).first().rows if not row.section]


def typing(text: str) -> list[str]:
    return [
        {" ": "space", "[": "left_square_bracket", "/": "slash", "]": "right_square_bracket"}.get(c, c) for c in text
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("李", ["[/x] 李雷"]),
        ("[/x]", ["[/x] 李雷"]),
        ("恒通", ["[/x] 李雷"]),
        ("wuj", ["吴静"]),
        ("wj", ["吴静"]),
        ("8003", ["周航"]),
        ("fresh", ["吴静", "[/x] 李雷"]),
        ("overdue 北方", ["赵铁"]),
        ("nobody", []),
    ],
)
async def test_the_queue_is_narrowed_by_what_a_customer_is_known_by(store: Store, typed: str, found: list[str]) -> None:
    async with workstation(store) as stage:
        assert names(stage) == ["周航", "吴静", "[/x] 李雷", "赵铁"]
        await stage.press("f", *typing(typed))
        assert names(stage) == found
        assert "/ find" not in stage.text().splitlines()[-1], "it would be typed"
        if not found:
            assert "No customers in the queue match the filter." in stage.text()
            await stage.press("enter")
            assert names(stage) == [], "there is nothing to go to"
        await stage.press("escape")
        assert len(names(stage)) == 4
        assert "filter:" not in stage.text(), "the line takes no room while it is not used"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "1 of 4 shown; next, hidden by the filter: 周航 (promised)"),
        ("zh", "显示 1 / 4；下一位不变，但被筛选隐藏：周航（约定）"),
    ],
)
async def test_a_filter_never_changes_who_is_next(store: Store, lang: str, said: str) -> None:
    async with workstation(store, lang=lang) as stage:
        await stage.press("f12", "w", "u", "j", "i", "n", "g", "enter")
        assert names(stage) == ["吴静"]
        assert said in stage.text()
        await stage.press("n")
        queue = stage.app.screen
        assert isinstance(queue, QueueScreen)
        assert queue.claim is not None
        assert store.details.get(queue.claim.ref, now=MONDAY).name == "周航"
        assert queue.list.key == queue.claim.ref, "who is next is seen: the filter is gone"
        assert len(names(stage)) == 4
        await stage.press("d")
        assert isinstance(stage.app.screen, CallScreen)
        assert "周航" in stage.text()


async def test_rows_that_were_asked_for_with_another_filter_come_too_late(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workstation(store) as stage:
        await stage.press("f12", *"wujing", "enter")
        queue = stage.app.queue
        late: list[Callable[[], None]] = []
        with monkeypatch.context() as slowed:
            slowed.setattr(queue, "read", lambda ask, then, group: late.append(lambda: then(ask(MONDAY))))
            queue.refill()
        await stage.press("n")
        assert len(names(stage)) == 4
        for deliver in late:
            deliver()
        await stage.settle()
        assert len(names(stage)) == 4
        assert queue.claim is not None
        assert queue.list.key == queue.claim.ref


async def test_who_is_next_and_fits_leaves_the_filter_alone(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("f", *"zhou", "f2")
        queue = stage.app.screen
        assert isinstance(queue, QueueScreen)
        assert queue.claim is not None
        assert names(stage) == ["周航"]
        assert "1 of 4 shown" in stage.text()
        assert "all the same" not in stage.text()


async def test_the_filter_stays_while_the_list_is_read_again(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("f", *"fresh", "enter")
        lead(store, "钱多", "+8613800138009", "2026-03-02 10:04")
        lead(store, "孙小美", "+8613800138008", "2026-02-20 10:04")
        store.plans.tick(MONDAY)
        stage.app.screen.refill()  # type: ignore[attr-defined]
        await stage.settle()
        assert names(stage) == ["钱多", "吴静", "[/x] 李雷"]
        await stage.press("escape")
        assert len(names(stage)) == 6


async def test_promises_are_narrowed(store: Store) -> None:
    for name, phone in (("钱多", "5"), ("孙小美", "6")):
        ref = lead(store, name, f"+861380013800{phone}", "2026-02-27 09:30", owner=AGENT.name)
        called(store, ref, "2026-02-27 11:00", Disposition.CALLBACK, "x", callback_at=at("2026-03-02 16:00"))
    async with workstation(store) as stage:
        await stage.press("p", "f", "钱", "enter")
        assert isinstance(stage.app.screen, PromisesScreen)
        assert len(keys(stage)) == 1
        assert "3 open promises, 1 shown" in stage.text()
        assert "孙小美" not in stage.text()
        await stage.press("f", "多", "多", "enter")
        assert "None of your promises match the filter." in stage.text()
        for typed in ("qianduo", "qd", "qian'd", "hengtong"):
            await stage.press("escape", "f", *(k if k != "'" else "apostrophe" for k in typed))
            assert len(keys(stage)) == (1 if typed.startswith("q") else 0), typed
        await stage.press("escape", "f", "钱", "enter", "escape")
        assert len(keys(stage)) == 3, "from the list Escape ends the filter"
        await stage.press("escape")
        assert isinstance(stage.app.screen, QueueScreen), "and only then the screen"


async def test_cases_are_narrowed_beside_the_choice_of_which(store: Store) -> None:
    for name in ("吴静", "赵铁"):
        ref = next(row.ref for row in store.queue.page(now=MONDAY).rows if row.name == name)
        store.by(BOSS).cases.open(ref, CaseKind.COMPLAINT, "late", now=MONDAY)
    async with workstation(store, agent="陈静") as stage:
        await stage.press("4", "f", *"complaint", "space", "赵", "enter")
        assert isinstance(stage.app.screen, CasesScreen)
        assert "[not closed: 2]  your turn  mine  closed, 1 shown" in stage.text()
        assert "f filter" in stage.text().splitlines()[-1], "at eighty columns too"
        assert "吴静" not in stage.text()
        await stage.press("t", "s", "s")
        assert "[mine: 1]" in stage.text()
        assert len(keys(stage)) == 1
        await stage.press("escape", "f", *typing("zt beifang"))
        assert len(keys(stage)) == 1, "initials of the name, pinyin of the company"
        await stage.press("escape", "f", *typing("北方"))
        assert len(keys(stage)) == 1
        await stage.press("escape", "f", "x", "x")
        assert keys(stage) == []
        await stage.press("escape", "s")
        assert "[closed: 0]" in stage.text()
        assert "shown" not in stage.text()


@pytest.mark.parametrize(("lang", "late", "agreed"), [("en", "overdue", "SCHEDULED"), ("zh", "超时", "约好")])
async def test_messages_are_narrowed_by_words_and_by_the_names_of_their_lists(
    store: Store, lang: str, late: str, agreed: str
) -> None:
    visited = lead(store, "孙小美", "+8613800138006", "2026-03-01 09:30", company="Acme")
    store.by(BOSS).customers.set_milestone(
        visited, Milestone(MilestoneKind.APPOINTMENT, at("2026-03-05 15:00")), now=MONDAY
    )

    def listed(stage: Stage) -> list[str]:
        assert isinstance(stage.app.screen, MessagesScreen)
        return [row.name for row in stage.app.screen.list.shown]

    async with workstation(store, lang=lang) as stage:
        await stage.press("3")
        everybody = listed(stage)
        assert {"孙小美", "[/x] 李雷", "吴静"} <= set(everybody)
        assert "  f " in stage.text().splitlines()[-1], "at eighty columns too"
        for typed in ("sunx", "sxm", "acme", "sms 8006", "孙"):
            await stage.press("f12", *typing(typed))
            assert listed(stage) == ["孙小美"], typed
            await stage.press("escape")
            assert listed(stage) == everybody
        await stage.press("f", *typing(late), "enter")
        assert "孙小美" in listed(stage), "the SMS of its day is overdue"
        assert "吴静" not in listed(stage)
        await stage.press("f", *typing(" nobody"))
        assert listed(stage) == []
        await stage.press("escape", "f", *typing(agreed), "enter")
        assert listed(stage) == ["孙小美"]
        assert stage.app.screen.lists_visits  # type: ignore[attr-defined]
        await stage.press("tab")
        assert listed(stage) == [], "nobody is to be won back, and the filter is gone"
        await stage.press("shift+tab", "shift+tab", "shift+tab", "shift+tab")
        assert listed(stage) == everybody
        await stage.press("ctrl+e", "tab")
        assert listed(stage) == everybody, "a text that is edited is left by Tab"
