"""The rulebook screen: what runs in words, what each rule asks for now, one key to its customers.

See docs/architecture.md#rulebook-screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Static

from callcenter import locale
from callcenter.access import Origin, Principal
from callcenter.app import Workstation
from callcenter.clock import FixedClock
from callcenter.desk.shift_start import make_desk
from callcenter.model import Disposition
from callcenter.rulebook import reader, shelf
from callcenter.screens.calls.call import CallScreen
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.customers.why import WhyScreen
from callcenter.screens.reference.rule_customers import RuleCustomersScreen
from callcenter.screens.reference.rulebook import RulebookScreen
from callcenter.screens.worklists.queue import QueueScreen
from callcenter.settings import Settings
from callcenter.store import Store
from tests.screens.office import CHEF, called, lead, office, toasts
from tests.widgets.stage import HOSTILE, assert_harmless, cell_of
from tests.workstation.stage import MONDAY, Stage, add, at, open_store, workstation

BOSS = Principal("boss", Origin.COMMAND)
SIZES = [(80, 24), (120, 36), (160, 48)]
FIRST = "telesales.first_call"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """At Monday 10:05 one first call of 王敏 and one of 赵磊 are over, two are open: one of 王敏, one in the pool."""
    opened = office(tmp_path)
    lead(opened, "李雷", "+8613800138001", "2026-03-01 09:00", owner="王敏", tier="A", company="北方动力")
    lead(opened, "孙小美", "+8613800138002", "2026-03-01 09:30", owner="赵磊", tier="B")
    lead(opened, "吴静", "+8613800138003", "2026-03-01 11:00", owner="王敏")
    lead(opened, "周航", "+8613800138004", "2026-03-02 09:45")
    yield opened
    opened.close()


def rules(stage: Stage) -> RulebookScreen:
    assert isinstance(stage.app.screen, RulebookScreen)
    return stage.app.screen


def customers(stage: Stage) -> RuleCustomersScreen:
    assert isinstance(stage.app.screen, RuleCustomersScreen)
    return stage.app.screen


def line(stage: Stage, begins: str) -> str:
    """The first line of the screen that begins so, without the cursor's mark."""
    return next(one[1:] for one in stage.text().split("\n") if one[1:].startswith(begins))


def names(stage: Stage) -> list[str]:
    shown = customers(stage).list
    return [shown._owed[row.key].name for row in shown.rows]


async def test_every_rule_with_what_it_asks_for(store: Store) -> None:
    async with workstation(store, agent=CHEF) as stage:
        await stage.press("b")
        assert line(stage, "first call").split() == ["first", "call", "call", "2", "2", "55m", "-"]
        assert line(stage, "thank-you SMS").split() == ["thank-you", "SMS", "SMS", "3", "1", "13h", "-"]
        assert line(stage, "day 4 call").rstrip("▁▂▃▄▅▆▇█").split()[-5:] == ["call", "-", "-", "-", "2d"]
        assert "telesales | ! 5 overdue, 6 open | Telephone and web sales, version 1" in stage.text()
        assert "call within 24 hours of the inquiry" in stage.text(), "the words of the highlighted rule"
        assert "closed by an effective outgoing call" in stage.text()
        await stage.press("j")
        assert "closed by an outgoing SMS" in stage.text()
        shown = [row.key for row in rules(stage).list.rows if not row.section]
        book = reader.load(shelf.shipped_text("telesales"), "telesales")
        assert shown[: len(book.rules)] == [rule.id for rule in book.rules], "in the order of the book"


async def test_what_else_the_book_says_is_read_there_too(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("b", "G")
        assert "2. inquiries not called yet, the newest first" in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, RulebookScreen), "a heading has no customers"
        await stage.press("tab")
        assert isinstance(stage.app.screen.focused, VerticalScroll), "long words are scrolled"
        await stage.press("tab", "g")
        assert rules(stage).list.rule == FIRST


async def test_in_chinese(store: Store) -> None:
    async with workstation(store, agent=CHEF, lang="zh") as stage:
        await stage.press("f6")
        assert line(stage, "首次电话").split() == ["首次电话", "电话", "2", "2", "55分", "-"]
        assert "telesales | ! 5 项已超时，6 项待跟进 | 电话与网络销售跟进，第 1 版" in stage.text()
        assert "有效去电、接通的来电或一次拜访即完成" in stage.text()
        await stage.press("enter")
        assert "telesales | ! 2 项已超时，2 项待跟进，0 项未到期 | telesales.first_call" in stage.text()
        assert line(stage, " 超时1小时").split()[:4] == ["超时1小时", "已超时", "A", "李雷"]


