"""Finding anybody, who calls, a new customer, one's own customers (docs/architecture.md#finding)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from callcenter.model import Direction, Disposition
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.calls.incoming_call import IncomingScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.customers.find import FindScreen
from callcenter.screens.customers.mine import MineScreen
from callcenter.screens.customers.new_customer import NewCustomerScreen
from callcenter.screens.customers.why import WhyScreen
from callcenter.store import Store
from callcenter.views.customers.hits import FoundRow
from tests.screens.office import CHEF, called, lead, office, toasts
from tests.widgets.stage import HOSTILE, assert_harmless
from tests.workstation.stage import BOSS, MONDAY, Stage, at, workstation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    lead(opened, "李雷", "+8613800138001", "2026-03-02 09:30", company="北方动力", tier="A")
    lead(opened, "李磊", "+8613800138002", "2026-03-02 09:40", tier="B")
    lead(opened, "Wu Jing", "+8613800138003", "2026-03-02 09:50", company="Northern Power")
    yield opened
    opened.close()


async def type_in(stage: Stage, text: str) -> None:
    stage.app.screen.query_one("#text", Input).value = text
    await stage.settle()


def names(stage: Stage, store: Store) -> list[str]:
    screen = stage.app.screen
    assert isinstance(screen, FindScreen | IncomingScreen | MineScreen)
    return [store.details.get(row.key, now=MONDAY).name for row in screen.list.rows]


# --- find -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("李", {"李雷", "李磊"}),
        ("lilei", {"李雷", "李磊"}),
        ("wj", {"Wu Jing"}),
        ("8003", {"Wu Jing"}),
        ("power", {"Wu Jing"}),
        ("动力", {"李雷"}),
        ("W000002", {"李磊"}),
        ("nobody", set()),
        ("", set()),
    ],
)
async def test_anybody_is_found(store: Store, typed: str, found: set[str]) -> None:
    async with workstation(store) as stage:
        await stage.press("slash")
        await type_in(stage, typed)
        assert set(names(stage, store)) == found
        if not found:
            assert ("No match." if typed else "Type to search:") in stage.text()


async def test_arrows_choose_and_enter_opens(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("slash", *"li")
        first, second = names(stage, store)
        await stage.press("down", "enter")
        assert isinstance(stage.app.screen, CustomerScreen)
        assert second in stage.text()
        await stage.press("escape")
        assert isinstance(stage.app.screen, FindScreen)
        assert stage.app.screen.text == "li", "what was typed is still there"
        await stage.press("up", "f4")
        assert isinstance(stage.app.screen, WhyScreen)
        assert first in stage.text()


async def test_dialled_from_the_hits(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("slash", *"wu", "f3")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        opened = store.calls.open_call_of("王敏")
        assert opened is not None
        assert opened.customer == "Wu Jing"


async def test_enter_never_takes_the_answer_to_an_older_question(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store is slow: 李雷 stands there for ``li`` when ``wu`` was typed and Enter pressed."""
    async with workstation(store) as stage:
        await stage.press("slash", *"li")
        go = threading.Event()
        really = store.search.find

        def slow(text: str, **more: object) -> tuple[FoundRow, ...]:
            go.wait(10)
            return really(text, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(stage.app.desk.store.search, "find", slow)
        stage.app.screen.query_one("#text", Input).value = "wu"
        await stage.pilot.pause()
        await stage.pilot.press("enter")
        await stage.pilot.pause()
        assert isinstance(stage.app.screen, FindScreen)
        go.set()
        await stage.until(lambda: isinstance(stage.app.screen, CustomerScreen))
        await stage.settle()
        assert "Wu Jing" in stage.text()


# --- who calls ------------------------------------------------------------------------------------------------------


async def test_a_known_number_calls(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("i")
        await type_in(stage, "138 0013 8003")
        assert names(stage, store) == ["Wu Jing"]
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        opened = store.calls.open_call_of("王敏")
        assert opened is not None
        assert (opened.customer, opened.direction, opened.phone) == ("Wu Jing", Direction.IN, "+8613800138003")
        assert opened.answered_at == MONDAY


async def test_an_unknown_number_becomes_a_customer_and_the_call(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("i")
        await type_in(stage, "13912345678")
        assert "Press Enter to create" in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, NewCustomerScreen)
        stage.app.screen.query_one("#name", Input).value = "张三"
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        opened = store.calls.open_call_of("王敏")
        assert opened is not None
        assert (opened.customer, opened.phone) == ("张三", "+8613912345678")


async def test_a_name_that_calls_goes_into_the_form(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("i")
        await type_in(stage, "Zhang San")
        await stage.press("enter")
        assert stage.app.screen.query_one("#name", Input).value == "Zhang San"
        assert stage.app.screen.query_one("#phone", Input).value == ""
        await stage.press("escape")
        assert isinstance(stage.app.screen, IncomingScreen)
        assert store.calls.open_call_of("王敏") is None


# --- a new customer -------------------------------------------------------------------------------------------------


async def fill(stage: Stage, **values: str) -> None:
    for name, text in values.items():
        stage.app.screen.query_one(f"#{name}", Input).value = text
    await stage.settle()
    await stage.press("enter")


async def test_a_new_customer(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("a")
        await fill(stage, name="张三", phone="１３９ 1234 5678", company="东方", tier="b", source="网站")
        await stage.until(lambda: isinstance(stage.app.screen, CustomerScreen))
        (found,) = store.search.find("张三")
        view = store.details.get(found.ref, now=MONDAY)
        assert (view.company, view.facts.tier, view.facts.source) == ("东方", "B", "网站")
        assert view.facts.numbers == ("+8613912345678",)
        assert view.campaign.name == "telesales"
        assert [one.at for one in view.facts.milestones] == [MONDAY]


@pytest.mark.parametrize(
    ("values", "said", "field"),
    [
        ({"phone": "13912345678"}, "Enter a name.", "name"),
        ({"name": "张三", "phone": "12"}, "12 is not a valid phone number.", "phone"),
        ({"name": "张三", "tier": "Q"}, "Choose a tier: A, B, C, D, E.", "tier"),
        ({"name": "张三", "campaign": "moon"}, "moon", "campaign"),
    ],
)
async def test_what_cannot_be_is_said_where_it_is(store: Store, values: dict[str, str], said: str, field: str) -> None:
    async with workstation(store) as stage:
        await stage.press("a")
        await fill(stage, **values)
        assert isinstance(stage.app.screen, NewCustomerScreen)
        assert said in stage.text()
        assert stage.app.screen.focused is not None
        assert stage.app.screen.focused.id == field
        assert store.search.find("张三") == ()


async def test_a_number_of_somebody_else_is_asked_about_once(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("a")
        await fill(stage, name="李太太", phone="13800138001")
        assert "This number belongs to 李雷 (W000001)." in stage.text().replace("李雷  (", "李雷 (")
        assert store.search.find("李太太") == ()
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, CustomerScreen))
        assert [row.phone for row in store.search.find("李太太")] == ["+8613800138001"]


# --- one's own ------------------------------------------------------------------------------------------------------


@pytest.fixture
def owned(store: Store) -> Store:
    for ref in ("W000001", "W000002", "W000003"):
        store.by(BOSS).ownership.assign(ref, "王敏", now=MONDAY)
    called(store, "W000001", "2026-03-02 09:35", Disposition.CALLBACK, "later", callback_at=at("2026-03-02 10:00"))
    called(store, "W000003", "2026-03-02 09:55", Disposition.DO_NOT_CALL, "never again")
    return store


async def test_ones_own_the_most_urgent_first(owned: Store) -> None:
    async with workstation(owned) as stage:
        await stage.press("m")
        assert names(stage, owned) == ["李雷", "李磊", "Wu Jing"]
        lines = stage.text().split("\n")
        (mine,) = [line for line in lines if "李雷" in line and "now yours" not in line]
        assert "promised" in mine
        assert "late 5m" in mine
        (never,) = [line for line in lines if "Wu Jing" in line]
        assert "nothing is owed" in never
        stage.pass_time(11)
        stage.app._second()
        await stage.settle()
        assert "late 16m" in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, CustomerScreen)


async def test_ones_own_are_filtered(owned: Store) -> None:
    async with workstation(owned) as stage:
        await stage.press("m", "f", *"north")
        assert names(stage, owned) == ["Wu Jing"]
        assert "you have 3 customers, 1 shown" in stage.text()
        await stage.press(*"x")
        assert "None of your customers match the filter." in stage.text()
        await stage.press("escape")
        assert isinstance(stage.app.screen, MineScreen)
        assert len(names(stage, owned)) == 3
        await stage.press("w")
        assert isinstance(stage.app.screen, WhyScreen)


async def test_the_first_owned_customer_is_still_to_come(store: Store) -> None:
    async with workstation(store, agent=CHEF) as stage:
        await stage.press("m")
        assert "You have no customers yet" in stage.text()


# --- hostile and Chinese --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("key", ["slash", "i", "m"])
async def test_hostile_names(store: Store, lang: str, key: str) -> None:
    text = " ".join(HOSTILE)
    ref = lead(store, text, "+8613800138005", "2026-03-01 09:30", company=text)
    store.by(BOSS).ownership.assign(ref, "王敏", now=MONDAY)
    async with workstation(store, lang=lang) as stage:
        await stage.press(key)
        if key != "m":
            await type_in(stage, "[/x]")
        assert_harmless(stage.text().split("\n"), 80)
        assert "[/x] [VIP]" in stage.text()


async def test_hostile_typing(store: Store) -> None:
    async with workstation(store) as stage:
        for key in ("slash", "i", "a"):
            await stage.press(key)
            stage.app.screen.query(Input).first().value = "[/x] [@click=app.quit]x[/] % _ ' \""
            await stage.settle()
            assert_harmless(stage.text().split("\n"), 80)
            await stage.press("escape")


async def test_a_supervisor_sees_a_masked_number_whole_and_each_look_is_on_record(store: Store) -> None:
    for agent, seen in (("王敏", False), (CHEF, True)):
        async with workstation(store, agent=agent) as stage:
            await stage.press("1", "R")
            await stage.settle()
            assert any("138 0013 8" in one for one in toasts(stage)) is seen, toasts(stage)
    looks = [row for row in store.by(BOSS).audit.all() if row.verb == "customers.reveal"]
    assert [(row.principal, row.denied) for row in looks] == [(CHEF, False), ("王敏", True)]
