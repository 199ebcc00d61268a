"""``sheet``: one page for the morning and the evening meeting (docs/rules.md#r30)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.parameter_types import Text
from callcenter.commands.base.shell import Command, json_option, pass_context
from callcenter.commands.customers.queue import campaign_option
from callcenter.commands.upkeep import plans
from callcenter.locale import N_, _, pgettext
from callcenter.views.worklists.meeting_sheets import MeetingSheet, SheetPart
from callcenter.wording import shifts

_WIDTH, _LINES = 80, 60
"""Cells and lines of a page on paper."""
_ABOVE = 6
"""Lines above what is told of each agent, beside the line that each has in the table."""
_MOST_LINES = (6, 3, 2, 1)
"""Lines for what went overdue with an agent, for their promises, for their exceptions: as many as the page has."""
_NAME, _HEADING, _COUNT = 10, 10, 5


@click.command("sheet", cls=Command, help=N_("Print one page for the morning or evening meeting, by agent."))
@click.option("--evening", is_flag=True, help=N_("for the evening: today, and promises to the next working day"))
@click.option("--unit", type=Text(), metavar="UNIT", default=None, help=N_("only this unit; default: all"))
@campaign_option
@json_option
@plans.no_wait_option
@pass_context
def sheet(context: Context, evening: bool, unit: str | None, campaign: str | None, json: bool, no_wait: bool) -> None:
    if json and not no_wait:
        plans.bring_up(context, campaign)
    found = context.store.meeting_sheets.get(now=context.now, evening=evening, unit=unit, campaign=campaign)
    if json:
        output.as_json(_entry(found))
    else:
        _print(found, unit)
    plans.say_behind(context, campaign)


def _entry(found: MeetingSheet) -> dict[str, object]:
    return {
        "evening": found.evening,
        "since": wording.iso(found.since, found.zone),
        "until": wording.iso(found.until, found.zone),
        "ahead": wording.iso(found.ahead, found.zone),
        "agents": [_part(found, part) for part in found.parts],
    }


def _part(found: MeetingSheet, part: SheetPart) -> dict[str, object]:
    return {
        "agent": part.agent,
        "breaches": [
            {
                "ref": one.ref,
                "name": one.name,
                "tier": one.tier,
                "rule": one.rule,
                "breach_at": wording.iso(one.breach_at, one.zone),
                "open": one.is_open,
                "closed_at": None if one.closed_at is None else wording.iso(one.closed_at, one.zone),
            }
            for one in part.breaches
        ],
        "promises": [
            output.entry(one.ref, one.name, one.tier, None, one.obligation, now=found.at, zone=one.zone)
            for one in part.promises
        ],
        "exceptions": [
            {
                "id": one.id,
                "ref": one.ref,
                "name": one.customer,
                "rule": one.rule or None,
                "raised_by": one.raised_by or None,
                "opened_at": wording.iso(one.opened_at, one.zone),
                "state": one.state.value,
            }
            for one in part.exceptions
        ],
    }


def _print(found: MeetingSheet, unit: str | None) -> None:
    output.line(" | ".join(filter(None, (shifts.sheet_title(found), unit))))
    output.line(shifts.sheet_days(found))
    output.line("")
    rows = [(shifts.sheet_who(part.agent), part) for part in found.parts]
    total = SheetPart(
        None,
        tuple(one for part in found.parts for one in part.breaches),
        tuple(one for part in found.parts for one in part.promises),
        tuple(one for part in found.parts for one in part.exceptions),
    )
    output.table(
        (
            pgettext("column", "agent"),
            pgettext("column", "overdue"),
            pgettext("column", "still open"),
            pgettext("column", "promises"),
            pgettext("column", "not kept"),
            pgettext("column", "exceptions"),
        ),
        [(who, *map(str, shifts.sheet_counts(part, found.at))) for who, part in (*rows, (_("total"), total))],
    )
    output.line("")
    told = [(who, shifts.sheet_items(part, found.at)) for who, part in rows]
    used = len(rows) + _ABOVE
    for most in _MOST_LINES:
        lines = [line for who, items in told for line in _of_agent(who, items, most)]
        if used + len(lines) <= _LINES:
            break
    for line in lines:
        output.line(line)


def _of_agent(who: str, told: Sequence[tuple[str, Sequence[str]]], most: int) -> Iterator[str]:
    """Lines of somebody's part; ``most``: lines of each heading."""
    name = wording.fit(wording.cut(who, _NAME), _NAME)
    for heading, items in told:
        before = f"{name} {wording.fit(heading, _HEADING)} "
        for line in _fitted(items, _WIDTH - wording.width(before), most):
            yield f"{before}{line}".rstrip()
            before = " " * wording.width(before)
        name = " " * _NAME


def _fitted(items: Sequence[str], room: int, most: int) -> Iterator[str]:
    """Items one after the other in lines of so many cells; what has no room in ``most`` lines is counted."""
    lines, left = [""], len(items)
    for item in (wording.cut(one, room - _COUNT) for one in items):
        longer = f"{lines[-1]} | {item}" if lines[-1] else item
        last = len(lines) == most
        if wording.width(longer) <= (room - _COUNT if last and left > 1 else room):
            lines[-1] = longer
        elif not last:
            lines.append(item)
        else:
            break
        left -= 1
    if left:
        lines[-1] += f" +{left}"
    yield from lines
