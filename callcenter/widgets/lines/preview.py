"""Two lines about the customer whom the cursor is on (docs/architecture.md#queue-screen)."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content
from textual.widget import Widget

from callcenter.locale import _, ngettext
from callcenter.model import Instant, Obligation, State
from callcenter.widgets.lines.bar import packed, shorten, words
from callcenter.wording import names, rules, times
from callcenter.wording.cells import cut

if TYPE_CHECKING:
    from callcenter.views.customers.customer import CustomerView

_SHORTER = ((3, 120), (3, 60), (1, 120), (1, 60), (1, 40), (1, 30))
"""Number of obligations that are named and cells of the note: the first that fit, else the last."""


class CustomerPreview(Widget):
    """Customer at a glance: the last reach and what was said, what is open, the number of calls this month."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    CustomerPreview { height: 2; width: 1fr; padding: 0 1; background: $surface; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._view: CustomerView | None = None
        self._now: Instant = 0
        self._warns = True

    def show(self, view: CustomerView | None, now: Instant, *, warns: bool = True) -> None:
        """Show another customer, or None; the panel keeps its place when there is none. ``warns``: of an owner who is
        a colleague, where nothing else on the screen does."""
        self._view, self._now, self._warns = view, now, warns
        self.refresh()

    def render(self) -> Content:
        if self._view is None:
            return Content("")
        width = self.size.width
        for owed, note_cells in _SHORTER:
            # Broken into lines here, not by the widget: no third line is begun.
            parts = _parts(self._view, self._now, owed, note_cells)
            if self._warns and self._view.stands_in_for:
                parts.insert(1, words(names.stood_in_for(self._view.stands_in_for), "bold"))
            elif self._warns and self._view.colleague:
                parts.insert(1, words(names.colleagues(self._view.colleague), "bold $text-warning"))
            lines = packed(parts, " | ", width)
            if len(lines) <= 2 and all(line.cell_length <= width for line in lines):
                break
        first, rest = shorten(lines[0], width), shorten(Content(" | ").join(lines[1:]), width)
        return Content("\n").join([first, rest])


def _parts(view: CustomerView, now: Instant, most_owed: int, note_cells: int) -> list[Content]:
    zone = view.campaign.frame.zone
    parts = [words(view.name, "bold")]
    if view.company:
        parts.append(words(view.company))
    newest = view.history.touches[::-1]
    owed = sorted(view.plan.obligations, key=lambda one: (one.state(now) is State.UPCOMING, one.breach_at))
    if owed:
        what = names.listed(_owed(one, now, zone) for one in owed[:most_owed])
        parts.append(words(_("open: {what}").format(what=what)))
    month = _month(now, zone)
    count = sum(1 for _touch in takewhile(lambda touch: _month(touch.at, zone) == month, newest))
    parts.append(words(ngettext("{n} contact this month", "{n} contacts this month", count).format(n=count)))
    last = next((touch for touch in newest if touch.disposition is not None and touch.disposition.reached), None)
    if last is not None:
        match bool(last.seconds), bool(last.note):
            case True, True:
                said = _('last reached {day}, {length}, "{note}"')
            case True, False:
                said = _("last reached {day}, {length}")
            case False, True:
                said = _('last reached {day}, "{note}"')
            case _:
                said = _("last reached {day}")
        day, length = times.day_of(last.at, zone, now), times.duration(last.seconds)
        parts.append(words(said.format(day=day, length=length, note=cut(last.note, note_cells))))
    else:
        parts.append(words(_("never reached")))
    return parts


def _owed(owed: Obligation, now: Instant, zone: str) -> str:
    what = rules.rule(owed.rule)
    match owed.state(now):
        case State.UPCOMING:
            return _("{what} (from {day})").format(what=what, day=times.day_of(owed.due_at, zone, now))
        case State.BREACHED:
            return f"! {what}"
        case _:
            return what


def _month(at: Instant, zone: str) -> tuple[int, int]:
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))
    return local.year, local.month
