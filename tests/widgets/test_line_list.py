"""The list: alignment, cursor by key, windows of rows, hostile text, any number of rows."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from rich.cells import cell_len
from rich.text import Text

from callcenter.model import Instant
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import Edge, LineList, LineRow, Tone, Toned
from tests.widgets.stage import HOSTILE, Stage, assert_harmless, cell_of

COLUMNS = (Column("name", 10, flex=1), Column("phone", 11), Column("due", 8, right=True))
KEPT = (LineList.Highlighted, LineList.Opened, LineList.RowsWanted)


def row(key: object, name: str = "") -> LineRow:
    return LineRow(str(key), (name or f"name {key}", "138****2231", "12m over"))


def rows(keys: Iterable[object]) -> list[LineRow]:
    return [row(key) for key in keys]


def stage(*columns: Column, empty: str = "") -> tuple[Stage, LineList]:
    made = LineList(columns or COLUMNS, empty=empty)
    return Stage(made, keep=KEPT), made


def highlighted(app: Stage) -> list[str | None]:
    return [message.key for message in app.all_of(LineList.Highlighted)]


async def test_chinese_names_leave_the_columns_straight_at_80_by_24() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        named = [
            "Bob",
            "周航",
            "李雷 北方动力设备有限公司",
            "a周b航c恒d通e电f气" * 9,
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
            "𠮷野家",
            "é" * 90,
        ]
        shown.set_rows(row(place, name) for place, name in enumerate(named))
        await pilot.pause()
        lines = app.lines()
        assert {cell_of(line, "138****2231") for line in lines[1 : 1 + len(named)]} == {cell_of(lines[0], "phone")}
        assert {cell_of(line, "12m over") for line in lines[1 : 1 + len(named)]} == {cell_of(lines[0], "due") - 5}
        assert ".." in lines[4]
        assert_harmless(lines, 80)
        assert len(lines) == 24


@pytest.mark.parametrize("width", [20, 40, 80, 132, 200])
async def test_every_line_is_as_wide_as_the_screen(width: int) -> None:
    app, shown = stage()
    async with app.run_test(size=(width, 10)) as pilot:
        shown.set_rows(row(place, name) for place, name in enumerate([*HOSTILE, "周航" * 60]))
        await pilot.pause()
        assert_harmless(app.lines(), width)


async def test_hostile_text_is_shown_as_it_is_and_never_obeyed() -> None:
    app, shown = stage(Column("name", 40), Column("styled", 30))
    async with app.run_test(size=(80, 24)) as pilot:
        shown.set_rows(LineRow(str(i), (text, Text(text, style="bold"))) for i, text in enumerate(HOSTILE))
        await pilot.pause()
        lines = app.lines()
        assert_harmless(lines, 80)
        assert "[/x]" in lines[1]
        assert "[VIP] 李雷" in lines[2]
        assert "[@click=app.quit]x[/]" in lines[3]
        assert "?]52;c;aGk=?" in lines[4]
        assert "?[2J?31mred" in lines[5]
        assert "?gnihton?" in lines[6]
        assert "two lines  and tabs" in lines[9]
        await pilot.click(LineList, offset=(2, 3))
        await pilot.pause()
        assert app.is_running
        assert shown.key == "2"


async def test_the_cursor_has_a_sign_of_its_own() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 8)) as pilot:
        shown.focus()
        shown.set_rows(rows("abc"))
        await pilot.press("j")
        assert [line[0] for line in app.lines()[1:4]] == [" ", ">", " "]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["j"], "1"),
        (["down", "down"], "2"),
        (["j", "j", "k"], "1"),
        (["up"], "0"),
        (["G"], "49"),
        (["end", "k"], "48"),
        (["G", "g"], "0"),
        (["end", "home"], "0"),
        (["pagedown"], "8"),
        (["pagedown", "pagedown", "pageup"], "8"),
        (["G", "j"], "49"),
    ],
)
async def test_keys_move_the_cursor(keys: list[str], expected: str) -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 10)) as pilot:
        shown.focus()
        shown.set_rows(rows(range(50)))
        await pilot.press(*keys)
        assert shown.key == expected
        assert any(line.startswith(f">name {expected} ") for line in app.lines())
        await pilot.pause()
        assert highlighted(app)[-1] == expected


async def test_enter_and_the_mouse_open_a_row() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 10)) as pilot:
        shown.focus()
        shown.set_rows(rows("abc"))
        await pilot.press("j", "enter")
        await pilot.click(LineList, offset=(5, 3))
        assert shown.key == "c"
        await pilot.click(LineList, offset=(5, 0))
        await pilot.click(LineList, offset=(5, 8))
        assert [message.key for message in app.all_of(LineList.Opened)] == ["b"]
        await pilot.click(LineList, offset=(5, 3))
        await pilot.pause()
        assert [message.key for message in app.all_of(LineList.Opened)] == ["b", "c"]


async def test_an_empty_list_says_so_only_once_it_is_known_to_be_empty() -> None:
    app, shown = stage(empty="nobody is due before 14:00: the window is closed [/x] " + "周" * 40)
    async with app.run_test(size=(80, 10)) as pilot:
        shown.focus()
        await pilot.pause()
        assert "nobody" not in "".join(app.lines())
        shown.set_rows([])
        await pilot.press("j", "G", "enter", "pagedown")
        lines = app.lines()
        assert "nobody is due before 14:00: the window is closed [/x]" in lines[1]
        assert "周" in lines[2]
        assert_harmless(lines, 80)
        assert shown.key is None
        assert app.all_of(LineList.Opened) == []
        shown.set_empty("all done")
        await pilot.pause()
        assert "all done" in app.lines()[1]


# --- the cursor survives ------------------------------------------------------------------------------------------


async def test_the_cursor_stays_on_its_row_and_line_when_rows_come_in_above() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 10)) as pilot:
        shown.focus()
        shown.set_rows(rows(range(50)))
        await pilot.press(*["j"] * 20)
        line = next(i for i, text in enumerate(app.lines()) if text.startswith(">"))
        told = highlighted(app)
        shown.set_rows(rows(["new", "newer", *range(50)]))
        await pilot.pause()
        assert shown.key == "20"
        assert app.lines()[line].startswith(">name 20 ")
        assert highlighted(app) == told


async def test_what_is_most_urgent_comes_into_view_while_the_list_stands_at_its_top() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 10)) as pilot:
        shown.focus()
        shown.set_rows(rows(range(50)))
        await pilot.press("j")
        shown.set_rows(rows(["urgent", *range(50)]))
        await pilot.pause()
        lines = app.lines()
        assert lines[1].startswith(" name urgent")
        assert lines[3].startswith(">name 1 ")


async def test_the_cursor_goes_to_the_next_row_that_is_left_when_its_own_is_gone() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 10)) as pilot:
        shown.focus()
        shown.set_rows(rows("abcdef"))
        await pilot.press("j", "j")
        shown.set_rows(rows("xabef"))
        await pilot.pause()
        assert shown.key == "e"
        await pilot.press("G")
        shown.set_rows(rows("abe"))
        await pilot.pause()
        assert shown.key == "e"
        shown.set_rows([])
        await pilot.pause()
        assert shown.key is None
        shown.set_rows(rows("pq"))
        await pilot.pause()
        assert shown.key == "p"
        assert highlighted(app) == ["a", "b", "c", "e", "f", "e", None, "p"]


async def test_a_list_that_shrinks_below_the_view_scrolls_back() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 10)) as pilot:
        shown.focus()
        shown.set_rows(rows(range(100)))
        await pilot.press("G")
        shown.set_rows(rows(range(3)))
        await pilot.pause()
        assert [line[:8] for line in app.lines()[1:5]] == [" name 0 ", " name 1 ", ">name 2 ", " " * 8]


async def test_the_cursor_stays_in_view_when_the_terminal_shrinks() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        shown.focus()
        shown.set_rows(rows(range(50)))
        await pilot.press(*["j"] * 20)
        await pilot.resize_terminal(60, 8)
        await pilot.pause()
        assert any(line.startswith(">name 20 ") for line in app.lines())
        assert_harmless(app.lines(), 60)


async def test_show_key_puts_the_cursor_on_a_row() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 10)) as pilot:
        shown.set_rows(rows(range(50)))
        assert shown.show_key("33")
        assert not shown.show_key("99")
        await pilot.pause()
        assert shown.key == "33"
        assert any(line.startswith(">name 33 ") for line in app.lines())


async def test_rows_may_come_before_the_list_is_on_the_screen() -> None:
    app, shown = stage()
    shown.set_rows(rows(range(5)))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert app.lines()[1].startswith(">name 0 ")


# --- windows of rows ----------------------------------------------------------------------------------------------


def wanted(app: Stage) -> list[tuple[Edge, str | None]]:
    return [(message.edge, message.key) for message in app.all_of(LineList.RowsWanted)]


async def test_rows_are_asked_for_once_by_the_key_of_the_last_before_the_end_is_reached() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 10)) as pilot:
        shown.focus()
        shown.set_rows(rows(range(60)), after=True, total=100)
        await pilot.pause()
        assert wanted(app) == []
        await pilot.press(*["pagedown"] * 5)
        assert shown.key == "40"
        assert wanted(app) == [(Edge.AFTER, "59")]
        await pilot.press("pagedown")
        assert wanted(app) == [(Edge.AFTER, "59")]
        shown.add_after(rows([59, *range(60, 100)]), more=False)
        await pilot.press("end")
        assert shown.key == "99"
        assert len(shown.rows) == 100
        assert wanted(app) == [(Edge.AFTER, "59")]


async def test_a_short_page_is_filled_at_once() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        shown.set_rows(rows(range(5)), after=True)
        await pilot.pause()
        assert wanted(app) == [(Edge.AFTER, "4")]
        shown.add_after(rows(range(5, 9)), more=True)
        await pilot.pause()
        assert wanted(app) == [(Edge.AFTER, "4"), (Edge.AFTER, "8")]


async def test_the_end_of_a_list_that_is_not_loaded_can_be_reached_and_left_again() -> None:
    app, shown = stage()
    async with app.run_test(size=(80, 10)) as pilot:
        shown.focus()
        shown.set_rows(rows(range(50)), after=True)
        await pilot.press("G")
        assert (Edge.LAST, None) in wanted(app)
        shown.set_rows(rows(range(9950, 10000)), before=True)
        await pilot.press("G")
        assert shown.key == "9999"
        app.kept.clear()
        await pilot.press(*["pageup"] * 4)
        assert wanted(app) == [(Edge.BEFORE, "9950")]
        line = next(i for i, text in enumerate(app.lines()) if text.startswith(">"))
        key = shown.key
        shown.add_before(rows(range(9900, 9950)), more=True)
        await pilot.pause()
        assert shown.key == key
        assert app.lines()[line].startswith(f">name {key} ")
        app.kept.clear()
        await pilot.press("g")
        assert (Edge.FIRST, None) in wanted(app)


async def test_the_place_in_the_list_is_shown() -> None:
    app, shown = stage(Column("name", 20))
    async with app.run_test(size=(80, 10)) as pilot:
        shown.focus()
        shown.set_rows(rows(range(50)), after=True, total=1234)
        await pilot.press("j")
        assert app.lines()[0].rstrip().endswith(" 2/1234")
        shown.set_rows(rows(range(50)), after=True)
        await pilot.pause()
        assert app.lines()[0].rstrip().endswith(" 2/50+")
        shown.set_rows(rows(range(50)))
        await pilot.pause()
        assert app.lines()[0].rstrip().endswith(" 2/50")


async def test_of_a_hundred_thousand_rows_only_those_in_view_are_drawn() -> None:
    app, shown = stage()
    drawn: list[Instant] = []

    def due(now: Instant) -> str:
        drawn.append(now)
        return "12m over"

    async with app.run_test(size=(80, 24)) as pilot:
        shown.focus()
        shown.set_rows([LineRow(str(key), (f"name {key}", "138****2231", due)) for key in range(100_000)])
        await pilot.pause()
        assert app.lines()[1].startswith(">name 0 ")
        await pilot.press("G")
        assert app.lines()[23].startswith(">name 99999 ")
        assert 46 <= len(drawn) < 200, "two screens of rows, some of them drawn more than once"


# --- sections, tones, clocks --------------------------------------------------------------------------------------


async def test_the_cursor_steps_over_headings_and_shows_them() -> None:
    app, shown = stage(Column("name", 20))
    async with app.run_test(size=(80, 6)) as pilot:
        shown.focus()
        made = [LineRow("h1", ("promised (2) [/x]",), section=True), *rows("ab")]
        made += [LineRow("h2", ("due (3)",), section=True), *rows("cde")]
        shown.set_rows(made)
        await pilot.pause()
        assert shown.key == "a"
        await pilot.press("j", "j")
        assert shown.key == "c"
        assert " 3/5" in app.lines()[0]
        await pilot.press("G", "g")
        assert shown.key == "a"
        assert app.lines()[1].startswith("promised (2) [/x]")
        await pilot.click(LineList, offset=(3, 4))
        assert shown.key == "a"
        assert not shown.show_key("h2")


async def test_live_cells_follow_the_time_and_only_changed_lines_are_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app, shown = stage(Column("name", 10), Column("due", 8, right=True))
    async with app.run_test(size=(80, 10)) as pilot:
        made = [
            LineRow("a", ("a", lambda now: f"{now // 60_000}m")),
            LineRow("b", ("b", lambda now: Toned(f"{now // 1_000}s", Tone.DANGER))),
            row("c"),
        ]
        shown.tick(60_000)
        shown.set_rows(made)
        await pilot.pause()
        assert "1m" in app.lines()[1]
        assert "60s" in app.lines()[2]
        drawn: list[int] = []
        with monkeypatch.context() as patched:
            patched.setattr(shown, "refresh_line", drawn.append)
            shown.tick(61_000)
        assert drawn == [2]
        shown.tick(121_000)
        await pilot.pause()
        assert "2m" in app.lines()[1]
        assert "121s" in app.lines()[2]


async def test_columns_give_way_where_the_list_is_narrow() -> None:
    columns = (Column("name", 10, flex=1, most=30), Column("extra", 10, from_width=100), Column("why", 10, flex=1))
    app, _ = stage(*columns)
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert "extra" not in app.lines()[0]
        await pilot.resize_terminal(132, 10)
        await pilot.pause()
        header = app.lines()[0]
        assert cell_of(header, "extra") == 1 + 30 + 2
        assert cell_of(header, "why") == 1 + 30 + 2 + 10 + 2
        assert cell_len(header) == 132
