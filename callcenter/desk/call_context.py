"""Context and controller of a call at a desk: the customer, the rules, the scripts, and what is on the line."""

from __future__ import annotations

from msgspec.structs import replace

from callcenter import locale, policy
from callcenter.call.context import CallContext
from callcenter.call.controller import CallController
from callcenter.desk import script_shelf
from callcenter.desk.desk import Desk
from callcenter.desk.typed_dates import make_reader
from callcenter.model import Direction, Instant, Plan
from callcenter.rulebook.book import Rulebook
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.calls import OpenCall
from callcenter.widgets.base.plain import plain_lines


def around(desk: Desk, call: OpenCall, now: Instant, script: str = "") -> CallContext:
    """The context of a call. ``script``: the one to begin with, '' = the one proposed. Raises ``StoreError``."""
    view = desk.store.details.get(call.ref, now=now, agent=desk.session.name)
    book = desk.store.campaigns.book(view.campaign.name)
    if call.earlier:
        view = replace(view, plan=_plan_before(call, view, book, now))
    shelf = script_shelf.shelf(desk, view, call.direction, now, language=locale.current())
    return CallContext(view, book, shelf, script, _label(desk, call.shown_number, now))


def controller(
    desk: Desk, call: OpenCall, context: CallContext, *, dial: bool = False, came_back: bool = False
) -> CallController:
    """The controller of a call. ``came_back``: another window had it, and its talk stayed on the line here."""

    def now() -> Instant:
        return desk.now

    view = context.view
    reader = make_reader(now, view.campaign.frame, context.book, view.facts.zone)
    call, line = replace(call, note=plain_lines(call.note)), desk.phone.line
    on_line = line is not None and (came_back or line.direction is call.direction is Direction.IN)
    return CallController(
        call,
        context,
        now,
        reader,
        hears=lambda: desk.phone.hears,
        dial=dial,
        line_id=line.call if line is not None and on_line else "",
    )


def _label(desk: Desk, shown: str | None, now: Instant) -> str:
    if shown is None:
        return ""
    own = desk.store.caller_numbers.all(now=now)
    return next((one.label for one in own if one.number == shown), "")


def _plan_before(call: OpenCall, view: CustomerView, book: Rulebook, now: Instant) -> Plan:
    """Return the plan without the earlier attempts of this call: the reason for it is still the same."""
    touches = (one for one in view.history.touches if one.agent != call.agent or one.at not in call.earlier)
    history = replace(view.history, touches=tuple(touches))
    return policy.plan(book, view.campaign.frame, view.facts, history, now)
