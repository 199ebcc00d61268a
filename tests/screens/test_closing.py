"""Screens come and go while keys, answers and the clock arrive when they please: each closes itself, and only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.screen import Screen

from callcenter.screens.calls.call import CallScreen
from callcenter.screens.calls.incoming_call import IncomingScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.customers.duplicates import DuplicatesScreen
from callcenter.screens.customers.find import FindScreen
from callcenter.screens.customers.milestones import MilestonesScreen
from callcenter.screens.customers.mine import MineScreen
from callcenter.screens.customers.new_customer import NewCustomerScreen
from callcenter.screens.customers.numbers import NumberScreen
from callcenter.screens.customers.persons.contact_persons import ContactPersonsScreen
from callcenter.screens.customers.why import WhyScreen
from callcenter.screens.frame.desk import Desk, told
from callcenter.screens.frame.help import HelpScreen
from callcenter.screens.frame.too_small import TooSmallScreen
from callcenter.screens.log.log import LogScreen
from callcenter.screens.reference.preferences import PreferencesScreen
from callcenter.screens.reference.rule_customers import RuleCustomersScreen
from callcenter.screens.reference.rulebook import RulebookScreen
from callcenter.screens.reference.scripts import ScriptsScreen
from callcenter.screens.team.announcements import AnnouncementsScreen
from callcenter.screens.team.customers_of import CustomersOfScreen
from callcenter.screens.team.look import LookScreen
from callcenter.screens.team.meeting_sheet import MeetingSheetScreen
from callcenter.screens.team.shifts import ShiftsScreen
from callcenter.screens.team.team import TeamScreen
from callcenter.screens.worklists.breaches import BreachesScreen
from callcenter.screens.worklists.cases import CasesScreen
from callcenter.screens.worklists.messages import MessagesScreen
from callcenter.screens.worklists.pool import PoolScreen
from callcenter.screens.worklists.promises import PromisesScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.store import Store
from callcenter.views.customers.customer import CustomerChanges
from callcenter.views.customers.log import LogFilter
from tests.screens.office import lead, office
from tests.workstation.stage import BOSS, MONDAY, Stage, workstation

NUMBERS = ("+8613800138001", "+861062345678")
REF = "W000001"
SCREENS: tuple[Callable[[Desk], Screen[Any]], ...] = (
    QueueScreen,
    LogScreen,
    MessagesScreen,
    CasesScreen,
    TeamScreen,
    MineScreen,
    PoolScreen,
    PromisesScreen,
    BreachesScreen,
    RulebookScreen,
    PreferencesScreen,
    FindScreen,
    IncomingScreen,
    NewCustomerScreen,
    lambda desk: CustomerScreen(desk, REF),
    lambda desk: WhyScreen(desk, REF),
    lambda desk: DuplicatesScreen(desk, REF),
    lambda desk: MilestonesScreen(desk, REF),
    lambda desk: ContactPersonsScreen(desk, REF),
    lambda desk: ScriptsScreen(desk, REF),
    lambda desk: CustomersOfScreen(desk, "王敏"),
    AnnouncementsScreen,
    MeetingSheetScreen,
    ShiftsScreen,
    lambda desk: LookScreen(desk, "王敏"),
    lambda desk: RuleCustomersScreen(desk, "telesales", "telesales.first_call", "a call", None),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """李雷 with two numbers."""
    opened = office(tmp_path)
    assert lead(opened, "李雷", NUMBERS[0], "2026-03-02 09:30") == REF
    opened.by(BOSS).customers.edit(REF, CustomerChanges(phones=NUMBERS), now=MONDAY)
    yield opened
    opened.close()


async def at_once(stage: Stage, *keys: str) -> None:
    """Keys that are typed faster than the first of them is dealt with."""
    for key in keys:
        stage.app.post_message(Key(key, None))
    await stage.settle()


def no_answer(stage: Stage) -> None:
    """F2 in a call, with what comes next coming before it is saved."""
    assert isinstance(stage.app.screen, CallScreen)
    stage.app.screen.action_disposition(0)


async def test_typing_ahead_closes_no_more_than_one_screen(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("enter", "d")
        assert isinstance(stage.app.screen, NumberScreen)
        box = stage.app.screen
        box.dismiss(None)
        box.dismiss(None)
        await stage.settle()
        assert isinstance(stage.app.screen, CustomerScreen)
        await stage.press("d")
        await at_once(stage, "enter", "enter", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))


async def test_a_call_that_is_saved_under_something_else_closes_when_that_does(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        no_answer(stage)
        stage.app.action_help()
        await stage.settle()
        assert isinstance(stage.app.screen, HelpScreen), "the help is not taken away from who reads it"
        assert len(store.lookup.log(LogFilter())) == 1
        await stage.press("escape")
        assert isinstance(stage.app.screen, QueueScreen)
        assert not stage.app.in_call


async def test_a_call_that_is_saved_in_a_terminal_too_small_closes_too(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("n", "d")
        no_answer(stage)
        await stage.pilot.resize_terminal(40, 10)
        await stage.settle()
        assert isinstance(stage.app.screen, TooSmallScreen)
        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        assert isinstance(stage.app.screen, QueueScreen)
        assert len(stage.app.screen_stack) == 1


async def test_the_clock_ticks_before_a_screen_is_drawn_and_while_it_goes(store: Store) -> None:
    async with workstation(store) as stage:
        app = stage.app
        for made in SCREENS:
            app.push_screen(made(app.desk))
            app._second()
            app.show_alerts()
            await stage.settle()
            app.push_screen(HelpScreen(app.screen))
            await stage.settle()
            app.pop_screen()
            app._second()
            app.pop_screen()
            app._second()
            await stage.settle()
            assert isinstance(app.screen, QueueScreen)


async def test_an_app_that_has_ended_is_told_nothing(store: Store) -> None:
    """A thread found it out too late: there is no screen any more to show it on."""
    async with workstation(store) as stage:
        app = stage.app
    told(app, app.store_watch._changed, ("another state of the store", (), (), None))
    assert app.store_watch._seen != "another state of the store"


async def test_a_number_is_chosen_by_no_other_sign(store: Store) -> None:
    """A superscript is a digit to Python, and a key of its own on French and German keyboards."""
    async with workstation(store) as stage:
        await stage.press("enter", "d", "²", "9", "0")
        assert isinstance(stage.app.screen, NumberScreen)
