"""``case``: what mode 4 does, for scripts: cases listed, raised, given, reported, settled; results reviewed."""

from __future__ import annotations

from datetime import date

import click
from msgspec.structs import asdict

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import Month, OneOf, Text, WholeNumber
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.commands.customers.queue import campaign_option
from callcenter.locale import N_, _, pgettext
from callcenter.model import CaseKind, CaseRole, CaseState, Channel, Disposition, Instant, Result, Touch
from callcenter.policy import CaseAct
from callcenter.views.customers.log import LogFilter
from callcenter.views.worklists.cases import CaseCount, CaseRow
from callcenter.wording import clocks

_id = click.argument("case_id", type=WholeNumber(1), metavar="ID")
_ref = click.argument("ref", type=Text(), metavar="REF")
_remark = click.option(
    "--remark", type=Text(), metavar="TEXT", required=True, help=N_("a remark to keep with the case")
)
_more = click.option("--remark", type=Text(), metavar="TEXT", help=N_("a remark to keep with the case"))


@click.group("case", cls=Commands, help=N_("Manage cases: matters that need a person to handle them."))
@click.pass_context
def case(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@case.command("list", help=N_("List cases, the earliest deadline first."))
@click.option("--state", type=OneOf(CaseState), help=N_("only cases in this state; default: all that are not closed"))
@click.option("--assignee", type=Text(), metavar="NAME", help=N_("only cases assigned to this person"))
@click.option("--department", type=Text(), metavar="UNIT", help=N_("only hand-ons to this department"))
@click.option("--kind", type=OneOf(CaseKind), help=N_("only cases of this kind"))
@click.option("--your-turn", is_flag=True, help=N_("only open cases in which the next step is yours"))
@campaign_option
@json_option
@pass_context
def list_(
    context: Context,
    state: CaseState | None,
    assignee: str | None,
    department: str | None,
    kind: CaseKind | None,
    your_turn: bool,
    campaign: str | None,
    json: bool,
) -> None:
    asked = context.store.cases
    if your_turn:
        if state or assignee or department:
            raise BadUse(_("--your-turn goes with --kind and --campaign only"))
        rows = asked.must_act(campaign=campaign)
    else:
        rows = asked.all(state=state, assignee=assignee, department=department, campaign=campaign)
    rows = tuple(row for row in rows if kind in (None, row.kind))
    now = context.now
    if json:
        output.as_json([_entry(row) for row in rows])
    elif rows:
        output.table(
            (
                pgettext("column", "case"),
                pgettext("column", "due"),
                pgettext("column", "state"),
                pgettext("column", "kind"),
                pgettext("column", "ref"),
                pgettext("column", "customer"),
                pgettext("column", "with"),
                pgettext("column", "why"),
            ),
            [
                (
                    str(row.id),
                    clocks.case(row.due_at, row.closed_at, now),
                    wording.case_state(row.state),
                    wording.case_kind(row.kind),
                    row.ref,
                    row.customer,
                    wording.for_whom(row.assignee, row.deputy) or row.assignee or row.department or "-",
                    wording.rule(row.rule) if row.rule else _("raised by hand"),
                )
                for row in rows
            ],
        )
    else:
        output.line(_("no such case"))


@case.command("show", help=N_("Show a case and its history."))
@_id
@json_option
@pass_context
def show(context: Context, case_id: int, json: bool) -> None:
    row = context.store.cases.get(case_id)
    if json:
        output.as_json(_entry(row))
        return
    now = context.now
    output.facts(
        {
            pgettext("column", "case"): f"{row.id} {wording.case_kind(row.kind)}",
            pgettext("column", "state"): wording.case_state(row.state),
            pgettext("column", "customer"): f"{row.customer} ({row.ref})",
            pgettext("column", "owner"): row.owner or "-",
            pgettext("column", "with"): wording.for_whom(row.assignee, row.deputy) or row.assignee or "-",
            pgettext("column", "due by"): wording.end(row.due_at, row.zone, now),
            pgettext("column", "next"): _next(row, now),
            pgettext("column", "why"): wording.rule(row.rule) if row.rule else _("raised by hand"),
            **({pgettext("column", "cause"): row.cause} if row.cause else {}),
        }
    )
    if row.events:
        output.table(
            (
                pgettext("column", "when"),
                pgettext("column", "who"),
                pgettext("column", "step"),
                pgettext("column", "result"),
                pgettext("column", "remark"),
            ),
            [
                (
                    wording.near(step.at, row.zone, now),
                    step.actor or _("the rule"),
                    wording.case_action(step.action),
                    "-" if step.result is None else wording.result(step.result),
                    " ".join(step.remark.split()) or "-",
                )
                for step in row.events
            ],
        )


@case.command("analysis", help=N_("Count the cases opened in a month: by kind, cause, assignee, product."))
@click.option("--month", type=Month(), required=True, help=N_("the month, such as 2026-03"))
@click.option("--kind", type=OneOf(CaseKind), help=N_("only cases of this kind"))
@campaign_option
@json_option
@pass_context
def analysis(context: Context, month: date, kind: CaseKind | None, campaign: str | None, json: bool) -> None:
    counts = context.store.cases.analysis(month, campaign=campaign, now=context.now)
    rows = [one for one in counts if kind in (None, one.kind)]
    if json:
        output.as_json([{**asdict(one), "kind": one.kind.value} for one in rows])
        return
    if not rows:
        output.line(_("no cases opened in that month"))
        return
    output.table(
        (
            pgettext("column", "kind"),
            pgettext("column", "cause"),
            pgettext("column", "with"),
            pgettext("column", "product"),
            pgettext("column", "opened"),
            pgettext("column", "closed"),
            pgettext("column", "late"),
        ),
        [row for which in _WHICH for row in _sums(rows, which)],
    )


_WHICH = ("kind", "cause", "agent", "product")


def _sums(rows: list[CaseCount], which: str) -> list[tuple[str, ...]]:
    """Lines of the counts by one of their parts, the largest first; of causes those of complaints alone."""
    sums: dict[str, list[int]] = {}
    for one in rows:
        if which == "kind" or which == "agent" or getattr(one, which):
            name = wording.case_kind(one.kind) if which == "kind" else getattr(one, which) or _("nobody")
            before = sums.setdefault(name, [0, 0, 0])
            for place, number in enumerate((one.opened, one.closed, one.late)):
                before[place] += number
    found = sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))
    at = _WHICH.index(which)
    return [(*("-",) * at, name, *("-",) * (3 - at), *map(str, numbers)) for name, numbers in found]


