"""``customer``: one customer shown, and made of two or two of one.

See docs/architecture.md#corrections.
"""

from __future__ import annotations

import click

from callcenter import wording
from callcenter.commands.base import output
from callcenter.commands.base.context import Context
from callcenter.commands.base.parameter_types import Text
from callcenter.commands.base.shell import Commands, json_option, pass_context
from callcenter.locale import N_, _, pgettext
from callcenter.views.customers.contact_persons import ContactPerson
from callcenter.views.customers.customer import CustomerView
from callcenter.wording import names, phones

_old = click.argument("old", type=Text(), metavar="OLD")


@click.group("customer", cls=Commands, help=N_("Show a customer; merge two customers, or split them again."))
@click.pass_context
def customer(ctx: click.Context) -> None:
    assert isinstance(ctx.command, Commands)
    ctx.command.refuse_alone(ctx)


@customer.command("show", help=N_("Show a customer's details and contact persons; numbers are masked."))
@click.argument("ref", type=Text(), metavar="REF")
@json_option
@pass_context
def show(context: Context, ref: str, json: bool) -> None:
    view = context.store.details.get(ref, now=context.now)
    if json:
        output.as_json(_entry(view))
        return
    output.facts(
        {
            pgettext("column", "ref"): view.ref,
            pgettext("column", "customer"): view.name,
            pgettext("column", "company"): view.company or "-",
            pgettext("column", "tier"): wording.tier(view.plan.tier),
            pgettext("column", "stage"): wording.stage(view.facts.stage),
            pgettext("column", "owner"): view.facts.owner or "-",
            pgettext("column", "campaign"): view.campaign.name,
            pgettext("column", "phone"): names.listed(_masked(view, view.facts.numbers)) or "-",
            pgettext("column", "tags"): names.tags(view.tags) or "-",
        }
    )
    if view.persons:
        output.line("")
        output.table(
            (
                pgettext("column", "contact person"),
                pgettext("column", "buying role"),
                pgettext("column", "stance"),
                pgettext("column", "phone"),
                pgettext("column", "remark"),
            ),
            [
                (
                    one.name,
                    "-" if one.role is None else names.contact_role(one.role),
                    "-" if one.stance is None else names.stance(one.stance),
                    names.listed(_masked(view, one.numbers)) or "-",
                    one.remark,
                )
                for one in view.persons
            ],
        )


def _masked(view: CustomerView, numbers: tuple[str, ...]) -> list[str]:
    return [phones.masked(number, view.campaign.frame.country) for number in numbers]


def _entry(view: CustomerView) -> dict[str, object]:
    return {
        "ref": view.ref,
        "name": view.name,
        "company": view.company,
        "tier": view.plan.tier,
        "stage": view.facts.stage.value,
        "owner": view.facts.owner,
        "campaign": view.campaign.name,
        "phones": _masked(view, view.facts.numbers),
        "tags": list(view.tags),
        "contact_persons": [_person(view, one) for one in view.persons],
    }


def _person(view: CustomerView, one: ContactPerson) -> dict[str, object]:
    return {
        "name": one.name,
        "role": None if one.role is None else one.role.value,
        "stance": None if one.stance is None else one.stance.value,
        "phones": _masked(view, one.numbers),
        "remark": one.remark,
    }


@customer.command("merge", help=N_("Merge OLD into SURVIVOR; OLD stays valid as a ref for them."))
@_old
@click.argument("survivor", type=Text(), metavar="SURVIVOR")
@pass_context
def merge(context: Context, old: str, survivor: str) -> None:
    now = context.now
    context.store.merges.merge(old, survivor, key=context.key, now=now)
    view = context.store.details.get(survivor, now=now)
    output.line(_("{old} merged into {name} ({ref})").format(old=old, name=view.name, ref=view.ref))


@customer.command("split", help=N_("Undo a merge: OLD becomes a separate customer again."))
@_old
@pass_context
def split(context: Context, old: str) -> None:
    survivor = context.store.merges.split(old, key=context.key, now=context.now)
    output.line(_("{old} split from {ref} again").format(old=old, ref=survivor))


@customer.command("distinct", help=N_("Mark REF and OTHER as different people: no longer listed as duplicates."))
@click.argument("ref", type=Text(), metavar="REF")
@click.argument("other", type=Text(), metavar="OTHER")
@click.option("--undo", is_flag=True, help=N_("remove the mark"))
@pass_context
def distinct(context: Context, ref: str, other: str, undo: bool) -> None:
    store, now = context.store, context.clock.now()
    if undo:
        store.two_people.unmark(ref, other, now=now)
        output.line(_("{ref} and {other} are likely duplicates again").format(ref=ref, other=other))
    else:
        store.two_people.mark(ref, other, key=context.key, now=now)
        output.line(_("{ref} and {other} are marked as different people").format(ref=ref, other=other))


@customer.command("report", help=N_("Record a report on a lead that was handed out; without --text list the reports."))
@click.argument("ref", type=Text(), metavar="REF")
@click.option("--text", type=Text(), metavar="TEXT", help=N_("the state of the lead, and the next step"))
@json_option
@pass_context
def report(context: Context, ref: str, text: str | None, json: bool) -> None:
    store = context.store
    if text is not None:
        store.tasks.report(ref, text, key=context.key, now=context.now)
    view, told = store.details.get(ref, now=context.now), store.tasks.reports(ref)
    zone = view.facts.zone
    following = next((one for one in view.plan.obligations if one.rule.endswith(".report")), None)
    if json:
        output.as_json(
            {
                "ref": ref,
                "next": None if following is None else wording.iso(following.breach_at, zone),
                "reports": [{"at": wording.iso(one.at, zone), "by": one.actor, "text": one.text} for one in told],
            }
        )
        return
    if following is not None:
        output.line(_("next report by {end}").format(end=wording.end(following.breach_at, zone, context.now)))
    if told:
        output.table(
            (pgettext("column", "when"), pgettext("column", "who"), pgettext("column", "report")),
            [(wording.near(one.at, zone, context.now), one.actor, " ".join(one.text.split())) for one in told],
        )
    else:
        output.line(_("no reports yet"))
