"""``log`` and ``recording``: contacts as they are on record, and what was recorded of them (docs/rules.md#r27)."""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import BadUse, Context
from callcenter.commands.base.parameter_types import Text, WholeNumber
from callcenter.commands.base.shell import Command, Commands, json_option, pass_context
from callcenter.locale import N_, _, pgettext
from callcenter.model import Instant
from callcenter.views.customers.log import LogFilter, TouchRow

_MOST = 100


@click.command("log", cls=Command, help=N_("List contacts, the newest first, with their numbers and recordings."))
@click.option("--ref", type=Text(), metavar="REF", help=N_("only this customer's contacts"))
@click.option("--agent", type=Text(), metavar="NAME", help=N_("only this agent's contacts"))
@click.option("--campaign", type=Text(), metavar="NAME", help=N_("only this campaign's contacts"))
@click.option(
    "--limit", type=WholeNumber(1), metavar="N", default=_MOST, help=N_("show at most this many; default: 100")
)
@json_option
@pass_context
def log(context: Context, ref: str | None, agent: str | None, campaign: str | None, limit: int, json: bool) -> None:
    wanted = LogFilter(ref=ref or "", agent=agent or "", campaign=campaign or "")
    rows = context.store.lookup.log(wanted, limit=limit)
    zones = {frame.name: frame.zone for frame in context.store.campaigns.frames()}
    if json:
        output.as_json([_entry(row, zones[row.campaign]) for row in rows])
    elif rows:
        output.table(
            (
                pgettext("column", "id"),
                pgettext("column", "time"),
                pgettext("column", "ref"),
                pgettext("column", "customer"),
                pgettext("column", "agent"),
                pgettext("column", "how"),
                pgettext("column", "recording"),
            ),
            [
                (
                    str(row.id),
                    wording.moment(row.at, zones[row.campaign], context.now),
                    row.ref,
                    row.customer,
                    row.agent or "-",
                    wording.channel(row.channel) if row.disposition is None else wording.disposition(row.disposition),
                    row.recording or "-",
                )
                for row in rows
            ],
        )
    else:
        output.line(_("no contacts on record"))


@click.group("recording", cls=Commands, help=N_("Play recordings, or list those past their retention period."))
@click.pass_context
def recording(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@recording.command("play", help=N_("Play the recording of a contact, by its id in the log; listening is recorded."))
@click.argument("touch", type=WholeNumber(1), metavar="ID")
@pass_context
def play(context: Context, touch: int) -> None:
    from callcenter import handover

    command = context.settings.settings.recording_command
    if command is None:
        raise BadUse(_("no player for recordings is set: see recording_command in the settings"))
    played = handover.play(command, context.store.recordings.listen(touch, now=context.now))
    if played.fault is handover.HandoverFault.CANNOT_START:
        raise BadUse(_("cannot start {program}: {reason}").format(program=command[0], reason=played.said))
    if played.fault is not None:
        raise BadUse(_("{program} exited with code {code}").format(program=command[0], code=played.code))


@recording.command("expired", help=N_("List recordings past the retention period of their campaign; deletes nothing."))
@json_option
@pass_context
def expired(context: Context, json: bool) -> None:
    rows = context.store.recordings.expired(now=context.now)
    if json:
        output.as_json(
            [
                {
                    "id": row.touch_id,
                    "ref": row.ref,
                    "name": row.customer,
                    "campaign": row.campaign,
                    "at": wording.iso(row.at, row.zone),
                    "agent": row.agent or None,
                    "recording": row.recording,
                    "kept_until": wording.iso(row.kept_until, row.zone),
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        output.line(row.recording)


def _entry(row: TouchRow, zone: str) -> dict[str, object]:
    def iso(at: Instant | None) -> str | None:
        return None if at is None else wording.iso(at, zone)

    return {
        "id": row.id,
        "ref": row.ref,
        "name": row.customer,
        "campaign": row.campaign,
        "at": iso(row.at),
        "agent": row.agent or None,
        "channel": row.channel.value,
        "direction": row.direction.value,
        "disposition": None if row.disposition is None else row.disposition.value,
        "effective": row.effective,
        "seconds": row.seconds,
        "wrap_seconds": row.wrap_seconds,
        "note": row.note,
        "callback_at": iso(row.callback_at),
        "team": row.team or None,
        "phone": row.phone or None,
        "result": None if row.result is None else row.result.value,
        "satisfaction": row.satisfaction,
        "shown_number": row.shown_number,
        "recording": row.recording,
    }
