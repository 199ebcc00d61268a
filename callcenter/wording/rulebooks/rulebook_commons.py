"""Sentences that every rulebook shares and no file spells out: time, what closes what, rest, order.

A manager who signs a rulebook signs these sentences with it, so ``rulebook show`` says them too.

See docs/rules.md#time, #obligations, #gap, #lanes.
"""

from __future__ import annotations

from callcenter.locale import N_, _
from callcenter.model import Channel, Disposition
from callcenter.rulebook.book import DAILY_CAP
from callcenter.wording import names

COMMITMENTS = {
    "appointment.confirm": N_("the day before an appointment, by any channel"),
    "appointment.call": N_("a call on the day of the appointment, before its time"),
    "appointment.no_show": N_("a call by the end of the day if no visit was recorded"),
    "callback": N_("a call at the time promised, at most 15 minutes late"),
    "hand_on": N_("a call within 1 working day of a department's answer"),
}
"""The commitments of docs/rules.md#callback, #appointment: what they ask for, by the id without the book's name."""

_KEPT = {
    "appointment.confirm": N_("ends at the appointment's time; an appointment replaces no other rule"),
    "appointment.call": N_("ends at the appointment's time; without a time the whole day counts"),
    "appointment.no_show": N_(
        "a promise until it is overdue, then a call like any other; without a time it has the whole next day"
    ),
    "callback": N_(
        "kept by an attempt from 15 minutes before it, or by any contact that reached the customer since the"
        " promise; only a customer's latest promise counts"
    ),
    "hand_on": N_("closed by an effective outgoing call, an incoming call that reached the customer, or a visit"),
}


def fulfilment(name: str) -> str:
    """Return how a commitment is kept, or how long it stands; ``name`` without the book's."""
    return _(_KEPT[name])


def closed_by(channel: Channel) -> str:
    """Return which contacts close an obligation of this channel (docs/rules.md#qualifying)."""
    match channel:
        case Channel.CALL:
            return _("closed by an effective outgoing call, an incoming call that reached the customer, or a visit")
        case Channel.ANY:
            return _(
                "closed by an effective outgoing call, an incoming call that reached the customer, a visit,"
                " or an outgoing SMS, e-mail, letter or chat"
            )
        case Channel.VISIT:
            return _("closed by a visit by either side")
        case _:
            return _("closed by an outgoing {channel}").format(channel=names.channel(channel))


def times() -> tuple[str, ...]:
    """Return how days, times and intervals are counted (docs/rules.md#time, #recurring)."""
    return (
        _("days follow the campaign's time zone; working days its country's calendar, make-up days included"),
        _("a customer without any date counts as having inquired when they were added"),
        _("a new value for a date replaces the old one and everything it required"),
        _("what is required on a day is due from 00:00 and overdue at 24:00 of that day"),
        _("what is required over several days is due from 00:00 of the first and overdue at 24:00 of the last"),
        _("what is required within a time is due at once; hours end to the second, longer times at 24:00"),
        _("without a time of day, hours run from the first minute of that day on which calls are allowed"),
        _(
            "recurring rules count to the second from the latest contact that counts, otherwise from their start;"
            " never overdue in the first 24 hours"
        ),
        _("greetings lapse when their day is over; birthdays on 29 February are greeted on the 28th in other years"),
    )


def closing() -> tuple[str, ...]:
    """Return what closes an obligation, and what ends it (docs/rules.md#qualifying, #obligations)."""
    return (
        _("{what}: {closed}").format(what=names.channel(Channel.CALL), closed=closed_by(Channel.CALL)),
        _("{what}: {closed}").format(what=names.channel(Channel.ANY), closed=closed_by(Channel.ANY)),
        _("all other channels: closed by an outgoing contact of that kind; a visit by a visit of either side"),
        _("one contact closes everything due that it counts for, and nothing that is not due yet"),
        _("recurring rules are the exception: every contact that counts restarts them, however early"),
        _("what is overdue stays open until it is made up or its rule ends; the overdue record stays"),
        _("SMS, letters, visits and tasks have their own list, separate from the calls"),
        _(
            "nothing is owed to customers marked do not call, until a supervisor lifts it, or to lost or closed"
            " customers"
        ),
        _(
            "while all numbers of a customer are dead no call or SMS is owed; a new number or a later call restores"
            " everything with its old deadlines"
        ),
        _("signed customers: signed in a call, by stage, or with a contract that has begun"),
    )


def casework() -> tuple[str, ...]:
    """Return who works a case, and what an agent may do after a call that went badly.

    See docs/rules.md#win-back, #r1-exceptions.
    """
    return (
        _("agents can raise cases too; a supervisor assigns them and closes them with a remark"),
        _(
            "an exception is confirmed by assigning it: to another agent, a field salesperson or the supervisor; the"
            " assignee reports back; the supervisor closes or reassigns it; on closing, the customer returns to the"
            " previous agent"
        ),
        _("after a call that ended as {disposition} a win-back SMS is offered; it is not owed").format(
            disposition=names.disposition(Disposition.NEGATIVE)
        ),
        _(
            "contacts, results, cases and overdue records are kept for good: corrections are added, nothing is"
            " overwritten; only a whole import can be undone"
        ),
    )


def resting() -> tuple[str, ...]:
    """Return when nobody is offered although something is owed (docs/rules.md#hold, #gap)."""
    return (
        _(
            "calling hours follow the customer's time zone; promised calls may fall outside them, but within legal"
            " calling hours"
        ),
        _("an unreached customer rests for 2 hours, after {n} attempts in a day until the next day").format(
            n=DAILY_CAP
        ),
        _("failed calls to different numbers of a customer within 10 minutes are one attempt"),
        _("a customer reached by a call that does not count rests until the next day"),
        _("other customers on the same number rest too, unless they have another working number"),
        _("a new inquiry ends the rest; otherwise only a promise that fell due since does"),
        _("until a promised callback, 14 days at most, only promises bring the customer into the queue"),
        _(
            "on days the campaign is closed only promised calls are in the queue; what goes overdue then is reported"
            " separately"
        ),
    )


def order(*, owners: bool) -> tuple[str, ...]:
    """Return the queue's order (docs/rules.md#lanes), and its agents; ``owners`` = agents call their own customers."""
    to_whom = (
        _("each customer is offered to the owner only, pool customers to everyone; never to two people at once")
        if owners
        else _("each customer is offered to everyone who may call them; never to two people at once")
    )
    return (
        _("1. promises due, the earliest first"),
        _("2. inquiries not called yet, the newest first"),
        _("3. overdue: customers best called at this hour, then the tier, then the oldest"),
        _("4. retries: the tier, then the oldest"),
        _("5. due: customers best called at this hour, then the tier, then the earliest deadline"),
        to_whom,
    )
