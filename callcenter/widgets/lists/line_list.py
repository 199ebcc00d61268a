"""A list of rows in columns that draws only the lines in view (docs/architecture.md#long-lists).

It holds a window of rows out of a longer list that somebody else keeps, and asks for the rows beside it by key as
the cursor comes near an edge. Rows are known by their keys: whatever is replaced, the cursor stays on its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import ClassVar, NamedTuple, TypeAlias

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.cache import FIFOCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from callcenter.locale import N_
from callcenter.model import Instant
from callcenter.widgets.base.commands import Commanded, KeyCommand, Offers
from callcenter.widgets.base.plain import fit, plain, safe
from callcenter.widgets.lists.columns import Column, title_widths, widths
from callcenter.wording.cells import breaks

_WIDE = 100
_MARGIN = 20
_NO_SIGNS: Mapping[int | None, str] = MappingProxyType({})
_KEPT = 128
"""Rows whose looks are kept: more than any terminal shows."""


class Tone(StrEnum):
    """Meaning of a colour. It always repeats what a word or a sign says already (docs/architecture.md#colour)."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"
    ALARM = "alarm"
    """The whole line stands out: the loudest of all."""


class Toned(NamedTuple):
    """A cell with a tone of its own."""

    text: str
    tone: Tone


Drawn: TypeAlias = str | Text | Toned
Cell: TypeAlias = Drawn | Callable[[Instant], Drawn]
"""A function is a live clock: it is asked again with each new ``now``."""


class LineRow(Struct, frozen=True):
    """A row: a key that is its own, and a cell for each column. A ``section`` is a heading: its first cell is shown
    across the list and the cursor steps over it."""

    key: str
    cells: tuple[Cell, ...]
    tone: Tone = Tone.PLAIN
    section: bool = False


class Edge(Enum):
    """Edge at which rows are asked for, beside the key of the outermost row there is."""

    FIRST = "first"
    BEFORE = "before"
    AFTER = "after"
    LAST = "last"


class LineList(Commanded, ScrollView, can_focus=True, inherit_bindings=False):
    """See the module. Rows come in by :meth:`set_rows`, :meth:`add_after` and :meth:`add_before`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        height: 1fr;
        & > .line-list--header { color: $text-muted; text-style: bold; }
        & > .line-list--section { color: $text-accent; text-style: bold; }
        & > .line-list--empty { color: $text-muted; }
        & > .line-list--cursor { background: $block-cursor-blurred-background; text-style: bold; }
        &:focus > .line-list--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
        & > .line-list--strong { text-style: bold; }
        & > .line-list--muted { color: $text-muted; }
        & > .line-list--good { color: $text-success; }
        & > .line-list--warning { color: $text-warning; }
        & > .line-list--danger { color: $text-error; text-style: bold; }
        & > .line-list--alarm { background: $error; color: $button-color-foreground; text-style: bold; }
    }
    """
    COMPONENT_CLASSES = {
        "line-list--header",
        "line-list--section",
        "line-list--empty",
        "line-list--cursor",
        "line-list--strong",
        "line-list--muted",
        "line-list--good",
        "line-list--warning",
        "line-list--danger",
        "line-list--alarm",
    }
    offers: ClassVar[Offers] = (
        KeyCommand("list.down", "j,down", "cursor_down", meaning=N_("down")),
        KeyCommand("list.up", "k,up", "cursor_up", meaning=N_("up")),
        KeyCommand("list.first", "g,home", "cursor_first", meaning=N_("first row")),
        KeyCommand("list.last", "G,end", "cursor_last", meaning=N_("last row")),
        KeyCommand("list.page_down", "pagedown,ctrl+f", "cursor_page_down", meaning=N_("page down")),
        KeyCommand("list.page_up", "pageup,ctrl+b", "cursor_page_up", meaning=N_("page up")),
        KeyCommand("list.open", "enter", "open", meaning=N_("open")),
    )

    now: reactive[Instant] = reactive(0, repaint=False)
    mark = ">"
    """Sign of the row that the cursor is on."""

    class Highlighted(Message):
        """The cursor stands on another row; ``key`` is None where there is none."""

        def __init__(self, line_list: LineList, key: str | None) -> None:
            super().__init__()
            self.line_list = line_list
            self.key = key

        @property
        def control(self) -> LineList:
            return self.line_list

    class Opened(Message):
        """The row was chosen: Enter, or a click on the row of the cursor."""

        def __init__(self, line_list: LineList, key: str) -> None:
            super().__init__()
            self.line_list = line_list
            self.key = key

        @property
        def control(self) -> LineList:
            return self.line_list

    class RowsWanted(Message):
        """Rows at an ``edge`` are wanted: those before or after ``key``, the first or the last ones (``key`` None).

        It is posted once; the answer is ``add_after``, ``add_before`` or ``set_rows``.
        """

        def __init__(self, line_list: LineList, edge: Edge, key: str | None) -> None:
            super().__init__()
            self.line_list = line_list
            self.edge = edge
            self.key = key

        @property
        def control(self) -> LineList:
            return self.line_list

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str | Text = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Show ``empty`` when there is no row; before the first rows came nothing is shown."""
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._empty = empty
        self._rows: list[LineRow] = []
        self._places: dict[str, int] = {}
        self._known = False
        self._before = False
        self._after = False
        self._total: int | None = None
        self._at_least = False
        self._cursor = -1
        self._asked: set[Edge] = set()
        self._told: str | None = None
        self._order = -1, ""
        self._layout: tuple[tuple[int, Column, int], ...] = ()
        self._wanted = [0] * len(self._columns)
        """Cells of the widest cell of each column so far."""
        self._strips: FIFOCache[tuple[object, ...], Strip] = FIFOCache(_KEPT)

    # --- rows in ------------------------------------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[LineRow]:
        """The rows that are loaded."""
        return self._rows

    @property
    def key(self) -> str | None:
        """The key of the row that the cursor is on."""
        return self._rows[self._cursor].key if 0 <= self._cursor < len(self._rows) else None

    def set_rows(
        self,
        rows: Iterable[LineRow],
        *,
        before: bool = False,
        after: bool = False,
        total: int | None = None,
        at_least: bool = False,
    ) -> None:
        """Replace all rows. ``before``, ``after``: there are more on that side; ``total`` counts all of them, and with
        ``at_least`` there may be more than that.

        The cursor stays on its key and on its line of the screen. Where its row is gone it goes to the next of the
        old rows that is still there, else to the one before.
        """
        old, place, offset = self._rows, self._cursor, self._cursor - self.scroll_offset.y
        self._rows, self._places = [], {}
        self._append(rows)
        self._known, self._before, self._after = True, before, after
        self._total, self._at_least = total, at_least
        self._asked.clear()
        self._cursor = self._kept(old, place)
        at_top = self.scroll_offset.y == 0 and self._cursor < self._page
        self._resize(0 if at_top else self._cursor - offset)

    def add_after(self, rows: Iterable[LineRow], *, more: bool) -> None:
        """Add the rows that follow the last one; a row that is loaded already is left out."""
        self._asked -= {Edge.AFTER, Edge.LAST}
        self._append(rows)
        self._after = more
        self._resize(self.scroll_offset.y)

    def add_before(self, rows: Iterable[LineRow], *, more: bool) -> None:
        """Add the rows ahead of the first one, in the order of the list."""
        self._asked -= {Edge.BEFORE, Edge.FIRST}
        new = [row for row in rows if row.key not in self._places]
        self._measure(new)
        self._layout = ()
        self._rows[:0] = new
        self._places = {row.key: place for place, row in enumerate(self._rows)}
        self._before = more
        self._cursor += len(new)
        self._resize(self.scroll_offset.y + len(new))

    def _append(self, rows: Iterable[LineRow]) -> None:
        first = len(self._rows)
        for row in rows:
            if row.key not in self._places:
                self._places[row.key] = len(self._rows)
                self._rows.append(row)
        self._measure(self._rows[first:])
        self._layout = ()

    def show_order(self, place: int, *, down: bool) -> None:
        """Mark the column by which the rows are sorted: ``^`` before it from the least, ``v`` from the greatest."""
        order = place, "v" if down else "^"
        if order != self._order:
            self._order = order
            self.refresh(Region(0, 0, self.size.width, 1))

    def set_empty(self, text: str | Text) -> None:
        """Set the text that is shown when there is no row."""
        self._empty = text
        if not self._rows:
            self.refresh()

    def show_key(self, key: str) -> bool:
        """Put the cursor on the row of ``key``; False if it is not loaded."""
        place = self._places.get(key)
        if place is None or self._rows[place].section:
            return False
        self._move_to(place)
        return True

    def step(self, lines: int) -> bool:
        """Move the cursor as the arrow keys do; False where there is no further row."""
        before = self.key
        self._step(lines)
        return self.key != before

    def in_view(self) -> Iterator[tuple[str, int]]:
        """The rows that can be seen and gone to: key, and line of the widget from 0."""
        top = self.scroll_offset.y
        for place in range(top, min(top + self._page, len(self._rows))):
            if not self._rows[place].section:
                yield self._rows[place].key, place - top + 1

    def tick(self, now: Instant) -> None:
        """Take the time for live cells. Only lines whose text changed are drawn again."""
        if now != self.now:
            self.now = now

    def watch_now(self, old: Instant, new: Instant) -> None:
        first = self.scroll_offset.y
        for place in range(first, min(first + self._page, len(self._rows))):
            clocks = [cell for cell in self._rows[place].cells if callable(cell)]
            if any(clock(old) != clock(new) for clock in clocks):
                self.refresh_line(place + 1)

    # --- cursor -------------------------------------------------------------------------------------------------

    def action_cursor_down(self) -> None:
        self._step(1)

    def action_cursor_up(self) -> None:
        self._step(-1)

    def action_cursor_page_down(self) -> None:
        self._step(max(self._page - 1, 1))

    def action_cursor_page_up(self) -> None:
        self._step(-max(self._page - 1, 1))

    def action_cursor_first(self) -> None:
        if self._before:
            self._ask(Edge.FIRST)
        self._step(-len(self._rows))

    def action_cursor_last(self) -> None:
        if self._after:
            self._ask(Edge.LAST)
        self._step(len(self._rows))

    def action_open(self) -> None:
        if self.key is not None:
            self.post_message(self.Opened(self, self.key))

    def on_click(self, event: events.Click) -> None:
        place = event.y + self.scroll_offset.y - 1
        if event.y < 1 or not 0 <= place < len(self._rows) or self._rows[place].section:
            return
        event.stop()
        if place == self._cursor:
            self.action_open()
        else:
            self._move_to(place)

    def _step(self, lines: int) -> None:
        if not self._rows:
            return
        aim = min(max(self._cursor + lines, 0), len(self._rows) - 1)
        way = 1 if lines > 0 else -1
        place = self._selectable(aim, way)
        if place is None:
            place = self._selectable(aim, -way)
        if place is not None:
            self._move_to(place)

    def _move_to(self, place: int) -> None:
        old, self._cursor = self._cursor, place
        self._follow()
        self.refresh_line(old + 1)
        self.refresh_line(place + 1)
        self.refresh(Region(0, 0, self.size.width, 1))
        self._tell()
        self._ask_near_edges()

    def _selectable(self, place: int, way: int) -> int | None:
        while 0 <= place < len(self._rows):
            if not self._rows[place].section:
                return place
            place += way
        return None

    def _kept(self, old: Sequence[LineRow], place: int) -> int:
        for candidate in (*range(max(place, 0), len(old)), *range(min(place, len(old)) - 1, -1, -1)):
            found = self._places.get(old[candidate].key)
            if found is not None and not self._rows[found].section:
                return found
        nearest = self._selectable(min(max(place, 0), max(len(self._rows) - 1, 0)), 1)
        if nearest is None:
            nearest = self._selectable(len(self._rows) - 1, -1)
        return -1 if nearest is None else nearest

    def _follow(self) -> None:
        """Scroll so far that the cursor is in view, and a heading right above it too."""
        if self._cursor < 0:
            return
        top = self.scroll_offset.y
        heading = self._cursor > 0 and self._rows[self._cursor - 1].section
        first = self._cursor - 1 if heading and self._page > 1 else self._cursor
        if first < top:
            self.scroll_to(y=first, animate=False, force=True)
        elif self._cursor >= top + self._page:
            self.scroll_to(y=self._cursor - self._page + 1, animate=False, force=True)

    def _tell(self) -> None:
        if self.key != self._told:
            self._told = self.key
            self.post_message(self.Highlighted(self, self.key))

    # --- the window ---------------------------------------------------------------------------------------------

    @property
    def _page(self) -> int:
        return max(self.scrollable_content_region.height - 1, 1)

    def _resize(self, top: int) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows) + 1)
        if self.is_mounted:
            self.scroll_to(y=max(top, 0), animate=False, force=True)
            self._follow()
            self.refresh()
        self._tell()
        self._ask_near_edges()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._ask_near_edges()

    def on_resize(self) -> None:
        self._layout = ()
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows) + 1)
        self._follow()

    def _ask_near_edges(self) -> None:
        top = self.scroll_offset.y
        if self._after and max(self._cursor, top + self._page) >= len(self._rows) - _MARGIN:
            self._ask(Edge.AFTER)
        if self._before and min(self._cursor, top) <= _MARGIN:
            self._ask(Edge.BEFORE)

    def _ask(self, edge: Edge) -> None:
        if edge in self._asked:
            return
        self._asked.add(edge)
        outer = {Edge.AFTER: -1, Edge.BEFORE: 0}.get(edge)
        key = self._rows[outer].key if outer is not None and self._rows else None
        self.post_message(self.RowsWanted(self, edge, key))

    # --- drawing ------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        place = y + self.scroll_offset.y - 1
        if y == 0:
            return self._strip(self._header(width), width, self._style("header"))
        if not self._rows:
            return self._strip(self._empty_line(y - 1, width), width, self._style("empty"))
        if place >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[place]
        if row.section:
            return self._strip(
                fit(self._drawn(row.cells[0], "") if row.cells else Text(), width), width, self._style("section")
            )
        here = place == self._cursor
        style = self.rich_style if row.tone is Tone.PLAIN else self._style(row.tone)
        return self._row_strip(row, width, self._style("cursor") if here else style, here)

    def _row_strip(self, row: LineRow, width: int, style: Style, here: bool) -> Strip:
        """The strip of a row, kept: most rows are the same when a list is read again, and to put one together takes
        several times as long as to see that it is."""
        columns = self._columns_in(width)
        drawn = [self._drawn(row.cells[place] if place < len(row.cells) else "", row.tone) for place, *_ in columns]
        plain_here = here and self.has_focus
        looks = ((cell.plain, cell.style, *cell.spans, cells) for cell, (*_, cells) in zip(drawn, columns, strict=True))
        known = (width, style, self.mark if here else "", plain_here, *looks)
        strip = self._strips.get(known)
        if strip is None:
            line = self._joined(drawn, [cells for *_, cells in columns], width, self.mark if here else " ")
            strip = self._strips[known] = self._strip(Text(line.plain) if plain_here else line, width, style)
        return strip

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"line-list--{name}")

    def _strip(self, line: Text, width: int, style: Style) -> Strip:
        segments = [Segment(part.text, part.style) for part in line.render(self.app.console)]
        return Strip(segments, width).apply_style(style)

    def _joined(
        self,
        drawn: Sequence[Text],
        cells: Sequence[int],
        width: int,
        mark: str,
        signs: Mapping[int | None, str] = _NO_SIGNS,
    ) -> Text:
        """Texts in so many cells each, behind the sign of the cursor; ``signs`` stand in the gaps before some."""
        line = Text(mark, end="")
        gap = " " * self._gap(width)
        for number, (text, room, (_, column, _)) in enumerate(zip(drawn, cells, self._columns_in(width), strict=True)):
            if number:
                line.append(gap[1:] + signs.get(number, gap[0]))
            line.append_text(fit(text, room, right=column.right))
        return fit(line, width)

    def _drawn(self, cell: Cell, tone: str) -> Text:
        drawn = cell(self.now) if callable(cell) else cell
        if isinstance(drawn, Toned):
            # A row's own tone is the stronger sign; a cell repeats it only where the row says nothing.
            own = tone == Tone.PLAIN and drawn.tone is not Tone.PLAIN
            style = self.get_component_rich_style(f"line-list--{drawn.tone}", partial=True) if own else Style()
            return Text(plain(drawn.text), style=style, end="")
        return safe(drawn) if isinstance(drawn, Text) else Text(plain(drawn), end="")

    def _header(self, width: int) -> Text:
        columns, (sorted_by, sign) = self._columns_in(width), self._order
        titles = [Text(plain(column.title), end="") for _, column, _ in columns]
        place = next((number for number, (place, *_) in enumerate(columns) if place == sorted_by), None)
        if place is not None and columns[place][1].right:
            titles[place] = Text(f"{sign}{titles[place].plain}", end="")
            place = None
        room = title_widths([column for _, column, _ in columns], [cells for *_, cells in columns])
        line = self._joined(titles, room, width, sign if place == 0 else " ", {place: sign})
        position = self._position()
        free = width - len(position) - 1
        if position and cell_len(line.plain.rstrip()) < free:
            line.rstrip()
            line = fit(line, free)
            line.append(f" {position}")
        return line

    def _position(self) -> str:
        """Return the cursor's place in the list; '' where the rows before it are not counted. Where the last row is
        there and all are counted, so are those before."""
        if self._cursor < 0 or (self._before and (self._after or self._total is None)):
            return ""
        place, loaded = self._cursor + 1, len(self._rows)
        if self._rows[0].section:
            place = sum(not row.section for row in self._rows[:place])
            loaded = sum(not row.section for row in self._rows)
        if self._total is not None:
            ahead = max(self._total - loaded, 0) if self._before else 0
            return f"{ahead + place}/{self._total}{'+' if self._at_least else ''}"
        return f"{place}/{loaded}{'+' if self._after else ''}"

    def _empty_line(self, y: int, width: int) -> Text:
        if not self._known:
            return Text(" " * width)
        words = self._empty if isinstance(self._empty, Text) else Text(self._empty)
        lines = [safe(line) for line in words.divide(breaks(words.plain, width - 2))]
        line = Text(" ", end="")
        if y < len(lines):
            line.append_text(lines[y])
        return fit(line, width)

    def _columns_in(self, width: int) -> tuple[tuple[int, Column, int], ...]:
        """Place, column and cells of each column that is shown at this width."""
        if not self._layout:
            top = self.scroll_offset.y
            self._measure(self._rows[top : top + self._page], live=True)
            shown = self._shown(width)
            room = width - 1 - self._gap(width) * (len(shown) - 1)
            cells = widths([column for _, column in shown], [self._wanted[place] for place, _ in shown], room)
            self._layout = tuple((place, column, cells[i]) for i, (place, column) in enumerate(shown))
        return self._layout

    def _measure(self, rows: Iterable[LineRow], *, live: bool = False) -> None:
        """Have columns be as wide as their cells, those of clocks (``live``) or all others. They never get narrower
        again: a row that goes moves no column."""
        wanted = self._wanted
        for row in rows:
            if row.section:
                continue
            for place, cell in enumerate(row.cells[: len(wanted)]):
                if callable(cell) is live:
                    wanted[place] = max(wanted[place], _cells(cell(self.now) if callable(cell) else cell))

    def _shown(self, width: int) -> list[tuple[int, Column]]:
        """Place and column of each that has its room at this width."""
        return [(place, column) for place, column in enumerate(self._columns) if width >= column.from_width]

    def _gap(self, width: int) -> int:
        return 1 if width < _WIDE else 2


def _cells(drawn: Drawn) -> int:
    text = drawn.plain if isinstance(drawn, Text) else drawn.text if isinstance(drawn, Toned) else drawn
    return cell_len(plain(text))
