"""Decisions about a customer between the contacts, in words."""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.locale import NP_, Term, _, pgettext
from callcenter.model import Instant, Stage
from callcenter.views.customers.allocations import Allocated, AllocationReason, NonCustomer, Skip
from callcenter.views.customers.conflicts import Registered
from callcenter.views.customers.pool import PoolRoom
from callcenter.views.customers.timeline import Cause, Decision, Happening
from callcenter.wording import names, times

_HAPPENINGS: Mapping[Happening, Term] = {
    Happening.OWNER: NP_("decision", "owner"),
    Happening.STAGE: NP_("decision", "stage"),
    Happening.TIER: NP_("decision", "tier"),
    Happening.MERGED: NP_("decision", "merged"),
    Happening.SPLIT: NP_("decision", "split"),
    Happening.LIFTED: NP_("decision", "do not call"),
    Happening.LISTED: NP_("decision", "do not call"),
}
_CAUSES: Mapping[Cause, Term] = {
    Cause.CALL: NP_("decision", "after a call"),
    Cause.UNDONE: NP_("decision", "call withdrawn"),
    Cause.CASE: NP_("decision", "with a case"),
    Cause.CASE_CLOSED: NP_("decision", "case closed"),
    Cause.IMPORT: NP_("decision", "by an import"),
    Cause.IMPORT_UNDONE: NP_("decision", "import undone"),
    Cause.MERGE: NP_("decision", "by a merge"),
    Cause.SPLIT: NP_("decision", "by a split"),
    Cause.NEW: NP_("decision", "newly added"),
    Cause.NAMED: NP_("decision", "the caller named them"),
    Cause.ROTATION: NP_("decision", "next in the rotation"),
    Cause.RECORD: NP_("decision", "record not kept up to date"),
    Cause.POOL: NP_("decision", "not reached in time"),
    Cause.TAKEN: NP_("decision", "taken from the pool"),
}


def happening(what: Happening) -> str:
    """Return a decision in a word or two."""
    return pgettext(*_HAPPENINGS[what])


def outcome(decision: Decision) -> str:
    """Return the value since then: the owner, the stage, the tier."""
    match decision.what:
        case Happening.LIFTED:
            return pgettext("decision", "lifted")
        case Happening.MERGED | Happening.SPLIT | Happening.LISTED:
            return decision.new
    return _value(decision.what, decision.new)


def details(decision: Decision) -> str:
    """Return the value before, and the reason for the decision."""
    said = []
    match decision.what:
        case Happening.MERGED:
            said.append(_("{ref} merged into {survivor}").format(ref=decision.new, survivor=decision.old))
        case Happening.SPLIT:
            said.append(_("{ref} split from {survivor}").format(ref=decision.new, survivor=decision.old))
        case Happening.TIER if decision.old == decision.new:
            said.append(pgettext("decision", "confirmed"))
        case Happening.OWNER | Happening.STAGE | Happening.TIER:
            said.append(_("before: {value}").format(value=_value(decision.what, decision.old)))
        case Happening.LIFTED | Happening.LISTED:
            pass
    if decision.cause is not Cause.HAND:
        said.append(pgettext(*_CAUSES[decision.cause]))
    if decision.reason:
        said.append(decision.reason)
    return names.told(said)


def _value(what: Happening, value: str) -> str:
    if what is Happening.OWNER:
        return value or _("the pool")
    return names.stage(Stage(value)) if what is Happening.STAGE else names.tier(value or None)


_SKIPS: Mapping[Skip, Term] = {
    Skip.LEFT: NP_("passed over", "left"),
    Skip.NOT_QUALIFIED: NP_("passed over", "not in this campaign"),
    Skip.CONVERSION: NP_("passed over", "too few signings"),
    Skip.ABSENT: NP_("passed over", "not on shift"),
}
_REASONS: Mapping[AllocationReason, Term] = {
    AllocationReason.OWNER: NP_("allocation", "their customer already"),
    AllocationReason.NAMED: NP_("allocation", "the caller named them"),
    AllocationReason.ROTATION: NP_("allocation", "next in the rotation"),
    AllocationReason.NOBODY: NP_("allocation", "nobody in the rotation is available"),
}
_NON_CUSTOMERS: Mapping[NonCustomer, Term] = {
    NonCustomer.SELLER: NP_("caller", "seller"),
    NonCustomer.WRONG_NUMBER: NP_("caller", "wrong number"),
    NonCustomer.ADVERTISING: NP_("caller", "advertising"),
    NonCustomer.OTHER_PRODUCT: NP_("caller", "not our product"),
}


def skip(why: Skip) -> str:
    """Return why somebody is passed over in the rotation."""
    return pgettext(*_SKIPS[why])


def allocation_reason(reason: AllocationReason) -> str:
    """Return why a lead goes to somebody."""
    return pgettext(*_REASONS[reason])


def non_customer(kind: NonCustomer) -> str:
    """Return what a caller is who is no customer."""
    return pgettext(*_NON_CUSTOMERS[kind])


def allocation(found: Allocated) -> str:
    """Return who gets a lead, why, and who was passed over: ``goes to 李娜: next in the rotation; 王敏 absent``."""
    said = [
        _("goes to {agent}: {reason}").format(
            agent=found.agent or _("the pool"), reason=allocation_reason(found.reason)
        )
    ]
    said += [_("{agent} {why}").format(agent=one.agent, why=skip(one.why)) for one in found.skipped]
    return names.told(said)


def conflict(found: Registered, now: Instant) -> str:
    """Return whose a customer is whom somebody else registers, and what may be done."""
    since, updated = (times.day_of(at, found.zone, now) for at in (found.registered_at, found.updated_at))
    if not found.same_person:
        said = _("{agent} has this number in a record of {day}. Press Enter again to add another person.")
    elif found.kept:
        said = _("Registered by {agent} on {day}, updated {updated}: theirs by the record. Ask your supervisor.")
    else:
        said = _("Registered by {agent} on {day}, not updated since {updated}. Press Enter again to take it over.")
    return said.format(agent=found.agent, day=since, updated=updated)


def pool_room(room: PoolRoom) -> str:
    """Return how many customers an agent has of a campaign and has taken today, of how many."""
    return _("{campaign}: {held} of {holding} customers held, {taken} of {per_day} taken today").format(
        campaign=room.campaign,
        held=times.number(room.held),
        holding=times.number(room.holding),
        taken=times.number(room.taken),
        per_day=times.number(room.per_day),
    )
