"""The order of a list: through its columns and round, with the rows that say nothing last; the header shows it."""

from __future__ import annotations

from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import LineList, LineRow
from callcenter.widgets.lists.row_order import RowOrder, SortColumn
from tests.widgets.stage import Stage

ROWS = [("b", 2), ("a", None), ("c", 1), ("d", 2)]


def names(rows: list[tuple[str, int | None]]) -> str:
    return "".join(name for name, _ in rows)


async def test_a_list_is_sorted_by_its_columns_in_turn() -> None:
    columns = (Column("name", 6), Column("rank", 4), Column("due", 8, right=True))
    app = Stage(lines := LineList(columns))
    async with app.run_test(size=(30, 4)) as pilot:
        order: RowOrder[tuple[str, int | None]] = RowOrder(
            (SortColumn(1, lambda row: row[1]), SortColumn(0, lambda row: row[0]), SortColumn(2, lambda row: row[1]))
        )
        lines.set_rows(LineRow(name, (name, str(rank), "")) for name, rank in ROWS)

        async def header() -> str:
            await pilot.pause()
            return app.lines()[0].rstrip()

        assert names(order.rows(ROWS, lines)) == "cbda", "equal ones keep their order, those without a rank are last"
        assert (await header()).startswith(" name  ^rank      due")
        order.turn()
        assert names(order.rows(ROWS, lines)) == "bdca"
        assert (await header()).startswith(" name  vrank      due")
        order.step()
        assert names(order.rows(ROWS, lines)) == "abcd"
        assert (await header()).startswith("^name   rank      due")
        order.step()
        order.rows(ROWS, lines)
        assert (await header()).startswith(" name   rank     ^due")
        order.step()
        assert names(order.rows(ROWS, lines)) == "cbda", "and from the first again"
