"""Mode 5: a live row for each agent, the day by hour, what is ahead; what a supervisor does from a row.

See docs/architecture.md#team-screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.access import Principal
from callcenter.app import Workstation
from callcenter.model import Channel, Disposition, Role, Touch
from callcenter.screens.frame.person_choice import PersonScreen
from callcenter.screens.team.customers_of import CustomersOfScreen
from callcenter.screens.team.team import TeamScreen
from callcenter.store import Store
from callcenter.widgets.lists.team_table import TeamTable
from tests.widgets.stage import HOSTILE, assert_harmless
from tests.workstation.stage import BOSS, MONDAY, Stage, add, at, inquired, open_store, workstation

ZHAO = Principal("赵磊")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """王敏 (who signs in), 赵磊 talking with 李雷 since 10:03, 陈静 the supervisor. 赵磊 owns 赵铁, called at 09:15."""
    opened = open_store(tmp_path, MONDAY)
    opened.by(BOSS).people.add("陈静", role=Role.SUPERVISOR, team="一组", now=MONDAY)
    opened.by(BOSS).people.add("赵磊", team="一组", now=MONDAY)
    own = add(opened, "赵铁", "13800138003", at("2026-03-02 09:00"), owner="赵磊")
    inquired(opened, own, at("2026-03-02 09:00"), MONDAY)
    note = "要一份新的报价单，周四再谈"
    for minute, disposition in ((15, Disposition.NO_ANSWER), (45, Disposition.INTERESTED)):
        touch = Touch(
            at(f"2026-03-02 09:{minute}"), Channel.CALL, disposition=disposition, note=note, agent="赵磊", seconds=120
        )
        opened.by(ZHAO).touches.record(own, touch, now=at(f"2026-03-02 09:{minute}"))
    line = add(opened, "李雷", "13800138001", at("2026-03-02 10:00"))
    opened.presence.sign_in("赵磊", now=at("2026-03-02 09:00"))
    claim = opened.by(ZHAO).claims.take(line, now=at("2026-03-02 10:03"))
    call = opened.by(ZHAO).calls.start(claim, now=at("2026-03-02 10:03"))
    opened.calls.mark_answered(call.token, now=at("2026-03-02 10:03"))
    opened.presence.heartbeat("赵磊", now=MONDAY)
    yield opened
    opened.close()


def told(stage: Stage) -> str:
    return list(stage.app._notifications)[-1].message


def line_of(stage: Stage, name: str) -> str:
    """The line of an agent in the table, or of the team, without the signs before the name."""
    lines = (line.lstrip(" >!") for line in stage.text().splitlines()[4:])
    return next(line for line in lines if line.startswith(name))


async def go_to(stage: Stage, name: str) -> None:
    """Put the cursor on an agent."""
    assert stage.app.screen.query_one(TeamTable).show_key(name)
    await stage.settle()


async def test_a_row_for_each_agent_and_the_team_as_a_whole(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("5")
        # Talking for two minutes; one call of two reached and effective, of 35; 4 minutes of talk.
        assert line_of(stage, "赵磊").split() == ["赵磊", "talking", "2:00", "1/35", "0", "0", "2", "1", "4m"]
        assert line_of(stage, "王敏").split()[:6] == ["王敏", "ready", "0:00", "0/35", "0", "0"]
        # A supervisor has no quota, nor has the team one of hers.
        assert line_of(stage, "陈静").split()[:4] == ["陈静", "offline", "-", "0"]
        assert line_of(stage, "total").split()[1:] == ["1/70", "0", "0", "2", "1", "4m"]
        text = stage.text()
        assert "2 of 3 at work, 1 on a call" in text
        # 09:00 to 10:00: one of two attempts reached.
        assert "09-10h ⣧  2 calls, 50% reached" in text


async def test_it_lives(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("5")
        stage.pass_time(0.5)
        stage.app.screen.tick(stage.clock.now())  # type: ignore[attr-defined]
        await stage.settle()
        assert line_of(stage, "赵磊").split()[2] == "2:30"
        # Another program does it.
        call = store.calls.open_call_of("赵磊")
        assert call is not None
        store.calls.mark_ended(call.token, now=stage.clock.now())
        await stage.until(lambda: line_of(stage, "赵磊").split()[1] == "wrap-up")
        # Without a heartbeat for a minute an agent is gone, though nothing is written then.
        stage.pass_time(2)
        await stage.until(lambda: line_of(stage, "赵磊").split()[1:4] == ["no", "signal", "2:00"])


async def test_enter_opens_whom_they_have_on_the_line_else_their_customers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Workstation, "on_customer_wanted", lambda _app, event: asked.append(event.ref))
    async with workstation(store, agent="陈静") as stage:
        await stage.press("5")
        await go_to(stage, "赵磊")
        await stage.press("enter")
        assert asked == [store.search.find("李雷")[0].ref]
        await go_to(stage, "王敏")
        await stage.press("enter")
        assert isinstance(stage.app.screen, CustomersOfScreen)
        assert "This person has no customers." in stage.text()
        await stage.press("escape")
        assert isinstance(stage.app.screen, TeamScreen)


async def test_a_supervisor_gives_a_customer_to_somebody_else(store: Store) -> None:
    ref = store.search.find("赵铁")[0].ref
    async with workstation(store, agent="陈静") as stage:
        await stage.press("5")
        await go_to(stage, "赵磊")
        await stage.press("c")
        assert "赵磊: 1 customer" in stage.text()
        await stage.press("r")
        assert isinstance(stage.app.screen, PersonScreen)
        # By name: 陈静, 王敏, and at the end the pool.
        await stage.press("down", "enter")
        assert store.details.get(ref, now=MONDAY).facts.owner == "王敏"
        assert told(stage) == "赵铁 now belongs to 王敏."
        assert "赵磊: 0 customers" in stage.text()
        store.by(BOSS).ownership.assign(ref, "赵磊", now=MONDAY)
        await stage.until(lambda: "赵磊: 1 customer" in stage.text())
        await stage.press("f3", "pagedown", "enter")
        assert store.details.get(ref, now=MONDAY).facts.owner is None


async def test_a_typed_name_chooses_that_person_and_nobody_else(store: Store) -> None:
    ref = store.search.find("赵铁")[0].ref
    async with workstation(store, agent="陈静") as stage:
        await stage.press("5")
        await go_to(stage, "赵磊")
        await stage.press("c", "r", "x", "enter")
        assert isinstance(stage.app.screen, PersonScreen), "nobody is called so"
        assert "No match." in stage.text()
        await stage.press("backspace", "静", "enter")
        assert store.details.get(ref, now=MONDAY).facts.owner == "陈静"


async def test_a_call_is_ended_by_a_supervisor_who_is_asked_first_when_its_program_is_gone(store: Store) -> None:
    async with workstation(store, agent="陈静") as stage:
        await stage.press("5")
        await go_to(stage, "王敏")
        await stage.press("x")
        assert told(stage) == "王敏 is neither on a call nor on a break."
        await go_to(stage, "赵磊")
        await stage.press("x", "y")
        assert "赵磊 is on this call: ask them to finish it." in told(stage)
        assert store.calls.open_call_of("赵磊") is not None
        stage.pass_time(5.1)
        stage.app.screen.refill()  # type: ignore[attr-defined]
        await stage.settle()
        await stage.press("x")
        assert "End 赵磊's call with 李雷?" in stage.text()
        await stage.press("x")
        await stage.press("escape")
        assert "End the call" not in stage.text()
        await stage.press("f4", "f9")
        assert told(stage) == "赵磊's customer is free again."
        ref = store.search.find("李雷")[0].ref
        assert store.by(Principal("王敏")).claims.take(ref, now=MONDAY).agent == "王敏"


async def test_an_agent_watches_and_does_nothing_to_others(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("5")
        await go_to(stage, "赵磊")
        await stage.press("x")
        assert told(stage) == "Only a supervisor can do this."
        await stage.press("c")
        assert told(stage) == "Only a supervisor can see other agents' customers."
        assert isinstance(stage.app.screen, TeamScreen)


@pytest.mark.parametrize(("size", "lang"), [((80, 24), "en"), ((160, 48), "zh")])
async def test_hostile_names_are_only_text(store: Store, size: tuple[int, int], lang: str) -> None:
    for place, name in enumerate(HOSTILE):
        store.by(BOSS).people.add(f"{name}{place}", team=name, now=MONDAY)
        add(store, f"{name}x", f"1380013{place:04}", MONDAY, owner="王敏", company=name)
    async with workstation(store, agent="陈静", size=size, lang=lang) as stage:
        await stage.press("5")
        assert_harmless(stage.text().splitlines(), size[0])
        await go_to(stage, "王敏")
        await stage.press("c")
        assert_harmless(stage.text().splitlines(), size[0])
        await stage.press("r")
        assert_harmless(stage.text().splitlines(), size[0])
        await stage.press("enter")
        assert_harmless(stage.text().splitlines(), size[0])


async def test_the_lost_program_is_the_loudest_row(store: Store) -> None:
    """陈静 looks on as the program of 赵磊 ends in a call; nobody else is late with anything."""
    for place in range(1, 17):
        store.by(BOSS).people.add(f"坐席{place}", now=MONDAY)
    async with workstation(store, agent="陈静") as stage:
        await stage.press("5")
        names = [row.key for row in stage.app.screen.query_one(TeamTable).rows]
        assert names[:6] == ["陈静", "赵磊", "王敏", "坐席1", "坐席2", "坐席3"]
        assert names.index("坐席10") == names.index("坐席9") + 1
        # Fourteen rows and more, what needs attention, the sums and what is ahead.
        shown = [
            name
            for name in names
            if any(line.lstrip(" >!").startswith(f"{name} ") for line in stage.text().splitlines())
        ]
        assert len(shown) >= 14
        assert "no one needs attention" in stage.text()
        stage.pass_time(2)
        store.presence.heartbeat("陈静", now=stage.clock.now())
        await stage.until(lambda: "!! 赵磊 no signal 2m, call open" in stage.text())
        assert "!! 赵磊 no signal 2:00" in " ".join(stage.text().split())


async def test_the_columns_that_have_no_room_are_one_key_away(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("5")
        assert "customer" not in stage.text().splitlines()[4]
        await stage.press("l")
        assert line_of(stage, "赵磊").split()[-3:] == ["-", "100%", "李雷"]
        assert stage.text().splitlines()[4].split()[-3:] == ["wrap", "busy", "customer"]
        assert line_of(stage, "total").split()[:4] == ["total", "1/70", "0", "0"]
        await stage.press("f3")
        assert {"SLA", "unit"} <= set(stage.text().splitlines()[4].split())
        await stage.press("l")
        assert stage.text().splitlines()[4].split()[-1] == "adherence"
        await stage.press("l")
        assert stage.text().splitlines()[4].split()[-3:] == ["calls", "reached", "talk"]
    async with workstation(store, size=(160, 48)) as stage:
        await stage.press("5")
        titles = ["talk", "wrap", "busy", "customer", "SLA", "unit"]
        assert stage.text().splitlines()[4].split()[-7:-1] == titles
        await stage.press("l")
        assert told(stage) == "All columns are shown."
        assert "ahead, until" in stage.text()


async def test_a_supervisors_queue_has_the_figures_of_the_team(store: Store) -> None:
    """One agent and the supervisor are at work; of 70 calls the agent made one effective and should have 5."""
    async with workstation(store, agent="陈静") as stage:
        line = stage.text().splitlines()[2]
        assert line.endswith("at work 2/3  effective 1/70: 4 behind  overdue 0 ")
        assert "0/35" not in stage.text()
    async with workstation(store) as stage:
        assert "effective 0/35: 5 behind" in stage.text().splitlines()[2]
