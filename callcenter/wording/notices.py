"""Notices in words."""

from __future__ import annotations

from callcenter.locale import N_, _, ngettext
from callcenter.model import CaseKind, Instant
from callcenter.views.people.notices import Addressee, Announcement, Notice, NoticeKind
from callcenter.wording import names, phones, times

_PROMISED = {
    "callback": N_("{actor} promised your customer {customer} a callback: {time}"),
    "appointment": N_("{actor} made an appointment with your customer {customer}: {time}"),
    "answer": N_("{actor} promised your customer {customer} an answer by {time}"),
}


def _time(notice: Notice, now: Instant) -> str:
    return times.near(int(notice.params["at"]), notice.zone, now)


def _breaches(count: int, customer: str) -> str:
    if count == 1 and customer:
        return _("overdue, escalated to you: {customer}").format(customer=customer)
    text = ngettext("{n} overdue contact escalated to you", "{n} overdue contacts escalated to you", count)
    return text.format(n=times.number(count))


def _given(notice: Notice, said: dict[str, str]) -> str:
    """Return the sentence of customers who were given to the reader, and what came with them."""
    params = notice.params
    count, promises, cases = (int(params[name]) for name in ("count", "promises", "cases"))
    if notice.customer:
        text = _("{customer} is now yours (decided by {actor})").format(**said)
    else:
        text = ngettext(
            "{n} customer is now yours (decided by {actor})", "{n} customers are now yours (decided by {actor})", count
        ).format(n=times.number(count), actor=notice.actor)
    load = moving(promises, cases)
    return _("{text}: {load}").format(text=text, load=load) if load else text


def _by_list(notice: Notice, *, given: bool) -> str:
    """Return the sentence of customers who went to or from the reader by a list, or by its undoing."""
    count = int(notice.params["count"])
    if given and notice.params["undone"]:
        text = ngettext(
            "{n} customer is yours again: the list {file} was undone ({actor})",
            "{n} customers are yours again: the list {file} was undone ({actor})",
            count,
        )
    elif given:
        text = ngettext(
            "{n} customer is now yours by the list {file} ({actor})",
            "{n} customers are now yours by the list {file} ({actor})",
            count,
        )
    elif notice.params["undone"]:
        text = ngettext(
            "{n} of your customers is no longer yours: the list {file} was undone ({actor})",
            "{n} of your customers are no longer yours: the list {file} was undone ({actor})",
            count,
        )
    else:
        text = ngettext(
            "{n} of your customers is no longer yours by the list {file} ({actor})",
            "{n} of your customers are no longer yours by the list {file} ({actor})",
            count,
        )
    return text.format(n=times.number(count), file=notice.params["file"], actor=notice.actor)


def moving(promises: int, cases: int) -> str:
    """Return the open work that goes with customers, '' where there is none."""
    parts = []
    if promises:
        parts.append(_("open promises: {n}").format(n=times.number(promises)))
    if cases:
        parts.append(_("open cases: {n}").format(n=times.number(cases)))
    return names.listed(parts)


def addressee(announcement: Announcement | Addressee) -> str:
    """Return for whom an announcement is, or can be."""
    return announcement.agent or announcement.unit or _("everybody")


def _taken(notice: Notice, said: dict[str, str]) -> str:
    if notice.customer:
        return _("{customer} now belongs to {owner} (decided by {actor})").format(**said)
    count = int(notice.params["count"])
    return ngettext(
        "{n} of your customers now belongs to {owner} (decided by {actor})",
        "{n} of your customers now belong to {owner} (decided by {actor})",
        count,
    ).format(n=times.number(count), owner=said["owner"], actor=notice.actor)


def _deputy(notice: Notice) -> str:
    """Return the sentence of work that a deputy does for somebody who is absent."""
    count, promises, cases = (int(notice.params[name]) for name in ("customers", "promises", "cases"))
    if not count:
        text = ngettext(
            "{agent} is absent: you are the deputy for {n} case",
            "{agent} is absent: you are the deputy for {n} cases",
            cases,
        )
        return text.format(agent=notice.params["agent"], n=times.number(cases))
    text = ngettext(
        "{agent} is absent: you are the deputy for {n} customer",
        "{agent} is absent: you are the deputy for {n} customers",
        count,
    ).format(agent=notice.params["agent"], n=times.number(count))
    load = moving(promises, cases)
    return _("{text}: {load}").format(text=text, load=load) if load else text


def _back(count: int, promises: int) -> str:
    """Return the sentence of work that has come back from deputies."""
    text = ngettext(
        "{n} customer is back with you from a deputy", "{n} customers are back with you from deputies", count
    ).format(n=times.number(count))
    load = moving(promises, 0)
    return _("{text}: {load}").format(text=text, load=load) if load else text