@case.command("raise", help=N_("Raise a case and print its number."))
@_ref
@click.option("--kind", type=OneOf(CaseKind), default=CaseKind.EXCEPTION.value, help=N_("the kind; default: exception"))
@click.option("--department", type=Text(), metavar="UNIT", help=N_("the department that must answer a hand-on"))
@_remark
@pass_context
def raise_(context: Context, ref: str, kind: CaseKind, department: str | None, remark: str) -> None:
    if kind in (CaseKind.APPEAL, CaseKind.SECOND_CALL, CaseKind.NUMBER):
        raise BadUse(_("this kind of case comes from calls only; raise an exception, a complaint or a repair"))
    if (kind is CaseKind.HAND_ON) != (department is not None):
        raise BadUse(_("a hand-on has a department, another case has none"))
    key = context.store.cases.open(ref, kind, remark, department=department or "", key=context.key, now=context.now)
    output.line(str(key))


@case.command("assign", help=N_("Assign a case; the customer of an exception moves with it."))
@_id
@click.argument("name", type=Text(), metavar="NAME")
@_more
@pass_context
def assign(context: Context, case_id: int, name: str, remark: str | None) -> None:
    talking = context.store.cases.assign(case_id, name, remark=remark or "", key=context.key, now=context.now)
    _tell(context, case_id, talking)


@case.command("report", help=N_("Record the next step of a case that is assigned to you."))
@_id
@click.option("--cause", type=Text(), metavar="TEXT", help=N_("the cause of a complaint, one of those in the rulebook"))
@_remark
@pass_context
def report(context: Context, case_id: int, cause: str | None, remark: str) -> None:
    context.store.cases.report(case_id, remark, cause=cause or "", key=context.key, now=context.now)
    _tell(context, case_id)


@case.command("chase", help=N_("Record that the department was asked again to answer a hand-on."))
@_id
@_remark
@pass_context
def chase(context: Context, case_id: int, remark: str) -> None:
    context.store.cases.report(case_id, remark, act=CaseAct.CHASE, key=context.key, now=context.now)
    _tell(context, case_id)


@case.command("close", help=N_("Close a case; the customer of an exception returns to the owner."))
@_id
@_remark
@pass_context
def close(context: Context, case_id: int, remark: str) -> None:
    talking = context.store.cases.close(case_id, remark, key=context.key, now=context.now)
    _tell(context, case_id, talking)


