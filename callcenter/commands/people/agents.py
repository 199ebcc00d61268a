"""``agent``: the people who work here (docs/rules.md#people)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import File, OneOf, Text
from callcenter.commands.base.passwords import asked_password
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.commands.people import shifts
from callcenter.locale import N_, _, pgettext
from callcenter.model import CaseState, Role, SalesLine
from callcenter.views.people.people import AgentRow


@click.group("agent", cls=Commands, help=N_("Manage the people who work here."))
@click.pass_context
def agent(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


_line = click.option(
    "--line", type=OneOf(SalesLine), help=N_("the line of business; some rulebooks bar one of them from calling")
)
_password = click.option("--password", "password", is_flag=True, help=N_("set a first password"))


@agent.command("add", help=N_("Add a person; also lets an owner created by an import sign in."))
@click.argument("name", type=Text(), metavar="NAME")
@click.option("--role", type=OneOf(Role), default=Role.AGENT.value, help=N_("the role; default: agent"))
@click.option("--team", type=Text(), metavar="TEAM", default=None, help=N_("the unit they belong to"))
@_line
@_password
@pass_context
def add(context: Context, name: str, role: Role, team: str | None, line: SalesLine | None, password: bool) -> None:
    chosen = asked_password() if password else None
    row = context.store.people.add(name, role=role, team=team or "", line=line, now=context.now)
    if chosen is not None:
        context.store.sign_ins.set_password(row.name, chosen, now=context.now)
    output.line(_("{name} can sign in as {role}").format(name=row.name, role=wording.role(row.role)))


@agent.command("set", help=N_("Change a person: role, unit, line, sign-in method."))
@click.argument("name", type=Text(), metavar="NAME")
@click.option("--role", type=OneOf(Role), default=None, help=N_("the role"))
@click.option("--team", metavar="TEAM", default=None, help=N_("the unit they belong to; '' = none"))
@_line
@click.option(
    "--os-user", metavar="USER", default=None, help=N_("the system user who signs in as this person; '' = none")
)
@_password
@pass_context
def set_(
    context: Context,
    name: str,
    role: Role | None,
    team: str | None,
    line: SalesLine | None,
    os_user: str | None,
    password: bool,
) -> None:
    if all(given is None for given in (role, team, line, os_user)) and not password:
        raise BadUse(_("nothing to change; callcenter agent set --help lists the options"))
    chosen = asked_password() if password else None
    row = context.store.people.set(name, role=role, team=team, line=line, os_user=os_user, now=context.now)
    if chosen is not None:
        context.store.sign_ins.set_password(row.name, chosen, now=context.now)
    output.line(_("{name}: {role}, {team}").format(name=row.name, role=wording.role(row.role), team=row.team or "-"))


@agent.command(
    "leave", help=N_("Bar a person from signing in; refused while they still have customers, cases or a call.")
)
@click.argument("name", type=Text(), metavar="NAME")
@click.option(
    "--to",
    "owners",
    type=Text(),
    metavar="NAMES",
    default=None,
    help=N_("first give their customers and cases to these people in turn, with commas between"),
)
@pass_context
def leave(context: Context, name: str, owners: str | None) -> None:
    if owners is not None:
        takers = [owner.strip() for owner in re.split("[,，、]", owners) if owner.strip()]
        if not takers:
            raise BadUse(_("--to: name who gets the customers"))
        if name in takers:
            raise BadUse(_("--to: {name} is the one who leaves").format(name=name))
        _hand_over(context, name, takers)
    context.store.people.leave(name, now=context.now)
    output.line(_("{name} can no longer sign in").format(name=name))


def _hand_over(context: Context, name: str, owners: Sequence[str]) -> None:
    """Give everything that an agent has to others, in turn; broken off it goes on where it stopped."""
    store, now = context.store, context.now
    given = 0
    for act in store.reassignments.begin_all(name, owners, now=now):
        found = store.reassignments.go_on(act, now=now)
        while found.under_way:
            found = store.reassignments.go_on(act, now=now)
        given += found.given
    open_cases = [row for row in store.cases.all(assignee=name) if row.state is not CaseState.CLOSED]
    for place, row in enumerate(open_cases):
        store.cases.assign(row.id, owners[place % len(owners)], now=now)
    said = _("handed over (customers: {customers}, cases: {cases})")
    output.line(said.format(customers=given, cases=len(open_cases)))


@agent.command("import", help=N_("Add and change people from a list: name, role, team, line, os_user."))
@click.argument("file", type=File(), metavar="FILE")
@pass_context
def import_(context: Context, file: str) -> int:
    from callcenter.importing import staff

    people, faults = staff.read(file)
    if faults:
        for fault in faults:
            click.echo(_("line {line}: {reason}").format(line=fault.line, reason=fault.reason), err=True)
        return 1
    added = 0
    known = {row.name: row for row in context.store.people.all()}
    for one in people:
        present = known.get(one.name)
        if present is None or not present.can_sign_in:
            context.store.people.add(
                one.name, role=one.role or Role.AGENT, team=one.team or "", line=one.line, now=context.now
            )
            added += 1
        else:
            context.store.people.set(one.name, role=one.role, team=one.team, line=one.line, now=context.now)
        if one.os_user is not None:
            context.store.people.set(one.name, os_user=one.os_user, now=context.now)
    output.line(_("{added} added, {changed} changed").format(added=added, changed=len(people) - added))
    return 0


@agent.command("list", help=N_("List everyone who works here."))
@json_option
@pass_context
def list_(context: Context, json: bool) -> None:
    rows = context.store.people.all()
    if json:
        output.as_json([_as_json(row) for row in rows])
    elif rows:
        output.table(
            (
                pgettext("column", "name"),
                pgettext("column", "role"),
                pgettext("column", "unit"),
                pgettext("column", "line"),
                pgettext("column", "sign-in"),
            ),
            [
                (row.name, wording.role(row.role), row.team or "-", wording.line(row.line), _sign_in(row))
                for row in rows
            ],
        )
    else:
        output.line(_("no agents yet; callcenter agent add creates one"))


def _as_json(row: AgentRow) -> dict[str, object]:
    return {
        "name": row.name,
        "role": row.role.value,
        "team": row.team,
        "line": None if row.line is None else row.line.value,
        "can_sign_in": row.can_sign_in,
        "left": row.left,
        "os_user": row.os_user or None,
    }


def _sign_in(row: AgentRow) -> str:
    if row.left:
        return _("has left")
    if row.os_user:
        return _("as {os_user}").format(os_user=row.os_user)
    return _("yes") if row.can_sign_in else _("no")


for _command in (shifts.shift, shifts.absence, shifts.back):
    agent.add_command(_command)
