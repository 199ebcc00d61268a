"""``queue`` and ``breaches``: whom to call next, and what is past its time (docs/rules.md#breaches)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.parameter_types import AsOf, Moment, Text, WholeNumber
from callcenter.commands.base.shell import Command, json_option, pass_context
from callcenter.commands.upkeep import plans
from callcenter.locale import N_, _, ngettext, pgettext
from callcenter.model import Instant
from callcenter.views.worklists.breaches import BreachRow
from callcenter.views.worklists.queue import QueuePage, QueueRow
from callcenter.wording import clocks

campaign_option = click.option("--campaign", type=Text(), metavar="NAME", help=N_("only this campaign; default: all"))
as_of_option = click.option(
    "--as-of",
    type=Moment(),
    metavar="TIME",
    help=N_("as of this time instead of now, in the campaign's time zone unless an offset is given; changes nothing"),
)


@click.command("queue", cls=Command, help=N_("List who to call next, in order, and why."))
@campaign_option
@click.option("--agent", type=Text(), metavar="NAME", help=N_("only this agent's customers and the pool; default: all"))
@as_of_option
@click.option("--limit", type=WholeNumber(0), metavar="N", help=N_("show at most this many"))
@json_option
@plans.no_wait_option
@pass_context
def queue(
    context: Context,
    campaign: str | None,
    agent: str | None,
    as_of: AsOf | None,
    limit: int | None,
    json: bool,
    no_wait: bool,
) -> None:
    if as_of is None and json and not no_wait:
        plans.bring_up(context, campaign)
    if as_of is None:
        page = context.store.queue.page(now=context.now, campaign=campaign, agent=agent, limit=limit)
        times = {row.campaign: page.at for row in page.rows}
        rows: Iterable[QueueRow] = page.rows
    else:
        page, rows, times = _queue_as_of(context, campaign, agent, as_of, limit)
    if json:
        output.as_json([_queue_entry(row, times[row.campaign]) for row in rows])
    else:
        _print_queue(page, list(rows), times)
    if as_of is None:
        plans.say_behind(context, campaign)


def instants(context: Context, campaign: str | None, as_of: AsOf) -> dict[Instant, list[str]]:
    """A moment as each campaign means it: the instants, and the campaigns whose moment that is (docs/rules.md#as-of).

    Raises ``UNKNOWN_CAMPAIGN``.
    """
    chosen = context.store.campaigns.all() if campaign is None else (context.store.campaigns.get(campaign),)
    found: dict[Instant, list[str]] = defaultdict(list)
    for one in chosen:
        found[as_of.in_zone(one.frame.zone)].append(one.name)
    return dict(found)


def _queue_as_of(
    context: Context, campaign: str | None, agent: str | None, as_of: AsOf, limit: int | None
) -> tuple[QueuePage, list[QueueRow], dict[str, Instant]]:
    """The queue at a moment; where the same words mean several instants, each campaign's at its own, merged."""
    store = context.store
    meant = instants(context, campaign, as_of)
    if len(meant) <= 1:
        at = next(iter(meant), as_of.in_zone("UTC"))
        page = store.queue.page_as_of(as_of=at, campaign=campaign, agent=agent, limit=limit)
        return page, list(page.rows), dict.fromkeys((row.campaign for row in page.rows), at)
    pages = [
        (name, store.queue.page_as_of(as_of=at, campaign=name, agent=agent, limit=limit))
        for at, names in meant.items()
        for name in names
    ]
    rows = sorted((row for _name, page in pages for row in page.rows), key=lambda row: (row.order, row.ref.encode()))
    return pages[0][1], rows[:limit], {name: page.at for name, page in pages}


def _queue_entry(row: QueueRow, now: Instant) -> dict[str, object]:
    entry = output.entry(row.ref, row.name, row.tier, row.lane, row.obligation, now=now, zone=row.zone)
    return entry if row.deputy is None else {**entry, "owner": row.owner, "deputy": row.deputy}


def _print_queue(page: QueuePage, rows: list[QueueRow], times: Mapping[str, Instant]) -> None:
    if not rows and not page.total:
        output.line(_nobody(page))
        return
    output.table(
        (
            pgettext("column", "lane"),
            pgettext("column", "tier"),
            pgettext("column", "ref"),
            pgettext("column", "customer"),
            pgettext("column", "clock"),
            pgettext("column", "why"),
        ),
        [
            (
                wording.lane(row.lane),
                wording.tier(row.tier),
                row.ref,
                row.name,
                clocks.obligation(row.obligation, times[row.campaign]),
                wording.with_deputy(
                    wording.why(row.obligation, row.lane, times[row.campaign], row.zone), row.owner, row.deputy
                ),
            )
            for row in rows
        ],
    )
    left = page.total - len(rows)
    if left > 0 and len(set(times.values())) == 1:
        more = _("and more than {n} others") if page.more else ngettext("and {n} more", "and {n} more", left)
        output.line(more.format(n=left))


def _nobody(page: QueuePage) -> str:
    if page.emptiness is not None:
        return wording.empty_queue(page)
    if page.next_row is None or page.next_at is None:
        return _("no one to call now")
    row = page.next_row
    return _("no one to call now; next {name} ({ref}), {time}: {why}").format(
        name=row.name,
        ref=row.ref,
        time=wording.near(page.next_at, row.zone, page.at),
        why=wording.why_short(row.obligation, None, page.next_at, row.zone),
    )


@click.command("breaches", cls=Command, help=N_("List everything overdue, the oldest first."))
@campaign_option
@as_of_option
@json_option
@plans.no_wait_option
@pass_context
def breaches(context: Context, campaign: str | None, as_of: AsOf | None, json: bool, no_wait: bool) -> None:
    found: list[tuple[BreachRow, Instant]]
    if as_of is None and json and not no_wait:
        plans.bring_up(context, campaign)
    if as_of is None:
        now = context.now
        found = [(row, now) for row in context.store.breaches.open(now=now, campaign=campaign)]
    else:
        found = _breaches_as_of(context, campaign, as_of)
    if json:
        output.as_json([_breach_entry(row, now) for row, now in found])
    else:
        _print_breaches(found, steps=as_of is None)
    if as_of is None:
        plans.say_behind(context, campaign)


def _breaches_as_of(context: Context, campaign: str | None, as_of: AsOf) -> list[tuple[BreachRow, Instant]]:
    store = context.store
    meant = instants(context, campaign, as_of)
    if len(meant) <= 1:
        at = next(iter(meant), as_of.in_zone("UTC"))
        return [(row, at) for row in store.breaches.open_as_of(as_of=at, campaign=campaign)]
    found = [
        (row, at)
        for at, names in meant.items()
        for name in names
        for row in store.breaches.open_as_of(as_of=at, campaign=name)
    ]
    return sorted(
        found, key=lambda one: (one[0].obligation.breach_at, one[0].ref.encode(), one[0].obligation.rule.encode())
    )


def _breach_entry(row: BreachRow, now: Instant) -> dict[str, object]:
    entry = output.entry(row.ref, row.name, row.tier, None, row.obligation, now=now, zone=row.zone)
    return {**entry, "owner": row.owner}


def _print_breaches(found: list[tuple[BreachRow, Instant]], *, steps: bool) -> None:
    """Print breaches; ``steps``: also who has each now, and who has acknowledged it."""
    of_steps = (pgettext("column", "now with"), pgettext("column", "acknowledged by")) if steps else ()
    if not found:
        output.line(_("nothing overdue"))
        return
    for closed, heading in ((False, None), (True, _("on days the campaign was closed:"))):
        rows = [(row, now) for row, now in found if row.closed_day is closed]
        if not rows:
            continue
        if heading is not None:
            output.line(heading)
        output.table(
            (
                pgettext("column", "overdue"),
                pgettext("column", "tier"),
                pgettext("column", "ref"),
                pgettext("column", "customer"),
                pgettext("column", "owner"),
                *of_steps,
                pgettext("column", "why"),
            ),
            [
                (
                    clocks.obligation(row.obligation, now),
                    wording.tier(row.tier),
                    row.ref,
                    row.name,
                    row.owner or "-",
                    *((wording.role(row.level), wording.listed(_seen_by(row)) or "-") if steps else ()),
                    wording.why(row.obligation, None, now, row.zone),
                )
                for row, now in rows
            ],
        )


def _seen_by(row: BreachRow) -> Iterable[str]:
    return dict.fromkeys(one.actor for one in row.acknowledgements)
