"""Cells of columns: what each gets where there is little room, and where there is much."""

from __future__ import annotations

from callcenter.widgets.lists.columns import Column, title_widths, widths

QUEUE = (
    Column("lane", 8),
    Column("tier", 1),
    Column("customer", 14, flex=2, most=40),
    Column("due", 8, right=True),
    Column("why", 18, flex=5, prior=True),
)


def test_what_comes_first_is_whole_before_the_others_grow() -> None:
    assert widths(QUEUE, [7, 1, 30, 8, 40], 74) == [8, 1, 17, 8, 40]
    assert widths(QUEUE, [7, 1, 30, 8, 60], 74) == [8, 1, 14, 8, 43]


def test_where_all_is_whole_titles_come_next_and_then_the_shares() -> None:
    # 8 + 1 + 30 + 8 + 40 = 87, three more for the title of the tier, ten left: two of seven, at most up to 40.
    assert widths(QUEUE, [7, 1, 30, 8, 40], 90) == [8, 4, 30, 8, 40]
    assert widths(QUEUE, [7, 1, 30, 8, 40], 97) == [8, 4, 32, 8, 45]
    assert sum(widths(QUEUE, [7, 1, 60, 8, 40], 200)) == 200
    assert widths(QUEUE, [7, 1, 60, 8, 40], 200)[2] == 40


def test_a_column_grows_to_its_cells_without_a_share() -> None:
    assert widths((Column("agent", 6), Column("note", 10, flex=1)), [12, 5], 40) == [12, 28]


def test_a_title_lies_over_what_the_title_before_it_leaves_free() -> None:
    cells = widths(QUEUE, [7, 1, 30, 8, 60], 74)
    assert title_widths(QUEUE, cells) == [5, 4, 14, 8, 43]
    # 类别 leaves two of six cells: the column of 等级 is two wide.
    chinese = (Column("类别", 6), Column("等级", 1), Column("客户", 14, flex=1))
    cells = widths(chinese, [6, 1, 40], 30)
    assert cells == [6, 2, 22]
    assert title_widths(chinese, cells) == [4, 4, 22]


def test_where_there_is_too_little_room_each_has_its_least() -> None:
    assert widths(QUEUE, [7, 1, 30, 8, 60], 20) == [8, 1, 14, 8, 18]
