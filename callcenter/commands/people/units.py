"""``unit``: teams, branches, departments."""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import OneOf, Text
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.locale import N_, _, pgettext
from callcenter.model import UnitKind
from callcenter.views.people.people import UnitRow


@click.group("unit", cls=Commands, help=N_("Manage units: teams, branches, departments."))
@click.pass_context
def unit(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@unit.command("add", help=N_("Add a unit; people join it with agent add and agent set."))
@click.argument("name", type=Text(), metavar="NAME")
@click.option("--kind", type=OneOf(UnitKind), default=UnitKind.TEAM.value, help=N_("its kind; default: team"))
@click.option("--parent", type=Text(), metavar="UNIT", default=None, help=N_("the unit it belongs to"))
@pass_context
def add(context: Context, name: str, kind: UnitKind, parent: str | None) -> None:
    _say(context.store.units.add(name, kind=kind, parent=parent, now=context.now))


@unit.command("set", help=N_("Change a unit: name, kind, parent unit."))
@click.argument("name", type=Text(), metavar="NAME")
@click.option("--name", "rename", type=Text(), metavar="NEW", default=None, help=N_("new name"))
@click.option("--kind", type=OneOf(UnitKind), default=None, help=N_("new kind"))
@click.option("--parent", metavar="UNIT", default=None, help=N_("the unit it belongs to; '' = none"))
@pass_context
def set_(context: Context, name: str, rename: str | None, kind: UnitKind | None, parent: str | None) -> None:
    if rename is None and kind is None and parent is None:
        raise BadUse(_("nothing to change; callcenter unit set --help lists the options"))
    _say(context.store.units.set(name, rename=rename, kind=kind, parent=parent, now=context.now))


@unit.command("list", help=N_("List all units."))
@json_option
@pass_context
def list_(context: Context, json: bool) -> None:
    rows = context.store.units.all()
    if json:
        output.as_json(
            [
                {
                    "name": row.name,
                    "kind": row.kind.value,
                    "parent": row.parent,
                    "members": row.members,
                    "campaigns": list(row.campaigns),
                }
                for row in rows
            ]
        )
    elif rows:
        output.table(
            (
                pgettext("column", "name"),
                pgettext("column", "kind"),
                pgettext("column", "belongs to"),
                pgettext("column", "people"),
                pgettext("column", "campaigns"),
            ),
            [
                (
                    row.name,
                    wording.unit_kind(row.kind),
                    row.parent or "-",
                    str(row.members),
                    wording.listed(row.campaigns) or "-",
                )
                for row in rows
            ],
        )
    else:
        output.line(_("no units yet; callcenter unit add creates one"))


def _say(row: UnitRow) -> None:
    output.line(
        _("{name}: {kind}, belongs to {parent}").format(
            name=row.name, kind=wording.unit_kind(row.kind), parent=row.parent or "-"
        )
    )