@case.command("reopen", help=N_("Reopen a closed case."))
@_id
@_remark
@pass_context
def reopen(context: Context, case_id: int, remark: str) -> None:
    context.store.cases.reopen(case_id, remark, key=context.key, now=context.now)
    _tell(context, case_id)


@case.command("call", help=N_("Record the second follow-up call for a case; a passed one closes it."))
@_id
@click.option("--result", type=OneOf(Result), required=True, help=N_("the result of the call"))
@click.option("--disposition", type=OneOf(Disposition), help=N_("the disposition; default: derived from the result"))
@click.option("--note", type=Text(), metavar="TEXT", help=N_("the call note"))
@_more
@pass_context
def call(
    context: Context,
    case_id: int,
    result: Result,
    disposition: Disposition | None,
    note: str | None,
    remark: str | None,
) -> None:
    now = context.now
    ended = _ENDED[result] if disposition is None else disposition
    touch = Touch(now, Channel.CALL, disposition=ended, note=note or "", result=result)
    context.store.appeals.record_second_call(case_id, touch, remark=remark or "", key=context.key, now=now)
    _tell(context, case_id)


@case.command("appeal", help=N_("Appeal the result of the customer's last follow-up call; prints the case number."))
@_ref
@_remark
@pass_context
def appeal(context: Context, ref: str, remark: str) -> None:
    touches = context.store.lookup.log(LogFilter(ref=ref), limit=_MOST_TOUCHES)
    told = next((one for one in touches if one.result or one.disposition is Disposition.REFUSED), None)
    if told is None:
        context.store.details.get(ref, now=context.now)  # a ref that nobody has is said first
        raise BadUse(_("no follow-up call to {ref} has a result").format(ref=ref))
    key = context.store.appeals.appeal(told.id, remark, key=context.key, now=context.now)
    output.line(str(key))


@case.command("review", help=N_("Review an appealed result; not open to the caller or the appellant."))
@_id
@click.option("--result", type=OneOf(Result), help=N_("the correct result; default: the result stands"))
@_remark
@pass_context
def review(context: Context, case_id: int, result: Result | None, remark: str) -> None:
    context.store.appeals.review(case_id, result, remark, key=context.key, now=context.now)
    _tell(context, case_id)


_MOST_TOUCHES = 1_000
_ENDED = {
    Result.PASSED: Disposition.NEUTRAL,
    Result.FAILED: Disposition.NEUTRAL,
    Result.REFUSED: Disposition.REFUSED,
    Result.UNREACHABLE: Disposition.NO_ANSWER,
}
"""Dispositions of calls of which only the result is told."""


def _tell(context: Context, case_id: int, talking: str = "") -> None:
    """Say how a case stands, and for whose call the customer waits, ``talking``; '' = for nobody's."""
    row = context.store.cases.get(case_id)
    told = _("case {id} of {name} ({ref}): {state}")
    output.line(told.format(id=row.id, name=row.customer, ref=row.ref, state=wording.case_state(row.state)))
    if talking:
        said = _("{customer} is on a call with {agent}: it takes effect once that call is saved.")
        output.line(said.format(customer=row.customer, agent=talking))


def _next(row: CaseRow, now: Instant) -> str:
    """Say who has to take the next step, and until when."""
    if row.turn is None:
        return "-"
    told = _("{who} by {end}")
    stands_in = wording.for_whom(row.assignee, row.deputy) if row.turn is CaseRole.WORKER else ""
    who = stands_in or wording.case_role(row.turn, row.department)
    return told.format(who=who, end=wording.end(row.act_by, row.zone, now))


def _entry(row: CaseRow) -> dict[str, object]:
    def iso(at: Instant | None) -> str | None:
        return None if at is None else wording.iso(at, row.zone)

    return {
        "id": row.id,
        "kind": row.kind.value,
        "rule": row.rule or None,
        "state": row.state.value,
        "ref": row.ref,
        "name": row.customer,
        "campaign": row.campaign,
        "owner": row.owner,
        "assignee": row.assignee,
        "deputy": row.deputy,
        "department": row.department,
        "cause": row.cause or None,
        "raised_by": row.raised_by or None,
        "caused_at": iso(row.caused_at),
        "opened_at": iso(row.opened_at),
        "due_at": iso(row.due_at),
        "next": None if row.turn is None else {"by": row.turn.value, "at": iso(row.act_by)},
        "closed_at": iso(row.closed_at),
        "phone": row.phone or None,
        "events": [
            {
                "at": iso(step.at),
                "actor": step.actor or None,
                "action": step.action,
                "result": None if step.result is None else step.result.value,
                "remark": step.remark,
            }
            for step in row.events
        ],
    }
