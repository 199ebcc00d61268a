"""Load under the team's table: the calls of the day by hour, and what is ahead against what the team can do."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from textual.content import Content
from textual.widget import Widget

from callcenter.locale import _
from callcenter.model import Instant
from callcenter.widgets.lines.bar import shorten, words
from callcenter.wording import times
from callcenter.wording.cells import fit

_FIGURES = 16


class HoursChart(Widget):
    """A line an hour: ``=`` an attempt that reached, ``-`` one that did not; attempts and reach rate.

    See docs/rules.md#reach-rate.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = "HoursChart { height: 1fr; width: 1fr; padding: 0 1; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._hours: tuple[tuple[int, int, int], ...] = ()

    def show_hours(self, hours: Sequence[tuple[int, int, int]]) -> None:
        """Show (hour of the day, attempts, reached), ascending; hours without a call may be left out."""
        self._hours = tuple(hours)
        self.refresh()

    def render(self) -> Content:
        width, height = self.content_size
        title = words(_("calls by hour: = reached, - unreached"), "$text-muted bold")
        if not self._hours:
            return Content("\n").join([shorten(title, width), words(_("no calls today yet"), "$text-muted")])
        known = {hour: (attempts, reached) for hour, attempts, reached in self._hours}
        hours = range(min(known), max(known) + 1)[-max(height - 1, 1) :]
        most = max(attempts for attempts, _reached in known.values())
        room = max(width - 4 - _FIGURES, 4)
        lines = [shorten(title, width)]
        for hour in hours:
            attempts, reached = known.get(hour, (0, 0))
            drawn = min(attempts, room) if most <= room else round(attempts * room / most)
            good = round(drawn * reached / attempts) if attempts else 0
            bar = Content.assemble(
                words("=" * good, "$text-success"), words("-" * (drawn - good), "$text-muted"), " " * (room - drawn)
            )
            figures = fit(f"{attempts}", 5, right=True) + fit(times.percent(reached, attempts), 6, right=True)
            lines.append(shorten(Content.assemble(words(f"{hour:02}  "), bar, words(figures)), width))
        return Content("\n").join(lines)


class LoadSpan(Struct, frozen=True):
    """Calls that fall due from ``start`` until before ``end``, and how many the team can make then.

    ``capacity`` None: no quota says how many.
    """

    start: Instant
    end: Instant
    calls: int
    capacity: int | None = None


class LoadAhead(Widget):
    """A line a span of time: until when, how much falls due, against how much can be done; ``!`` where it is more."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "LoadAhead { height: 1fr; width: 1fr; padding: 0 1; }"

    def __init__(self, zone: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._zone = zone
        self._spans: tuple[LoadSpan, ...] = ()
        self._now: Instant = 0
        self._more = ""

    def show_ahead(self, spans: Sequence[LoadSpan], now: Instant, *, lags: bool = False) -> None:
        """Show the spans in their order. ``lags``: plans are behind, so more may fall due in each."""
        self._spans, self._now, self._more = tuple(spans), now, "+" if lags else ""
        self.refresh()

    def render(self) -> Content:
        width, height = self.content_size
        lines = [shorten(words(_("due / team capacity"), "$text-muted bold"), width)]
        for span in self._spans[: max(height - 1, 1)]:
            until = fit(self._until(span), 18)
            if span.capacity is None:
                lines.append(shorten(words(f"{until}{span.calls:5}{self._more}"), width))
                continue
            over = span.calls > span.capacity
            said = f"{until}{span.calls:5}{self._more} / {span.capacity}" + ("  !" if over else "")
            lines.append(shorten(words(said, "$text-error" if over else ""), width))
        return Content("\n").join(lines)

    def _until(self, span: LoadSpan) -> str:
        end = times.end(span.end, self._zone, self._now)
        same_day = times.day_of(span.end - 1, self._zone, self._now) == times.day_of(self._now, self._zone, self._now)
        if same_day:
            clock = times.clock(span.end, self._zone)
            return _("until {time}").format(time="24:00" if clock == "00:00" else clock)
        return end.removesuffix(" 24:00")
