"""Facts of customers and of what is owed to them, the most important first: what one has to hear before one talks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from callcenter.linear.dialogue import Fact
from callcenter.locale import _
from callcenter.model import Because, Instant, Obligation, Offer, Placement, State
from callcenter.views.customers.customer import CustomerView
from callcenter.views.customers.hits import FoundRow, OwnRow
from callcenter.views.customers.log import TouchRow
from callcenter.views.customers.timeline import Decision, Entry
from callcenter.views.worklists.breaches import BreachRow
from callcenter.views.worklists.cases import CaseEvent, CaseRow
from callcenter.views.worklists.line import CustomerLine
from callcenter.views.worklists.promises import PromiseRow, SnoozeRow
from callcenter.views.worklists.queue import QueuePage, QueueRow
from callcenter.wording import alikes, clocks, decisions, names, phones, reasons, rules, script_words, times

_PROMISES = (Because.CALLBACK, Because.APPOINTMENT_CALL, Because.APPOINTMENT_CONFIRM)
_MOST_OWED = 5
_GROUP = 4


def in_short(view: CustomerView, agent: str, now: Instant) -> Iterator[Fact]:
    """The customer in short: who, why now, what was said last, what is promised and owed."""
    yield _("customer"), view.name
    yield _("company"), view.company
    owner = view.facts.owner
    if owner != agent:
        yield _("owner"), owner or _("the pool")
    yield _("pinned note"), view.pinned
    placement, zone = view.plan.placement, view.campaign.frame.zone
    if placement is not None:
        yield _("why"), _why(placement, zone, now)
        yield _("clock"), clocks.obligation(placement.entry, now)
        yield _("reason"), names.reason_hint(placement.entry.reason) if placement.entry.reason else ""
    yield _("tier"), names.tier(view.facts.tier)
    yield _("number"), written(view, view.number) if view.number else _("no number on file")
    yield _("last contact"), last_contact(view, now)
    shown = None if placement is None else placement.entry
    yield from owed([one for one in view.plan.obligations if one != shown and now >= one.due_at], zone, now)


def _why(placement: Placement, zone: str, now: Instant) -> str:
    """Return the rule and its reason in a few words."""
    entry = placement.entry
    return names.told((rules.rule(entry.rule), reasons.why_short(entry, placement.lane, now, zone)))


def written(view: CustomerView, e164: str) -> str:
    """A customer's number, grouped, with label and extension."""
    extension, label = view.extensions.get(e164, ""), view.labels.get(e164, "")
    local = phones.local(e164, view.campaign.frame.country, extension, label)
    return _grouped(local) if local.isdigit() else local


def reachable(view: CustomerView, e164: str) -> str:
    """A customer's number, and who is there."""
    person = view.person_at(e164)
    return names.told(filter(None, (written(view, e164), "" if person is None else names.contact_person(person))))


def number(e164: str, country: str) -> str:
    """A number as people of a country write it, grouped."""
    local = phones.local(e164, country)
    return _grouped(local) if local.isdigit() else local


def _grouped(digits: str) -> str:
    """Return digits in groups of four from the end: of a number that nobody has given out nothing else is known."""
    head = len(digits) % _GROUP
    return " ".join(
        filter(None, (digits[:head], *(digits[at : at + _GROUP] for at in range(head, len(digits), _GROUP))))
    )


def last_contact(view: CustomerView, now: Instant) -> str:
    """The newest contact that counts, in one line."""
    newest = next((one for one in view.touches if not one.replaced and not one.withdrawn), None)
    return _("none") if newest is None else contact(newest, view.campaign.frame.zone, now)


def contact(touch: TouchRow, zone: str, now: Instant) -> str:
    """A contact in one line: when, how, how it ended, how long, by whom, and the note."""
    parts = [times.near(touch.at, zone, now), f"{names.channel(touch.channel)} {names.direction(touch.direction)}"]
    if touch.disposition is not None:
        parts.append(names.disposition(touch.disposition))
    if touch.seconds:
        parts.append(times.duration(touch.seconds))
    if touch.agent:
        parts.append(touch.agent)
    if touch.withdrawn:
        parts.append(_("withdrawn"))
    elif touch.replaced:
        parts.append(_("replaced"))
    said = names.told(parts)
    return _("{what}. Note: {note}").format(what=said, note=touch.note) if touch.note else said


def contact_in_full(touch: TouchRow, view: CustomerView, now: Instant) -> Iterator[Fact]:
    """A contact with all that was written down."""
    zone = view.campaign.frame.zone
    yield _("contact"), contact(touch, zone, now)
    yield _("number"), written(view, touch.phone) if touch.phone else ""
    if touch.callback_at is not None:
        yield _("promised"), times.moment(touch.callback_at, zone, now)
    if touch.result is not None:
        yield _("result"), names.result(touch.result)
    for use in touch.scripts:
        yield _("script"), script_words.used(use)


def entry(one: Entry, zone: str, now: Instant) -> str:
    """An entry of the history in one line."""
    if isinstance(one, TouchRow):
        return contact(one, zone, now)
    if isinstance(one, Decision):
        parts = (times.near(one.at, zone, now), decisions.happening(one.what), decisions.outcome(one), one.actor)
        return names.told(filter(None, (*parts, decisions.details(one))))
    return reasons.put_off(one, now, zone)


def owed(obligations: Iterable[Obligation], zone: str, now: Instant) -> Iterator[Fact]:
    """Promises and open obligations, each with its clock, the most urgent first."""
    for one in sorted(obligations, key=lambda one: (one.state(now) is State.UPCOMING, one.breach_at))[:_MOST_OWED]:
        label = _("promised") if one.ground.code in _PROMISES else names.state(one.state(now))
        yield label, owed_line(one, zone, now)


