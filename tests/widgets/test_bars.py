"""Header, figures, breach banner, hints and questions."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from textual.binding import Binding
from textual.widgets import Input

from callcenter.model import Offer, Segment
from callcenter.views.people.shift import AgentState, ShiftFigures
from callcenter.views.people.team import TeamPulse
from callcenter.views.upkeep.lag import Behind
from callcenter.views.worklists.breaches import TeamBreaches
from callcenter.widgets.lines.bars import BreachBanner, FiguresBar, HeaderBar, Mode
from callcenter.widgets.lines.prompts import ConfirmBar, Hint, KeyHints
from tests.widgets.samples import FIGURES, NOW, breach, promise
from tests.widgets.stage import HOSTILE, ZONE, Stage, assert_harmless, at, cell_of

MODES = [
    Mode("queue", "1", "Queue"),
    Mode("log", "2", "Log"),
    Mode("messages", "3", "Messages"),
    Mode("cases", "4", "Cases"),
    Mode("team", "5", "Team"),
    Mode("reports", "6", "Reports"),
]


# --- header -------------------------------------------------------------------------------------------------------


async def test_the_header_tells_mode_agent_state_and_time() -> None:
    bar = HeaderBar(MODES, zone=ZONE)
    app = Stage(bar)
    async with app.run_test(size=(120, 5)) as pilot:
        bar.show_mode("log")
        bar.show_agent("王敏", AgentState.READY, NOW - 42_000)
        bar.tick(NOW)
        await pilot.pause()
        line = app.lines()[0]
        assert line.startswith(" 1 Queue  [2 Log]  3 Messages  4 Cases  5 Team  6 Reports ")
        assert line.endswith(" 王敏 | ready 0:42 | Thu 12 Mar 10:42 ")
        bar.tick(NOW + 18_000)
        await pilot.pause()
        assert app.lines()[0].endswith(" 王敏 | ready 1:00 | Thu 12 Mar 10:42 ")


async def test_the_header_says_when_the_clock_is_not_the_one_on_the_wall() -> None:
    bar = HeaderBar(MODES, zone=ZONE, demo=True)
    app = Stage(bar)
    async with app.run_test(size=(120, 5)) as pilot:
        bar.tick(NOW)
        await pilot.pause()
        assert app.lines()[0].endswith(" demo clock | Thu 12 Mar 10:42 ")


@pytest.mark.parametrize(
    ("width", "demo", "expected"),
    [
        (88, False, " 1 Queue [2 Log] 3 Messages 4 Cases 5 Team 6 Reports   王敏 | ready 0:42 | 10:42 "),
        (80, False, " 1 Queue [2 Log] 3 Messages 4 Cases 5 Team 6 Reports   王敏 | ready 0:42 | 10:42 "),
        (80, True, " 1 Queue [2 Log] 3 Messages 4 Cases 5 Team 6 Reports   王敏 ready 0:42 demo 10:42 "),
        (70, True, " 1 [2 Log] 3 4 5 6   王敏 | ready 0:42 | demo | 10:42 "),
        (34, True, "王敏 | ready 0:42 | demo | 10:42 "),
    ],
)
async def test_a_narrow_header_gives_up_words_before_the_state(width: int, demo: bool, expected: str) -> None:
    bar = HeaderBar(MODES, zone=ZONE, demo=demo)
    app = Stage(bar)
    async with app.run_test(size=(width, 5)) as pilot:
        bar.show_mode("log")
        bar.show_agent("王敏", AgentState.READY, NOW - 42_000)
        bar.tick(NOW)
        await pilot.pause()
        assert app.lines()[0].split() == expected.split()
        assert_harmless(app.lines(), width)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Amy Lee", " 1 Queue [2 Log] 3 Messages 4 Cases 5 Team  Amy Lee | ready 0:42 | demo | 10:42 "),
        ("Christopher Anderson", " 1 Queue [2 Log] 3 Messages 4 Cases 5 Team  Chris.. | ready 0:42 | demo | 10:42 "),
    ],
)
async def test_a_long_name_is_cut_before_the_modes_lose_their_words(name: str, expected: str) -> None:
    bar = HeaderBar(MODES[:5], zone=ZONE, demo=True)
    app = Stage(bar)
    async with app.run_test(size=(80, 5)) as pilot:
        bar.show_mode("log")
        bar.show_agent(name, AgentState.READY, NOW - 42_000)
        bar.tick(NOW)
        await pilot.pause()
        assert app.lines()[0].split() == expected.split()


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (80, " 1 Queue [2 Log] 3 Messages 4 Cases 2 5 Team  Amy Lee  ready 0:42  demo  10:42 "),
        (60, " 1 [2 Log] 3 4(2) 5   Amy Lee | ready 0:42 | demo | 10:42 "),
    ],
)
async def test_the_number_of_those_who_wait_stands_beside_their_mode_at_any_width(width: int, expected: str) -> None:
    bar = HeaderBar(MODES[:5], zone=ZONE, demo=True)
    app = Stage(bar)
    async with app.run_test(size=(width, 5)) as pilot:
        bar.show_mode("log")
        bar.show_agent("Amy Lee", AgentState.READY, NOW - 42_000)
        bar.show_waiting({"cases": 2})
        bar.tick(NOW)
        await pilot.pause()
        assert app.lines()[0].split() == expected.split()


@pytest.mark.parametrize("width", [120, 80])
async def test_a_click_on_a_mode_chooses_it(width: int) -> None:
    bar = HeaderBar(MODES, zone=ZONE)
    app = Stage(bar, keep=(HeaderBar.ModeChosen,))
    async with app.run_test(size=(width, 5)) as pilot:
        bar.show_mode("queue")
        bar.show_agent("王敏", AgentState.READY, NOW)
        bar.tick(NOW)
        await pilot.pause()
        await pilot.click(HeaderBar, offset=(cell_of(app.lines()[0], "5 Team") + 1, 0))
        await pilot.click(HeaderBar, offset=(width - 3, 0))
        await pilot.pause()
        assert [message.mode for message in app.all_of(HeaderBar.ModeChosen)] == ["team"]


# --- figures ------------------------------------------------------------------------------------------------------


async def test_the_figures_of_the_shift() -> None:
    bar = FiguresBar()
    app = Stage(bar)
    async with app.run_test(size=(120, 5)) as pilot:
        bar.show_figures(FIGURES)
        bar.show_campaign(
            "telesales", ZONE, offer=Offer.EVERYTHING, preferred=Segment.HIGH_INTENT.value, block_ends=at(12, 11, 30)
        )
        await pilot.pause()
        line = app.lines()[0]
        assert line.startswith(" telesales: high intent until 11:30 ")
        assert line.endswith(" calls 18  reached 9  effective 7/35  talk 41m  SLA 92% ")


async def test_when_the_block_ends_is_said_even_where_there_is_little_room() -> None:
    bar = FiguresBar()
    app = Stage(bar)
    both = Segment.HIGH_INTENT.value | Segment.KEY.value
    async with app.run_test(size=(80, 5)) as pilot:
        bar.show_figures(FIGURES)
        bar.show_campaign("telesales", ZONE, offer=Offer.EVERYTHING, preferred=both, block_ends=at(12, 11, 30))
        await pilot.pause()
        line = app.lines()[0]
        assert line.startswith(" high intent, key customers until 11:30 ")
        assert line.endswith(" calls 18  reached 9  effective 7/35 ")


@pytest.mark.parametrize(
    ("width", "effective", "left", "right"),
    [
        (
            120,
            7,
            " high intent until 11:30 ",
            " calls 18  reached 9  effective 7/35: 2 behind, next promise 10:45  talk 41m  SLA 92% ",
        ),
        (
            100,
            7,
            " high intent until 11:30 ",
            " calls 18  reached 9  effective 7/35: 2 behind, next promise 10:45 ",
        ),
        (80, 7, " high intent until 11:30 ", "  effective 7/35: 2 behind, next promise 10:45 "),
        (80, 9, " high intent until 11:30 ", "  effective 9/35: on pace, next promise 10:45 "),
        (80, 12, " high intent until 11:30 ", "  effective 12/35: 3 ahead, next promise 10:45 "),
    ],
)
async def test_the_pace_keeps_its_room(width: int, effective: int, left: str, right: str) -> None:
    bar = FiguresBar()
    app = Stage(bar)
    async with app.run_test(size=(width, 5)) as pilot:
        bar.show_figures(replace(FIGURES, effective=effective, wanted=9))
        bar.show_promise(promise("李雷", at(12, 10, 45)))
        bar.tick(at(12, 10, 5))
        bar.show_campaign(
            "", ZONE, offer=Offer.EVERYTHING, preferred=Segment.HIGH_INTENT.value, block_ends=at(12, 11, 30)
        )
        await pilot.pause()
        assert app.lines()[0].startswith(left)
        assert app.lines()[0].endswith(right)
        bar.tick(at(12, 10, 45))
        await pilot.pause()
        assert "promise" not in app.lines()[0], "it is due"


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (130, "high intent, key customers until 11:30 .. at work 8/10 on a call 6 effective 90/315: 9 behind"),
        (88, "high intent +1 until 11:30 .. effective 90/315: 9 behind"),
        (80, "at work 8/10 effective 90/315: 9 behind"),
    ],
)
async def test_the_figures_of_a_team_come_before_the_block(width: int, said: str) -> None:
    bar = FiguresBar()
    app = Stage(bar)
    async with app.run_test(size=(width, 5)) as pilot:
        own = replace(FIGURES, effective=90, quota=315, wanted=99)
        bar.show_team(TeamPulse(NOW, 10, 8, 6, 1, red=2, amber=1, figures=own, breaches=116))
        both = Segment.HIGH_INTENT.value | Segment.KEY.value
        bar.show_campaign("", ZONE, offer=Offer.EVERYTHING, preferred=both, block_ends=at(12, 11, 30))
        await pilot.pause()
        line = app.lines()[0]
        left, _, right = said.rpartition(" .. ")
        assert line.split() == [*left.split(), *right.split(), "overdue", "116", "!", "attention", "3"]


async def test_figures_of_a_day_that_has_not_begun() -> None:
    bar = FiguresBar()
    app = Stage(bar)
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        assert app.lines()[0].strip() == ""
        bar.show_figures(ShiftFigures())
        await pilot.pause()
        assert app.lines()[0].strip() == "calls 0  reached 0  effective 0  talk -  SLA -"


@pytest.mark.parametrize(
    ("offer", "said"), [(Offer.NOTHING, "no calls now"), (Offer.COMMITMENTS, "promised calls only")]
)
async def test_a_closed_campaign_is_said_even_where_there_is_little_room(offer: Offer, said: str) -> None:
    bar = FiguresBar()
    app = Stage(bar)
    async with app.run_test(size=(80, 5)) as pilot:
        bar.show_figures(FIGURES)
        bar.show_campaign("[/x] a campaign with a long name", ZONE, offer=offer)
        await pilot.pause()
        assert app.lines()[0].startswith(f" {said} ")
        assert "calls 18" in app.lines()[0]
        assert_harmless(app.lines(), 80)


# --- breach banner ------------------------------------------------------------------------------------------------


async def test_the_banner_names_the_own_breaches_and_the_total() -> None:
    bar = BreachBanner("F8")
    app = Stage(bar, keep=(BreachBanner.Chosen,))
    async with app.run_test(size=(110, 5)) as pilot:
        own = [
            breach("李雷", "A", NOW - 12 * 60_000),
            breach("赵铁", "A", NOW - 65 * 60_000),
            breach("孙小美", None, NOW - 2 * 3_600_000),
        ]
        bar.show(own, total=41)
        bar.tick(NOW)
        await pilot.pause()
        line = app.lines()[0]
        assert line.startswith(
            " ! 3 overdue since sign-in (41 of yours in all)  A 李雷 late 12m | A 赵铁 late 1h | - 孙小美"
        )
        assert line.endswith(" F8 go ")
        bar.tick(NOW + 60_000)
        await pilot.pause()
        assert "李雷 late 13m" in app.lines()[0]
        await pilot.click(BreachBanner, offset=(5, 0))
        await pilot.pause()
        assert len(app.all_of(BreachBanner.Chosen)) == 1


async def test_the_banner_of_a_supervisor_names_the_teams_breaches_and_their_owners() -> None:
    bar = BreachBanner("F8")
    app = Stage(bar)
    async with app.run_test(size=(90, 5)) as pilot:
        own = breach("李雷", "A", NOW - 12 * 60_000)
        other = replace(breach("赵铁", "B", NOW - 65 * 60_000), owner=None)
        bar.show([own], total=1, team=TeamBreaches(7, (own, other)))
        bar.tick(NOW)
        await pilot.pause()
        assert app.lines()[0].startswith(" ! 7 overdue in the team since sign-in (1 yours)  A 李雷 late 12m (王敏)")
        await pilot.resize_terminal(110, 5)
        await pilot.pause()
        assert "| B 赵铁 late 1h (pool)" in app.lines()[0]
        bar.show([], total=0, team=TeamBreaches())
        await pilot.pause()
        assert app.lines()[0].strip() == "nothing overdue since sign-in"


async def test_the_banner_says_how_many_broke_before_it_says_how_many_in_all() -> None:
    bar = BreachBanner("F8")
    app = Stage(bar)
    async with app.run_test(size=(58, 5)) as pilot:
        bar.show([breach("李雷", "A", NOW - 12 * 60_000)], total=12)
        bar.tick(NOW)
        await pilot.pause()
        assert app.lines()[0].startswith(" ! 1 overdue since sign-in (12 of yours in all)   ")
        await pilot.resize_terminal(38, 5)
        await pilot.pause()
        assert app.lines()[0].startswith(" ! 1 overdue since sign-in   ")


async def test_the_banner_names_a_customer_once_however_many_rules_broke() -> None:
    bar = BreachBanner("F8")
    app = Stage(bar)
    async with app.run_test(size=(100, 5)) as pilot:
        own = [
            breach("李雷", "A", NOW - 65 * 60_000),
            breach("李雷", "A", NOW - 60_000),
            breach("赵铁", "B", NOW - 60_000),
        ]
        bar.show(own, total=3)
        bar.tick(NOW)
        await pilot.pause()
        assert app.lines()[0].startswith(" ! 3 overdue since sign-in  A 李雷 late 1h | B 赵铁 late 1m ")


async def test_the_banner_shows_as_many_as_have_room_and_counts_all() -> None:
    bar = BreachBanner("F8")
    app = Stage(bar)
    async with app.run_test(size=(80, 5)) as pilot:
        bar.show([breach(text, "A", NOW - 60_000) for text in HOSTILE], count=130, total=141)
        bar.tick(NOW)
        await pilot.pause()
        assert app.lines()[0].startswith(" ! 130 overdue since sign-in (141 of yours in all)  A [/x] late 1m ")
        assert app.lines()[0].endswith(" F8 go ")
        assert_harmless(app.lines(), 80)


async def test_the_banner_counts_while_plans_are_behind_and_says_that_there_may_be_more() -> None:
    bar = BreachBanner("F8")
    app = Stage(bar)
    async with app.run_test(size=(100, 5)) as pilot:
        bar.show([], total=41)
        bar.show_behind(Behind(1_900, done=4_100, total=6_000))
        bar.tick(NOW)
        await pilot.pause()
        assert app.lines()[0].strip() == "updating: 4,100 of 6,000 (≥ 41 of yours overdue in all)"
        bar.show([breach("李雷", "A", NOW - 60_000)], total=41)
        await pilot.pause()
        assert "updating: 4,100 of 6,000 ! ≥ 1 overdue since sign-in (≥ 41 of yours in all)" in app.lines()[0]
        bar.show_behind(Behind(3))
        await pilot.pause()
        assert app.lines()[0].startswith(" ! 1 overdue since sign-in (41 of yours in all)")


async def test_the_banner_keeps_its_line_when_nothing_broke() -> None:
    bar = BreachBanner("F8")
    app = Stage(bar, keep=(BreachBanner.Chosen,))
    async with app.run_test(size=(80, 5)) as pilot:
        bar.show([], total=0)
        await pilot.pause()
        assert app.lines()[0].strip() == "nothing overdue since sign-in"
        bar.show([], total=41)
        await pilot.pause()
        assert app.lines()[0].strip() == "nothing overdue since sign-in (41 of yours in all)"
        await pilot.click(BreachBanner, offset=(5, 0))
        await pilot.pause()
        assert app.all_of(BreachBanner.Chosen) == []
        bar.show([breach("李雷", "A", NOW)], total=1)
        bar.tick(NOW)
        await pilot.pause()
        assert app.lines()[0].startswith(" ! 1 overdue since sign-in  A 李雷 late 0s ")


# --- hints --------------------------------------------------------------------------------------------------------

BINDINGS = [
    Binding("n", "act('next')", "", id="queue.next"),
    Binding("enter", "act('open')", "", id="open"),
    Binding("question_mark", "act('help')", "", id="help"),
    Binding("f1", "act('help')", "", id="help"),
]
HINTS = [Hint("queue.next", "next"), Hint("absent", "absent"), Hint("open", "open"), Hint("help", "[/x] help")]


async def test_hints_name_the_keys_that_work() -> None:
    app = Stage(KeyHints(HINTS), bindings=BINDINGS)
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        assert app.lines()[0].rstrip() == " n next  Enter open  ? [/x] help"


async def test_a_remapped_key_shows_itself_and_a_click_presses_it() -> None:
    app = Stage(KeyHints(HINTS), bindings=BINDINGS)
    app.set_keymap({"queue.next": "f8"})
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        assert app.lines()[0].startswith(" F8 next  Enter open")
        await pilot.click(KeyHints, offset=(cell_of(app.lines()[0], "next"), 0))
        await pilot.pause()
        assert app.acted == ["next"]


async def test_hints_that_find_no_room_are_left_out() -> None:
    app = Stage(KeyHints(HINTS), bindings=BINDINGS)
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        assert app.lines()[0].rstrip() == " n next  Enter open"


async def test_help_is_never_left_out() -> None:
    bar = KeyHints([*HINTS[:3], Hint("queue.next", "many more words"), Hint("app.help", "help")])
    app = Stage(bar, bindings=[*BINDINGS, Binding("f12", "act('help')", "", id="app.help")])
    async with app.run_test(size=(30, 5)) as pilot:
        await pilot.pause()
        assert app.lines()[0].rstrip() == " n next  Enter open  F12 help"


async def test_what_is_said_stands_in_the_place_of_the_keys_for_a_while() -> None:
    hints = KeyHints(HINTS)
    app = Stage(hints, bindings=BINDINGS)
    async with app.run_test(size=(80, 5)) as pilot:
        hints.say("when?  [/x]")
        await pilot.pause()
        assert app.lines()[0].rstrip() == " ! when?  [/x]"
        await pilot.click(KeyHints, offset=(3, 0))
        assert app.acted == [], "no key to be clicked"
        hints.say("")
        await pilot.pause()
        assert app.lines()[0].startswith(" n next")


@pytest.mark.parametrize(
    ("key", "shown"),
    [("escape", "Esc"), ("f12", "F12"), ("ctrl+t", "^T"), ("shift+home", "Shift+Home"), ("G", "G"), ("slash", "/")],
)
async def test_keys_are_named_as_they_stand_on_the_keyboard(key: str, shown: str) -> None:
    app = Stage(KeyHints([Hint("one", "word")]), bindings=[Binding(key, "act('x')", "", id="one")])
    async with app.run_test(size=(40, 5)) as pilot:
        await pilot.pause()
        assert app.lines()[0].strip() == f"{shown} word"


# --- questions ----------------------------------------------------------------------------------------------------

ANSWERS = (ConfirmBar.Confirmed, ConfirmBar.Declined)


def asking() -> tuple[Stage, ConfirmBar]:
    bar = ConfirmBar()
    return Stage(Input(), bar, keep=ANSWERS, bindings=[Binding("x", "act('x')", "")]), bar


async def test_a_question_is_answered_by_its_own_key_only() -> None:
    app, bar = asking()
    async with app.run_test(size=(80, 8)) as pilot:
        app.query_one(Input).focus()
        await pilot.pause()
        assert not bar.display
        bar.ask("dnc", "Mark 李雷 [/x] again?", keys=("y", "f9"), yes="never")
        await pilot.pause()
        (line,) = [line for line in app.lines() if "Mark" in line]
        assert line.startswith(" ? Mark 李雷 [/x] again?")
        assert line.endswith("y/F9 never  Esc no ")
        await pilot.press("x", "enter", "n")
        assert bar.asking
        assert app.acted == []
        assert app.kept == []
        await pilot.press("f9")
        await pilot.pause()
        assert [type(message) for message in app.kept] == [ConfirmBar.Confirmed]
        assert app.all_of(ConfirmBar.Confirmed)[0].question == "dnc"
        assert not bar.display
        assert app.focused is app.query_one(Input)


async def test_escape_declines_and_gives_the_focus_back() -> None:
    app, bar = asking()
    async with app.run_test(size=(80, 8)) as pilot:
        app.query_one(Input).focus()
        bar.ask("dnc", "Sure?", keys=("y",), yes="yes")
        await pilot.press("escape", "y")
        await pilot.pause()
        assert [type(message) for message in app.kept] == [ConfirmBar.Declined]
        assert app.query_one(Input).value == "y"


async def test_a_question_that_loses_the_focus_is_declined() -> None:
    app, bar = asking()
    async with app.run_test(size=(80, 8)) as pilot:
        bar.ask("dnc", "Sure?", keys=("y",), yes="yes")
        await pilot.pause()
        app.query_one(Input).focus()
        await pilot.pause()
        assert [type(message) for message in app.kept] == [ConfirmBar.Declined]
        assert not bar.asking


async def test_a_second_question_declines_the_first() -> None:
    app, bar = asking()
    async with app.run_test(size=(80, 8)) as pilot:
        app.query_one(Input).focus()
        bar.ask("one", "One?", keys=("y",), yes="yes")
        await pilot.pause()
        bar.ask("two", "Two?", keys=("z",), yes="yes")
        await pilot.press("y", "z")
        await pilot.pause()
        assert [(type(message), message.question) for message in app.kept] == [  # type: ignore[attr-defined]
            (ConfirmBar.Declined, "one"),
            (ConfirmBar.Confirmed, "two"),
        ]
        assert app.focused is app.query_one(Input)