_KEPT = {
    "holding": N_("you have as many customers of the campaign as the rulebook allows"),
    "per_day": N_("you have taken as many customers today as the rulebook allows"),
    "former_owner": N_("you lost them to the pool"),
}
"""Reasons for which somebody who was reached stays in the pool (``policy.PoolRefusal``)."""


def _returned(count: int, customer: str) -> str:
    """Return the sentence of customers whom the pool took back."""
    if customer:
        return _("{customer} is back in the pool: not reached in time").format(customer=customer)
    return ngettext(
        "{n} of your customers is back in the pool: not reached in time",
        "{n} of your customers are back in the pool: not reached in time",
        count,
    ).format(n=times.number(count))


def sentence(notice: Notice, reader: str, now: Instant, *, zone: str, country: str) -> str:
    """Return the sentence of a notice for ``reader``, whose clock is in ``zone`` and telephone in ``country``."""
    params = notice.params
    said = {"customer": notice.customer, "actor": notice.actor, "owner": params.get("owner") or _("the pool")}
    match notice.kind:
        case NoticeKind.OWNER_WAITS if params["agent"] == reader:
            return _("{customer} goes to {owner} once you save this call (decided by {actor})").format(**said)
        case NoticeKind.OWNER_WAITS:
            text = _("{customer} is on a call with {agent} and goes to {owner} once it is saved")
            return text.format(agent=params["agent"], **said)
        case NoticeKind.OWNER_CHANGED if params["owner"] == reader:
            return _("{customer} is now yours (decided by {actor})").format(**said)
        case NoticeKind.OWNER_CHANGED:
            return _("call saved: {customer} has gone to {owner} (decided by {actor})").format(**said)
        case NoticeKind.MESSAGE:
            return _("{actor} on {customer}: {text}").format(text=params["text"], **said)
        case NoticeKind.PROMISED:
            return _(_PROMISED[params["what"]]).format(time=_time(notice, now), **said)
        case NoticeKind.PROMISE_MOVED:
            return _("{actor} moved your promise to {customer}: now {time}").format(time=_time(notice, now), **said)
        case NoticeKind.CUSTOMERS_GIVEN | NoticeKind.CUSTOMERS_TAKEN if "file" in params:
            return _by_list(notice, given=notice.kind is NoticeKind.CUSTOMERS_GIVEN)
        case NoticeKind.CUSTOMERS_GIVEN:
            return _given(notice, said)
        case NoticeKind.CUSTOMERS_TAKEN:
            return _taken(notice, said)
        case NoticeKind.CASE_GIVEN:
            text = _("{actor} assigned a case to you: {case}, {customer}")
            return text.format(case=names.case_kind(CaseKind(params["case"])), **said)
        case NoticeKind.ANNOUNCED:
            text = _("{actor} to you: {text}") if params["agent"] else _("{actor}: {text}")
            return text.format(text=params["text"], **said)
        case NoticeKind.BREACHES:
            return _breaches(int(params["count"]), notice.customer)
        case NoticeKind.CALLED:
            number = phones.local(params["number"], country) if params["number"] else _("a withheld number")
            who = f"{notice.customer} ({number})" if notice.customer else number
            text = _("{who} called while you were on a call, {time}")
            return text.format(who=who, time=times.near(notice.at, zone, now))
        case NoticeKind.DEPUTY_FOR:
            return _deputy(notice)
        case NoticeKind.DEPUTY_ENDS:
            count = int(params["customers"])
            text = ngettext(
                "{agent} is no longer absent; {n} customer has gone back to them",
                "{agent} is no longer absent; {n} customers have gone back to them",
                count,
            )
            return text.format(agent=params["agent"], n=times.number(count))
        case NoticeKind.WORK_BACK:
            return _back(int(params["customers"]), int(params["promises"]))
        case NoticeKind.POOL_RETURNED:
            return _returned(int(params["count"]), notice.customer)
        case NoticeKind.POOL_KEPT:
            said["reason"] = _(_KEPT[params["reason"]])
            if not params["since"]:
                return _("{customer} stays in the pool: {reason}").format(**said)
            said["time"] = times.near(int(params["since"]), notice.zone, now)
            return _("{customer} stays in the pool: {reason} (until {time})").format(**said)
        case NoticeKind.BREAK_ENDED:
            return _("{actor} ended your break, {time}").format(time=times.near(notice.at, zone, now), **said)
        case NoticeKind.CALL_ENDED:
            text = _("{actor} ended your call with {customer}, {time}: program not responding; note kept")
            return text.format(time=times.moment(notice.at, notice.zone, now), **said)
