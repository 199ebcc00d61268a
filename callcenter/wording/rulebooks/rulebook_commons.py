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
    "appointment.confirm": N_("on the day before an appointment, in any way"),
    "appointment.call": N_("a call on the day of the appointment, before its time"),
    "appointment.no_show": N_("a call when no visit was recorded on that day, until its end"),
    "callback": N_("a call at the time that the customer asked for, at most 15 minutes later"),
}
"""The commitments of docs/rules.md#callback, #appointment: what they ask for, by the id without the book's name."""

_KEPT = {
    "appointment.confirm": N_("it ends at the appointment's time; an appointment takes no other rule's place"),
    "appointment.call": N_("it ends at the appointment's time; without a time the whole day is left for it"),
    "appointment.no_show": N_(
        "a promise until it is overdue, from then on a call like others; without a time it has the whole next day"
    ),
    "callback": N_(
        "kept by an attempt from 15 minutes before it on, or by any contact that reached the customer since the promise"
        "; only a customer's newest one counts"
    ),
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
            return _("closed by a visit, whoever came to whom")
        case _:
            return _("closed by an outgoing {channel}").format(channel=names.channel(channel))


def times() -> tuple[str, ...]:
    """Return how days, times and intervals are counted (docs/rules.md#time, #recurring)."""
    return (
        _("days are those of the campaign's time zone; working days those of its country, make-up days included"),
        _("of a customer without any date it is taken that the inquiry came when the customer did"),
        _("a date that is given anew takes the place of the one before and of all that this one asked for"),
        _("what a day asks for is due from 00:00 and overdue at 24:00 of that day"),
        _("what a stretch of days asks for is due from 00:00 of the first and overdue at 24:00 of the last"),
        _("what is asked for within a time is due at once; hours end to the second, longer times at 24:00"),
        _("where the time of day is not known hours run from the first minute of that day at which calls are offered"),
        _(
            "what recurs is counted to the second from the newest contact that counts, else from its"
            " beginning; it is never overdue in the first 24 hours after its beginning"
        ),
        _("greetings lapse when their day is over; who was born on 29 February is greeted on the 28th in other years"),
    )


def closing() -> tuple[str, ...]:
    """Return what closes an obligation, and what ends it (docs/rules.md#qualifying, #obligations)."""
    return (
        _("{what}: {closed}").format(what=names.channel(Channel.CALL), closed=closed_by(Channel.CALL)),
        _("{what}: {closed}").format(what=names.channel(Channel.ANY), closed=closed_by(Channel.ANY)),
        _("all others: closed by an outgoing contact of that kind, a visit by a visit of either side"),
        _("one contact closes everything open that it counts for, and nothing that was not due yet"),
        _("what recurs is an exception: every contact that counts begins its time anew, however early"),
        _("what is overdue stays open until it is made up for or its rule ends; that it was overdue stays on record"),
        _("SMS, letters, visits and tasks stand in a list of their own, never among the calls"),
        _("nothing is owed to who asked not to be called, until a supervisor lifts it, nor to who is lost or closed"),
        _(
            "while every number of a customer is dead neither a call nor an SMS is owed; a new number or a later call"
            " brings all of it back with its old times"
        ),
        _("signed is who signed in a call, whose stage says so, or whose contract has begun"),
    )


def casework() -> tuple[str, ...]:
    """Return who works a case, and what an agent may do after a call that went badly.

    See docs/rules.md#win-back, #r1-exceptions.
    """
    return (
        _("an agent raises a case too; a supervisor gives it to somebody and closes it with a remark"),
        _(
            "an exception is confirmed by giving it: to another agent, a field salesperson or the supervisor themself;"
            " who has it reports back; the supervisor closes it or gives it on; at the close the customer returns to"
            " the agent of before"
        ),
        _(
            "after a call that ended as {disposition} an SMS to win the customer back is offered; nothing owes it"
        ).format(disposition=names.disposition(Disposition.NEGATIVE)),
        _(
            "contacts, results, cases and what was overdue stay on record for good: corrections are"
            " added, nothing is overwritten; only an import can be taken back, as a whole"
        ),
    )


def resting() -> tuple[str, ...]:
    """Return when nobody is offered although something is owed (docs/rules.md#hold, #gap)."""
    return (
        _("hours are those of the customer's time zone; a promise is offered outside them too, within the legal frame"),
        _("who was not reached rests for 2 hours, after {n} attempts in a day until the next day").format(n=DAILY_CAP),
        _("failed calls to different numbers of a customer within 10 minutes are one attempt"),
        _("who was reached by a call that does not count rests until the next day"),
        _("others who share the number called rest too, unless another number of theirs works"),
        _("a new inquiry ends the rest; of what is owed only a promise that fell due since passes it"),
        _("until the time of a promised callback, 14 days at most, the customer is offered for promises alone"),
        _(
            "on days on which the campaign is closed promises alone are offered; what goes overdue"
            " on these is reported apart"
        ),
    )


def order(*, owners: bool) -> tuple[str, ...]:
    """Return the queue's order (docs/rules.md#lanes), and its agents; ``owners`` = agents call their own customers."""
    to_whom = (
        _("each is offered to the owner, those without one to everybody; nobody to two at a time")
        if owners
        else _("each is offered to everybody who may call them; nobody to two at a time")
    )
    return (
        _("1. promises that are due, the earliest first"),
        _("2. inquiries that nobody has called yet, the newest first"),
        _("3. what is overdue: whom the hour is best for, then the tier, then the oldest"),
        _("4. further attempts: the tier, then the oldest"),
        _("5. what is due: whom the hour is best for, then the tier, then what will be overdue first"),
        to_whom,
    )
