"""``check``: look through the whole store, and repair what can be."""

from __future__ import annotations

import click

from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.shell import Command, json_option, pass_context
from callcenter.locale import N_, _, ngettext
from callcenter.views.upkeep.integrity import Defect, Flaw


@click.command(
    "check",
    cls=Command,
    help=N_("Check the whole store while people work: database, plans, records with a wrong clock, claims."),
)
@click.option(
    "--repair",
    is_flag=True,
    help=N_("rebuild plans, void records with a wrong clock, release claims; deletes nothing"),
)
@json_option
@pass_context
def check(context: Context, repair: bool, json: bool) -> int:
    with output.progress(_("checking")) as progress:
        flaws = context.store.integrity.check(context.now, repair=repair, progress=progress)
    if json:
        output.as_json([_in_json(flaw) for flaw in flaws])
    elif not flaws:
        output.line(_("no problems found"))
    else:
        tell(flaws)
    return int(not all(flaw.repaired for flaw in flaws))


def tell(flaws: tuple[Flaw, ...]) -> None:
    """Say what was found, one a line."""
    for flaw in flaws:
        said = _sentence(flaw)
        output.line(_("repaired: {found}").format(found=said) if flaw.repaired else said)


def _sentence(flaw: Flaw) -> str:
    n, first = flaw.count, flaw.example
    match flaw.defect:
        case Defect.DAMAGED:
            return _("the database is damaged: {reason}; restore a backup: callcenter restore FILE").format(
                reason=first
            )
        case Defect.FUTURE:
            return ngettext(
                "{n} record is dated in the future: a clock was wrong",
                "{n} records are dated in the future: a clock was wrong",
                n,
            ).format(n=n)
        case Defect.PLAN:
            return ngettext(
                "the plan of {n} customer does not match their records ({ref})",
                "the plans of {n} customers do not match their records (first: {ref})",
                n,
            ).format(n=n, ref=first)
        case Defect.CLAIM:
            return ngettext(
                "{n} customer is claimed without a call ({ref})",
                "{n} customers are claimed without a call (first: {ref})",
                n,
            ).format(n=n, ref=first)
        case Defect.OPEN_CALL:
            return ngettext(
                "{n} open call has lost its program ({agent})",
                "{n} open calls have lost their program (first: {agent})",
                n,
            ).format(n=n, agent=first)


def _in_json(flaw: Flaw) -> dict[str, object]:
    return {"defect": flaw.defect.value, "count": flaw.count, "example": flaw.example, "repaired": flaw.repaired}