async def test_one_key_to_the_customers_and_one_to_each(store: Store) -> None:
    async with workstation(store, agent=CHEF) as stage:
        await stage.press("b", "enter")
        assert names(stage) == ["李雷", "孙小美", "吴静", "周航"], "breached, the oldest first, then open"
        assert line(stage, " late 1h").split()[:5] == ["late", "1h", "overdue", "A", "李雷"]
        assert "赵磊" in line(stage, "late 35m"), "with the owner"
        assert "pool" in line(stage, "left 23h")
        assert "due since Sun 1 Mar 09:00" in " ".join(stage.text().split()), "the reason of the highlighted one"
        await stage.press("j", "enter")
        assert isinstance(stage.app.screen, CustomerScreen)
        assert "孙小美" in stage.text()
        await stage.press("escape")
        assert names(stage)[1] == "孙小美"
        row = customers(stage).list.current
        assert row is not None
        assert row.name == "孙小美", "the cursor stays"
        await stage.press("escape")
        assert rules(stage).list.rule == FIRST
        await stage.press("escape")
        assert isinstance(stage.app.screen, QueueScreen)


async def test_why_and_dial_from_the_list(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("b", "enter", "w")
        assert isinstance(stage.app.screen, WhyScreen)
        await stage.press("escape", "d")
        await stage.until(lambda: isinstance(stage.app.screen, CallScreen))
        assert "李雷" in stage.text()
        await stage.press("f6")
        assert isinstance(stage.app.screen, CallScreen), "off in a call"


async def test_an_agent_sees_their_own_and_the_pool(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("b")
        assert line(stage, "first call").split()[3:5] == ["1", "2"]
        assert "(yours and the pool's)" in stage.text()
        await stage.press("enter")
        assert names(stage) == ["李雷", "吴静", "周航"]
        assert "! 1 overdue, 2 open, 0 upcoming (yours and the pool's)" in stage.text()


async def test_a_rule_that_asks_for_nobody(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("b", *["j"] * 14, "enter")
        assert customers(stage).rule == "telesales.renewal"
        assert "No customers under this rule now." in stage.text()
        assert "telesales | 0 open, 0 upcoming" in stage.text(), "no sign of a breach where there is none"
        await stage.press("d", "w", "enter")
        assert isinstance(stage.app.screen, RuleCustomersScreen)


# --- live -----------------------------------------------------------------------------------------------------------


async def test_what_others_do_shows_without_a_key(store: Store) -> None:
    (ref,) = (row.ref for row in store.search.find("孙小美"))
    async with workstation(store, agent=CHEF) as stage:
        await stage.press("b")
        called(store, ref, "2026-03-02 10:04", Disposition.INTERESTED, "wants a price list", agent="赵磊")
        stage.app.store_watch.look_for_changes()
        await stage.until(lambda: line(stage, "first call").split()[3:5] == ["1", "2"])
        await stage.press("enter")
        assert names(stage) == ["李雷", "吴静", "周航"]
        await stage.press("j")
        lead(store, "后来", "+8613800138009", "2026-03-02 10:04")
        stage.app.store_watch.look_for_changes()
        await stage.until(lambda: names(stage) == ["李雷", "吴静", "周航", "后来"])
        row = customers(stage).list.current
        assert row is not None
        assert row.name == "吴静", "the cursor stays on its row"


async def test_clocks_run_and_time_alone_moves_what_breaks(store: Store) -> None:
    async with workstation(store, agent=CHEF) as stage:
        await stage.press("b")
        stage.pass_time(5)
        stage.app._second()
        await stage.settle()
        assert line(stage, "first call").split()[3:6] == ["2", "2", "50m"], "the clock runs"
        stage.pass_time(50)
        stage.app._second()
        await stage.settle()
        assert line(stage, "first call").split()[3:6] == ["3", "1", "22h"], "at 11:00 sharp it is breached"
        await stage.press("enter")
        stage.pass_time(22 * 60 + 44)
        stage.app._second()
        await stage.settle()
        assert " open " in line(stage, " left 1m")
        stage.pass_time(1)
        stage.app._second()
        await stage.settle()
        assert "! 4 overdue, 0 open, 0 upcoming" in stage.text()


async def test_many_customers_come_as_one_scrolls(store: Store) -> None:
    for number in range(230):
        add(store, f"客户{number:03}", f"+86139{number:08}", at("2026-03-02 08:00") + number * 1000)
    async with workstation(store, agent=CHEF) as stage:
        await stage.press("b", "enter")
        assert len(customers(stage).list.rows) == 200
        assert re.search(r" 1/234", stage.text())
        await stage.press("G", "G")
        assert len(customers(stage).list.rows) == 234
        assert names(stage)[-1] == "周航", "it breaks last"
        stage.app.screen.refill()  # type: ignore[attr-defined]
        await stage.settle()
        assert len(customers(stage).list.rows) == 234, "what was loaded is read again"


# --- campaigns ------------------------------------------------------------------------------------------------------


async def test_from_campaign_to_campaign(store: Store) -> None:
    text = shelf.shipped_text("telesales").replace('name = "telesales"', 'name = "ours"')
    text = text.replace("Telephone and web sales", "[/x][@click=app.quit]\N{RIGHT-TO-LEFT OVERRIDE}ours[VIP]")
    book = reader.load(text, "ours.toml")
    store.by(BOSS).campaigns.add("west [/x]", rulebook=book, timezone="America/New_York", country="US", now=MONDAY)
    async with workstation(store, agent=CHEF) as stage:
        await stage.press("b")
        assert "telesales |" in stage.text()
        assert "next campaign" in stage.text()
        await stage.press("c")
        assert "west [/x] | 0 open" in stage.text()
        assert rules(stage).list.rule == "ours.first_call"
        assert_harmless(stage.text().split("\n"), 80)
        await stage.press("f2")
        assert "telesales |" in stage.text(), "after the last the first"


async def test_one_campaign_offers_no_other(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("b")
        assert "next campaign" not in stage.text()
        await stage.press("c")
        assert "telesales |" in stage.text()


async def test_a_store_without_campaigns(tmp_path: Path) -> None:
    store = Store.open(str(tmp_path / "empty.db"), MONDAY)
    async with workstation(store) as stage:
        await stage.press("b")
        assert "No campaign yet, so no rules apply." in stage.text()
        await stage.press("enter", "c", "tab")
        assert toasts(stage) == []
    store.close()


# --- keys and drawing -----------------------------------------------------------------------------------------------


async def test_help_and_palette_know_it(store: Store) -> None:
    store.by(BOSS).campaigns.add("second", rulebook="telesales", now=MONDAY)
    async with workstation(store, size=(120, 48)) as stage:
        await stage.press("b", "question_mark")
        shown = stage.text()
        assert "active rules and what each requires" in shown
        assert "rules of the next campaign" in shown
        await stage.press("escape", "enter", "f1")
        assert "show why this customer is (not) callable now" in stage.text()
        await stage.press("escape", "escape", "escape", "ctrl+p")
        await stage.press(*"Active rules")
        await stage.until(lambda: "active rules and what each requires" in stage.text())
        await stage.press("enter")
        assert isinstance(stage.app.screen, RulebookScreen)


async def test_its_key_can_be_moved(tmp_path: Path) -> None:
    store = open_store(tmp_path, MONDAY)
    app = Workstation(make_desk(store, FixedClock(MONDAY), "王敏", Settings(keys={"app.rulebook": "y"})))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        assert isinstance(app.screen, QueueScreen)
        await pilot.press("y")
        assert isinstance(app.screen, RulebookScreen)
    app.desk.writer.shutdown(wait=True)
    store.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", SIZES)
async def test_it_fits_and_stands_in_columns(store: Store, size: tuple[int, int], lang: str) -> None:
    async with workstation(store, size=size, lang=lang) as stage:
        await stage.press("b")
        for key in ["j"] * 20:
            await stage.pilot.press(key)
        for _key in range(2):
            lines = stage.text().split("\n")
            assert_harmless(lines, size[0])
            assert len(lines) == size[1]
            await stage.press("g")
        title = rules(stage).list._header(size[0]).plain
        end = cell_of(title, "已超时" if lang == "zh" else "overdue") + (6 if lang == "zh" else 7)
        row = line(stage, "首次电话" if lang == "zh" else "first call")
        assert cell_of(row, "1") + 2 == end, "numbers end where their heading does"
        await stage.press("enter")
        assert_harmless(stage.text().split("\n"), size[0])


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_hostile_names(store: Store, lang: str) -> None:
    for number, name in enumerate(HOSTILE):
        lead(store, f"{number} {name}", f"+861390000000{number}", "2026-03-01 08:00", company=name)
    async with workstation(store, lang=lang) as stage:
        await stage.press("b", "enter")
        for _row in HOSTILE:
            assert_harmless(stage.text().split("\n"), 80)
            await stage.press("j")
        assert isinstance(stage.app.screen, RuleCustomersScreen)
        assert stage.app.screen.query_one("#asked", Static).display
    assert locale.current() == "en"


async def test_the_customers_of_a_rule_are_sorted_by_column(store: Store) -> None:
    async with workstation(store, agent=CHEF, size=(120, 36)) as stage:
        await stage.press("b", "enter")

        def shown() -> list[str]:
            return [str(row.cells[3]).partition(" ")[0] for row in customers(stage).list.rows]

        def header() -> str:
            return next(line for line in stage.text().splitlines() if "owner" in line and "tier" in line)

        await stage.until(lambda: len(shown()) == 4)
        usual = shown()
        assert "^due" in header()
        await stage.press("v")
        await stage.until(lambda: "vdue" in header())
        assert shown() == usual[::-1]
        await stage.press("s")
        await stage.until(lambda: "^tier" in header())
        assert shown()[:2] == ["李雷", "孙小美"]
        await stage.press("f7")
        await stage.until(lambda: "^customer" in header())
        assert shown() == ["李雷", "孙小美", "吴静", "周航"]
        await stage.press("v")
        await stage.until(lambda: "vcustomer" in header())
        assert shown() == ["周航", "吴静", "孙小美", "李雷"]
        # Changes made elsewhere are read in the order that was chosen.
        lead(store, "阿明", "+8613800138009", "2026-03-02 09:50")
        await stage.until(lambda: "阿明" in shown())
        assert shown() == ["周航", "吴静", "孙小美", "李雷", "阿明"]