def owed_line(one: Obligation, zone: str, now: Instant) -> str:
    """An obligation in one line: the rule, when, and its clock."""
    # An obligation of a whole day has no time.
    all_day = times.clock(one.due_at, zone) == "00:00"
    due = times.day_of(one.due_at, zone, now) if all_day else times.near(one.due_at, zone, now)
    return names.told((rules.rule(one.rule), due, clocks.obligation(one, now)))


def in_full(view: CustomerView, agent: str, now: Instant) -> Iterator[Fact]:
    """The customer in full."""
    yield from in_short(view, agent, now)
    yield _("ref"), view.ref
    yield _("stage"), names.stage(view.facts.stage)
    for number in view.facts.numbers:
        if number != view.number:
            dead = _("dead number") if number in view.dead_numbers else ""
            yield _("other number"), names.told(filter(None, (written(view, number), dead)))
    for person in view.persons:
        yield _("contact person"), names.contact_person(person)
    yield _("tags"), names.tags(view.tags)
    if view.referrer is not None:
        yield _("referred by"), names.outside(view.referrer.owner) if view.referrer.outside else view.referrer.name
    yield from view.attributes.items()
    zone = view.campaign.frame.zone
    yield from owed((one for one in view.plan.obligations if now < one.due_at), zone, now)
    yield _("campaign"), view.campaign.frame.name
    yield _("why now"), reasons.answer(view, now)


def found(row: FoundRow, country: str) -> str:
    """A customer who was found, in one line."""
    if row.outside:
        return names.outside(row.owner)
    parts = (
        row.name,
        row.company,
        _("tier {tier}").format(tier=names.tier(row.tier)) if row.tier else "",
        phones.masked(row.phone, country),
        _("owner {owner}").format(owner=row.owner or _("the pool")),
        alikes.matches(row.matches),
    )
    return names.told(filter(None, parts))


def queue_line(row: QueueRow, now: Instant, reader: str) -> str:
    """A line of the queue; for whom a deputy calls, unless it is for themselves."""
    return names.with_deputy(line(row, row.obligation, now), row.owner, row.deputy, reader)


def line(row: CustomerLine, one: Obligation, now: Instant) -> str:
    """A line of a customer to whom something is owed."""
    return names.told(filter(None, (row.name, row.company, owed_line(one, row.zone, now))))


def breach(row: BreachRow, now: Instant) -> str:
    """An overdue obligation in one line."""
    seen = _("acknowledged") if row.acknowledged else ""
    return names.told(filter(None, (row.name, owed_line(row.obligation, row.zone, now), seen)))


def promise(row: PromiseRow, agent: str, now: Instant) -> str:
    """A promise in one line; where it is not all the agent's own, whose it is."""
    return names.listed(
        filter(None, (line(row, row.obligation, now), names.whose_promise(row.owner, row.made_by, agent)))
    )


def postponed(row: SnoozeRow, now: Instant) -> str:
    """A postponed call in one line."""
    until = _("postponed until {time}").format(time=times.near(row.snooze.until, row.zone, now))
    return names.told(filter(None, (row.name, row.company, until)))


def own(row: OwnRow, now: Instant) -> str:
    """A customer of one's own in one line."""
    owed = _("nothing is owed") if row.owed is None else owed_line(row.owed, row.zone, now)
    return names.told(filter(None, (row.name, row.company, owed, names.tags(row.tags))))


def case(row: CaseRow, now: Instant) -> str:
    """A case in one line."""
    what = rules.rule(row.rule) if row.rule else names.case_kind(row.kind)
    end = _("close by {end}").format(end=times.end(row.due_at, row.zone, now))
    who = row.department or names.for_whom(row.assignee, row.deputy) or row.assignee or ""
    return names.told(filter(None, (what, row.customer, names.case_state(row.state), who, end)))


def case_event(one: CaseEvent, zone: str, now: Instant) -> str:
    """A step in the work on a case in one line."""
    result = "" if one.result is None else names.result(one.result)
    parts = (
        times.near(one.at, zone, now),
        one.actor or _("the rule"),
        names.case_action(one.action),
        result,
        one.remark,
    )
    return names.told(filter(None, parts))


def offer(page: QueuePage, zone: str) -> Iterator[Fact]:
    """The calls that the rules allow now, where these are not all, and those that suit the hour best."""
    match Offer(page.offer):
        case Offer.NOTHING:
            yield _("callable"), _("no calls now")
        case Offer.COMMITMENTS:
            yield _("callable"), _("promised calls only")
        case _ if page.preferred and page.block_ends is not None:
            ends = times.clock(page.block_ends, zone)
            yield _("best now"), _("{segments} until {time}").format(segments=names.segments(page.preferred), time=ends)


def nobody_waits(page: QueuePage) -> str:
    """Say who comes next and when, why, and what keeps them until then (docs/architecture.md#queue-screen)."""
    if page.behind.lags:
        return _("Plans are being updated. The next customer appears shortly.")
    if page.next_row is None or page.next_at is None:
        return _("Queue empty, nothing planned.")
    row = page.next_row
    said = _("No one to call now. Next: {name}, {when}: {why}").format(
        name=row.name,
        when=times.near(page.next_at, row.zone, page.at),
        why=reasons.why(row.obligation, row.lane, page.at, row.zone),
    )
    if page.next_gate is None:
        return said
    gate = reasons.why_not(page.next_gate, None, page.at, row.zone)
    return _("{said}. Until then: {gate}.").format(said=said, gate=gate)
