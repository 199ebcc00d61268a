"""``secure``, ``token``, ``audit``: a closed store, sign-ins of commands, and what was done (docs/security.md)."""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import Expires, Expiry, HeadText, OneOf, Text, WholeNumber
from callcenter.commands.base.passwords import asked_password
from callcenter.commands.base.shell import Command, Commands, json_option, pass_context
from callcenter.locale import N_, _, pgettext
from callcenter.model import Role
from callcenter.views.people.audit import AuditHead, AuditRow


@click.command("secure", cls=Command, help=N_("Close the store: everyone has to sign in from then on."))
@click.argument("name", type=Text(), metavar="ADMIN", required=False)
@click.option("--os-user", is_flag=True, help=N_("let the current system user sign in as ADMIN without a password"))
@click.option("--reopen", is_flag=True, help=N_("open the store again; only the owner of the file or the database may"))
@pass_context
def secure(context: Context, name: str | None, os_user: bool, reopen: bool) -> None:
    if reopen:
        context.opened.sign_ins.reopen(now=context.now)
        output.line(_("the store is open: anyone who can reach it can do everything"))
        return
    if name is None:
        raise BadUse(_("name the first administrator: callcenter secure ADMIN"))
    password = None if os_user else asked_password()
    context.opened.sign_ins.secure(name, password, now=context.now)
    output.line(_("the store is closed; {name} is its administrator").format(name=name))


@click.group("token", cls=Commands, help=N_("Manage tokens: sign-ins for commands that run unattended."))
@click.pass_context
def token(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@token.command("create", help=N_("Create a token and print it once; commands read it from CALLCENTER_TOKEN."))
@click.argument("name", type=Text(), metavar="NAME")
@click.option("--role", type=OneOf(Role), default=None, help=N_("the role, for a program's token"))
@click.option("--agent", type=Text(), metavar="AGENT", default=None, help=N_("the person, for a personal token"))
@click.option("--unit", type=Text(), metavar="UNIT", default=None, help=N_("only the customers of this unit"))
@click.option(
    "--expires",
    type=Expiry(),
    metavar="D",
    required=True,
    help=N_("validity in days (90), or the last day (2027-03-31)"),
)
@pass_context
def create(
    context: Context, name: str, role: Role | None, agent: str | None, unit: str | None, expires: Expires
) -> None:
    tokens, now = context.store.tokens, context.now
    if agent is not None and role is None and unit is None:
        secret = tokens.create_for(name, agent, expires_at=expires(now), now=now)
    elif role is not None and agent is None:
        secret = tokens.create(name, role, unit=unit, expires_at=expires(now), now=now)
    else:
        raise BadUse(_("give --role, with or without --unit, or --agent: a personal token has the person's role"))
    output.line(secret)


@token.command("list", help=N_("List all tokens, without their secrets."))
@json_option
@pass_context
def tokens(context: Context, json: bool) -> None:
    rows, now = context.store.tokens.all(), context.now
    if json:
        output.as_json(
            [
                {
                    "name": row.name,
                    "role": row.role.value,
                    "agent": row.agent,
                    "unit": row.unit,
                    "created_at": wording.iso(row.created_at, "UTC"),
                    "created_by": row.created_by,
                    "expires_at": wording.iso(row.expires_at, "UTC"),
                    "revoked_at": None if row.revoked_at is None else wording.iso(row.revoked_at, "UTC"),
                }
                for row in rows
            ]
        )
        return
    if not rows:
        output.line(_("no tokens"))
        return
    output.table(
        (
            pgettext("column", "name"),
            pgettext("column", "role"),
            pgettext("column", "agent"),
            pgettext("column", "unit"),
            pgettext("column", "by"),
            pgettext("column", "until"),
        ),
        [
            (
                row.name,
                wording.role(row.role),
                row.agent or "-",
                row.unit or "-",
                row.created_by,
                _("revoked") if row.revoked_at is not None else wording.moment(row.expires_at, _zone(context), now),
            )
            for row in rows
        ],
    )


@token.command("revoke", help=N_("Revoke a token at once."))
@click.argument("name", type=Text(), metavar="NAME")
@pass_context
def revoke(context: Context, name: str) -> None:
    context.store.tokens.revoke(name, now=context.now)
    output.line(_("token {name} revoked").format(name=name))


@click.group(
    "audit",
    cls=Commands,
    help=N_("Read and verify the audit trail: actions done and refused, in a tamper-evident chain."),
)
@click.pass_context
def audit(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@audit.command("list", help=N_("List actions, the newest first."))
@click.option("--limit", type=WholeNumber(1), metavar="N", default=None, help=N_("show at most this many"))
@json_option
@pass_context
def acts(context: Context, limit: int | None, json: bool) -> None:
    rows = context.store.audit.all(limit=limit)
    if json:
        output.as_json([_as_json(row) for row in rows])
        return
    if not rows:
        output.line(_("the audit is empty"))
        return
    now = context.now
    output.table(
        (
            pgettext("column", "no."),
            pgettext("column", "at"),
            pgettext("column", "by"),
            pgettext("column", "from"),
            pgettext("column", "action"),
            pgettext("column", "about"),
        ),
        [
            (
                str(row.seq),
                wording.moment(row.at, _zone(context), now),
                row.principal or "-",
                row.origin,
                _("{verb} refused").format(verb=row.verb) if row.denied else row.verb,
                row.subject or "-",
            )
            for row in rows
        ],
    )


@audit.command("verify", help=N_("Verify the chain; a head noted elsewhere also reveals a cut-off end."))
@click.option("--head", type=HeadText(), metavar="NO:DIGEST", default=None, help=N_("a head as printed by audit head"))
@pass_context
def verify(context: Context, head: AuditHead | None) -> int:
    chain = context.store.audit.verify(head)
    if chain.broken_at is None:
        output.line(_("{n} actions, chain unbroken").format(n=chain.lines))
        return 0
    output.line(_("the audit was altered: action {seq} does not follow the one before").format(seq=chain.broken_at))
    return 1


@audit.command(
    "head", help=N_("Print the last action's number and digest; note them where no one on this machine can write.")
)
@pass_context
def head(context: Context) -> None:
    output.line(str(context.store.audit.head()))


def _zone(context: Context) -> str:
    frame = context.store.campaigns.first_frame()
    return "UTC" if frame is None else frame.zone


def _as_json(row: AuditRow) -> dict[str, object]:
    return {
        "seq": row.seq,
        "at": wording.iso(row.at, "UTC"),
        "principal": row.principal,
        "origin": row.origin,
        "verb": row.verb,
        "denied": row.denied,
        "subject": row.subject,
        "fields": list(row.fields),
    }
