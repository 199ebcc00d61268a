"""``agent``: the people who work here (RULES §3)."""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands import output
from callcenter.commands.parameter_types import OneOf, Text
from callcenter.commands.session import Session
from callcenter.commands.shell import Group, json_option, pass_session
from callcenter.locale import N_, _, pgettext
from callcenter.model import Line, Role


@click.group("agent", cls=Group, help=N_("The people who work here."))
@click.pass_context
def agent(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Group)
    ctx.command.refuse_alone(ctx)


@agent.command("add", help=N_("Add a person. An owner whom an import brought may sign in from then on."))
@click.argument("name", type=Text(), metavar="NAME")
@click.option("--role", type=OneOf(Role), default=Role.AGENT.value, help=N_("what they may do; agent if not given"))
@click.option("--team", type=Text(), metavar="TEAM", default=None, help=N_("the team that they belong to"))
@click.option("--line", type=OneOf(Line), help=N_("the line of business; some rulebooks keep one from calling"))
@pass_session
def add(session: Session, name: str, role: Role, team: str | None, line: Line | None) -> None:
    row = session.store.people.add(name, role=role, team=team or "", line=line, actor=session.actor, now=session.now)
    output.line(_("{name} can sign in as {role}").format(name=row.name, role=wording.role(row.role)))


@agent.command("list", help=N_("Everybody who works here."))
@json_option
@pass_session
def list_(session: Session, json: bool) -> None:
    rows = session.store.people.all()
    if json:
        output.as_json(
            [
                {
                    "name": row.name,
                    "role": row.role.value,
                    "team": row.team,
                    "line": None if row.line is None else row.line.value,
                    "can_sign_in": row.can_sign_in,
                }
                for row in rows
            ]
        )
    elif rows:
        output.table(
            (
                pgettext("column", "name"),
                pgettext("column", "role"),
                pgettext("column", "team"),
                pgettext("column", "line"),
                pgettext("column", "sign-in"),
            ),
            [
                (
                    row.name,
                    wording.role(row.role),
                    row.team or "-",
                    wording.line(row.line),
                    _("yes") if row.can_sign_in else _("no"),
                )
                for row in rows
            ],
        )
    else:
        output.line(_("there is no agent yet; callcenter agent add makes one"))
