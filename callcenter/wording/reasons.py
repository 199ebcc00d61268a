"""Why a customer is offered, and why not: the rule, the facts and the times in one sentence (RULES §2.5).

Instants are UTC epoch milliseconds; ``zone`` is the campaign's, in which all times are said.
"""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.locale import N_, NP_, _, ngettext, pgettext
from callcenter.model import Because, Gate, Ground, Instant, Lane, MilestoneKind, Obligation, Param
from callcenter.wording import times
from callcenter.wording.names import milestone as milestone_word
from callcenter.wording.names import tier as tier_word
from callcenter.wording.rules import rule

_GATES: Mapping[Gate, str] = {
    Gate.CLOSED_STAGE: N_("lost or closed: nothing is owed to this customer any more"),
    Gate.DO_NOT_CALL: N_("asked not to be called again; only a supervisor can lift this"),
    Gate.DEAD_NUMBER: N_("every number is dead; a new number or a later call brings the customer back"),
    Gate.BRANCH_VISIT: N_("the branch owes a visit and nobody dials until it is made"),
    Gate.OPEN_CALL: N_("a call with this customer is not finished yet"),
    Gate.CLAIMED: N_("a colleague has taken this customer"),
    Gate.NOT_YOURS: N_("the customer is another agent's"),
    Gate.NOTHING_OWED: N_("no rule asks for a call"),
    Gate.NOT_DUE: N_("no call is due yet"),
    Gate.PROMISED_LATER: N_("the customer was promised a later call"),
    Gate.LEGAL_FRAME: N_("nobody may be called at this hour where the customer is"),
    Gate.CLOSED_DAY: N_("the campaign is closed today and only promises are kept"),
    Gate.WINDOW: N_("outside the calling windows where the customer is"),
    Gate.GAP: N_("the last call did not reach them or did not count; a rest follows"),
    Gate.DAILY_CAP: N_("tried often enough for today"),
}


def why_not(gate: Gate, opens_at: Instant | None, now: Instant, zone: str) -> str:
    """Why a customer is not offered at ``now``, and when that ends, where anybody can know (RULES §3, ``why``)."""
    said = _(_GATES[gate])
    if opens_at is None:
        return said
    return _("{reason}; offered from {time}").format(reason=said, time=times.near(opens_at, zone, now))


def why(obligation: Obligation, lane: Lane | None, now: Instant, zone: str) -> str:
    """The whole reason of an entry: rule, facts, when it fell due and when it breaches or did.

    ``lane`` is None for an obligation that stands in no queue.
    """
    parts = {
        "rule": rule(obligation.rule),
        "facts": _facts(obligation.ground, obligation, lane, now, zone),
        "due": times.moment(obligation.due_at, zone, now),
        "end": times.end(obligation.breach_at, zone, now),
    }
    if now >= obligation.breach_at:
        over = times.rough(now - obligation.breach_at)
        return _("{rule}: {facts}; due since {due}, overdue since {end} ({over})").format(over=over, **parts)
    if now >= obligation.due_at:
        return _("{rule}: {facts}; due since {due}, at the latest {end}").format(**parts)
    return _("{rule}: {facts}; due from {due}, at the latest {end}").format(**parts)


def why_short(obligation: Obligation, lane: Lane | None, now: Instant, zone: str) -> str:
    """The reason for a column that stands beside the rule, the tier and the clock: the facts alone."""
    ground = obligation.ground
    at = ground.params.get("at")
    if lane is Lane.FRESH and isinstance(at, int) and at <= now:
        return _("{milestone} {time} ago, not called yet").format(
            milestone=_origin(ground.params), time=times.rough(now - at)
        )
    return _facts(ground, obligation, None, now, zone)


def _facts(ground: Ground, obligation: Obligation, lane: Lane | None, now: Instant, zone: str) -> str:
    said = _ground(ground, obligation, now, zone)
    tier = ground.params.get("tier")
    if isinstance(tier, str):
        said = _("{tier}: {facts}").format(tier=tier_word(tier), facts=said)
    return _("{facts}, not called yet").format(facts=said) if lane is Lane.FRESH else said


