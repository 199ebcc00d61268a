"""State of a customer as of T, and the counting of touches (docs/rules.md#dispositions)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tests.oracle.days import as_milestone, utc
from tests.oracle.model import MINUTE, Attempt, Facts, Milestone, OTouch

PLANS = ("appointment", "contract_end", "warranty_end")
ASIDE = {"hand_on_answered", "handed_out", "reported"}
REACHED = ("interested", "neutral", "appointment", "signed", "callback", "negative", "refused", "do_not_call")
DEAD = ("suspended", "invalid_number")
WRITTEN = ("sms", "email", "letter", "chat")


def at(f: Facts, touch: OTouch) -> datetime:
    return utc(f.campaign, touch.at)


def milestones(f: Facts) -> dict[str, Milestone]:
    """The newest value of each kind; values after T do not count, but plans do (docs/rules.md#milestone, #as-of)."""
    newest: dict[str, Milestone] = {}
    for kind, value in f.customer.milestones:
        milestone = as_milestone(f.campaign, value)
        if kind in PLANS or milestone.at <= f.now:
            newest[kind] = milestone
    return newest


def inquiry(f: Facts) -> Milestone | None:
    """No milestone as of T (a plan is one) counts as an inquiry at `created_at`, or at import (docs/rules.md#came)."""
    known = milestones(f)
    if set(known) - ASIDE:  # they say nothing of how a customer came (docs/rules.md#hand-on)
        return known.get("inquiry")
    came = as_milestone(f.campaign, f.customer.created_at or f.customer.imported_at)
    return came if came.at <= f.now else None


def overtaken_by_inquiry(f: Facts, instant: datetime) -> bool:
    """A new inquiry ends gap, hold and round: those that began before it (docs/rules.md#retry, #gap)."""
    n = inquiry(f)
    return n is not None and n.at > instant


def came_at(f: Facts) -> datetime:
    """A customer came at the earliest of `created_at`, milestones and touches (docs/rules.md#came)."""
    instants = [m.at for kind, m in milestones(f).items() if m.at <= f.now and kind not in ASIDE]
    instants += [at(f, t) for t in f.touches]
    if f.customer.created_at is not None:
        instants.append(as_milestone(f.campaign, f.customer.created_at).at)
    return min(instants) if instants else utc(f.campaign, f.customer.imported_at)


def sold_at(f: Facts) -> list[datetime]:
    """Return when the customer signed: each `signed` disposition, and a `contract_start` that has come.

    See docs/rules.md#stages.
    """
    instants = [at(f, t) for t in f.touches if t.disposition == "signed"]
    start = milestones(f).get("contract_start")
    return instants + ([start.at] if start else [])


def signed_at(f: Facts) -> datetime:
    """The first `signed` or `contract_start`; the stage alone has no instant, so there
    the rule begins when the customer came (docs/rules.md#r2-renewal)."""
    return min(sold_at(f), default=came_at(f))


def is_signed(f: Facts) -> bool:
    """Stage `signed`, a `signed` disposition, or `contract_start` has come (docs/rules.md#stages)."""
    return f.customer.stage == "signed" or bool(sold_at(f))


def is_attempt_call(touch: OTouch) -> bool:
    """An attempt is any outgoing call (docs/rules.md#attempts)."""
    return touch.channel == "call" and touch.direction == "out"


def is_reached(touch: OTouch) -> bool:
    """A visit, and a call by the table (docs/rules.md#reached)."""
    return touch.channel == "visit" or (touch.channel == "call" and touch.disposition in REACHED)


def is_effective(f: Facts, touch: OTouch) -> bool:
    """Outgoing, reached, and passes the rulebook's test (docs/rules.md#effective)."""
    return is_attempt_call(touch) and is_reached(touch) and f.book.counts(touch)


def qualifies(f: Facts, touch: OTouch, channel: str, team: str | None = None) -> bool:
    """The touches that qualify; a rule may ask for a team on top (docs/rules.md#qualifying)."""
    if team is not None and touch.team != team:
        return False
    for_call = (
        is_effective(f, touch)
        or (touch.channel == "call" and touch.direction == "in" and is_reached(touch))
        or touch.channel == "visit"
    )
    if channel == "call":
        return for_call
    if channel == "any":
        return for_call or (touch.channel in WRITTEN and touch.direction == "out")
    return touch.channel == channel and (touch.direction == "out" or channel == "visit")


def qualifying(f: Facts, channel: str, since: datetime | None = None, team: str | None = None) -> list[datetime]:
    """Return when touches qualified, oldest first."""
    return [at(f, t) for t in f.touches if qualifies(f, t, channel, team) and (since is None or at(f, t) >= since)]


def number_of(f: Facts, touch: OTouch) -> str | None:
    """`phone`, by default the first number (docs/rules.md#attempts)."""
    return touch.phone or (f.customer.numbers[0] if f.customer.numbers else None)


def attempts(f: Facts) -> list[Attempt]:
    """Outgoing calls; failed ones at different numbers, the last at most 10 minutes after the first and no
    reach between, are one attempt (docs/rules.md#attempts)."""
    found: list[Attempt] = []
    together: list[OTouch] = []  # the failed calls of the attempt that may still grow
    for touch in f.touches:
        if is_reached(touch):
            together = []
            if is_attempt_call(touch):
                found.append(Attempt(at(f, touch), at(f, touch), True, is_effective(f, touch)))
        elif is_attempt_call(touch):
            grows = (
                bool(together)
                and at(f, touch) - at(f, together[0]) <= 10 * MINUTE
                and number_of(f, touch) not in [number_of(f, t) for t in together]
            )
            if grows:
                found.pop()
                together.append(touch)
            else:
                together = [touch]
            found.append(Attempt(at(f, together[0]), at(f, touch), False, False))
    return found


def all_numbers_dead(f: Facts) -> bool:
    """A number is dead while its newest call
    found it suspended or invalid.  Where none is known a call that was recorded without one brings the obligations
    back, unless it found that number dead (docs/rules.md#dead-numbers)."""
    if not f.customer.numbers and not any(t.channel == "call" and not t.phone for t in f.touches):
        return True

    def dead(number: str | None) -> bool:
        calls = [t for t in f.touches if t.channel == "call" and number_of(f, t) == number]
        return bool(calls) and calls[-1].disposition in DEAD

    numbers: Sequence[str | None] = f.customer.numbers or [None]
    return all(dead(number) for number in numbers)


def must_not_be_called(f: Facts) -> bool:
    """`do_not_call` ends every obligation, for good, unless it was lifted since (docs/rules.md#do-not-call)."""
    asked = [at(f, t) for t in f.touches if t.disposition == "do_not_call"]
    return bool(asked) and not any(max(asked) < lifted <= f.now for lifted in f.customer.lifted)
