"""Queue, team, timeline, obligations and preview: the right words in the right columns, live, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from callcenter import locale, wording
from callcenter.model import Because, Channel, Disposition, Ground, Lane, Snooze
from callcenter.views.customers.timeline import Cause, Decision, Happening, TimelinePage
from callcenter.views.people.shift import AgentState, ShiftFigures
from callcenter.views.people.team import LoadSpan
from callcenter.views.upkeep.attention import Alarm, Level, Watched
from callcenter.views.worklists.tasks import TaskRow
from callcenter.widgets.calls.message_pane import MessagePane
from callcenter.widgets.lines.dots import bar, spark
from callcenter.widgets.lines.fact_lines import FactLines
from callcenter.widgets.lines.preview import CustomerPreview
from callcenter.widgets.lines.team_load import HoursChart, LoadAhead
from callcenter.widgets.lists.history import ObligationList, OwedLines, Timeline
from callcenter.widgets.lists.line_list import Edge, LineList
from callcenter.widgets.lists.queue_list import QueueList
from callcenter.widgets.lists.task_list import TaskList
from callcenter.widgets.lists.team_table import TeamTable, TeamTotals
from callcenter.wording.phones import masked
from tests.widgets.samples import (
    CALLBACK,
    FIRST,
    LATER,
    NOW,
    UNREACHED,
    customer,
    queue_page,
    queue_row,
    team_row,
    touch,
)
from tests.widgets.stage import HOSTILE, ZONE, Stage, assert_harmless, at, cell_of


@pytest.fixture
def chinese() -> Iterator[None]:
    locale.use("zh")
    yield
    locale.use("en")


def mask(number: str, country: str) -> str:
    assert (number, country) == ("+8613812342231", "CN")
    return "138****2231"


ROWS = (
    queue_row("C1", Lane.PROMISED, CALLBACK, "周航", "恒通电气"),
    queue_row("C2", Lane.FRESH, FIRST, "吴静", ""),
    queue_row("C3", Lane.BREACHED, UNREACHED),
)


async def test_the_queue_shows_lane_tier_customer_phone_clock_and_reason() -> None:
    shown = QueueList(mask)
    app = Stage(shown)
    async with app.run_test(size=(132, 10)) as pilot:
        shown.show_page(queue_page(*ROWS))
        await pilot.pause()
        lines = app.lines()
        assert lines[0].split() == ["lane", "tier", "customer", "phone", "owner", "due", "why", "1/3"]
        assert lines[1].split()[:7] == [">promised", "A", "周航", "恒通电气", "138****2231", "pool", "late"]
        assert "callback promised 10:30" in lines[1]
        assert lines[2].split()[:4] == ["fresh", "-", "吴静", "138****2231"]
        assert "inquiry 4m ago, not called yet" in lines[2]
        assert lines[3].split()[:7] == ["overdue", "A", "李雷", "北方动力", "138****2231", "pool", "late"]
        assert "not reached for 7 days" in lines[3]
        assert {cell_of(line, "138****") for line in lines[1:4]} == {cell_of(lines[0], "phone")}


async def test_the_clocks_of_the_queue_run_without_new_rows() -> None:
    shown = QueueList(mask)
    app = Stage(shown)
    async with app.run_test(size=(132, 10)) as pilot:
        shown.show_page(queue_page(*ROWS))
        await pilot.pause()
        shown.tick(NOW + 3 * 60_000)
        await pilot.pause()
        lines = app.lines()
        assert "late 15m" in lines[1]
        assert "inquiry 7m ago" in lines[2]
        assert "late 15m" in lines[3]


async def test_the_queue_at_80_by_24_in_chinese_stays_straight(chinese: None) -> None:
    shown = QueueList(mask)
    app = Stage(shown)
    async with app.run_test(size=(80, 24)) as pilot:
        shown.show_page(queue_page(*ROWS, queue_row("C4", Lane.DUE, LATER, "北方动力设备制造集团", "有限责任公司")))
        await pilot.pause()
        lines = app.lines()
        assert_harmless(lines, 80)
        begins = ("客户约 10:30", "咨询已过", "已7天", "至少")
        places = {cell_of(line, begin) for line, begin in zip(lines[1:5], begins, strict=True)}
        assert places == {cell_of(lines[0], "原因")}
        assert lines[0].split()[-2:] == ["原因", "1/4"]
        assert lines[1].startswith(">约定 ")
        assert not any(word in "".join(lines) for word in ("lane", "customer", "over", "callback"))


async def test_the_last_digits_of_a_number_abroad_are_not_cut() -> None:
    queue, tasks = QueueList(masked), TaskList(masked)
    app = Stage(queue, tasks)
    async with app.run_test(size=(120, 24)) as pilot:
        row = replace(queue_row("C1", Lane.FRESH, FIRST), phone="+447700900275")
        queue.show_page(queue_page(row))
        tasks.show_tasks(
            [
                TaskRow(
                    ref="C1",
                    name="Oscar Archer",
                    company="",
                    tier=None,
                    phone=row.phone,
                    owner=None,
                    campaign="telesales",
                    zone=ZONE,
                    country="CN",
                    obligation=replace(FIRST, channel=Channel.SMS),
                )
            ],
            NOW,
        )
        await pilot.pause()
        assert [line.count("+44 77***0275") for line in app.lines() if "0275" in line] == [1, 1]


async def test_hostile_customers_stand_in_the_queue_like_others() -> None:
    shown = QueueList(mask)
    app = Stage(shown)
    async with app.run_test(size=(80, 24)) as pilot:
        rows = [queue_row(f"C{i}", Lane.DUE, UNREACHED, text, text) for i, text in enumerate(HOSTILE)]
        shown.show_page(queue_page(*rows))
        await pilot.pause()
        assert_harmless(app.lines(), 80)
        assert "[/x]  [/x]" in app.lines()[1]
        await pilot.click(QueueList, offset=(20, 3))
        assert app.is_running


async def test_the_queue_asks_for_more_and_keeps_the_rows_at_hand() -> None:
    shown = QueueList(mask)
    app = Stage(shown, keep=(LineList.RowsWanted,))
    async with app.run_test(size=(80, 10)) as pilot:
        assert shown.current is None
        shown.show_page(queue_page(*ROWS, total=5))
        await pilot.pause()
        (wanted,) = app.all_of(LineList.RowsWanted)
        assert (wanted.edge, wanted.key) == (Edge.AFTER, "C3")
        more = [queue_row(f"C{i}", Lane.DUE, LATER) for i in (4, 5)]
        shown.show_more(queue_page(*more, total=5))
        shown.focus()
        await pilot.press("G")
        assert shown.current == more[1]
        assert shown.row("C2") == ROWS[1]
        assert shown.row("C9") is None
        assert shown.row(None) is None
        assert len(app.all_of(LineList.RowsWanted)) == 1


async def test_the_team_has_a_live_row_an_agent_and_a_total() -> None:
    shown = TeamTable()
    totals = TeamTotals(shown)
    app = Stage(shown, totals)
    async with app.run_test(size=(132, 10)) as pilot:
        on_break = (Alarm(Level.AMBER, Watched.TALKING, 95_000), Alarm(Level.AMBER, Watched.BREACHES, 2))
        shown.show_team(
            [
                replace(team_row("王敏", AgentState.TALKING, NOW - 95_000), alarms=on_break),
                team_row("Bob [/x]", AgentState.OFFLINE, NOW - 95_000, ShiftFigures()),
            ],
            NOW,
        )
        await pilot.pause()
        lines = app.lines()
        assert lines[1].split()[:14] == (
            [">!", "王敏", "talking", "1:35", "7/35", "!", "5", "+2", "0", "18", "9", "41m", "20m", "50%"]
        )
        assert lines[2].split()[:12] == ["Bob", "[/x]", "offline", "-", "0", "0", "0", "0", "0", "-", "-", "-"]
        assert lines[9].split() == ["total", "7/35", "5", "+2", "0", "18", "9", "41m", "20m", "50%", "92%"]
        shown.tick(NOW + 5_000)
        await pilot.pause()
        assert "1:40" in app.lines()[1]
        assert shown.current is not None
        assert shown.current.agent == "王敏"


@pytest.mark.parametrize("width", [80, 100, 132])
async def test_the_team_fits_each_width(width: int) -> None:
    shown = TeamTable()
    app = Stage(shown, TeamTotals(shown))
    async with app.run_test(size=(width, 10)) as pilot:
        row = team_row("北方大区王敏敏", AgentState.WRAP_UP, NOW - 3_700_000)
        shown.show_team([replace(row, lost=True)] * 2, NOW)
        await pilot.pause()
        for _page in range(3):
            lines = app.lines()
            assert_harmless(lines, width)
            assert "no signal" in lines[1]
            assert "1:01:40" in lines[1]
            for title in ("state", "for", "effective", "overdue", "promises"):
                assert title in lines[0]
            shown.show_more()
            await pilot.pause()


async def test_the_day_by_hour_and_what_is_ahead() -> None:
    """12 calls fill the 6 cells by two steps each: 6 of them reached are 3 cells; 4 are 2, 3 of them reached 1.5."""
    hours, ahead = HoursChart(), LoadAhead(ZONE)
    app = Stage(hours, ahead)
    async with app.run_test(size=(25, 8)) as pilot:
        hours.show_hours([(9, 12, 6), (11, 4, 3)])
        await pilot.pause()
        assert [line.split() for line in app.lines()[1:4]] == [
            ["09", "⣿⣿⣿⠶⠶⠶", "12", "50%"],
            ["10", "0", "-"],
            ["11", "⣿⡷", "4", "75%"],
        ]
    hours, ahead = HoursChart(), LoadAhead(ZONE)
    app = Stage(hours, ahead)
    async with app.run_test(size=(70, 8)) as pilot:
        spans = (LoadSpan(at(16, 10), at(16, 11), 12, 4, 6, 8), LoadSpan(at(17, 0), at(18, 0), 40, 6, 70, 0))
        ahead.show_ahead(spans, 10, at(16, 10))
        await pilot.pause()
        lines = [line.split() for line in app.lines()[4:]]
        assert lines[0] == ["ahead,", "until", "due", "can", "call", "nobody", "acts", "at", "best"]
        assert lines[1][:3] == ["overdue", "now", "10"]
        # 10 and 4 break, 6 are called: 8 of 14 stay.
        assert lines[2][:5] == ["11:00", "12", "6", "14", "8"]
        assert lines[3][-5:-1] == ["40", "70", "20", "0"]


def test_bars_are_drawn_with_dots() -> None:
    assert bar(3, 2, 5, 10) == ("⣿⣿⣿", "⠶⠶"), "no more than a cell each"
    assert bar(1, 2, 3, 2) == ("⡷", "⠶"), "the cell where both meet belongs to the first"
    assert bar(0, 0, 0, 10) == ("", "")
    assert bar(100, 0, 100, 4) == ("⣿⣿⣿⣿", "")
    assert spark([(0, 0), (1, 0), (8, 4), (8, 8)]) == "⠀⡀⣧⣿"
    assert spark([]) == ""


async def test_the_timeline_tells_what_happened() -> None:
    shown = Timeline(ZONE)
    app = Stage(shown)
    async with app.run_test(size=(120, 10)) as pilot:
        await pilot.pause()
        entries = (
            touch(3, at(10, 15, 5), note="第一行\n[/x]"),
            touch(2, at(9, 9), Disposition.NO_ANSWER, seconds=0, effective=False, corrects=1),
            touch(1, at(9, 9), Disposition.REFUSED, effective=False, withdrawn=True),
            Decision(Happening.OWNER, at(8, 9), "陈静", "", "王[/x]敏", cause=Cause.CASE),
            Decision(Happening.TIER, at(7, 9), "陈静", "A", "A", "预算足"),
            Snooze(at(6, 9), at(6, 15), "王敏", "开会"),
        )
        shown.show_page(TimelinePage(entries), NOW)
        await pilot.pause()
        lines = app.lines()
        assert_harmless(lines, 120)
        assert lines[1].startswith(">10 Mar 15:05")
        assert "call out" in lines[1]
        assert "interested +" in lines[1]
        assert " 6:20 " in lines[1]
        assert "第一行 [/x]" in lines[1]
        assert "no answer " in lines[2]
        assert "+" not in lines[2]
        assert "(correction) 要新报价" in lines[2]
        assert "(withdrawn) 要新报价" in lines[3]
        assert lines[4].split()[:4] == ["8", "Mar", "09:00", "owner"]
        assert "王[/x]敏" in lines[4]
        assert "before: the pool, with a case" in lines[4]
        assert "confirmed, 预算足" in lines[5]
        assert "postponed" in lines[6]
        assert "to 15:00" in lines[6]


async def test_a_touch_that_was_replaced_counts_no_more_and_says_so() -> None:
    timeline, preview = Timeline(ZONE), CustomerPreview()
    app = Stage(timeline, preview)
    touches = (
        touch(3, at(10, 15, 5), Disposition.DO_NOT_CALL, note="undone", effective=False, corrects=2, withdrawn=True),
        touch(2, at(10, 15, 5), Disposition.DO_NOT_CALL, note="undone", replaced=True),
        touch(1, at(5, 10, 30)),
    )
    async with app.run_test(size=(120, 10)) as pilot:
        await pilot.pause()
        timeline.show_page(TimelinePage(touches), NOW)
        preview.show(customer(touches, ()), NOW)
        await pilot.pause()
        lines = app.lines()
        assert "(withdrawn) undone" in lines[1]
        assert "do not call " in lines[2]
        assert "(replaced) undone" in lines[2]
        said = " ".join(lines)
        assert "last reached Thu 5 Mar" in said
        assert "1 contact this month" in said


async def test_an_empty_timeline_and_nothing_owed_say_so() -> None:
    timeline, owed = Timeline(ZONE), ObligationList(ZONE)
    app = Stage(timeline, owed)
    async with app.run_test(size=(80, 10)) as pilot:
        timeline.show_page(TimelinePage(), NOW)
        owed.show_obligations([], None, NOW)
        await pilot.pause()
        assert any("no contacts yet" in line for line in app.lines())
        assert any("nothing is owed" in line for line in app.lines())


async def test_obligations_change_their_state_with_the_time() -> None:
    shown = ObligationList(ZONE)
    app = Stage(shown)
    async with app.run_test(size=(100, 10)) as pilot:
        shown.show_obligations([UNREACHED, CALLBACK, LATER], "A", NOW)
        await pilot.pause()
        lines = app.lines()
        assert lines[1].split()[:6] == [">late", "12m", "overdue", "call", "tier", "A"]
        assert lines[2].split()[:5] == ["late", "12m", "open", "call", "callback"]
        assert lines[3].split()[:4] == ["in", "5d", "upcoming", "call"]
        shown.tick(at(12, 10, 46))
        await pilot.pause()
        assert app.lines()[2].split()[:4] == ["late", "16m", "overdue", "call"]


async def test_what_is_owed_is_told_whole_beside_its_clock() -> None:
    shown = OwedLines()
    app = Stage(shown)
    async with app.run_test(size=(36, 10)) as pilot:
        shown.show([UNREACHED, CALLBACK], ZONE, "A", NOW)
        await pilot.pause()
        lines = [line.rstrip() for line in app.lines()[:6]]
        assert lines == [
            "late 12m  tier A unreached  not",
            "          reached for 7 days, last",
            "          Thu 5 Mar 10:30",
            "late 12m  callback  callback",
            "          promised 10:30",
            "",
        ]
        assert shown.size.height == 5
        shown.tick(at(12, 10, 46))
        await pilot.pause()
        assert app.lines()[0].startswith("late 16m")
        shown.show([], ZONE, "A", NOW)
        await pilot.pause()
        assert app.lines()[0].strip() == "nothing is owed"


async def test_a_message_is_wrapped_anew_in_a_wider_terminal() -> None:
    shown = MessagePane()
    app = Stage(shown)
    text = "您好，我是王敏。" * 8  # 128 cells
    async with app.run_test(size=(80, 24)) as pilot:
        shown.show("SMS", text)
        await pilot.pause()
        assert [line.strip() for line in app.lines()[1:3]] == [text[:38], text[38:]]
        await pilot.resize_terminal(120, 24)
        await pilot.pause()
        assert [line.strip() for line in app.lines()[1:3]] == [text[:58], text[58:]]


async def test_the_preview_tells_a_customer_in_two_lines() -> None:
    shown = CustomerPreview()
    app = Stage(shown)
    async with app.run_test(size=(120, 5)) as pilot:
        shown.show(
            customer(
                (
                    touch(4, at(11, 9), Disposition.NO_ANSWER, seconds=0),
                    touch(3, at(10, 15, 5), withdrawn=True),
                    touch(2, at(5, 10, 30)),
                    touch(1, at(1, 0) - 1, Disposition.INTERESTED),
                ),
                (LATER, UNREACHED),
            ),
            NOW,
        )
        await pilot.pause()
        lines = app.lines()
        assert lines[0].strip() == (
            "李雷 | 北方动力 | open: ! tier A unreached, regular call, tier A (from Wed 18 Mar) | 2 contacts this month"
        )
        assert lines[1].strip() == 'last reached Thu 5 Mar, 6m 20s, "要新报价"'


async def test_the_preview_shows_as_much_of_the_note_as_leaves_room_for_the_rest() -> None:
    shown = CustomerPreview()
    app = Stage(shown)
    note = "in a meeting all day, asked to be called back on Thursday before noon"
    async with app.run_test(size=(200, 5)) as pilot:
        shown.show(customer((touch(1, at(5, 10, 30), note=note),), (LATER, UNREACHED)), NOW)
        await pilot.pause()
        assert f'"{note}"' in app.lines()[1]
        await pilot.resize_terminal(80, 5)
        await pilot.pause()
        assert app.lines()[0].strip() == "李雷 | 北方动力 | open: ! tier A unreached | 1 contact this month"
        assert '"in a meeting all day, asked to be call.."' in app.lines()[1]


async def test_facts_stand_side_by_side_and_break_between_two_of_them() -> None:
    shown, below = FactLines(), Static("below")
    app = Stage(shown, below)
    async with app.run_test(size=(60, 6)) as pilot:
        shown.show([[Content("tier A (provisional)"), Content("stage in progress"), Content("owner 王敏")]])
        await pilot.pause()
        assert [line.strip() for line in app.lines()[:2]] == [
            "tier A (provisional)  stage in progress  owner 王敏",
            "below",
        ]
        await pilot.resize_terminal(48, 6)
        await pilot.pause()
        assert [line.strip() for line in app.lines()[:3]] == [
            "tier A (provisional)  stage in progress",
            "owner 王敏",
            "below",
        ]


@pytest.mark.parametrize("text", HOSTILE)
async def test_the_preview_of_a_hostile_customer(text: str) -> None:
    shown = CustomerPreview()
    app = Stage(shown)
    async with app.run_test(size=(80, 5)) as pilot:
        shown.show(customer((touch(1, at(5, 10), note=text * 9),), (), name=text), NOW)
        await pilot.pause()
        assert_harmless(app.lines(), 80)
        assert "open:" not in "".join(app.lines())
        shown.show(customer((), (), name=text), NOW)
        await pilot.pause()
        assert "never reached" in app.lines()[0]
        shown.show(None, NOW)
        await pilot.pause()
        assert "".join(app.lines()).strip() == ""


WEEKLY, MONTHLY = (
    replace(LATER, due_at=at(11, 9), ground=Ground(Because.EVERY, {**LATER.ground.params, "interval": interval}))
    for interval in ("7d", "1mo")
)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_reason_is_whole_at_80_columns(language: locale.Language) -> None:
    locale.use(language)
    try:
        shown = QueueList(mask)
        app = Stage(shown)
        async with app.run_test(size=(80, 24)) as pilot:
            owed = (WEEKLY, MONTHLY, UNREACHED, FIRST, CALLBACK)
            shown.show_page(
                queue_page(*(queue_row(f"C{n}", Lane.DUE, one, "Hannah Keller", "Blue") for n, one in enumerate(owed)))
            )
            await pilot.pause()
            lines = app.lines()
            reasons = [wording.why_short(one, Lane.DUE, NOW, ZONE, beside="A") for one in owed]
            assert [reason in line for reason, line in zip(reasons, lines[1:], strict=False)] == [True] * 5
            assert all("Hannah Keller" in line for line in lines[1:6])
            assert lines[0].split()[:2] == (["lane", "tier"] if language == "en" else ["类别", "等级"])
    finally:
        locale.use("en")
