"""Load under the team's table: the calls of the day by hour, and what is ahead against what the team can do.

Each is a chart with figures, or one line of figures where it is given one line.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from callcenter.locale import _, ngettext, pgettext
from callcenter.model import Instant
from callcenter.views.people.team import LoadSpan
from callcenter.widgets.lines.bar import shorten, words
from callcenter.widgets.lines.dots import DENSE, SPARSE, bar, spark
from callcenter.wording import times
from callcenter.wording.cells import fit, width

_FIGURES = 13
_UNTIL = 12


class HoursChart(Widget):
    """A bar an hour, its dense part the attempts that reached; attempts and reach rate (docs/rules.md#reach-rate)."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "HoursChart { height: 1fr; width: 1fr; padding: 0 1; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._known = False
        self._hours: dict[int, tuple[int, int]] = {}

    def show_hours(self, hours: Sequence[tuple[int, int, int]]) -> None:
        """Show (hour of the day, attempts, reached), ascending; hours without a call may be left out."""
        self._known = True
        self._hours = {hour: (attempts, reached) for hour, attempts, reached in hours}
        self.refresh()

    def render(self) -> Content:
        room, height = self.content_size
        if not self._hours:
            return words(_("no calls today yet") if self._known else "", "$text-muted")
        hours = range(min(self._hours), max(self._hours) + 1)
        return self._line(hours, room) if height <= 1 else self._chart(hours[-(height - 1) :], room)

    def _line(self, hours: range, room: int) -> Content:
        made = [self._hours.get(hour, (0, 0)) for hour in hours]
        attempts, reached = (sum(part) for part in zip(*made, strict=True))
        said = ngettext("{n} call, {rate} reached", "{n} calls, {rate} reached", attempts).format(
            n=times.number(attempts), rate=times.percent(reached, attempts)
        )
        span = _("{begin:02}-{end:02}h").format(begin=hours[0], end=hours[-1] + 1)
        return shorten(
            Content.assemble(words(f"{span} "), words(spark(made), "$text-success"), words(f"  {said}")), room
        )

    def _chart(self, hours: range, room: int) -> Content:
        title = _("calls by hour: {dense} reached, {sparse} not").format(dense=DENSE, sparse=SPARSE)
        most = max(attempts for attempts, _reached in self._hours.values())
        cells = max(room - 4 - _FIGURES, 4)
        lines = [words(title, "$text-muted bold")]
        for hour in hours:
            attempts, reached = self._hours.get(hour, (0, 0))
            dense, sparse = bar(reached, attempts - reached, most, cells)
            figures = fit(f"{attempts}", 6, right=True) + fit(times.percent(reached, attempts), 6, right=True)
            drawn = Content.assemble(words(dense, "$text-success"), words(sparse, "$text-muted"))
            blank = " " * (cells - drawn.cell_length)
            lines.append(Content.assemble(words(f"{hour:02}  "), drawn, blank, words(figures)))
        return Content("\n").join(shorten(line, room) for line in lines)


class LoadAhead(Widget):
    """A line a span of time: until when, what falls due, what the team can call, and what is overdue at its end: if
    nobody acts, and at best. The bar is what is overdue if nobody acts, its dense part what stays so at best.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = "LoadAhead { height: 1fr; width: 1fr; padding: 0 1; }"

    def __init__(self, zone: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._zone = zone
        self._spans: tuple[LoadSpan, ...] = ()
        self._overdue = 0
        self._now: Instant = 0
        self._more = ""

    def show_ahead(self, spans: Sequence[LoadSpan], overdue: int, now: Instant, *, lags: bool = False) -> None:
        """Show the spans in their order, behind ``overdue`` obligations. ``lags``: plans are behind, so there may be
        more of each."""
        self._spans, self._overdue, self._now, self._more = tuple(spans), overdue, now, "+" if lags else ""
        self.refresh()

    def render(self) -> Content:
        room, height = self.content_size
        if not self._spans:
            return Content("")
        return self._line(room) if height <= 1 else self._chart(height - 1, room)

    def _ends(self) -> list[int]:
        """Obligations overdue at the end of each span if nobody acts."""
        ends, overdue = [], self._overdue
        for span in self._spans:
            overdue += span.breaching
            ends.append(overdue)
        return ends

    def _line(self, room: int) -> Content:
        known = self._spans[0].capacity is not None
        said = _("overdue if nobody acts/at best: {n} now") if known else _("overdue if nobody acts: {n} now")
        made = words(said.format(n=f"{self._overdue}{self._more}"))
        for span, untouched in zip(self._spans, self._ends(), strict=True):
            at_best = f"/{span.late}" if known else ""
            style = "$text-error bold" if untouched > self._overdue else ""
            part = words(f" | {self._end(span)} {untouched}{self._more}{at_best}", style)
            if made.cell_length + part.cell_length > room:
                break
            made = Content.assemble(made, part)
        return shorten(made, room)

    def _chart(self, height: int, room: int) -> Content:
        titles = (pgettext("load ahead", "due"), _("can call"), _("nobody acts"), _("at best"))
        sizes = [max(width(title), 5) + 2 for title in titles]
        head = fit(pgettext("load ahead", "ahead, until"), _UNTIL) + "".join(
            fit(title, size, right=True) for title, size in zip(titles, sizes, strict=True)
        )
        ends = self._ends()
        cells = max(room - width(head) - 2, 0)
        now = ("", "", f"{self._overdue}{self._more}", "")
        rows = [(_("overdue now"), now, self._overdue, self._overdue)]
        for span, untouched in zip(self._spans, ends, strict=True):
            can, late = ("-", "-") if span.capacity is None else (f"{span.capacity}", f"{span.late}")
            said = (f"{span.calls}{self._more}", can, f"{untouched}{self._more}", late)
            rows.append((self._end(span), said, untouched, untouched if span.capacity is None else span.late))
        most = max(*ends, self._overdue)
        lines = [words(head, "$text-muted bold")]
        for until, said, untouched, stays in rows[:height]:
            figures = "".join(fit(figure, size, right=True) for figure, size in zip(said, sizes, strict=True))
            dense, sparse = bar(stays, untouched - stays, most, cells)
            style = "$text-error" if untouched > self._overdue else ""
            drawn = Content.assemble(words(f"  {dense}", "$text-error"), words(sparse, "$text-muted"))
            lines.append(Content.assemble(words(fit(until, _UNTIL) + figures, style), drawn))
        return Content("\n").join(shorten(line, room) for line in lines)

    def _end(self, span: LoadSpan) -> str:
        """The end of a span: a clock time of today, else the day."""
        end = times.end(span.end, self._zone, self._now)
        same_day = times.day_of(span.end - 1, self._zone, self._now) == times.day_of(self._now, self._zone, self._now)
        if same_day:
            clock = times.clock(span.end, self._zone)
            return "24:00" if clock == "00:00" else clock
        return end.removesuffix(" 24:00")