def _ground(ground: Ground, obligation: Obligation, now: Instant, zone: str) -> str:
    params = ground.params

    def when(name: str) -> str:
        """An instant of the ground; 00:00 stands for a date without a time (RULES §2.1)."""
        at = _number(params, name)
        return times.day_of(at, zone, now) if times.clock(at, zone) == "00:00" else times.moment(at, zone, now)

    match ground.code:
        case Because.DAY if params.get("months") is not None:
            months = times.span(f"{params['months']}mo")
            return _("{milestone} {when}, after {span}").format(milestone=_origin(params), when=when("at"), span=months)
        case Because.DAY if params["day"] == 0:
            return _("{milestone} {when}, the same day").format(milestone=_origin(params), when=when("at"))
        case Because.DAY:
            return _("{milestone} {when}, day {n}").format(milestone=_origin(params), when=when("at"), n=params["day"])
        case Because.WITHIN:
            return _("{milestone} {when}, within {span}").format(
                milestone=_origin(params), when=when("at"), span=_span(params, "within")
            )
        case Because.WINDOW:
            return _("{milestone} {when}, day {first} to day {last}").format(
                milestone=_origin(params), when=when("at"), first=params["first"], last=params["last"]
            )
        case Because.EVERY:
            every = (
                _("at least every {span}, last {when}") if params["touched"] else _("every {span}, none since {when}")
            )
            return every.format(span=_span(params, "interval"), when=when("base"))
        case Because.TIMES:
            n = _number(params, "times")
            return ngettext(
                "{n} time per {span}, {made} since {when}", "{n} times per {span}, {made} since {when}", n
            ).format(n=n, span=_span(params, "interval"), made=params["made"], when=when("base"))
        case Because.UNREACHED:
            return _unreached(obligation, now).format(span=_span(params, "interval"), when=when("base"))
        case Because.RENEWAL:
            return _renewal(params).format(end=times.end(_number(params, "contract_end"), zone, now), when=when("base"))
        case Because.CALLBACK:
            return _callback(params, now, zone)
        case Because.APPOINTMENT_CONFIRM:
            return _("appointment {when}, to be confirmed the day before").format(when=_appointment(params, now, zone))
        case Because.APPOINTMENT_CALL:
            return _("appointment {when}").format(when=_appointment(params, now, zone))
        case Because.APPOINTMENT_NO_SHOW:
            return _("appointment {when}, no visit recorded").format(when=_appointment(params, now, zone))
        case Because.RETRY:
            return _("{made} of {attempts} attempts made, none reached; first {first}, last {last}").format(
                made=params["made"], attempts=params["attempts"], first=when("first"), last=when("last")
            )


def _unreached(obligation: Obligation, now: Instant) -> str:
    touched = obligation.ground.params["touched"]
    if now < obligation.breach_at:
        return (
            _("to be reached every {span}, last {when}")
            if touched
            else _("to be reached every {span}, not since {when}")
        )
    return _("not reached for {span} (last {when})") if touched else _("not reached for {span} (since {when})")


def _renewal(params: Mapping[str, Param]) -> str:
    if params["touched"]:
        return _("the contract runs until {end}, last talk {when}")
    return _("the contract runs until {end}, no talk since {when}")


def _callback(params: Mapping[str, Param], now: Instant, zone: str) -> str:
    at = times.near(_number(params, "at"), zone, now)
    promised = times.near(_number(params, "promised"), zone, now)
    if params.get("agent"):
        return _("callback asked for {at} (promised {promised} by {agent})").format(
            at=at, promised=promised, agent=params["agent"]
        )
    return _("callback asked for {at} (promised {promised})").format(at=at, promised=promised)


def _appointment(params: Mapping[str, Param], now: Instant, zone: str) -> str:
    at = _number(params, "at")
    return times.moment(at, zone, now) if params["timed"] else times.day_of(at, zone, now)


_SIGNING = NP_("milestone", "signing")


def _origin(params: Mapping[str, Param]) -> str:
    """The milestone that a ground counts from; a contract's phase may count from the signing (RULES §2.3)."""
    kind = str(params["milestone"])
    return pgettext(*_SIGNING) if kind == "signed" else milestone_word(MilestoneKind(kind))


def _span(params: Mapping[str, Param], name: str) -> str:
    return times.span(str(params[name]))


def _number(params: Mapping[str, Param], name: str) -> int:
    value = params[name]
    if not isinstance(value, int):
        raise TypeError(f"{name}={value!r}")
    return value
