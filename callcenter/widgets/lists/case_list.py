"""Cases (docs/rules.md#case): what needs a person, who has it and what was done about it."""

from __future__ import annotations

from collections.abc import Iterable

from callcenter.locale import _
from callcenter.model import CaseState, Instant
from callcenter.views.worklists.cases import CaseEvent, CaseRow
from callcenter.widgets.lists.columns import Column
from callcenter.widgets.lists.line_list import Drawn, LineList, LineRow, Tone, Toned
from callcenter.widgets.lists.queue_list import customer_cell
from callcenter.wording import clocks, names, rules, times

_STATE_TONES = {
    CaseState.OPEN: Tone.WARNING,
    CaseState.REPORTED: Tone.WARNING,
    CaseState.ASSIGNED: Tone.PLAIN,
    CaseState.TOLD: Tone.WARNING,
    CaseState.ANSWERED: Tone.WARNING,
    CaseState.CLOSED: Tone.MUTED,
}


class CaseList(LineList):
    """Row keys are case ids. The ``reader`` is told for whom they stand in."""

    def __init__(self, reader: str, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("due"), clocks.cells(), right=True),
            Column(_("close by"), 18, from_width=110),
            Column(_("state"), 6),
            Column(_("case"), 8),
            Column(_("what"), 14, flex=2, most=34, prior=True),
            Column(_("tier"), 1),
            Column(_("customer"), 12, flex=2, most=40),
            Column(_("next by"), 6, flex=1, most=16),
            Column(_("age"), 6, right=True, from_width=118),
            Column(_("raised by"), 9, flex=1, most=16, from_width=130),
            Column(_("campaign"), 8, flex=1, most=16, from_width=140),
        )
        super().__init__(columns, id=id, classes=classes)
        self._cases: dict[str, CaseRow] = {}
        self._reader = reader

    def show_cases(self, cases: Iterable[CaseRow], now: Instant) -> None:
        """Replace all; they stand in the order in which they come."""
        self._cases = {str(case.id): case for case in cases}
        self.tick(now)
        self.set_rows([_case_line(case, now, self._reader) for case in self._cases.values()])

    @property
    def current(self) -> CaseRow | None:
        """The case that the cursor is on."""
        return self._cases.get(self.key) if self.key is not None else None

    def case(self, case_id: int) -> CaseRow | None:
        """A case that is listed."""
        return self._cases.get(str(case_id))


def _case_line(case: CaseRow, shown_at: Instant, reader: str) -> LineRow:
    def clock(now: Instant) -> Drawn:
        if case.closed_at is not None:
            return clocks.case(case.due_at, case.closed_at, now)
        said = clocks.deadline(case.act_by, now)
        return Toned(said, Tone.DANGER) if now >= case.act_by else said

    def age(now: Instant) -> Drawn:
        return times.rough(max(now - case.opened_at, 0))

    return LineRow(
        str(case.id),
        (
            clock,
            times.end(case.due_at, case.zone, shown_at),
            Toned(names.case_state(case.state), _STATE_TONES.get(case.state, Tone.PLAIN)),
            names.case_kind(case.kind),
            rules.rule(case.rule) if case.rule else _("raised by hand"),
            names.tier(case.tier),
            customer_cell(case.customer, case.company),
            names.case_actor(case.turn, case.assignee, case.deputy, case.department, reader),
            age,
            case.raised_by or _("the rule"),
            case.campaign,
        ),
    )


class CaseEvents(LineList):
    """Events of one case, oldest first."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        columns = (
            Column(_("when"), 13, flex=1, most=14),
            Column(_("who"), 10, flex=1, most=16),
            Column(_("step"), 13),
            Column(_("remark"), 20, flex=6),
        )
        super().__init__(columns, empty=_("no action taken yet"), id=id, classes=classes)

    def show_events(self, events: Iterable[CaseEvent], zone: str, now: Instant) -> None:
        """Replace all."""
        self.set_rows(
            LineRow(
                str(place),
                (
                    times.stamp(event.at, zone, now),
                    event.actor or _("the rule"),
                    names.case_action(event.action),
                    _event_words(event),
                ),
            )
            for place, event in enumerate(events)
        )


def _event_words(event: CaseEvent) -> str:
    """The remark, with what a second follow-up call or a review came to before it."""
    if event.result is None:
        return event.remark or "-"
    return _("({result}) {note}").format(result=names.result(event.result), note=event.remark).rstrip()
