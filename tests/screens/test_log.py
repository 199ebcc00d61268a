"""Mode 2: the call log, its filter line and corrections (docs/architecture.md#log-screen, #corrections)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter import locale
from callcenter.access import Origin, Principal
from callcenter.desk.forms.log_filter import FilterWords, filter_words, read_filter
from callcenter.model import Channel, Disposition, Touch
from callcenter.screens.customers.detail import CustomerScreen
from callcenter.screens.log.correction import CorrectScreen
from callcenter.screens.log.log import LogScreen
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer
from callcenter.views.customers.log import LogFilter
from callcenter.widgets.lists.filter_line import FilterLine
from tests.screens.office import AGENT, CHEF, called, lead, office, toasts
from tests.widgets.stage import HOSTILE, assert_harmless
from tests.workstation.stage import MONDAY, Stage, at, workstation

ZONE = "Asia/Shanghai"
KNOWN = FilterWords(frozenset({"王敏", "Mary Lee"}), {"telesales": ZONE, "spring sale": ZONE})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    li = lead(opened, "李雷", "+8613800138001", "2026-02-20 09:30", tier="A")
    wu = lead(opened, "吴静", "+8613800138002", "2026-02-20 09:30", tier="B")
    called(opened, li, "2026-02-23 11:00", Disposition.INTERESTED, "wants a new price list", seconds=380)
    called(opened, wu, "2026-02-26 15:00", Disposition.NO_ANSWER, agent="赵磊")
    called(opened, li, "2026-02-27 15:00", Disposition.REFUSED, "not this year", seconds=65)
    called(opened, wu, "2026-03-02 09:00", Disposition.BUSY)
    yield opened
    opened.close()


def log(stage: Stage) -> LogScreen:
    assert isinstance(stage.app.screen, LogScreen)
    return stage.app.screen


def listed(stage: Stage) -> list[str]:
    """Disposition and customer of each row."""
    rows = [log(stage)._rows[row.key] for row in log(stage).list.rows]
    return [f"{row.disposition} {row.customer}" for row in rows]


async def test_every_touch_newest_first(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("2")
        assert listed(stage) == ["busy 吴静", "refused 李雷", "no_answer 吴静", "interested 李雷"]
        assert re.search(r"^>09:00 +call out", stage.text(), re.MULTILINE), "of today the time alone"
        assert re.search(r"^ 27 Feb \d\d:\d\d +call out", stage.text(), re.MULTILINE)
        await stage.press("G")
        assert "wants a new price list" in stage.text(), "the whole note below the list"
        await stage.press("enter")
        assert isinstance(stage.app.screen, CustomerScreen)
        assert "李雷" in stage.text()


async def test_the_filter_narrows_while_it_is_typed_and_says_how_it_is_read(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("2", "f", *"2/26..2/27 no answer")
        assert listed(stage) == ["no_answer 吴静"]
        assert "= Thu 26 Feb to Fri 27 Feb, no answer" in stage.text()
        await stage.press("escape")
        assert len(listed(stage)) == 4, "Escape takes the filter away"
        assert log(stage).focused is log(stage).list
        log(stage).query_one(FilterLine).put("赵磊")
        await stage.settle()
        assert listed(stage) == ["no_answer 吴静"]
        log(stage).query_one(FilterLine).put("PRICE")
        await stage.settle()
        assert listed(stage) == ["interested 李雷"]
        log(stage).query_one(FilterLine).put("nothing like it")
        await stage.settle()
        assert "No contacts match the filter." in stage.text()


async def test_enter_on_a_filter_that_nothing_fits_stays_there_so_that_escape_takes_it_away(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("2", "f", *"nothing like it", "enter")
        assert listed(stage) == []
        await stage.press("escape")
        assert len(listed(stage)) == 4
        await stage.press("m", "f", *"nothing like it", "enter", "escape")
        assert "nothing like it" not in stage.text()


async def test_an_empty_log_says_what_fills_it(tmp_path: Path) -> None:
    store = office(tmp_path)
    async with workstation(store) as stage:
        await stage.press("2")
        assert "No contacts yet." in stage.text()
    store.close()


async def test_pages_follow_as_one_scrolls(store: Store) -> None:
    ref = lead(store, "周航", "+8613800138003", "2026-01-01 09:30")
    for minute in range(450):
        sms = Touch(at("2026-02-10 09:00") + minute * 60_000, Channel.SMS, agent="王敏", note=f"text {minute}")
        store.by(AGENT).touches.record(ref, sms, now=MONDAY)
    async with workstation(store) as stage:
        await stage.press("2")
        assert len(log(stage).list.rows) == 200
        for _time in range(4):
            await stage.press("G")
        assert len(log(stage).list.rows) == 454
        assert log(stage).list.key is not None
        await stage.settle()
        kept = log(stage).list.key
        called(store, ref, "2026-03-02 10:00", Disposition.BUSY)
        stage.app.store_watch.look_for_changes()
        await stage.until(lambda: "busy 周航" in listed(stage)[:1])
        assert log(stage).list.key == kept, "the cursor stays on its row"
        assert len(log(stage).list.rows) == 455, "what was loaded is read again, and what is new"


async def test_times_are_those_of_the_campaign(store: Store) -> None:
    boss = Principal("boss", Origin.COMMAND)
    store.by(boss).campaigns.add("london", rulebook="telesales", timezone="Europe/London", country="GB", now=MONDAY)
    far = store.by(boss).customers.add(NewCustomer("Ann", "+442079460958", campaign="london"), now=MONDAY)
    called(store, far, "2026-03-02 10:00", Disposition.BUSY)
    async with workstation(store) as stage:
        await stage.press("2")
        assert re.search(r"^>02:00 +call out", stage.text(), re.MULTILINE), "10:00 in Shanghai is 02:00 in London"


# --- corrections ----------------------------------------------------------------------------------------------------


async def test_one_corrects_ones_own(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("2", "c")
        assert isinstance(stage.app.screen, CorrectScreen)
        await stage.press(*"asked for a quote", "f3", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, LogScreen))
        await stage.settle()
        assert listed(stage)[0] == "interested 吴静"
        row = store.lookup.log(LogFilter(), limit=1)[0]
        assert (row.note, row.at, row.agent) == ("asked for a quote", at("2026-03-02 09:00"), "王敏")
        assert row.corrects is not None
        assert "(correction)" in stage.text()


async def test_a_corrected_promise_is_another_promise(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("2", "c", *"please later", "f5", "enter")
        assert isinstance(stage.app.screen, CorrectScreen), "a callback needs its time"
        assert "Enter a time" in stage.text()
        await stage.press(*"+3h", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, LogScreen))
        row = store.lookup.log(LogFilter(), limit=1)[0]
        assert (row.disposition, row.callback_at) == (Disposition.CALLBACK, at("2026-03-02 13:05"))
        plan = store.details.get(row.ref, now=MONDAY).plan
        assert "telesales.callback" in [owed.rule for owed in plan.obligations]


async def test_nothing_changed_writes_nothing(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("2", "c", "enter")
        assert isinstance(stage.app.screen, LogScreen)
        assert store.lookup.log(LogFilter(), limit=1)[0].corrects is None
        await stage.press("c", *"oh", "escape")
        assert isinstance(stage.app.screen, LogScreen)
        assert store.lookup.log(LogFilter(), limit=1)[0].note == ""


async def test_only_a_supervisor_corrects_others(store: Store) -> None:
    async with workstation(store) as stage:
        await stage.press("2")
        log(stage).query_one(FilterLine).put("赵磊")
        await stage.settle()
        await stage.press("c")
        assert toasts(stage) == ["Only a supervisor can correct another person's record."]
        assert isinstance(stage.app.screen, LogScreen)
    async with workstation(store, agent=CHEF) as stage:
        await stage.press("2")
        log(stage).query_one(FilterLine).put("赵磊")
        await stage.settle()
        await stage.press("c")
        assert isinstance(stage.app.screen, CorrectScreen)


async def test_a_correction_keeps_team_and_talk_time(store: Store) -> None:
    ref = lead(store, "周航", "+8613800138003", "2026-02-20 09:30")
    key = called(store, ref, "2026-03-02 10:00", Disposition.NEUTRAL, "spoke of pumps", seconds=99, team="technical")
    store.by(AGENT).touches.correct(
        key,
        Touch(MONDAY, Channel.CALL, disposition=Disposition.NEUTRAL, note="valves", seconds=99),
        now=MONDAY,
    )
    assert [(one.note, one.team, one.seconds) for one in store.details.get(ref, now=MONDAY).history.touches] == [
        ("valves", "technical", 99)
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_hostile_notes(store: Store, lang: str) -> None:
    text = " ".join(HOSTILE)
    called(store, lead(store, text, "+8613800138005", "2026-03-01 09:30"), "2026-03-02 10:00", Disposition.BUSY, text)
    async with workstation(store, lang=lang) as stage:
        await stage.press("2")
        assert_harmless(stage.text().split("\n"), 80)
        log(stage).query_one(FilterLine).put("[/x] [VIP]")
        await stage.settle()
        assert len(listed(stage)) == 1
        assert_harmless(stage.text().split("\n"), 80)
        await stage.press("c")
        assert_harmless(stage.text().split("\n"), 80)


# --- the filter line ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", LogFilter()),
        ("today", LogFilter(since=at("2026-03-02 00:00"), until=at("2026-03-03 00:00"))),
        ("昨天", LogFilter(since=at("2026-03-01 00:00"), until=at("2026-03-02 00:00"))),
        ("2026-02-26", LogFilter(since=at("2026-02-26 00:00"), until=at("2026-02-27 00:00"))),
        ("3/2", LogFilter(since=at("2026-03-02 00:00"), until=at("2026-03-03 00:00"))),
        ("3月3日", LogFilter(since=at("2025-03-03 00:00"), until=at("2025-03-04 00:00"))),
        ("2/26..3/1", LogFilter(since=at("2026-02-26 00:00"), until=at("2026-03-02 00:00"))),
        ("3/1..2/26", LogFilter(since=at("2026-02-26 00:00"), until=at("2026-03-02 00:00"))),
        ("2/26..", LogFilter(since=at("2026-02-26 00:00"))),
        ("..2/26", LogFilter(until=at("2026-02-27 00:00"))),
        ("2/30", LogFilter(text="2/30")),
        ("..", LogFilter(text="..")),
        ("no answer", LogFilter(disposition=Disposition.NO_ANSWER)),
        ("No_Answer", LogFilter(disposition=Disposition.NO_ANSWER)),
        ("do not call today", LogFilter(at("2026-03-02 00:00"), at("2026-03-03 00:00"), "", Disposition.DO_NOT_CALL)),
        ("Mary Lee", LogFilter(agent="Mary Lee")),
        ("Mary", LogFilter(text="Mary")),
        ("spring sale 王敏 pump", LogFilter(agent="王敏", campaign="spring sale", text="pump")),
        ("price  list", LogFilter(text="price list")),
    ],
)
def test_the_filter_line_is_read(typed: str, wanted: LogFilter) -> None:
    assert read_filter(typed, MONDAY, ZONE, KNOWN) == wanted


def test_the_filter_line_is_read_in_chinese() -> None:
    locale.use("zh")
    try:
        wanted = LogFilter(disposition=Disposition.NO_ANSWER, agent="王敏")
        assert read_filter("王敏 无人接听", MONDAY, ZONE, KNOWN) == wanted
        assert filter_words(wanted, MONDAY, ZONE) == "坐席王敏，无人接听"
    finally:
        locale.use("en")


def test_open_ends_are_said() -> None:
    since = LogFilter(since=at("2026-02-26 00:00"), text="pump", campaign="telesales")
    assert filter_words(since, MONDAY, ZONE) == 'from Thu 26 Feb, campaign telesales, with "pump"'
    assert filter_words(LogFilter(until=at("2026-02-27 00:00")), MONDAY, ZONE) == "until Thu 26 Feb"
